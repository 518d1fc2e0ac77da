/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Signing up: an account is made when its address has been confirmed, and not before. Name and
 * password are asked for then, of whoever has the letter: somebody who signs up with another's
 * address cannot choose what will open the account.
 */
#include "core/auth/password.h"
#include "core/auth/token.h"
#include "features/accounts/accounts_enter.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"
#include "features/accounts/accounts_pages.h"
#include "features/accounts/accounts_password.h"

static const struct field fields[] = {
    {.name = "email",
     .kind = FIELD_EMAIL,
     .label = TR("E-mail address"),
     .hint = TR("We send an e-mail with a link to it. Others do not see the address."),
     .required = true,
     .max = MAIL_ADDRESS_MAX,
     .autocomplete = "email"}};
enum { FIELDS = 1 };

static rc sign_up_form(struct request *request, const struct field_value *values, const struct faults *faults)
{
    struct str next = sent_next(request);
    struct form_page page = {
        .title = TR("Make an account"),
        .lead = TR("With an account you can take part in dialogues and follow what becomes of them. You need "
                   "none to read."),
        .submit = TR("Send me the link"),
        .fields = fields,
        .n = FIELDS,
        .values = values,
        .faults = faults,
        .hidden = {{STR("next"), next}},
        .links = {{TR("I have an account: sign in"), url_with_next(request, "accounts.sign_in", next)}},
    };
    return form_page_reply(request, &page);
}

rc accounts_sign_up_page(struct request *request, struct reader *reader)
{
    rc result;
    (void)reader;
    return lacks_mail(request, &result) ? result : sign_up_form(request, NULL, NULL);
}

/* ---- the request -------------------------------------------------------------------------- */

struct sign_up_in {
    struct account_token confirm, link; /* one of them is stored */
    struct mail confirm_letter, link_letter;
};

static rc write_letters(struct request *request, struct sign_up_in *in)
{
    struct arena *arena = request_arena(request);
    struct str confirm = token_new(arena), link = token_new(arena);
    in->link = in->confirm;
    in->confirm.kind = TOKEN_SIGN_UP;
    in->confirm.hash = token_hash(arena, confirm);
    in->link.kind = TOKEN_LINK;
    in->link.hash = token_hash(arena, link);
    rc result = letter_write(request, LETTER_SIGN_UP, in->confirm.email,
                             letter_url(request, "accounts.confirm", confirm), &in->confirm_letter);
    return result ? result
                  : letter_write(request, LETTER_KNOWN, in->confirm.email,
                                 letter_url(request, "accounts.use_link", link), &in->link_letter);
}

static rc sign_up_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[FIELDS];
    struct faults faults = {0};
    struct mail_address address;
    rc result;
    (void)reader;
    if (lacks_mail(request, &result))
        return result;
    result = form_read(request, request_form(request), fields, FIELDS, values, &faults);
    if (result)
        return result;
    if (values[0].given)
        read_address(request, &fields[0], &values[0], &address, &faults);
    if (faults.n)
        return sign_up_form(request, values, &faults);
    struct sign_up_in *in = ARENA_NEW(request_arena(request), struct sign_up_in);
    in->confirm = (struct account_token){
        .email = address.text,
        .email_key = address.key,
        .language = str_from_c(language_code(request_language(request))),
        .next = sent_next(request),
        .now = request_time(request),
    };
    result = write_letters(request, in);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

struct sign_up_out {
    bool flooded; /* so many sign up right now that it cannot be people */
    bool enough;  /* the address has got letters enough for now */
};

static rc check_rates(struct reader *reader, const struct account_token *token, struct sign_up_out *out)
{
    int64_t letters = 0, sign_ups;
    rc result = token_count_sign_ups(reader, token->now - TIME_MINUTE, &sign_ups);
    if (result == RC_OK)
        result = token_count_to(reader, token->email_key, token->now - TIME_HOUR, &letters);
    if (result == RC_OK)
        *out = (struct sign_up_out){sign_ups >= SIGN_UPS_PER_MINUTE, letters >= LETTERS_PER_HOUR};
    return result;
}

/* To whoever has an account, at the address they have confirmed; or to the one that was typed. */
static rc put_letter(struct txn *txn, struct arena *arena, const struct sign_up_in *in)
{
    struct person person = {0};
    rc result = person_by_key(txn_reader(txn), arena, in->confirm.email_key, &person);
    struct account_token token = person.id ? in->link : in->confirm;
    struct mail letter = person.id ? in->link_letter : in->confirm_letter;
    if (person.id) {
        token.person = person.id;
        token.email = letter.to = person.email;
    }
    if (result == RC_OK || result == RC_NOT_FOUND)
        result = token_insert(txn, &token);
    return result ? result : mail_put(txn, &letter, NULL);
}

/* Whoever asks is told the same in all cases; what differs is the letter. */
static rc sign_up_step(struct txn *txn, const void *data, void *out)
{
    const struct sign_up_in *in = data;
    struct sign_up_out *rates = out;
    struct arena *arena = arena_new();
    rc result = check_rates(txn_reader(txn), &in->confirm, rates);
    if (result == RC_OK && !rates->flooded && !rates->enough)
        result = put_letter(txn, arena, in);
    arena_free(arena);
    return result;
}

static rc flooded_reply(struct request *request)
{
    return message_reply(
        request, 503, TR("Very many are making accounts just now"),
        TR("More than we can write to at once. Nothing was saved. Wait a minute or two, and "
           "try again."),
        (struct page_link){TR("Make an account"), REQUEST_URL0(request, "accounts.sign_up")});
}

static rc sign_up_answer(struct request *request, const void *in, const void *out, rc result)
{
    const struct sign_up_out *rates = out;
    (void)in;
    if (result)
        return result;
    return rates->flooded ? flooded_reply(request)
                          : reply_redirect(request, REQUEST_URL0(request, "accounts.sent"));
}

const struct post accounts_sign_up_post = {.lane = LANE_QUICK,
                                           .prepare = sign_up_prepare,
                                           .step = sign_up_step,
                                           .out_size = sizeof(struct sign_up_out),
                                           .answer = sign_up_answer,
                                           .seldom = true};

/* Signing up always sends something; a link to sign in goes only to whoever has an account. */
rc accounts_sent_page(struct request *request, struct reader *reader)
{
    bool sign_in = str_eq_c(request_query_value(request, "for"), "sign-in");
    (void)reader;
    return message_reply(
        request, 200, TR("Look in your mail"),
        sign_in
            ? TR("If there is an account with the address you wrote, we have sent a link to it. The "
                 "e-mail may take a minute or two. If it does not come, look among your spam, and check "
                 "that the address was right.")
            : TR("We have sent a link to the address you wrote. Follow it to go on. The e-mail may take a "
                 "minute or two. If it does not come, look among your spam, and check that the address was "
                 "right."),
        sign_in ? (struct page_link){TR("Try another address"), REQUEST_URL0(request, "accounts.sign_in")}
                : (struct page_link){TR("Try another address"), REQUEST_URL0(request, "accounts.sign_up")});
}

/* ---- without a letter ----------------------------------------------------------------------------- */

rc account_welcome_put(struct txn *txn, const struct account_welcome *welcome)
{
    struct arena *arena = arena_new();
    struct person person;
    struct account_token token = {.hash = token_hash(arena, welcome->token),
                                  .kind = TOKEN_SIGN_UP,
                                  .email = welcome->address.text,
                                  .email_key = welcome->address.key,
                                  .language = welcome->language,
                                  .next = welcome->next,
                                  .now = welcome->now};
    rc result = person_by_key(txn_reader(txn), arena, token.email_key, &person);
    result = result == RC_OK ? RC_EXISTS : result == RC_NOT_FOUND ? token_insert(txn, &token) : result;
    arena_free(arena);
    return result;
}

struct str account_welcome_path(struct arena *arena, const struct languages *languages, struct str token)
{
    const struct language *language = languages->items[0];
    return ARENA_CONCAT(arena, language_prefix(languages, language), STR("/"),
                        tr_context(language, "path", "account"), STR("/"),
                        tr_context(language, "path", "welcome"), STR("?token="), token);
}

/* ---- the link ------------------------------------------------------------------------------------ */

static rc ended_reply(struct request *request)
{
    return message_reply(
        request, 410, TR("The link does not work any more"),
        TR("It has been used, or is more than 24 hours old. If you have made your account, sign in. "
           "Otherwise, begin again."),
        (struct page_link){TR("Sign in"), REQUEST_URL0(request, "accounts.sign_in")});
}

static const struct field confirm_fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .label = TR("Name"),
     .hint = TR("As others will see it where you write. You can change it later."),
     .required = true,
     .max = PERSON_NAME_MAX,
     .autocomplete = "name"},
    {.name = "password",
     .kind = FIELD_PASSWORD,
     .label = TR("Password (may be left empty)"),
     .hint = TR(
         "At least 12 characters. A few words in a row are good. If you choose none, we send you a link "
         "each time you sign in."),
     .max = PASSWORD_MAX_BYTES,
     .autocomplete = "new-password"},
};
enum { NAME, PASSWORD, CONFIRM_FIELDS };

static rc confirm_form(struct request *request, const struct account_token *token,
                       const struct field_value *values, const struct faults *faults)
{
    struct form_page page = {
        .title = TR("Welcome"),
        .text = TEXT_FORMAT(
            request_arena(request),
            tr(request_language(request), "Your address {0} is confirmed. Two things remain."), token->email),
        .submit = TR("Make the account and sign in"),
        .fields = confirm_fields,
        .n = CONFIRM_FIELDS,
        .values = values,
        .faults = faults,
        .username = token->email,
        .hidden = {{STR("token"), sent_value(request, "token")}},
    };
    return form_page_reply(request, &page);
}

/* The token that was sent, or, with RC_NOT_FOUND, none any more. */
static rc find_sent(struct request *request, struct reader *reader, struct account_token *ret_token)
{
    struct arena *arena = request_arena(request);
    return token_find(reader, arena, token_hash(arena, sent_value(request, "token")), TOKEN_SIGN_UP,
                      request_time(request), ret_token);
}

rc accounts_confirm_page(struct request *request, struct reader *reader)
{
    struct account_token token;
    rc result = find_sent(request, reader, &token);
    if (result == RC_NOT_FOUND)
        return ended_reply(request);
    return result ? result : confirm_form(request, &token, NULL, NULL);
}

struct confirm_in {
    struct str token_hash, name, password_hash;
    const struct entering *entering;
    time_us now;
};
struct confirm_out {
    struct entered entered;
};

static rc confirm_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct field_value values[CONFIRM_FIELDS];
    struct faults faults = {0};
    struct account_token token;
    rc result = find_sent(request, reader, &token);
    if (result == RC_NOT_FOUND)
        return ended_reply(request);
    if (result == RC_OK)
        result = form_read(request, request_form(request), confirm_fields, CONFIRM_FIELDS, values, &faults);
    if (result)
        return result;
    struct str password = values[PASSWORD].text;
    if (password.n)
        check_password(request, &confirm_fields[PASSWORD], password, values[NAME].text, token.email, &faults);
    if (faults.n)
        return confirm_form(request, &token, values, &faults);
    struct confirm_in *in = ARENA_NEW(arena, struct confirm_in);
    in->token_hash = token.hash;
    in->name = values[NAME].text;
    in->password_hash = password.n ? password_hash(arena, password) : STR_NONE;
    in->entering = entering_make(request, SESSION_BY_LINK, token.next);
    in->now = request_time(request);
    *ret_in = in;
    return RC_OK;
}

static rc confirm_step(struct txn *txn, const void *data, void *out)
{
    const struct confirm_in *in = data;
    struct confirm_out *confirmed = out;
    struct arena *arena = arena_new();
    struct account_token token;
    int64_t id;
    time_us now = in->now;
    rc result = token_take(txn, arena, in->token_hash, TOKEN_SIGN_UP, now, &token);
    if (result == RC_OK)
        result = person_insert(txn,
                               &(struct person_new){.email = token.email,
                                                    .email_key = token.email_key,
                                                    .name = in->name,
                                                    .language = token.language,
                                                    .password_hash = in->password_hash,
                                                    .now = now},
                               &id);
    if (result == RC_OK)
        result = enter(txn, in->entering, id, false, &confirmed->entered);
    arena_free(arena);
    return result;
}

static rc confirm_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct confirm_in *in = data;
    const struct confirm_out *confirmed = out;
    if (result == RC_NOT_FOUND || result == RC_EXISTS) /* used meanwhile, by this link or another */
        return ended_reply(request);
    return result ? result : entered_reply(request, in->entering, &confirmed->entered);
}

const struct post accounts_confirm_post = {.lane = LANE_SLOW,
                                           .prepare = confirm_prepare,
                                           .step = confirm_step,
                                           .out_size = sizeof(struct confirm_out),
                                           .answer = confirm_answer,
                                           .seldom = true};
