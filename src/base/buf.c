/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

void buf_init(struct buf *buf, size_t max_bytes)
{
    *buf = (struct buf){.max = max_bytes};
}

void buf_free(struct buf *buf)
{
    mem_free(buf->p);
    buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->overflowed = false;
    if (buf->p)
        buf->p[0] = '\0';
}

/* Room for n more bytes and the NUL; false, and overflowed, past the ceiling. */
static bool make_room(struct buf *buf, size_t n)
{
    if (buf->overflowed || n > buf->max - buf->n) {
        buf->overflowed = true;
        return false;
    }
    size_t needed = buf->n + n + 1;
    if (needed > buf->cap) {
        size_t cap = buf->cap ? buf->cap * 2 : 256;
        while (cap < needed)
            cap *= 2;
        buf->p = mem_resize(buf->p, cap);
        buf->cap = cap;
    }
    return true;
}

void buf_add(struct buf *buf, struct str s)
{
    if (!make_room(buf, s.n))
        return;
    if (s.n)
        memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
    buf->p[buf->n] = '\0';
}

void buf_add_c(struct buf *buf, const char *text)
{
    buf_add(buf, str_from_c(text));
}

void buf_add_byte(struct buf *buf, char c)
{
    buf_add(buf, (struct str){&c, 1});
}

void buf_add_int(struct buf *buf, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)value);
    buf_add(buf, (struct str){digits, (size_t)n});
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !make_room(buf, (size_t)n))
        return;
    va_start(args, format);
    vsnprintf(buf->p + buf->n, (size_t)n + 1, format, args);
    va_end(args);
    buf->n += (size_t)n;
}

struct str buf_str(const struct buf *buf)
{
    return buf->p ? (struct str){buf->p, buf->n} : STR("");
}
