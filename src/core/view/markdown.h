/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Markdown as our editors write it, into HTML.
 *
 * Reading gives a document that can be kept and shared by threads: pieces of
 * finished HTML with the links between them as they were written. Showing it
 * asks where each link leads, so that one document serves while addresses
 * change. CommonMark with tables, and less: no raw HTML, no pictures (their
 * words stay), nothing becomes a link that is not written as one. A link
 * leads to http, https, mailto, a place of this portal, or is "KIND:NAME" and is
 * answered by the caller; the words of any other remain as text.
 *
 * "##" is h2, and so is "#", since the page's title is h1. Headings have ids made
 * of their words: letters, digits and hyphens, so an id with an underscore never
 * meets one. Tables stand in a box that scrolls.
 *
 * The parser is md4c; what it makes of a text is written by us alone.
 */
#ifndef CORE_VIEW_MARKDOWN_H
#define CORE_VIEW_MARKDOWN_H

#include "core/view/value.h"

enum {
    MARKDOWN_MAX_BYTES = 64 * 1024,       /* of a text */
    MARKDOWN_MAX_HTML_BYTES = 512 * 1024, /* of what becomes of it */
    MARKDOWN_DEPTH_MAX = 32,              /* lists in lists, quotes in quotes */
    MARKDOWN_HEADINGS_MAX = 200
};

struct markdown_heading {
    int level; /* 2 to 6 */
    struct str id, text;
};

/* A piece of HTML, or the beginning or end of a link. */
struct markdown_piece {
    enum { PIECE_HTML, PIECE_LINK, PIECE_LINK_END } kind;
    struct str text; /* HTML, or the address as it was written */
};

/* A document that has been read. */
struct markdown {
    const struct markdown_piece *pieces;
    size_t n;
    const struct markdown_heading *headings;
    size_t heading_count;
};

/*
 * Finds words that shall be links though nobody wrote them as such. Asked for each
 * run of plain text outside of headings, links, code and table heads, until it
 * says no: the first place in text, and "KIND:NAME" in target.
 */
struct markdown_finder {
    bool (*find)(void *context, struct str text, size_t *ret_at, size_t *ret_n, struct str *ret_target);
    void *context;
};

/*
 * Reads text into arena; finder may be NULL. RC_LIMIT: it is too long, nested too
 * deep, has too many headings, or would become too much HTML. RC_INVALID: not UTF-8 text. O(length), the
 * finder's own cost apart.
 */
MUST_CHECK rc markdown_read(struct arena *arena, struct str text, const struct markdown_finder *finder,
                            struct markdown *ret_markdown);

/* Where "KIND:NAME" leads, or STR_NONE where it leads nowhere. An answer that is no
 * safe address (core/view/html.h) counts as none. */
typedef struct str markdown_resolver(void *context, struct str kind, struct str name);

/* The document as an html value. Its text is copied to arena. resolver may be NULL: none leads anywhere. */
struct value *markdown_show(struct arena *arena, const struct markdown *markdown, markdown_resolver *resolver,
                            void *context);

/* Calls visit for each link as it was written, found ones included. */
void markdown_each_link(const struct markdown *markdown, void (*visit)(void *context, struct str target),
                        void *context);

/* Splits "KIND:NAME" where KIND is lower-case letters and no scheme of the web's; false for others. */
bool markdown_is_internal(struct str target, struct str *ret_kind, struct str *ret_name);

#endif
