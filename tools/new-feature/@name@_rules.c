/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/@name@/@name@_rules.h"

struct str @thing@_tidy(struct arena *arena, struct str text)
{
    struct str rest = str_trim(text), word, tidy = STR("");
    while (str_split(&rest, ' ', &word))
        if (word.n)
            tidy = ARENA_CONCAT(arena, tidy, tidy.n ? STR(" ") : STR(""), word);
    return tidy;
}

bool @thing@_repeats(struct str text, const struct @thing@ *newest)
{
    return str_eq(text, newest->text);
}
