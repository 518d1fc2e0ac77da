/* SPDX-License-Identifier: EUPL-1.2 */
/* The module: what it gives the program. */
#include "features/oversight/oversight_pages.h"
#include "features/oversight/oversight_words.h"
#include "features/oversight/pub/oversight.h"

#define WHO_PORTAL \
    (WHO_ROLE(ROLE_PORTAL_EDITOR) | WHO_ROLE(ROLE_PORTAL_COORDINATOR) | WHO_ROLE(ROLE_PORTAL_ADMINISTRATOR))
#define WHO_WATCHES WHO_ROLE(ROLE_PORTAL_ADMINISTRATOR)

static const struct route routes[] = {
    {"oversight.log", "/organisations/{organisation}/log", WHO_ROLE(ROLE_ADMINISTRATOR) | WHO_LOGGED,
     LANE_SLOW, oversight_log_page, NULL},
    {"oversight.log_table", "/organisations/{organisation}/log/table",
     WHO_ROLE(ROLE_ADMINISTRATOR) | WHO_LOGGED, LANE_SLOW, oversight_log_table, NULL},
    {"oversight.portal", "/portal", WHO_PORTAL, LANE_SLOW, oversight_portal_page, NULL},
    {"oversight.portal_log", "/portal/log", WHO_WATCHES | WHO_LOGGED, LANE_SLOW, oversight_portal_log_page,
     NULL},
    {"oversight.portal_table", "/portal/log/table", WHO_WATCHES | WHO_LOGGED, LANE_SLOW,
     oversight_portal_log_table, NULL},
    {"oversight.jobs", "/portal/jobs", WHO_WATCHES, LANE_SLOW, oversight_jobs_page, &oversight_jobs_change},
    {"oversight.letters", "/portal/letters", WHO_WATCHES | WHO_LOGGED, LANE_SLOW, oversight_letters_page,
     &oversight_letters_retry},
    {0}};

const struct module oversight_module = {
    .name = "oversight", .routes = routes, .parts = oversight_parts, .acts = oversight_acts};
