/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "support/portal.h"

#include "features/examples/pub/examples.h"

static void say_nothing(const char *sentence)
{
    (void)sentence;
}

static void load_demo(struct portal_site *site)
{
    struct seed seed = {site->arena, &site->files, &site->languages, site->database->db, say_nothing};
    assert_rc(RC_OK, examples_module.demo(&seed));
}

/* First: the others fill the same portal. */
static void test_an_empty_portal_asks_for_examples(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/examples", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "There are no examples here yet");
    assert_page_lacks(&page, "Filter the examples");
    page = page_get(site, "/exempel", NULL);
    assert_page_has(&page, "Här finns inga exempel ännu");
    page = page_get(site, "/en/methods/citizens-assembly", NULL);
    assert_page_lacks(&page, "Dialogues that used the method");
}

static void test_list_filters_in_any_combination(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/en/examples.json", NULL);
    assert_page_has(&page, "\"count\":14,");
    assert_page_lacks(&page, "\"_");
    page = page_get(site, "/en/examples?theme=planning&size=50000", NULL);
    assert_page_has(&page, "Station square – walk, try, change");
    assert_page_has(&page, "Fictional example");
    assert_page_lacks(&page, "Citizens&#39; assembly on travel");
    assert_page_has(&page, "Remove the filter </span>Theme: Planning and building");
    page = page_get(site, "/en/examples.json?method=citizens-assembly&place=L%C3%B6vk%C3%B6ping&year=2024",
                    NULL);
    assert_page_has(&page, "\"count\":1,");
    /* Nothing meets both; either removed helps, and what is unknown counts as not chosen. */
    page = page_get(site, "/en/examples?theme=elderly&method=citizens-assembly&year=1999", NULL);
    assert_page_has(&page, "No example meets all the filters");
    assert_page_has(&page, "Without “Theme: Older people”");
    assert_page_lacks(&page, "it is not enough");
    assert_page_has(&page, "Without “Method: Citizens");
    page = page_get(site, "/en/examples.json?theme=nonsense&page=99", NULL);
    assert_page_has(&page, "\"count\":14,");
}

static void test_list_by_place(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/exempel?by=place", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h2>Klarhamn</h2>");
    /* Å comes last. */
    struct str body = page.body;
    assert_true(str_find(body, STR("<h2>Storvåla</h2>")) < str_find(body, STR("<h2>Åsvalla</h2>")));
    assert_true(str_find(body, STR("<h2>Åsvalla</h2>")) < body.n);
}

static void test_an_example_has_a_page(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/exempel/medborgarforsamling-om-resor-och-klimat", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "Påhittat exempel");
    assert_page_has(&page, "september 2023 – maj 2024");
    assert_page_has(&page, "14 mars 2025");
    assert_page_has(&page, "href=\"/metoder/medborgarforsamling\"");
    assert_page_has(&page, "href=\"mailto:dialog.lovkoping@example.se\"");
    assert_page_has(&page, "<a href=\"https://example.se/lovkoping/svar\">");
    assert_page_has(&page, "href=\"/en/examples/citizens-assembly-on-travel-and-climate\"");
    /* The slug of another language leads there. */
    page = page_get(site, "/exempel/citizens-assembly-on-travel-and-climate", NULL);
    assert_int_equal(301, page.status);
    assert_str("/exempel/medborgarforsamling-om-resor-och-klimat", page_header(&page, "Location"));
    assert_int_equal(404, page_get(site, "/exempel/nothing", NULL).status);
    page = page_get(site, "/en/examples/citizens-assembly-on-travel-and-climate.json", NULL);
    assert_page_has(&page, "\"demo\":true");
    assert_page_has(&page, "\"published\":\"2025-03-14\"");
}

static void test_a_method_shows_its_examples(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/en/methods/citizens-assembly", NULL);
    assert_page_has(&page, "Dialogues that used the method");
    assert_page_has(&page, "href=\"/en/examples/citizens-assembly-on-travel-and-climate\"");
}

static void test_an_article_and_a_challenge_show_examples(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/en/knowledge/citizens-assembly-step-by-step", NULL);
    assert_page_has(&page, "Dialogues that worked like this");
    assert_page_has(&page, "href=\"/en/examples/citizens-assembly-on-travel-and-climate\"");
    page = page_get(site, "/en/challenges/school-closure", NULL);
    assert_page_has(&page, "Dialogues on questions like this");
    assert_page_has(&page, "href=\"/en/examples/future-of-the-village-schools\"");
    page = page_get(site, "/en/knowledge/writing-a-good-question", NULL); /* an article of no method */
    assert_page_lacks(&page, "Dialogues that worked like this");
}

/* The picture that the first <img src="…"> after a mark shows. */
static struct str picture_of(struct page *page)
{
    struct str rest = str_skip(page->body, str_find(page->body, STR("<ul class=\"rl-pictures\"")));
    rest = str_skip(rest, str_find(rest, STR("src=\"")) + 5);
    return str_sub(rest, 0, str_find_byte(rest, '"'));
}

static void test_an_example_shows_its_pictures(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page page = page_get(site, "/exempel/byskolornas-framtid", NULL);
    assert_page_has(&page, "alt=\"Tecknad bild: en röd byskola");
    assert_page_has(&page, "width=\"1200\" height=\"750\"");
    struct page picture = page_get(site, arena_c_dup(site->arena, picture_of(&page)), NULL);
    assert_int_equal(200, picture.status);
    assert_str("image/jpeg", page_header(&picture, "Content-Type"));
    assert_true(str_find(page_header(&picture, "Cache-Control"), STR("immutable")) <
                page_header(&picture, "Cache-Control").n);
    assert_true(str_starts(picture.body, STR("\xff\xd8\xff")));
    assert_int_equal(404, page_get(site, "/bilder/00000000000000000000000000000000", NULL).status);
}

static void test_feed_tells_of_examples(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    struct page feed = page_get(site, "/en/examples-feed", NULL);
    assert_page_has(&feed, "#example/climate-assembly-lovkoping</id>");
    assert_page_has(&feed, "<updated>2025-03-14");
}

static const struct query q_without_english = {
    "test.without_english",
    "DELETE FROM example_text WHERE language = 'en' AND example_id IN "
    "(SELECT id FROM example WHERE code = 'care-home-almhamn')",
    "", ""};

static rc forget_english(struct txn *txn, const void *in, void *out)
{
    (void)in;
    (void)out;
    rc result = db_exec(txn, &q_without_english, DB_NO_ARGS, NULL);
    return result ? result : snapshot_bump(txn, "examples");
}

/* Last: it takes an example's English away. */
static void test_another_language_is_marked(void **state)
{
    struct portal_site *site = portal_of(state);
    load_demo(site);
    assert_rc(RC_OK, db_write(site->database->db, forget_english, NULL, NULL, 0));
    struct page page = page_get(site, "/en/examples?theme=elderly", NULL);
    assert_page_has(&page, "lang=\"sv\" hreflang=\"sv\">Maten och kvällarna på Solgläntan");
    page = page_get(site, "/en/examples/maten-och-kvallarna-pa-solglantan", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h1 itemprop=\"headline\" lang=\"sv\">Maten och kvällarna");
    assert_page_has(&page, "This example is only written in: Svenska");
    page = page_get(site, "/exempel/maten-och-kvallarna-pa-solglantan", NULL);
    assert_page_lacks(&page, "bara skrivet på");
    assert_page_lacks(&page, "<h1 itemprop=\"headline\" lang");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_portal_asks_for_examples),
        cmocka_unit_test(test_list_filters_in_any_combination),
        cmocka_unit_test(test_list_by_place),
        cmocka_unit_test(test_an_example_has_a_page),
        cmocka_unit_test(test_a_method_shows_its_examples),
        cmocka_unit_test(test_an_article_and_a_challenge_show_examples),
        cmocka_unit_test(test_an_example_shows_its_pictures),
        cmocka_unit_test(test_feed_tells_of_examples),
        cmocka_unit_test(test_another_language_is_marked),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
