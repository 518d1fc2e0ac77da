/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_rules.h"

#include "features/accounts/pub/entering.h"

const struct token_rule token_rules[TOKEN_KINDS] = {[TOKEN_SIGN_UP] = {"sign-up", TIME_DAY},
                                                    [TOKEN_LINK] = {"link", 30 * TIME_MINUTE},
                                                    [TOKEN_CODE] = {"code", 10 * TIME_MINUTE},
                                                    [TOKEN_ADDRESS] = {"address", TIME_DAY},
                                                    [TOKEN_ADDRESS_STOP] = {"address-stop", 7 * TIME_DAY}};

time_us guess_wait(int64_t wrong)
{
    enum { FREE = 5, LONGEST_S = 900 };
    if (wrong < FREE)
        return 0;
    int64_t doubled = wrong - FREE;
    int64_t seconds = doubled >= 10 ? LONGEST_S : (int64_t)1 << doubled;
    return (seconds < LONGEST_S ? seconds : LONGEST_S) * TIME_SECOND;
}

bool next_is_ours(struct str path)
{
    if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
        return false;
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return false;
    }
    return true;
}
