/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/keys.h"

static int compare(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = str_compare(x->key, y->key);
    return order ? order : (x->item > y->item) - (x->item < y->item);
}

void keys_sort(struct keyed *keyed, size_t n)
{
    if (n)
        qsort(keyed, n, sizeof *keyed, compare);
}

size_t keys_end(const struct keyed *keyed, size_t n, size_t start)
{
    size_t end = start;
    while (end < n && str_eq(keyed[start].key, keyed[end].key))
        end++;
    return end;
}
