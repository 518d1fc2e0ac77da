/* SPDX-License-Identifier: EUPL-1.2 */
/* POST from end to end: token, body, prepare, the write lane, answer. */
#include <pthread.h>
#include <string.h>

#include "harness.h"

#include "core/access/access.h"
#include "core/audit/audit.h"
#include "support/testdb.h"

#define FORM "/formul%C3%A4r"

static struct site *site;

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    *state = arena_free(*state);
    return 0;
}

static int begin_site(void **state)
{
    (void)state;
    struct server_options options = site_options();
    site = site_begin(&options);
    return 0;
}

static int end_site(void **state)
{
    (void)state;
    site_end(site);
    return 0;
}

static void expect_stored(void **state, const struct answer *a, const char *shown)
{
    assert_int_equal(a->status, 303);
    struct str location = answer_header(a, "Location", NULL);
    assert_true(str_starts(location, STR("/notes/")));
    assert_text(answer_header(a, "Cache-Control", NULL), "no-store");
    struct answer page = get(site, *state, arena_c_dup(*state, location), "");
    assert_int_equal(page.status, 200);
    assert_contains(page.body, shown);
}

static void test_form_page(void **state)
{
    struct answer a = get(site, *state, FORM, "");
    assert_int_equal(a.status, 200);
    struct str cookie = answer_header(&a, "Set-Cookie", NULL);
    assert_true(str_starts(cookie, STR("radslag=")));
    assert_true(str_ends(cookie, STR("; Path=/; HttpOnly; SameSite=Lax")));
    assert_text(answer_header(&a, "Cache-Control", NULL), "no-store");
    assert_null(answer_header(&a, "ETag", NULL).p);
    /* With a cookie there is no new one, and the token is the same. */
    struct form_key key = form_key(site, *state, FORM);
    a = get(site, *state, FORM, arena_printf(*state, "Cookie: other=1; %.*s\r\n", STR_ARGS(key.cookie)).p);
    assert_null(answer_header(&a, "Set-Cookie", NULL).p);
    assert_contains(a.body, arena_c_dup(*state, key.token));
    /* One that is not ours is replaced. */
    a = get(site, *state, FORM, "Cookie: radslag=0123\r\n");
    assert_non_null(answer_header(&a, "Set-Cookie", NULL).p);
    /* A page without a form sets none. */
    a = get(site, *state, "/", "");
    assert_null(answer_header(&a, "Set-Cookie", NULL).p);
}

static void test_store(void **state)
{
    static const char *const paths[] = {FORM, "/en/form", "/slow-form", "/post-only"};
    struct form_key key = form_key(site, *state, FORM);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct answer a = post(site, *state, paths[i], key, STR("name=%C3%85sa&text=a%0D%0Ab&unknown=1"));
        expect_stored(state, &a, "<h1>Åsa</h1><p title=\"a\nb\">");
    }
}

static void test_faults(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    struct answer a = post(site, *state, FORM, key, STR("name=&text=%3Cb%3Ekept&age=200&colour=pink"));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "<a href=\"#f-name\">Name: Fyll i fältet.</a>");
    assert_contains(a.body, "<a href=\"#f-age\">");
    assert_contains(a.body, "<a href=\"#f-colour\">");
    assert_contains(a.body, "text=&lt;b&gt;kept");
    assert_contains(a.body, "age=200");
    assert_contains(a.body, "aria-describedby=\"f-name-hint f-name-error\"");
    assert_contains(a.body, arena_c_dup(*state, key.token));
}

static void test_tokens(void **state)
{
    struct form_key key = form_key(site, *state, FORM), other = form_key(site, *state, FORM);
    struct form_key bad[] = {
        {key.cookie, STR("")},
        {key.cookie, other.token},
        {other.cookie, key.token},
        {STR("radslag="), key.token},
        {STR("x=1"), key.token},
        {key.cookie, str_sub(key.token, 0, 63)},
        {key.cookie, ARENA_CONCAT(*state, key.token, STR("0"))},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct answer a = post(site, *state, FORM, bad[i], STR("name=x"));
        assert_int_equal(a.status, 403);
        assert_contains(a.body, "Formuläret kunde inte skickas");
    }
    struct answer a = post(site, *state, FORM, key, STR("name=x"));
    assert_int_equal(a.status, 303);
}

static void test_every_field_hostile(void **state)
{
    static const char *const hostile[] = {
        "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "'%3B%20DROP%20TABLE%20note%3B%20--", "%7B%7B%7Bx%7D%7D%7D%20%5B%5Bx%5D%5D%20%7B0%7D%20%25s%25n",
        "%E2%80%8B%F0%9F%98%80%CC%81%CC%81"};
    struct form_key key = form_key(site, *state, FORM);
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct str body = arena_printf(*state, "name=%s&text=%s", hostile[i], hostile[i]);
        struct answer a = post(site, *state, FORM, key, body);
        assert_int_equal(a.status, 303);
        a = get(site, *state, arena_c_dup(*state, answer_header(&a, "Location", NULL)), "");
        assert_int_equal(a.status, 200);
        assert_lacks(a.body, "<script");
        assert_lacks(a.body, "<img");
        body = arena_printf(*state, "name=%s&text=%s&age=%s&colour=%s&%s=%s", hostile[i], hostile[i],
                            hostile[i], hostile[i], hostile[i], hostile[i]);
        a = post(site, *state, FORM, key, body);
        assert_int_equal(a.status, 422);
        assert_lacks(a.body, "<script");
        assert_lacks(a.body, "<img");
    }
}

static void test_bad_text(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    assert_int_equal(post(site, *state, FORM, key, STR("name=%00")).status, 400);
    assert_int_equal(post(site, *state, FORM, key, STR("name=%ff")).status, 400);
    assert_int_equal(post(site, *state, FORM, key, STR("name=%")).status, 400);
    assert_int_equal(post(site, *state, FORM, key, STR("name=\xff")).status, 400);
    char *many = arena_alloc(*state, 4 * 500 + 1);
    for (int i = 0; i < 500; i++)
        memcpy(many + i * 4, "a=b&", 4);
    assert_int_equal(post(site, *state, FORM, key, str_from_c(many)).status, 400);
}

static void test_long_fields(void **state)
{
    static const char *const names[] = {"name", "text", "age", "colour"};
    struct form_key key = form_key(site, *state, FORM);
    char *text = arena_alloc(*state, 10001);
    memset(text, 'x', 10000);
    for (size_t i = 0; i < 4; i++) {
        struct answer a = post(site, *state, FORM, key,
                               arena_printf(*state, "%s=%s&%s=y", names[i], text, i ? "name" : "other"));
        assert_int_equal(a.status, i == 1 ? 303 : 422);
    }
}

/* ---- the write lane --------------------------------------------------------------------------- */

static void test_failing_step(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    struct answer a = post(site, *state, FORM, key, STR("name=fail"));
    assert_int_equal(a.status, 500);
    assert_contains(a.body, "Något gick fel");
    a = post(site, *state, FORM, key, STR("name=after"));
    expect_stored(state, &a, "<h1>after</h1>");
}

struct sender {
    pthread_t thread;
    struct form_key key;
    int stored, n;
};

static void *send_many(void *argument)
{
    struct sender *sender = argument;
    for (int i = 0; i < sender->n; i++) {
        struct arena *arena = arena_new();
        struct answer a = post(site, arena, i % 2 ? FORM : "/slow-form", sender->key,
                               arena_printf(arena, "name=n%d&text=t", i));
        sender->stored += a.status == 303;
        arena_free(arena);
    }
    return NULL;
}

static void test_many_at_once(void **state)
{
    struct sender senders[4] = {0};
    struct form_key key = form_key(site, *state, FORM);
    for (int i = 0; i < 4; i++) {
        senders[i] = (struct sender){.key = key, .n = 50};
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_many, &senders[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(senders[i].thread, NULL);
        assert_int_equal(senders[i].stored, senders[i].n);
    }
}

/* ---- multipart ----------------------------------------------------------------------------------- */

static struct answer post_parts(void **state, const char *path, struct form_key key, struct str file)
{
    struct arena *arena = *state;
    struct str before = arena_printf(
        arena,
        "--B\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n%.*s\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nÅsa\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a<b>.csv\"\r\n"
        "Content-Type: text/csv\r\n\r\n",
        STR_ARGS(key.token));
    struct str after = STR("\r\n--B--\r\n");
    struct client *client = client_new(site, arena);
    client_send(
        client,
        arena_printf(
            arena,
            "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: %.*s\r\nContent-Type: multipart/form-data; boundary=B\r\n"
            "Content-Length: %zu\r\n\r\n",
            path, STR_ARGS(key.cookie), before.n + file.n + after.n));
    client_send(client, before);
    client_send(client, file);
    client_send(client, after);
    struct answer answer = client_answer(client, false);
    client_free(client);
    return answer;
}

static void test_multipart(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    struct answer a = post_parts(state, FORM, key, STR("x"));
    expect_stored(state, &a, "<h1>Åsa</h1>");
    a = post_parts(state, "/upload", key, STR("\x01\xff"));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "a&lt;b&gt;.csv|text/csv|2");
    static char large[3000000];
    a = post_parts(state, "/upload", key, (struct str){large, sizeof large}); /* through a file */
    assert_contains(a.body, "|3000000");
    a = post_parts(state, FORM, key, (struct str){large, sizeof large});
    assert_int_equal(a.status, 413);
    key.token = STR("");
    assert_int_equal(post_parts(state, "/upload", key, STR("x")).status, 403);
    /* A body that only says it is one. */
    a = ask(site, *state,
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
            "Content-Type: multipart/form-data; boundary=B\r\n\r\n--B");
    assert_int_equal(a.status, 400);
}

static void test_origin_taken(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    struct str body = ARENA_CONCAT(*state, STR("name=x&_token="), key.token);
    struct answer a = ask(
        site, *state,
        arena_printf(
            *state,
            "POST /en/form HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: http://localhost:%d\r\nCookie: %.*s\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: %zu\r\n\r\n%.*s",
            site->port, site->port, STR_ARGS(key.cookie), body.n, STR_ARGS(body))
            .p);
    assert_int_equal(a.status, 303);
}

/* Signs in; returns the session's cookie, "radslag-session=…". */
static struct str sign_in_as(void **state, const char *who)
{
    struct answer a = post(site, *state, "/sign-in", form_key(site, *state, FORM), str_from_c(who));
    assert_int_equal(a.status, 303);
    struct str cookie = answer_header(&a, "Set-Cookie", NULL);
    assert_true(str_starts(cookie, STR("radslag-session=")));
    assert_contains(cookie, "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000");
    return str_sub(cookie, 0, str_find_byte(cookie, ';'));
}

static struct str sign_in(void **state)
{
    return sign_in_as(state, "a=1");
}

static struct answer get_as(void **state, struct str cookie, const char *path)
{
    return get(site, *state, path, arena_printf(*state, "Cookie: %.*s\r\n", STR_ARGS(cookie)).p);
}

static void test_only_the_signed_in_enter(void **state)
{
    struct answer a = get(site, *state, "/mine?a=%C3%A5", "");
    assert_int_equal(a.status, 303);
    assert_text(answer_header(&a, "Location", NULL), "/sign-in?next=%2Fmine%3Fa%3D%25C3%25A5");
    a = get(site, *state, "/mine.json", "");
    assert_int_equal(a.status, 403);
    a = post(site, *state, "/mine", form_key(site, *state, FORM), STR("a=1"));
    assert_int_equal(a.status, 403);
    struct str cookie = sign_in(state);
    a = get_as(state, cookie, "/mine");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "person 7");
    assert_text(answer_header(&a, "Cache-Control", NULL), "no-store");
    assert_null(answer_header(&a, "ETag", NULL).p);
    a = get_as(state, cookie, "/"); /* nor is any other page of theirs kept */
    assert_text(answer_header(&a, "Cache-Control", NULL), "no-store");
}

static void test_forged_sessions_are_nobody(void **state)
{
    static const char *const forged[] = {"radslag-session=", "radslag-session=x",
                                         "radslag-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                         "radslag-session=' OR 1=1 --", "RADSLAG-SESSION=x"};
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++)
        assert_int_equal(get_as(state, str_from_c(forged[i]), "/mine").status, 303);
    struct str cookie = sign_in(state);
    char *changed = arena_c_dup(*state, cookie);
    changed[cookie.n - 2] = changed[cookie.n - 2] == 'A' ? 'B' : 'A';
    assert_int_equal(get_as(state, str_from_c(changed), "/mine").status, 303);
}

static void test_signing_out_ends_it_at_once(void **state)
{
    struct str cookie = sign_in(state);
    struct form_key key = form_key(site, *state, FORM), both = key;
    both.cookie = ARENA_CONCAT(*state, key.cookie, STR("; "), cookie);
    struct answer a = post(site, *state, "/mine", both, STR("a=1"));
    assert_int_equal(a.status, 303);
    assert_contains(answer_header(&a, "Set-Cookie", NULL), "radslag-session=; ");
    assert_contains(answer_header(&a, "Set-Cookie", NULL), "Max-Age=0");
    assert_int_equal(get_as(state, cookie, "/mine").status, 303);
}

/* ---- roles ------------------------------------------------------------------------------ */

static rc grant_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return access_grant(txn, in);
}

static void grant(int64_t person, int64_t organisation, enum role role)
{
    struct grant grant = {.person = person, .organisation = organisation, .role = role};
    rc result = db_write(site->db->db, grant_step, &grant, NULL, 0);
    assert_true(result == RC_OK || result == RC_EXISTS);
}

static struct answer post_as(void **state, struct str cookie, const char *path, const char *body)
{
    struct form_key key = form_key(site, *state, FORM);
    key.cookie = ARENA_CONCAT(*state, key.cookie, STR("; "), cookie);
    return post(site, *state, path, key, str_from_c(body));
}

static void test_roles_count_where_they_are_held(void **state)
{
    static const struct {
        const char *path;
        int nobody, nothing, officer, editor;
    } expected[] = {{"/of/verified", 303, 403, 200, 200},
                    {"/of/unverified", 303, 403, 403, 200},
                    {"/of/strong", 303, 403, 403, 200},
                    {"/of/unknown", 303, 404, 404, 404},
                    {"/portal", 303, 403, 403, 403}};
    grant(21, 1, ROLE_OFFICER);
    grant(21, 2, ROLE_OFFICER);
    grant(22, ACCESS_PORTAL, ROLE_PORTAL_EDITOR);
    struct str nothing = sign_in_as(state, "person=20"), officer = sign_in_as(state, "person=21"),
               editor = sign_in_as(state, "person=22");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(expected[i].nobody, get(site, *state, expected[i].path, "").status);
        assert_int_equal(expected[i].nothing, get_as(state, nothing, expected[i].path).status);
        assert_int_equal(expected[i].officer, get_as(state, officer, expected[i].path).status);
        assert_int_equal(expected[i].editor, get_as(state, editor, expected[i].path).status);
    }
}

static void test_two_factors_are_asked_where_the_organisation_says_so(void **state)
{
    grant(23, 3, ROLE_OFFICER);
    struct answer a = get_as(state, sign_in_as(state, "person=23"), "/of/strong");
    assert_int_equal(a.status, 303);
    assert_contains(answer_header(&a, "Location", NULL), "?next=%2Fof%2Fstrong");
    assert_int_equal(403, post_as(state, sign_in_as(state, "person=23"), "/of/strong", "name=x").status);
    assert_int_equal(200, get_as(state, sign_in_as(state, "strong=1&person=23"), "/of/strong").status);
}

static void test_a_role_lost_on_the_way_changes_nothing(void **state)
{
    grant(24, 1, ROLE_OFFICER);
    struct str cookie = sign_in_as(state, "person=24");
    assert_int_equal(303, post_as(state, cookie, "/of/verified", "name=in+time").status);
    assert_int_equal(403, post_as(state, cookie, "/of/verified", "name=x&text=late").status);
    assert_int_equal(403, get_as(state, cookie, "/of/verified").status);
}

static void test_a_look_is_logged_before_it_is_shown(void **state)
{
    struct audit_list list;
    struct reader *reader;
    grant(25, 1, ROLE_ADMINISTRATOR);
    struct str cookie = sign_in_as(state, "person=25");
    assert_int_equal(403, get_as(state, sign_in_as(state, "person=20"), "/of/verified/seen").status);
    assert_int_equal(200, get_as(state, cookie, "/of/verified/seen").status);
    struct answer sent = post_as(state, cookie, "/of/verified/seen", "name=looker");
    expect_stored(state, &sent, "looker");
    assert_rc(RC_OK, db_read_begin(site->db->db, &reader));
    assert_rc(RC_OK, audit_list(reader, *state, 1, INT64_MAX, 3, &list));
    db_read_end(reader);
    assert_int_equal(3, list.n);
    for (int i = 0; i < 2; i++) { /* a form may show as much as the page */
        assert_string_equal("look:test.seen", list.items[i].act);
        assert_int_equal(25, list.items[i].actor);
        assert_text(list.items[i].subject, "/of/verified/seen");
    }
    assert_string_equal("access.grant", list.items[2].act); /* who was turned away has seen nothing */
}

static void test_a_form_is_shown_again_with_what_the_step_found(void **state)
{
    struct form_key key = form_key(site, *state, FORM);
    struct answer a = post(site, *state, "/again", key, STR("name=fail&text=all+of+it"));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Name: Taken, of ");
    assert_contains(a.body, "text=all of it");
    assert_int_equal(303, post(site, *state, "/again", key, STR("name=fine")).status);
}

static void test_who_comes_back_from_elsewhere_is_known(void **state)
{
    struct answer a = get(site, *state, "/leave", "");
    assert_int_equal(a.status, 303);
    assert_text(answer_header(&a, "Location", NULL), "https://elsewhere.example/?state=state-1");
    assert_text(answer_header(&a, "Cache-Control", NULL), "no-store");
    struct str cookie = answer_header(&a, "Set-Cookie", NULL);
    assert_contains(cookie, "; HttpOnly; SameSite=Lax; Max-Age=60");
    assert_lacks(cookie, "state-1");
    cookie = str_sub(cookie, 0, str_find_byte(cookie, ';'));
    assert_int_equal(403, get(site, *state, "/back?state=state-1", "").status); /* another browser */
    assert_int_equal(403, get_as(state, cookie, "/back?state=state-2").status);
    assert_int_equal(405, ask(site, *state, arena_printf(*state, "HEAD /back?state=state-1 HTTP/1.1\r\nHost: "
        "localhost:%d\r\nConnection: close\r\n\r\n", site->port).p).status);
    assert_int_equal(405, post(site, *state, "/back", form_key(site, *state, FORM), STR("state=state-1")).status);
    a = get_as(state, cookie, "/back?state=state-1");
    expect_stored(state, &a, "came back");
    assert_contains(answer_header(&a, "Set-Cookie", NULL), "radslag-keep=; ");
}

static void test_what_is_done_seldom_is_limited(void **state)
{
    struct server_options options = site_options();
    struct site *shared = site;
    options.seldom_per_minute = 3;
    site = site_begin(&options);
    struct form_key key = form_key(site, *state, FORM);
    int taken = 0, refused = 0;
    for (int i = 0; i < 6; i++) {
        int status = post(site, *state, "/seldom", key, STR("name=x")).status;
        taken += status == 303;
        refused += status == 429;
    }
    assert_in_range(taken, 3, 4); /* one more may have become free meanwhile */
    assert_int_equal(6, taken + refused);
    assert_int_equal(303, post(site, *state, FORM, key, STR("name=x")).status);
    site_end(site);
    site = shared;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_form_page),
        TEST(test_store),
        TEST(test_faults),
        TEST(test_tokens),
        TEST(test_every_field_hostile),
        TEST(test_bad_text),
        TEST(test_long_fields),
        TEST(test_failing_step),
        TEST(test_many_at_once),
        TEST(test_multipart),
        TEST(test_origin_taken),
        TEST(test_only_the_signed_in_enter),
        TEST(test_forged_sessions_are_nobody),
        TEST(test_signing_out_ends_it_at_once),
        TEST(test_roles_count_where_they_are_held),
        TEST(test_two_factors_are_asked_where_the_organisation_says_so),
        TEST(test_a_role_lost_on_the_way_changes_nothing),
        TEST(test_a_look_is_logged_before_it_is_shown),
        TEST(test_a_form_is_shown_again_with_what_the_step_found),
        TEST(test_what_is_done_seldom_is_limited),
        TEST(test_who_comes_back_from_elsewhere_is_known),
    };
    int failed = cmocka_run_group_tests(tests, begin_site, end_site);
    if (failed == 0 && site_use_postgres())
        failed = cmocka_run_group_tests_name("postgresql", tests, begin_site, end_site);
    return failed;
}
