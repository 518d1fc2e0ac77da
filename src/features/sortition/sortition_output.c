/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/sortition/sortition_output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"

enum { ROW_MAX_BYTES = 64 * 1024 * 1024 };

/* Until signals_allow, a signal to stop waits, so that no half file stays behind. */
static void signals_hold(sigset_t *ret_before)
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &stops, ret_before);
}

static void signals_allow(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* A new file, or path itself where it is something else than a file, as /dev/stdout is, a link. */
static FILE *open_output(struct sortition_output *output, struct arena *arena)
{
    struct stat status;
    output->temporary = NULL;
    if (lstat(output->path, &status) == 0 && !S_ISREG(status.st_mode))
        return fopen(output->path, "we");
    output->temporary = arena_printf(arena, "%s.%ld.part", output->path, (long)getpid()).p;
    int fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return fd < 0 ? NULL : fdopen(fd, "w");
}

bool sortition_output_begin(struct sortition_output *output, struct command_line *line, const char *path)
{
    output->path = path;
    output->failed = false;
    if (command_reads(line, path)) {
        command_trouble("%s is also another of the files given; write to a new one", path);
        return false;
    }
    signals_hold(&output->signals);
    output->file = open_output(output, command_arena(line));
    if (output->temporary == NULL || output->file == NULL)
        signals_allow(&output->signals);
    if (output->file == NULL)
        command_trouble("cannot write %s: %s", path, strerror(errno));
    return output->file != NULL;
}

/* Everything is on the disk, or where a pipe leads. */
static bool is_written(struct sortition_output *output)
{
    bool written = !output->failed && fflush(output->file) == 0 && !ferror(output->file) &&
                   (output->temporary == NULL || fsync(fileno(output->file)) == 0);
    return fclose(output->file) == 0 && written;
}

bool sortition_output_end(struct sortition_output *output)
{
    bool written = is_written(output);
    if (written && output->temporary)
        written = rename(output->temporary, output->path) == 0;
    if (!written)
        command_trouble("cannot write %s: %s", output->path,
                        output->failed ? "it is too large" : strerror(errno));
    if (!written && output->temporary)
        unlink(output->temporary);
    if (output->temporary)
        signals_allow(&output->signals);
    return written;
}

void sortition_output_text(struct sortition_output *output, struct buf *text)
{
    fwrite(text->p, 1, text->n, output->file);
    output->failed = output->failed || text->overflowed;
    buf_free(text);
}

void sortition_output_row(struct sortition_output *output, const struct str *cells, size_t n)
{
    struct buf row;
    buf_init(&row, ROW_MAX_BYTES);
    for (size_t i = 0; i < n; i++)
        csv_add_field(&row, cells[i], i == 0);
    buf_add_byte(&row, '\n');
    fwrite(row.p, 1, row.n, output->file);
    buf_free(&row);
}

bool sortition_output_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    command_trouble("cannot make the folder %s: %s", path, strerror(errno));
    return false;
}

bool sortition_output_list(struct command_line *line, const char *path, const struct sortition_list *list,
                           const uint32_t *people, size_t n)
{
    struct sortition_output output;
    struct buf text;
    if (!sortition_output_begin(&output, line, path))
        return false;
    buf_init(&text, SORTITION_LIST_MAX_BYTES);
    sortition_list_header(list, &text);
    for (size_t i = 0; i < n; i++)
        sortition_list_line(list, people[i], &text);
    sortition_output_text(&output, &text);
    return sortition_output_end(&output);
}
