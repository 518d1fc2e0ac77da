/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mail/mail_address.h"

#include <idn2.h>
#include <string.h>

#include "base/utf8.h"
#include "core/i18n/i18n.h"

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* NULL where the local part is a Dot-string, otherwise what is wrong. */
static const char *local_problem(struct str local)
{
    if (local.n == 0)
        return TR("Something must stand before the @.");
    if (local.n > MAIL_LOCAL_MAX)
        return TR("What stands before the @ is too long; 64 characters is the most.");
    if (!is_ascii(local))
        return TR("Before the @ only the letters a to z can be used; mail to å, ä and ö may not arrive.");
    for (size_t i = 0; i < local.n; i++) {
        char c = local.p[i];
        bool dot = c == '.' && i > 0 && i + 1 < local.n && local.p[i + 1] != '.';
        if (!dot && !is_letter_or_digit(c) && !(c && strchr("!#$%&'*+/=?^_`{|}~-", c)))
            return c == '.' ? TR("A full stop before the @ must stand between two other characters.")
                            : TR("There is a character before the @ that cannot be used there.");
    }
    return NULL;
}

static bool is_label(struct str label)
{
    if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++)
        if (!is_letter_or_digit(label.p[i]) && label.p[i] != '-')
            return false;
    return true;
}

/* A host's name of two labels or more; the last is no number, as in 192.0.2.1. */
static bool is_domain(struct str domain)
{
    struct str rest = domain, label = STR_NONE;
    size_t labels = 0;
    int64_t number;
    if (domain.n > MAIL_DOMAIN_MAX)
        return false;
    for (; str_split(&rest, '.', &label); labels++)
        if (!is_label(label))
            return false;
    return labels >= 2 && str_to_int(label, &number) != RC_OK && !(label.p[0] >= '0' && label.p[0] <= '9');
}

static struct str lower_ascii(struct arena *arena, struct str text)
{
    char *lower = arena_c_dup(arena, text);
    for (size_t i = 0; i < text.n; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] + 'a' - 'A');
    return (struct str){lower, text.n};
}

/* The domain in lower case and ASCII, or STR_NONE. */
static struct str domain_in_ascii(struct arena *arena, struct str domain)
{
    char *converted = NULL;
    struct str ascii = STR_NONE;
    if (is_ascii(domain))
        return lower_ascii(arena, domain);
    if (domain.n > MAIL_DOMAIN_MAX || !utf8_is_text(domain))
        return STR_NONE;
    if (idn2_to_ascii_8z(arena_c_dup(arena, domain), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) ==
        IDN2_OK)
        ascii = lower_ascii(arena, str_from_c(converted));
    idn2_free(converted);
    return ascii;
}

static size_t last_at(struct str text)
{
    size_t at = text.n;
    while (at && text.p[at - 1] != '@')
        at--;
    return at ? at - 1 : text.n;
}

rc mail_address_read(struct arena *arena, struct str text, struct mail_address *ret_address,
                     const char **ret_problem)
{
    text = str_trim(text);
    size_t at = last_at(text);
    struct str local = str_sub(text, 0, at), domain = STR_NONE;
    const char *problem = NULL;
    if (text.n == 0)
        problem = TR("Write an e-mail address.");
    else if (at == text.n)
        problem = TR("There is no @ in the address.");
    else
        problem = local_problem(local);
    if (!problem) {
        domain = domain_in_ascii(arena, str_skip(text, at + 1));
        if (!domain.p || !is_domain(domain))
            problem = TR("What stands after the @ is not the name of a domain, such as example.se.");
        else if (local.n + 1 + domain.n > MAIL_ADDRESS_MAX)
            problem = TR("The address is too long; 254 characters is the most.");
    }
    if (problem) {
        *ret_problem = problem;
        return RC_INVALID;
    }
    struct str whole = ARENA_CONCAT(arena, local, STR("@"), domain);
    *ret_address = (struct mail_address){whole, str_sub(whole, 0, local.n), str_skip(whole, local.n + 1),
                                         lower_ascii(arena, whole)};
    return RC_OK;
}

/* ---- senders --------------------------------------------------------------------------- */

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || strchr("\"\\<>", name.p[i]))
            return false;
    return name.n <= MAIL_NAME_MAX && utf8_is_text(name);
}

rc mail_sender_read(struct arena *arena, struct str text, struct str *ret_name,
                    struct mail_address *ret_address, const char **ret_problem)
{
    text = str_trim(text);
    size_t open = str_find_byte(text, '<');
    struct str name = STR(""), address = text;
    if (open < text.n && text.p[text.n - 1] == '>') {
        name = str_trim(str_sub(text, 0, open));
        address = str_sub(text, open + 1, text.n - open - 2);
        if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
            name = str_sub(name, 1, name.n - 2);
    }
    if (!is_name(name)) {
        *ret_problem = TR(
            "The name before the address is too long, or has a character that cannot be used there.");
        return RC_INVALID;
    }
    rc result = mail_address_read(arena, address, ret_address, ret_problem);
    if (result == RC_OK)
        *ret_name = name.n ? arena_str_dup(arena, name) : STR("");
    return result;
}
