/* SPDX-License-Identifier: EUPL-1.2 */
/* The guide's pages as a browser and a program meet them: real server, real database, strict templates. */
#include <jansson.h>
#include <stdio.h>

#include "support/portal.h"

static struct portal_site *site;
static bool on_postgres;

static int begin(void **state)
{
    (void)state;
    site = portal_begin(on_postgres);
    return 0;
}

static int end(void **state)
{
    (void)state;
    if (site)
        portal_end(site);
    return 0;
}

#define NEEDS_SITE()  \
    if (site == NULL) \
    skip()

/* Parses a JSON page; the caller frees. */
static json_t *json_get(const char *path)
{
    struct page page = page_get(site, path, NULL);
    assert_int_equal(200, page.status);
    assert_true(str_starts(page_header(&page, "Content-Type"), STR("application/json")));
    json_t *root = json_loadb(page.body.p, page.body.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static void start_page_leads_to_the_finder(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<html lang=\"sv\"");
    assert_page_has(&page, "href=\"/hitta-metod\"");
    assert_page_has(&page, "<h3><a href=\"/utmaningar\""); /* the other ways in */
    assert_page_has(&page, "<h3><a href=\"/exempel\"");
    assert_page_has(&page, "<h3><a href=\"/kunskap\"");
    assert_page_has(&page, "action=\"/sok\"");
    assert_page_has(&page, "89 metoder");
    assert_page_has(&page, "Provkommun");
    assert_page_lacks(&page, "påhittad"); /* no demo notice in a real installation */
    page = page_get(site, "/en", NULL);
    assert_page_has(&page, "<html lang=\"en\"");
    assert_page_has(&page, "href=\"/en/find-a-method\"");
}

/* No page asks another website for anything, and none can be framed or scripted from outside. */
static void pages_are_guarded(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/metoder", NULL);
    struct str csp = page_header(&page, "Content-Security-Policy");
    assert_true(str_find(csp, STR("default-src 'none'")) < csp.n);
    assert_true(str_find(csp, STR("frame-ancestors 'none'")) < csp.n);
    assert_true(str_find(csp, STR("unsafe")) == csp.n);
    assert_str("nosniff", page_header(&page, "X-Content-Type-Options"));
    assert_null(page_header(&page, "Set-Cookie").p); /* nobody is followed */
    assert_page_lacks(&page, "src=\"http");
}

static void catalogue_filters_and_counts(void **state)
{
    (void)state;
    NEEDS_SITE();
    json_t *all = json_get("/metoder.json"), *some = json_get("/metoder.json?level=codecide&purpose=decide");
    assert_int_equal(89, json_integer_value(json_object_get(all, "count")));
    size_t n = json_array_size(json_object_get(some, "methods"));
    assert_int_equal(n, json_integer_value(json_object_get(some, "count")));
    assert_true(n > 0 && n < 20);
    /* The count beside a term is what choosing it gives. */
    json_t *facet = json_array_get(json_object_get(all, "facets"), 0);
    json_t *term = json_array_get(json_object_get(facet, "terms"), 4);
    const char *url = json_string_value(json_object_get(term, "url"));
    assert_string_equal("/metoder?level=codecide", url);
    json_t *chosen = json_get("/metoder.json?level=codecide");
    assert_int_equal(json_integer_value(json_object_get(term, "count")),
                     json_integer_value(json_object_get(chosen, "count")));
    json_decref(all);
    json_decref(some);
    json_decref(chosen);
}

static void catalogue_says_what_to_relax(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(
        site, "/en/methods?level=codecide&purpose=evaluate-service&phase=agenda-setting", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "0 methods");
    assert_page_has(&page, "Without “Level of participation: Co-decide”");
    assert_page_has(&page, "href=\"/en/methods?purpose=evaluate-service&amp;phase=agenda-setting\"");
    assert_page_lacks(&page, "id=\"facet-cost\""); /* a heading with nothing under it */
    page = page_get(site, "/en/methods?purpose=evaluate-service&cost=4&conflict=strong&level=codecide", NULL);
    assert_page_has(&page, "it is not enough to remove one of them");
    assert_page_lacks(&page, "Without “");
}

/* Facets combine, lists are sorted and paged, and the same list is a table. */
static void catalogue_combines_sorts_and_exports(void **state)
{
    (void)state;
    NEEDS_SITE();
    json_t *some = json_get("/metoder.json?size=100&cost=1&format=online&sort=time");
    json_t *methods = json_object_get(some, "methods");
    size_t n = json_array_size(methods);
    assert_true(n > 2 && n < 60);
    assert_int_equal(3, json_array_size(json_object_get(some, "chosen")));
    struct page table = page_get(site, "/metodtabell?size=100&cost=1&format=online&sort=time", NULL);
    assert_true(str_starts(page_header(&table, "Content-Type"), STR("text/csv")));
    struct str rest = table.body, line;
    size_t lines = 0;
    while (str_split(&rest, '\n', &line) && line.n)
        lines++;
    assert_int_equal(n + 1, lines);
    const char *first = json_string_value(json_object_get(json_array_get(methods, 0), "name"));
    rest = table.body;
    str_split(&rest, '\n', &line);
    str_split(&rest, '\n', &line);
    assert_true(str_find(line, str_from_c(first)) < line.n); /* in the same order */
    json_decref(some);
    assert_int_equal(200, page_get(site, "/metoder?page=99", NULL).status);
    assert_int_equal(200, page_get(site, "/metoder?page=-1&sort=nonsense", NULL).status);
}

static void compares_up_to_three(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(
        site, "/en/compare-methods?method=world-cafe&method=open-space&method=world-cafe", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "World café");
    assert_page_has(&page, "12–300 people");
    assert_page_has(&page, "href=\"/en/compare-methods?method=open-space\""); /* removes the other */
    assert_page_lacks(&page, "Left out");
    assert_page_lacks(&page, "not in the guide");
    page = page_get(site,
                    "/en/compare-methods?method=world-cafe&method=open-space&method=hackathon"
                    "&method=fishbowl&method=world-cafe&method=fishbowl",
                    NULL);
    assert_page_has(&page, "Left out: Fishbowl.");
    assert_page_lacks(&page, "<option"); /* there is no room to add one */
    page = page_get(site, "/en/compare-methods?method=nothing&method=world-cafe", NULL);
    assert_page_has(&page, "12–300 people");
    assert_page_has(&page, "not in the guide");
    assert_page_has(&page, "Add one more");
    page = page_get(site,
                    "/en/compare-methods?method=", NULL); /* the list's first line, sent without a choice */
    assert_int_equal(200, page.status);
    assert_page_lacks(&page, "not in the guide");
    assert_page_lacks(&page, "<table");
}

/* A crowded address costs no query for each name in it, and its list of names ends. */
static void a_crowded_comparison_is_harmless(void **state)
{
    (void)state;
    NEEDS_SITE();
    char address[7000] = "/jamfor-metoder?method=world-cafe";
    size_t n = strlen(address);
    for (int i = 0; n < 6000; i++)
        n += (size_t)snprintf(address + n, sizeof address - n, "&method=%s%d", i % 2 ? "world-cafe" : "x", i);
    struct page page = page_get(site, address, NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "12–300");
}

static void finder_counts_and_proposes_a_sequence(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/en/find-a-method/question/3?change=yes&open=yes", NULL);
    assert_page_has(&page, "89 of 89 methods fit so far");
    page = page_get(site, "/en/find-a-method/question/3?change=yes&open=yes&cost=1&weeks=4", NULL);
    assert_page_lacks(&page, "89 of 89 methods");
    json_t *view = json_get(
        "/en/find-a-method/result.json?change=yes&open=yes&purpose=decide&level=influence&weeks=52");
    json_t *sequence = json_object_get(view, "sequence");
    assert_int_equal(3, json_array_size(sequence));
    json_decref(view);
    view = json_get("/en/find-a-method/result.json?change=yes&open=yes&level=inform");
    assert_int_equal(0, json_array_size(json_object_get(view, "sequence")));
    json_decref(view);
    /* Without answers no method is better than another, so none is proposed before another. */
    view = json_get("/en/find-a-method/result.json?change=yes&open=yes");
    assert_int_equal(0, json_array_size(json_object_get(view, "sequence")));
    assert_string_equal("All 89 methods remain: nothing you answered rules any of them out.",
                        json_string_value(json_object_get(view, "lead")));
    json_decref(view);
}

/* What other sites show of a page that is shared. */
static void pages_say_what_to_show_of_them(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/", NULL);
    assert_page_has(&page, "<meta property=\"og:site_name\" content=\"Provkommun\">");
    assert_page_has(&page, "<meta property=\"og:type\" content=\"website\">");
    assert_page_has(&page, "<meta property=\"og:locale\" content=\"sv_SE\">");
    assert_page_has(&page, "<meta property=\"og:locale:alternate\" content=\"en_GB\">");
    const char *path = page_between(site, &page, "<meta property=\"og:image\" content=\"", '"');
    struct page picture = page_get(site, path, NULL);
    assert_int_equal(200, picture.status);
    assert_str("image/png", page_header(&picture, "Content-Type"));
    assert_true(picture.body.n > 1000 && picture.body.n <= 30000);
    page = page_get(site, "/en/knowledge/citizens-assembly-step-by-step", NULL);
    assert_page_has(&page, "<meta property=\"og:type\" content=\"article\">");
    assert_page_has(&page, "<meta property=\"article:published_time\" content=\"20");
    assert_page_has(
        &page, "/en/knowledge/citizens-assembly-step-by-step\">\n<meta property=\"og:locale:alternate\"");
    page = page_get(site, "/finns-inte", NULL);
    assert_int_equal(404, page.status);
    assert_page_lacks(&page, "og:url");
}

static void sitemap_lists_every_method(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page map = page_get(site, "/sitemap.xml", NULL), robots = page_get(site, "/robots.txt", NULL);
    assert_int_equal(200, map.status);
    assert_page_has(&map, "/metoder/medborgarforsamling</loc>");
    assert_page_has(&map, "/tillganglighet</loc>");
    assert_page_has(&robots, "/sitemap.xml");
    assert_page_has(&robots, "/en/sitemap.xml");
    map = page_get(site, "/en/sitemap.xml", NULL);
    assert_page_has(&map, "/en/methods/citizens-assembly</loc>");
}

static void feed_lists_what_changed(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page feed = page_get(site, "/metodflode", NULL);
    assert_true(str_starts(page_header(&feed, "Content-Type"), STR("application/atom+xml")));
    assert_page_has(&feed, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"sv\">");
    assert_page_has(&feed, "#method/");
    assert_page_lacks(&feed, "<updated>1970"); /* the seed knows when it came */
    feed = page_get(site, "/en/news-feed", NULL);
    assert_page_has(&feed, "/en/news/");
    feed = page_get(site, "/exempelflode", NULL);
    assert_int_equal(200, feed.status);
    struct page page = page_get(site, "/en/methods/world-cafe", NULL);
    assert_page_has(&page, "itemprop=\"datePublished\"");
    page = page_get(site, "/nyheter", NULL);
    assert_page_has(&page, "type=\"application/atom+xml\" href=\"/nyhetsflode\"");
}

/* A source has a name that people can read, and an address only behind it. */
static void sources_can_be_read(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/metoder/world-cafe", NULL);
    assert_page_has(&page, "<a href=\"https://dialogguiden.se/article/show/411\">dialogguiden.se</a>");
    assert_page_has(&page, "\">Cesam: Cafédialog</a>");
    assert_page_has(&page, "<li>Redaktionens sammanställning av det som är allmänt känt om metoden</li>");
    assert_page_lacks(&page, ">http");
    page = page_get(site, "/en/methods/world-cafe", NULL);
    assert_page_has(&page, "<li>Compiled by the editors from");
    assert_page_lacks(&page, "general knowledge");
}

static void unknown_filters_are_harmless(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/metoder?level=%27%3B+DROP+TABLE+method%3B--&x=%3Cscript%3E", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "89 metoder");
    assert_page_lacks(&page, "<script>");
    assert_page_lacks(&page, "DROP TABLE");
}

static void method_page_in_both_languages(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/metoder/medborgarforsamling", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h1 itemprop=\"name\">Medborgarförsamling</h1>");
    assert_page_has(&page, "hreflang=\"en\"");
    assert_page_has(&page, "/en/methods/citizens-assembly");
    page = page_get(site, "/en/methods/citizens-assembly", NULL);
    assert_page_has(&page, "<h1 itemprop=\"name\">Citizens&#39; assembly</h1>");
    assert_page_has(&page, "/metoder/medborgarforsamling");
    assert_int_equal(404, page_get(site, "/metoder/citizens-assembly", NULL).status);
    assert_int_equal(404, page_get(site, "/metoder/finns-inte", NULL).status);
}

/* Everything that the table holds about a method is on its page and in its JSON. */
static void every_method_has_a_whole_page(void **state)
{
    (void)state;
    NEEDS_SITE();
    static const char *const keys[] = {
        "title",      "description", "kind",     "levels",    "purposes",   "phases", "people",
        "time",       "duration",    "lead",     "run",       "cost",       "staff",  "skill",
        "formats",    "recruitment", "audience", "strengths", "weaknesses", "steps",  "use_when",
        "avoid_when", "origin",      "scores",   "sources",   "related",    "code"};
    json_t *all = json_get("/metoder.json"), *methods = json_object_get(all, "methods");
    for (size_t i = 0; i < json_array_size(methods); i++) {
        const char *url = json_string_value(json_object_get(json_array_get(methods, i), "url"));
        assert_int_equal(200, page_get(site, url, NULL).status);
        json_t *method = json_get(arena_printf(site->arena, "%s.json", url).p);
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            json_t *value = json_object_get(method, keys[k]);
            if (value == NULL || json_is_null(value) ||
                (json_is_array(value) && json_array_size(value) == 0) ||
                (json_is_string(value) && json_string_length(value) == 0))
                fail_msg("%s lacks %s", url, keys[k]);
        }
        assert_int_equal(6, json_array_size(json_object_get(method, "scores")));
        json_decref(method);
    }
    json_decref(all);
}

static void gate_comes_first(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/hitta-metod/resultat?purpose=decide", NULL);
    assert_int_equal(303, page.status);
    assert_str("/hitta-metod?purpose=decide", page_header(&page, "Location"));
    page = page_get(site, "/hitta-metod?to=next", NULL);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "ds-error-summary");
    assert_page_has(&page, "href=\"#f-change\"");
    assert_page_has(&page, "href=\"#f-open\"");
    page = page_get(site, "/hitta-metod?change=yes&open=unsure&to=next", NULL);
    assert_str("/hitta-metod/fraga/1?change=yes&open=unsure", page_header(&page, "Location"));
}

static void a_no_is_answered_honestly(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(site, "/en/find-a-method?change=no&open=yes&to=next", NULL);
    assert_str("/en/find-a-method/information?change=no&open=yes", page_header(&page, "Location"));
    page = page_get(site, "/en/find-a-method/information?change=no&open=yes", NULL);
    assert_page_has(&page, "This is information, not dialogue");
    /* Only methods that inform, and that do not presuppose influence. */
    json_t *view = json_get("/en/find-a-method/information.json?change=no&open=yes");
    json_t *ranked = json_object_get(view, "ranked");
    assert_true(json_array_size(ranked) > 3);
    for (size_t i = 0; i < json_array_size(ranked); i++) {
        const char *url = json_string_value(json_object_get(json_array_get(ranked, i), "url"));
        json_t *method = json_get(arena_printf(site->arena, "%s.json", url).p);
        assert_false(json_is_true(json_object_get(method, "needs_influence")));
        json_decref(method);
    }
    json_decref(view);
}

static void questions_keep_skip_and_go_back(void **state)
{
    (void)state;
    NEEDS_SITE();
    const char *answers = "change=yes&open=yes&purpose=decide&level=dialogue";
    char path[300];
    snprintf(path, sizeof path, "/hitta-metod/fraga/2?%s&to=back", answers);
    struct page page = page_get(site, path, NULL);
    assert_str("/hitta-metod/fraga/1?change=yes&open=yes&purpose=decide&level=dialogue",
               page_header(&page, "Location"));
    snprintf(path, sizeof path, "/hitta-metod/fraga/2?%s&to=skip", answers);
    page = page_get(site, path, NULL);
    assert_str("/hitta-metod/fraga/3?change=yes&open=yes&purpose=decide", page_header(&page, "Location"));
    snprintf(path, sizeof path, "/hitta-metod/fraga/2?%s&to=next&edit=1", answers);
    page = page_get(site, path, NULL);
    assert_str("/hitta-metod/svar?change=yes&open=yes&purpose=decide&level=dialogue",
               page_header(&page, "Location"));
    snprintf(path, sizeof path, "/hitta-metod/fraga/14?%s&to=next", answers);
    page = page_get(site, path, NULL);
    assert_true(str_starts(page_header(&page, "Location"), STR("/hitta-metod/svar?")));
    assert_int_equal(404, page_get(site, "/hitta-metod/fraga/15?change=yes&open=yes", NULL).status);
    assert_int_equal(404, page_get(site, "/hitta-metod/fraga/0?change=yes&open=yes", NULL).status);
}

static void faulty_numbers_are_shown_again(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(
        site, "/en/find-a-method/question/5?change=yes&open=yes&people_min=60&people_max=20&to=next", NULL);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "At most cannot be lower than at least.");
    assert_page_has(&page, "value=\"60\"");
    assert_page_has(&page, "value=\"20\"");
    page = page_get(
        site, "/en/find-a-method/question/5?change=yes&open=yes&people_min=%3Cb%3Emany%22&to=next", NULL);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "value=\"&lt;b&gt;many&quot;\"");
    assert_page_lacks(&page, "<b>many");
}

static void result_explains_and_restores(void **state)
{
    (void)state;
    NEEDS_SITE();
    struct page page = page_get(
        site, "/en/find-a-method/result?change=yes&open=unsure&purpose=resolve-conflict&conflict=5&weeks=20",
        NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "In favour");
    assert_page_has(&page, "Good for your purpose: handle conflict");
    assert_page_has(&page, "you have only 20");    /* why a method is left out */
    assert_page_has(&page, "Find this out first"); /* they did not know whether anyone listens */
    assert_page_has(
        &page, "result?change=yes&amp;open=unsure&amp;purpose=resolve-conflict&amp;conflict=5&amp;weeks=20");
    page = page_get(site, "/en/find-a-method/result?change=yes&open=yes&people_min=9000000&weeks=1&cost=1",
                    NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "something has to give way");
}

static void bad_addresses_get_clear_pages(void **state)
{
    (void)state;
    NEEDS_SITE();
    static const struct {
        const char *path;
        int status;
    } cases[] = {{"/metoder/../../etc/passwd", 400},
                 {"/metoder/%2e%2e%2f", 404},
                 {"//metoder", 404},
                 {"/metoder/%00", 400},
                 {"/metoder/%ff", 400},
                 {"/hitta-metod?change=%ff", 400},
                 {"/hitta-metod?change=%00", 400},
                 {"/finns-inte", 404},
                 {"/en/metoder", 404}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page = page_get(site, cases[i].path, NULL);
        if (page.status != 400 && page.status != 404)
            fail_msg("%s: %d", cases[i].path, page.status);
        assert_page_has(&page, "<h1>");
        assert_page_lacks(&page, "passwd");
    }
}

/* 10 000 characters in any field of the finder do no harm. */
static void long_answers_are_harmless(void **state)
{
    (void)state;
    NEEDS_SITE();
    char *path = arena_alloc(site->arena, 12000);
    int n = snprintf(path, 200, "/hitta-metod/fraga/5?change=yes&open=yes&to=next&people_min=");
    memset(path + n, 'a', 7000);
    struct page page = page_get(site, path, NULL);
    assert_int_equal(422, page.status);
    memset(path + n, 'a', 10000);
    page = page_get(site, path, NULL);
    assert_int_equal(414, page.status);
}

static int run(bool postgres)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_page_leads_to_the_finder),
        cmocka_unit_test(pages_are_guarded),
        cmocka_unit_test(catalogue_filters_and_counts),
        cmocka_unit_test(catalogue_says_what_to_relax),
        cmocka_unit_test(catalogue_combines_sorts_and_exports),
        cmocka_unit_test(compares_up_to_three),
        cmocka_unit_test(a_crowded_comparison_is_harmless),
        cmocka_unit_test(finder_counts_and_proposes_a_sequence),
        cmocka_unit_test(pages_say_what_to_show_of_them),
        cmocka_unit_test(sitemap_lists_every_method),
        cmocka_unit_test(feed_lists_what_changed),
        cmocka_unit_test(sources_can_be_read),
        cmocka_unit_test(unknown_filters_are_harmless),
        cmocka_unit_test(method_page_in_both_languages),
        cmocka_unit_test(every_method_has_a_whole_page),
        cmocka_unit_test(gate_comes_first),
        cmocka_unit_test(a_no_is_answered_honestly),
        cmocka_unit_test(questions_keep_skip_and_go_back),
        cmocka_unit_test(faulty_numbers_are_shown_again),
        cmocka_unit_test(result_explains_and_restores),
        cmocka_unit_test(bad_addresses_get_clear_pages),
        cmocka_unit_test(long_answers_are_harmless),
    };
    on_postgres = postgres;
    return cmocka_run_group_tests_name(postgres ? "postgresql" : "sqlite", tests, begin, end);
}

int main(void)
{
    return run(false) + run(true);
}
