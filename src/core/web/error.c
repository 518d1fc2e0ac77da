/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/inside.h"

#define RELOAD TR("Go back, reload the page and try again.")
#define SEARCH TR("Search the guide, or go on from one of these pages.")
#define START TR("Go to the start page and look for it there.")

const struct refusal refusal_bad_request = {
    400, TR("That address cannot be read"),
    TR("What your browser sent does not follow the rules for web addresses."), START};
const struct refusal refusal_bad_text = {
    400, TR("Some characters cannot be used"),
    TR("What was sent contains characters that are not text, such as invisible control characters."),
    TR("Go back, write the text again instead of pasting it, and send it once more.")};
const struct refusal refusal_bad_host = {
    421, TR("This portal has another address"),
    TR("The request was addressed to a name that this server does not answer for."),
    TR("Check the address. Whoever runs the server sets its name as public_url.")};
const struct refusal refusal_framing = {400, TR("The request cannot be read"),
                                        TR("It does not say in a way that can be trusted where it ends."),
                                        RELOAD};
const struct refusal refusal_origin = {
    403, TR("The form came from another website"),
    TR("For your safety, forms are only taken from this portal's own pages."),
    TR("Open the page here and fill in the form again.")};
const struct refusal refusal_token = {
    403, TR("The form could not be sent"),
    TR("The page had been open for too long, or your browser does not accept cookies from this "
       "portal. Nothing was saved."),
    TR("Go back, copy what you wrote, reload the page and send it again. Allow cookies for this "
       "portal if it does not help.")};
const struct refusal refusal_too_long = {414, TR("The address is too long"),
                                         TR("Web addresses here are at most 8,000 characters."),
                                         TR("Make fewer choices at a time.")};
const struct refusal refusal_too_many_fields = {
    400, TR("Too much was sent at once"), TR("A form or an address may hold at most 500 values."), RELOAD};
const struct refusal refusal_media_type = {415, TR("The form was sent in an unknown format"),
                                           TR("Forms must be sent the way web browsers do."), RELOAD};
const struct refusal refusal_header_too_large = {
    431, TR("The request is too large"),
    TR("Your browser sent more information about itself than this portal takes."),
    TR("Delete the cookies for this portal and try again.")};
const struct refusal refusal_body_too_large = {413, TR("What you sent is too large"),
                                               TR("The text or the file is larger than this page takes."),
                                               TR("Shorten it or choose a smaller file.")};
const struct refusal refusal_method = {405, TR("This page cannot be used that way"),
                                       TR("The address is right, but it does not take this kind of request."),
                                       START};
const struct refusal refusal_not_found = {404, TR("There is no such page"),
                                          TR("It may have moved, or the address may be misspelt."), SEARCH};
const struct refusal refusal_rate = {429, TR("Too many requests"),
                                     TR("More requests came from your address than we can take."),
                                     TR("Wait a minute and try again.")};
const struct refusal refusal_seldom = {
    429, TR("Too many attempts"),
    TR("This form has been sent from your address more often than we can take. Nothing was saved."),
    TR("Wait a minute and try again. Everybody on one network, such as a library's, shares one address.")};
const struct refusal refusal_busy = {503, TR("The portal is very busy"),
                                     TR("Your request could not be taken right now. Nothing was saved."),
                                     TR("Wait a moment and try again.")};
const struct refusal refusal_sign_in = {
    403, TR("You must sign in"), TR("Only those who are signed in can use this page. Nothing was saved."),
    TR("Go back and copy what you wrote, sign in, and send it again.")};
const struct refusal refusal_strengthen = {
    403, TR("You must sign in with two steps"),
    TR("Your organisation asks for a code of an app as well as your password here. Nothing was saved."),
    TR("Go back and copy what you wrote, set up two-step sign-in on your account's page, and send it "
       "again.")};
const struct refusal refusal_broken = {500, TR("Something went wrong"),
                                       TR("The fault is ours, not yours. It has been noted."),
                                       TR("Try again in a while.")};

const struct refusal refusal_denied = {403, TR("You may not do this"),
                                       TR("This page or action is not open to you."), START};
static const struct refusal refusal_invalid = {400, TR("The request cannot be understood"),
                                               TR("Something in it is missing or not as expected."), RELOAD};
static const struct refusal refusal_gone = {410, TR("The page is gone"),
                                            TR("It was here once, but has been removed."), SEARCH};
static const struct refusal refusal_conflict = {
    409, TR("Somebody else was faster"), TR("What you wanted to change has changed meanwhile."), RELOAD};

const struct refusal *refusal_for_status(int status)
{
    static const struct refusal *const all[] = {
        &refusal_invalid,        &refusal_denied,
        &refusal_not_found,      &refusal_method,
        &refusal_conflict,       &refusal_gone,
        &refusal_body_too_large, &refusal_too_long,
        &refusal_media_type,     &refusal_bad_host,
        &refusal_rate,           &refusal_broken,
        &refusal_busy,           &refusal_header_too_large,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i]->status == status)
            return all[i];
    return &refusal_broken;
}

const struct refusal *refusal_for_rc(rc code)
{
    switch (code) {
    case RC_NOT_FOUND: return &refusal_not_found;
    case RC_DENIED: return &refusal_denied;
    case RC_INVALID: return &refusal_invalid;
    case RC_LIMIT: return &refusal_body_too_large;
    case RC_BUSY:
    case RC_STOPPED: return &refusal_busy;
    default: return &refusal_broken;
    }
}
