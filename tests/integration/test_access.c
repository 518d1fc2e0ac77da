/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may do what, as docs/access.md says: every route of the program, as each kind of person.
 * Whoever adds a route writes that page anew and is walked here without a change.
 */
#include <stdio.h>
#include <string.h>

#include "app/app_access.h"
#include "base/vec.h"
#include "core/access/access.h"
#include "core/files/files.h"
#include "core/jobs/jobs.h"
#include "support/organisation.h"
#include "support/portal.h"

#define ACCESS_FILE SOURCE_ROOT "/docs/access.md"

/* A form of a route that refuses by a rule of its own what it is sent here, which is nothing; with the reason. */
static const char *const refuses_itself[] = {NULL};
/* A form that breaks on what it is sent here: a fault to mend, and then to take away from this list. */
static const char *const breaks[] = {NULL};

/* ---- the page ------------------------------------------------------------------------------- */

static struct str access_file(struct arena *arena)
{
    struct str text = STR_NONE;
    assert_rc(RC_OK, file_read(arena, ACCESS_FILE, ACCESS_TABLE_MAX_BYTES, &text));
    return text;
}

static void page_is_what_the_program_says(void **state)
{
    struct portal_site *site = portal_of(state);
    struct buf text;
    buf_init(&text, ACCESS_TABLE_MAX_BYTES);
    access_table(&site->program, site->arena, &text);
    bool same = str_eq(buf_str(&text), access_file(site->arena));
    buf_free(&text);
    if (!same)
        fail_msg("docs/access.md is not what the routes are; build, then:\n"
                 "    build/radslag routes --markdown > docs/access.md\nand read what has changed");
}

/* A row of a table of routes. */
struct row {
    struct str name, address, methods, who;
};
struct row_list {
    struct row *items;
    size_t n, cap;
};

static struct str cell(struct str *line)
{
    struct str text = STR("");
    assert_true(str_split(line, '|', &text));
    text = str_trim(text);
    return text.n > 1 && text.p[0] == '`' ? str_sub(text, 1, text.n - 2) : text;
}

static struct row_list rows_of_page(struct arena *arena)
{
    struct row_list list = {0};
    struct str rest = access_file(arena), line;
    bool in_table = false;
    while (str_split(&rest, '\n', &line)) {
        in_table = str_starts(line, STR("| Route ")) || (in_table && str_starts(line, STR("|")));
        if (!in_table || !str_starts(line, STR("| `")))
            continue;
        line = str_skip(line, 1);
        struct row *row = VEC_PUSH(arena, &list);
        row->name = cell(&line);
        row->address = cell(&line);
        row->methods = cell(&line);
        row->who = cell(&line);
    }
    return list;
}

static bool says(struct str list, const char *word)
{
    struct str item;
    while (str_split(&list, ',', &item))
        if (str_eq_c(str_trim(item), word))
            return true;
    return false;
}

/* ---- people and organisations ---------------------------------------------------------------- */

/* The organisations of the walk. */
enum place { PLACE_A, PLACE_B, PLACE_UNVERIFIED, PLACES, PLACE_PORTAL = PLACES, PLACE_NONE };
static const char *const slugs[PLACES] = {"asvalla", "berg", "cedervik"};

static const struct actor {
    const char *name; /* NULL: not signed in */
    enum place place;
    unsigned roles;
} actors[] = {
    {NULL, PLACE_NONE, 0},
    {"signed-in", PLACE_NONE, 0},
    {"participant", PLACE_A, ROLE_BIT(ROLE_PARTICIPANT)},
    {"officer", PLACE_A, ROLE_BIT(ROLE_OFFICER)},
    {"leader", PLACE_A, ROLE_BIT(ROLE_PROCESS_LEADER)},
    {"facilitator", PLACE_A, ROLE_BIT(ROLE_FACILITATOR)},
    {"elected", PLACE_A, ROLE_BIT(ROLE_ELECTED)},
    {"registrar", PLACE_A, ROLE_BIT(ROLE_REGISTRAR)},
    {"selection", PLACE_A, ROLE_BIT(ROLE_SELECTION_OFFICER)},
    {"editor", PLACE_A, ROLE_BIT(ROLE_EDITOR)},
    {"administrator", PLACE_A, ROLE_BIT(ROLE_ADMINISTRATOR)},
    {"officer-elsewhere", PLACE_B, ROLE_BIT(ROLE_OFFICER)},
    {"all-elsewhere", PLACE_B, ROLE_BITS_ORGANISATION},
    {"all-unverified", PLACE_UNVERIFIED, ROLE_BITS_ORGANISATION},
    {"portal-editor", PLACE_PORTAL, ROLE_BIT(ROLE_PORTAL_EDITOR)},
    {"portal-coordinator", PLACE_PORTAL, ROLE_BIT(ROLE_PORTAL_COORDINATOR)},
    {"portal-administrator", PLACE_PORTAL, ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR)},
};
enum { ACTORS = sizeof actors / sizeof actors[0] };

/* The address of a request: of a row, where it has an organisation in that one. */
struct target {
    const struct row *row;
    enum place place; /* PLACE_NONE: no organisation in it */
    const char *path;
};

static bool row_has_organisation(const struct row *row)
{
    return str_find(row->address, STR("{organisation}")) < row->address.n;
}

/* Whether the page of access says that the actor may. */
static bool may(const struct actor *actor, const struct target *target)
{
    const struct row *row = target->row;
    if (says(row->who, "anyone"))
        return true;
    if (actor->name == NULL)
        return false;
    bool counts = actor->place == PLACE_PORTAL ||
                  (actor->place == target->place && actor->place != PLACE_UNVERIFIED);
    bool allowed = says(row->who, "signed in");
    for (int i = 0; counts && i < ROLES; i++)
        allowed |= (actor->roles & ROLE_BIT(i)) && says(row->who, roles[i].code);
    return allowed;
}

/* ---- the walk ---------------------------------------------------------------------------------- */

struct walk {
    struct portal_site *site;
    struct row_list rows;
    struct str sessions[ACTORS]; /* STR_NONE: not signed in */
    struct form_proof proof;
    size_t allowed, refused; /* requests */
};

static void sign_in(struct walk *walk, size_t actor)
{
    struct portal_site *site = walk->site;
    portal_sign_out(site);
    if (actors[actor].name)
        portal_sign_in(site, arena_printf(site->arena, "%s@example.se", actors[actor].name).p);
    walk->sessions[actor] = site->session;
}

static const struct job_kind kind = {.name = "test.kind"};

static rc put_job_step(struct txn *txn, const void *in, void *out)
{
    (void)in, (void)out;
    return job_put(txn, &(struct job){.kind = &kind, .at = TIME_DAY}, NULL);
}

static void make_people(struct walk *walk)
{
    struct portal_site *site = walk->site;
    int64_t organisations[PLACES + 1] = {[PLACE_PORTAL] = ACCESS_PORTAL};
    for (int i = 0; i < PLACES; i++)
        organisations[i] = portal_add_organisation(site, slugs[i], i != PLACE_UNVERIFIED);
    for (size_t i = 0; i < ACTORS; i++) {
        if (actors[i].name == NULL)
            continue;
        int64_t person = portal_sign_in(site, arena_printf(site->arena, "%s@example.se", actors[i].name).p);
        if (actors[i].roles)
            portal_grant(site, person, organisations[actors[i].place], actors[i].roles);
        walk->sessions[i] = site->session;
    }
    /* The last one may see jobs, of which each has a form. */
    assert_rc(RC_OK, db_write(site->database->db, put_job_step, NULL, NULL, 0));
    walk->proof = page_proof(site, "/portalen/jobb");
}

/* What is not ASCII as a browser sends it. */
static struct str encoded(struct arena *arena, struct str text)
{
    struct str out = STR("");
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        out = ARENA_CONCAT(arena, out, arena_printf(arena, c < 0x80 ? "%c" : "%%%02X", c));
    }
    return out;
}

/* Values for what is in braces: there is nothing behind them, which is only found out by whoever may look. */
static const char *path_of(struct arena *arena, struct str address, enum place place)
{
    struct str path = STR(""), rest = str_skip(address, 1), segment;
    while (rest.n && str_split(&rest, '/', &segment)) {
        if (str_eq_c(segment, "{organisation}"))
            segment = str_from_c(slugs[place]);
        else if (str_ends(segment, STR(":int}")))
            segment = STR("1");
        else if (segment.n && segment.p[0] == '{')
            segment = STR("finns-inte");
        path = ARENA_CONCAT(arena, path, STR("/"), encoded(arena, segment));
    }
    return path.n ? arena_c_dup(arena, path) : "/";
}

/* The ways to ask for a route. */
enum way { WAY_PAGE, WAY_JSON, WAY_HEAD, WAY_FORM, WAY_FORM_JSON, WAYS };

static struct page ask(struct walk *walk, const struct target *target, enum way way)
{
    struct portal_site *site = walk->site;
    const char *json = strcmp(target->path, "/") == 0 ? "/.json"
                                                      : arena_printf(site->arena, "%s.json", target->path).p;
    switch (way) {
    case WAY_PAGE: return page_send(site, "GET", target->path, NULL, NULL, NULL);
    case WAY_JSON: return page_send(site, "GET", json, NULL, NULL, NULL);
    case WAY_HEAD: return page_send(site, "HEAD", target->path, NULL, NULL, NULL);
    case WAY_FORM_JSON: return page_send(site, "POST", json, NULL, &walk->proof, "");
    default: return page_send(site, "POST", target->path, NULL, &walk->proof, "");
    }
}

static bool is_offered(const struct row *row, enum way way)
{
    return says(row->methods, way >= WAY_FORM ? "POST" : "GET");
}

/* 403, or led to where one signs in or shows a second factor. */
static bool is_refusal(const struct page *page)
{
    struct str location = page_header(page, "Location");
    return page->status == 403 || (page->status == 303 && str_find(location, STR("next=")) < location.n);
}

static bool is_form_of(const char *const *routes, const struct row *row, enum way way)
{
    for (size_t i = 0; way >= WAY_FORM && routes[i]; i++)
        if (str_eq_c(row->name, routes[i]))
            return true;
    return false;
}

static void check(struct walk *walk, const struct actor *actor, const struct target *target, enum way way,
                  bool allowed)
{
    static const char *const ways[] = {"GET", "GET .json", "HEAD", "POST", "POST .json"};
    struct page page = ask(walk, target, way);
    const char *who = actor->name ? actor->name : "a visitor";
    bool refused = is_refusal(&page) && !(allowed && is_form_of(refuses_itself, target->row, way));
    if (refused == allowed)
        fail_msg("%s %s as %s: %d, but docs/access.md says that they %s", ways[way], target->path, who,
                 page.status, allowed ? "may" : "may not");
    if (page.status >= 500 && !is_form_of(breaks, target->row, way))
        fail_msg("%s %s as %s: %d", ways[way], target->path, who, page.status);
    *(allowed ? &walk->allowed : &walk->refused) += 1;
}

/* Asks for one target in every way, where the page says allowed. */
static void check_target(struct walk *walk, size_t actor, const struct target *target, bool allowed)
{
    if (may(&actors[actor], target) != allowed)
        return;
    walk->site->session = walk->sessions[actor];
    for (enum way way = 0; way < WAYS; way++) {
        if (!is_offered(target->row, way))
            continue;
        check(walk, &actors[actor], target, way, allowed);
        if (allowed && way >= WAY_FORM)
            sign_in(walk, actor); /* it may have been the form that signs out */
    }
}

/* As everybody, to every address to which they are allowed, or to which they are not. */
static void go(struct walk *walk, bool allowed)
{
    struct arena *arena = walk->site->arena;
    for (size_t i = 0; i < walk->rows.n; i++) {
        const struct row *row = &walk->rows.items[i];
        static const enum place organisations[] = {PLACE_A, PLACE_UNVERIFIED}, none[] = {PLACE_NONE};
        bool has_organisation = row_has_organisation(row);
        for (size_t k = 0; k < (has_organisation ? 2 : 1); k++) {
            enum place place = (has_organisation ? organisations : none)[k];
            struct target target = {row, place, path_of(arena, row->address, place)};
            for (size_t actor = 0; actor < ACTORS; actor++)
                check_target(walk, actor, &target, allowed);
        }
    }
}

/* ---- that nothing was changed ------------------------------------------------------------------ */

static struct str text_of(struct portal_site *site, const struct query *query)
{
    struct reader *reader;
    struct rows rows;
    struct str text = STR("");
    assert_rc(RC_OK, db_read_begin(site->database->db, &reader));
    db_query(reader, query, DB_NO_ARGS, &rows);
    while (rows_next(&rows))
        text = ARENA_CONCAT(site->arena, text, rows_text(&rows, 0), STR("\n"));
    assert_rc(RC_OK, rows_close(&rows));
    db_read_end(reader);
    return text;
}

static const struct query *made_query(struct arena *arena, struct str sql)
{
    struct query *query = ARENA_NEW(arena, struct query);
    *query = (struct query){arena_printf(arena, "t.%p", (void *)query).p, arena_c_dup(arena, sql), "", "t"};
    return query;
}

/* A line of every table that tells all that is in it. */
static struct str contents(struct portal_site *site)
{
    static const struct query tables = {
        "t.tables",
        DB_BOTH(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"),
        "", "t"};
    struct arena *arena = site->arena;
    struct str all = STR(""), list = text_of(site, &tables), table;
    while (str_split(&list, '\n', &table) && table.n) {
        struct str sql = site->database->is_postgres
                             ? arena_printf(
                                   arena,
                                   "SELECT coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') "
                                   "FROM \"%.*s\" r",
                                   STR_ARGS(table))
                             : arena_printf(arena, "SELECT CAST(count(*) AS TEXT) FROM \"%.*s\"",
                                            STR_ARGS(table));
        all = ARENA_CONCAT(arena, all, table, STR(": "), text_of(site, made_query(arena, sql)));
    }
    return all;
}

/* SQLite counts the commits of others itself. */
static int64_t commits(struct portal_site *site)
{
    static const struct query version = {"t.version", "PRAGMA data_version", "", "i"};
    return site->database->is_postgres ? 0 : testdb_int(site->database->db, &version, DB_NO_ARGS);
}

static size_t count_routes(void)
{
    size_t n = 0;
    for (size_t m = 0; app_modules[m]; m++)
        for (const struct route *route = app_modules[m]->routes; route && route->name; route++)
            n++;
    return n;
}

static void everybody_may_do_what_the_page_says(void **state)
{
    struct portal_site *site = portal_of(state);
    struct walk walk = {.site = site, .rows = rows_of_page(site->arena)};
    assert_int_equal(count_routes(), walk.rows.n);
    make_people(&walk);
    int64_t commits_before = commits(site);
    struct str before = contents(site);
    go(&walk, false);
    assert_true(str_eq(before, contents(site))); /* who was refused has changed nothing */
    assert_int_equal(commits_before, commits(site));
    go(&walk, true);
    print_message("%zu requests refused, %zu allowed\n", walk.refused, walk.allowed);
    assert_true(walk.refused > 0 && walk.allowed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_is_what_the_program_says),
        cmocka_unit_test(everybody_may_do_what_the_page_says),
    };
    return cmocka_run_group_tests_name("sqlite", tests, portal_begin_sqlite, portal_finish) +
           cmocka_run_group_tests_name("postgresql", tests, portal_begin_postgresql, portal_finish);
}
