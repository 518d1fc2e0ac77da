/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the program's own code share. Everything lives until exit. */
#ifndef APP_APP_H
#define APP_APP_H

#include "core/command/command.h"
#include "core/module.h"
#include "core/view/mustache.h"

/* The commands that belong to no feature. */
extern const struct module app_module;
/* All modules; ends with NULL. */
extern const struct module *const app_modules[];

/* The languages of po/LINGUAS, each with its catalogue. RC_INVALID, RC_NOT_FOUND. */
MUST_CHECK rc app_load_languages(const struct files *files, struct arena *arena,
                                 struct languages *ret_languages);

struct migration_list {
    struct migration *items;
    size_t n, cap;
};
/* The files migrations/MODULE/NNN-name.sql of all modules, in order. RC_INVALID
 * where a name is not of that form or a number is missing. */
MUST_CHECK rc app_load_migrations(const struct files *files, struct arena *arena,
                                  struct migration_list *ret_migrations);

/* Compiles every template for one language. On a fault prints or logs its place
 * through tell and returns RC_INVALID. */
MUST_CHECK rc app_load_templates(const struct files *files, struct arena *arena,
                                 const struct language *language, bool strict, void (*tell)(const char *text),
                                 const struct template_set **ret_set);

/* A database as it may be shown: an address of PostgreSQL can hold a password. */
struct str app_shown(struct str url);
/* Makes the folder of a SQLite file, so that the first start needs no mkdir. False, having told why. */
bool app_make_folder(struct arena *arena, struct str url);

/* radslag init, radslag demo */
int app_init(struct command_line *line);
extern const struct option app_init_options[];
int app_demo(struct command_line *line);

/* radslag serve */
int app_serve(struct command_line *line);
extern const struct option app_serve_options[];

/* radslag doctor: EXIT_NO where something is not well. */
int app_doctor(struct command_line *line);
extern const struct option app_doctor_options[];

/* Whether the keys mail_… are right, or mail_url is empty; otherwise prints what is wrong. */
bool app_check_mail(struct arena *arena, const struct config *config);

#endif
