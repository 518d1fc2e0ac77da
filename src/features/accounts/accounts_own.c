/* SPDX-License-Identifier: EUPL-1.2 */
/* A person's own page: what the account is, its name, and where it is signed in. */
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_own.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_rules.h"
#include "features/accounts/accounts_store.h"

#include "core/session/session.h"

rc own_person(struct request *request, struct reader *reader, struct person *ret_person)
{
    return person_by_id(reader, request_arena(request), request_session(request)->person, ret_person);
}

/* ---- the account's page ----------------------------------------------------------------- */

/* What has just been done, told once. */
static const struct {
    const char *code, *text;
} done[] = {{"name", TR("Your name and settings have been saved.")},
            {"password", TR("Your password has been changed. You have been signed out everywhere else.")},
            {"two-steps", TR("Two-step sign-in is on.")},
            {"one-step", TR("Two-step sign-in is off.")},
            {"address-asked",
             TR("Look in your mail: we have sent a link to the new address. Nothing changes until you have "
                "followed it.")},
            {"address", TR("Your address has been changed.")}};

static struct str done_text(const struct request *request)
{
    struct str code = request_query_value(request, "done");
    for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
        if (str_eq_c(code, done[i].code))
            return tr_str(request_language(request), str_from_c(done[i].text));
    return STR_NONE;
}

static void links_view(struct request *request, struct value *view)
{
    static const struct {
        const char *key, *route;
    } links[] = {{"name_url", "accounts.name"},         {"address_url", "accounts.address"},
                 {"password_url", "accounts.password"}, {"two_steps_url", "accounts.two_steps"},
                 {"sessions_url", "accounts.sessions"}, {"data_url", "accounts.data"},
                 {"sign_out_url", "accounts.sign_out"}};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        value_set_url(view, links[i].key, REQUEST_URL0(request, links[i].route));
}

rc accounts_own_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    struct person person;
    int64_t codes;
    rc result = own_person(request, reader, &person);
    if (result == RC_OK)
        result = person_count_recovery(reader, person.id, &codes);
    if (result)
        return result;
    value_set_str(view, "title", tr(request_language(request), "My account"));
    value_set_str(view, "_done", done_text(request));
    value_set_str(view, "name", person.name);
    value_set_str(view, "email", person.email.n ? person.email : STR_NONE);
    value_set_bool(view, "hidden", person.hidden);
    value_set_bool(view, "has_password", person.has_password);
    value_set_bool(view, "has_app", person.has_app);
    value_set_int(view, "recovery_codes", codes);
    value_set_bool(view, "_few_codes", person.has_app && codes < 3);
    links_view(request, view);
    result = reply_parts(request, reader, "accounts.account", STR(""), view);
    return result ? result : reply_page(request, "accounts/account", view);
}

/* ---- name, language, protected identity ----------------------------------------------------- */

static const struct choice languages[] = {{"sv", "Svenska", NULL}, {"en", "English", NULL}, {0}};
static const struct field name_fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .label = TR("Name"),
     .hint = TR("As others will see it where you write."),
     .required = true,
     .max = PERSON_NAME_MAX,
     .autocomplete = "name"},
    {.name = "language",
     .kind = FIELD_CHOICE,
     .label = TR("Language of e-mails"),
     .required = true,
     .choices = languages},
    {.name = "hidden",
     .kind = FIELD_CHECK,
     .label = TR("I have a protected identity"),
     .hint = TR(
         "Then nobody sees your name, not even administrators: only “Participant”. Nobody sees that you "
         "have ticked this either.")},
};
enum { NAME, LANGUAGE, HIDDEN, NAME_FIELDS };

static rc name_form(struct request *request, const struct field_value *values, const struct faults *faults)
{
    struct form_page page = {.title = TR("Name and settings"),
                             .submit = TR("Save"),
                             .fields = name_fields,
                             .n = NAME_FIELDS,
                             .values = values,
                             .faults = faults,
                             .back = true};
    return form_page_reply(request, &page);
}

rc accounts_name_page(struct request *request, struct reader *reader)
{
    struct person person;
    rc result = own_person(request, reader, &person);
    if (result)
        return result;
    struct field_value values[NAME_FIELDS] = {[NAME] = {.text = person.name},
                                              [LANGUAGE] = {.text = person.language},
                                              [HIDDEN] = {.integer = person.hidden}};
    return name_form(request, values, NULL);
}

struct name_in {
    int64_t person;
    struct str name, language;
    bool hidden;
    time_us now;
};

static rc name_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[NAME_FIELDS];
    struct faults faults = {0};
    (void)reader;
    rc result = form_read(request, request_form(request), name_fields, NAME_FIELDS, values, &faults);
    if (result)
        return result;
    if (faults.n)
        return name_form(request, values, &faults);
    struct name_in *in = ARENA_NEW(request_arena(request), struct name_in);
    *in = (struct name_in){request_session(request)->person, values[NAME].text, values[LANGUAGE].text,
                           values[HIDDEN].integer, request_time(request)};
    *ret_in = in;
    return RC_OK;
}

static rc name_step(struct txn *txn, const void *data, void *out)
{
    const struct name_in *in = data;
    (void)out;
    return person_set_name(txn, in->person, in->name, in->language, in->hidden, in->now);
}

rc done_reply(struct request *request, const char *what)
{
    struct pair pair = {STR("done"), str_from_c(what)};
    return reply_redirect(
        request, url_with_query(request_arena(request), REQUEST_URL0(request, "accounts.account"), &pair, 1));
}

static rc name_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : done_reply(request, "name");
}

const struct post accounts_name_post = {
    .lane = LANE_QUICK, .prepare = name_prepare, .step = name_step, .answer = name_answer};

/* ---- sessions ------------------------------------------------------------------------------------ */

static struct str method_text(const struct language *language, enum session_method method)
{
    return method == SESSION_BY_LINK   ? tr(language, "by a link")
           : method == SESSION_BY_OIDC ? tr(language, "by an identity provider")
                                       : tr(language, "with a password");
}

/* "Firefox on Windows", as far as it can be told. */
static struct str browser_text(struct arena *arena, const struct language *language, struct str agent)
{
    struct str browser = agent_browser(agent), device = agent_device(agent);
    if (browser.n && device.n)
        return TEXT_FORMAT(arena, tr(language, "{0} on {1}"), browser, device);
    return browser.n ? browser : device.n ? device : tr(language, "An unknown browser");
}

static void session_view(struct request *request, struct value *item, const struct session *session)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    value_set_str(item, "id", arena_printf(arena, "%lld", (long long)session->id));
    value_set_bool(item, "this", session->id == request_session(request)->id);
    value_set_str(item, "browser", browser_text(arena, language, session->agent));
    value_set_str(item, "method", method_text(language, session->method));
    value_set_bool(item, "two_steps", session->strong);
    value_set_str(item, "_begun", text_moment(arena, language, session->begun));
    value_set_str(item, "_seen", text_moment(arena, language, session->seen));
}

rc accounts_sessions_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    struct session_list list;
    rc result = session_list(reader, arena, request_session(request)->person, request_time(request), &list);
    if (result)
        return result;
    struct form_page page = {.title = TR("Where you are signed in"),
                             .lead = TR("If you do not recognise one of these, sign it out and choose a new "
                                        "password."),
                             .submit = TR("Sign out everywhere else")};
    struct value *view = form_page_view(request, &page), *items = value_set_list(view, "sessions");
    for (size_t here = 2; here-- > 0;) /* this one first */
        for (size_t i = 0; i < list.n; i++)
            if ((list.items[i].id == request_session(request)->id) == (here == 1))
                session_view(request, value_push_map(items), &list.items[i]);
    struct str ended = request_query_value(request, "done");
    value_set_str(view, "_done",
                  str_eq_c(ended, "one") ? tr(request_language(request), "That browser is signed out.")
                  : str_eq_c(ended, "others")
                      ? tr(request_language(request), "You are signed out everywhere else.")
                      : STR_NONE);
    value_set_bool(view, "_others", list.n > 1);
    value_set_url(view, "_account_url", REQUEST_URL0(request, "accounts.account"));
    return reply_page(request, "accounts/sessions", view);
}

struct end_in {
    int64_t person, here, id; /* id 0: all others */
};

static rc sessions_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct end_in *in = ARENA_NEW(request_arena(request), struct end_in);
    struct str id = sent_value(request, "session");
    (void)reader;
    *in = (struct end_in){request_session(request)->person, request_session(request)->id, 0};
    *ret_in = in;
    return id.n ? str_to_int(id, &in->id) : RC_OK;
}

/* One that has ended meanwhile has ended. */
static rc sessions_step(struct txn *txn, const void *data, void *out)
{
    const struct end_in *in = data;
    (void)out;
    if (in->id == 0)
        return session_end_all(txn, in->person, in->here);
    rc result = session_end(txn, in->person, in->id);
    return result == RC_NOT_FOUND ? RC_OK : result;
}

static rc sessions_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct end_in *in = data;
    (void)out;
    if (result)
        return result;
    if (in->id == in->here) {
        reply_sign_out(request);
        return reply_redirect(request, REQUEST_URL0(request, "accounts.signed_out"));
    }
    struct pair pair = {STR("done"), in->id ? STR("one") : STR("others")};
    return reply_redirect(request, url_with_query(request_arena(request),
                                                  REQUEST_URL0(request, "accounts.sessions"), &pair, 1));
}

const struct post accounts_sessions_post = {
    .lane = LANE_QUICK, .prepare = sessions_prepare, .step = sessions_step, .answer = sessions_answer};
