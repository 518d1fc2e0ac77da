/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mail/mail_message.h"

#include <string.h>

#include "base/utf8.h"

enum { LINE_MAX_BYTES = 76, WORD_BYTES = 39 /* 52 characters of Base64 */ };

bool mail_subject_is_fine(struct str subject)
{
    for (size_t i = 0; i < subject.n; i++)
        if ((unsigned char)subject.p[i] < ' ')
            return false;
    return str_trim(subject).n > 0 && subject.n <= MAIL_SUBJECT_MAX && utf8_is_text(subject);
}

bool mail_unsubscribe_is_fine(struct str url)
{
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '<' || url.p[i] == '>')
            return false;
    return str_starts(url, STR("https://")) && url.n > strlen("https://") && url.n <= MAIL_UNSUBSCRIBE_MAX;
}

/* ---- headers ------------------------------------------------------------------------ */

static void add_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            buf_add_byte(out, i + k > bytes.n ? '=' : digits[group >> (18 - 6 * k) & 63]);
    }
}

/* Encoded words of RFC 2047, each on a line of its own and of whole characters. */
static void add_encoded_words(struct buf *out, struct str text)
{
    while (text.n) {
        struct str word = utf8_cut(text, WORD_BYTES);
        buf_add_c(out, "=?UTF-8?B?");
        add_base64(out, word);
        buf_add_c(out, "?=");
        text = str_skip(text, word.n);
        if (text.n)
            buf_add_c(out, "\r\n ");
    }
}

/* Printable ASCII that fits in a line, and cannot be taken for an encoded word. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < ' ' || text.p[i] > '~')
            return false;
    return text.n <= LINE_MAX_BYTES - strlen("Subject: ") && str_find(text, STR("=?")) == text.n;
}

static void add_sender(struct buf *out, const struct message *message)
{
    buf_add_c(out, "From: ");
    if (message->from_name.n && is_plain(message->from_name))
        buf_printf(out, "\"%.*s\"\r\n ", STR_ARGS(message->from_name));
    else if (message->from_name.n) {
        add_encoded_words(out, message->from_name);
        buf_add_c(out, "\r\n ");
    }
    buf_printf(out, "<%.*s>\r\n", STR_ARGS(message->from.text));
}

/* Date of RFC 5322 is that of HTTP, but for the name of the zone. */
static void add_date(struct buf *out, time_us date)
{
    char text[TIME_HTTP_BYTES];
    struct str http = str_from_c(time_format_http(date, text));
    buf_printf(out, "Date: %.*s+0000\r\n", STR_ARGS(str_sub(http, 0, http.n - strlen("GMT"))));
}

static void add_headers(struct buf *out, const struct message *message)
{
    add_date(out, message->date);
    add_sender(out, message);
    buf_printf(out, "To: <%.*s>\r\n", STR_ARGS(message->to.text));
    if (message->reply_to.n)
        buf_printf(out, "Reply-To: <%.*s>\r\n", STR_ARGS(message->reply_to));
    buf_add_c(out, "Subject: ");
    if (is_plain(message->subject))
        buf_add(out, message->subject);
    else
        add_encoded_words(out, message->subject);
    buf_printf(out, "\r\nMessage-ID: <%.*s@%.*s>\r\n", STR_ARGS(message->token),
               STR_ARGS(message->from.domain));
    buf_add_c(out, "Auto-Submitted: auto-generated\r\n"); /* RFC 3834: no out-of-office answers */
    if (message->unsubscribe.n)
        buf_printf(out, "List-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                   STR_ARGS(message->unsubscribe)); /* RFC 8058 */
    buf_add_c(out, "MIME-Version: 1.0\r\n");
}

/* ---- bodies ------------------------------------------------------------------------------ */

/* Whether the byte at i of a line of n bytes must be written as =XY: RFC 2045 §6.7, and a full stop
 * that begins a line, which SMTP doubles. */
static bool must_encode(const char *line, size_t i, size_t n, size_t column)
{
    unsigned char c = (unsigned char)line[i];
    if (c == ' ' || c == '\t')
        return i + 1 == n;
    return c < ' ' || c > '~' || c == '=' || (c == '.' && column == 0);
}

static void add_quoted_line(struct buf *out, struct str line)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < line.n; i++) {
        bool encode = must_encode(line.p, i, line.n, column);
        if (column + (encode ? 3 : 1) > LINE_MAX_BYTES - 1) {
            buf_add_c(out, "=\r\n");
            column = 0;
            encode = must_encode(line.p, i, line.n, column);
        }
        unsigned char c = (unsigned char)line.p[i];
        if (encode) {
            buf_add_byte(out, '=');
            buf_add_byte(out, digits[c >> 4]);
            buf_add_byte(out, digits[c & 15]);
        } else {
            buf_add_byte(out, line.p[i]);
        }
        column += encode ? 3 : 1;
    }
    buf_add_c(out, "\r\n");
}

static void add_part(struct buf *out, const char *type, struct str body)
{
    struct str line;
    buf_printf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
               type);
    while (str_split(&body, '\n', &line)) {
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n || body.p) /* not an empty one after the last line */
            add_quoted_line(out, line);
    }
}

void mail_message_write(const struct message *message, struct buf *out)
{
    struct str token = message->token;
    add_headers(out, message);
    if (message->html.n == 0) {
        add_part(out, "text/plain", message->text);
        return;
    }
    /* "=_" is never in a body, where every '=' is followed by a digit, a letter or the end of the line. */
    buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n--=_%.*s\r\n",
               STR_ARGS(token), STR_ARGS(token));
    add_part(out, "text/plain", message->text);
    buf_printf(out, "\r\n--=_%.*s\r\n", STR_ARGS(token));
    add_part(out, "text/html", message->html);
    buf_printf(out, "\r\n--=_%.*s--\r\n", STR_ARGS(token));
}
