/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for every module: its queries on both databases, its routes, its templates. */
#include <stdio.h>
#include <string.h>

#include "core/jobs/jobs.h"
#include "support/portal.h"

/* A query may read a whole table only where it is listed here, with the reason. */
static const char *const scans[] = {
    "guide.method_list", /* the catalogue is all methods of a language: the join reads method by key */
    "guide.method_codes",    /* what a table is checked against is all methods */
    "search_index.docs",     /* the snapshot has a byte for each document */
    "search_index.kinds",    /* a few */
    "search_index.kinds_clear",
    "search_index.synonyms_clear", /* a reindex stores them anew */
    "examples.list",         /* the list is all examples */
    "examples.list_methods", /* and so are their methods */
    "organisations.list",    /* the catalogue is all organisations */
    "organisations.brands",  /* the snapshot of those that look like themselves */
    "organisations.brand_hosts", /* and of their hosts */
};

static bool may_scan(const struct query *query)
{
    for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++)
        if (strcmp(scans[i], query->name) == 0)
            return true;
    return false;
}

static void check_queries(bool postgres)
{
    struct portal_site *site = portal_begin(postgres);
    if (site == NULL)
        skip();
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct query *const *q = app_modules[m]->queries; q && *q; q++) {
            struct str text = STR("");
            if (db_check_query(site->database->db, site->arena, *q, &text))
                fail_msg("%s: %.*s", (*q)->name, STR_ARGS(text));
            assert_rc(RC_OK, db_explain(site->database->db, site->arena, *q, &text));
            if (!may_scan(*q) && testdb_plan_scans(site->database->db, text))
                fail_msg("%s reads a whole table:\n%.*s", (*q)->name, STR_ARGS(text));
        }
    portal_end(site);
}

static void queries_are_right_on_sqlite(void **state)
{
    (void)state;
    check_queries(false);
}

static void queries_are_right_on_postgresql(void **state)
{
    (void)state;
    check_queries(true);
}

static void names_are_unique(void **state)
{
    (void)state;
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct query *const *q = app_modules[m]->queries; q && *q; q++)
            assert_true(str_starts(str_from_c((*q)->name), str_from_c(app_modules[m]->name)));
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct route *r = app_modules[m]->routes; r && r->name; r++) {
            assert_true(str_starts(str_from_c(r->name), str_from_c(app_modules[m]->name)));
            assert_true(r->get || r->post);
        }
}

static int parts_of(const char *place, int order)
{
    int count = 0;
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct page_part *p = app_modules[m]->parts; p && p->place; p++)
            count += strcmp(p->place, place) == 0 && p->order == order;
    return count;
}

/* Of two parts of a place with one order only the first is shown. */
static void parts_have_an_order_each(void **state)
{
    (void)state;
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct page_part *p = app_modules[m]->parts; p && p->place; p++)
            if (parts_of(p->place, p->order) != 1)
                fail_msg("%s: another part of %s has the order %d too", p->template, p->place, p->order);
}

static const struct job_kind *kind_named(const char *name, int *ret_count)
{
    const struct job_kind *found = NULL;
    *ret_count = 0;
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct job_kind *const *k = app_modules[m]->jobs; k && *k; k++)
            if (strcmp((*k)->name, name) == 0) {
                found = *k;
                ++*ret_count;
            }
    return found;
}

/* What core/jobs/jobs.h asks of a kind and a schedule. */
static void jobs_are_right(void **state)
{
    int count;
    (void)state;
    for (size_t m = 0; app_modules[m]; m++) {
        for (const struct job_kind *const *k = app_modules[m]->jobs; k && *k; k++) {
            assert_true(str_starts(str_from_c((*k)->name), str_from_c(app_modules[m]->name)));
            assert_ptr_equal(*k, kind_named((*k)->name, &count));
            assert_int_equal(1, count);
            assert_in_range((*k)->attempts, 1, 100);
            assert_in_range((*k)->growth, 1, 10);
            assert_true((*k)->run && (*k)->first_delay > 0 && (*k)->limit > 0);
        }
        for (const struct job_schedule *s = app_modules[m]->schedules; s && s->kind; s++) {
            assert_ptr_equal(s->kind, kind_named(s->kind->name, &count)); /* a listed one */
            assert_true(s->every >= TIME_MINUTE && s->at >= 0 && s->at < s->every);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_right_on_sqlite),
        cmocka_unit_test(queries_are_right_on_postgresql),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(parts_have_an_order_each),
        cmocka_unit_test(jobs_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
