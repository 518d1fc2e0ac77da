/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Signing in with OpenID Connect, as a relying party.
 *
 * The authorization code flow with PKCE and nothing else: RFC 6749 §4.1, RFC 7636
 * (S256), RFC 9207, OpenID Connect Core 1.0 §3.1 and Discovery 1.0. oidc_begin()
 * makes the address that the browser is sent to; when it comes back,
 * oidc_finish() fetches the ID token from the provider and verifies it. There is
 * no page, no database and no log here.
 *
 * What is taken of a person are the claims sub, acr, amr, auth_time, name, email
 * and email_verified, and for rules (oidc_map.h) the claims that are not the
 * protocol's own. A Swedish personal number is never taken: as the subject it
 * ends the signing in, anywhere else it is left out, and no sentence made here
 * repeats one. The provider must be set to give pseudonymous subjects.
 *
 * Everything given is borrowed for the call; everything returned is in arena.
 * All functions may be called by all threads. Both calls may wait for the
 * provider, 10 seconds for each of three requests at most: use the slow lane.
 */
#ifndef CORE_OIDC_OIDC_H
#define CORE_OIDC_OIDC_H

#include "base/arena.h"
#include "base/clock.h"

/* How it went, for choosing what the person is told. */
enum oidc_outcome {
    OIDC_FINE,
    OIDC_DENIED,  /* they, or the provider for them, said no */
    OIDC_AGAIN,   /* this attempt is over: too old, another browser's, or used. A new one may succeed */
    OIDC_AWAY,    /* the provider cannot be reached or has too much to do: later */
    OIDC_MISTAKE, /* what the provider answers breaks the protocol or cannot be trusted */
    OIDC_SETUP,   /* what is set here and at the provider does not fit together */
    OIDC_LEVEL,   /* they are signed in with less assurance than is asked for */
    OIDC_PERSONAL_NUMBER /* the subject is a personal number, which is not taken */
};
enum { OIDC_OUTCOMES = 8 };

struct oidc_answer {
    enum oidc_outcome outcome;
    struct str problem; /* a sentence in English for the operator; STR_NONE where it is fine */
};

/* How an ID token may be signed (RFC 7518 §3.1). There is no other way: not "none", no HMAC. */
enum oidc_algorithm { OIDC_RS256 = 1, OIDC_ES256 = 2, OIDC_PS256 = 4 };

/* One provider as the operator has set it. */
struct oidc_provider {
    struct str issuer; /* "https://login.example.se", letter by letter as the provider writes it */
    struct str client_id;
    struct str client_secret; /* STR_NONE: a public client, which PKCE alone protects */
    struct str redirect_uri;  /* the whole address that the browser comes back to */
    struct str scope;         /* with "openid" among its words; STR_NONE is "openid" alone */
    struct str acr_values;    /* levels, the best liked first, one blank between: asked for, and one of them
                                 demanded. STR_NONE: any */
    unsigned algorithms;      /* enum oidc_algorithm, or'ed; 0 is RS256 and ES256 */
    const char *ca_file;      /* certificates to trust instead of the system's; NULL: those */
};

/* Whether it is complete, its texts plain and its addresses https (http for this machine itself): OIDC_SETUP
 * with the first fault. */
MUST_CHECK struct oidc_answer oidc_provider_check(struct arena *arena, const struct oidc_provider *provider);

/* What is asked for this time; each may be STR_NONE, and is not asked for beyond OIDC_WISH_MAX bytes. */
enum { OIDC_WISH_MAX = 200 };
struct oidc_wish {
    struct str login_hint; /* who they say they are */
    struct str prompt;     /* "login": to show themselves again */
    struct str ui_locales; /* "sv en" */
};

/* An attempt: the caller keeps the three secrets, bound to the browser and to the provider, until it comes
 * back or for some minutes, and uses them once. */
struct oidc_attempt {
    struct str state, nonce, verifier; /* 43 letters, digits, '-' and '_' each */
};

/* What stands in the query that the browser comes back with, decoded and of any length; what is missing is
 * STR_NONE. */
struct oidc_callback {
    struct str state, code, iss, error;
};

/* Who has signed in: issuer and subject together, never one of them or the address, tell who it is. */
struct oidc_claims {
    struct str issuer;
    struct str subject; /* 1 to 255 ASCII characters */
    struct str acr;     /* the level of assurance; STR_NONE: not told */
    const struct str *amr;
    size_t amr_n;      /* the methods, such as "pwd"; 0: not told */
    time_us auth_time; /* when they showed who they are; 0: not told */
    struct str name, email;
    bool email_verified;
    struct str others; /* the claims that rules may ask for: a JSON object */
};

/* What providers have published, kept for all threads: for an hour, and not asked for again at once
 * where they fail. */
struct oidc_cache;

/* Empty. Never NULL. Owner: the caller, oidc_cache_free. */
struct oidc_cache *oidc_cache_new(void);
/* No call may be using it. NULL is fine. Returns NULL. */
struct oidc_cache *oidc_cache_free(struct oidc_cache *cache);

/* A new attempt, and where to send the browser. now is the wall clock. */
MUST_CHECK struct oidc_answer oidc_begin(struct oidc_cache *cache, struct arena *arena,
                                         const struct oidc_provider *provider, const struct oidc_wish *wish,
                                         time_us now, struct oidc_attempt *ret_attempt, struct str *ret_url);

/* The end of an attempt. */
MUST_CHECK struct oidc_answer oidc_finish(struct oidc_cache *cache, struct arena *arena,
                                          const struct oidc_provider *provider,
                                          const struct oidc_attempt *attempt,
                                          const struct oidc_callback *callback, time_us now,
                                          struct oidc_claims *ret_claims);

#endif
