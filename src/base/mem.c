/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_die(void *pointer, size_t size_bytes)
{
    if (pointer == NULL) {
        fprintf(stderr, "radslag: out of memory (%zu bytes)\n", size_bytes);
        abort();
    }
    return pointer;
}

void *mem_alloc(size_t size_bytes)
{
    return or_die(calloc(1, size_bytes ? size_bytes : 1), size_bytes);
}

void *mem_alloc_array(size_t count, size_t item_bytes)
{
    return or_die(calloc(count ? count : 1, item_bytes ? item_bytes : 1), count);
}

void *mem_resize(void *old, size_t size_bytes)
{
    return or_die(realloc(old, size_bytes ? size_bytes : 1), size_bytes);
}

char *mem_strdup(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(mem_alloc(n), text, n);
}

void *mem_free(void *pointer)
{
    free(pointer);
    return NULL;
}
