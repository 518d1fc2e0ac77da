/* SPDX-License-Identifier: EUPL-1.2 */
/* What opens the account: the password, and two-step sign-in with an app. */
#include "core/auth/password.h"
#include "core/auth/qr.h"
#include "core/auth/totp.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"
#include "features/accounts/accounts_own.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_password.h"

/* A letter to a person about what was done; none to whoever has no address. */
static rc letter_to(struct request *request, const struct person *person, enum letter_kind kind,
                    struct mail *ret_letter)
{
    return person->email.n ? letter_write(request, kind, person->email, STR_NONE, ret_letter) : RC_OK;
}

static rc put_letter(struct txn *txn, const struct mail *letter)
{
    return letter->to.n ? mail_put(txn, letter, NULL) : RC_OK;
}

/* ---- password --------------------------------------------------------------------------- */

static const struct field password_fields[] = {
    {.name = "password",
     .kind = FIELD_PASSWORD,
     .label = TR("New password"),
     .hint = TR("At least 12 characters. A few words in a row are good."),
     .required = true,
     .max = PASSWORD_MAX_BYTES,
     .autocomplete = "new-password"}};
enum { PASSWORD_FIELDS = 1 };

static rc password_form(struct request *request, const struct person *person, const struct faults *faults)
{
    struct form_page page = {.title = TR("Choose a password"),
                             .lead = TR("You stay signed in here, and are signed out everywhere else."),
                             .submit = TR("Save the password"),
                             .fields = password_fields,
                             .n = PASSWORD_FIELDS,
                             .faults = faults,
                             .username = person->email,
                             .back = true};
    return form_page_reply(request, &page);
}

rc accounts_password_page(struct request *request, struct reader *reader)
{
    struct person person;
    rc result;
    if (!is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    return result ? result : password_form(request, &person, NULL);
}

struct password_in {
    int64_t person, session;
    struct str hash;
    struct mail letter;
    time_us now;
};

static rc password_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[PASSWORD_FIELDS];
    struct faults faults = {0};
    struct person person;
    rc result;
    if (!is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    if (result == RC_OK)
        result = form_read(request, request_form(request), password_fields, PASSWORD_FIELDS, values, &faults);
    if (result)
        return result;
    if (values[0].given)
        check_password(request, &password_fields[0], values[0].text, person.name, person.email, &faults);
    if (faults.n)
        return password_form(request, &person, &faults);
    struct password_in *in = ARENA_NEW(request_arena(request), struct password_in);
    in->person = person.id;
    in->session = request_session(request)->id;
    in->hash = password_hash(request_arena(request), values[0].text);
    in->now = request_time(request);
    result = letter_to(request, &person, LETTER_PASSWORD, &in->letter);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

static rc password_step(struct txn *txn, const void *data, void *out)
{
    const struct password_in *in = data;
    (void)out;
    rc result = person_set_password(txn, in->person, in->hash, in->now);
    if (result == RC_OK)
        result = session_end_all(txn, in->person, in->session);
    if (result == RC_OK)
        result = token_spend_of(txn, in->person, TOKEN_LINK, 0);
    if (result == RC_OK)
        result = token_spend_of(txn, in->person, TOKEN_CODE, 0);
    return result ? result : put_letter(txn, &in->letter);
}

static rc password_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : done_reply(request, "password");
}

const struct post accounts_password_post = {.lane = LANE_SLOW,
                                            .prepare = password_prepare,
                                            .step = password_step,
                                            .answer = password_answer,
                                            .seldom = true};

/* ---- two steps ------------------------------------------------------------------------------- */

static const struct field app_fields[] = {{.name = "code",
                                           .kind = FIELD_TEXT,
                                           .label = TR("Code from the app"),
                                           .hint = TR("Six digits."),
                                           .required = true,
                                           .max = 30,
                                           .autocomplete = "one-time-code"}};
enum { APP_FIELDS = 1 };

/* The secret travels in the form until a code shows that the app has it. */
static rc app_form(struct request *request, const struct person *person, struct str secret,
                   const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct qr qr;
    struct str text = totp_secret_text(arena, secret);
    struct str account = person->email.n ? person->email : person->name;
    rc result = qr_make(arena, totp_address(arena, secret, request_site_name(request), account), &qr);
    if (result)
        return result;
    struct form_page page = {
        .title = TR("Two-step sign-in"),
        .lead = TR("With two steps, a stolen password is not enough: a code from an app on "
                   "your phone is asked for too."),
        .submit = TR("Turn on"),
        .fields = app_fields,
        .n = APP_FIELDS,
        .faults = faults,
        .hidden = {{STR("secret"), text}, {STR("next"), sent_next(request)}},
        .back = true};
    struct value *view = form_page_view(request, &page);
    value_set_str(view, "_path", qr.path);
    value_set_int(view, "_size", qr.size);
    struct value *groups = value_set_list(view, "_secret");
    for (size_t at = 0; at < text.n; at += 4) /* easier to copy by hand */
        value_set_str(value_push_map(groups), "letters", str_sub(text, at, 4));
    return reply_page_status(request, faults ? 422 : 200, "accounts/two_steps", view);
}

static rc app_on_page(struct request *request, struct reader *reader, const struct person *person)
{
    int64_t codes;
    rc result = person_count_recovery(reader, person->id, &codes);
    if (result)
        return result;
    const struct language *language = request_language(request);
    struct arena *arena = request_arena(request);
    struct form_page page = {
        .title = TR("Two-step sign-in is on"),
        .lead = TR("When you sign in we also ask for a code from the app on your phone. If you "
                   "make new recovery codes, the old ones stop working."),
        .text = TEXT_FORMAT(
            arena, trn(language, "{0} recovery code is left.", "{0} recovery codes are left.", codes),
            text_int(arena, language, codes)),
        .submit = TR("Make new recovery codes"),
        .other = TR("Turn off two-step sign-in"),
        .back = true};
    return form_page_reply(request, &page);
}

rc accounts_two_steps_page(struct request *request, struct reader *reader)
{
    struct person person;
    rc result;
    if (!is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    if (result)
        return result;
    return person.has_app ? app_on_page(request, reader, &person)
                          : app_form(request, &person, totp_secret_new(request_arena(request)), NULL);
}

struct app_in {
    int64_t person, session;
    bool off;
    struct str secret; /* of a new app, or STR_NONE: the one there is stays */
    int64_t totp_step; /* of the code that was shown for it */
    struct str codes[RECOVERY_CODES], hashes[RECOVERY_CODES];
    struct str next;
    struct mail letter;
    time_us now;
};

static void make_codes(struct arena *arena, struct app_in *in)
{
    for (int i = 0; i < RECOVERY_CODES; i++) {
        in->codes[i] = recovery_code_new(arena);
        in->hashes[i] = recovery_code_hash(arena, in->codes[i]);
    }
}

/* A new app: its first code proves that it has the secret. */
static rc read_app(struct request *request, const struct person *person, struct app_in *in)
{
    struct arena *arena = request_arena(request);
    struct field_value values[APP_FIELDS];
    struct faults faults = {0};
    in->secret = totp_secret_read(arena, sent_value(request, "secret"));
    if (!in->secret.p)
        return RC_INVALID;
    rc result = form_read(request, request_form(request), app_fields, APP_FIELDS, values, &faults);
    if (result)
        return result;
    if (values[0].given && !totp_verify(in->secret, values[0].text, in->now, 0, &in->totp_step))
        form_add_fault(
            request, &faults, &app_fields[0],
            tr(request_language(request),
               "The code is wrong. Wait for the next one, and check that the phone's clock is right."));
    return faults.n ? app_form(request, person, in->secret, &faults) : RC_OK;
}

static rc two_steps_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct app_in *in = ARENA_NEW(arena, struct app_in);
    struct person person;
    rc result;
    if (!is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    if (result)
        return result;
    in->person = person.id;
    in->session = request_session(request)->id;
    in->now = request_time(request);
    in->next = sent_next(request);
    in->off = person.has_app && sent_value(request, "other").n;
    if (!person.has_app) {
        result = read_app(request, &person, in);
        if (result || in->totp_step == 0)
            return result;
    }
    make_codes(arena, in);
    result = letter_to(request, &person,
                       in->off           ? LETTER_TWO_STEPS_OFF
                       : !person.has_app ? LETTER_TWO_STEPS_ON
                                         : LETTER_CODES,
                       &in->letter);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* What the person has is read again: another page of theirs may have changed it. */
static rc two_steps_step(struct txn *txn, const void *data, void *out)
{
    const struct app_in *in = data;
    struct arena *arena = arena_new();
    struct person_secrets secrets = {0};
    (void)out;
    rc result = person_secrets_read(txn_reader(txn), arena, in->person, &secrets);
    if (result == RC_OK && (secrets.totp_secret.p != NULL) == (in->secret.p != NULL))
        result = RC_CONFLICT;
    struct str secret = in->secret.p ? in->secret : secrets.totp_secret;
    int64_t taken = in->secret.p ? in->totp_step : secrets.totp_step;
    if (result == RC_OK && in->off)
        result = person_set_app(txn, in->person, STR_NONE, 0, NULL, 0, in->now);
    else if (result == RC_OK)
        result = person_set_app(txn, in->person, secret, taken, in->hashes, RECOVERY_CODES, in->now);
    if (result == RC_OK && in->secret.p) /* others have not shown the second step */
        result = session_end_all(txn, in->person, in->session);
    if (result == RC_OK && in->secret.p)
        result = session_strengthen(txn, in->session);
    if (result == RC_OK)
        result = put_letter(txn, &in->letter);
    arena_free(arena);
    return result;
}

/* The codes are shown now and never again. */
static rc codes_reply(struct request *request, const struct app_in *in)
{
    struct value *view = value_map(request_arena(request)), *list = value_set_list(view, "_codes");
    value_set_str(view, "title", tr(request_language(request), "Save these recovery codes"));
    for (int i = 0; i < RECOVERY_CODES; i++)
        value_set_str(value_push_map(list), "code", in->codes[i]);
    value_set_url(view, "_on_url", in->next.n ? in->next : REQUEST_URL0(request, "accounts.account"));
    return reply_page(request, "accounts/codes", view);
}

static rc two_steps_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct app_in *in = data;
    (void)out;
    if (result == RC_CONFLICT)
        return reply_redirect(request, REQUEST_URL0(request, "accounts.two_steps"));
    if (result)
        return result;
    return in->off ? done_reply(request, "one-step") : codes_reply(request, in);
}

const struct post accounts_two_steps_post = {.lane = LANE_QUICK,
                                             .prepare = two_steps_prepare,
                                             .step = two_steps_step,
                                             .answer = two_steps_answer,
                                             .seldom = true};
