/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_pages.h"

#include "core/web/feed.h"
#include "core/web/furniture.h"
#include "core/web/reply.h"
#include "core/web/sitemap.h"
#include "features/guide/pub/guide.h"
#include "features/library/library_shelf.h"
#include "features/library/pub/library.h"

enum { NEWS_SHOWN = 3, HEADINGS_FOR_CONTENTS = 4, METHODS_SHOWN = 5 };

/* What a page is made from. */
struct showing {
    struct request *request;
    struct reader *reader;
    struct arena *arena;
    const struct language *language;
    const struct library *library;
};

static rc begin(struct request *request, struct reader *reader, struct showing *showing)
{
    const void *data;
    rc result = request_snapshot(request, reader, &library_kind, request_language(request), &data);
    if (result == RC_OK)
        *showing = (struct showing){request, reader, request_arena(request), request_language(request), data};
    return result;
}

/* What is not out yet is not there at all: in no list, no feed and no link, and at no address. */
static bool is_out(const struct showing *showing, const struct library_entry *entry)
{
    return library_out_from(&entry->item) <= request_time(showing->request);
}

/* ---- addresses --------------------------------------------------------------------- */

static const char *route_of(enum library_kind kind)
{
    switch (kind) {
    case LIBRARY_NEWS: return "library.news_item";
    case LIBRARY_CHALLENGE: return "library.challenge";
    default: return "library.item";
    }
}

static struct str entry_url(const struct showing *showing, const struct library_entry *entry)
{
    return REQUEST_URL(showing->request, route_of(entry->item.kind), entry->words.slug);
}

static struct str term_url(const struct showing *showing, const struct glossary_entry *term)
{
    return ARENA_CONCAT(showing->arena, REQUEST_URL0(showing->request, "library.glossary"), STR("#"),
                        term->term.code);
}

/* Where a link in a text leads. */
static struct str resolve(void *context, struct str kind, struct str name)
{
    const struct showing *showing = context;
    if (str_eq(kind, STR("method"))) {
        struct value *method = value_map(showing->arena);
        rc result = guide_fill_method(showing->request, showing->reader, name, method);
        return result ? STR_NONE : value_as_str(value_get(method, "url"));
    }
    if (str_eq(kind, STR("term"))) {
        const struct glossary_entry *term = map_get(&showing->library->term_by_code, name);
        return term ? term_url(showing, term) : STR_NONE;
    }
    const struct library_entry *entry = library_by_code(showing->library, showing->arena, kind, name);
    return entry && is_out(showing, entry) ? entry_url(showing, entry) : STR_NONE;
}

static void set_alternates(const struct showing *showing, const struct library_entry *entry)
{
    const struct languages *languages = request_languages(showing->request);
    for (size_t i = 0; i < entry->others.n; i++) {
        const struct library_other *other = &entry->others.items[i];
        const struct language *language = languages_find(languages, other->language);
        if (language)
            request_set_alternate(
                showing->request, language,
                request_url_in(showing->request, language, route_of(entry->item.kind), &other->text, 1));
    }
}

/* ---- what several pages show --------------------------------------------------------- */

static struct str or_none(struct str text)
{
    return text.n ? text : STR_NONE;
}

static void card_view(const struct showing *showing, struct value *map, const struct library_entry *entry)
{
    value_set_str(map, "code", entry->item.code);
    value_set_str(map, "title", entry->words.title);
    value_set_str(map, "summary", entry->words.summary);
    value_set_url(map, "url", entry_url(showing, entry));
}

static void news_view(const struct showing *showing, struct value *map, const struct library_entry *entry)
{
    card_view(showing, map, entry);
    day_view(showing->request, map, "published", "_published_day", entry->item.published);
}

static bool is_archived(const struct showing *showing, const struct library_entry *entry)
{
    return entry->item.archived && entry->item.archived <= request_time(showing->request);
}

/* "Borås Stad, 2013", of what is known. */
static struct str origin_words(const struct showing *showing, const struct library_entry *entry)
{
    const struct library_item *item = &entry->item;
    struct str parts[3];
    size_t n = 0;
    if (item->authors.n)
        parts[n++] = item->authors;
    if (entry->words.publisher.n)
        parts[n++] = entry->words.publisher;
    if (item->year)
        parts[n++] = arena_printf(showing->arena, "%lld", (long long)item->year);
    struct str words = n ? parts[0] : STR_NONE;
    for (size_t i = 1; i < n; i++)
        words = ARENA_CONCAT(showing->arena, words, STR(", "), parts[i]);
    return words;
}

/* The items of a list of codes of articles; those that do not exist are left out. */
static void articles_view(const struct showing *showing, struct value *list, struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code)) {
        const struct library_entry *entry = library_by_code(showing->library, showing->arena, STR("article"),
                                                            str_trim(code));
        if (entry)
            card_view(showing, value_push_map(list), entry);
    }
}

static rc methods_view(const struct showing *showing, struct value *list, struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code)) {
        struct value *method = value_map(showing->arena);
        if (str_trim(code).n == 0)
            continue;
        rc result = guide_fill_method(showing->request, showing->reader, str_trim(code), method);
        if (result == RC_OK)
            (void)value_push(list, method);
        else if (result != RC_NOT_FOUND)
            return result;
    }
    return RC_OK;
}

/* The text, and its headings where there are so many that a list helps. */
static void body_view(const struct showing *showing, struct value *view, const struct library_entry *entry)
{
    const struct markdown *body = library_body(showing->library, entry);
    struct value *contents = value_list(showing->arena);
    for (size_t i = 0; i < body->heading_count; i++) {
        if (body->headings[i].level != 2)
            continue;
        struct value *item = value_push_map(contents);
        value_set_str(item, "text", body->headings[i].text);
        value_set_url(item, "url", ARENA_CONCAT(showing->arena, STR("#"), body->headings[i].id));
    }
    value_set_bool(view, "_has_contents", value_count(contents) >= HEADINGS_FOR_CONTENTS);
    value_set(view, "contents", contents);
    value_set(view, "body", markdown_show(showing->arena, body, resolve, (void *)(uintptr_t)showing));
}

/* "Words (address)" is a link with words; anything else is words. */
static void sources_view(struct value *list, struct str sources)
{
    struct str source;
    while (str_split(&sources, ';', &source)) {
        source = str_trim(source);
        size_t at = str_find(source, STR(" (http"));
        bool linked = at < source.n && str_ends(source, STR(")"));
        if (source.n == 0)
            continue;
        struct value *item = value_push_map(list);
        value_set_str(item, "text", linked ? str_sub(source, 0, at) : source);
        value_set_url(item, "url", linked ? str_sub(source, at + 2, source.n - at - 3) : STR_NONE);
    }
}

static void page_view(const struct showing *showing, struct value *view, const struct library_entry *entry)
{
    value_set_str(view, "title", entry->words.title);
    value_set_str(view, "description", entry->words.summary);
    value_set_str(view, "code", entry->item.code);
    value_set_str(view, "kind", str_from_c(library_kind_codes[entry->item.kind]));
    furniture_view(showing->request, view,
                   &(struct furniture){entry->words.owner, entry->item.published, entry->updated});
    body_view(showing, view, entry);
    set_alternates(showing, entry);
}

/* The item of a shelf with the slug of the address, and its page begun. */
static rc begin_entry(struct request *request, struct reader *reader, const char *shelf,
                      struct showing *showing, const struct library_entry **ret_entry,
                      struct value **ret_view)
{
    rc result = begin(request, reader, showing);
    if (result)
        return result;
    *ret_entry = library_by_slug(showing->library, showing->arena, shelf,
                                 request_path_value(request, "slug"));
    if (*ret_entry == NULL || !is_out(showing, *ret_entry))
        return RC_NOT_FOUND;
    *ret_view = value_map(showing->arena);
    page_view(showing, *ret_view, *ret_entry);
    return RC_OK;
}

/* ---- knowledge ------------------------------------------------------------------------ */

static void topics_view(const struct showing *showing, struct value *list)
{
    for (const struct library_topic *topic = library_topics; topic->code; topic++) {
        struct value *articles = value_list(showing->arena);
        for (size_t i = 0; i < showing->library->entries.n; i++) {
            const struct library_entry *entry = &showing->library->entries.items[i];
            if (entry->item.kind == LIBRARY_ARTICLE && str_eq_c(entry->item.topic, topic->code))
                card_view(showing, value_push_map(articles), entry);
        }
        if (value_count(articles) == 0)
            continue;
        struct value *item = value_push_map(list);
        value_set_c(item, "code", topic->code);
        value_set_str(item, "label", tr(showing->language, topic->label));
        value_set(item, "articles", articles);
    }
}

static void publications_view(const struct showing *showing, struct value *list)
{
    for (size_t i = 0; i < showing->library->entries.n; i++) {
        const struct library_entry *entry = &showing->library->entries.items[i];
        if (entry->item.kind != LIBRARY_PUBLICATION)
            continue;
        struct value *item = value_push_map(list);
        card_view(showing, item, entry);
        value_set_str(item, "origin", origin_words(showing, entry));
    }
}

/* News that are out, and archived or not; at most so many. */
static void news_list_view(const struct showing *showing, struct value *list, bool archived, size_t most)
{
    for (size_t i = 0; i < showing->library->entries.n && value_count(list) < most; i++) {
        const struct library_entry *entry = &showing->library->entries.items[i];
        if (entry->item.kind == LIBRARY_NEWS && is_out(showing, entry) &&
            is_archived(showing, entry) == archived)
            news_view(showing, value_push_map(list), entry);
    }
}

rc library_index_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct value *view = value_map(showing.arena);
    value_set_str(view, "title", tr(showing.language, "Knowledge"));
    value_set_str(view, "description",
                  tr(showing.language, "How to hold a dialogue that matters: from the first question to the "
                                       "answer to those who took part."));
    topics_view(&showing, value_set_list(view, "topics"));
    publications_view(&showing, value_set_list(view, "publications"));
    news_list_view(&showing, value_set_list(view, "news"), false, NEWS_SHOWN);
    value_set_url(view, "glossary_url", REQUEST_URL0(request, "library.glossary"));
    value_set_url(view, "news_url", REQUEST_URL0(request, "library.news"));
    value_set_url(view, "challenges_url", REQUEST_URL0(request, "library.challenges"));
    return reply_page(request, "library/index", view);
}

/* What only a publication has: who made it, and where it is. */
static void publication_view(const struct showing *showing, struct value *view,
                             const struct library_entry *entry)
{
    const struct library_item *item = &entry->item;
    bool swedish = str_eq(item->text_language, STR("sv")), english = str_eq(item->text_language, STR("en"));
    value_set_str(view, "authors", or_none(item->authors));
    value_set_str(view, "publisher", or_none(entry->words.publisher));
    value_set_str(view, "isbn", or_none(item->isbn));
    value_set_str(view, "year",
                  item->year ? arena_printf(showing->arena, "%lld", (long long)item->year) : STR_NONE);
    value_set_url(view, "link", or_none(item->link));
    value_set_str(view, "text_language",
                  swedish   ? tr(showing->language, "Swedish")
                  : english ? tr(showing->language, "English")
                            : or_none(item->text_language));
}

rc library_item_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    const struct library_entry *entry;
    struct value *view;
    rc result = begin_entry(request, reader, "knowledge", &showing, &entry, &view);
    if (result)
        return result;
    const struct library_topic *topic = library_topic(entry->item.topic);
    value_set_str(view, "topic", topic ? tr(showing.language, topic->label) : STR_NONE);
    value_set_bool(view, "_publication", entry->item.kind == LIBRARY_PUBLICATION);
    publication_view(&showing, view, entry);
    struct value *sources = value_set_list(view, "sources"), *articles = value_set_list(view, "articles");
    struct value *methods = value_set_list(view, "methods");
    sources_view(sources, entry->words.sources);
    articles_view(&showing, articles, entry->item.see);
    result = methods_view(&showing, methods, entry->item.methods);
    value_set_bool(view, "_has_sources", value_count(sources) > 0);
    value_set_bool(view, "_has_articles", value_count(articles) > 0);
    value_set_bool(view, "_has_methods", value_count(methods) > 0);
    value_set_url(view, "knowledge_url", REQUEST_URL0(request, "library.index"));
    if (result == RC_OK)
        result = reply_parts(request, reader, "library.item", entry->item.code, view);
    return result ? result : reply_page(request, "library/item", view);
}

rc library_fill_of_method(struct request *request, struct reader *reader, struct str subject,
                          struct value *view)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct value *list = value_set_list(view, "articles");
    for (size_t i = 0; i < showing.library->entries.n; i++) {
        const struct library_entry *entry = &showing.library->entries.items[i];
        struct str rest = entry->item.methods, code;
        while (str_split(&rest, ';', &code))
            if (str_eq(str_trim(code), subject))
                card_view(&showing, value_push_map(list), entry);
    }
    return value_count(list) ? RC_OK : RC_NOT_FOUND;
}

static rc subject_of(struct request *request, struct reader *reader, const char *kind, struct str code,
                     const struct library_item **ret_item)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    const struct library_entry *entry = library_by_code(showing.library, showing.arena, str_from_c(kind),
                                                        code);
    if (entry == NULL)
        return RC_NOT_FOUND;
    *ret_item = &entry->item;
    return RC_OK;
}

rc library_methods_of(struct request *request, struct reader *reader, struct str code,
                      struct str *ret_methods)
{
    const struct library_item *item;
    rc result = subject_of(request, reader, "article", code, &item);
    if (result == RC_OK && item->methods.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_methods = item->methods;
    return result;
}

rc library_themes_of(struct request *request, struct reader *reader, struct str code, struct str *ret_themes)
{
    const struct library_item *item;
    rc result = subject_of(request, reader, "challenge", code, &item);
    if (result == RC_OK && item->themes.n == 0)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        *ret_themes = item->themes;
    return result;
}

/* ---- news ------------------------------------------------------------------------------- */

rc library_news_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct value *view = value_map(showing.arena);
    value_set_str(view, "title", tr(showing.language, "News"));
    struct value *news = value_set_list(view, "news"), *archive = value_set_list(view, "archive");
    news_list_view(&showing, news, false, SIZE_MAX);
    news_list_view(&showing, archive, true, SIZE_MAX);
    value_set_bool(view, "_empty", value_count(news) == 0);
    value_set_bool(view, "_has_archive", value_count(archive) > 0);
    value_set_url(view, "feed_url", REQUEST_URL0(request, "library.feed"));
    value_set_url(view, "knowledge_url", REQUEST_URL0(request, "library.index"));
    return reply_page(request, "library/news", view);
}

rc library_news_item_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    const struct library_entry *entry;
    struct value *view;
    rc result = begin_entry(request, reader, "news", &showing, &entry, &view);
    if (result)
        return result;
    value_set_bool(view, "archived", is_archived(&showing, entry));
    value_set_url(view, "knowledge_url", REQUEST_URL0(request, "library.index"));
    value_set_url(view, "news_url", REQUEST_URL0(request, "library.news"));
    return reply_page(request, "library/news_item", view);
}

rc library_feed(struct request *request, struct reader *reader)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct feed_entry *entries = ARENA_ARRAY(showing.arena, struct feed_entry, showing.library->entries.n);
    size_t n = 0;
    for (size_t i = 0; i < showing.library->entries.n; i++) {
        const struct library_entry *entry = &showing.library->entries.items[i];
        if (entry->item.kind == LIBRARY_NEWS && is_out(&showing, entry) && !is_archived(&showing, entry))
            entries[n++] = (struct feed_entry){
                .id = ARENA_CONCAT(showing.arena, STR("news/"), entry->item.code),
                .title = entry->words.title,
                .summary = entry->words.summary,
                .path = entry_url(&showing, entry),
                .updated = entry->updated > entry->item.published ? entry->updated : entry->item.published};
    }
    return reply_feed(request, tr(showing.language, "News"), entries, n);
}

/* ---- the glossary ------------------------------------------------------------------------- */

/* How many bytes at the start of a term are its first letter. */
static struct str first_letter(struct str term)
{
    size_t n = 1;
    while (n < term.n && ((unsigned char)term.p[n] & 0xc0) == 0x80)
        n++;
    return str_sub(term, 0, n);
}

static void term_view(const struct showing *showing, struct value *item, const struct glossary_entry *term)
{
    const struct library_entry *article = library_by_code(showing->library, showing->arena, STR("article"),
                                                          term->term.article);
    value_set_str(item, "id", term->term.code);
    value_set_str(item, "term", term->words.term);
    value_set_str(item, "definition", term->words.definition);
    struct value *others = value_set_list(item, "others");
    for (size_t i = 0; i < term->others.n; i++) {
        struct value *other = value_push_map(others);
        const struct language *language = languages_find(request_languages(showing->request),
                                                         term->others.items[i].language);
        value_set_str(other, "language", term->others.items[i].language);
        value_set_c(other, "language_name", language ? language_name(language) : NULL);
        value_set_str(other, "term", term->others.items[i].text);
    }
    value_set_str(item, "article", article ? article->words.title : STR_NONE);
    value_set_url(item, "article_url", article ? entry_url(showing, article) : STR_NONE);
}

rc library_glossary_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct value *view = value_map(showing.arena), *letters = value_set_list(view, "letters"), *terms = NULL;
    struct str letter = STR("");
    value_set_str(view, "title", tr(showing.language, "Glossary"));
    value_set_str(view, "description",
                  tr(showing.language, "What the words mean here. In the articles, terms of the field lead "
                                       "to their explanation the first time they are used."));
    for (size_t i = 0; i < showing.library->terms.n; i++) {
        const struct glossary_entry *term = &showing.library->terms.items[i];
        if (terms == NULL || !str_eq(letter, first_letter(term->words.term))) {
            struct value *group = value_push_map(letters);
            struct str id = arena_printf(showing.arena, "letter_%zu", value_count(letters));
            letter = first_letter(term->words.term);
            value_set_str(group, "letter", letter);
            value_set_str(group, "_id", id);
            value_set_url(group, "_url", ARENA_CONCAT(showing.arena, STR("#"), id));
            terms = value_set_list(group, "terms");
        }
        term_view(&showing, value_push_map(terms), term);
    }
    value_set_url(view, "knowledge_url", REQUEST_URL0(request, "library.index"));
    return reply_page(request, "library/glossary", view);
}

/* ---- challenges ------------------------------------------------------------------------------ */

rc library_challenges_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    rc result = begin(request, reader, &showing);
    if (result)
        return result;
    struct value *view = value_map(showing.arena), *list = value_set_list(view, "challenges");
    value_set_str(view, "title", tr(showing.language, "Challenges"));
    value_set_str(view, "description",
                  tr(showing.language,
                     "Questions that many municipalities and regions face. For each: what to "
                     "examine first, and methods that often fit."));
    for (size_t i = 0; i < showing.library->entries.n; i++)
        if (showing.library->entries.items[i].item.kind == LIBRARY_CHALLENGE)
            card_view(&showing, value_push_map(list), &showing.library->entries.items[i]);
    value_set_url(view, "finder_url", REQUEST_URL0(request, "guide.finder"));
    return reply_page(request, "library/challenges", view);
}

/* The levels and methods that fit, and the finder with these answers. */
static rc fit_view(const struct showing *showing, struct value *view, const struct library_entry *entry)
{
    struct dialogue_wish wish;
    struct str problem;
    rc result = guide_read_wish(showing->arena, entry->item.wish, &wish, &problem);
    if (result)
        return result;
    guide_fill_level(showing->request, &wish, view);
    value_set_url(view, "finder_url", guide_finder_url(showing->request, &wish));
    return guide_fill_ranked(showing->request, showing->reader, &wish, METHODS_SHOWN,
                             value_set_list(view, "methods"));
}

rc library_challenge_page(struct request *request, struct reader *reader)
{
    struct showing showing;
    const struct library_entry *entry;
    struct value *view;
    rc result = begin_entry(request, reader, "challenges", &showing, &entry, &view);
    if (result)
        return result;
    struct value *themes = value_set_list(view, "themes"), *articles = value_set_list(view, "articles");
    struct str rest = entry->item.themes, theme;
    while (str_split(&rest, ';', &theme))
        if (str_trim(theme).n)
            value_push_str(themes, str_trim(theme));
    articles_view(&showing, articles, entry->item.see);
    value_set_bool(view, "_has_articles", value_count(articles) > 0);
    value_set_url(view, "challenges_url", REQUEST_URL0(request, "library.challenges"));
    result = fit_view(&showing, view, entry);
    if (result == RC_OK)
        result = reply_parts(request, reader, "library.challenge", entry->item.code, view);
    return result ? result : reply_page(request, "library/challenge", view);
}

rc library_sitemap(struct request *request, struct reader *reader, struct sitemap *sitemap)
{
    static const char *const lists[] = {"library.index", "library.news", "library.glossary",
                                        "library.challenges"};
    struct showing showing;
    rc result = begin(request, reader, &showing);
    for (size_t i = 0; result == RC_OK && i < sizeof lists / sizeof lists[0]; i++)
        sitemap_add(sitemap, REQUEST_URL0(request, lists[i]));
    for (size_t i = 0; result == RC_OK && i < showing.library->entries.n; i++)
        if (is_out(&showing, &showing.library->entries.items[i]))
            sitemap_add(sitemap, entry_url(&showing, &showing.library->entries.items[i]));
    return result;
}
