/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_table.h"

#include "base/map.h"
#include "base/utf8.h"
#include "core/mail/mail_address.h"

enum column {
    COLUMN_CODE,
    COLUMN_KIND,
    COLUMN_NAME,
    COLUMN_SHORT,
    COLUMN_ENGLISH,
    COLUMN_SLUG,
    COLUMN_COUNTY,
    COLUMN_SAME_AS,
    COLUMN_HOSTS,
    COLUMN_LANGUAGES,
    COLUMN_CONTROLLER,
    COLUMN_PRIVACY,
    COLUMNS
};

static const struct table_column columns[COLUMNS] = {
    [COLUMN_CODE] = {.name = STR_INIT("code")},
    [COLUMN_KIND] = {.name = STR_INIT("kind")},
    [COLUMN_NAME] = {.name = STR_INIT("name_sv")},
    [COLUMN_SHORT] = {.name = STR_INIT("short_sv"), .may_be_empty = true},
    [COLUMN_ENGLISH] = {.name = STR_INIT("name_en"), .may_be_empty = true},
    [COLUMN_SLUG] = {.name = STR_INIT("slug"), .may_be_empty = true},
    [COLUMN_COUNTY] = {.name = STR_INIT("county_code"), .may_be_empty = true},
    [COLUMN_SAME_AS] = {.name = STR_INIT("same_as"), .may_be_empty = true, .optional = true},
    [COLUMN_HOSTS] = {.name = STR_INIT("hosts"), .may_be_empty = true, .optional = true},
    [COLUMN_LANGUAGES] = {.name = STR_INIT("languages"), .may_be_empty = true, .optional = true},
    [COLUMN_CONTROLLER] = {.name = STR_INIT("controller"), .may_be_empty = true, .optional = true},
    [COLUMN_PRIVACY] = {.name = STR_INIT("privacy_contact"), .may_be_empty = true, .optional = true},
};

struct reading {
    struct arena *arena;
    const char *const *languages;
    size_t language_count;
    struct table_faults faults;
    struct map codes, slugs, hosts; /* → the struct organisation that has it */
};

#define FAULT(reading, row, at, ...) table_fault(&(reading)->faults, (row), columns[at].name, __VA_ARGS__)

/* ---- cells --------------------------------------------------------------------------- */

/* The cell, or "" where it is empty; a fault where it is longer than max characters. */
static struct str read_text(struct reading *reading, const struct table_row *row, enum column at, size_t max)
{
    struct str cell = row->cells[at].p ? row->cells[at] : STR("");
    if (utf8_length(cell) > max)
        FAULT(reading, row->row, at, "at most %zu characters; these are %zu", max, utf8_length(cell));
    return cell;
}

static bool is_language(const struct reading *reading, struct str code)
{
    for (size_t i = 0; i < reading->language_count; i++)
        if (str_eq_c(code, reading->languages[i]))
            return true;
    return false;
}

/* Puts a value that only one organisation may have; says whether another had it. */
static bool is_taken(struct map *map, struct str key, struct organisation *owner)
{
    return key.n && map_put(map, key, owner) != NULL;
}

static void check_item(struct reading *reading, size_t row, enum column at, struct str item,
                       struct organisation *owner)
{
    if (at == COLUMN_LANGUAGES && !is_language(reading, item))
        FAULT(reading, row, at, "\"%.*s\" is not a language of the portal", STR_ARGS(item));
    if (at == COLUMN_HOSTS && !organisation_host_is_valid(item))
        FAULT(reading, row, at,
              "\"%.*s\" is not a host name: write it in small letters and without https://, such as "
              "dialog.example.se; å, ä and ö in punycode (xn--…)",
              STR_ARGS(item));
    else if (at == COLUMN_HOSTS && is_taken(&reading->hosts, item, owner))
        FAULT(reading, row, at, "the host \"%.*s\" is taken by an earlier row, or stands twice",
              STR_ARGS(item));
}

/* A list of codes or names, tidied: "a; b;" becomes "a;b". */
static struct str read_list(struct reading *reading, const struct table_row *row, enum column at, size_t max,
                            struct organisation *owner)
{
    struct str rest = row->cells[at], tidy = STR(""), item;
    size_t n = 0;
    while (str_split(&rest, ';', &item) && n <= max) {
        item = str_trim(item);
        if (item.n == 0)
            continue;
        if (n++ == max)
            FAULT(reading, row->row, at, "at most %zu", max);
        check_item(reading, row->row, at, item, owner);
        tidy = ARENA_CONCAT(reading->arena, tidy, tidy.n ? STR(";") : STR(""), item);
    }
    return tidy;
}

/* ---- rows ----------------------------------------------------------------------------- */

static void read_identity(struct reading *reading, const struct table_row *row, struct organisation *o)
{
    static const char *const forms[] = {[ORGANISATION_MUNICIPALITY] = "four digits",
                                        [ORGANISATION_REGION] = "two digits",
                                        [ORGANISATION_ASSOCIATION] = "a-z, 0-9 and single hyphens between",
                                        [ORGANISATION_CIVIL_SOCIETY] = "a-z, 0-9 and single hyphens between"};
    struct str kind = row->cells[COLUMN_KIND];
    o->code = row->cells[COLUMN_CODE];
    o->kind = organisation_kind_of(kind);
    o->county = read_text(reading, row, COLUMN_COUNTY, 2);
    if (kind.n && o->kind == ORGANISATION_NONE)
        FAULT(reading, row->row, COLUMN_KIND,
              "\"%.*s\" is not one of: association, municipality, region, civil-society", STR_ARGS(kind));
    if (is_taken(&reading->codes, o->code, o))
        FAULT(reading, row->row, COLUMN_CODE, "\"%.*s\" stands twice", STR_ARGS(o->code));
    if (o->kind == ORGANISATION_NONE || o->code.n == 0)
        return;
    if (!organisation_code_fits(o->kind, o->code))
        FAULT(reading, row->row, COLUMN_CODE, "\"%.*s\" is not the code of its kind: %s", STR_ARGS(o->code),
              forms[o->kind]);
    else if (!organisation_county_fits(o->kind, o->code, o->county))
        FAULT(reading, row->row, COLUMN_COUNTY, "\"%.*s\" is not the county of \"%.*s\"", STR_ARGS(o->county),
              STR_ARGS(o->code));
}

static void read_names(struct reading *reading, const struct table_row *row, struct organisation *o)
{
    o->name = read_text(reading, row, COLUMN_NAME, ORGANISATION_NAME_CHARACTERS);
    o->short_name = read_text(reading, row, COLUMN_SHORT, ORGANISATION_NAME_CHARACTERS);
    o->name_en = read_text(reading, row, COLUMN_ENGLISH, ORGANISATION_NAME_CHARACTERS);
    o->slug = row->cells[COLUMN_SLUG];
    if (o->short_name.n == 0)
        o->short_name = o->name;
    if (o->slug.n == 0)
        o->slug = utf8_slug(reading->arena, o->short_name, TABLE_SLUG_BYTES);
    if (o->name.n && !table_is_slug(o->slug))
        FAULT(reading, row->row, COLUMN_SLUG, "\"%.*s\" is not a slug: a-z, 0-9 and single hyphens between",
              STR_ARGS(o->slug));
    else if (is_taken(&reading->slugs, o->slug, o))
        FAULT(reading, row->row, COLUMN_SLUG, "the address \"%.*s\" is taken by an earlier row",
              STR_ARGS(o->slug));
}

/* As mail is sent to it: a domain with other letters than a to z in its ASCII form. */
static struct str read_address(struct reading *reading, const struct table_row *row)
{
    struct str cell = row->cells[COLUMN_PRIVACY];
    struct mail_address address;
    const char *problem;
    if (cell.n == 0)
        return STR("");
    if (mail_address_read(reading->arena, cell, &address, &problem) == RC_OK)
        return address.text;
    FAULT(reading, row->row, COLUMN_PRIVACY, "\"%.*s\" is not an e-mail address: %s", STR_ARGS(cell),
          problem);
    return cell;
}

static void read_row(struct reading *reading, const struct table_row *row, struct organisation *o)
{
    read_identity(reading, row, o);
    read_names(reading, row, o);
    o->same_as = row->cells[COLUMN_SAME_AS];
    o->hosts = read_list(reading, row, COLUMN_HOSTS, ORGANISATION_HOSTS_MAX, o);
    o->languages = read_list(reading, row, COLUMN_LANGUAGES, reading->language_count, o);
    o->controller = read_text(reading, row, COLUMN_CONTROLLER, ORGANISATION_TEXT_CHARACTERS);
    o->privacy_contact = read_address(reading, row);
}

/* Another row must stand for it, and that one for itself: no chains, no circles. */
static void check_same_as(struct reading *reading, const struct organisation_row *row)
{
    struct str code = row->organisation.same_as;
    const struct organisation *other = map_get(&reading->codes, code);
    if (code.n && other == NULL)
        FAULT(reading, row->row, COLUMN_SAME_AS, "no row has the code \"%.*s\"", STR_ARGS(code));
    else if (code.n && (other == &row->organisation || other->same_as.n))
        FAULT(reading, row->row, COLUMN_SAME_AS, "\"%.*s\" must be another row, and not have same_as itself",
              STR_ARGS(code));
}

rc organisation_table_read(struct arena *arena, struct str text, const char *const *languages,
                           size_t language_count, struct organisation_table *ret_table)
{
    struct reading reading = {.arena = arena,
                              .languages = languages,
                              .language_count = language_count,
                              .faults = {.arena = arena},
                              .codes = {.arena = arena},
                              .slugs = {.arena = arena},
                              .hosts = {.arena = arena}};
    struct table source;
    table_read(text, columns, COLUMNS, &reading.faults, &source);
    struct organisation_table table = {.rows = ARENA_ARRAY(arena, struct organisation_row, source.n),
                                       .n = source.n};
    for (size_t i = 0; i < source.n; i++) {
        table.rows[i].row = source.rows[i].row;
        read_row(&reading, &source.rows[i], &table.rows[i].organisation);
    }
    for (size_t i = 0; i < table.n; i++)
        check_same_as(&reading, &table.rows[i]);
    if (table.n == 0 && reading.faults.count == 0)
        table_fault(&reading.faults, 0, STR_NONE, "the file has no organisations");
    table.faults = reading.faults;
    *ret_table = table;
    return table.faults.count ? RC_INVALID : RC_OK;
}
