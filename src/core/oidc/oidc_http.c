/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/oidc/oidc_http.h"

#include <curl/curl.h>
#include <pthread.h>

#include "core/oidc/oidc_text.h"

static pthread_once_t library = PTHREAD_ONCE_INIT;

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t take(char *data, size_t size, size_t count, void *context)
{
    struct buf *body = context;
    buf_add(body, (struct str){data, size * count});
    return body->overflowed ? 0 : size * count;
}

static void set_up(CURL *curl, struct arena *arena, const struct oidc_http_request *request, struct buf *body)
{
    curl_easy_setopt(curl, CURLOPT_URL, arena_c_dup(arena, request->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, str_starts(request->url, STR("https:")) ? "https" : "http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* not what the environment says */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)OIDC_HTTP_SECONDS);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (request->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
    if (request->body.p) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body.n);
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, request->body.p);
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
}

static struct curl_slist *make_headers(struct arena *arena, struct str authorization)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (!headers || !authorization.p)
        return headers;
    struct str line = ARENA_CONCAT(arena, STR("Authorization: "), authorization);
    struct curl_slist *more = curl_slist_append(headers, arena_c_dup(arena, line));
    if (!more)
        curl_slist_free_all(headers);
    return more;
}

static struct oidc_answer answer_of(struct arena *arena, CURLcode code, struct str url, bool too_long)
{
    struct str where = oidc_shown(arena, url);
    if (code == CURLE_OK)
        return OIDC_ANSWER_FINE;
    if (too_long)
        return oidc_answer(arena, OIDC_MISTAKE, "%.*s answers with more than %d bytes", STR_ARGS(where),
                           OIDC_DOCUMENT_MAX);
    bool distrusted = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
    return oidc_answer(arena, distrusted ? OIDC_SETUP : OIDC_AWAY, "%.*s cannot be reached: %s",
                       STR_ARGS(where), curl_easy_strerror(code));
}

struct oidc_answer oidc_http(struct arena *arena, const struct oidc_http_request *request,
                             struct oidc_http_reply *ret_reply)
{
    struct buf body;
    long status = 0;
    if (!oidc_is_address(request->url))
        return oidc_answer(arena, OIDC_MISTAKE, "%.*s is no https address",
                           STR_ARGS(oidc_shown(arena, request->url)));
    pthread_once(&library, start_library);
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = make_headers(arena, request->authorization);
    if (!curl || !headers) {
        curl_easy_cleanup(curl);
        curl_slist_free_all(headers);
        return oidc_answer(arena, OIDC_AWAY, "libcurl could not be started");
    }
    buf_init(&body, OIDC_DOCUMENT_MAX);
    set_up(curl, arena, request, &body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    struct oidc_answer answer = answer_of(arena, code, request->url, body.overflowed);
    if (!answer.outcome)
        *ret_reply = (struct oidc_http_reply){status, arena_str_dup(arena, buf_str(&body))};
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    buf_free(&body);
    return answer;
}
