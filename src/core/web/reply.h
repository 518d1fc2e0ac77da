/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a handler answers. Exactly one of these is called for a request; a
 * second call is a programming error. Each returns RC_OK, or why it could not,
 * which the handler returns in turn.
 */
#ifndef CORE_WEB_REPLY_H
#define CORE_WEB_REPLY_H

#include "core/view/value.h"
#include "core/web/request.h"

/*
 * The page: template (such as "guide/method") inside the layout, with view as
 * its values; or view itself as JSON where the client asked for that. view must
 * be a map with a string "title"; "description" is for search engines, "feed_url"
 * leads to the page as Atom, and "faulty" says that a form is shown again with faults; all
 * three may be left out. Keys
 * that begin with "_" are for the template alone and stay out of the JSON.
 */
MUST_CHECK rc reply_page(struct request *request, const char *template, struct value *view);
/*
 * Adds to view the list "parts" of what other modules show at this place: maps
 * with "_template" and what the part filled in. The template prints them with
 * {{#parts}}{{>*_template}}{{/parts}}.
 */
MUST_CHECK rc reply_parts(struct request *request, struct reader *reader, const char *place,
                          struct str subject, struct value *view);
/* reply_page with another status than 200: 404 with alternatives, 422 with faults. */
MUST_CHECK rc reply_page_status(struct request *request, int status, const char *template,
                                struct value *view);
/* A page of a heading, a sentence and a link (link STR_NONE: none), with this status; all in the request's
 * language: the template "message". */
MUST_CHECK rc reply_message(struct request *request, int status, struct str title, struct str text,
                            struct str link, struct str url);
/* 303 to a path of this portal; asserts that it begins with one '/'. */
MUST_CHECK rc reply_redirect(struct request *request, struct str path);
/* 301, for an address that has moved for good. */
MUST_CHECK rc reply_moved(struct request *request, struct str path);
/* Bytes with a media type: CSV, Atom, text. Copied. file_name may be NULL;
 * otherwise the browser is told to save it under that name. */
MUST_CHECK rc reply_bytes(struct request *request, const char *media_type, struct str bytes,
                          const char *file_name);
/* Bytes that this address will show for ever, such as a picture named after its contents: copied, and
 * kept by whoever has them once. An image/svg+xml is sent with a policy that lets it draw and no more. */
MUST_CHECK rc reply_lasting_bytes(struct request *request, const char *media_type, struct str bytes);
/* Gives the browser the token of a session that the step has begun, or takes away the one it has. Beside
 * a reply, such as reply_redirect. */
void reply_sign_in(struct request *request, struct str token);
void reply_sign_out(struct request *request);
/* Lets the browser keep a text of at most 2 000 bytes for a while, sealed, so that nobody can read or change
 * it there: for what must survive a visit to another site, and come back with the same browser. "" takes it
 * away. Beside a reply. */
void reply_keep(struct request *request, struct str text, time_us lasts);
/* 303 to another site; asserts that url begins with http:// or https://. Never of what a stranger gave. */
MUST_CHECK rc reply_send_away(struct request *request, struct str url);
/* An error page with a sentence of the portal's own for this status. */
MUST_CHECK rc reply_error(struct request *request, int status);

#endif
