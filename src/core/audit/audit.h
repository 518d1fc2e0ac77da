/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The audit log: who did what with power over others, and when.
 *
 * An entry is put by the step that it tells of, in the same transaction: what is stored is
 * logged, what is not is not. Entries are never changed or removed; the database itself
 * refuses it (a trigger). They hold no personal data but the numbers of people, whose names
 * are looked up when the log is read and are gone when a person has been erased.
 */
#ifndef CORE_AUDIT_AUDIT_H
#define CORE_AUDIT_AUDIT_H

#include "base/clock.h"
#include "core/db/db.h"

struct audit_entry {
    int64_t id; /* given by audit_put */
    time_us at;
    int64_t actor;        /* the person who did it; 0: a command on the server, or the program itself */
    int64_t organisation; /* in which; 0: the portal */
    const char *act;      /* "access.grant", "look:members.list": what a page looks names up by */
    int64_t person;       /* whom it concerns; 0: nobody, or many */
    struct str subject;   /* what it concerns, such as a role or an address of this portal; may be "" */
};
enum { AUDIT_SUBJECT_BYTES = 300 }; /* what is longer is cut */

/* Puts an entry; called in a step. As db_exec. */
MUST_CHECK rc audit_put(struct txn *txn, const struct audit_entry *entry);

#define AUDIT_ALL (-1) /* every organisation, and the portal */
struct audit_list {
    struct audit_entry *items;
    size_t n, cap;
};
/* At most limit entries of an organisation, the latest first, from before the entry with id before
 * (INT64_MAX: from the latest). In arena. Costs what it returns. */
MUST_CHECK rc audit_list(struct reader *reader, struct arena *arena, int64_t organisation, int64_t before,
                         int64_t limit, struct audit_list *ret_list);
/* The same of all that concerns a person, wherever: for their own eyes. */
MUST_CHECK rc audit_of_person(struct reader *reader, struct arena *arena, int64_t person, int64_t before,
                              int64_t limit, struct audit_list *ret_list);

/* What an act is called when the log is read, as it stands after a name. A module lists its own. */
struct audit_words {
    const char *act;   /* "members.invite" */
    const char *words; /* TR("invited") */
};

struct module;
/* The table and its queries. */
extern const struct module audit_module;

#endif
