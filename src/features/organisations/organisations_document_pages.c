/* SPDX-License-Identifier: EUPL-1.2 */
/* A document as the public reads it: the edition in force, or one of those before. */
#include "core/view/markdown.h"
#include "core/web/reply.h"
#include "features/organisations/organisations_pages.h"
#include "features/organisations/organisations_view.h"

/* The document's editions that the public may read, the one in force first. RC_NOT_FOUND: there are none. */
static rc read_published(struct request *request, struct reader *reader, int64_t organisation,
                         struct edition_list *ret_list)
{
    struct edition_list list;
    size_t n = 0;
    rc result = edition_list_of(reader, request_arena(request), organisation,
                                request_path_value(request, "document"), &list);
    if (result)
        return result;
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].published)
            list.items[n++] = list.items[i];
    list.n = n;
    *ret_list = list;
    return n ? RC_OK : RC_NOT_FOUND;
}

static rc body_view(struct request *request, struct value *view, struct str body)
{
    struct arena *arena = request_arena(request);
    struct markdown markdown;
    rc result = markdown_read(arena, body, NULL, &markdown);
    if (result == RC_OK)
        value_set(view, "body", markdown_show(arena, &markdown, NULL, NULL));
    return result;
}

/* The others, and by which the shown one has been replaced: the one that came next. */
static void others_view(struct request *request, struct value *view, const struct organisation *o,
                        const struct edition_list *list, size_t shown)
{
    struct value *others = value_set_list(view, "editions");
    for (size_t i = 0; i < list->n; i++) {
        struct value *item = value_push_map(others);
        edition_view(request, item, o, &list->items[i], true);
        value_set_bool(item, "in_force", i == 0);
        value_set_bool(item, "shown", i == shown);
    }
    value_set_bool(view, "_several", list->n > 1);
    value_set_bool(view, "in_force", shown == 0);
    if (shown == 0) {
        value_set_null(view, "replaced_by");
        return;
    }
    edition_view(request, value_set_map(view, "replaced_by"), o, &list->items[shown - 1], shown > 1);
}

static rc show(struct request *request, struct reader *reader, const struct organisation *o,
               const struct edition_list *list, size_t shown, bool by_number)
{
    struct value *view = value_map(request_arena(request));
    const struct organisation_term *kind = organisation_term(document_kinds, list->items[shown].kind);
    struct edition whole;
    rc result = edition_by_number(reader, request_arena(request), o->id, list->items[shown].document,
                                  list->items[shown].number, &whole);
    if (result == RC_OK)
        result = body_view(request, view, whole.body);
    if (result)
        return result;
    edition_view(request, view, o, &whole, true);
    /* No two pages have the same title. */
    value_set_str(view, "_heading", whole.title);
    if (by_number)
        value_set_str(view, "title",
                      TEXT_FORMAT(request_arena(request), tr(request_language(request), "{0}, edition {1}"),
                                  whole.title,
                                  text_int(request_arena(request), request_language(request), whole.number)));
    value_set_str(view, "kind", whole.kind);
    value_set_str(view, "kind_label", kind ? tr(request_language(request), kind->many) : STR_NONE);
    value_set_str(view, "description", value_as_str(value_get(view, "_adopted")));
    value_set_str(view, "organisation", organisation_name_for(request, o));
    value_set_str(view, "_back",
                  TEXT_FORMAT(request_arena(request), tr(request_language(request), "More of {0}"),
                              organisation_name_for(request, o)));
    value_set_url(view, "organisation_url", organisation_url(request, o));
    value_set_url(view, "list_url", REQUEST_URL0(request, "organisations.list"));
    others_view(request, view, o, list, shown);
    return reply_page(request, "organisations/document", view);
}

/* The edition of this number, or with 0 the one in force. */
static rc document_page(struct request *request, struct reader *reader, int64_t number)
{
    struct organisation o;
    struct edition_list list;
    size_t shown = 0;
    rc result = organisation_by_slug(reader, request_arena(request),
                                     request_path_value(request, "organisation"), &o);
    if (result == RC_OK)
        result = read_published(request, reader, o.id, &list);
    if (result)
        return result;
    while (number && shown < list.n && list.items[shown].number != number)
        shown++;
    return shown < list.n ? show(request, reader, &o, &list, shown, number != 0) : RC_NOT_FOUND;
}

rc organisations_document_page(struct request *request, struct reader *reader)
{
    return document_page(request, reader, 0);
}

rc organisations_edition_page(struct request *request, struct reader *reader)
{
    return document_page(request, reader, request_path_int(request, "edition"));
}
