/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What changes who may what: the steps behind the forms. Each judges anew, in its transaction, what whoever
 * does it may do. A step that refuses says why in its out, which is left where the step failed.
 */
#ifndef MEMBERS_CHANGE_H
#define MEMBERS_CHANGE_H

#include "core/mail/mail.h"
#include "features/members/members_store.h"

/* Whoever is signed in, and where they act. */
struct actor {
    int64_t person;
    bool strong; /* their session has two factors */
    int64_t organisation;
    struct str slug; /* of the organisation; "" for the portal */
    time_us now;
};
/* What they may do now. */
MUST_CHECK rc actor_power(struct reader *reader, struct arena *arena, const struct actor *actor,
                          struct power *ret_power);

/* Why a step refused; the rc says no more than that it did. */
enum refused {
    REFUSED_NOT,
    REFUSED_POWER,     /* RC_DENIED: whoever does it may not grant or revoke so */
    REFUSED_MEANWHILE, /* RC_EXISTS: somebody else has changed the same */
    REFUSED_LAST,      /* RC_DENIED: nobody would administer it any more */
    REFUSED_STANDS,    /* RC_EXISTS: there is an invitation, or an open request, already */
    REFUSED_FULL,      /* RC_LIMIT: too many wait */
    REFUSED_LETTERS,   /* RC_LIMIT: too many letters within a day */
    REFUSED_LETTERS_TO_ONE,
    REFUSED_GONE,       /* RC_NOT_FOUND: used, withdrawn, ended or never made */
    REFUSED_OTHER,      /* RC_DENIED: the invitation is for another address */
    REFUSED_OVER,       /* RC_DENIED: whoever invited may not any more */
    REFUSED_UNVERIFIED, /* RC_DENIED */
    REFUSED_HELD,       /* RC_EXISTS: they hold the roles already */
    REFUSED_EARLIER,    /* RC_EXISTS: a request was refused not long ago */
};
struct members_out {
    enum refused refused;
    unsigned held; /* REFUSED_MEANWHILE: the roles as they are now */
};

/* In of all: below. Out of all: struct members_out. */

struct roles_change {
    struct actor actor;
    int64_t person;
    unsigned was, to; /* as the form was shown, and as they shall be */
};
step_fn members_change_step;

struct letters {
    struct mail *items;
    size_t n, cap;
};

struct invite {
    struct actor actor;
    struct member_invitation invitation;
    struct mail letter;
};
step_fn members_invite_step;

struct invitation_act {
    struct actor actor;
    int64_t id;
    bool withdraw; /* otherwise: send it again, with the token */
    struct str token;
    struct mail letter;
};
step_fn members_invitation_act_step;

struct invitation_answer {
    int64_t person;
    struct str token_hash;
    bool accept;
    const struct language *language; /* any: organisations are looked up with one */
    time_us now;
};
step_fn members_answer_step;

struct ask {
    int64_t person;
    struct str slug; /* of the organisation */
    unsigned roles;
    struct str message;
    struct letters letters; /* to those who decide */
    time_us now;
};
step_fn members_ask_step;

struct decision {
    struct actor actor;
    struct access_request request; /* as the form was shown */
    bool approve;
    unsigned roles;
    struct mail letter; /* to is STR_NONE: they have no address */
};
step_fn members_decide_step;

/* Whether somebody may have an invitation: their address is the one that was invited. */
struct person;
bool invitation_is_for(const struct invitation *invitation, const struct person *person);

#endif
