/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/sortition/sortition_output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "core/command/command.h"

enum { ROW_MAX_BYTES = 64 * 1024 * 1024 };

bool sortition_output_begin(struct sortition_output *output, struct arena *arena, const char *path)
{
    output->path = path;
    output->failed = false;
    output->temporary = arena_printf(arena, "%s.part", path).p;
    output->file = fopen(output->temporary, "we");
    if (output->file == NULL)
        command_trouble("cannot write %s: %s", path, strerror(errno));
    return output->file != NULL;
}

bool sortition_output_end(struct sortition_output *output)
{
    bool written = !output->failed && fflush(output->file) == 0 && !ferror(output->file) &&
                   fsync(fileno(output->file)) == 0;
    written = fclose(output->file) == 0 && written;
    if (written && rename(output->temporary, output->path) == 0)
        return true;
    command_trouble("cannot write %s: %s", output->path,
                    output->failed ? "it is too large" : strerror(errno));
    unlink(output->temporary);
    return false;
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
