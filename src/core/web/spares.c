/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/mem.h"
#include "core/web/inside.h"

enum { SPARES_MAX = 32 };

struct spares {
    pthread_mutex_t mutex;
    struct arena *arenas[SPARES_MAX];
    size_t n;
};

struct spares *spares_new(void)
{
    struct spares *spares = MEM_NEW(struct spares);
    pthread_mutex_init(&spares->mutex, NULL);
    return spares;
}

struct spares *spares_free(struct spares *spares)
{
    if (!spares)
        return NULL;
    while (spares->n)
        arena_free(spares->arenas[--spares->n]);
    pthread_mutex_destroy(&spares->mutex);
    return mem_free(spares);
}

struct arena *spares_take(struct spares *spares)
{
    struct arena *arena = NULL;
    pthread_mutex_lock(&spares->mutex);
    if (spares->n)
        arena = spares->arenas[--spares->n];
    pthread_mutex_unlock(&spares->mutex);
    return arena ? arena : arena_new();
}

void spares_give(struct spares *spares, struct arena *arena)
{
    arena_reset(arena);
    pthread_mutex_lock(&spares->mutex);
    if (spares->n < SPARES_MAX) {
        spares->arenas[spares->n++] = arena;
        arena = NULL;
    }
    pthread_mutex_unlock(&spares->mutex);
    arena_free(arena);
}
