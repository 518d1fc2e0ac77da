/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The view: a tree of values that a handler builds and that becomes HTML
 * (core/view/mustache.h) or JSON (core/view/json.h).
 *
 * Nodes in an arena, children in a linked list in the order they were added.
 * Each child of a map carries its key and the key's hash; each map carries a
 * 64-bit filter of its hashes, so that looking for a key that is not there,
 * which templates do all the time, costs one test. A value has one parent.
 * Keys and texts are borrowed: they must live as long as the arena (literals,
 * rows and strings of the same arena do). A map and a list know their arena.
 *
 * Text comes in three kinds that never mix: a plain string, html that may be
 * printed raw (made only through core/view/html_trusted.h) and url that has
 * been checked (core/view/html.h).
 *
 * One thread builds a tree; a finished tree may be read by many. Nothing here
 * fails: giving a wrong kind of value, or one that has a parent, is a
 * programming error and asserts.
 */
#ifndef CORE_VIEW_VALUE_H
#define CORE_VIEW_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct value;

enum value_kind {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_REAL,
    VALUE_STRING,
    VALUE_HTML,
    VALUE_URL,
    VALUE_LIST,
    VALUE_MAP
};

/* New values. Never NULL; owned by the arena. */
struct value *value_map(struct arena *arena);
struct value *value_list(struct arena *arena);
struct value *value_null(struct arena *arena);
struct value *value_bool(struct arena *arena, bool truth);
struct value *value_int(struct arena *arena, int64_t number);
/* Not a number and infinities are kept, print as nothing and become null in JSON. */
struct value *value_real(struct arena *arena, double number);
/* A string; STR_NONE gives null. */
struct value *value_str(struct arena *arena, struct str text);
/* A string; NULL gives null. */
struct value *value_c(struct arena *arena, const char *text);
/* A link: http, https, mailto or relative. What url_is_safe (core/view/html.h)
 * refuses becomes "#"; STR_NONE gives null. */
struct value *value_url(struct arena *arena, struct str address);

/* Puts child under key, in place of what was there before. Returns child. */
struct value *value_set(struct value *map, const char *key, struct value *child);
/* The same for a key that is not a literal. */
struct value *value_set_key(struct value *map, struct str key, struct value *child);
/* Adds child at the end. Returns child. */
struct value *value_push(struct value *list, struct value *child);

/* A new value of the named kind, put under key. */
void value_set_null(struct value *map, const char *key);
void value_set_bool(struct value *map, const char *key, bool truth);
void value_set_int(struct value *map, const char *key, int64_t number);
void value_set_real(struct value *map, const char *key, double number);
void value_set_str(struct value *map, const char *key, struct str text);
void value_set_c(struct value *map, const char *key, const char *text);
void value_set_url(struct value *map, const char *key, struct str address);
/* A new, empty map or list put under key; returned to be filled. */
struct value *value_set_map(struct value *map, const char *key);
struct value *value_set_list(struct value *map, const char *key);
/* A new, empty map or list at the end of a list; returned to be filled. */
struct value *value_push_map(struct value *list);
struct value *value_push_list(struct value *list);
void value_push_str(struct value *list, struct str text);
void value_push_int(struct value *list, int64_t number);

/* Reading. Every reader takes NULL as a missing value. */

/* The child under key; NULL where there is none or this is not a map. */
const struct value *value_get(const struct value *map, const char *key);
/* The first child of a map or list, and the one after a child; NULL at the end. */
const struct value *value_first(const struct value *parent);
const struct value *value_next(const struct value *child);
/* Number of children; 0 for anything else. */
size_t value_count(const struct value *parent);
/* The key of a map's child; STR_NONE for other values. */
struct str value_key(const struct value *child);
/* VALUE_NULL for NULL. */
enum value_kind value_kind(const struct value *value);
/* false, 0 or STR_NONE where the value is of another kind. */
bool value_as_bool(const struct value *value);
int64_t value_as_int(const struct value *value);
/* Reads an int as well. */
double value_as_real(const struct value *value);
/* The text of a string, html or url. */
struct str value_as_str(const struct value *value);
/* Whether {{#value}} shows its content: all but null, false, the empty text
 * and the empty list. Zero is a number like others, and shows. */
bool value_is_truthy(const struct value *value);

/* For tests: the value at "a.b.0.c", where a number is an index into a list;
 * "" is root itself. NULL where the way ends. */
const struct value *value_find(const struct value *root, const char *path);

/* Room for any number as text. */
enum { VALUE_NUMBER_BYTES = 32 };
/* The decimal text of number, in room. */
struct str value_int_text(int64_t number, char room[VALUE_NUMBER_BYTES]);
/* The shortest text of 15 to 17 digits, with '.', that reads back as the same
 * finite number, in room. */
struct str value_real_text(double number, char room[VALUE_NUMBER_BYTES]);

#endif
