/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Mixed tables: who sits with whom in several sessions, so that each pair meets as
 * seldom as possible and each table mirrors everyone who is there.
 *
 * A local search (threshold accepting: Dueck and Scheuer 1990) in whole numbers that
 * exchanges two people of a session at a time. What counts is the sum over pairs of
 * the square of how often they meet, and for each table and value the square of how
 * far it is from its share, rounded either way, three times as much. Deterministic
 * from its stream.
 */
#ifndef SORTITION_TABLES_H
#define SORTITION_TABLES_H

#include "lib/sortition/problem.h"
#include "lib/sortition/stream.h"

enum { SORTITION_SEATED_MAX = 5000, SORTITION_SESSIONS_MAX = 100 };

struct sortition_tables {
    size_t n, tables, sessions;
    uint16_t *table;       /* of session s and person i of the list: table[s * n + i], from 0 */
    size_t *pairs;         /* how many pairs meet 0, 1, … sessions times; sessions + 1 numbers */
    size_t most_meetings;  /* of any pair */
    size_t least_possible; /* the most meetings that some pair has in any plan, at least */
    size_t off_share;      /* tables and values whose number is not their share, rounded up or down */
    size_t values_seated;  /* of so many: sessions × tables × values someone has */
    size_t worst_off;      /* by how many people at most */
};

/*
 * Seats people (n of the problem's pool) at so many tables, whose sizes differ by one
 * at most, in each session; in arena. RC_LIMIT: no table or no session, more tables
 * than people, or beyond the limits above. A second or two.
 */
MUST_CHECK rc sortition_tables_plan(const struct sortition_problem *problem, const uint32_t *people, size_t n,
                                    size_t tables, size_t sessions, struct sortition_stream *stream,
                                    struct arena *arena, struct sortition_tables *ret_tables);

#endif
