/* SPDX-License-Identifier: EUPL-1.2 */
/* For the tests of this folder: problems of texts and of the shared data. */
#ifndef SORTITION_TESTS_SUPPORT_H
#define SORTITION_TESTS_SUPPORT_H

#include "base/buf.h"
#include "base/tests/check.h"
#include "lib/sortition/people.h"
#include "lib/sortition/targets.h"

/* A list as "ROW COLUMN: MESSAGE\n" each. */
struct str faults_text(const struct sortition_faults *faults);

/* The problem of two texts without a fault; ret_people may be NULL. */
struct sortition_problem problem_of(struct arena *arena, struct str targets, struct str people, size_t size,
                                    const char *household_columns, struct sortition_people *ret_people);

/* The text of a file of the shared data, such as "sf_fixture_22/categories.csv";
 * skips the test, saying so, where the data are not beside the clone. */
struct str shared_file(struct arena *arena, const char *path);

/* The problem of a shared folder: its respondents under its categories. */
struct sortition_problem shared_problem(struct arena *arena, const char *folder, size_t size,
                                        const char *household_columns);

/* A pool of n people with random values in categories of three values each, some in
 * households of two, and quotas as wide as slack around their shares of size. */
struct sortition_problem random_problem(struct arena *arena, uint64_t *seed, size_t n, size_t categories,
                                        size_t size, int slack);

#endif
