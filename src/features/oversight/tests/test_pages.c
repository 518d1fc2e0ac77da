/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "core/access/access.h"
#include "core/audit/audit.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"
#include "support/organisation.h"
#include "support/portal.h"

/* Signs in as somebody with roles; makes and grants them the first time. */
static int64_t as(struct portal_site *site, const char *email, int64_t organisation, unsigned role_bits)
{
    static const struct query q_granted = {"t.granted",
                                           "SELECT count(*) FROM role_grant WHERE person_id = $1", "i", "i"};
    int64_t person = portal_sign_in(site, email);
    if (testdb_int(site->database->db, &q_granted, DB_ARGS(db_int(person))) == 0)
        portal_grant(site, person, organisation, role_bits);
    return person;
}

static int64_t as_watcher(struct portal_site *site)
{
    return as(site, "vera@example.se", ACCESS_PORTAL, ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR));
}

static rc put_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return audit_put(txn, in);
}

static void put(struct portal_site *site, struct audit_entry entry)
{
    assert_rc(RC_OK, db_write(site->database->db, put_step, &entry, NULL, 0));
}

/* ---- the log ------------------------------------------------------------------------------- */

static void test_an_organisation_sees_its_own_log(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t a = portal_add_organisation(site, "asvalla", true),
            b = portal_add_organisation(site, "berg", true);
    int64_t other = as(site, "boel@example.se", b, ROLE_BIT(ROLE_ADMINISTRATOR));
    as(site, "ada@example.se", a, ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_OFFICER));
    put(site, (struct audit_entry){.at = time_now(),
                                   .actor = other,
                                   .organisation = a,
                                   .act = "unheard.of",
                                   .subject = STR("<b>=1+1")});
    struct page page = page_get(site, "/organisationer/asvalla/logg", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "Logg för asvalla");
    assert_page_has(&page, "gav en roll");
    assert_page_has(&page, "Tjänsteperson"); /* the role in words */
    assert_page_has(&page, "Kommando eller program");
    assert_page_has(&page, "ada");
    assert_page_has(&page, "boel"); /* who did something here */
    assert_page_has(&page, "unheard.of");
    assert_page_has(&page, "&lt;b&gt;=1+1");
    assert_page_has(&page, "läste loggen"); /* this look */
    assert_page_has(&page, "href=\"/organisationer/asvalla/logg\">/organisationer/asvalla/logg</a>");
    assert_int_equal(403, page_get(site, "/organisationer/berg/logg", NULL).status);
    assert_int_equal(403, page_get(site, "/organisationer/berg/logg/tabell", NULL).status);
    page = page_get(site, "/organisationer/asvalla", NULL);
    assert_page_has(&page, "href=\"/organisationer/asvalla/logg\"");
    page = page_get(site, "/organisationer/berg", NULL);
    assert_page_lacks(&page, "/logg\"");
}

static void test_log_as_a_table(void **state)
{
    struct portal_site *site = portal_of(state);
    as(site, "ada@example.se", 0, 0);
    struct page page = page_get(site, "/organisationer/asvalla/logg/tabell", NULL);
    assert_int_equal(200, page.status);
    assert_true(str_starts(page.body, STR("\xEF\xBB\xBFTid (UTC),Vem,")));
    assert_true(str_find(page_header(&page, "Content-Disposition"), STR("logg.csv")) <
                page_header(&page, "Content-Disposition").n);
    assert_page_has(&page, "access.grant");
    assert_page_has(&page, "<b>=1+1");
    assert_page_has(&page, "sparade loggen som tabell");
    put(site,
        (struct audit_entry){.at = time_now(), .act = "test.cells", .subject = STR("=HYPERLINK(\"x\")")});
    as_watcher(site);
    page = page_get(site, "/portalen/logg/tabell", NULL);
    assert_page_has(&page, "\"'=HYPERLINK(\"\"x\"\")\""); /* no formula */
    assert_page_lacks(&page, "unheard.of");
    page = page_get(site, "/portalen/logg/tabell?scope=all", NULL);
    assert_page_has(&page, "unheard.of");
    assert_page_has(&page, ",asvalla,");
    page = page_get(site, "/portalen/logg/tabell?to=2020-01-01", NULL);
    assert_page_lacks(&page, "access.grant");
    page = page_get(site, "/portalen/logg/tabell?from=nu", NULL);
    assert_int_equal(303, page.status);
    assert_str("/portalen/logg?from=nu", page_header(&page, "Location"));
}

static void test_log_by_period_and_page(void **state)
{
    struct portal_site *site = portal_of(state);
    as_watcher(site);
    for (int i = 0; i < 60; i++)
        put(site,
            (struct audit_entry){.at = time_now(), .organisation = 77, .act = "test.many", .person = 7});
    struct page page = page_get(site, "/en/portal/log.json?scope=all", NULL);
    assert_page_has(&page, "test.many");
    page = page_get(site, "/en/portal/log?scope=all", NULL);
    assert_page_lacks(&page, "granted a role");
    const char *before = page_between(site, &page, "href=\"/en/portal/log?scope=all&amp;before=", '"');
    page = page_get(site, arena_printf(site->arena, "/en/portal/log?scope=all&before=%s", before).p, NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "test.many");
    assert_page_has(&page, "granted a role");
    page = page_get(site, "/en/portal/log?person=7", NULL);
    assert_page_has(&page, "Only what concerns:");
    assert_page_lacks(&page, "granted a role");
    page = page_get(site, "/en/portal/log?from=2020-01-01&to=2020-12-31", NULL);
    assert_page_has(&page, "There are no entries of this period.");
    page = page_get(site, "/en/portal/log?from=31%2F3&to=2020-02-30&scope=all", NULL);
    assert_int_equal(422, page.status); /* both at once, and nothing lost */
    assert_page_has(&page, "href=\"#f-from\"");
    assert_page_has(&page, "href=\"#f-to\"");
    assert_page_has(&page, "value=\"31/3\"");
    page = page_get(site, "/en/portal/log?from=2026-02-01&to=2026-01-01", NULL);
    assert_page_has(&page, "The last day is before the first.");
    page = page_get(site, "/en/portal/log?before=x&person=-1&scope=some", NULL);
    assert_true(page.status == 200 || page.status == 422);
}

static void test_looks_are_logged(void **state)
{
    static const struct query q_looks = {
        "t.looks", "SELECT count(*) FROM audit_entry WHERE act = $1 AND actor_id = $2", "ti", "i"};
    static const struct {
        const char *path, *act;
    } looks[] = {{"/portalen/logg", "look:oversight.portal_log"},
                 {"/portalen/logg/tabell", "look:oversight.portal_table"},
                 {"/portalen/brev", "look:oversight.letters"}};
    struct portal_site *site = portal_of(state);
    int64_t person = as_watcher(site);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        struct db_args args = DB_ARGS(db_text(str_from_c(looks[i].act)), db_int(person));
        int64_t before = testdb_int(site->database->db, &q_looks, args);
        assert_int_equal(200, page_get(site, looks[i].path, NULL).status);
        assert_int_equal(before + 1, testdb_int(site->database->db, &q_looks, args));
    }
}

/* ---- jobs and letters ------------------------------------------------------------------------ */

static const struct job_kind kind = {
    .name = "test.kind", .attempts = 3, .growth = 2, .first_delay = TIME_MINUTE};
static const struct query q_state = {"t.state", "SELECT id FROM job WHERE id = $1 AND state = $2", "it", "i"};
static const struct query q_spoil = {
    "t.spoil", "UPDATE job SET state = $2, attempts = 3, error = $3 WHERE id = $1", "itt", ""};
static const struct query q_run = {
    "t.run",
    "UPDATE job SET state = 'running', started_at = due_at, progress_done = 12, "
    "progress_total = 50, progress_text = $2 WHERE id = $1",
    "it", ""};

static rc put_job_step(struct txn *txn, const void *in, void *out)
{
    return job_put(txn, in, out);
}

static int64_t put_job(struct portal_site *site)
{
    struct job job = {.kind = &kind, .at = time_now() + TIME_DAY};
    int64_t id = 0;
    assert_rc(RC_OK, db_write(site->database->db, put_job_step, &job, &id, sizeof id));
    return id;
}

static rc put_mail_step(struct txn *txn, const void *in, void *out)
{
    return mail_put(txn, in, out);
}

static int64_t put_letter(struct portal_site *site, const char *to)
{
    struct mail mail = {.kind = "test.hello",
                        .to = str_from_c(to),
                        .subject = STR("Ämne"),
                        .text = STR("Hemligt innehåll"),
                        .at = time_now() + TIME_DAY};
    int64_t id = 0;
    assert_rc(RC_OK, db_write(site->database->db, put_mail_step, &mail, &id, sizeof id));
    return id;
}

static void spoil(struct portal_site *site, int64_t id, const char *state, const char *error)
{
    assert_rc(RC_OK,
              testdb_exec(site->database->db, &q_spoil,
                          DB_ARGS(db_int(id), db_text(str_from_c(state)), db_text(str_from_c(error)))));
}

static void check_state(struct portal_site *site, int64_t id, const char *state)
{
    assert_int_equal(
        id, testdb_int(site->database->db, &q_state, DB_ARGS(db_int(id), db_text(str_from_c(state)))));
}

static struct page press(struct portal_site *site, const char *path, int64_t id, const char *order)
{
    return page_post(site, path, arena_printf(site->arena, "job=%lld&order=%s", (long long)id, order).p);
}

static void test_jobs_are_seen_and_changed(void **state)
{
    struct portal_site *site = portal_of(state);
    as_watcher(site);
    int64_t dead = put_job(site), waiting = put_job(site), running = put_job(site);
    spoil(site, dead, "dead", "<b>disk full");
    assert_rc(RC_OK,
              testdb_exec(site->database->db, &q_run, DB_ARGS(db_int(running), db_text(STR("Räknar")))));
    struct page page = page_get(site, "/portalen/jobb", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "&lt;b&gt;disk full");
    assert_page_has(&page, "max=\"50\" value=\"12\"");
    assert_page_has(&page, "12 av 50");
    assert_page_has(&page, "Räknar");
    page = press(site, "/portalen/jobb", dead, "retry");
    assert_int_equal(303, page.status);
    assert_str("/portalen/jobb?done=retry", page_header(&page, "Location"));
    check_state(site, dead, "waiting");
    page = press(site, "/portalen/jobb", waiting, "cancel");
    check_state(site, waiting, "cancelled");
    page = press(site, "/portalen/jobb", waiting, "cancel");
    assert_str("/portalen/jobb?done=further", page_header(&page, "Location"));
    page = press(site, "/portalen/jobb", 1, "retry");
    assert_str("/portalen/jobb?done=gone", page_header(&page, "Location"));
    page = page_get(site, "/portalen/jobb?done=gone", NULL);
    assert_page_has(&page, "Det finns inte kvar.");
    assert_int_equal(400, press(site, "/portalen/jobb", dead, "explode").status);
    page = page_get(site, "/en/portal/log", NULL);
    assert_page_has(&page, "had a job run again");
    assert_page_has(&page, "cancelled a job");
}

static void test_letters_are_seen_and_sent_again(void **state)
{
    struct portal_site *site = portal_of(state);
    as_watcher(site);
    struct page page = page_get(site, "/portalen", NULL);
    assert_page_lacks(&page, "gick inte att skicka");
    int64_t dead = put_letter(site, "nobody@example.se"), late = put_letter(site, "late@example.se");
    put_letter(site, "fresh@example.se");
    spoil(site, dead, "dead", "550 5.1.1 No such user nobody@example.se");
    spoil(site, late, "waiting", "mail_url is not set, so no mail is sent");
    page = page_get(site, "/portalen/brev", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "nobody@example.se");
    assert_page_has(&page, "550 5.1.1 No such user");
    assert_page_has(&page, "mail_url is not set");
    assert_page_lacks(&page, "fresh@example.se"); /* it is as it should be */
    assert_page_lacks(&page, "Hemligt");
    assert_page_lacks(&page, "Ämne");
    page = page_get(site, "/portalen/jobb", NULL);
    assert_page_lacks(&page, "nobody@example.se"); /* to whom stands where looking is logged, alone */
    page = page_get(site, "/portalen/jobb.json", NULL);
    assert_page_lacks(&page, "nobody@example.se");
    page = page_get(site, "/portalen", NULL);
    assert_page_has(&page, "1 brev gick inte att skicka");
    assert_page_has(&page, "1 brev har inte gått att skicka och väntar");
    page = press(site, "/portalen/brev", dead, "");
    assert_str("/portalen/brev?done=send", page_header(&page, "Location"));
    check_state(site, dead, "waiting");
    assert_str("/portalen/brev?done=gone",
               page_header(&(struct page){.headers = press(site, "/portalen/brev", put_job(site), "").headers},
                           "Location"));
}

/* ---- the portal's page ----------------------------------------------------------------------- */

static void test_everybody_sees_their_own_cards(void **state)
{
    struct portal_site *site = portal_of(state);
    as_watcher(site);
    struct page page = page_get(site, "/portalen", NULL);
    assert_page_has(&page, "href=\"/portalen/logg\"");
    assert_page_has(&page, "href=\"/portalen/jobb\"");
    as(site, "erik@example.se", ACCESS_PORTAL, ROLE_BIT(ROLE_PORTAL_EDITOR));
    page = page_get(site, "/portalen", NULL);
    assert_int_equal(200, page.status);
    assert_page_lacks(&page, "href=\"/portalen/logg\"");
    assert_page_lacks(&page, "brev gick inte"); /* whoever cannot mend it is not told */
    assert_int_equal(403, page_get(site, "/portalen/jobb", NULL).status);
    assert_int_equal(403, page_get(site, "/portalen/logg", NULL).status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_organisation_sees_its_own_log),
        cmocka_unit_test(test_log_as_a_table),
        cmocka_unit_test(test_log_by_period_and_page),
        cmocka_unit_test(test_looks_are_logged),
        cmocka_unit_test(test_jobs_are_seen_and_changed),
        cmocka_unit_test(test_letters_are_seen_and_sent_again),
        cmocka_unit_test(test_everybody_sees_their_own_cards),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
