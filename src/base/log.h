/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log: one line to standard error for each event, "time level tag message".
 *
 * Only core/web, core/db's threads, jobs and app log; base, lib, rules and
 * stores return an rc instead. Control characters in the message are escaped,
 * so that nobody can forge a line. Never log what a person wrote, a query
 * string, an address or a secret. Thread safe: one write for each line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/rc.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_SILENT };

/* The lowest level that is written; LOG_INFO at start. The only global of the program. */
void log_set_level(enum log_level lowest);

/* tag: the module's name. At most 1 000 bytes of message are written. */
void log_write(enum log_level level, const char *tag, const char *format, ...) PRINTF_LIKE(3, 4);

#define log_debug(tag, ...) log_write(LOG_DEBUG, (tag), __VA_ARGS__)
#define log_info(tag, ...) log_write(LOG_INFO, (tag), __VA_ARGS__)
#define log_warning(tag, ...) log_write(LOG_WARNING, (tag), __VA_ARGS__)
#define log_error(tag, ...) log_write(LOG_ERROR, (tag), __VA_ARGS__)

#endif
