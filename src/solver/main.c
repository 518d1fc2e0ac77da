/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * radslag-solver: reads one request from standard input, writes frames of
 * progress and its answer to standard output (lib/sortition/wire.h), and ends.
 * It opens no files and has limits of its own on memory and time. When the
 * input ends while it works, it stops and answers with what it has.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "lib/sortition/wire.h"
#include "solver/solve.h"

enum { EXIT_ANSWERED = 0, EXIT_BAD_REQUEST = 2, EXIT_NO_ONE_LISTENS = 3 };
enum { HAND_OVER_CPU_S = 60 };
static const rlim_t MEMORY_MAX = (rlim_t)4 * 1024 * 1024 * 1024;

static bool read_all(char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t got = read(STDIN_FILENO, bytes, n);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            bytes += got;
            n -= (size_t)got;
        }
    }
    return true;
}

static bool write_all(void *context, struct str bytes)
{
    (void)context;
    while (bytes.n > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        bytes = str_skip(bytes, n > 0 ? (size_t)n : 0);
    }
    return true;
}

#if defined(__has_feature)
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
enum { LIMITS_MEMORY = false }; /* the sanitizer reserves terabytes of addresses */
#else
enum { LIMITS_MEMORY = true };
#endif

/* No core files, no growing files, no more descriptors, so much memory. */
static void limit_resources(void)
{
    const struct rlimit none = {0, 0}, three = {3, 3}, memory = {MEMORY_MAX, MEMORY_MAX};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_FSIZE, &none);
    (void)setrlimit(RLIMIT_NOFILE, &three);
    if (LIMITS_MEMORY)
        (void)setrlimit(RLIMIT_AS, &memory);
}

/* A hang is ended by the kernel even if whoever started us is gone. */
static void limit_time(double seconds)
{
    if (seconds <= 0 || seconds > 1e6)
        return;
    rlim_t limit = (rlim_t)seconds + HAND_OVER_CPU_S;
    (void)setrlimit(RLIMIT_CPU, &(struct rlimit){limit, limit});
}

static bool tell_progress(void *context, enum solve_phase phase, double done, double total)
{
    struct wire_out *out = context;
    wire_put_progress(out, phase, done, total);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLRDHUP};
    bool ended = poll(&input, 1, 0) > 0 && (input.revents & (POLLRDHUP | POLLHUP | POLLERR));
    return !out->failed && !ended;
}

static rc answer(const struct wire_request *request, struct arena *arena, struct wire_out *out,
                 enum solve_outcome *ret_outcome)
{
    const struct solve_options options = {.algorithm = request->algorithm,
                                          .time_limit_s = request->time_limit_s,
                                          .seed = request->seed,
                                          .progress = tell_progress,
                                          .context = out};
    if (request->question == WIRE_ASK_RELAXATIONS) {
        struct sortition_relaxation *relaxations = NULL;
        size_t count = 0;
        rc result = solve_relaxations(&request->problem, &options, arena, &relaxations, &count);
        for (size_t i = 0; result == RC_OK && i < count; i++)
            wire_put_relaxation(out, &relaxations[i]);
        return result;
    }
    struct sortition_lottery lottery = {0};
    rc result = solve_lottery(&request->problem, &options, arena, ret_outcome, &lottery);
    if (result == RC_OK)
        wire_put_lottery(out, &request->problem, &lottery);
    return result;
}

int main(void)
{
    limit_resources();
    (void)signal(SIGPIPE, SIG_IGN);
    char header[WIRE_HEADER_BYTES];
    size_t n = 0;
    if (!read_all(header, sizeof header) || wire_get_header((struct str){header, sizeof header}, &n) != RC_OK)
        return EXIT_BAD_REQUEST;
    struct arena *arena = arena_new();
    char *body = mem_alloc(n);
    struct wire_request request;
    bool good = read_all(body, n) && wire_get_request((struct str){body, n}, arena, &request) == RC_OK;
    mem_free(body);
    int code = EXIT_BAD_REQUEST;
    if (good) {
        limit_time(request.time_limit_s);
        struct wire_out out;
        wire_out_init(&out, write_all, NULL);
        enum solve_outcome outcome = SOLVED;
        rc result = answer(&request, arena, &out, &outcome);
        wire_put_done(&out, result, outcome);
        code = out.failed ? EXIT_NO_ONE_LISTENS : EXIT_ANSWERED;
        wire_out_free(&out);
    }
    (void)arena_free(arena);
    return code;
}
