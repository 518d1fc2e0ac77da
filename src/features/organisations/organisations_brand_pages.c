/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of an organisation link to: its style sheet and its logo, named after their contents. */
#include "core/web/reply.h"
#include "features/organisations/organisations_brand.h"
#include "features/organisations/organisations_pages.h"

rc organisations_theme(struct request *request, struct reader *reader)
{
    const void *brands;
    rc result = request_snapshot(request, reader, &organisation_brands_kind, NULL, &brands);
    if (result)
        return result;
    struct str css = brand_css(brands, request_path_value(request, "organisation"),
                               request_path_value(request, "name"));
    return css.p ? reply_lasting_bytes(request, "text/css; charset=utf-8", css) : RC_NOT_FOUND;
}

rc organisations_logo(struct request *request, struct reader *reader)
{
    struct str svg;
    rc result = logo_svg(reader, request_arena(request), request_path_value(request, "organisation"),
                         request_path_value(request, "name"), &svg);
    return result ? result : reply_lasting_bytes(request, "image/svg+xml", svg);
}
