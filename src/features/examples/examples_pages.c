/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of examples, the page of one, and the part on a method's page. */
#include "features/examples/examples_pages.h"

#include "core/web/feed.h"
#include "core/web/furniture.h"
#include "core/web/reply.h"
#include "features/examples/examples_view.h"
#include "features/examples/examples_words.h"
#include "features/guide/pub/guide.h"
#include "features/library/pub/library.h"
#include "features/organisations/pub/organisations.h"

enum { EXAMPLES_PER_PAGE = 50, OF_METHOD_MAX = 6, RELATED_MAX = 3, OF_ORGANISATION_MAX = 50 };

/* ---- the list ---------------------------------------------------------------------- */

/* The page that is asked for, within 1 to pages. */
static size_t page_read(const struct request *request, size_t pages)
{
    int64_t page = 1;
    if (str_to_int(request_query_value(request, "page"), &page) || page < 1)
        page = 1;
    return (uint64_t)page > pages ? pages : (size_t)page;
}

static void pages_view(struct request *request, struct value *view, const struct example_catalogue *catalogue,
                       const struct example_filter *filter, size_t page, size_t pages)
{
    struct value *list = value_set_list(view, "pages");
    value_set_bool(view, "_paged", pages > 1);
    for (size_t i = 1; pages > 1 && i <= pages; i++) {
        struct value *item = value_push_map(list);
        value_set_int(item, "number", (int64_t)i);
        value_set_url(item, "url", example_filter_url(request, catalogue, filter, i));
        value_set_bool(item, "current", i == page);
    }
}

/* Puts a card into the list of its place, which is begun where the place is new. */
static struct value *place_list(struct value *places, struct value *list, struct str *place,
                                struct str of_card)
{
    if (list && str_eq(*place, of_card))
        return list;
    struct value *group = value_push_map(places);
    *place = of_card;
    value_set_str(group, "place", of_card);
    return value_set_list(group, "examples");
}

/* "examples", the latest first, or "places", each with its own. */
static void found_view(struct request *request, struct value *view, const struct example_catalogue *catalogue,
                       const struct example_filter *filter, size_t total)
{
    size_t pages = total ? (total + EXAMPLES_PER_PAGE - 1) / EXAMPLES_PER_PAGE : 1;
    size_t page = page_read(request, pages), first = (page - 1) * EXAMPLES_PER_PAGE, seen = 0;
    const uint64_t *set = facet_index_select(catalogue->index, request_arena(request), filter->chosen);
    struct value *places = value_set_list(view, "places");
    struct value *examples = value_set_list(view, "examples"), *of_place = NULL;
    struct str place = STR_NONE;
    for (size_t i = 0; i < catalogue->n && seen < first + EXAMPLES_PER_PAGE; i++) {
        size_t at = filter->by_place ? catalogue->by_place[i] : i;
        const struct example_card *card = &catalogue->cards[at];
        if (!facet_has(set, at) || seen++ < first)
            continue;
        if (filter->by_place)
            of_place = place_list(places, of_place, &place, card->example->place);
        example_card_view(request, value_push_map(filter->by_place ? of_place : examples), card);
    }
    pages_view(request, view, catalogue, filter, page, pages);
}

static void orders_view(struct request *request, struct value *list,
                        const struct example_catalogue *catalogue, const struct example_filter *filter)
{
    const struct language *language = request_language(request);
    for (int by_place = 0; by_place <= 1; by_place++) {
        struct example_filter other = *filter;
        other.by_place = by_place;
        struct value *item = value_push_map(list);
        value_set_str(item, "label", by_place ? tr(language, "By place") : tr(language, "The latest first"));
        value_set_url(item, "url", example_filter_url(request, catalogue, &other, 1));
        value_set_bool(item, "chosen", filter->by_place == by_place);
    }
}

rc examples_list_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct example_catalogue *catalogue;
    struct value *view = value_map(arena);
    rc result = example_catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct example_filter filter = example_filter_read(request, catalogue);
    size_t total = facet_index_total(catalogue->index, filter.chosen);
    result = example_chosen_view(request, reader, view, catalogue, &filter);
    if (result == RC_OK)
        result = example_facets_view(request, reader, value_set_list(view, "facets"), catalogue, &filter);
    if (result)
        return result;
    value_set_str(view, "title", tr(language, "Examples"));
    value_set_str(view, "description",
                  tr(language, "Dialogues that have been carried out: what they were about, how they went "
                               "and what came of them, told by those who held them."));
    value_set_int(view, "count", (int64_t)total);
    value_set_str(view, "count_text", examples_words(arena, language, (int64_t)total));
    value_set_bool(view, "_none_yet", catalogue->n == 0);
    value_set_bool(view, "_empty", catalogue->n > 0 && total == 0);
    value_set_bool(view, "_found", total > 0);
    value_set_bool(view, "_latest", !filter.by_place);
    found_view(request, view, catalogue, &filter, total);
    orders_view(request, value_set_list(view, "orders"), catalogue, &filter);
    value_set_url(view, "all_url", REQUEST_URL0(request, "examples.list"));
    value_set_url(view, "methods_url", REQUEST_URL0(request, "guide.methods"));
    value_set_url(view, "feed_url", REQUEST_URL0(request, "examples.feed"));
    return reply_page(request, "examples/list", view);
}

rc examples_feed(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    const struct example_catalogue *catalogue;
    rc result = example_catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct feed_entry *entries = ARENA_ARRAY(arena, struct feed_entry, catalogue->n);
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct example_card *card = &catalogue->cards[i];
        const struct example *example = card->example;
        entries[i] = (struct feed_entry){.id = ARENA_CONCAT(arena, STR("example/"), example->code),
                                         .title = card->words->title,
                                         .summary = card->words->summary,
                                         .path = REQUEST_URL(request, "examples.example", card->words->slug),
                                         .updated = example->updated_at > example->published_at
                                                        ? example->updated_at
                                                        : example->published_at};
    }
    return reply_feed(request, tr(request_language(request), "Examples"), entries, catalogue->n);
}

/* ---- one example ------------------------------------------------------------------------ */

/* Adds the paragraphs of a text, which are lines with something on them. */
static void push_paragraphs(struct value *list, struct str text)
{
    struct str line;
    while (str_split(&text, '\n', &line))
        if (str_trim(line).n)
            value_push_str(list, str_trim(line));
}

static void words_view(struct request *request, struct value *view, const struct example_words *words)
{
    const struct language *language = request_language(request);
    const struct {
        const char *key;
        struct str heading, text;
    } sections[] = {
        {"background", tr(language, "Background"), words->background},
        {"aim", tr(language, "Aim"), words->aim},
        {"process", tr(language, "How it was done"), words->process},
        {"results", tr(language, "Results"), words->results},
        {"more", tr(language, "More to know"), words->more},
    };
    struct value *list = value_set_list(view, "_sections");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        value_set_str(view, sections[i].key, sections[i].text);
        if (sections[i].text.n == 0)
            continue;
        struct value *section = value_push_map(list);
        value_set_c(section, "key", sections[i].key);
        value_set_str(section, "heading", sections[i].heading);
        push_paragraphs(value_set_list(section, "paragraphs"), sections[i].text);
    }
}

/* "Words (address)" or an address, with "; " between. */
static void links_view(struct value *list, struct str links)
{
    struct str link;
    while (str_split(&links, ';', &link)) {
        link = str_trim(link);
        size_t at = str_find(link, STR("(http"));
        if (link.n == 0)
            continue;
        bool worded = at < link.n && str_ends(link, STR(")"));
        struct value *item = value_push_map(list);
        value_set_str(item, "text",
                      worded ? str_trim(str_sub(link, 0, at))
                             : str_skip(link, str_find(link, STR("//")) + 2));
        value_set_url(item, "url", worded ? str_sub(link, at + 1, link.n - at - 2) : link);
    }
}

/* The contact's words, and its first word with an @ as a link to write to. */
static void contact_view(struct request *request, struct value *view, struct str contact)
{
    struct str rest = contact, word, words = contact;
    struct value *map = contact.n ? value_set_map(view, "contact") : NULL;
    if (map == NULL) {
        value_set_null(view, "contact");
        return;
    }
    value_set_null(map, "email");
    value_set_null(map, "url");
    while (str_split(&rest, ' ', &word)) {
        struct str email = str_sub(word, 0, str_find_byte(word, ','));
        if (str_find_byte(email, '@') == email.n || str_find_byte(email, '@') == 0)
            continue;
        value_set_str(map, "email", email);
        value_set_url(map, "url", ARENA_CONCAT(request_arena(request), STR("mailto:"), email));
        words = str_trim(str_sub(contact, 0, (size_t)(word.p - contact.p)));
        words.n -= str_ends(words, STR(","));
        break;
    }
    value_set_str(map, "text", words.n ? words : STR_NONE);
}

static void facts_view(struct request *request, struct value *view, const struct example *example)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    value_set_str(view, "country", example->country);
    value_set_str(view, "_country", country_words(language, example->country));
    value_set_bool(view, "_abroad", !str_eq(example->country, STR("SE")));
    value_set_int(view, "population", example->population);
    value_set_str(view, "_population", text_int(arena, language, example->population));
    furniture_view(request, view,
                   &(struct furniture){.published = example->published_at, .updated = example->updated_at});
    contact_view(request, view, example->contact);
    links_view(value_set_list(view, "links"), example->links);
}

/* The pictures with what they show; one that is not stored is left out. */
static rc pictures_view(struct request *request, struct reader *reader, struct value *list, struct str names,
                        struct str texts)
{
    struct str name, text;
    rc result = RC_OK;
    while (result == RC_OK && names.n && str_split(&names, ';', &name)) {
        struct picture picture;
        result = picture_size(reader, request_arena(request), name, &picture);
        text = STR("");
        (void)str_split(&texts, ';', &text);
        if (result == RC_OK) {
            struct value *map = value_push_map(list);
            value_set_url(map, "url", REQUEST_URL(request, "picture.show", name));
            value_set_str(map, "text", str_trim(text));
            value_set_int(map, "width", picture.width);
            value_set_int(map, "height", picture.height);
        }
        result = result == RC_NOT_FOUND ? RC_OK : result;
    }
    return result;
}

static rc methods_view(struct request *request, struct reader *reader, struct value *list, struct str codes)
{
    struct str code;
    rc result = RC_OK;
    while (result == RC_OK && str_split(&codes, ';', &code)) {
        struct value *map = value_map(request_arena(request));
        result = guide_fill_method(request, reader, code, map);
        if (result == RC_OK)
            value_push(list, map);
        result = result == RC_NOT_FOUND ? RC_OK : result; /* the guide has lost it */
    }
    return result;
}

/* The latest examples that share a method with this one. */
static void related_view(struct request *request, struct value *list,
                         const struct example_catalogue *catalogue, const struct example *example)
{
    for (size_t i = 0; i < catalogue->n && value_count(list) < RELATED_MAX; i++) {
        const struct example_card *card = &catalogue->cards[i];
        struct str mine = example->methods, code;
        bool shares = false;
        while (str_split(&mine, ';', &code)) {
            struct str theirs = card->example->methods, other;
            while (str_split(&theirs, ';', &other))
                shares = shares || str_eq(code, other);
        }
        if (shares && card->example->id != example->id)
            example_card_view(request, value_push_map(list), card);
    }
}

/* Where the example is in every language; one it is not written in shows its own words. */
static void set_alternates(struct request *request, const struct example *example)
{
    const struct languages *languages = request_languages(request);
    for (size_t i = 0; i < languages->n; i++) {
        const struct language *language = languages->items[i];
        struct str code = str_from_c(language_code(language));
        struct str slug = example_text_for(example, code)->words.slug;
        request_set_alternate(request, language,
                              request_url_in(request, language, "examples.example", &slug, 1));
    }
}

/* What the card has, and that the words may be of another language. */
static void head_view(struct request *request, struct value *view, const struct example *example,
                      const struct example_text *text)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    const struct language *its_own = languages_find(request_languages(request), text->language);
    bool foreign = !str_eq_c(text->language, language_code(language));
    struct example_card card = {.example = example,
                                .words = &text->words,
                                .language = foreign ? text->language : STR_NONE,
                                .period = period_words(arena, language, example)};
    example_card_view(request, view, &card);
    value_set_str(view, "description", text->words.summary);
    value_set_str(view, "_only_in",
                  foreign && its_own
                      ? TEXT_FORMAT(arena, tr(language, "This example is only written in: {0}"),
                                    str_from_c(language_name(its_own)))
                      : STR_NONE);
    value_set_str(view, "_status", term_label(language, example_statuses, STATUSES, example->status));
}

rc examples_example_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    struct str slug = request_path_value(request, "slug");
    struct str code = str_from_c(language_code(request_language(request)));
    const struct example_catalogue *catalogue;
    struct value *view = value_map(arena);
    struct example example;
    rc result = example_by_slug(reader, arena, slug, &example);
    if (result == RC_OK)
        result = example_catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    const struct example_text *text = example_text_for(&example, code);
    if (!str_eq(text->words.slug, slug)) /* that of another language */
        return reply_moved(request, REQUEST_URL(request, "examples.example", text->words.slug));
    set_alternates(request, &example);
    head_view(request, view, &example, text);
    words_view(request, view, &text->words);
    facts_view(request, view, &example);
    struct value *related = value_set_list(view, "related");
    related_view(request, related, catalogue, &example);
    value_set_bool(view, "_has_related", value_count(related) > 0);
    value_set_bool(view, "_has_links", example.links.n > 0);
    value_set_url(view, "examples_url", REQUEST_URL0(request, "examples.list"));
    struct value *pictures = value_set_list(view, "pictures");
    result = pictures_view(request, reader, pictures, example.pictures, text->words.picture_texts);
    value_set_bool(view, "_has_pictures", value_count(pictures) > 0);
    if (result == RC_OK)
        result = methods_view(request, reader, value_set_list(view, "methods"), example.methods);
    if (result == RC_OK)
        result = reply_parts(request, reader, "examples.example", example.code, view);
    return result ? result : reply_page(request, "examples/example", view);
}

/* ---- on others' pages --------------------------------------------------------------------- */

/* The first examples of a term, at most so many, and a link to all of them. RC_NOT_FOUND: there are none. */
static rc of_term(struct request *request, const struct example_catalogue *catalogue,
                  enum example_facet facet, size_t term, size_t most, struct value *view)
{
    struct example_filter filter = {0};
    if (term == 0)
        return RC_NOT_FOUND;
    filter.chosen[facet] = term;
    const uint64_t *set = facet_index_select(catalogue->index, request_arena(request), filter.chosen);
    size_t total = facet_index_total(catalogue->index, filter.chosen);
    struct value *list = value_set_list(view, "examples");
    for (size_t i = 0; i < catalogue->n && value_count(list) < most; i++)
        if (facet_has(set, i))
            example_card_view(request, value_push_map(list), &catalogue->cards[i]);
    value_set_int(view, "count", (int64_t)total);
    value_set_bool(view, "_more", total > most);
    value_set_str(view, "_all_text",
                  TEXT_FORMAT(request_arena(request), tr(request_language(request), "All {0} examples"),
                              text_int(request_arena(request), request_language(request), (int64_t)total)));
    value_set_url(view, "all_url", example_filter_url(request, catalogue, &filter, 1));
    return total ? RC_OK : RC_NOT_FOUND;
}

/* The same for the first of the codes that has an example. */
static rc of_first_term(struct request *request, const struct example_catalogue *catalogue,
                        enum example_facet facet, struct str codes, size_t most, struct value *view)
{
    struct str code;
    while (str_split(&codes, ';', &code)) {
        rc result = of_term(request, catalogue, facet, example_term(catalogue, facet, str_trim(code)), most,
                            view);
        if (result != RC_NOT_FOUND)
            return result;
    }
    return RC_NOT_FOUND;
}

static void set_heading(struct request *request, struct value *view, const char *heading)
{
    value_set_str(view, "_heading", tr(request_language(request), heading));
}

rc examples_of_method(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    const struct example_catalogue *catalogue;
    rc result = example_catalogue_of(request, reader, &catalogue);
    set_heading(request, view, TR("Dialogues that used the method"));
    return result ? result : of_first_term(request, catalogue, BY_METHOD, subject, OF_METHOD_MAX, view);
}

/* Examples on what the library says a page is about. */
static rc of_page(struct request *request, struct reader *reader, struct str subject,
                  rc (*codes_of)(struct request *, struct reader *, struct str, struct str *),
                  enum example_facet facet, const char *heading, struct value *view)
{
    const struct example_catalogue *catalogue;
    struct str codes;
    rc result = codes_of(request, reader, subject, &codes);
    if (result == RC_OK)
        result = example_catalogue_of(request, reader, &catalogue);
    set_heading(request, view, heading);
    return result ? result : of_first_term(request, catalogue, facet, codes, RELATED_MAX, view);
}

rc examples_of_article(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    return of_page(request, reader, subject, library_methods_of, BY_METHOD,
                   TR("Dialogues that worked like this"), view);
}

rc examples_of_challenge(struct request *request, struct reader *reader, struct str subject,
                         struct value *view)
{
    return of_page(request, reader, subject, library_themes_of, BY_THEME,
                   TR("Dialogues on questions like this"), view);
}

/* Examples name who held the dialogue as it writes itself, which is its name in the portal's own language. */
static rc own_name(struct request *request, struct reader *reader, struct str slug, struct str *ret_name)
{
    struct organisation_scope scope;
    struct organisation_brief brief;
    rc result = organisation_scope_find(reader, slug, &scope);
    if (result == RC_OK)
        result = organisation_brief_by_id(reader, request_arena(request),
                                          request_languages(request)->items[0], scope.id, &brief);
    if (result == RC_OK)
        *ret_name = brief.name;
    return result;
}

/* What the organisation with this slug has told of, the latest first. RC_NOT_FOUND: nothing. */
rc examples_of_organisation(struct request *request, struct reader *reader, struct str subject,
                            struct value *view)
{
    const struct example_catalogue *catalogue;
    struct str name;
    rc result = own_name(request, reader, subject, &name);
    if (result == RC_OK)
        result = example_catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    struct value *list = value_set_list(view, "examples");
    for (size_t i = 0; i < catalogue->n && value_count(list) < OF_ORGANISATION_MAX; i++)
        if (str_eq(catalogue->cards[i].example->organisation, name))
            example_card_view(request, value_push_map(list), &catalogue->cards[i]);
    set_heading(request, view, TR("Dialogues it has told about"));
    value_set_int(view, "count", (int64_t)value_count(list));
    value_set_bool(view, "_more", false);
    return value_count(list) ? RC_OK : RC_NOT_FOUND;
}

rc examples_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap)
{
    const struct example_catalogue *catalogue;
    rc result = example_catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    sitemap_add(sitemap, REQUEST_URL0(request, "examples.list"));
    for (size_t i = 0; i < catalogue->n; i++)
        if (catalogue->cards[i].language.p == NULL)
            sitemap_add(sitemap, REQUEST_URL(request, "examples.example", catalogue->cards[i].words->slug));
    return RC_OK;
}
