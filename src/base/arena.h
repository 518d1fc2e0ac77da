/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Arena: memory that ends all at once.
 *
 * A list of chunks that allocations are cut from, front to back. Nothing in it
 * is freed by itself; arena_reset and arena_free end everything, after running
 * the registered cleanups in reverse order. One arena per request; one for
 * boot, which is never freed before exit. Not thread safe: one thread at a time.
 *
 * Under AddressSanitizer the memory is poisoned on reset, so that keeping a
 * pointer too long is caught. What must live longer is copied by a function
 * named …_dup.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/rc.h"
#include "base/str.h"

struct arena;

/* A new, empty arena. Never NULL. Owner: the caller, arena_free. */
struct arena *arena_new(void);
/* Runs the cleanups and gives all memory back. NULL is fine. Returns NULL. */
struct arena *arena_free(struct arena *arena);
/* Runs the cleanups and empties the arena, which keeps one chunk for its next use. */
void arena_reset(struct arena *arena);

/* size_bytes of zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size_bytes) __attribute__((returns_nonnull));
/* Zeroed array; aborts where count * item_bytes overflows. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t item_bytes)
    __attribute__((returns_nonnull));
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) \
    ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* Calls cleanup(argument) when the arena is reset or freed; last registered, first called. */
void arena_on_end(struct arena *arena, void (*cleanup)(void *argument), void *argument);

/* A copy of s that is followed by a NUL. STR_NONE stays STR_NONE. */
struct str arena_str_dup(struct arena *arena, struct str s);
/* The same as a C string; STR_NONE gives "". A NUL inside s ends it early. */
char *arena_c_dup(struct arena *arena, struct str s) __attribute__((returns_nonnull));
/* printf into the arena. */
struct str arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
    PRINTF_LIKE(2, 0);
/* count strings one after another. */
struct str arena_concat(struct arena *arena, const struct str *parts, size_t count);
#define ARENA_CONCAT(arena, ...)                                                 \
    arena_concat((arena), (const struct str[]){__VA_ARGS__},                     \
                 sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

/* Bytes handed out since the last reset, alignment included: for limits and statistics. */
size_t arena_used_bytes(const struct arena *arena);

#endif
