/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads the file with libxml2: nothing is fetched, no entity is replaced, and limits hold while it reads. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/utf8.h"
#include "core/i18n/i18n.h"
#include "core/svg/svg_inside.h"

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"
#define HTML_NAMESPACE "http://www.w3.org/1999/xhtml"
#define XLINK_NAMESPACE "http://www.w3.org/1999/xlink"

struct reading {
    struct arena *arena;
    struct node *root, *at;
    size_t elements, depth, *removed;
    bool bare; /* the root has no namespace: then elements without one are taken for SVG */
    rc code;
    const char *problem;
};

static struct reading *reading_of(void *context)
{
    return ((xmlParserCtxtPtr)context)->_private;
}

static void stop(void *context, rc code, const char *problem)
{
    struct reading *reading = reading_of(context);
    if (!reading->problem) {
        reading->code = code;
        reading->problem = problem;
    }
    xmlStopParser(context);
}

static struct str str_of(const xmlChar *text)
{
    return str_from_c((const char *)text);
}

static bool is_svg_namespace(const struct reading *reading, const xmlChar *uri)
{
    return uri ? str_eq_c(str_of(uri), SVG_NAMESPACE) : reading->bare;
}

/* ---- elements ------------------------------------------------------------------------- */

static struct str value_dup(struct arena *arena, const xmlChar *start, const xmlChar *end)
{
    struct str value = {(const char *)start, (size_t)(end - start)};
    char *copy = arena_c_dup(arena, value);
    for (size_t i = 0; i < value.n; i++)
        if (copy[i] == '\t' || copy[i] == '\r' || copy[i] == '\n')
            copy[i] = ' ';
    return str_trim((struct str){copy, value.n});
}

/* attributes: five pointers each: local name, prefix, namespace, value, its end. */
static void add_attributes(struct reading *reading, struct node *node, const xmlChar **attributes, int count)
{
    node->attributes = ARENA_ARRAY(reading->arena, struct node_attribute, (size_t)count);
    for (int i = 0; i < count; i++, attributes += 5) {
        bool is_xlink = attributes[2] && str_eq_c(str_of(attributes[2]), XLINK_NAMESPACE);
        if (attributes[2] && !is_xlink)
            continue;
        node->attributes[node->attribute_count++] = (struct node_attribute){
            .name = arena_str_dup(reading->arena, str_of(attributes[0])),
            .value = value_dup(reading->arena, attributes[3], attributes[4]),
            .is_xlink = is_xlink,
        };
    }
}

static void append(struct reading *reading, struct node *node)
{
    node->parent = reading->at;
    if (!reading->at)
        reading->root = node;
    else if (reading->at->last)
        reading->at->last->next = node;
    else
        reading->at->first = node;
    if (reading->at)
        reading->at->last = node;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted_count, const xmlChar **attributes)
{
    (void)prefix, (void)namespaces, (void)defaulted_count;
    struct reading *reading = reading_of(context);
    if (reading->problem)
        return;
    if (!reading->root) {
        reading->bare = !uri;
        if (!str_eq_c(str_of(name), "svg") || !is_svg_namespace(reading, uri)) {
            stop(context, RC_INVALID, TR("The file is not an SVG picture."));
            return;
        }
    }
    if (++reading->elements > SVG_ELEMENTS_MAX || ++reading->depth > SVG_DEPTH_MAX ||
        attribute_count > SVG_ATTRIBUTES_MAX || namespace_count > SVG_ATTRIBUTES_MAX) {
        stop(context, RC_LIMIT,
             TR("The picture has too many parts. Simplify the drawing and save it again."));
        return;
    }
    struct node *node = ARENA_NEW(reading->arena, struct node);
    node->space = is_svg_namespace(reading, uri)                 ? SPACE_SVG
                  : uri && str_eq_c(str_of(uri), HTML_NAMESPACE) ? SPACE_HTML
                                                                 : SPACE_OTHER;
    node->name = arena_str_dup(reading->arena, str_of(name));
    add_attributes(reading, node, attributes, attribute_count);
    append(reading, node);
    reading->at = node;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct reading *reading = reading_of(context);
    if (reading->problem || !reading->at)
        return;
    reading->at = reading->at->parent;
    reading->depth--;
}

/* Characters are kept where they can mean something: in text and in style. */
static void on_characters(void *context, const xmlChar *text, int n)
{
    struct reading *reading = reading_of(context);
    const struct node *at = reading->at;
    if (reading->problem || !at || at->space != SPACE_SVG || n <= 0)
        return;
    if (!str_eq_c(at->name, "text") && !str_eq_c(at->name, "tspan") && !str_eq_c(at->name, "style"))
        return;
    struct node *node = ARENA_NEW(reading->arena, struct node);
    node->space = SPACE_TEXT;
    node->name = arena_str_dup(reading->arena, (struct str){(const char *)text, (size_t)n});
    append(reading, node);
}

/* ---- what has no place in a picture --------------------------------------------------- */

static void refuse_declarations(void *context)
{
    stop(context, RC_INVALID,
         TR("The picture declares entities of its own, which is not allowed here. Save it as plain SVG."));
}

/* <!DOCTYPE svg PUBLIC …> says nothing; with declarations in brackets it does. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    const xmlParserInput *input = ((xmlParserCtxtPtr)context)->input;
    if (input && input->cur && *input->cur == '[')
        refuse_declarations(context);
}

static void on_entity_declaration(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                                  const xmlChar *system_id, xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    refuse_declarations(context);
}

static void on_reference(void *context, const xmlChar *name)
{
    (void)name;
    refuse_declarations(context);
}

static xmlEntityPtr on_get_entity(void *context, const xmlChar *name)
{
    (void)name; /* the five of XML itself never come here */
    refuse_declarations(context);
    return NULL;
}

static xmlParserInputPtr on_resolve(void *context, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)public_id, (void)system_id;
    refuse_declarations(context);
    return NULL;
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    (void)data;
    if (str_eq_c(str_of(target), "xml-stylesheet"))
        reading_of(context)->removed[SVG_REMOVED_STYLE]++;
}

static void on_error(void *context, xmlErrorPtr error)
{
    (void)context, (void)error; /* whether it is well formed is asked once, at the end */
}

static const xmlSAXHandler handler = {
    .internalSubset = on_doctype,
    .resolveEntity = on_resolve,
    .getEntity = on_get_entity,
    .getParameterEntity = on_get_entity,
    .entityDecl = on_entity_declaration,
    .reference = on_reference,
    .characters = on_characters,
    .cdataBlock = on_characters,
    .processingInstruction = on_instruction,
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .serror = on_error,
};

/* True where the whole of bytes was well-formed XML. */
static bool parse(struct reading *reading, struct str bytes)
{
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    if (!context)
        abort();
    *context->sax = handler;
    context->_private = reading;
    xmlDocPtr document = xmlCtxtReadMemory(context, bytes.p, (int)bytes.n, NULL, "UTF-8",
                                           XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR |
                                               XML_PARSE_NOWARNING);
    bool well_formed = context->wellFormed && context->nsWellFormed;
    xmlFreeDoc(document ? document : context->myDoc);
    context->myDoc = NULL;
    xmlFreeParserCtxt(context);
    return well_formed;
}

rc svg_read(struct arena *arena, struct str bytes, size_t *removed, struct node **ret_root,
            const char **ret_problem)
{
    struct reading reading = {.arena = arena, .removed = removed};
    if (bytes.n > SVG_BYTES_MAX) {
        *ret_problem = TR("The file is too large. An SVG picture may have at most 100 kB.");
        return RC_LIMIT;
    }
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_skip(bytes, 3);
    if (!utf8_is_text(bytes)) {
        *ret_problem = TR("The file is not text in UTF-8, as an SVG picture is. Save it as plain SVG.");
        return RC_INVALID;
    }
    bool well_formed = parse(&reading, bytes);
    if (!reading.problem && (!well_formed || !reading.root)) {
        reading.code = RC_INVALID;
        reading.problem = TR("The file is not an SVG picture.");
    }
    if (reading.problem) {
        *ret_problem = reading.problem;
        return reading.code;
    }
    *ret_root = reading.root;
    return RC_OK;
}
