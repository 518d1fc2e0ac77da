/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules: no database, no web. */
#include "support/testdb.h"

#include "features/members/members_rules.h"
#include "features/members/pub/members.h"

enum { TOWN = 7 };
#define ADMIN ROLE_BIT(ROLE_ADMINISTRATOR)
#define HEAD ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR)
#define COORDINATOR ROLE_BIT(ROLE_PORTAL_COORDINATOR)

/* Who × role → may grant, may revoke. */
static void test_who_may_what(void **state)
{
    static const struct {
        unsigned portal, own;
        int64_t place;
        unsigned grant, revoke;
        bool addresses;
    } cases[] = {
        {HEAD, 0, ACCESS_PORTAL, ROLE_BITS_PORTAL, ROLE_BITS_PORTAL, true},
        {HEAD, 0, TOWN, ROLE_BITS_ORGANISATION, ROLE_BITS_ORGANISATION, true},
        {0, ADMIN, TOWN, ROLE_BITS_ORGANISATION, ROLE_BITS_ORGANISATION, true},
        {COORDINATOR, 0, TOWN, ADMIN, 0, false},
        {COORDINATOR, ADMIN, TOWN, ROLE_BITS_ORGANISATION, ROLE_BITS_ORGANISATION, true},
        {COORDINATOR, 0, ACCESS_PORTAL, 0, 0, false},
        {0, ADMIN, ACCESS_PORTAL, 0, 0, false},
        {ROLE_BIT(ROLE_PORTAL_EDITOR), 0, TOWN, 0, 0, false},
        {0, ROLE_BITS_ORGANISATION & ~ADMIN, TOWN, 0, 0, false},
        {0, 0, TOWN, 0, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct power power = members_power(cases[i].place, cases[i].portal, cases[i].own);
        assert_int_equal(cases[i].grant, power.grant);
        assert_int_equal(cases[i].revoke, power.revoke);
        assert_int_equal(cases[i].addresses, power.addresses);
    }
}

static void test_changes_within_a_power(void **state)
{
    const struct power coordinator = members_power(TOWN, COORDINATOR, 0);
    unsigned officer = ROLE_BIT(ROLE_OFFICER);
    (void)state;
    assert_true(members_may_change(&coordinator, officer, officer | ADMIN));
    assert_false(members_may_change(&coordinator, 0, officer));
    assert_false(members_may_change(&coordinator, officer | ADMIN, officer)); /* takes nothing away */
    assert_false(members_may_change(&coordinator, officer, ADMIN));
    assert_int_equal(ADMIN, members_changeable(&coordinator, officer));
    assert_int_equal(0, members_changeable(&coordinator, ADMIN));
    const struct power head = members_power(TOWN, HEAD, 0);
    assert_false(members_may_change(&head, 0, HEAD)); /* no role of the portal in an organisation */
    assert_int_equal(ROLE_BITS_ORGANISATION, members_changeable(&head, officer));
}

static void test_what_counts(void **state)
{
    unsigned held = ADMIN | ROLE_BIT(ROLE_EDITOR);
    (void)state;
    assert_int_equal(held, members_counting(held, true, false, false));
    assert_int_equal(0, members_counting(held, false, false, true));
    assert_int_equal(ROLE_BIT(ROLE_EDITOR), members_counting(held, true, true, false));
    assert_int_equal(held, members_counting(held, true, true, true));
}

static void test_roles_as_text(void **state)
{
    struct arena *arena = arena_new();
    unsigned bits = 99;
    (void)state;
    for (unsigned set = 0; set < 1u << ROLES; set += 37) {
        assert_rc(RC_OK, members_roles_read(members_roles_text(arena, set), ';', &bits));
        assert_int_equal(set, bits);
    }
    assert_rc(RC_OK, members_roles_read(STR("officer, administrator"), ',', &bits));
    assert_int_equal(ROLE_BIT(ROLE_OFFICER) | ADMIN, bits);
    assert_rc(RC_INVALID, members_roles_read(STR("officer;king"), ';', &bits));
    assert_rc(RC_INVALID, members_roles_read(STR("officer;;editor"), ';', &bits));
    arena_free(arena);
}

static void test_claims_give_roles_where_they_hold(void **state)
{
    const struct claim_rule here = {.organisation = TOWN, .role = ROLE_OFFICER},
                            too = {.organisation = TOWN, .role = ROLE_EDITOR},
                            there = {.organisation = 8, .role = ROLE_ADMINISTRATOR};
    const struct claim_rule *held[] = {&here, &there, &too, &here};
    (void)state;
    assert_int_equal(ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_EDITOR), members_claimed(held, 4, TOWN));
    assert_int_equal(ADMIN, members_claimed(held, 4, 8));
    assert_int_equal(0, members_claimed(held, 4, ACCESS_PORTAL));
    assert_int_equal(0, members_claimed(held, 0, TOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_may_what),
        cmocka_unit_test(test_changes_within_a_power),
        cmocka_unit_test(test_what_counts),
        cmocka_unit_test(test_roles_as_text),
        cmocka_unit_test(test_claims_give_roles_where_they_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
