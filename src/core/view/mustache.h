/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Mustache templates that know HTML.
 *
 * Passes the six required modules of the specification (mustache.github.io)
 * and its dynamic names, {{>*page}}; no lambdas, no inheritance. A template is
 * compiled once into an array of instructions; a tokenizer follows the HTML
 * around each tag, and a tag that could not be made safe where it stands is a
 * fault of the template, found before the server listens:
 *
 *   {{x}}     in text and in quoted attribute values: & < > " ' escaped.
 *             In href, src, action and the like: first in the value, x must be
 *             of kind url; after other text it is percent-encoded.
 *             Refused: unquoted values, tag and attribute names, comments,
 *             script, style, and the attributes style, on…, srcset, srcdoc, ….
 *   {{{x}}}   in text only; prints raw only what is of kind html. Also {{&x}}.
 *   {{#x}} {{^x}} {{/x}}  must end in the same surroundings as they begin:
 *             in text, in an attribute value, or between attributes, as in
 *             <input {{#checked}}checked{{/checked}}>. What is false: see
 *             value_is_truthy.
 *   {{>name}} {{>*x}}  in text only; x names the template.
 *   [[text]]  in text and quoted attributes: plain words, translated when
 *             compiled, then escaped. Blanks and line breaks inside are one space.
 *
 * A template starts and ends in text. Static addresses are checked too: a
 * scheme other than http, https, mailto and tel is a fault.
 *
 * One thread adds and links; after template_set_link the set does not change
 * and any number of threads render from it without locks. Sources and names
 * are copied; everything belongs to the arena of the set. Make one set per
 * language.
 */
#ifndef CORE_VIEW_MUSTACHE_H
#define CORE_VIEW_MUSTACHE_H

#include "base/buf.h"
#include "core/view/value.h"

enum {
    TEMPLATE_SECTIONS_MAX = 32,       /* nested in one template */
    TEMPLATE_PARTIALS_MAX = 64,       /* nested when rendering */
    TEMPLATE_CONTEXTS_MAX = 256,      /* sections entered when rendering */
    TEMPLATE_INDENT_MAX = 256,        /* bytes of indentation of nested partials */
    TEMPLATE_STEPS_MAX = 5 * 1000000 /* instructions in one render */
};

/* What is wrong and where, in English for the developer. Holds its own text. */
struct template_fault {
    unsigned line, column;   /* from 1; column in bytes */
    char template_name[64];  /* cut where longer */
    char text[192];          /* one sentence */
};

struct template_options {
    /* The translation of msgid, in the arena or living as long; NULL: as it stands. */
    struct str (*translate)(void *context, struct arena *arena, struct str msgid);
    void *translate_context;
    /* A name found nowhere is a fault; otherwise it prints nothing. For tests and --dev. */
    bool strict;
    /* For the specification's tests only: HTML is not followed, so that {{x}} escapes and
     * {{{x}}} prints html anywhere; a partial that does not exist prints nothing. */
    bool unchecked;
};

struct template_set;

/* An empty set in arena. options may be NULL (all off) and is copied. Never NULL. */
struct template_set *template_set_new(struct arena *arena, const struct template_options *options);

/* Compiles source under name, such as "guide/method". ret_fault may be NULL.
 * RC_INVALID: *ret_fault tells why; RC_EXISTS: the name is taken (no fault is
 * told). The set is then as before. */
MUST_CHECK rc template_set_add(struct template_set *set, struct str name, struct str source,
                               struct template_fault *ret_fault);

/* Finds every partial named in the set, and closes it. RC_INVALID: one does not
 * exist. ret_fault may be NULL. */
MUST_CHECK rc template_set_link(struct template_set *set, struct template_fault *ret_fault);

/* Whether a template of this name was added. */
bool template_set_has(const struct template_set *set, struct str name);

/*
 * Adds the template name, filled in with view (NULL is an empty view), to out.
 * The set must be linked. ret_fault may be NULL; it is set unless RC_OK.
 *
 * RC_NOT_FOUND: no such template; nothing was added.
 * RC_LIMIT:     out is full or nesting went too deep: out is incomplete.
 * RC_INVALID:   the page is complete and safe, but something had to be
 *               replaced: a link that is not of kind url ("#"), a string in
 *               {{{x}}} (escaped), a list or map printed (nothing), or, when
 *               strict, a missing name (nothing). Tests fail on it; a server
 *               may send the page and log the first fault, which is told here.
 */
MUST_CHECK rc template_render(const struct template_set *set, struct str name,
                              const struct value *view, struct buf *out,
                              struct template_fault *ret_fault);

/*
 * For the tool that collects texts to translate: calls message for each [[…]]
 * in source, in order, with blanks already collapsed. The msgid is valid during
 * the call. RC_INVALID when the template has a fault; ret_fault may be NULL.
 */
MUST_CHECK rc mustache_messages(struct str name, struct str source,
                                void (*message)(void *context, struct str msgid, unsigned line),
                                void *context, struct template_fault *ret_fault);

#endif
