/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes languages, migrations and templates of the files the program carries. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "base/vec.h"

rc app_load_languages(const struct files *files, struct arena *arena, struct languages *ret_languages)
{
    struct languages languages = {0};
    struct str list, line;
    rc result = files_read(files, arena, "po/LINGUAS", &list);
    while (result == RC_OK && str_split(&list, '\n', &line)) {
        struct str code = str_trim(line), mo = STR_NONE;
        if (code.n == 0 || code.p[0] == '#')
            continue;
        result = files_read(files, arena, arena_printf(arena, "po/%.*s.mo", STR_ARGS(code)).p, &mo);
        if (result == RC_NOT_FOUND)
            result = RC_OK; /* its texts are the msgids */
        if (result == RC_OK)
            result = languages_add(&languages, arena, arena_c_dup(arena, code), mo);
    }
    if (result == RC_OK)
        *ret_languages = languages;
    return result;
}

/* "migrations/guide/001-method.sql" → 1 and "method". */
static bool parse_migration_path(struct str path, struct migration *migration)
{
    size_t slash = path.n;
    while (slash && path.p[slash - 1] != '/')
        slash--;
    struct str name = str_skip(path, slash);
    int64_t number;
    if (name.n < 9 || name.p[3] != '-' || !str_ends(name, STR(".sql")) ||
        str_to_int(str_sub(name, 0, 3), &number))
        return false;
    migration->number = (int)number;
    migration->name = str_sub(name, 4, name.n - 8);
    return true;
}

rc app_load_migrations(const struct files *files, struct arena *arena, struct migration_list *ret_migrations)
{
    struct migration_list migrations = {0};
    for (size_t m = 0; app_modules[m]; m++) {
        struct path_list paths;
        files_match(files, arena, arena_printf(arena, "migrations/%s/*.sql", app_modules[m]->name).p, &paths);
        for (size_t i = 0; i < paths.n; i++) {
            struct migration *migration = VEC_PUSH(arena, &migrations);
            migration->module = app_modules[m]->name;
            if (!parse_migration_path(str_from_c(paths.items[i]), migration) ||
                migration->number != (int)i + 1)
                return RC_INVALID;
            rc result = files_read(files, arena, paths.items[i], &migration->sql);
            if (result)
                return result;
        }
    }
    *ret_migrations = migrations;
    return RC_OK;
}

/* "src/features/guide/templates/method.mustache" → "guide/method";
 * "templates/form/field.mustache" → "form/field". */
static struct str template_name(struct arena *arena, struct str path)
{
    path = str_sub(path, 0, path.n - strlen(".mustache"));
    struct str features = STR("src/features/"), folder = STR("/templates/");
    if (!str_starts(path, features))
        return str_skip(path, strlen("templates/"));
    path = str_skip(path, features.n);
    size_t at = str_find(path, folder);
    return ARENA_CONCAT(arena, str_sub(path, 0, at), STR("/"), str_skip(path, at + folder.n));
}

static struct str translate(void *context, struct arena *arena, struct str msgid)
{
    (void)arena;
    return tr_str(context, msgid);
}

static void tell_fault(const struct template_fault *fault, void (*tell)(const char *text))
{
    char text[400];
    snprintf(text, sizeof text, "template %s, line %u, column %u: %s", fault->template_name, fault->line,
             fault->column, fault->text);
    tell(text);
}

static rc add_templates(const struct files *files, struct arena *arena, struct template_set *set,
                        const char *pattern, struct template_fault *ret_fault)
{
    struct path_list paths;
    files_match(files, arena, pattern, &paths);
    for (size_t i = 0; i < paths.n; i++) {
        struct str source;
        rc result = files_read(files, arena, paths.items[i], &source);
        if (result == RC_OK)
            result = template_set_add(set, template_name(arena, str_from_c(paths.items[i])), source,
                                      ret_fault);
        if (result)
            return result;
    }
    return RC_OK;
}

rc app_load_templates(const struct files *files, struct arena *arena, const struct language *language,
                      bool strict, void (*tell)(const char *text), const struct template_set **ret_set)
{
    static const char *const patterns[] = {"templates/*.mustache", "templates/*/*.mustache",
                                           "src/features/*/templates/*.mustache"};
    /* translate only reads: the cast drops const for a callback that takes any context. */
    struct template_options options = {
        .translate = translate, .translate_context = (void *)(uintptr_t)language, .strict = strict};
    struct template_set *set = template_set_new(arena, &options);
    struct template_fault fault = {0};
    rc result = RC_OK;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && result == RC_OK; i++)
        result = add_templates(files, arena, set, patterns[i], &fault);
    if (result == RC_OK)
        result = template_set_link(set, &fault);
    if (result == RC_OK)
        *ret_set = set;
    else
        tell_fault(&fault, tell);
    return result;
}
