/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of organisations and the page of one. */
#include "features/organisations/organisations_pages.h"

#include "base/utf8.h"
#include "core/web/reply.h"
#include "features/organisations/organisations_catalogue.h"
#include "features/organisations/organisations_view.h"

enum { PER_PAGE = 100, NAME_BYTES = 100, ADDRESS_PAIRS = 4 };

static rc catalogue_of(struct request *request, struct reader *reader,
                       const struct organisation_catalogue **ret_catalogue)
{
    const void *data;
    rc result = request_snapshot(request, reader, &organisation_catalogue_kind, NULL, &data);
    if (result == RC_OK)
        *ret_catalogue = data;
    return result;
}

/* ---- words --------------------------------------------------------------------------- */

static struct str kind_label(const struct language *language, enum organisation_kind kind)
{
    return kind == ORGANISATION_NONE ? STR_NONE : tr(language, organisation_kinds[kind - 1].one);
}

/* STR_NONE where it has none. */
static struct str county_label(const struct language *language, struct str code)
{
    size_t county = county_of(code);
    return county ? tr(language, counties[county - 1].name) : STR_NONE;
}

static struct str count_words(struct request *request, size_t count)
{
    const struct language *language = request_language(request);
    return TEXT_FORMAT(request_arena(request),
                       trn(language, "{0} organisation", "{0} organisations", (int64_t)count),
                       text_int(request_arena(request), language, (int64_t)count));
}

/* ---- the list's address ----------------------------------------------------------------- */

/* What is unknown is not chosen: an old or mistyped link is not an error. */
static struct organisation_filter filter_of(struct request *request, struct str *ret_typed)
{
    *ret_typed = str_trim(utf8_cut(str_trim(request_query_value(request, "q")), NAME_BYTES));
    return (struct organisation_filter){
        .kind = organisation_kind_of(request_query_value(request, "kind")),
        .county = county_of(request_query_value(request, "county")),
        .name = utf8_lower(request_arena(request), *ret_typed),
    };
}

static struct str list_url(struct request *request, const struct organisation_filter *filter, size_t page)
{
    struct arena *arena = request_arena(request);
    struct pair pairs[ADDRESS_PAIRS];
    size_t n = 0;
    if (filter->name.n)
        pairs[n++] = (struct pair){STR("q"), filter->name};
    if (filter->kind)
        pairs[n++] = (struct pair){STR("kind"), str_from_c(organisation_kinds[filter->kind - 1].code)};
    if (filter->county)
        pairs[n++] = (struct pair){STR("county"), str_from_c(counties[filter->county - 1].code)};
    if (page > 1)
        pairs[n++] = (struct pair){STR("page"), arena_printf(arena, "%zu", page)};
    return url_with_query(arena, REQUEST_URL0(request, "organisations.list"), pairs, n);
}

/* ---- the list --------------------------------------------------------------------------- */

/* A choice in the filter: chosen it leads to the list without it. Left out where it would find nothing. */
static void term_view(struct request *request, struct value *terms, struct str label, size_t count,
                      bool chosen, const struct organisation_filter *toggled)
{
    if (count == 0 && !chosen)
        return;
    struct value *term = value_push_map(terms);
    value_set_str(term, "label", label);
    value_set_int(term, "count", (int64_t)count);
    value_set_bool(term, "chosen", chosen);
    value_set_url(term, "url", list_url(request, toggled, 1));
}

static void kinds_view(struct request *request, struct value *terms, const struct organisation_filter *filter,
                       const struct organisation_found *found)
{
    const struct language *language = request_language(request);
    for (size_t i = 1; i <= ORGANISATION_KINDS; i++) {
        struct organisation_filter toggled = *filter;
        bool chosen = filter->kind == (enum organisation_kind)i;
        toggled.kind = chosen ? ORGANISATION_NONE : (enum organisation_kind)i;
        term_view(request, terms, tr(language, organisation_kinds[i - 1].many), found->kinds[i], chosen,
                  &toggled);
    }
}

static void counties_view(struct request *request, struct value *terms,
                          const struct organisation_filter *filter, const struct organisation_found *found)
{
    const struct language *language = request_language(request);
    for (size_t i = 1; i <= COUNTIES; i++) {
        struct organisation_filter toggled = *filter;
        toggled.county = filter->county == i ? 0 : i;
        term_view(request, terms, tr(language, counties[i - 1].name), found->counties[i], filter->county == i,
                  &toggled);
    }
}

static struct value *facet_view(struct request *request, struct value *facets, const char *key,
                                const char *label)
{
    struct value *facet = value_push_map(facets);
    value_set_c(facet, "key", key);
    value_set_str(facet, "label", tr(request_language(request), label));
    return value_set_list(facet, "terms");
}

static void entry_view(struct request *request, struct value *item, const struct organisation_entry *entry)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct organisation *o = entry->organisation;
    struct str kind = kind_label(language, o->kind), county = county_label(language, o->county);
    value_set_str(item, "code", o->code);
    value_set_c(item, "kind", organisation_kinds[o->kind - 1].code);
    value_set_str(item, "name", organisation_name_for(request, o));
    value_set_str(item, "county_code", o->county);
    value_set_url(item, "url", REQUEST_URL(request, "organisations.organisation", entry->slug));
    value_set_str(item, "_about", county.n ? ARENA_CONCAT(arena, kind, STR(", "), county) : kind);
}

static void pages_view(struct request *request, struct value *view, const struct organisation_filter *filter,
                       size_t page, size_t pages)
{
    struct value *list = value_set_list(view, "pages");
    value_set_bool(view, "_paged", pages > 1);
    for (size_t i = 1; pages > 1 && i <= pages; i++) {
        struct value *item = value_push_map(list);
        value_set_int(item, "number", (int64_t)i);
        value_set_url(item, "url", list_url(request, filter, i));
        value_set_bool(item, "current", i == page);
    }
}

static void found_view(struct request *request, struct value *view, const struct organisation_filter *filter,
                       const struct organisation_found *found)
{
    size_t pages = found->n ? (found->n + PER_PAGE - 1) / PER_PAGE : 1;
    int64_t page = 1;
    if (str_to_int(request_query_value(request, "page"), &page) || page < 1)
        page = 1;
    if ((uint64_t)page > pages)
        page = (int64_t)pages;
    struct value *list = value_set_list(view, "organisations");
    for (size_t i = ((size_t)page - 1) * PER_PAGE; i < found->n && i < (size_t)page * PER_PAGE; i++)
        entry_view(request, value_push_map(list), found->entries[i]);
    pages_view(request, view, filter, (size_t)page, pages);
}

rc organisations_list_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct organisation_catalogue *catalogue;
    struct str typed;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct organisation_filter filter = filter_of(request, &typed);
    struct organisation_found found = organisation_find(catalogue, &filter, arena);
    struct value *view = value_map(arena), *facets = value_set_list(view, "facets");
    kinds_view(request, facet_view(request, facets, "kind", TR("Kind")), &filter, &found);
    counties_view(request, facet_view(request, facets, "county", TR("County")), &filter, &found);
    value_set_str(view, "title", tr(language, "Organisations"));
    value_set_str(view, "description",
                  tr(language, "Municipalities, regions and others that share this portal."));
    value_set_str(view, "q", typed);
    value_set_str(view, "_kind",
                  filter.kind ? str_from_c(organisation_kinds[filter.kind - 1].code) : STR_NONE);
    value_set_str(view, "_county", filter.county ? str_from_c(counties[filter.county - 1].code) : STR_NONE);
    value_set_int(view, "count", (int64_t)found.n);
    value_set_str(view, "count_text", count_words(request, found.n));
    value_set_bool(view, "_none_yet", catalogue->n == 0);
    value_set_bool(view, "_empty", catalogue->n > 0 && found.n == 0);
    value_set_url(view, "all_url", REQUEST_URL0(request, "organisations.list"));
    bool coordinates = request_roles(request, ACCESS_PORTAL) & ROLE_BIT(ROLE_PORTAL_COORDINATOR);
    value_set_url(view, "_new_url", coordinates ? REQUEST_URL0(request, "organisations.new") : STR_NONE);
    found_view(request, view, &filter, &found);
    return reply_page(request, "organisations/list", view);
}

/* ---- one organisation ---------------------------------------------------------------------- */

/* What it is: "Municipality" with its code, and the same of each that it stands for. */
static void roles_view(struct request *request, struct value *list,
                       const struct organisation_catalogue *catalogue, const struct organisation *shown)
{
    const struct language *language = request_language(request);
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct organisation *o = catalogue->entries[i].organisation;
        if (!str_eq(o->code, shown->code) && !str_eq(o->same_as, shown->code))
            continue;
        struct value *item = value_push_map(list);
        value_set_c(item, "kind", organisation_kinds[o->kind - 1].code);
        value_set_str(item, "label", kind_label(language, o->kind));
        value_set_str(item, "code", o->code);
    }
}

/* The languages it says that it uses, and its own host names; empty where it says nothing. */
static void lists_view(struct request *request, struct value *view, const struct organisation *o)
{
    struct value *languages = value_set_list(view, "languages"), *hosts = value_set_list(view, "hosts");
    struct str rest = o->languages, item;
    while (rest.n && str_split(&rest, ';', &item)) {
        const struct language *language = languages_find(request_languages(request), item);
        struct value *map = value_push_map(languages);
        value_set_str(map, "code", item);
        value_set_c(map, "name", language ? language_name(language) : NULL);
    }
    rest = o->hosts;
    while (rest.n && str_split(&rest, ';', &item)) {
        struct value *map = value_push_map(hosts);
        value_set_str(map, "host", item);
        value_set_url(map, "url", ARENA_CONCAT(request_arena(request), STR("https://"), item));
    }
    value_set_bool(view, "_has_languages", value_count(languages) > 0);
    value_set_bool(view, "_has_hosts", value_count(hosts) > 0);
}

static void organisation_view(struct request *request, struct value *view, const struct organisation *o)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct str name = organisation_name_for(request, o);
    value_set_str(view, "title", name);
    value_set_str(view, "code", o->code);
    value_set_str(view, "name", o->name);
    value_set_str(view, "_own_name", str_eq(name, o->name) ? STR_NONE : o->name);
    value_set_str(view, "county_code", o->county.n ? o->county : STR_NONE);
    value_set_str(view, "county", county_label(language, o->county));
    value_set_bool(view, "verified", o->verified);
    lists_view(request, view, o);
    value_set_bool(view, "_privacy", o->controller.n || o->privacy_contact.n);
    value_set_str(view, "controller", o->controller.n ? o->controller : STR_NONE);
    value_set_str(view, "privacy_contact", o->privacy_contact.n ? o->privacy_contact : STR_NONE);
    value_set_url(view, "_privacy_url",
                  o->privacy_contact.n ? ARENA_CONCAT(arena, STR("mailto:"), o->privacy_contact) : STR_NONE);
}

/* Who is the same as another is shown there. */
static rc lead_to(struct request *request, struct reader *reader, struct str code)
{
    struct organisation other;
    rc result = organisation_by_code(reader, request_arena(request), code, &other);
    return result ? result
                  : reply_moved(request, REQUEST_URL(request, "organisations.organisation", other.slug));
}

/* Who may change it is led there. Answers to whoever is signed in are kept by nobody. */
static void settings_link(struct request *request, struct value *view, const struct organisation *o)
{
    value_set_url(view, "_settings_url",
                  request_may(request, "organisations.settings")
                      ? REQUEST_URL(request, "organisations.settings", o->slug)
                      : STR_NONE);
}

static rc parts_view(struct request *request, struct reader *reader, struct value *view,
                     const struct organisation *o)
{
    rc result = documents_view(request, reader, view, o);
    if (result == RC_OK)
        result = levels_view(request, reader, view, o->id);
    if (result == RC_OK)
        result = boards_view(request, reader, view, o->id);
    if (result == RC_OK)
        result = groups_view(request, reader, view, o->id);
    return result ? result : reply_parts(request, reader, "organisations.organisation", o->slug, view);
}

rc organisations_organisation_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct organisation_catalogue *catalogue;
    struct organisation organisation;
    struct value *view = value_map(arena);
    rc result = organisation_by_slug(reader, arena, request_path_value(request, "organisation"),
                                     &organisation);
    if (result == RC_OK && organisation.same_as.n)
        return lead_to(request, reader, organisation.same_as);
    if (result == RC_OK)
        result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    organisation_view(request, view, &organisation);
    settings_link(request, view, &organisation);
    roles_view(request, value_set_list(view, "roles"), catalogue, &organisation);
    value_set_url(view, "list_url", REQUEST_URL0(request, "organisations.list"));
    result = parts_view(request, reader, view, &organisation);
    return result ? result : reply_page(request, "organisations/organisation", view);
}

rc organisations_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap)
{
    const struct organisation_catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    sitemap_add(sitemap, REQUEST_URL0(request, "organisations.list"));
    for (size_t i = 0; i < catalogue->n; i++)
        if (catalogue->entries[i].organisation->same_as.n == 0)
            sitemap_add(sitemap,
                        REQUEST_URL(request, "organisations.organisation", catalogue->entries[i].slug));
    return RC_OK;
}
