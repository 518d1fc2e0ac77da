/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Forms by declared tables.
 *
 * A form is a constant table of fields. form_read checks what arrived against
 * it and collects all faults at once, each with its field; what was typed is
 * kept as it was, so that the form can be shown again with nothing lost.
 * form_view turns fields, values and faults into values for the shared
 * templates ("form/…"), for a POST form and for a GET form alike.
 */
#ifndef CORE_WEB_FORM_H
#define CORE_WEB_FORM_H

#include "core/web/request.h"

enum field_kind {
    FIELD_TEXT,    /* one line; min and max count characters */
    FIELD_EMAIL,   /* the same, as a browser helps with an address */
    FIELD_PASSWORD, /* the same, blanks at its ends and all; never shown again */
    FIELD_LINES,   /* several lines; CRLF becomes LF */
    FIELD_INT,     /* min ≤ value ≤ max; spaces as thousands separators are taken */
    FIELD_REAL,    /* the same; decimal comma or point */
    FIELD_CHECK,   /* a single box: 0 or 1 */
    FIELD_CHOICE,  /* one of choices */
    FIELD_CHOICES  /* any of choices, at most 64 of them, in the order they stand in the form */
};

struct choice {
    const char *code;  /* what is sent and stored */
    const char *label; /* TR("…") */
    const char *hint;  /* TR("…") or NULL */
};

struct field {
    const char *name;
    enum field_kind kind;
    const char *label; /* TR("…") */
    const char *hint;  /* TR("…") or NULL */
    bool required;
    int64_t min, max; /* both 0: no limit but FIELD_DEFAULT_MAX characters */
    const struct choice *choices; /* ends with {0} */
    const char *autocomplete;     /* HTML's token, or NULL */
};

enum { FIELD_DEFAULT_MAX = 10000 };

struct field_value {
    bool given;        /* something other than blanks arrived */
    struct str text;   /* as typed, trimmed; the first one where several arrived */
    int64_t integer;   /* INT, CHECK; CHOICE: index into choices */
    double real;       /* REAL */
    uint64_t chosen;   /* CHOICES: bit i for choices[i] */
};

struct fault {
    const struct field *field; /* NULL: the form as a whole */
    struct str message;        /* in the request's language */
};
struct faults {
    struct fault *items;
    size_t n, cap;
};

/*
 * Reads n fields from pairs into values[n] (zeroed first). Returns RC_OK even
 * when there are faults: they are data. Names that are not in the table are ignored.
 */
MUST_CHECK rc form_read(struct request *request, struct pairs pairs, const struct field *fields,
                        size_t n, struct field_value *values, struct faults *faults);
/* Adds a fault that a rule found; message in the request's language. */
void form_add_fault(struct request *request, struct faults *faults, const struct field *field,
                    struct str message);

/*
 * The values for the templates: a map with "fields" (a list, also by name under
 * "field"), "faults" (a list of {message, label, href}; label and href null for
 * the form as a whole) and "token" (null on a route without a post). Every key
 * is always there, null where it does not apply:
 *   name, id ("f-NAME"), label, hint, hint_id, error, error_id, describedby,
 *   value, required, checked, autocomplete, inputmode;
 *   is_text (with type: text, email or password), is_lines, is_number, is_check, is_choice, is_choices: one
 *   is true; is_password: is_text, of that type;
 *   options: code, label, hint, id, describedby, checked. The first has the
 *   field's own id, so that a fault's href leads to it.
 * values and faults may be NULL: an empty form.
 */
struct value *form_view(struct request *request, const struct field *fields, size_t n,
                        const struct field_value *values, const struct faults *faults);

#endif
