/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The settings of an identity provider, and what it keeps in the browser while somebody is there.
 * Pure: no database, web or clock.
 */
#ifndef PROVIDERS_RULES_H
#define PROVIDERS_RULES_H

#include "core/access/role.h"
#include "core/oidc/oidc.h"

struct provider {
    int64_t id;
    int64_t organisation; /* 0: the portal's own */
    struct str name;      /* on the button: "BankID" */
    struct str issuer, client_id, client_secret, scope, acr_values; /* as of oidc_provider; "": none */
    bool strong;  /* it asks two factors of people: so set by whoever knows */
    bool enabled;
};

/* Who of a provider's people gets a role: a line "groups = dialog-admin: administrator". In the settings of
 * the portal's own providers the role may be another organisation's: "groups = x: aby/officer". */
struct rule_line {
    struct str claim, value;
    struct str organisation; /* its slug; "": the provider's own place */
    enum role role;
};
struct rule_lines {
    struct rule_line *items;
    size_t n, cap;
};
enum { RULE_LINES_MAX = 100, RULE_TEXT_MAX = 200 /* bytes of a claim, and of a value: as members take */ };
/* Reads lines; blank ones are skipped. RC_INVALID: *ret_line is the number, from 1, of the first that is not
 * as above. RC_LIMIT: more than RULE_LINES_MAX. In arena, borrowing from text. */
MUST_CHECK rc rule_lines_read(struct arena *arena, struct str text, struct rule_lines *ret_lines,
                              size_t *ret_line);
/* The line that says so. In arena. */
struct str rule_line_text(struct arena *arena, const struct rule_line *line);

/* What accounts keep as the issuer of a provider's people. An organisation's has its number too: its client
 * and levels are its own, and must not open the accounts of another's people. In arena. */
struct str provider_issuer(struct arena *arena, const struct provider *provider);

/* What the browser keeps between leaving and coming back. */
struct visit {
    int64_t provider;
    int64_t link_to; /* the person who connects it to their account; 0: signs in */
    struct oidc_attempt attempt;
    struct str next; /* a path of ours, or "" */
};
#define VISIT_LASTS (15 * TIME_MINUTE)
/* As text, for reply_keep: at most 2 000 bytes; a next that is too long is left out. In arena. */
struct str visit_text(struct arena *arena, const struct visit *visit);
/* RC_INVALID: it is none. Borrows from text. */
MUST_CHECK rc visit_read(struct str text, struct visit *ret_visit);

#endif
