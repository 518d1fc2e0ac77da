/* SPDX-License-Identifier: EUPL-1.2 */
/* Colours, logos and hosts in the database, and the snapshot of them. */
#include <openssl/sha.h>

#include "base/buf.h"
#include "base/map.h"
#include "core/theme/theme.h"
#include "features/organisations/organisations_brand.h"
#include "features/organisations/organisations_sql.h"

enum { REMOVED_BYTES = 200 };

struct str sha256_text(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char *text = arena_alloc(arena, 2 * sizeof digest);
    SHA256((const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    return (struct str){text, 2 * sizeof digest};
}

/* ---- one organisation ------------------------------------------------------------------ */

static struct str removed_text(struct arena *arena, const size_t removed[SVG_REMOVED_KINDS])
{
    struct buf text;
    buf_init(&text, REMOVED_BYTES);
    for (int i = 0; i < SVG_REMOVED_KINDS; i++)
        buf_printf(&text, "%s%zu", i ? ";" : "", removed[i]);
    struct str copy = arena_str_dup(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

/* What is missing or no number counts as none. */
static void removed_read(struct str text, size_t removed[SVG_REMOVED_KINDS])
{
    struct str item;
    int64_t count;
    for (int i = 0; i < SVG_REMOVED_KINDS && text.n && str_split(&text, ';', &item); i++)
        removed[i] = str_to_int(item, &count) == RC_OK && count > 0 ? (size_t)count : 0;
}

rc appearance_of(struct reader *reader, struct arena *arena, int64_t organisation,
                 struct appearance *ret_appearance)
{
    struct appearance appearance = {.logo = STR("")};
    struct rows rows;
    db_query(reader, &sql_appearance, DB_ARGS(db_int(organisation)), &rows);
    bool found = rows_next(&rows);
    if (found) {
        appearance.colour = rows_text_dup(&rows, 0, arena);
        appearance.version = rows_int(&rows, 1);
    }
    if (found && !rows_is_null(&rows, 2)) {
        appearance.logo = rows_text_dup(&rows, 2, arena);
        appearance.shape = rows_int(&rows, 3);
        appearance.has_name = rows_int(&rows, 4) != 0;
        removed_read(rows_text(&rows, 5), appearance.removed);
    }
    rc result = rows_close(&rows);
    if (result == RC_OK && found)
        *ret_appearance = appearance;
    return result || found ? result : RC_NOT_FOUND;
}

rc logo_svg(struct reader *reader, struct arena *arena, struct str slug, struct str name, struct str *ret_svg)
{
    struct rows rows;
    struct str svg = STR_NONE;
    db_query(reader, &sql_logo, DB_ARGS(db_text(slug)), &rows);
    if (rows_next(&rows) && name.n == LASTING_NAME_BYTES && str_starts(rows_text(&rows, 0), name))
        svg = rows_text_dup(&rows, 1, arena);
    rc result = rows_close(&rows);
    if (result == RC_OK && svg.p)
        *ret_svg = svg;
    return result || svg.p ? result : RC_NOT_FOUND;
}

static rc write_logo(struct txn *txn, struct arena *arena, const struct appearance_save *save)
{
    const struct appearance *a = &save->appearance;
    int64_t id = save->change.organisation;
    if (a->logo.n && !save->svg.p)
        return db_exec(txn, &sql_logo_name, DB_ARGS(db_int(id), db_int(a->has_name)), NULL);
    rc result = db_exec(txn, &sql_logo_delete, DB_ARGS(db_int(id)), NULL);
    if (result || a->logo.n == 0)
        return result;
    return db_exec(txn, &sql_logo_insert,
                   DB_ARGS(db_int(id), db_text(a->logo), db_text(save->svg), db_int(save->change.now),
                           db_int(a->shape), db_int(a->has_name), db_text(removed_text(arena, a->removed))),
                   NULL);
}

rc appearance_save_step(struct txn *txn, const void *in, void *out)
{
    const struct appearance_save *save = in;
    const struct appearance *a = &save->appearance;
    struct arena *arena = arena_new();
    int64_t changed = 0;
    (void)out;
    rc result = db_exec(txn, &sql_appearance_update,
                        DB_ARGS(db_int(save->change.organisation), db_int(a->version), db_text(a->colour)),
                        &changed);
    if (result == RC_OK && changed == 0)
        result = RC_NEWER;
    if (result == RC_OK)
        result = write_logo(txn, arena, save);
    if (result == RC_OK)
        result = snapshot_bump(txn, "organisations");
    if (result == RC_OK)
        result = organisation_log(txn, &save->change, "organisation.appearance", a->colour);
    arena_free(arena);
    return result;
}

/* ---- the brands -------------------------------------------------------------------------- */

/* One as it is kept: the theme's CSS beside what others are told. */
struct kept_brand {
    struct organisation_brand brand;
    struct str css; /* STR_NONE: the portal's own theme */
};

struct brands {
    struct map by_slug, by_host; /* → struct kept_brand * */
};

static void add_theme(struct arena *arena, struct kept_brand *kept, struct str text)
{
    struct colour colour;
    struct theme theme;
    const char *problem;
    if (text.n == 0 || colour_read(text, &colour, &problem))
        return;
    theme_make(arena, colour, &theme);
    kept->css = theme.css;
    kept->brand.theme = str_sub(sha256_text(arena, theme.css), 0, LASTING_NAME_BYTES);
}

static void brand_from_row(const struct rows *rows, struct arena *arena, struct kept_brand *ret_kept)
{
    bool has_logo = !rows_is_null(rows, 4);
    ret_kept->css = STR_NONE;
    ret_kept->brand = (struct organisation_brand){
        .slug = rows_text_dup(rows, 0, arena),
        .name = rows_text_dup(rows, 1, arena),
        .name_en = rows_text_dup(rows, 2, arena),
        .theme = STR(""),
        .logo = has_logo ? str_sub(rows_text_dup(rows, 4, arena), 0, LASTING_NAME_BYTES) : STR(""),
        .shape = has_logo ? rows_int(rows, 5) : LOGO_SHAPE_UNIT,
        .has_name = has_logo && rows_int(rows, 6) != 0};
    add_theme(arena, ret_kept, rows_text(rows, 3));
}

static rc load_brands(struct reader *reader, struct arena *arena, struct brands *brands)
{
    struct rows rows;
    db_query(reader, &sql_brands, DB_NO_ARGS, &rows);
    while (rows_next(&rows)) {
        struct kept_brand *kept = ARENA_NEW(arena, struct kept_brand);
        brand_from_row(&rows, arena, kept);
        map_put(&brands->by_slug, kept->brand.slug, kept);
    }
    return rows_close(&rows);
}

static rc load_hosts(struct reader *reader, struct arena *arena, struct brands *brands)
{
    struct rows rows;
    db_query(reader, &sql_brand_hosts, DB_NO_ARGS, &rows);
    while (rows_next(&rows)) {
        struct kept_brand *kept = map_get(&brands->by_slug, rows_text(&rows, 1));
        if (kept)
            map_put(&brands->by_host, rows_text_dup(&rows, 0, arena), kept);
    }
    return rows_close(&rows);
}

static rc load(struct reader *reader, struct arena *arena, const void *variant, const void **ret_data)
{
    struct brands *brands = ARENA_NEW(arena, struct brands);
    (void)variant;
    map_init(&brands->by_slug, arena);
    map_init(&brands->by_host, arena);
    rc result = load_brands(reader, arena, brands);
    if (result == RC_OK)
        result = load_hosts(reader, arena, brands);
    if (result == RC_OK)
        *ret_data = brands;
    return result;
}

const struct snapshot_kind organisation_brands_kind = {"organisations", load};

const struct organisation_brand *organisation_brand(const void *data, struct str slug)
{
    const struct brands *brands = data;
    const struct kept_brand *kept = map_get(&brands->by_slug, slug);
    return kept ? &kept->brand : NULL;
}

const struct organisation_brand *organisation_brand_of_host(const void *data, struct str host)
{
    const struct brands *brands = data;
    const struct kept_brand *kept = map_get(&brands->by_host, host);
    return kept ? &kept->brand : NULL;
}

struct str brand_css(const void *data, struct str slug, struct str name)
{
    const struct brands *brands = data;
    const struct kept_brand *kept = map_get(&brands->by_slug, slug);
    return kept && kept->css.p && str_eq(kept->brand.theme, name) ? kept->css : STR_NONE;
}
