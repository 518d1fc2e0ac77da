/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/view/mustache_html.h"

#include <string.h>

#include "base/str.h"

/* Elements whose content is not markup. */
static const struct {
    struct str name, end;
    enum html_state content;
} elements[] = {
    {STR_INIT(""), STR_INIT(""), HTML_TEXT},
    {STR_INIT("title"), STR_INIT("</title"), HTML_PLAIN_ELEMENT},
    {STR_INIT("textarea"), STR_INIT("</textarea"), HTML_PLAIN_ELEMENT},
    {STR_INIT("script"), STR_INIT("</script"), HTML_RAW_ELEMENT},
    {STR_INIT("style"), STR_INIT("</style"), HTML_RAW_ELEMENT},
    {STR_INIT("xmp"), STR_INIT("</xmp"), HTML_RAW_ELEMENT},
    {STR_INIT("iframe"), STR_INIT("</iframe"), HTML_RAW_ELEMENT},
    {STR_INIT("noembed"), STR_INIT("</noembed"), HTML_RAW_ELEMENT},
    {STR_INIT("noframes"), STR_INIT("</noframes"), HTML_RAW_ELEMENT},
};

static const char *const url_attributes[] = {
    "href",       "src",      "action", "formaction", "poster", "cite",
    "data",       "background", "longdesc", "manifest", "icon",   "codebase",
};

/* Values that are code, styles, lists of addresses, markup, or set other attributes. */
static const char *const forbidden_attributes[] = {
    "style",   "srcset",  "imagesrcset", "srcdoc",        "ping", "archive", "classid",
    "profile", "attributename", "values", "to", "from",   "by",   "is",
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct str name_of(const struct html_place *place)
{
    return (struct str){place->name, place->name_n};
}

/* Adds to the name being read. One that is full is longer than any that matters. */
static void add_name(struct html_place *place, char c)
{
    if (place->name_n < sizeof place->name)
        place->name[place->name_n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static void start_name(struct html_place *place, enum html_state state, char c)
{
    place->state = state;
    place->name_n = 0;
    add_name(place, c);
}

static bool is_one_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_c(name, names[i]))
            return true;
    }
    return false;
}

static enum html_attr classify(struct str name, size_t room)
{
    if (name.n == room || str_starts(name, STR("on")) || str_starts(name, STR("xmlns")) ||
        is_one_of(name, forbidden_attributes,
                  sizeof forbidden_attributes / sizeof *forbidden_attributes))
        return HTML_ATTR_FORBIDDEN;
    if (str_ends(name, STR(":href")) || str_ends(name, STR(":src")) ||
        is_one_of(name, url_attributes, sizeof url_attributes / sizeof *url_attributes))
        return HTML_ATTR_URL;
    return HTML_ATTR_PLAIN;
}

/* The tag's name is read: which element is it? */
static const char *end_tag_name(struct html_place *place)
{
    place->element = 0;
    for (uint8_t i = 1; i < sizeof elements / sizeof *elements; i++) {
        if (str_eq(name_of(place), elements[i].name))
            place->element = i;
    }
    return str_eq(name_of(place), STR("plaintext")) ? "The element plaintext is not used." : NULL;
}

/* At '>'. */
static const char *end_tag(struct html_place *place)
{
    if (place->is_end_tag)
        place->element = 0;
    place->state = elements[place->element].content;
    place->name_n = 0;
    return NULL;
}

static const char *start_attribute(struct html_place *place, char c)
{
    if (c == '=' || c == '"' || c == '\'' || c == '<')
        return "An attribute name cannot start with this character.";
    place->attributes++;
    start_name(place, HTML_ATTR_NAME, c);
    return NULL;
}

static const char *start_value(struct html_place *place)
{
    if (str_eq(name_of(place), STR("http-equiv")))
        return "http-equiv is not used: the server sends the header.";
    place->attr = classify(name_of(place), sizeof place->name);
    place->state = HTML_BEFORE_VALUE;
    return NULL;
}

static const char *feed_open(struct html_place *place, char c)
{
    place->is_end_tag = place->state == HTML_CLOSE;
    if (is_letter(c)) {
        place->tags++;
        start_name(place, HTML_TAG_NAME, c);
        return NULL;
    }
    if (place->state == HTML_CLOSE)
        return "A tag name must follow '</'.";
    if (c == '?')
        return "'<?' has no meaning in HTML.";
    place->name_n = 0;
    place->state = c == '/' ? HTML_CLOSE : c == '!' ? HTML_BANG : c == '<' ? HTML_OPEN : HTML_TEXT;
    return NULL;
}

static const char *feed_bang(struct html_place *place, char c)
{
    add_name(place, c);
    if (str_eq(name_of(place), STR("--"))) {
        place->state = HTML_COMMENT;
        place->run = 2;
    } else if (str_eq(name_of(place), STR("d"))) {
        place->state = HTML_DECLARATION;
    } else if (!str_eq(name_of(place), STR("-"))) {
        return "After '<!' only a comment or doctype may stand.";
    }
    return NULL;
}

static const char *feed_comment(struct html_place *place, char c)
{
    if (c == '!' && place->run == 2)
        return "A comment ends with '-->'.";
    if (c == '>' && place->run == 2)
        place->state = HTML_TEXT;
    if (c != '-')
        place->run = 0;
    else if (place->run < 2)
        place->run++;
    return NULL;
}

/* Inside title, textarea, script and the like: looks for the end tag. */
static const char *feed_content(struct html_place *place, char c)
{
    bool is_raw = place->state == HTML_RAW_ELEMENT;
    struct str end = elements[place->element].end;
    if (place->name_n == 0) {
        if (c == '<')
            add_name(place, c);
        return NULL;
    }
    if (place->name_n == end.n && (is_blank(c) || c == '/' || c == '>')) {
        place->is_end_tag = true;
        place->tags++;
        place->state = HTML_BETWEEN;
        return html_feed(place, c);
    }
    add_name(place, c);
    if (str_starts(end, name_of(place)))
        return NULL;
    if (!is_raw)
        return "Inside title and textarea only their end tag may follow '<'.";
    if (str_eq(name_of(place), STR("<!--")))
        return "Script and style cannot contain '<!--'.";
    if (str_starts(STR("<!--"), name_of(place)))
        return NULL;
    place->name_n = 0;
    return c == '<' ? feed_content(place, c) : NULL;
}

static const char *feed_tag_name(struct html_place *place, char c)
{
    if (c == '<' || c == '"' || c == '\'')
        return "A tag name cannot contain this character.";
    if (!is_blank(c) && c != '/' && c != '>') {
        add_name(place, c);
        return NULL;
    }
    place->state = HTML_BETWEEN;
    const char *fault = end_tag_name(place);
    return fault ? fault : html_feed(place, c);
}

/* Between attributes. */
static const char *feed_between(struct html_place *place, char c)
{
    if (c == '>')
        return end_tag(place);
    if (is_blank(c) || c == '/') {
        if (place->state != HTML_AFTER_NAME || c == '/')
            place->state = HTML_BETWEEN;
        return NULL;
    }
    if (place->state == HTML_AFTER_NAME && c == '=')
        return start_value(place);
    if (place->state == HTML_EDGE)
        return "A blank must stand here: what comes before may end in a name.";
    if (place->state == HTML_AFTER_VALUE)
        return "A blank must follow a quoted value.";
    return start_attribute(place, c);
}

static const char *feed_attr_name(struct html_place *place, char c)
{
    if (c == '"' || c == '\'' || c == '<')
        return "An attribute name cannot contain this character.";
    if (c == '=')
        return start_value(place);
    if (is_blank(c)) {
        place->state = HTML_AFTER_NAME;
        return NULL;
    }
    if (c == '/' || c == '>') {
        place->state = HTML_BETWEEN;
        return feed_between(place, c);
    }
    add_name(place, c);
    return NULL;
}

/* A scheme is complete. */
static const char *end_scheme(struct html_place *place)
{
    struct str scheme = name_of(place);
    bool is_web = str_eq(scheme, STR("http")) || str_eq(scheme, STR("https"));
    if (!is_web && !str_eq(scheme, STR("mailto")) && !str_eq(scheme, STR("tel")))
        return "An address may be relative, http, https, mailto or tel; nothing else.";
    place->url = is_web ? HTML_URL_HOST : HTML_URL_SETTLED;
    place->run = 0;
    return NULL;
}

static const char *feed_host(struct html_place *place, char c)
{
    bool ends = c == '/' || c == '?' || c == '#';
    if (place->run < 2) {
        place->run++;
        return c == '/' ? NULL : "Two slashes must follow http: and https:.";
    }
    if (place->run == 2 && ends)
        return "The host is missing.";
    place->run = 3;
    if (ends)
        place->url = HTML_URL_SETTLED;
    return NULL;
}

static const char *feed_url(struct html_place *place, char c)
{
    if ((unsigned char)c <= ' ' || c == '\\')
        return "An address cannot contain blanks, control characters or backslashes.";
    if (place->url == HTML_URL_SETTLED)
        return NULL;
    if (place->url == HTML_URL_HOST)
        return feed_host(place, c);
    bool is_start = place->url == HTML_URL_START;
    if (c == '/' && place->url == HTML_URL_SLASH)
        return "An address cannot start with two slashes: name the scheme.";
    if (c == '/' || c == '?' || c == '#' || place->url == HTML_URL_SLASH) {
        place->url = is_start && c == '/' ? HTML_URL_SLASH : HTML_URL_SETTLED;
        return NULL;
    }
    if (place->url == HTML_URL_MIXED)
        return c == ':' ? "What is filled in before ':' could be a scheme." : NULL;
    if (c == ':')
        return is_start ? "An address cannot start with ':'." : end_scheme(place);
    if (c == '&')
        return "An address cannot have '&' before '/', '?' or '#'.";
    if (is_start)
        place->name_n = 0;
    place->url = HTML_URL_SCHEME;
    add_name(place, c);
    return NULL;
}

static const char *feed_before_value(struct html_place *place, char c)
{
    if (is_blank(c))
        return NULL;
    if (c == '>')
        return "The attribute value is missing.";
    place->url = HTML_URL_START;
    place->state = c == '"' || c == '\'' ? HTML_QUOTED : HTML_UNQUOTED;
    place->quote = c;
    return place->state == HTML_UNQUOTED ? html_feed(place, c) : NULL;
}

static const char *feed_quoted(struct html_place *place, char c)
{
    if (c == place->quote) {
        place->state = HTML_AFTER_VALUE;
        return NULL;
    }
    return place->attr == HTML_ATTR_URL ? feed_url(place, c) : NULL;
}

static const char *feed_unquoted(struct html_place *place, char c)
{
    if (is_blank(c) || c == '>') {
        place->state = HTML_BETWEEN;
        return feed_between(place, c);
    }
    if (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`')
        return "An unquoted value cannot contain this character.";
    return place->attr == HTML_ATTR_URL ? feed_url(place, c) : NULL;
}

const char *html_feed(struct html_place *place, char c)
{
    switch (place->state) {
    case HTML_TEXT:
        if (c == '<')
            place->state = HTML_OPEN;
        return NULL;
    case HTML_PLAIN_ELEMENT:
    case HTML_RAW_ELEMENT: return feed_content(place, c);
    case HTML_COMMENT: return feed_comment(place, c);
    case HTML_DECLARATION:
        if (c == '>')
            place->state = HTML_TEXT;
        return NULL;
    case HTML_OPEN:
    case HTML_CLOSE: return feed_open(place, c);
    case HTML_BANG: return feed_bang(place, c);
    case HTML_TAG_NAME: return feed_tag_name(place, c);
    case HTML_ATTR_NAME: return feed_attr_name(place, c);
    case HTML_BETWEEN:
    case HTML_EDGE:
    case HTML_AFTER_NAME:
    case HTML_AFTER_VALUE: return feed_between(place, c);
    case HTML_BEFORE_VALUE: return feed_before_value(place, c);
    case HTML_QUOTED: return feed_quoted(place, c);
    case HTML_UNQUOTED: return feed_unquoted(place, c);
    }
    return NULL;
}

/* Why nothing can be filled in here; NULL in text and quoted values. */
static const char *refuse_place(const struct html_place *place)
{
    switch (place->state) {
    case HTML_TEXT: return NULL;
    case HTML_PLAIN_ELEMENT: return place->name_n ? "A tag cannot stand inside an end tag." : NULL;
    case HTML_RAW_ELEMENT: return "Script, style and the like cannot be filled in.";
    case HTML_COMMENT: return "An HTML comment cannot be filled in; {{! }} hides template text.";
    case HTML_OPEN:
    case HTML_CLOSE:
    case HTML_BANG:
    case HTML_DECLARATION:
    case HTML_TAG_NAME: return "A tag name cannot be filled in.";
    case HTML_BETWEEN:
    case HTML_EDGE:
    case HTML_ATTR_NAME:
    case HTML_AFTER_NAME:
    case HTML_AFTER_VALUE: return "Attributes cannot be filled in, only their quoted values.";
    case HTML_BEFORE_VALUE:
    case HTML_UNQUOTED: return "The attribute value must be quoted.";
    case HTML_QUOTED: break;
    }
    if (place->attr == HTML_ATTR_FORBIDDEN)
        return "The value of this attribute cannot be filled in safely.";
    if (place->attr == HTML_ATTR_URL && place->url == HTML_URL_HOST)
        return "The host of an address cannot be filled in or optional.";
    return NULL;
}

/* A section begins or ends: forgets what a name before it might become. */
static const char *cross_boundary(struct html_place *place)
{
    if (place->is_end_tag && place->state >= HTML_TAG_NAME)
        return "A section cannot stand in an end tag.";
    switch (place->state) {
    case HTML_TAG_NAME:
        place->state = HTML_EDGE;
        return end_tag_name(place);
    case HTML_ATTR_NAME:
    case HTML_AFTER_VALUE:
    case HTML_EDGE: place->state = HTML_EDGE; return NULL;
    case HTML_AFTER_NAME:
    case HTML_BETWEEN: place->state = HTML_BETWEEN; return NULL;
    default: break;
    }
    if (place->state == HTML_QUOTED && place->url == HTML_URL_SCHEME)
        place->url = HTML_URL_MIXED;
    return refuse_place(place);
}

const char *html_use(struct html_place *place, enum html_use use)
{
    if (use == HTML_USE_SECTION)
        return cross_boundary(place);
    const char *fault = refuse_place(place);
    if (fault)
        return fault;
    if (use == HTML_USE_RAW && place->state != HTML_TEXT)
        return "Raw output belongs in text.";
    if (use == HTML_USE_PARTIAL && place->state != HTML_TEXT)
        return "A partial belongs in text.";
    if (place->state == HTML_QUOTED && place->attr == HTML_ATTR_URL) {
        if (use == HTML_USE_WORDS)
            return "An address is not translated.";
        bool has_slash = place->url == HTML_URL_SLASH || place->url == HTML_URL_SETTLED;
        place->url = has_slash ? HTML_URL_SETTLED : HTML_URL_MIXED;
    }
    return NULL;
}

static enum html_url join_url(enum html_url a, enum html_url b)
{
    if (a == b)
        return a;
    bool a_settled = a == HTML_URL_SLASH || a == HTML_URL_SETTLED;
    bool b_settled = b == HTML_URL_SLASH || b == HTML_URL_SETTLED;
    return a_settled && b_settled ? HTML_URL_SETTLED : HTML_URL_MIXED;
}

const char *html_join_section(struct html_place *place, const struct html_place *start)
{
    enum html_state raw_state = place->state;
    const char *fault = cross_boundary(place);
    if (fault)
        return fault;
    bool in_tag = start->state == HTML_BETWEEN || start->state == HTML_EDGE;
    bool ends_in_tag = place->state == HTML_BETWEEN || place->state == HTML_EDGE;
    if (place->element != start->element || (in_tag ? !ends_in_tag : place->state != start->state))
        return "The section ends in other surroundings than it began in.";
    if ((in_tag || start->state == HTML_QUOTED) && place->tags != start->tags)
        return "The section ends in another HTML tag than it began in.";
    if (start->state == HTML_QUOTED) {
        if (place->attributes != start->attributes)
            return "The section ends in another attribute than it began in.";
        place->url = join_url(start->url, place->url);
        return NULL;
    }
    /* Repeated, the name at the end would run into the one at the beginning. */
    if (start->state == HTML_BETWEEN && place->state == HTML_EDGE &&
        raw_state != HTML_AFTER_VALUE && place->attributes != start->attributes + 1)
        return "A section with several attributes must end with a blank or a quoted value.";
    if (start->state == HTML_EDGE)
        place->state = HTML_EDGE;
    return NULL;
}

const char *html_end(const struct html_place *place)
{
    return place->state == HTML_TEXT ? NULL : "The template ends inside an HTML tag, comment or "
                                              "element that must be closed.";
}
