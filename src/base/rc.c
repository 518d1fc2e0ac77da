/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/rc.h"

const char *rc_name(rc code)
{
    switch (code) {
    case RC_OK: return "OK";
    case RC_NOT_FOUND: return "NOT_FOUND";
    case RC_INVALID: return "INVALID";
    case RC_EXISTS: return "EXISTS";
    case RC_DENIED: return "DENIED";
    case RC_LIMIT: return "LIMIT";
    case RC_BUSY: return "BUSY";
    case RC_CONFLICT: return "CONFLICT";
    case RC_IO: return "IO";
    case RC_DATABASE: return "DATABASE";
    case RC_NEWER: return "NEWER";
    case RC_UNSUPPORTED: return "UNSUPPORTED";
    case RC_STOPPED: return "STOPPED";
    }
    return "UNKNOWN";
}
