/* SPDX-License-Identifier: EUPL-1.2 */
/* The method table: what an operator's file is told, and that right ones are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/files/files.h"
#include "features/guide/guide_table.h"

static const char *const languages[] = {"sv", "en"};

static const char header[] =
    "id,kind,primary_audience,name_en,name_sv,summary_en,summary_sv,participation_levels,purposes,phases,"
    "participants_min,participants_max,recruitment,duration,event_hours_min,event_hours_max,lead_weeks,"
    "run_weeks,cost_band,staff_effort,facilitation_skill,format,conflict_suitability,"
    "complexity_suitability,representativeness,inclusiveness_hard_to_reach,depth,breadth,"
    "works_with_children,needs_influenceable_question,spatial,strengths_en,weaknesses_en,strengths_sv,"
    "weaknesses_sv,steps_en,origin,related,source\r\n";

/* A row that is right: tests replace parts of it. */
static const char row_cafe[] =
    "world-cafe,method,any,World café,Världskafé (World Café),Talks.,Samtal.,dialogue;consult,"
    "generate-ideas;build-relations,options,12,300,open;targeted,hours,1.5,5,4,1,1,2,2,in-person;online,"
    "2,3,2,3,3,3,y,n,n,Inviting; Many,Thin,Bjuder in; Många,Tunt,Set tables; Talk,USA 1995,open-space,a book\r\n";
static const char row_space[] =
    "open-space,method,any,Open space,Öppet forum,Talks.,Samtal.,dialogue,generate-ideas,options,12,1000,"
    "open,days,4,16,8,1,2,2,3,in-person,2,3,1,3,4,3,y,y,n,Free,Loose,Fritt,Löst,Sit,USA,world-cafe,a book\r\n";

struct fixture {
    struct arena *arena;
    struct buf text;
    struct method_table table;
};

static int begin(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new()};
    buf_init(&fixture.text, 1024 * 1024);
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    buf_free(&fixture->text);
    arena_free(fixture->arena);
    return 0;
}

/* Adds row with the first occurrence of from replaced by to. */
static void add_row(struct fixture *f, const char *row, const char *from, const char *to)
{
    struct str s = str_from_c(row);
    size_t at = from ? str_find(s, str_from_c(from)) : s.n;
    assert_true(from == NULL || at < s.n);
    buf_add(&f->text, str_sub(s, 0, at));
    if (from) {
        buf_add_c(&f->text, to);
        buf_add(&f->text, str_skip(s, at + strlen(from)));
    }
}

static rc read_table(struct fixture *f)
{
    return method_table_read(f->arena, buf_str(&f->text), languages, 2, &f->table);
}

static void reads_a_right_table(void **state)
{
    struct fixture *f = *state;
    buf_add_c(&f->text, header);
    add_row(f, row_cafe, NULL, NULL);
    add_row(f, row_space, NULL, NULL);
    assert_int_equal(RC_OK, read_table(f));
    assert_int_equal(2, f->table.n);
    const struct method_row *cafe = &f->table.rows[0];
    const struct method_facts *facts = &cafe->method.facts;
    assert_true(str_eq_c(facts->id, "world-cafe"));
    assert_int_equal(90, facts->event_minutes_min);
    assert_int_equal(300, cafe->method.event_minutes_max);
    assert_int_equal(METHODMATCH_BIT(PARTICIPATION_DIALOGUE) | METHODMATCH_BIT(PARTICIPATION_CONSULT),
                     facts->levels);
    assert_int_equal(2, facts->n_purposes);
    assert_int_equal(PURPOSE_GENERATE_IDEAS, facts->purposes[0]);
    assert_int_equal(3, facts->depth);
    assert_true(facts->works_with_children);
    assert_false(facts->spatial);
    assert_true(str_eq_c(cafe->words[0].name, "Världskafé (World Café)"));
    assert_true(str_eq_c(cafe->words[0].slug, "varldskafe"));
    assert_true(str_eq_c(cafe->words[1].slug, "world-cafe"));
    assert_true(str_eq_c(cafe->words[1].origin, "USA 1995")); /* a bare "origin" is English */
    assert_null(cafe->words[0].origin.p);
}

static bool has_fault(const struct fixture *f, size_t row, const char *column, const char *part)
{
    for (size_t i = 0; i < f->table.fault_count; i++) {
        const struct table_fault *fault = &f->table.faults[i];
        if (fault->row == row && str_eq(fault->column, str_from_c(column)) &&
            str_find(fault->message, str_from_c(part)) < fault->message.n)
            return true;
    }
    return false;
}

static void tells_all_faults_at_once(void **state)
{
    struct fixture *f = *state;
    buf_add_c(&f->text, header);
    add_row(f, row_cafe, "generate-ideas", "make-ideas");         /* row 2 */
    add_row(f, row_space, "12,1000", "1200,1000");                /* row 3 */
    add_row(f, row_space, "open-space,method", "world-cafe,way"); /* row 4 */
    add_row(f, row_space, ",world-cafe,a book", ",nowhere,");     /* row 5 */
    assert_int_equal(RC_INVALID, read_table(f));
    assert_true(has_fault(f, 2, "purposes", "\"make-ideas\" is not one of: generate-ideas"));
    assert_true(has_fault(f, 3, "participants_min", "larger than the maximum"));
    assert_true(has_fault(f, 4, "id", "stands twice"));
    assert_true(has_fault(f, 4, "kind", "\"way\" is not one of"));
    assert_true(has_fault(f, 5, "related", "no method \"nowhere\""));
    assert_true(has_fault(f, 5, "source", "empty"));
    assert_true(has_fault(f, 5, "id", "stands twice"));
    assert_true(has_fault(f, 5, "slug_sv", "taken"));
}

static void tells_of_missing_and_unknown_columns(void **state)
{
    struct fixture *f = *state;
    add_row(f, header, "kind,", "sort,");
    add_row(f, row_cafe, NULL, NULL);
    assert_int_equal(RC_INVALID, read_table(f));
    assert_true(has_fault(f, 1, "sort", "no such column"));
    assert_true(has_fault(f, 1, "kind", "missing"));
}

static void checks_each_kind_of_cell(void **state)
{
    static const struct {
        const char *from, *to, *column, *part;
    } cases[] = {
        {"world-cafe,method", "World Cafe,method", "id", "is not an id"},
        {",any,", ",all,", "primary_audience", "not one of"},
        {"dialogue;consult", "dialogue;dialogue", "participation_levels", "stands twice"},
        {",12,300", ",-1,300", "participants_min", "whole number"},
        {",12,300", ",many,300", "participants_min", "whole number"},
        {",1.5,5,4", ",1.5,x,4", "event_hours_max", "not a number"},
        {",1.5,5,4", ",9,5,4", "event_hours_min", "larger than the maximum"},
        {",4,1,1,2,2,", ",4,1,6,2,2,", "cost_band", "from 1 to 5"},
        {",4,1,1,2,2,", ",4,1,0,2,2,", "cost_band", "from 1 to 5"},
        {",y,n,n,", ",yes,n,n,", "works_with_children", "neither y nor n"},
        {"Samtal.", " ", "summary_sv", "empty"},
        {"Samtal.", "\xFF", "summary_sv", "UTF-8"},
        {"open-space,a book", "world-cafe,a book", "related", "itself"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture *f = *state;
        buf_clear(&f->text);
        buf_add_c(&f->text, header);
        add_row(f, row_cafe, cases[i].from, cases[i].to);
        add_row(f, row_space, NULL, NULL);
        assert_int_equal(RC_INVALID, read_table(f));
        if (!has_fault(f, 2, cases[i].column, cases[i].part))
            fail_msg("no fault in %s saying \"%s\"", cases[i].column, cases[i].part);
    }
}

static void survives_files_that_are_no_tables(void **state)
{
    static const char *const files[] = {"",     "\xEF\xBB\xBF", "\n\n\n", "\"",
                                        "id\n", "a;b;c\n1;2\n", "<html>", "{}"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct fixture *f = *state;
        buf_clear(&f->text);
        buf_add_c(&f->text, files[i]);
        assert_int_equal(RC_INVALID, read_table(f));
        assert_true(f->table.fault_count > 0);
    }
}

static void stops_when_there_are_many_faults(void **state)
{
    struct fixture *f = *state;
    buf_add_c(&f->text, header);
    for (int i = 0; i < 20 * TABLE_FAULTS_MAX; i++)
        buf_add_c(&f->text, "x\r\n");
    assert_int_equal(RC_INVALID, read_table(f));
    assert_true(f->table.fault_count >= TABLE_FAULTS_MAX);
    assert_true(arena_used_bytes(f->arena) < 8 * 1024 * 1024);
}

/* One cell of very many wrong codes costs no more than the list of faults. */
static void survives_a_cell_of_many_codes(void **state)
{
    struct fixture *f = *state;
    buf_add_c(&f->text, header);
    struct str row = str_from_c(row_cafe);
    size_t at = str_find(row, STR("generate-ideas"));
    buf_add(&f->text, str_sub(row, 0, at));
    for (int i = 0; i < 100000; i++)
        buf_add_c(&f->text, "x;");
    buf_add(&f->text, str_skip(row, at));
    assert_int_equal(RC_INVALID, read_table(f));
    assert_true(arena_used_bytes(f->arena) < 8 * 1024 * 1024);
}

/* What the program ships with is right, complete in both languages, and consistent. */
static void ships_a_complete_guide(void **state)
{
    struct fixture *f = *state;
    struct str text;
    assert_int_equal(RC_OK, file_read(f->arena, CONTENT_FOLDER "/methods.csv", 10000000, &text));
    assert_int_equal(RC_OK, method_table_read(f->arena, text, languages, 2, &f->table));
    assert_int_equal(89, f->table.n);
    for (size_t i = 0; i < f->table.n; i++)
        for (size_t language = 0; language < 2; language++)
            for (size_t k = 0; k < METHOD_WORD_FIELDS; k++)
                if (method_word(&f->table.rows[i].words[language], &method_word_fields[k])->n == 0)
                    fail_msg("%.*s has no %s_%s", STR_ARGS(f->table.rows[i].method.facts.id),
                             method_word_fields[k].column, languages[language]);
}

static size_t items(struct str list)
{
    size_t n = 0;
    struct str item;
    while (str_split(&list, ';', &item))
        n++;
    return n;
}

static void ships_lists_that_say_the_same_in_both_languages(void **state)
{
    struct fixture *f = *state;
    struct str text;
    assert_int_equal(RC_OK, file_read(f->arena, CONTENT_FOLDER "/methods.csv", 10000000, &text));
    assert_int_equal(RC_OK, method_table_read(f->arena, text, languages, 2, &f->table));
    for (size_t i = 0; i < f->table.n; i++)
        for (size_t k = 0; k < METHOD_WORD_FIELDS; k++) {
            struct method_words *words = f->table.rows[i].words;
            const struct method_word_field *field = &method_word_fields[k];
            if (field->is_list &&
                items(*method_word(&words[0], field)) != items(*method_word(&words[1], field)))
                fail_msg("%.*s: %s differs in length", STR_ARGS(f->table.rows[i].method.facts.id),
                         field->column);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_a_right_table, begin, end),
        cmocka_unit_test_setup_teardown(tells_all_faults_at_once, begin, end),
        cmocka_unit_test_setup_teardown(tells_of_missing_and_unknown_columns, begin, end),
        cmocka_unit_test_setup_teardown(checks_each_kind_of_cell, begin, end),
        cmocka_unit_test_setup_teardown(survives_files_that_are_no_tables, begin, end),
        cmocka_unit_test_setup_teardown(stops_when_there_are_many_faults, begin, end),
        cmocka_unit_test_setup_teardown(survives_a_cell_of_many_codes, begin, end),
        cmocka_unit_test_setup_teardown(ships_a_complete_guide, begin, end),
        cmocka_unit_test_setup_teardown(ships_lists_that_say_the_same_in_both_languages, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
