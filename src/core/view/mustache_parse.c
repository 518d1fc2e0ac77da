/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From source to instructions.
 *
 * Static text is gathered in a buffer, byte by byte past the HTML tokenizer,
 * and becomes one instruction when something else follows. Line ends around a
 * tag that is alone on its line are dropped, as the specification asks.
 */
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "core/view/html.h"
#include "core/view/mustache_html.h"
#include "core/view/mustache_inside.h"

enum { SOURCE_BYTES_MAX = 1 << 20, NAME_PARTS_MAX = 16, MSGID_BYTES_MAX = 4096 };

/* A section that is open. */
struct open_section {
    size_t op, at;
    struct str name;
    struct html_place start;
};

/* A byte of the source, with its line and column. */
struct source_place {
    size_t at;
    unsigned line, column;
};

struct parser {
    const struct compile *job;
    struct template_fault *fault;
    struct str source;
    size_t pos;
    struct source_place seen; /* the place asked for last */
    struct str open, close; /* the delimiters now */
    struct buf text;        /* static text not yet an instruction */
    bool text_line_start;   /* text begins a line */
    bool at_line_start;     /* what comes next begins a line */
    VEC(struct op) ops;
    struct open_section sections[TEMPLATE_SECTIONS_MAX];
    size_t depth;
    struct html_place place;
};

/* One {{…}} of the source. */
struct tag {
    char kind;        /* # ^ / > ! = { & or 0 for a name */
    struct str content;
    size_t start, end; /* in the source */
    bool alone;       /* on its line: then text is cut at line, and next is on the next line */
    size_t line, next;
};

/* Moves p->seen to byte at of the source. */
static void find_place(struct parser *p, size_t at)
{
    if (at < p->seen.at)
        p->seen = (struct source_place){0, 1, 1};
    while (p->seen.at < at && p->seen.at < p->source.n) {
        bool ends_line = p->source.p[p->seen.at++] == '\n';
        p->seen.line += ends_line;
        p->seen.column = ends_line ? 1 : p->seen.column + 1;
    }
}

/* Fails at byte at of the source; sentence is one of ours. */
static rc fail(struct parser *p, size_t at, const char *sentence)
{
    find_place(p, at);
    template_fault_set(p->fault, p->job->name, p->seen.line, p->seen.column, "%s", sentence);
    return RC_INVALID;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Appends an instruction for the tag at byte at. */
static struct op *add_op(struct parser *p, enum op_code code, size_t at)
{
    find_place(p, at);
    struct op *op = VEC_PUSH(p->job->arena, &p->ops);
    op->code = (uint8_t)code;
    op->line = p->seen.line;
    op->column = p->seen.column;
    return op;
}

/* Makes the text gathered so far an instruction. */
static void flush_text(struct parser *p)
{
    if (p->text.n == 0)
        return;
    struct op *op = VEC_PUSH(p->job->arena, &p->ops);
    op->code = OP_TEXT;
    op->line_start = p->text_line_start;
    op->text = arena_str_dup(p->job->arena, buf_str(&p->text));
    buf_clear(&p->text);
}

/* Before an instruction that prints on its line. */
static void begin_inline(struct parser *p)
{
    flush_text(p);
    if (p->at_line_start)
        VEC_PUSH(p->job->arena, &p->ops)->code = OP_LINE;
    p->at_line_start = false;
}

static void add_text(struct parser *p, char c)
{
    if (p->text.n == 0)
        p->text_line_start = p->at_line_start;
    buf_add_byte(&p->text, c);
    p->at_line_start = c == '\n';
}

/* words with every run of blanks as one space, none at the ends. */
static struct str collapse_blanks(struct arena *arena, struct str words)
{
    words = str_trim(words);
    char *out = arena_alloc(arena, words.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        if (!is_blank(words.p[i]))
            out[n++] = words.p[i];
        else if (out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return (struct str){out, n};
}

/* [[words]], which start at byte at. */
static rc parse_words(struct parser *p, struct str words, size_t at)
{
    const struct template_options *options = &p->job->options;
    const char *fault = options->unchecked ? NULL : html_use(&p->place, HTML_USE_WORDS);
    if (fault)
        return fail(p, at, fault);
    struct str msgid = collapse_blanks(p->job->arena, words);
    if (msgid.n == 0 || msgid.n > MSGID_BYTES_MAX)
        return fail(p, at, msgid.n ? "The text in [[ ]] is too long." : "[[ ]] has no text.");
    if (p->job->message) {
        find_place(p, at);
        p->job->message(p->job->message_context, msgid, p->seen.line);
    }
    struct str translated = msgid;
    if (options->translate)
        translated = options->translate(options->translate_context, p->job->arena, msgid);
    if (p->text.n == 0)
        p->text_line_start = p->at_line_start;
    html_escape(&p->text, translated);
    p->at_line_start = false;
    return RC_OK;
}

/* Static text, up to byte end. */
static rc parse_text(struct parser *p, size_t end)
{
    while (p->pos < end) {
        struct str rest = {p->source.p + p->pos, end - p->pos};
        if (str_starts(rest, STR("[["))) {
            size_t close = str_find(rest, STR("]]"));
            if (close == rest.n)
                return fail(p, p->pos, "[[ is not closed by ]] before the next tag or the end.");
            rc result = parse_words(p, str_sub(rest, 2, close - 2), p->pos);
            if (result != RC_OK)
                return result;
            p->pos += close + 2;
            continue;
        }
        const char *fault = p->job->options.unchecked ? NULL : html_feed(&p->place, rest.p[0]);
        if (fault)
            return fail(p, p->pos, fault);
        add_text(p, rest.p[0]);
        p->pos++;
    }
    return RC_OK;
}

/* Is the tag alone on its line? */
static void find_line(const struct parser *p, struct tag *tag)
{
    struct str s = p->source;
    size_t line = tag->start, next = tag->end;
    while (line > 0 && (s.p[line - 1] == ' ' || s.p[line - 1] == '\t'))
        line--;
    while (next < s.n && (s.p[next] == ' ' || s.p[next] == '\t'))
        next++;
    if (line > 0 && s.p[line - 1] != '\n')
        return;
    if (next + 1 < s.n && s.p[next] == '\r' && s.p[next + 1] == '\n')
        next++;
    if (next < s.n && s.p[next] != '\n')
        return;
    tag->alone = true;
    tag->line = line;
    tag->next = next < s.n ? next + 1 : next;
}

/* Reads the tag that starts at byte at. */
static rc read_tag(struct parser *p, size_t at, struct tag *ret_tag)
{
    struct tag tag = {.start = at};
    size_t pos = at + p->open.n;
    while (pos < p->source.n && is_blank(p->source.p[pos]))
        pos++;
    if (pos < p->source.n && strchr("#^/>!={&", p->source.p[pos]) && p->source.p[pos])
        tag.kind = p->source.p[pos++];
    struct str rest = str_skip(p->source, pos);
    struct str close = p->close;
    if (tag.kind == '{' || tag.kind == '=')
        close = ARENA_CONCAT(p->job->arena, tag.kind == '{' ? STR("}") : STR("="), p->close);
    size_t n = str_find(rest, close);
    if (n == rest.n)
        return fail(p, at, "The tag is not closed.");
    tag.content = str_trim(str_sub(rest, 0, n));
    tag.end = pos + n + close.n;
    if (tag.kind && strchr("#^/>!=", tag.kind))
        find_line(p, &tag);
    *ret_tag = tag;
    return RC_OK;
}

/* {{=open close=}} */
static rc parse_delimiters(struct parser *p, const struct tag *tag)
{
    struct str rest = tag->content, open = rest;
    size_t n = 0;
    while (n < rest.n && !is_blank(rest.p[n]))
        n++;
    open.n = n;
    struct str close = str_trim(str_skip(rest, n));
    bool valid = open.n > 0 && close.n > 0;
    for (size_t i = 0; i < close.n; i++)
        valid = valid && !is_blank(close.p[i]);
    if (!valid || str_find_byte(rest, '=') < rest.n)
        return fail(p, tag->start, "Two delimiters, with a blank between, must stand here.");
    p->open = open;
    p->close = close;
    return RC_OK;
}

static bool part_is_plain(struct str part)
{
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == '-';
        if (!plain)
            return false;
    }
    return true;
}

/* Gives op the dotted name at byte at of the source. */
static rc parse_name(struct parser *p, struct op *op, struct str name, size_t at)
{
    if (str_eq(name, STR(".")))
        return RC_OK;
    struct name_part parts[NAME_PARTS_MAX];
    uint8_t n = 0;
    struct str rest = name, part;
    while (str_split(&rest, '.', &part)) {
        bool blank = part.n == 0;
        for (size_t i = 0; i < part.n; i++)
            blank = blank || is_blank(part.p[i]);
        if (n == NAME_PARTS_MAX || blank || (!p->job->options.unchecked && !part_is_plain(part)))
            return fail(p, at, "A name is letters, digits, '_' and '-', with dots between.");
        part = arena_str_dup(p->job->arena, part);
        parts[n++] = (struct name_part){part, str_hash(part)};
    }
    struct name_part *kept = ARENA_ARRAY(p->job->arena, struct name_part, n);
    memcpy(kept, parts, n * sizeof *kept);
    op->parts = kept;
    op->part_n = n;
    return RC_OK;
}

/* {{x}}, {{{x}}}, {{&x}} */
static rc parse_variable(struct parser *p, const struct tag *tag)
{
    bool raw = tag->kind == '{' || tag->kind == '&';
    enum op_code code = raw ? OP_RAW : OP_ESCAPED;
    if (!p->job->options.unchecked) {
        const char *fault = html_use(&p->place, raw ? HTML_USE_RAW : HTML_USE_ESCAPED);
        if (fault)
            return fail(p, tag->start, fault);
        if (p->place.state == HTML_QUOTED && p->place.attr == HTML_ATTR_URL)
            code = OP_URL;
    }
    begin_inline(p);
    struct op *op = add_op(p, code, tag->start);
    op->quote = p->place.quote;
    return parse_name(p, op, tag->content, tag->start);
}

/* {{#x}}, {{^x}} */
static rc parse_section(struct parser *p, const struct tag *tag)
{
    const char *fault = NULL;
    if (!p->job->options.unchecked)
        fault = html_use(&p->place, HTML_USE_SECTION);
    if (!fault && p->depth == TEMPLATE_SECTIONS_MAX)
        fault = "Sections are nested too deep.";
    if (fault)
        return fail(p, tag->start, fault);
    if (tag->alone)
        flush_text(p);
    else
        begin_inline(p);
    struct op *op = add_op(p, tag->kind == '#' ? OP_SECTION : OP_INVERTED, tag->start);
    p->sections[p->depth++] =
        (struct open_section){p->ops.n - 1, tag->start, tag->content, p->place};
    return parse_name(p, op, tag->content, tag->start);
}

/* {{/x}} */
static rc parse_end(struct parser *p, const struct tag *tag)
{
    if (p->depth == 0)
        return fail(p, tag->start, "No section is open here.");
    const struct open_section *section = &p->sections[--p->depth];
    if (!str_eq(section->name, tag->content))
        return fail(p, tag->start, "Another section is open here.");
    const char *fault =
        p->job->options.unchecked ? NULL : html_join_section(&p->place, &section->start);
    if (fault)
        return fail(p, tag->start, fault);
    if (tag->alone)
        flush_text(p);
    else
        begin_inline(p);
    p->ops.items[section->op].end = (uint32_t)p->ops.n;
    return RC_OK;
}

/* {{>x}}, {{>*x}} */
static rc parse_partial(struct parser *p, const struct tag *tag)
{
    const char *fault = p->job->options.unchecked ? NULL : html_use(&p->place, HTML_USE_PARTIAL);
    bool dynamic = str_starts(tag->content, STR("*"));
    if (!fault && tag->content.n == 0)
        fault = "The partial has no name.";
    if (fault)
        return fail(p, tag->start, fault);
    if (tag->alone)
        flush_text(p);
    else
        begin_inline(p);
    struct op *op = add_op(p, dynamic ? OP_DYNAMIC : OP_PARTIAL, tag->start);
    op->partial = ARENA_NEW(p->job->arena, struct partial);
    if (tag->alone)
        op->partial->indent = arena_str_dup(
            p->job->arena, (struct str){p->source.p + tag->line, tag->start - tag->line});
    if (dynamic)
        return parse_name(p, op, str_trim(str_skip(tag->content, 1)), tag->start);
    op->partial->name = arena_str_dup(p->job->arena, tag->content);
    return RC_OK;
}

static rc parse_tag(struct parser *p, const struct tag *tag)
{
    switch (tag->kind) {
    case '!': return RC_OK;
    case '=': return parse_delimiters(p, tag);
    case '#':
    case '^': return parse_section(p, tag);
    case '/': return parse_end(p, tag);
    case '>': return parse_partial(p, tag);
    default: return parse_variable(p, tag);
    }
}

static rc parse_source(struct parser *p)
{
    while (p->pos < p->source.n) {
        size_t at = p->pos + str_find(str_skip(p->source, p->pos), p->open);
        struct tag tag = {.start = at, .line = at, .end = at, .next = at};
        rc result = RC_OK;
        if (at < p->source.n)
            result = read_tag(p, at, &tag);
        if (result == RC_OK)
            result = parse_text(p, tag.alone ? tag.line : at);
        if (result == RC_OK && at < p->source.n)
            result = parse_tag(p, &tag);
        if (result != RC_OK)
            return result;
        p->pos = tag.alone ? tag.next : tag.end;
    }
    if (p->depth > 0)
        return fail(p, p->sections[p->depth - 1].at, "The section is not closed.");
    const char *fault = p->job->options.unchecked ? NULL : html_end(&p->place);
    if (fault)
        return fail(p, p->source.n, fault);
    flush_text(p);
    return RC_OK;
}

rc template_compile(const struct compile *job, struct template **ret_template,
                    struct template_fault *ret_fault)
{
    struct parser p = {
        .job = job,
        .fault = ret_fault,
        .source = job->source,
        .seen = {0, 1, 1},
        .open = STR("{{"),
        .close = STR("}}"),
        .at_line_start = true,
    };
    if (job->source.n > SOURCE_BYTES_MAX)
        return fail(&p, 0, "The template is too long.");
    if (!utf8_valid(job->source) || str_find_byte(job->source, '\0') < job->source.n)
        return fail(&p, 0, "The template is not valid UTF-8.");
    buf_init(&p.text, SIZE_MAX / 4);
    rc result = parse_source(&p);
    if (result == RC_OK) {
        struct template *template = ARENA_NEW(job->arena, struct template);
        template->name = job->name;
        template->ops = p.ops.items;
        template->n = p.ops.n;
        *ret_template = template;
    }
    buf_free(&p.text);
    return result;
}
