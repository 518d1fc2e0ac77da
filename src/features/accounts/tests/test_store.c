/* SPDX-License-Identifier: EUPL-1.2 */
/* The store, on both databases. */
#include "support/testdb.h"

#include "core/auth/token.h"
#include "features/accounts/accounts_store.h"

static const time_us noon = 20000 * TIME_DAY;

struct call {
    rc (*run)(struct txn *txn, struct call *call);
    struct str a, b;
    int64_t id, number;
    enum token_kind kind;
    time_us now;
    struct arena *arena;
    struct account_token token;
};

static rc call_step(struct txn *txn, const void *in, void *out)
{
    struct call *call = *(struct call *const *)in;
    (void)out;
    return call->run(txn, call);
}

static rc step(struct testdb *t, struct call *call)
{
    call->arena = t->arena;
    return db_write(t->db, call_step, &call, NULL, 0);
}

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/features/accounts", NULL});
}

static rc insert(struct txn *txn, struct call *call)
{
    struct person_new person = {
        .email = call->a, .email_key = call->a, .name = call->b, .language = STR("sv"), .now = noon};
    return person_insert(txn, &person, &call->id);
}

static int64_t add(struct testdb *t, const char *address, const char *name)
{
    struct call call = {.run = insert, .a = str_from_c(address), .b = str_from_c(name)};
    assert_rc(RC_OK, step(t, &call));
    return call.id;
}

static struct person person_of(struct testdb *t, int64_t id)
{
    struct person person;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, person_by_id(reader, t->arena, id, &person));
    db_read_end(reader);
    return person;
}

static void test_an_address_has_one_account(struct testdb *t)
{
    fill(t);
    int64_t id = add(t, "anna@example.se", "Anna");
    struct call again = {.run = insert, .a = STR("anna@example.se"), .b = STR("Another")};
    assert_rc(RC_EXISTS, step(t, &again));
    add(t, "", "From an identity provider");
    add(t, "", "Another from there");
    struct person person = person_of(t, id);
    assert_str("Anna", person.name);
    assert_str("anna@example.se", person.email);
    assert_false(person.has_password || person.has_app || person.hidden);
}

static rc set_app(struct txn *txn, struct call *call)
{
    const struct str codes[] = {call->a, call->b};
    return person_set_app(txn, call->id, STR("12345678901234567890"), 0, codes, 2, noon);
}

static rc use_code(struct txn *txn, struct call *call)
{
    return person_use_recovery(txn, call->id, call->a);
}

static rc take_step(struct txn *txn, struct call *call)
{
    return person_take_totp_step(txn, call->id, call->number);
}

static void test_codes_count_once(struct testdb *t)
{
    fill(t);
    int64_t id = add(t, "a@example.se", "A");
    struct call call = {.run = set_app, .id = id, .a = STR("\x01\x02"), .b = STR("\x03"), .number = 100};
    assert_rc(RC_OK, step(t, &call));
    assert_true(person_of(t, id).has_app);
    call.run = use_code;
    assert_rc(RC_OK, step(t, &call));
    assert_rc(RC_NOT_FOUND, step(t, &call));
    call.run = take_step;
    assert_rc(RC_OK, step(t, &call));
    assert_rc(RC_NOT_FOUND, step(t, &call));
    call.number = 99;
    assert_rc(RC_NOT_FOUND, step(t, &call));
    call.number = 101;
    assert_rc(RC_OK, step(t, &call));
}

static rc put_token(struct txn *txn, struct call *call)
{
    struct account_token token = {.hash = call->a,
                                  .kind = call->kind,
                                  .email = STR("Anna@example.se"),
                                  .email_key = STR("anna@example.se"),
                                  .language = STR("sv"),
                                  .next = STR("/konto"),
                                  .now = call->now};
    return token_insert(txn, &token);
}

static rc take(struct txn *txn, struct call *call)
{
    return token_take(txn, call->arena, call->a, call->kind, call->now, &call->token);
}

static void test_tokens_open_once_and_in_time(struct testdb *t)
{
    fill(t);
    struct str hash = token_hash(t->arena, token_new(t->arena));
    struct call call = {.run = put_token, .a = hash, .kind = TOKEN_SIGN_UP, .now = noon};
    assert_rc(RC_OK, step(t, &call));
    call.run = take;
    call.now = noon + TIME_DAY;
    assert_rc(RC_NOT_FOUND, step(t, &call)); /* too late */
    call.now = noon + TIME_DAY - 1;
    call.kind = TOKEN_LINK;
    assert_rc(RC_NOT_FOUND, step(t, &call)); /* another kind */
    call.kind = TOKEN_SIGN_UP;
    assert_rc(RC_OK, step(t, &call));
    assert_str("Anna@example.se", call.token.email);
    assert_str("/konto", call.token.next);
    assert_rc(RC_NOT_FOUND, step(t, &call)); /* used */
}

static void test_letters_to_an_address_are_counted(struct testdb *t)
{
    int64_t to, all;
    struct reader *reader;
    fill(t);
    for (int i = 0; i < 3; i++) {
        struct str hash = token_hash(t->arena, token_new(t->arena));
        struct call call = {.run = put_token,
                            .a = hash,
                            .now = noon + i * TIME_MINUTE,
                            .kind = i ? TOKEN_SIGN_UP : TOKEN_LINK};
        assert_rc(RC_OK, step(t, &call));
    }
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, token_count_to(reader, STR("anna@example.se"), noon - TIME_HOUR, &to));
    assert_int_equal(3, to);
    assert_rc(RC_OK, token_count_to(reader, STR("anna@example.se"), noon + TIME_MINUTE, &to));
    assert_int_equal(1, to);
    assert_rc(RC_OK, token_count_sign_ups(reader, noon - TIME_HOUR, &all));
    assert_int_equal(2, all);
    assert_rc(RC_OK, token_count_sign_ups(reader, noon + TIME_MINUTE, &all));
    assert_int_equal(1, all);
    db_read_end(reader);
}

static rc guess(struct txn *txn, struct call *call)
{
    return call->number ? guess_add(txn, STR("password x"), call->now)
                        : guess_clear(txn, STR("password x"));
}

static void test_guesses_add_up_until_cleared(struct testdb *t)
{
    struct guesses guesses;
    struct reader *reader;
    struct call call = {.run = guess, .number = 1, .now = noon};
    fill(t);
    assert_rc(RC_OK, step(t, &call));
    call.now = noon + 5;
    assert_rc(RC_OK, step(t, &call));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, guess_read(reader, STR("password x"), &guesses));
    db_read_end(reader);
    assert_int_equal(2, guesses.wrong);
    assert_int_equal(noon + 5, guesses.last);
    call.number = 0;
    assert_rc(RC_OK, step(t, &call));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, guess_read(reader, STR("password x"), &guesses));
    db_read_end(reader);
    assert_int_equal(0, guesses.wrong);
}

static rc give_identity(struct txn *txn, struct call *call)
{
    return identity_insert(txn, STR("https://issuer.example"), call->a, call->id, noon);
}

static rc erase(struct txn *txn, struct call *call)
{
    return person_erase(txn, call->id, noon + 1);
}

static void test_an_erased_person_is_a_number(struct testdb *t)
{
    int64_t found;
    struct reader *reader;
    fill(t);
    int64_t id = add(t, "a@example.se", "A");
    struct call call = {.run = give_identity, .id = id, .a = STR("subject")};
    assert_rc(RC_OK, step(t, &call));
    assert_rc(RC_EXISTS, step(t, &call));
    call.run = erase;
    assert_rc(RC_OK, step(t, &call));
    struct person person = person_of(t, id);
    assert_str("", person.name);
    assert_str("", person.email);
    assert_int_equal(noon + 1, person.erased);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_NOT_FOUND, identity_find(reader, STR("https://issuer.example"), STR("subject"), &found));
    assert_rc(RC_NOT_FOUND, person_by_key(reader, t->arena, STR("a@example.se"), &person));
    db_read_end(reader);
    add(t, "a@example.se", "The same again, as somebody new");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_an_address_has_one_account),   TESTDB_TESTS(test_codes_count_once),
        TESTDB_TESTS(test_tokens_open_once_and_in_time), TESTDB_TESTS(test_letters_to_an_address_are_counted),
        TESTDB_TESTS(test_guesses_add_up_until_cleared), TESTDB_TESTS(test_an_erased_person_is_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
