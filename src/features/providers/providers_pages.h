/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the routes in providers.c, and the parts of others' pages. */
#ifndef PROVIDERS_PAGES_H
#define PROVIDERS_PAGES_H

#include "core/web/route.h"
#include "features/providers/providers_rules.h"

/* providers_sign_in.c */
get_fn providers_leave_page;
extern const struct post providers_back_post;
MUST_CHECK rc providers_sign_in_part(struct request *request, struct reader *reader, struct str subject,
                                     struct value *view);
MUST_CHECK rc providers_account_part(struct request *request, struct reader *reader, struct str subject,
                                     struct value *view);
/* The portal's own logins, at "oversight.portal". */
MUST_CHECK rc providers_card(struct request *request, struct reader *reader, struct str subject,
                             struct value *view);
/* How core/oidc is told of a provider. */
struct oidc_provider provider_for_oidc(struct request *request, const struct provider *provider);

/* providers_settings.c: of an organisation and of the portal alike */
get_fn providers_list_page, providers_one_page;
extern const struct post providers_one_post;

#endif
