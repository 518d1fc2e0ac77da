/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Organisations in the database. Everything returned is in the given arena.
 */
#ifndef ORGANISATIONS_STORE_H
#define ORGANISATIONS_STORE_H

#include "core/db/db.h"
#include "core/i18n/i18n.h"
#include "features/organisations/organisations_table.h"

struct organisation_list {
    struct organisation *items;
    size_t n, cap;
};

/* All, by short name. Hosts are not filled. One query. */
MUST_CHECK rc organisation_list(struct reader *reader, struct arena *arena,
                                struct organisation_list *ret_list);
/* One, whole, by what names it. RC_NOT_FOUND. Two queries. */
MUST_CHECK rc organisation_by_code(struct reader *reader, struct arena *arena, struct str code,
                                   struct organisation *ret_organisation);
MUST_CHECK rc organisation_by_slug(struct reader *reader, struct arena *arena, struct str slug,
                                   struct organisation *ret_organisation);
/* The one whose own host this is, in lower case. */
MUST_CHECK rc organisation_by_host(struct reader *reader, struct arena *arena, struct str host,
                                   struct organisation *ret_organisation);

/* By its number. */
MUST_CHECK rc organisation_by_id(struct reader *reader, struct arena *arena, int64_t id,
                                 struct organisation *ret_organisation);

/* ---- what an administrator changes ---- */

/* Whose change, and when. Begins every input of a step that an administrator causes. */
struct organisation_change {
    int64_t organisation;
    int64_t person;
    time_us now;
    const struct languages *languages; /* the portal's, for the search */
};

/* Tells the audit log of a change; called in its step. act: "organisation.facts"; subject: what, such as
 * a name of something public. */
MUST_CHECK rc organisation_log(struct txn *txn, const struct organisation_change *change, const char *act,
                               struct str subject);

struct organisation_save {
    struct organisation_change change;
    struct organisation organisation; /* id 0: a new one, which gets change.organisation as its id */
};
/*
 * A step: stores all columns of an organisation; in is struct organisation_save, no out. RC_NEWER:
 * it has another version by now. RC_EXISTS: its code, slug or one of its hosts is taken.
 */
step_fn organisation_save_step;

struct organisation_verify {
    struct organisation_change change;
    bool verified;
};
/* A step: in is struct organisation_verify, no out. RC_NOT_FOUND. */
step_fn organisation_verify_step;

/* ---- import ---- */

struct organisation_import {
    const struct organisation_table *table;
    time_us now; /* when what it changes was changed */
};
/* A step: brings the organisations of a table in; in is struct organisation_import,
 * out is struct table_counts. All or nothing; RC_EXISTS: a slug or host is taken. */
step_fn organisation_import_step;

/* The columns in which the stored organisation differs from a row of the table, "name_sv, slug", or ""
 * where none do, and whether it is left alone. Where hosts, languages, controller or privacy_contact
 * are empty in the row, what is stored stays. RC_NOT_FOUND: not stored yet. */
MUST_CHECK rc organisation_differences(struct reader *reader, struct arena *arena,
                                       const struct organisation_row *row, struct str *ret_fields,
                                       bool *ret_kept);

#endif
