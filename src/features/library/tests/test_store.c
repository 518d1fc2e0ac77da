/* SPDX-License-Identifier: EUPL-1.2 */
/* The library in the database, on both. */
#include "support/testdb.h"

#include "core/files/files.h"
#include "features/library/library_store.h"

static const char *const languages[] = {"sv", "en"};

static const struct query q_edit = {"test.edit", "UPDATE library_item SET edited_at = 1 WHERE code = $1", "t",
                                    ""};
static const struct query q_count = {"test.count", "SELECT count(*) FROM library_text", "", "i"};

#define ARTICLE(title, slug)                                                                       \
    "---\nkind: article\ntitle: " title "\nslug: " slug "\nsummary: S\ntopic: levels\norder: 10\n" \
    "published: 2026-11-21\nmethods: m; n\nsources: One; Two\n---\nText.\n"
#define NEWS(slug, day) \
    "---\nkind: news\ntitle: N\nslug: " slug "\nsummary: S\npublished: " day "\narchived:\n---\nText.\n"
#define CHALLENGE(slug) "---\ntitle: C\nslug: " slug "\nsummary: S\n---\nText.\n"

static const struct content_file files[] = {
    {STR_INIT("content/library/articles/a.sv.md"), STR_INIT(ARTICLE("Öppet", "oppet"))},
    {STR_INIT("content/library/articles/a.en.md"), STR_INIT(ARTICLE("Open", "open"))},
    {STR_INIT("content/library/articles/b.sv.md"), STR_INIT(ARTICLE("Slutet", "slutet"))},
    {STR_INIT("content/library/articles/b.en.md"), STR_INIT(ARTICLE("Closed", "closed"))},
    {STR_INIT("content/library/news/a.sv.md"), STR_INIT(NEWS("oppet", "2026-01-02"))},
    {STR_INIT("content/library/news/a.en.md"), STR_INIT(NEWS("open", "2026-01-02"))},
    {STR_INIT("content/library/news/b.sv.md"), STR_INIT(NEWS("b", "2026-03-01"))},
    {STR_INIT("content/library/news/b.en.md"), STR_INIT(NEWS("b", "2026-03-01"))},
    {STR_INIT("content/library/challenges/c.sv.md"), STR_INIT(CHALLENGE("c"))},
    {STR_INIT("content/library/challenges/c.en.md"), STR_INIT(CHALLENGE("c-en"))},
    {STR_INIT("content/challenges.json"),
     STR_INIT("{\"scenarios\":[{\"id\":\"c\",\"themes\":[\"t\"],\"articles\":[\"a\"]}]}")},
    {STR_INIT("content/glossary.csv"),
     STR_INIT("id,code,term_sv,term_en,forms_sv,forms_en,definition_sv,definition_en,article\n"
              "x,X,Åtgärd,Measure,åtgärder,,D,D,a\ny,,Zon,Zone,,,D,D,\n")},
};

static struct table_counts import(struct testdb *t, struct library_content *content)
{
    struct table_counts counts;
    struct library_import in = {content, languages, 2, 5 * TIME_DAY};
    assert_rc(RC_OK, db_write(t->db, library_import_step, &in, &counts, sizeof counts));
    return counts;
}

/* The schema and the files above. */
static struct table_counts fill(struct testdb *t, struct library_content *content)
{
    struct content_source source = {files, sizeof files / sizeof files[0], languages, 2, NULL, NULL};
    testdb_migrations(t, (const char *const[]){"src/core/snapshot", "src/features/library", NULL});
    assert_rc(RC_OK, library_content_read(t->arena, &source, content));
    return import(t, content);
}

static void test_comes_out_as_it_went_in(struct testdb *t)
{
    struct library_content content;
    struct library_entries entries;
    struct reader *reader;
    assert_int_equal(7, fill(t, &content).added);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, library_list(reader, t->arena, STR("sv"), &entries));
    db_read_end(reader);
    assert_int_equal(5, entries.n);
    assert_str("Slutet", entries.items[0].words.title); /* the same order: by title */
    const struct library_entry *article = &entries.items[1];
    assert_str("Öppet", article->words.title);
    assert_str("m; n", article->item.methods);
    assert_str("One; Two", article->words.sources);
    assert_str("Text.", article->words.body);
    assert_int_equal(1, article->others.n);
    assert_str("en", article->others.items[0].language);
    assert_str("open", article->others.items[0].text);
    assert_true(entries.items[2].item.kind == LIBRARY_NEWS && entries.items[2].item.archived == 0);
    assert_str("b", entries.items[2].item.code); /* the newest first */
    assert_true(entries.items[4].item.kind == LIBRARY_CHALLENGE);
    assert_str("t", entries.items[4].item.themes);
    assert_str("c-en", entries.items[4].others.items[0].text);
}

static void test_glossary_in_the_order_of_the_language(struct testdb *t)
{
    struct library_content content;
    struct glossary_entries terms;
    struct reader *reader;
    (void)fill(t, &content);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, glossary_list(reader, t->arena, STR("sv"), &terms));
    assert_int_equal(2, terms.n);
    assert_str("Zon", terms.items[0].words.term);
    assert_str("Åtgärd", terms.items[1].words.term);
    assert_str("X", terms.items[1].term.concept);
    assert_str("Measure", terms.items[1].others.items[0].text);
    assert_rc(RC_OK, glossary_list(reader, t->arena, STR("de"), &terms));
    assert_int_equal(0, terms.n);
    db_read_end(reader);
}

/* What an editor has changed stays; the rest is brought in again. */
static void test_import_keeps_what_was_edited(struct testdb *t)
{
    struct library_content content;
    struct library_entries entries;
    struct reader *reader;
    (void)fill(t, &content);
    assert_rc(RC_OK, testdb_exec(t->db, &q_edit, DB_ARGS(db_text(STR("a")))));
    content.items[0].words[0].title = STR("Ny");
    content.items[1].words[0].title = STR("Också ny");
    struct table_counts counts = import(t, &content);
    assert_int_equal(0, counts.added);
    assert_int_equal(1, counts.updated);
    assert_int_equal(1, counts.kept);
    assert_int_equal(5, counts.unchanged); /* the news with that code, too */
    assert_int_equal(8, testdb_int(t->db, &q_count, DB_NO_ARGS));
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, library_list(reader, t->arena, STR("sv"), &entries));
    db_read_end(reader);
    assert_str("Också ny", entries.items[0].words.title);
    assert_int_equal(5 * TIME_DAY, entries.items[0].updated);
    assert_str("Öppet", entries.items[1].words.title);
}

/* Only what differs is written, and what has not changed has not been updated. */
static void test_import_twice_changes_nothing(struct testdb *t)
{
    struct library_content content;
    struct library_entries entries;
    struct reader *reader;
    (void)fill(t, &content);
    struct table_counts counts = import(t, &content);
    assert_int_equal(0, counts.added + counts.updated + counts.kept);
    assert_int_equal(7, counts.unchanged);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, library_list(reader, t->arena, STR("sv"), &entries));
    db_read_end(reader);
    for (size_t i = 0; i < entries.n; i++)
        assert_int_equal(0, entries.items[i].updated);
}

/* A folder with one text may refer to what the portal has, but not take its address. */
static void test_refers_to_what_is_stored(struct testdb *t)
{
    static const struct content_file one[] = {
        {STR_INIT("x/library/news/new.sv.md"),
         STR_INIT(NEWS("nytt", "2026-05-01") "[a](article:a) [x](term:X)\n")},
        {STR_INIT("x/library/news/new.en.md"), STR_INIT(NEWS("open", "2026-05-01") "[b](article:gone)\n")}};
    struct library_content content;
    struct map stored;
    struct reader *reader;
    (void)fill(t, &content);
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, library_stored(reader, t->arena, languages, 2, &stored));
    db_read_end(reader);
    struct content_source source = {one, 2, languages, 2, NULL, &stored};
    assert_rc(RC_INVALID, library_content_read(t->arena, &source, &content));
    assert_int_equal(2, content.fault_count);
    assert_str("slug: \"open\" is taken by news:a, which is in the portal", content.faults[0].message);
    assert_str("the link article:gone leads nowhere", content.faults[1].message);
}

/* A slug that is taken stops all of it. */
static void test_import_is_all_or_nothing(struct testdb *t)
{
    struct library_content content;
    struct table_counts counts;
    (void)fill(t, &content);
    content.items[0].item.code = STR("new");
    content.items[1].item.code = STR("newer");
    content.items[0].words[0].slug = STR("fresh");
    content.items[0].words[1].slug = STR("fresh");
    struct library_import in = {&content, languages, 2, 5 * TIME_DAY};
    assert_rc(RC_EXISTS, db_write(t->db, library_import_step, &in, &counts, sizeof counts));
    assert_int_equal(8, testdb_int(t->db, &q_count, DB_NO_ARGS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_comes_out_as_it_went_in, .migrations = NULL),
        TESTDB_TESTS(test_import_twice_changes_nothing, .migrations = NULL),
        TESTDB_TESTS(test_refers_to_what_is_stored, .migrations = NULL),
        TESTDB_TESTS(test_glossary_in_the_order_of_the_language, .migrations = NULL),
        TESTDB_TESTS(test_import_keeps_what_was_edited, .migrations = NULL),
        TESTDB_TESTS(test_import_is_all_or_nothing, .migrations = NULL),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
