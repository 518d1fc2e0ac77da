/* SPDX-License-Identifier: EUPL-1.2 */
/* The list and its form. */
#include "features/@name@/@name@_pages.h"

#include "core/web/form.h"
#include "core/web/reply.h"
#include "features/@name@/@name@_store.h"

enum { PAGE_LENGTH = 50 };

static const struct field fields[] = {
    {.name = "text", .kind = FIELD_TEXT, .required = true, .max = @THING@_MAX_CHARACTERS,
     .label = TR("@Thing@"), .hint = TR("One line, at most 200 characters.")},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

/* ---- the list ------------------------------------------------------------------ */

static void @thing@_view(struct request *request, struct value *view, const struct @thing@ *shown)
{
    char iso[TIME_ISO_BYTES];
    struct str time = str_from_c(time_format_iso(shown->written_at, iso));
    time = arena_str_dup(request_arena(request), time);
    value_set_int(view, "id", shown->id);
    value_set_str(view, "text", shown->text);
    value_set_str(view, "written_at", time);
    value_set_str(view, "_day", str_sub(time, 0, 10));
}

/* Where the list goes on, or STR_NONE at its end. */
static struct str older_url(struct request *request, const struct @thing@_list *list)
{
    struct arena *arena = request_arena(request);
    if (list->n < PAGE_LENGTH)
        return STR_NONE;
    struct str last = arena_printf(arena, "%lld", (long long)list->items[list->n - 1].id);
    const struct pair before = {STR("before"), last};
    return url_with_query(arena, REQUEST_URL0(request, "@name@.list"), &before, 1);
}

/* The page, with the form as it was sent (values and faults) or empty (NULL). */
static rc show(struct request *request, struct reader *reader, const struct field_value *values,
               const struct faults *faults)
{
    struct arena *arena = request_arena(request);
    const struct language *language = request_language(request);
    struct @thing@_list list;
    int64_t before;
    if (str_to_int(request_query_value(request, "before"), &before))
        before = @THING@_NEWEST;
    rc result = @thing@_list(reader, arena, before, PAGE_LENGTH, &list);
    if (result)
        return result;
    struct value *view = value_map(arena);
    value_set_str(view, "title", tr(language, "@Name@"));
    value_set_bool(view, "faulty", faults != NULL);
    value_set(view, "form", form_view(request, fields, FIELDS, values, faults));
    value_set_url(view, "action", REQUEST_URL0(request, "@name@.list"));
    struct value *shown = value_set_list(view, "@name@");
    for (size_t i = 0; i < list.n; i++)
        @thing@_view(request, value_push_map(shown), &list.items[i]);
    value_set_bool(view, "_empty", list.n == 0);
    value_set_url(view, "older_url", older_url(request, &list));
    return reply_page_status(request, faults ? 422 : 200, "@name@/list", view);
}

rc @name@_list_page(struct request *request, struct reader *reader)
{
    return show(request, reader, NULL, NULL);
}

/* ---- adding one ------------------------------------------------------------------ */

static rc add_prepare(struct request *request, struct reader *reader, void **ret_in)
{
    struct field_value values[FIELDS];
    struct faults faults = {0};
    rc result = form_read(request, request_form(request), fields, FIELDS, values, &faults);
    if (result)
        return result;
    if (faults.n)
        return show(request, reader, values, &faults);
    struct @thing@ *added = ARENA_NEW(request_arena(request), struct @thing@);
    *added = (struct @thing@){.id = db_new_id(),
                              .written_at = request_time(request),
                              .text = @thing@_tidy(request_arena(request), values[0].text)};
    *ret_in = added;
    return RC_OK;
}

static rc add_answer(struct request *request, const void *in, const void *out, rc result)
{
    (void)in;
    (void)out;
    if (result && result != RC_EXISTS) /* sent twice: it is there, which is what they wanted */
        return result;
    return reply_redirect(request, REQUEST_URL0(request, "@name@.list"));
}

const struct post @name@_add = {
    .lane = LANE_QUICK, .prepare = add_prepare, .step = @thing@_add_step, .answer = add_answer};
