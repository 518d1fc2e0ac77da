/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills a new installation with the library that ships with the program. */
#ifndef LIBRARY_SEED_H
#define LIBRARY_SEED_H

#include "core/module.h"

/* All of it or nothing: every fault in the content is told, with file and line. */
rc library_seed(const struct seed *seed);

#endif
