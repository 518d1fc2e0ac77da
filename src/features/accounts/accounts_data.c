/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * My data: everything that is kept about a person, to take home (GDPR articles 15 and 20), and its
 * removal (article 17). Each module tells and removes what is its own: struct personal_data.
 */
#include "core/access/access.h"
#include "core/audit/audit.h"
#include "core/session/session.h"
#include "core/view/json.h"
#include "core/archive/archive.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"
#include "features/accounts/accounts_own.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_personal.h"
#include "features/accounts/accounts_store.h"

enum { MODULES_MAX = 64, FILE_MAX_BYTES = 64 * 1024 * 1024, LOOKS_MAX = 1000 };

/* ---- what accounts themselves keep ---------------------------------------------------------- */

static void set_time(struct value *map, struct arena *arena, const char *key, time_us time)
{
    char *text = arena_alloc(arena, TIME_ISO_BYTES);
    value_set_c(map, key, time_format_iso(time, text));
}

static void person_view(struct value *map, struct arena *arena, const struct person *person)
{
    value_set_str(map, "name", person->name);
    value_set_str(map, "email", person->email);
    value_set_str(map, "language", person->language);
    value_set_bool(map, "protected_identity", person->hidden);
    value_set_bool(map, "has_password", person->has_password);
    value_set_bool(map, "has_two_step_sign_in", person->has_app);
    set_time(map, arena, "created", person->created);
}

static rc sessions_view(struct reader *reader, struct arena *arena, const struct person *person,
                        struct value *list)
{
    struct session_list sessions;
    rc result = session_list(reader, arena, person->id, time_now(), &sessions);
    for (size_t i = 0; result == RC_OK && i < sessions.n; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "browser", sessions.items[i].agent);
        set_time(item, arena, "begun", sessions.items[i].begun);
        set_time(item, arena, "seen", sessions.items[i].seen);
    }
    return result;
}

static rc identities_view(struct reader *reader, struct arena *arena, int64_t person, struct value *list)
{
    struct identity_list identities;
    rc result = identity_list(reader, arena, person, &identities);
    for (size_t i = 0; result == RC_OK && i < identities.n; i++) {
        struct value *item = value_push_map(list);
        value_set_str(item, "issuer", identities.items[i].issuer);
        value_set_str(item, "subject", identities.items[i].subject);
        set_time(item, arena, "created", identities.items[i].created);
    }
    return result;
}

/* What others have done that concerns the person; who they are is theirs. */
static rc log_view(struct reader *reader, struct arena *arena, int64_t person, struct value *list)
{
    struct audit_list entries;
    rc result = audit_of_person(reader, arena, person, INT64_MAX, LOOKS_MAX, &entries);
    for (size_t i = 0; result == RC_OK && i < entries.n; i++) {
        struct value *item = value_push_map(list);
        value_set_c(item, "act", entries.items[i].act);
        value_set_str(item, "subject", entries.items[i].subject);
        value_set_bool(item, "by_yourself", entries.items[i].actor == person);
        set_time(item, arena, "at", entries.items[i].at);
    }
    return result;
}

static rc collect(struct reader *reader, struct arena *arena, int64_t id, struct value *map)
{
    struct person person;
    rc result = person_by_id(reader, arena, id, &person);
    if (result)
        return result;
    person_view(map, arena, &person);
    result = sessions_view(reader, arena, &person, value_set_list(map, "sessions"));
    if (result == RC_OK)
        result = identities_view(reader, arena, id, value_set_list(map, "identities"));
    return result ? result : log_view(reader, arena, id, value_set_list(map, "log"));
}

static rc erase(struct txn *txn, int64_t person, time_us now)
{
    struct arena *arena = arena_new();
    struct person who;
    rc result = person_by_id(txn_reader(txn), arena, person, &who);
    if (result == RC_OK)
        result = token_forget(txn, person, who.email_key);
    arena_free(arena);
    if (result == RC_OK)
        result = person_erase(txn, person, now);
    if (result == RC_OK)
        result = session_end_all(txn, person, 0);
    return result ? result : access_revoke_all(txn, person, now, person);
}

const struct personal_data accounts_personal = {
    collect, erase,
    TR("If you have had a role in the portal: that you had it and what you did with it. The log must show "
       "who has had power over others. It has a number where your name stood.")};

/* ---- taking it home ----------------------------------------------------------------------------- */

static rc module_file(struct request *request, struct reader *reader, const struct module *module,
                      struct archive_file *ret_file)
{
    struct arena *arena = request_arena(request);
    struct value *map = value_map(arena);
    struct buf json;
    rc result = module->personal->collect(reader, arena, request_session(request)->person, map);
    if (result)
        return result;
    buf_init(&json, FILE_MAX_BYTES);
    result = json_write(&json, map);
    if (result == RC_OK && json.overflowed)
        result = RC_LIMIT;
    if (result == RC_OK)
        *ret_file = (struct archive_file){arena_printf(arena, "%s.json", module->name),
                                          arena_str_dup(arena, buf_str(&json))};
    buf_free(&json);
    return result;
}

rc accounts_export_page(struct request *request, struct reader *reader)
{
    struct archive_file files[MODULES_MAX];
    struct str archive;
    size_t n = 0;
    rc result = RC_OK;
    if (!is_fresh(request, &result))
        return result;
    for (const struct module *const *m = request_modules(request); *m && result == RC_OK; m++)
        if ((*m)->personal && n < MODULES_MAX)
            result = module_file(request, reader, *m, &files[n++]);
    if (result == RC_OK)
        result = archive_make(request_arena(request), files, n, request_time(request), &archive);
    return result ? result : reply_bytes(request, "application/zip", archive, "mina-uppgifter.zip");
}

rc accounts_data_page(struct request *request, struct reader *reader)
{
    struct value *view = value_map(request_arena(request));
    (void)reader;
    value_set_str(view, "title", tr(request_language(request), "My data"));
    value_set_url(view, "export_url", REQUEST_URL0(request, "accounts.export"));
    value_set_url(view, "erase_url", REQUEST_URL0(request, "accounts.erase"));
    value_set_url(view, "account_url", REQUEST_URL0(request, "accounts.account"));
    return reply_page(request, "accounts/data", view);
}

/* ---- removing it --------------------------------------------------------------------------------- */

static const struct field erase_fields[] = {
    {.name = "sure",
     .kind = FIELD_CHECK,
     .label = TR("I want my account removed, and know that it cannot be "
                 "undone"),
     .required = true}};
enum { ERASE_FIELDS = 1 };

static rc erase_form(struct request *request, const struct faults *faults)
{
    struct form_page page = {
        .title = TR("Remove my account"),
        .lead = TR(
            "Your name, your e-mail address and your ways to sign in are removed at once. Where you have "
            "written it will say “Removed user”."),
        .submit = TR("Remove the account"),
        .danger = true,
        .fields = erase_fields,
        .n = ERASE_FIELDS,
        .faults = faults,
        .back = true};
    struct value *view = form_page_view(request, &page), *kept = value_set_list(view, "kept");
    for (const struct module *const *m = request_modules(request); *m; m++)
        if ((*m)->personal && (*m)->personal->kept)
            value_set_str(value_push_map(kept), "text",
                          tr_str(request_language(request), str_from_c((*m)->personal->kept)));
    return reply_page_status(request, faults ? 422 : 200, "accounts/erase", view);
}

rc accounts_erase_page(struct request *request, struct reader *reader)
{
    rc result;
    (void)reader;
    return is_fresh(request, &result) ? erase_form(request, NULL) : result;
}

struct erase_in {
    int64_t person;
    const struct module *const *modules;
    struct mail letter;
    time_us now;
};

static rc erase_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[ERASE_FIELDS];
    struct faults faults = {0};
    struct person person;
    rc result;
    if (!is_fresh(request, &result))
        return result;
    result = form_read(request, request_form(request), erase_fields, ERASE_FIELDS, values, &faults);
    if (result == RC_OK)
        result = own_person(request, reader, &person);
    if (result)
        return result;
    if (faults.n)
        return erase_form(request, &faults);
    struct erase_in *in = ARENA_NEW(request_arena(request), struct erase_in);
    in->person = person.id;
    in->modules = request_modules(request);
    in->now = request_time(request);
    if (person.email.n)
        result = letter_write(request, LETTER_ERASED, person.email, STR_NONE, &in->letter);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* RC_CONFLICT where nobody else administers the portal. */
static rc check_not_last(struct reader *reader, int64_t person)
{
    struct arena *arena = arena_new();
    struct grant_list list;
    bool mine = false, others = false;
    rc result = access_of_organisation(reader, arena, ACCESS_PORTAL, &list);
    for (size_t i = 0; result == RC_OK && i < list.n; i++) {
        bool administers = list.items[i].role == ROLE_PORTAL_ADMINISTRATOR;
        mine = mine || (administers && list.items[i].person == person);
        others = others || (administers && list.items[i].person != person);
    }
    arena_free(arena);
    return result ? result : mine && !others ? RC_CONFLICT : RC_OK;
}

static rc erase_step(struct txn *txn, const void *data, void *out)
{
    const struct erase_in *in = data;
    (void)out;
    rc result = check_not_last(txn_reader(txn), in->person);
    if (result == RC_OK && in->letter.to.n)
        result = mail_put(txn, &in->letter, NULL);
    for (const struct module *const *m = in->modules; *m && result == RC_OK; m++)
        if ((*m)->personal)
            result = (*m)->personal->erase(txn, in->person, in->now);
    return result ? result
                  : audit_put(txn, &(struct audit_entry){.at = in->now,
                                                         .actor = in->person,
                                                         .act = "accounts.erase",
                                                         .person = in->person,
                                                         .subject = STR("")});
}

static rc erase_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    if (result == RC_CONFLICT)
        return message_reply(
            request, 409, TR("You are the portal's only administrator"),
            TR("Make somebody else an administrator first. Then you can remove your account."),
            (struct page_link){TR("To my account"), REQUEST_URL0(request, "accounts.account")});
    if (result)
        return result;
    reply_sign_out(request);
    return message_reply(request, 200, TR("Your account is removed"),
                         TR("Thank you for taking part. You are welcome back whenever you like."),
                         (struct page_link){TR("To the start page"), REQUEST_URL0(request, "site.start")});
}

const struct post accounts_erase_post = {
    .lane = LANE_QUICK, .prepare = erase_prepare, .step = erase_step, .answer = erase_answer};
