/* SPDX-License-Identifier: EUPL-1.2 */
/* The groups of tests of core/db; each returns how many failed. */
#ifndef CORE_DB_TESTS_TEST_DB_H
#define CORE_DB_TESTS_TEST_DB_H

#include "support/testdb.h"

int test_backup(void);
int test_lane(void);
int test_migrate(void);
int test_open(void);
int test_query(void);

#endif
