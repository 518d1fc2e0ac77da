/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/archive/archive.h"

#include <zip.h>

/* What libzip reads is borrowed: the files outlive the archive. */
static bool add(zip_t *archive, struct arena *arena, const struct archive_file *file, time_us now)
{
    zip_source_t *source = zip_source_buffer(archive, file->bytes.p, file->bytes.n, 0);
    if (!source)
        return false;
    zip_int64_t index = zip_file_add(archive, arena_c_dup(arena, file->name), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_mtime(archive, (zip_uint64_t)index, (time_t)(now / TIME_SECOND), 0) == 0;
}

static rc read_all(struct arena *arena, zip_source_t *source, struct str *ret_bytes)
{
    zip_stat_t about;
    if (zip_source_open(source))
        return RC_IO;
    rc result = RC_IO;
    if (zip_source_stat(source, &about) == 0) {
        char *bytes = arena_alloc(arena, (size_t)about.size);
        if (zip_source_read(source, bytes, about.size) == (zip_int64_t)about.size) {
            *ret_bytes = (struct str){bytes, (size_t)about.size};
            result = RC_OK;
        }
    }
    zip_source_close(source);
    return result;
}

rc archive_make(struct arena *arena, const struct archive_file *files, size_t n, time_us now,
                struct str *ret_archive)
{
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (!target)
        return RC_IO;
    zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    if (!archive) {
        zip_source_free(target);
        return RC_IO;
    }
    zip_source_keep(target); /* closing the archive gives its own hold back */
    bool fine = true;
    for (size_t i = 0; i < n && fine; i++)
        fine = add(archive, arena, &files[i], now);
    if (fine)
        fine = zip_close(archive) == 0;
    if (!fine)
        zip_discard(archive);
    rc result = fine ? read_all(arena, target, ret_archive) : RC_IO;
    zip_source_free(target);
    return result;
}
