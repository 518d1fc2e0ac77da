/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/sortition/sortition_json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "core/view/json.h"
#include "lib/sortition/seats.h"

enum { TEXT_MAX_BYTES = 8 * 1024 * 1024 };
static const double SUM_TOLERANCE = 1e-6;

static const char *const algorithm_names[] = {"leximin", "maximin", "nash", "greedy"};
static const char *const kind_names[] = {"within-flex", "unlimited", "single-category"};

/* ---- writing ----------------------------------------------------------------------- */

static void put_text(FILE *file, struct str text)
{
    struct buf buf;
    buf_init(&buf, TEXT_MAX_BYTES);
    json_write_str(&buf, text);
    fwrite(buf.p, 1, buf.n, file);
    buf_free(&buf);
}

/* The shortest decimal that is read as the same number. */
static void put_real(FILE *file, double value)
{
    char text[32];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(isfinite(value) ? text : "null", file);
}

static void put_ids(FILE *file, const struct sortition_problem *problem, const uint32_t *people, size_t n)
{
    fputc('[', file);
    for (size_t i = 0; i < n; i++) {
        if (i)
            fputc(',', file);
        put_text(file, problem->pool.ids[people[i]]);
    }
    fputc(']', file);
}

static double least(const struct sortition_problem *problem, const double *probabilities)
{
    double min = 1;
    for (size_t i = 0; i < problem->pool.n; i++)
        min = fmin(min, probabilities[i]);
    return min;
}

static void put_numbers(FILE *file, const struct sortition_problem *problem,
                        const struct sortition_lottery *lottery)
{
    fputs(" \"exact\": ", file);
    fputs(lottery->exact ? "true" : "false", file);
    fputs(",\n \"min_probability\": ", file);
    put_real(file, least(problem, lottery->probabilities));
    fputs(",\n \"min_positive_probability\": ", file);
    put_real(file, lottery->min_probability);
    fputs(",\n \"residual\": ", file);
    put_real(file, lottery->residual);
    fputs(",\n \"levels\": [", file);
    for (size_t i = 0; i < lottery->level_count; i++) {
        fputs(i ? ",\n  {\"value\": " : "\n  {\"value\": ", file);
        put_real(file, lottery->levels[i].p);
        fputs(", \"bound\": ", file);
        put_real(file, lottery->levels[i].bound);
        fprintf(file, ", \"people\": %zu}", lottery->levels[i].people);
    }
    fputs("],\n", file);
}

static void put_lottery(FILE *file, const struct sortition_problem *problem,
                        const struct sortition_lottery *lottery)
{
    put_numbers(file, problem, lottery);
    fputs(" \"probabilities\": [", file);
    for (size_t i = 0; i < problem->pool.n; i++) {
        fputs(i ? ",\n  {\"id\": " : "\n  {\"id\": ", file);
        put_text(file, problem->pool.ids[i]);
        fputs(", \"p\": ", file);
        put_real(file, lottery->probabilities[i]);
        fputc('}', file);
    }
    fputs("],\n \"on_no_panel\": ", file);
    put_ids(file, problem, lottery->on_no_panel, lottery->on_no_panel_count);
    fputs(",\n \"panels\": [", file);
    for (size_t i = 0; i < lottery->panel_count; i++) {
        fputs(i ? ",\n  {\"p\": " : "\n  {\"p\": ", file);
        put_real(file, lottery->panels[i].p);
        fputs(", \"members\": ", file);
        put_ids(file, problem, lottery->panels[i].members, problem->size);
        fputc('}', file);
    }
    fputs("]", file);
}

static void put_relaxation(FILE *file, const struct sortition_targets *targets,
                           const struct sortition_relaxation *relaxation)
{
    fprintf(file, "{\"kind\": \"%s\", \"total\": %lld, \"changes\": [", kind_names[relaxation->kind],
            (long long)relaxation->total);
    for (size_t i = 0; i < relaxation->change_count; i++) {
        const struct sortition_change *change = &relaxation->changes[i];
        const struct sortition_value *value = &targets->values[change->value];
        fputs(i ? ",\n   {\"category\": " : "\n   {\"category\": ", file);
        put_text(file, sortition_category_of(targets, change->value)->name);
        fputs(", \"value\": ", file);
        put_text(file, value->name);
        fprintf(file, ", \"min\": [%d, %d], \"max\": [%d, %d]}", (int)value->min, (int)change->new_min,
                (int)value->max, (int)change->new_max);
    }
    fputs("]}", file);
}

void sortition_json_write(FILE *file, const struct sortition_problem *problem,
                          const struct sortition_answer *answer)
{
    fprintf(file, "{\"algorithm\": \"%s\",\n \"size\": %zu,\n \"people\": %zu,\n \"feasible\": %s,\n",
            algorithm_names[answer->lottery.algorithm], problem->size, problem->pool.n,
            answer->outcome != SOLVE_INFEASIBLE ? "true" : "false");
    fprintf(file, " \"complete\": %s,\n \"seconds\": %.3f,\n", answer->outcome == SOLVED ? "true" : "false",
            answer->seconds);
    if (answer->lottery.panel_count) {
        put_lottery(file, problem, &answer->lottery);
    } else {
        fputs(" \"relaxations\": [", file);
        for (size_t i = 0; i < answer->relaxation_count; i++) {
            fputs(i ? ",\n  " : "\n  ", file);
            put_relaxation(file, &problem->targets, &answer->relaxations[i]);
        }
        fputs("]", file);
    }
    fputs("}\n", file);
}

/* ---- reading ------------------------------------------------------------------------- */

struct reading {
    const struct sortition_problem *problem;
    const struct sortition_people *people;
    struct arena *arena;
    struct str fault;
};

static bool read_panel(struct reading *reading, const json_t *json, size_t number,
                       struct sortition_panel *ret_panel)
{
    const json_t *members = json_object_get(json, "members"), *p = json_object_get(json, "p");
    size_t size = reading->problem->size;
    uint32_t *people = ARENA_ARRAY(reading->arena, uint32_t, size);
    double probability = json_is_number(p) ? json_number_value(p) : -1;
    if (json_array_size(members) != size || !(probability > 0 && probability <= 1 + SUM_TOLERANCE)) {
        reading->fault = arena_printf(reading->arena, "panel %zu has not %zu members and a probability",
                                      number, size);
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const char *id = json_string_value(json_array_get(members, i));
        if (id == NULL || sortition_people_find(reading->people, str_from_c(id), &people[i])) {
            reading->fault = arena_printf(reading->arena, "panel %zu: \"%s\" is not in the pool", number,
                                          id && utf8_is_text(str_from_c(id)) ? id : "?");
            return false;
        }
    }
    qsort(people, size, sizeof *people, seats_compare);
    *ret_panel = (struct sortition_panel){probability, people};
    if (!sortition_panel_is_valid(reading->problem, people)) {
        reading->fault = arena_printf(reading->arena, "panel %zu breaks a quota or has two of a household",
                                      number);
        return false;
    }
    return true;
}

static bool read_panels(struct reading *reading, const json_t *list, struct sortition_lottery *lottery)
{
    size_t n = json_array_size(list);
    double sum = 0;
    lottery->panels = ARENA_ARRAY(reading->arena, struct sortition_panel, n);
    lottery->probabilities = ARENA_ARRAY(reading->arena, double, reading->problem->pool.n);
    for (size_t i = 0; i < n; i++) {
        struct sortition_panel *panel = &lottery->panels[i];
        if (!read_panel(reading, json_array_get(list, i), i + 1, panel))
            return false;
        sum += panel->p;
        for (size_t k = 0; k < reading->problem->size; k++)
            lottery->probabilities[panel->members[k]] += panel->p;
    }
    lottery->panel_count = n;
    if (n == 0 || fabs(sum - 1) > SUM_TOLERANCE)
        reading->fault = arena_printf(reading->arena,
                                      "the probabilities of its %zu panels sum to %.9g, not to 1", n, sum);
    return reading->fault.p == NULL;
}

/* What cannot be counted again from the panels: how they were found. */
static void read_claims(struct reading *reading, const json_t *root, struct sortition_lottery *lottery)
{
    const char *name = json_string_value(json_object_get(root, "algorithm"));
    const json_t *none = json_object_get(root, "on_no_panel");
    for (size_t i = 0; name && i < sizeof algorithm_names / sizeof algorithm_names[0]; i++)
        if (strcmp(name, algorithm_names[i]) == 0)
            lottery->algorithm = (enum sortition_algorithm)i;
    lottery->exact = json_is_true(json_object_get(root, "exact"));
    lottery->residual = json_number_value(json_object_get(root, "residual"));
    lottery->min_probability = json_number_value(json_object_get(root, "min_positive_probability"));
    lottery->on_no_panel = ARENA_ARRAY(reading->arena, uint32_t, json_array_size(none));
    for (size_t i = 0; i < json_array_size(none); i++) {
        const char *id = json_string_value(json_array_get(none, i));
        if (id && sortition_people_find(reading->people, str_from_c(id),
                                        &lottery->on_no_panel[lottery->on_no_panel_count]) == RC_OK)
            lottery->on_no_panel_count++;
    }
}

rc sortition_json_read(struct str text, const struct sortition_problem *problem,
                       const struct sortition_people *people, struct arena *arena,
                       struct sortition_lottery *ret_lottery, struct str *ret_problem)
{
    struct reading reading = {problem, people, arena, STR_NONE};
    struct sortition_lottery lottery = {0};
    json_error_t error;
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        reading.fault = arena_printf(arena, "line %d is not JSON: %s", error.line, error.text);
    else if (!json_is_array(json_object_get(root, "panels")))
        reading.fault = STR(
            "there is no list \"panels\"; make the file with radslag sortition solve --json FILE");
    else if (read_panels(&reading, json_object_get(root, "panels"), &lottery))
        read_claims(&reading, root, &lottery);
    json_decref(root);
    if (reading.fault.p) {
        *ret_problem = reading.fault;
        return RC_INVALID;
    }
    *ret_lottery = lottery;
    return RC_OK;
}
