/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Words and their stems, for search. Pure: text in, stems out.
 *
 * A word is a run of letters and digits of any script; å, ä and ö are letters of
 * their own. It is folded to lower case and reduced to a stem that its
 * inflections share: lekplats, lekplatsen, lekplatser. The stem need not be a
 * word, and means nothing but to search. Swedish is Snowball's with rules of our
 * own before and after it, since Snowball alone takes skola and skolan for two
 * words; English is Snowball's; any other language has only folding.
 *
 * A stemmer belongs to one thread.
 */
#ifndef CORE_SEARCH_STEM_H
#define CORE_SEARCH_STEM_H

#include "base/arena.h"
#include "base/str.h"

struct stemmer;

/* A longer word is cut to this, between two letters. */
enum { WORD_MAX_BYTES = 64 };

/* A stemmer for a language ("sv"). Ends with arena. */
struct stemmer *stemmer_new(struct arena *arena, struct str language);
/* The stem of a folded word; valid until the next call. O(length). */
struct str stemmer_stem(struct stemmer *stemmer, struct str folded);

/* The next word of text at or after *at, as a slice of text; *at becomes its end. The
 * s of "citizen's" is none. False where there is no more. */
bool word_next(struct str text, size_t *at, struct str *ret_word);
/* A word in lower case, without soft hyphens and what else does not show, cut to WORD_MAX_BYTES; in arena. */
struct str word_fold(struct arena *arena, struct str word);

#endif
