/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Languages and their texts.
 *
 * The texts in the program and its templates are English and are their own
 * keys (gettext msgids). A language is a compiled catalogue (.mo) that
 * translates them; English has none. Swedish is the default and lives at "/",
 * every other language at "/CODE/". Addresses are texts too: each fixed
 * segment of a route is translated with the context "path" ("methods" →
 * "metoder"), so that a language is added by adding po/CODE.po.
 *
 * Catalogues are read once at start and never change: everything here may be
 * used by all threads.
 */
#ifndef CORE_I18N_I18N_H
#define CORE_I18N_I18N_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

struct language; /* one language with its catalogue */

enum { LANGUAGES_MAX = 32 };

struct languages {
    const struct language *items[LANGUAGES_MAX]; /* items[0] is the default */
    size_t n;
};

/*
 * Adds a language. code: "sv", "en" (BCP 47, lower case, at most 11 bytes).
 * mo: the compiled catalogue, borrowed for the life of languages; STR_NONE for
 * a language whose texts are the msgids. RC_INVALID where mo is not a
 * catalogue, is truncated, or its plural rule is unknown; RC_LIMIT.
 */
MUST_CHECK rc languages_add(struct languages *languages, struct arena *arena, const char *code,
                            struct str mo);
/* The language with this code, or NULL. */
const struct language *languages_find(const struct languages *languages, struct str code);

/* "sv", never NULL. */
const char *language_code(const struct language *language);
/* The language's own name: "Svenska". */
const char *language_name(const struct language *language);
/* "" for the default language, "/en" for another: what its addresses begin with. */
struct str language_prefix(const struct languages *languages, const struct language *language);

/*
 * The text in this language, or msgid itself where it is not translated.
 * Borrowed for the life of the catalogue. xgettext finds tr(…, "literal").
 */
struct str tr(const struct language *language, const char *msgid);
/* With a context that tells two uses of one English word apart: "path", "month". */
struct str tr_context(const struct language *language, const char *context, const char *msgid);
/* The form of the text that fits the number n: trn(lang, "{0} method", "{0} methods", n). */
struct str trn(const struct language *language, const char *one, const char *many, int64_t n);
/* For texts that are not literals at the call, such as those of a table or template. */
struct str tr_str(const struct language *language, struct str msgid);
/* Marks a literal in a table for extraction and leaves it as it is. */
#define TR(msgid) (msgid)

/*
 * Replaces {0}, {1}, … in a text by strings. A translator may reorder or repeat
 * them; a number without a string stays as it stands, and {100} is none. Nothing
 * in the strings is read as a placeholder. At most 1 MiB.
 */
struct str text_format(struct arena *arena, struct str text, const struct str *args, size_t n);
#define TEXT_FORMAT(arena, text, ...)                                     \
    text_format((arena), (text), (const struct str[]){__VA_ARGS__},       \
                sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

/* Numbers as people of the language write them: "12 500" with no-break spaces
 * in Swedish, "12,500" in English, four digits undivided in both; and with
 * decimals "2,5", "2.5" (at most decimals, trailing zeros dropped; a finite value). */
struct str text_int(struct arena *arena, const struct language *language, int64_t value);
struct str text_real(struct arena *arena, const struct language *language, double value, int decimals);
/* A month by its number, 1 to 12, as it stands in a sentence: "mars", "March". */
struct str text_month(const struct language *language, int month);
/* A day: "14 mars 2025", "14 March 2025". */
struct str text_day(struct arena *arena, const struct language *language, int year, int month, int day);
/* The day of a time in Sweden: text_day. */
struct str text_date(struct arena *arena, const struct language *language, time_us time);
/* The same with the hour there: "14 mars 2025 kl. 14.05", "14 March 2025, 14:05". */
struct str text_moment(struct arena *arena, const struct language *language, time_us time);
/* "a, b och c". */
struct str text_list(struct arena *arena, const struct language *language, const struct str *items,
                     size_t n);

/* Calls visit for every message of the catalogue: for the test that none is untranslated. */
void language_each(const struct language *language,
                   void (*visit)(void *context, struct str msgid, struct str text), void *context);

#endif
