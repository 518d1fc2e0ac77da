/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/markdown.h"

#include <md4c.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/view/html.h"
#include "core/view/html_trusted.h"

enum {
    ID_BYTES = 60,
    SOURCE_MARGIN = 64 /* zeros behind the text: md4c 0.4.8 may look a little past its end */
};

struct writer {
    struct arena *arena;
    struct str source;
    const struct markdown_finder *finder;
    struct buf out;   /* since the last piece */
    struct buf plain; /* the words of the heading being read */
    VEC(struct markdown_piece) pieces;
    VEC(struct markdown_heading) headings;
    struct map ids;
    size_t html_bytes, heading_at, cell_at;
    int depth, tables, links; /* links: how many the text is inside of; only the outermost counts */
    int quiet;                /* inside of what has no found links: heading, link, code, table head */
    bool in_heading;
    rc failed;
};

static void add(struct writer *w, const char *markup)
{
    buf_add_c(&w->out, markup);
}

/* What parses goes on while this is 0. */
static int state_of(struct writer *w)
{
    if (w->out.overflowed || w->html_bytes + w->out.n > MARKDOWN_MAX_HTML_BYTES ||
        w->depth > MARKDOWN_DEPTH_MAX || w->headings.n > MARKDOWN_HEADINGS_MAX)
        w->failed = RC_LIMIT;
    return w->failed != RC_OK;
}

static void end_piece(struct writer *w)
{
    if (w->out.overflowed)
        w->failed = RC_LIMIT;
    if (w->out.n == 0)
        return;
    w->html_bytes += w->out.n;
    *VEC_PUSH(w->arena, &w->pieces) = (struct markdown_piece){PIECE_HTML,
                                                              arena_str_dup(w->arena, buf_str(&w->out))};
    buf_clear(&w->out);
}

static void begin_link(struct writer *w, struct str target)
{
    end_piece(w);
    *VEC_PUSH(w->arena, &w->pieces) = (struct markdown_piece){PIECE_LINK, target};
}

static void end_link(struct writer *w)
{
    end_piece(w);
    *VEC_PUSH(w->arena, &w->pieces) = (struct markdown_piece){PIECE_LINK_END, STR("")};
}

/* ---- entities ---------------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The number of "#228" or "#xe4", U+FFFD where it is none of a character. */
static uint32_t entity_number(struct str digits)
{
    bool hex = digits.n && (digits.p[0] == 'x' || digits.p[0] == 'X');
    uint32_t number = 0;
    for (size_t i = hex; i < digits.n && number <= 0x10ffff; i++) {
        char c = digits.p[i];
        if (!is_hex(c))
            return 0xfffd;
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a') + 10;
        number = number * (hex ? 16 : 10) + digit;
    }
    return number;
}

/* The text of "&auml;" and the like; the entity itself where it is not one of the few we know. */
static struct str entity_text(struct arena *arena, struct str entity)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp", "&"},        {"lt", "<"},         {"gt", ">"},       {"quot", "\""},
                 {"apos", "'"},       {"nbsp", "\u00a0"},  {"shy", "\u00ad"}, {"ndash", "\u2013"},
                 {"mdash", "\u2014"}, {"hellip", "\u2026"}};
    struct str name = str_sub(entity, 1, entity.n >= 2 ? entity.n - 2 : 0);
    if (name.n && name.p[0] == '#') {
        char bytes[4];
        uint32_t number = entity_number(str_skip(name, 1));
        bool character = number && number <= 0x10ffff && (number < 0xd800 || number > 0xdfff);
        struct str text = {bytes, utf8_encode(character ? number : 0xfffd, bytes)};
        return utf8_is_text(text) ? arena_str_dup(arena, text) : STR("\ufffd");
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq_c(name, known[i].name))
            return str_from_c(known[i].text);
    return entity;
}

/* An attribute with its entities replaced: what a browser would read of it. */
static struct str attribute_text(struct writer *w, const MD_ATTRIBUTE *attribute)
{
    struct buf text;
    buf_init(&text, MARKDOWN_MAX_BYTES);
    for (size_t i = 0; attribute->size && attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET from = attribute->substr_offsets[i], to = attribute->substr_offsets[i + 1];
        struct str part = {attribute->text + from, to - from};
        if (attribute->substr_types[i] == MD_TEXT_ENTITY)
            part = entity_text(w->arena, part);
        buf_add(&text, attribute->substr_types[i] == MD_TEXT_NULLCHAR ? STR("\ufffd") : part);
    }
    struct str copy = arena_str_dup(w->arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

/* ---- blocks -------------------------------------------------------------------------- */

/* An id of the heading's words that no heading before it has. */
static struct str make_id(struct writer *w, struct str words)
{
    struct str slug = utf8_slug(w->arena, words, ID_BYTES), id = slug;
    if (slug.n == 0 || (slug.p[0] >= '0' && slug.p[0] <= '9'))
        id = slug = arena_printf(w->arena, "h%s%.*s", slug.n ? "-" : "", STR_ARGS(slug));
    for (int n = 2; map_get(&w->ids, id); n++)
        id = arena_printf(w->arena, "%.*s-%d", STR_ARGS(slug), n);
    (void)map_put(&w->ids, id, w);
    return id;
}

/* A heading's tag needs its words, so it is written when they are known. */
static void enter_heading(struct writer *w)
{
    end_piece(w);
    w->heading_at = w->pieces.n;
    *VEC_PUSH(w->arena, &w->pieces) = (struct markdown_piece){PIECE_HTML, STR("")};
    buf_clear(&w->plain);
    w->in_heading = true;
    w->quiet++;
}

static void leave_heading(struct writer *w, unsigned written)
{
    int level = written < 2 ? 2 : written > 6 ? 6 : (int)written;
    struct str text = arena_str_dup(w->arena, str_trim(buf_str(&w->plain)));
    struct str id = make_id(w, text);
    w->pieces.items[w->heading_at].text = arena_printf(w->arena, "<h%d id=\"%.*s\">", level, STR_ARGS(id));
    buf_printf(&w->out, "</h%d>\n", level);
    *VEC_PUSH(w->arena, &w->headings) = (struct markdown_heading){level, id, text};
    w->in_heading = false;
    w->quiet--;
}

/* The box is named by the heading above it and the table's own head. */
static void enter_table(struct writer *w)
{
    struct str above = w->headings.n ? w->headings.items[w->headings.n - 1].id : STR_NONE;
    w->tables++;
    buf_printf(&w->out,
               "<section class=\"rl-table\" tabindex=\"0\" aria-labelledby=\"%.*s%stable_%d\">\n"
               "<table class=\"ds-table\">\n",
               STR_ARGS(above), above.p ? " " : "", w->tables);
}

static void enter_cell(struct writer *w, bool head, const MD_BLOCK_TD_DETAIL *detail)
{
    w->cell_at = w->out.n;
    add(w, head ? "<th scope=\"col\"" : "<td");
    add(w, detail->align == MD_ALIGN_RIGHT ? " class=\"rl-num\">" : ">");
    if (head) {
        w->quiet++;
        end_piece(w); /* so that an empty one is noticed */
    }
}

static void leave_head_cell(struct writer *w)
{
    bool empty = w->out.n == 0 && w->pieces.items[w->pieces.n - 1].kind == PIECE_HTML;
    if (empty) { /* a head without words is an ordinary cell */
        w->pieces.items[w->pieces.n - 1].text.n = w->cell_at;
        add(w, "<td>");
    }
    add(w, empty ? "</td>" : "</th>");
    w->quiet--;
}

static void enter_list(struct writer *w, const MD_BLOCK_OL_DETAIL *detail)
{
    if (detail->start == 1)
        add(w, "<ol>\n");
    else
        buf_printf(&w->out, "<ol start=\"%u\">\n", detail->start);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    w->depth += type != MD_BLOCK_DOC;
    switch (type) {
    case MD_BLOCK_QUOTE: add(w, "<blockquote>\n"); break;
    case MD_BLOCK_UL: add(w, "<ul>\n"); break;
    case MD_BLOCK_OL: enter_list(w, detail); break;
    case MD_BLOCK_LI: add(w, "<li>"); break;
    case MD_BLOCK_HR: add(w, "<hr>\n"); break;
    case MD_BLOCK_H: enter_heading(w); break;
    case MD_BLOCK_CODE:
        add(w, "<pre><code>");
        w->quiet++;
        break;
    case MD_BLOCK_P: add(w, "<p>"); break;
    case MD_BLOCK_TABLE: enter_table(w); break;
    case MD_BLOCK_THEAD: buf_printf(&w->out, "<thead id=\"table_%d\">\n", w->tables); break;
    case MD_BLOCK_TBODY: add(w, "<tbody>\n"); break;
    case MD_BLOCK_TR: add(w, "<tr>"); break;
    case MD_BLOCK_TH: enter_cell(w, true, detail); break;
    case MD_BLOCK_TD: enter_cell(w, false, detail); break;
    case MD_BLOCK_HTML: /* not read: MD_FLAG_NOHTML */
    case MD_BLOCK_DOC: break;
    }
    return state_of(w);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    w->depth -= type != MD_BLOCK_DOC;
    switch (type) {
    case MD_BLOCK_QUOTE: add(w, "</blockquote>\n"); break;
    case MD_BLOCK_UL: add(w, "</ul>\n"); break;
    case MD_BLOCK_OL: add(w, "</ol>\n"); break;
    case MD_BLOCK_LI: add(w, "</li>\n"); break;
    case MD_BLOCK_H: leave_heading(w, ((const MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE:
        add(w, "</code></pre>\n");
        w->quiet--;
        break;
    case MD_BLOCK_P: add(w, "</p>\n"); break;
    case MD_BLOCK_TABLE: add(w, "</table>\n</section>\n"); break;
    case MD_BLOCK_THEAD: add(w, "</thead>\n"); break;
    case MD_BLOCK_TBODY: add(w, "</tbody>\n"); break;
    case MD_BLOCK_TR: add(w, "</tr>\n"); break;
    case MD_BLOCK_TH: leave_head_cell(w); break;
    case MD_BLOCK_TD: add(w, "</td>"); break;
    case MD_BLOCK_HR:
    case MD_BLOCK_HTML:
    case MD_BLOCK_DOC: break;
    }
    return state_of(w);
}

/* ---- in a line ------------------------------------------------------------------------- */

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    w->depth++;
    if (type == MD_SPAN_EM) {
        add(w, "<em>");
    } else if (type == MD_SPAN_STRONG) {
        add(w, "<strong>");
    } else if (type == MD_SPAN_CODE) {
        add(w, "<code>");
        w->quiet++;
    } else if (type == MD_SPAN_A) {
        if (w->links++ == 0)
            begin_link(w, attribute_text(w, &((const MD_SPAN_A_DETAIL *)detail)->href));
        w->quiet++;
    } else if (type == MD_SPAN_IMG) {
        w->quiet++; /* its words may be inside of a link */
    }
    return state_of(w);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    (void)detail;
    w->depth--;
    if (type == MD_SPAN_EM)
        add(w, "</em>");
    else if (type == MD_SPAN_STRONG)
        add(w, "</strong>");
    else if (type == MD_SPAN_CODE)
        add(w, "</code>");
    else if (type == MD_SPAN_A && --w->links == 0)
        end_link(w);
    if (type == MD_SPAN_A || type == MD_SPAN_CODE || type == MD_SPAN_IMG)
        w->quiet--;
    return state_of(w);
}

/* Plain text, with what the finder finds in it as links. */
static void write_found(struct writer *w, struct str text)
{
    size_t at, n;
    struct str target;
    while (text.n && state_of(w) == 0 && w->finder->find(w->finder->context, text, &at, &n, &target)) {
        html_escape(&w->out, str_sub(text, 0, at));
        begin_link(w, arena_str_dup(w->arena, target));
        html_escape(&w->out, str_sub(text, at, n));
        end_link(w);
        text = str_skip(text, at + n);
    }
    html_escape(&w->out, text);
}

/* md4c 0.4.8 may hand out a text that begins in the source and goes on behind its end. */
static struct str inside_source(const struct writer *w, struct str text)
{
    bool begins = text.p >= w->source.p && text.p <= w->source.p + w->source.n;
    size_t left = begins ? (size_t)(w->source.p + w->source.n - text.p) : text.n;
    return str_sub(text, 0, left);
}

static int write_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *context)
{
    struct writer *w = context;
    struct str text = inside_source(w, (struct str){bytes, size});
    if (type == MD_TEXT_ENTITY)
        text = entity_text(w->arena, text);
    else if (type == MD_TEXT_NULLCHAR)
        text = STR("\ufffd");
    else if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR)
        text = STR("\n");
    if (type == MD_TEXT_BR && !w->in_heading)
        add(w, "<br>");
    if (w->in_heading)
        buf_add(&w->plain, type == MD_TEXT_BR || type == MD_TEXT_SOFTBR ? STR(" ") : text);
    if (type == MD_TEXT_NORMAL && w->finder && w->quiet == 0)
        write_found(w, text);
    else
        html_escape(&w->out, text);
    return state_of(w);
}

rc markdown_read(struct arena *arena, struct str text, const struct markdown_finder *finder,
                 struct markdown *ret_markdown)
{
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS,
                                     .enter_block = enter_block,
                                     .leave_block = leave_block,
                                     .enter_span = enter_span,
                                     .leave_span = leave_span,
                                     .text = write_text};
    struct writer w = {.arena = arena, .finder = finder};
    if (text.n > MARKDOWN_MAX_BYTES)
        return RC_LIMIT;
    if (!utf8_is_text(text))
        return RC_INVALID;
    char *copy = arena_alloc(arena, text.n + SOURCE_MARGIN);
    if (text.n)
        memcpy(copy, text.p, text.n);
    w.source = (struct str){copy, text.n};
    map_init(&w.ids, arena);
    buf_init(&w.out, MARKDOWN_MAX_HTML_BYTES);
    buf_init(&w.plain, MARKDOWN_MAX_BYTES);
    if (md_parse(copy, (MD_SIZE)text.n, &parser, &w) && w.failed == RC_OK)
        w.failed = RC_LIMIT;
    end_piece(&w);
    buf_free(&w.out);
    buf_free(&w.plain);
    if (w.failed)
        return w.failed;
    *ret_markdown = (struct markdown){w.pieces.items, w.pieces.n, w.headings.items, w.headings.n};
    return RC_OK;
}

/* ---- showing ------------------------------------------------------------------------------ */

bool markdown_is_internal(struct str target, struct str *ret_kind, struct str *ret_name)
{
    static const char *const webs[] = {"http", "https", "mailto"};
    size_t colon = str_find_byte(target, ':');
    struct str kind = str_sub(target, 0, colon);
    if (colon == target.n || kind.n == 0)
        return false;
    for (size_t i = 0; i < kind.n; i++)
        if (kind.p[i] < 'a' || kind.p[i] > 'z')
            return false;
    for (size_t i = 0; i < sizeof webs / sizeof webs[0]; i++)
        if (str_eq_c(kind, webs[i]))
            return false;
    *ret_kind = kind;
    *ret_name = str_skip(target, colon + 1);
    return true;
}

static struct str address_of(struct str target, markdown_resolver *resolver, void *context)
{
    struct str kind, name;
    if (markdown_is_internal(target, &kind, &name))
        target = resolver ? resolver(context, kind, name) : STR_NONE;
    return target.n && url_is_safe(target) ? target : STR_NONE;
}

struct value *markdown_show(struct arena *arena, const struct markdown *markdown, markdown_resolver *resolver,
                            void *context)
{
    struct buf out;
    bool open = false;
    buf_init(&out, SIZE_MAX / 4);
    for (size_t i = 0; i < markdown->n; i++) {
        const struct markdown_piece *piece = &markdown->pieces[i];
        struct str address = STR_NONE;
        if (piece->kind == PIECE_HTML)
            buf_add(&out, piece->text);
        else if (piece->kind == PIECE_LINK && markdown->pieces[i + 1].kind == PIECE_HTML)
            address = address_of(piece->text, resolver, context);
        if (address.p) {
            buf_add_c(&out, "<a href=\"");
            html_escape(&out, address);
            buf_add_c(&out, "\">");
            open = true;
        }
        if (piece->kind == PIECE_LINK_END && open) {
            buf_add_c(&out, "</a>");
            open = false;
        }
    }
    struct value *value = value_html_trusted(arena, arena_str_dup(arena, buf_str(&out)));
    buf_free(&out);
    return value;
}

void markdown_each_link(const struct markdown *markdown, void (*visit)(void *context, struct str target),
                        void *context)
{
    for (size_t i = 0; i < markdown->n; i++)
        if (markdown->pieces[i].kind == PIECE_LINK)
            visit(context, markdown->pieces[i].text);
}
