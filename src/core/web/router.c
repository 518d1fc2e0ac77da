/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table of routes: one tree of path segments for all languages, made at
 * start. A node has a child for each fixed segment, tried first, and at most
 * one for a value. Also the other direction, addresses of routes.
 */
#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "core/view/html.h"
#include "core/web/inside.h"

enum { SLUG_MAX_BYTES = 100, ADDRESS_MAX_BYTES = 8192 };

enum segment_kind { SEGMENT_FIXED, SEGMENT_SLUG, SEGMENT_INT };

struct segment {
    enum segment_kind kind;
    struct str text; /* of a fixed one: in the route's own English, or a value's name */
};

struct node {
    enum segment_kind kind;
    struct str text; /* translated */
    struct node *first_child, *next;
    const struct route *route; /* that ends here */
    const struct language *language;
};

/* A route in one language, ready to be made into an address. */
struct address_plan {
    struct str parts[ROUTE_MAX_VALUES + 1]; /* encoded text before, between and after the values */
    size_t n_values;
};

struct router_entry {
    const struct route *route;
    struct address_plan plans[LANGUAGES_MAX]; /* in the order of the languages */
};

struct router {
    const struct languages *languages;
    struct node root;
    struct map by_name; /* route's name → struct router_entry */
    struct router_menu menu;
    struct str homes[LANGUAGES_MAX];
};

/* Takes the next segment of a route's English path off *rest; false at the end or, with
 * *ret_bad, at one that cannot be read. */
static bool next_segment(struct str *rest, struct segment *ret_segment, bool *ret_bad)
{
    struct str text;
    if (rest->n == 0 || !str_split(rest, '/', &text))
        return false;
    *ret_segment = (struct segment){SEGMENT_FIXED, text};
    if (text.n && text.p[0] == '{') {
        *ret_bad = text.n < 3 || text.p[text.n - 1] != '}';
        text = str_sub(text, 1, text.n < 2 ? 0 : text.n - 2);
        ret_segment->kind = SEGMENT_SLUG;
        if (str_ends(text, STR(":int"))) {
            ret_segment->kind = SEGMENT_INT;
            text = str_sub(text, 0, text.n - 4);
        }
        ret_segment->text = text;
    }
    *ret_bad = *ret_bad || ret_segment->text.n == 0;
    return !*ret_bad;
}

/* ---- compiling --------------------------------------------------------------- */

struct compiler {
    struct arena *arena;
    struct router *router;
    struct str problem;
};

static struct node *child_of(struct arena *arena, struct node *parent, enum segment_kind kind,
                             struct str text, bool *ret_clash)
{
    for (struct node *child = parent->first_child; child; child = child->next) {
        if (child->kind == kind && (kind != SEGMENT_FIXED || str_eq(child->text, text)))
            return child;
        if (kind != SEGMENT_FIXED && child->kind != SEGMENT_FIXED)
            *ret_clash = true; /* {a} and {b:int} in one place: "12" would be both */
    }
    struct node *child = ARENA_NEW(arena, struct node);
    *child = (struct node){.kind = kind, .text = text};
    /* Fixed segments stand before the value. */
    struct node **at = &parent->first_child;
    while (*at && kind != SEGMENT_FIXED)
        at = &(*at)->next;
    child->next = *at;
    *at = child;
    return child;
}

static void plan_add(struct arena *arena, struct buf *text, struct str *ret_part)
{
    *ret_part = arena_str_dup(arena, buf_str(text));
    buf_clear(text);
}

static bool segment_usable(struct str text)
{
    return text.n && utf8_is_text(text) && str_find_byte(text, '/') == text.n &&
           str_find_byte(text, '\\') == text.n && !str_eq_c(text, ".") && !str_eq_c(text, "..");
}

/* A translated first segment that is another language's code would lead into that language. */
static bool is_language_code(const struct languages *languages, struct str text)
{
    return languages_find(languages, text) != NULL;
}

struct walk {
    struct node *node;
    struct buf text; /* of the address, since the last value */
    size_t depth;
    bool prefixed, clash;
};

static rc walk_segment(struct compiler *c, const struct language *language, const struct segment *segment,
                       struct address_plan *plan, struct walk *walk)
{
    struct str text = segment->text;
    if (walk->depth++ == ROUTE_MAX_SEGMENTS)
        return RC_LIMIT;
    buf_add_byte(&walk->text, '/');
    if (segment->kind == SEGMENT_FIXED) {
        text = tr_context(language, "path", arena_c_dup(c->arena, text));
        if (!segment_usable(text) ||
            (walk->depth == 1 && !walk->prefixed && is_language_code(c->router->languages, text)))
            return RC_INVALID;
        url_encode(&walk->text, text);
    } else {
        if (plan->n_values == ROUTE_MAX_VALUES)
            return RC_LIMIT;
        plan_add(c->arena, &walk->text, &plan->parts[plan->n_values++]);
    }
    walk->node = child_of(c->arena, walk->node, segment->kind, text, &walk->clash);
    return walk->clash ? RC_EXISTS : RC_OK;
}

static rc add_in_language(struct compiler *c, const struct route *route, const struct language *language,
                          struct address_plan *plan)
{
    struct walk walk = {.node = &c->router->root};
    buf_init(&walk.text, ADDRESS_MAX_BYTES);
    struct str prefix = language_prefix(c->router->languages, language);
    if (prefix.n) {
        walk.prefixed = true;
        buf_add(&walk.text, prefix);
        walk.node = child_of(c->arena, walk.node, SEGMENT_FIXED, str_skip(prefix, 1), &walk.clash);
    }
    struct str rest = str_skip(str_from_c(route->path), 1);
    struct segment segment;
    bool bad = route->path[0] != '/';
    rc result = RC_OK;
    while (result == RC_OK && !bad && next_segment(&rest, &segment, &bad))
        result = walk_segment(c, language, &segment, plan, &walk);
    if (bad)
        result = RC_INVALID;
    if (result == RC_OK && walk.node->route) {
        c->problem = arena_printf(c->arena, "The routes %s and %s answer the same address in %s.",
                                  walk.node->route->name, route->name, language_code(language));
        result = RC_EXISTS;
    }
    if (walk.text.n == 0 && plan->n_values == 0)
        buf_add_byte(&walk.text, '/');
    plan_add(c->arena, &walk.text, &plan->parts[plan->n_values]);
    buf_free(&walk.text);
    walk.node->route = route;
    walk.node->language = language;
    return result;
}

static rc add_route(struct compiler *c, const struct route *route)
{
    struct router_entry *entry = ARENA_NEW(c->arena, struct router_entry);
    entry->route = route;
    if (((route->who >> WHO_ROLE_SHIFT) & ROLE_BITS_ORGANISATION) && !strstr(route->path, "{organisation}")) {
        c->problem = arena_printf(c->arena,
                                  "The route %s asks for a role in an organisation, and its path "
                                  "has no {organisation}.",
                                  route->name);
        return RC_INVALID;
    }
    if (map_put(&c->router->by_name, str_from_c(route->name), entry)) {
        c->problem = arena_printf(c->arena, "Two routes are named %s.", route->name);
        return RC_EXISTS;
    }
    const struct languages *languages = c->router->languages;
    for (size_t i = 0; i < languages->n; i++) {
        rc result = add_in_language(c, route, languages->items[i], &entry->plans[i]);
        if (result != RC_OK && !c->problem.p)
            c->problem = arena_printf(c->arena, "The path of the route %s cannot be used in %s: %s",
                                      route->name, language_code(languages->items[i]), route->path);
        if (result != RC_OK)
            return result;
    }
    return RC_OK;
}

static rc add_menu(struct compiler *c, const struct menu_item *item)
{
    struct router_menu *menu = &c->router->menu;
    if (!map_get(&c->router->by_name, str_from_c(item->route))) {
        c->problem = arena_printf(c->arena, "The menu names the route %s, which does not exist.",
                                  item->route);
        return RC_NOT_FOUND;
    }
    if (menu->n == sizeof menu->items / sizeof menu->items[0])
        return RC_LIMIT;
    size_t at = menu->n++;
    for (; at > 0 && menu->items[at - 1]->order > item->order; at--)
        menu->items[at] = menu->items[at - 1];
    menu->items[at] = item;
    return RC_OK;
}

static rc add_modules(struct compiler *c, const struct module *const *modules)
{
    rc result = RC_OK;
    for (const struct module *const *m = modules; result == RC_OK && *m; m++)
        for (const struct route *r = (*m)->routes; result == RC_OK && r && r->name; r++)
            result = add_route(c, r);
    for (const struct module *const *m = modules; result == RC_OK && *m; m++)
        for (const struct menu_item *i = (*m)->menu; result == RC_OK && i && i->label; i++)
            result = add_menu(c, i);
    return result;
}

rc router_new(struct arena *arena, const struct languages *languages, const struct module *const *modules,
              struct router **ret_router, struct str *ret_problem)
{
    struct compiler c = {.arena = arena, .router = ARENA_NEW(arena, struct router)};
    c.router->languages = languages;
    map_init(&c.router->by_name, arena);
    for (size_t i = 0; i < languages->n; i++) {
        struct str prefix = language_prefix(languages, languages->items[i]);
        c.router->homes[i] = prefix.n ? prefix : STR("/");
    }
    rc result = add_modules(&c, modules);
    if (result != RC_OK) {
        *ret_problem = c.problem.p ? c.problem : STR("There are too many routes or menu entries.");
        return result;
    }
    *ret_router = c.router;
    return RC_OK;
}

/* ---- matching ------------------------------------------------------------------ */

static bool is_slug(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return text.n > 0 && text.n <= SLUG_MAX_BYTES;
}

/* One way of writing each number: no sign, no leading zero. */
static bool is_positive_int(struct str text)
{
    int64_t value;
    return text.n && text.p[0] >= '1' && text.p[0] <= '9' && str_to_int(text, &value) == RC_OK;
}

static bool match_from(const struct node *node, struct str rest, struct match *match)
{
    struct str segment;
    if (!str_split(&rest, '/', &segment)) {
        match->route = node->route;
        match->language = node->language;
        return node->route != NULL;
    }
    for (const struct node *child = node->first_child; child; child = child->next) {
        if (child->kind == SEGMENT_FIXED) {
            if (str_eq(child->text, segment) && match_from(child, rest, match))
                return true;
            continue;
        }
        if (child->kind == SEGMENT_SLUG ? !is_slug(segment) : !is_positive_int(segment))
            continue;
        match->values[match->n++] = segment;
        if (match_from(child, rest, match))
            return true;
        match->n--;
    }
    return false;
}

bool router_match(const struct router *router, struct str path, struct match *ret_match)
{
    struct match match = {0};
    struct str rest = str_skip(path, 1);
    if (!match_from(&router->root, rest.n ? rest : STR_NONE, &match))
        return false;
    *ret_match = match;
    return true;
}

const struct language *router_language(const struct router *router, struct str path)
{
    struct str rest = str_skip(path, 1), first;
    if (!str_split(&rest, '/', &first))
        return router->languages->items[0];
    const struct language *language = languages_find(router->languages, first);
    return language ? language : router->languages->items[0];
}

/* ---- addresses ------------------------------------------------------------------ */

static size_t language_index(const struct router *router, const struct language *language)
{
    for (size_t i = 0; i < router->languages->n; i++)
        if (router->languages->items[i] == language)
            return i;
    assert(false && "a language of this router");
    return 0;
}

const struct route *router_route(const struct router *router, const char *name)
{
    const struct router_entry *entry = map_get(&router->by_name, str_from_c(name));
    assert(entry && "the route exists");
    return entry->route;
}

struct str router_url(const struct router *router, struct arena *arena, const struct language *language,
                      const char *route, const struct str *values, size_t n)
{
    const struct router_entry *entry = map_get(&router->by_name, str_from_c(route));
    assert(entry && "the route exists");
    const struct address_plan *plan = &entry->plans[language_index(router, language)];
    assert(plan->n_values == n && "a value for each {…} of the path");
    if (n == 0)
        return plan->parts[0];
    struct buf url;
    buf_init(&url, ADDRESS_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        buf_add(&url, plan->parts[i]);
        url_encode(&url, values[i]);
    }
    buf_add(&url, plan->parts[n]);
    struct str copy = arena_str_dup(arena, buf_str(&url));
    buf_free(&url);
    return copy;
}

size_t router_value_index(const struct route *route, const char *name)
{
    struct str rest = str_skip(str_from_c(route->path), 1);
    struct segment segment;
    bool bad = false;
    for (size_t index = 0; next_segment(&rest, &segment, &bad);) {
        if (segment.kind == SEGMENT_FIXED)
            continue;
        if (str_eq_c(segment.text, name))
            return index;
        index++;
    }
    assert(false && "the route's path has this value");
    return 0;
}

const struct router_menu *router_menu(const struct router *router)
{
    return &router->menu;
}

struct str router_home(const struct router *router, const struct language *language)
{
    return router->homes[language_index(router, language)];
}
