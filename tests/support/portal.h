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
    struct str session; /* the header line of whoever is signed in: portal_sign_in; STR_NONE: nobody */
};

/* A portal that has been through init. NULL where there is no PostgreSQL to test on. */
struct portal_site *portal_begin(bool postgres);
void portal_end(struct portal_site *site);

/*
 * The same as cmocka's fixtures: one site for a group of tests, each of which
 * finds it in *state; NULL there where there is no PostgreSQL to test on.
 *   cmocka_run_group_tests(tests, portal_begin_sqlite, portal_finish)
 */
int portal_begin_sqlite(void **state);
int portal_begin_postgresql(void **state);
int portal_finish(void **state);
/* The site of a test; skips it where there is none. */
struct portal_site *portal_of(void **state);

struct page {
    int status;
    struct str headers, body;
};
/* GET path; extra header lines may be NULL. The answer is in the site's arena. */
struct page page_get(struct portal_site *site, const char *path, const char *headers);
/* Sends form ("text=Hello&size=3", encoded) to path as a browser does: GETs path
 * first, and sends back the cookie and the token of the form there. */
struct page page_post(struct portal_site *site, const char *path, const char *form);
/* The same where the form stands on another page than the one it is sent to. */
struct page page_post_from(struct portal_site *site, const char *page, const char *path, const char *form);

/* What proves that a form is ours, from a page that has one; good for every form, whoever is signed in. */
struct form_proof {
    struct str cookie, token;
};
struct form_proof page_proof(struct portal_site *site, const char *path);
/* Any method: "HEAD", "POST". With proof a form is sent, which may be ""; extra header lines may be NULL. */
struct page page_send(struct portal_site *site, const char *method, const char *path, const char *headers,
                      const struct form_proof *proof, const char *form);

/* Sends a body of another type to path, with the cookie that the page brought. */
struct page page_send_body(struct portal_site *site, const char *path, const struct page *from,
                           const char *media_type, struct str body);
/* Sends bytes as they are; they must ask for the connection to be closed. */
struct page page_raw(struct portal_site *site, struct str request);

/*
 * Signs in, with two factors, as the person with this address, who is made where there is none:
 * their name is what stands before the '@'. page_get and page_post are theirs until somebody else
 * signs in. The person's number.
 */
int64_t portal_sign_in(struct portal_site *site, const char *email);
/* The same; strong: with two factors. */
int64_t portal_sign_in_as(struct portal_site *site, const char *email, bool strong);
void portal_sign_out(struct portal_site *site);
/* Grants a person roles, bits of ROLE_BIT, in an organisation or with ACCESS_PORTAL in the portal. */
void portal_grant(struct portal_site *site, int64_t person, int64_t organisation, unsigned role_bits);
/* The header's value, or STR_NONE. */
struct str page_header(const struct page *page, const char *name);
/* What stands in the body between start and the next end, in the site's arena;
 * fails the test where start is nowhere. */
const char *page_between(struct portal_site *site, const struct page *page, const char *start, char end);
bool page_has(const struct page *page, const char *part);
#define assert_page_has(page, part) portal_assert_has((page), (part), true, __FILE__, __LINE__)
#define assert_page_lacks(page, part) portal_assert_has((page), (part), false, __FILE__, __LINE__)
void portal_assert_has(const struct page *page, const char *part, bool wanted, const char *file, int line);

#endif
