/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Over the line, by libcurl. What the server said, and to which command, is read from what
 * libcurl shows of the talk: its own error names the code but not the words.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "base/utf8.h"
#include "core/mail/mail.h"
#include "core/mail/mail_inside.h"

enum { CONNECT_SECONDS = 20, ALL_SECONDS = 90, WORDS_MAX = 400 };

struct talk {
    struct str unsent;         /* of the letter */
    char command[5];           /* the latest of ours: "RCPT" */
    char words[WORDS_MAX + 1]; /* the latest line of the server's */
    size_t words_n;
    bool over; /* we have said goodbye: what the server says to that does not matter */
    char problem[CURL_ERROR_SIZE];
    bool (*must_stop)(void *context);
    void *context;
};

static pthread_once_t library = PTHREAD_ONCE_INIT;

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* ---- what libcurl calls --------------------------------------------------------------- */

static size_t give_letter(char *into, size_t size, size_t count, void *context)
{
    struct talk *talk = context;
    struct str part = str_sub(talk->unsent, 0, size * count);
    if (part.n)
        memcpy(into, part.p, part.n);
    talk->unsent = str_skip(talk->unsent, part.n);
    return part.n;
}

static void note_answer(struct talk *talk, struct str line)
{
    if (talk->over)
        return;
    line = utf8_cut(str_trim(line), WORDS_MAX);
    talk->words_n = line.n;
    memcpy(talk->words, line.p ? line.p : "", line.n);
}

/* The name of a command is kept, nothing behind it: that may be a password. */
static void note_command(struct talk *talk, struct str line)
{
    if (line.n < 4 || line.p[0] < 'A' || line.p[0] > 'Z' || line.p[3] < 'A' || line.p[3] > 'Z')
        return; /* a step of signing in */
    talk->over = str_starts(line, STR("QUIT"));
    if (!talk->over)
        memcpy(talk->command, line.p, 4);
}

static int hear(CURL *curl, curl_infotype type, char *data, size_t size, void *context)
{
    (void)curl;
    if (type == CURLINFO_HEADER_IN)
        note_answer(context, (struct str){data, size});
    else if (type == CURLINFO_HEADER_OUT)
        note_command(context, (struct str){data, size});
    return 0;
}

static int go_on(void *context, curl_off_t down, curl_off_t downed, curl_off_t up, curl_off_t upped)
{
    struct talk *talk = context;
    (void)down, (void)downed, (void)up, (void)upped;
    return talk->must_stop && talk->must_stop(talk->context);
}

static size_t ignore(char *data, size_t size, size_t count, void *context)
{
    (void)data, (void)context;
    return size * count;
}

/* ---- one talk -------------------------------------------------------------------------- */

static void set_up(CURL *curl, const struct mail_settings *settings, struct talk *talk)
{
    curl_easy_setopt(curl, CURLOPT_URL, settings->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* not what the environment says */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ALL_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(settings->may_be_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
    if (settings->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
    }
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, talk->problem);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, talk);
}

/* The server's words where it said no, otherwise what libcurl says. */
static struct str words_of(struct arena *arena, const struct talk *talk, CURLcode code)
{
    struct str answer = {talk->words, talk->words_n};
    if (code == CURLE_OK || (answer.n && (answer.p[0] == '4' || answer.p[0] == '5')))
        return utf8_is_text(answer) ? arena_str_dup(arena, answer) : STR("(words that are not text)");
    struct str problem = str_from_c(talk->problem[0] ? talk->problem : curl_easy_strerror(code));
    return utf8_is_text(problem) ? arena_str_dup(arena, problem) : STR("the connection failed");
}

enum mail_outcome smtp_outcome(bool fine, struct str command, struct str answer)
{
    bool of_letter = str_eq_c(command, "RCPT") || str_eq_c(command, "DATA");
    if (fine)
        return MAIL_SENT;
    return of_letter && answer.n >= 3 && answer.p[0] == '5' ? MAIL_REFUSED : MAIL_LATER;
}

static struct mail_answer perform(struct arena *arena, CURL *curl, struct talk *talk)
{
    CURLcode code = curl_easy_perform(curl);
    return (struct mail_answer){
        smtp_outcome(code == CURLE_OK, str_from_c(talk->command), (struct str){talk->words, talk->words_n}),
        words_of(arena, talk, code)};
}

struct mail_answer mail_deliver(struct arena *arena, const struct mail_settings *settings,
                                const struct message *message, bool (*must_stop)(void *context),
                                void *context)
{
    struct talk talk = {.must_stop = must_stop, .context = context};
    struct buf letter;
    pthread_once(&library, start_library);
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, arena_c_dup(arena, message->to.text));
    if (!curl || !to) {
        curl_easy_cleanup(curl);
        curl_slist_free_all(to);
        return (struct mail_answer){MAIL_LATER, STR("libcurl could not be started")};
    }
    buf_init(&letter, MAIL_MESSAGE_MAX);
    mail_message_write(message, &letter);
    talk.unsent = buf_str(&letter);
    set_up(curl, settings, &talk);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_c_dup(arena, settings->from.text));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_letter);
    curl_easy_setopt(curl, CURLOPT_READDATA, &talk);
    struct mail_answer answer = perform(arena, curl, &talk);
    curl_easy_cleanup(curl);
    curl_slist_free_all(to);
    buf_free(&letter);
    return answer;
}

struct mail_answer mail_greet(struct arena *arena, const struct mail_settings *settings)
{
    struct talk talk = {.must_stop = NULL};
    pthread_once(&library, start_library);
    CURL *curl = curl_easy_init();
    if (!curl)
        return (struct mail_answer){MAIL_LATER, STR("libcurl could not be started")};
    set_up(curl, settings, &talk);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    struct mail_answer answer = perform(arena, curl, &talk);
    curl_easy_cleanup(curl);
    return answer;
}

/* ---- tokens ------------------------------------------------------------------------------ */

rc mail_token(char token[MAIL_TOKEN_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[MAIL_TOKEN_BYTES / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return RC_IO;
    for (size_t i = 0; i < MAIL_TOKEN_BYTES; i++)
        token[i] = digits[bytes[i / 2] >> (i % 2 ? 0 : 4) & 15];
    token[MAIL_TOKEN_BYTES] = '\0';
    return RC_OK;
}

struct message mail_message_new(struct arena *arena, const struct mail_settings *settings, time_us date)
{
    char token[MAIL_TOKEN_BYTES + 1];
    struct message message = {.from_name = settings->from_name, .from = settings->from, .date = date};
    message.token = mail_token(token) ? arena_printf(arena, "%llx", (unsigned long long)db_new_id())
                                      : arena_str_dup(arena, str_from_c(token));
    return message;
}
