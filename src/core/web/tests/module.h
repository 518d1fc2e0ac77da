/* SPDX-License-Identifier: EUPL-1.2 */
/* The module that the tests' server runs: a page of each kind. */
#ifndef WEB_TESTS_MODULE_H
#define WEB_TESTS_MODULE_H

#include "core/web/server.h"

extern const struct module test_module;

/* Swedish (with a small catalogue) and English, templates, assets. db may be NULL. */
struct server_parts module_parts(struct arena *arena, struct db *db);
extern const struct migration module_migrations[1];

/* The bytes of "/assets/large.0123abcd.woff2". */
enum { LARGE_BYTES = 300000 };
char large_byte(size_t i);

#endif
