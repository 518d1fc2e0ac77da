/* SPDX-License-Identifier: EUPL-1.2 */
/* The providers' module: what it gives the program. */
#include "core/audit/audit.h"
#include "features/providers/providers_pages.h"
#include "features/providers/providers_store.h"
#include "features/providers/pub/providers.h"

#define WHO_PORTAL WHO_ROLE(ROLE_PORTAL_ADMINISTRATOR)
#define WHO_HERE (WHO_PORTAL | WHO_ROLE(ROLE_ADMINISTRATOR))

static const struct route routes[] = {
    {"providers.leave", "/account/sign-in/with/{provider:int}", WHO_ANYONE, LANE_SLOW, providers_leave_page,
     NULL},
    {"providers.back", "/account/sign-in/back/{provider:int}", WHO_ANYONE, LANE_SLOW, NULL,
     &providers_back_post},
    {"providers.list", "/organisations/{organisation}/logins", WHO_HERE, LANE_QUICK, providers_list_page,
     NULL},
    {"providers.add", "/organisations/{organisation}/logins/add", WHO_HERE, LANE_QUICK, providers_one_page,
     &providers_one_post},
    {"providers.one", "/organisations/{organisation}/logins/{provider:int}", WHO_HERE, LANE_QUICK,
     providers_one_page, &providers_one_post},
    {"providers.portal", "/portal/logins", WHO_PORTAL, LANE_QUICK, providers_list_page, NULL},
    {"providers.portal_add", "/portal/logins/add", WHO_PORTAL, LANE_QUICK, providers_one_page,
     &providers_one_post},
    {"providers.portal_one", "/portal/logins/{provider:int}", WHO_PORTAL, LANE_QUICK, providers_one_page,
     &providers_one_post},
    {0}};

static const struct page_part parts[] = {
    {"accounts.sign_in", "providers/ways", 10, providers_sign_in_part},
    {"accounts.account", "providers/connect", 10, providers_account_part},
    {"oversight.portal", "oversight/card", 30, providers_card},
    {0}};

static const struct audit_words acts[] = {
    {"providers.add", TR("added a login")}, {"providers.change", TR("changed a login")}, {0}};

const struct module providers_module = {
    .name = "providers",
    .routes = routes,
    .queries = providers_queries,
    .parts = parts,
    .acts = acts,
};
