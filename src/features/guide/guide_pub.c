/* SPDX-License-Identifier: EUPL-1.2 */
/* What other features ask of single methods. */
#include "features/guide/guide_store.h"
#include "features/guide/guide_view.h"
#include "features/guide/pub/guide.h"

rc guide_method_codes(struct reader *reader, struct arena *arena, struct map *codes)
{
    return method_codes(reader, arena, codes);
}

/* Where the catalogue has the method, or its number of methods. */
static size_t find(const struct catalogue *catalogue, struct str code)
{
    size_t i = 0;
    while (i < catalogue->n && !str_eq(catalogue->facts[i].id, code))
        i++;
    return i;
}

rc guide_method_name(struct request *request, struct reader *reader, struct str code, struct str *ret_name)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    size_t i = find(catalogue, code);
    if (i == catalogue->n)
        return RC_NOT_FOUND;
    *ret_name = catalogue->cards[i].name;
    return RC_OK;
}

rc guide_fill_method(struct request *request, struct reader *reader, struct str code, struct value *view)
{
    const struct catalogue *catalogue;
    rc result = catalogue_of(request, reader, &catalogue);
    if (result)
        return result;
    size_t i = find(catalogue, code);
    if (i == catalogue->n)
        return RC_NOT_FOUND;
    card_view(request, view, catalogue, i);
    return RC_OK;
}
