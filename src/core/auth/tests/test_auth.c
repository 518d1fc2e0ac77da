/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords, tokens and one-time codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/auth/password.h"
#include "core/auth/qr.h"
#include "core/auth/seal.h"
#include "core/auth/token.h"
#include "core/auth/totp.h"

static void test_password_is_judged(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        enum password_fault fault;
    } cases[] = {
        {"kort", PASSWORD_SHORT},
        {"elva tecken", PASSWORD_SHORT},
        {"gul buss till havet", PASSWORD_FINE},
        {"åäöåäöåäöåäö", PASSWORD_GUESSABLE}, /* three letters */
        {"aaaaaaaaaaaaaaaaaaaa", PASSWORD_GUESSABLE},
        {"123456789012", PASSWORD_GUESSABLE},
        {"abcdefghijklmn", PASSWORD_GUESSABLE},
        {"Lösenord2026", PASSWORD_GUESSABLE},
        {"qwertyuiop12", PASSWORD_GUESSABLE},
        {"Kristina1984", PASSWORD_PERSONAL},
        {"Kristina och grannens katt", PASSWORD_FINE},
        {"storsjön.se1", PASSWORD_PERSONAL},
        {"gul\x01 buss till havet", PASSWORD_NOT_TEXT},
        {"tolv tecken!", PASSWORD_FINE},
    };
    const struct str known[] = {STR("Kristina Öberg"), STR("k.oberg@storsjön.se")};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (password_judge(str_from_c(cases[i].password), known, 2) != cases[i].fault)
            fail_msg("%s: %d", cases[i].password,
                     (int)password_judge(str_from_c(cases[i].password), known, 2));
    char much[PASSWORD_MAX_BYTES + 2];
    memset(much, 'x', sizeof much);
    assert_int_equal(PASSWORD_LONG, password_judge((struct str){much, sizeof much}, NULL, 0));
}

static void test_password_is_verified(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    bool outdated = true;
    struct str hash = password_hash(arena, STR("gul buss till havet"));
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_verify(hash, STR("gul buss till havet"), &outdated));
    assert_false(outdated);
    assert_false(password_verify(hash, STR("gul buss till havet "), NULL));
    assert_false(password_verify(hash, STR(""), NULL));
    assert_false(password_verify(STR("not a hash"), STR("gul buss till havet"), NULL));
    assert_false(str_eq(hash, password_hash(arena, STR("gul buss till havet")))); /* salted */
    /* Made with less memory, as an older version may have. */
    assert_true(password_verify(STR("$argon2id$v=19$m=256,t=3,p=1$7tEjAcsw2/zcTUO/EaIS6w$"
                                    "jS6PZ8UmAjF5XQ2eCbJUFJ7hk1M1Rzr9rQwWb0tMOGM"),
                                STR("x"), &outdated) == false);
    assert_true(outdated);
    password_verify_nobody(STR("x"));
    arena_free(arena);
}

static int64_t processor_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* 400 characters, which a form takes, and 800 bytes, which no password has: as much work all the same. */
static void test_a_password_that_is_too_long_takes_as_long(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str password = STR("");
    for (int i = 0; i < 400; i++)
        password = ARENA_CONCAT(arena, password, STR("å"));
    struct str hash = password_hash(arena, STR("gul buss till havet"));
    int64_t began = processor_us();
    password_verify_nobody(password);
    int64_t nobody = processor_us() - began;
    assert_false(password_verify(hash, password, NULL));
    int64_t somebody = processor_us() - began - nobody;
    assert_true(somebody > nobody / 4 && somebody < nobody * 4);
    arena_free(arena);
}

static void test_tokens_differ_and_are_hashed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str a = token_new(arena), b = token_new(arena);
    assert_int_equal(TOKEN_CHARACTERS, a.n);
    assert_false(str_eq(a, b));
    assert_int_equal(TOKEN_HASH_BYTES, token_hash(arena, a).n);
    assert_true(str_eq(token_hash(arena, a), token_hash(arena, a)));
    assert_false(str_eq(token_hash(arena, a), token_hash(arena, b)));
    assert_null(token_hash(arena, STR("")).p);
    assert_null(token_hash(arena, str_sub(a, 0, 42)).p);
    assert_null(token_hash(arena, STR("'; DROP TABLE session; --aaaaaaaaaaaaaaaaaa")).p);
    arena_free(arena);
}

/* RFC 6238, appendix B; its codes have eight digits, of which ours are the last six. */
static void test_totp_vectors(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        uint32_t code;
    } vectors[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                   {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    struct str secret = STR("12345678901234567890");
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        assert_int_equal(vectors[i].code, totp_code(secret, vectors[i].seconds / TOTP_PERIOD_S));
}

static void test_totp_code_counts_once(void **state)
{
    (void)state;
    struct str secret = STR("12345678901234567890");
    int64_t step = 0, again;
    assert_true(totp_verify(secret, STR("287 082"), 59 * TIME_SECOND, 0, &step));
    assert_int_equal(1, step);
    assert_false(totp_verify(secret, STR("287082"), 59 * TIME_SECOND, step, &again));
    assert_true(totp_verify(secret, STR("287082"), 89 * TIME_SECOND, 0, &again)); /* a period late */
    assert_false(totp_verify(secret, STR("287082"), 121 * TIME_SECOND, 0, &again));
    assert_false(totp_verify(secret, STR("28708"), 59 * TIME_SECOND, 0, &again));
    assert_false(totp_verify(secret, STR("2870822"), 59 * TIME_SECOND, 0, &again));
    assert_false(totp_verify(secret, STR("28708a"), 59 * TIME_SECOND, 0, &again));
}

static void test_totp_secret_can_be_typed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                        totp_secret_text(arena, STR("12345678901234567890")).p);
    assert_string_equal("MZXW6YQ", totp_secret_text(arena, STR("foob")).p); /* RFC 4648, section 10 */
    assert_string_equal("otpauth://totp/R%C3%A5dslag%20X:a%40b.se?secret=MZXW6YQ&issuer=R%C3%A5dslag%20X",
                        totp_address(arena, STR("foob"), STR("Rådslag X"), STR("a@b.se")).p);
    assert_int_equal(TOTP_SECRET_BYTES, totp_secret_new(arena).n);
    arena_free(arena);
}

static void test_recovery_codes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str code = recovery_code_new(arena);
    assert_int_equal(14, code.n);
    struct str hash = recovery_code_hash(arena, code);
    assert_int_equal(32, hash.n);
    assert_true(str_eq(recovery_code_hash(arena, STR("K7MW 2XPD9qht")),
                       recovery_code_hash(arena, STR("k7mw-2xpd-9qht"))));
    assert_null(recovery_code_hash(arena, STR("k7mw-2xpd-9qh")).p);
    assert_null(recovery_code_hash(arena, STR("k7mw-2xpd-9qh1")).p);
    assert_null(recovery_code_hash(arena, STR("k7mw-2xpd-9qhtt")).p);
    arena_free(arena);
}

static void test_secrets_are_read_as_people_type_them(void **state)
{
    struct arena *arena = arena_new();
    struct str secret = totp_secret_new(arena), text = totp_secret_text(arena, secret);
    assert_true(str_eq(secret, totp_secret_read(arena, text)));
    assert_true(str_eq(totp_secret_read(arena, STR("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")),
                       STR("12345678901234567890"))); /* RFC 6238's */
    assert_null(totp_secret_read(arena, str_skip(text, 1)).p);
    assert_null(totp_secret_read(arena, STR("")).p);
    assert_null(totp_secret_read(arena, STR("1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")).p);
    assert_null(totp_secret_read(arena, ARENA_CONCAT(arena, text, text)).p);
    (void)state;
    arena_free(arena);
}

static void test_sealed_texts_open_for_us_and_in_time(void **state)
{
    struct arena *arena = arena_new();
    struct str secret = STR("0123456789abcdef0123456789abcdef"), text = STR("state\nverifier å");
    struct str sealed = seal(arena, secret, text, 100);
    (void)state;
    assert_true(str_eq(text, unseal(arena, secret, sealed, 99)));
    assert_null(unseal(arena, secret, sealed, 100).p);
    assert_null(unseal(arena, STR("1123456789abcdef0123456789abcdef"), sealed, 99).p);
    assert_false(str_eq(sealed, seal(arena, secret, text, 100)));
    for (size_t i = 0; i < sealed.n; i++) { /* not one character may be changed */
        char *changed = arena_c_dup(arena, sealed);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        struct str opened = unseal(arena, secret, str_from_c(changed), 99);
        assert_true(!opened.p || i == sealed.n - 1); /* whose last bits may count for nothing */
        assert_null(unseal(arena, secret, str_sub(sealed, 0, i), 99).p);
    }
    arena_free(arena);
}

static void test_fingerprint(void **state)
{
    struct arena *arena = arena_new();
    assert_true(str_eq(token_fingerprint(arena, STR("abc")), /* FIPS 180-4's */
                       STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
    (void)state;
    arena_free(arena);
}

/* Read by a phone's camera in tests/browser; here that it is a square with its three corners. */
static void test_qr_code(void **state)
{
    struct arena *arena = arena_new();
    struct qr qr;
    char long_text[2000] = {0};
    assert_int_equal(RC_OK, qr_make(arena, STR("otpauth://totp/R:a?secret=GEZDGNBVGY3TQOJQ"), &qr));
    assert_true(qr.size >= 21 + 2 * QR_MARGIN);
    assert_true(str_starts(qr.path, STR("M4 4h7v1h-7z")));
    assert_int_equal(RC_LIMIT, qr_make(arena, (struct str){long_text, sizeof long_text}, &qr));
    (void)state;
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password_is_judged),
        cmocka_unit_test(test_password_is_verified),
        cmocka_unit_test(test_a_password_that_is_too_long_takes_as_long),
        cmocka_unit_test(test_tokens_differ_and_are_hashed),
        cmocka_unit_test(test_totp_vectors),
        cmocka_unit_test(test_totp_code_counts_once),
        cmocka_unit_test(test_totp_secret_can_be_typed),
        cmocka_unit_test(test_recovery_codes),
        cmocka_unit_test(test_secrets_are_read_as_people_type_them),
        cmocka_unit_test(test_qr_code),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_sealed_texts_open_for_us_and_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
