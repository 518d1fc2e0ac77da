/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes the pieces as text, each character escaped that means something in XML. */
#include "base/buf.h"
#include "core/svg/svg_inside.h"

static void write_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        switch (c) {
        case '&': buf_add_c(out, "&amp;"); break;
        case '<': buf_add_c(out, "&lt;"); break;
        case '>': buf_add_c(out, "&gt;"); break;
        case '"': buf_add_c(out, "&quot;"); break;
        case '\t':
        case '\r':
        case '\n': buf_add_byte(out, ' '); break;
        default: buf_add_byte(out, c);
        }
    }
}

static void write_value(struct buf *out, const struct value_set *value, struct str prefix)
{
    const struct attribute_rule *rule = &svg_attribute_rules[value->attribute];
    buf_printf(out, " %s=\"", rule->name);
    if (value->target)
        buf_printf(out, rule->type == VALUE_HREF ? "#%.*s%zu" : "url(#%.*s%zu)", STR_ARGS(prefix),
                   value->target->number);
    else
        write_escaped(out, value->text);
    buf_add_c(out, "\"");
}

/* In the order of svg_attribute_rules. */
static void write_values(struct buf *out, const struct piece *piece, struct str prefix)
{
    for (size_t attribute = 0; attribute < SVG_ATTRIBUTES; attribute++)
        for (size_t i = 0; i < piece->values.n; i++)
            if (piece->values.items[i].attribute == attribute)
                write_value(out, &piece->values.items[i], prefix);
}

static bool has_children(const struct piece *piece)
{
    const struct piece *child = piece->first;
    while (child && child->gone)
        child = child->next;
    return child;
}

static void write_children(struct buf *out, const struct piece *parent, struct str prefix)
{
    for (const struct piece *piece = parent->first; piece; piece = piece->next) {
        if (!piece->rule) {
            write_escaped(out, piece->text);
            continue;
        }
        if (piece->gone)
            continue;
        buf_printf(out, "<%s", piece->rule->name);
        if (piece->number)
            buf_printf(out, " id=\"%.*s%zu\"", STR_ARGS(prefix), piece->number);
        write_values(out, piece, prefix);
        if (has_children(piece)) {
            buf_add_c(out, ">");
            write_children(out, piece, prefix);
            buf_printf(out, "</%s>", piece->rule->name);
        } else {
            buf_add_c(out, "/>");
        }
    }
}

rc svg_write(struct cleaning *cleaning, const struct piece *root, struct str prefix)
{
    struct buf out;
    const double *box = cleaning->box;
    buf_init(&out, SVG_BYTES_MAX);
    buf_printf(&out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%.6g %.6g %.6g %.6g\" width=\"%.6g\""
               " height=\"%.6g\"",
               box[0], box[1], box[2], box[3], box[2], box[3]);
    write_values(&out, root, prefix);
    buf_add_c(&out, ">");
    write_children(&out, root, prefix);
    buf_add_c(&out, "</svg>\n");
    bool fits = !out.overflowed;
    cleaning->svg->text = arena_str_dup(cleaning->arena, buf_str(&out));
    buf_free(&out);
    return fits ? RC_OK : RC_LIMIT;
}
