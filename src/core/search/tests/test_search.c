/* SPDX-License-Identifier: EUPL-1.2 */
/* The index in a database, on both: what is put is found, what is removed is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/files/files.h"
#include "core/module.h"
#include "core/search/search_index.h"
#include "support/testdb.h"

enum { MANY = 10000, WORDS_EACH = 180, ROUNDS = 21 };
static const time_us NOW = 100 * TIME_DAY;
static const double COST_MAX_MS = 5; /* of this process, for a query */

static void begin(struct testdb *t, struct languages *languages)
{
    testdb_migrations(
        t, (const char *const[]){"src/core/snapshot", "src/core/settings", "src/core/search", NULL});
    *languages = (struct languages){0};
    assert_rc(RC_OK, languages_add(languages, t->arena, "sv", STR_NONE));
    assert_rc(RC_OK, languages_add(languages, t->arena, "en", STR_NONE));
}

static rc kind_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return search_kind_add(txn, in);
}

static rc put_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return search_put(txn, in);
}

static rc remove_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return search_remove(txn, in, STR("method"), STR("a"));
}

static rc synonym_step(struct txn *txn, const void *in, void *out)
{
    (void)in, (void)out;
    rc result = search_synonym_add(txn, STR("sv"), 1, STR("workshop"));
    return result ? result : search_synonym_add(txn, STR("sv"), 1, STR("lottat råd"));
}

static void put_kinds(struct testdb *t)
{
    static const struct search_kind kinds[] = {{"method", "Method", "Methods", 1},
                                               {"term", "Term", "Terms", 2}};
    assert_rc(RC_OK, db_write(t->db, kind_step, &kinds[0], NULL, 0));
    assert_rc(RC_OK, db_write(t->db, kind_step, &kinds[1], NULL, 0));
}

static void put(struct testdb *t, const char *language, const char *kind, const char *ref, const char *title,
                const char *body)
{
    struct search_doc doc = {.language = str_from_c(language),
                             .kind = str_from_c(kind),
                             .ref = str_from_c(ref),
                             .route = "guide.method",
                             .parts = str_from_c(ref),
                             .title = str_from_c(title),
                             .body = str_from_c(body)};
    assert_rc(RC_OK, db_write(t->db, put_step, &doc, NULL, 0));
}

/* What is found, "b a", with "~" for some and "=word" for what was looked for instead. */
static const char *ask(struct testdb *t, const struct languages *languages, const char *text,
                       const char *kind)
{
    struct reader *reader;
    const void *index;
    struct search_results results;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, search_index_kind.load(reader, t->arena, languages->items[0], &index));
    assert_rc(RC_OK,
              search_query(reader, t->arena, index, NOW, str_from_c(text), str_from_c(kind), 0, &results));
    db_read_end(reader);
    struct str found = results.some ? STR("~") : STR("");
    if (results.corrected.p)
        found = arena_printf(t->arena, "%.*s=%.*s", STR_ARGS(found), STR_ARGS(results.corrected));
    for (size_t i = 0; i < results.n; i++)
        found = arena_printf(t->arena, "%.*s %.*s", STR_ARGS(found), STR_ARGS(results.items[i].ref));
    return arena_c_dup(t->arena, found);
}

static void test_found(struct testdb *t)
{
    struct languages languages;
    begin(t, &languages);
    put_kinds(t);
    assert_string_equal("~", ask(t, &languages, "skola", NULL)); /* nothing at all */
    put(t, "sv", "method", "a", "Skolmöte", "Om skolan och lekplatserna i Örebro");
    put(t, "sv", "method", "b", "Lekplats", "Vi bygger");
    put(t, "sv", "term", "c", "Lottat råd", "Ett råd av lottade");
    put(t, "en", "method", "a", "School meeting", "About playgrounds");
    assert_rc(RC_OK, db_write(t->db, synonym_step, NULL, NULL, 0));
    assert_string_equal(" b a", ask(t, &languages, "lekplatser", NULL));
    assert_string_equal(" b a", ask(t, &languages, "lek*", NULL));
    assert_string_equal(" b a", ask(t, &languages, "lek platser", NULL));
    assert_string_equal(" b a", ask(t, &languages, "lek\u200Bplat\u00ADser\uFEFF", NULL));
    assert_string_equal(" a", ask(t, &languages, "lekplats skola", NULL));
    assert_string_equal("~ b a", ask(t, &languages, "lekplats simhall", NULL));
    assert_string_equal("=lekplats b a", ask(t, &languages, "lekpalts", NULL));
    assert_string_equal("=örebro a", ask(t, &languages, "orebro", NULL));
    assert_string_equal(" c", ask(t, &languages, "workshop", NULL));
    assert_string_equal(" c", ask(t, &languages, "lottade rådet", NULL));
    assert_string_equal("", ask(t, &languages, "lekplats", "term"));
    assert_string_equal("", ask(t, &languages, " \"* ", NULL));
    assert_string_equal("~", ask(t, &languages, "playground", NULL));
}

/* What is dated is found from that day on. */
static void test_dated(struct testdb *t)
{
    struct languages languages;
    struct search_doc doc = {.language = STR("sv"),
                             .kind = STR("method"),
                             .ref = STR("b"),
                             .route = "guide.method",
                             .parts = STR("b"),
                             .title = STR("Torg"),
                             .body = STR("Om torget")};
    begin(t, &languages);
    put_kinds(t);
    put(t, "sv", "method", "a", "Park", "Om parken vid torget");
    doc.from = NOW + 1;
    assert_rc(RC_OK, db_write(t->db, put_step, &doc, NULL, 0));
    assert_string_equal(" a", ask(t, &languages, "torg", NULL));
    doc.from = NOW; /* the same but for its day */
    assert_rc(RC_OK, db_write(t->db, put_step, &doc, NULL, 0));
    assert_string_equal(" b a", ask(t, &languages, "torg", NULL));
}

static void test_changes(struct testdb *t)
{
    static const struct query q_words = {"test.words", "SELECT count(*) FROM search_word WHERE documents > 0",
                                         "", "i"};
    struct languages languages;
    begin(t, &languages);
    put_kinds(t);
    put(t, "sv", "method", "a", "Torg", "Om torget");
    put(t, "sv", "method", "b", "Park", "Om parken");
    put(t, "sv", "method", "a", "Gata", "Om gatan");
    assert_string_equal("~", ask(t, &languages, "torg", NULL));
    assert_string_equal(" a", ask(t, &languages, "gator", NULL));
    assert_int_equal(5, testdb_int(t->db, &q_words, DB_NO_ARGS)); /* om gata gatan park parken */
    put(t, "sv", "method", "a", "Gata", "Om gatan");              /* the same again */
    assert_int_equal(5, testdb_int(t->db, &q_words, DB_NO_ARGS));
    assert_rc(RC_OK, db_write(t->db, remove_step, &languages, NULL, 0));
    assert_rc(RC_OK, db_write(t->db, remove_step, &languages, NULL, 0)); /* and when it is gone */
    assert_string_equal("~", ask(t, &languages, "gator", NULL));
    assert_string_equal(" b", ask(t, &languages, "park", NULL));
    assert_int_equal(3, testdb_int(t->db, &q_words, DB_NO_ARGS));
}

/* ---- many ------------------------------------------------------------------------------- */

static const char *const often[] = {"dialog", "medborgare", "kommun", "möte",
                                    "fråga",  "beslut",     "metod",  "plan"};

static uint32_t next_random(uint32_t *state)
{
    return *state = *state * 1664525u + 1013904223u;
}

static void add_words(struct buf *text, uint32_t *state, int n)
{
    for (int i = 0; i < n; i++) {
        uint32_t number = next_random(state) >> 8;
        if (number % 8 == 0)
            buf_printf(text, "%s ", often[number / 8 % 8]);
        else
            buf_printf(text, "ord%c%c%c ", (char)('a' + number % 26), (char)('a' + number / 26 % 26),
                       (char)('a' + number / 676 % 14));
    }
}

static rc many_docs(struct search_feed *feed)
{
    struct search_doc doc = {.language = STR("sv"), .kind = STR("method"), .route = "guide.method"};
    struct buf title, body, ref;
    uint32_t state = 1;
    buf_init(&title, 1000), buf_init(&body, 100000), buf_init(&ref, 100);
    for (int i = 0; i < MANY; i++) {
        buf_clear(&title), buf_clear(&body), buf_clear(&ref);
        add_words(&title, &state, 3);
        add_words(&body, &state, WORDS_EACH);
        buf_printf(&ref, "m%d", i);
        doc.title = buf_str(&title), doc.body = buf_str(&body), doc.ref = buf_str(&ref);
        feed->emit(feed, &doc);
    }
    buf_free(&title), buf_free(&body), buf_free(&ref);
    return RC_OK;
}

static void put_many(struct testdb *t, const struct languages *languages)
{
    static const char synonyms[] = "language,words\n";
    static const struct embedded_file file = {"content/synonyms.csv", synonyms,
                                              synonyms + sizeof synonyms - 1};
    static const struct files files = {&file, 1, NULL};
    static const struct search_kind kinds[] = {{"method", "Method", "Methods", 1}, {0}};
    static const struct search_source source = {kinds, many_docs};
    static const struct module module = {.name = "many", .search = &source};
    static const struct module *const modules[] = {&module, NULL};
    const struct program program = {.files = &files, .languages = languages, .modules = modules};
    struct search_counts counts;
    assert_rc(RC_OK, search_reindex(t->db, &program, &counts));
    assert_int_equal(MANY, counts.put);
}

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What PostgreSQL's process for this reader has used; 0 with SQLite, which has none. */
static double server_ms(const struct testdb *t, struct reader *reader)
{
    static const struct query q_process = {"test.process", "SELECT CAST(pg_backend_pid() AS bigint)", "",
                                           "i"};
    struct rows rows;
    char name[64];
    long long ns = 0;
    if (!t->is_postgres)
        return 0;
    db_query(reader, &q_process, DB_NO_ARGS, &rows);
    assert_true(rows_next(&rows));
    snprintf(name, sizeof name, "/proc/%lld/schedstat", (long long)rows_int(&rows, 0));
    assert_rc(RC_OK, rows_close(&rows));
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    assert_int_equal(1, fscanf(file, "%lld", &ns));
    fclose(file);
    return (double)ns / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of what a query costs this process; prints it, and what it costs the server. */
static double measure(struct testdb *t, const struct search_index *index, struct reader *reader,
                      const char *text)
{
    struct search_results results = {0};
    struct arena *arena = arena_new();
    double here[ROUNDS], there[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double server = server_ms(t, reader), process = cpu_ms();
        assert_rc(RC_OK, search_query(reader, arena, index, NOW, str_from_c(text), STR_NONE, 0, &results));
        here[round] = cpu_ms() - process;
        there[round] = server_ms(t, reader) - server;
        arena_reset(arena);
    }
    arena_free(arena);
    qsort(here, ROUNDS, sizeof *here, by_size);
    qsort(there, ROUNDS, sizeof *there, by_size);
    printf("%-12s %-36s %6lld %10.2f", t->is_postgres ? "PostgreSQL" : "SQLite", text,
           (long long)results.total, here[ROUNDS / 2]);
    if (t->is_postgres)
        printf(" %10.2f", there[ROUNDS / 2]);
    printf("\n");
    return here[ROUNDS / 2];
}

/* Not a test: prints what a query costs with many documents. script/bench search */
static void test_cost(struct testdb *t)
{
    static const char *const texts[] = {
        "dialog",        "dialog möte",  "kommunen medborgare besl",           "ordabc", "ordab*",
        "dialog ordabc", "dialgo xyzzy", "möte fråga beslut metod plan dialog"};
    struct languages languages;
    struct reader *reader;
    const void *index;
    double most = 0;
    begin(t, &languages);
    double start = cpu_ms();
    put_many(t, &languages);
    double put = cpu_ms();
    testdb_tidy(t);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, search_index_kind.load(reader, t->arena, languages.items[0], &index));
    printf("\n%d documents: %.0f ms to put them, %.0f ms to load what is kept in memory\n", MANY, put - start,
           cpu_ms() - put);
    printf("%-12s %-36s %6s %10s %10s\n", "ms of CPU", "query", "found", "radslag", "server");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double cost = measure(t, index, reader, texts[i]);
        most = cost > most ? cost : most;
    }
    db_read_end(reader);
    printf("the dearest: %.2f ms of %.0f: %s\n", most, COST_MAX_MS, most <= COST_MAX_MS ? "met" : "MISSED");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_found), TESTDB_TESTS(test_dated),
                                       TESTDB_TESTS(test_changes)};
    const struct CMUnitTest cost[] = {TESTDB_TESTS(test_cost)};
    if (argc > 1 && strcmp(argv[1], "cost") == 0)
        return cmocka_run_group_tests_name("cost", cost, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
