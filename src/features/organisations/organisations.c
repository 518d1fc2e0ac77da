/* SPDX-License-Identifier: EUPL-1.2 */
/* The organisations' module: what it gives the program. */
#include "features/organisations/organisations_commands.h"
#include "features/organisations/organisations_pages.h"
#include "features/organisations/organisations_search.h"
#include "features/organisations/organisations_sql.h"
#include "features/organisations/pub/organisations.h"

static const struct route routes[] = {
    {"organisations.list", "/organisations", WHO_ANYONE, LANE_QUICK, organisations_list_page, NULL},
    {"organisations.organisation", "/organisations/{organisation}", WHO_ANYONE, LANE_QUICK,
     organisations_organisation_page, NULL},
    {"organisations.document", "/organisations/{organisation}/documents/{document}", WHO_ANYONE, LANE_QUICK,
     organisations_document_page, NULL},
    {"organisations.edition", "/organisations/{organisation}/documents/{document}/{edition:int}", WHO_ANYONE,
     LANE_QUICK, organisations_edition_page, NULL},
    {0}};

const struct module organisations_module = {
    .name = "organisations",
    .routes = routes,
    .queries = organisations_queries,
    .search = &organisations_search,
    .sitemap = organisations_sitemap,
    .commands = organisations_commands,
};
