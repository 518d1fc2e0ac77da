/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * For tests: the whole portal, with every module, in process, on a fresh
 * database of either kind. Templates are strict: a name that a view lacks, or
 * a value that is not safe where it stands, fails the test.
 */
#ifndef SUPPORT_PORTAL_H
#define SUPPORT_PORTAL_H

#include "app/app.h"
#include "core/web/server.h"
#include "support/testdb.h"

struct portal_site {
    struct testdb *database;
    struct arena *arena; /* ends with the site */
    struct program program;
    struct files files;
    struct languages languages;
    struct migration_list migrations;
    struct server *server;
    int port;
};

/* A portal that has been through init. NULL where there is no PostgreSQL to test on. */
struct portal_site *portal_begin(bool postgres);
void portal_end(struct portal_site *site);

struct page {
    int status;
    struct str headers, body;
};
/* GET path; extra header lines may be NULL. The answer is in the site's arena. */
struct page page_get(struct portal_site *site, const char *path, const char *headers);
/* The header's value, or STR_NONE. */
struct str page_header(const struct page *page, const char *name);
bool page_has(const struct page *page, const char *part);
#define assert_page_has(page, part) portal_assert_has((page), (part), true, __FILE__, __LINE__)
#define assert_page_lacks(page, part) portal_assert_has((page), (part), false, __FILE__, __LINE__)
void portal_assert_has(const struct page *page, const char *part, bool wanted, const char *file, int line);

#endif
