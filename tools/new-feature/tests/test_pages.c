/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages as a browser and a program meet them, on both databases. */
#include "support/portal.h"

#include "features/@name@/@name@_rules.h"

static void test_form_adds_one(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_get(site, "/en/@name@", NULL);
    assert_int_equal(200, page.status);
    assert_page_has(&page, "There are none yet.");
    page = page_post(site, "/en/@name@", "text=A++bench+%3Cb%3E");
    assert_int_equal(303, page.status);
    assert_str("/en/@name@", page_header(&page, "Location"));
    page = page_get(site, "/en/@name@", NULL);
    assert_page_has(&page, "A bench &lt;b&gt;");
    page = page_get(site, "/en/@name@.json", NULL);
    assert_page_has(&page, "\"text\":\"A bench ");
}

static void test_faults_are_shown_and_nothing_is_lost(void **state)
{
    struct portal_site *site = portal_of(state);
    struct page page = page_post(site, "/en/@name@", "text=+");
    assert_int_equal(422, page.status);
    assert_page_has(&page, "href=\"#f-text\"");
    struct str long_text = arena_printf(site->arena, "text=%0*d", @THING@_MAX_CHARACTERS + 1, 7);
    page = page_post(site, "/en/@name@", long_text.p);
    assert_int_equal(422, page.status);
    assert_page_has(&page, "at most 200 characters; you wrote 201");
    assert_page_has(&page, "0007\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form_adds_one),
        cmocka_unit_test(test_faults_are_shown_and_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
