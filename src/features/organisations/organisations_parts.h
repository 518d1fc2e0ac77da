/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an organisation has besides its facts: political bodies, groups that steer
 * its dialogues, its own words for the levels of participation, and documents
 * (principles, guidelines, promises) in numbered editions. Their shapes and
 * rules. Pure: no database, web or clock.
 */
#ifndef ORGANISATIONS_PARTS_H
#define ORGANISATIONS_PARTS_H

#include "features/organisations/organisations_rules.h"

enum {
    BOARDS_MAX = 100, /* of an organisation, those that have ended included */
    GROUPS_MAX = 30,
    MEMBERS_MAX = 60, /* of a group */
    DOCUMENTS_MAX = 100,
    EDITIONS_MAX = 200, /* of a document */
    LEVELS = 5,
    PART_NAME_CHARACTERS = 150,
    TASK_CHARACTERS = 1000,
    MEMBER_CHARACTERS = 100, /* each of the four things told of a member */
    LEVEL_LABEL_CHARACTERS = 60,
    LEVEL_EXPLANATION_CHARACTERS = 300,
    DOCUMENT_TITLE_CHARACTERS = 150,
    DOCUMENT_BODY_CHARACTERS = 30000,
    CASE_NUMBER_CHARACTERS = 60
};

/* ---- vocabularies ---- */

/* Ends with {0}; what is stored is the code. */
struct organisation_term {
    const char *code;
    const char *one, *many; /* TR */
};
extern const struct organisation_term board_kinds[];
extern const struct organisation_term document_kinds[];

/* The term of a code, or NULL. */
const struct organisation_term *organisation_term(const struct organisation_term *terms, struct str code);

/* ---- shapes; no text is STR_NONE ---- */

struct board {
    int64_t id;
    struct str name, name_en; /* name_en "": as name */
    struct str kind;          /* of board_kinds */
    int64_t position;         /* place in the list, from 1 */
    struct str ended_on;      /* a day; "": it is there */
    int64_t version;          /* grows with each change */
};
struct board_list {
    struct board *items;
    size_t n, cap;
};

struct member {
    struct str name;
    struct str role;         /* party or task; "": not told */
    struct str since, until; /* as people write it: "2023" */
};
struct member_list {
    struct member *items;
    size_t n, cap;
};

struct steering_group {
    int64_t id;
    struct str name, name_en, task;
    int64_t position;
    struct str ended_on;
    int64_t version;
    struct member_list members;
    struct board_list boards; /* that it works for */
};
struct steering_group_list {
    struct steering_group *items;
    size_t n, cap;
};

/* An organisation's words for a level in one language; "": the common ones. */
struct level_words {
    int level; /* 1 to LEVELS */
    struct str language, label, explanation;
};
struct level_words_list {
    struct level_words *items;
    size_t n, cap;
};
struct levels {
    bool used[LEVELS]; /* by level - 1; at least one is */
    struct level_words_list words;
    int64_t version;
};

/* One edition of a document, and what all its editions share. */
struct edition {
    int64_t document;
    struct str kind; /* of document_kinds */
    struct str slug, language;
    int64_t version; /* of the document: grows with each change */
    int64_t number;  /* from 1 */
    struct str title, body;
    int64_t board; /* that adopted it, or 0 */
    struct str board_name, board_name_en;
    struct str adopted_by;  /* who else did; "" */
    struct str adopted_on;  /* a day; "": not told yet */
    struct str case_number; /* "" where it has none */
    time_us published;      /* 0: a draft */
};
struct edition_list {
    struct edition *items;
    size_t n, cap;
};

/* ---- rules ---- */

/* A day that exists, "2026-02-28"; its midnight UTC in *ret_day. */
bool organisation_day(struct str text, time_us *ret_day);
/* Whether a day has not begun anywhere in Sweden, where the clock is at most two hours before UTC. */
bool organisation_day_is_to_come(time_us day, time_us now);

/* The levels of "1;2;4"; "" and what names none: all. */
void levels_read(struct str codes, bool used[LEVELS]);
/* The same back, in arena; "" for all. */
struct str levels_write(struct arena *arena, const bool used[LEVELS]);
/* An organisation's words for a level in a language, or NULL where it has none. */
const struct level_words *levels_words(const struct levels *levels, int level, struct str language);

/* What is wrong with a line of members, or with all of them. */
enum member_fault {
    MEMBER_FINE,
    MEMBER_TOO_MANY_PARTS,
    MEMBER_WITHOUT_NAME,
    MEMBER_TOO_LONG,
    MEMBERS_TOO_MANY
};

/*
 * Reads members, one on each line: "Name; role; since; until", of which the last three may be left
 * out; tabs may stand for ';', as from a spreadsheet. Empty lines are passed over. Stops at the
 * first fault, and tells the number of its line in *ret_line.
 */
enum member_fault members_read(struct arena *arena, struct str text, struct member_list *ret_members,
                               size_t *ret_line);
/* The same back, in arena. */
struct str members_write(struct arena *arena, const struct member_list *members);

/* Host names, one on each line or with blanks, commas or ';' between, as a list with ';' between, in
 * lower case, each once. */
struct str hosts_tidy(struct arena *arena, struct str text);

/* The name in a language: in Swedish and where there is no English one, name. */
struct str part_name(struct str name, struct str name_en, struct str language);

/* Who adopted an edition, to a reader of a language; "" where it is not told. */
struct str edition_adopter(const struct edition *edition, struct str language);
/* Whether an edition lacks nothing that a published one must tell: who adopted it, and when. */
bool edition_is_whole(const struct edition *edition);

#endif
