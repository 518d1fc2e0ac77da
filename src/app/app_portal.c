/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app_portal.h"

#include <jansson.h>

#include "app/app_brand.h"
#include "base/log.h"
#include "base/map.h"
#include "core/oidc/oidc.h"
#include "core/settings/settings.h"
#include "core/web/request.h"
#include "features/organisations/pub/organisations.h"

struct assets {
    struct map by_path; /* "/assets/app.3f2a91c0.css" → struct asset * */
    struct map shared;  /* "app_css" → struct asset *: what has one form in all themes */
    struct map themes;  /* "skog" → struct map * of its own: "theme_css" → struct asset * */
};

/* Everything the server asks the application for while it runs; never changed then. */
struct portal {
    const struct program *program;
    bool dev;
    struct str name, secret, contact, owner;
    bool demo;
    struct snapshots *snapshots;
    struct oidc_cache *logins;
    struct brands_at_hand *brands;
    const struct template_set *templates[LANGUAGES_MAX];
    struct str theme; /* "skog" */
    struct assets assets;
};

static void tell_log(const char *text)
{
    log_error("app", "%s", text);
}

/* ---- assets -------------------------------------------------------------------- */

static struct str media_type(struct str path)
{
    static const struct {
        struct str ending, type;
    } types[] = {{STR_INIT(".css"), STR_INIT("text/css; charset=utf-8")},
                 {STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8")},
                 {STR_INIT(".svg"), STR_INIT("image/svg+xml")},
                 {STR_INIT(".png"), STR_INIT("image/png")},
                 {STR_INIT(".woff2"), STR_INIT("font/woff2")},
                 {STR_INIT(".txt"), STR_INIT("text/plain; charset=utf-8")}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_ends(path, types[i].ending))
            return types[i].type;
    return STR("application/octet-stream");
}

static struct str read_variant(const struct files *files, struct arena *arena, const char *path,
                               const char *ending)
{
    struct str bytes;
    return files_read(files, arena, arena_printf(arena, "%s%s", path, ending).p, &bytes) ? STR_NONE : bytes;
}

static rc read_asset(const struct files *files, struct arena *arena, const char *file,
                     struct asset *ret_asset)
{
    const char *path = arena_printf(arena, "web/dist/%s", file).p;
    struct asset asset = {.immutable = true};
    rc result = files_read(files, arena, path, &asset.bytes);
    if (result)
        return result;
    asset.path = arena_printf(arena, "/assets/%s", file);
    asset.media_type = media_type(asset.path);
    asset.gzip = read_variant(files, arena, path, ".gz");
    asset.brotli = read_variant(files, arena, path, ".br");
    *ret_asset = asset;
    return RC_OK;
}

/* The map for what the theme has a form of its own of. */
static struct map *names_of_theme(struct assets *assets, struct arena *arena, struct str theme)
{
    struct map *names = map_get(&assets->themes, theme);
    if (names)
        return names;
    names = ARENA_NEW(arena, struct map);
    map_init(names, arena);
    map_put(&assets->themes, theme, names);
    return names;
}

/* "skog/mark.svg" is the mark in the theme skog, and "mark_svg" in its map: a template's name cannot
 * hold a dot. */
static void add_asset(struct assets *assets, struct arena *arena, struct str name, struct asset *asset)
{
    struct map *names = &assets->shared;
    size_t slash = str_find_byte(name, '/');
    if (slash < name.n) {
        names = names_of_theme(assets, arena, arena_str_dup(arena, str_sub(name, 0, slash)));
        name = str_skip(name, slash + 1);
    }
    char *key = arena_c_dup(arena, name);
    for (char *at = key; *at; at++)
        if (*at == '.' || *at == '-')
            *at = '_';
    map_put(names, str_from_c(key), asset);
    map_put(&assets->by_path, asset->path, asset);
}

static rc load_assets(const struct files *files, struct arena *arena, struct assets *assets)
{
    struct str text;
    const char *name;
    json_t *file, *manifest = NULL;
    map_init(&assets->by_path, arena);
    map_init(&assets->shared, arena);
    map_init(&assets->themes, arena);
    rc result = files_read(files, arena, "web/dist/manifest.json", &text);
    if (result)
        return result;
    manifest = json_loadb(text.p, text.n, 0, NULL);
    if (manifest == NULL)
        return RC_INVALID;
    json_object_foreach(manifest, name, file)
    {
        struct asset *asset = ARENA_NEW(arena, struct asset);
        if (result == RC_OK)
            result = read_asset(files, arena, json_string_value(file), asset);
        if (result == RC_OK)
            add_asset(assets, arena, str_from_c(name), asset);
    }
    json_decref(manifest);
    return result;
}

/* ---- what the server asks for ---------------------------------------------------- */

static const struct template_set *templates_for(void *context, struct arena *request_arena,
                                                const struct language *language)
{
    const struct portal *portal = context;
    const struct template_set *set = NULL;
    if (portal->dev) {
        if (app_load_templates(portal->program->files, request_arena, language, true, tell_log, &set))
            return NULL;
        return set;
    }
    for (size_t i = 0; i < portal->program->languages->n; i++)
        if (portal->program->languages->items[i] == language)
            set = portal->templates[i];
    return set;
}

static const struct asset *find_asset(void *context, struct arena *request_arena, struct str path)
{
    struct portal *portal = context;
    if (!portal->dev)
        return map_get(&portal->assets.by_path, path);
    struct assets fresh; /* read anew: the bundle may have been rebuilt */
    return load_assets(portal->program->files, request_arena, &fresh) ? NULL : map_get(&fresh.by_path, path);
}

static void fill_asset_paths(struct arena *arena, struct value *map, const struct map *names)
{
    for (size_t i = 0; names && i < names->n; i++)
        value_set_key(map, names->entries[i].key,
                      value_url(arena, ((const struct asset *)names->entries[i].value)->path));
}

static void fill_assets(const struct portal *portal, struct request *request, struct value *site)
{
    struct assets fresh;
    const struct assets *assets = &portal->assets;
    if (portal->dev && load_assets(portal->program->files, request_arena(request), &fresh) == RC_OK)
        assets = &fresh;
    struct value *map = value_set_map(site, "asset");
    fill_asset_paths(request_arena(request), map, &assets->shared);
    fill_asset_paths(request_arena(request), map, map_get(&assets->themes, portal->theme));
    value_set_url(site, "picture_url",
                  request_absolute(request, value_as_str(value_get(map, "share_png")))); /* for other sites */
}

static void fill_site(void *context, struct request *request, struct value *site)
{
    const struct portal *portal = context;
    fill_assets(portal, request, site);
    brands_fill_site(portal->brands, request, site);
    value_set_str(site, "name", portal->name);
    value_set_bool(site, "demo", portal->demo);
    value_set_url(site, "contact_url",
                  portal->contact.p ? ARENA_CONCAT(request_arena(request), STR("mailto:"), portal->contact)
                                    : STR_NONE);
    value_set_str(site, "owner", portal->owner);
    value_set_url(site, "start_url", REQUEST_URL0(request, "site.start"));
    bool signed_in = request_session(request) != NULL;
    struct str account = REQUEST_URL0(request, signed_in ? "accounts.account" : "accounts.sign_in");
    bool away = request_own_host(request).p && !signed_in; /* as core/web leads whoever must sign in */
    value_set_url(site, "account_url", away ? request_absolute(request, account) : account);
    value_set_bool(site, "signed_in", signed_in);
    /* The account's own pages are inside what the header calls it, as the menu's pages are. */
    const struct route *route = request_route(request);
    bool own = route && strncmp(route->name, "accounts.", strlen("accounts.")) == 0;
    bool current = own && strcmp(route->name, signed_in ? "accounts.account" : "accounts.sign_in") == 0;
    value_set_bool(site, "account_current", current);
    value_set_bool(site, "own",
                   signed_in || (route && route->post) || value_kind(value_get(site, "brand")) == VALUE_MAP);
    value_set_bool(site, "account_inside", own && signed_in && !current);
    if (own)
        value_set_null(site, "share_url"); /* a link in its address opens the account */
    value_set_url(site, "search_url", REQUEST_URL0(request, "search.page"));
    value_set_url(site, "about_url", REQUEST_URL0(request, "site.about"));
    value_set_url(site, "accessibility_url", REQUEST_URL0(request, "site.accessibility"));
}

/* ---- loading ------------------------------------------------------------------------- */

static rc read_settings(struct portal *portal, struct db *db, struct arena *arena)
{
    struct reader *reader;
    struct str demo;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = setting_read(reader, arena, SETTING_SECRET, &portal->secret);
    if (result == RC_OK)
        result = setting_read(reader, arena, SETTING_PORTAL_NAME, &portal->name);
    if (result == RC_OK && setting_read(reader, arena, SETTING_CONTACT, &portal->contact))
        portal->contact = STR_NONE;
    if (result == RC_OK && setting_read(reader, arena, SETTING_OWNER, &portal->owner))
        portal->owner = STR_NONE;
    portal->demo = result == RC_OK && setting_read(reader, arena, SETTING_DEMO, &demo) == RC_OK;
    db_read_end(reader);
    return result;
}

static rc load_templates(struct portal *portal, struct arena *arena, void (*tell)(const char *text))
{
    const struct program *program = portal->program;
    for (size_t i = 0; i < program->languages->n; i++) {
        rc result = app_load_templates(program->files, arena, program->languages->items[i], portal->dev, tell,
                                       &portal->templates[i]);
        if (result)
            return result;
    }
    return RC_OK;
}

static void free_snapshots(void *snapshots)
{
    snapshots_free(snapshots);
}

static void free_brands(void *brands)
{
    brands_free(brands);
}

static void free_logins(void *logins)
{
    oidc_cache_free(logins);
}

/* Tells the themes there are where the one that is asked for is not among them. */
static bool check_theme(struct arena *arena, const struct assets *assets, struct str theme,
                        void (*tell)(const char *text))
{
    struct str list = STR("");
    if (map_get(&assets->themes, theme))
        return true;
    for (size_t i = 0; i < assets->themes.n; i++)
        list = ARENA_CONCAT(arena, list, STR(" "), assets->themes.entries[i].key);
    tell(arena_printf(arena, "there is no theme \"%.*s\"; set theme to one of:%.*s", STR_ARGS(theme),
                      STR_ARGS(list))
             .p);
    return false;
}

rc portal_load(struct arena *arena, const struct program *program, struct db *db,
               const struct portal_options *options, void (*tell)(const char *text),
               struct portal **ret_portal)
{
    struct portal *portal = ARENA_NEW(arena, struct portal);
    *portal = (struct portal){.program = program,
                              .dev = options->dev,
                              .theme = options->theme,
                              .snapshots = snapshots_new(),
                              .logins = oidc_cache_new()};
    arena_on_end(arena, free_snapshots, portal->snapshots);
    arena_on_end(arena, free_logins, portal->logins);
    rc result = read_settings(portal, db, arena);
    if (result) {
        tell(result == RC_NOT_FOUND ? "the database has no portal yet; run `radslag init` first"
                                    : "the database could not be read");
        return result;
    }
    result = brands_new(portal->snapshots, db, &portal->brands);
    if (result) {
        tell("the database could not be read");
        return result;
    }
    arena_on_end(arena, free_brands, portal->brands);
    result = load_assets(program->files, arena, &portal->assets);
    if (result) {
        tell("the program was built without its style sheets; run script/build");
        return result;
    }
    if (!check_theme(arena, &portal->assets, portal->theme, tell))
        return RC_INVALID;
    result = load_templates(portal, arena, tell);
    if (result == RC_OK)
        *ret_portal = portal;
    return result;
}

/* Who the server takes an address's organisation to be. */
static rc find_scope(void *context, struct reader *reader, struct str slug, struct scope *ret_scope)
{
    struct organisation_scope scope;
    (void)context;
    rc result = organisation_scope_find(reader, slug, &scope);
    if (result == RC_OK)
        *ret_scope = (struct scope){scope.id, scope.verified, scope.strong_roles};
    return result;
}

static rc find_own_host(void *context, struct arena *arena, struct str host, struct str *ret_slug)
{
    const struct portal *portal = context;
    return brands_find_host(portal->brands, arena, host, ret_slug);
}

static void catch_up(void *context, struct request *request, struct reader *reader)
{
    const struct portal *portal = context;
    brands_catch_up(portal->brands, request, reader);
}

struct server_parts portal_parts(struct portal *portal, struct db *db)
{
    return (struct server_parts){.db = db,
                                 .snapshots = portal->snapshots,
                                 .languages = portal->program->languages,
                                 .modules = portal->program->modules,
                                 .templates_for = templates_for,
                                 .find_asset = find_asset,
                                 .strict = portal->dev,
                                 .assets_stay = !portal->dev,
                                 .fill_site = fill_site,
                                 .find_scope = find_scope,
                                 .find_own_host = find_own_host,
                                 .catch_up = catch_up,
                                 .sign_in_route = "accounts.sign_in",
                                 .strengthen_route = "accounts.two_steps",
                                 .logins = portal->logins,
                                 .name = portal->name,
                                 .context = portal};
}

struct str portal_name(const struct portal *portal)
{
    return portal->name;
}

struct str portal_secret(const struct portal *portal)
{
    return portal->secret;
}
