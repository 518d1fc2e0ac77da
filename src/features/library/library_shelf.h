/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The library as the pages read it: all items and terms of one language, the texts
 * made into HTML, the glossary's terms found in them. It is a snapshot
 * (core/snapshot), shared by all requests, and never changes.
 */
#ifndef LIBRARY_SHELF_H
#define LIBRARY_SHELF_H

#include "core/i18n/i18n.h"
#include "core/snapshot/snapshot.h"
#include "core/view/markdown.h"
#include "features/library/library_store.h"

struct library {
    struct library_entries entries;
    const struct markdown *bodies; /* beside entries */
    struct glossary_entries terms;
    struct map by_code; /* "article:CODE", publications too; "news:…", "challenge:…" → struct library_entry */
    struct map by_slug;      /* "SHELF/SLUG" → struct library_entry */
    struct map term_by_code; /* code or concept → struct glossary_entry */
};

/* The kind of snapshot; its variant is a struct language. Bump "library" to renew it. */
extern const struct snapshot_kind library_kind;

/* The item that links call kind:code, or NULL. */
const struct library_entry *library_by_code(const struct library *library, struct arena *arena,
                                            struct str kind, struct str code);
/* The item of a shelf ("knowledge", "news", "challenges") with the slug, or NULL. */
const struct library_entry *library_by_slug(const struct library *library, struct arena *arena,
                                            const char *shelf, struct str slug);
/* Its text. */
const struct markdown *library_body(const struct library *library, const struct library_entry *entry);

#endif
