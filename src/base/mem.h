/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Heap memory with an explicit owner.
 *
 * Most memory comes from an arena (base/arena.h). These are for the few things
 * with a life of their own. None of them returns NULL: a program that has run
 * out of memory says so and aborts, since half of a request is worth nothing
 * and every unchecked NULL is a hole. Sizes a stranger controls are limited
 * where they enter, long before they get here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed memory of n bytes; n = 0 gives a valid pointer. Owner: the caller, mem_free. */
void *mem_alloc(size_t size_bytes) __attribute__((malloc, returns_nonnull));

/* Zeroed memory for count items of item_bytes each; aborts where the product overflows. */
void *mem_alloc_array(size_t count, size_t item_bytes) __attribute__((malloc, returns_nonnull));

/* Grows or shrinks; what is new is not zeroed. old may be NULL. */
void *mem_resize(void *old, size_t size_bytes) __attribute__((returns_nonnull));

/* A NUL-terminated copy of text. Owner: the caller, mem_free. */
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));

/* Frees and returns NULL, so that an owner can write p = mem_free(p). NULL is fine. */
void *mem_free(void *pointer);

#define MEM_NEW(type) ((type *)mem_alloc(sizeof(type)))

#endif
