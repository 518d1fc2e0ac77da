/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files from memory: style sheets, scripts, fonts, pictures. Sent as they lie,
 * in the smallest coding that the client takes. Ranges are not needed.
 */
#include "core/web/inside.h"

static struct str tag_for(struct arena *arena, const struct asset *asset, struct str bytes, int coding)
{
    /* An immutable file's name has the hash of its contents already. */
    uint64_t hash = hash_bytes(asset->immutable ? asset->path : bytes);
    return arena_printf(arena, "\"%016llx%d\"", (unsigned long long)hash, coding);
}

bool static_reply(struct request *request)
{
    const struct server_parts *parts = &request->server->parts;
    const struct asset *asset = parts->find_asset
                                    ? parts->find_asset(parts->context, request->arena, request->path)
                                    : NULL;
    if (!asset)
        return false;
    int count;
    struct str accepted = header_value(request, "Accept-Encoding", &count), bytes = asset->bytes;
    static const char *const codings[] = {NULL, "gzip", "br"};
    int coding = 0;
    if (asset->brotli.p && accepts_coding(accepted, STR("br"))) {
        coding = 2;
        bytes = asset->brotli;
    } else if (asset->gzip.p && accepts_coding(accepted, STR("gzip"))) {
        coding = 1;
        bytes = asset->gzip;
    }
    request->reply = (struct reply){
        .made = true,
        .status = 200,
        .body = bytes,
        .media_type = arena_c_dup(request->arena, asset->media_type),
        .asset = asset,
        .coding = coding,
        .tag = tag_for(request->arena, asset, bytes, coding),
        .caching = asset->immutable ? CACHE_FOR_GOOD : CACHE_REVALIDATE,
        .vary = asset->gzip.p || asset->brotli.p ? "Accept-Encoding" : NULL,
        /* A picture opened by itself is a document: it gets a page's restrictions. */
        .page = str_starts(asset->media_type, STR("image/svg")) ||
                str_starts(asset->media_type, STR("text/html")),
    };
    if (coding)
        reply_header(request, "Content-Encoding", str_from_c(codings[coding]));
    return true;
}
