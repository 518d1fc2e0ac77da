/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A compiled template: an array of instructions, run from first to last.
 *
 * A section is followed by its body; end is the index after it. Text is never
 * empty and holds the static text between two other instructions, translated.
 * For the files of the engine only.
 */
#ifndef CORE_VIEW_MUSTACHE_INSIDE_H
#define CORE_VIEW_MUSTACHE_INSIDE_H

#include "base/map.h"
#include "core/view/mustache.h"

enum op_code {
    OP_TEXT,
    OP_LINE,     /* a line begins with the next instruction: the place for indentation */
    OP_ESCAPED,  /* {{x}} */
    OP_RAW,      /* {{{x}}} */
    OP_URL,      /* {{x}} in the value of href and the like */
    OP_SECTION,  /* {{#x}} */
    OP_INVERTED, /* {{^x}} */
    OP_PARTIAL,  /* {{>x}} */
    OP_DYNAMIC   /* {{>*x}} */
};

/* One step of a dotted name. */
struct name_part {
    struct str text;
    uint32_t hash;
};

struct template;

struct partial {
    struct str name;               /* OP_PARTIAL */
    struct str indent;             /* blanks before a tag alone on its line */
    const struct template *target; /* OP_PARTIAL, once linked; NULL: prints nothing */
};

struct op {
    uint8_t code;     /* enum op_code */
    bool line_start;  /* OP_TEXT: its first byte begins a line of the template */
    char quote;       /* OP_URL: around the value */
    uint8_t part_n;   /* of the name; 0 is {{.}} */
    uint32_t line, column;
    uint32_t end;     /* OP_SECTION, OP_INVERTED */
    struct partial *partial;
    union {
        struct str text;               /* OP_TEXT */
        const struct name_part *parts; /* the others */
    };
};

struct template {
    struct str name;
    struct op *ops;
    size_t n;
};

struct template_set {
    struct arena *arena;
    struct template_options options;
    struct map by_name; /* struct template * */
    bool linked;
};

/* What template_compile is told. */
struct compile {
    struct arena *arena;
    struct str name, source;
    struct template_options options;
    /* Told each msgid; or NULL. */
    void (*message)(void *context, struct str msgid, unsigned line);
    void *message_context;
};

/* RC_INVALID: *ret_fault (not NULL) tells why. */
MUST_CHECK rc template_compile(const struct compile *job, struct template **ret_template,
                               struct template_fault *ret_fault);

/* Fills in a fault. fault may be NULL. */
void template_fault_set(struct template_fault *fault, struct str name, unsigned line,
                        unsigned column, const char *format, ...) PRINTF_LIKE(5, 6);

#endif
