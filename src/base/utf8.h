/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * UTF-8 text: validity, folding, Swedish sort keys and address slugs.
 *
 * Case and order cover Latin letters as Swedish treats them: å, ä and ö are
 * letters of their own after z; é sorts as e, ü as y, ø as ö, æ as ä. Greek and
 * Cyrillic letters without accents have case; other scripts pass through
 * unchanged. Both sort by code point, after ö. The databases never compare
 * people's words: they compare the keys made here, so that both agree.
 *
 * Text is composed (NFC), as keyboards and browsers send it, and valid, except
 * that what is not counts as U+FFFD: no function reads or writes past an end.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/* Well-formed UTF-8: shortest form, no surrogates, at most U+10FFFF. */
bool utf8_valid(struct str s);
/* Valid, and without control characters other than tab, CR and LF, and
 * without the bidirectional overrides that make text read otherwise than it is. */
bool utf8_is_text(struct str s);
/* Takes one code point off the front of a valid *s; false when it is empty. */
bool utf8_next(struct str *s, uint32_t *ret_code_point);
/* Number of code points in valid text. */
size_t utf8_length(struct str s);
/* The beginning of valid text that fits in max_bytes, cut between two code points. */
struct str utf8_cut(struct str s, size_t max_bytes);
/* Writes code_point to bytes and returns how many were used, 1 to 4. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

/* Lower case, letter by letter: "ÅRE" → "åre". */
struct str utf8_lower(struct arena *arena, struct str s);
/* A key whose byte order is the Swedish alphabetical order: words before what
 * continues them, any run of punctuation as one blank, case and accents last.
 * It ends in the text itself, so that equal keys mean equal text. */
struct str utf8_sort_key(struct arena *arena, struct str s);
/* Lower-case ASCII letters, digits and single hyphens, at most max_bytes:
 * "Världskafé (World Café)" → "varldskafe-world-cafe". Empty where nothing remains. */
struct str utf8_slug(struct arena *arena, struct str s, size_t max_bytes);

#endif
