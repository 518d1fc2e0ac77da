/* SPDX-License-Identifier: EUPL-1.2 */
/* The index in a database, on both: what is put is found, what is removed is not. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/files/files.h"
#include "core/search/search_index.h"
#include "support/testdb.h"

enum { MANY = 10000, WORDS_EACH = 180, ROUNDS = 20 };

static void begin(struct testdb *t, struct languages *languages)
{
    testdb_migrations(t, (const char *const[]){"src/core/snapshot", "src/core/search", NULL});
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
    assert_rc(RC_OK, search_query(reader, t->arena, index, str_from_c(text), str_from_c(kind), 0, &results));
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

static rc many_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    struct search_doc doc = {.language = STR("sv"), .kind = STR("method"), .route = "guide.method"};
    struct buf title, body, ref;
    uint32_t state = *(const uint32_t *)in;
    rc result = RC_OK;
    buf_init(&title, 1000), buf_init(&body, 100000), buf_init(&ref, 100);
    for (int i = 0; i < MANY && result == RC_OK; i++) {
        buf_clear(&title), buf_clear(&body), buf_clear(&ref);
        add_words(&title, &state, 3);
        add_words(&body, &state, WORDS_EACH);
        buf_printf(&ref, "m%d", i);
        doc.title = buf_str(&title), doc.body = buf_str(&body), doc.ref = buf_str(&ref);
        result = search_put(txn, &doc);
    }
    buf_free(&title), buf_free(&body), buf_free(&ref);
    return result;
}

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void measure(struct testdb *t, const struct search_index *index, struct reader *reader,
                    const char *text)
{
    struct search_results results = {0};
    struct arena *arena = arena_new();
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = cpu_ms();
        assert_rc(RC_OK, search_query(reader, arena, index, str_from_c(text), STR_NONE, 0, &results));
        double used = cpu_ms() - start;
        best = used < best ? used : best;
        arena_reset(arena);
    }
    printf("%-10s %-24s %6lld found %6.2f ms\n", t->is_postgres ? "postgresql" : "sqlite", text,
           (long long)results.total, best);
    arena_free(arena);
}

/* Not a test: prints what a query costs this process with many documents. */
static void test_cost(struct testdb *t)
{
    static const char *const texts[] = {
        "dialog",        "dialog möte",  "kommunen medborgare besl",           "ordabc", "ordab*",
        "dialog ordabc", "dialgo xyzzy", "möte fråga beslut metod plan dialog"};
    struct languages languages;
    struct reader *reader;
    const void *index;
    uint32_t seed = 1;
    begin(t, &languages);
    put_kinds(t);
    double start = cpu_ms();
    assert_rc(RC_OK, db_write(t->db, many_step, &seed, NULL, 0));
    printf("%d documents put in %.0f ms\n", MANY, cpu_ms() - start);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    start = cpu_ms();
    assert_rc(RC_OK, search_index_kind.load(reader, t->arena, languages.items[0], &index));
    printf("snapshot loaded in %.1f ms\n", cpu_ms() - start);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        measure(t, index, reader, texts[i]);
    db_read_end(reader);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TESTDB_TESTS(test_found), TESTDB_TESTS(test_changes)};
    const struct CMUnitTest cost[] = {TESTDB_TESTS(test_cost)};
    if (argc > 1 && strcmp(argv[1], "cost") == 0)
        return cmocka_run_group_tests_name("cost", cost, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
