/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as those meet them who wish others ill. tests/browser tries them with a real provider. */
#include "core/access/access.h"
#include "support/organisation.h"
#include "support/portal.h"

#define LOGIN "name=Login&client_id=us&issuer=https%3A%2F%2Flogin.invalid"

static const struct query q_strong = {
    "test.strong", "SELECT COUNT(*) FROM identity_provider WHERE issuer = $1 AND strong = 1", "t", "i"};
static const struct query q_id = {"test.id", "SELECT MAX(id) FROM identity_provider WHERE issuer = $1", "t",
                                  "i"};

static int64_t ask(struct portal_site *site, const struct query *query)
{
    return testdb_int(site->database->db, query, DB_ARGS(db_text(STR("https://login.invalid"))));
}

static void test_only_our_own_page_leads_to_connecting(void **state)
{
    struct portal_site *site = portal_of(state);
    const char *path = "/en/account/sign-in/with/7";
    portal_sign_in(site, "victim@example.se");
    struct form_proof proof = page_proof(site, "/en/account/my-data/erase");
    site->session = ARENA_CONCAT(site->arena, site->session, STR("; "), proof.cookie);
    struct page page = page_get(site, arena_printf(site->arena, "%s?connect=1", path).p, NULL);
    assert_int_equal(303, page.status);
    assert_str("/en/account", page_header(&page, "Location"));
    path = arena_printf(site->arena, "%s?connect=%.*s", path, STR_ARGS(proof.token)).p;
    page = page_get(site, path, NULL);
    assert_int_equal(404, page.status); /* asked for: there is no such login */
}

static void test_an_organisation_does_not_say_that_two_factors_are_asked(void **state)
{
    struct portal_site *site = portal_of(state);
    int64_t organisation = portal_add_organisation(site, "asvalla", true);
    int64_t local = portal_sign_in(site, "local@example.se");
    portal_grant(site, local, organisation, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct page page = page_post(site, "/en/organisations/asvalla/logins/add", LOGIN "&strong=1");
    assert_int_equal(303, page.status);
    assert_int_equal(0, ask(site, &q_strong));
    const char *one =
        arena_printf(site->arena, "/en/organisations/asvalla/logins/%lld", (long long)ask(site, &q_id)).p;
    page = page_get(site, one, NULL);
    assert_page_lacks(&page, "two factors");
    int64_t head = portal_sign_in(site, "head@example.se");
    portal_grant(site, head, ACCESS_PORTAL, ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR));
    assert_int_equal(303, page_post(site, one, LOGIN "&strong=1").status);
    assert_int_equal(1, ask(site, &q_strong));
    portal_sign_in(site, "local@example.se");
    assert_int_equal(303, page_post(site, one, LOGIN "&scope=openid+email").status);
    assert_int_equal(1, ask(site, &q_strong));
    assert_int_equal(303, page_post(site, one, LOGIN "&acr_values=low").status);
    assert_int_equal(0, ask(site, &q_strong));
}

/* One is stored unused, since no provider answers here; then put to use as if one had. */
static void add_login(struct portal_site *site, const char *path, const char *name)
{
    const char *form =
        arena_printf(site->arena, "name=%s&client_id=%s&issuer=https%%3A%%2F%%2Flogin.invalid", name, name).p;
    assert_int_equal(303, page_post(site, path, form).status);
}

static void test_the_ways_in_are_named_after_whose_they_are(void **state)
{
    static const struct query q_use = {"test.use", "UPDATE identity_provider SET enabled = 1", "", ""};
    struct portal_site *site = portal_of(state);
    int64_t organisation = portal_add_organisation(site, "waysvalla", true);
    int64_t head = portal_sign_in(site, "ways@example.se");
    portal_grant(site, head, ACCESS_PORTAL, ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR));
    portal_grant(site, head, organisation, ROLE_BIT(ROLE_ADMINISTRATOR));
    add_login(site, "/en/portal/logins/add", "Portal-ID");
    add_login(site, "/en/organisations/waysvalla/logins/add", "Town-ID");
    portal_sign_out(site);
    assert_rc(RC_OK, testdb_exec(site->database->db, &q_use, DB_NO_ARGS));
    struct page page = page_get(site, "/en/account/sign-in", NULL);
    assert_page_has(&page, ">Portal-ID</a>");
    assert_page_has(&page, "<span>waysvalla</span> <span class=\"rl-count\">Town-ID</span>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_our_own_page_leads_to_connecting),
        cmocka_unit_test(test_an_organisation_does_not_say_that_two_factors_are_asked),
        cmocka_unit_test(test_the_ways_in_are_named_after_whose_they_are),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
