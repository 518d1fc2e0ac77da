/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "core/web/inside.h"

/* A file that has no name and is gone when it is closed, or -1. */
static int nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    /* Not every file system knows O_TMPFILE. */
    char name[256];
    int n = snprintf(name, sizeof name, "%s/radslag-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name)
        return -1;
    file = mkostemp(name, O_CLOEXEC);
    if (file >= 0)
        unlink(name);
    return file;
}

static void body_give_back(void *argument)
{
    struct body *body = argument;
    if (body->mapped)
        munmap(body->mapped, body->size_bytes);
    if (body->file >= 0)
        close(body->file);
    buf_free(&body->buf);
}

rc body_begin(struct body *body, struct arena *arena, size_t size_bytes)
{
    *body = (struct body){.size_bytes = size_bytes, .file = -1};
    buf_init(&body->buf, size_bytes);
    if (size_bytes > BODY_IN_MEMORY_BYTES) {
        body->file = nameless_file();
        if (body->file < 0)
            return RC_IO;
    }
    arena_on_end(arena, body_give_back, body);
    return RC_OK;
}

rc write_all(int file, struct str bytes)
{
    while (bytes.n) {
        ssize_t written = write(file, bytes.p, bytes.n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return RC_IO;
        bytes = str_skip(bytes, (size_t)written);
    }
    return RC_OK;
}

rc body_add(struct body *body, struct str bytes)
{
    if (bytes.n > body->size_bytes - body->n)
        return RC_LIMIT;
    body->n += bytes.n;
    if (body->file >= 0)
        return write_all(body->file, bytes);
    buf_add(&body->buf, bytes);
    assert(!body->buf.overflowed);
    return RC_OK;
}

rc body_end(struct body *body, struct str *ret_bytes)
{
    if (body->n != body->size_bytes)
        return RC_INVALID;
    if (body->file < 0) {
        *ret_bytes = buf_str(&body->buf);
        return RC_OK;
    }
    void *mapped = mmap(NULL, body->size_bytes, PROT_READ, MAP_PRIVATE, body->file, 0);
    if (mapped == MAP_FAILED)
        return RC_IO;
    body->mapped = mapped;
    *ret_bytes = (struct str){mapped, body->size_bytes};
    return RC_OK;
}
