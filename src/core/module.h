/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A module: all that a feature hands to the program, in one constant struct.
 * src/app/modules.def lists them; nothing registers itself.
 *
 * Its migrations are the files NNN-name.sql in its folder migrations/, its
 * templates those in templates/, both embedded by the build under its name.
 */
#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include "core/command/command.h"
#include "core/db/db.h"
#include "core/web/route.h"

struct audit_words;
struct job_kind;
struct job_schedule;
struct search_source;
struct sitemap;

/* What seed and demo are given. */
struct seed {
    struct arena *arena;
    const struct files *files;
    const struct languages *languages;
    struct db *db;
    void (*tell)(const char *sentence); /* progress, for a person at a terminal */
};

struct value;

/* What a module keeps about people, for those people themselves. */
struct personal_data {
    /* Adds all of a person's to map, which is under the module's name in what they are handed. */
    rc (*collect)(struct reader *reader, struct arena *arena, int64_t person, struct value *map);
    /* Removes what the law does not keep; called in the step that erases them. */
    rc (*erase)(struct txn *txn, int64_t person, int64_t now);
    const char *kept; /* what stays after that and why: a sentence, TR("…"); NULL: nothing */
};

struct module {
    const char *name;                   /* the folder's name; log tag */
    const struct route *routes;         /* ends with {0}; NULL where none */
    const struct query *const *queries; /* every SQL text of the module; ends with NULL */
    const struct menu_item *menu;       /* ends with {0}; NULL where none */
    const struct page_part *parts;      /* ends with {0}; NULL where none */
    const struct command *commands;     /* ends with {0}; NULL where none */
    const struct search_source *search; /* what visitors can find: core/search/search.h; NULL where nothing */
    const struct job_kind *const *jobs;   /* work in the background: core/jobs/jobs.h; ends with NULL */
    const struct job_schedule *schedules; /* which of it is done at set times; ends with {0} */
    const struct audit_words *acts; /* what they are called in the log: core/audit/audit.h; ends with {0} */
    const struct personal_data *personal; /* NULL: it knows nothing of people */
    /* Adds the module's pages to the sitemap: core/web/sitemap.h. NULL where it has none. */
    rc (*sitemap)(struct request *request, struct reader *reader, struct sitemap *sitemap);
    /* Fills a new installation with what it ships with; run once, by `radslag init`. */
    rc (*seed)(const struct seed *seed);
    /* Adds fictional data for a newcomer to look at; run by `radslag demo`. */
    rc (*demo)(const struct seed *seed);
};

#endif
