/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static atomic_int lowest_level = LOG_INFO;

void log_set_level(enum log_level lowest)
{
    atomic_store(&lowest_level, (int)lowest);
}

/* Escapes control characters from message to the end of line; returns how many bytes were written. */
static size_t escape(const char *message, char *line, size_t size)
{
    size_t n = 0;
    for (; *message && n + 5 < size; message++) {
        unsigned char c = (unsigned char)*message;
        if (c < 0x20 || c == 0x7F)
            n += (size_t)snprintf(line + n, size - n, "\\x%02x", c);
        else
            line[n++] = (char)c;
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
