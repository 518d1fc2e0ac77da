/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Organisations: what other features may call. Its page of one is a place for
 * others' parts, "organisations.organisation"; the subject is the organisation's
 * slug. Texts returned are in the given arena or live as
 * long as the program; those of a person's own are never absent but may be "".
 */
#ifndef ORGANISATIONS_PUB_ORGANISATIONS_H
#define ORGANISATIONS_PUB_ORGANISATIONS_H

#include "core/i18n/i18n.h"
#include "core/module.h"
#include "core/snapshot/snapshot.h"

extern const struct module organisations_module;

/* What a server needs to judge what a person may do in an organisation. */
struct organisation_scope {
    int64_t id;
    bool verified;     /* somebody has seen to it that its people are its own */
    bool strong_roles; /* who sees personal data there needs two factors */
};
/* The organisation whose address has this slug; one that is the same as another (Gotland's region) is
 * that other. RC_NOT_FOUND. At most two queries each by a unique key. */
MUST_CHECK rc organisation_scope_find(struct reader *reader, struct str slug,
                                      struct organisation_scope *ret_scope);

/* What an organisation looks like, for the layout of its pages. */
struct organisation_brand {
    struct str slug;
    struct str name, name_en; /* name_en "": as name */
    struct str theme;         /* names its style sheet, "organisations.theme"; "": it has chosen no colour */
    struct str logo;          /* names its picture, "organisations.logo"; "": none */
    int64_t shape;            /* of the logo: width / height, in thousandths; > 0 */
    bool has_name;            /* the logo says the name */
};
/* The snapshot of all that have a colour, a logo or a host; it has no variants (NULL). */
extern const struct snapshot_kind organisation_brands_kind;
/* One of the snapshot's data, by slug or own host in small letters; NULL: it has none. O(1). Borrowed. */
const struct organisation_brand *organisation_brand(const void *brands, struct str slug);
const struct organisation_brand *organisation_brand_of_host(const void *brands, struct str host);

/* An organisation in a list or a line of text. */
struct organisation_brief {
    int64_t id;
    struct str slug;
    struct str name;       /* to a reader of the language asked for */
    struct str short_name; /* "Borås"; in Swedish */
    bool verified;
};
struct organisation_briefs {
    struct organisation_brief *items;
    size_t n, cap;
};
/* All that stand for themselves, by short name. O(number of organisations): some hundreds. */
MUST_CHECK rc organisation_briefs(struct reader *reader, struct arena *arena, const struct language *language,
                                  struct organisation_briefs *ret_briefs);
/* One. RC_NOT_FOUND. */
MUST_CHECK rc organisation_brief_by_id(struct reader *reader, struct arena *arena,
                                       const struct language *language, int64_t id,
                                       struct organisation_brief *ret_brief);

/* A political body of an organisation. */
struct organisation_board {
    int64_t id; /* never used again and never removed: others may refer to it */
    struct str name;
    struct str kind; /* council, executive, board, committee */
    bool ended;      /* not to be chosen any more */
};
struct organisation_boards {
    struct organisation_board *items;
    size_t n, cap;
};
/* Its boards in their order, names in a language. One query. */
MUST_CHECK rc organisation_boards(struct reader *reader, struct arena *arena, const struct language *language,
                                  int64_t organisation, struct organisation_boards *ret_boards);

/* A level of participation as an organisation speaks of it: its own words where it has any in this
 * language, otherwise the guide's. */
struct organisation_level {
    bool used; /* it works with this level */
    struct str label, explanation;
};
enum { ORGANISATION_LEVELS = 5 };
/* All five: ret_levels[level - 1]. RC_NOT_FOUND: no such organisation. Two queries. */
MUST_CHECK rc organisation_levels(struct reader *reader, struct arena *arena, const struct language *language,
                                  int64_t organisation,
                                  struct organisation_level ret_levels[ORGANISATION_LEVELS]);

#endif
