/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of who may use which address, made of the route tables: docs/access.md. */
#ifndef APP_APP_ACCESS_H
#define APP_APP_ACCESS_H

#include "app/app.h"
#include "base/buf.h"

enum { ACCESS_TABLE_MAX_BYTES = 1024 * 1024 };

/* "anyone", "signed in", "officer, administrator", "nobody": who may use a route, by the codes of the roles.
 * who: bits of enum who and WHO_ROLE. In arena. */
struct str access_who(struct arena *arena, unsigned who);
/* A route's address in a language, its values in braces: "/organisationer/{organisation}/logg". In arena. */
struct str access_address(struct arena *arena, const struct languages *languages,
                          const struct language *language, const struct route *route);
/* "GET", "POST", "GET, POST". */
const char *access_methods(const struct route *route) __attribute__((returns_nonnull));
/* Adds docs/access.md as it ought to be, of all the program's routes, with Swedish addresses. */
void access_table(const struct program *program, struct arena *arena, struct buf *text);

#endif
