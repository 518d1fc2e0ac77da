/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_method.h"

#include <stddef.h>

const struct method_word_field method_word_fields[METHOD_WORD_FIELDS] = {
    {"name", offsetof(struct method_words, name), true, false},
    {"slug", offsetof(struct method_words, slug), false, false},
    {"summary", offsetof(struct method_words, summary), true, false},
    {"strengths", offsetof(struct method_words, strengths), true, true},
    {"weaknesses", offsetof(struct method_words, weaknesses), true, true},
    {"use_when", offsetof(struct method_words, use_when), false, true},
    {"avoid_when", offsetof(struct method_words, avoid_when), false, true},
    {"steps", offsetof(struct method_words, steps), false, true},
    {"origin", offsetof(struct method_words, origin), false, false},
};

struct str *method_word(struct method_words *words, const struct method_word_field *field)
{
    return (struct str *)(void *)((char *)words + field->offset);
}

uint32_t method_mask(enum methodmatch_vocab vocab, struct str codes)
{
    uint32_t mask = 0;
    struct str code;
    while (str_split(&codes, ';', &code))
        mask |= METHODMATCH_BIT(methodmatch_value(vocab, str_trim(code)));
    return mask;
}

void method_read_lists(struct method *method)
{
    struct method_facts *facts = &method->facts;
    facts->levels = method_mask(VOCAB_LEVEL, method->lists.levels);
    facts->phases = method_mask(VOCAB_PHASE, method->lists.phases);
    facts->recruitment = method_mask(VOCAB_RECRUITMENT, method->lists.recruitment);
    facts->formats = method_mask(VOCAB_FORMAT, method->lists.formats);
    facts->n_purposes = 0;
    struct str rest = method->lists.purposes, code;
    while (str_split(&rest, ';', &code) && facts->n_purposes < METHODMATCH_PURPOSES) {
        int purpose = methodmatch_value(VOCAB_PURPOSE, str_trim(code));
        if (purpose)
            facts->purposes[facts->n_purposes++] = (enum dialogue_purpose)purpose;
    }
}
