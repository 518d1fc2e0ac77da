/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "app/app.h"

/* Made by tools/embed.py. */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

/* --dev reads from the source tree that the program was built from. */
static const char *dev_root(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--dev") == 0)
            return RADSLAG_SOURCE_ROOT;
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(); /* boot: never freed before exit */
    struct files files = {embedded_files, embedded_file_count, dev_root(argc, argv)};
    struct languages languages;
    struct migration_list migrations;
    if (app_load_languages(&files, arena, &languages) || app_load_migrations(&files, arena, &migrations))
        return command_trouble("the program was built with broken catalogues or migrations; build it again");
    struct program program = {.files = &files,
                              .languages = &languages,
                              .modules = app_modules,
                              .migrations = migrations.items,
                              .migration_count = migrations.n,
                              .version = RADSLAG_VERSION};
    int code = command_run(&program, arena, argc, argv);
    if (fflush(stdout) || ferror(stdout))
        code = EXIT_TROUBLE;
    arena_free(arena);
    return code;
}
