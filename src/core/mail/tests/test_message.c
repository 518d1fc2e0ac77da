/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters as bytes, letters as text, and what a server's answer means. How a mail program reads
 * them is tested with a real server in test_outbox.c. */
#include <string.h>

#include "base/tests/check.h"
#include "core/files/files.h"
#include "core/mail/mail_inside.h"

static struct message plain_letter(struct arena *arena)
{
    struct message message = {.from_name = STR(""),
                              .subject = STR("Welcome"),
                              .text = STR("One.\n\nTwo.\n"),
                              .token = STR("0123456789abcdef0123456789abcdef"),
                              .date = 1790000000 * TIME_SECOND};
    const char *problem;
    check_rc(RC_OK, mail_address_read(arena, STR("dialog@example.se"), &message.from, &problem));
    check_rc(RC_OK, mail_address_read(arena, STR("anna@example.org"), &message.to, &problem));
    return message;
}

static struct str written(struct arena *arena, const struct message *message)
{
    struct buf out;
    buf_init(&out, MAIL_MESSAGE_MAX);
    mail_message_write(message, &out);
    assert_false(out.overflowed);
    struct str text = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

static void a_plain_letter(void **state)
{
    struct arena *arena = arena_new();
    struct message message = plain_letter(arena);
    (void)state;
    check_text("Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
               "From: <dialog@example.se>\r\n"
               "To: <anna@example.org>\r\n"
               "Subject: Welcome\r\n"
               "Message-ID: <0123456789abcdef0123456789abcdef@example.se>\r\n"
               "Auto-Submitted: auto-generated\r\n"
               "MIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n"
               "\r\n"
               "One.\r\n\r\nTwo.\r\n",
               written(arena, &message));
    arena_free(arena);
}

static void check_has(struct str text, const char *part)
{
    if (str_find(text, str_from_c(part)) == text.n)
        fail_msg("\"%s\" is not in\n%.*s", part, STR_ARGS(text));
}

/* All ASCII, no line longer than 76, each ended by CRLF. */
static void check_lines(struct str letter)
{
    size_t length = 0;
    for (size_t i = 0; i < letter.n; i++) {
        unsigned char c = (unsigned char)letter.p[i];
        assert_true(c < 0x7F && (c >= ' ' || c == '\r' || c == '\n'));
        assert_true((c == '\n') == (i > 0 && letter.p[i - 1] == '\r'));
        length = c == '\n' ? 0 : length + 1;
        assert_true(length <= 77); /* with the CR */
    }
    assert_true(str_ends(letter, STR("\r\n")));
}

static void encodings(void **state)
{
    struct arena *arena = arena_new();
    struct message message = plain_letter(arena);
    (void)state;
    message.from_name = STR("Dialog Åre");
    message.subject = STR("Möte om skolvägen i Åre, Östersund, Krokom och på många andra ställen i länet");
    message.text = STR(".\nA = b \ntab\t\n\xc3\xa5\n..\n");
    struct str letter = written(arena, &message);
    check_lines(letter);
    check_has(letter, "From: =?UTF-8?B?RGlhbG9nIMOFcmU=?=\r\n <dialog@example.se>\r\n");
    check_has(letter, "\r\n\r\n=2E\r\nA =3D b=20\r\ntab=09\r\n=C3=A5\r\n=2E.\r\n");
    message.subject = STR("=?UTF-8?B?SGVq?=");
    check_has(written(arena, &message), "Subject: =?UTF-8?B?PT9VVEYtOD9CP1NHVnE/PQ==?=\r\n");

    char *wide = arena_alloc(arena, 100001);
    for (size_t i = 0; i < 100000; i += 2)
        memcpy(wide + i, i % 7 == 0 ? "\xc3\xb6" : "a ", 2);
    message.text = (struct str){wide, 100000};
    message.html = message.text;
    check_lines(written(arena, &message));
    arena_free(arena);
}

static void two_bodies(void **state)
{
    struct arena *arena = arena_new();
    struct message message = plain_letter(arena);
    (void)state;
    message.html = STR("<p>One.</p>");
    message.unsubscribe = STR("https://dialog.example.se/avsluta?x=1");
    message.reply_to = STR("svar@example.se");
    struct str letter = written(arena, &message);
    check_has(letter, "Reply-To: <svar@example.se>\r\n");
    check_has(letter, "List-Unsubscribe: <https://dialog.example.se/avsluta?x=1>\r\n"
                      "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    check_has(letter, "multipart/alternative;\r\n boundary=\"=_0123456789abcdef0123456789abcdef\"\r\n\r\n"
                      "--=_0123456789abcdef0123456789abcdef\r\nContent-Type: text/plain");
    check_has(letter, "\r\n--=_0123456789abcdef0123456789abcdef--\r\n");
    arena_free(arena);
}

static void headers_cannot_be_broken(void **state)
{
    (void)state;
    assert_true(mail_subject_is_fine(STR("Välkommen")));
    assert_false(mail_subject_is_fine(STR("a\r\nBcc: x@y.se")));
    assert_false(mail_subject_is_fine(STR("a\nb")));
    assert_false(mail_subject_is_fine(STR("a\0b")));
    assert_false(mail_subject_is_fine(STR("a\xff")));
    assert_false(mail_subject_is_fine(STR(" ")));
    assert_true(mail_unsubscribe_is_fine(STR("https://a.se/x?y=%20")));
    assert_false(mail_unsubscribe_is_fine(STR("http://a.se/")));
    assert_false(mail_unsubscribe_is_fine(STR("https://a.se/>, <mailto:x@y.se")));
    assert_false(mail_unsubscribe_is_fine(STR("https://a.se/\r\nBcc: x@y.se")));
    assert_false(mail_unsubscribe_is_fine(STR("https://a.se/å")));
}

static void text_of_html(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    check_text(
        "Hej Åsa & Bo!\n\nÖppna länken <https://a.se/?x=1&y=2>.\nTack\n\n- ett\n- två <b>\n\nhttps://b.se/\n",
        mail_text_from_html(
            arena, STR("<!doctype html>\n<html>\n<head>\n<title>No</title>\n</head>\n<body>\n"
                       "<h1>Hej  Åsa &amp; Bo!</h1>\n<p>Öppna\n<a href=\"https://a.se/?x=1&amp;y=2\">"
                       "länken</a>.<br>Tack</p>\n<ul>\n<li>ett</li>\n<li>två &lt;b&gt;</li>\n</ul>\n"
                       "<p><a href=\"https://b.se/\">https://b.se/</a></p>\n</body>\n</html>\n")));
    check_text("\n", mail_text_from_html(arena, STR("")));
    check_text("a\n", mail_text_from_html(arena, STR("a<")));
    arena_free(arena);
}

/* A template in the frame that ships; what people wrote is escaped, and stays one text in both. */
static void from_a_template(void **state)
{
    struct arena *arena = arena_new();
    struct template_set *set = template_set_new(arena, &(struct template_options){.strict = true});
    struct value *view = value_map(arena);
    struct mail mail = {.kind = "test.hello"};
    struct str layout = STR_NONE, hello = STR("<p>Hej {{name}}! <a href=\"{{url}}\">Öppna</a></p>\n");
    (void)state;
    check_rc(RC_OK, file_read(arena, SOURCE_ROOT "/templates/mail/layout.mustache", 10000, &layout));
    check_rc(RC_OK, template_set_add(set, STR("mail/layout"), layout, NULL));
    check_rc(RC_OK, template_set_add(set, STR("test/hello"), hello, NULL));
    check_rc(RC_OK, template_set_link(set, NULL));
    value_set_c(view, "name", "<b>\"Åsa\" & Bo");
    value_set_url(view, "url", STR("https://a.se/?x=1&y=2"));
    check_rc(RC_OK, mail_render(arena, set, "sv", "test/hello", STR("Hej & välkommen"), view, &mail));
    check_text("Hej <b>\"Åsa\" & Bo! Öppna <https://a.se/?x=1&y=2>\n", mail.text);
    check_text("Hej & välkommen", mail.subject);
    check_has(mail.html, "<html lang=\"sv\">");
    check_has(mail.html, "<title>Hej &amp; välkommen</title>");
    check_has(mail.html, "Hej &lt;b&gt;");
    arena_free(arena);
}

static void answers(void **state)
{
    (void)state;
    assert_int_equal(MAIL_SENT, smtp_outcome(true, STR("DATA"), STR("250 OK")));
    assert_int_equal(MAIL_LATER, smtp_outcome(false, STR("RCPT"), STR("451 later")));
    assert_int_equal(MAIL_REFUSED, smtp_outcome(false, STR("RCPT"), STR("550 no such user")));
    assert_int_equal(MAIL_REFUSED, smtp_outcome(false, STR("DATA"), STR("554 spam")));
    assert_int_equal(MAIL_LATER,
                     smtp_outcome(false, STR("AUTH"), STR("535 wrong password"))); /* ours to mend */
    assert_int_equal(MAIL_LATER, smtp_outcome(false, STR("MAIL"), STR("550 sender not allowed")));
    assert_int_equal(MAIL_LATER, smtp_outcome(false, STR(""), STR("554 go away")));
    assert_int_equal(MAIL_LATER, smtp_outcome(false, STR("DATA"), STR("354 go on"))); /* hung up */
    assert_int_equal(MAIL_LATER, smtp_outcome(false, STR("RCPT"), STR("5")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_letter), cmocka_unit_test(encodings),
        cmocka_unit_test(two_bodies),     cmocka_unit_test(headers_cannot_be_broken),
        cmocka_unit_test(text_of_html),   cmocka_unit_test(from_a_template),
        cmocka_unit_test(answers),
    };
    return cmocka_run_group_tests_name("mail_message", tests, NULL, NULL);
}
