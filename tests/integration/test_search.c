/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The search over the guide that ships and the examples of the demonstration:
 * whether people find what they look for (tests/data/search-queries.json), and
 * that both databases answer alike, to the order.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/search/search.h"
#include "support/portal.h"

enum { QUERIES_MAX = 200, SHOWN = 5 };
static const double recall_wanted = 0.95;

static const struct query q_kind = {"test.kind", "SELECT count(*) FROM search_doc WHERE kind = $1", "t", "i"};

/* What a portal answered to all queries, "kind:ref kind:ref …" each. */
struct answers {
    struct str all[QUERIES_MAX], first[QUERIES_MAX]; /* of the first page; of the first five */
    size_t n;
};

static struct portal_site *begin_with_demo(bool postgres)
{
    struct portal_site *site = portal_begin(postgres);
    if (site == NULL)
        return NULL;
    char *url = arena_c_dup(site->arena, site->database->url);
    char *argv[] = {"radslag", "demo", "--database", url, NULL};
    assert_int_equal(EXIT_DONE, command_run(&site->program, site->arena, 4, argv));
    return site;
}

static struct str answer_to(struct portal_site *site, struct reader *reader, const struct search_index *index,
                            const char *text, struct str *ret_first)
{
    struct search_results results;
    struct str all = STR(" ");
    *ret_first = all;
    assert_rc(RC_OK,
              search_query(reader, site->arena, index, time_now(), str_from_c(text), STR_NONE, 0, &results));
    for (size_t i = 0; i < results.n; i++) {
        all = arena_printf(site->arena, "%.*s%s:%.*s ", STR_ARGS(all), results.items[i].kind->code,
                           STR_ARGS(results.items[i].ref));
        if (i < SHOWN)
            *ret_first = all;
    }
    return all;
}

static const void *index_of(struct portal_site *site, struct reader *reader, const char *language)
{
    const void *data;
    assert_rc(RC_OK, search_index_kind.load(reader, site->arena,
                                            languages_find(&site->languages, str_from_c(language)), &data));
    return data;
}

static void ask_all(struct portal_site *site, json_t *queries, struct answers *answers)
{
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    const void *swedish = index_of(site, reader, "sv"), *english = index_of(site, reader, "en");
    answers->n = json_array_size(queries);
    assert_true(answers->n >= 60 && answers->n <= QUERIES_MAX);
    for (size_t i = 0; i < answers->n; i++) {
        json_t *query = json_array_get(queries, i);
        bool is_english = strcmp(json_string_value(json_object_get(query, "language")), "en") == 0;
        answers->all[i] = answer_to(site, reader, is_english ? english : swedish,
                                    json_string_value(json_object_get(query, "query")), &answers->first[i]);
    }
    db_read_end(reader);
}

/* Whether there is anything of the kind of an answer, "kind:ref". */
static bool is_indexed(struct portal_site *site, struct str answer)
{
    struct str kind = str_sub(answer, 0, str_find_byte(answer, ':'));
    return testdb_int(site->database->db, &q_kind, DB_ARGS(db_text(kind))) > 0;
}

static double recall(struct portal_site *site, json_t *queries, const struct answers *answers)
{
    int wanted = 0, found = 0;
    for (size_t i = 0; i < answers->n; i++) {
        json_t *query = json_array_get(queries, i), *right;
        size_t k;
        json_array_foreach(json_object_get(query, "answers"), k, right)
        {
            struct str answer = str_from_c(json_string_value(right));
            struct str part = arena_printf(site->arena, " %.*s ", STR_ARGS(answer));
            if (!is_indexed(site, answer))
                continue;
            wanted++;
            if (str_find(answers->first[i], part) < answers->first[i].n)
                found++;
            else
                printf("missed: %s → %.*s; found%.*s\n", json_string_value(json_object_get(query, "query")),
                       STR_ARGS(answer), STR_ARGS(answers->first[i]));
        }
    }
    assert_true(wanted > 0);
    printf("recall@5: %d of %d\n", found, wanted);
    return (double)found / wanted;
}

static void people_find_what_they_look_for(void **state)
{
    (void)state;
    json_t *queries = json_load_file(DATA_FOLDER "/search-queries.json", 0, NULL);
    assert_non_null(queries);
    struct portal_site *site = begin_with_demo(false);
    struct answers answers, other;
    ask_all(site, queries, &answers);
    assert_true(recall(site, queries, &answers) >= recall_wanted);
    struct portal_site *postgres = begin_with_demo(true);
    if (postgres) {
        ask_all(postgres, queries, &other);
        for (size_t i = 0; i < answers.n; i++)
            if (!str_eq(answers.all[i], other.all[i]))
                fail_msg("%zu: %.*s\nand: %.*s", i, STR_ARGS(answers.all[i]), STR_ARGS(other.all[i]));
        portal_end(postgres);
    }
    portal_end(site);
    json_decref(queries);
}

static void the_page(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/sok", NULL);
    assert_int_equal(200, page.status);
    page = page_get(site, "/sok?q=v%C3%A4rldskaf%C3%A9", NULL);
    assert_page_has(&page, "href=\"/metoder/world-cafe\"");
    page = page_get(site, "/sok?q=kaf%C3%A9bord", NULL);
    assert_page_has(&page, "<mark>kafébord</mark>");
    page = page_get(site, "/sok?q=dialogkaf", NULL);
    assert_page_has(&page, "href=\"/metoder/world-cafe\"");
    page = page_get(site, "/en/search?q=worlkshop", NULL);
    assert_page_has(&page, "href=\"/en/search?q=workshop\"");
    page = page_get(site, "/en/search?q=%3Cb%3E%22xyzzy%22+*+AND+%28", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "&lt;b&gt;");
    page = page_get(site, "/en/search?q=dialogue&page=2", NULL);
    assert_page_has(&page, "rel=\"prev\"");
    page = page_get(site, "/en/search?q=dialogue&page=9999999&kind=nothing", NULL);
    assert_int_equal(200, page.status);
    page = page_get(site, "/en/search?q=dialogue&kind=nothing", NULL);
    assert_page_has(&page, "\"/en/search?q=dialogue\" aria-current"); /* all, since there is no such kind */
    page = page_get(site, "/en/search.json?q=dialogue&kind=method", NULL);
    assert_page_has(&page, "\"kind\":\"method\"");
}

static void a_page_past_the_end_is_the_last(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/search?q=dialogue&page=25", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "<h3>");
    assert_page_has(&page, "rel=\"prev\"");
    assert_page_lacks(&page, "rel=\"next\"");
    page = page_get(site, "/en/search?q=xyzzyx&page=25", NULL);
    assert_int_equal(200, page.status);
}

/* The rest of a long question is not read, nor shown; it is cut between two letters. */
static void long_questions_are_cut(void **state)
{
    struct portal_site *site = portal_of(state);
    char address[8000];
    for (size_t lead = 190; lead < 194; lead++) {
        size_t n = (size_t)snprintf(address, sizeof address, "/sok?q=workshopp%%20");
        for (size_t i = 9; i < lead; i++)
            address[n++] = 'a';
        for (size_t i = 0; i < 300; i++)
            n += (size_t)snprintf(address + n, sizeof address - n, "%%C3%%B6");
        struct page page = page_get(site, address, NULL);
        assert_int_equal(200, page.status);
        assert_true(utf8_valid(page.body));
        assert_true(strlen(page_between(site, &page, "<title>", '<')) < SEARCH_TEXT_MAX_BYTES + 40);
    }
}

int main(void)
{
    const struct CMUnitTest alone[] = {cmocka_unit_test(people_find_what_they_look_for)};
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_page),
                                       cmocka_unit_test(a_page_past_the_end_is_the_last),
                                       cmocka_unit_test(long_questions_are_cut)};
    return cmocka_run_group_tests_name("search", alone, NULL, NULL) +
           cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
