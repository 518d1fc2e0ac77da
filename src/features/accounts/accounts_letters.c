/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_letters.h"

struct letter {
    const char *kind;
    const char *subject, *text, *label, *after; /* msgids; {0} in subject and text is the portal's name */
};

#define IGNORE_IT TR("If it was not you, you need do nothing: whoever it was has not come in.")
#define ACT_NOW \
    TR("If it was not you, sign in by a link at once, choose a new password and end all sessions.")

static const struct letter letters[] = {
    [LETTER_SIGN_UP] =
        {"accounts.sign_up", TR("Confirm your address at {0}"),
         TR("Somebody, we hope you, wants an account at {0} with this address. Follow the link "
            "to confirm it. The link works once, and for 24 hours."),
         TR("Confirm the address"), TR("If it was not you, you need do nothing: no account is made.")},
    [LETTER_KNOWN] = {"accounts.known", TR("You already have an account at {0}"),
                      TR("Somebody, we hope you, asked for an account at {0} with this address, which has "
                         "one already. Follow the link to sign in. It works once, and for 30 minutes."),
                      TR("Sign in"), IGNORE_IT},
    [LETTER_LINK] = {"accounts.link", TR("Your link to sign in at {0}"),
                     TR("Follow the link to sign in at {0}. It works once, and for 30 minutes."),
                     TR("Sign in"), IGNORE_IT},
    [LETTER_ADDRESS_NEW] =
        {"accounts.address_new", TR("Confirm your new address at {0}"),
         TR("Somebody, we hope you, wants to use this address for an account at {0}. Follow "
            "the link to confirm it. The link works once, and for 24 hours."),
         TR("Confirm the new address"),
         TR("If it was not you, you need do nothing: the address is not used.")},
    [LETTER_ADDRESS_OLD] = {"accounts.address_old", TR("Your account at {0} is about to get another address"),
                            TR("Somebody, we hope you, has asked that your account at {0} shall have another "
                               "address than this one. It is changed when the new address is confirmed."),
                            TR("Stop the change"),
                            TR("If it was you, you need do nothing. If not, follow the link to stop it, and "
                               "choose a new password.")},
    [LETTER_ADDRESS_DONE] =
        {"accounts.address_done", TR("Your account at {0} has a new address"),
         TR("The address of your account at {0} has been changed. Letters now come to the "
            "new address, and you sign in with it."),
         NULL, TR("If it was not you, write to those who run the portal at once.")},
    [LETTER_PASSWORD] = {"accounts.password", TR("Your password at {0} has been changed"),
                         TR("The password of your account at {0} has been changed, and you have been signed "
                            "out everywhere else."),
                         NULL, ACT_NOW},
    [LETTER_TWO_STEPS] = {"accounts.two_steps", TR("Two-step sign-in at {0} has been changed"),
                          TR("Two-step sign-in of your account at {0} has been turned on or off, or got new "
                             "recovery codes."),
                          NULL, ACT_NOW},
    [LETTER_RECOVERY] = {"accounts.recovery", TR("A recovery code was used at {0}"),
                         TR("Somebody signed in to your account at {0} with one of your recovery codes. It "
                            "cannot be used again."),
                         NULL, ACT_NOW},
    [LETTER_ERASED] =
        {"accounts.erased", TR("Your account at {0} has been removed"),
         TR("Your account at {0}, and what we knew about you, has been removed as you asked. What "
            "the law makes us keep was told when you did."),
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
