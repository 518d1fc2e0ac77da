/* SPDX-License-Identifier: EUPL-1.2 */
/* What dialogues are about: the themes of challenges and of examples. */
#ifndef LIBRARY_PUB_THEMES_H
#define LIBRARY_PUB_THEMES_H

#include "core/i18n/i18n.h"

/* A code of files and addresses, and what people call it. */
struct coded_label {
    const char *code;
    const char *label; /* TR */
};
enum { THEMES = 13 };
extern const struct coded_label library_themes[THEMES];

/* "School and preschool, Safety", of codes with ';' between; unknown ones are left out. In arena. */
struct str library_theme_labels(struct arena *arena, const struct language *language, struct str codes);

#endif
