/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/auth/qr.h"

#include <qrencode.h>

#include "base/buf.h"

enum { TEXT_MAX = 1000, PATH_MAX_BYTES = 1024 * 1024 };

static void add_row(struct buf *path, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && (row[x] & 1))
            x++;
        if (x > from)
            buf_printf(path, "M%d %dh%dv1h-%dz", from + QR_MARGIN, y + QR_MARGIN, x - from, x - from);
    }
}

rc qr_make(struct arena *arena, struct str text, struct qr *ret_qr)
{
    if (text.n > TEXT_MAX)
        return RC_LIMIT;
    QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
    if (!code)
        return RC_LIMIT;
    struct buf path;
    buf_init(&path, PATH_MAX_BYTES);
    for (int y = 0; y < code->width; y++)
        add_row(&path, code->data + y * code->width, code->width, y);
    *ret_qr = (struct qr){arena_str_dup(arena, buf_str(&path)), code->width + 2 * QR_MARGIN};
    buf_free(&path);
    QRcode_free(code);
    return RC_OK;
}
