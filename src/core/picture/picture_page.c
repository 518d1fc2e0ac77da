/* SPDX-License-Identifier: EUPL-1.2 */
/* Shows a picture. What may be seen is decided where its name is told: nobody guesses 128 bits. */
#include "core/module.h"
#include "core/picture/picture.h"
#include "core/picture/picture_inside.h"
#include "core/web/reply.h"

static rc picture_page(struct request *request, struct reader *reader)
{
    struct picture picture;
    rc result = picture_by_name(reader, request_arena(request), request_path_value(request, "name"),
                                &picture);
    return result ? result : reply_lasting_bytes(request, "image/jpeg", picture.bytes);
}

static const struct route routes[] = {
    {"picture.show", "/pictures/{name}", WHO_ANYONE, LANE_QUICK, picture_page, NULL}, {0}};

const struct module picture_module = {.name = "picture", .routes = routes, .queries = picture_queries};
