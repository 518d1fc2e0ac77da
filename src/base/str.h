/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A borrowed slice of bytes, usually UTF-8 text.
 *
 * Passed by value. It never owns: whoever made the bytes says how long they
 * live. The bytes need not end in NUL and may contain one. {NULL, 0} is the
 * absent string, {"", 0} the empty one; every function takes both.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

struct str {
    const char *p;
    size_t n;
};

/* A slice of a string literal; the empty string prepended makes anything else a compile error. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* The same for static initialisers. */
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}
#define STR_NONE ((struct str){NULL, 0})

/* For printf: printf("%.*s", STR_ARGS(s)). Cuts at INT_MAX bytes. */
#define STR_ARGS(s) str_printf_length(s), (s).p ? (s).p : ""
int str_printf_length(struct str s);

/* Borrows a NUL-terminated string; NULL gives STR_NONE. */
struct str str_from_c(const char *text);

/* The same bytes; an absent string equals an empty one. */
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *b);
/* ASCII letters alike; for header names and the like, never for people's words. */
bool str_eq_nocase(struct str a, struct str b);
/* Byte order, the shorter first where one starts the other: < 0, 0 or > 0. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Index of the first byte c, or s.n where there is none. */
size_t str_find_byte(struct str s, char c);
/* Index of the first occurrence of part, or s.n; an empty part is found at 0. */
size_t str_find(struct str s, struct str part);

/* The slice from start with at most n bytes; clipped to s. */
struct str str_sub(struct str s, size_t start, size_t n);
/* Without the first n bytes; clipped. */
struct str str_skip(struct str s, size_t n);
/* Without spaces, tabs, CR and LF at either end. */
struct str str_trim(struct str s);

/*
 * Takes the next piece up to separator off the front of *rest. Returns false
 * when *rest is used up, that is, absent. "a;b;" gives "a", "b", ""; "" gives
 * one empty piece; STR_NONE gives nothing, and *rest is STR_NONE at the end.
 */
bool str_split(struct str *rest, char separator, struct str *ret_piece);

/* The whole of s as a decimal integer, optional leading '-'. RC_INVALID for
 * anything else, blanks and overflow included. */
MUST_CHECK rc str_to_int(struct str s, int64_t *ret_value);
/* The whole of s as a decimal number with '.', such as "0.25" or "-3"; at most
 * 40 bytes, no exponent, no hex, no infinity. Not locale dependent. */
MUST_CHECK rc str_to_real(struct str s, double *ret_value);

#endif
