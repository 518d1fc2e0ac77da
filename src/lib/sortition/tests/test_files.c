/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/precheck.h"
#include "support.h"

/* ---- targets -------------------------------------------------------------------- */

/* Targets as "category: value min-max/min_flex-max_flex, …; …". */
static struct str targets_text(struct arena *arena, struct str text)
{
    struct sortition_faults errors = {.arena = arena};
    struct sortition_targets targets;
    struct buf out;
    if (sortition_targets_read(text, &errors, &targets) != RC_OK)
        return faults_text(&errors);
    buf_init(&out, 10000);
    for (size_t c = 0; c < targets.category_count; c++) {
        buf_printf(&out, "%.*s:", STR_ARGS(targets.categories[c].name));
        for (size_t i = 0; i < targets.categories[c].n; i++) {
            const struct sortition_value *v = &targets.values[targets.categories[c].first + i];
            buf_printf(&out, " %.*s %d-%d", STR_ARGS(v->name), v->min, v->max);
            if (v->min_flex || v->max_flex != SORTITION_UNLIMITED)
                buf_printf(&out, "/%d-%d", v->min_flex, v->max_flex);
        }
        buf_add_c(&out, ";");
    }
    struct str result = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return result;
}

#define check_targets(expected, text) check_text((expected), targets_text(*state, STR(text)))

static void test_three_families_of_headers(void **state)
{
    const char *plain = "gender: f 1-2 m 0-3;";
    check_targets(plain, "feature,value,min,max\ngender,f,1,2\ngender,m,0,3\n");
    check_targets(plain, "category,name,min,max\ngender,f,1,2\ngender,m,0,3\n");
    check_targets(plain, "category,feature,min,max\ngender,f,1,2\ngender,m,0,3");
    check_targets(plain, "category,category value,min,max\ngender,f,1,2\ngender,m,0,3");
    check_targets(plain, "Feature , Category_Value,MIN,Max,note\ngender,f,1,2,x\ngender,m,0,3,\n");
    check_targets(plain, "\xEF\xBB\xBF"
                         "max;min;value;feature\r\n2;1;f;gender\r\n3;0;m;gender\r\n");
    check_targets(
        plain, "Targets of 2026, as decided\n\nfeature\tvalue\tmin\tmax\ngender\tf\t1\t2\ngender\tm\t0\t3\n");
}

static void test_values_of_a_category_need_not_stand_together(void **state)
{
    check_targets("age: young 1-2/0-5 old 0-0/0-1;Gender: f 1-2/1-2;",
                  "feature,value,min,max,min_flex,max_flex\nage,young,1,2,0,5\n Gender ,f,1,2,1,2\n"
                  ",,,,,\n,left out,x,y,,\nAGE,old,0,0,0,1\n");
}

static void test_errors_of_targets(void **state)
{
    check_targets("2 min: gender \"f\": min is above max (3 and 2); correct one of them\n"
                  "3 value: gender: the value is missing; name it, or remove the row\n"
                  "4 min: gender \"m\": \"1.5\" is not a whole number of people; write 0 or more in digits\n"
                  "4 max: gender \"m\": the number is missing\n"
                  "5 value: Gender \"F\" stands in row 2 already; remove one of the rows\n"
                  "6 : the row has 5 cells, the header has 4; put a cell that holds a separator in quotes\n"
                  "7 min: age \"old\": \"-1\" is not a whole number of people; write 0 or more in digits\n"
                  "7 max: age \"old\": the number is too large; at most 2147483646\n",
                  "feature,value,min,max\ngender,f,3,2\ngender,,1,2\ngender,m,1.5,\nGender, F ,1,2\n"
                  "age,young,1,2,3\nage,old,-1,99999999999\n");
    check_targets("2 min_flex: a \"x\": min_flex is above min (2 and 1); correct one of them\n"
                  "3 max_flex: a \"y\": max is above max_flex (3 and 0); correct one of them\n"
                  "4 max_flex: a \"z\": the number is missing\n",
                  "feature,value,min,max,min_flex,max_flex\na,x,1,2,2,2\na,y,1,3,0,0\na,z,1,1,1,\n");
}

static void test_errors_of_the_targets_header(void **state)
{
    check_targets("0 : the file is empty\n", "");
    check_targets("0 : the file is empty\n", "\xEF\xBB\xBF\r\n\n");
    check_targets("0 : the file names no category; add a row for each value\n",
                  "feature,value,min,max\n,,1,2\n");
    check_targets(
        "1 value: the column is missing: it names the value of the category, and may be called \"name\"\n"
        "1 max: the column is missing: how many with the value may be drawn\n",
        "feature,min,maximum\ngender,1,2\n");
    check_targets("1 max_flex: the column is missing: give min_flex and max_flex, or neither\n",
                  "feature,value,min,max,min_flex\ngender,f,1,2,0\n");
    check_targets("1 Min: the column stands twice; remove or rename one\n",
                  "feature,value,min,max,Min\ngender,f,1,2,0\n");
    check_targets("2 value: a quote is never closed\n", "feature,value,min,max\ngender,\"f,1,2\n");
}

/* ---- people --------------------------------------------------------------------- */

static const struct str two_categories = STR_INIT("feature,value,min,max\nGender,f,0,9\nGender,m,0,9\n"
                                                  "age,young,0,9\nage,old,0,9\n");

/* People as "id=value.value@household " each, then what was warned of. */
static struct str people_text(struct arena *arena, struct sortition_people_options options, struct str text)
{
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_problem problem;
    struct sortition_people people;
    struct buf out;
    check_rc(RC_OK, sortition_targets_read(two_categories, &errors, &problem.targets));
    if (sortition_people_read(text, &problem.targets, &options, &errors, &warnings, &people) != RC_OK)
        return faults_text(&errors);
    buf_init(&out, 10000);
    for (size_t i = 0; i < people.pool.n; i++) {
        buf_printf(&out, "%.*s=", STR_ARGS(people.pool.ids[i]));
        for (size_t c = 0; c < 2; c++)
            buf_add(&out, problem.targets.values[people.pool.values[2 * i + c]].name);
        buf_printf(&out, "@%u ", people.pool.households[i]);
        uint32_t found;
        check_rc(RC_OK, sortition_people_find(&people, people.pool.ids[i], &found));
        assert_int_equal(found, i);
    }
    buf_add(&out, faults_text(&warnings));
    struct str result = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return result;
}

#define check_people(expected, text) \
    check_text((expected),           \
               people_text(*state, (struct sortition_people_options){.id_column = STR_NONE}, STR(text)))

static struct sortition_people_options at_address(void)
{
    static const struct str columns[] = {STR_INIT("street"), STR_INIT("Postcode")};
    return (struct sortition_people_options){.household_columns = columns, .household_column_count = 2};
}

static void test_people(void **state)
{
    check_people("a=fold@0 007=myoung@1 7=fyoung@2 ",
                 "id,gender,AGE,note\na, F ,old,x\n007,m,Young,\n7,f,young,\"1,2\"\n");
    check_people("x=fold@0 ", "id,external_id,gender,age\n1,x,f,old\n");
    check_people("1=fold@0 2=mold@1 ", "gender,age\nf,old\nm,old\n"); /* without ids: numbers */
    check_text("y=fold@0 ", people_text(*state, (struct sortition_people_options){.id_column = STR("Code")},
                                        STR("id,code,gender,age\n1,y,f,old\n")));
}

static void test_people_below_comments(void **state)
{
    check_people("a=fold@0 b=mold@1 ", "\xEF\xBB\xBF"
                                       "Export, made by \"us\"\n\nid of the list;7\n"
                                       "id;gender;age\na;f;old\n;;\nb;m;old\n");
}

static void test_people_who_are_skipped(void **state)
{
    check_people("a=fold@0 b=mold@1 3 id: the id is blank; the row is skipped\n"
                 "5 id: the rows 2, 5 are the same person, \"a\", and alike: the first is kept\n",
                 "id,gender,age\na,f,old\n,m,old\nb,m,old\na,f, old\n");
}

static void test_errors_of_people(void **state)
{
    check_people(
        "2 gender: \"x\" is no value of the targets; correct it, or add it to the targets, "
        "with max 0 where nobody with it may be drawn\n"
        "3 age: the cell is empty; write the person's value, or remove the row\n"
        "4 : the row has 2 cells, the header has 3; put a cell that holds a separator in quotes\n"
        "6 id: the rows 5, 6 have the same id, \"c\", but differ; remove the wrong ones or correct their ids\n",
        "id,gender,age\na,x,old\nb,f,\nz,f\nc,f,old\nc,m,old\n");
    check_people("1 age: the column is missing; the targets have a category of this name\n",
                 "id,gender\na,f\n");
    check_people("1 GENDER: the column stands twice; remove or rename one\n",
                 "id,gender,GENDER,age\na,f,f,old\n");
    check_people("0 : the file has no people below its header\n", "id,gender,age\n");
    check_people("0 : the file is empty\n", "");
    struct sortition_people_options options = at_address();
    options.id_column = STR("nr");
    check_text("1 nr: the column of ids is missing; name the one that holds them\n"
               "1 Postcode: the column is missing; name the columns of the address as the file has them\n",
               people_text(*state, options, STR("id,gender,age,street\na,f,old,x\n")));
}

static void test_households(void **state)
{
    check_text("a=fold@0 b=mold@1 c=mold@0 d=mold@2 e=fold@3 f=fold@4 "
               "5 street: 2 people have no address (rows 5, 6); each counts as a household of their own\n",
               people_text(*state, at_address(),
                           STR("id,gender,age,street,postcode\na,f,old,Elm 1,11 22\nb,m,old,Elm 1,33\n"
                               "c,m,old, ELM 1,11 22 \nd,m,old,,33\ne,f,old,,\nf,f,old,Elm 2,\n")));
}

static void test_a_household_of_many_is_told(void **state)
{
    struct buf text;
    buf_init(&text, 10000);
    buf_add_c(&text, "id,gender,age,street,postcode\n");
    for (int i = 0; i < 12; i++)
        buf_printf(&text, "%d,f,old,The home,1\n", i);
    struct str result = people_text(*state, at_address(), buf_str(&text));
    assert_true(str_find(result, STR("12 people share one address (rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …)")) <
                result.n);
    buf_free(&text);
}

static void test_faults_are_limited(void **state)
{
    struct sortition_faults errors = {.arena = *state};
    struct sortition_targets targets;
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_add_c(&text, "feature,value,min,max\n");
    for (int i = 0; i < 2000; i++)
        buf_printf(&text, "a,%d,x,1\n", i);
    check_rc(RC_INVALID, sortition_targets_read(buf_str(&text), &errors, &targets));
    assert_int_equal(errors.n, SORTITION_FAULTS_MAX);
    buf_free(&text);
}

static void test_faults_as_lines(void **state)
{
    struct sortition_faults faults = {.arena = *state};
    struct buf out;
    buf_init(&out, 1000);
    sortition_fault(&faults, 3, STR("min"), "b");
    sortition_fault(&faults, 0, STR_NONE, "a");
    faults.count = 7;
    sortition_faults_write(&faults, STR("t.csv"), &out);
    check_text("t.csv: a\nt.csv: row 3: column min: b\nt.csv: and 5 more\n", buf_str(&out));
    buf_free(&out);
}

static void test_cells_are_kept(void **state)
{
    struct sortition_people people;
    (void)problem_of(*state, two_categories,
                     STR("name;id;gender;age\n\"A; \"\"B\"\"\";1;f;old\n\nC;2;m;old\n"), 1, NULL, &people);
    assert_int_equal(people.column_count, 4);
    check_text("A; \"B\"", sortition_people_cells(&people, 0, *state)[0]);
    check_text("C",
               sortition_people_cells(&people, 1, *state)[sortition_people_column(&people, STR(" NAME"))]);
    assert_true(sortition_people_column(&people, STR("none")) == SORTITION_NO_COLUMN);
}

/* ---- lists of ids ---------------------------------------------------------------- */

static struct str group_text(struct arena *arena, struct str text)
{
    struct sortition_faults errors = {.arena = arena}, warnings = {.arena = arena};
    struct sortition_people people;
    struct sortition_group group;
    (void)problem_of(arena, two_categories, STR("id,gender,age\nx,f,old\ny,m,old\nz,m,old\n"), 1, NULL,
                     &people);
    if (sortition_group_read(text, STR_NONE, &people, &errors, &warnings, &group) != RC_OK)
        return faults_text(&errors);
    struct str result = STR("");
    for (size_t i = 0; i < group.n; i++)
        result = arena_printf(arena, "%.*s%u ", STR_ARGS(result), group.people[i]);
    return ARENA_CONCAT(arena, result, faults_text(&warnings));
}

static void test_lists_of_ids(void **state)
{
    check_text("0 2 ", group_text(*state, STR("z\n x \n")));
    check_text("0 2 ", group_text(*state, STR("\xEF\xBB\xBFid\nz\nx")));
    check_text("1 ", group_text(*state, STR("name;ID\nA;y\n")));
    check_text("0 3 id: \"x\" stands in row 2 already\n", group_text(*state, STR("id\nx\nx\n")));
    check_text("2 : nobody in the people's file has the id \"q\"\n", group_text(*state, STR("x\nq\n")));
    check_text("1 : no column is known to hold ids; name it, or write one id a line\n",
               group_text(*state, STR("name,nr\nA,y\n")));
    check_text("0 : the file is empty\n", group_text(*state, STR("")));
}

/* ---- checks before solving ------------------------------------------------------- */

static struct str conflicts_text(struct arena *arena, const char *quotas, size_t size)
{
    struct str targets = arena_printf(arena, "feature,value,min,max\n%s", quotas);
    struct sortition_problem problem = problem_of(
        arena, targets, STR("id,a,b,street\n1,x,p,s\n2,x,q,s\n3,y,q,t\n4,y,q,u\n"), size, "street", NULL);
    struct sortition_conflict *conflicts;
    size_t n = sortition_precheck(&problem, arena, &conflicts);
    struct str result = STR("");
    for (size_t i = 0; i < n; i++)
        result = arena_printf(arena, "%.*s%d %lld %lld\n", STR_ARGS(result), conflicts[i].kind,
                              (long long)conflicts[i].wanted, (long long)conflicts[i].possible);
    return result;
}

static void test_conflicts(void **state)
{
    check_text("", conflicts_text(*state, "a,x,1,1\na,y,1,2\nb,p,0,1\nb,q,0,3\n", 3));
    check_text("0 0 4\n", conflicts_text(*state, "a,x,0,1\na,y,0,2\nb,p,0,1\nb,q,0,3\n", 0));
    check_text("0 5 4\n", conflicts_text(*state, "a,x,0,5\na,y,0,5\nb,p,0,5\nb,q,0,5\n", 5));
    check_text("0 4 3\n", conflicts_text(*state, "a,x,0,5\na,y,0,5\nb,p,0,5\nb,q,0,5\n", 4)); /* households */
    check_text("1 3 2\n2 2 1\n3 3 1\n4 2 1\n",
               conflicts_text(*state, "a,x,2,3\na,y,1,2\nb,p,0,1\nb,q,0,0\n", 2));
    check_text("4 2 1\n",
               conflicts_text(*state, "a,x,2,3\na,y,0,2\nb,p,0,1\nb,q,0,3\n", 3)); /* 2 people, 1 household */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_three_families_of_headers),
        ARENA_TEST(test_values_of_a_category_need_not_stand_together),
        ARENA_TEST(test_errors_of_targets),
        ARENA_TEST(test_errors_of_the_targets_header),
        ARENA_TEST(test_people),
        ARENA_TEST(test_people_below_comments),
        ARENA_TEST(test_people_who_are_skipped),
        ARENA_TEST(test_errors_of_people),
        ARENA_TEST(test_households),
        ARENA_TEST(test_a_household_of_many_is_told),
        ARENA_TEST(test_faults_are_limited),
        ARENA_TEST(test_faults_as_lines),
        ARENA_TEST(test_cells_are_kept),
        ARENA_TEST(test_lists_of_ids),
        ARENA_TEST(test_conflicts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
