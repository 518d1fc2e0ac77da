/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "support/portal.h"

#include "features/organisations/organisations_store.h"

static const char test_table[] =
    "code,kind,name_sv,short_sv,name_en,slug,county_code,same_as,controller,privacy_contact\n"
    "09,region,Region Gotland,,,region-gotland,09,0980,,\n"
    "0980,municipality,Region Gotland,Gotland,,gotland,09,,,\n"
    "1490,municipality,Borås Stad,Borås,City of Borås,boras,14,,Kommunstyrelsen,dso@example.se\n"
    "byalag,civil-society,<b>Bergs byalag,Berg,,berg,,,,\n"
    "asvalla,civil-society,Åsvalla kommun,,,asvalla,,,,\n";

static void say_nothing(const char *sentence)
{
    (void)sentence;
}

static void load(struct portal_site *site, struct str text)
{
    static const char *const languages[] = {"sv", "en"};
    struct organisation_table table;
    struct organisation_import in = {.table = &table, .now = 9 * TIME_DAY};
    struct table_counts counts;
    assert_rc(RC_OK, organisation_table_read(site->arena, text, languages, 2, &table));
    assert_rc(RC_OK, db_write(site->database->db, organisation_import_step, &in, &counts, sizeof counts));
}

/* First: the others fill the same portal. */
static void test_an_empty_portal_says_so(void **state)
{
    struct page page = page_get(portal_of(state), "/organisationer", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "Här finns inga organisationer ännu");
    page = page_get(portal_of(state), "/organisationer/boras", NULL);
    assert_int_equal(404, page.status);
}

static void test_list_by_kind_county_and_name(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    struct page page = page_get(site, "/en/organisations", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "City of Borås");
    assert_page_has(&page, "Municipality, Västra Götaland County");
    assert_page_has(&page, "&lt;b&gt;Bergs byalag");
    page = page_get(site, "/organisationer.json?kind=municipality&county=09", NULL);
    assert_page_has(&page, "\"count\":1,");
    assert_page_has(&page, "\"code\":\"0980\"");
    assert_page_lacks(&page, "\"_");
    /* With and without the dots, and from the name of another language. */
    page = page_get(site, "/organisationer.json?q=BOR%C3%85S", NULL);
    assert_page_has(&page, "\"code\":\"1490\"");
    page = page_get(site, "/organisationer.json?q=boras", NULL);
    assert_page_has(&page, "\"count\":1,");
    page = page_get(site, "/organisationer.json?q=city+of", NULL);
    assert_page_has(&page, "\"count\":1,");
    page = page_get(site, "/organisationer?q=%3Cscript%3E&kind=region", NULL);
    assert_page_has(&page, "Ingen organisation passar");
    assert_page_lacks(&page, "<script>\"");
    page = page_get(site, "/organisationer.json?kind=nonsense&county=99&page=-7", NULL);
    assert_page_has(&page, "\"count\":5,");
}

static void test_page_of_one(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    struct page page = page_get(site, "/organisationer/boras", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h1>Borås Stad</h1>");
    assert_page_has(&page, "Västra Götalands län");
    assert_page_has(&page, "Kommunstyrelsen");
    assert_page_has(&page, "mailto:dso@example.se");
    page = page_get(site, "/en/organisations/boras", NULL);
    assert_page_has(&page, "<h1>City of Borås</h1>");
    assert_page_has(&page, "lang=\"sv\">Borås Stad");
    page = page_get(site, "/en/organisations/boras.json", NULL);
    assert_page_has(&page, "\"code\":\"1490\"");
    page = page_get(site, "/organisationer/berg", NULL);
    assert_page_lacks(&page, "Personuppgiftsansvarig"); /* nobody has told who that is */
    assert_int_equal(404, page_get(site, "/organisationer/ingen", NULL).status);
}

/* One organisation in two lists: one page, which tells both. */
static void test_gotland_is_one(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    struct page page = page_get(site, "/organisationer?kind=region", NULL);
    assert_page_has(&page, "href=\"/organisationer/gotland\"");
    page = page_get(site, "/en/organisations/region-gotland", NULL);
    assert_int_equal(301, page.status);
    assert_str("/en/organisations/gotland", page_header(&page, "Location"));
    page = page_get(site, "/en/organisations/gotland", NULL);
    assert_page_has(&page, "<dt>Municipality</dt><dd>Code 0980");
    assert_page_has(&page, "<dt>Region</dt><dd>Code 09<");
}

static void test_shows_its_examples(void **state)
{
    struct portal_site *site = portal_of(state);
    struct seed seed = {site->arena, &site->files, &site->languages, site->database->db, say_nothing};
    load(site, str_from_c(test_table));
    for (size_t m = 0; app_modules[m]; m++)
        if (app_modules[m]->demo)
            assert_rc(RC_OK, app_modules[m]->demo(&seed));
    struct page page = page_get(site, "/organisationer/asvalla", NULL);
    assert_page_has(&page, "Dialoger som organisationen berättar om");
    page = page_get(site, "/organisationer/boras", NULL);
    assert_page_lacks(&page, "Dialoger som organisationen berättar om");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_portal_says_so),
        cmocka_unit_test(test_list_by_kind_county_and_name),
        cmocka_unit_test(test_page_of_one),
        cmocka_unit_test(test_gotland_is_one),
        cmocka_unit_test(test_shows_its_examples),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
