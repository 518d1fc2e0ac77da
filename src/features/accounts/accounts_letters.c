/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_letters.h"

struct letter {
    const char *kind;
    const char *subject, *text, *label, *after; /* msgids; {0} in subject and text is the portal's name */
};

#define IGNORE_IT TR("If it was not you, you need do nothing: whoever it was has not come in.")
#define ACT_NOW                                                                                      \
    TR("If it was not you: sign in by a link at once, choose a new password, and look at where you " \
       "are signed in.")

static const struct letter letters[] = {
    [LETTER_SIGN_UP] =
        {"accounts.sign_up", TR("Confirm your address at {0}"),
         TR("Somebody, we hope you, wants to make an account at {0} with this address. Follow the link to "
            "confirm that the address is yours. The link works once, and for 24 hours."),
         TR("Confirm the address"), TR("If it was not you, you need do nothing: no account is made.")},
    [LETTER_KNOWN] =
        {"accounts.known", TR("You already have an account at {0}"),
         TR("Somebody, we hope you, wanted to make an account at {0} with this address. But you have one "
            "already. Follow the link to sign in. It works once, and for 30 minutes."),
         TR("Sign in"), IGNORE_IT},
    [LETTER_LINK] = {"accounts.link", TR("Your link to sign in at {0}"),
                     TR("Follow the link to sign in at {0}. It works once, and for 30 minutes."),
                     TR("Sign in"), IGNORE_IT},
    [LETTER_ADDRESS_NEW] =
        {"accounts.address_new", TR("Confirm your new address at {0}"),
         TR("Somebody, we hope you, wants to use this address for their account at {0}. Follow the link "
            "to confirm that the address is yours. The link works once, and for 24 hours."),
         TR("Confirm the new address"),
         TR("If it was not you, you need do nothing: the address is not used.")},
    [LETTER_ADDRESS_OLD] =
        {"accounts.address_old", TR("Your account at {0} is about to get another address"),
         TR("Somebody, we hope you, has asked to change the e-mail address of your account at {0}. The "
            "change is made when the new address has been confirmed."),
         TR("Stop the change"),
         TR("If it was you, you need do nothing. If not, follow the link to stop it. It works for a week, "
            "also after the change. Then choose a new password.")},
    [LETTER_ADDRESS_DONE] =
        {"accounts.address_done", TR("Your account at {0} has a new address"),
         TR("Your account at {0} has got a new e-mail address. You sign in with the new one, and our "
            "e-mails come to it."),
         NULL,
         TR("If it was not you: open the e-mail that we sent to the old address when the change was asked "
            "for. Its link undoes the change for a week.")},
    [LETTER_PASSWORD] = {"accounts.password", TR("Your password at {0} has been changed"),
                         TR("The password of your account at {0} has been changed, and you have been signed "
                            "out everywhere else."),
                         NULL, ACT_NOW},
    [LETTER_TWO_STEPS_ON] =
        {"accounts.two_steps_on", TR("Two-step sign-in at {0} is on"),
         TR("Two-step sign-in has been turned on for your account at {0}. You have been "
            "signed out everywhere except where you turned it on."),
         NULL, /* a link would ask for a code too */
         TR("If it was not you, write to those who run the portal at once: signing in now "
            "takes a code that somebody else has.")},
    [LETTER_TWO_STEPS_OFF] = {"accounts.two_steps_off", TR("Two-step sign-in at {0} is off"),
                              TR("Two-step sign-in has been turned off for your account at {0}. No code is "
                                 "asked for any more."),
                              NULL, ACT_NOW},
    [LETTER_CODES] = {"accounts.codes", TR("New recovery codes at {0}"),
                      TR("New recovery codes have been made for your account at {0}. The old ones do not "
                         "work any more."),
                      NULL, ACT_NOW},
    [LETTER_RECOVERY] = {"accounts.recovery", TR("A recovery code was used at {0}"),
                         TR("Somebody signed in to your account at {0} with one of your recovery codes. It "
                            "cannot be used again."),
                         NULL, ACT_NOW},
    [LETTER_GUESSES] = {"accounts.guesses", TR("Somebody tries to sign in to your account at {0}"),
                        TR("Somebody has signed in halfway to your account at {0}, and then shown many wrong "
                           "codes. Nobody has come in by them."),
                        NULL,
                        TR("If it was not you, somebody knows your password or reads your mail: choose a new "
                           "password for both at once.")},
    [LETTER_CONNECTED] = {"accounts.connected", TR("Another login opens your account at {0}"),
                          TR("Another login has been connected to your account at {0}. From now on it opens "
                             "the account, as your e-mail address does."),
                          NULL, ACT_NOW},
    [LETTER_ERASED] =
        {"accounts.erased", TR("Your account at {0} has been removed"),
         TR("As you asked, your account at {0} has been removed, with what we knew about you. When you "
            "did it you were told what the law makes us keep."),
         NULL, TR("Thank you for taking part.")},
};

rc letter_write(struct request *request, enum letter_kind kind, struct str to, struct str url,
                struct mail *ret_mail)
{
    const struct letter *letter = &letters[kind];
    const struct language *language = request_language(request);
    const struct template_set *set = request_templates(request, language);
    struct arena *arena = request_arena(request);
    struct str site = request_site_name(request);
    if (!set)
        return RC_UNSUPPORTED;
    struct value *view = value_map(arena);
    struct mail mail = {.kind = letter->kind, .to = to, .at = request_time(request)};
    value_set_str(view, "text", TEXT_FORMAT(arena, tr_str(language, str_from_c(letter->text)), site));
    value_set_str(view, "label", letter->label ? tr_str(language, str_from_c(letter->label)) : STR_NONE);
    value_set_url(view, "url", letter->label ? url : STR_NONE);
    value_set_str(view, "after", tr_str(language, str_from_c(letter->after)));
    value_set_str(view, "site_name", site);
    struct str subject = TEXT_FORMAT(arena, tr_str(language, str_from_c(letter->subject)), site);
    rc result = mail_render(arena, set, language_code(language), "accounts/letter", subject, view, &mail);
    if (result == RC_OK)
        *ret_mail = mail;
    return result;
}
