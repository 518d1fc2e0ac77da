/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log: a page, and a table for a spreadsheet. */
#include "base/buf.h"
#include "base/csv.h"
#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/organisations/pub/organisations.h"
#include "features/oversight/oversight_pages.h"
#include "features/oversight/oversight_store.h"
#include "features/oversight/oversight_words.h"

enum {
    PER_PAGE = 50,
    TABLE_ROWS_MAX = 100000,
    TABLE_MAX_BYTES = 64 * 1024 * 1024,
    PIECE = 1000, /* rows of the table read at a time */
};

/* A log: whose, and where it is. */
struct log_kind {
    bool of_portal;
    const char *page, *table; /* routes */
};
static const struct log_kind of_organisation = {false, "oversight.log", "oversight.log_table"};
static const struct log_kind of_portal = {true, "oversight.portal_log", "oversight.portal_table"};

/* ---- what is asked for ------------------------------------------------------------------- */

enum { FIELD_FROM, FIELD_TO, FIELD_SCOPE, FIELDS, FIELDS_OF_ORGANISATION = FIELD_SCOPE };

static const struct field fields[FIELDS] = {
    {"from", FIELD_TEXT, TR("From"), TR("Year, month and day, such as 2026-03-31."), false, 0, 0, NULL, NULL},
    {"to", FIELD_TEXT, TR("To and with"), TR("The same. Leave both empty to see everything."), false, 0, 0,
     NULL, NULL},
    {"scope", FIELD_CHOICE, TR("Whose log"), NULL, false, 0, 0,
     (const struct choice[]){{"portal", TR("The portal's own"), NULL},
                             {"all", TR("The portal's and all organisations'"), NULL},
                             {0}},
     NULL}};

struct asked {
    const struct log_kind *kind;
    struct field_value values[FIELDS];
    struct faults faults;
    struct log_range range;
};

static size_t field_count(const struct asked *asked)
{
    return asked->kind->of_portal ? FIELDS : FIELDS_OF_ORGANISATION;
}

static void read_day(struct request *request, struct asked *asked, int field, time_us *day)
{
    if (asked->values[field].given && !day_read(asked->values[field].text, day))
        form_add_fault(request, &asked->faults, &fields[field],
                       tr(request_language(request), "Write a day that exists, such as 2026-03-31."));
}

static void read_period(struct request *request, struct asked *asked)
{
    struct period period = PERIOD_ALL;
    read_day(request, asked, FIELD_FROM, &period.from);
    read_day(request, asked, FIELD_TO, &period.to);
    if (period.to < period.from)
        form_add_fault(request, &asked->faults, &fields[FIELD_TO],
                       tr(request_language(request), "The last day is before the first."));
    if (period.to < INT64_MAX)
        period.to += TIME_DAY; /* that day is part of it */
    asked->range.period = period;
}

/* An old or mistyped number of a person or a page is not an error. */
static int64_t number_in_query(const struct request *request, const char *name, int64_t otherwise)
{
    int64_t number;
    bool is_number = str_to_int(request_query_value(request, name), &number) == RC_OK && number > 0;
    return is_number ? number : otherwise;
}

static rc asked_read(struct request *request, const struct log_kind *kind, struct asked *ret_asked)
{
    struct asked asked = {.kind = kind};
    rc result = form_read(request, request_query(request), fields, field_count(&asked), asked.values,
                          &asked.faults);
    if (result)
        return result;
    read_period(request, &asked);
    asked.range.before = number_in_query(request, "before", INT64_MAX);
    asked.range.organisation = kind->of_portal ? ACCESS_PORTAL : request_scope(request)->id;
    if (kind->of_portal)
        asked.range.person = number_in_query(request, "person", 0);
    if (asked.range.person || asked.values[FIELD_SCOPE].integer == 1)
        asked.range.organisation = AUDIT_ALL;
    *ret_asked = asked;
    return RC_OK;
}

/* ---- addresses ----------------------------------------------------------------------------- */

static struct str url_of(struct request *request, const struct log_kind *kind, const char *route)
{
    return kind->of_portal ? REQUEST_URL0(request, route)
                           : REQUEST_URL(request, route, request_path_value(request, "organisation"));
}

static struct pair number_pair(struct arena *arena, const char *name, int64_t number)
{
    return (struct pair){str_from_c(name), arena_printf(arena, "%lld", (long long)number)};
}

/* The same choice on another route, or on from an entry; before 0: from the latest. */
static struct str same_url(struct request *request, const struct asked *asked, const char *route,
                           int64_t before)
{
    struct arena *arena = request_arena(request);
    struct pair pairs[FIELDS + 2];
    size_t n = 0;
    for (size_t i = 0; i < field_count(asked); i++)
        if (asked->values[i].given)
            pairs[n++] = (struct pair){str_from_c(fields[i].name), asked->values[i].text};
    if (asked->range.person)
        pairs[n++] = number_pair(arena, "person", asked->range.person);
    if (before)
        pairs[n++] = number_pair(arena, "before", before);
    return url_with_query(arena, url_of(request, asked->kind, route), pairs, n);
}

/* ---- the page ------------------------------------------------------------------------------ */

static void set_number(struct value *view, const char *key, int64_t number)
{
    if (number)
        value_set_int(view, key, number);
    else
        value_set_null(view, key);
}

static void entry_view(struct request *request, struct value *view, const struct asked *asked,
                       const struct audit_entry *entry, const struct log_line *line)
{
    struct arena *arena = request_arena(request);
    char at[TIME_ISO_BYTES];
    value_set_int(view, "id", entry->id);
    value_set_str(view, "at", arena_str_dup(arena, str_from_c(time_format_iso(entry->at, at))));
    value_set_str(view, "_when", line->when);
    value_set_c(view, "act", entry->act);
    value_set_str(view, "what", line->what);
    set_number(view, "actor", entry->actor);
    value_set_str(view, "who", line->who);
    set_number(view, "person", entry->person);
    value_set_str(view, "whom", line->whom);
    value_set_url(view, "person_url", STR_NONE);
    if (asked->kind->of_portal && entry->person) {
        struct pair pair = number_pair(arena, "person", entry->person);
        value_set_url(view, "person_url",
                      url_with_query(arena, url_of(request, asked->kind, asked->kind->page), &pair, 1));
    }
    value_set_str(view, "subject", line->subject);
    value_set_url(view, "subject_url", line->subject_url);
    value_set_str(view, "organisation", line->organisation);
}

static rc entries_view(struct request *request, struct log_words *words, struct value *view,
                       struct asked *asked)
{
    struct arena *arena = request_arena(request);
    struct audit_list list = {0};
    struct value *entries = value_set_list(view, "entries");
    rc result = RC_OK;
    if (asked->faults.n == 0)
        result = log_read(words->reader, arena, &asked->range, PER_PAGE + 1, &list);
    for (size_t i = 0; i < list.n && i < PER_PAGE && result == RC_OK; i++) {
        struct log_line line;
        result = log_line_of(words, arena, &list.items[i], &line);
        if (result == RC_OK)
            entry_view(request, value_push_map(entries), asked, &list.items[i], &line);
    }
    value_set_bool(view, "_empty", asked->faults.n == 0 && list.n == 0);
    value_set_url(view, "older_url",
                  list.n > PER_PAGE ? same_url(request, asked, asked->kind->page, list.items[PER_PAGE - 1].id)
                                    : STR_NONE);
    return result;
}

/* The title, and whose page this is under. */
static rc head_view(struct request *request, struct reader *reader, struct value *view,
                    const struct asked *asked)
{
    const struct language *language = request_language(request);
    struct organisation_brief brief = {.name = STR_NONE};
    rc result = RC_OK;
    if (!asked->kind->of_portal)
        result = organisation_brief_by_id(reader, request_arena(request), language,
                                          request_scope(request)->id, &brief);
    if (result)
        return result;
    value_set_str(view, "title",
                  asked->kind->of_portal
                      ? tr(language, "Log of the portal")
                      : TEXT_FORMAT(request_arena(request), tr(language, "Log of {0}"), brief.name));
    value_set_bool(view, "_of_portal", asked->kind->of_portal);
    value_set_str(view, "_organisation", brief.name);
    value_set_url(view, "above_url",
                  asked->kind->of_portal ? REQUEST_URL0(request, "oversight.portal")
                                         : REQUEST_URL(request, "organisations.organisation", brief.slug));
    return RC_OK;
}

/* Whose entries alone are shown, where that was asked for. */
static rc one_person_view(struct request *request, struct log_words *words, struct value *view,
                          const struct asked *asked)
{
    struct log_line line = {.whom = STR_NONE};
    struct audit_entry of_person = {.act = "", .person = asked->range.person, .subject = STR("")};
    rc result = RC_OK;
    if (asked->range.person)
        result = log_line_of(words, request_arena(request), &of_person, &line);
    value_set_str(view, "_one_person", line.whom);
    return result;
}

static rc show_log(struct request *request, struct reader *reader, const struct log_kind *kind)
{
    struct asked asked;
    struct log_words words;
    struct value *view = value_map(request_arena(request));
    rc result = asked_read(request, kind, &asked);
    if (result == RC_OK)
        result = head_view(request, reader, view, &asked);
    log_words_begin(request, reader, &words);
    if (result == RC_OK)
        result = one_person_view(request, &words, view, &asked);
    if (result == RC_OK)
        result = entries_view(request, &words, view, &asked);
    if (result)
        return result;
    value_set_bool(view, "faulty", asked.faults.n > 0);
    value_set_bool(view, "_everybody", asked.range.organisation == AUDIT_ALL);
    value_set_bool(view, "_continued", number_in_query(request, "before", 0) > 0);
    value_set(view, "form", form_view(request, fields, field_count(&asked), asked.values, &asked.faults));
    value_set_url(view, "log_url", url_of(request, kind, kind->page));
    value_set_url(view, "table_url", same_url(request, &asked, kind->table, 0));
    value_set_str(view, "_most", text_int(request_arena(request), request_language(request), TABLE_ROWS_MAX));
    return reply_page_status(request, asked.faults.n ? 422 : 200, "oversight/log", view);
}

rc oversight_log_page(struct request *request, struct reader *reader)
{
    return show_log(request, reader, &of_organisation);
}

rc oversight_portal_log_page(struct request *request, struct reader *reader)
{
    return show_log(request, reader, &of_portal);
}

/* ---- the table ----------------------------------------------------------------------------- */

static void add_row(struct buf *table, const struct str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_add_field(table, cells[i], i == 0);
    buf_add(table, STR("\r\n"));
}

static struct str number_text(struct arena *arena, int64_t number)
{
    return number ? arena_printf(arena, "%lld", (long long)number) : STR("");
}

static void add_heads(struct buf *table, const struct language *language)
{
    const struct str heads[] = {tr(language, "Time (UTC)"),   tr(language, "Who"),
                                tr(language, "Who, number"),  tr(language, "What"),
                                tr(language, "What, code"),   tr(language, "Whom"),
                                tr(language, "Whom, number"), tr(language, "Concerning"),
                                tr(language, "Organisation"), tr(language, "Entry")};
    add_row(table, heads, sizeof heads / sizeof heads[0]);
}

/* People are numbered too, since two can have one name. */
static rc add_entry(struct buf *table, struct arena *arena, struct log_words *words,
                    const struct audit_entry *entry)
{
    struct log_line line;
    char at[TIME_ISO_BYTES];
    rc result = log_line_of(words, arena, entry, &line);
    if (result)
        return result;
    const struct str cells[] = {str_from_c(time_format_iso(entry->at, at)),
                                line.who,
                                number_text(arena, entry->actor),
                                line.what,
                                str_from_c(entry->act),
                                line.whom,
                                number_text(arena, entry->person),
                                entry->subject,
                                line.organisation,
                                number_text(arena, entry->id)};
    add_row(table, cells, sizeof cells / sizeof cells[0]);
    return RC_OK;
}

/* Adds the next rows, in memory that ends here. *ret_n: how many; fewer than PIECE: there are no more. */
static rc add_piece(struct buf *table, struct log_words *words, struct log_range *range, size_t *ret_n)
{
    struct audit_list list;
    struct arena *arena = arena_new();
    rc result = log_read(words->reader, arena, range, PIECE, &list);
    for (size_t i = 0; result == RC_OK && i < list.n; i++)
        result = add_entry(table, arena, words, &list.items[i]);
    if (result == RC_OK)
        *ret_n = list.n;
    arena_free(arena);
    return result;
}

/* The number of rows stays within TABLE_ROWS_MAX; the last one says where there is more. */
static rc add_rows(struct buf *table, struct log_words *words, struct log_range *range)
{
    size_t piece = PIECE;
    rc result = RC_OK;
    for (size_t n = 0; result == RC_OK && piece == PIECE && n < TABLE_ROWS_MAX; n += piece)
        result = add_piece(table, words, range, &piece);
    if (result || piece < PIECE)
        return result;
    struct audit_list more;
    struct request *request = words->request;
    result = log_read(words->reader, request_arena(request), range, 1, &more);
    if (result == RC_OK && more.n) {
        struct str last = tr(request_language(request),
                             "There are older entries. Choose a shorter period to get them.");
        add_row(table, &last, 1);
    }
    return result;
}

/* What is asked for wrongly is told on the page, where it can be put right. */
static rc send_table(struct request *request, struct reader *reader, const struct log_kind *kind)
{
    struct asked asked;
    struct log_words words;
    struct buf table;
    rc result = asked_read(request, kind, &asked);
    if (result == RC_OK && asked.faults.n)
        return reply_redirect(request, same_url(request, &asked, kind->page, 0));
    if (result)
        return result;
    log_words_begin(request, reader, &words);
    asked.range.before = INT64_MAX;
    buf_init(&table, TABLE_MAX_BYTES);
    buf_add(&table, STR("\xEF\xBB\xBF")); /* without it spreadsheets guess another encoding */
    add_heads(&table, request_language(request));
    result = add_rows(&table, &words, &asked.range);
    if (result == RC_OK)
        result = table.overflowed ? RC_LIMIT
                                  : reply_bytes(request, "text/csv; charset=utf-8", buf_str(&table),
                                                arena_c_dup(request_arena(request),
                                                            tr(request_language(request), "log.csv")));
    buf_free(&table);
    return result;
}

rc oversight_log_table(struct request *request, struct reader *reader)
{
    return send_table(request, reader, &of_organisation);
}

rc oversight_portal_log_table(struct request *request, struct reader *reader)
{
    return send_table(request, reader, &of_portal);
}
