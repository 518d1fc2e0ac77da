/* SPDX-License-Identifier: EUPL-1.2 */
/* Grants on both databases. */
#include "support/testdb.h"

#include "core/access/access.h"
#include "core/audit/audit.h"

static rc grant_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return access_grant(txn, in);
}

static rc revoke_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return access_revoke(txn, in);
}

static rc revoke_all_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return access_revoke_all(txn, *(const int64_t *)in, 9, 1);
}

static rc change(struct testdb *t, step_fn *step, int64_t person, int64_t organisation, enum role role)
{
    struct grant grant = {person, organisation, role, .at = 5, .by = 1};
    return db_write(t->db, step, &grant, NULL, 0);
}

static unsigned roles_of(struct testdb *t, int64_t person, int64_t organisation)
{
    struct grant_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, access_of_person(reader, t->arena, person, &list));
    db_read_end(reader);
    return access_roles(&list, organisation);
}

static size_t entries(struct testdb *t)
{
    struct audit_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, audit_list(reader, t->arena, AUDIT_ALL, INT64_MAX, 100, &list));
    db_read_end(reader);
    return list.n;
}

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/audit", "src/core/access", NULL});
}

static void test_granted_until_revoked_and_logged(struct testdb *t)
{
    fill(t);
    assert_rc(RC_OK, change(t, grant_step, 7, 100, ROLE_OFFICER));
    assert_rc(RC_OK, change(t, grant_step, 7, 100, ROLE_EDITOR));
    assert_rc(RC_EXISTS, change(t, grant_step, 7, 100, ROLE_EDITOR));
    assert_int_equal(ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_EDITOR), roles_of(t, 7, 100));
    assert_int_equal(0, roles_of(t, 7, 200));
    assert_int_equal(0, roles_of(t, 8, 100));
    assert_rc(RC_OK, change(t, revoke_step, 7, 100, ROLE_EDITOR));
    assert_rc(RC_NOT_FOUND, change(t, revoke_step, 7, 100, ROLE_EDITOR));
    assert_int_equal(ROLE_BIT(ROLE_OFFICER), roles_of(t, 7, 100));
    assert_int_equal(3, entries(t)); /* what was refused is not there */
}

static void test_roles_have_their_place(struct testdb *t)
{
    fill(t);
    assert_rc(RC_INVALID, change(t, grant_step, 7, 100, ROLE_PORTAL_EDITOR));
    assert_rc(RC_INVALID, change(t, grant_step, 7, ACCESS_PORTAL, ROLE_ADMINISTRATOR));
    assert_int_equal(0, entries(t));
}

static void test_the_last_administrator_stays(struct testdb *t)
{
    const int64_t person = 8;
    fill(t);
    assert_rc(RC_OK, change(t, grant_step, 7, ACCESS_PORTAL, ROLE_PORTAL_ADMINISTRATOR));
    assert_rc(RC_DENIED, change(t, revoke_step, 7, ACCESS_PORTAL, ROLE_PORTAL_ADMINISTRATOR));
    assert_int_equal(ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR), roles_of(t, 7, ACCESS_PORTAL));
    assert_rc(RC_OK, change(t, grant_step, 8, ACCESS_PORTAL, ROLE_PORTAL_ADMINISTRATOR));
    assert_rc(RC_OK, change(t, grant_step, 8, 100, ROLE_ADMINISTRATOR));
    assert_rc(RC_OK, change(t, revoke_step, 7, ACCESS_PORTAL, ROLE_PORTAL_ADMINISTRATOR));
    assert_rc(RC_DENIED, change(t, revoke_step, 8, 100, ROLE_ADMINISTRATOR));
    assert_rc(RC_OK, db_write(t->db, revoke_all_step, &person, NULL, 0)); /* who is erased holds nothing */
    assert_int_equal(0, roles_of(t, 8, 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_granted_until_revoked_and_logged),
                                       TESTDB_TESTS(test_roles_have_their_place),
                                       TESTDB_TESTS(test_the_last_administrator_stays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
