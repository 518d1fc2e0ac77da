/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/accounts/accounts_form.h"

#include "features/accounts/pub/entering.h"

static void set_text(struct request *request, struct value *view, const char *key, const char *msgid)
{
    value_set_str(view, key, msgid ? tr_str(request_language(request), str_from_c(msgid)) : STR_NONE);
}

static void add_hidden(struct value *view, const struct form_page *page)
{
    struct value *list = value_set_list(view, "hidden");
    for (size_t i = 0; i < PAGE_HIDDEN; i++) {
        if (!page->hidden[i].name.n || !page->hidden[i].value.n)
            continue;
        struct value *item = value_push_map(list);
        value_set_str(item, "name", page->hidden[i].name);
        value_set_str(item, "value", page->hidden[i].value);
    }
}

static void add_links(struct request *request, struct value *view, const struct form_page *page)
{
    struct value *list = value_set_list(view, "_links");
    for (size_t i = 0; i < PAGE_LINKS; i++) {
        if (!page->links[i].label)
            continue;
        struct value *item = value_push_map(list);
        set_text(request, item, "label", page->links[i].label);
        value_set_url(item, "url", page->links[i].url);
    }
}

struct value *form_page_view(struct request *request, const struct form_page *page)
{
    struct value *view = value_map(request_arena(request));
    set_text(request, view, "title", page->title);
    set_text(request, view, "_lead", page->lead);
    set_text(request, view, "_submit", page->submit);
    set_text(request, view, "_other", page->other);
    value_set_str(view, "_text", page->text);
    value_set_str(view, "_username", page->username.n ? page->username : STR_NONE);
    value_set_bool(view, "_danger", page->danger);
    value_set_url(view, "action",
                  page->action.n ? page->action : REQUEST_URL0(request, request_route(request)->name));
    value_set_bool(view, "faulty", page->faults && page->faults->n);
    value_set(view, "form", form_view(request, page->fields, page->n, page->values, page->faults));
    value_set_url(view, "_back", page->back ? REQUEST_URL0(request, "accounts.account") : STR_NONE);
    add_hidden(view, page);
    add_links(request, view, page);
    return view;
}

rc form_page_reply(struct request *request, const struct form_page *page)
{
    struct value *view = form_page_view(request, page);
    return reply_page_status(request, page->faults && page->faults->n ? 422 : 200, "accounts/form", view);
}

rc message_reply(struct request *request, int status, const char *title, const char *text,
                 struct page_link link)
{
    const struct language *language = request_language(request);
    return reply_message(request, status, tr_str(language, str_from_c(title)),
                         tr_str(language, str_from_c(text)),
                         link.label ? tr_str(language, str_from_c(link.label)) : STR_NONE, link.url);
}

bool lacks_mail(struct request *request, rc *ret_result)
{
    if (request_has_mail(request))
        return false;
    *ret_result = message_reply(
        request, 503, TR("This cannot be done here yet"),
        TR("The portal cannot send e-mail yet, and without that we cannot confirm an address. Whoever "
           "runs the portal can turn it on."),
        (struct page_link){TR("To the start page"), REQUEST_URL0(request, "site.start")});
    return true;
}

struct str sent_value(const struct request *request, const char *name)
{
    struct pairs pairs[] = {request_form(request), request_query(request)};
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < pairs[p].n; i++)
            if (str_eq_c(pairs[p].items[i].name, name))
                return pairs[p].items[i].value;
    return STR("");
}

struct str sent_next(const struct request *request)
{
    struct str next = sent_value(request, "next");
    return next_is_ours(next) ? next : STR("");
}

struct str url_with_next(struct request *request, const char *route, struct str next)
{
    struct pair pair = {STR("next"), next};
    return url_with_query(request_arena(request), REQUEST_URL0(request, route), &pair, next.n > 0);
}

struct str letter_url(struct request *request, const char *route, struct str token)
{
    struct pair pair = {STR("token"), token};
    return request_letter_url(request,
                              url_with_query(request_arena(request), REQUEST_URL0(request, route), &pair, 1));
}
