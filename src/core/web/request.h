/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a handler may ask of a request.
 *
 * A request lives in one arena, from its headers to the end of its answer.
 * Every str here is borrowed from that arena, is valid UTF-8 text without
 * control characters, and is never absent unless it says so. Handlers run on
 * one thread at a time.
 */
#ifndef CORE_WEB_REQUEST_H
#define CORE_WEB_REQUEST_H

#include "base/clock.h"
#include "core/access/access.h"
#include "core/i18n/i18n.h"
#include "core/session/session.h"
#include "core/snapshot/snapshot.h"
#include "core/view/value.h"
#include "core/web/route.h"

struct module;
struct oidc_cache;
struct request;
struct template_set;

/* An organisation as far as the server knows it, for judging roles. */
struct scope {
    int64_t id;
    bool verified; /* its people are known to be its own: roles in it count */
    bool strong;   /* wants two factors of roles that see personal data */
};

/* A name and its value from the query string or a form, in their order. */
struct pair {
    struct str name, value;
};
struct pairs {
    const struct pair *items;
    size_t n;
};

enum {
    REQUEST_MAX_PAIRS = 500,       /* more: 400 */
    REQUEST_MAX_QUERY_BYTES = 8192 /* longer: 414 */
};

/* Memory that ends when the answer has been sent. */
struct arena *request_arena(struct request *request);
/* The language of the address. */
const struct language *request_language(const struct request *request);
/* All languages of the portal, the default first. */
const struct languages *request_languages(const struct request *request);
/* When the request arrived: the only clock a handler uses. */
time_us request_time(const struct request *request);
/* The session of whoever is signed in, or NULL: nobody is. Borrowed from the request. */
const struct session *request_session(const struct request *request);
/* The modules of the program; ends with NULL. */
const struct module *const *request_modules(const struct request *request);
/* What the browser calls itself, of any length; STR_NONE where it does not. */
struct str request_user_agent(const struct request *request);
/* This page as it was asked for, path and query, to come back to. */
struct str request_here(const struct request *request);
/* What an earlier answer gave this browser to keep (reply_keep); STR_NONE: nothing, too old, or not ours. */
struct str request_kept(const struct request *request);
/* The roles of whoever asks in an organisation (ACCESS_PORTAL: in the portal), as bits; 0 where they have
 * none. In an organisation that is not the path's, whether or not it is verified. */
unsigned request_roles(const struct request *request, int64_t organisation);
/* Whether whoever asks may use a route, for showing the way there: if it asks for a role in an organisation,
 * in the one that this page's path names. True too where they would have to show a second factor first. */
bool request_may(const struct request *request, const char *route);
/* The organisation that {organisation} in the path names, where somebody is signed in; otherwise NULL. */
const struct scope *request_scope(const struct request *request);
/* The slug of the organisation whose own host was asked; STR_NONE: the portal's own address was. */
struct str request_own_host(const struct request *request);
/* The slug that {organisation} in the path names; STR_NONE where the path has none. */
struct str request_organisation(const struct request *request);
/* The templates of a language, for a letter (mail_render). NULL, logged, where they do not compile. */
const struct template_set *request_templates(const struct request *request, const struct language *language);
/* Whether the portal can send letters: a page that cannot do without says so instead of promising one. */
bool request_has_mail(const struct request *request);
/* What identity providers have published, for core/oidc. */
struct oidc_cache *request_logins(const struct request *request);
/* The portal's name, for letters and apps. */
struct str request_site_name(const struct request *request);
/* NULL on an error page for an address that no route answers. */
const struct route *request_route(const struct request *request);

/* What a snapshot of this kind holds, for the rest of the request. Fails as snapshot_hold. */
MUST_CHECK rc request_snapshot(struct request *request, struct reader *reader,
                               const struct snapshot_kind *kind, const void *variant, const void **ret_data);

/* The value of a {name} in the route's path; asserts that the route has it. */
struct str request_path_value(const struct request *request, const char *name);
int64_t request_path_int(const struct request *request, const char *name);

/* The query string, decoded. Names nobody asks for do no harm. */
struct pairs request_query(const struct request *request);
/* The first value under a name in the query, or STR_NONE. */
struct str request_query_value(const struct request *request, const char *name);
/* A POST's body, decoded; none for a GET. */
struct pairs request_form(const struct request *request);

/* A file from a form. Its name and media type are what the client claims; its
 * bytes are the request's, and go away with it. */
struct upload {
    struct str name, file_name, media_type, bytes;
};
/* The file under a field's name, or NULL where none was chosen. */
const struct upload *request_file(const struct request *request, const char *name);

/*
 * What a form must send back as "_token". Asking for it sets a cookie and makes
 * the page uncacheable, so only a page with a POST form does; form_view does on
 * a route that has a post.
 */
struct str request_form_token(struct request *request);
/* Whether a link's query brought that: it stands on our own page, and no other site led the browser here. */
bool request_is_form_token(struct request *request, struct str sent);

/* True where the client asked for JSON (".json" or Accept). */
bool request_wants_json(const struct request *request);

/*
 * The address of a route in the request's language: "/metoder/varldskafe".
 * values fill the {…} of its path in order. Asserts that the route exists and
 * that the number of values is right: a test calls every use.
 */
struct str request_url(const struct request *request, const char *route, const struct str *values, size_t n);
#define REQUEST_URL0(request, route) request_url((request), (route), NULL, 0)
#define REQUEST_URL(request, route, ...)                               \
    request_url((request), (route), (const struct str[]){__VA_ARGS__}, \
                sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
/* The same in a given language. */
struct str request_url_in(const struct request *request, const struct language *language, const char *route,
                          const struct str *values, size_t n);
/* With scheme and host where the server has a public_url: for feeds and canonical links. */
struct str request_absolute(const struct request *request, struct str path);
/* The same for a letter, which cannot do without: where there is no public_url, as for whoever tries the
 * portal on their own machine, by the host that the request names, which is checked to be this one. */
struct str request_letter_url(const struct request *request, struct str path);
/* A path followed by "?" and the pairs, percent-encoded; the path alone where there are none. */
struct str url_with_query(struct arena *arena, struct str path, const struct pair *pairs, size_t n);

/*
 * Where this page is in another language, where that is not the same path
 * values: a method has a slug for each language. The layout makes the language
 * switch and hreflang of it; the query string is kept.
 */
void request_set_alternate(struct request *request, const struct language *language, struct str url);

#endif
