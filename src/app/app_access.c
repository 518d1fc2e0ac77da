/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/app_access.h"

static const char introduction[] =
    "<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n"
    "<!-- Written by the program: radslag routes --markdown > docs/access.md -->\n"
    "# Who may do what\n"
    "\n"
    "Every address of the portal and who may use it, for whoever audits it. The program writes this\n"
    "page from the tables that it judges requests by, and a test goes over every row of it as a\n"
    "visitor, as somebody signed in and as each kind of role, and compares what happens.\n"
    "\n"
    "* A route that names nobody is closed to all. What is not in these tables does not exist, but for\n"
    "  `/healthz` and the files under `/assets/`, which are open to all and tell nothing of anybody.\n"
    "* A role is held in one organisation or in the portal. A route with `{organisation}` in its\n"
    "  address asks for a role in that organisation; a role in another one is worth nothing there.\n"
    "* Roles in an organisation count only while it is verified: somebody has seen to it that its\n"
    "  people are its own. Until then its people are refused everywhere that a role is asked for.\n"
    "* Roles marked *two steps* see data about people. An organisation can ask two factors of them,\n"
    "  and so can the portal; who has shown one only is then refused until they have shown the other.\n"
    "* Where several roles stand, one of them is enough.\n"
    "* Whoever is not signed in is led to do so; whoever lacks the role gets 403. Pages as JSON\n"
    "  (`.json`) and HEAD are judged alike.\n"
    "* A form (POST) is judged twice: before it is read, and again in the transaction of the change,\n"
    "  so that a role that was taken away a moment ago changes nothing.\n"
    "* *Logged* pages show data about others. That somebody looked is in the audit log before the page\n"
    "  is shown, and every role that is granted or revoked is there too. Nothing in the log can be\n"
    "  changed or removed.\n"
    "* Some pages show more to some roles, or refuse what is not one's own. That is decided by rules\n"
    "  that have tests of their own, and is never more than what stands here.\n"
    "\n";

static void add(struct buf *text, const char *part)
{
    buf_add(text, str_from_c(part));
}

/* ---- parts of a row --------------------------------------------------------------------- */

struct str access_who(struct arena *arena, unsigned who)
{
    struct str words = who & WHO_ANYONE ? STR("anyone") : who & WHO_SIGNED_IN ? STR("signed in") : STR("");
    for (int i = 0; i < ROLES; i++)
        if (who & WHO_ROLE(i))
            words = ARENA_CONCAT(arena, words, words.n ? STR(", ") : STR(""), str_from_c(roles[i].code));
    return words.n ? words : STR("nobody");
}

struct str access_address(struct arena *arena, const struct languages *languages,
                          const struct language *language, const struct route *route)
{
    struct str address = language_prefix(languages, language), rest = str_from_c(route->path), segment;
    rest = str_skip(rest, 1);
    while (rest.n && str_split(&rest, '/', &segment)) {
        if (segment.p[0] != '{')
            segment = tr_context(language, "path", arena_c_dup(arena, segment));
        address = ARENA_CONCAT(arena, address, STR("/"), segment);
    }
    return address.n ? address : STR("/");
}

const char *access_methods(const struct route *route)
{
    return route->post == NULL ? "GET" : route->get == NULL ? "POST" : "GET, POST";
}

/* ---- the page ------------------------------------------------------------------------------ */

static void add_roles(struct arena *arena, struct buf *text)
{
    add(text, "## Roles\n\n| Role | In | Two steps | What it is for |\n|---|---|---|---|\n");
    for (int i = 0; i < ROLES; i++)
        buf_add(text, arena_printf(arena, "| `%s` | %s | %s | %s |\n", roles[i].code,
                                   role_is_of_portal((enum role)i) ? "the portal" : "an organisation",
                                   ROLE_BITS_SEEING & ROLE_BIT(i) ? "yes" : "", roles[i].does));
}

static void add_module(struct arena *arena, const struct languages *languages, const struct module *module,
                       struct buf *text)
{
    buf_add(text, arena_printf(arena, "\n## %s\n\n", module->name));
    add(text, "| Route | Address | Method | Who | Logged |\n|---|---|---|---|---|\n");
    for (const struct route *route = module->routes; route->name; route++) {
        struct str address = access_address(arena, languages, languages->items[0], route);
        struct str who = access_who(arena, route->who);
        buf_add(text,
                arena_printf(arena, "| `%s` | `%.*s` | %s | %.*s | %s |\n", route->name, STR_ARGS(address),
                             access_methods(route), STR_ARGS(who), route->who & WHO_LOGGED ? "yes" : ""));
    }
}

void access_table(const struct program *program, struct arena *arena, struct buf *text)
{
    add(text, introduction);
    add_roles(arena, text);
    for (size_t m = 0; program->modules[m]; m++)
        if (program->modules[m]->routes && program->modules[m]->routes->name)
            add_module(arena, program->languages, program->modules[m], text);
}
