/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * 64 clients fight over 500 seats, with steps among them that fail in every way
 * a step can fail. Exactly 500 seats are sold, each to the one who was told so,
 * and nothing of what failed is ever seen.
 *
 * And a process that is killed while it writes: all that it was told is stored,
 * is stored, and no step is there by half.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "test_db.h"

enum { SEATS = 500, CLIENTS = 64, ATTEMPTS = 10000, POISON_KINDS = 5 };

static const char schema[] =
    "CREATE TABLE hall (id $INT NOT NULL PRIMARY KEY, sold $INT NOT NULL) $STRICT;\n"
    "CREATE TABLE ticket (seat $INT NOT NULL PRIMARY KEY CHECK (seat BETWEEN 1 AND 500),\n"
    "  buyer $INT NOT NULL, note $TEXT NOT NULL) $STRICT;\n"
    "CREATE UNIQUE INDEX ticket_buyer ON ticket (buyer);\n"
    "INSERT INTO hall (id, sold) VALUES (1, 0)";

static const struct query q_sold = {"t.sold", "SELECT sold FROM hall WHERE id = 1", "", "i"};
static const struct query q_sell = {
    "t.sell", "UPDATE hall SET sold = sold + 1 WHERE id = 1", "", ""};
static const struct query q_ticket = {
    "t.ticket", "INSERT INTO ticket (seat, buyer, note) VALUES ($1, $2, $3)", "iit", ""};
static const struct query q_seat_of = {"t.seat_of", "SELECT seat FROM ticket WHERE buyer = $1", "i",
                                       "i"};
static const struct query q_tickets = {"t.tickets", "SELECT count(*) FROM ticket", "", "i"};
static const struct query q_poison = {
    "t.poison", "SELECT count(*) FROM ticket WHERE note <> 'sold'", "", "i"};
static const struct query q_range = {"t.range", "SELECT max(seat) - min(seat) + 1 FROM ticket", "",
                                     "i"};

enum poison { HONEST, DENIES, BREAKS_UNIQUE, BREAKS_CHECK, BAD_TEXT, SWALLOWS };

struct attempt {
    int64_t buyer;
    enum poison poison;
};

struct answer {
    int64_t seat;
};

static rc spoil(struct txn *txn, const struct attempt *attempt)
{
    struct str note = STR("poison");
    /* Each has sold a seat before it fails. */
    rc result = db_exec(txn, &q_ticket,
                        DB_ARGS(db_int(500), db_int(-attempt->buyer), db_text(note)), NULL);
    if (result != RC_OK)
        return result == RC_EXISTS ? RC_DENIED : result; /* the last seat is gone */
    switch (attempt->poison) {
    case BREAKS_UNIQUE:
        return db_exec(txn, &q_ticket, DB_ARGS(db_int(500), db_int(-1), db_text(note)), NULL);
    case BREAKS_CHECK:
        return db_exec(txn, &q_ticket, DB_ARGS(db_int(501), db_int(-1), db_text(note)), NULL);
    case BAD_TEXT:
        return db_exec(txn, &q_ticket, DB_ARGS(db_int(1), db_int(-1), db_text(STR("\xFF"))), NULL);
    case SWALLOWS:
        (void)!db_exec(txn, &q_ticket, DB_ARGS(db_int(500), db_int(-1), db_text(note)), NULL);
        return RC_OK;
    default:
        return RC_DENIED;
    }
}

static rc buy_step(struct txn *txn, const void *in, void *out)
{
    const struct attempt *attempt = in;
    struct answer *answer = out;
    assert_int_equal(0, answer->seat); /* zeroed before every run */
    struct rows rows;
    int64_t sold = 0;
    db_query(txn_reader(txn), &q_sold, DB_NO_ARGS, &rows);
    if (rows_next(&rows))
        sold = rows_int(&rows, 0);
    rc result = rows_close(&rows);
    if (result != RC_OK)
        return result;
    answer->seat = sold + 1;
    if (attempt->poison != HONEST) {
        result = db_exec(txn, &q_sell, DB_NO_ARGS, NULL);
        return result == RC_OK ? spoil(txn, attempt) : result;
    }
    if (sold >= SEATS)
        return RC_LIMIT;
    result = db_exec(txn, &q_sell, DB_NO_ARGS, NULL);
    if (result == RC_OK)
        result = db_exec(txn, &q_ticket,
                         DB_ARGS(db_int(sold + 1), db_int(attempt->buyer), db_text(STR("sold"))),
                         NULL);
    return result;
}

/* ---- clients ---- */

struct pending {
    struct write write;
    struct attempt attempt;
    struct answer answer;
    rc result;
    int answers;
    struct client *client;
};

struct client {
    struct db *db;
    pthread_t thread;
    struct pending *pending; /* its share of the attempts */
    size_t n;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    size_t waiting_for;
};

static void bought(struct write *write, rc result)
{
    struct pending *pending = write->context;
    struct client *client = pending->client;
    pthread_mutex_lock(&client->lock);
    pending->result = result;
    pending->answers++;
    client->waiting_for--;
    pthread_cond_signal(&client->answered);
    pthread_mutex_unlock(&client->lock);
}

static void submit(struct client *client, struct pending *pending)
{
    pending->write = (struct write){.step = buy_step, .in = &pending->attempt,
                                    .out = &pending->answer, .out_size = sizeof pending->answer,
                                    .done = bought, .context = pending};
    pthread_mutex_lock(&client->lock);
    client->waiting_for++;
    while (client->waiting_for > 8)
        pthread_cond_wait(&client->answered, &client->lock);
    pthread_mutex_unlock(&client->lock);
    assert_rc(RC_OK, db_submit(client->db, &pending->write));
}

static void *run_client(void *argument)
{
    struct client *client = argument;
    for (size_t i = 0; i < client->n; i++) {
        struct pending *pending = &client->pending[i];
        pending->client = client;
        if (i % 3) {
            submit(client, pending);
        } else {
            pending->result = db_write(client->db, buy_step, &pending->attempt, &pending->answer,
                                       sizeof pending->answer);
            pending->answers++;
        }
    }
    pthread_mutex_lock(&client->lock);
    while (client->waiting_for)
        pthread_cond_wait(&client->answered, &client->lock);
    pthread_mutex_unlock(&client->lock);
    return NULL;
}

/* ---- the test ---- */

static bool poison_result_is_right(enum poison poison, rc result)
{
    if (result == RC_DENIED)
        return true; /* the last seat was sold already */
    switch (poison) {
    case BREAKS_UNIQUE:
    case SWALLOWS:
        return result == RC_EXISTS;
    case BREAKS_CHECK:
    case BAD_TEXT:
        return result == RC_INVALID;
    default:
        return false;
    }
}

static void check(struct testdb *t, const struct pending *all)
{
    int sold = 0, full = 0, poisoned = 0, busy = 0;
    for (size_t i = 0; i < ATTEMPTS; i++) {
        const struct pending *pending = &all[i];
        assert_int_equal(1, pending->answers);
        if (pending->result == RC_BUSY) {
            busy++;
        } else if (pending->attempt.poison != HONEST) {
            poisoned++;
            assert_true(poison_result_is_right(pending->attempt.poison, pending->result));
        } else if (pending->result == RC_OK) {
            sold++;
            int64_t seat = testdb_int(t->db, &q_seat_of, DB_ARGS(db_int(pending->attempt.buyer)));
            assert_int_equal(seat, pending->answer.seat);
        } else {
            full++;
            assert_rc(RC_LIMIT, pending->result);
        }
    }
    print_message("%s: %d sold, %d too late, %d poisoned, %d given up\n", db_kind(t->db), sold,
                  full, poisoned, busy);
    assert_int_equal(SEATS, sold);
    assert_int_equal(0, busy);
    assert_int_equal(SEATS, testdb_int(t->db, &q_sold, DB_NO_ARGS));
    assert_int_equal(SEATS, testdb_int(t->db, &q_tickets, DB_NO_ARGS));
    assert_int_equal(SEATS, testdb_int(t->db, &q_range, DB_NO_ARGS));
    assert_int_equal(0, testdb_int(t->db, &q_poison, DB_NO_ARGS));
}

static void test_seats(struct testdb *t)
{
    testdb_schema(t, schema);
    struct pending *all = ARENA_ARRAY(t->arena, struct pending, ATTEMPTS);
    struct client *clients = ARENA_ARRAY(t->arena, struct client, CLIENTS);
    for (size_t i = 0; i < ATTEMPTS; i++) {
        bool poisoned = i % 20 >= 20 - POISON_KINDS;
        all[i].attempt = (struct attempt){.buyer = (int64_t)i + 1,
                                          .poison = poisoned ? (enum poison)(i % POISON_KINDS + 1)
                                                             : HONEST};
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        size_t from = i * ATTEMPTS / CLIENTS, to = (i + 1) * ATTEMPTS / CLIENTS;
        clients[i] = (struct client){.db = t->db, .pending = &all[from], .n = to - from};
        pthread_mutex_init(&clients[i].lock, NULL);
        pthread_cond_init(&clients[i].answered, NULL);
    }
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(0, pthread_create(&clients[i].thread, NULL, run_client, &clients[i]));
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(clients[i].thread, NULL);
    check(t, all);
    testdb_reopen(t, (struct db_options){0}); /* and the same after opening again */
    check(t, all);
}

/* ---- a writer that is killed ---- */

enum { KILLED_WRITERS = 8, MANY_IDS = 1000000 };

static const char killed_schema[] =
    "CREATE TABLE head (id $INT NOT NULL PRIMARY KEY) $STRICT;\n"
    "CREATE TABLE tail (id $INT NOT NULL PRIMARY KEY REFERENCES head (id)) $STRICT";
static const struct query q_head = {"t.head", "INSERT INTO head (id) VALUES ($1)", "i", ""};
static const struct query q_tail = {"t.tail", "INSERT INTO tail (id) VALUES ($1)", "i", ""};
static const struct query q_heads = {"t.heads", "SELECT count(*) FROM head", "", "i"};
static const struct query q_both = {
    "t.both", "SELECT count(*) FROM head h JOIN tail t ON t.id = h.id", "", "i"};
static const struct query q_has = {"t.has", "SELECT count(*) FROM tail WHERE id = $1", "i", "i"};

static rc both_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    int64_t id = *(const int64_t *)in;
    rc result = db_exec(txn, &q_head, DB_ARGS(db_int(id)), NULL);
    return result == RC_OK ? db_exec(txn, &q_tail, DB_ARGS(db_int(id)), NULL) : result;
}

static void *write_for_ever(void *argument)
{
    for (;;) {
        int64_t id = db_new_id();
        if (db_write(argument, both_step, &id, NULL, 0) == RC_OK &&
            write(STDOUT_FILENO, &id, sizeof id) != (ssize_t)sizeof id)
            return NULL;
    }
}

/* The child: writes, and says each id after it was told that it is stored. */
static int be_killed(const char *url)
{
    struct arena *arena = arena_new();
    struct db *db;
    struct str problem;
    pthread_t threads[KILLED_WRITERS];
    if (db_open(arena, str_from_c(url), NULL, &db, &problem) != RC_OK)
        return 1;
    for (int i = 0; i < KILLED_WRITERS; i++)
        pthread_create(&threads[i], NULL, write_for_ever, db);
    for (int i = 0; i < KILLED_WRITERS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}

static pid_t start_child(struct testdb *t, int output)
{
    char *argv[] = {arena_c_dup(t->arena, STR("test_db_stress")),
                    arena_c_dup(t->arena, STR("--be-killed")), arena_c_dup(t->arena, t->url), NULL};
    posix_spawn_file_actions_t files;
    pid_t child;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    assert_int_equal(0, posix_spawn(&child, "/proc/self/exe", &files, NULL, argv, environ));
    posix_spawn_file_actions_destroy(&files);
    return child;
}

static void test_killed(struct testdb *t)
{
    int ends[2], status;
    testdb_schema(t, killed_schema);
    assert_int_equal(0, pipe2(ends, O_CLOEXEC));
    pid_t child = start_child(t, ends[1]);
    close(ends[1]);
    int64_t *ids = ARENA_ARRAY(t->arena, int64_t, MANY_IDS);
    size_t n = 0;
    while (n < MANY_IDS && read(ends[0], &ids[n], sizeof *ids) == (ssize_t)sizeof *ids)
        if (++n == 300) /* and what it writes until it is dead */
            kill(child, SIGKILL);
    close(ends[0]);
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(WIFSIGNALED(status));
    assert_true(n >= 300);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(1, testdb_int(t->db, &q_has, DB_ARGS(db_int(ids[i]))));
    int64_t heads = testdb_int(t->db, &q_heads, DB_NO_ARGS);
    assert_int_equal(heads, testdb_int(t->db, &q_both, DB_NO_ARGS));
    assert_rc(RC_OK, db_write(t->db, both_step, &(int64_t){1}, NULL, 0));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_seats), TESTDB_TESTS(test_killed)};
    log_set_level(LOG_SILENT);
    if (argc == 3 && strcmp(argv[1], "--be-killed") == 0)
        return be_killed(argv[2]);
    return cmocka_run_group_tests_name("stress", tests, NULL, NULL);
}
