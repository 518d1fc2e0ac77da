/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/report.h"

#include "support.h"

static const struct str targets = STR_INIT("feature,value,min,max\nKön,kvinna,1,1\nKön,man|x,1,1\n");
static const struct str people = STR_INIT(
    "id,name,kön,street\na,Åsa,kvinna,1\nb,\"B, B\",man|x,1\nc,=C,kvinna,2\nd,D,man|x,3\n");

static struct str text_of(struct arena *arena, struct buf *out)
{
    struct str text = arena_str_dup(arena, buf_str(out));
    assert_false(out->overflowed);
    buf_free(out);
    return text;
}

static void test_lists(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct sortition_people read;
    struct sortition_problem problem = problem_of(*state, targets, people, 2, "street", &read);
    struct sortition_list list;
    struct buf out;
    buf_init(&out, 1000);
    check_rc(RC_OK, sortition_list_columns(&read, 1, (struct str[]){STR("Name")}, 1, &errors, &list));
    sortition_list_header(&list, &out);
    sortition_list_line(&list, 1, &out);
    sortition_list_line(&list, 2, &out);
    check_text("id,name,kön\nb,\"B, B\",man|x\nc,\"'=C\",kvinna\n", text_of(*state, &out));
    check_rc(RC_INVALID, sortition_list_columns(&read, 1, (struct str[]){STR("mail")}, 1, &errors, &list));
    struct sortition_group rest = sortition_remaining(&problem, (uint32_t[]){0, 3}, *state);
    assert_int_equal(rest.n, 1); /* not b, who lives with a */
    assert_int_equal(rest.people[0], 2);
}

static void test_a_list_of_a_file_without_ids(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct sortition_people read;
    struct sortition_list list;
    struct buf out;
    (void)problem_of(*state, targets, STR("note,kön\nx,kvinna\ny,man|x\n"), 2, NULL, &read);
    buf_init(&out, 1000);
    check_rc(RC_OK, sortition_list_columns(&read, 1, NULL, 0, &errors, &list));
    sortition_list_header(&list, &out);
    sortition_list_line(&list, 1, &out);
    check_text("row,note,kön\n2,y,man|x\n", text_of(*state, &out));
}

/* What a report is made of: half a chance each for two of three panels' people. */
struct story {
    struct sortition_problem problem;
    struct sortition_lottery lottery;
    struct sortition_rounding rounding;
    struct sortition_draw draw;
    struct sortition_report report;
};

static struct story *tell(struct arena *arena, enum sortition_language language)
{
    static uint32_t ad[] = {0, 3}, bc[] = {1, 2};
    static double probabilities[] = {.75, .25, .25, .75};
    static struct sortition_panel panels[] = {{.75, ad}, {.25, bc}};
    struct story *story = ARENA_NEW(arena, struct story);
    story->problem = problem_of(arena, targets, people, 2, "street", NULL);
    story->lottery = (struct sortition_lottery){
        .exact = true, .probabilities = probabilities, .panels = panels, .panel_count = 2, .residual = 2e-9};
    story->rounding = (struct sortition_rounding){
        .m = 1000, .size = 2, .largest_change = 0.0004, .min_after = 0.25};
    story->draw = (struct sortition_draw){.label = STR("Test *draw*"),
                                          .manifest = STR("abc"),
                                          .randomness = STR("1 2 3"),
                                          .m = 1000,
                                          .number = 712};
    story->report = (struct sortition_report){.language = language,
                                              .title = STR("Rådet"),
                                              .problem = &story->problem,
                                              .households = true,
                                              .lottery = &story->lottery,
                                              .rounding = &story->rounding,
                                              .draw = &story->draw,
                                              .members = ad};
    return story;
}

static struct str report_of(struct arena *arena, const struct sortition_report *report)
{
    struct buf out;
    buf_init(&out, 100000);
    sortition_report_write(report, &out);
    return text_of(arena, &out);
}

static void check_says(struct str report, const char *words)
{
    if (str_find(report, str_from_c(words)) == report.n)
        fail_msg("the report does not say \"%s\":\n%.*s", words, STR_ARGS(report));
}

static void test_the_report_in_swedish(void **state)
{
    struct str report = report_of(*state, &tell(*state, SORTITION_SWEDISH)->report);
    check_says(report, "# Rådet: så gick lottningen till\n");
    check_says(report, "2 personer skulle lottas fram bland de 4 som hade anmält sig.");
    check_says(report, "| kvinna | 2 (50,0\u00A0%) | 1–1 | 1 (50,0\u00A0%) |\n| man\\|x | 2 (");
    check_says(report, "hade den med minst chans 25,0\u00A0%, ungefär 1 på 4.");
    check_says(report, "en lista med 1\u00A0000 numrerade grupper");
    check_says(report, "med mer än 0,04 procentenheter");
    check_says(report, "Dragningen heter ”Test \\*draw\\*”.");
    check_says(report, "grupp nummer **712** av 0 till 999");
    check_says(report, "stämmer på 0,000001 procentenheter när");
    check_says(report, "6. Grupp 712 i `panels.csv`");
    assert_true(str_find_byte(report, '{') == report.n);
}

static void test_the_report_in_english(void **state)
{
    struct story *story = tell(*state, SORTITION_ENGLISH);
    check_says(report_of(*state, &story->report), "group number **712** of 0 to 999");
    story->report.draw = NULL;
    story->report.rounding = NULL;
    story->report.members = NULL;
    struct str report = report_of(*state, &story->report);
    check_says(report, "| kvinna | 2 (50.0%) | 1–1 | 1.0 (50.0%) |");
    assert_true(str_find(report, STR("The draw")) == report.n);
    story->report.seed = STR("0af");
    story->report.lottery = NULL;
    report = report_of(*state, &story->report);
    check_says(report, "with the seed `0af`");
    check_says(report, "| kvinna | 2 (50.0%) | 1–1 |\n");
    story->lottery.algorithm = SORTITION_GREEDY;
    story->report.lottery = &story->lottery;
    check_says(report_of(*state, &story->report), "Nobody knows how large each chance was");
}

static void test_tables_of_the_report(void **state)
{
    struct story *story = tell(*state, SORTITION_SWEDISH);
    struct buf out;
    buf_init(&out, 10000);
    sortition_report_table(&story->report, &out);
    check_text("category,value,pool,pool_percent,min,max,expected,selected,selected_percent\n"
               "Kön,kvinna,2,50.00,1,1,1.0000,1,50.00\nKön,man|x,2,50.00,1,1,1.0000,1,50.00\n",
               text_of(*state, &out));
    buf_init(&out, 10000);
    sortition_report_probabilities(&story->problem, &story->lottery, &out);
    check_text("id,probability,panels\na,0.750000000,1\nb,0.250000000,1\nc,0.250000000,1\nd,0.750000000,1\n",
               text_of(*state, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_lists),
        ARENA_TEST(test_a_list_of_a_file_without_ids),
        ARENA_TEST(test_the_report_in_swedish),
        ARENA_TEST(test_the_report_in_english),
        ARENA_TEST(test_tables_of_the_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
