/* SPDX-License-Identifier: EUPL-1.2 */
/* The reader of the content, the finder of terms, and what ships. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>

#include "base/csv.h"
#include "base/vec.h"
#include "core/files/files.h"
#include "features/library/library_content.h"
#include "features/library/library_terms.h"

static const char *const languages[] = {"sv", "en"};

#define HEAD(slug, more)                        \
    "---\nkind: article\ntitle: T\nslug: " slug \
    "\nsummary: S\ntopic: levels\norder: 10\npublished: 2026-11-21\n" more "---\n"
#define ARTICLE(slug, body) HEAD(slug, "") body
#define GLOSSARY_HEAD "id,code,term_sv,term_en,forms_sv,forms_en,definition_sv,definition_en,article\n"
#define CHALLENGE "---\ntitle: T\nslug: c\nsummary: S\n---\nText.\n"

/* ---- reading ------------------------------------------------------------------------ */

struct file_set {
    struct content_file items[8];
    size_t n;
};

static void add_file(struct file_set *set, const char *path, const char *text)
{
    set->items[set->n++] = (struct content_file){str_from_c(path), str_from_c(text)};
}

static struct library_content read_set(struct arena *arena, const struct file_set *set, rc expected)
{
    struct library_content content;
    struct content_source source = {set->items, set->n, languages, 2, NULL, NULL};
    rc result = library_content_read(arena, &source, &content);
    if (result != expected && content.fault_count)
        fail_msg("%.*s:%zu: %.*s", STR_ARGS(content.faults[0].file), content.faults[0].line,
                 STR_ARGS(content.faults[0].message));
    assert_int_equal(expected, result);
    return content;
}

static void assert_fault(const struct library_content *content, const char *file, size_t line,
                         const char *part)
{
    for (size_t i = 0; i < content->fault_count; i++) {
        const struct content_fault *fault = &content->faults[i];
        if (str_ends(fault->file, str_from_c(file)) && fault->line == line &&
            str_find(fault->message, str_from_c(part)) < fault->message.n)
            return;
    }
    for (size_t i = 0; i < content->fault_count; i++)
        print_message("%.*s:%zu: %.*s\n", STR_ARGS(content->faults[i].file), content->faults[i].line,
                      STR_ARGS(content->faults[i].message));
    fail_msg("no fault in %s:%zu about %s", file, line, part);
}

static void test_one_of_each(void **state)
{
    struct arena *arena = arena_new();
    struct file_set set = {.n = 0};
    (void)state;
    add_file(&set, "content/library/articles/a.sv.md", ARTICLE("a", "Se [b](term:B) och [oss](article:a)."));
    add_file(&set, "content/library/articles/a.en.md",
             HEAD("a-en", "methods: x; y\nsources: One (https://a.se); Two\n") "T");
    add_file(&set, "content/library/challenges/c.sv.md", CHALLENGE);
    add_file(&set, "content/library/challenges/c.en.md", CHALLENGE);
    add_file(&set, "content/glossary.csv", GLOSSARY_HEAD "b,B,Be,Be,ben,bees,D,\"D, d\",a\n");
    add_file(&set, "content/challenges.json",
             "{\"scenarios\":[{\"id\":\"c\",\"themes\":[\"x\",\"y\"],\"articles\":[\"a\"],\"depth\":3}]}");
    struct library_content content = read_set(arena, &set, RC_OK);
    assert_int_equal(2, content.n);
    const struct content_item *article = &content.items[0], *challenge = &content.items[1];
    assert_true(str_eq_c(article->item.code, "a"));
    assert_int_equal(10, article->item.order);
    assert_true(str_eq_c(article->words[1].slug, "a-en"));
    assert_true(str_eq_c(article->words[1].sources, "One (https://a.se); Two"));
    assert_true(str_eq_c(challenge->item.themes, "x; y"));
    assert_true(str_starts(challenge->item.wish, STR("{\"articles\"")));
    assert_int_equal(1, content.term_count);
    assert_true(str_eq_c(content.terms[0].words[1].definition, "D, d"));
    arena_free(arena);
}

static void test_faults_are_told_with_their_place(void **state)
{
    struct arena *arena = arena_new();
    struct file_set set = {.n = 0};
    (void)state;
    add_file(
        &set, "content/library/articles/a.sv.md",
        "---\nkind: news\ntitle:\nslug: A b\nsummary: S\nsummary: S\ntopic: nothing\norder: x\n"
        "published: 2026-13-01\ncolour: red\nsee: gone\n---\n[x](method:m) [y](term:None) [z](challenge:q)\n");
    add_file(&set, "content/library/articles/b.en.md", "No head.");
    add_file(&set, "content/library/other/c.en.md", ARTICLE("c", "T"));
    add_file(&set, "content/library/news/d.xx.md", ARTICLE("d", "T"));
    add_file(&set, "content/library/challenges/e.sv.md", CHALLENGE);
    add_file(&set, "content/glossary.csv",
             GLOSSARY_HEAD "t,,T,T,f;g,,D,,gone\nu,,U,U,g,,D,D,\nt,,V,V,,,D,D,\nw\n");
    add_file(&set, "content/challenges.json", "{\"scenarios\":[{\"id\":\"e\",\"depth\":9},{\"id\":\"f\"}]}");
    struct library_content content = read_set(arena, &set, RC_INVALID);
    assert_fault(&content, "a.sv.md", 2, "kind");
    assert_fault(&content, "a.sv.md", 3, "title: is empty");
    assert_fault(&content, "a.sv.md", 4, "slug");
    assert_fault(&content, "a.sv.md", 6, "summary: stands twice");
    assert_fault(&content, "a.sv.md", 7, "no topic");
    assert_fault(&content, "a.sv.md", 8, "order");
    assert_fault(&content, "a.sv.md", 9, "published");
    assert_fault(&content, "a.sv.md", 10, "colour");
    assert_fault(&content, "a.sv.md", 0, "article:gone");
    assert_fault(&content, "a.sv.md", 0, "term:None");
    assert_fault(&content, "a.sv.md", 0, "challenge:q");
    assert_fault(&content, "b.en.md", 1, "does not begin");
    assert_fault(&content, "c.en.md", 0, "the name is not");
    assert_fault(&content, "d.xx.md", 0, "the name is not");
    assert_fault(&content, "glossary.csv", 2, "definition_en: is empty");
    assert_fault(&content, "glossary.csv", 2, "article:gone");
    assert_fault(&content, "glossary.csv", 3, "form of another");
    assert_fault(&content, "glossary.csv", 4, "stands twice");
    assert_fault(&content, "glossary.csv", 5, "cells");
    assert_fault(&content, "challenges.json", 0, "depth");
    assert_fault(&content, "challenges.json", 0, "library/challenges/f");
    arena_free(arena);
}

static void test_facts_agree_in_all_languages(void **state)
{
    struct arena *arena = arena_new();
    struct file_set set = {.n = 0};
    (void)state;
    add_file(&set, "content/library/articles/a.sv.md", HEAD("a", "methods: x\n") "T");
    add_file(&set, "content/library/articles/a.en.md", HEAD("a", "methods: y\n") "T");
    add_file(&set, "content/library/articles/b.sv.md", ARTICLE("a", "T"));
    struct library_content content = read_set(arena, &set, RC_INVALID);
    assert_fault(&content, "a.en.md", 9, "methods: \"x\" in another language");
    assert_fault(&content, "b.sv.md", 0, "slug: \"a\" is taken");
    assert_int_equal(3, content.fault_count); /* and b has no English */
    arena_free(arena);
}

/* ---- terms ------------------------------------------------------------------------------ */

/* What is found in text, as "code:words " for each. */
static struct str found_in(struct arena *arena, struct term_finding *finding, const char *text)
{
    struct str rest = str_from_c(text), all = STR(""), code;
    size_t at, n;
    while (term_find(finding, rest, &at, &n, &code)) {
        all = arena_printf(arena, "%.*s%.*s:%.*s ", STR_ARGS(all), STR_ARGS(code),
                           STR_ARGS(str_sub(rest, at, n)));
        rest = str_skip(rest, at + n);
    }
    return all;
}

static void check_found(const char *expected, const char *text)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct term_table table;
    struct term_finding finding;
    term_table_init(&table, arena);
    assert_null(term_table_add(&table, STR("Dialogue;dialogues;-dialogue box"), STR("dialogue")).p);
    assert_null(
        term_table_add(&table, STR("level of dialogue;citizens' dialogue; e-proposal"), STR("level")).p);
    assert_null(term_table_add(&table, STR("Återkoppling"), STR("feedback")).p);
    assert_null(term_table_add(&table, STR("Samråd (plan);;!"), STR("plan")).p);
    assert_null(term_table_add(&table, STR("Issue"), STR("issue")).p);
    assert_null(term_table_add(&table, STR("-issue;issue for dialogue"), STR("issue")).p);
    term_finding_init(&finding, &table, arena, scratch);
    struct str found = found_in(arena, &finding, text);
    if (!str_eq_c(found, expected))
        fail_msg("in \"%s\" was found %.*s", text, STR_ARGS(found));
    arena_free(scratch);
    arena_free(arena);
}

static void test_terms(void **state)
{
    (void)state;
    check_found("dialogue:DIALOGUE ", "A DIALOGUE, and one more dialogue.");
    check_found("dialogue:dialogues ", "dialogues");
    check_found("", "dialogued predialogue dialogue-like pre-dialogue");
    check_found("dialogue:dialogue ", "(dialogue)");
    check_found("level:level of dialogue dialogue:dialogue ", "the level of dialogue, then dialogue");
    check_found("level:citizens\u2019 dialogue ", "Our citizens\u2019 dialogue");
    check_found("level:Citizens' dialogue ", "Citizens' dialogue");
    check_found("level:E-proposal ", "E-proposal");
    check_found("dialogue:dialogue ", "level of, dialogue");
    check_found("dialogue:dialogue ", "a dialogue box is not a dialogue");
    check_found("feedback:\u00c5TERKOPPLING ", "\u00c5TERKOPPLING");
    check_found("", "samråd (plan)");
    check_found("issue:Issue for dialogue ", "An issue. Issue for dialogue.");
    check_found("", "");
    check_found("", "\xff\xfe d");
}

static void test_form_of_two_terms(void **state)
{
    struct arena *arena = arena_new();
    struct term_table table;
    (void)state;
    term_table_init(&table, arena);
    assert_null(term_table_add(&table, STR("a;b"), STR("one")).p);
    assert_true(str_eq_c(term_table_add(&table, STR("c;B"), STR("two")), "B"));
    arena_free(arena);
}

/* ---- what ships ---------------------------------------------------------------------------- */

struct shipped {
    struct content_file *items;
    size_t n, cap;
};

static void add_shipped(struct arena *arena, struct shipped *files, const char *path)
{
    struct str text;
    struct str full = arena_printf(arena, "%s/%s", CONTENT_FOLDER, path);
    assert_int_equal(RC_OK, file_read(arena, full.p, 1000000, &text));
    *VEC_PUSH(arena, files) = (struct content_file){arena_printf(arena, "content/%s", path), text};
}

static void add_shipped_folder(struct arena *arena, struct shipped *files, const char *folder)
{
    DIR *dir = opendir(arena_printf(arena, "%s/%s", CONTENT_FOLDER, folder).p);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (str_ends(str_from_c(entry->d_name), STR(".md")))
            add_shipped(arena, files, arena_printf(arena, "%s/%s", folder, entry->d_name).p);
    closedir(dir);
}

/* The first column of the table of methods. */
static void read_methods(struct arena *arena, struct map *methods)
{
    struct str text;
    struct csv csv;
    struct csv_record row;
    assert_int_equal(RC_OK, file_read(arena, CONTENT_FOLDER "/methods.csv", 10000000, &text));
    csv_begin(&csv, text);
    while (csv_next(&csv, arena, &row) == RC_OK)
        (void)map_put(methods, row.fields[0], methods);
}

/* Every text is there in both languages, and every link in it leads somewhere. */
static void test_what_ships(void **state)
{
    static const char *const folders[] = {"library/articles", "library/publications", "library/news",
                                          "library/challenges"};
    struct arena *arena = arena_new();
    struct shipped files = {0};
    struct map methods;
    struct library_content content;
    (void)state;
    for (size_t i = 0; i < 4; i++)
        add_shipped_folder(arena, &files, folders[i]);
    add_shipped(arena, &files, "glossary.csv");
    add_shipped(arena, &files, "challenges.json");
    map_init(&methods, arena);
    read_methods(arena, &methods);
    struct content_source source = {files.items, files.n, languages, 2, &methods, NULL};
    rc result = library_content_read(arena, &source, &content);
    for (size_t i = 0; i < content.fault_count; i++)
        print_message("%.*s:%zu: %.*s\n", STR_ARGS(content.faults[i].file), content.faults[i].line,
                      STR_ARGS(content.faults[i].message));
    assert_int_equal(RC_OK, result);
    size_t count[LIBRARY_KINDS] = {0};
    for (size_t i = 0; i < content.n; i++)
        count[content.items[i].item.kind]++;
    assert_true(count[LIBRARY_ARTICLE] >= 23 && count[LIBRARY_PUBLICATION] >= 8);
    assert_true(count[LIBRARY_NEWS] >= 6 && count[LIBRARY_CHALLENGE] >= 14 && content.term_count >= 60);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_of_each),
        cmocka_unit_test(test_faults_are_told_with_their_place),
        cmocka_unit_test(test_facts_agree_in_all_languages),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_form_of_two_terms),
        cmocka_unit_test(test_what_ships),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
