/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/i18n/i18n.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "core/i18n/plural.h"

struct language {
    const char *code;
    struct str prefix; /* "/en" */
    struct str name;
    struct map texts;  /* "msgid" or "context\4msgid" → struct str *, plural forms split by NUL */
    struct str plural; /* gettext's expression; STR_NONE: n != 1 */
};

/* ---- the .mo file (GNU gettext manual, "The Format of GNU MO Files") ---- */

static bool read_u32(struct str file, size_t at, uint32_t *ret_value)
{
    if (at > file.n || file.n - at < sizeof *ret_value)
        return false;
    memcpy(ret_value, file.p + at, sizeof *ret_value); /* msgfmt writes this machine's byte order */
    return true;
}

/* Entry index of a string table: {length, offset}, followed by a NUL. */
static bool read_entry(struct str file, uint32_t table, uint32_t index, struct str *ret_text)
{
    uint32_t length, offset;
    size_t at = (size_t)table + (size_t)index * 8;
    if (!read_u32(file, at, &length) || !read_u32(file, at + 4, &offset) || offset > file.n ||
        length >= file.n - offset || file.p[offset + length] != '\0')
        return false;
    *ret_text = (struct str){file.p + offset, length};
    return true;
}

static rc read_catalogue(struct language *language, struct arena *arena, struct str mo)
{
    uint32_t magic, count, originals, translations;
    if (!read_u32(mo, 0, &magic) || magic != 0x950412deu || !read_u32(mo, 8, &count) ||
        !read_u32(mo, 12, &originals) || !read_u32(mo, 16, &translations))
        return RC_INVALID;
    for (uint32_t i = 0; i < count; i++) {
        struct str msgid, text;
        if (!read_entry(mo, originals, i, &msgid) || !read_entry(mo, translations, i, &text))
            return RC_INVALID;
        struct str *kept = ARENA_NEW(arena, struct str);
        *kept = text;
        /* A plural's key is its first form; the second follows a NUL. */
        map_put(&language->texts, str_sub(msgid, 0, str_find_byte(msgid, '\0')), kept);
    }
    return RC_OK;
}

static struct str after(struct str text, struct str mark)
{
    return str_skip(text, str_find(text, mark) + mark.n);
}

/* "Plural-Forms: nplurals=2; plural=(n != 1);" of the catalogue's header. */
static rc read_plural_rule(struct language *language)
{
    struct str *header = map_get(&language->texts, STR(""));
    if (header == NULL || str_find(*header, STR("Plural-Forms:")) == header->n)
        return RC_OK;
    struct str rule = after(*header, STR("Plural-Forms:")), count;
    rule = str_sub(rule, 0, str_find_byte(rule, '\n'));
    count = after(rule, STR("nplurals="));
    count = str_sub(count, 0, str_find_byte(count, ';'));
    language->plural = after(rule, STR("plural="));
    language->plural = str_sub(language->plural, 0, str_find_byte(language->plural, ';'));
    int64_t n;
    uint64_t form;
    if (str_to_int(str_trim(count), &n) || n < 1 || n > 10)
        return RC_INVALID;
    return plural_evaluate(language->plural, 1, &form);
}

rc languages_add(struct languages *languages, struct arena *arena, const char *code, struct str mo)
{
    if (languages->n == LANGUAGES_MAX || strlen(code) > 11)
        return RC_LIMIT;
    struct language *language = ARENA_NEW(arena, struct language);
    language->code = arena_c_dup(arena, str_from_c(code));
    language->prefix = arena_printf(arena, "/%s", code);
    map_init(&language->texts, arena);
    rc result = mo.p ? read_catalogue(language, arena, mo) : RC_OK;
    if (result == RC_OK)
        result = read_plural_rule(language);
    if (result)
        return result;
    language->name = tr_context(language, "this language", "English");
    languages->items[languages->n++] = language;
    return RC_OK;
}

const struct language *languages_find(const struct languages *languages, struct str code)
{
    for (size_t i = 0; i < languages->n; i++)
        if (str_eq_c(code, languages->items[i]->code))
            return languages->items[i];
    return NULL;
}

const char *language_code(const struct language *language)
{
    return language->code;
}

const char *language_name(const struct language *language)
{
    return language->name.p;
}

struct str language_prefix(const struct languages *languages, const struct language *language)
{
    return languages->n && languages->items[0] != language ? language->prefix : STR("");
}

/* ---- texts ------------------------------------------------------------- */

struct str tr_str(const struct language *language, struct str msgid)
{
    const struct str *text = msgid.n ? map_get(&language->texts, msgid) : NULL;
    return text && text->n ? str_sub(*text, 0, str_find_byte(*text, '\0')) : msgid;
}

struct str tr(const struct language *language, const char *msgid)
{
    return tr_str(language, str_from_c(msgid));
}

struct str tr_context(const struct language *language, const char *context, const char *msgid)
{
    char key[300];
    int n = snprintf(key, sizeof key, "%s\4%s", context, msgid);
    if (n < 0 || (size_t)n >= sizeof key)
        return str_from_c(msgid);
    const struct str *text = map_get(&language->texts, (struct str){key, (size_t)n});
    return text && text->n ? *text : str_from_c(msgid);
}

struct str trn(const struct language *language, const char *one, const char *many, int64_t n)
{
    const struct str *forms = map_get(&language->texts, str_from_c(one));
    uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, form = magnitude != 1;
    if (forms == NULL || forms->n == 0)
        return str_from_c(form ? many : one);
    if (language->plural.p && plural_evaluate(language->plural, magnitude, &form))
        form = 0; /* checked for one n when read; a division by zero for another */
    struct str rest = *forms, text = *forms;
    for (uint64_t i = 0; i <= form && str_split(&rest, '\0', &text); i++)
        ;
    return text.n ? text : str_from_c(magnitude == 1 ? one : many); /* this form is not translated */
}

void language_each(const struct language *language,
                   void (*visit)(void *context, struct str msgid, struct str text), void *context)
{
    for (size_t i = 0; i < language->texts.n; i++)
        visit(context, language->texts.entries[i].key,
              *(const struct str *)language->texts.entries[i].value);
}
