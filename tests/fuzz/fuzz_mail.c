/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as an address, a sender and the parts of a letter: what is accepted can stand in a
 * header and on a line of SMTP as it is, and is accepted again as the same; a letter is ASCII in
 * lines that end in CRLF, and has the headers that we wrote and no others.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "core/mail/mail_message.h"

static void check(bool truth)
{
    if (!truth)
        abort();
}

static void check_address(struct arena *arena, const struct mail_address *address)
{
    struct mail_address again;
    const char *problem;
    check(address->text.n <= MAIL_ADDRESS_MAX && address->local.n <= MAIL_LOCAL_MAX);
    for (size_t i = 0; i < address->text.n; i++) {
        char c = address->text.p[i];
        check(c > ' ' && c < 0x7F && c != '<' && c != '>' && c != ',' && c != ';' && c != ':' && c != '"');
    }
    check(address->key.n == address->text.n && str_eq_nocase(address->key, address->text));
    for (size_t i = 0; i < address->key.n; i++)
        check(address->key.p[i] < 'A' || address->key.p[i] > 'Z');
    check(str_ends(address->key, address->domain)); /* in lower case, as DNS takes it */
    check(mail_address_read(arena, address->text, &again, &problem) == RC_OK &&
          str_eq(again.text, address->text));
    check(mail_address_read(arena, address->key, &again, &problem) == RC_OK &&
          str_eq(again.key, address->key));
}

/* The lines of the headers that begin one: those we write, each at most once. */
static void check_letter(struct str letter)
{
    static const char known[] = "DFTSMARLC"; /* Date From To Subject MIME/Message Auto Reply List Content */
    struct str rest = letter, line;
    size_t headers = 0;
    bool body = false;
    check(str_ends(letter, STR("\r\n")));
    while (str_split(&rest, '\n', &line)) {
        check(!rest.p || (line.n > 0 && line.p[line.n - 1] == '\r'));
        for (size_t i = 0; i + 1 < line.n; i++)
            check((line.p[i] >= ' ' && line.p[i] < 0x7F) || (body && line.p[i] == '\t'));
        body |= line.n == 1;
        if (body || line.n == 0 || line.p[0] == ' ')
            continue;
        check(str_find_byte(str_from_c(known), line.p[0]) < sizeof known - 1);
        headers++;
    }
    check(headers <= 13);
}

static void check_message(struct arena *arena, struct str input, const struct mail_address *from)
{
    struct message message = {.from_name = STR(""), .from = *from, .to = *from, .token = STR("0123abcd")};
    struct mail_address sender;
    struct str name;
    const char *problem;
    struct buf out;
    if (!mail_subject_is_fine(str_sub(input, 0, MAIL_SUBJECT_MAX)) || !utf8_is_text(input))
        return;
    message.subject = str_sub(input, 0, MAIL_SUBJECT_MAX);
    message.text = input;
    message.html = input;
    if (mail_unsubscribe_is_fine(input))
        message.unsubscribe = input;
    if (mail_sender_read(arena, input, &name, &sender, &problem) == RC_OK) {
        message.from_name = name;
        message.from = sender;
    }
    buf_init(&out, MAIL_MESSAGE_MAX);
    mail_message_write(&message, &out);
    check(!out.overflowed);
    check_letter(buf_str(&out));
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str input = {(const char *)data, size}, name;
    struct mail_address address;
    const char *problem;
    if (mail_address_read(arena, input, &address, &problem) == RC_OK)
        check_address(arena, &address);
    if (mail_sender_read(arena, input, &name, &address, &problem) == RC_OK)
        check_address(arena, &address);
    check(mail_address_read(arena, STR("a@b.se"), &address, &problem) == RC_OK);
    check_message(arena, input, &address);
    mail_text_from_html(arena, input);
    arena_free(arena);
    return 0;
}
