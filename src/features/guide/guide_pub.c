/* SPDX-License-Identifier: EUPL-1.2 */
/* What other features ask of single methods. */
#include "features/guide/guide_store.h"
#include "features/guide/guide_view.h"
#include "features/guide/guide_words.h"
#include "features/guide/pub/guide.h"

rc guide_method_codes(struct reader *reader, struct arena *arena, struct map *codes)
{
    return method_codes(reader, arena, codes);
}

/* The catalogue, and where it has the method. RC_NOT_FOUND. */
static rc find(struct request *request, struct reader *reader, struct str code,
               const struct catalogue **ret_catalogue, size_t *ret_i)
{
    rc result = catalogue_of(request, reader, ret_catalogue);
    if (result)
        return result;
    size_t i = 0;
    while (i < (*ret_catalogue)->n && !str_eq((*ret_catalogue)->facts[i].id, code))
        i++;
    *ret_i = i;
    return i < (*ret_catalogue)->n ? RC_OK : RC_NOT_FOUND;
}

rc guide_method_name(struct request *request, struct reader *reader, struct str code, struct str *ret_name)
{
    const struct catalogue *catalogue;
    size_t i;
    rc result = find(request, reader, code, &catalogue, &i);
    if (result == RC_OK)
        *ret_name = catalogue->cards[i].name;
    return result;
}

rc guide_fill_method(struct request *request, struct reader *reader, struct str code, struct value *view)
{
    const struct catalogue *catalogue;
    size_t i;
    rc result = find(request, reader, code, &catalogue, &i);
    if (result == RC_OK)
        card_view(request, view, catalogue, i);
    return result;
}

struct str guide_level_label(const struct language *language, int level)
{
    return term_words(language, VOCAB_LEVEL, level);
}

struct str guide_level_promise(const struct language *language, int level)
{
    return level_promise(language, level);
}
