/* SPDX-License-Identifier: EUPL-1.2 */
/* Tokens of letters, and wrong guesses. */
#include "features/accounts/accounts_token_store.h"

#include "features/accounts/accounts_store.h"

const struct query q_token_find = {
    "accounts.token",
    "SELECT person_id, email, email_key, language, next, created_at FROM account_token "
    "WHERE token_hash = $1 AND kind = $2 AND ends_at > $3",
    "xti", "itttti"};
const struct query q_token_insert = {
    "accounts.token_insert",
    "INSERT INTO account_token (token_hash, kind, person_id, email, email_key, language, "
    "next, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    "xtittttii", ""};
const struct query q_token_spend = {
    "accounts.token_spend", "UPDATE account_token SET kind = 'spent', next = '' WHERE token_hash = $1", "x",
    ""};
const struct query q_token_spend_of = {"accounts.token_spend_of",
                                       "UPDATE account_token SET kind = 'spent', next = '' "
                                       "WHERE person_id = $1 AND kind = $2 AND created_at >= $3",
                                       "iti", ""};
const struct query q_token_forget = {"accounts.token_forget",
                                     "DELETE FROM account_token WHERE person_id = $1", "i", ""};
const struct query q_token_forget_address = {
    "accounts.token_forget_address", "DELETE FROM account_token WHERE email_key = $1 AND person_id = 0", "t",
    ""};
const struct query q_token_count_to = {
    "accounts.token_count_to", "SELECT COUNT(*) FROM account_token WHERE email_key = $1 AND created_at > $2",
    "ti", "i"};
const struct query q_token_count_sign_ups = {
    "accounts.token_count_sign_ups",
    "SELECT COUNT(*) FROM account_token WHERE person_id = 0 AND kind = 'sign-up' AND ends_at > $1", "i", "i"};
const struct query q_token_tidy = {
    "accounts.token_tidy",
    "DELETE FROM account_token WHERE token_hash IN "
    "(SELECT token_hash FROM account_token WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)",
    "ii", ""};
const struct query q_guess_read = {"accounts.guess_read",
                                   "SELECT wrong, last_at FROM account_guess WHERE subject = $1", "t", "ii"};
const struct query q_guess_add = {
    "accounts.guess_add",
    "INSERT INTO account_guess (subject, wrong, last_at) VALUES ($1, 1, $2) "
    "ON CONFLICT (subject) DO UPDATE SET wrong = account_guess.wrong + 1, last_at = $2",
    "ti", ""};
const struct query q_guess_clear = {"accounts.guess_clear", "DELETE FROM account_guess WHERE subject = $1",
                                    "t", ""};
const struct query q_guess_tidy = {
    "accounts.guess_tidy",
    "DELETE FROM account_guess WHERE subject IN "
    "(SELECT subject FROM account_guess WHERE last_at <= $1 ORDER BY last_at LIMIT $2)",
    "ii", ""};

/* ---- tokens ---------------------------------------------------------------------------- */

static struct str code_of(enum token_kind kind)
{
    return str_from_c(token_rules[kind].code);
}

rc token_find(struct reader *reader, struct arena *arena, struct str hash, enum token_kind kind, time_us now,
              struct account_token *ret_token)
{
    struct account_token token = {.hash = hash, .kind = kind};
    struct rows rows;
    if (!hash.p)
        return RC_NOT_FOUND;
    db_query(reader, &q_token_find, DB_ARGS(db_bytes(hash), db_text(code_of(kind)), db_int(now)), &rows);
    bool found = rows_next(&rows);
    if (found) {
        token.person = rows_int(&rows, 0);
        token.email = rows_text_dup(&rows, 1, arena);
        token.email_key = rows_text_dup(&rows, 2, arena);
        token.language = rows_text_dup(&rows, 3, arena);
        token.next = rows_text_dup(&rows, 4, arena);
        token.now = rows_int(&rows, 5);
    }
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_token = token;
    return result ? result : found ? RC_OK : RC_NOT_FOUND;
}

rc token_insert(struct txn *txn, const struct account_token *token)
{
    return db_exec(txn, &q_token_insert,
                   DB_ARGS(db_bytes(token->hash), db_text(code_of(token->kind)), db_int(token->person),
                           db_text(token->email), db_text(token->email_key), db_text(token->language),
                           db_text(token->next), db_int(token->now),
                           db_int(token->now + token_rules[token->kind].life)),
                   NULL);
}

rc token_take(struct txn *txn, struct arena *arena, struct str hash, enum token_kind kind, time_us now,
              struct account_token *ret_token)
{
    rc result = token_find(txn_reader(txn), arena, hash, kind, now, ret_token);
    return result ? result : db_exec(txn, &q_token_spend, DB_ARGS(db_bytes(hash)), NULL);
}

rc token_spend_of(struct txn *txn, int64_t person, enum token_kind kind, time_us since)
{
    return db_exec(txn, &q_token_spend_of, DB_ARGS(db_int(person), db_text(code_of(kind)), db_int(since)),
                   NULL);
}

rc token_forget(struct txn *txn, int64_t person, struct str email_key)
{
    rc result = db_exec(txn, &q_token_forget, DB_ARGS(db_int(person)), NULL);
    return result ? result : db_exec(txn, &q_token_forget_address, DB_ARGS(db_text(email_key)), NULL);
}

static rc count_of(struct reader *reader, const struct query *query, struct db_args args, int64_t *ret_count)
{
    struct rows rows;
    db_query(reader, query, args, &rows);
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_count = count;
    return result;
}

rc token_count_to(struct reader *reader, struct str email_key, time_us since, int64_t *ret_count)
{
    return count_of(reader, &q_token_count_to, DB_ARGS(db_text(email_key), db_int(since)), ret_count);
}

/* By their end, which an index knows: all of the kind live equally long. */
rc token_count_sign_ups(struct reader *reader, time_us since, int64_t *ret_count)
{
    return count_of(reader, &q_token_count_sign_ups, DB_ARGS(db_int(since + token_rules[TOKEN_SIGN_UP].life)),
                    ret_count);
}

rc token_tidy(struct txn *txn, time_us now, int64_t most, int64_t *ret_removed)
{
    return db_exec(txn, &q_token_tidy, DB_ARGS(db_int(now - TIME_HOUR), db_int(most)), ret_removed);
}

/* ---- guesses ------------------------------------------------------------------------------- */

rc guess_read(struct reader *reader, struct str subject, struct guesses *ret_guesses)
{
    struct guesses guesses = {0};
    struct rows rows;
    db_query(reader, &q_guess_read, DB_ARGS(db_text(subject)), &rows);
    if (rows_next(&rows))
        guesses = (struct guesses){rows_int(&rows, 0), rows_int(&rows, 1)};
    rc result = rows_close(&rows);
    if (result == RC_OK)
        *ret_guesses = guesses;
    return result;
}

rc guess_add(struct txn *txn, struct str subject, time_us now)
{
    return db_exec(txn, &q_guess_add, DB_ARGS(db_text(subject), db_int(now)), NULL);
}

rc guess_clear(struct txn *txn, struct str subject)
{
    return db_exec(txn, &q_guess_clear, DB_ARGS(db_text(subject)), NULL);
}

rc guess_tidy(struct txn *txn, time_us before, int64_t most, int64_t *ret_removed)
{
    return db_exec(txn, &q_guess_tidy, DB_ARGS(db_int(before), db_int(most)), ret_removed);
}
