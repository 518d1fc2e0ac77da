/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "core/access/access.h"
#include "support/portal.h"

#include "features/organisations/organisations_store.h"
#include "features/organisations/pub/organisations.h"

static const char test_table[] =
    "code,kind,name_sv,short_sv,name_en,slug,county_code,same_as,controller,privacy_contact\n"
    "09,region,Region Gotland,,,region-gotland,09,0980,,\n"
    "0980,municipality,Region Gotland,Gotland,,gotland,09,,,\n"
    "1490,municipality,Borås Stad,Borås,City of Borås,boras,14,,Kommunstyrelsen,dso@example.se\n"
    "byalag,civil-society,<b>Bergs byalag,Berg,,berg,,,,\n"
    "almhamn,civil-society,Almhamns kommun,,,almhamn,,,,\n";

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
    struct page page = page_get(site, "/organisationer/almhamn", NULL);
    assert_page_has(&page, "Dialoger som organisationen berättar om");
    page = page_get(site, "/organisationer/boras", NULL);
    assert_page_lacks(&page, "Dialoger som organisationen berättar om");
}

/* ---- the parts of an organisation, as the public sees them ---------------------------------- */

static void load_demo(struct portal_site *site)
{
    struct seed seed = {site->arena, &site->files, &site->languages, site->database->db, say_nothing};
    assert_rc(RC_OK, organisations_module.demo(&seed));
}

static void test_page_shows_all_parts(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    load_demo(site); /* what is there already is left alone */
    struct page page = page_get(site, "/organisationer/asvalla", NULL);
    assert_page_has(&page, "Bekräftad");
    assert_page_has(&page, "Beslutat av Kommunfullmäktige den 25 mars 2024");
    assert_page_has(&page, "Vi formar tillsammans");
    assert_page_has(&page, "Dialog</strong>"); /* the common word where it has none of its own */
    assert_page_lacks(&page, "Medbeslutande");
    assert_page_has(&page, "Demokratiberedningen");
    assert_page_has(&page, "Karin Almström");
    assert_page_has(&page, "31 december 2022");
    page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_has(&page, "Municipal council");
    assert_page_has(&page, "lang=\"sv\">Principer för medborgardialog");
    page = page_get(site, "/en/organisations/asvalla.json", NULL);
    assert_page_has(&page, "\"adopted_on\":\"2024-03-25\"");
    assert_page_lacks(&page, "\"_");
    load(site, str_from_c(test_table));
    page = page_get(site, "/organisationer/boras", NULL);
    assert_page_lacks(&page, "Nivåer av delaktighet");
    assert_page_lacks(&page, "Vem som bestämmer");
    assert_page_has(&page, "Ingen från organisationen");
}

static void test_old_editions_can_be_read(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    const char *path = "/organisationer/asvalla/dokument/principer-for-medborgardialog";
    struct page page = page_get(site, path, NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "Barn och unga</h2>");
    assert_page_has(&page, "KS 2023/611");
    assert_page_lacks(&page, "gäller inte längre");
    page = page_get(site, arena_printf(site->arena, "%s/1", path).p, NULL);
    assert_page_has(&page, "gäller inte längre");
    assert_page_has(&page, "27 november 2017");
    assert_page_lacks(&page, "Barn och unga</h2>");
    assert_int_equal(404, page_get(site, arena_printf(site->arena, "%s/3", path).p, NULL).status);
    assert_int_equal(404, page_get(site, "/organisationer/asvalla/dokument/inget", NULL).status);
    assert_int_equal(404, page_get(site, "/organisationer/ingen/dokument/inget", NULL).status);
}

/* ---- settings ---------------------------------------------------------------------------------- */

static int64_t id_of(struct portal_site *site, const char *slug)
{
    struct organisation o;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    assert_rc(RC_OK, organisation_by_slug(reader, site->arena, str_from_c(slug), &o));
    db_read_end(reader);
    return o.id;
}

/* Somebody new with a role, signed in with one factor: "NAME=VALUE" of their session's cookie. */
static const char *sign_in(struct portal_site *site, enum role role, int64_t organisation)
{
    static int people;
    int64_t person = portal_sign_in_as(site, arena_printf(site->arena, "p%d@example.se", people++).p, false);
    portal_grant(site, person, organisation, ROLE_BIT(role));
    const char *session = arena_c_dup(site->arena, site->session);
    portal_sign_out(site);
    return session;
}

static struct page post_as(struct portal_site *site, const char *session, const char *path, const char *form)
{
    site->session = str_from_c(session);
    struct page page = page_post(site, path, form);
    portal_sign_out(site);
    return page;
}

static struct page get_as(struct portal_site *site, const char *session, const char *path)
{
    return page_get(site, path, arena_printf(site->arena, "Cookie: %s\r\n", session).p);
}

/* An administrator of a verified organisation. */
static const char *administrator(struct portal_site *site)
{
    load_demo(site);
    return sign_in(site, ROLE_ADMINISTRATOR, id_of(site, "asvalla"));
}

static void test_settings_are_for_its_administrators(void **state)
{
    static const char *const parts[] = {"",        "/facts",     "/boards",   "/groups",
                                        "/levels", "/documents", "/identity", "/verification"};
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *own = administrator(site);
    const char *other = sign_in(site, ROLE_ADMINISTRATOR, id_of(site, "boras"));
    const char *officer = sign_in(site, ROLE_OFFICER, id_of(site, "asvalla"));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *path = arena_printf(site->arena, "/en/organisations/asvalla/settings%s", parts[i]).p;
        assert_int_not_equal(200, page_get(site, path, NULL).status);
        assert_int_equal(403, get_as(site, other, path).status);
        assert_int_equal(403, get_as(site, officer, path).status);
        assert_int_equal(i < 6 ? 200 : 403, get_as(site, own, path).status);
        assert_int_equal(200, get_as(site, coordinator, path).status);
    }
    /* Roles in an organisation that nobody has verified do not count. */
    assert_int_equal(403, get_as(site, other, "/en/organisations/boras/settings").status);
    assert_int_equal(200, get_as(site, coordinator, "/en/organisations/boras/settings").status);
    assert_int_equal(403, get_as(site, own, "/en/new-organisation").status);
    struct page page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_lacks(&page, "/settings");
    page = get_as(site, own, "/en/organisations/asvalla");
    assert_page_has(&page, "href=\"/en/organisations/asvalla/settings\"");
}

static void test_facts(void **state)
{
    struct portal_site *site = portal_of(state);
    const char *own = administrator(site), *path = "/en/organisations/asvalla/settings/facts";
    struct page page = get_as(site, own, path);
    const char *version = page_between(site, &page, "name=\"version\" value=\"", '"');
    /* All faults at once, and what was typed stays. */
    page = post_as(site, own, path, "name=&short_name=Typed&hosts=https%3A//a.se&privacy_contact=nobody");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Fill in this field.");
    assert_page_has(&page, "value=\"Typed\"");
    assert_page_has(&page, "“https://a.se” is not a host name");
    assert_page_has(&page, "There is no @ in the address.");
    const char *form = arena_printf(
                           site->arena,
                           "version=%s&name=%%C3%%85svalla+kommun&short_name=%%C3%%85svalla&languages=sv&"
                           "main_language=sv&hosts=Dialog.Asvalla.example&controller=Stadshuset&"
                           "privacy_contact=dso%%40asvalla.example&strong_roles=1",
                           version)
                           .p;
    page = post_as(site, own, path, form);
    assert_int_equal(303, page.status);
    page = page_get(site, "/en/organisations/asvalla", NULL);
    assert_page_has(&page, "dialog.asvalla.example");
    assert_page_has(&page, "Stadshuset");
    /* Now it asks two factors of who sees personal data: this session has one. */
    page = get_as(site, own, path);
    assert_int_equal(303, page.status); /* to where it gets the other */
}

/* Somebody else has saved between the form and its sending: both are shown, and nothing is lost. */
static void test_a_conflict_shows_both(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    const char *path = "/en/organisations/berg/settings/facts";
    struct page page = get_as(site, coordinator, path);
    const char *version = page_between(site, &page, "name=\"version\" value=\"", '"');
    const char *first = arena_printf(site->arena, "version=%s&name=First&short_name=Berg", version).p;
    const char *second = arena_printf(site->arena, "version=%s&name=Second&short_name=Berg", version).p;
    assert_int_equal(303, post_as(site, coordinator, path, first).status);
    page = post_as(site, coordinator, path, second);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "value=\"Second\"");
    assert_page_has(&page, "Stored now: First");
    assert_page_has(&page, "Somebody else has saved this");
    /* Saving again, from that page, replaces it. */
    version = page_between(site, &page, "name=\"version\" value=\"", '"');
    second = arena_printf(site->arena, "version=%s&name=Second&short_name=Berg", version).p;
    assert_int_equal(303, post_as(site, coordinator, path, second).status);
    page = page_get(site, "/en/organisations/berg", NULL);
    assert_page_has(&page, "<h1>Second</h1>");
}

static void test_boards_and_groups(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    const char *boards = "/en/organisations/gotland/settings/boards";
    assert_int_equal(303, post_as(site, coordinator, boards, "name=Regionstyrelsen&kind=executive").status);
    struct page page = get_as(site, coordinator, boards);
    const char *id = page_between(site, &page, "href=\"/en/organisations/gotland/settings/boards/", '"');
    const char *board = arena_printf(site->arena, "%s/%s", boards, id).p;
    page = post_as(site, coordinator, board, "version=1&name=R&kind=club&place=0&ended_on=2023-02-29");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Choose one of the alternatives.");
    assert_page_has(&page, "Enter a number between 1 and 100.");
    assert_page_has(&page, "Write a day that exists");
    const char *groups = "/en/organisations/gotland/settings/groups";
    page = post_as(site, coordinator, groups, "name=G&members=Anna%3BS%0A%3BM");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Line 2 has no name.");
    const char *form = arena_printf(site->arena, "name=Grupp&members=Anna%%3BS%%3B2023&boards=%s", id).p;
    assert_int_equal(303, post_as(site, coordinator, groups, form).status);
    page = page_get(site, "/en/organisations/gotland", NULL);
    assert_page_has(&page, "Works for Regionstyrelsen");
    assert_page_has(&page, "since 2023");
    form = "version=1&name=Regionstyrelsen&kind=executive&place=1&ended_on=2023-12-31";
    assert_int_equal(303, post_as(site, coordinator, board, form).status);
    page = page_get(site, "/en/organisations/gotland", NULL);
    assert_page_lacks(&page, "id=\"boards\"");
    assert_int_equal(404, get_as(site, coordinator, "/en/organisations/boras/settings/boards/1").status);
}

static void test_levels_in_own_words(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    const char *path = "/en/organisations/gotland/settings/levels";
    struct page page = post_as(site, coordinator, path, "label-2-en=Ask");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Choose at least one level.");
    assert_page_has(&page, "value=\"Ask\"");
    const char *form = "version=0&use-1=1&use-2=1&label-2-en=We+ask&words-2-en=Tell+us";
    assert_int_equal(303, post_as(site, coordinator, path, form).status);
    page = page_get(site, "/en/organisations/gotland", NULL);
    assert_page_has(&page, "<strong>Inform</strong>");
    assert_page_has(&page, "<strong>We ask</strong><p>Tell us</p>");
    page = page_get(site, "/organisationer/gotland", NULL);
    assert_page_has(&page, "<strong>Konsultation</strong>");
    page = post_as(site, coordinator, path, form);
    assert_page_has(&page, "Somebody else has saved this");
}

static void test_documents_are_written_and_published(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    const char *path = "/en/organisations/gotland/settings/documents";
    const char *text = "kind=promises&language=sv&title=L%C3%B6ften&body=**Snart**+svar";
    struct page page = post_as(site, coordinator, path, arena_printf(site->arena, "%s&act=preview", text).p);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<strong>Snart</strong>");
    page = post_as(site, coordinator, path, arena_printf(site->arena, "%s&act=publish", text).p);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "Tell who adopted it");
    assert_page_has(&page, "Tell when it was adopted");
    assert_page_has(&page, "**Snart** svar");
    page = post_as(site, coordinator, path, arena_printf(site->arena, "%s&adopted_on=2999-01-01", text).p);
    assert_page_has(&page, "The day has not come yet.");
    page = post_as(site, coordinator, path, arena_printf(site->arena, "%s&act=save", text).p);
    assert_int_equal(303, page.status);
    struct str draft = page_header(&page, "Location");
    assert_int_equal(404, page_get(site, "/en/organisations/gotland/documents/loften", NULL).status);
    page = page_get(site, "/en/organisations/gotland", NULL);
    assert_page_lacks(&page, "Löften");
    draft = str_sub(draft, 0, str_find_byte(draft, '?'));
    const char *whole =
        arena_printf(site->arena, "version=1&%s&adopted_by=Region&adopted_on=2024-05-06&act=publish", text).p;
    page = post_as(site, coordinator, arena_c_dup(site->arena, draft), whole);
    assert_int_equal(303, page.status);
    page = page_get(site, "/en/organisations/gotland/documents/loften", NULL);
    assert_page_has(&page, "<strong>Snart</strong>");
    assert_page_has(&page, "6 May 2024");
    page = page_get(site, "/en/search?q=l%C3%B6ften+region+gotland", NULL);
    assert_page_has(&page, "/en/organisations/gotland/documents/loften");
}

static void test_coordinators_add_and_verify(void **state)
{
    struct portal_site *site = portal_of(state);
    load(site, str_from_c(test_table));
    const char *coordinator = sign_in(site, ROLE_PORTAL_COORDINATOR, ACCESS_PORTAL);
    const char *path = "/en/new-organisation";
    struct page page = post_as(site, coordinator, path, "kind=municipality&code=149&name=X&slug=boras");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "four digits");
    assert_page_has(&page, "It is taken by Borås Stad.");
    page = post_as(site, coordinator, path, "kind=civil-society&code=fiskare&name=Fiskarena+i+%C3%84lv");
    assert_int_equal(303, page.status);
    page = page_get(site, "/en/organisations/fiskarena-i-alv.json", NULL);
    assert_page_has(&page, "\"verified\":false");
    const char *administrator = sign_in(site, ROLE_ADMINISTRATOR, id_of(site, "fiskarena-i-alv"));
    const char *settings = "/en/organisations/fiskarena-i-alv/settings";
    const char *verification = arena_printf(site->arena, "%s/verification", settings).p;
    assert_int_equal(403, get_as(site, administrator, settings).status);
    assert_int_equal(303, post_as(site, coordinator, verification, "act=verify").status);
    assert_int_equal(200, get_as(site, administrator, settings).status);
    assert_int_equal(303, post_as(site, coordinator, verification, "act=undo").status);
    assert_int_equal(403, get_as(site, administrator, settings).status);
    assert_int_equal(400, post_as(site, coordinator, verification, "act=other").status);
    /* Its code and address can be put right. */
    const char *identity = arena_printf(site->arena, "%s/identity", settings).p;
    page = get_as(site, coordinator, identity);
    const char *version = page_between(site, &page, "name=\"version\" value=\"", '"');
    const char *form =
        arena_printf(site->arena, "version=%s&kind=civil-society&code=fisk&slug=fiskarna", version).p;
    page = post_as(site, coordinator, identity, form);
    assert_str("/en/organisations/fiskarna/settings?saved=yes", page_header(&page, "Location"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_portal_says_so),
        cmocka_unit_test(test_list_by_kind_county_and_name),
        cmocka_unit_test(test_page_of_one),
        cmocka_unit_test(test_gotland_is_one),
        cmocka_unit_test(test_shows_its_examples),
        cmocka_unit_test(test_page_shows_all_parts),
        cmocka_unit_test(test_old_editions_can_be_read),
        cmocka_unit_test(test_settings_are_for_its_administrators),
        cmocka_unit_test(test_a_conflict_shows_both),
        cmocka_unit_test(test_boards_and_groups),
        cmocka_unit_test(test_levels_in_own_words),
        cmocka_unit_test(test_documents_are_written_and_published),
        cmocka_unit_test(test_coordinators_add_and_verify),
        cmocka_unit_test(test_facts),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
