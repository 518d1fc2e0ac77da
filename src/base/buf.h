/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A growing byte buffer with a ceiling.
 *
 * The ceiling is stated when it is made, so that no input decides how much
 * memory is used. Going past it sets overflowed, which sticks: later additions
 * do nothing, and the caller asks once, at the end. The bytes are followed by
 * a NUL that n does not count. Owner: whoever called buf_init, buf_free.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
    char *p; /* NULL until the first addition */
    size_t n, cap, max;
    bool overflowed;
};

/* An empty buffer that will hold at most max_bytes. */
void buf_init(struct buf *buf, size_t max_bytes);
/* Gives the memory back and leaves an empty buffer with the same ceiling. */
void buf_free(struct buf *buf);
/* Empties without giving memory back; clears overflowed. */
void buf_clear(struct buf *buf);

/* Add to the end, all or nothing: what would pass the ceiling sets overflowed instead. */
void buf_add(struct buf *buf, struct str s);
void buf_add_c(struct buf *buf, const char *text);
void buf_add_byte(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The contents, borrowed until the next change of buf. Never absent. */
struct str buf_str(const struct buf *buf);

#endif
