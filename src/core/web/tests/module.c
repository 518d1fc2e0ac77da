/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"
#include "module.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "core/auth/token.h"
#include "core/web/form.h"
#include "core/web/reply.h"

/* ---- texts ------------------------------------------------------------------------------- */

static const struct {
    const char *msgid, *text;
} swedish[] = {
    {"path\004items", "saker"},
    {"path\004form", "formulär"},
    {"There is no such page", "Sidan finns inte"},
    {"Something went wrong", "Något gick fel"},
    {"The form could not be sent", "Formuläret kunde inte skickas"},
    {"Fill in this field.", "Fyll i fältet."},
    {"Start", "Börja"},
    {"What you sent is too large", "Det du skickade är för stort"},
};

static void put_u32(char *at, size_t value)
{
    uint32_t number = (uint32_t)value;
    memcpy(at, &number, sizeof number);
}

/* A compiled catalogue, as msgfmt makes it. */
static struct str make_catalogue(struct arena *arena)
{
    const size_t n = sizeof swedish / sizeof swedish[0];
    size_t size = 28 + 16 * n, at = size;
    for (size_t i = 0; i < n; i++)
        size += strlen(swedish[i].msgid) + strlen(swedish[i].text) + 2;
    char *file = arena_alloc(arena, size);
    const size_t header[] = {0x950412de, 0, n, 28, 28 + 8 * n};
    for (size_t i = 0; i < 5; i++)
        put_u32(file + 4 * i, header[i]);
    for (size_t i = 0; i < 2 * n; i++) {
        const char *text = i < n ? swedish[i].msgid : swedish[i - n].text;
        put_u32(file + 28 + 8 * i, strlen(text));
        put_u32(file + 28 + 8 * i + 4, at);
        memcpy(file + at, text, strlen(text));
        at += strlen(text) + 1;
    }
    return (struct str){file, size};
}

/* ---- GET ------------------------------------------------------------------------------------ */

static rc get_home(struct request *request, struct reader *reader)
{
    (void)reader;
    struct value *view = value_map(request_arena(request));
    value_set_c(view, "title", "Home");
    value_set_c(view, "_secret", "for the template");
    struct value *deep = value_set_map(view, "deep");
    value_set_c(deep, "_hidden", "not in JSON");
    value_set_int(deep, "shown", 1);
    value_set_str(view, "text", STR_NONE);
    return reply_page(request, "page", view);
}

/* Everything that came, in text and in an attribute. */
static rc get_echo(struct request *request, struct reader *reader)
{
    (void)reader;
    struct value *view = value_map(request_arena(request));
    struct str q = request_query_value(request, "q");
    value_set_c(view, "title", "Echo");
    value_set_str(view, "text", q);
    return reply_page(request, "page", view);
}

/* English, of the site begun last. */
static const struct language *other_language;

static rc get_item(struct request *request, struct reader *reader)
{
    (void)reader;
    struct value *view = value_map(request_arena(request));
    struct str slug = request_path_value(request, "slug");
    if (str_eq_c(slug, "missing"))
        return RC_NOT_FOUND;
    if (str_eq_c(slug, "svensk") && other_language)
        request_set_alternate(request, other_language, STR("/en/items/english"));
    value_set_str(view, "title", slug);
    value_set_str(view, "text", REQUEST_URL(request, "test.item", slug));
    return reply_page(request, "page", view);
}

static rc get_number(struct request *request, struct reader *reader)
{
    (void)reader;
    struct value *view = value_map(request_arena(request));
    value_set_c(view, "title", "Number");
    value_set_str(view, "text",
                  arena_printf(request_arena(request), "n=%lld", (long long)request_path_int(request, "n")));
    return reply_page(request, "page", view);
}

static rc get_bytes(struct request *request, struct reader *reader)
{
    (void)reader;
    return reply_bytes(request, "text/csv; charset=utf-8", STR("a;b\r\n"), "frågor \"1\"\r\nX: y.csv");
}

static rc get_fail(struct request *request, struct reader *reader)
{
    (void)reader;
    return (rc)request_path_int(request, "rc");
}

static rc get_silent(struct request *request, struct reader *reader)
{
    (void)request, (void)reader;
    return RC_OK;
}

/* Answers, and then fails. */
static rc get_both(struct request *request, struct reader *reader)
{
    (void)reader;
    rc result = reply_redirect(request, STR("/x"));
    return result == RC_OK ? RC_DATABASE : result;
}

static rc get_broken(struct request *request, struct reader *reader)
{
    (void)reader;
    struct value *view = value_map(request_arena(request));
    value_set_c(view, "title", "Broken");
    return reply_page(request, "no-such-template", view);
}

static rc get_gone(struct request *request, struct reader *reader)
{
    (void)reader;
    return reply_error(request, 410);
}

static pthread_mutex_t inside_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t inside_changed = PTHREAD_COND_INITIALIZER;
static int inside;
static bool released;

int handlers_inside(void)
{
    pthread_mutex_lock(&inside_mutex);
    int now = inside;
    pthread_mutex_unlock(&inside_mutex);
    return now;
}

void handlers_hold(void)
{
    pthread_mutex_lock(&inside_mutex);
    released = false;
    pthread_mutex_unlock(&inside_mutex);
}

void handlers_release(void)
{
    pthread_mutex_lock(&inside_mutex);
    released = true;
    pthread_cond_broadcast(&inside_changed);
    pthread_mutex_unlock(&inside_mutex);
}

static rc get_stuck(struct request *request, struct reader *reader)
{
    pthread_mutex_lock(&inside_mutex);
    inside++;
    while (!released)
        pthread_cond_wait(&inside_changed, &inside_mutex);
    inside--;
    pthread_mutex_unlock(&inside_mutex);
    return get_home(request, reader);
}

static rc get_slow(struct request *request, struct reader *reader)
{
    struct timespec pause = {.tv_nsec = 300 * 1000 * 1000};
    nanosleep(&pause, NULL);
    return get_home(request, reader);
}

/* ---- the form -------------------------------------------------------------------------------- */

static const struct choice colours[] = {
    {"red", "Red", NULL}, {"green", "Green", "Like grass"}, {"blue", "Blue", NULL}, {0}};

static const struct field fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .label = "Name",
     .hint = "Your own",
     .required = true,
     .max = 50,
     .autocomplete = "name"},
    {.name = "text", .kind = FIELD_LINES, .label = "Text"},
    {.name = "age", .kind = FIELD_INT, .label = "Age", .min = 1, .max = 120},
    {.name = "colour", .kind = FIELD_CHOICE, .label = "Colour", .choices = colours},
};
enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

static rc show_form(struct request *request, int status, const struct field_value *values,
                    const struct faults *faults)
{
    struct value *view = value_map(request_arena(request));
    value_set_c(view, "title", "Form");
    value_set(view, "form", form_view(request, fields, FIELD_COUNT, values, faults));
    return reply_page_status(request, status, "form", view);
}

static rc get_form(struct request *request, struct reader *reader)
{
    (void)reader;
    return show_form(request, 200, NULL, NULL);
}

struct note {
    struct str name, text;
    bool fail, twice;
    const struct field_value *values;
};

static rc prepare_form(struct request *request, struct reader *reader, void **ret_in)
{
    struct faults faults = {0};
    struct field_value values[FIELD_COUNT];
    (void)reader;
    rc result = form_read(request, request_form(request), fields, FIELD_COUNT, values, &faults);
    if (result != RC_OK)
        return result;
    if (faults.n)
        return show_form(request, 422, values, &faults);
    struct note *note = ARENA_NEW(request_arena(request), struct note);
    *note = (struct note){
        .name = values[0].text,
        .text = values[1].text,
        .fail = str_eq_c(values[0].text, "fail"),
        .values = memcpy(arena_alloc(request_arena(request), sizeof values), values, sizeof values)};
    *ret_in = note;
    return RC_OK;
}

static const struct query insert_note = {"test.insert",
                                         "INSERT INTO note (id, name, text) VALUES ($1, $2, $3)", "itt", ""};

static rc step_form(struct txn *txn, const void *in, void *out)
{
    const struct note *note = in;
    int64_t *id = out;
    if (note->fail)
        return RC_CONFLICT;
    *id = db_new_id();
    return db_exec(txn, &insert_note, DB_ARGS(db_int(*id), db_text(note->name), db_text(note->text)), NULL);
}

static rc answer_form(struct request *request, const void *in, const void *out, rc result)
{
    const int64_t *id = out;
    (void)in;
    if (result != RC_OK)
        return result;
    return reply_redirect(request, arena_printf(request_arena(request), "/notes/%lld", (long long)*id));
}

static const struct query count_notes = {"test.count", "SELECT COUNT(*) FROM note", "", "i"};
static const struct query one_note = {"test.note", "SELECT name, text FROM note WHERE id = $1", "i", "tt"};

static rc get_note(struct request *request, struct reader *reader)
{
    struct rows rows;
    struct arena *arena = request_arena(request);
    struct value *view = value_map(arena);
    bool found = false;
    db_query(reader, &one_note, DB_ARGS(db_int(request_path_int(request, "id"))), &rows);
    if (rows_next(&rows)) {
        found = true;
        value_set_str(view, "title", rows_text_dup(&rows, 0, arena));
        value_set_str(view, "text", rows_text_dup(&rows, 1, arena));
    }
    rc result = rows_close(&rows);
    if (result != RC_OK)
        return result;
    return found ? reply_page(request, "page", view) : RC_NOT_FOUND;
}

/* What "fail" is shown as, where the form can be shown again. */
static rc again_form(struct request *request, struct reader *reader, const void *in, const void *out,
                     rc result)
{
    struct faults faults = {0};
    const struct note *note = in;
    (void)out;
    if (result != RC_CONFLICT)
        return result;
    int64_t notes = 0;
    struct rows rows;
    db_query(reader, &count_notes, DB_NO_ARGS, &rows);
    if (rows_next(&rows))
        notes = rows_int(&rows, 0);
    result = rows_close(&rows);
    form_add_fault(request, &faults, &fields[0],
                   arena_printf(request_arena(request), "Taken, of %lld.", (long long)notes));
    return result ? result : show_form(request, 422, note->values, &faults);
}

static const struct post post_again = {.prepare = prepare_form,
                                       .step = step_form,
                                       .out_size = sizeof(int64_t),
                                       .again = again_form,
                                       .answer = answer_form};
static const struct post post_seldom = {.prepare = prepare_form,
                                        .step = step_form,
                                        .out_size = sizeof(int64_t),
                                        .answer = answer_form,
                                        .seldom = true};
static const struct post post_form = {
    .prepare = prepare_form, .step = step_form, .out_size = sizeof(int64_t), .answer = answer_form};
static const struct post post_slow_form = {.lane = LANE_SLOW,
                                           .prepare = prepare_form,
                                           .step = step_form,
                                           .out_size = sizeof(int64_t),
                                           .answer = answer_form};

/* ---- signing in -------------------------------------------------------------------------------- */

static rc get_mine(struct request *request, struct reader *reader)
{
    (void)reader;
    const struct session *session = request_session(request);
    struct value *view = value_map(request_arena(request));
    value_set_c(view, "title", "Mine");
    value_set_str(view, "text",
                  arena_printf(request_arena(request), "person %lld", (long long)session->person));
    return reply_page(request, "page", view);
}

struct sign_in {
    struct session_start start;
    struct str token;
};

static rc prepare_sign_in(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct sign_in *in = ARENA_NEW(arena, struct sign_in);
    (void)reader;
    in->token = token_new(arena);
    struct pairs form = request_form(request);
    int64_t person = 7;
    bool strong = false;
    for (size_t i = 0; i < form.n; i++)
        strong = strong || str_eq_c(form.items[i].name, "strong");
    for (size_t i = 0; i < form.n; i++)
        if (str_eq_c(form.items[i].name, "person") && str_to_int(form.items[i].value, &person))
            return RC_INVALID;
    in->start = (struct session_start){.token_hash = token_hash(arena, in->token),
                                       .person = person,
                                       .strong = strong,
                                       .agent = STR("Test"),
                                       .now = request_time(request)};
    *ret_in = in;
    return RC_OK;
}

static rc step_sign_in(struct txn *txn, const void *in, void *out)
{
    const struct sign_in *sign_in = in;
    (void)out;
    return session_begin(txn, &sign_in->start);
}

static rc answer_sign_in(struct request *request, const void *in, const void *out, rc result)
{
    const struct sign_in *sign_in = in;
    (void)out;
    if (result)
        return result;
    reply_sign_in(request, sign_in->token);
    return reply_redirect(request, STR("/mine"));
}

static rc prepare_sign_out(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader;
    *ret_in = (void *)(uintptr_t)request_session(request);
    return RC_OK;
}

static rc step_sign_out(struct txn *txn, const void *in, void *out)
{
    const struct session *session = in;
    (void)out;
    return session_end(txn, session->person, session->id);
}

static rc answer_sign_out(struct request *request, const void *in, const void *out, rc result)
{
    (void)in, (void)out;
    if (result)
        return result;
    reply_sign_out(request);
    return reply_redirect(request, STR("/"));
}

static const struct post post_sign_in = {
    .prepare = prepare_sign_in, .step = step_sign_in, .answer = answer_sign_in};
static const struct post post_sign_out = {
    .prepare = prepare_sign_out, .step = step_sign_out, .answer = answer_sign_out};

/* ---- roles -------------------------------------------------------------------------------------- */

/* Organisations 1 to 3: one verified, one not, one that asks for two factors. */
static rc find_scope(void *context, struct reader *reader, struct str slug, struct scope *ret_scope)
{
    static const struct {
        const char *slug;
        struct scope scope;
    } known[] = {
        {"verified", {1, true, false}}, {"unverified", {2, false, false}}, {"strong", {3, true, true}}};
    (void)context, (void)reader;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!str_eq_c(slug, known[i].slug))
            continue;
        *ret_scope = known[i].scope;
        return RC_OK;
    }
    return RC_NOT_FOUND;
}

static struct db *module_db;

static rc lose_role_step(struct txn *txn, const void *in, void *out)
{
    const int64_t *person = in;
    (void)out;
    return access_revoke_all(txn, *person, 1, 0);
}

/* With "text=late" the role is taken away between the two looks at it. */
static rc prepare_granted(struct request *request, struct reader *reader, void **ret_in)
{
    rc result = RC_OK;
    for (size_t i = 0; i < request_form(request).n; i++)
        if (str_eq_c(request_form(request).items[i].value, "late"))
            result = db_write(module_db, lose_role_step, &request_session(request)->person, NULL, 0);
    return result ? result : prepare_form(request, reader, ret_in);
}

static const struct post post_granted = {.lane = LANE_SLOW,
                                         .prepare = prepare_granted,
                                         .step = step_form,
                                         .out_size = sizeof(int64_t),
                                         .answer = answer_form};

/* ---- a visit to another site ----------------------------------------------------------------------- */

static rc get_leave(struct request *request, struct reader *reader)
{
    (void)reader;
    reply_keep(request, STR("state-1"), TIME_MINUTE);
    return reply_send_away(request, STR("https://elsewhere.example/?state=state-1"));
}

static rc prepare_back(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader;
    if (!str_eq(request_kept(request), request_query_value(request, "state")))
        return RC_DENIED;
    struct note *note = ARENA_NEW(request_arena(request), struct note);
    *note = (struct note){.name = STR("came back"), .text = STR("")};
    reply_keep(request, STR(""), 0);
    *ret_in = note;
    return RC_OK;
}

static const struct post post_back = {.prepare = prepare_back,
                                      .step = step_form,
                                      .out_size = sizeof(int64_t),
                                      .answer = answer_form,
                                      .by_get = true};

/* ---- files ------------------------------------------------------------------------------------- */

static rc prepare_upload(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader, (void)ret_in;
    struct value *view = value_map(request_arena(request));
    const struct upload *file = request_file(request, "file");
    value_set_c(view, "title", "Upload");
    value_set_str(view, "text",
                  file ? arena_printf(request_arena(request), "%.*s|%.*s|%zu", STR_ARGS(file->file_name),
                                      STR_ARGS(file->media_type), file->bytes.n)
                       : STR("no file"));
    return reply_page(request, "page", view);
}

static rc answer_never(struct request *request, const void *in, const void *out, rc result)
{
    (void)request, (void)in, (void)out, (void)result;
    return RC_UNSUPPORTED;
}

static const struct post post_upload = {
    .lane = LANE_SLOW, .prepare = prepare_upload, .answer = answer_never, .max_body_bytes = 4 * 1024 * 1024};

/* ---- the module ----------------------------------------------------------------------------------- */

static const struct route routes[] = {
    {"test.home", "/", WHO_ANYONE, LANE_QUICK, get_home, NULL},
    {"test.echo", "/echo", WHO_ANYONE, LANE_QUICK, get_echo, NULL},
    {"test.items", "/items", WHO_ANYONE, LANE_QUICK, get_echo, NULL},
    {"test.item", "/items/{slug}", WHO_ANYONE, LANE_QUICK, get_item, NULL},
    {"test.number", "/numbers/{n:int}", WHO_ANYONE, LANE_QUICK, get_number, NULL},
    {"test.note", "/notes/{id:int}", WHO_ANYONE, LANE_QUICK, get_note, NULL},
    {"test.bytes", "/bytes", WHO_ANYONE, LANE_QUICK, get_bytes, NULL},
    {"test.fail", "/fail/{rc:int}", WHO_ANYONE, LANE_QUICK, get_fail, NULL},
    {"test.silent", "/silent", WHO_ANYONE, LANE_QUICK, get_silent, NULL},
    {"test.both", "/both", WHO_ANYONE, LANE_QUICK, get_both, NULL},
    {"test.broken", "/broken", WHO_ANYONE, LANE_QUICK, get_broken, NULL},
    {"test.gone", "/gone", WHO_ANYONE, LANE_QUICK, get_gone, NULL},
    {"test.stuck", "/stuck", WHO_ANYONE, LANE_SLOW, get_stuck, NULL},
    {"test.slow", "/slow", WHO_ANYONE, LANE_SLOW, get_slow, NULL},
    {"test.nobody", "/nobody", WHO_NOBODY, LANE_QUICK, get_home, NULL},
    {"test.sign_in", "/sign-in", WHO_ANYONE, LANE_QUICK, get_form, &post_sign_in},
    {"test.mine", "/mine", WHO_SIGNED_IN, LANE_QUICK, get_mine, &post_sign_out},
    {"test.form", "/form", WHO_ANYONE, LANE_QUICK, get_form, &post_form},
    {"test.slow_form", "/slow-form", WHO_ANYONE, LANE_SLOW, get_form, &post_slow_form},
    {"test.upload", "/upload", WHO_ANYONE, LANE_QUICK, get_form, &post_upload},
    {"test.again", "/again", WHO_ANYONE, LANE_QUICK, get_form, &post_again},
    {"test.seldom", "/seldom", WHO_ANYONE, LANE_QUICK, get_form, &post_seldom},
    {"test.officers", "/of/{organisation}", WHO_ROLE(ROLE_OFFICER) | WHO_ROLE(ROLE_PORTAL_EDITOR), LANE_QUICK,
     get_form, &post_granted},
    {"test.seen", "/of/{organisation}/seen", WHO_ROLE(ROLE_ADMINISTRATOR) | WHO_LOGGED, LANE_QUICK, get_home,
     &post_granted},
    {"test.portal", "/portal", WHO_ROLE(ROLE_PORTAL_ADMINISTRATOR), LANE_QUICK, get_home, NULL},
    {"test.leave", "/leave", WHO_ANYONE, LANE_QUICK, get_leave, NULL},
    {"test.back", "/back", WHO_ANYONE, LANE_QUICK, NULL, &post_back},
    {"test.post_only", "/post-only", WHO_ANYONE, LANE_QUICK, NULL, &post_form},
    {0},
};

static const struct menu_item menu[] = {{"Items", "test.items", 20}, {"Start", "test.home", 10}, {0}};

static const struct query *const queries[] = {&insert_note, &one_note, &count_notes, NULL};

const struct module test_module = {.name = "test", .routes = routes, .queries = queries, .menu = menu};

/* ---- parts ------------------------------------------------------------------------------------------ */

static const struct {
    const char *name, *source;
} templates[] = {
    {"layout",
     "<!DOCTYPE html>\n<html lang=\"{{site.language}}\"><head><title>{{title}}</title>"
     "{{#site.canonical}}<link rel=\"canonical\" href=\"{{site.canonical}}\">{{/site.canonical}}\n"
     "{{#site.languages}}<a hreflang=\"{{code}}\" href=\"{{url}}\" title=\"{{absolute}}\">{{name}}</a>"
     "{{/site.languages}}\n"
     "{{#site.menu}}<a href=\"{{url}}\"{{#current}} aria-current=\"page\"{{/current}}"
     "{{#inside}} aria-current=\"true\"{{/inside}}>{{label}}</a>{{/site.menu}}\n"
     "<p>{{site.name}}</p>\n{{>*page}}</html>\n"},
    {"page", "<h1>{{title}}</h1><p title=\"{{text}}\">{{text}}</p>\n"},
    {"error", "<h1>{{title}}</h1><p>{{message}}</p><p>{{advice}}</p><p>{{status}}</p>\n"},
    {"form",
     "{{#form.faults}}<a href=\"{{href}}\">{{label}}: {{message}}</a>{{/form.faults}}\n"
     "<form method=\"post\"><input type=\"hidden\" name=\"_token\" value=\"{{form.token}}\">\n"
     "{{#form.fields}}<p id=\"{{id}}\"{{#describedby}} aria-describedby=\"{{describedby}}\"{{/describedby}}>"
     "{{name}}={{value}} {{error}}"
     "{{#is_choice}}{{#options}}<input name=\"{{name}}\" id=\"{{id}}\" value=\"{{code}}\" "
     "{{#checked}}checked{{/checked}}>{{label}}{{/options}}{{/is_choice}}</p>\n{{/form.fields}}</form>\n"},
};

static char large[LARGE_BYTES];

char large_byte(size_t i)
{
    return (char)(i * 31 / 7);
}

static const struct asset assets[] = {
    {STR_INIT("/assets/large.0123abcd.woff2"),
     STR_INIT("font/woff2"),
     {large, sizeof large},
     {NULL, 0},
     {NULL, 0},
     true},
    {STR_INIT("/assets/app.0123abcd.css"), STR_INIT("text/css; charset=utf-8"), STR_INIT("body{color:#123}"),
     STR_INIT("<gzip>"), STR_INIT("<brotli>"), true},
    {STR_INIT("/favicon.svg"), STR_INIT("image/svg+xml"), STR_INIT("<svg/>"), {NULL, 0}, {NULL, 0}, false},
};

struct context {
    struct languages languages;
    struct template_set *sets[LANGUAGES_MAX];
};

static struct str translate(void *context, struct arena *arena, struct str msgid)
{
    (void)arena;
    return tr_str(context, msgid);
}

static const struct template_set *templates_for(void *context, struct arena *arena,
                                                const struct language *language)
{
    struct context *c = context;
    (void)arena;
    return language == c->languages.items[0] ? c->sets[0] : c->sets[1];
}

static const struct asset *find_asset(void *context, struct arena *arena, struct str path)
{
    (void)context, (void)arena;
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++)
        if (str_eq(assets[i].path, path))
            return &assets[i];
    return NULL;
}

static void fill_site(void *context, struct request *request, struct value *site)
{
    (void)context, (void)request;
    value_set_c(site, "name", "Test & Co");
}

static struct template_set *compile(struct arena *arena, const struct language *language)
{
    const struct template_options options = {.translate = translate,
                                             .translate_context = (void *)(uintptr_t)language};
    struct template_set *set = template_set_new(arena, &options);
    struct template_fault fault;
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        rc result = template_set_add(set, str_from_c(templates[i].name), str_from_c(templates[i].source),
                                     &fault);
        if (result != RC_OK)
            fprintf(stderr, "%s:%u:%u: %s\n", fault.template_name, fault.line, fault.column, fault.text);
        assert(result == RC_OK);
    }
    rc result = template_set_link(set, &fault);
    assert(result == RC_OK);
    (void)result;
    return set;
}

/* One organisation, with one host. */
static rc find_own_host(void *context, struct arena *arena, struct str host, struct str *ret_slug)
{
    (void)context, (void)arena;
    if (!str_eq_c(host, "own.example"))
        return RC_NOT_FOUND;
    *ret_slug = STR("own");
    return RC_OK;
}

struct server_parts module_parts(struct arena *arena, struct db *db)
{
    static const struct module *const modules[] = {&test_module, NULL};
    struct context *context = ARENA_NEW(arena, struct context);
    module_db = db;
    rc result = languages_add(&context->languages, arena, "sv", make_catalogue(arena));
    assert(result == RC_OK);
    result = languages_add(&context->languages, arena, "en", STR_NONE);
    assert(result == RC_OK);
    (void)result;
    for (size_t i = 0; i < context->languages.n; i++)
        context->sets[i] = compile(arena, context->languages.items[i]);
    other_language = context->languages.items[1];
    for (size_t i = 0; i < sizeof large; i++)
        large[i] = large_byte(i);
    return (struct server_parts){
        .db = db,
        .languages = &context->languages,
        .modules = modules,
        .templates_for = templates_for,
        .find_asset = find_asset,
        .assets_stay = true,
        .sign_in_route = "test.sign_in",
        .strengthen_route = "test.form",
        .find_scope = find_scope,
        .find_own_host = find_own_host,
        .fill_site = fill_site,
        .context = context,
    };
}

const struct migration module_migrations[1] = {
    {"test", 1, STR_INIT("note"),
     STR_INIT("CREATE TABLE note (id $INT PRIMARY KEY, name $TEXT NOT NULL, text $TEXT NOT NULL) $STRICT;")},
};
