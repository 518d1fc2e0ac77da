/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The pages where an organisation's administrators, and the portal's
 * coordinators, change what is told of it. Handlers of the routes in
 * organisations.c, and what their files share.
 *
 * Each form carries the version of what it shows. Where somebody else has saved
 * meanwhile, the step says RC_NEWER; the form is shown again with what was typed,
 * and at each field that differs stands what the other one wrote.
 */
#ifndef ORGANISATIONS_SETTINGS_H
#define ORGANISATIONS_SETTINGS_H

#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/organisations/organisations_view.h"

get_fn organisations_settings_page; /* the overview */
get_fn organisations_facts_page, organisations_identity_page, organisations_new_page,
    organisations_verify_page;
get_fn organisations_appearance_page;
get_fn organisations_boards_page, organisations_board_page;
get_fn organisations_groups_page, organisations_group_page;
get_fn organisations_levels_page;
get_fn organisations_documents_page, organisations_draft_page;
extern const struct post organisations_appearance_post;
extern const struct post organisations_facts_post, organisations_identity_post, organisations_new_post,
    organisations_verify_post, organisations_boards_post, organisations_board_post, organisations_groups_post,
    organisations_group_post, organisations_levels_post, organisations_documents_post,
    organisations_draft_post;

/* ---- shared ---- */

enum { SETTINGS_FIELDS_MAX = 40 };

/* A form as one request makes it: fields that may depend on what the portal and the organisation have. */
struct settings_form {
    const struct field *fields;
    size_t n;
    struct field_value typed[SETTINGS_FIELDS_MAX];
    struct faults faults;
    int64_t version; /* of what it was made from */
};

/* The organisation whose settings the path names. */
MUST_CHECK rc settings_organisation(struct request *request, struct reader *reader,
                                    struct organisation *ret_organisation);
/* Whether who asks coordinates the portal. */
bool settings_is_coordinator(const struct request *request);
/* Who changes the organisation of this id, and when. */
struct organisation_change settings_change(const struct request *request, int64_t organisation);

/* Reads what was sent, with its version. */
MUST_CHECK rc settings_read(struct request *request, struct settings_form *form);
/* A fault found by a rule; message is looked up. field NULL: the form as a whole. */
void settings_fault(struct request *request, struct settings_form *form, const struct field *field,
                    const char *message);
/* Faults that tell what stored (of the same fields) has where it differs from what was typed. */
void settings_conflict(struct request *request, struct settings_form *form, const struct field_value *stored,
                       int64_t version);
/* A text field's rule: "" or a day that exists and has come. */
void settings_check_day(struct request *request, struct settings_form *form, size_t field);

/* Values as if they had been typed, to show what is stored. */
struct field_value value_of_text(struct str text);
struct field_value value_of_check(bool ticked);
struct field_value value_of_int(struct arena *arena, int64_t number);

/* A page's view with title (looked up), the organisation (NULL: a new one) and the addresses of the pages
 * around. */
struct value *settings_view(struct request *request, const struct organisation *organisation,
                            const char *title);
/* Replies with template, and form in the view under "form", "version" and "faulty". */
MUST_CHECK rc settings_reply(struct request *request, const char *template, struct value *view,
                             struct settings_form *form);
/* Redirects to a settings page, which then says that it was saved. */
MUST_CHECK rc settings_saved(struct request *request, struct str path);
/* The address of a settings page of the organisation in the path. */
struct str settings_url(const struct request *request, const char *route);

#endif
