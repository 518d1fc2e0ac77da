/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/vec.h"

enum { LARGEST_DEV_FILE_BYTES = 64 * 1024 * 1024 };

static const struct embedded_file *find_embedded(const struct files *files, const char *path)
{
    size_t low = 0, high = files->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(files->embedded[middle].path, path);
        if (order == 0)
            return &files->embedded[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Opens a file, no folder, pipe or device, of at most max_bytes. Owner of *ret_fd: the caller, close. */
static rc open_file(const char *path, size_t max_bytes, int *ret_fd, size_t *ret_size)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would wait for a writer */
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? RC_NOT_FOUND : RC_IO;
    rc result = fstat(fd, &status) || !S_ISREG(status.st_mode) ? RC_IO
                : (uintmax_t)status.st_size > max_bytes        ? RC_LIMIT
                                                               : RC_OK;
    if (result) {
        close(fd);
        return result;
    }
    *ret_fd = fd;
    *ret_size = (size_t)status.st_size;
    return RC_OK;
}

rc file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret_bytes)
{
    int fd;
    size_t size, n = 0;
    ssize_t got = 1;
    rc result = open_file(path, max_bytes, &fd, &size);
    if (result)
        return result;
    char *bytes = arena_alloc(arena, size + 1);
    while (n < size && got > 0) { /* it may shrink while being read */
        got = read(fd, bytes + n, size - n);
        n += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (got < 0)
        return RC_IO;
    *ret_bytes = (struct str){bytes, n};
    return RC_OK;
}

struct mapping {
    void *bytes;
    size_t n;
};

static void unmap(void *argument)
{
    struct mapping *mapping = argument;
    munmap(mapping->bytes, mapping->n);
}

rc file_map(struct arena *arena, const char *path, size_t max_bytes, struct str *ret_bytes)
{
    int fd;
    size_t n;
    rc result = open_file(path, max_bytes, &fd, &n);
    if (result)
        return result;
    void *bytes = n ? mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (bytes == MAP_FAILED)
        return RC_IO;
    if (n == 0) { /* an empty file cannot be mapped */
        *ret_bytes = STR("");
        return RC_OK;
    }
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    *mapping = (struct mapping){bytes, n};
    arena_on_end(arena, unmap, mapping);
    *ret_bytes = (struct str){bytes, n};
    return RC_OK;
}

rc files_read(const struct files *files, struct arena *arena, const char *path, struct str *ret_bytes)
{
    if (files->dev_root) {
        struct str full = arena_printf(arena, "%s/%s", files->dev_root, path);
        rc result = file_read(arena, full.p, LARGEST_DEV_FILE_BYTES, ret_bytes);
        if (result != RC_NOT_FOUND)
            return result;
    }
    const struct embedded_file *file = find_embedded(files, path);
    if (file == NULL)
        return RC_NOT_FOUND;
    *ret_bytes = (struct str){file->start, (size_t)(file->end - file->start)};
    return RC_OK;
}

static bool contains(const struct path_list *paths, const char *path)
{
    for (size_t i = 0; i < paths->n; i++)
        if (strcmp(paths->items[i], path) == 0)
            return true;
    return false;
}

/* path as a pattern that matches it alone. */
static struct str escape_pattern(struct arena *arena, const char *path)
{
    char *pattern = arena_alloc(arena, 2 * strlen(path) + 1);
    size_t n = 0;
    for (; *path; path++) {
        if (strchr("*?[\\", *path))
            pattern[n++] = '\\';
        pattern[n++] = *path;
    }
    return (struct str){pattern, n};
}

/* Adds what stands on disk but was not there when the program was built. */
static void match_on_disk(const struct files *files, struct arena *arena, const char *pattern,
                          struct path_list *paths)
{
    struct str full = ARENA_CONCAT(arena, escape_pattern(arena, files->dev_root), STR("/"),
                                   str_from_c(pattern));
    glob_t found = {0};
    if (glob(full.p, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *path = found.gl_pathv[i] + strlen(files->dev_root) + 1;
            if (!contains(paths, path))
                *VEC_PUSH(arena, paths) = arena_c_dup(arena, str_from_c(path));
        }
    globfree(&found);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void files_match(const struct files *files, struct arena *arena, const char *pattern,
                 struct path_list *ret_paths)
{
    *ret_paths = (struct path_list){0};
    for (size_t i = 0; i < files->n; i++)
        if (fnmatch(pattern, files->embedded[i].path, FNM_PATHNAME) == 0)
            *VEC_PUSH(arena, ret_paths) = files->embedded[i].path;
    if (files->dev_root) {
        match_on_disk(files, arena, pattern, ret_paths);
        if (ret_paths->n)
            qsort(ret_paths->items, ret_paths->n, sizeof *ret_paths->items, by_path);
    }
}
