/* SPDX-License-Identifier: EUPL-1.2 */
/* For copies of both databases: a file that appears whole or not at all, and a child process. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "core/db/db_driver.h"

/* ---- the file ---- */

static struct str folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    if (slash == NULL)
        return STR(".");
    return (struct str){file, slash == file ? 1 : (size_t)(slash - file)};
}

rc backup_begin(struct arena *arena, const char *file, char **ret_temporary,
                struct str *ret_problem)
{
    if (access(file, F_OK) == 0) {
        *ret_problem = arena_printf(arena, "The file %s exists already, and a backup never "
                                    "replaces a file. Choose another name.", file);
        return RC_EXISTS;
    }
    char *temporary = arena_c_dup(arena, arena_printf(arena, "%s.XXXXXX", file));
    int handle = mkostemp(temporary, O_CLOEXEC); /* mode 0600: it has all that people wrote */
    if (handle < 0) {
        *ret_problem = arena_printf(arena, "The backup file %s cannot be made: %s.", file,
                                    strerror(errno));
        return RC_IO;
    }
    close(handle);
    *ret_temporary = temporary;
    return RC_OK;
}

static int flush(const char *path, int flags)
{
    int handle = open(path, flags | O_CLOEXEC);
    if (handle < 0)
        return -1;
    int result = fsync(handle);
    close(handle);
    return result;
}

rc backup_publish(struct arena *arena, char *temporary, const char *file, struct str *ret_problem)
{
    int result = flush(temporary, O_RDWR);
    if (result == 0) {
        result = renameat2(AT_FDCWD, temporary, AT_FDCWD, file, RENAME_NOREPLACE);
        /* Some file systems do not know the flag; a link does not replace either. */
        if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
            result = link(temporary, file);
            if (result == 0)
                unlink(temporary);
        }
    }
    if (result == 0)
        result = flush(arena_c_dup(arena, folder_of(file)), O_RDONLY | O_DIRECTORY);
    if (result == 0)
        return RC_OK;
    *ret_problem = arena_printf(arena, "The backup file %s could not be stored: %s.", file,
                                strerror(errno));
    return errno == EEXIST ? RC_EXISTS : RC_IO;
}

rc backup_has_magic(struct arena *arena, const char *file, struct str magic, bool *ret_has,
                    struct str *ret_problem)
{
    char start[32];
    int handle = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = handle < 0 ? -1 : read(handle, start, sizeof start);
    int error = errno;
    if (handle >= 0)
        close(handle);
    if (n < 0) {
        *ret_problem = arena_printf(arena, "The backup %s cannot be read: %s.", file,
                                    strerror(error));
        return RC_IO;
    }
    *ret_has = str_starts((struct str){start, (size_t)n}, magic);
    return RC_OK;
}

/* ---- the child process ---- */

static char **whole_environment(struct arena *arena, char *const *added, size_t added_n)
{
    size_t n = 0;
    while (environ[n])
        n++;
    char **whole = ARENA_ARRAY(arena, char *, n + added_n + 1);
    size_t used = 0;
    for (size_t i = 0; i < added_n; i++)
        whole[used++] = added[i];
    for (size_t i = 0; i < n; i++) {
        /* What we add goes first and replaces: a name may stand only once. */
        size_t name_n = strcspn(environ[i], "=") + 1;
        bool replaced = false;
        for (size_t j = 0; j < added_n; j++)
            replaced = replaced || strncmp(environ[i], added[j], name_n) == 0;
        if (!replaced)
            whole[used++] = environ[i];
    }
    return whole;
}

/* Starts argv with standard error to errors, and none of our files or signal settings. */
static int spawn(char *const argv[], char **environment, int errors, pid_t *ret_child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGTERM);
    sigaddset(&defaults, SIGINT);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawnp(ret_child, argv[0], &files, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* The beginning of what the child said, on one line. */
static struct str read_errors(struct arena *arena, int errors)
{
    char text[600];
    ssize_t n = pread(errors, text, sizeof text, 0);
    for (ssize_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ')
            text[i] = ' ';
    return arena_str_dup(arena, str_trim((struct str){text, n > 0 ? (size_t)n : 0}));
}

rc backup_run(struct arena *arena, char *const argv[], char *const *environment,
              size_t environment_n, struct str *ret_problem)
{
    int errors = memfd_create("errors", MFD_CLOEXEC), status = -1;
    if (errors < 0) {
        *ret_problem = arena_printf(arena, "%s could not be started: %s.", argv[0],
                                    strerror(errno));
        return RC_IO;
    }
    pid_t child;
    int error = spawn(argv, whole_environment(arena, environment, environment_n), errors, &child);
    rc result = RC_IO;
    if (error == ENOENT) {
        *ret_problem = arena_printf(arena, "The program %s was not found. Install the client "
                                    "programs of PostgreSQL.", argv[0]);
    } else if (error) {
        *ret_problem = arena_printf(arena, "%s could not be started: %s.", argv[0],
                                    strerror(error));
    } else {
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
        result = status == 0 ? RC_OK : RC_IO;
        if (result != RC_OK)
            *ret_problem = arena_printf(arena, "%s failed: %.*s", argv[0],
                                        STR_ARGS(read_errors(arena, errors)));
    }
    close(errors);
    return result;
}
