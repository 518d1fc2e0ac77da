/* SPDX-License-Identifier: EUPL-1.2 */
/* Colour, logo and own hosts, as browsers meet them, on both databases. */
#include <string.h>
#include <unistd.h>

#include "core/access/access.h"
#include "support/portal.h"

#include "features/organisations/organisations_store.h"
#include "features/organisations/pub/organisations.h"

#define SETTINGS "/en/organisations/asvalla/settings/appearance"
#define LOGO                                                                                    \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 10\"><script>alert(1)</script>" \
    "<a href=\"https://evil.example\"><path d=\"M0 0h30v10z\" fill=\"#00f\" onclick=\"x()\"/></a></svg>"

static const struct query q_logged = {
    "test.logged", "SELECT count(*) FROM audit_entry WHERE act = 'organisation.appearance'", "", "i"};

static void say_nothing(const char *sentence)
{
    (void)sentence;
}

/* Åsvalla, verified, and an administrator of it who is signed in. */
static void begin(struct portal_site *site)
{
    struct seed seed = {site->arena, &site->files, &site->languages, site->database->db, say_nothing};
    static int people;
    struct organisation o;
    struct reader *reader;
    assert_rc(RC_OK, organisations_module.demo(&seed));
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    assert_rc(RC_OK, organisation_by_slug(reader, site->arena, STR("asvalla"), &o));
    db_read_end(reader);
    int64_t person = portal_sign_in(site, arena_printf(site->arena, "p%d@example.se", people++).p);
    portal_grant(site, person, o.id, ROLE_BIT(ROLE_ADMINISTRATOR));
}

static const char *part(struct portal_site *site, const char *name, const char *value)
{
    return arena_printf(site->arena, "--XX\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                        name, value)
        .p;
}

/* Sends the form as a browser does, with the version of the page it stands on; file NULL: none is chosen. */
static struct page save(struct portal_site *site, const char *version, const char *colour, const char *file,
                        const char *more)
{
    struct page page = page_get(site, SETTINGS, NULL);
    const char *parts[] = {
        part(site, "_token", page_between(site, &page, "name=\"_token\" value=\"", '"')),
        part(site, "version",
             version ? version : page_between(site, &page, "name=\"version\" value=\"", '"')),
        part(site, "colour", colour), more};
    struct str body = STR("");
    for (size_t i = 0; i < 4; i++)
        body = ARENA_CONCAT(site->arena, body, str_from_c(parts[i]));
    struct str chosen = arena_printf(
        site->arena,
        "--XX\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"%s\"\r\n"
        "Content-Type: image/svg+xml\r\n\r\n%s\r\n--XX--\r\n",
        file ? "our-logo.svg" : "", file ? file : "");
    return page_send_body(site, SETTINGS, &page, "multipart/form-data; boundary=XX",
                          ARENA_CONCAT(site->arena, body, chosen));
}

static void test_colour_and_logo_become_the_pages(void **state)
{
    struct portal_site *site = portal_of(state);
    begin(site);
    struct page page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_lacks(&page, "rl-sender");
    page = save(site, NULL, " #FFD400 ", LOGO, "");
    assert_int_equal(303, page.status);
    assert_str(SETTINGS "?saved=yes", page_header(&page, "Location"));
    page = page_get(site, SETTINGS, NULL);
    assert_page_has(&page, "value=\"#ffd400\"");
    assert_page_has(&page, "#ffd400, is too light for buttons");
    assert_page_has(&page, "<li>Scripts: 2</li>");
    assert_page_has(&page, "<th scope=\"row\">Links</th>");
    /* Everybody sees both, on all of its pages, under names that last. */
    portal_sign_out(site);
    page = page_get(site, "/organisationer/asvalla/dokument/inget", NULL);
    assert_int_equal(404, page.status);
    assert_page_has(&page, "/organisationer/asvalla/tema/");
    page = page_get(site, "/organisationer/asvalla", NULL);
    const char *css = page_between(site, &page, "<link rel=\"stylesheet\" href=\"/organisationer", '"');
    const char *logo = page_between(site, &page, "<img src=\"/organisationer", '"');
    assert_page_has(&page, "width=\"120\" height=\"40\"");
    page = page_get(site, arena_printf(site->arena, "/organisationer%s", css).p, NULL);
    assert_str("text/css; charset=utf-8", page_header(&page, "Content-Type"));
    assert_str("public, max-age=31536000, immutable", page_header(&page, "Cache-Control"));
    assert_page_has(&page, "--ds-color-accent-base-default:");
    page = page_get(site, arena_printf(site->arena, "/organisationer%s", logo).p, NULL);
    assert_str("image/svg+xml", page_header(&page, "Content-Type"));
    assert_str("default-src 'none'; style-src 'none'; sandbox",
               page_header(&page, "Content-Security-Policy"));
    assert_page_has(&page, "M0 0h30v10z");
    assert_page_lacks(&page, "alert");
    assert_page_lacks(&page, "evil");
    assert_int_equal(404, page_get(site, "/organisationer/asvalla/tema/abc", NULL).status);
    assert_int_equal(404, page_get(site, "/organisationer/asvalla/logotyp/abc", NULL).status);
    /* Nobody else's pages have them. */
    page = page_get(site, "/organisationer", NULL);
    assert_page_lacks(&page, "/tema/");
}

static void test_faults_come_at_once_and_nothing_is_lost(void **state)
{
    struct portal_site *site = portal_of(state);
    begin(site);
    int64_t logged = testdb_int(site->database->db, &q_logged, DB_NO_ARGS);
    struct page page = save(site, NULL, "gult", "<html></html>", "");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "value=\"gult\"");
    assert_page_has(&page, "href=\"#f-colour\"");
    assert_page_has(&page, "href=\"#f-logo\"");
    /* A good logo beside a bad colour comes back with the form, to be sent again. */
    page = save(site, NULL, "gult", LOGO, part(site, "has_name", "1"));
    assert_int_equal(422, page.status);
    assert_page_has(&page, "our-logo.svg</strong>");
    assert_page_has(&page, "name=\"sent_text\" value=\"&lt;svg xmlns=");
    assert_page_has(
        &page,
        "id=\"f-has_name\" name=\"has_name\" value=\"1\" aria-describedby=\"f-has_name-hint\" checked");
    assert_int_equal(logged, testdb_int(site->database->db, &q_logged, DB_NO_ARGS));
    page = save(site, NULL, "0b5a61", NULL,
                ARENA_CONCAT(site->arena, str_from_c(part(site, "sent_text", LOGO)),
                             str_from_c(part(site, "sent_name", "our-logo.svg")),
                             str_from_c(part(site, "has_name", "1")))
                    .p);
    assert_int_equal(303, page.status);
    assert_int_equal(logged + 1, testdb_int(site->database->db, &q_logged, DB_NO_ARGS));
    page = page_get(site, SETTINGS, NULL);
    assert_page_has(&page, "Buttons and bars have your colour, #0b5a61, as it is.");
    page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_has(&page, "alt=\"Åsvalla Municipality (fictional)\"");
    /* Both a new one and none cannot be meant. */
    page = save(site, NULL, "", LOGO, part(site, "remove", "1"));
    assert_int_equal(422, page.status);
    assert_page_has(&page, "You have also chosen a new logo.");
    page = save(site, NULL, "", NULL, part(site, "remove", "1"));
    assert_int_equal(303, page.status);
    page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_lacks(&page, "rl-sender");
    assert_page_lacks(&page, "/theme/");
}

static void test_a_conflict_keeps_both(void **state)
{
    struct portal_site *site = portal_of(state);
    begin(site);
    assert_int_equal(303, save(site, NULL, "#123456", NULL, "").status);
    struct page page = save(site, "0", "#654321", LOGO, "");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Somebody else has saved this");
    assert_page_has(&page, "Stored now: #123456");
    assert_page_has(&page, "value=\"#654321\"");
    assert_page_has(&page, "our-logo.svg</strong>");
    page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_lacks(&page, "/logo/");
}

/* ---- own hosts --------------------------------------------------------------------------------- */

static struct page ask(struct portal_site *site, const char *method, const char *path, const char *host,
                       const char *headers)
{
    return page_raw(site, arena_printf(site->arena,
                                       "%s %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 0\r\n"
                                       "Connection: close\r\n\r\n",
                                       method, path, host, headers));
}

static void test_an_own_host_is_the_organisations(void **state)
{
    struct portal_site *site = portal_of(state);
    begin(site);
    assert_int_equal(421, ask(site, "GET", "/", "dialog.asvalla.example", "").status);
    struct page page = page_get(site, "/en/organisations/asvalla/settings/facts", NULL);
    const char *version = page_between(site, &page, "name=\"version\" value=\"", '"');
    page = page_post(site, "/en/organisations/asvalla/settings/facts",
                     arena_printf(site->arena,
                                  "version=%s&name=%%C3%%85svalla+kommun&short_name=%%C3%%85svalla&"
                                  "hosts=Dialog.Asvalla.example%%0Aandra.asvalla.example",
                                  version)
                         .p);
    assert_int_equal(303, page.status);
    page_get(site, "/en/organisations/asvalla", NULL); /* whoever asks next brings it up to date */
    portal_sign_out(site);
    page = ask(site, "GET", "/", "Dialog.Asvalla.EXAMPLE:443", "");
    assert_int_equal(303, page.status);
    assert_str("/organisationer/asvalla", page_header(&page, "Location"));
    page = ask(site, "GET", "/en", "dialog.asvalla.example", "");
    assert_str("/en/organisations/asvalla", page_header(&page, "Location"));
    page = ask(site, "GET", "/en/methods", "andra.asvalla.example", "");
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<a class=\"rl-sender\" href=\"/en/organisations/asvalla\">");
    page = ask(site, "GET", "/finns-inte", "dialog.asvalla.example", "");
    assert_int_equal(404, page.status);
    assert_page_has(&page, "rl-sender");
    assert_int_equal(421, ask(site, "GET", "/", "asvalla.example", "").status);
    assert_int_equal(421, ask(site, "GET", "/", "x.dialog.asvalla.example", "").status);
    assert_int_equal(421, ask(site, "GET", "/assets/x.css", "evil.example", "").status);
}

/* A form is taken on an own host from a page there, and from nowhere else: not from the portal's other
 * addresses either, which belong to others. */
static void test_an_own_host_takes_its_own_forms_only(void **state)
{
    static const struct {
        const char *host, *headers;
        bool ours;
    } cases[] = {
        {"dialog.asvalla.example", "Origin: http://dialog.asvalla.example\r\n", true},
        {"dialog.asvalla.example", "Origin: http://andra.asvalla.example\r\n", false},
        {"dialog.asvalla.example", "Origin: http://127.0.0.1\r\n", false},
        {"dialog.asvalla.example", "Origin: https://evil.example\r\n", false},
        {"dialog.asvalla.example", "Origin: null\r\n", false},
        {"dialog.asvalla.example", "Sec-Fetch-Site: same-site\r\n", false},
        {"127.0.0.1", "Origin: http://dialog.asvalla.example\r\n", false},
    };
    struct portal_site *site = portal_of(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page = ask(site, "POST", "/en/account/sign-up", cases[i].host, cases[i].headers);
        assert_int_equal(403, page.status);
        bool token = page_has(&page, "The form could not be sent"); /* went on to what is checked next */
        assert_int_equal(cases[i].ours, token);
        assert_int_equal(!cases[i].ours, page_has(&page, "another website"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colour_and_logo_become_the_pages),
        cmocka_unit_test(test_faults_come_at_once_and_nothing_is_lost),
        cmocka_unit_test(test_a_conflict_keeps_both),
        cmocka_unit_test(test_an_own_host_is_the_organisations),
        cmocka_unit_test(test_an_own_host_takes_its_own_forms_only),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
