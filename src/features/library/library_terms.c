/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/library_terms.h"

#include <string.h>

#include "base/utf8.h"

struct term_form {
    struct str code; /* STR_NONE: leave it alone */
};

static const uint32_t no_break_space = 0xa0, apostrophe = 0x2019;

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return c >= 0xc0 && c != 0xd7 && c != 0xf7 && (c < 0x2000 || c >= 0x2c00) && c < 0xe000;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == apostrophe;
}

/* How many bytes at the start of text are one word: letters and digits, and single
 * hyphens and apostrophes between them. */
static size_t word_length(struct str text)
{
    struct str rest = text;
    uint32_t c;
    size_t n = 0;
    bool after_joint = true;
    while (utf8_next(&rest, &c)) {
        bool joint = c == '-' || is_apostrophe(c);
        if (!is_letter(c) && (!joint || after_joint))
            break;
        after_joint = joint;
        if (!joint)
            n = text.n - rest.n;
    }
    return n;
}

/* How many bytes of text are between two words of one form: a blank, perhaps after an apostrophe. */
static size_t gap_length(struct str text)
{
    struct str rest = text;
    uint32_t c;
    if (!utf8_next(&rest, &c))
        return 0;
    if (is_apostrophe(c) && !utf8_next(&rest, &c))
        return 0;
    return c == ' ' || c == no_break_space ? text.n - rest.n : 0;
}

/* The beginning of text as a key of so many words grows by one; false where no word follows. */
struct key {
    char bytes[TERM_FORM_BYTES];
    size_t n;   /* of bytes */
    size_t end; /* in text */
};

static bool grow_key(struct key *key, struct arena *scratch, struct str text)
{
    size_t gap = key->n ? gap_length(str_skip(text, key->end)) : 0;
    struct str rest = str_skip(text, key->end + gap);
    size_t length = word_length(rest);
    if (length == 0 || (key->n && gap == 0) || length > TERM_FORM_BYTES)
        return false;
    struct str word = utf8_lower(scratch, str_sub(rest, 0, length));
    if (key->n + 1 + word.n > sizeof key->bytes)
        return false;
    if (key->n)
        key->bytes[key->n++] = ' ';
    for (size_t i = 0; i < word.n; i++) {
        bool curly = str_starts(str_skip(word, i), STR("\u2019"));
        key->bytes[key->n++] = word.p[i];
        if (curly) {
            key->bytes[key->n - 1] = '\'';
            i += 2;
        }
    }
    key->end += gap + length;
    return true;
}

void term_table_init(struct term_table *table, struct arena *arena)
{
    table->arena = arena;
    map_init(&table->forms, arena);
}

struct str term_table_add(struct term_table *table, struct str forms, struct str code)
{
    struct str form, taken = STR_NONE;
    while (str_split(&forms, ';', &form)) {
        struct key key = {.n = 0};
        form = str_trim(form);
        bool left_alone = str_starts(form, STR("-"));
        form = str_skip(form, left_alone);
        for (int words = 0; words < TERM_WORDS_MAX && grow_key(&key, table->arena, form); words++)
            ;
        size_t tail = form.n - key.end; /* an apostrophe may end it */
        if (key.n == 0 || tail > 3 ||
            (tail && gap_length(ARENA_CONCAT(table->arena, str_skip(form, key.end), STR(" "))) != tail + 1))
            continue;
        struct str text = arena_str_dup(table->arena, (struct str){key.bytes, key.n});
        struct term_form *old = map_get(&table->forms, text),
                         *entry = ARENA_NEW(table->arena, struct term_form);
        entry->code = left_alone ? STR_NONE : code;
        if (old && left_alone && str_eq(old->code, code))
            old->code = STR_NONE; /* the term itself is too common a word */
        else if (old && !str_eq(old->code, entry->code))
            taken = form;
        if (old == NULL)
            (void)map_put(&table->forms, text, entry);
    }
    return taken;
}

void term_finding_init(struct term_finding *finding, const struct term_table *table, struct arena *arena,
                       struct arena *scratch)
{
    *finding = (struct term_finding){.table = table, .scratch = scratch};
    map_init(&finding->used, arena);
}

void term_finding_use(struct term_finding *finding, struct str code)
{
    (void)map_put(&finding->used, code, finding);
}

/* The longest form at the start of text; NULL where there is none. */
static const struct term_form *longest_form(struct term_finding *finding, struct str text, size_t *ret_n)
{
    const struct term_form *found = NULL;
    struct key key = {.n = 0};
    arena_reset(finding->scratch);
    for (int words = 0; words < TERM_WORDS_MAX && grow_key(&key, finding->scratch, text); words++) {
        const struct term_form *form = map_get(&finding->table->forms, (struct str){key.bytes, key.n});
        if (form) {
            found = form;
            *ret_n = key.end;
        }
    }
    return found;
}

bool term_find(struct term_finding *finding, struct str text, size_t *ret_at, size_t *ret_n,
               struct str *ret_code)
{
    size_t at = 0;
    while (at < text.n) {
        struct str rest = str_skip(text, at), after = rest;
        size_t n = word_length(rest);
        uint32_t c;
        if (n == 0) {
            at = utf8_next(&after, &c) ? text.n - after.n : text.n;
            continue;
        }
        const struct term_form *form = longest_form(finding, rest, &n);
        if (form && form->code.p && map_get(&finding->used, form->code) == NULL) {
            term_finding_use(finding, form->code);
            *ret_at = at;
            *ret_n = n;
            *ret_code = form->code;
            return true;
        }
        at += n;
    }
    return false;
}
