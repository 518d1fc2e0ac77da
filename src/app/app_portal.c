/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app_portal.h"

#include <jansson.h>

#include "base/log.h"
#include "base/map.h"
#include "core/settings/settings.h"

/* Everything the server asks the application for while it runs; never changed then. */
struct portal {
    const struct program *program;
    bool dev;
    struct str name, secret, contact, owner;
    bool demo;
    struct snapshots *snapshots;
    const struct template_set *templates[LANGUAGES_MAX];
    struct map by_path; /* "/assets/app.3f2a91c0.css" → struct asset * */
    struct map by_name; /* "app_css" → struct asset * */
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

static rc load_asset(struct portal *portal, struct arena *arena, const char *name, const char *file)
{
    const struct files *files = portal->program->files;
    const char *path = arena_printf(arena, "web/dist/%s", file).p;
    struct asset *asset = ARENA_NEW(arena, struct asset);
    rc result = files_read(files, arena, path, &asset->bytes);
    if (result)
        return result;
    asset->path = arena_printf(arena, "/assets/%s", file);
    asset->media_type = media_type(asset->path);
    asset->gzip = read_variant(files, arena, path, ".gz");
    asset->brotli = read_variant(files, arena, path, ".br");
    asset->immutable = true;
    char *key = arena_c_dup(arena, str_from_c(name)); /* a template's name cannot hold a dot */
    for (char *at = key; *at; at++)
        if (*at == '.' || *at == '-')
            *at = '_';
    map_put(&portal->by_path, asset->path, asset);
    map_put(&portal->by_name, str_from_c(key), asset);
    return RC_OK;
}

static rc load_assets(struct portal *portal, struct arena *arena)
{
    struct str text;
    const char *name;
    json_t *file, *manifest = NULL;
    map_init(&portal->by_path, arena);
    map_init(&portal->by_name, arena);
    rc result = files_read(portal->program->files, arena, "web/dist/manifest.json", &text);
    if (result)
        return result;
    manifest = json_loadb(text.p, text.n, 0, NULL);
    if (manifest == NULL)
        return RC_INVALID;
    json_object_foreach(manifest, name, file)
    {
        if (result == RC_OK)
            result = load_asset(portal, arena, name, json_string_value(file));
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
        return map_get(&portal->by_path, path);
    struct portal fresh = {.program = portal->program}; /* read anew: the bundle may have been rebuilt */
    return load_assets(&fresh, request_arena) ? NULL : map_get(&fresh.by_path, path);
}

static void fill_site(void *context, struct request *request, struct value *site)
{
    struct portal *portal = context, fresh = {.program = portal->program};
    const struct map *by_name = &portal->by_name;
    if (portal->dev && load_assets(&fresh, request_arena(request)) == RC_OK)
        by_name = &fresh.by_name;
    struct value *assets = value_set_map(site, "asset");
    for (size_t i = 0; i < by_name->n; i++)
        value_set_key(
            assets, by_name->entries[i].key,
            value_url(request_arena(request), ((const struct asset *)by_name->entries[i].value)->path));
    value_set_str(site, "name", portal->name);
    value_set_bool(site, "demo", portal->demo);
    value_set_url(site, "contact_url",
                  portal->contact.p ? ARENA_CONCAT(request_arena(request), STR("mailto:"), portal->contact)
                                    : STR_NONE);
    value_set_str(site, "owner", portal->owner);
    value_set_url(site, "start_url", REQUEST_URL0(request, "site.start"));
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

rc portal_load(struct arena *arena, const struct program *program, struct db *db, bool dev,
               void (*tell)(const char *text), struct portal **ret_portal)
{
    struct portal *portal = ARENA_NEW(arena, struct portal);
    *portal = (struct portal){.program = program, .dev = dev, .snapshots = snapshots_new()};
    arena_on_end(arena, free_snapshots, portal->snapshots);
    rc result = read_settings(portal, db, arena);
    if (result) {
        tell(result == RC_NOT_FOUND ? "the database has no portal yet; run `radslag init` first"
                                    : "the database could not be read");
        return result;
    }
    result = load_assets(portal, arena);
    if (result) {
        tell("the program was built without its style sheets; run script/build");
        return result;
    }
    result = load_templates(portal, arena, tell);
    if (result == RC_OK)
        *ret_portal = portal;
    return result;
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
