/* SPDX-License-Identifier: EUPL-1.2 */
/* The library: what other features may call. */
#ifndef LIBRARY_PUB_LIBRARY_H
#define LIBRARY_PUB_LIBRARY_H

#include "core/module.h"

extern const struct module library_module;

/*
 * What a page at the place "library.item" or "library.challenge" is about, by its subject there:
 * the codes of an article's methods, or of a challenge's themes, with ';' between, for the rest
 * of the request. RC_NOT_FOUND: no such page, or it names none.
 */
MUST_CHECK rc library_methods_of(struct request *request, struct reader *reader, struct str code,
                                 struct str *ret_methods);
MUST_CHECK rc library_themes_of(struct request *request, struct reader *reader, struct str code,
                                struct str *ret_themes);

#endif
