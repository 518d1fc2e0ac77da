/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_password.h"

#include "core/auth/password.h"
#include "core/auth/token.h"

void read_address(struct request *request, const struct field *field, const struct field_value *value,
                  struct mail_address *ret_address, struct faults *faults)
{
    const char *problem;
    if (mail_address_read(request_arena(request), value->text, ret_address, &problem))
        form_add_fault(request, faults, field, tr_str(request_language(request), str_from_c(problem)));
}

void check_password(struct request *request, const struct field *field, struct str password, struct str name,
                    struct str address, struct faults *faults)
{
    static const char *const sentences[] = {
        [PASSWORD_SHORT] = TR("Choose a password of at least 12 characters."),
        [PASSWORD_LONG] = TR("Choose a shorter password."),
        [PASSWORD_NOT_TEXT] = TR(
            "The password has characters that cannot be typed everywhere. Choose another."),
        [PASSWORD_GUESSABLE] = TR(
            "That password is easy to guess. Choose another, such as four words in a row."),
        [PASSWORD_PERSONAL] = TR("The password is too like your name or address. Choose another."),
    };
    const struct str known[] = {name, address, request_site_name(request)};
    enum password_fault fault = password_judge(password, known, sizeof known / sizeof known[0]);
    if (fault)
        form_add_fault(request, faults, field,
                       tr_str(request_language(request), str_from_c(sentences[fault])));
}

struct str password_subject(struct arena *arena, struct str address_key)
{
    return ARENA_CONCAT(arena, STR("password "), token_fingerprint(arena, address_key));
}
