/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "core/web/inside.h"

/* Everything from this portal, nothing from elsewhere, no inline code, no frames. */
#define CONTENT_SECURITY_POLICY                                                       \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " \
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "      \
    "frame-ancestors 'none'"

enum {
    REPLY_GRACE_MS = 30000,
    FILE_MIN_BYTES = 16 * 1024 /* below, one more call to the kernel costs more than the copy that it saves */
};

/* After wyhash by Wang Yi (public domain): folds a 128-bit product. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(struct str bytes)
{
    uint64_t hash = 0xA0761D6478BD642Fu ^ bytes.n, word[2];
    while (bytes.n >= sizeof word) {
        memcpy(word, bytes.p, sizeof word);
        hash = fold(word[0] ^ 0xE7037ED1A0B428DBu, word[1] ^ hash);
        bytes = str_skip(bytes, sizeof word);
    }
    word[0] = word[1] = 0;
    if (bytes.n)
        memcpy(word, bytes.p, bytes.n);
    hash = fold(word[0] ^ 0xE7037ED1A0B428DBu, word[1] ^ hash);
    return fold(hash ^ 0x8EBC6AF09C88C6E3u, 0x589965CC75374CC3u);
}

/* Adds a header. Nothing that arrives gets here unencoded; this is the last door. */
static void add(struct MHD_Response *response, const char *name, const char *value)
{
    for (const char *c = value; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            assert(false && "a header without control characters");
            return;
        }
    }
    MHD_add_response_header(response, name, value);
}

static void add_page_headers(struct MHD_Response *response, const struct request *request)
{
    add(response, "Content-Language", language_code(request->language));
    add(response, "Content-Security-Policy", CONTENT_SECURITY_POLICY);
    add(response, "Referrer-Policy", "same-origin");
    add(response, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    add(response, "Cross-Origin-Opener-Policy", "same-origin");
}

/* lasts_s: 0 until the browser is closed; below 0 it is taken away. */
static void add_cookie(struct MHD_Response *response, struct request *request, const char *name,
                       struct str value, int64_t lasts_s)
{
    struct str age = lasts_s == 0 ? STR("")
                                  : arena_printf(request->arena, "; Max-Age=%lld",
                                                 (long long)(lasts_s < 0 ? 0 : lasts_s));
    struct str cookie = arena_printf(request->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%.*s%s", name,
                                     STR_ARGS(value), STR_ARGS(age),
                                     request->server->https ? "; Secure" : "");
    add(response, "Set-Cookie", cookie.p);
}

static void add_cookies(struct MHD_Response *response, struct request *request)
{
    const struct server *server = request->server;
    if (request->set_cookie)
        add_cookie(response, request, server->cookie_name, request->cookie, 0);
    if (request->session_cookie.p)
        add_cookie(response, request, server->session_cookie_name, request->session_cookie,
                   request->session_cookie.n ? SESSION_LONGEST / TIME_SECOND : -1);
    if (request->keep_cookie.p)
        add_cookie(response, request, server->keep_cookie_name, request->keep_cookie,
                   request->keep_cookie.n ? request->keep_s : -1);
}

static void add_headers(struct MHD_Response *response, struct request *request)
{
    static const char *const caching[] = {
        [CACHE_NO_STORE] = "no-store",
        [CACHE_REVALIDATE] = "no-cache",
        [CACHE_FOR_GOOD] = "public, max-age=31536000, immutable",
    };
    struct reply *reply = &request->reply;
    if (reply->media_type && reply->status != 304)
        add(response, "Content-Type", reply->media_type);
    if (reply->bare)
        return;
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
    bool private = request_is_private(request) && reply->caching != CACHE_FOR_GOOD;
    add(response, "Cache-Control", caching[private ? CACHE_NO_STORE : reply->caching]);
    if (reply->vary)
        add(response, "Vary", reply->vary);
    if (reply->tag.n && !private)
        add(response, "ETag", reply->tag.p);
    if (reply->page)
        add_page_headers(response, request);
    if (reply->status == 429 || reply->status == 503)
        add(response, "Retry-After", arena_printf(request->arena, "%d", RETRY_AFTER_S).p);
    if (request->server->https)
        add(response, "Strict-Transport-Security", "max-age=31536000");
    add_cookies(response, request);
    for (size_t i = 0; i < reply->n_headers; i++)
        add(response, reply->headers[i].name, reply->headers[i].value.p);
    if (atomic_load(&request->server->stopping))
        add(response, "Connection", "close");
}

/* Whether If-None-Match names tag, comparing weakly (RFC 9110 §13.1.2). */
static bool tag_matches(struct str header, struct str tag)
{
    struct str opaque = str_starts(tag, STR("W/")) ? str_skip(tag, 2) : tag, item;
    while (str_split(&header, ',', &item)) {
        item = str_trim(item);
        if (str_starts(item, STR("W/")))
            item = str_skip(item, 2);
        if (str_eq(item, opaque) || str_eq_c(item, "*"))
            return true;
    }
    return false;
}

static void make_tag(struct request *request)
{
    struct reply *reply = &request->reply;
    bool reads = request->method == METHOD_GET || request->method == METHOD_HEAD;
    if (!reads || reply->status != 200 || request_is_private(request)) {
        reply->tag = STR_NONE;
        return;
    }
    /* Weak: a proxy may compress the page on its way. */
    if (reply->etag && reply->tag.n == 0)
        reply->tag = arena_printf(request->arena, "W/\"%016llx\"",
                                  (unsigned long long)hash_bytes(reply->body));
    int count;
    struct str condition = header_value(request, "If-None-Match", &count);
    /* The body stays: the library sends its length alone, which RFC 9110 §8.6 wants to be the page's. */
    if (reply->tag.n && count && tag_matches(condition, reply->tag))
        reply->status = 304;
}

static struct MHD_Response *from_bytes(struct str bytes)
{
    /* The library does not write to the bytes; its type is from before const. */
    return MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)(bytes.p ? bytes.p : ""),
                                           MHD_RESPMEM_PERSISTENT);
}

/* The bytes in a file in memory, which the kernel sends as it lies, without copying it into the
 * socket each time; NULL where it makes none. */
static struct MHD_Response *from_memory_file(struct str bytes)
{
    struct MHD_Response *response = NULL;
    int file = memfd_create("radslag-asset", MFD_CLOEXEC);
    if (file >= 0 && write_all(file, bytes) == RC_OK)
        response = MHD_create_response_from_fd(bytes.n, file); /* and closes it in the end */
    if (!response && file >= 0)
        close(file);
    return response;
}

/* stays: it will be sent many times. */
static struct MHD_Response *make_response(struct request *request, bool stays)
{
    struct str body = request->reply.body;
    struct MHD_Response *response = NULL;
    if (stays && body.n >= FILE_MIN_BYTES)
        response = from_memory_file(body);
    if (!response)
        response = from_bytes(body);
    if (response)
        add_headers(response, request);
    return response;
}

/* ---- answers that are kept ---------------------------------------------------------- */

enum { KEPT_SLOTS = 256, CODINGS = 3 };

struct kept {
    pthread_mutex_t mutex;
    struct {
        const struct asset *asset;
        int coding;
        struct MHD_Response *response;
    } slots[KEPT_SLOTS]; /* a file that finds its place taken is not kept */
};

struct kept *kept_new(void)
{
    struct kept *kept = MEM_NEW(struct kept);
    pthread_mutex_init(&kept->mutex, NULL);
    return kept;
}

struct kept *kept_free(struct kept *kept)
{
    if (!kept)
        return NULL;
    for (size_t i = 0; i < KEPT_SLOTS; i++)
        if (kept->slots[i].response)
            MHD_destroy_response(kept->slots[i].response);
    pthread_mutex_destroy(&kept->mutex);
    return mem_free(kept);
}

/* A response for the reply; *ret_ours where the caller must give it back. */
static struct MHD_Response *find_response(struct request *request, bool *ret_ours)
{
    const struct reply *reply = &request->reply;
    struct kept *kept = request->server->kept;
    *ret_ours = true;
    if (!kept || !reply->asset || reply->status != 200 || atomic_load(&request->server->stopping))
        return make_response(request, false);
    size_t place = ((uintptr_t)reply->asset / sizeof *reply->asset * CODINGS + (size_t)reply->coding) %
                   KEPT_SLOTS;
    pthread_mutex_lock(&kept->mutex);
    if (!kept->slots[place].response) {
        kept->slots[place].asset = reply->asset;
        kept->slots[place].coding = reply->coding;
        kept->slots[place].response = make_response(request, true);
    }
    struct MHD_Response *response = NULL;
    if (kept->slots[place].asset == reply->asset && kept->slots[place].coding == reply->coding)
        response = kept->slots[place].response;
    pthread_mutex_unlock(&kept->mutex);
    *ret_ours = response == NULL;
    return response ? response : make_response(request, false);
}

/* ---- sending ------------------------------------------------------------------------- */

enum MHD_Result reply_send(struct request *request)
{
    struct reply *reply = &request->reply;
    bool ours;
    assert(reply->made);
    make_tag(request);
    struct MHD_Response *response = find_response(request, &ours);
    if (!response)
        return MHD_NO;
    peer_set_deadline(request->peer, REPLY_GRACE_MS + (int64_t)reply->body.n * 1000 /
                                                          request->server->options.min_body_rate);
    enum MHD_Result result = MHD_queue_response(request->connection, (unsigned)reply->status, response);
    if (ours)
        MHD_destroy_response(response);
    return result;
}
