/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in with a password or a link, and out. */
#include "core/auth/password.h"
#include "core/auth/token.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_password.h"

enum { EMAIL, PASSWORD, FIELDS };

#define EMAIL_FIELD                                                                            \
    {                                                                                          \
        .name = "email", .kind = FIELD_EMAIL, .label = TR("E-mail address"), .required = true, \
        .max = MAIL_ADDRESS_MAX, .autocomplete = "username"                                    \
    }

static const struct field with_mail[FIELDS] = {
    EMAIL_FIELD,
    {.name = "password",
     .kind = FIELD_PASSWORD,
     .label = TR("Password"),
     .hint = TR("If you have none, or have forgotten it: leave this empty and choose “Send me a link”."),
     .max = PASSWORD_MAX_BYTES,
     .autocomplete = "current-password"},
};
/* Where the portal can send no link. */
static const struct field without_mail[FIELDS] = {
    EMAIL_FIELD,
    {.name = "password",
     .kind = FIELD_PASSWORD,
     .label = TR("Password"),
     .required = true,
     .max = PASSWORD_MAX_BYTES,
     .autocomplete = "current-password"},
};

static const struct field *fields_of(const struct request *request)
{
    return request_has_mail(request) ? with_mail : without_mail;
}

/* Other ways in, which other modules have: a map with "parts". Read while there is a reader. */
static rc other_ways(struct request *request, struct reader *reader, struct value **ret_ways)
{
    *ret_ways = value_map(request_arena(request));
    return reply_parts(request, reader, "accounts.sign_in", sent_next(request), *ret_ways);
}

static rc sign_in_form(struct request *request, struct value *ways, const struct field_value *values,
                       const struct faults *faults)
{
    struct str next = sent_next(request);
    bool again = sent_value(request, "again").n > 0, has_mail = request_has_mail(request);
    struct form_page page = {
        .title = again ? TR("Sign in again") : TR("Sign in"),
        .lead = again
                    ? TR("It has been a while since you signed in. To be sure that it is you, we ask you to "
                         "sign in once more before you go on.")
                    : NULL,
        .submit = TR("Sign in"),
        .other = has_mail ? TR("Send me a link") : NULL,
        .fields = fields_of(request),
        .n = FIELDS,
        .values = values,
        .faults = faults,
        .hidden = {{STR("next"), next}, {STR("again"), again ? STR("1") : STR("")}},
        .links = {{has_mail && !again ? TR("Make an account") : NULL,
                   url_with_next(request, "accounts.sign_up", next)}},
        .back = again && request_session(request),
    };
    struct value *view = form_page_view(request, &page);
    value_set(view, "_ways", ways);
    return reply_page_status(request, faults && faults->n ? 422 : 200, "accounts/sign_in", view);
}

rc accounts_sign_in_page(struct request *request, struct reader *reader)
{
    const struct session *session = request_session(request);
    struct field_value values[FIELDS] = {0};
    struct value *ways;
    struct person person = {0};
    rc result = other_ways(request, reader, &ways);
    if (result == RC_OK && session) { /* again: nobody need write what is known */
        result = person_by_id(reader, request_arena(request), session->person, &person);
        values[EMAIL].text = person.email;
    }
    return result ? result : sign_in_form(request, ways, values, NULL);
}

/* ---- password, or a letter with a link ------------------------------------------------------- */

enum sign_in_answer { SIGN_IN_SENT, SIGN_IN_WRONG, SIGN_IN_WAIT, SIGN_IN_RIGHT };

struct sign_in_in {
    struct field_value values[FIELDS];
    struct value *ways; /* to show the form again */
    struct str address_key;
    const struct entering *entering;
    time_us now;
    /* by password */
    int64_t person; /* 0: nobody has the address */
    bool right;
    struct str hash;     /* what was compared with: STR_NONE where there is no password */
    struct str subject;  /* of wrong guesses */
    struct str new_hash; /* STR_NONE: the stored one stays */
    /* by link */
    bool by_link;
    struct account_token link; /* but for the person */
    struct mail letter;
};
struct sign_in_out {
    enum sign_in_answer answer;
    struct entered entered;
};

/* As much work whether or not the address has an account with a password. */
static rc check_right(struct request *request, struct reader *reader, struct sign_in_in *in)
{
    struct arena *arena = request_arena(request);
    struct str password = in->values[PASSWORD].text;
    struct person person = {0};
    struct person_secrets secrets = {0};
    bool outdated = false;
    rc result = person_by_key(reader, arena, in->address_key, &person);
    if (result == RC_OK)
        result = person_secrets_read(reader, arena, person.id, &secrets);
    if (result && result != RC_NOT_FOUND)
        return result;
    in->person = person.id;
    in->hash = secrets.password_hash;
    if (secrets.password_hash.p)
        in->right = password_verify(secrets.password_hash, password, &outdated);
    else
        password_verify_nobody(password);
    if (in->right && outdated)
        in->new_hash = password_hash(arena, password);
    return RC_OK;
}

static rc write_link(struct request *request, struct sign_in_in *in, struct str address)
{
    struct arena *arena = request_arena(request);
    struct str token = token_new(arena);
    in->link = (struct account_token){.hash = token_hash(arena, token),
                                      .kind = TOKEN_LINK,
                                      .email = address,
                                      .email_key = in->address_key,
                                      .language = str_from_c(language_code(request_language(request))),
                                      .next = sent_next(request),
                                      .now = in->now};
    return letter_write(request, LETTER_LINK, address, letter_url(request, "accounts.use_link", token),
                        &in->letter);
}

static rc sign_in_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct sign_in_in *in = ARENA_NEW(arena, struct sign_in_in);
    const struct field *fields = fields_of(request);
    struct faults faults = {0};
    struct mail_address address;
    rc result = other_ways(request, reader, &in->ways);
    if (result == RC_OK)
        result = form_read(request, request_form(request), fields, FIELDS, in->values, &faults);
    if (result)
        return result;
    in->by_link = request_has_mail(request) && sent_value(request, "other").n > 0;
    if (in->values[EMAIL].given)
        read_address(request, &fields[EMAIL], &in->values[EMAIL], &address, &faults);
    if (!in->by_link && !in->values[PASSWORD].given && !fields[PASSWORD].required)
        form_add_fault(request, &faults, &fields[PASSWORD],
                       tr(request_language(request), "Write your password, or choose “Send me a link”."));
    if (faults.n)
        return sign_in_form(request, in->ways, in->values, &faults);
    in->now = request_time(request);
    in->address_key = address.key;
    in->subject = password_subject(arena, address.key);
    in->entering = entering_make(request, SESSION_BY_PASSWORD, sent_next(request));
    result = in->by_link ? write_link(request, in, address.text) : check_right(request, reader, in);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* A letter to whoever has the address, unless it has got enough of them. Where nobody has it, something is
 * stored and counted all the same: neither the time that it takes nor a later letter tells. The letter goes
 * to the address that was confirmed, not to one that differs in case. */
static rc send_link(struct txn *txn, struct arena *arena, const struct sign_in_in *in)
{
    struct person person = {0};
    int64_t letters;
    struct account_token token = in->link;
    struct mail letter = in->letter;
    rc result = token_count_to(txn_reader(txn), in->address_key, in->now - TIME_HOUR, &letters);
    if (result || letters >= LETTERS_PER_HOUR)
        return result;
    result = person_by_key(txn_reader(txn), arena, in->address_key, &person);
    if (result && result != RC_NOT_FOUND)
        return result;
    token.person = person.id;
    letter.to = person.email;
    result = token_insert(txn, &token);
    return result || !person.id ? result : mail_put(txn, &letter, NULL);
}

/* Whether the password that was right is still the person's. */
static rc is_still_right(struct reader *reader, const struct sign_in_in *in, bool *ret_right)
{
    struct arena *arena = arena_new();
    struct person_secrets secrets = {0};
    rc result = in->right ? person_secrets_read(reader, arena, in->person, &secrets) : RC_OK;
    if (result == RC_OK)
        *ret_right = in->right && str_eq(secrets.password_hash, in->hash);
    arena_free(arena);
    return result;
}

/* Guesses are counted here, one after another, however many are tried at once. */
static rc judge_password(struct txn *txn, const struct sign_in_in *in, struct sign_in_out *out)
{
    struct guesses guesses;
    bool right;
    rc result = guess_read(txn_reader(txn), in->subject, &guesses);
    if (result == RC_OK)
        result = is_still_right(txn_reader(txn), in, &right);
    if (result)
        return result;
    out->answer = SIGN_IN_WAIT;
    if (in->now < guesses.last + guess_wait(guesses.wrong))
        return RC_OK;
    out->answer = right ? SIGN_IN_RIGHT : SIGN_IN_WRONG;
    if (!right)
        return guess_add(txn, in->subject, in->now);
    result = guesses.wrong ? guess_clear(txn, in->subject) : RC_OK;
    if (result == RC_OK && in->new_hash.p)
        result = person_set_password(txn, in->person, in->new_hash, in->now);
    return result ? result : enter(txn, in->entering, in->person, false, &out->entered);
}

static rc sign_in_step(struct txn *txn, const void *data, void *out)
{
    const struct sign_in_in *in = data;
    if (!in->by_link)
        return judge_password(txn, in, out);
    struct arena *arena = arena_new();
    rc result = send_link(txn, arena, in);
    arena_free(arena);
    return result;
}

static struct str wrong_text(const struct request *request, bool wait)
{
    static const char *const texts[2][2] = {
        {TR("Address and password do not go together. Check both."),
         TR("Address and password do not go together. Check both, or let us send you a link.")},
        {TR("There were many attempts with wrong passwords. Wait a while."),
         TR("There were many attempts with wrong passwords. Wait a while, or let us send you a link.")}};
    return tr_str(request_language(request), str_from_c(texts[wait][request_has_mail(request)]));
}

static rc sent_reply(struct request *request)
{
    struct pair pair = {STR("for"), STR("sign-in")};
    return reply_redirect(
        request, url_with_query(request_arena(request), REQUEST_URL0(request, "accounts.sent"), &pair, 1));
}

static rc sign_in_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct sign_in_in *in = data;
    const struct sign_in_out *answer = out;
    struct faults faults = {0};
    if (result)
        return result;
    if (answer->answer == SIGN_IN_SENT)
        return sent_reply(request);
    if (answer->answer == SIGN_IN_RIGHT)
        return entered_reply(request, in->entering, &answer->entered);
    form_add_fault(request, &faults, &fields_of(request)[PASSWORD],
                   wrong_text(request, answer->answer == SIGN_IN_WAIT));
    return sign_in_form(request, in->ways, in->values, &faults);
}

const struct post accounts_sign_in_post = {.lane = LANE_SLOW,
                                           .prepare = sign_in_prepare,
                                           .step = sign_in_step,
                                           .out_size = sizeof(struct sign_in_out),
                                           .answer = sign_in_answer,
                                           .seldom = true};

/* ---- the link -------------------------------------------------------------------------------------- */

static rc link_ended(struct request *request)
{
    return message_reply(request, 410, TR("The link does not work any more"),
                         TR("It has been used, or is more than 30 minutes old. Ask for another."),
                         (struct page_link){TR("Sign in"), REQUEST_URL0(request, "accounts.sign_in")});
}

/* A button, since mail programs follow links before people do. */
rc accounts_link_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    struct account_token token;
    struct str text = sent_value(request, "token");
    rc result = token_find(reader, arena, token_hash(arena, text), TOKEN_LINK, request_time(request), &token);
    if (result == RC_NOT_FOUND)
        return link_ended(request);
    if (result)
        return result;
    struct form_page page = {
        .title = TR("Sign in"),
        .text = TEXT_FORMAT(arena, tr(request_language(request), "You sign in as {0}."), token.email),
        .submit = TR("Sign in"),
        .hidden = {{STR("token"), text}},
    };
    return form_page_reply(request, &page);
}

struct link_in {
    struct str token_hash;
    time_us now;
    const struct entering *entering;
};

static rc link_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct link_in *in = ARENA_NEW(arena, struct link_in);
    struct account_token token;
    in->token_hash = token_hash(arena, sent_value(request, "token"));
    rc result = token_find(reader, arena, in->token_hash, TOKEN_LINK, request_time(request), &token);
    if (result == RC_NOT_FOUND)
        return link_ended(request);
    if (result)
        return result;
    in->entering = entering_make(request, SESSION_BY_LINK, token.next);
    in->now = request_time(request);
    *ret_in = in;
    return RC_OK;
}

/* The letter has come to the address the account has now, or the link opens nothing. */
static rc link_step(struct txn *txn, const void *data, void *out)
{
    const struct link_in *in = data;
    struct arena *arena = arena_new();
    struct account_token token;
    struct person person;
    rc result = token_take(txn, arena, in->token_hash, TOKEN_LINK, in->now, &token);
    if (result == RC_OK)
        result = person_by_key(txn_reader(txn), arena, token.email_key, &person);
    if (result == RC_OK && person.id != token.person)
        result = RC_NOT_FOUND;
    if (result == RC_OK)
        result = enter(txn, in->entering, token.person, false, out);
    arena_free(arena);
    return result;
}

static rc link_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct link_in *in = data;
    if (result == RC_NOT_FOUND)
        return link_ended(request);
    return result ? result : entered_reply(request, in->entering, out);
}

const struct post accounts_link_post = {.lane = LANE_QUICK,
                                        .prepare = link_prepare,
                                        .step = link_step,
                                        .out_size = sizeof(struct entered),
                                        .answer = link_answer,
                                        .seldom = true};

/* ---- out ---------------------------------------------------------------------------------------------- */

rc accounts_sign_out_page(struct request *request, struct reader *reader)
{
    (void)reader;
    struct form_page page = {.title = TR("Sign out"),
                             .lead = TR("You will be signed out in this browser."),
                             .submit = TR("Sign out"),
                             .back = true};
    return form_page_reply(request, &page);
}

static rc sign_out_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    (void)reader;
    struct session *in = ARENA_NEW(request_arena(request), struct session);
    *in = *request_session(request);
    *ret_in = in;
    return RC_OK;
}

static rc sign_out_step(struct txn *txn, const void *in, void *out)
{
    const struct session *session = in;
    (void)out;
    return session_end(txn, session->person, session->id);
}

static rc sign_out_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    if (result)
        return result;
    reply_sign_out(request);
    return reply_redirect(request, REQUEST_URL0(request, "accounts.signed_out"));
}

const struct post accounts_sign_out_post = {
    .lane = LANE_QUICK, .prepare = sign_out_prepare, .step = sign_out_step, .answer = sign_out_answer};

rc accounts_signed_out_page(struct request *request, struct reader *reader)
{
    (void)reader;
    return message_reply(request, 200, TR("You are signed out"),
                         TR("If others use this computer too, close the browser as well."),
                         (struct page_link){TR("To the start page"), REQUEST_URL0(request, "site.start")});
}
