/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif

#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum {
    FIRST_CHUNK_BYTES = 8 * 1024,
    LARGEST_GROWTH_BYTES = 1024 * 1024,
    ALIGNMENT = alignof(max_align_t),
    /* Under ASan a poisoned gap after each allocation catches overruns. */
#ifdef HAVE_ASAN
    GAP_BYTES = ALIGNMENT
#else
    GAP_BYTES = 0
#endif
};

struct chunk {
    struct chunk *next; /* older */
    size_t size, used;  /* of bytes */
    alignas(max_align_t) unsigned char bytes[];
};

struct cleanup {
    struct cleanup *next;
    void (*run)(void *argument);
    void *argument;
};

struct arena {
    struct chunk *newest;
    struct cleanup *cleanups;
    size_t used_bytes;
};

static struct chunk *chunk_new(size_t size, struct chunk *next)
{
    /* Not mem_alloc: the bytes are zeroed as they are handed out, not twice. */
    struct chunk *chunk = mem_resize(NULL, sizeof *chunk + size);
    *chunk = (struct chunk){.next = next, .size = size};
    POISON(chunk->bytes, size);
    return chunk;
}

static void chunk_free(struct chunk *chunk)
{
    UNPOISON(chunk->bytes, chunk->size);
    mem_free(chunk);
}

struct arena *arena_new(void)
{
    struct arena *arena = MEM_NEW(struct arena);
    arena->newest = chunk_new(FIRST_CHUNK_BYTES, NULL);
    return arena;
}

static void run_cleanups(struct arena *arena)
{
    while (arena->cleanups) {
        struct cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->next;
        cleanup->run(cleanup->argument);
    }
}

void arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    while (arena->newest->next) { /* keep the first, smallest chunk */
        struct chunk *chunk = arena->newest;
        arena->newest = chunk->next;
        chunk_free(chunk);
    }
    arena->newest->used = 0;
    arena->used_bytes = 0;
    POISON(arena->newest->bytes, arena->newest->size);
}

struct arena *arena_free(struct arena *arena)
{
    if (arena == NULL)
        return NULL;
    arena_reset(arena);
    chunk_free(arena->newest);
    return mem_free(arena);
}

static void add_chunk(struct arena *arena, size_t at_least)
{
    size_t size = arena->newest->size * 2;
    if (size > LARGEST_GROWTH_BYTES)
        size = LARGEST_GROWTH_BYTES;
    if (size < at_least)
        size = at_least;
    arena->newest = chunk_new(size, arena->newest);
}

/* As arena_alloc, with whatever bytes were there. */
static void *take(struct arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX / 2)
        abort(); /* an arithmetic mistake of the caller, not a request for memory */
    size_t taken = ((size_bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1)) + GAP_BYTES;
    if (taken > arena->newest->size - arena->newest->used)
        add_chunk(arena, taken);
    struct chunk *chunk = arena->newest;
    void *memory = chunk->bytes + chunk->used;
    chunk->used += taken;
    arena->used_bytes += taken;
    UNPOISON(memory, size_bytes);
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
    return memset(take(arena, size_bytes), 0, size_bytes);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t item_bytes)
{
    size_t size;
    if (__builtin_mul_overflow(count, item_bytes, &size))
        abort();
    return arena_alloc(arena, size);
}

void arena_on_end(struct arena *arena, void (*cleanup)(void *argument), void *argument)
{
    struct cleanup *entry = ARENA_NEW(arena, struct cleanup);
    *entry = (struct cleanup){arena->cleanups, cleanup, argument};
    arena->cleanups = entry;
}

struct str arena_str_dup(struct arena *arena, struct str s)
{
    return s.p ? (struct str){arena_c_dup(arena, s), s.n} : STR_NONE;
}

char *arena_c_dup(struct arena *arena, struct str s)
{
    char *copy = take(arena, s.n + 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return copy;
}

struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    char brief[128]; /* most texts fit, and are formatted once */
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(brief, sizeof brief, format, again);
    va_end(again);
    if (n < 0)
        abort(); /* only an invalid format or a wide character can do this */
    struct str text = {brief, (size_t)n};
    if (text.n < sizeof brief)
        return arena_str_dup(arena, text);
    char *longer = take(arena, text.n + 1);
    vsnprintf(longer, text.n + 1, format, args);
    return (struct str){longer, text.n};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

struct str arena_concat(struct arena *arena, const struct str *parts, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += parts[i].n;
    char *text = take(arena, n + 1), *at = text;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].n)
            memcpy(at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    *at = '\0';
    return (struct str){text, n};
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->used_bytes;
}
