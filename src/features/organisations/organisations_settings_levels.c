/* SPDX-License-Identifier: EUPL-1.2 */
/* The levels of participation that an organisation works with, and its own words for them. */

#include "base/vec.h"
#include "features/guide/pub/guide.h"
#include "features/organisations/organisations_settings.h"

/* For each level a box, then label and explanation in each language. */
enum { WORDS_OF_LEVEL = 2, LANGUAGES_ASKED_MAX = (SETTINGS_FIELDS_MAX / LEVELS - 1) / WORDS_OF_LEVEL };

static size_t languages_asked(const struct request *request)
{
    size_t n = request_languages(request)->n;
    return n < LANGUAGES_ASKED_MAX ? n : LANGUAGES_ASKED_MAX;
}

static size_t fields_of_level(const struct request *request)
{
    return 1 + WORDS_OF_LEVEL * languages_asked(request);
}

/* ---- the form ------------------------------------------------------------------------- */

/* "Name (Svenska)" */
static const char *label_in(struct request *request, const char *label, const struct language *language)
{
    struct str text = tr_str(request_language(request), str_from_c(label));
    return arena_printf(request_arena(request), "%.*s (%s)", STR_ARGS(text), language_name(language)).p;
}

/* The common words in the language of the field, as a hint: they are shown where it is left empty. Never
 * alone, since a hint is looked up in the catalogue and theirs would come back in the page's language. */
static const char *otherwise(struct request *request, struct str words)
{
    struct str text = tr(request_language(request), "If you leave it empty: {0}");
    return arena_c_dup(request_arena(request), TEXT_FORMAT(request_arena(request), text, words));
}

static void words_fields(struct request *request, struct field *fields, int level,
                         const struct language *language)
{
    struct arena *arena = request_arena(request);
    const char *code = language_code(language);
    fields[0] = (struct field){.name = arena_printf(arena, "label-%d-%s", level, code).p,
                               .kind = FIELD_TEXT,
                               .max = LEVEL_LABEL_CHARACTERS,
                               .label = label_in(request, TR("Name"), language),
                               .hint = otherwise(request, guide_level_label(language, level))};
    fields[1] = (struct field){.name = arena_printf(arena, "words-%d-%s", level, code).p,
                               .kind = FIELD_TEXT,
                               .max = LEVEL_EXPLANATION_CHARACTERS,
                               .label = label_in(request, TR("What it means"), language),
                               .hint = otherwise(request, guide_level_promise(language, level))};
}

static void level_fields(struct request *request, struct field *fields, int level)
{
    fields[0] = (struct field){.name = arena_printf(request_arena(request), "use-%d", level).p,
                               .kind = FIELD_CHECK,
                               .label = TR("We work with this level")};
    for (size_t i = 0; i < languages_asked(request); i++)
        words_fields(request, fields + 1 + WORDS_OF_LEVEL * i, level, request_languages(request)->items[i]);
}

static struct settings_form *form_of(struct request *request)
{
    struct arena *arena = request_arena(request);
    struct settings_form *form = ARENA_NEW(arena, struct settings_form);
    struct field *fields = ARENA_ARRAY(arena, struct field, SETTINGS_FIELDS_MAX);
    for (int level = 1; level <= LEVELS; level++)
        level_fields(request, fields + (size_t)(level - 1) * fields_of_level(request), level);
    form->fields = fields;
    form->n = LEVELS * fields_of_level(request);
    return form;
}

static void values_of(const struct request *request, const struct levels *levels, struct field_value *values)
{
    for (int level = 1; level <= LEVELS; level++) {
        struct field_value *of = values + (size_t)(level - 1) * fields_of_level(request);
        of[0] = value_of_check(levels->used[level - 1]);
        for (size_t i = 0; i < languages_asked(request); i++) {
            struct str code = str_from_c(language_code(request_languages(request)->items[i]));
            const struct level_words *words = levels_words(levels, level, code);
            of[1 + WORDS_OF_LEVEL * i] = value_of_text(words ? words->label : STR(""));
            of[2 + WORDS_OF_LEVEL * i] = value_of_text(words ? words->explanation : STR(""));
        }
    }
}

/* Words in languages that the form does not ask for stay. */
static rc read_levels(struct request *request, struct settings_form *form, const struct levels *stored,
                      struct levels *ret_levels)
{
    struct arena *arena = request_arena(request);
    struct levels levels = {0};
    rc result = settings_read(request, form);
    size_t used = 0;
    levels.version = form->version;
    for (int level = 1; level <= LEVELS; level++) {
        const struct field_value *of = form->typed + (size_t)(level - 1) * fields_of_level(request);
        levels.used[level - 1] = of[0].integer != 0;
        used += levels.used[level - 1];
        for (size_t i = 0; i < languages_asked(request); i++)
            *VEC_PUSH(arena, &levels.words) = (struct level_words){
                level, str_from_c(language_code(request_languages(request)->items[i])),
                of[1 + WORDS_OF_LEVEL * i].text, of[2 + WORDS_OF_LEVEL * i].text};
    }
    for (size_t i = 0; i < stored->words.n; i++)
        if (!levels_words(&levels, stored->words.items[i].level, stored->words.items[i].language))
            *VEC_PUSH(arena, &levels.words) = stored->words.items[i];
    if (used == 0)
        settings_fault(request, form, &form->fields[0], TR("Choose at least one level."));
    *ret_levels = levels;
    return result;
}

/* ---- the page ------------------------------------------------------------------------------ */

/* The fields, level by level, under "groups". */
static rc show(struct request *request, const struct organisation *o, struct settings_form *form)
{
    const struct language *language = request_language(request);
    struct value *view = settings_view(request, o, TR("Levels of participation"));
    struct value *groups = value_set_list(view, "groups");
    const struct faults *faults = form->faults.n ? &form->faults : NULL;
    size_t n = fields_of_level(request);
    for (int level = 1; level <= LEVELS; level++) {
        size_t first = (size_t)(level - 1) * n;
        struct value *group = value_push_map(groups);
        value_set_int(group, "level", level);
        value_set_str(group, "label", guide_level_label(language, level));
        value_set(group, "form", form_view(request, form->fields + first, n, form->typed + first, faults));
    }
    value_set_url(view, "action", settings_url(request, "organisations.levels"));
    return settings_reply(request, "organisations/settings_levels", view, form);
}

static rc find(struct request *request, struct reader *reader, struct organisation *ret_organisation,
               struct levels *ret_levels)
{
    rc result = settings_organisation(request, reader, ret_organisation);
    return result ? result : levels_of(reader, request_arena(request), ret_organisation->id, ret_levels);
}

rc organisations_levels_page(struct request *request, struct reader *reader)
{
    struct organisation o;
    struct levels levels;
    struct settings_form *form = form_of(request);
    rc result = find(request, reader, &o, &levels);
    if (result)
        return result;
    values_of(request, &levels, form->typed);
    form->version = levels.version;
    return show(request, &o, form);
}

static rc prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct organisation o;
    struct levels stored, wanted;
    struct settings_form *form = form_of(request);
    rc result = find(request, reader, &o, &stored);
    if (result == RC_OK)
        result = read_levels(request, form, &stored, &wanted);
    if (result || form->faults.n)
        return result ? result : show(request, &o, form);
    struct levels_save *save = ARENA_NEW(request_arena(request), struct levels_save);
    *save = (struct levels_save){settings_change(request, o.id), wanted};
    *ret_in = save;
    return RC_OK;
}

static rc again(struct request *request, struct reader *reader, const void *in, const void *out, rc failed)
{
    struct organisation o;
    struct levels stored, wanted;
    struct settings_form *form = form_of(request);
    struct field_value values[SETTINGS_FIELDS_MAX];
    (void)in;
    (void)out;
    if (failed != RC_NEWER)
        return failed;
    rc result = find(request, reader, &o, &stored);
    if (result == RC_OK)
        result = read_levels(request, form, &stored, &wanted);
    if (result)
        return result;
    values_of(request, &stored, values);
    settings_conflict(request, form, values, stored.version);
    return show(request, &o, form);
}

static rc answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    return result ? result : settings_saved(request, settings_url(request, "organisations.settings"));
}

const struct post organisations_levels_post = {
    .lane = LANE_QUICK, .prepare = prepare, .step = levels_save_step, .again = again, .answer = answer};
