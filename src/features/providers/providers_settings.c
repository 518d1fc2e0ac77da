/* SPDX-License-Identifier: EUPL-1.2 */
/* The settings of identity providers: an organisation's, by its administrators, and the portal's own. */
#include "core/audit/audit.h"
#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/members/pub/members.h"
#include "features/organisations/pub/organisations.h"
#include "features/providers/providers_pages.h"
#include "features/providers/providers_store.h"

enum { NAME_MAX = 60, TEXT_MAX = 500, RULES_MAX = 10000 };

static const struct field fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .label = TR("Name"),
     .hint = TR("On the button that people press, such as BankID."),
     .required = true,
     .max = NAME_MAX},
    {.name = "issuer",
     .kind = FIELD_TEXT,
     .label = TR("Issuer"),
     .hint = TR("The provider's address, letter by letter as it writes it: https://login.example.se"),
     .required = true,
     .max = TEXT_MAX},
    {.name = "client_id", .kind = FIELD_TEXT, .label = TR("Client ID"), .required = true, .max = TEXT_MAX},
    {.name = "client_secret",
     .kind = FIELD_PASSWORD,
     .label = TR("Client secret"),
     .hint = TR("Leave it empty to keep the one there is. It is never shown."),
     .max = TEXT_MAX,
     .autocomplete = "off"},
    {.name = "scope",
     .kind = FIELD_TEXT,
     .label = TR("Scope"),
     .hint = TR("What is asked for, with blanks between. Empty: openid."),
     .max = TEXT_MAX},
    {.name = "acr_values",
     .kind = FIELD_TEXT,
     .label = TR("Levels of assurance (acr)"),
     .hint = TR("Demanded where something stands here; the best liked first."),
     .max = TEXT_MAX},
    {.name = "rules",
     .kind = FIELD_LINES,
     .label = TR("Roles by claim"),
     .hint = TR(
         "A line for each: claim = value: role, such as groups = dialog-admin: administrator. Whoever has "
         "the claim gets the role at signing in, and loses it when they no longer have."),
     .max = RULES_MAX},
    {.name = "enabled",
     .kind = FIELD_CHECK,
     .label = TR("In use"),
     .hint = TR("The provider is asked when you save, to see that it works.")},
    {.name = "strong",
     .kind = FIELD_CHECK,
     .label = TR("It asks two factors of people"),
     .hint = TR("Whoever signs in there then needs no code of an app here.")},
};
enum { NAME, ISSUER, CLIENT_ID, SECRET, SCOPE, ACR, RULES, ENABLED, STRONG, FIELDS };

/* Two factors count in the whole portal, so it is not an organisation that says who asks for them. */
static bool says_strong(const struct request *request)
{
    return request_roles(request, ACCESS_PORTAL) & ROLE_BIT(ROLE_PORTAL_ADMINISTRATOR);
}

static size_t field_count(const struct request *request)
{
    return says_strong(request) ? FIELDS : STRONG;
}

/* ---- where ---------------------------------------------------------------------------- */

/* The organisation whose settings these are, or 0: the portal's. */
static int64_t place_of(const struct request *request)
{
    const struct scope *scope = request_scope(request);
    return scope ? scope->id : ACCESS_PORTAL;
}

static struct str page_url(struct request *request, bool one, int64_t id)
{
    struct str number = arena_printf(request_arena(request), "%lld", (long long)id);
    if (place_of(request) == ACCESS_PORTAL)
        return one ? request_url(request, id ? "providers.portal_one" : "providers.portal_add", &number,
                                 id != 0)
                   : REQUEST_URL0(request, "providers.portal");
    struct str values[] = {request_path_value(request, "organisation"), number};
    return one ? request_url(request, id ? "providers.one" : "providers.add", values, id ? 2 : 1)
               : request_url(request, "providers.list", values, 1);
}

static rc place_name(struct request *request, struct reader *reader, struct str *ret_name)
{
    struct organisation_brief brief;
    *ret_name = request_site_name(request);
    if (place_of(request) == ACCESS_PORTAL)
        return RC_OK;
    rc result = organisation_brief_by_id(reader, request_arena(request), request_language(request),
                                         place_of(request), &brief);
    if (result == RC_OK)
        *ret_name = brief.name;
    return result;
}

/* ---- the list ---------------------------------------------------------------------------- */

rc providers_list_page(struct request *request, struct reader *reader)
{
    struct provider_list list;
    struct str name;
    rc result = provider_list_of(reader, request_arena(request), place_of(request), &list);
    if (result == RC_OK)
        result = place_name(request, reader, &name);
    if (result)
        return result;
    struct value *view = value_map(request_arena(request)), *items = value_set_list(view, "providers");
    value_set_str(view, "title", tr(request_language(request), "Logins of our own"));
    value_set_str(view, "organisation", name);
    value_set_url(view, "add_url", page_url(request, true, 0));
    value_set_bool(view, "_none", list.n == 0);
    for (size_t i = 0; i < list.n; i++) {
        struct value *item = value_push_map(items);
        value_set_str(item, "name", list.items[i].name);
        value_set_str(item, "issuer", list.items[i].issuer);
        value_set_bool(item, "enabled", list.items[i].enabled);
        value_set_url(item, "url", page_url(request, true, list.items[i].id));
    }
    return reply_page(request, "providers/list", view);
}

rc providers_of_organisation(struct request *request, struct reader *reader, struct str subject,
                             struct value *view)
{
    (void)reader;
    if (!request_may(request, "providers.list"))
        return RC_NOT_FOUND;
    value_set_url(view, "url", REQUEST_URL(request, "providers.list", subject));
    return RC_OK;
}

rc providers_card(struct request *request, struct reader *reader, struct str subject, struct value *view)
{
    const struct language *language = request_language(request);
    (void)reader, (void)subject;
    if (!request_may(request, "providers.portal"))
        return RC_NOT_FOUND;
    value_set_str(view, "title", tr(language, "Logins"));
    value_set_str(view, "text", tr(language, "BankID, Freja and others that people may sign in with."));
    value_set_url(view, "url", REQUEST_URL0(request, "providers.portal"));
    return RC_OK;
}

/* ---- one ------------------------------------------------------------------------------------ */

static int64_t provider_id(const struct request *request)
{
    const char *name = request_route(request)->name;
    bool adds = str_ends(str_from_c(name), STR("add"));
    return adds ? 0 : request_path_int(request, "provider");
}

/* The one there is, of this place; zeros for one to be added. */
static rc find_stored(struct request *request, struct reader *reader, struct provider *ret_stored)
{
    int64_t id = provider_id(request);
    *ret_stored = (struct provider){.name = STR(""), .client_secret = STR("")};
    if (!id)
        return RC_OK;
    rc result = provider_by_id(reader, request_arena(request), id, ret_stored);
    return result == RC_OK && ret_stored->organisation != place_of(request) ? RC_NOT_FOUND : result;
}

static rc show(struct request *request, const struct provider *stored, const struct field_value *values,
               const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct value *view = value_map(arena);
    struct oidc_provider there = provider_for_oidc(request, stored);
    value_set_str(view, "title", stored->id ? tr(language, "Change a login") : tr(language, "Add a login"));
    value_set_url(view, "action", page_url(request, true, stored->id));
    value_set_url(view, "_list", page_url(request, false, 0));
    value_set_str(view, "_back_address", stored->id ? there.redirect_uri : STR_NONE);
    value_set_bool(view, "faulty", faults && faults->n);
    value_set(view, "form", form_view(request, fields, field_count(request), values, faults));
    return reply_page_status(request, faults && faults->n ? 422 : 200, "providers/one", view);
}

/* An organisation's rules in the settings of the portal's provider are written with its slug. */
static rc rules_text(struct request *request, struct reader *reader, const struct provider *stored,
                     struct str *ret_text)
{
    struct arena *arena = request_arena(request);
    struct claim_rules rules;
    struct str provider = arena_printf(arena, "%lld", (long long)stored->id), text = STR("");
    rc result = members_claim_rules(reader, arena, provider, &rules);
    for (size_t i = 0; result == RC_OK && i < rules.n; i++) {
        struct organisation_brief brief = {.slug = STR("")};
        const struct claim_rule *rule = &rules.items[i];
        if (rule->organisation != stored->organisation)
            result = organisation_brief_by_id(reader, arena, request_language(request), rule->organisation,
                                              &brief);
        struct rule_line line = {rule->claim, rule->value, brief.slug, rule->role};
        text = ARENA_CONCAT(arena, text, text.n ? STR("\n") : STR(""), rule_line_text(arena, &line));
    }
    if (result == RC_OK)
        *ret_text = text;
    return result;
}

rc providers_one_page(struct request *request, struct reader *reader)
{
    struct provider stored;
    struct str rules = STR("");
    rc result = find_stored(request, reader, &stored);
    if (result == RC_OK && stored.id)
        result = rules_text(request, reader, &stored, &rules);
    if (result)
        return result;
    struct field_value values[FIELDS] = {
        [NAME] = {.text = stored.name},           [ISSUER] = {.text = stored.issuer},
        [CLIENT_ID] = {.text = stored.client_id}, [SCOPE] = {.text = stored.scope},
        [ACR] = {.text = stored.acr_values},      [RULES] = {.text = rules},
        [STRONG] = {.integer = stored.strong},    [ENABLED] = {.integer = stored.enabled}};
    return show(request, &stored, values, NULL);
}

/* ---- saving ------------------------------------------------------------------------------------- */

struct save_in {
    struct provider provider; /* id 0: a new one */
    struct provider stored;
    struct field_value values[FIELDS];
    struct claim_rule rules[RULE_LINES_MAX]; /* their provider is known in the step */
    size_t n_rules;
    int64_t by;
    time_us now;
};

static void fault(struct request *request, struct faults *faults, int field, struct str message)
{
    form_add_fault(request, faults, &fields[field], message);
}

/* A role of this place, or of another organisation where the portal says so. */
static rc read_rule(struct request *request, struct reader *reader, const struct rule_line *line,
                    struct claim_rule *ret_rule)
{
    struct organisation_scope scope = {.id = place_of(request)};
    if (line->organisation.n && place_of(request) != ACCESS_PORTAL)
        return RC_NOT_FOUND;
    rc result = line->organisation.n ? organisation_scope_find(reader, line->organisation, &scope) : RC_OK;
    if (result == RC_OK && role_is_of_portal(line->role) != (scope.id == ACCESS_PORTAL))
        result = RC_NOT_FOUND;
    *ret_rule = (struct claim_rule){
        .organisation = scope.id, .claim = line->claim, .value = line->value, .role = line->role};
    return result;
}

static rc read_rules(struct request *request, struct reader *reader, struct save_in *in,
                     struct faults *faults)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct rule_lines lines;
    size_t number;
    rc result = rule_lines_read(arena, in->values[RULES].text, &lines, &number);
    if (result == RC_INVALID)
        fault(request, faults, RULES,
              TEXT_FORMAT(
                  arena,
                  tr(language, "Line {0} is not of the form claim = value: role, or has an unknown role."),
                  text_int(arena, language, (int64_t)number)));
    else if (result == RC_LIMIT)
        fault(request, faults, RULES, tr(language, "Write at most 100 lines."));
    for (size_t i = 0; result == RC_OK && i < lines.n; i++) {
        rc read = read_rule(request, reader, &lines.items[i], &in->rules[in->n_rules++]);
        if (read == RC_NOT_FOUND)
            fault(request, faults, RULES,
                  TEXT_FORMAT(arena, tr(language, "The role “{0}” cannot be given here."),
                              rule_line_text(arena, &lines.items[i])));
        else
            result = read;
    }
    return result == RC_INVALID || result == RC_LIMIT ? RC_OK : result;
}

/* Whoever may write here must not make the server ask itself: loopback is for portals that are tried at
 * home, without a public address. */
static bool is_loopback_refused(struct request *request, struct str issuer)
{
    bool at_home = str_eq(request_absolute(request, STR("/")), STR("/"));
    return !str_starts(issuer, STR("https://")) && !at_home;
}

/* Asks the provider, if it is to be used, so that a slip is told to whoever makes it. */
static void try_provider(struct request *request, const struct provider *provider, struct faults *faults)
{
    struct arena *arena = request_arena(request);
    struct oidc_provider there = provider_for_oidc(request, provider);
    struct oidc_attempt attempt;
    struct str url;
    struct oidc_answer answer = oidc_provider_check(arena, &there);
    if (answer.outcome == OIDC_FINE && is_loopback_refused(request, provider->issuer))
        answer = (struct oidc_answer){OIDC_SETUP, STR("the issuer must begin with https://")};
    if (answer.outcome == OIDC_FINE && provider->enabled)
        answer = oidc_begin(request_logins(request), arena, &there, &(struct oidc_wish){0},
                            request_time(request), &attempt, &url);
    if (answer.outcome != OIDC_FINE)
        fault(request, faults, ISSUER,
              TEXT_FORMAT(arena, tr(request_language(request), "The provider cannot be used: {0}."),
                          answer.problem));
}

/* What was said of one login is not said of another that is set in its place. */
static bool stays_strong(const struct save_in *in)
{
    const struct field_value *values = in->values;
    return in->stored.strong && str_eq(values[ISSUER].text, in->stored.issuer) &&
           str_eq(values[CLIENT_ID].text, in->stored.client_id) &&
           str_eq(values[ACR].text, in->stored.acr_values);
}

static void take_fields(struct request *request, struct save_in *in)
{
    const struct field_value *values = in->values;
    in->provider = (struct provider){
        .id = in->stored.id,
        .organisation = place_of(request),
        .name = values[NAME].text,
        .issuer = values[ISSUER].text,
        .client_id = values[CLIENT_ID].text,
        .client_secret = values[SECRET].given ? values[SECRET].text : in->stored.client_secret,
        .scope = values[SCOPE].text,
        .acr_values = values[ACR].text,
        .strong = says_strong(request) ? values[STRONG].integer : stays_strong(in),
        .enabled = values[ENABLED].integer,
    };
}

static rc save_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct save_in *in = ARENA_NEW(request_arena(request), struct save_in);
    struct faults faults = {0};
    rc result = find_stored(request, reader, &in->stored);
    if (result == RC_OK)
        result = form_read(request, request_form(request), fields, field_count(request), in->values, &faults);
    if (result)
        return result;
    in->by = request_session(request)->person;
    in->now = request_time(request);
    take_fields(request, in);
    result = read_rules(request, reader, in, &faults);
    if (result)
        return result;
    if (faults.n == 0)
        try_provider(request, &in->provider, &faults);
    if (faults.n)
        return show(request, &in->stored, in->values, &faults);
    *ret_in = in;
    return RC_OK;
}

/* Those there are go, those that are written come: members log each. What is in both stays. */
static bool has_rule(const struct claim_rule *rules, size_t n, const struct claim_rule *rule)
{
    for (size_t i = 0; i < n; i++)
        if (rules[i].organisation == rule->organisation && rules[i].role == rule->role &&
            str_eq(rules[i].claim, rule->claim) && str_eq(rules[i].value, rule->value))
            return true;
    return false;
}

static rc replace_rules(struct txn *txn, struct arena *arena, const struct save_in *in, struct str provider)
{
    struct claim_rules stored;
    int64_t id;
    rc result = members_claim_rules(txn_reader(txn), arena, provider, &stored);
    for (size_t i = 0; result == RC_OK && i < stored.n; i++)
        if (!has_rule(in->rules, in->n_rules, &stored.items[i]))
            result = members_claim_rule_remove(txn, stored.items[i].organisation, stored.items[i].id, in->by,
                                               in->now);
    for (size_t i = 0; result == RC_OK && i < in->n_rules; i++) {
        struct claim_rule rule = in->rules[i];
        rule.provider = provider;
        if (!has_rule(stored.items, stored.n, &rule) && !has_rule(in->rules, i, &in->rules[i]))
            result = members_claim_rule_add(txn, &rule, in->by, in->now, &id);
    }
    return result;
}

static rc save_step(struct txn *txn, const void *data, void *out)
{
    const struct save_in *in = data;
    struct arena *arena = arena_new();
    int64_t id;
    (void)out;
    rc result = provider_save(txn, &in->provider, in->now, &id);
    if (result == RC_OK)
        result = replace_rules(txn, arena, in, arena_printf(arena, "%lld", (long long)id));
    if (result == RC_OK)
        result = audit_put(
            txn, &(struct audit_entry){.at = in->now,
                                       .actor = in->by,
                                       .organisation = in->provider.organisation,
                                       .act = in->provider.id ? "providers.change" : "providers.add",
                                       .subject = in->provider.issuer});
    arena_free(arena);
    return result;
}

static rc save_again(struct request *request, struct reader *reader, const void *data, const void *out,
                     rc result)
{
    const struct save_in *in = data;
    struct faults faults = {0};
    (void)reader;
    (void)out;
    if (result != RC_EXISTS)
        return result;
    fault(request, &faults, CLIENT_ID,
          tr(request_language(request), "There is a login with this issuer and client ID already."));
    return show(request, &in->stored, in->values, &faults);
}

static rc save_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : reply_redirect(request, page_url(request, false, 0));
}

const struct post providers_one_post = {.lane = LANE_SLOW,
                                        .prepare = save_prepare,
                                        .step = save_step,
                                        .again = save_again,
                                        .answer = save_answer};
