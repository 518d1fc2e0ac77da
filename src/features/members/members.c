/* SPDX-License-Identifier: EUPL-1.2 */
/* The members' module: what it gives the program. */
#include "core/audit/audit.h"
#include "core/jobs/jobs.h"
#include "features/members/members_commands.h"
#include "features/members/members_pages.h"
#include "features/members/members_personal.h"
#include "features/members/members_store.h"

#define WHO_PORTAL (WHO_ROLE(ROLE_PORTAL_ADMINISTRATOR) | WHO_LOGGED)
#define WHO_KEEPS (WHO_PORTAL | WHO_ROLE(ROLE_ADMINISTRATOR) | WHO_ROLE(ROLE_PORTAL_COORDINATOR))

static const struct route routes[] = {
    {"members.list", "/organisations/{organisation}/members", WHO_KEEPS, LANE_SLOW, members_list_page, NULL},
    {"members.one", "/organisations/{organisation}/members/{person:int}", WHO_KEEPS, LANE_QUICK,
     members_one_page, &members_one_post},
    {"members.invite", "/organisations/{organisation}/members/invitations", WHO_KEEPS, LANE_QUICK,
     members_invite_page, &members_invite_post},
    {"members.invitation", "/organisations/{organisation}/members/invitations/{invitation:int}", WHO_KEEPS,
     LANE_QUICK, NULL, &members_invitation_post},
    {"members.request", "/organisations/{organisation}/members/requests/{request:int}", WHO_KEEPS, LANE_QUICK,
     members_request_page, &members_request_post},
    {"members.portal", "/portal/members", WHO_PORTAL, LANE_SLOW, members_list_page, NULL},
    {"members.portal_one", "/portal/members/{person:int}", WHO_PORTAL, LANE_QUICK, members_one_page,
     &members_one_post},
    {"members.portal_invite", "/portal/members/invitations", WHO_PORTAL, LANE_QUICK, members_invite_page,
     &members_invite_post},
    {"members.portal_invitation", "/portal/members/invitations/{invitation:int}", WHO_PORTAL, LANE_QUICK,
     NULL, &members_invitation_post},
    {"members.answer", "/invitations", WHO_SIGNED_IN, LANE_QUICK, members_answer_page, &members_answer_post},
    {"members.ask", "/organisations/{organisation}/access", WHO_SIGNED_IN, LANE_QUICK, members_ask_page,
     &members_ask_post},
    {0}};

static const struct page_part parts[] = {
    {"organisations.organisation", "members/part", 90, members_ask_part},
    {"accounts.account", "members/own_roles", 20, members_own_roles_part},
    {"oversight.portal", "oversight/card", 20, members_card},
    {0}};

/* ---- keeping tidy ---------------------------------------------------------------------- */

static rc run_tidy(struct job_run *run)
{
    const struct members_tidying tidying = {job_time(run), 500};
    return job_until_none(run, members_tidy_step, &tidying);
}

static const struct job_kind tidy = {.name = "members.tidy",
                                     .run = run_tidy,
                                     .attempts = 3,
                                     .growth = 2,
                                     .first_delay = TIME_MINUTE,
                                     .limit = 10 * TIME_MINUTE,
                                     .slow = true};

static const struct audit_words acts[] = {
    {"members.invite", TR("invited somebody")},
    {"members.invite_again", TR("sent an invitation again")},
    {"members.withdraw", TR("withdrew an invitation")},
    {"members.accept", TR("accepted an invitation")},
    {"members.decline", TR("declined an invitation")},
    {"members.approve", TR("approved a request for access")},
    {"members.refuse", TR("refused a request for access")},
    {"members.claim_rule_add", TR("let a login give a role")},
    {"members.claim_rule_remove", TR("no longer lets a login give a role")},
    {"look:members.list", TR("looked at the members")},
    {"look:members.one", TR("looked at a member")},
    {"look:members.portal_one", TR("looked at a member")},
    {"look:members.portal", TR("looked at the portal's members")},
    {"look:members.portal_one", TR("looked at one of the portal's members")},
    {0}};

const struct module members_module = {
    .name = "members",
    .routes = routes,
    .queries = members_queries,
    .parts = parts,
    .commands = members_commands,
    .jobs = (const struct job_kind *const[]){&tidy, NULL},
    .schedules = (const struct job_schedule[]){{&tidy, TIME_DAY, 2 * TIME_HOUR + 50 * TIME_MINUTE}, {0}},
    .personal = &members_personal,
    .acts = acts,
};
