/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Documents and their editions in the database. Everything returned is in the
 * given arena. An edition that is published never changes: who saves a document
 * then gets a new draft, the next edition.
 */
#ifndef ORGANISATIONS_DOCUMENTS_STORE_H
#define ORGANISATIONS_DOCUMENTS_STORE_H

#include "features/organisations/organisations_parts.h"
#include "features/organisations/organisations_store.h"

/* The edition in force of each of an organisation's documents that has been published, the oldest
 * document first. Without bodies. One query. */
MUST_CHECK rc edition_list_in_force(struct reader *reader, struct arena *arena, int64_t organisation,
                                    struct edition_list *ret_list);
/* The newest edition of each, drafts too. */
MUST_CHECK rc edition_list_newest(struct reader *reader, struct arena *arena, int64_t organisation,
                                  struct edition_list *ret_list);
/* All editions of a document of the organisation, the newest first, drafts too; without bodies.
 * RC_NOT_FOUND: there is no such document. */
MUST_CHECK rc edition_list_of(struct reader *reader, struct arena *arena, int64_t organisation,
                              struct str slug, struct edition_list *ret_list);
/* One whole. number 0: the newest. RC_NOT_FOUND. */
MUST_CHECK rc edition_by_number(struct reader *reader, struct arena *arena, int64_t organisation,
                                int64_t document, int64_t number, struct edition *ret_edition);

enum document_act { DOCUMENT_SAVE, DOCUMENT_PUBLISH, DOCUMENT_DISCARD };

struct document_save {
    struct organisation_change change;
    enum document_act act;
    struct edition edition; /* document 0: a new one, whose slug is made of its title */
    int64_t new_id;
};
struct document_saved {
    int64_t document; /* 0: it is gone with its only draft */
    int64_t number;
    char slug[101]; /* ends in NUL */
};
/*
 * A step: saves a draft, publishes it, or throws the draft away; in is struct document_save, out
 * struct document_saved. RC_NEWER; RC_LIMIT: there are DOCUMENTS_MAX or EDITIONS_MAX; RC_INVALID: to
 * be published it lacks something; RC_NOT_FOUND: there is no draft to throw away.
 */
step_fn document_save_step;

#endif
