/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An organisation that holds dialogues here: their association, a municipality,
 * a region, or one of civil society; and the rules of its codes, names and
 * addresses. Pure: no database, web or clock.
 */
#ifndef ORGANISATIONS_RULES_H
#define ORGANISATIONS_RULES_H

#include "base/arena.h"
#include "base/clock.h"

enum organisation_kind {
    ORGANISATION_NONE,
    ORGANISATION_ASSOCIATION,
    ORGANISATION_MUNICIPALITY,
    ORGANISATION_REGION,
    ORGANISATION_CIVIL_SOCIETY
};

enum {
    ORGANISATION_KINDS = 4,
    COUNTIES = 21,
    ORGANISATION_CODE_BYTES = 40,
    ORGANISATION_NAME_CHARACTERS = 200,
    ORGANISATION_TEXT_CHARACTERS = 1000, /* of controller */
    ORGANISATION_HOSTS_MAX = 10,
    HOST_BYTES = 253,     /* RFC 1035 2.3.4, without the dot of the root */
    HOST_LABEL_BYTES = 63 /* the same */
};

/* Lists are codes or names with ';' between. No text is STR_NONE except same_as. */
struct organisation {
    int64_t id;
    struct str code; /* municipality "1490", region "14"; otherwise such as "skr" */
    enum organisation_kind kind;
    struct str name;       /* as it writes it itself: "Borås Stad" */
    struct str short_name; /* "Borås" */
    struct str name_en;    /* "": as name */
    struct str slug;
    struct str county;          /* its code, "14"; "" where it has none */
    struct str same_as;         /* the code that stands for the same organisation; STR_NONE: this one does */
    struct str hosts;           /* its own host names; "" where it has none */
    struct str languages;       /* that it uses, of the portal's, the main one first; "": all */
    struct str controller;      /* of personal data (GDPR article 4.7); "" where it is not told */
    struct str privacy_contact; /* e-mail address for questions on personal data; "" where it is not known */
    bool edited;                /* an administrator has changed it here */
    bool verified;              /* somebody has seen to it that its people are its own */
    bool strong_roles;          /* who sees personal data there needs two factors */
    int64_t version;            /* grows with each change of these facts by an administrator */
};

/* ---- vocabularies ---- */

struct organisation_kind_term {
    const char *code;       /* "civil-society" */
    const char *one, *many; /* TR */
};
struct county {
    const char *code; /* Statistics Sweden's: "14" */
    const char *name; /* TR */
};
extern const struct organisation_kind_term organisation_kinds[ORGANISATION_KINDS]; /* by kind - 1 */
extern const struct county counties[COUNTIES];                                     /* by code */

/* ORGANISATION_NONE where no kind has the code. */
enum organisation_kind organisation_kind_of(struct str code);
/* The place of a county in counties + 1, or 0. */
size_t county_of(struct str code);

/* ---- rules ---- */

/* Whether a code has the form of its kind: four digits, two, or a slug with a letter in it. */
bool organisation_code_fits(enum organisation_kind kind, struct str code);
/* Whether county is a right one for the kind and code: that of its digits, or any or none. */
bool organisation_county_fits(enum organisation_kind kind, struct str code, struct str county);

/* A host name as RFC 1123 2.1 writes it, in lower case and with at least two labels; no address of
 * numbers. Other letters than a to z stand in punycode, "xn--…", which alone may have two hyphens in
 * its third and fourth place (RFC 5891 4.2.3.1). */
bool organisation_host_is_valid(struct str host);

/* Its name to a reader of this language (code). */
struct str organisation_name(const struct organisation *organisation, struct str language);

/* Adds the columns of the table in which a and b differ, "slug, hosts", to fields. */
struct buf;
void organisation_compare(const struct organisation *a, const struct organisation *b, struct buf *fields);

#endif
