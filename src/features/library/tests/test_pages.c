/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "support/portal.h"

#include <jansson.h>

#include "core/search/search.h"

/* Parses a JSON page; the caller frees. */
static json_t *json_get(struct portal_site *site, const char *path)
{
    struct page page = page_get(site, path, NULL);
    assert_int_equal(200, page.status);
    json_t *root = json_loadb(page.body.p, page.body.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static void test_knowledge(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/kunskap", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "href=\"/kunskap/om-guiden\"");
    assert_page_has(&page, "href=\"/ordlista\"");
    assert_page_has(&page, "href=\"/nyheter\"");
    assert_page_has(&page, "href=\"/utmaningar\"");
    page = page_get(site, "/en/knowledge", NULL);
    assert_page_has(&page, "href=\"/en/knowledge/citizens-assembly-step-by-step\"");
    json_t *root = json_get(site, "/en/knowledge.json");
    assert_true(json_array_size(json_object_get(root, "topics")) >= 7);
    assert_int_equal(3, json_array_size(json_object_get(root, "news")));
    json_decref(root);
}

static void test_article(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/knowledge/citizens-assembly-step-by-step", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h2 id=\"step-by-step\">Step by step</h2>");
    assert_page_has(&page, "href=\"#step-by-step\"");
    assert_page_has(&page, "<section class=\"rl-table\"");
    assert_page_has(&page, "<a href=\"/en/glossary#assembly\">citizens&#39; assembly</a>");
    assert_page_has(&page, "href=\"/en/methods/citizens-jury\"");
    assert_page_has(&page, "href=\"/en/knowledge/depth-and-breadth\"");
    assert_page_has(&page, "href=\"https://fairtrans.nu/");
    assert_page_has(&page, "datetime=\"2026-11-21\"");
    assert_page_has(&page, "href=\"/kunskap/medborgarforsamling-steg-for-steg\"");
    assert_int_equal(404, page_get(site, "/en/knowledge/medborgarforsamling-steg-for-steg", NULL).status);
    assert_int_equal(404, page_get(site, "/en/knowledge/89-methods", NULL).status);
}

/* A term is linked at its first use in running text, and once. */
static void test_terms_are_linked_once(void **state)
{
    struct portal_site *site = portal_of(state);
    json_t *list = json_get(site, "/ordlista.json"),
           *root = json_get(site, "/kunskap/delaktighetsnivaer.json");
    struct str body = str_from_c(json_string_value(json_object_get(root, "body")));
    const json_t *letters = json_object_get(list, "letters");
    size_t linked = 0;
    for (size_t i = 0; i < json_array_size(letters); i++) {
        const json_t *terms = json_object_get(json_array_get(letters, i), "terms");
        for (size_t k = 0; k < json_array_size(terms); k++) {
            const char *id = json_string_value(json_object_get(json_array_get(terms, k), "id"));
            struct str link = arena_printf(site->arena, "/ordlista#%s\"", id);
            size_t at = str_find(body, link);
            linked += at < body.n;
            if (at < body.n)
                assert_false(str_find(str_skip(body, at + 1), link) < body.n - at - 1);
        }
    }
    assert_true(linked >= 3);
    assert_true(str_find(body, STR("frågor")) < body.n); /* too common a word: not linked */
    assert_true(str_find(body, STR("/ordlista#issue")) == body.n);
    json_decref(root);
    json_decref(list);
}

/* All articles, publications, news and challenges, in both languages. */
static void test_every_text_has_a_page(void **state)
{
    static const char *const lists[][2] = {
        {"/kunskap.json", "topics"},          {"/kunskap.json", "publications"}, {"/nyheter.json", "news"},
        {"/utmaningar.json", "challenges"},   {"/en/knowledge.json", "topics"},  {"/en/news.json", "news"},
        {"/en/challenges.json", "challenges"}};
    struct portal_site *site = portal_of(state);
    size_t pages = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        json_t *root = json_get(site, lists[i][0]);
        const json_t *list = json_object_get(root, lists[i][1]), *articles;
        for (size_t k = 0; k < json_array_size(list); k++) {
            const json_t *item = json_array_get(list, k);
            articles = json_object_get(item, "articles");
            for (size_t m = 0; m < (articles ? json_array_size(articles) : 1); m++, pages++) {
                const json_t *leaf = articles ? json_array_get(articles, m) : item;
                struct page page = page_get(site, json_string_value(json_object_get(leaf, "url")), NULL);
                assert_int_equal(200, page.status);
                assert_true(page.body.n > 2000);
            }
        }
        json_decref(root);
    }
    assert_true(pages >= 90);
}

static void test_publication(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/kunskap/boras-handbok-om-medborgardialog", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "Borås Stad");
    assert_page_has(&page, "href=\"https://www.slideshare.net/");
}

static void test_news(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/nyheter", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "href=\"/nyheter/89-metoder\"");
    page = page_get(site, "/nyheter/89-metoder", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "datetime=\"2026-08-24\"");
    assert_int_equal(404, page_get(site, "/nyheter/om-guiden", NULL).status);
}

static rc publish_step(struct txn *txn, const void *in, void *out)
{
    static const struct query q_publish = {
        "test.publish",
        "UPDATE library_item SET published = $1, sort_order = $2 WHERE kind = 'news' AND code = 'methods-89'",
        "ii", ""};
    time_us published = *(const time_us *)in;
    (void)out;
    rc result = db_exec(txn, &q_publish, DB_ARGS(db_int(published), db_int(-(published / TIME_DAY))), NULL);
    return result ? result : snapshot_bump(txn, "library");
}

static void publish(struct portal_site *site, time_us published)
{
    struct search_counts counts;
    assert_rc(RC_OK, db_write(site->database->db, publish_step, &published, NULL, 0));
    assert_rc(RC_OK, search_reindex(site->database->db, &site->program, &counts));
}

/* From its day on a piece of news is everywhere, and before that nowhere. */
static void test_news_appear_on_their_day(void **state)
{
    static const char *const places[] = {"/nyheter", "/nyhetsflode", "/sok?q=89+metoder", "/sitemap.xml"};
    struct portal_site *site = portal_of(state);
    time_us today = time_now() / TIME_DAY * TIME_DAY;
    for (int day = 1; day >= 0; day--) {
        publish(site, today + day * TIME_DAY);
        assert_int_equal(day ? 404 : 200, page_get(site, "/nyheter/89-metoder", NULL).status);
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            struct page page = page_get(site, places[i], NULL);
            assert_int_equal(200, page.status);
            if (page_has(&page, "/nyheter/89-metoder") == (day == 1))
                fail_msg("%s, %d days before", places[i], day);
        }
        struct page page = page_get(site, "/kunskap", NULL);
        assert_true(page_has(&page, "/nyheter/89-metoder") == (day == 0)); /* the newest */
    }
}

static void test_glossary(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/ordlista", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<div id=\"dialogue\"><dt>Medborgardialog</dt>");
    assert_page_has(&page, "<span lang=\"en\">Citizen dialogue</span>");
    assert_page_has(&page, "href=\"/kunskap/");
    page = page_get(site, "/en/glossary", NULL);
    assert_page_has(&page, "<span lang=\"sv\">Medborgardialog</span>");
}

/* The methods are the matcher's, and the finder can be entered with the same answers. */
static void test_challenge(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/utmaningar/skolnedlaggning", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<ul class=\"rl-for\"><li>");
    assert_page_has(&page, "href=\"/en/challenges/school-closure\"");
    json_t *root = json_get(site, "/en/challenges/school-closure.json");
    assert_int_equal(5, json_array_size(json_object_get(root, "methods")));
    assert_true(json_array_size(json_object_get(root, "articles")) >= 3);
    assert_string_equal("Influence", json_string_value(json_object_get(root, "level")));
    const char *finder = json_string_value(json_object_get(root, "finder_url"));
    struct page answers = page_get(site, finder, NULL);
    assert_int_equal(200, answers.status);
    assert_page_has(&answers, "Locked conflict");
    /* The finder's own result begins with the same method. */
    struct str query = str_skip(str_from_c(finder), str_find_byte(str_from_c(finder), '?'));
    json_t *result = json_get(
        site, arena_printf(site->arena, "/en/find-a-method/result.json%.*s", STR_ARGS(query)).p);
    const json_t *first = json_array_get(json_object_get(result, "ranked"), 0);
    const json_t *ours = json_array_get(json_object_get(root, "methods"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "code")),
                        json_string_value(json_object_get(ours, "code")));
    json_decref(result);
    json_decref(root);
}

static void test_method_shows_its_articles(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/methods/citizens-assembly", NULL);
    assert_page_has(&page, "href=\"/en/knowledge/citizens-assembly-step-by-step\"");
    page = page_get(site, "/sitemap.xml", NULL);
    assert_page_has(&page, "/kunskap/om-guiden");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knowledge),
        cmocka_unit_test(test_article),
        cmocka_unit_test(test_terms_are_linked_once),
        cmocka_unit_test(test_every_text_has_a_page),
        cmocka_unit_test(test_publication),
        cmocka_unit_test(test_news),
        cmocka_unit_test(test_news_appear_on_their_day),
        cmocka_unit_test(test_glossary),
        cmocka_unit_test(test_challenge),
        cmocka_unit_test(test_method_shows_its_articles),
    };
    return cmocka_run_group_tests_name("pages (sqlite)", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("pages (postgresql)", tests, portal_begin_postgresql, portal_finish);
}
