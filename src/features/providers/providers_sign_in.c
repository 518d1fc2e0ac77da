/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Signing in elsewhere: leaving for an identity provider, and coming back. The attempt's secrets
 * are sealed in the browser meanwhile, so that only the browser that left can come back.
 */
#include "base/log.h"
#include "base/utf8.h"
#include "core/mail/mail_address.h"
#include "core/oidc/oidc_map.h"
#include "core/web/reply.h"
#include "features/accounts/pub/accounts.h"
#include "features/accounts/pub/entering.h"
#include "features/members/pub/members.h"
#include "features/organisations/pub/organisations.h"
#include "features/providers/providers_pages.h"
#include "features/providers/providers_store.h"

enum { NAME_BYTES = 200 };

/* ---- what both ways share -------------------------------------------------------------------- */

static struct str id_text(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "%lld", (long long)id);
}

/* In the first language: the address that is registered with the provider is one. */
static struct str back_url(struct request *request, int64_t id)
{
    struct arena *arena = request_arena(request);
    struct str value = id_text(arena, id);
    return request_letter_url(
        request, request_url_in(request, request_languages(request)->items[0], "providers.back", &value, 1));
}

static struct str none_if_empty(struct str text)
{
    return text.n ? text : STR_NONE;
}

struct oidc_provider provider_for_oidc(struct request *request, const struct provider *provider)
{
    return (struct oidc_provider){.issuer = provider->issuer,
                                  .client_id = provider->client_id,
                                  .client_secret = none_if_empty(provider->client_secret),
                                  .redirect_uri = back_url(request, provider->id),
                                  .scope = none_if_empty(provider->scope),
                                  .acr_values = none_if_empty(provider->acr_values)};
}

/* ---- what went wrong ---------------------------------------------------------------------- */

/* A sentence each; the operator's is in the log. */
static rc outcome_reply(struct request *request, const struct provider *provider, struct oidc_answer answer)
{
    static const struct {
        int status;
        const char *text;
    } told[OIDC_OUTCOMES] = {
        [OIDC_DENIED] = {403,
                         TR("You did not sign in there, or were not let in. Try again, or sign in in another "
                            "way.")},
        [OIDC_AGAIN] = {410, TR("It took too long, or was begun in another window. Try again.")},
        [OIDC_AWAY] = {503,
                       TR("The login service does not answer right now. Wait a while, or sign in in another "
                          "way.")},
        [OIDC_MISTAKE] = {502,
                          TR("The login service gave an answer that we cannot trust. Sign in in another way. "
                             "Those who run the portal can see why in the log.")},
        [OIDC_SETUP] = {502,
                        TR("The login service is not set up right. Sign in in another way. Those who run the "
                           "portal can see why in the log.")},
        [OIDC_LEVEL] = {403,
                        TR("You were signed in with a login that is too weak. Choose a stronger one there.")},
        [OIDC_PERSONAL_NUMBER] =
            {502, TR("The login service tells your personal identity number, which the portal "
                     "never takes. You have not been signed in, and nothing is saved.")},
    };
    const struct language *language = request_language(request);
    log_warning("providers", "%lld: %.*s", (long long)provider->id, STR_ARGS(answer.problem));
    return reply_message(
        request, told[answer.outcome].status,
        TEXT_FORMAT(request_arena(request), tr(language, "You are not signed in with {0}"), provider->name),
        tr_str(language, str_from_c(told[answer.outcome].text)), tr(language, "Sign in"),
        REQUEST_URL0(request, "accounts.sign_in"));
}

static rc find_enabled(struct request *request, struct reader *reader, int64_t id,
                       struct provider *ret_provider)
{
    rc result = provider_by_id(reader, request_arena(request), id, ret_provider);
    return result == RC_OK && !ret_provider->enabled ? RC_NOT_FOUND : result;
}

/* ---- leaving ------------------------------------------------------------------------------- */

/* Connecting opens the account in one way more: whoever does it has signed in a short while ago, and comes
 * from our own page, since another site could lead them here and on to a login that is its own. It is a link
 * with a form's token: browsers do not let a form lead on to another site (form-action). */
rc providers_leave_page(struct request *request, struct reader *reader)
{
    struct arena *arena = request_arena(request);
    struct provider provider;
    struct str next = request_query_value(request, "next"), url;
    struct str token = request_query_value(request, "connect");
    bool connects = token.n && request_session(request);
    rc result = RC_OK;
    if (connects && !request_is_form_token(request, token))
        return reply_redirect(request, REQUEST_URL0(request, "accounts.account"));
    if (connects && !is_fresh(request, &result))
        return result;
    result = find_enabled(request, reader, request_path_int(request, "provider"), &provider);
    if (result)
        return result;
    struct visit visit = {.provider = provider.id, .next = next_is_ours(next) ? next : STR("")};
    visit.link_to = connects ? request_session(request)->person : 0;
    struct oidc_provider there = provider_for_oidc(request, &provider);
    struct oidc_wish wish = {.ui_locales = str_from_c(language_code(request_language(request))),
                             .prompt = request_query_value(request, "again").n ? STR("login") : STR_NONE};
    struct oidc_answer answer = oidc_begin(request_logins(request), arena, &there, &wish,
                                           request_time(request), &visit.attempt, &url);
    if (answer.outcome != OIDC_FINE)
        return outcome_reply(request, &provider, answer);
    reply_keep(request, visit_text(arena, &visit), VISIT_LASTS);
    return reply_send_away(request, url);
}

/* ---- coming back ------------------------------------------------------------------------------ */

struct back_in {
    struct provider provider;
    struct account_identity identity;
    const struct entering *entering;
    struct str provider_text; /* what members know the provider as */
    const struct claim_rule **held;
    size_t n_held;
};

/* The rules of the provider that hold for the person. */
static rc find_rules(struct request *request, struct reader *reader, const struct oidc_claims *claims,
                     struct back_in *in)
{
    struct arena *arena = request_arena(request);
    struct claim_rules rules;
    const struct oidc_rule *const *held;
    rc result = members_claim_rules(reader, arena, in->provider_text, &rules);
    if (result)
        return result;
    struct oidc_rule *asked = arena_alloc(arena, (rules.n + 1) * sizeof *asked);
    for (size_t i = 0; i < rules.n; i++)
        asked[i] = (struct oidc_rule){.claim = rules.items[i].claim, .value = rules.items[i].value};
    result = oidc_rules_apply(arena, claims->others, asked, rules.n, &held, &in->n_held);
    if (result)
        return result;
    in->held = arena_alloc(arena, (in->n_held + 1) * sizeof *in->held);
    for (size_t i = 0; i < in->n_held; i++)
        in->held[i] = &rules.items[held[i] - asked];
    return RC_OK;
}

/* An address counts as confirmed where the portal's own provider says so: an organisation's could claim
 * anybody's. */
static void take_address(struct request *request, const struct provider *provider,
                         const struct oidc_claims *claims, struct account_identity *identity)
{
    struct mail_address address;
    const char *problem;
    identity->email = identity->email_key = STR("");
    if (provider->organisation != 0 || !claims->email_verified || !claims->email.n ||
        mail_address_read(request_arena(request), claims->email, &address, &problem))
        return;
    identity->email = address.text;
    identity->email_key = address.key;
}

static rc take_claims(struct request *request, struct reader *reader, const struct visit *visit,
                      const struct oidc_claims *claims, struct back_in *in)
{
    struct arena *arena = request_arena(request);
    in->identity = (struct account_identity){
        .issuer = provider_issuer(arena, &in->provider),
        .subject = claims->subject,
        .name = utf8_cut(claims->name.p ? claims->name : STR(""), NAME_BYTES),
        .language = str_from_c(language_code(request_language(request))),
        .link_to = visit->link_to,
        .now = request_time(request)};
    take_address(request, &in->provider, claims, &in->identity);
    in->provider_text = id_text(arena, in->provider.id);
    in->entering = entering_make(request, SESSION_BY_OIDC, visit->next);
    rc result = visit->link_to
                    ? account_connected_letter(request, reader, visit->link_to, &in->identity.letter)
                    : RC_OK;
    return result ? result : find_rules(request, reader, claims, in);
}

static rc back_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct arena *arena = request_arena(request);
    struct back_in *in = ARENA_NEW(arena, struct back_in);
    struct oidc_claims claims;
    struct visit visit;
    rc result = find_enabled(request, reader, request_path_int(request, "provider"), &in->provider);
    if (result)
        return result;
    reply_keep(request, STR(""), 0);
    const struct session *session = request_session(request);
    if (visit_read(request_kept(request), &visit) || visit.provider != in->provider.id ||
        (visit.link_to && (!session || session->person != visit.link_to)))
        return outcome_reply(request, &in->provider,
                             (struct oidc_answer){OIDC_AGAIN, STR("the browser keeps no such attempt")});
    struct oidc_provider there = provider_for_oidc(request, &in->provider);
    struct oidc_callback callback = {
        request_query_value(request, "state"), request_query_value(request, "code"),
        request_query_value(request, "iss"), request_query_value(request, "error")};
    struct oidc_answer answer = oidc_finish(request_logins(request), arena, &there, &visit.attempt, &callback,
                                            request_time(request), &claims);
    if (answer.outcome != OIDC_FINE)
        return outcome_reply(request, &in->provider, answer);
    result = take_claims(request, reader, &visit, &claims, in);
    if (result == RC_OK)
        *ret_in = in;
    return result;
}

static rc back_step(struct txn *txn, const void *data, void *out)
{
    const struct back_in *in = data;
    int64_t person;
    rc result = account_of_identity(txn, &in->identity, &person);
    if (result == RC_OK)
        result = members_sign_in_claims(txn, person, in->provider_text, in->held, in->n_held,
                                        in->identity.now);
    return result ? result : enter(txn, in->entering, person, in->provider.strong, out);
}

static rc back_answer(struct request *request, const void *data, const void *out, rc result)
{
    const struct back_in *in = data;
    const struct language *language = request_language(request);
    if (result == RC_EXISTS)
        return reply_message(request, 409, tr(language, "That login belongs to another account"),
                             tr(language,
                                "It has been used to sign in before, and got an account of its own then. "
                                "Sign in with it, and remove that account if you want to connect it here."),
                             tr(language, "To my account"), REQUEST_URL0(request, "accounts.account"));
    if (result == RC_NOT_FOUND)
        return reply_message(request, 410, tr(language, "The account has been removed"),
                             tr(language, "You can make a new one."), tr(language, "Sign in"),
                             REQUEST_URL0(request, "accounts.sign_in"));
    return result ? result : entered_reply(request, in->entering, out);
}

const struct post providers_back_post = {.lane = LANE_SLOW,
                                         .prepare = back_prepare,
                                         .step = back_step,
                                         .out_size = sizeof(struct entered),
                                         .answer = back_answer,
                                         .by_get = true,
                                         .seldom = true};

/* ---- parts of others' pages ---------------------------------------------------------------------- */

static void way_view(struct request *request, struct value *list, const struct provider *provider,
                     struct str organisation, const struct pairs *query)
{
    struct arena *arena = request_arena(request);
    struct value *item = value_push_map(list);
    struct str url = REQUEST_URL(request, "providers.leave", id_text(arena, provider->id));
    value_set_str(item, "name", provider->name);
    value_set_str(item, "organisation", organisation.n ? organisation : STR_NONE);
    value_set_url(item, "url", url_with_query(arena, url, query->items, query->n));
}

static rc name_of(const struct organisation_briefs *briefs, int64_t organisation, struct str *ret_name)
{
    for (size_t i = 0; i < briefs->n; i++) {
        if (briefs->items[i].id != organisation)
            continue;
        *ret_name = briefs->items[i].short_name;
        return RC_OK;
    }
    return RC_NOT_FOUND;
}

/* The names of all organisations are read at once: there may be a login of each. */
static rc ways_view(struct request *request, struct reader *reader, const struct pairs *query,
                    struct value *view)
{
    struct arena *arena = request_arena(request);
    struct value *own = value_set_list(view, "_own"), *others = value_set_list(view, "_others");
    struct organisation_briefs briefs = {0};
    struct provider_list list;
    rc result = provider_list_enabled(reader, arena, &list);
    size_t n_own = 0;
    while (result == RC_OK && n_own < list.n && list.items[n_own].organisation == 0)
        way_view(request, own, &list.items[n_own++], STR(""), query);
    if (result == RC_OK && n_own < list.n)
        result = organisation_briefs(reader, arena, request_language(request), &briefs);
    for (size_t i = n_own; result == RC_OK && i < list.n; i++) {
        struct str name;
        result = name_of(&briefs, list.items[i].organisation, &name);
        if (result == RC_OK)
            way_view(request, others, &list.items[i], name, query);
    }
    value_set_bool(view, "_has_own", n_own > 0);
    value_set_bool(view, "_has_others", result == RC_OK && list.n > n_own);
    return result ? result : list.n ? RC_OK : RC_NOT_FOUND;
}

/* Whoever must sign in again shows themselves there again too, whatever the provider remembers. */
rc providers_sign_in_part(struct request *request, struct reader *reader, struct str subject,
                          struct value *view)
{
    struct pair items[2];
    struct pairs query = {items, 0};
    if (subject.n)
        items[query.n++] = (struct pair){STR("next"), subject};
    if (request_query_value(request, "again").n)
        items[query.n++] = (struct pair){STR("again"), STR("1")};
    return ways_view(request, reader, &query, view);
}

rc providers_account_part(struct request *request, struct reader *reader, struct str subject,
                          struct value *view)
{
    (void)subject;
    struct pair connect = {STR("connect"), request_form_token(request)};
    return ways_view(request, reader, &(struct pairs){&connect, 1}, view);
}
