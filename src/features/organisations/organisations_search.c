/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_search.h"

#include "features/organisations/organisations_documents_store.h"

static const struct search_kind kinds[] = {
    {"organisation", TR("Organisation"), TR("Organisations"), 60},
    {"organisation-document", TR("Principles and promises"), TR("Principles and promises"), 70},
    {0}};

/* Who takes the documents: the whole index, or a step. */
struct telling {
    struct search_feed *feed; /* NULL: txn */
    struct txn *txn;
    struct reader *reader;
    struct arena *arena;
    const struct languages *languages;
};

static rc tell(struct telling *t, const struct search_doc *doc)
{
    if (!t->feed)
        return search_put(t->txn, doc);
    t->feed->emit(t->feed, doc);
    return RC_OK;
}

static rc tell_organisation(struct telling *t, const struct organisation *o)
{
    rc result = RC_OK;
    for (size_t i = 0; i < t->languages->n && result == RC_OK; i++) {
        const struct language *language = t->languages->items[i];
        struct str code = str_from_c(language_code(language)), comma = STR(", ");
        size_t county = county_of(o->county);
        struct str kind = tr(language, organisation_kinds[o->kind - 1].one);
        struct search_doc doc = {
            .language = code,
            .kind = str_from_c(kinds[0].code),
            .ref = o->code,
            .route = "organisations.organisation",
            .parts = o->slug,
            .title = organisation_name(o, code),
            .summary = county ? ARENA_CONCAT(t->arena, kind, comma, tr(language, counties[county - 1].name))
                              : kind,
            .body = ARENA_CONCAT(t->arena, o->name, STR("\n"), o->short_name),
        };
        result = tell(t, &doc);
    }
    return result;
}

/* "1490/principer" */
static struct str document_ref(struct arena *arena, const struct organisation *o,
                               const struct edition *edition)
{
    return ARENA_CONCAT(arena, o->code, STR("/"), edition->slug);
}

static rc tell_document(struct telling *t, const struct organisation *o, const struct edition *edition)
{
    rc result = RC_OK;
    for (size_t i = 0; i < t->languages->n && result == RC_OK; i++) {
        const struct language *language = t->languages->items[i];
        struct str code = str_from_c(language_code(language)), gap = STR(", ");
        const struct organisation_term *kind = organisation_term(document_kinds, edition->kind);
        struct search_doc doc = {
            .language = code,
            .kind = str_from_c(kinds[1].code),
            .ref = document_ref(t->arena, o, edition),
            .route = "organisations.document",
            .parts = ARENA_CONCAT(t->arena, o->slug, STR("/"), edition->slug),
            .title = edition->title,
            .summary = ARENA_CONCAT(t->arena, kind ? tr(language, kind->many) : STR(""), gap,
                                    organisation_name(o, code)),
            .body = edition->body,
        };
        result = tell(t, &doc);
    }
    return result;
}

static rc tell_documents(struct telling *t, const struct organisation *o)
{
    struct edition_list list;
    struct edition whole;
    rc result = edition_list_in_force(t->reader, t->arena, o->id, &list);
    for (size_t i = 0; result == RC_OK && i < list.n; i++) {
        const struct edition *e = &list.items[i];
        result = edition_by_number(t->reader, t->arena, o->id, e->document, e->number, &whole);
        if (result == RC_OK)
            result = tell_document(t, o, &whole);
    }
    return result;
}

/* One that stands for another is found as that. */
static rc tell_all(struct search_feed *feed)
{
    struct telling t = {feed, NULL, feed->reader, feed->arena, feed->languages};
    struct organisation_list list;
    rc result = organisation_list(feed->reader, feed->arena, &list);
    for (size_t i = 0; result == RC_OK && i < list.n; i++) {
        if (list.items[i].same_as.n)
            continue;
        result = tell_organisation(&t, &list.items[i]);
        if (result == RC_OK)
            result = tell_documents(&t, &list.items[i]);
    }
    return result;
}

rc organisation_search_put(struct txn *txn, struct arena *arena, const struct organisation_change *change)
{
    struct telling t = {NULL, txn, txn_reader(txn), arena, change->languages};
    struct organisation o;
    rc result = organisation_by_id(t.reader, arena, change->organisation, &o);
    if (result == RC_OK)
        result = tell_organisation(&t, &o);
    return result ? result : tell_documents(&t, &o);
}

rc organisation_search_remove(struct txn *txn, struct arena *arena, const struct organisation_change *change)
{
    struct edition_list list;
    struct organisation o;
    rc result = organisation_by_id(txn_reader(txn), arena, change->organisation, &o);
    if (result == RC_OK)
        result = search_remove(txn, change->languages, str_from_c(kinds[0].code), o.code);
    if (result == RC_OK)
        result = edition_list_in_force(txn_reader(txn), arena, o.id, &list);
    for (size_t i = 0; result == RC_OK && i < list.n; i++)
        result = search_remove(txn, change->languages, str_from_c(kinds[1].code),
                               document_ref(arena, &o, &list.items[i]));
    return result;
}

const struct search_source organisations_search = {kinds, tell_all};
