/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where in an HTML document a template stands.
 *
 * A tokenizer, after the states of the HTML standard (13.2.5), that is fed the
 * static text of a template byte by byte and asked at each tag whether it may
 * stand there. It is stricter than a browser: what a browser would repair is a
 * fault, so that both always agree on where they are. Each function returns
 * NULL, or a sentence telling what is wrong (a literal).
 *
 * struct html_place is a plain value: sections keep a copy of where they began.
 * One thread at a time.
 */
#ifndef CORE_VIEW_MUSTACHE_HTML_H
#define CORE_VIEW_MUSTACHE_HTML_H

#include <stdbool.h>
#include <stdint.h>

enum html_state {
    HTML_TEXT,
    HTML_PLAIN_ELEMENT, /* in title or textarea: text where only the end tag may follow '<' */
    HTML_RAW_ELEMENT,   /* in script, style and the like */
    HTML_COMMENT,
    HTML_DECLARATION,  /* <!doctype … */
    HTML_OPEN,         /* after '<' */
    HTML_CLOSE,        /* after '</' */
    HTML_BANG,         /* after '<!' */
    HTML_TAG_NAME,
    HTML_BETWEEN,      /* in a tag, after a blank */
    HTML_EDGE,         /* in a tag, where a section may have ended in a name or value */
    HTML_ATTR_NAME,
    HTML_AFTER_NAME,   /* blanks after an attribute name */
    HTML_BEFORE_VALUE, /* after '=' */
    HTML_QUOTED,
    HTML_UNQUOTED,
    HTML_AFTER_VALUE   /* right after a quoted value */
};

enum html_attr { HTML_ATTR_PLAIN, HTML_ATTR_URL, HTML_ATTR_FORBIDDEN };

/* How far an address is known. */
enum html_url {
    HTML_URL_START,
    HTML_URL_SLASH,  /* one slash */
    HTML_URL_SCHEME, /* letters that may turn out to be a scheme */
    HTML_URL_HOST,   /* after http: or https: */
    HTML_URL_MIXED,  /* something filled in or optional, and no / ? # since */
    HTML_URL_SETTLED /* in path, query or fragment */
};

struct html_place {
    enum html_state state;
    enum html_attr attr; /* of the value we are in */
    enum html_url url;   /* in a value of HTML_ATTR_URL */
    uint8_t element;     /* index of the special element we are in or whose tag this is; 0: none */
    bool is_end_tag;
    char quote;          /* in HTML_QUOTED */
    uint8_t run;         /* of dashes in a comment, of slashes in HTML_URL_HOST */
    uint8_t name_n;      /* of a name, scheme or end tag being read, lower case */
    char name[24];
    uint32_t tags, attributes; /* begun so far: they tell one from another */
};

/* What stands at a place. */
enum html_use {
    HTML_USE_ESCAPED,
    HTML_USE_RAW,
    HTML_USE_PARTIAL,
    HTML_USE_WORDS, /* [[…]] */
    HTML_USE_SECTION
};

/* Takes the next byte of static text; returns what is wrong with it, or NULL. */
const char *html_feed(struct html_place *place, char c);
/* May use stand here? Moves place on past it, or for a section past its beginning. */
const char *html_use(struct html_place *place, enum html_use use);
/* At the end of a section that began at start. */
const char *html_join_section(struct html_place *place, const struct html_place *start);
/* At the end of a template. */
const char *html_end(const struct html_place *place);

#endif
