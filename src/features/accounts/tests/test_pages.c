/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as people, and those who wish them ill, meet them, on both databases. Letters are read in the
 * outbox. A test has addresses of its own, since all share a portal. */
#include "support/portal.h"

#include "core/access/access.h"
#include "core/auth/token.h"
#include "core/auth/totp.h"
#include "features/accounts/accounts_password.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/pub/entering.h"

#define GOOD "kantarell+gaffel+tunnel+sju"

static const struct query q_letters = {"test.letters", "SELECT COUNT(*) FROM mail WHERE recipient = $1", "t",
                                       "i"};
static const struct query q_letter = {
    "test.letter",
    "SELECT body_text FROM mail WHERE recipient = $1 AND kind = $2 ORDER BY put_at DESC LIMIT 1", "tt", "t"};
static const struct query q_tokens = {"test.tokens",
                                      "SELECT COUNT(*) FROM account_token WHERE email_key = $1", "t", "i"};
static const struct query q_long_next = {
    "test.long_next", "SELECT COUNT(*) FROM account_token WHERE email_key = $1 AND LENGTH(next) > 1", "t",
    "i"};
static const struct query q_old_sessions = {
    "test.old_sessions", "UPDATE session SET begun_at = begun_at - $2 WHERE person_id = $1", "ii", ""};
static const struct query q_older_tokens = {
    "test.older_tokens", "UPDATE account_token SET created_at = created_at - $1, ends_at = ends_at - $1", "i",
    ""};
static const struct query q_person = {"test.person", "SELECT COUNT(*) FROM person WHERE email_key = $1", "t",
                                      "i"};

static const struct query q_id = {"test.id", "SELECT id FROM person WHERE email_key = $1", "t", "i"};
static const struct query q_wrong = {"test.wrong", "SELECT wrong FROM account_guess WHERE subject = $1", "t",
                                     "i"};
static const struct query q_guess_more = {"test.guess_more",
                                          "UPDATE account_guess SET wrong = 12 WHERE subject = $1", "t", ""};

static const struct query q_guess_before = {
    "test.guess_before", "UPDATE account_guess SET wrong = $1, last_at = 0 WHERE subject LIKE 'code %'", "i",
    ""};

static const struct query q_sessions = {
    "test.sessions",
    "SELECT COUNT(*) FROM session JOIN person ON person.id = session.person_id WHERE email_key = $1", "t",
    "i"};

static int64_t count(struct portal_site *site, const struct query *query, const char *text)
{
    return testdb_int(site->database->db, query, DB_ARGS(db_text(str_from_c(text))));
}

/* The path of the link in the latest letter of a kind to an address. */
static const char *link_to(struct portal_site *site, const char *address, const char *kind)
{
    struct reader *reader;
    struct rows rows;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    db_query(reader, &q_letter, DB_ARGS(db_text(str_from_c(address)), db_text(str_from_c(kind))), &rows);
    if (!rows_next(&rows))
        fail_msg("no letter %s to %s", kind, address);
    struct str text = rows_text_dup(&rows, 0, site->arena);
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
    text = str_skip(text, str_find(text, STR("http://")) + strlen("http://"));
    text = str_skip(text, str_find_byte(text, '/'));
    return arena_c_dup(site->arena, str_sub(text, 0, str_find_byte(text, '>')));
}

/* Whoever sent the form that this answers is signed in from here on, if it let them in. */
static bool came_in(struct portal_site *site, const struct page *page)
{
    struct str cookie = page_header(page, "Set-Cookie");
    if (!str_starts(cookie, STR("radslag-session=")))
        return false;
    site->session = arena_str_dup(site->arena, str_sub(cookie, 0, str_find_byte(cookie, ';')));
    return true;
}

static struct page ask(struct portal_site *site, const char *path, const char *address)
{
    return page_post(site, path, arena_printf(site->arena, "email=%s", address).p);
}

static struct page ask_link(struct portal_site *site, const char *address)
{
    return page_post(site, "/en/account/sign-in", arena_printf(site->arena, "other=1&email=%s", address).p);
}

static struct page sign_in(struct portal_site *site, const char *address, const char *password)
{
    portal_sign_out(site);
    return page_post(site, "/en/account/sign-in",
                     arena_printf(site->arena, "email=%s&password=%s", address, password).p);
}

static void sign_up(struct portal_site *site, const char *address)
{
    portal_sign_out(site);
    struct page page = ask(site, "/en/account/sign-up", address);
    assert_int_equal(303, page.status);
    page = page_post(site, link_to(site, address, "accounts.sign_up"), "name=Namn&password=" GOOD);
    assert_int_equal(303, page.status);
    assert_true(came_in(site, &page));
}

static void assert_leads_to(const struct page *page, const char *path)
{
    assert_int_equal(303, page->status);
    assert_str(path, page_header(page, "Location"));
}

/* ---- signing up ------------------------------------------------------------------------- */

static void test_an_account_is_made_once_by_whoever_has_the_letter(void **state)
{
    struct portal_site *site = portal_of(state);
    portal_sign_out(site);
    ask(site, "/en/account/sign-up?next=/en/methods", "one@example.se");
    const char *first = link_to(site, "one@example.se", "accounts.sign_up");
    assert_int_equal(0, count(site, &q_person, "one@example.se"));
    ask(site, "/en/account/sign-up", "One@Example.se");
    const char *second = link_to(site, "One@example.se", "accounts.sign_up");
    struct page page = page_get(site, first, NULL);
    assert_page_has(&page, "one@example.se");
    page = page_post(site, first, "name=&password=kort");
    assert_int_equal(422, page.status);
    assert_page_lacks(&page, "kort\"");
    page = page_post_from(site, first, first, "name=One&password=");
    assert_true(came_in(site, &page));
    portal_sign_out(site);
    assert_int_equal(410, page_get(site, first, NULL).status);
    page = page_post(site, second, "name=Two");
    assert_int_equal(410, page.status);
    assert_false(came_in(site, &page));
    assert_int_equal(1, count(site, &q_person, "one@example.se"));
}

static void test_what_follows_is_a_short_path_of_ours(void **state)
{
    struct portal_site *site = portal_of(state);
    char form[NEXT_MAX_BYTES + 100] = "email=next@example.se&next=/";
    portal_sign_out(site);
    assert_int_equal(303, page_post(site, "/en/account/sign-up", form).status);
    assert_int_equal(0, count(site, &q_long_next, "next@example.se"));
    memset(form + strlen(form), 'a', NEXT_MAX_BYTES);
    assert_int_equal(303, page_post(site, "/en/account/sign-up", form).status);
    assert_int_equal(303,
                     page_post(site, "/en/account/sign-up", "email=next@example.se&next=//evil.se").status);
    assert_int_equal(0, count(site, &q_long_next, "next@example.se"));
}

static rc fill_step(struct txn *txn, const void *in, void *out)
{
    struct arena *arena = arena_new();
    rc result = RC_OK;
    (void)out;
    for (int i = 0; i < SIGN_UPS_PER_MINUTE && result == RC_OK; i++)
        result = token_insert(txn, &(struct account_token){.hash = token_hash(arena, token_new(arena)),
                                                           .kind = TOKEN_SIGN_UP,
                                                           .email = STR("x@flood.se"),
                                                           .email_key = STR("x@flood.se"),
                                                           .language = STR("sv"),
                                                           .next = STR(""),
                                                           .now = *(const time_us *)in});
    arena_free(arena);
    return result;
}

static void test_a_flood_is_told_of_and_stores_nothing(void **state)
{
    struct portal_site *site = portal_of(state);
    time_us now = time_now(), hour = TIME_HOUR;
    portal_sign_out(site);
    assert_rc(RC_OK, db_write(site->database->db, fill_step, &now, NULL, 0));
    struct page page = ask(site, "/en/account/sign-up", "late@example.se");
    assert_int_equal(503, page.status);
    assert_page_has(&page, "Very many are making accounts just now");
    assert_page_has(&page, "href=\"/en/account/sign-up\"");
    assert_true(page_header(&page, "Retry-After").n > 0);
    page = ask(site, "/konto/skapa", "late@example.se");
    assert_page_has(&page, "Väldigt många skapar konto just nu");
    assert_int_equal(0, count(site, &q_tokens, "late@example.se"));
    assert_int_equal(0, count(site, &q_letters, "late@example.se"));
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_older_tokens, DB_ARGS(db_int(hour))));
    assert_int_equal(303, ask(site, "/en/account/sign-up", "late@example.se").status);
}

static void test_what_cannot_be_read_is_said_and_not_stored(void **state)
{
    struct portal_site *site = portal_of(state);
    portal_sign_out(site);
    static const struct {
        const char *form;
        int status;
    } cases[] = {{"", 422},
                 {"email=%20", 422},
                 {"email=a@b", 422},
                 {"email=a@example.se%0D%0ABcc:b@example.se", 422},
                 {"email=a@example.se%00", 400},
                 {"email=a%FF@example.se", 400},
                 {"email=%22a%22@example.se", 422},
                 {"email=a@example.se.", 422},
                 {"email=a@[127.0.0.1]", 422}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int k = 0; k < 2; k++) {
            struct page page = page_post(site, k ? "/en/account/sign-in" : "/en/account/sign-up",
                                         cases[i].form);
            assert_int_equal(cases[i].status, page.status);
        }
    static const char *const links[] = {"/en/account/welcome", "/en/account/sign-in/link",
                                        "/en/account/address/stop"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        assert_int_equal(410, page_get(site, links[i], NULL).status);
        assert_int_equal(410, page_post_from(site, "/en/account/sign-in", links[i], "token=x&name=A").status);
    }
    assert_int_equal(
        410, page_post_from(site, "/en/account/sign-in", "/en/account/sign-in/code", "code=123456&token=x")
                 .status);
}

/* ---- signing in ------------------------------------------------------------------------------- */

static void test_letters_go_to_the_address_that_was_confirmed(void **state)
{
    struct portal_site *site = portal_of(state);
    sign_up(site, "Case@example.se");
    portal_sign_out(site);
    ask_link(site, "cASE@example.se");
    ask(site, "/en/account/sign-up", "cASE@example.se");
    assert_int_equal(0, count(site, &q_letters, "cASE@example.se"));
    assert_int_equal(3, count(site, &q_letters, "Case@example.se"));
}

/* Somebody without an account counts letters as somebody with one does, and gets none. */
static void test_nobody_learns_who_has_an_account(void **state)
{
    struct portal_site *site = portal_of(state);
    sign_up(site, "known@example.se");
    portal_sign_out(site);
    ask(site, "/en/account/sign-up", "unknown@example.se");
    for (int i = 0; i < LETTERS_PER_HOUR + 2; i++) {
        struct page known = ask_link(site, "known@example.se"),
                    unknown = ask_link(site, "unknown@example.se");
        assert_leads_to(&known, "/en/account/letter-sent?for=sign-in");
        assert_leads_to(&unknown, "/en/account/letter-sent?for=sign-in");
    }
    assert_int_equal(LETTERS_PER_HOUR, count(site, &q_tokens, "known@example.se"));
    assert_int_equal(LETTERS_PER_HOUR, count(site, &q_tokens, "unknown@example.se"));
    assert_int_equal(LETTERS_PER_HOUR, count(site, &q_letters, "known@example.se"));
    assert_int_equal(1, count(site, &q_letters, "unknown@example.se"));
}

/* As if so many more had been wrong that the next must wait for minutes, however slow the machine is. */
static void guess_more(struct portal_site *site, struct str subject)
{
    assert_int_equal(1, testdb_int(site->database->db, &q_wrong, DB_ARGS(db_text(subject))));
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_guess_more, DB_ARGS(db_text(subject))));
}

static void test_signing_in_again_ends_the_session_before(void **state)
{
    struct portal_site *site = portal_of(state);
    sign_up(site, "again@example.se");
    struct str before = site->session;
    struct page page = page_post(site, "/en/account/sign-in", "email=again@example.se&password=" GOOD);
    assert_true(came_in(site, &page));
    assert_int_equal(200, page_get(site, "/en/account", NULL).status);
    assert_int_equal(1, count(site, &q_sessions, "again@example.se"));
    site->session = before;
    assert_int_equal(303, page_get(site, "/en/account", NULL).status);
}

static void test_wrong_passwords_make_everybody_wait(void **state)
{
    static const char *const addresses[] = {"wait@example.se", "nobody@example.se"};
    struct portal_site *site = portal_of(state);
    struct page page;
    sign_up(site, "wait@example.se");
    for (int i = 0; i < 2; i++) {
        page = sign_in(site, addresses[i], "fel+fel+fel+fel");
        assert_int_equal(422, page.status);
        assert_page_has(&page, "do not go together");
        guess_more(site, password_subject(site->arena, str_from_c(addresses[i])));
        page = sign_in(site, addresses[i], GOOD);
        assert_int_equal(422, page.status);
        assert_page_has(&page, "many attempts");
    }
    page = sign_in(site, "Wait@example.se", GOOD);
    assert_page_has(&page, "many attempts");
    ask_link(site, "wait@example.se");
    page = page_post(site, link_to(site, "wait@example.se", "accounts.link"), "");
    assert_true(came_in(site, &page));
}

static int64_t period(void)
{
    return time_now() / TIME_SECOND / TOTP_PERIOD_S;
}

static const char *turn_app_on(struct portal_site *site, struct str *ret_secret)
{
    struct page page = page_get(site, "/en/account/two-steps", NULL);
    const char *text = page_between(site, &page, "name=\"secret\" value=\"", '"');
    *ret_secret = totp_secret_read(site->arena, str_from_c(text));
    const char *form =
        arena_printf(site->arena, "secret=%s&code=%06u", text, totp_code(*ret_secret, period())).p;
    page = page_post(site, "/en/account/two-steps", form);
    assert_int_equal(200, page.status);
    return page_between(site, &page, "<li><code>", '<');
}

static struct page show_code(struct portal_site *site, const struct page *asked, const char *code)
{
    const char *token = page_between(site, asked, "name=\"token\" value=\"", '"');
    return page_post_from(site, "/en/account/sign-in", "/en/account/sign-in/code",
                          arena_printf(site->arena, "token=%s&code=%s", token, code).p);
}

static void test_wrong_codes_make_everybody_wait(void **state)
{
    struct portal_site *site = portal_of(state);
    struct str secret;
    sign_up(site, "app@example.se");
    const char *recovery = turn_app_on(site, &secret);
    struct page asked = sign_in(site, "app@example.se", GOOD), page;
    assert_int_equal(200, asked.status);
    assert_false(came_in(site, &asked));
    page = show_code(site, &asked, recovery);
    assert_true(came_in(site, &page));
    asked = sign_in(site, "app@example.se", GOOD);
    page = show_code(site, &asked, recovery);
    assert_page_has(&page, "wrong or has been used");
    int64_t id = count(site, &q_id, "app@example.se");
    guess_more(site, arena_printf(site->arena, "code %lld", (long long)id));
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_guess_before, DB_ARGS(db_int(CODES_TOLD - 1))));
    page = show_code(site, &asked, "12345");
    assert_page_has(&page, "wrong or has been used");
    assert_page_has(&page, "name=\"token\"");
    link_to(site, "app@example.se", "accounts.guesses");
    asked = sign_in(site, "app@example.se", GOOD); /* another turn does not help */
    page = show_code(site, &asked, arena_printf(site->arena, "%06u", totp_code(secret, period() + 1)).p);
    assert_page_has(&page, "many wrong codes");
    assert_false(came_in(site, &page));
}

/* ---- what opens the account ----------------------------------------------------------------------- */

static void test_what_opens_the_account_wants_a_fresh_session(void **state)
{
    static const char *const pages[] = {"/en/account/password", "/en/account/two-steps",
                                        "/en/account/address", "/en/account/my-data/export",
                                        "/en/account/my-data/erase"};
    struct portal_site *site = portal_of(state);
    int64_t person = portal_sign_in(site, "stale@example.se");
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        assert_int_equal(200, page_get(site, pages[i], NULL).status);
    assert_rc(RC_OK,
              testdb_exec(site->database->db, &q_old_sessions, DB_ARGS(db_int(person), db_int(FRESH_FOR))));
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct page page = page_get(site, pages[i], NULL);
        assert_int_equal(303, page.status);
        assert_true(str_starts(page_header(&page, "Location"), STR("/en/account/sign-in?next=")));
        if (i == 3)
            continue; /* is no form */
        page = page_post_from(site, "/en/account/sign-in", pages[i],
                              "password=" GOOD "&email=x@example.se&sure=1");
        assert_int_equal(303, page.status);
    }
    assert_int_equal(1, count(site, &q_person, "stale@example.se"));
}

static void test_programs_get_no_more_than_people(void **state)
{
    static const char *const own[] = {"/en/account.json", "/en/account/sessions.json",
                                      "/en/account/two-steps.json", "/en/account/my-data/export",
                                      "/en/account/address/confirm.json"};
    struct portal_site *site = portal_of(state);
    portal_sign_out(site);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        assert_int_not_equal(200, page_get(site, own[i], NULL).status);
    portal_sign_in(site, "json@example.se");
    struct page page = page_get(site, "/en/account.json", NULL);
    assert_page_has(&page, "json@example.se");
    assert_page_lacks(&page, "hash");
    page = page_get(site, "/en/account/sessions.json", NULL);
    assert_page_lacks(&page, arena_c_dup(site->arena, str_skip(site->session, strlen("radslag-session="))));
    assert_str("no-store", page_header(&page, "Cache-Control"));
}

/* ---- the address ----------------------------------------------------------------------------------- */

static void test_a_new_address_is_confirmed_by_whoever_asked(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t anna = portal_sign_in(site, "anna@example.se");
    struct page page = ask(site, "/en/account/address", "ny@example.se");
    assert_leads_to(&page, "/en/account?done=address-asked");
    const char *confirm = link_to(site, "ny@example.se", "accounts.address_new");
    portal_sign_in(site, "annan@example.se");
    assert_int_equal(410, page_get(site, confirm, NULL).status);
    assert_int_equal(410, page_post_from(site, "/en/account/sign-out", confirm, "").status);
    portal_sign_out(site);
    assert_int_equal(303, page_get(site, confirm, NULL).status);
    assert_int_equal(403, page_post_from(site, "/en/account/sign-in", confirm, "").status);
    assert_int_equal(0, count(site, &q_person, "ny@example.se"));
    assert_int_equal(anna, portal_sign_in(site, "anna@example.se"));
    assert_int_equal(200, page_post(site, confirm, "").status);
    assert_int_equal(410, page_get(site, confirm, NULL).status);
    assert_int_equal(1, count(site, &q_person, "ny@example.se"));
    assert_int_equal(0, count(site, &q_person, "anna@example.se"));
}

/* Asking again for a change of address must not fill a stranger's box. */
static void test_a_stranger_gets_few_letters_from_changes(void **state)
{
    struct portal_site *site = portal_of(state);
    portal_sign_in(site, "bomber@example.se");
    for (int i = 0; i < LETTERS_PER_HOUR + 3; i++)
        assert_int_equal(303, ask(site, "/en/account/address", "victim@example.se").status);
    assert_int_equal(LETTERS_PER_HOUR, count(site, &q_letters, "victim@example.se"));
}

/* An intruder moves the account away, turns an app on, and keeps a stop of their own in reserve. */
static void test_an_owner_takes_the_account_back_for_good(void **state)
{
    struct portal_site *site = portal_of(state);
    struct str secret;
    sign_up(site, "owner@example.se");
    ask(site, "/en/account/address", "thief@example.se");
    assert_int_equal(200,
                     page_post(site, link_to(site, "thief@example.se", "accounts.address_new"), "").status);
    ask(site, "/en/account/address", "thief2@example.se");
    const char *reserve = link_to(site, "thief@example.se", "accounts.address_old");
    turn_app_on(site, &secret);
    struct page asked = sign_in(site, "thief@example.se", GOOD);
    assert_page_has(&asked, "name=\"code\"");
    const char *stop = link_to(site, "owner@example.se", "accounts.address_old");
    assert_int_equal(200, page_post(site, stop, "").status);
    assert_int_equal(410, page_get(site, stop, NULL).status);
    assert_int_equal(410, page_get(site, reserve, NULL).status);
    char code[8];
    snprintf(code, sizeof code, "%06u", totp_code(secret, period() + 1));
    asked = show_code(site, &asked, code);
    assert_false(came_in(site, &asked));
    assert_int_equal(422, sign_in(site, "owner@example.se", GOOD).status);
    ask_link(site, "owner@example.se");
    asked = page_post(site, link_to(site, "owner@example.se", "accounts.link"), "");
    assert_true(came_in(site, &asked));
    assert_int_equal(0, count(site, &q_person, "thief@example.se"));
}

/* ---- leaving ------------------------------------------------------------------------------------------ */

static void test_who_leaves_is_gone(void **state)
{
    struct portal_site *site = portal_of(state);
    sign_up(site, "leaves@example.se");
    struct str cookie = site->session;
    assert_int_equal(422, page_post(site, "/en/account/my-data/erase", "").status);
    assert_int_equal(200, page_post(site, "/en/account/my-data/erase", "sure=1").status);
    site->session = cookie;
    assert_int_equal(303, page_get(site, "/en/account", NULL).status);
    portal_sign_out(site);
    assert_int_equal(0, count(site, &q_tokens, "leaves@example.se"));
    assert_int_equal(422, sign_in(site, "leaves@example.se", GOOD).status);
    int64_t last = portal_sign_in(site, "last@example.se");
    portal_grant(site, last, ACCESS_PORTAL, ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR));
    struct page page = page_post(site, "/en/account/my-data/erase", "sure=1");
    assert_int_equal(409, page.status);
    assert_page_has(&page, "only administrator");
    assert_int_equal(1, count(site, &q_person, "last@example.se"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_account_is_made_once_by_whoever_has_the_letter),
        cmocka_unit_test(test_what_follows_is_a_short_path_of_ours),
        cmocka_unit_test(test_a_flood_is_told_of_and_stores_nothing),
        cmocka_unit_test(test_what_cannot_be_read_is_said_and_not_stored),
        cmocka_unit_test(test_letters_go_to_the_address_that_was_confirmed),
        cmocka_unit_test(test_nobody_learns_who_has_an_account),
        cmocka_unit_test(test_signing_in_again_ends_the_session_before),
        cmocka_unit_test(test_wrong_passwords_make_everybody_wait),
        cmocka_unit_test(test_wrong_codes_make_everybody_wait),
        cmocka_unit_test(test_what_opens_the_account_wants_a_fresh_session),
        cmocka_unit_test(test_programs_get_no_more_than_people),
        cmocka_unit_test(test_a_new_address_is_confirmed_by_whoever_asked),
        cmocka_unit_test(test_a_stranger_gets_few_letters_from_changes),
        cmocka_unit_test(test_an_owner_takes_the_account_back_for_good),
        cmocka_unit_test(test_who_leaves_is_gone),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
