/* SPDX-License-Identifier: EUPL-1.2 */
/* The organisations' module: what it gives the program. */
#include "core/audit/audit.h"
#include "core/i18n/i18n.h"
#include "features/organisations/organisations_commands.h"
#include "features/organisations/organisations_demo.h"
#include "features/organisations/organisations_pages.h"
#include "features/organisations/organisations_search.h"
#include "features/organisations/organisations_settings.h"
#include "features/organisations/organisations_sql.h"
#include "features/organisations/pub/organisations.h"

/* Roles count in an organisation only once it is verified; a coordinator of the portal may help any. */
#define WHO_SETS (WHO_ROLE(ROLE_ADMINISTRATOR) | WHO_ROLE(ROLE_PORTAL_COORDINATOR))
#define WHO_COORDINATES WHO_ROLE(ROLE_PORTAL_COORDINATOR)

static const struct route routes[] = {
    {"organisations.list", "/organisations", WHO_ANYONE, LANE_QUICK, organisations_list_page, NULL},
    {"organisations.organisation", "/organisations/{organisation}", WHO_ANYONE, LANE_QUICK,
     organisations_organisation_page, NULL},
    {"organisations.document", "/organisations/{organisation}/documents/{document}", WHO_ANYONE, LANE_QUICK,
     organisations_document_page, NULL},
    {"organisations.edition", "/organisations/{organisation}/documents/{document}/{edition:int}", WHO_ANYONE,
     LANE_QUICK, organisations_edition_page, NULL},
    {"organisations.theme", "/organisations/{organisation}/theme/{name}", WHO_ANYONE, LANE_QUICK,
     organisations_theme, NULL},
    {"organisations.logo", "/organisations/{organisation}/logo/{name}", WHO_ANYONE, LANE_QUICK,
     organisations_logo, NULL},
    {"organisations.new", "/new-organisation", WHO_COORDINATES, LANE_QUICK, organisations_new_page,
     &organisations_new_post},
    {"organisations.settings", "/organisations/{organisation}/settings", WHO_SETS, LANE_QUICK,
     organisations_settings_page, NULL},
    {"organisations.facts", "/organisations/{organisation}/settings/facts", WHO_SETS, LANE_QUICK,
     organisations_facts_page, &organisations_facts_post},
    {"organisations.appearance", "/organisations/{organisation}/settings/appearance", WHO_SETS, LANE_QUICK,
     organisations_appearance_page, &organisations_appearance_post},
    {"organisations.boards", "/organisations/{organisation}/settings/boards", WHO_SETS, LANE_QUICK,
     organisations_boards_page, &organisations_boards_post},
    {"organisations.board", "/organisations/{organisation}/settings/boards/{board:int}", WHO_SETS, LANE_QUICK,
     organisations_board_page, &organisations_board_post},
    {"organisations.groups", "/organisations/{organisation}/settings/groups", WHO_SETS, LANE_QUICK,
     organisations_groups_page, &organisations_groups_post},
    {"organisations.group", "/organisations/{organisation}/settings/groups/{group:int}", WHO_SETS, LANE_QUICK,
     organisations_group_page, &organisations_group_post},
    {"organisations.levels", "/organisations/{organisation}/settings/levels", WHO_SETS, LANE_QUICK,
     organisations_levels_page, &organisations_levels_post},
    {"organisations.documents", "/organisations/{organisation}/settings/documents", WHO_SETS, LANE_QUICK,
     organisations_documents_page, &organisations_documents_post},
    {"organisations.draft", "/organisations/{organisation}/settings/documents/{document:int}", WHO_SETS,
     LANE_QUICK, organisations_draft_page, &organisations_draft_post},
    {"organisations.identity", "/organisations/{organisation}/settings/identity", WHO_COORDINATES, LANE_QUICK,
     organisations_identity_page, &organisations_identity_post},
    {"organisations.verify", "/organisations/{organisation}/settings/verification", WHO_COORDINATES,
     LANE_QUICK, organisations_verify_page, &organisations_verify_post},
    {0}};

static const struct audit_words acts[] = {
    {"organisation.add", TR("added an organisation")},
    {"organisation.change", TR("changed facts of an organisation")},
    {"organisation.verify", TR("verified an organisation")},
    {"organisation.unverify", TR("took back that an organisation is verified")},
    {"organisation.appearance", TR("changed how an organisation looks")},
    {"organisation.board", TR("changed a board")},
    {"organisation.group", TR("changed a steering group")},
    {"organisation.levels", TR("changed levels of participation")},
    {"organisation.draft", TR("drafted a document")},
    {"organisation.publish", TR("published a document")},
    {"organisation.discard", TR("threw a draft away")},
    {0}};

const struct module organisations_module = {
    .name = "organisations",
    .routes = routes,
    .queries = organisations_queries,
    .search = &organisations_search,
    .sitemap = organisations_sitemap,
    .commands = organisations_commands,
    .demo = organisations_demo,
    .acts = acts,
};
