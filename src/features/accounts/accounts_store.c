/* SPDX-License-Identifier: EUPL-1.2 */
/* People and what opens their accounts. */
#include "features/accounts/accounts_store.h"

#include "base/vec.h"
#include "features/accounts/accounts_token_store.h"

/* ---- people ------------------------------------------------------------------------- */

#define PERSON                                                                               \
    "id, email, email_key, name, language, hidden, password_hash, totp_secret, created_at, " \
    "erased_at"
#define PERSON_TYPES "itTttiTXiI"

static const struct query q_by_id = {"accounts.person", "SELECT " PERSON " FROM person WHERE id = $1", "i",
                                     PERSON_TYPES};
static const struct query q_by_key = {
    "accounts.person_by_key", "SELECT " PERSON " FROM person WHERE email_key = $1", "t", PERSON_TYPES};
static const struct query q_secrets = {
    "accounts.secrets", "SELECT password_hash, totp_secret, totp_step FROM person WHERE id = $1", "i", "TXi"};
static const struct query q_insert = {
    "accounts.person_insert",
    "INSERT INTO person (id, email, email_key, name, language, password_hash, totp_step, hidden, created_at, "
    "updated_at) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $7)",
    "itTttTi", ""};
static const struct query q_set_name = {
    "accounts.set_name",
    "UPDATE person SET name = $2, language = $3, hidden = $4, updated_at = $5 WHERE id = $1", "ittii", ""};
static const struct query q_set_password = {
    "accounts.set_password", "UPDATE person SET password_hash = $2, updated_at = $3 WHERE id = $1", "iTi",
    ""};
static const struct query q_set_address = {
    "accounts.set_address", "UPDATE person SET email = $2, email_key = $3, updated_at = $4 WHERE id = $1",
    "itti", ""};
static const struct query q_take_step = {
    "accounts.take_step", "UPDATE person SET totp_step = $2 WHERE id = $1 AND totp_step < $2", "ii", ""};
static const struct query q_set_app = {
    "accounts.set_app",
    "UPDATE person SET totp_since = CASE WHEN totp_secret = $2 THEN totp_since ELSE $4 END, "
    "totp_secret = $2, totp_step = $3, updated_at = $4 WHERE id = $1",
    "iXii", ""};
static const struct query q_remove_app_since = {
    "accounts.remove_app_since", "UPDATE person SET totp_secret = NULL WHERE id = $1 AND totp_since >= $2",
    "ii", ""};
static const struct query q_erase = {
    "accounts.erase",
    "UPDATE person SET email = '', email_key = NULL, name = '', password_hash = NULL, totp_secret = NULL, "
    "hidden = 0, updated_at = $2, erased_at = $2 WHERE id = $1",
    "ii", ""};
static const struct query q_recovery_delete = {"accounts.recovery_delete",
                                               "DELETE FROM person_recovery WHERE person_id = $1", "i", ""};
static const struct query q_recovery_insert = {
    "accounts.recovery_insert", "INSERT INTO person_recovery (person_id, code_hash) VALUES ($1, $2)", "ix",
    ""};
static const struct query q_recovery_use = {
    "accounts.recovery_use", "DELETE FROM person_recovery WHERE person_id = $1 AND code_hash = $2", "ix", ""};
static const struct query q_recovery_count = {
    "accounts.recovery_count", "SELECT COUNT(*) FROM person_recovery WHERE person_id = $1", "i", "i"};
static const struct query q_identity = {
    "accounts.identity", "SELECT person_id FROM person_identity WHERE issuer = $1 AND subject = $2", "tt",
    "i"};
static const struct query q_identities = {
    "accounts.identities",
    "SELECT issuer, subject, created_at FROM person_identity WHERE person_id = $1 ORDER BY issuer, subject",
    "i", "tti"};
static const struct query q_identity_insert = {
    "accounts.identity_insert",
    "INSERT INTO person_identity (issuer, subject, person_id, created_at) VALUES ($1, $2, $3, $4)", "ttii",
    ""};
static const struct query q_identity_delete = {
    "accounts.identity_delete", "DELETE FROM person_identity WHERE person_id = $1 AND created_at >= $2", "ii",
    ""};

const struct query *const accounts_queries[] = {&q_by_id,
                                                &q_by_key,
                                                &q_secrets,
                                                &q_insert,
                                                &q_set_name,
                                                &q_set_password,
                                                &q_set_address,
                                                &q_take_step,
                                                &q_set_app,
                                                &q_erase,
                                                &q_recovery_delete,
                                                &q_recovery_insert,
                                                &q_recovery_use,
                                                &q_recovery_count,
                                                &q_identity,
                                                &q_identities,
                                                &q_identity_insert,
                                                &q_identity_delete,
                                                &q_remove_app_since,
                                                TOKEN_QUERIES,
                                                NULL};

static rc person_of(struct reader *reader, struct arena *arena, const struct query *query,
                    struct db_args args, struct person *ret_person)
{
    struct person person = {0};
    struct rows rows;
    db_query(reader, query, args, &rows);
    bool found = rows_next(&rows);
    if (found)
        person = (struct person){
            .id = rows_int(&rows, 0),
            .email = rows_text_dup(&rows, 1, arena),
            .email_key = rows_is_null(&rows, 2) ? STR("") : rows_text_dup(&rows, 2, arena),
            .name = rows_text_dup(&rows, 3, arena),
            .language = rows_text_dup(&rows, 4, arena),
            .hidden = rows_int(&rows, 5),
            .has_password = !rows_is_null(&rows, 6),
            .has_app = !rows_is_null(&rows, 7),
            .created = rows_int(&rows, 8),
            .erased = rows_int(&rows, 9),
        };
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_person = person;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc person_by_id(struct reader *reader, struct arena *arena, int64_t id, struct person *ret_person)
{
    return person_of(reader, arena, &q_by_id, DB_ARGS(db_int(id)), ret_person);
}

rc person_by_key(struct reader *reader, struct arena *arena, struct str key, struct person *ret_person)
{
    return person_of(reader, arena, &q_by_key, DB_ARGS(db_text(key)), ret_person);
}

struct str person_shown_name(const struct language *language, const struct person *person)
{
    if (person->erased)
        return tr(language, "Removed user");
    return person->hidden || person->name.n == 0 ? tr(language, "Participant") : person->name;
}

rc person_shown_name_of(struct reader *reader, struct arena *arena, const struct language *language,
                        int64_t id, struct str *ret_name)
{
    struct person person = {.erased = 1}; /* whose row is gone altogether */
    rc result = id ? person_by_id(reader, arena, id, &person) : RC_OK;
    if (result == RC_OK || result == RC_NOT_FOUND)
        *ret_name = id ? person_shown_name(language, &person) : STR("");
    return result == RC_NOT_FOUND ? RC_OK : result;
}

/* ---- changes ----------------------------------------------------------------------------- */

rc person_insert(struct txn *txn, const struct person_new *person, int64_t *ret_id)
{
    int64_t id = db_new_id();
    rc result = db_exec(txn, &q_insert,
                        DB_ARGS(db_int(id), db_text(person->email),
                                person->email_key.n ? db_text(person->email_key) : db_null(),
                                db_text(person->name), db_text(person->language),
                                db_text(person->password_hash), db_int(person->now)),
                        NULL);
    if (result == RC_OK)
        *ret_id = id;
    return result;
}

rc person_set_name(struct txn *txn, int64_t id, struct str name, struct str language, bool hidden,
                   time_us now)
{
    return db_exec(txn, &q_set_name,
                   DB_ARGS(db_int(id), db_text(name), db_text(language), db_int(hidden), db_int(now)), NULL);
}

rc person_set_password(struct txn *txn, int64_t id, struct str hash, time_us now)
{
    return db_exec(txn, &q_set_password, DB_ARGS(db_int(id), db_text(hash), db_int(now)), NULL);
}

rc person_set_address(struct txn *txn, int64_t id, struct str email, struct str email_key, time_us now)
{
    return db_exec(txn, &q_set_address, DB_ARGS(db_int(id), db_text(email), db_text(email_key), db_int(now)),
                   NULL);
}

rc person_erase(struct txn *txn, int64_t id, time_us now)
{
    rc result = db_exec(txn, &q_erase, DB_ARGS(db_int(id), db_int(now)), NULL);
    if (result == RC_OK)
        result = db_exec(txn, &q_recovery_delete, DB_ARGS(db_int(id)), NULL);
    if (result == RC_OK)
        result = identity_remove_since(txn, id, 0);
    return result;
}

/* ---- secrets -------------------------------------------------------------------------------- */

static struct str dup_or_none(const struct rows *rows, int column, struct arena *arena)
{
    return rows_is_null(rows, column) ? STR_NONE : arena_str_dup(arena, rows_bytes(rows, column));
}

rc person_secrets_read(struct reader *reader, struct arena *arena, int64_t person,
                       struct person_secrets *ret_secrets)
{
    struct person_secrets secrets = {0};
    struct rows rows;
    db_query(reader, &q_secrets, DB_ARGS(db_int(person)), &rows);
    bool found = rows_next(&rows);
    if (found)
        secrets = (struct person_secrets){rows_is_null(&rows, 0) ? STR_NONE : rows_text_dup(&rows, 0, arena),
                                          dup_or_none(&rows, 1, arena), rows_int(&rows, 2)};
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_secrets = secrets;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

/* RC_NOT_FOUND where nothing changed. */
static rc exec_one(struct txn *txn, const struct query *query, struct db_args args)
{
    int64_t changed;
    rc result = db_exec(txn, query, args, &changed);
    return result ? result : changed ? RC_OK : RC_NOT_FOUND;
}

rc person_take_totp_step(struct txn *txn, int64_t id, int64_t step)
{
    return exec_one(txn, &q_take_step, DB_ARGS(db_int(id), db_int(step)));
}

rc person_set_app(struct txn *txn, int64_t id, struct str secret, int64_t totp_step,
                  const struct str *code_hashes, size_t n, time_us now)
{
    rc result = db_exec(txn, &q_set_app,
                        DB_ARGS(db_int(id), db_bytes(secret), db_int(totp_step), db_int(now)), NULL);
    if (result == RC_OK)
        result = db_exec(txn, &q_recovery_delete, DB_ARGS(db_int(id)), NULL);
    for (size_t i = 0; i < n && result == RC_OK; i++)
        result = db_exec(txn, &q_recovery_insert, DB_ARGS(db_int(id), db_bytes(code_hashes[i])), NULL);
    return result;
}

rc person_remove_app_since(struct txn *txn, int64_t id, time_us since)
{
    int64_t removed;
    rc result = db_exec(txn, &q_remove_app_since, DB_ARGS(db_int(id), db_int(since)), &removed);
    return result || removed == 0 ? result : db_exec(txn, &q_recovery_delete, DB_ARGS(db_int(id)), NULL);
}

rc person_use_recovery(struct txn *txn, int64_t id, struct str code_hash)
{
    return exec_one(txn, &q_recovery_use, DB_ARGS(db_int(id), db_bytes(code_hash)));
}

rc person_count_recovery(struct reader *reader, int64_t id, int64_t *ret_count)
{
    struct rows rows;
    db_query(reader, &q_recovery_count, DB_ARGS(db_int(id)), &rows);
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_count = count;
    return result;
}

/* ---- identities ---------------------------------------------------------------------------------- */

rc identity_find(struct reader *reader, struct str issuer, struct str subject, int64_t *ret_person)
{
    struct rows rows;
    db_query(reader, &q_identity, DB_ARGS(db_text(issuer), db_text(subject)), &rows);
    bool found = rows_next(&rows);
    int64_t person = found ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_person = person;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc identity_insert(struct txn *txn, struct str issuer, struct str subject, int64_t person, time_us now)
{
    return db_exec(txn, &q_identity_insert,
                   DB_ARGS(db_text(issuer), db_text(subject), db_int(person), db_int(now)), NULL);
}

rc identity_remove_since(struct txn *txn, int64_t person, time_us since)
{
    return db_exec(txn, &q_identity_delete, DB_ARGS(db_int(person), db_int(since)), NULL);
}

rc identity_list(struct reader *reader, struct arena *arena, int64_t person, struct identity_list *ret_list)
{
    struct identity_list list = {0};
    struct rows rows;
    db_query(reader, &q_identities, DB_ARGS(db_int(person)), &rows);
    while (rows_next(&rows))
        *VEC_PUSH(arena, &list) = (struct person_identity){
            rows_text_dup(&rows, 0, arena), rows_text_dup(&rows, 1, arena), rows_int(&rows, 2)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_list = list;
    return result;
}
