/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A new address for letters and signing in. The new one is confirmed by a link; the old one gets a
 * link that stops the change, also a week later, for whoever finds that it was somebody else.
 */
#include "core/auth/token.h"
#include "core/session/session.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"
#include "features/accounts/accounts_own.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_password.h"

static const struct field fields[] = {{.name = "email",
                                       .kind = FIELD_EMAIL,
                                       .label = TR("New e-mail address"),
                                       .required = true,
                                       .max = MAIL_ADDRESS_MAX,
                                       .autocomplete = "email"}};
enum { FIELDS = 1 };

static rc address_form(struct request *request, const struct person *person, const struct field_value *values,
                       const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct form_page page = {
        .title = TR("Change your e-mail address"),
        .lead = TR(
            "We send a link to the new address. When you follow it, the change is made. The old address "
            "gets an e-mail too, with a link that stops the change."),
        .text = person->email.n
                    ? TEXT_FORMAT(arena, tr(request_language(request), "Your address at present is {0}."),
                                  person->email)
                    : STR_NONE,
        .submit = TR("Send the e-mails"),
        .fields = fields,
        .n = FIELDS,
        .values = values,
        .faults = faults,
        .back = true};
    return form_page_reply(request, &page);
}

rc accounts_address_page(struct request *request, struct reader *reader)
{
    struct person person;
    rc result;
    if (lacks_mail(request, &result) || !is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    return result ? result : address_form(request, &person, NULL, NULL);
}

struct address_in {
    struct account_token change, stop;
    struct mail to_new, to_old; /* to_old: without a recipient where there is no old address */
};

static rc write_letters(struct request *request, struct address_in *in, const struct person *person)
{
    struct arena *arena = request_arena(request);
    struct str change = token_new(arena), stop = token_new(arena);
    in->change.hash = token_hash(arena, change);
    in->stop.hash = token_hash(arena, stop);
    rc result = letter_write(request, LETTER_ADDRESS_NEW, in->change.email,
                             letter_url(request, "accounts.new_address", change), &in->to_new);
    if (result || !person->email.n)
        return result;
    return letter_write(request, LETTER_ADDRESS_OLD, person->email,
                        letter_url(request, "accounts.stop_address", stop), &in->to_old);
}

static rc address_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[FIELDS];
    struct faults faults = {0};
    struct mail_address address = {0};
    struct person person;
    rc result;
    if (lacks_mail(request, &result) || !is_fresh(request, &result))
        return result;
    result = own_person(request, reader, &person);
    if (result == RC_OK)
        result = form_read(request, request_form(request), fields, FIELDS, values, &faults);
    if (result)
        return result;
    if (values[0].given)
        read_address(request, &fields[0], &values[0], &address, &faults);
    if (faults.n == 0 && str_eq(address.key, person.email_key))
        form_add_fault(request, &faults, &fields[0],
                       tr(request_language(request), "That is already your address."));
    if (faults.n)
        return address_form(request, &person, values, &faults);
    struct address_in *in = ARENA_NEW(request_arena(request), struct address_in);
    in->change = (struct account_token){.kind = TOKEN_ADDRESS,
                                        .person = person.id,
                                        .email = address.text,
                                        .email_key = address.key,
                                        .language = person.language,
                                        .next = STR(""),
                                        .now = request_time(request)};
    in->stop = in->change;
    in->stop.kind = TOKEN_ADDRESS_STOP;
    in->stop.email = person.email;
    in->stop.email_key = person.email_key;
    result = write_letters(request, in, &person);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* The stops of earlier changes stay: an intruder must not push the first one out. */
static rc address_step(struct txn *txn, const void *data, void *out)
{
    const struct address_in *in = data;
    int64_t letters;
    (void)out;
    rc result = token_count_to(txn_reader(txn), in->change.email_key, in->change.now - TIME_HOUR, &letters);
    if (result || letters >= LETTERS_PER_HOUR)
        return result;
    result = token_spend_of(txn, in->change.person, TOKEN_ADDRESS, 0);
    if (result == RC_OK)
        result = token_insert(txn, &in->change);
    if (result == RC_OK)
        result = mail_put(txn, &in->to_new, NULL);
    if (result || !in->to_old.to.n)
        return result;
    result = token_insert(txn, &in->stop);
    return result ? result : mail_put(txn, &in->to_old, NULL);
}

static rc address_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : done_reply(request, "address-asked");
}

const struct post accounts_address_post = {.lane = LANE_QUICK,
                                           .prepare = address_prepare,
                                           .step = address_step,
                                           .answer = address_answer,
                                           .seldom = true};

/* ---- the links of the letters --------------------------------------------------------------- */

static rc ended_reply(struct request *request)
{
    return message_reply(
        request, 410, TR("The link does not work any more"),
        TR("It has been used, is too old, belongs to another account than yours, or the address "
           "has got an account of its own."),
        (struct page_link){TR("Sign in"), REQUEST_URL0(request, "accounts.sign_in")});
}

/* The token that was sent. A new address is confirmed by whoever asked for it: signed in, so that nobody
 * gives their address to another's account by following a link. RC_NOT_FOUND: none any more. */
static rc find_sent(struct request *request, struct reader *reader, enum token_kind kind,
                    struct account_token *ret_token)
{
    struct arena *arena = request_arena(request);
    rc result = token_find(reader, arena, token_hash(arena, sent_value(request, "token")), kind,
                           request_time(request), ret_token);
    if (result == RC_OK && kind == TOKEN_ADDRESS && ret_token->person != request_session(request)->person)
        result = RC_NOT_FOUND;
    return result;
}

static rc link_form(struct request *request, struct reader *reader, enum token_kind kind, const char *title,
                    const char *lead, const char *submit)
{
    struct arena *arena = request_arena(request);
    struct account_token token;
    rc result = find_sent(request, reader, kind, &token);
    if (result == RC_NOT_FOUND)
        return ended_reply(request);
    if (result)
        return result;
    struct form_page page = {
        .title = title,
        .lead = lead,
        .text = TEXT_FORMAT(arena, tr(request_language(request), "The account will have the address {0}."),
                            token.email),
        .submit = submit,
        .hidden = {{STR("token"), sent_value(request, "token")}}};
    return form_page_reply(request, &page);
}

rc accounts_new_address_page(struct request *request, struct reader *reader)
{
    return link_form(request, reader, TOKEN_ADDRESS, TR("Confirm the new address"), NULL, TR("Confirm"));
}

rc accounts_stop_address_page(struct request *request, struct reader *reader)
{
    return link_form(request, reader, TOKEN_ADDRESS_STOP, TR("Keep the old address"),
                     TR("You will be signed out everywhere, and the password is removed: somebody else may "
                        "know it."),
                     TR("Keep it, and sign out everywhere"));
}

struct link_in {
    struct str token_hash;
    time_us now;
    struct mail to_new, to_old; /* without a recipient where there is nothing to tell */
};

static rc link_prepare(struct request *request, struct reader *reader, enum token_kind kind, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct link_in *in = ARENA_NEW(arena, struct link_in);
    struct account_token token;
    struct person person;
    in->now = request_time(request);
    rc result = find_sent(request, reader, kind, &token);
    if (result == RC_OK)
        result = person_by_id(reader, arena, token.person, &person);
    if (result == RC_NOT_FOUND)
        return ended_reply(request);
    in->token_hash = token.hash;
    if (result == RC_OK && !str_eq(token.email_key, person.email_key))
        result = letter_write(request, LETTER_ADDRESS_DONE, token.email, STR_NONE, &in->to_new);
    if (result == RC_OK && person.email.n && kind == TOKEN_ADDRESS)
        result = letter_write(request, LETTER_ADDRESS_DONE, person.email, STR_NONE, &in->to_old);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

static rc new_address_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    return link_prepare(request, reader, TOKEN_ADDRESS, ret_in);
}

static rc stop_address_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    return link_prepare(request, reader, TOKEN_ADDRESS_STOP, ret_in);
}

static rc put_letter(struct txn *txn, const struct mail *letter)
{
    return letter->to.n ? mail_put(txn, letter, NULL) : RC_OK;
}

/* Links to the old address open nothing any more. */
static rc set_address(struct txn *txn, const struct link_in *in, const struct account_token *token)
{
    rc result = person_set_address(txn, token->person, token->email, token->email_key, in->now);
    if (result == RC_OK)
        result = token_spend_of(txn, token->person, TOKEN_LINK, 0);
    if (result == RC_OK)
        result = put_letter(txn, &in->to_new);
    return result ? result : put_letter(txn, &in->to_old);
}

static rc new_address_step(struct txn *txn, const void *data, void *out)
{
    const struct link_in *in = data;
    struct arena *arena = arena_new();
    struct account_token token;
    (void)out;
    rc result = token_take(txn, arena, in->token_hash, TOKEN_ADDRESS, in->now, &token);
    if (result == RC_OK)
        result = set_address(txn, in, &token);
    arena_free(arena);
    return result;
}

/* What an intruder may have got since: an app, an identity, a code's turn, and the stops of what they did
 * later, which would give the account back to them. */
static rc take_back(struct txn *txn, const struct account_token *token)
{
    static const enum token_kind kinds[] = {TOKEN_ADDRESS, TOKEN_ADDRESS_STOP, TOKEN_CODE};
    rc result = person_remove_app_since(txn, token->person, token->now);
    if (result == RC_OK)
        result = identity_remove_since(txn, token->person, token->now);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && result == RC_OK; i++)
        result = token_spend_of(txn, token->person, kinds[i], token->now);
    return result;
}

/* Whoever asked for the change is out, and the password they may know opens nothing. */
static rc stop_address_step(struct txn *txn, const void *data, void *out)
{
    const struct link_in *in = data;
    struct arena *arena = arena_new();
    struct account_token token;
    (void)out;
    rc result = token_take(txn, arena, in->token_hash, TOKEN_ADDRESS_STOP, in->now, &token);
    if (result == RC_OK)
        result = take_back(txn, &token);
    if (result == RC_OK)
        result = set_address(txn, in, &token);
    if (result == RC_OK)
        result = person_set_password(txn, token.person, STR_NONE, in->now);
    if (result == RC_OK)
        result = session_end_all(txn, token.person, 0);
    arena_free(arena);
    return result;
}

static rc new_address_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    if (result == RC_NOT_FOUND || result == RC_EXISTS)
        return ended_reply(request);
    if (result)
        return result;
    return message_reply(request, 200, TR("Your address is changed"),
                         TR("From now on you sign in with the new address, and letters come to it."),
                         (struct page_link){TR("To my account"), REQUEST_URL0(request, "accounts.account")});
}

static rc stop_address_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    if (result == RC_NOT_FOUND || result == RC_EXISTS)
        return ended_reply(request);
    if (result)
        return result;
    return message_reply(
        request, 200, TR("The old address is kept"),
        TR("You have been signed out everywhere, and the password has been removed. Sign in by a link to "
           "this address, and choose a new password."),
        (struct page_link){TR("Sign in"), REQUEST_URL0(request, "accounts.sign_in")});
}

const struct post accounts_new_address_post = {.lane = LANE_QUICK,
                                               .prepare = new_address_prepare,
                                               .step = new_address_step,
                                               .answer = new_address_answer,
                                               .seldom = true};
const struct post accounts_stop_address_post = {.lane = LANE_QUICK,
                                                .prepare = stop_address_prepare,
                                                .step = stop_address_step,
                                                .answer = stop_address_answer,
                                                .seldom = true};
