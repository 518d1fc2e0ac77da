/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_parts.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/i18n/i18n.h"

const struct organisation_term board_kinds[] = {
    {"council", TR("Council"), TR("Councils")},
    {"executive", TR("Executive board"), TR("Executive boards")},
    {"board", TR("Board"), TR("Boards")},
    {"committee", TR("Drafting committee"), TR("Drafting committees")},
    {0}};

const struct organisation_term document_kinds[] = {{"principles", TR("Principles"), TR("Principles")},
                                                   {"guidelines", TR("Guidelines"), TR("Guidelines")},
                                                   {"promises", TR("Promises"), TR("Promises")},
                                                   {0}};

const struct organisation_term *organisation_term(const struct organisation_term *terms, struct str code)
{
    for (; terms->code; terms++)
        if (str_eq_c(code, terms->code))
            return terms;
    return NULL;
}

/* ---- days ------------------------------------------------------------------------------ */

bool organisation_day(struct str text, time_us *ret_day)
{
    enum { DAY_BYTES = 10 };
    return text.n == DAY_BYTES && time_parse_iso(text, ret_day) == RC_OK;
}

bool organisation_day_is_to_come(time_us day, time_us now)
{
    return day > now + 2 * TIME_HOUR;
}

/* ---- levels ----------------------------------------------------------------------------- */

void levels_read(struct str codes, bool used[LEVELS])
{
    struct str rest = codes, code;
    bool any = false;
    for (int i = 0; i < LEVELS; i++)
        used[i] = false;
    while (str_split(&rest, ';', &code))
        if (code.n == 1 && code.p[0] >= '1' && code.p[0] < '1' + LEVELS)
            any = used[code.p[0] - '1'] = true;
    for (int i = 0; i < LEVELS && !any; i++)
        used[i] = true;
}

struct str levels_write(struct arena *arena, const bool used[LEVELS])
{
    struct str codes = STR("");
    int n = 0;
    for (int i = 0; i < LEVELS; i++) {
        if (used[i])
            codes = arena_printf(arena, "%.*s%s%d", STR_ARGS(codes), n ? ";" : "", i + 1);
        n += used[i];
    }
    return n == LEVELS ? STR("") : codes;
}

const struct level_words *levels_words(const struct levels *levels, int level, struct str language)
{
    for (size_t i = 0; i < levels->words.n; i++)
        if (levels->words.items[i].level == level && str_eq(levels->words.items[i].language, language))
            return &levels->words.items[i];
    return NULL;
}

/* ---- members ------------------------------------------------------------------------------ */

static enum member_fault read_member(struct arena *arena, struct str line, struct member *ret_member)
{
    struct str parts[4] = {STR(""), STR(""), STR(""), STR("")}, part;
    char separator = str_find_byte(line, '\t') < line.n ? '\t' : ';';
    for (size_t i = 0; str_split(&line, separator, &part); i++) {
        part = str_trim(part);
        if (i >= 4 && part.n)
            return MEMBER_TOO_MANY_PARTS;
        if (utf8_length(part) > MEMBER_CHARACTERS)
            return MEMBER_TOO_LONG;
        /* A part is a part again when it is written out: with ';' between. */
        if (i < 4)
            parts[i] = str_find_byte(part, ';') < part.n ? STR_NONE : arena_str_dup(arena, part);
        if (i < 4 && !parts[i].p)
            return MEMBER_TOO_MANY_PARTS;
    }
    *ret_member = (struct member){parts[0], parts[1], parts[2], parts[3]};
    return parts[0].n ? MEMBER_FINE : MEMBER_WITHOUT_NAME;
}

enum member_fault members_read(struct arena *arena, struct str text, struct member_list *ret_members,
                               size_t *ret_line)
{
    struct member_list members = {0};
    struct str line;
    for (size_t number = 1; str_split(&text, '\n', &line); number++) {
        struct member member;
        if (str_trim(line).n == 0)
            continue;
        enum member_fault fault = members.n == MEMBERS_MAX ? MEMBERS_TOO_MANY
                                                           : read_member(arena, line, &member);
        *ret_line = number;
        if (fault)
            return fault;
        *VEC_PUSH(arena, &members) = member;
    }
    *ret_members = members;
    return MEMBER_FINE;
}

struct str members_write(struct arena *arena, const struct member_list *members)
{
    struct str text = STR("");
    for (size_t i = 0; i < members->n; i++) {
        const struct member *m = &members->items[i];
        const struct str parts[] = {m->name, m->role, m->since, m->until};
        size_t n = 4;
        while (n > 1 && parts[n - 1].n == 0)
            n--;
        text = ARENA_CONCAT(arena, text, i ? STR("\n") : STR(""), parts[0]);
        for (size_t k = 1; k < n; k++)
            text = ARENA_CONCAT(arena, text, STR("; "), parts[k]);
    }
    return text;
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static bool is_between_hosts(char c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == ',' || c == ';';
}

static bool has_item(struct str list, struct str item)
{
    struct str found;
    while (str_split(&list, ';', &found))
        if (str_eq(found, item))
            return true;
    return false;
}

struct str hosts_tidy(struct arena *arena, struct str text)
{
    struct str lower = utf8_lower(arena, text), tidy = STR("");
    for (size_t at = 0; at < lower.n;) {
        size_t end = at;
        while (end < lower.n && !is_between_hosts(lower.p[end]))
            end++;
        struct str host = str_sub(lower, at, end - at);
        if (host.n && !has_item(tidy, host))
            tidy = ARENA_CONCAT(arena, tidy, tidy.n ? STR(";") : STR(""), host);
        at = end + 1;
    }
    return tidy;
}

/* ---- words ------------------------------------------------------------------------------------- */

struct str part_name(struct str name, struct str name_en, struct str language)
{
    return str_eq_c(language, "sv") || name_en.n == 0 ? name : name_en;
}

struct str edition_adopter(const struct edition *edition, struct str language)
{
    return edition->board ? part_name(edition->board_name, edition->board_name_en, language)
                          : edition->adopted_by;
}

bool edition_is_whole(const struct edition *edition)
{
    return edition->title.n && edition->body.n && (edition->board || edition->adopted_by.n) &&
           edition->adopted_on.n;
}
