/* SPDX-License-Identifier: EUPL-1.2 */
/* The accounts' module: what it gives the program. */
#include "core/audit/audit.h"
#include "core/jobs/jobs.h"
#include "core/session/session.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_personal.h"
#include "features/accounts/accounts_store.h"

static const struct route routes[] = {
    {"accounts.sign_up", "/account/sign-up", WHO_ANYONE, LANE_QUICK, accounts_sign_up_page,
     &accounts_sign_up_post},
    {"accounts.sent", "/account/letter-sent", WHO_ANYONE, LANE_QUICK, accounts_sent_page, NULL},
    {"accounts.confirm", "/account/welcome", WHO_ANYONE, LANE_QUICK, accounts_confirm_page,
     &accounts_confirm_post},
    {"accounts.sign_in", "/account/sign-in", WHO_ANYONE, LANE_QUICK, accounts_sign_in_page,
     &accounts_sign_in_post},
    {"accounts.use_link", "/account/sign-in/link", WHO_ANYONE, LANE_QUICK, accounts_link_page,
     &accounts_link_post},
    {"accounts.code", "/account/sign-in/code", WHO_ANYONE, LANE_QUICK, accounts_code_page,
     &accounts_code_post},
    {"accounts.sign_out", "/account/sign-out", WHO_SIGNED_IN, LANE_QUICK, accounts_sign_out_page,
     &accounts_sign_out_post},
    {"accounts.signed_out", "/account/signed-out", WHO_ANYONE, LANE_QUICK, accounts_signed_out_page, NULL},
    {"accounts.account", "/account", WHO_SIGNED_IN, LANE_QUICK, accounts_own_page, NULL},
    {"accounts.name", "/account/name", WHO_SIGNED_IN, LANE_QUICK, accounts_name_page, &accounts_name_post},
    {"accounts.address", "/account/address", WHO_SIGNED_IN, LANE_QUICK, accounts_address_page,
     &accounts_address_post},
    {"accounts.new_address", "/account/address/confirm", WHO_SIGNED_IN, LANE_QUICK, accounts_new_address_page,
     &accounts_new_address_post},
    {"accounts.stop_address", "/account/address/stop", WHO_ANYONE, LANE_QUICK, accounts_stop_address_page,
     &accounts_stop_address_post},
    {"accounts.password", "/account/password", WHO_SIGNED_IN, LANE_QUICK, accounts_password_page,
     &accounts_password_post},
    {"accounts.two_steps", "/account/two-steps", WHO_SIGNED_IN, LANE_QUICK, accounts_two_steps_page,
     &accounts_two_steps_post},
    {"accounts.sessions", "/account/sessions", WHO_SIGNED_IN, LANE_QUICK, accounts_sessions_page,
     &accounts_sessions_post},
    {"accounts.data", "/account/my-data", WHO_SIGNED_IN, LANE_QUICK, accounts_data_page, NULL},
    {"accounts.export", "/account/my-data/export", WHO_SIGNED_IN, LANE_SLOW, accounts_export_page, NULL},
    {"accounts.erase", "/account/my-data/erase", WHO_SIGNED_IN, LANE_QUICK, accounts_erase_page,
     &accounts_erase_post},
    {0}};

/* ---- what has ended is removed -------------------------------------------------------- */

enum { TIDY_ROWS = 1000 };

struct tidy {
    time_us now;
};
static rc tidy_step(struct txn *txn, const void *in, void *out)
{
    const struct tidy *tidy = in;
    int64_t *removed = out;
    int64_t sessions = 0, tokens = 0, guesses = 0;
    rc result = session_tidy(txn, tidy->now, TIDY_ROWS, &sessions);
    if (result == RC_OK)
        result = token_tidy(txn, tidy->now, TIDY_ROWS, &tokens);
    if (result == RC_OK)
        result = guess_tidy(txn, tidy->now - TIME_DAY, TIDY_ROWS, &guesses);
    *removed = sessions + tokens + guesses;
    return result;
}

static rc tidy_run(struct job_run *run)
{
    struct tidy tidy = {job_time(run)};
    return job_until_none(run, tidy_step, &tidy);
}

static const struct job_kind tidy_kind = {.name = "accounts.tidy",
                                          .run = tidy_run,
                                          .attempts = 3,
                                          .growth = 2,
                                          .first_delay = TIME_MINUTE,
                                          .limit = 10 * TIME_MINUTE,
                                          .slow = true};
static const struct job_kind *const jobs[] = {&tidy_kind, NULL};
static const struct job_schedule schedules[] = {{.kind = &tidy_kind, .every = TIME_HOUR}, {0}};

static const struct audit_words acts[] = {{"accounts.erase", TR("removed their own account")},
                                          {"accounts.connect", TR("connected a login to their account")},
                                          {0}};

const struct module accounts_module = {
    .name = "accounts",
    .routes = routes,
    .queries = accounts_queries,
    .jobs = jobs,
    .schedules = schedules,
    .personal = &accounts_personal,
    .acts = acts,
};
