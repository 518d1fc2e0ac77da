/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of members share: where one is, roles in words, the choice of roles, and letters. */
#ifndef MEMBERS_VIEW_H
#define MEMBERS_VIEW_H

#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/accounts/pub/accounts.h"
#include "features/members/members_change.h"
#include "features/organisations/pub/organisations.h"

/* ---- where ------------------------------------------------------------------------------- */

/* The organisation, or the portal, whose members a page is about, and who looks at it. */
struct place {
    struct organisation_brief organisation; /* id 0, slug "" and the portal's name: the portal */
    struct actor actor;
    struct power power;
};
/* That of a route of either kind ("members.…" with {organisation}, or "members.portal_…"). RC_DENIED: whoever
 * looks has no power there, which the route should have told. */
MUST_CHECK rc place_of(struct request *request, struct reader *reader, struct place *ret_place);
/* The address of a page there; id: of the person, invitation or request, or 0. */
enum place_page { PLACE_LIST, PLACE_ONE, PLACE_INVITE, PLACE_INVITATION, PLACE_REQUEST };
struct str place_url(const struct request *request, const struct place *place, enum place_page page,
                     int64_t id);
/* The same in another language, with scheme and host: for letters. */
struct str place_letter_url(const struct request *request, const struct language *language,
                            const struct place *place, enum place_page page, int64_t id);
/* A page's view with its title and what leads to it: "organisation", "portal", "crumbs". */
struct value *place_view(struct request *request, const struct place *place, struct str title);

/* ---- roles ---------------------------------------------------------------------------------- */

/* A list of {code, label, does} under key. */
void roles_view(struct value *map, const char *key, const struct language *language, unsigned role_bits);
/* "Officer, Editor" in words. In arena. */
struct str roles_words(struct arena *arena, const struct language *language, unsigned role_bits);
/* A field of choices among these roles; and between what is chosen there and sets of roles. */
struct field roles_field(struct arena *arena, const char *label, const char *hint, unsigned among);
unsigned roles_chosen(const struct field *field, const struct field_value *value);
void roles_choose(const struct field *field, struct field_value *value, unsigned role_bits);

/* ---- people ---------------------------------------------------------------------------------- */

/* Somebody's name as others see it, and the address where power allows: STR_NONE otherwise. */
MUST_CHECK rc person_for_others(struct reader *reader, struct request *request, const struct power *power,
                                int64_t person, struct str *ret_name, struct str *ret_email);

/* ---- letters ---------------------------------------------------------------------------------- */

/* Lines of a text as a list of strings under key. */
void lines_view(struct value *map, const char *key, struct str text);
/* A letter of this template to an address. subject is in the language. RC_NOT_FOUND: no templates. */
MUST_CHECK rc letter_make(struct request *request, const struct language *language, const char *template,
                          struct str subject, struct value *view, struct str to, const char *kind,
                          struct mail *ret_letter);
/* The language that somebody wants letters in. */
const struct language *language_of(const struct request *request, const struct person *person);

/* ---- what a step refused ------------------------------------------------------------------------ */

/* A sentence for whoever sent the form, saying what to do. */
struct str refused_words(struct request *request, enum refused refused);

#endif
