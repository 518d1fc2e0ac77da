/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Swedish personal and coordination numbers, to keep them out.
 *
 * Ten or twelve digits: date of birth (a coordination number adds 60 to the
 * day), serial number, check digit by Luhn's rule over the last ten; '-' or '+'
 * may stand before the last four. Source: Folkbokföringslagen (1991:481) § 18;
 * Skatteverket SKV 704 and SKV 707. Pure: text in, answer out.
 */
#ifndef CORE_OIDC_OIDC_PERSONAL_H
#define CORE_OIDC_OIDC_PERSONAL_H

#include "base/str.h"

/*
 * Whether a number of that form stands somewhere in s, with neither letter nor
 * digit next to it: "SE:191212121212", not a part of a longer code. A random
 * UUID looks so twice in a million.
 */
bool personal_number_within(struct str s);

#endif
