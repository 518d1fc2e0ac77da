/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * 64 clients fight over 500 seats, with steps among them that fail in every way
 * a step can fail. Exactly 500 seats are sold, each to the one who was told so,
 * and nothing of what failed is ever seen.
 */
#include <pthread.h>
#include <string.h>

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
static const struct query q_sell = {"t.sell", "UPDATE hall SET sold = sold + 1 WHERE id = 1", "", ""};
static const struct query q_ticket = {
    "t.ticket", "INSERT INTO ticket (seat, buyer, note) VALUES ($1, $2, $3)", "iit", ""};
static const struct query q_seat_of = {"t.seat_of", "SELECT seat FROM ticket WHERE buyer = $1", "i",
                                       "i"};
static const struct query q_tickets = {"t.tickets", "SELECT count(*) FROM ticket", "", "i"};
static const struct query q_poison = {"t.poison", "SELECT count(*) FROM ticket WHERE note <> 'sold'",
                                      "", "i"};
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
    rc result = db_exec(txn, &q_ticket, DB_ARGS(db_int(500), db_int(-attempt->buyer), db_text(note)),
                        NULL);
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
            assert_int_equal(pending->answer.seat,
                             testdb_int(t->db, &q_seat_of, DB_ARGS(db_int(pending->attempt.buyer))));
        } else {
            full++;
            assert_rc(RC_LIMIT, pending->result);
        }
    }
    print_message("%s: %d sold, %d too late, %d poisoned, %d given up\n", db_kind(t->db), sold, full,
                  poisoned, busy);
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

int main(void)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_seats)};
    log_set_level(LOG_SILENT);
    return cmocka_run_group_tests_name("stress", tests, NULL, NULL);
}
