/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/mustache.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/view/mustache_inside.h"

void template_fault_set(struct template_fault *fault, struct str name, unsigned line,
                        unsigned column, const char *format, ...)
{
    if (!fault)
        return;
    *fault = (struct template_fault){.line = line, .column = column};
    struct str part = str_sub(name, 0, sizeof fault->template_name - 1);
    for (size_t i = 0; i < part.n; i++)
        fault->template_name[i] = part.p[i];
    va_list args;
    va_start(args, format);
    vsnprintf(fault->text, sizeof fault->text, format, args);
    va_end(args);
}

struct template_set *template_set_new(struct arena *arena, const struct template_options *options)
{
    struct template_set *set = ARENA_NEW(arena, struct template_set);
    set->arena = arena;
    if (options)
        set->options = *options;
    map_init(&set->by_name, arena);
    return set;
}

rc template_set_add(struct template_set *set, struct str name, struct str source,
                    struct template_fault *ret_fault)
{
    assert(!set->linked);
    if (map_get(&set->by_name, name))
        return RC_EXISTS;
    struct compile job = {
        .arena = set->arena,
        .name = arena_str_dup(set->arena, name),
        .source = source,
        .options = set->options,
    };
    struct template *template = NULL;
    struct template_fault fault;
    rc result = template_compile(&job, &template, &fault);
    if (result == RC_OK)
        map_put(&set->by_name, template->name, template);
    else if (ret_fault)
        *ret_fault = fault;
    return result;
}

bool template_set_has(const struct template_set *set, struct str name)
{
    return map_get(&set->by_name, name) != NULL;
}

/* Finds the partials of one template. */
static rc link_template(struct template_set *set, struct template *template,
                        struct template_fault *ret_fault)
{
    for (size_t i = 0; i < template->n; i++) {
        struct op *op = &template->ops[i];
        if (op->code != OP_PARTIAL)
            continue;
        op->partial->target = map_get(&set->by_name, op->partial->name);
        if (op->partial->target || set->options.unchecked)
            continue;
        template_fault_set(ret_fault, template->name, op->line, op->column,
                           "There is no template '%.*s'.", STR_ARGS(op->partial->name));
        return RC_INVALID;
    }
    return RC_OK;
}

rc template_set_link(struct template_set *set, struct template_fault *ret_fault)
{
    for (size_t i = 0; i < set->by_name.n; i++) {
        rc result = link_template(set, set->by_name.entries[i].value, ret_fault);
        if (result != RC_OK)
            return result;
    }
    set->linked = true;
    return RC_OK;
}

rc mustache_messages(struct str name, struct str source,
                     void (*message)(void *context, struct str msgid, unsigned line),
                     void *context, struct template_fault *ret_fault)
{
    struct arena *arena = arena_new();
    struct compile job = {
        .arena = arena,
        .name = name,
        .source = source,
        .message = message,
        .message_context = context,
    };
    struct template *template = NULL;
    struct template_fault fault;
    rc result = template_compile(&job, &template, &fault);
    if (result != RC_OK && ret_fault)
        *ret_fault = fault;
    arena_free(arena);
    return result;
}
