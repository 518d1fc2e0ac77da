/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Functions that are not used here, because a better one exists. The build
 * includes this file before every other, so that using one fails to compile.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#ifndef __ASSEMBLER__ /* the embedded files are assembly */

/* First the headers that declare them; poisoning what comes later breaks nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

/* Unbounded writes: struct buf, arena_printf, snprintf. */
#pragma GCC poison strcpy strcat stpcpy sprintf vsprintf gets
/* Bounded but surprising: struct str. */
#pragma GCC poison strncpy strncat strtok strtok_r
/* No error reporting: str_to_int, str_to_real. */
#pragma GCC poison atoi atol atoll atof
/* Shared static state: base/clock.h. */
#pragma GCC poison localtime gmtime ctime asctime
/* Racy: mkostemp. (rand, which is predictable, is left to the lint: OpenSSL's headers name it.) */
#pragma GCC poison tmpnam mktemp
/* A busy threaded parent hangs the child: posix_spawn. */
#pragma GCC poison fork vfork system popen

#endif
#endif
