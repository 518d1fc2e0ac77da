/* SPDX-License-Identifier: EUPL-1.2 */
/* The accessibility statement, on both databases: what the operator has told, and what it has not. */
#include "features/site/site_statement.h"
#include "support/portal.h"

static void change(struct portal_site *site, enum statement_field field, const char *text, time_us now)
{
    struct statement_change change = {.now = now};
    change.fields[field] = str_from_c(text);
    assert_null(statement_fault(field, change.fields[field], now));
    assert_rc(RC_OK, db_write(site->database->db, statement_change_step, &change, NULL, 0));
}

/* Nothing is claimed in the operator's name. */
static void test_nothing_told(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/accessibility", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "has not stated its name here");
    assert_page_has(&page, "has not stated whether it is fully, partially or not compliant");
    assert_page_has(&page, "has not stated how soon it answers");
    assert_page_has(&page, "has not stated where to write");
    assert_page_has(&page, "href=\"https://www.digg.se/tdosanmalan\"");
    assert_page_lacks(&page, "The portal is");
    assert_page_lacks(&page, "<time");
}

static void test_what_was_told(void **state)
{
    struct portal_site *site = portal_of(state);
    change(site, STATEMENT_OPERATOR, "Provby <kommun>", 20000 * TIME_DAY);
    change(site, STATEMENT_STATUS, "partly", 20000 * TIME_DAY);
    change(site, STATEMENT_ASSESSED, "2024-10-01", 20000 * TIME_DAY);
    change(site, STATEMENT_ANSWER_DAYS, "2", 20000 * TIME_DAY);
    change(site, STATEMENT_FAULTS, "Kartan saknar text; Filmerna är inte textade;", 20001 * TIME_DAY);
    struct page page = page_get(site, "/tillganglighet", NULL);
    /* May break on a telephone; what is searched, shared and linked is the plain word. */
    assert_page_has(&page, "<h1>Tillgänglighets\u00ADredogörelse</h1>");
    assert_page_has(&page, "<title>Tillgänglighetsredogörelse");
    assert_page_has(&page, "<strong>Provby &lt;kommun&gt;</strong>");
    assert_page_has(&page, "delvis förenlig");
    assert_page_has(&page, "inom 2 arbetsdagar");
    assert_page_has(&page, "<ul><li>Kartan saknar text</li><li>Filmerna är inte textade</li></ul>");
    assert_page_has(&page, "<time datetime=\"2024-10-01\">1 oktober 2024</time>");
    assert_page_has(&page, "<time datetime=\"2024-10-04\">"); /* first told */
    assert_page_has(&page, "<time datetime=\"2024-10-05\">"); /* last told */
    page = page_get(site, "/en/accessibility", NULL);
    assert_page_has(&page, "<ul lang=\"sv\"><li>Kartan saknar text</li>");
    assert_page_has(&page, "partially compliant");
    change(site, STATEMENT_STATUS, "", 20002 * TIME_DAY);
    page = page_get(site, "/en/accessibility", NULL);
    assert_page_has(&page, "has not stated whether it is");
}

static void test_what_cannot_be_told(void **state)
{
    (void)state;
    assert_non_null(statement_fault(STATEMENT_STATUS, STR("mostly"), 0));
    assert_non_null(statement_fault(STATEMENT_ASSESSED, STR("1970-01-02"), 0)); /* has not been */
    assert_non_null(statement_fault(STATEMENT_ASSESSED, STR("1970-01-01T00:00:00Z"), 0));
    assert_null(statement_fault(STATEMENT_ASSESSED, STR("1970-01-01"), 0));
    assert_non_null(statement_fault(STATEMENT_ANSWER_DAYS, STR("61"), 0));
    assert_non_null(statement_fault(STATEMENT_ANSWER_DAYS, STR("0"), 0));
    assert_non_null(statement_fault(STATEMENT_OPERATOR, STR("a\x01z"), 0));
    assert_null(statement_fault(STATEMENT_OPERATOR, STR(""), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_told),
        cmocka_unit_test(test_what_was_told),
        cmocka_unit_test(test_what_cannot_be_told),
    };
    return cmocka_run_group_tests_name("pages (sqlite)", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("pages (postgresql)", tests, portal_begin_postgresql, portal_finish);
}
