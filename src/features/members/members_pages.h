/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the routes in members.c, and the part of an organisation's page. */
#ifndef MEMBERS_PAGES_H
#define MEMBERS_PAGES_H

#include "core/web/route.h"

/* Of an organisation and of the portal alike. */
get_fn members_list_page;
get_fn members_one_page;
extern const struct post members_one_post;
get_fn members_invite_page;
extern const struct post members_invite_post;
extern const struct post members_invitation_post;

get_fn members_request_page;
extern const struct post members_request_post;

/* Of whoever is signed in. */
get_fn members_answer_page;
extern const struct post members_answer_post;
get_fn members_ask_page;
extern const struct post members_ask_post;

/* What whoever is signed in may do, and where, at "accounts.account"; and the portal's members at
 * "oversight.portal". */
MUST_CHECK rc members_own_roles_part(struct request *request, struct reader *reader, struct str subject,
                                     struct value *view);
MUST_CHECK rc members_card(struct request *request, struct reader *reader, struct str subject,
                           struct value *view);

/* "Do you work here?" at "organisations.organisation". */
MUST_CHECK rc members_ask_part(struct request *request, struct reader *reader, struct str subject,
                               struct value *view);

#endif
