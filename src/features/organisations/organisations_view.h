/* SPDX-License-Identifier: EUPL-1.2 */
/* What pages show of an organisation's parts, as values for templates and JSON. */
#ifndef ORGANISATIONS_VIEW_H
#define ORGANISATIONS_VIEW_H

#include "core/web/request.h"
#include "features/organisations/organisations_documents_store.h"
#include "features/organisations/organisations_parts_store.h"

/* Its name in the request's language. */
struct str organisation_name_for(const struct request *request, const struct organisation *organisation);
/* The code of the request's language. */
struct str view_language(const struct request *request);
/* Its page. */
struct str organisation_url(const struct request *request, const struct organisation *organisation);

/* Sets key to a day as it is stored and words_key to it in words; null where text is "". */
void part_day_view(struct request *request, struct value *map, const char *key, const char *words_key,
                   struct str text);

/* Sets "boards" (name, kind, kind_label) and "former_boards" (ended too), with "_has_boards" and
 * "_has_former_boards". */
MUST_CHECK rc boards_view(struct request *request, struct reader *reader, struct value *view,
                          int64_t organisation);
/* Sets "groups" (name, task, boards, members) of those that are there, and "_has_groups". */
MUST_CHECK rc groups_view(struct request *request, struct reader *reader, struct value *view,
                          int64_t organisation);
/* Sets "levels" of those it uses (level, label, explanation) and "_own_levels": it has said which. */
MUST_CHECK rc levels_view(struct request *request, struct reader *reader, struct value *view,
                          int64_t organisation);
/* Sets "documents", one for each kind that has any: kind, label, editions (what edition_view fills in);
 * and "_has_documents". */
MUST_CHECK rc documents_view(struct request *request, struct reader *reader, struct value *view,
                             const struct organisation *organisation);
/* Adds to map what a list shows of an edition: title, language, number, adopted_by, adopted_on, case_number,
 * "_adopted" in one line, url. */
void edition_view(struct request *request, struct value *map, const struct organisation *organisation,
                  const struct edition *edition, bool by_number);

#endif
