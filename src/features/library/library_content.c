/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_content.h"

#include <jansson.h>
#include <stddef.h>

#include "base/csv.h"
#include "base/vec.h"
#include "core/view/markdown.h"
#include "features/guide/pub/guide.h"
#include "features/library/library_terms.h"

struct reading {
    struct arena *arena;
    const struct content_source *source;
    struct library_content *content;
    struct map items; /* "kind:code" → struct content_item's number + 1, as a pointer to it in numbers */
    struct map terms, slugs;
    VEC(struct content_fault) faults;
    /* The file being read. */
    struct str file, code, glossary;
    size_t line, language;
    enum library_kind kind;
};

static void fault(struct reading *reading, size_t line, struct str message)
{
    *VEC_PUSH(reading->arena, &reading->faults) = (struct content_fault){reading->file, line, message};
}

#define FAULT(reading, line, ...) fault((reading), (line), arena_printf((reading)->arena, __VA_ARGS__))

/* ---- keys ------------------------------------------------------------------------ */

enum key_type { KEY_TEXT, KEY_CODE, KEY_CODES, KEY_NUMBER, KEY_DATE, KEY_LINK, KEY_TOPIC, KEY_KIND };
#define ON(kind) (1u << (kind))
enum {
    ALL = ON(LIBRARY_ARTICLE) | ON(LIBRARY_PUBLICATION) | ON(LIBRARY_NEWS) | ON(LIBRARY_CHALLENGE),
    TEXTS = ALL & ~ON(LIBRARY_CHALLENGE)
};

/* A key of the head of a text. */
struct key {
    const char *name;
    enum key_type type;
    bool is_word; /* of a language; otherwise the same in all */
    unsigned kinds, required;
    size_t offset; /* in struct library_words or library_item */
};
static const struct key keys[] = {
    {"kind", KEY_KIND, false, TEXTS, TEXTS, 0},
    {"title", KEY_TEXT, true, ALL, ALL, offsetof(struct library_words, title)},
    {"slug", KEY_CODE, true, ALL, ALL, offsetof(struct library_words, slug)},
    {"summary", KEY_TEXT, true, ALL, ALL, offsetof(struct library_words, summary)},
    {"owner", KEY_TEXT, true, ALL, 0, offsetof(struct library_words, owner)},
    {"sources", KEY_TEXT, true, ON(LIBRARY_ARTICLE), 0, offsetof(struct library_words, sources)},
    {"topic", KEY_TOPIC, false, ON(LIBRARY_ARTICLE), ON(LIBRARY_ARTICLE),
     offsetof(struct library_item, topic)},
    {"order", KEY_NUMBER, false, ON(LIBRARY_ARTICLE), ON(LIBRARY_ARTICLE),
     offsetof(struct library_item, order)},
    {"published", KEY_DATE, false, ALL, ON(LIBRARY_ARTICLE) | ON(LIBRARY_NEWS),
     offsetof(struct library_item, published)},
    {"archived", KEY_DATE, false, ON(LIBRARY_NEWS), 0, offsetof(struct library_item, archived)},
    {"methods", KEY_CODES, false, ON(LIBRARY_ARTICLE), 0, offsetof(struct library_item, methods)},
    {"see", KEY_CODES, false, ON(LIBRARY_ARTICLE), 0, offsetof(struct library_item, see)},
    {"authors", KEY_TEXT, false, ON(LIBRARY_PUBLICATION), 0, offsetof(struct library_item, authors)},
    {"year", KEY_NUMBER, false, ON(LIBRARY_PUBLICATION), 0, offsetof(struct library_item, year)},
    {"publisher", KEY_TEXT, true, ON(LIBRARY_PUBLICATION), 0, offsetof(struct library_words, publisher)},
    {"isbn", KEY_TEXT, false, ON(LIBRARY_PUBLICATION), 0, offsetof(struct library_item, isbn)},
    {"link", KEY_LINK, false, ON(LIBRARY_PUBLICATION), ON(LIBRARY_PUBLICATION),
     offsetof(struct library_item, link)},
    {"language_of_text", KEY_CODE, false, ON(LIBRARY_PUBLICATION), 0,
     offsetof(struct library_item, text_language)},
};
enum { KEYS = sizeof keys / sizeof keys[0] };

static bool is_code(struct str code)
{
    bool hyphen = true; /* none first, none last, none doubled */
    for (size_t i = 0; i < code.n; i++) {
        bool letter = (code.p[i] >= 'a' && code.p[i] <= 'z') || (code.p[i] >= '0' && code.p[i] <= '9');
        if (!letter && (code.p[i] != '-' || hyphen))
            return false;
        hyphen = !letter;
    }
    return !hyphen && code.n <= 100;
}

/* Sets a fact; one that another language's file told otherwise is a fault. */
static void set_text(struct reading *reading, const struct key *key, struct str *at, struct str value)
{
    bool told = at->n > 0 && !key->is_word;
    if (told && !str_eq(*at, value))
        FAULT(reading, reading->line, "%s: \"%.*s\" in another language", key->name, STR_ARGS(*at));
    *at = value;
}

static void set_number(struct reading *reading, const struct key *key, int64_t *at, struct str value)
{
    int64_t number = 0;
    rc result = key->type == KEY_DATE ? time_parse_iso(value, &number) : str_to_int(value, &number);
    if (result)
        FAULT(reading, reading->line, "%s: \"%.*s\" is not a %s", key->name, STR_ARGS(value),
              key->type == KEY_DATE ? "date, such as 2026-11-21" : "whole number");
    else if (*at && *at != number)
        FAULT(reading, reading->line, "%s: another value in another language", key->name);
    else
        *at = number;
}

static void check_codes(struct reading *reading, const struct key *key, struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code))
        if (!is_code(str_trim(code)))
            FAULT(reading, reading->line, "%s: \"%.*s\" is not a code", key->name, STR_ARGS(code));
}

static void set_key(struct reading *reading, const struct key *key, struct str value,
                    struct content_item *item)
{
    char *base = key->is_word ? (char *)&item->words[reading->language] : (char *)&item->item;
    void *at = base + key->offset;
    if (key->type == KEY_NUMBER || key->type == KEY_DATE) {
        set_number(reading, key, at, value);
        return;
    }
    if (key->type == KEY_KIND && !str_eq_c(value, library_kind_codes[reading->kind]))
        FAULT(reading, reading->line, "kind: in this folder it is %s", library_kind_codes[reading->kind]);
    if (key->type == KEY_CODE && !is_code(value))
        FAULT(reading, reading->line, "%s: \"%.*s\" is not a-z, 0-9 and single hyphens between", key->name,
              STR_ARGS(value));
    if (key->type == KEY_CODES)
        check_codes(reading, key, value);
    if (key->type == KEY_TOPIC && library_topic(value) == NULL)
        FAULT(reading, reading->line, "topic: there is no topic \"%.*s\"", STR_ARGS(value));
    if (key->type == KEY_LINK && !str_starts(value, STR("https://")) && !str_starts(value, STR("http://")))
        FAULT(reading, reading->line, "%s: \"%.*s\" is not a web address", key->name, STR_ARGS(value));
    if (key->type != KEY_KIND)
        set_text(reading, key, at, value);
}

static void read_key(struct reading *reading, struct str line, struct content_item *item, uint32_t *seen)
{
    size_t colon = str_find_byte(line, ':');
    struct str name = str_trim(str_sub(line, 0, colon)), value = str_trim(str_skip(line, colon + 1));
    for (size_t i = 0; i < KEYS; i++) {
        if (!str_eq_c(name, keys[i].name) || !(keys[i].kinds & ON(reading->kind)))
            continue;
        if (*seen & ON(i))
            FAULT(reading, reading->line, "%s: stands twice", keys[i].name);
        *seen |= ON(i);
        if (value.n)
            set_key(reading, &keys[i], value, item);
        else if (keys[i].required & ON(reading->kind))
            FAULT(reading, reading->line, "%s: is empty", keys[i].name);
        return;
    }
    FAULT(reading, reading->line, "\"%.*s\" is no key of %s", STR_ARGS(name),
          library_kind_codes[reading->kind]);
}

/* ---- a text ---------------------------------------------------------------------- */

/* Finds kind, code and language in the name of the file. */
static bool read_path(struct reading *reading)
{
    static const char *const folders[LIBRARY_KINDS] = {"articles", "publications", "news", "challenges"};
    struct str rest = str_skip(reading->file, str_find(reading->file, STR("/library/")) + 9), folder, code,
               language;
    (void)str_split(&rest, '/', &folder);
    bool named = str_split(&rest, '.', &code) && str_split(&rest, '.', &language) && str_eq(rest, STR("md"));
    int kind = 0;
    while (kind < LIBRARY_KINDS && !str_eq_c(folder, folders[kind]))
        kind++;
    reading->language = 0;
    while (named && reading->language < reading->source->language_count &&
           !str_eq_c(language, reading->source->languages[reading->language]))
        reading->language++;
    if (kind == LIBRARY_KINDS || !named || !is_code(code) ||
        reading->language == reading->source->language_count) {
        FAULT(reading, 0, "the name is not KIND/CODE.LANGUAGE.md with a known kind and language");
        return false;
    }
    reading->kind = (enum library_kind)kind;
    reading->code = code;
    return true;
}

/* The item of a file, new or with another language already. */
static struct content_item *item_of(struct reading *reading)
{
    struct library_content *content = reading->content;
    struct str key = library_key(reading->arena, reading->kind, reading->code);
    size_t *number = map_get(&reading->items, key);
    if (number && content->items[*number].item.kind != reading->kind)
        FAULT(reading, 0, "an article and a publication have the same code");
    if (number)
        return &content->items[*number];
    number = ARENA_NEW(reading->arena, size_t);
    *number = content->n;
    (void)map_put(&reading->items, key, number);
    struct content_item *item = VEC_PUSH(reading->arena, content);
    item->item = (struct library_item){.kind = reading->kind, .code = reading->code};
    item->words = ARENA_ARRAY(reading->arena, struct library_words, reading->source->language_count);
    item->files = ARENA_ARRAY(reading->arena, struct str, reading->source->language_count);
    return item;
}

static void check_slug(struct reading *reading, struct str slug)
{
    const struct map *stored = reading->source->stored;
    struct str key = library_slug_key(reading->arena, reading->kind,
                                      reading->source->languages[reading->language], slug);
    const char *owner = stored ? map_get(stored, key) : NULL;
    if (slug.n && map_put(&reading->slugs, key, reading))
        FAULT(reading, 0, "slug: \"%.*s\" is taken by another text", STR_ARGS(slug));
    else if (owner && !str_eq_c(library_key(reading->arena, reading->kind, reading->code), owner))
        FAULT(reading, 0, "slug: \"%.*s\" is taken by %s, which is in the portal", STR_ARGS(slug), owner);
}

static void read_text(struct reading *reading, struct str text)
{
    struct str line;
    uint32_t seen = 0;
    bool closed = false;
    if (!read_path(reading))
        return;
    struct content_item *item = item_of(reading);
    struct library_words *words = &item->words[reading->language];
    item->files[reading->language] = reading->file;
    reading->line = 1;
    if (!str_split(&text, '\n', &line) || !str_eq(str_trim(line), STR("---"))) {
        FAULT(reading, 1, "the file does not begin with a line ---");
        return;
    }
    while (!closed && str_split(&text, '\n', &line)) {
        reading->line++;
        closed = str_eq(str_trim(line), STR("---"));
        if (!closed && str_trim(line).n)
            read_key(reading, line, item, &seen);
    }
    for (size_t i = 0; i < KEYS; i++)
        if ((keys[i].required & ON(reading->kind)) && !(seen & ON(i)))
            FAULT(reading, 1, "%s: is missing", keys[i].name);
    if (!closed || str_trim(text).n == 0)
        FAULT(reading, reading->line, "there is no text after a second line ---");
    words->body = str_trim(text);
    check_slug(reading, words->slug);
    if (item->item.kind == LIBRARY_NEWS) /* the newest first */
        item->item.order = -(item->item.published / TIME_DAY);
}

/* ---- the glossary ---------------------------------------------------------------- */

/* The cell of the column, which must be there; "" where it is empty. */
static struct str cell(struct reading *reading, const struct csv_record *header, const struct csv_record *row,
                       struct str name)
{
    for (size_t i = 0; i < header->n && i < row->n; i++)
        if (str_eq(str_trim(header->fields[i]), name))
            return str_trim(row->fields[i]);
    FAULT(reading, row->place.line, "the column %.*s is missing", STR_ARGS(name));
    return STR("");
}

static void read_term(struct reading *reading, const struct csv_record *header, const struct csv_record *row)
{
    struct library_content *content = reading->content;
    size_t line = row->place.line;
    VEC(struct content_term) terms = {content->terms, content->term_count, content->term_cap};
    struct content_term *term = VEC_PUSH(reading->arena, &terms);
    content->terms = terms.items;
    content->term_count = terms.n;
    content->term_cap = terms.cap;
    term->line = line;
    term->term = (struct glossary_term){cell(reading, header, row, STR("id")),
                                        cell(reading, header, row, STR("code")),
                                        cell(reading, header, row, STR("article"))};
    if (!is_code(term->term.code))
        FAULT(reading, line, "id: \"%.*s\" is not a code", STR_ARGS(term->term.code));
    if (map_put(&reading->terms, term->term.code, reading))
        FAULT(reading, line, "id: \"%.*s\" stands twice", STR_ARGS(term->term.code));
    bool other = term->term.concept.n && !str_eq(term->term.concept, term->term.code);
    if (other && map_put(&reading->terms, term->term.concept, reading))
        FAULT(reading, line, "code: \"%.*s\" stands twice", STR_ARGS(term->term.concept));
    term->words = ARENA_ARRAY(reading->arena, struct glossary_words, reading->source->language_count);
    for (size_t i = 0; i < reading->source->language_count; i++) {
        const char *language = reading->source->languages[i];
        struct str columns[3] = {arena_printf(reading->arena, "term_%s", language),
                                 arena_printf(reading->arena, "forms_%s", language),
                                 arena_printf(reading->arena, "definition_%s", language)};
        term->words[i] = (struct glossary_words){cell(reading, header, row, columns[0]),
                                                 cell(reading, header, row, columns[1]),
                                                 cell(reading, header, row, columns[2])};
        for (int k = 0; k < 3; k += 2)
            if ((k ? term->words[i].definition : term->words[i].term).n == 0)
                FAULT(reading, line, "%.*s: is empty", STR_ARGS(columns[k]));
    }
}

static void read_glossary(struct reading *reading, struct str text)
{
    struct csv csv;
    struct csv_record header = {0}, row;
    reading->glossary = reading->file;
    csv_begin(&csv, text);
    for (rc result; (result = csv_next(&csv, reading->arena, &row)) != RC_NOT_FOUND;) {
        if (result)
            FAULT(reading, csv.place.line, "the row cannot be read: look at its quotes");
        else if (header.n == 0)
            header = row;
        else if (row.n != header.n)
            FAULT(reading, row.place.line, "the row has %zu cells, the header has %zu", row.n, header.n);
        else
            read_term(reading, &header, &row);
    }
}

/* Two terms with one form: nobody could tell which is meant. */
static void check_forms(struct reading *reading, size_t language)
{
    struct term_table table;
    term_table_init(&table, reading->arena);
    for (size_t i = 0; i < reading->content->term_count; i++) {
        const struct content_term *term = &reading->content->terms[i];
        const struct glossary_words *words = &term->words[language];
        struct str forms = ARENA_CONCAT(reading->arena, words->term, STR(";"), words->forms);
        struct str taken = term_table_add(&table, forms, term->term.code);
        if (taken.p)
            FAULT(reading, term->line, "forms_%s: \"%.*s\" is a form of another term",
                  reading->source->languages[language], STR_ARGS(taken));
    }
}

/* ---- challenges ------------------------------------------------------------------- */

/* The texts of a list, with "; " between, in arena. */
static struct str joined(struct arena *arena, const json_t *list)
{
    struct str text = STR("");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *item = json_string_value(json_array_get(list, i));
        text = arena_printf(arena, "%.*s%s%s", STR_ARGS(text), i ? "; " : "", item ? item : "?");
    }
    return text;
}

static void read_challenge(struct reading *reading, const json_t *scenario, int64_t number)
{
    const char *id = json_string_value(json_object_get(scenario, "id"));
    size_t *found = id ? map_get(&reading->items,
                                 library_key(reading->arena, LIBRARY_CHALLENGE, str_from_c(id)))
                       : NULL;
    struct dialogue_wish wish;
    struct str problem;
    if (found == NULL) {
        FAULT(reading, 0, "challenge %lld: there is no text library/challenges/%s", (long long)number,
              id ? id : "(id)");
        return;
    }
    struct library_item *item = &reading->content->items[*found].item;
    char *text = json_dumps(scenario, JSON_COMPACT | JSON_SORT_KEYS);
    item->wish = arena_str_dup(reading->arena, str_from_c(text ? text : ""));
    free(text);
    item->order = json_integer_value(json_object_get(scenario, "order"));
    if (item->order == 0)
        item->order = number;
    item->themes = joined(reading->arena, json_object_get(scenario, "themes"));
    item->see = joined(reading->arena, json_object_get(scenario, "articles"));
    if (guide_read_wish(reading->arena, item->wish, &wish, &problem))
        FAULT(reading, 0, "%.*s", STR_ARGS(problem));
}

static void read_challenges(struct reading *reading, struct str text)
{
    json_error_t error;
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    const json_t *list = json_object_get(root, "scenarios");
    if (root == NULL)
        FAULT(reading, (size_t)error.line, "%s", error.text);
    else if (!json_is_array(list))
        FAULT(reading, 1, "there is no list \"scenarios\"");
    for (size_t i = 0; i < json_array_size(list); i++)
        read_challenge(reading, json_array_get(list, i), (int64_t)i + 1);
    json_decref(root);
}

/* ---- what refers to what ------------------------------------------------------------ */

static void check_link(void *context, struct str target)
{
    struct reading *reading = context;
    struct str kind, name;
    bool right = true;
    if (!markdown_is_internal(target, &kind, &name))
        return;
    if (str_eq(kind, STR("method")))
        right = reading->source->methods == NULL || map_get(reading->source->methods, name);
    else if (str_eq(kind, STR("term")))
        right = map_get(&reading->terms, name);
    else
        right = map_get(&reading->items, target);
    if (!right && reading->source->stored)
        right = map_get(reading->source->stored, target);
    if (!right)
        FAULT(reading, reading->line, "the link %.*s leads nowhere", STR_ARGS(target));
}

/* Codes of a kind that must exist. */
static void check_list(struct reading *reading, const char *kind, struct str codes)
{
    struct str code;
    while (str_split(&codes, ';', &code))
        if (str_trim(code).n)
            check_link(reading, arena_printf(reading->arena, "%s:%.*s", kind, STR_ARGS(str_trim(code))));
}

static void check_item(struct reading *reading, const struct content_item *item)
{
    for (size_t i = 0; i < reading->source->language_count; i++) {
        struct markdown markdown;
        reading->line = 0;
        if (item->files[i].p == NULL) {
            FAULT(reading, 0, "%s %.*s has no text in %s", library_kind_codes[item->item.kind],
                  STR_ARGS(item->item.code), reading->source->languages[i]);
            continue;
        }
        reading->file = item->files[i];
        rc result = markdown_read(reading->arena, item->words[i].body, NULL, &markdown);
        if (result)
            FAULT(reading, 0, "the text is too long, nested too deep or not UTF-8");
        else
            markdown_each_link(&markdown, check_link, reading);
        check_list(reading, "method", item->item.methods);
        check_list(reading, "article", item->item.see);
    }
    if (item->item.kind == LIBRARY_CHALLENGE && item->item.wish.p == NULL)
        FAULT(reading, 0, "the challenge is not in challenges.json");
}

static void check_all(struct reading *reading)
{
    for (size_t i = 0; i < reading->content->n; i++)
        check_item(reading, &reading->content->items[i]);
    reading->file = reading->glossary;
    for (size_t i = 0; i < reading->content->term_count; i++) {
        reading->line = reading->content->terms[i].line;
        check_list(reading, "article", reading->content->terms[i].term.article);
    }
    for (size_t i = 0; i < reading->source->language_count; i++)
        check_forms(reading, i);
}

rc library_content_read(struct arena *arena, const struct content_source *source,
                        struct library_content *ret_content)
{
    struct library_content content = {0};
    struct reading reading = {.arena = arena, .source = source, .content = &content};
    map_init(&reading.items, arena);
    map_init(&reading.terms, arena);
    map_init(&reading.slugs, arena);
    for (int pass = 0; pass < 2; pass++) /* challenges.json speaks of texts */
        for (size_t i = 0; i < source->n; i++) {
            bool challenges = str_ends(source->files[i].path, STR(".json"));
            reading.file = source->files[i].path;
            if (challenges != (pass == 1))
                continue;
            if (challenges)
                read_challenges(&reading, source->files[i].text);
            else if (str_ends(reading.file, STR(".csv")))
                read_glossary(&reading, source->files[i].text);
            else
                read_text(&reading, source->files[i].text);
        }
    check_all(&reading);
    content.faults = reading.faults.items;
    content.fault_count = reading.faults.n;
    *ret_content = content;
    return content.fault_count ? RC_INVALID : RC_OK;
}
