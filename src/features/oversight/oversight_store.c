/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/oversight/oversight_store.h"

#include "base/vec.h"
#include "core/access/access.h"
#include "core/jobs/jobs.h"
#include "core/mail/mail.h"

/* ---- the log ----------------------------------------------------------------------------- */

static rc read_some(struct reader *reader, struct arena *arena, const struct log_range *range, int64_t limit,
                    struct audit_list *ret_list)
{
    if (range->person)
        return audit_of_person(reader, arena, range->person, range->before, limit, ret_list);
    return audit_list(reader, arena, range->organisation, range->before, limit, ret_list);
}

/* Where reading begins: what was stored after the period may still be of it. */
static int64_t first_before(const struct log_range *range)
{
    time_us to = range->period.to;
    int64_t end = to > INT64_MAX - LOG_STORED_WITHIN ? INT64_MAX : db_id_at(to + LOG_STORED_WITHIN);
    return range->before < end ? range->before : end;
}

rc log_read(struct reader *reader, struct arena *arena, struct log_range *range, int64_t limit,
            struct audit_list *ret_list)
{
    struct audit_list list = {0}, some = {0};
    struct log_range left = *range;
    int64_t least = db_id_at(range->period.from);
    rc result = RC_OK;
    left.before = first_before(range);
    do {
        result = read_some(reader, arena, &left, limit, &some);
        for (size_t i = 0; result == RC_OK && i < some.n && (int64_t)list.n < limit; i++) {
            const struct audit_entry *entry = &some.items[i];
            left.before = entry->id;
            if (entry->id < least)
                some.n = 0; /* those that follow are older still */
            else if (entry->at >= left.period.from && entry->at < left.period.to)
                *VEC_PUSH(arena, &list) = *entry;
        }
    } while (result == RC_OK && (int64_t)some.n == limit && (int64_t)list.n < limit);
    if (result)
        return result;
    *range = left;
    *ret_list = list;
    return RC_OK;
}

/* ---- jobs --------------------------------------------------------------------------------- */

static rc carry_out(struct txn *txn, const struct job_change *change)
{
    switch (change->order) {
    case ORDER_RETRY: return job_retry(txn, change->id, change->now);
    case ORDER_CANCEL: return job_cancel(txn, change->id, change->now);
    case ORDER_SEND: return mail_retry(txn, change->id, change->now);
    }
    return RC_INVALID;
}

static rc put_entry(struct txn *txn, struct arena *arena, const struct job_change *change)
{
    static const char *const acts[] = {
        [ORDER_RETRY] = "jobs.retry", [ORDER_CANCEL] = "jobs.cancel", [ORDER_SEND] = "mail.retry"};
    struct job_status job;
    rc result = job_read(txn_reader(txn), arena, change->id, &job);
    if (result)
        return result;
    struct str subject = arena_printf(arena, "%.*s %lld", STR_ARGS(job.kind), (long long)job.id);
    return audit_put(txn, &(struct audit_entry){.at = change->now,
                                                .actor = change->actor,
                                                .organisation = ACCESS_PORTAL,
                                                .act = acts[change->order],
                                                .subject = subject});
}

rc job_change_step(struct txn *txn, const void *in, void *out)
{
    const struct job_change *change = in;
    struct arena *arena = arena_new();
    (void)out;
    rc result = carry_out(txn, change);
    if (result == RC_OK)
        result = put_entry(txn, arena, change);
    arena_free(arena);
    return result;
}
