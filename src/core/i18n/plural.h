/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Gettext's plural rules: a C expression over n, such as "n != 1" or
 * "n%10==1 && n%100!=11 ? 0 : 1" (GNU gettext manual, "Plural forms"), of
 * numbers, n, parentheses and the operators ! % < > <= >= == != && || ?:.
 */
#ifndef CORE_I18N_PLURAL_H
#define CORE_I18N_PLURAL_H

#include "base/str.h"

/* The value of the expression for n. RC_INVALID where it is not such an
 * expression, has more than 500 bytes, is nested deeper than 20, or divides by zero
 * anywhere, for this n. Linear in its length. */
MUST_CHECK rc plural_evaluate(struct str expression, uint64_t n, uint64_t *ret_form);

#endif
