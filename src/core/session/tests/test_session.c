/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions on both databases. */
#include "support/testdb.h"

#include <string.h>

#include "core/auth/token.h"
#include "core/session/session.h"

static const time_us noon = 20000 * TIME_DAY;

static rc begin_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return session_begin(txn, in);
}

/* A new session of a person; returns its token's hash. */
static struct str begin(struct testdb *t, int64_t person, time_us now)
{
    char agent[1000];
    memset(agent, 'x', sizeof agent);
    struct session_start start = {.token_hash = token_hash(t->arena, token_new(t->arena)),
                                  .person = person,
                                  .method = SESSION_BY_OIDC,
                                  .agent = {agent, sizeof agent},
                                  .now = now};
    assert_rc(RC_OK, db_write(t->db, begin_step, &start, NULL, 0));
    return start.token_hash;
}

static rc find(struct testdb *t, struct str hash, time_us now, struct session *session)
{
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    rc result = session_find(reader, t->arena, hash, now, session);
    db_read_end(reader);
    return result;
}

static size_t count(struct testdb *t, int64_t person, time_us now)
{
    struct session_list list;
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, session_list(reader, t->arena, person, now, &list));
    db_read_end(reader);
    return list.n;
}

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/session", NULL});
}

struct change {
    int64_t person, id;
    time_us now;
};

static rc touch_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return session_touch(txn, change->id, change->now);
}

static rc end_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return session_end(txn, change->person, change->id);
}

static rc end_all_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    (void)out;
    return session_end_all(txn, change->person, change->id);
}

static rc tidy_step(struct txn *txn, const void *in, void *out)
{
    const struct change *change = in;
    return session_tidy(txn, change->now, 100, out);
}

static void test_found_by_its_token_only(struct testdb *t)
{
    struct session session;
    fill(t);
    struct str hash = begin(t, 7, noon);
    assert_rc(RC_OK, find(t, hash, noon, &session));
    assert_int_equal(7, session.person);
    assert_int_equal(SESSION_BY_OIDC, session.method);
    assert_int_equal(SESSION_AGENT_BYTES, session.agent.n);
    assert_rc(RC_NOT_FOUND, find(t, token_hash(t->arena, token_new(t->arena)), noon, &session));
    assert_rc(RC_NOT_FOUND, find(t, str_sub(hash, 0, 31), noon, &session));
}

static void test_ends_when_idle_and_at_last(struct testdb *t)
{
    struct session session;
    fill(t);
    struct str hash = begin(t, 7, noon);
    assert_rc(RC_OK, find(t, hash, noon + SESSION_IDLE - 1, &session));
    assert_rc(RC_NOT_FOUND, find(t, hash, noon + SESSION_IDLE, &session));
    assert_false(session_is_stale(&session, noon + SESSION_SEEN_STEP - 1));
    assert_true(session_is_stale(&session, noon + SESSION_SEEN_STEP));
    for (time_us now = noon; now < noon + SESSION_LONGEST; now += SESSION_IDLE - 1) {
        struct change change = {.id = session.id, .now = now};
        assert_rc(RC_OK, find(t, hash, now, &session));
        assert_rc(RC_OK, db_write(t->db, touch_step, &change, NULL, 0));
    }
    assert_rc(RC_NOT_FOUND, find(t, hash, noon + SESSION_LONGEST, &session));
}

static void test_a_person_ends_their_own(struct testdb *t)
{
    struct session mine, here;
    fill(t);
    struct str first = begin(t, 7, noon), second = begin(t, 7, noon + 1), other = begin(t, 8, noon);
    assert_rc(RC_OK, find(t, first, noon, &mine));
    assert_rc(RC_OK, find(t, second, noon, &here));
    struct change change = {.person = 8, .id = mine.id};
    assert_rc(RC_NOT_FOUND, db_write(t->db, end_step, &change, NULL, 0)); /* not theirs */
    change.person = 7;
    assert_rc(RC_OK, db_write(t->db, end_step, &change, NULL, 0));
    assert_rc(RC_NOT_FOUND, find(t, first, noon, &mine));
    begin(t, 7, noon + 2);
    change.id = here.id;
    assert_rc(RC_OK, db_write(t->db, end_all_step, &change, NULL, 0));
    assert_int_equal(1, count(t, 7, noon + 2));
    assert_rc(RC_OK, find(t, second, noon, &here));
    change.id = 0;
    assert_rc(RC_OK, db_write(t->db, end_all_step, &change, NULL, 0));
    assert_int_equal(0, count(t, 7, noon + 2));
    assert_rc(RC_OK, find(t, other, noon, &here));
}

static void test_ended_ones_are_removed(struct testdb *t)
{
    fill(t);
    begin(t, 7, noon);
    begin(t, 7, noon + TIME_DAY);
    struct change change = {.now = noon + SESSION_LONGEST};
    int64_t removed = 0;
    assert_rc(RC_OK, db_write(t->db, tidy_step, &change, &removed, sizeof removed));
    assert_int_equal(1, removed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_found_by_its_token_only, .migrations = NULL),
        TESTDB_TESTS(test_ends_when_idle_and_at_last, .migrations = NULL),
        TESTDB_TESTS(test_a_person_ends_their_own, .migrations = NULL),
        TESTDB_TESTS(test_ended_ones_are_removed, .migrations = NULL),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
