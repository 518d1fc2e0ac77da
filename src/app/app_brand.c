/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app_brand.h"

#include <pthread.h>

#include "base/mem.h"
#include "features/organisations/pub/organisations.h"

enum { LOGO_HEIGHT = 40, LOGO_WIDTH_MAX = 240, SHAPE_UNIT = 1000 };
static const time_us renew_every = 2 * TIME_SECOND;

struct brands_at_hand {
    struct snapshots *snapshots;
    pthread_mutex_t mutex; /* guards the rest */
    struct snapshot *held;
    time_us renewed;
};

/* ---- keeping ----------------------------------------------------------------------------- */

static rc renew(struct brands_at_hand *brands, struct reader *reader)
{
    struct snapshot *fresh;
    rc result = snapshot_hold(brands->snapshots, reader, &organisation_brands_kind, NULL, &fresh);
    if (result)
        return result;
    pthread_mutex_lock(&brands->mutex);
    struct snapshot *before = brands->held;
    brands->held = fresh;
    brands->renewed = time_monotonic();
    pthread_mutex_unlock(&brands->mutex);
    snapshot_release(before);
    return RC_OK;
}

rc brands_new(struct snapshots *snapshots, struct db *db, struct brands_at_hand **ret_brands)
{
    struct brands_at_hand *brands = MEM_NEW(struct brands_at_hand);
    struct reader *reader;
    brands->snapshots = snapshots;
    pthread_mutex_init(&brands->mutex, NULL);
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        result = renew(brands, reader);
        db_read_end(reader);
    }
    if (result)
        brands_free(brands);
    else
        *ret_brands = brands;
    return result;
}

struct brands_at_hand *brands_free(struct brands_at_hand *brands)
{
    if (brands == NULL)
        return NULL;
    snapshot_release(brands->held);
    pthread_mutex_destroy(&brands->mutex);
    return mem_free(brands);
}

void brands_catch_up(struct brands_at_hand *brands, struct request *request, struct reader *reader)
{
    pthread_mutex_lock(&brands->mutex);
    bool old = time_monotonic() - brands->renewed >= renew_every;
    pthread_mutex_unlock(&brands->mutex);
    bool shown = request_organisation(request).p || request_own_host(request).p;
    if (!old && !shown)
        return;
    rc result = renew(brands, reader);
    (void)result; /* the handler, or the next request, meets the same trouble and tells it */
}

/* ---- using --------------------------------------------------------------------------------- */

static struct organisation_brand brand_dup(struct arena *arena, const struct organisation_brand *brand)
{
    struct organisation_brand copy = *brand;
    copy.slug = arena_str_dup(arena, brand->slug);
    copy.name = arena_str_dup(arena, brand->name);
    copy.name_en = arena_str_dup(arena, brand->name_en);
    copy.theme = arena_str_dup(arena, brand->theme);
    copy.logo = arena_str_dup(arena, brand->logo);
    return copy;
}

rc brands_find_host(struct brands_at_hand *brands, struct arena *arena, struct str host, struct str *ret_slug)
{
    pthread_mutex_lock(&brands->mutex);
    const struct organisation_brand *brand = organisation_brand_of_host(snapshot_data(brands->held), host);
    if (brand)
        *ret_slug = arena_str_dup(arena, brand->slug);
    pthread_mutex_unlock(&brands->mutex);
    return brand ? RC_OK : RC_NOT_FOUND;
}

/* The brand of the path's organisation, otherwise the host's; false where the page is nobody's. */
static bool brand_of(struct brands_at_hand *brands, struct request *request,
                     struct organisation_brand *ret_brand)
{
    struct str slug = request_organisation(request);
    if (!slug.p)
        slug = request_own_host(request);
    if (!slug.p)
        return false;
    pthread_mutex_lock(&brands->mutex);
    const struct organisation_brand *brand = organisation_brand(snapshot_data(brands->held), slug);
    if (brand)
        *ret_brand = brand_dup(request_arena(request), brand);
    pthread_mutex_unlock(&brands->mutex);
    return brand != NULL;
}

/* Its width where it is as high as the header's line allows; a very wide one is made lower by the style. */
static int64_t logo_width(const struct organisation_brand *brand)
{
    int64_t width = (brand->shape * LOGO_HEIGHT + SHAPE_UNIT / 2) / SHAPE_UNIT;
    return width < 1 ? 1 : width > LOGO_WIDTH_MAX ? LOGO_WIDTH_MAX : width;
}

void brands_fill_site(struct brands_at_hand *brands, struct request *request, struct value *site)
{
    struct organisation_brand brand;
    if (!brand_of(brands, request, &brand)) {
        value_set_null(site, "brand");
        return;
    }
    bool english = str_eq_c(STR("en"), language_code(request_language(request)));
    struct value *map = value_set_map(site, "brand");
    value_set_str(map, "name", english && brand.name_en.n ? brand.name_en : brand.name);
    value_set_url(map, "url", REQUEST_URL(request, "organisations.organisation", brand.slug));
    value_set_url(map, "theme_url",
                  brand.theme.n ? REQUEST_URL(request, "organisations.theme", brand.slug, brand.theme)
                                : STR_NONE);
    value_set_url(map, "logo_url",
                  brand.logo.n ? REQUEST_URL(request, "organisations.logo", brand.slug, brand.logo)
                               : STR_NONE);
    value_set_int(map, "logo_width", logo_width(&brand));
    value_set_bool(map, "has_name", brand.has_name);
}
