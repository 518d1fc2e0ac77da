/* SPDX-License-Identifier: EUPL-1.2 */
/* Which addresses are accepted, and what is said of the others. */
#include <string.h>

#include "base/tests/check.h"
#include "core/mail/mail_address.h"

static struct mail_address read_fine(struct arena *arena, struct str text)
{
    struct mail_address address = {.text = STR_NONE};
    const char *problem = "";
    if (mail_address_read(arena, text, &address, &problem))
        fail_msg("\"%.*s\": %s", STR_ARGS(text), problem);
    return address;
}

static void check_refused(struct arena *arena, struct str text, const char *part)
{
    struct mail_address address;
    const char *problem = NULL;
    if (mail_address_read(arena, text, &address, &problem) != RC_INVALID)
        fail_msg("\"%.*s\" was accepted", STR_ARGS(text));
    if (strstr(problem, part) == NULL)
        fail_msg("\"%.*s\": %s", STR_ARGS(text), problem);
}

static void accepted(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    struct mail_address address = read_fine(arena, STR("  Anna.Ek+dialog@Example.SE \r\n"));
    check_text("Anna.Ek+dialog@example.se", address.text);
    check_text("Anna.Ek+dialog", address.local);
    check_text("example.se", address.domain);
    check_text("anna.ek+dialog@example.se", address.key);
    check_text("a@xn--rksmrgs-5wao1o.se", read_fine(arena, STR("a@räksmörgås.se")).text);
    check_text("a@xn--rksmrgs-5wao1o.se", read_fine(arena, STR("a@RÄKSMÖRGÅS.se")).text);
    read_fine(arena, STR("o'neill_{x}@a-b.c1.example"));
    read_fine(arena, STR("a@b.xn--p1ai"));
    arena_free(arena);
}

static void refused(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    check_refused(arena, STR(""), "Write");
    check_refused(arena, STR(" "), "Write");
    check_refused(arena, STR("anna"), "no @");
    check_refused(arena, STR("@example.se"), "before the @");
    check_refused(arena, STR("åsa@example.se"), "a to z");
    check_refused(arena, STR(".a@example.se"), "full stop");
    check_refused(arena, STR("a.@example.se"), "full stop");
    check_refused(arena, STR("a..b@example.se"), "full stop");
    check_refused(arena, STR("a b@example.se"), "character");
    check_refused(arena, STR("a@b@example.se"), "character");
    check_refused(arena, STR("\"a b\"@example.se"), "character");
    check_refused(arena, STR("a,b@example.se"), "character");
    check_refused(arena, STR("a@b.se,c@d.se"), "character");
    check_refused(arena, STR("Anna <a@b.se>"), "character");
    check_refused(arena, STR("a\0b@example.se"), "character");
    check_refused(arena, STR("a@b.se\r\nBcc: x@y.se"), "character");
    static const char *const domains[] = {"",
                                          "example",
                                          "example.se.",
                                          "-a.se",
                                          "a-.se",
                                          "a..se",
                                          "a_b.se",
                                          "192.0.2.1",
                                          "[192.0.2.1]",
                                          "a b.se",
                                          "a.se\nBcc: x",
                                          "a.se\r\n",
                                          "a.1",
                                          "a.se>",
                                          "\xff\xfe.se",
                                          "a\xe2\x80\xae.se",
                                          "a/b.se"};
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
        if (strcmp(domains[i], "a.se\r\n") != 0) /* blanks at the end are skipped */
            check_refused(arena, arena_printf(arena, "a@%s", domains[i]), "domain");
    arena_free(arena);
}

static void limits(void **state)
{
    struct arena *arena = arena_new();
    char local[80], label[64];
    (void)state;
    memset(local, 'a', sizeof local);
    memset(label, 'b', sizeof label);
    read_fine(arena, arena_printf(arena, "%.64s@example.se", local));
    check_refused(arena, arena_printf(arena, "%.65s@example.se", local), "64");
    read_fine(arena, arena_printf(arena, "a@%.63s.se", label));
    check_refused(arena, arena_printf(arena, "a@%.64s.se", label), "domain");
    const char *most = arena_printf(arena, "%.63s.%.63s.%.58s.se", label, label, label).p;
    read_fine(arena, arena_printf(arena, "%.64s@%s", local, most));
    check_refused(arena, arena_printf(arena, "%.64s@%.63s.%.63s.%.59s.se", local, label, label, label),
                  "254");
    struct str endless = arena_printf(arena, "a@%.63s.%.63s.%.63s.%.63s.se", label, label, label, label);
    check_refused(arena, endless, "domain");
    arena_free(arena);
}

static void senders(void **state)
{
    struct arena *arena = arena_new();
    struct mail_address address;
    struct str name = STR_NONE;
    const char *problem;
    (void)state;
    check_rc(RC_OK, mail_sender_read(arena, STR("Dialog Åre <dialog@are.se>"), &name, &address, &problem));
    check_text("Dialog Åre", name);
    check_text("dialog@are.se", address.text);
    check_rc(RC_OK, mail_sender_read(arena, STR("\"Ek, Anna\" <a@b.se>"), &name, &address, &problem));
    check_text("Ek, Anna", name);
    check_rc(RC_OK, mail_sender_read(arena, STR("a@b.se"), &name, &address, &problem));
    check_text("", name);
    static const char *const wrong[] = {"A\r\nBcc: x@y.se <a@b.se>", "A\" <b <a@b.se>", "A\\ <a@b.se>",
                                        "A <a@b.se", "A <>"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        check_rc(RC_INVALID, mail_sender_read(arena, str_from_c(wrong[i]), &name, &address, &problem));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted),
        cmocka_unit_test(refused),
        cmocka_unit_test(limits),
        cmocka_unit_test(senders),
    };
    return cmocka_run_group_tests_name("mail_address", tests, NULL, NULL);
}
