/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/run.h"

#include <limits.h>
#include <string.h>

#include "base/child.h"
#include "lib/sortition/wire.h"

enum { ATTEMPTS = 3, HAND_OVER_S = 10 };
static const uint64_t OTHER_SEED =
    0x9e3779b97f4a7c15u; /* any odd number: the next attempt's seed differs by it */

/* A talk with one solver. */
struct talking {
    const struct sortition_run *run;
    struct wire_answer answer;
    struct buf bytes; /* came in, not yet taken */
    struct str trouble;
};

static bool take(void *context, struct str bytes)
{
    struct talking *talking = context;
    buf_add(&talking->bytes, bytes);
    struct str left = buf_str(&talking->bytes), body;
    enum wire_frame kind;
    rc result = RC_OK;
    while (result == RC_OK && (result = wire_next_frame(&left, &kind, &body)) == RC_OK)
        result = wire_take(&talking->answer, kind, body);
    if (result != RC_NOT_FOUND || talking->bytes.overflowed)
        return false;
    size_t used = talking->bytes.n - left.n;
    memmove(talking->bytes.p, talking->bytes.p + used, left.n);
    talking->bytes.n = left.n;
    return true;
}

static bool go_on(void *context)
{
    const struct talking *talking = context;
    const struct solve_options *options = &talking->run->options;
    const struct wire_answer *answer = &talking->answer;
    return options->progress == NULL ||
           options->progress(options->context, answer->phase, answer->phase_done, answer->phase_total);
}

static struct str describe(struct arena *arena, enum child_end end, int code, const struct talking *talking)
{
    switch (end) {
    case CHILD_SIGNALLED: return arena_printf(arena, "the solver crashed (signal %d)", code);
    case CHILD_TIMED_OUT: return STR("the solver did not answer in time");
    case CHILD_REFUSED: return STR("the solver's answer could not be read");
    case CHILD_EXITED: break;
    }
    if (!talking->answer.done)
        return arena_printf(arena, "the solver ended without an answer (exit code %d)", code);
    if (talking->answer.code != RC_OK)
        return arena_printf(arena, "the solver failed (%s)", rc_name(talking->answer.code));
    return STR_NONE;
}

/* Asks one solver. What failed stands in talking->trouble. */
static rc ask(const char *path, const struct wire_request *request, struct arena *arena,
              struct talking *talking)
{
    struct child child;
    rc result = child_start(path, &child);
    if (result != RC_OK)
        return result;
    struct buf input;
    buf_init(&input, (size_t)WIRE_REQUEST_MAX + WIRE_HEADER_BYTES);
    wire_put_request(&input, request);
    buf_init(&talking->bytes, 2 * (WIRE_FRAME_MAX + WIRE_FRAME_HEADER_BYTES));
    talking->answer = (struct wire_answer){.problem = &request->problem, .arena = arena};
    double seconds = request->time_limit_s;
    struct child_talk talk = {
        .input = buf_str(&input),
        .deadline = seconds > 0 ? time_monotonic() + (time_us)((seconds + HAND_OVER_S) * (double)TIME_SECOND)
                                : 0,
        .patience = HAND_OVER_S * TIME_SECOND,
        .take = take,
        .go_on = go_on,
        .context = talking};
    int code = 0;
    enum child_end end = child_talk(&child, &talk, &code);
    talking->trouble = describe(arena, end, code, talking);
    buf_free(&talking->bytes);
    buf_free(&input);
    return RC_OK;
}

/* Whether the lottery that came is one; else the reason is the trouble. */
static void check(const struct wire_request *request, struct arena *arena, struct talking *talking)
{
    struct wire_answer *answer = &talking->answer;
    struct str reason;
    if (answer->lottery.panel_count == 0) {
        if (request->question == WIRE_ASK_LOTTERY && answer->outcome == SOLVED)
            talking->trouble = STR("the solver's answer has no panels");
    } else if (!sortition_lottery_check(&request->problem, &answer->lottery, arena, &reason)) {
        talking->trouble = ARENA_CONCAT(arena, STR("the solver's answer is wrong: "), reason);
    }
}

/* Asks until an answer is right. */
static rc ask_repeatedly(const char *path, struct wire_request *request, const struct sortition_run *run,
                         struct arena *arena, struct talking *talking, struct sortition_answer *answer)
{
    time_us start = time_monotonic();
    rc result = RC_IO;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        double left = run->options.time_limit_s - (double)(time_monotonic() - start) / (double)TIME_SECOND;
        if (attempt > 0 && run->options.time_limit_s > 0 && left <= 0)
            break;
        if (run->options.time_limit_s > 0)
            request->time_limit_s = left;
        answer->attempts++;
        *talking = (struct talking){.run = run};
        result = ask(path, request, arena, talking);
        if (result != RC_OK)
            return result;
        if (talking->trouble.n == 0)
            check(request, arena, talking);
        if (talking->trouble.n == 0)
            return RC_OK;
        answer->trouble = answer->trouble.n == 0
                              ? talking->trouble
                              : ARENA_CONCAT(arena, answer->trouble, STR("; then "), talking->trouble);
        request->seed += OTHER_SEED;
        result = RC_IO;
    }
    return result;
}

rc sortition_run(const struct sortition_problem *problem, const struct sortition_run *run,
                 struct arena *arena, struct sortition_answer *ret_answer)
{
    char beside[PATH_MAX];
    const char *path = run->solver;
    if (path == NULL) {
        if (child_beside("radslag-solver", beside, sizeof beside) != RC_OK)
            return RC_NOT_FOUND;
        path = beside;
    }
    struct sortition_answer answer = {0};
    struct talking talking;
    struct wire_request request = {.question = WIRE_ASK_LOTTERY,
                                   .algorithm = run->options.algorithm,
                                   .time_limit_s = run->options.time_limit_s,
                                   .seed = run->options.seed,
                                   .problem = *problem};
    time_us start = time_monotonic();
    rc result = ask_repeatedly(path, &request, run, arena, &talking, &answer);
    if (result == RC_OK) {
        answer.outcome = talking.answer.outcome;
        answer.lottery = talking.answer.lottery;
    }
    if (result == RC_OK && answer.outcome == SOLVE_INFEASIBLE) {
        request.question = WIRE_ASK_RELAXATIONS;
        result = ask_repeatedly(path, &request, run, arena, &talking, &answer);
        answer.attempts--;
        answer.relaxations = talking.answer.relaxations;
        answer.relaxation_count = talking.answer.relaxation_count;
    }
    answer.seconds = (double)(time_monotonic() - start) / (double)TIME_SECOND;
    if (result == RC_OK || result == RC_IO)
        *ret_answer = answer;
    return result;
}
