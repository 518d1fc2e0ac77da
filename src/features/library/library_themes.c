/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/library/pub/themes.h"

const struct coded_label library_themes[THEMES] = {
    {"planning", TR("Planning and building")},
    {"school", TR("School and preschool")},
    {"climate", TR("Climate and environment")},
    {"safety", TR("Safety")},
    {"health", TR("Health and care")},
    {"elderly", TR("Older people")},
    {"youth", TR("Children and young people")},
    {"integration", TR("Integration")},
    {"budget", TR("Budget and priorities")},
    {"culture", TR("Culture and leisure")},
    {"rural", TR("Countryside and service")},
    {"digital", TR("Digital services")},
    {"democracy", TR("Democracy and participation")},
};

struct str library_theme_labels(struct arena *arena, const struct language *language, struct str codes)
{
    struct str labels = STR(""), code;
    while (str_split(&codes, ';', &code))
        for (size_t i = 0; i < THEMES; i++)
            if (str_eq_c(str_trim(code), library_themes[i].code))
                labels = ARENA_CONCAT(arena, labels, labels.n ? STR(", ") : STR(""),
                                      tr(language, library_themes[i].label));
    return labels;
}
