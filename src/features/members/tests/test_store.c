/* SPDX-License-Identifier: EUPL-1.2 */
/* The store and the grants by claim, on both databases. */
#include "support/testdb.h"

#include "core/audit/audit.h"
#include "core/auth/token.h"
#include "features/members/members_personal.h"
#include "features/members/members_store.h"

static const time_us noon = 20000 * TIME_DAY;
enum { TOWN = 7, CITY = 8, ANNA = 100, BO = 200 };

static const struct query q_person = {
    "test.person",
    "INSERT INTO person (id, email, email_key, name, language, totp_step, hidden, created_at, updated_at) "
    "VALUES ($1, $2, $2, $2, 'sv', 0, 0, 1, 1)",
    "it", ""};

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/audit", "src/core/access", "src/features/accounts",
                                               "src/features/members", NULL});
    assert_rc(RC_OK, testdb_exec(t->db, &q_person, DB_ARGS(db_int(ANNA), db_text(STR("anna@example.se")))));
    assert_rc(RC_OK, testdb_exec(t->db, &q_person, DB_ARGS(db_int(BO), db_text(STR("bo@example.se")))));
}

/* Runs a function as a step. */
struct call {
    rc (*run)(struct txn *txn, struct call *call);
    struct arena *arena;
    int64_t person, organisation, id;
    struct str text, provider;
    unsigned roles;
    time_us now;
};

static rc call_step(struct txn *txn, const void *in, void *out)
{
    struct call *call = *(struct call *const *)in;
    (void)out;
    return call->run(txn, call);
}

static rc run(struct testdb *t, struct call call)
{
    struct call *in = &call;
    call.arena = t->arena;
    if (call.now == 0)
        call.now = noon;
    return db_write(t->db, call_step, &in, NULL, 0);
}

static unsigned held(struct testdb *t, int64_t person, int64_t organisation)
{
    struct grant_list grants;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, access_of_person(reader, t->arena, person, &grants));
    db_read_end(reader);
    return access_roles(&grants, organisation);
}

static size_t logged(struct testdb *t, const char *act)
{
    struct audit_list list;
    struct reader *reader;
    size_t n = 0;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, audit_list(reader, t->arena, AUDIT_ALL, INT64_MAX, 1000, &list));
    db_read_end(reader);
    for (size_t i = 0; i < list.n; i++)
        n += str_eq_c(str_from_c(list.items[i].act), act);
    return n;
}

/* ---- invitations ----------------------------------------------------------------------- */

static rc invite(struct txn *txn, struct call *call)
{
    struct member_invitation invitation = {.token = token_new(call->arena),
                                           .organisation = call->organisation,
                                           .roles = call->roles,
                                           .address = {.text = call->text, .key = call->text},
                                           .message = STR("Hej"),
                                           .by = ANNA,
                                           .now = call->now};
    return members_invite(txn, &invitation);
}

static size_t pending(struct testdb *t, int64_t organisation, time_us now)
{
    struct invitation_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, invitation_list(reader, t->arena, organisation, now, &list));
    db_read_end(reader);
    return list.n;
}

static void test_one_invitation_to_an_address(struct testdb *t)
{
    unsigned officer = ROLE_BIT(ROLE_OFFICER);
    struct call call = {.run = invite, .organisation = TOWN, .roles = officer, .text = STR("x@example.se")};
    fill(t);
    assert_rc(RC_OK, run(t, call));
    assert_rc(RC_EXISTS, run(t, call));
    assert_int_equal(1, logged(t, "members.invite"));
    call.organisation = CITY;
    assert_rc(RC_OK, run(t, call));
    call.organisation = TOWN;
    call.now = noon + MEMBERS_INVITATION_LIFE;
    assert_int_equal(0, pending(t, TOWN, call.now));
    assert_rc(RC_OK, run(t, call)); /* the one before has ended */
    assert_int_equal(1, pending(t, TOWN, call.now));
}

static void test_roles_belong_where_they_are_offered(struct testdb *t)
{
    struct call call = {.run = invite, .organisation = TOWN, .text = STR("x@example.se")};
    fill(t);
    assert_rc(RC_INVALID, run(t, call)); /* none */
    call.roles = ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR);
    assert_rc(RC_INVALID, run(t, call));
    call.roles |= ROLE_BIT(ROLE_OFFICER);
    call.organisation = ACCESS_PORTAL;
    assert_rc(RC_INVALID, run(t, call));
    call.roles = ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR);
    assert_rc(RC_OK, run(t, call));
}

static void test_so_many_may_wait(struct testdb *t)
{
    fill(t);
    for (int i = 0; i <= MEMBERS_PENDING_MAX; i++) {
        struct call call = {.run = invite, .organisation = TOWN, .roles = ROLE_BIT(ROLE_EDITOR)};
        call.text = arena_printf(t->arena, "p%d@example.se", i);
        assert_rc(i < MEMBERS_PENDING_MAX ? RC_OK : RC_LIMIT, run(t, call));
    }
}

/* ---- tidying ------------------------------------------------------------------------------- */

static rc put_letter(struct txn *txn, struct call *call)
{
    return letter_insert(txn, TOWN, call->text, call->now);
}

static rc put_request(struct txn *txn, struct call *call)
{
    struct access_request request = {.id = db_new_id(),
                                     .person = call->person,
                                     .organisation = call->organisation,
                                     .roles = call->roles,
                                     .message = STR("Hej"),
                                     .created = call->now};
    rc result = request_insert(txn, &request);
    return result || !call->id ? result : request_refuse(txn, request.id, call->now);
}

static void test_what_has_ended_is_removed(struct testdb *t)
{
    struct members_tidying tidying = {.now = noon + MEMBERS_INVITATION_LIFE - 1, .most = 10};
    int64_t removed;
    fill(t);
    assert_rc(RC_OK, run(t, (struct call){.run = invite,
                                          .organisation = TOWN,
                                          .roles = ROLE_BIT(ROLE_EDITOR),
                                          .text = STR("x@example.se")}));
    assert_rc(RC_OK, run(t, (struct call){.run = put_letter, .text = STR("x@example.se")}));
    assert_rc(RC_OK,
              run(t, (struct call){.run = put_request, .person = ANNA, .organisation = TOWN, .roles = 2}));
    assert_rc(
        RC_OK,
        run(t, (struct call){.run = put_request, .person = BO, .organisation = TOWN, .roles = 2, .id = 1}));
    assert_rc(RC_OK, db_write(t->db, members_tidy_step, &tidying, &removed, sizeof removed));
    assert_int_equal(1, removed); /* the letter */
    tidying.now++;
    assert_rc(RC_OK, db_write(t->db, members_tidy_step, &tidying, &removed, sizeof removed));
    assert_int_equal(1, removed); /* the invitation */
    tidying.now = noon + 100 * TIME_DAY;
    assert_rc(RC_OK, db_write(t->db, members_tidy_step, &tidying, &removed, sizeof removed));
    assert_int_equal(1, removed); /* the refused request; the open one stays */
}

/* ---- claims ---------------------------------------------------------------------------------- */

static rc apply(struct txn *txn, struct call *call)
{
    return members_apply_claims(txn, call->person, call->organisation, call->provider, call->roles,
                                call->now);
}

static rc by_hand(struct txn *txn, struct call *call)
{
    for (int i = 0; i < ROLES; i++) {
        struct grant grant = {call->person, call->organisation, (enum role)i, call->now, ANNA};
        rc result = call->roles & ROLE_BIT(i) ? access_grant(txn, &grant) : RC_OK;
        if (result)
            return result;
    }
    return RC_OK;
}

static struct call claim(const char *provider, unsigned role_bits)
{
    return (struct call){.run = apply,
                         .person = BO,
                         .organisation = TOWN,
                         .provider = str_from_c(provider),
                         .roles = role_bits};
}

static void test_claims_come_and_go(struct testdb *t)
{
    unsigned officer = ROLE_BIT(ROLE_OFFICER), editor = ROLE_BIT(ROLE_EDITOR),
             elected = ROLE_BIT(ROLE_ELECTED);
    fill(t);
    assert_rc(RC_OK,
              run(t, (struct call){.run = by_hand, .person = BO, .organisation = TOWN, .roles = elected}));
    assert_rc(RC_OK, run(t, claim("ad", officer | elected)));
    assert_int_equal(officer | elected, held(t, BO, TOWN));
    assert_rc(RC_OK, run(t, claim("ad", officer | elected))); /* the next signing in */
    assert_rc(RC_OK, run(t, claim("ad", editor)));
    assert_int_equal(editor | elected, held(t, BO, TOWN)); /* what was given by hand stays */
    assert_rc(RC_OK, run(t, claim("ad", 0)));
    assert_int_equal(elected, held(t, BO, TOWN));
    assert_rc(RC_INVALID, run(t, claim("ad", ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR))));
    assert_int_equal(2, logged(t, "access.revoke"));
}

static void test_two_providers_give_the_same(struct testdb *t)
{
    unsigned officer = ROLE_BIT(ROLE_OFFICER);
    fill(t);
    assert_rc(RC_OK, run(t, claim("ad", officer)));
    assert_rc(RC_OK, run(t, claim("other", officer)));
    assert_rc(RC_OK, run(t, claim("ad", 0)));
    assert_int_equal(officer, held(t, BO, TOWN));
    assert_rc(RC_OK, run(t, claim("other", 0)));
    assert_int_equal(0, held(t, BO, TOWN));
}

static void test_the_last_administrator_stays(struct testdb *t)
{
    unsigned admin = ROLE_BIT(ROLE_ADMINISTRATOR);
    fill(t);
    assert_rc(RC_OK, run(t, claim("ad", admin)));
    assert_rc(RC_OK, run(t, claim("ad", 0)));
    assert_int_equal(admin, held(t, BO, TOWN));
    assert_rc(RC_OK,
              run(t, (struct call){.run = by_hand, .person = ANNA, .organisation = TOWN, .roles = admin}));
    assert_rc(RC_OK, run(t, claim("ad", 0)));
    assert_int_equal(0, held(t, BO, TOWN));
}

static rc add_rule(struct txn *txn, struct call *call)
{
    struct claim_rule rule = {.organisation = call->organisation,
                              .provider = STR("ad"),
                              .claim = STR("groups"),
                              .value = call->text,
                              .role = (enum role)call->roles};
    int64_t id;
    return members_claim_rule_add(txn, &rule, ANNA, call->now, &id);
}

static rc remove_rule(struct txn *txn, struct call *call)
{
    return members_claim_rule_remove(txn, call->organisation, call->id, ANNA, call->now);
}

static rc sign_in(struct txn *txn, struct call *call)
{
    struct claim_rules rules;
    const struct claim_rule *some[10];
    rc result = members_claim_rules(txn_reader(txn), call->arena, STR("ad"), &rules);
    for (size_t i = 0; i < rules.n; i++)
        some[i] = &rules.items[i];
    return result ? result
                  : members_sign_in_claims(txn, BO, STR("ad"), some, call->id ? rules.n : 0, call->now);
}

static void test_rules_are_kept_and_judged(struct testdb *t)
{
    struct call call = {.run = add_rule, .organisation = TOWN, .text = STR("staff"), .roles = ROLE_OFFICER};
    struct claim_rules rules;
    struct reader *reader;
    fill(t);
    assert_rc(RC_OK, run(t, call));
    assert_rc(RC_EXISTS, run(t, call));
    call.text = STR("");
    assert_rc(RC_INVALID, run(t, call));
    call.text = STR("heads");
    call.roles = ROLE_PORTAL_ADMINISTRATOR;
    assert_rc(RC_INVALID, run(t, call)); /* no role of the portal by an organisation's rule */
    call.organisation = CITY;
    call.roles = ROLE_EDITOR;
    assert_rc(RC_OK, run(t, call));
    assert_rc(RC_OK, run(t, (struct call){.run = sign_in, .id = 1}));
    assert_int_equal(ROLE_BIT(ROLE_OFFICER), held(t, BO, TOWN));
    assert_int_equal(ROLE_BIT(ROLE_EDITOR), held(t, BO, CITY));
    assert_rc(RC_OK, run(t, (struct call){.run = sign_in})); /* none holds any more */
    assert_int_equal(0, held(t, BO, TOWN) | held(t, BO, CITY));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, members_claim_rules_of(reader, t->arena, CITY, &rules));
    db_read_end(reader);
    assert_int_equal(1, rules.n);
    call = (struct call){.run = remove_rule, .organisation = TOWN, .id = rules.items[0].id};
    assert_rc(RC_NOT_FOUND, run(t, call)); /* another's */
    call.organisation = CITY;
    assert_rc(RC_OK, run(t, call));
    assert_int_equal(2, logged(t, "members.claim_rule_add"));
    assert_int_equal(1, logged(t, "members.claim_rule_remove"));
}

/* ---- people ------------------------------------------------------------------------------------ */

static rc erase(struct txn *txn, struct call *call)
{
    return members_personal.erase(txn, call->person, call->now);
}

static void test_nothing_is_left_of_who_is_erased(struct testdb *t)
{
    struct request_list requests;
    struct invitation_list to;
    struct claim_grants given;
    struct reader *reader;
    fill(t);
    assert_rc(RC_OK, run(t, claim("ad", ROLE_BIT(ROLE_ADMINISTRATOR))));
    assert_rc(RC_OK,
              run(t, (struct call){.run = put_request, .person = BO, .organisation = CITY, .roles = 2}));
    assert_rc(
        RC_OK,
        run(t, (struct call){.run = invite, .organisation = CITY, .roles = 2, .text = STR("bo@example.se")}));
    assert_rc(RC_OK, run(t, (struct call){.run = erase, .person = BO}));
    assert_int_equal(0, held(t, BO, TOWN));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, request_list_of(reader, t->arena, BO, &requests));
    assert_rc(RC_OK, invitation_list_to(reader, t->arena, STR("bo@example.se"), &to));
    assert_rc(RC_OK, claim_grants_of(reader, t->arena, BO, &given));
    db_read_end(reader);
    assert_int_equal(0, requests.n + to.n + given.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_one_invitation_to_an_address),
        TESTDB_TESTS(test_roles_belong_where_they_are_offered),
        TESTDB_TESTS(test_so_many_may_wait),
        TESTDB_TESTS(test_what_has_ended_is_removed),
        TESTDB_TESTS(test_claims_come_and_go),
        TESTDB_TESTS(test_two_providers_give_the_same),
        TESTDB_TESTS(test_the_last_administrator_stays),
        TESTDB_TESTS(test_rules_are_kept_and_judged),
        TESTDB_TESTS(test_nothing_is_left_of_who_is_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
