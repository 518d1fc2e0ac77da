/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/watch.h"

static const time_us TELL_EVERY = TIME_SECOND / 10;

struct watch watch_start(const struct solve_options *options)
{
    struct watch watch = {.options = options};
    if (options->time_limit_s > 0)
        watch.deadline = time_monotonic() + (time_us)(options->time_limit_s * (double)TIME_SECOND);
    return watch;
}

static void tell(struct watch *watch, time_us now)
{
    watch->last = now;
    if (watch->options->progress != NULL &&
        !watch->options->progress(watch->options->context, watch->phase, watch->done, watch->total))
        watch->stopped = true;
}

void watch_at(struct watch *watch, enum solve_phase phase, double done, double total)
{
    bool new_phase = phase != watch->phase || watch->last == 0;
    watch->phase = phase;
    watch->done = done;
    watch->total = total;
    time_us now = time_monotonic();
    if (new_phase || now - watch->last > TELL_EVERY)
        tell(watch, now);
}

bool watch_ended(struct watch *watch)
{
    time_us now = time_monotonic();
    if (now - watch->last > TELL_EVERY)
        tell(watch, now);
    return watch->stopped || (watch->deadline != 0 && now > watch->deadline);
}
