/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading the audit log by period, and what administrators change. All SQL is core's. */
#ifndef OVERSIGHT_STORE_H
#define OVERSIGHT_STORE_H

#include "core/audit/audit.h"
#include "features/oversight/oversight_rules.h"

/* What is left to read of the log, the latest first. */
struct log_range {
    int64_t organisation; /* ACCESS_PORTAL; AUDIT_ALL */
    int64_t person;       /* only what concerns them, of AUDIT_ALL; 0: everything */
    struct period period;
    int64_t before; /* the number of the entry read last; INT64_MAX: none yet */
};
/* The next entries, at most limit, in arena; fewer: those were the last. Costs what it returns, and the
 * hour after the period. */
MUST_CHECK rc log_read(struct reader *reader, struct arena *arena, struct log_range *range, int64_t limit,
                       struct audit_list *ret_list);

/* What an administrator wants done with a job. */
enum job_order { ORDER_RETRY, ORDER_CANCEL, ORDER_SEND };
struct job_change {
    enum job_order order; /* ORDER_SEND: the job is a letter */
    int64_t id, actor;
    time_us now;
};
/* A step, in is struct job_change: does it and puts it in the audit log of the portal, with the
 * job's kind and number. No out. As job_retry, job_cancel and mail_retry. */
step_fn job_change_step;

#endif
