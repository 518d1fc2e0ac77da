/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a @thing@ is, and the rules for it. Pure: no database, web or clock.
 */
#ifndef @NAME@_RULES_H
#define @NAME@_RULES_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

enum { @THING@_MAX_CHARACTERS = 200 };

struct @thing@ {
    int64_t id;         /* ordered by time */
    time_us written_at;
    struct str text;    /* tidy, one line */
};

/* text as it is stored: no blanks at its ends, single ones inside. In arena. */
struct str @thing@_tidy(struct arena *arena, struct str text);

/* Whether text, tidy, only says again what newest says: the form was sent twice. */
bool @thing@_repeats(struct str text, const struct @thing@ *newest);

#endif
