/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Runs the instructions of a template.
 *
 * The renderer is on the stack of the caller; the set is only read. What is
 * wrong with the view is noted once, the first time, and something harmless is
 * printed instead. Only a limit stops the run.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/view/html.h"
#include "core/view/mustache_inside.h"
#include "core/view/value_inside.h"

struct renderer {
    const struct template_set *set;
    const struct template *template; /* now */
    struct buf *out;
    struct template_fault *fault;
    rc result;
    bool stopped;
    unsigned partials, steps;
    size_t indent_at, indent_n; /* in indent: what each line of the template now starts with */
    size_t depth;    /* of contexts */
    const struct value *contexts[TEMPLATE_CONTEXTS_MAX];
    char indent[TEMPLATE_INDENT_MAX];
};

/* Notes the first fault of the view. */
static void note(struct renderer *r, const struct op *op, const char *what)
{
    if (r->result != RC_OK)
        return;
    r->result = RC_INVALID;
    char name[80] = ".";
    size_t n = 0;
    for (unsigned i = 0; i < op->part_n && n < sizeof name; i++) {
        int wrote = snprintf(name + n, sizeof name - n, i ? ".%.*s" : "%.*s",
                             STR_ARGS(op->parts[i].text));
        n += wrote > 0 ? (size_t)wrote : 0;
    }
    template_fault_set(r->fault, r->template->name, op->line, op->column, "'%s' %s", name, what);
}

/* Ends the run. */
static void stop(struct renderer *r, const struct op *op, const char *sentence)
{
    if (r->stopped)
        return;
    r->stopped = true;
    r->result = RC_LIMIT;
    template_fault_set(r->fault, r->template->name, op->line, op->column, "%s", sentence);
}

/* The value of op's name; NULL where there is none. */
static const struct value *lookup(struct renderer *r, const struct op *op)
{
    if (op->part_n == 0)
        return r->contexts[r->depth - 1];
    const struct value *value = NULL;
    for (size_t i = r->depth; i > 0 && !value; i--)
        value = value_lookup(r->contexts[i - 1], op->parts[0].text, op->parts[0].hash);
    for (unsigned i = 1; i < op->part_n && value; i++)
        value = value_lookup(value, op->parts[i].text, op->parts[i].hash);
    if (!value && r->set->options.strict)
        note(r, op, "is not in the view.");
    return value;
}

/* The plain text of a value; room is for numbers. Lists and maps have none. */
static struct str text_of(struct renderer *r, const struct op *op, const struct value *value,
                          char room[VALUE_NUMBER_BYTES])
{
    switch (value_kind(value)) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return value->truth ? STR("true") : STR("false");
    case VALUE_INT: return value_int_text(value->integer, room);
    case VALUE_REAL:
        if (isfinite(value->real))
            return value_real_text(value->real, room);
        break;
    case VALUE_STRING:
    case VALUE_HTML:
    case VALUE_URL: return value->text;
    case VALUE_LIST:
    case VALUE_MAP: note(r, op, "is a list or map, which cannot be printed."); break;
    }
    return STR("");
}

static void print_escaped(struct renderer *r, const struct op *op)
{
    char room[VALUE_NUMBER_BYTES];
    html_escape(r->out, text_of(r, op, lookup(r, op), room));
}

static void print_raw(struct renderer *r, const struct op *op)
{
    char room[VALUE_NUMBER_BYTES];
    const struct value *value = lookup(r, op);
    if (value_kind(value) == VALUE_HTML) {
        buf_add(r->out, value->text);
        return;
    }
    if (value_kind(value) == VALUE_STRING || value_kind(value) == VALUE_URL)
        note(r, op, "is not of kind html and cannot be printed raw.");
    html_escape(r->out, text_of(r, op, value, room));
}

/* Index of the first / ? or # in escaped text, or n. The # of an entity is none. */
static size_t find_delimiter(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '/' || c == '?' || (c == '#' && (i == 0 || s.p[i - 1] != '&')))
            return i;
    }
    return s.n;
}

/* Does the address so far end before its host is complete? */
static bool host_is_open(struct str so_far)
{
    size_t slash = find_delimiter(so_far);
    struct str rest = str_skip(so_far, slash);
    bool after_scheme = slash == 0 || so_far.p[slash - 1] == ':';
    if (!after_scheme || !str_starts(rest, STR("//")))
        return false;
    struct str host = str_skip(rest, 2);
    return find_delimiter(host) == host.n;
}

/* Why text cannot be the next part of the address so far; NULL: it can. */
static const char *refuse_part(struct str so_far, struct str text)
{
    if (host_is_open(so_far))
        return "would become part of a host.";
    bool in_path = str_find_byte(so_far, '?') == so_far.n && str_find_byte(so_far, '#') == so_far.n;
    bool is_step = text.n == 0 || str_eq(text, STR(".")) || str_eq(text, STR(".."));
    if (in_path && is_step && str_ends(so_far, STR("/")))
        return "is empty or dots, which changes the path.";
    return NULL;
}

static void print_url(struct renderer *r, const struct op *op)
{
    const struct value *value = lookup(r, op);
    if (r->out->overflowed || r->out->n == 0)
        return;
    const char *end = r->out->p + r->out->n;
    const char *quote = memrchr(r->out->p, op->quote, r->out->n);
    assert(quote); /* the tag is inside a quoted value */
    struct str so_far = {quote + 1, (size_t)(end - quote) - 1};
    if (so_far.n == 0) {
        if (value_kind(value) == VALUE_URL) {
            html_escape(r->out, value->text);
            return;
        }
        note(r, op, "begins an address and is not of kind url.");
        buf_add(r->out, STR("#"));
        return;
    }
    char room[VALUE_NUMBER_BYTES];
    struct str text = text_of(r, op, value, room);
    const char *refusal = refuse_part(so_far, text);
    if (!refusal) {
        url_encode(r->out, text);
        return;
    }
    note(r, op, refusal);
    buf_add(r->out, STR("#"));
}

/* Static text with every line of it indented. */
static void print_indented(struct renderer *r, const struct op *op)
{
    struct str indent = {r->indent + r->indent_at, r->indent_n}, rest = op->text;
    bool line_start = op->line_start;
    while (rest.n) {
        size_t n = str_find_byte(rest, '\n');
        n = n < rest.n ? n + 1 : n;
        if (line_start && rest.p[0] != '\n')
            buf_add(r->out, indent);
        buf_add(r->out, (struct str){rest.p, n});
        rest = str_skip(rest, n);
        line_start = true;
    }
}

static void run(struct renderer *r, size_t from, size_t to);

static void run_in(struct renderer *r, const struct op *op, size_t from,
                   const struct value *context)
{
    if (r->depth == TEMPLATE_CONTEXTS_MAX) {
        stop(r, op, "Sections are nested too deep.");
        return;
    }
    r->contexts[r->depth++] = context;
    run(r, from, op->end);
    r->depth--;
}

/* at is the index of op. */
static void run_section(struct renderer *r, const struct op *op, size_t at)
{
    const struct value *value = lookup(r, op);
    bool truthy = value_is_truthy(value);
    if (op->code == OP_INVERTED) {
        if (!truthy)
            run(r, at + 1, op->end);
    } else if (truthy && value->kind != VALUE_LIST) {
        run_in(r, op, at + 1, value);
    } else if (truthy) {
        for (const struct value *item = value->children.first; item && !r->stopped;
             item = item->next)
            run_in(r, op, at + 1, item);
    }
}

static const struct template *find_partial(struct renderer *r, const struct op *op)
{
    if (op->code == OP_PARTIAL)
        return op->partial->target;
    const struct value *value = lookup(r, op);
    const struct template *target = NULL;
    if (value_as_str(value).n > 0)
        target = map_get(&r->set->by_name, value_as_str(value));
    if (!target && !r->set->options.unchecked)
        note(r, op, "does not name a template.");
    return target;
}

static void run_partial(struct renderer *r, const struct op *op)
{
    const struct template *target = find_partial(r, op);
    if (!target)
        return;
    struct str indent = op->partial->indent;
    const struct template *template = r->template;
    size_t indent_at = r->indent_at, indent_n = r->indent_n;
    if (r->partials == TEMPLATE_PARTIALS_MAX ||
        indent.n > sizeof r->indent - indent_at - indent_n) {
        stop(r, op, "Partials are nested or indented too deep.");
        return;
    }
    if (indent.p) {
        memcpy(r->indent + indent_at + indent_n, indent.p, indent.n);
        r->indent_n += indent.n;
    } else { /* not alone on its line: its lines are not indented */
        r->indent_at += indent_n;
        r->indent_n = 0;
    }
    r->template = target;
    r->partials++;
    run(r, 0, target->n);
    r->partials--;
    r->template = template;
    r->indent_at = indent_at;
    r->indent_n = indent_n;
}

static void run_op(struct renderer *r, const struct op *op, size_t at)
{
    switch ((enum op_code)op->code) {
    case OP_TEXT:
        if (r->indent_n)
            print_indented(r, op);
        else
            buf_add(r->out, op->text);
        break;
    case OP_LINE: buf_add(r->out, (struct str){r->indent + r->indent_at, r->indent_n}); break;
    case OP_ESCAPED: print_escaped(r, op); break;
    case OP_RAW: print_raw(r, op); break;
    case OP_URL: print_url(r, op); break;
    case OP_SECTION:
    case OP_INVERTED: run_section(r, op, at); break;
    case OP_PARTIAL:
    case OP_DYNAMIC: run_partial(r, op); break;
    }
}

/* Runs the instructions from up to to of the template now. */
static void run(struct renderer *r, size_t from, size_t to)
{
    const struct op *ops = r->template->ops;
    for (size_t i = from; i < to && !r->stopped;) {
        const struct op *op = &ops[i];
        run_op(r, op, i);
        i = op->code == OP_SECTION || op->code == OP_INVERTED ? op->end : i + 1;
        if (r->out->overflowed)
            stop(r, op, "The page is larger than its limit.");
        if (++r->steps == TEMPLATE_STEPS_MAX)
            stop(r, op, "The template takes too many steps.");
    }
}

rc template_render(const struct template_set *set, struct str name, const struct value *view,
                   struct buf *out, struct template_fault *ret_fault)
{
    assert(set->linked);
    const struct template *template = map_get(&set->by_name, name);
    if (!template) {
        template_fault_set(ret_fault, name, 0, 0, "There is no such template.");
        return RC_NOT_FOUND;
    }
    struct renderer r;
    r.set = set;
    r.template = template;
    r.out = out;
    r.fault = ret_fault;
    r.result = RC_OK;
    r.stopped = false;
    r.partials = r.steps = 0;
    r.indent_at = r.indent_n = 0;
    r.depth = 1;
    r.contexts[0] = view;
    run(&r, 0, template->n);
    return r.result;
}
