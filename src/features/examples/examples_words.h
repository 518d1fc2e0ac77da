/* SPDX-License-Identifier: EUPL-1.2 */
/* What is known of an example, in words of the reader's language. */
#ifndef EXAMPLES_WORDS_H
#define EXAMPLES_WORDS_H

#include "core/i18n/i18n.h"
#include "features/examples/examples_rules.h"

/* "mars–juni 2025", "September 2023 – May 2024", "from May 2025". */
struct str period_words(struct arena *arena, const struct language *language, const struct example *example);
/* The label of a term, by its value; "" for a value outside the vocabulary. */
struct str term_label(const struct language *language, const struct coded_label *terms, size_t n,
                      size_t value);
/* "14 examples". */
struct str examples_words(struct arena *arena, const struct language *language, int64_t count);
/* A country's name where we know it, otherwise its two letters. */
struct str country_words(const struct language *language, struct str country);

#endif
