/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the accounts' pages; accounts.c has their addresses. */
#ifndef ACCOUNTS_PAGES_H
#define ACCOUNTS_PAGES_H

#include "core/web/route.h"

/* accounts_sign_up.c */
get_fn accounts_sign_up_page, accounts_confirm_page, accounts_sent_page;
extern const struct post accounts_sign_up_post, accounts_confirm_post;

/* accounts_sign_in.c */
get_fn accounts_sign_in_page, accounts_link_page, accounts_sign_out_page, accounts_signed_out_page;
extern const struct post accounts_sign_in_post, accounts_link_post, accounts_sign_out_post;

/* accounts_own.c */
get_fn accounts_own_page, accounts_name_page, accounts_sessions_page;
extern const struct post accounts_name_post, accounts_sessions_post;

/* accounts_secrets.c */
get_fn accounts_password_page, accounts_two_steps_page;
extern const struct post accounts_password_post, accounts_two_steps_post;

/* accounts_address.c */
get_fn accounts_address_page, accounts_new_address_page, accounts_stop_address_page;
extern const struct post accounts_address_post, accounts_new_address_post, accounts_stop_address_post;

/* accounts_data.c */
get_fn accounts_data_page, accounts_export_page, accounts_erase_page;
extern const struct post accounts_erase_post;

#endif
