/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_search.h"

#include <string.h>

#include "features/library/library_store.h"
#include "features/library/pub/themes.h"

enum { KIND_TERM = LIBRARY_KINDS };
static const struct search_kind kinds[] = {
    [LIBRARY_ARTICLE] = {"article", TR("Article"), TR("Articles"), 30},
    [LIBRARY_PUBLICATION] = {"publication", TR("Publication"), TR("Publications"), 60},
    [LIBRARY_NEWS] = {"news", TR("News"), TR("News"), 70},
    [LIBRARY_CHALLENGE] = {"challenge", TR("Challenge"), TR("Challenges"), 40},
    [KIND_TERM] = {"term", TR("Term"), TR("Terms"), 50},
    {0}};

static const char *const routes[LIBRARY_KINDS] = {[LIBRARY_ARTICLE] = "library.item",
                                                  [LIBRARY_PUBLICATION] = "library.item",
                                                  [LIBRARY_NEWS] = "library.news_item",
                                                  [LIBRARY_CHALLENGE] = "library.challenge"};

/* A text that grows; room for it is already there. */
struct plain_text {
    char *p;
    size_t n;
};

/* What stands alone in the page, such as a heading or a cell, reads as a sentence in an excerpt. */
static void end_sentence(struct plain_text *text, char blank)
{
    if (text->n == 0 || text->p[text->n - 1] == '\n' || text->p[text->n - 1] == ' ')
        return;
    if (strchr(".?!:;,", text->p[text->n - 1]) == NULL)
        text->p[text->n++] = '.';
    text->p[text->n++] = blank;
}

/* A line of Markdown as one reads it: without signs, and of links only their words. */
static void add_plain(struct plain_text *text, struct str line)
{
    size_t i = str_starts(line, STR("- ")) ? 2 : 0; /* an item of a list */
    if (str_starts(line, STR("|--")))
        return; /* the rule under a table's head */
    for (; i < line.n; i++) {
        char c = line.p[i];
        if (c == ']' && i + 1 < line.n && line.p[i + 1] == '(')
            i += 1 + str_find_byte(str_skip(line, i + 1), ')');
        else if (c == '|')
            end_sentence(text, ' ');
        else if (strchr("[]*`#>", c) == NULL && (c != ' ' || (text->n && text->p[text->n - 1] != ' ')))
            text->p[text->n++] = c;
    }
    end_sentence(text, '\n');
}

static struct str plain(struct arena *arena, struct str markdown)
{
    struct plain_text text = {arena_alloc(arena, 2 * markdown.n + 2), 0}; /* a sign becomes two at most */
    struct str line;
    while (str_split(&markdown, '\n', &line))
        add_plain(&text, str_trim(line));
    return str_trim((struct str){text.p, text.n});
}

static void tell_item(struct search_feed *feed, const struct language *of, const struct library_entry *entry)
{
    const struct library_item *item = &entry->item;
    struct str body = plain(feed->arena, entry->words.body);
    struct str rest[] = {body, STR("\n"), item->authors,
                         library_theme_labels(feed->arena, of, item->themes)}; /* it has one or the other */
    struct search_doc doc = {
        .language = str_from_c(language_code(of)),
        .kind = str_from_c(kinds[item->kind].code),
        .ref = item->code,
        .route = routes[item->kind],
        .parts = entry->words.slug,
        .title = entry->words.title,
        .summary = entry->words.summary,
        .body = str_trim(arena_concat(feed->arena, rest, sizeof rest / sizeof rest[0])),
        .from = library_out_from(item),
    };
    feed->emit(feed, &doc);
}

/* "Also: medborgardialoger, medborgardialogen": a term's forms as people read them.
 * Those that begin with '-' are phrases to leave alone, and no forms. */
static struct str forms_words(struct arena *arena, const struct language *language, struct str forms)
{
    struct str list = STR(""), form;
    while (str_split(&forms, ';', &form)) {
        form = str_trim(form);
        if (form.n == 0 || form.p[0] == '-')
            continue;
        list = ARENA_CONCAT(arena, list, list.n ? STR(", ") : STR(""), form);
    }
    return list.n ? TEXT_FORMAT(arena, tr(language, "Also: {0}"), list) : STR("");
}

static void tell_term(struct search_feed *feed, const struct language *of, const struct glossary_entry *entry)
{
    struct str language = str_from_c(language_code(of));
    struct search_doc doc = {
        .language = language,
        .kind = str_from_c(kinds[KIND_TERM].code),
        .ref = entry->term.code,
        .route = "library.glossary",
        .fragment = entry->term.code,
        .title = entry->words.term,
        .summary = entry->words.definition,
        .body = forms_words(feed->arena, of, entry->words.forms),
    };
    feed->emit(feed, &doc);
}

static rc tell_library(struct search_feed *feed)
{
    rc result = RC_OK;
    for (size_t i = 0; i < feed->languages->n && result == RC_OK; i++) {
        struct str language = str_from_c(language_code(feed->languages->items[i]));
        struct library_entries entries = {0};
        struct glossary_entries terms = {0};
        result = library_list(feed->reader, feed->arena, language, &entries);
        if (result == RC_OK)
            result = glossary_list(feed->reader, feed->arena, language, &terms);
        for (size_t k = 0; result == RC_OK && k < entries.n; k++)
            tell_item(feed, feed->languages->items[i], &entries.items[k]);
        for (size_t k = 0; result == RC_OK && k < terms.n; k++)
            tell_term(feed, feed->languages->items[i], &terms.items[k]);
    }
    return result;
}

const struct search_source library_search = {kinds, tell_library};
