/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sessions: who is signed in, in which browser.
 *
 * The browser has a token in a cookie (core/auth/token.h), the database its
 * hash. A session knows a person by their id and nothing else of them. It ends
 * when they sign out, when it has not been seen for SESSION_IDLE, after
 * SESSION_LONGEST whatever happens, or when someone revokes it: at once, since
 * every request looks it up. Steps take the time as input.
 */
#ifndef CORE_SESSION_SESSION_H
#define CORE_SESSION_SESSION_H

#include "base/clock.h"
#include "core/db/db.h"

#define SESSION_IDLE (14 * TIME_DAY)
#define SESSION_LONGEST (90 * TIME_DAY)
#define SESSION_SEEN_STEP (15 * TIME_MINUTE) /* seen_at is no younger than this without being written */
enum { SESSION_AGENT_BYTES = 200 };

/* How somebody signed in. */
enum session_method { SESSION_BY_PASSWORD, SESSION_BY_LINK, SESSION_BY_OIDC };
enum { SESSION_METHODS = 3 };

struct session {
    int64_t id, person;
    enum session_method method;
    bool strong;      /* two factors were shown */
    struct str agent; /* the browser's User-Agent, cut to SESSION_AGENT_BYTES */
    time_us begun, seen;
};

struct session_start {
    struct str token_hash; /* of a token made for it: token_hash */
    int64_t person;
    enum session_method method;
    bool strong;
    struct str agent; /* of any length */
    time_us now;
};

/* Begins a session within a step. Always a new one: what a browser had before signing in is worth nothing. */
MUST_CHECK rc session_begin(struct txn *txn, const struct session_start *start);

/* The session of a token's hash, in arena. RC_NOT_FOUND: there is none, or it has ended. */
MUST_CHECK rc session_find(struct reader *reader, struct arena *arena, struct str token_hash, time_us now,
                           struct session *ret_session);
/* Whether it is time to write that it was seen. */
bool session_is_stale(const struct session *session, time_us now);
/* Writes it. Not an error where it has ended meanwhile. */
MUST_CHECK rc session_touch(struct txn *txn, int64_t id, time_us now);

struct session_list {
    struct session *items; /* the last seen first */
    size_t n, cap;
};
/* All that a person has open, in arena. */
MUST_CHECK rc session_list(struct reader *reader, struct arena *arena, int64_t person, time_us now,
                           struct session_list *ret_list);

/* The person has shown a second factor in it. RC_NOT_FOUND: it has ended. */
MUST_CHECK rc session_strengthen(struct txn *txn, int64_t id);

/* Ends one session of a person. RC_NOT_FOUND: they have no such. */
MUST_CHECK rc session_end(struct txn *txn, int64_t person, int64_t id);
/* Ends all of a person's but one, or all with 0: signing out everywhere, a new password. */
MUST_CHECK rc session_end_all(struct txn *txn, int64_t person, int64_t but);
/* Removes what has ended, at most so many rows. ret_removed may be NULL. */
MUST_CHECK rc session_tidy(struct txn *txn, time_us now, int64_t most, int64_t *ret_removed);

/* The table and its queries, under the name "session". */
struct module;
extern const struct module session_module;

#endif
