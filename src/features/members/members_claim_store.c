/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules of claims, and which grants came of them. */
#include "features/members/members_claim_store.h"

#include "base/vec.h"
#include "core/audit/audit.h"
#include "features/members/members_store.h"

#define RULE "id, organisation_id, provider, claim, value, role"
#define RULE_TYPES "iitttt"

const struct query q_claim_rules = {"members.claim_rules",
                                    "SELECT " RULE " FROM claim_rule WHERE provider = $1 "
                                    "ORDER BY organisation_id, claim, value, role",
                                    "t", RULE_TYPES};
const struct query q_claim_rules_of = {"members.claim_rules_of",
                                       "SELECT " RULE " FROM claim_rule WHERE organisation_id = $1 "
                                       "ORDER BY provider, claim, value, role",
                                       "i", RULE_TYPES};
const struct query q_claim_rule_one = {
    "members.claim_rule", "SELECT " RULE " FROM claim_rule WHERE id = $1 AND organisation_id = $2", "ii",
    RULE_TYPES};
const struct query q_claim_rule_count = {
    "members.claim_rule_count", "SELECT COUNT(*) FROM claim_rule WHERE organisation_id = $1", "i", "i"};
const struct query q_claim_rule_insert = {"members.claim_rule_insert",
                                          "INSERT INTO claim_rule (" RULE ") VALUES ($1, $2, $3, $4, $5, $6)",
                                          RULE_TYPES, ""};
const struct query q_claim_rule_delete = {"members.claim_rule_delete", "DELETE FROM claim_rule WHERE id = $1",
                                          "i", ""};

#define GIVEN "person_id, provider, organisation_id, role"
const struct query q_claim_given_of = {"members.claim_grants_of",
                                       "SELECT " GIVEN " FROM claim_grant WHERE person_id = $1 "
                                       "ORDER BY provider, organisation_id, role",
                                       "i", "itit"};
const struct query q_claim_given_in = {"members.claim_grants_in",
                                       "SELECT " GIVEN " FROM claim_grant WHERE organisation_id = $1 "
                                       "ORDER BY person_id, provider, role",
                                       "i", "itit"};
const struct query q_claim_given_insert = {
    "members.claim_grant_insert", "INSERT INTO claim_grant (" GIVEN ") VALUES ($1, $2, $3, $4)", "itit", ""};
const struct query q_claim_given_delete = {
    "members.claim_grant_delete",
    "DELETE FROM claim_grant WHERE person_id = $1 AND provider = $2 AND organisation_id = $3 AND role = $4",
    "itit", ""};
const struct query q_claim_given_forget = {
    "members.claim_grant_forget",
    "DELETE FROM claim_grant WHERE person_id = $1 AND organisation_id = $2 AND role = $3", "iit", ""};
const struct query q_claim_given_delete_of = {"members.claim_grant_delete_of",
                                              "DELETE FROM claim_grant WHERE person_id = $1", "i", ""};

/* ---- rules --------------------------------------------------------------------------- */

static rc rules_of(struct reader *reader, struct arena *arena, const struct query *query, struct db_args args,
                   struct claim_rules *ret_rules)
{
    struct claim_rules rules = {0};
    enum role role;
    struct rows rows;
    db_query(reader, query, args, &rows);
    while (rows_next(&rows))
        if (role_of_code(rows_text(&rows, 5), &role))
            *VEC_PUSH(arena, &rules) = (struct claim_rule){.id = rows_int(&rows, 0),
                                                           .organisation = rows_int(&rows, 1),
                                                           .provider = rows_text_dup(&rows, 2, arena),
                                                           .claim = rows_text_dup(&rows, 3, arena),
                                                           .value = rows_text_dup(&rows, 4, arena),
                                                           .role = role};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_rules = rules;
    return result;
}

rc members_claim_rules(struct reader *reader, struct arena *arena, struct str provider,
                       struct claim_rules *ret_rules)
{
    return rules_of(reader, arena, &q_claim_rules, DB_ARGS(db_text(provider)), ret_rules);
}

rc members_claim_rules_of(struct reader *reader, struct arena *arena, int64_t organisation,
                          struct claim_rules *ret_rules)
{
    return rules_of(reader, arena, &q_claim_rules_of, DB_ARGS(db_int(organisation)), ret_rules);
}

/* "claim=value role, provider": what a rule says, for the log. */
static rc put_entry(struct txn *txn, const struct claim_rule *rule, const char *act, int64_t by, time_us now)
{
    struct arena *arena = arena_new();
    struct str subject = arena_printf(arena, "%s: %.*s=%.*s (%.*s)", roles[rule->role].code,
                                      STR_ARGS(rule->claim), STR_ARGS(rule->value), STR_ARGS(rule->provider));
    rc result = audit_put(
        txn, &(struct audit_entry){
                 .at = now, .actor = by, .organisation = rule->organisation, .act = act, .subject = subject});
    arena_free(arena);
    return result;
}

static bool fits(struct str text)
{
    return text.n > 0 && text.n <= MEMBERS_CLAIM_BYTES;
}

rc members_claim_rule_add(struct txn *txn, const struct claim_rule *rule, int64_t by, time_us now,
                          int64_t *ret_id)
{
    struct rows rows;
    if (role_is_of_portal(rule->role) != (rule->organisation == ACCESS_PORTAL) || !fits(rule->provider) ||
        !fits(rule->claim) || !fits(rule->value))
        return RC_INVALID;
    db_query(txn_reader(txn), &q_claim_rule_count, DB_ARGS(db_int(rule->organisation)), &rows);
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0, id = db_new_id();
    rc result = rows_close(&rows);
    if (result == RC_OK && count >= MEMBERS_RULES_MAX)
        result = RC_LIMIT;
    if (result == RC_OK)
        result = db_exec(txn, &q_claim_rule_insert,
                         DB_ARGS(db_int(id), db_int(rule->organisation), db_text(rule->provider),
                                 db_text(rule->claim), db_text(rule->value),
                                 db_text(str_from_c(roles[rule->role].code))),
                         NULL);
    if (result == RC_OK)
        result = put_entry(txn, rule, "members.claim_rule_add", by, now);
    if (result == RC_OK)
        *ret_id = id;
    return result;
}

rc members_claim_rule_remove(struct txn *txn, int64_t organisation, int64_t id, int64_t by, time_us now)
{
    struct arena *arena = arena_new();
    struct claim_rules rules;
    rc result = rules_of(txn_reader(txn), arena, &q_claim_rule_one, DB_ARGS(db_int(id), db_int(organisation)),
                         &rules);
    if (result == RC_OK && rules.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        result = db_exec(txn, &q_claim_rule_delete, DB_ARGS(db_int(id)), NULL);
    if (result == RC_OK)
        result = put_entry(txn, &rules.items[0], "members.claim_rule_remove", by, now);
    arena_free(arena);
    return result;
}

/* ---- what was given by them ------------------------------------------------------------- */

static rc given(struct reader *reader, struct arena *arena, const struct query *query, int64_t id,
                struct claim_grants *ret_grants)
{
    struct claim_grants grants = {0};
    enum role role;
    struct rows rows;
    db_query(reader, query, DB_ARGS(db_int(id)), &rows);
    while (rows_next(&rows))
        if (role_of_code(rows_text(&rows, 3), &role))
            *VEC_PUSH(arena, &grants) = (struct claim_grant){.person = rows_int(&rows, 0),
                                                             .provider = rows_text_dup(&rows, 1, arena),
                                                             .organisation = rows_int(&rows, 2),
                                                             .role = role};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_grants = grants;
    return result;
}

rc claim_grants_of(struct reader *reader, struct arena *arena, int64_t person,
                   struct claim_grants *ret_grants)
{
    return given(reader, arena, &q_claim_given_of, person, ret_grants);
}

rc claim_grants_in(struct reader *reader, struct arena *arena, int64_t organisation,
                   struct claim_grants *ret_grants)
{
    return given(reader, arena, &q_claim_given_in, organisation, ret_grants);
}

static struct db_value code_of(enum role role)
{
    return db_text(str_from_c(roles[role].code));
}

rc claim_grant_insert(struct txn *txn, const struct claim_grant *grant)
{
    return db_exec(txn, &q_claim_given_insert,
                   DB_ARGS(db_int(grant->person), db_text(grant->provider), db_int(grant->organisation),
                           code_of(grant->role)),
                   NULL);
}

rc claim_grant_remove(struct txn *txn, const struct claim_grant *grant)
{
    return db_exec(txn, &q_claim_given_delete,
                   DB_ARGS(db_int(grant->person), db_text(grant->provider), db_int(grant->organisation),
                           code_of(grant->role)),
                   NULL);
}

rc claim_grant_forget(struct txn *txn, int64_t person, int64_t organisation, enum role role)
{
    return db_exec(txn, &q_claim_given_forget, DB_ARGS(db_int(person), db_int(organisation), code_of(role)),
                   NULL);
}

rc claim_grant_remove_of(struct txn *txn, int64_t person)
{
    return db_exec(txn, &q_claim_given_delete_of, DB_ARGS(db_int(person)), NULL);
}
