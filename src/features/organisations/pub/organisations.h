/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Organisations: what other features may call. Nothing but the module itself.
 * Its page of one is a place for others' parts, "organisations.organisation";
 * the subject is the organisation's name as it writes it itself.
 */
#ifndef ORGANISATIONS_PUB_ORGANISATIONS_H
#define ORGANISATIONS_PUB_ORGANISATIONS_H

#include "core/module.h"

extern const struct module organisations_module;

#endif
