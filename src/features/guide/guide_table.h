/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The method table: reads and checks a CSV file of methods, such as
 * content/methods.csv. Pure: text in, methods or faults out.
 *
 * Columns, in any order: id kind primary_audience participation_levels purposes
 * phases participants_min participants_max recruitment duration event_hours_min
 * event_hours_max lead_weeks run_weeks cost_band staff_effort
 * facilitation_skill format conflict_suitability complexity_suitability
 * representativeness inclusiveness_hard_to_reach depth breadth
 * works_with_children needs_influenceable_question spatial related source, and
 * for each language XX name_XX summary_XX strengths_XX weaknesses_XX. A language
 * may also have slug_XX (otherwise made from the name), use_when_XX,
 * avoid_when_XX, steps_XX and origin_XX; "origin" alone is origin_en. Any other
 * column is a fault. No cell is empty but those of the optional columns. What
 * each means: docs/method-table.md.
 */
#ifndef GUIDE_TABLE_H
#define GUIDE_TABLE_H

#include "core/table/table.h"
#include "features/guide/guide_method.h"

struct method_row {
    struct method method;
    struct method_words *words; /* one for each language, in their order */
    size_t row;                 /* of the table */
};

struct method_table {
    struct method_row *rows;
    size_t n;
    struct table_fault *faults; /* at most TABLE_FAULTS_MAX are kept */
    size_t fault_count;         /* how many there are in all */
};

/*
 * Reads text into *ret_table, in arena; strings are borrowed from text or in
 * the arena. languages: codes of the languages whose words are required.
 * RC_INVALID when fault_count > 0: then rows must not be used. O(length of text + n log n).
 */
MUST_CHECK rc method_table_read(struct arena *arena, struct str text, const char *const *languages,
                                size_t language_count, struct method_table *ret_table);

/* Adds the columns in which the facts of a and b differ, "depth, source", to fields. */
struct buf;
void method_compare(const struct method *a, const struct method *b, struct buf *fields);

/* The slug a name gets when none is stored: what stands in parentheses is left out. */
struct str method_slug(struct arena *arena, struct str name);

#endif
