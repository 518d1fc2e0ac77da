/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "lib/sortition/precheck.h"
#include "lib/sortition/report_texts.h"

/* ---- lists ----------------------------------------------------------------------- */

rc sortition_list_columns(const struct sortition_people *people, size_t category_count,
                          const struct str *kept, size_t kept_count, struct sortition_faults *errors,
                          struct sortition_list *ret_list)
{
    bool *listed = ARENA_ARRAY(errors->arena, bool, people->column_count);
    size_t before = errors->count;
    struct sortition_list list = {.people = people,
                                  .columns = ARENA_ARRAY(errors->arena, size_t, people->column_count)};
    if (people->id_column != SORTITION_NO_COLUMN)
        listed[people->id_column] = true;
    for (size_t c = 0; c < category_count; c++)
        listed[people->category_columns[c]] = true;
    for (size_t i = 0; i < people->column_count && !kept; i++)
        listed[i] = true;
    for (size_t i = 0; i < kept_count; i++) {
        size_t column = sortition_people_column(people, kept[i]);
        if (column == SORTITION_NO_COLUMN)
            sortition_fault(errors, 0, kept[i], "the people's file has no such column to keep");
        else
            listed[column] = true;
    }
    for (size_t i = 0; i < people->column_count; i++)
        if (listed[i])
            list.columns[list.n++] = i;
    if (errors->count > before)
        return RC_INVALID;
    *ret_list = list;
    return RC_OK;
}

void sortition_list_header(const struct sortition_list *list, struct buf *out)
{
    bool numbered = list->people->id_column == SORTITION_NO_COLUMN;
    if (numbered)
        buf_add_c(out, "row");
    for (size_t i = 0; i < list->n; i++)
        csv_add_field(out, list->people->columns[list->columns[i]], i == 0 && !numbered);
    buf_add_byte(out, '\n');
}

void sortition_list_line(const struct sortition_list *list, size_t person, struct buf *out)
{
    bool numbered = list->people->id_column == SORTITION_NO_COLUMN;
    struct arena *work = arena_new();
    const struct str *cells = sortition_people_cells(list->people, person, work);
    if (numbered)
        buf_add(out, list->people->pool.ids[person]);
    for (size_t i = 0; i < list->n; i++)
        csv_add_field(out, cells[list->columns[i]], i == 0 && !numbered);
    buf_add_byte(out, '\n');
    arena_free(work);
}

struct sortition_group sortition_remaining(const struct sortition_problem *problem, const uint32_t *members,
                                           struct arena *arena)
{
    const struct sortition_pool *pool = &problem->pool;
    struct sortition_group group = {ARENA_ARRAY(arena, uint32_t, pool->n), 0};
    bool *taken = ARENA_ARRAY(arena, bool, pool->household_count);
    for (size_t i = 0; i < problem->size; i++)
        taken[pool->households[members[i]]] = true;
    for (size_t i = 0; i < pool->n; i++)
        if (!taken[pool->households[i]])
            group.people[group.n++] = (uint32_t)i;
    return group;
}

/* ---- words and numbers ------------------------------------------------------------ */

struct writing {
    const struct sortition_report *report;
    struct buf *out;
    struct arena *work;
};

/* A whole number, its thousands apart. */
static struct str number(const struct writing *writing, uint64_t value)
{
    const char *apart = report_text(writing->report->language, TEXT_THOUSANDS);
    struct str text = STR("");
    for (; value >= 1000; value /= 1000)
        text = arena_printf(writing->work, "%s%03" PRIu64 "%.*s", apart, value % 1000, STR_ARGS(text));
    return arena_printf(writing->work, "%" PRIu64 "%.*s", value, STR_ARGS(text));
}

/* With so many decimals, in the language's way. */
static struct str decimal(const struct writing *writing, double value, int decimals)
{
    struct str text = arena_printf(writing->work, "%.*f", decimals, value);
    size_t point = str_find_byte(text, '.');
    if (point == text.n)
        return text;
    return ARENA_CONCAT(writing->work, str_sub(text, 0, point),
                        str_from_c(report_text(writing->report->language, TEXT_DECIMAL_POINT)),
                        str_skip(text, point + 1));
}

/* Adds a text with its holes filled. */
static void say(const struct writing *writing, enum report_text text, const struct str *fills)
{
    const char *at = report_text(writing->report->language, text);
    for (; *at; at++)
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            buf_add(writing->out, fills[at[1] - '0']);
            at += 2;
        } else
            buf_add_byte(writing->out, *at);
}

#define SAY(writing, text, ...) say((writing), (text), (const struct str[]){__VA_ARGS__})

static struct str percent(const struct writing *writing, double share)
{
    struct buf out;
    struct writing aside = *writing;
    buf_init(&out, 100);
    aside.out = &out;
    SAY(&aside, TEXT_PERCENT, decimal(writing, 100 * share, share < 0.00995 ? 2 : 1));
    struct str text = arena_str_dup(writing->work, buf_str(&out));
    buf_free(&out);
    return text;
}

/* Somebody's words, which must not become Markdown. */
static struct str plain(const struct writing *writing, struct str words)
{
    char *text = arena_alloc(writing->work, 2 * words.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        char c = words.p[i];
        if (memchr("\\`*_{}[]<>|#!~&$", c, 16))
            text[n++] = '\\';
        text[n++] = c == '\n' || c == '\r' ? ' ' : c;
    }
    return (struct str){text, n};
}

static void heading(const struct writing *writing, enum report_text text)
{
    buf_add_c(writing->out, "\n## ");
    SAY(writing, text, STR_NONE);
    buf_add_c(writing->out, "\n\n");
}

/* ---- figures ---------------------------------------------------------------------- */

/* Of each value of the targets. */
struct figures {
    size_t *pool, *drawn;
    double *expected;
};

static struct figures count_figures(const struct sortition_report *report, struct arena *work)
{
    const struct sortition_problem *problem = report->problem;
    size_t categories = problem->targets.category_count, values = problem->targets.value_count;
    const double *probabilities = report->lottery ? report->lottery->probabilities : NULL;
    struct figures figures = {sortition_count_values(problem, work), ARENA_ARRAY(work, size_t, values),
                              ARENA_ARRAY(work, double, values)};
    for (size_t i = 0; i < problem->pool.n * categories && probabilities; i++)
        figures.expected[problem->pool.values[i]] += probabilities[i / categories];
    for (size_t i = 0; i < problem->size && report->members; i++)
        for (size_t c = 0; c < categories; c++)
            figures.drawn[sortition_value_of(problem, report->members[i], c)]++;
    return figures;
}

static bool knows_chances(const struct sortition_report *report)
{
    return report->lottery && report->lottery->algorithm != SORTITION_GREEDY &&
           report->lottery->probabilities;
}

static void add_real(struct buf *out, bool known, double value, int decimals)
{
    buf_add_byte(out, ',');
    if (known)
        buf_printf(out, "%.*f", decimals, value);
}

void sortition_report_table(const struct sortition_report *report, struct buf *out)
{
    const struct sortition_problem *problem = report->problem;
    struct arena *work = arena_new();
    struct figures figures = count_figures(report, work);
    double n = (double)problem->pool.n, size = (double)problem->size;
    buf_add_c(out, "category,value,pool,pool_percent,min,max,expected,selected,selected_percent\n");
    for (size_t c = 0; c < problem->targets.category_count; c++) {
        const struct sortition_category *category = &problem->targets.categories[c];
        for (size_t v = category->first; v < category->first + category->n; v++) {
            const struct sortition_value *value = &problem->targets.values[v];
            csv_add_field(out, category->name, true);
            csv_add_field(out, value->name, false);
            buf_printf(out, ",%zu,%.2f,%d,%d", figures.pool[v], 100 * (double)figures.pool[v] / n, value->min,
                       value->max);
            add_real(out, knows_chances(report), figures.expected[v], 4);
            add_real(out, report->members, (double)figures.drawn[v], 0);
            add_real(out, report->members, 100 * (double)figures.drawn[v] / size, 2);
            buf_add_byte(out, '\n');
        }
    }
    arena_free(work);
}

void sortition_report_probabilities(const struct sortition_problem *problem,
                                    const struct sortition_lottery *lottery, struct buf *out)
{
    struct arena *work = arena_new();
    size_t *panels = ARENA_ARRAY(work, size_t, problem->pool.n);
    for (size_t j = 0; j < lottery->panel_count; j++)
        for (size_t i = 0; i < problem->size; i++)
            panels[lottery->panels[j].members[i]]++;
    buf_add_c(out, "id,probability,panels\n");
    for (size_t i = 0; i < problem->pool.n; i++) {
        csv_add_field(out, problem->pool.ids[i], true);
        add_real(out, lottery->probabilities != NULL, lottery->probabilities ? lottery->probabilities[i] : 0,
                 9);
        buf_printf(out, ",%zu\n", panels[i]);
    }
    arena_free(work);
}

/* ---- the report -------------------------------------------------------------------- */

static void write_task(const struct writing *writing)
{
    const struct sortition_report *report = writing->report;
    buf_add_c(writing->out, "# ");
    SAY(writing, TEXT_TITLE, plain(writing, report->title));
    buf_add_byte(writing->out, '\n');
    heading(writing, TEXT_ASKED_HEADING);
    SAY(writing, TEXT_ASKED, number(writing, report->problem->size),
        number(writing, report->problem->pool.n));
    buf_add_byte(writing->out, ' ');
    SAY(writing, report->households ? TEXT_ONE_OF_A_HOUSEHOLD : TEXT_HOUSEHOLDS_UNKNOWN, STR_NONE);
    buf_add_byte(writing->out, '\n');
}

static void write_category(const struct writing *writing, const struct figures *figures, size_t c)
{
    const struct sortition_problem *problem = writing->report->problem;
    const struct sortition_category *category = &problem->targets.categories[c];
    bool drawn = writing->report->members != NULL, last = drawn || knows_chances(writing->report);
    buf_printf(writing->out, "\n| %.*s | ", STR_ARGS(plain(writing, category->name)));
    SAY(writing, TEXT_POOL, STR_NONE);
    buf_add_c(writing->out, " | ");
    SAY(writing, TEXT_ALLOWED, STR_NONE);
    buf_add_c(writing->out, last ? " | " : " |\n|---|---:|---:|\n");
    if (last) {
        SAY(writing, drawn ? TEXT_DRAWN : TEXT_EXPECTED, STR_NONE);
        buf_add_c(writing->out, " |\n|---|---:|---:|---:|\n");
    }
    for (size_t v = category->first; v < category->first + category->n; v++) {
        const struct sortition_value *value = &problem->targets.values[v];
        double in_panel = drawn ? (double)figures->drawn[v] : figures->expected[v];
        buf_printf(writing->out, "| %.*s | %.*s (%.*s) | %d–%d |", STR_ARGS(plain(writing, value->name)),
                   STR_ARGS(number(writing, figures->pool[v])),
                   STR_ARGS(percent(writing, (double)figures->pool[v] / (double)problem->pool.n)), value->min,
                   value->max);
        if (last)
            buf_printf(writing->out, " %.*s (%.*s) |", STR_ARGS(decimal(writing, in_panel, drawn ? 0 : 1)),
                       STR_ARGS(percent(writing, in_panel / (double)problem->size)));
        buf_add_byte(writing->out, '\n');
    }
}

static void write_pool(const struct writing *writing)
{
    struct figures figures = count_figures(writing->report, writing->work);
    heading(writing, TEXT_POOL_HEADING);
    if (writing->report->members || knows_chances(writing->report)) {
        SAY(writing, writing->report->members ? TEXT_POOL_DRAWN : TEXT_POOL_EXPECTED, STR_NONE);
        buf_add_byte(writing->out, '\n');
    }
    for (size_t c = 0; c < writing->report->problem->targets.category_count; c++)
        write_category(writing, &figures, c);
}

static int compare_reals(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The chances of those who have one, ascending. */
static size_t sort_chances(const struct sortition_report *report, double *ret_chances)
{
    size_t n = 0;
    for (size_t i = 0; i < report->problem->pool.n; i++)
        if (report->lottery->probabilities[i] > 0)
            ret_chances[n++] = report->lottery->probabilities[i];
    qsort(ret_chances, n, sizeof *ret_chances, compare_reals);
    return n;
}

static void write_range(const struct writing *writing)
{
    const struct sortition_problem *problem = writing->report->problem;
    double *chances = ARENA_ARRAY(writing->work, double, problem->pool.n);
    size_t n = sort_chances(writing->report, chances);
    if (n == 0)
        return;
    struct str least = percent(writing, chances[0]);
    struct str one_in = number(writing, (uint64_t)llround(1 / chances[0]));
    if (chances[n - 1] - chances[0] < 1e-6) {
        SAY(writing, TEXT_CHANCES_EQUAL, least, one_in);
    } else {
        SAY(writing, TEXT_CHANCES, least, one_in, percent(writing, chances[n / 2]),
            percent(writing, chances[n - 1]));
        buf_add_byte(writing->out, ' ');
        SAY(writing, TEXT_CHANCES_WHY, percent(writing, (double)problem->size / (double)problem->pool.n));
    }
    buf_add_c(writing->out, "\n\n");
}

static void write_chances(const struct writing *writing)
{
    static const enum report_text algorithms[] = {[SORTITION_LEXIMIN] = TEXT_LEXIMIN,
                                                  [SORTITION_MAXIMIN] = TEXT_MAXIMIN,
                                                  [SORTITION_NASH] = TEXT_NASH,
                                                  [SORTITION_GREEDY] = TEXT_GREEDY};
    const struct sortition_lottery *lottery = writing->report->lottery;
    if (!lottery)
        return;
    heading(writing, TEXT_CHANCES_HEADING);
    if (knows_chances(writing->report))
        write_range(writing);
    SAY(writing, algorithms[lottery->algorithm], STR_NONE);
    if (knows_chances(writing->report)) {
        double digits = lottery->residual > 0 ? ceil(-log10(100 * lottery->residual)) : 6;
        buf_add_byte(writing->out, ' ');
        SAY(writing, lottery->exact ? TEXT_EXACT : TEXT_NOT_EXACT,
            decimal(writing, fmax(100 * lottery->residual, 1e-6), (int)fmin(fmax(digits, 1), 6)));
    }
    buf_add_byte(writing->out, '\n');
    if (lottery->on_no_panel_count) {
        buf_add_byte(writing->out, '\n');
        SAY(writing, TEXT_ON_NO_PANEL, number(writing, lottery->on_no_panel_count));
        buf_add_byte(writing->out, '\n');
    }
}

static void write_draw(const struct writing *writing)
{
    const struct sortition_report *report = writing->report;
    const struct sortition_draw *draw = report->draw;
    if (!draw && !report->rounding && !report->seed.p)
        return;
    heading(writing, TEXT_DRAW_HEADING);
    if (report->rounding) {
        SAY(writing, TEXT_ROUNDED, number(writing, report->rounding->m),
            decimal(writing, 100 * report->rounding->largest_change, 2),
            percent(writing, report->rounding->min_after));
        buf_add_c(writing->out, "\n\n");
    }
    if (draw) {
        SAY(writing, TEXT_FROZEN, draw->manifest, plain(writing, draw->label));
        buf_add_byte(writing->out, ' ');
        SAY(writing, draw->method == SORTITION_BY_BALLS ? TEXT_BY_BALLS : TEXT_BY_STREAM,
            plain(writing, draw->randomness), arena_printf(writing->work, "%" PRIu64, draw->number),
            arena_printf(writing->work, "%" PRIu64, draw->m - 1));
        buf_add_byte(writing->out, '\n');
    } else if (report->seed.p) {
        SAY(writing, TEXT_BY_SEED, plain(writing, report->seed));
        buf_add_byte(writing->out, '\n');
    }
}

static void write_checks(const struct writing *writing)
{
    const struct sortition_report *report = writing->report;
    const struct sortition_draw *draw = report->draw;
    if (!draw && !report->seed.p)
        return;
    const struct {
        enum report_text text;
        bool applies;
    } checks[] = {
        {TEXT_CHECK_MANIFEST, draw},
        {TEXT_CHECK_FILES, draw},
        {TEXT_CHECK_SELF, draw && report->rounding},
        {TEXT_CHECK_DRAW, draw},
        {TEXT_CHECK_FORMULA, draw && draw->method == SORTITION_BY_STREAM},
        {TEXT_CHECK_PANEL, draw && report->rounding},
        {TEXT_CHECK_SEED, !draw},
    };
    heading(writing, TEXT_CHECK_HEADING);
    for (size_t i = 0, n = 0; i < sizeof checks / sizeof *checks; i++) {
        if (!checks[i].applies)
            continue;
        buf_printf(writing->out, "%zu. ", ++n);
        SAY(writing, checks[i].text,
            checks[i].text == TEXT_CHECK_PANEL ? arena_printf(writing->work, "%" PRIu64, draw->number)
            : report->rounding                 ? number(writing, report->rounding->m)
                                               : STR_NONE);
        buf_add_byte(writing->out, '\n');
    }
}

void sortition_report_write(const struct sortition_report *report, struct buf *out)
{
    struct writing writing = {report, out, arena_new()};
    write_task(&writing);
    write_pool(&writing);
    write_chances(&writing);
    write_draw(&writing);
    write_checks(&writing);
    arena_free(writing.work);
}
