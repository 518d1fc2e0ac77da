/* SPDX-License-Identifier: EUPL-1.2 */
/* Things by a key, sorted so that equal ones stand together: in place of a hash map, which a
 * stranger's keys could slow down. Used within this folder. */
#ifndef SORTITION_KEYS_H
#define SORTITION_KEYS_H

#include "base/str.h"

struct keyed {
    struct str key;
    uint32_t item;
};

/* By key in byte order, equal ones by item. O(n log n). */
void keys_sort(struct keyed *keyed, size_t n);

/* One past the last of those whose key is that of keyed[start]. */
size_t keys_end(const struct keyed *keyed, size_t n, size_t start);

#endif
