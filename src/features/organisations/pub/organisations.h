/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Organisations: what other features may call. Its page of one is a place for
 * others' parts, "organisations.organisation"; the subject is the organisation's
 * slug. Texts returned are in the given arena.
 */
#ifndef ORGANISATIONS_PUB_ORGANISATIONS_H
#define ORGANISATIONS_PUB_ORGANISATIONS_H

#include "core/i18n/i18n.h"
#include "core/module.h"

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

/* An organisation in a list or a line of text. */
struct organisation_brief {
    int64_t id;
    struct str slug;
    struct str name;       /* to a reader of the language asked for */
    struct str short_name; /* "Borås"; in Swedish */
    bool verified;
};
/* One. RC_NOT_FOUND. */
MUST_CHECK rc organisation_brief_by_id(struct reader *reader, struct arena *arena,
                                       const struct language *language, int64_t id,
                                       struct organisation_brief *ret_brief);

#endif
