/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_enter.h"

#include "core/audit/audit.h"
#include "core/auth/token.h"
#include "core/auth/totp.h"
#include "features/accounts/accounts_form.h"
#include "features/accounts/accounts_letters.h"

struct entering {
    struct session_start session; /* but for the person */
    struct str session_token;
    struct account_token code; /* of the kind TOKEN_CODE, but for the person */
    struct str code_token;
    struct session before; /* what the browser had, which ends; id 0: none */
};

struct entering *entering_make(struct request *request, enum session_method method, struct str next)
{
    struct arena *arena = request_arena(request);
    struct entering *entering = ARENA_NEW(arena, struct entering);
    entering->session_token = token_new(arena);
    entering->code_token = token_new(arena);
    if (request_session(request))
        entering->before = *request_session(request);
    entering->session = (struct session_start){.token_hash = token_hash(arena, entering->session_token),
                                               .method = method,
                                               .agent = request_user_agent(request),
                                               .now = request_time(request)};
    entering->code = (struct account_token){.hash = token_hash(arena, entering->code_token),
                                            .kind = TOKEN_CODE,
                                            .email = STR(""),
                                            .email_key = STR(""),
                                            .language = STR(""),
                                            .next = next,
                                            .now = request_time(request)};
    return entering;
}

/* Whoever signs in again has one session here, not two of which one is nobody's. */
static rc begin_session(struct txn *txn, const struct session_start *start, const struct session *before)
{
    rc result = before->id ? session_end(txn, before->person, before->id) : RC_OK;
    return result && result != RC_NOT_FOUND ? result : session_begin(txn, start);
}

rc enter(struct txn *txn, const struct entering *entering, int64_t person, bool strong,
         struct entered *ret_entered)
{
    struct arena *arena = arena_new();
    struct person who;
    struct session_start session = entering->session;
    struct account_token code = entering->code;
    session.person = code.person = person;
    session.strong = strong;
    rc result = person_by_id(txn_reader(txn), arena, person, &who);
    if (result == RC_OK && who.erased)
        result = RC_NOT_FOUND;
    bool wants_code = result == RC_OK && who.has_app && !strong;
    if (result == RC_OK)
        result = wants_code ? token_insert(txn, &code) : begin_session(txn, &session, &entering->before);
    if (result == RC_OK)
        *ret_entered = (struct entered){person, wants_code};
    arena_free(arena);
    return result;
}

/* Whoever has the address already connects the identity from their account: here it is left out. */
static rc insert_person(struct txn *txn, struct arena *arena, const struct account_identity *identity,
                        int64_t *ret_id)
{
    struct person known;
    struct person_new person = {.email = identity->email,
                                .email_key = identity->email_key,
                                .name = identity->name,
                                .language = identity->language,
                                .now = identity->now};
    rc result = person_by_key(txn_reader(txn), arena, identity->email_key, &known);
    if (result == RC_OK)
        person.email = person.email_key = STR("");
    return result && result != RC_NOT_FOUND ? result : person_insert(txn, &person, ret_id);
}

rc account_connected_letter(struct request *request, struct reader *reader, int64_t person,
                            struct mail *ret_letter)
{
    struct person who;
    rc result = person_by_id(reader, request_arena(request), person, &who);
    if (result || !who.email.n)
        return result;
    return letter_write(request, LETTER_CONNECTED, who.email, STR_NONE, ret_letter);
}

/* Its owner is told, and may see it among what concerns them. */
static rc tell_connected(struct txn *txn, const struct account_identity *identity)
{
    rc result = audit_put(txn, &(struct audit_entry){.at = identity->now,
                                                     .actor = identity->link_to,
                                                     .act = "accounts.connect",
                                                     .person = identity->link_to,
                                                     .subject = identity->issuer});
    return result || !identity->letter.to.n ? result : mail_put(txn, &identity->letter, NULL);
}

rc account_of_identity(struct txn *txn, const struct account_identity *identity, int64_t *ret_person)
{
    int64_t id;
    rc result = identity_find(txn_reader(txn), identity->issuer, identity->subject, &id);
    if (result == RC_OK && identity->link_to && id != identity->link_to)
        return RC_EXISTS;
    if (result == RC_NOT_FOUND) {
        struct arena *arena = arena_new();
        id = identity->link_to;
        result = id ? RC_OK : insert_person(txn, arena, identity, &id);
        if (result == RC_OK)
            result = identity_insert(txn, identity->issuer, identity->subject, id, identity->now);
        if (result == RC_OK && identity->link_to)
            result = tell_connected(txn, identity);
        arena_free(arena);
    }
    if (result == RC_OK)
        *ret_person = id;
    return result;
}

/* ---- the code --------------------------------------------------------------------------- */

static const struct field code_fields[] = {{.name = "code",
                                            .kind = FIELD_TEXT,
                                            .label = TR("Code"),
                                            .hint = TR("Six digits from your app, or one of your recovery "
                                                       "codes."),
                                            .required = true,
                                            .max = 30,
                                            .autocomplete = "one-time-code"}};
enum { CODE_FIELDS = 1 };

static rc code_form(struct request *request, struct str token, struct str next,
                    const struct field_value *values, const struct faults *faults)
{
    struct form_page page = {
        .title = TR("One step more"),
        .text = TEXT_FORMAT(request_arena(request),
                            tr(request_language(request),
                               "Open the app on your phone and write the code that it shows for {0}."),
                            request_site_name(request)),
        .submit = TR("Sign in"),
        .action = REQUEST_URL0(request, "accounts.code"),
        .fields = code_fields,
        .n = CODE_FIELDS,
        .values = values,
        .faults = faults,
        .hidden = {{STR("token"), token}, {STR("next"), next}},
        .links = {{TR("Start again"), url_with_next(request, "accounts.sign_in", next)}},
    };
    return form_page_reply(request, &page);
}

rc entered_reply(struct request *request, const struct entering *entering, const struct entered *entered)
{
    struct str next = entering->code.next;
    if (entered->wants_code)
        return code_form(request, entering->code_token, next, NULL, NULL);
    reply_sign_in(request, entering->session_token);
    return reply_redirect(request, next.n ? next : REQUEST_URL0(request, "accounts.account"));
}

/* By itself it has nothing to ask about: whoever reloads it begins again. */
rc accounts_code_page(struct request *request, struct reader *reader)
{
    (void)reader;
    return reply_redirect(request, url_with_next(request, "accounts.sign_in", sent_next(request)));
}

struct code_in {
    struct str token, token_hash, next;
    struct str code;          /* as typed */
    struct str recovery_hash; /* STR_NONE: it is no recovery code */
    struct field_value values[CODE_FIELDS];
    const struct entering *entering;
    struct mail recovery_used, many_wrong; /* without a recipient where there is no address */
    time_us now;
};
enum code_answer { CODE_GONE, CODE_WRONG, CODE_WAIT, CODE_RIGHT };
struct code_out {
    enum code_answer answer;
};

static rc code_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct code_in *in = ARENA_NEW(arena, struct code_in);
    struct faults faults = {0};
    struct account_token token;
    struct person person;
    rc result = form_read(request, request_form(request), code_fields, CODE_FIELDS, in->values, &faults);
    if (result)
        return result;
    in->token = sent_value(request, "token");
    in->token_hash = token_hash(arena, in->token);
    in->next = sent_next(request);
    in->now = request_time(request);
    if (faults.n)
        return code_form(request, in->token, in->next, in->values, &faults);
    in->code = in->values[0].text;
    in->recovery_hash = recovery_code_hash(arena, in->code);
    in->entering = entering_make(request, SESSION_BY_PASSWORD, in->next);
    result = token_find(reader, arena, in->token_hash, TOKEN_CODE, in->now, &token);
    if (result == RC_OK)
        result = person_by_id(reader, arena, token.person, &person);
    if (result == RC_OK && person.email.n)
        result = letter_write(request, LETTER_RECOVERY, person.email, STR_NONE, &in->recovery_used);
    if (result == RC_OK && person.email.n)
        result = letter_write(request, LETTER_GUESSES, person.email, STR_NONE, &in->many_wrong);
    if (result == RC_NOT_FOUND)
        result = RC_OK; /* the step says so */
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

/* Uses the code up. RC_NOT_FOUND: it is wrong, or used. */
static rc use_code(struct txn *txn, struct arena *arena, const struct code_in *in, int64_t person)
{
    struct person_secrets secrets;
    int64_t step;
    rc result = person_secrets_read(txn_reader(txn), arena, person, &secrets);
    if (result)
        return result;
    if (secrets.totp_secret.p &&
        totp_verify(secrets.totp_secret, in->code, in->now, secrets.totp_step, &step))
        return person_take_totp_step(txn, person, step);
    if (!in->recovery_hash.p)
        return RC_NOT_FOUND;
    result = person_use_recovery(txn, person, in->recovery_hash);
    return result || !in->recovery_used.to.n ? result : mail_put(txn, &in->recovery_used, NULL);
}

static rc count_wrong(struct txn *txn, struct str subject, const struct code_in *in, int64_t wrong_before)
{
    rc result = guess_add(txn, subject, in->now);
    bool tell = wrong_before + 1 == CODES_TOLD && in->many_wrong.to.n;
    return result || !tell ? result : mail_put(txn, &in->many_wrong, NULL);
}

static rc begin_strong(struct txn *txn, const struct code_in *in, const struct account_token *token)
{
    struct entered entered;
    rc result = enter(txn, in->entering, token->person, true, &entered);
    return result ? result : token_spend_of(txn, token->person, TOKEN_CODE, 0);
}

static rc judge_code(struct txn *txn, struct arena *arena, const struct code_in *in,
                     const struct account_token *token, struct code_out *out)
{
    struct guesses guesses;
    struct str subject = arena_printf(arena, "code %lld", (long long)token->person);
    rc result = guess_read(txn_reader(txn), subject, &guesses);
    if (result)
        return result;
    if (in->now < guesses.last + guess_wait(guesses.wrong)) {
        out->answer = CODE_WAIT;
        return RC_OK;
    }
    result = use_code(txn, arena, in, token->person);
    if (result == RC_NOT_FOUND) {
        out->answer = CODE_WRONG;
        return count_wrong(txn, subject, in, guesses.wrong);
    }
    out->answer = CODE_RIGHT;
    if (result == RC_OK)
        result = guess_clear(txn, subject);
    return result ? result : begin_strong(txn, in, token);
}

static rc code_step(struct txn *txn, const void *data, void *out)
{
    const struct code_in *in = data;
    struct arena *arena = arena_new();
    struct account_token token;
    rc result = token_find(txn_reader(txn), arena, in->token_hash, TOKEN_CODE, in->now, &token);
    if (result == RC_OK)
        result = judge_code(txn, arena, in, &token, out);
    else if (result == RC_NOT_FOUND)
        result = RC_OK; /* CODE_GONE */
    arena_free(arena);
    return result;
}

static rc code_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct code_in *in = data;
    const struct code_out *code = out;
    const struct language *language = request_language(request);
    struct faults faults = {0};
    if (result)
        return result;
    if (code->answer == CODE_RIGHT)
        return entered_reply(request, in->entering, &(struct entered){0});
    if (code->answer == CODE_GONE)
        return message_reply(
            request, 410, TR("That took too long"),
            TR("The code must be written within ten minutes. Sign in again."),
            (struct page_link){TR("Sign in"), url_with_next(request, "accounts.sign_in", in->next)});
    form_add_fault(request, &faults, &code_fields[0],
                   code->answer == CODE_WAIT
                       ? tr(language, "There were many wrong codes. Wait a while before the next.")
                       : tr(language, "The code is wrong or has been used. Wait for the next one in the app, "
                                      "and check that the phone's clock is right."));
    return code_form(request, in->token, in->next, NULL, &faults);
}

const struct post accounts_code_post = {.lane = LANE_QUICK,
                                        .prepare = code_prepare,
                                        .step = code_step,
                                        .out_size = sizeof(struct code_out),
                                        .answer = code_answer,
                                        .seldom = true};

/* ---- again ------------------------------------------------------------------------------- */

bool is_fresh(struct request *request, rc *ret_result)
{
    const struct session *session = request_session(request);
    if (request_time(request) - session->begun < FRESH_FOR)
        return true;
    struct pair pairs[] = {{STR("next"), request_here(request)}, {STR("again"), STR("1")}};
    *ret_result = reply_redirect(
        request, url_with_query(request_arena(request), REQUEST_URL0(request, "accounts.sign_in"), pairs, 2));
    return false;
}
