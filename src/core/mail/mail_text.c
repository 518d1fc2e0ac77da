/* SPDX-License-Identifier: EUPL-1.2 */
/* The text that a letter's HTML says. */
#include <string.h>

#include "core/mail/mail_message.h"

struct text_writer {
    struct buf out;
    bool space;      /* a blank is due before the next word */
    int breaks;      /* line breaks that are due before it */
    bool hidden;     /* within the head */
    struct str href; /* of the link that is open */
    size_t link_at;  /* where its words begin */
};

static void want_breaks(struct text_writer *w, int n)
{
    w->space = false;
    if (w->out.n && w->breaks < n)
        w->breaks = n;
}

static void add_word_byte(struct text_writer *w, char c)
{
    for (; w->breaks; w->breaks--)
        buf_add_byte(&w->out, '\n');
    if (w->space)
        buf_add_byte(&w->out, ' ');
    w->space = false;
    buf_add_byte(&w->out, c);
}

/* The entities that our own escaper writes. Takes one off the front of *rest. */
static char take_character(struct str *rest)
{
    static const struct {
        struct str name;
        char is;
    } entities[] = {{STR_INIT("&amp;"), '&'},  {STR_INIT("&lt;"), '<'},   {STR_INIT("&gt;"), '>'},
                    {STR_INIT("&quot;"), '"'}, {STR_INIT("&#39;"), '\''}, {STR_INIT("&#x27;"), '\''}};
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (str_starts(*rest, entities[i].name)) {
            *rest = str_skip(*rest, entities[i].name.n);
            return entities[i].is;
        }
    char c = rest->p[0];
    *rest = str_skip(*rest, 1);
    return c;
}

static struct str href_of(struct arena *arena, struct str tag)
{
    size_t at = str_find(tag, STR("href=\""));
    if (at == tag.n)
        return STR_NONE;
    struct str value = str_skip(tag, at + strlen("href=\""));
    value = str_sub(value, 0, str_find_byte(value, '"'));
    char *plain = arena_alloc(arena, value.n + 1);
    size_t n = 0;
    while (value.n)
        plain[n++] = take_character(&value);
    return (struct str){plain, n};
}

/* After the words of a link its address, unless they are the address. */
static void end_link(struct text_writer *w)
{
    struct str words = str_trim(str_skip(buf_str(&w->out), w->link_at));
    struct str href = w->href;
    w->href = STR_NONE;
    if (!href.n || str_eq(words, href))
        return;
    if (words.n)
        w->space = true;
    add_word_byte(w, '<');
    buf_add(&w->out, href);
    buf_add_byte(&w->out, '>');
}

static bool is_block(struct str name)
{
    static const char *const names[] = {"p", "h1", "h2", "h3", "ul", "ol", "table", "blockquote"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_c(name, names[i]))
            return true;
    return false;
}

static void take_tag(struct text_writer *w, struct arena *arena, struct str tag)
{
    size_t end = 0;
    while (end < tag.n && tag.p[end] != ' ' && tag.p[end] != '\n')
        end++;
    struct str name = str_sub(tag, 0, end);
    if (str_eq_c(name, "head") || str_eq_c(name, "/head")) {
        w->hidden = name.p[0] != '/';
    } else if (str_eq_c(name, "a")) {
        w->href = href_of(arena, tag);
        w->link_at = w->out.n;
    } else if (str_eq_c(name, "/a")) {
        end_link(w);
    } else if (str_eq_c(name, "br") || str_eq_c(name, "/li") || str_eq_c(name, "/tr") ||
               str_eq_c(name, "/div")) {
        want_breaks(w, 1);
    } else if (str_eq_c(name, "li")) {
        want_breaks(w, 1);
        add_word_byte(w, '-');
        w->space = true;
    } else if (is_block(name.n && name.p[0] == '/' ? str_skip(name, 1) : name)) {
        want_breaks(w, 2);
    }
}

struct str mail_text_from_html(struct arena *arena, struct str html)
{
    struct text_writer w = {.href = STR_NONE};
    buf_init(&w.out, MAIL_BODY_MAX);
    while (html.n) {
        if (html.p[0] == '<') {
            size_t end = str_find_byte(html, '>');
            take_tag(&w, arena, str_sub(html, 1, end - 1));
            html = str_skip(html, end + 1);
            continue;
        }
        bool blank = strchr(" \t\r\n", html.p[0]) != NULL;
        char c = take_character(&html);
        if (blank)
            w.space |= w.out.n > 0 && w.breaks == 0;
        else if (!w.hidden)
            add_word_byte(&w, c);
    }
    struct str text = ARENA_CONCAT(arena, buf_str(&w.out), STR("\n"));
    buf_free(&w.out);
    return text;
}
