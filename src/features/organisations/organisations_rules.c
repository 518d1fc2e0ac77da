/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/organisations/organisations_rules.h"

#include "base/buf.h"
#include "core/i18n/i18n.h"
#include "core/table/table.h"

/* ---- vocabularies -------------------------------------------------------------- */

const struct organisation_kind_term organisation_kinds[ORGANISATION_KINDS] = {
    {"association", TR("Association of municipalities"), TR("Associations of municipalities")},
    {"municipality", TR("Municipality"), TR("Municipalities")},
    {"region", TR("Region"), TR("Regions")},
    {"civil-society", TR("Civil society organisation"), TR("Civil society organisations")},
};

/* 02, 11, 15 and 16 were counties that have become parts of others. */
const struct county counties[COUNTIES] = {
    {"01", TR("Stockholm County")},    {"03", TR("Uppsala County")},
    {"04", TR("Södermanland County")}, {"05", TR("Östergötland County")},
    {"06", TR("Jönköping County")},    {"07", TR("Kronoberg County")},
    {"08", TR("Kalmar County")},       {"09", TR("Gotland County")},
    {"10", TR("Blekinge County")},     {"12", TR("Skåne County")},
    {"13", TR("Halland County")},      {"14", TR("Västra Götaland County")},
    {"17", TR("Värmland County")},     {"18", TR("Örebro County")},
    {"19", TR("Västmanland County")},  {"20", TR("Dalarna County")},
    {"21", TR("Gävleborg County")},    {"22", TR("Västernorrland County")},
    {"23", TR("Jämtland County")},     {"24", TR("Västerbotten County")},
    {"25", TR("Norrbotten County")},
};

enum organisation_kind organisation_kind_of(struct str code)
{
    for (int i = 0; i < ORGANISATION_KINDS; i++)
        if (str_eq_c(code, organisation_kinds[i].code))
            return (enum organisation_kind)(i + 1);
    return ORGANISATION_NONE;
}

size_t county_of(struct str code)
{
    for (size_t i = 0; i < COUNTIES; i++)
        if (str_eq_c(code, counties[i].code))
            return i + 1;
    return 0;
}

/* ---- codes ---------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool are_digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!is_digit(text.p[i]))
            return false;
    return text.n > 0;
}

bool organisation_code_fits(enum organisation_kind kind, struct str code)
{
    switch (kind) {
    case ORGANISATION_MUNICIPALITY: return code.n == 4 && are_digits(code);
    case ORGANISATION_REGION: return code.n == 2 && are_digits(code);
    default: return code.n <= ORGANISATION_CODE_BYTES && table_is_slug(code) && !are_digits(code);
    }
}

bool organisation_county_fits(enum organisation_kind kind, struct str code, struct str county)
{
    if (kind == ORGANISATION_MUNICIPALITY || kind == ORGANISATION_REGION)
        return county_of(county) != 0 && str_starts(code, county);
    return county.n == 0 || county_of(county) != 0;
}

/* ---- addresses -------------------------------------------------------------------- */

static bool label_is_valid(struct str label)
{
    if (label.n == 0 || label.n > HOST_LABEL_BYTES || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++)
        if (!is_digit(label.p[i]) && !is_small_letter(label.p[i]) && label.p[i] != '-')
            return false;
    bool punycode = str_starts(label, STR("xn--"));
    return punycode ? label.n > 4 : !(label.n >= 4 && label.p[2] == '-' && label.p[3] == '-');
}

bool organisation_host_is_valid(struct str host)
{
    struct str rest = host, label = STR_NONE;
    size_t labels = 0;
    if (host.n > HOST_BYTES || str_ends(host, STR(".")))
        return false;
    for (; str_split(&rest, '.', &label); labels++)
        if (!label_is_valid(label))
            return false;
    return labels >= 2 && !are_digits(label);
}

/* ---- one organisation ---------------------------------------------------------------- */

/* An organisation writes its own name in Swedish. */
struct str organisation_name(const struct organisation *organisation, struct str language)
{
    return str_eq(language, STR("sv")) || organisation->name_en.n == 0 ? organisation->name
                                                                       : organisation->name_en;
}

void organisation_compare(const struct organisation *a, const struct organisation *b, struct buf *fields)
{
    table_differ(fields, a->kind == b->kind, "kind", STR_NONE);
    table_differ(fields, str_eq(a->name, b->name), "name_sv", STR_NONE);
    table_differ(fields, str_eq(a->short_name, b->short_name), "short_sv", STR_NONE);
    table_differ(fields, str_eq(a->name_en, b->name_en), "name_en", STR_NONE);
    table_differ(fields, str_eq(a->slug, b->slug), "slug", STR_NONE);
    table_differ(fields, str_eq(a->county, b->county), "county_code", STR_NONE);
    table_differ(fields, str_eq(a->same_as, b->same_as), "same_as", STR_NONE);
    table_differ(fields, str_eq(a->hosts, b->hosts), "hosts", STR_NONE);
    table_differ(fields, str_eq(a->languages, b->languages), "languages", STR_NONE);
    table_differ(fields, str_eq(a->controller, b->controller), "controller", STR_NONE);
    table_differ(fields, str_eq(a->privacy_contact, b->privacy_contact), "privacy_contact", STR_NONE);
}
