/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the program and radslag-solver say to each other, as bytes.
 *
 * One request goes to the solver: a header and the problem without names and
 * ids, since a solver need not know who anybody is. Frames come back: progress,
 * then the answer in pieces of limited size, then DONE. Numbers are in the
 * machine's own order, as both ends run on it; the header's magic number shows
 * a mismatch. A reader trusts nothing: every length, index and order is
 * checked, and whatever breaks the format is RC_INVALID.
 */
#ifndef SORTITION_WIRE_H
#define SORTITION_WIRE_H

#include "base/buf.h"
#include "lib/sortition/solving.h"

enum {
    WIRE_VERSION = 1,
    WIRE_HEADER_BYTES = 16,
    WIRE_FRAME_HEADER_BYTES = 8,
    WIRE_FRAME_MAX = 1024 * 1024,         /* of a frame's body */
    WIRE_REQUEST_MAX = 256 * 1024 * 1024, /* of a request's body */
    WIRE_MEMBERS_MAX = 128 * 1024 * 1024, /* of all panels together */
    WIRE_RELAXATIONS_MAX = 1000
};

enum wire_question { WIRE_ASK_LOTTERY, WIRE_ASK_RELAXATIONS, WIRE_QUESTION_COUNT };

struct wire_request {
    enum wire_question question;
    enum sortition_algorithm algorithm;
    double time_limit_s;
    uint64_t seed;
    struct sortition_problem problem; /* read: without names and ids */
};

/* Header and body. */
void wire_put_request(struct buf *buf, const struct wire_request *request);
/* How long the body is that follows a header. */
MUST_CHECK rc wire_get_header(struct str header, size_t *ret_body_bytes);
/* The request of a body, in arena. */
MUST_CHECK rc wire_get_request(struct str body, struct arena *arena, struct wire_request *ret_request);

enum wire_frame {
    WIRE_PROGRESS = 1,
    WIRE_LOTTERY,       /* the numbers of the lottery, and how long its lists are */
    WIRE_PROBABILITIES, /* a piece of a list, as those below */
    WIRE_LEVELS,
    WIRE_ON_NO_PANEL,
    WIRE_PANELS,
    WIRE_RELAXATION,
    WIRE_DONE
};

/* Where frames are written to: a buffer that is emptied into a sink whenever it holds a frame. */
struct wire_out {
    struct buf buf; /* made with a ceiling of at least WIRE_FRAME_MAX and a header */
    bool (*sink)(void *context, struct str bytes);
    void *context;
    bool failed; /* the sink refused; nothing more is written */
};

/* An empty buffer before the sink, which is given whole frames; false from it ends the writing. */
void wire_out_init(struct wire_out *out, bool (*sink)(void *context, struct str bytes), void *context);
/* Gives the buffer back. */
void wire_out_free(struct wire_out *out);
/* How far a phase has come; total 0: not known. */
void wire_put_progress(struct wire_out *out, enum solve_phase phase, double done, double total);
/* A lottery of the problem, in as many frames as it needs. */
void wire_put_lottery(struct wire_out *out, const struct sortition_problem *problem,
                      const struct sortition_lottery *lottery);
/* One relaxation, one frame. */
void wire_put_relaxation(struct wire_out *out, const struct sortition_relaxation *relaxation);
/* The end: what the solver returned, and how it ended. */
void wire_put_done(struct wire_out *out, rc code, enum solve_outcome outcome);

/* An answer as it comes in. */
struct wire_answer {
    const struct sortition_problem *problem;
    struct arena *arena;
    bool has_lottery, done;
    struct sortition_lottery lottery;
    size_t probabilities, levels, on_no_panel, panels; /* so many have come */
    struct sortition_relaxation *relaxations;
    size_t relaxation_count;
    rc code;
    enum solve_outcome outcome;
    enum solve_phase phase;
    double phase_done, phase_total;
};

/* Splits the first frame off *bytes: RC_OK, RC_NOT_FOUND where more must come first, or RC_INVALID. */
MUST_CHECK rc wire_next_frame(struct str *bytes, enum wire_frame *ret_kind, struct str *ret_body);

/* Takes a frame in; after WIRE_DONE everything is there. At first problem and arena are set, the rest is
 * zero. */
MUST_CHECK rc wire_take(struct wire_answer *answer, enum wire_frame kind, struct str body);

#endif
