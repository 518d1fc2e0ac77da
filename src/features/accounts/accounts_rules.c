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
    if (path.n == 0 || path.n > NEXT_MAX_BYTES || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
        return false;
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return false;
    }
    return true;
}

/* ---- browsers -------------------------------------------------------------- */

struct sign {
    struct str in, name; /* the first that is found tells: most browsers name those they are made like */
};

static struct str find_sign(struct str agent, const struct sign *signs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(agent, signs[i].in) < agent.n)
            return signs[i].name;
    return STR_NONE;
}

struct str agent_browser(struct str agent)
{
    static const struct sign signs[] = {{STR_INIT("Edg"), STR_INIT("Edge")},
                                        {STR_INIT("OPR/"), STR_INIT("Opera")},
                                        {STR_INIT("SamsungBrowser/"), STR_INIT("Samsung Internet")},
                                        {STR_INIT("Vivaldi/"), STR_INIT("Vivaldi")},
                                        {STR_INIT("Firefox/"), STR_INIT("Firefox")},
                                        {STR_INIT("FxiOS/"), STR_INIT("Firefox")},
                                        {STR_INIT("Chrome/"), STR_INIT("Chrome")},
                                        {STR_INIT("CriOS/"), STR_INIT("Chrome")},
                                        {STR_INIT("Safari/"), STR_INIT("Safari")}};
    return find_sign(agent, signs, sizeof signs / sizeof signs[0]);
}

struct str agent_device(struct str agent)
{
    static const struct sign signs[] = {
        {STR_INIT("iPhone"), STR_INIT("iPhone")},   {STR_INIT("iPad"), STR_INIT("iPad")},
        {STR_INIT("Android"), STR_INIT("Android")}, {STR_INIT("Windows"), STR_INIT("Windows")},
        {STR_INIT("Macintosh"), STR_INIT("Mac")},   {STR_INIT("CrOS"), STR_INIT("ChromeOS")},
        {STR_INIT("Linux"), STR_INIT("Linux")}};
    return find_sign(agent, signs, sizeof signs / sizeof signs[0]);
}
