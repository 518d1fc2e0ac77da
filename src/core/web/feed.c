/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/web/feed.h"

#include <stdlib.h>

#include "core/view/html.h"
#include "core/web/inside.h"
#include "core/web/reply.h"

enum { FEED_ENTRIES = 50 };
enum { FEED_MAX_BYTES = 8 * 1024 * 1024 };

static void add_element(struct buf *xml, const char *name, struct str text)
{
    buf_printf(xml, "<%s>", name);
    html_escape(xml, text); /* as XML wants it too */
    buf_printf(xml, "</%s>\n", name);
}

static void add_time(struct buf *xml, time_us time)
{
    char text[TIME_ISO_BYTES];
    add_element(xml, "updated", str_from_c(time_format_iso(time, text)));
}

static void add_link(struct buf *xml, struct str address, const char *attributes)
{
    buf_printf(xml, "<link%s href=\"", attributes);
    html_escape(xml, address);
    buf_add(xml, STR("\"/>\n"));
}

static void add_entry(struct request *request, struct buf *xml, const struct feed_entry *entry)
{
    struct str home = request_absolute(request, STR("/"));
    buf_add(xml, STR("<entry>\n"));
    add_element(xml, "id", ARENA_CONCAT(request->arena, home, STR("#"), entry->id));
    add_element(xml, "title", entry->title);
    add_link(xml, request_absolute(request, entry->path), "");
    add_time(xml, entry->updated);
    add_element(xml, "summary", entry->summary);
    buf_add(xml, STR("</entry>\n"));
}

static int newest_first(const void *a, const void *b)
{
    const struct feed_entry *x = a, *y = b;
    int order = (x->updated < y->updated) - (x->updated > y->updated);
    return order ? order : str_compare(x->id, y->id);
}

rc reply_feed(struct request *request, struct str title, struct feed_entry *entries, size_t count)
{
    struct str self = request_absolute(request, request->path);
    size_t n = count < FEED_ENTRIES ? count : FEED_ENTRIES;
    struct buf xml;
    buf_init(&xml, FEED_MAX_BYTES);
    if (count)
        qsort(entries, count, sizeof *entries, newest_first);
    buf_add(&xml, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\""));
    buf_printf(&xml, " xml:lang=\"%s\">\n", language_code(request->language));
    add_element(&xml, "id", self);
    add_element(&xml, "title", title);
    add_link(&xml, self, " rel=\"self\"");
    add_time(&xml, n ? entries[0].updated : 0);
    buf_add(&xml, STR("<author><name>Rådslag</name></author>\n"));
    for (size_t i = 0; i < n; i++)
        add_entry(request, &xml, &entries[i]);
    buf_add(&xml, STR("</feed>\n"));
    rc result = xml.overflowed
                    ? RC_LIMIT
                    : reply_bytes(request, "application/atom+xml; charset=utf-8", buf_str(&xml), NULL);
    buf_free(&xml);
    return result;
}
