/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading addresses and new passwords in forms: faults as people are told them. */
#ifndef ACCOUNTS_PASSWORD_H
#define ACCOUNTS_PASSWORD_H

#include "core/mail/mail_address.h"
#include "core/web/form.h"

/* Reads an address that was given; adds a fault where it is none. */
void read_address(struct request *request, const struct field *field, const struct field_value *value,
                  struct mail_address *ret_address, struct faults *faults);
/* Judges a new password, against what is known of the person; adds a fault where it is weak. Slow lane. */
void check_password(struct request *request, const struct field *field, struct str password, struct str name,
                    struct str address, struct faults *faults);
/* What wrong passwords for an address are counted under: the same whether or not it has an account. */
struct str password_subject(struct arena *arena, struct str address_key);

#endif
