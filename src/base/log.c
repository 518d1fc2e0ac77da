/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static atomic_int lowest_level = LOG_INFO;

void log_set_level(enum log_level lowest)
{
    atomic_store(&lowest_level, (int)lowest);
}

/* True for what no line may hold: control characters of ASCII, and those of Latin-1 in their
 * UTF-8 form, of which U+0085 ends a line and U+009B begins a command to the terminal. */
static bool is_control(const unsigned char *at)
{
    return at[0] < 0x20 || at[0] == 0x7F || (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0);
}

/* Escapes control characters from message to the end of line; returns how many bytes were written. */
static size_t escape(const char *message, char *line, size_t size)
{
    const unsigned char *at = (const unsigned char *)message;
    size_t n = 0, escaped = 0; /* bytes from at that are part of a control character */
    for (; *at && n + 5 < size; at++) {
        if (escaped == 0 && is_control(at))
            escaped = *at == 0xC2 ? 2 : 1;
        if (escaped) {
            n += (size_t)snprintf(line + n, size - n, "\\x%02x", *at);
            escaped--;
        } else {
            line[n++] = (char)*at;
        }
    }
    return n;
}

void log_write(enum log_level level, const char *tag, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    if ((int)level < atomic_load(&lowest_level) || level >= LOG_SILENT)
        return;
    char message[1001], line[1300], when[TIME_ISO_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t n = (size_t)snprintf(line, 128, "%s %s %.60s: ", time_format_iso(time_now(), when),
                                names[level], tag);
    n += escape(message, line + n, sizeof line - n - 1);
    line[n++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, n); /* one call: lines of threads never mix */
    (void)written;                                   /* nowhere to say that the log is gone */
}
