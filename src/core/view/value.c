/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/value.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/view/value_inside.h"

struct value *value_new(struct arena *arena, enum value_kind kind)
{
    struct value *value = ARENA_NEW(arena, struct value);
    value->kind = (uint8_t)kind;
    return value;
}

static struct value *new_parent(struct arena *arena, enum value_kind kind)
{
    struct value *value = value_new(arena, kind);
    value->children.arena = arena;
    return value;
}

struct value *value_map(struct arena *arena)
{
    return new_parent(arena, VALUE_MAP);
}

struct value *value_list(struct arena *arena)
{
    return new_parent(arena, VALUE_LIST);
}

struct value *value_null(struct arena *arena)
{
    return value_new(arena, VALUE_NULL);
}

struct value *value_bool(struct arena *arena, bool truth)
{
    struct value *value = value_new(arena, VALUE_BOOL);
    value->truth = truth;
    return value;
}

struct value *value_int(struct arena *arena, int64_t number)
{
    struct value *value = value_new(arena, VALUE_INT);
    value->integer = number;
    return value;
}

struct value *value_real(struct arena *arena, double number)
{
    struct value *value = value_new(arena, VALUE_REAL);
    value->real = number;
    return value;
}

struct value *value_str(struct arena *arena, struct str text)
{
    struct value *value = value_new(arena, text.p ? VALUE_STRING : VALUE_NULL);
    value->text = text;
    return value;
}

struct value *value_c(struct arena *arena, const char *text)
{
    return value_str(arena, str_from_c(text));
}

static void append(struct value *parent, struct value *child)
{
    if (parent->children.last)
        parent->children.last->next = child;
    else
        parent->children.first = child;
    parent->children.last = child;
    parent->count++;
}

/* Puts child where the child with the same key is; false where there is none. */
static bool replace(struct value *map, struct value *child)
{
    struct value *before = NULL, *old = map->children.first;
    struct str key = {child->key, child->key_n};
    while (old && !(old->key_hash == child->key_hash &&
                    str_eq((struct str){old->key, old->key_n}, key))) {
        before = old;
        old = old->next;
    }
    if (!old)
        return false;
    child->next = old->next;
    if (before)
        before->next = child;
    else
        map->children.first = child;
    if (map->children.last == old)
        map->children.last = child;
    old->next = NULL;
    old->has_parent = false;
    return true;
}

struct value *value_set_key(struct value *map, struct str key, struct value *child)
{
    assert(map->kind == VALUE_MAP && !child->has_parent && map != child && key.n <= UINT32_MAX);
    child->has_parent = true;
    child->key = key.p ? key.p : "";
    child->key_n = (uint32_t)key.n;
    child->key_hash = str_hash(key);
    uint64_t bit = (uint64_t)1 << (child->key_hash & 63);
    if ((map->children.filter & bit) && replace(map, child))
        return child;
    map->children.filter |= bit;
    append(map, child);
    return child;
}

struct value *value_set(struct value *map, const char *key, struct value *child)
{
    return value_set_key(map, str_from_c(key), child);
}

struct value *value_push(struct value *list, struct value *child)
{
    assert(list->kind == VALUE_LIST && !child->has_parent && list != child);
    child->has_parent = true;
    append(list, child);
    return child;
}

/* The arena of a map or list. */
static struct arena *arena_of(const struct value *parent)
{
    assert(parent->kind == VALUE_MAP || parent->kind == VALUE_LIST);
    return parent->children.arena;
}

void value_set_null(struct value *map, const char *key)
{
    value_set(map, key, value_null(arena_of(map)));
}

void value_set_bool(struct value *map, const char *key, bool truth)
{
    value_set(map, key, value_bool(arena_of(map), truth));
}

void value_set_int(struct value *map, const char *key, int64_t number)
{
    value_set(map, key, value_int(arena_of(map), number));
}

void value_set_real(struct value *map, const char *key, double number)
{
    value_set(map, key, value_real(arena_of(map), number));
}

void value_set_str(struct value *map, const char *key, struct str text)
{
    value_set(map, key, value_str(arena_of(map), text));
}

void value_set_c(struct value *map, const char *key, const char *text)
{
    value_set(map, key, value_c(arena_of(map), text));
}

void value_set_url(struct value *map, const char *key, struct str address)
{
    value_set(map, key, value_url(arena_of(map), address));
}

struct value *value_set_map(struct value *map, const char *key)
{
    return value_set(map, key, value_map(arena_of(map)));
}

struct value *value_set_list(struct value *map, const char *key)
{
    return value_set(map, key, value_list(arena_of(map)));
}

struct value *value_push_map(struct value *list)
{
    return value_push(list, value_map(arena_of(list)));
}

struct value *value_push_list(struct value *list)
{
    return value_push(list, value_list(arena_of(list)));
}

void value_push_str(struct value *list, struct str text)
{
    value_push(list, value_str(arena_of(list), text));
}

void value_push_int(struct value *list, int64_t number)
{
    value_push(list, value_int(arena_of(list), number));
}

const struct value *value_get(const struct value *map, const char *key)
{
    struct str name = str_from_c(key);
    return value_lookup(map, name, str_hash(name));
}

const struct value *value_first(const struct value *parent)
{
    return value_count(parent) ? parent->children.first : NULL;
}

const struct value *value_next(const struct value *child)
{
    return child ? child->next : NULL;
}

size_t value_count(const struct value *parent)
{
    return parent ? parent->count : 0;
}

struct str value_key(const struct value *child)
{
    return child && child->key ? (struct str){child->key, child->key_n} : STR_NONE;
}

enum value_kind value_kind(const struct value *value)
{
    return value ? (enum value_kind)value->kind : VALUE_NULL;
}

bool value_as_bool(const struct value *value)
{
    return value && value->kind == VALUE_BOOL && value->truth;
}

int64_t value_as_int(const struct value *value)
{
    return value && value->kind == VALUE_INT ? value->integer : 0;
}

double value_as_real(const struct value *value)
{
    if (value && value->kind == VALUE_INT)
        return (double)value->integer;
    return value && value->kind == VALUE_REAL ? value->real : 0;
}

struct str value_as_str(const struct value *value)
{
    enum value_kind kind = value_kind(value);
    bool is_text = kind == VALUE_STRING || kind == VALUE_HTML || kind == VALUE_URL;
    return is_text ? value->text : STR_NONE;
}

bool value_is_truthy(const struct value *value)
{
    switch (value_kind(value)) {
    case VALUE_NULL: return false;
    case VALUE_BOOL: return value->truth;
    case VALUE_STRING:
    case VALUE_HTML:
    case VALUE_URL: return value->text.n > 0;
    case VALUE_LIST: return value->count > 0;
    case VALUE_INT:
    case VALUE_REAL:
    case VALUE_MAP: break;
    }
    return true;
}

static const struct value *find_child(const struct value *parent, struct str step)
{
    if (value_kind(parent) == VALUE_MAP)
        return value_lookup(parent, step, str_hash(step));
    int64_t index = 0;
    if (value_kind(parent) != VALUE_LIST || str_to_int(step, &index) != RC_OK || index < 0)
        return NULL;
    const struct value *child = value_first(parent);
    for (; child && index > 0; index--)
        child = child->next;
    return child;
}

const struct value *value_find(const struct value *root, const char *path)
{
    struct str rest = str_from_c(path), step;
    if (rest.n == 0)
        return root;
    while (root && str_split(&rest, '.', &step))
        root = find_child(root, step);
    return root;
}

struct str value_int_text(int64_t number, char room[VALUE_NUMBER_BYTES])
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char *p = room + VALUE_NUMBER_BYTES;
    do {
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *--p = '-';
    return (struct str){p, (size_t)(room + VALUE_NUMBER_BYTES - p)};
}

struct str value_real_text(double number, char room[VALUE_NUMBER_BYTES])
{
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(room, VALUE_NUMBER_BYTES, "%.*g", digits, number);
        double back = strtod(room, NULL);
        if (!(back < number) && !(back > number))
            break;
    }
    /* Should a library have set a locale, its decimal sign is not ours. */
    char *comma = strchr(room, ',');
    if (comma)
        *comma = '.';
    return (struct str){room, (size_t)n};
}
