/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The outbox on both databases, sent to a real SMTP server (tests/support/smtp_server.py) with
 * STARTTLS and a certificate of its own; that server reads each letter as a mail program would.
 */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "core/files/files.h"
#include "core/mail/mail_inside.h"
#include "core/module.h"
#include "support/testdb.h"

enum { SKIPPED = 77 };

static const struct module *const modules[] = {&jobs_module, &mail_module, NULL};
static const struct program program = {.modules = modules};
static const struct query q_kept = {
    "t.kept",
    "SELECT count(*) FROM mail WHERE coalesce(recipient, reply_to, subject, body_text, body_html, unsubscribe) "
    "IS NOT NULL",
    "", "i"};
static const struct query q_sent = {"t.sent", "SELECT count(*) FROM mail WHERE sent_at > 0", "", "i"};
static const struct query q_hashes = {"t.hashes", "SELECT count(DISTINCT recipient_hash) FROM mail", "", "i"};

/* ---- the server ------------------------------------------------------------------------ */

struct smtp {
    pid_t process;
    int alive; /* its standard input: it ends with us */
    const char *folder;
    int port;
};

/* False where Debian's python3-aiosmtpd is missing. */
static bool start_server(struct arena *arena, const char *folder, const char *tls, struct smtp *ret_smtp)
{
    int ends[2], input[2];
    char line[20] = "";
    posix_spawn_file_actions_t files;
    char *argv[] = {arena_c_dup(arena, STR("/usr/bin/python3")),
                    arena_c_dup(arena, STR(SOURCE_ROOT "/tests/support/smtp_server.py")),
                    arena_c_dup(arena, str_from_c(folder)),
                    arena_c_dup(arena, STR("--tls")),
                    arena_c_dup(arena, str_from_c(tls)),
                    arena_c_dup(arena, STR("--user")),
                    arena_c_dup(arena, STR("radslag")),
                    arena_c_dup(arena, STR("--password")),
                    arena_c_dup(arena, STR("hemligt ord")),
                    NULL};
    assert_int_equal(0, pipe2(ends, O_CLOEXEC));
    assert_int_equal(0, pipe2(input, O_CLOEXEC));
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, input[0], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0); /* it is talkative */
    assert_int_equal(0, posix_spawn(&ret_smtp->process, argv[0], &files, NULL, argv, environ));
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    close(input[0]);
    ret_smtp->alive = input[1];
    FILE *output = fdopen(ends[0], "r");
    bool started = fgets(line, sizeof line, output) != NULL;
    fclose(output);
    ret_smtp->folder = folder;
    ret_smtp->port = (int)strtol(line, NULL, 10);
    return started;
}

static void stop_server(struct smtp *smtp)
{
    close(smtp->alive);
    waitpid(smtp->process, NULL, 0);
}

static size_t letters(const struct smtp *smtp, struct arena *arena)
{
    glob_t found;
    const char *pattern = arena_printf(arena, "%s/*.mail", smtp->folder).p;
    size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return n;
}

static struct str letter(struct testdb *t, const struct smtp *smtp, int number)
{
    struct str text = STR_NONE;
    assert_rc(RC_OK, file_read(t->arena, arena_printf(t->arena, "%s/%d.mail", smtp->folder, number).p,
                               1 << 20, &text));
    return text;
}

static void check_has(struct str text, const char *part)
{
    if (str_find(text, str_from_c(part)) == text.n)
        fail_msg("\"%s\" is not in\n%.*s", part, STR_ARGS(text));
}

static struct str header(struct testdb *t, struct str text, const char *name)
{
    struct str start = arena_printf(t->arena, "\n%s=", name);
    size_t at = str_find(text, start);
    assert_true(at < text.n);
    struct str value = str_skip(text, at + start.n);
    return str_sub(value, 0, str_find_byte(value, '\n'));
}

/* ---- help -------------------------------------------------------------------------------- */

static struct config config_of(struct arena *arena, const char *folder, const char *scheme, int port)
{
    struct config config;
    const char *password = arena_printf(arena, "%s/password", folder).p;
    FILE *file = fopen(password, "w");
    assert_non_null(file);
    fputs("hemligt ord\n", file);
    fclose(file);
    chmod(password, 0600);
    config_defaults(&config);
    config.mail_url = arena_printf(arena, "%s://localhost:%d", scheme, port);
    config.mail_from = STR("Dialog Åre <dialog@are.example>");
    config.mail_user = STR("radslag");
    config.mail_password_file = str_from_c(password);
    config.mail_ca_file = arena_printf(arena, "%s/ca.pem", folder);
    return config;
}

struct fixture {
    struct smtp smtp;
    struct config config;
    struct jobs_options options;
};

static void begin(struct testdb *t, struct fixture *f)
{
    testdb_migrations(t, (const char *const[]){"src/core/settings", "src/core/jobs", "src/core/mail", NULL});
    assert_true(start_server(t->arena, t->folder, "starttls", &f->smtp));
    f->config = config_of(t->arena, t->folder, "smtp", f->smtp.port);
    f->options = (struct jobs_options){.program = &program,
                                       .config = &f->config,
                                       .db = t->db,
                                       .workers = 2,
                                       .lease = 3 * TIME_SECOND,
                                       .poll = 50 * 1000};
}

static rc put_step(struct txn *txn, const void *in, void *out)
{
    return mail_put(txn, in, out);
}

static rc put_and_fail_step(struct txn *txn, const void *in, void *out)
{
    rc result = mail_put(txn, in, out);
    return result ? result : RC_DENIED;
}

static struct mail mail_to(const char *to)
{
    return (struct mail){.kind = "test.hello",
                         .to = str_from_c(to),
                         .subject = STR("Hej"),
                         .text = STR("Hej!\n"),
                         .at = time_now()};
}

static rc put_result(struct testdb *t, const struct mail *mail, int64_t *ret_id)
{
    return db_write(t->db, put_step, mail, ret_id, sizeof *ret_id);
}

static int64_t put(struct testdb *t, const struct mail *mail)
{
    int64_t id = 0;
    assert_rc(RC_OK, put_result(t, mail, &id));
    return id;
}

static struct job_counts run_due(const struct fixture *f)
{
    struct job_counts counts;
    assert_rc(RC_OK, jobs_run_due(&f->options, &counts));
    return counts;
}

static struct job_status status_of(struct testdb *t, int64_t id)
{
    struct reader *reader;
    struct job_status status;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, job_read(reader, t->arena, id, &status));
    db_read_end(reader);
    return status;
}

static rc retry_step(struct txn *txn, const void *in, void *out)
{
    (void)out;
    return mail_retry(txn, *(const int64_t *)in, time_now());
}

static struct unsent_list letters_in(struct testdb *t, enum job_state state)
{
    struct reader *reader;
    struct unsent_list list;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    assert_rc(RC_OK, mail_list(reader, t->arena, state, 100, &list));
    db_read_end(reader);
    return list;
}

/* ---- letters that arrive -------------------------------------------------------------------- */

static void test_sent(struct testdb *t)
{
    struct fixture f;
    begin(t, &f);
    struct mail mail = mail_to(" Åsa@are.example"); /* refused below */
    char *wide = arena_alloc(t->arena, 6001);
    for (size_t i = 0; i < 3000; i++)
        memcpy(wide + 2 * i, "ö", 2);
    mail.to = STR("asa@räksmörgås.example");
    mail.subject = STR("Möte om skolvägen, på tisdag klockan 18 i Folkets hus: välkommen, alla som vill!");
    mail.text = arena_printf(t->arena, ".\nFrom början = nu \n%s\n\nSlut.\n", wide);
    mail.html = STR("<p>Möte &amp; mål</p>\n");
    mail.unsubscribe = STR("https://dialog.are.example/avsluta?x=1");
    mail.reply_to = STR("svar@are.example");
    int64_t id = put(t, &mail);
    assert_int_equal(1, run_due(&f).done);
    assert_int_equal(JOB_DONE, status_of(t, id).state);
    stop_server(&f.smtp);

    struct str text = letter(t, &f.smtp, 1);
    check_has(text, "sender=dialog@are.example\n");
    check_has(text, "recipient=asa@xn--rksmrgs-5wao1o.example\n");
    check_has(text, "ascii=True\nbare=0\n");
    assert_str("Dialog Åre <dialog@are.example>", header(t, text, "From"));
    assert_str("Möte om skolvägen, på tisdag klockan 18 i Folkets hus: välkommen, alla som vill!",
               header(t, text, "Subject"));
    assert_str("<https://dialog.are.example/avsluta?x=1>", header(t, text, "List-Unsubscribe"));
    assert_str("auto-generated", header(t, text, "Auto-Submitted"));
    assert_true(str_ends(header(t, text, "Message-ID"), STR("@are.example>")));
    check_has(text, arena_printf(t->arena, "--- plain\n.\nFrom början = nu \n%s\n\nSlut.\n", wide).p);
    check_has(text, "--- html\n<p>Möte &amp; mål</p>\n");

    assert_int_equal(0, testdb_int(t->db, &q_kept, DB_NO_ARGS)); /* of whom and what, nothing */
    assert_int_equal(1, testdb_int(t->db, &q_sent, DB_NO_ARGS));
}

static void test_put(struct testdb *t)
{
    struct fixture f;
    int64_t id;
    begin(t, &f);
    struct mail mail = mail_to("a@b.example");
    assert_rc(RC_DENIED, db_write(t->db, put_and_fail_step, &mail, &id, sizeof id));
    static const char *const bad[] = {"",
                                      "a",
                                      "a@b.example\r\nBcc: c@d.example",
                                      "a@b.example>\r\nDATA",
                                      "a@b.example,c@d.example",
                                      "åsa@b.example"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mail.to = str_from_c(bad[i]);
        assert_rc(RC_INVALID, put_result(t, &mail, &id));
    }
    mail = mail_to("a@b.example");
    mail.subject = STR("Hej\r\nBcc: c@d.example");
    assert_rc(RC_INVALID, put_result(t, &mail, &id));
    mail = mail_to("a@b.example");
    mail.reply_to = STR("c@d.example\nBcc: e@f.example");
    assert_rc(RC_INVALID, put_result(t, &mail, &id));
    mail = mail_to("a@b.example");
    mail.unsubscribe = STR("https://a.example/\r\nBcc: e@f.example");
    assert_rc(RC_INVALID, put_result(t, &mail, &id));
    mail = mail_to("a@b.example");
    char *large = arena_alloc(t->arena, MAIL_BODY_MAX + 1);
    memset(large, 'x', MAIL_BODY_MAX + 1);
    mail.text = (struct str){large, MAIL_BODY_MAX + 1};
    assert_rc(RC_LIMIT, put_result(t, &mail, &id));
    assert_int_equal(0, run_due(&f).done);
    assert_int_equal(0, letters(&f.smtp, t->arena));

    put(t, &(struct mail){.kind = "t", .to = STR("A@b.example"), .subject = STR("1"), .at = time_now()});
    put(t, &(struct mail){
               .kind = "t", .to = STR("a@B.example"), .subject = STR("2"), .at = time_now(), .bulk = true});
    assert_int_equal(2, run_due(&f).done);
    assert_int_equal(1, testdb_int(t->db, &q_hashes, DB_NO_ARGS)); /* one person */
    stop_server(&f.smtp);
}

/* ---- letters that do not ---------------------------------------------------------------------- */

static void test_refusals(struct testdb *t)
{
    struct fixture f;
    struct mail mail;
    begin(t, &f);
    int64_t busy = put(t, (mail = mail_to("busy@b.example"), &mail));
    int64_t unknown = put(t, (mail = mail_to("unknown@b.example"), &mail));
    int64_t spam = put(t, (mail = mail_to("spam@b.example"), &mail));
    int64_t gone = put(t, (mail = mail_to("gone@b.example"), &mail));
    struct job_counts counts = run_due(&f);
    assert_int_equal(2, counts.failed);
    assert_int_equal(2, counts.dead);
    assert_int_equal(JOB_WAITING, status_of(t, busy).state);
    assert_str("451 4.7.1 Greylisted, come back later", status_of(t, busy).error);
    assert_true(status_of(t, busy).due_at > time_now() + 30 * TIME_SECOND);
    assert_int_equal(JOB_DEAD, status_of(t, unknown).state);
    assert_str("550 5.1.1 No such user here", status_of(t, unknown).error);
    assert_int_equal(JOB_DEAD, status_of(t, spam).state);
    assert_str("554 5.7.1 This looks like spam", status_of(t, spam).error);
    assert_int_equal(JOB_WAITING, status_of(t, gone).state);
    assert_true(status_of(t, gone).error.n > 0);
    assert_int_equal(4, testdb_int(t->db, &q_kept, DB_NO_ARGS)); /* to be sent yet, or looked at */
    assert_int_equal(0, letters(&f.smtp, t->arena));
    stop_server(&f.smtp);

    struct unsent_list dead = letters_in(t, JOB_DEAD), waiting = letters_in(t, JOB_WAITING);
    assert_int_equal(2, dead.n);
    const struct unsent *letter = &dead.items[dead.items[1].id == spam];
    assert_int_equal(spam, letter->id);
    assert_str("spam@b.example", letter->recipient);
    assert_str("554 5.7.1 This looks like spam", letter->words);
    assert_int_equal(2, waiting.n);
    assert_int_equal(1, waiting.items[0].attempts);
    int64_t none = 1;
    assert_rc(RC_NOT_FOUND, db_write(t->db, retry_step, &none, NULL, 0));

    /* The server is away. */
    assert_rc(RC_OK, db_write(t->db, retry_step, &unknown, NULL, 0));
    assert_int_equal(1, run_due(&f).failed);
    assert_int_equal(JOB_WAITING, status_of(t, unknown).state);
    check_has(status_of(t, unknown).error, "onnect");
}

/* The server took the letter, but the connection was lost before it said so. */
static void test_lost(struct testdb *t)
{
    struct fixture f;
    begin(t, &f);
    struct mail mail = mail_to("lost@b.example");
    int64_t id = put(t, &mail);
    assert_int_equal(1, run_due(&f).failed);
    assert_rc(RC_OK, db_write(t->db, retry_step, &id, NULL, 0));
    assert_int_equal(1, run_due(&f).failed);
    stop_server(&f.smtp);
    struct str first = header(t, letter(t, &f.smtp, 1), "Message-ID");
    assert_true(first.n > 34);
    assert_true(str_eq(first, header(t, letter(t, &f.smtp, 2), "Message-ID")));
    assert_true(str_eq(header(t, letter(t, &f.smtp, 1), "Date"), header(t, letter(t, &f.smtp, 2), "Date")));
}

/* A server that hangs keeps nobody from stopping. */
static void test_hang(struct testdb *t)
{
    struct fixture f;
    struct jobs *jobs = NULL;
    begin(t, &f);
    struct mail mail = mail_to("hang@b.example");
    int64_t id = put(t, &mail);
    assert_rc(RC_OK, jobs_start(&f.options, &jobs));
    time_us until = time_monotonic() + 20 * TIME_SECOND;
    while (status_of(t, id).state != JOB_RUNNING && time_monotonic() < until)
        usleep(5000);
    usleep(500 * 1000);
    time_us asked = time_monotonic();
    jobs_stop(jobs);
    assert_true(time_monotonic() - asked < 10 * TIME_SECOND);
    assert_int_equal(JOB_WAITING, status_of(t, id).state);
    assert_int_equal(0, status_of(t, id).attempts);
    stop_server(&f.smtp);
}

/* Who is not the server that the certificate names gets neither the password nor the letter. */
static void test_trust(struct testdb *t)
{
    struct fixture f;
    struct mail_settings settings;
    struct str problem;
    begin(t, &f);
    assert_rc(RC_OK, mail_settings_read(t->arena, &f.config, &settings, &problem));
    struct mail_answer answer = mail_greet(t->arena, &settings);
    assert_int_equal(MAIL_SENT, answer.outcome);

    f.config.mail_ca_file = STR_NONE; /* the system's certificates */
    assert_rc(RC_OK, mail_settings_read(t->arena, &f.config, &settings, &problem));
    answer = mail_greet(t->arena, &settings);
    assert_int_equal(MAIL_LATER, answer.outcome);
    check_has(answer.words, "certificate");

    f.config = config_of(t->arena, t->folder, "smtp", f.smtp.port);
    const char *password = arena_c_dup(t->arena, f.config.mail_password_file);
    FILE *file = fopen(password, "w");
    fputs("fel\n", file);
    fclose(file);
    assert_rc(RC_OK, mail_settings_read(t->arena, &f.config, &settings, &problem));
    answer = mail_greet(t->arena, &settings);
    assert_int_equal(MAIL_LATER, answer.outcome); /* ours to mend: no letter dies of it */
    check_has(answer.words, "535");
    chmod(password, 0644);
    assert_rc(RC_INVALID, mail_settings_read(t->arena, &f.config, &settings, &problem));
    check_has(problem, "chmod");
    stop_server(&f.smtp);

    assert_true(start_server(t->arena, t->folder, "implicit", &f.smtp));
    f.config = config_of(t->arena, t->folder, "smtps", f.smtp.port);
    assert_rc(RC_OK, mail_settings_read(t->arena, &f.config, &settings, &problem));
    assert_int_equal(MAIL_SENT, mail_greet(t->arena, &settings).outcome);
    stop_server(&f.smtp);
}

static void settings_are_checked(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    static const struct {
        const char *url, *from, *user, *part; /* part of the problem; NULL: none */
    } cases[] = {
        {"smtp://mail.a.se:587", "a@b.se", NULL, NULL},
        {"smtps://mail.a.se", "Å <a@b.se>", NULL, NULL},
        {"smtp://[::1]:25", "a@b.se", NULL, NULL},
        {"smtp://a.se", NULL, NULL, "mail_from is not set"},
        {"smtp://a.se", "nobody", NULL, "no @"},
        {"http://a.se", "a@b.se", NULL, "must begin with smtp"},
        {"smtp://u:p@a.se", "a@b.se", NULL, "mail_password_file"},
        {"smtp://a.se:0", "a@b.se", NULL, "must look like"},
        {"smtp://a.se/x", "a@b.se", NULL, "must look like"},
        {"smtp://", "a@b.se", NULL, "must look like"},
        {"smtp://a.se\r\nQUIT", "a@b.se", NULL, "must look like"},
        {"smtp://a.se", "a@b.se", "me", "both be set"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct config config;
        struct mail_settings settings;
        struct str problem = STR_NONE;
        config_defaults(&config);
        config.mail_url = str_from_c(cases[i].url);
        config.mail_from = str_from_c(cases[i].from);
        config.mail_user = str_from_c(cases[i].user);
        rc result = mail_settings_read(arena, &config, &settings, &problem);
        assert_rc(cases[i].part ? RC_INVALID : RC_OK, result);
        if (cases[i].part)
            check_has(problem, cases[i].part);
    }
    arena_free(arena);
}

/* ---- a sender that is killed --------------------------------------------------------------------- */

/* The child: sends until it is killed. */
static int be_sender(char **argv)
{
    struct arena *arena = arena_new();
    struct db *db;
    struct str problem;
    struct jobs *jobs;
    if (db_open(arena, str_from_c(argv[2]), NULL, &db, &problem) != RC_OK)
        return 1;
    struct config config = config_of(arena, argv[3], "smtp", (int)strtol(argv[4], NULL, 10));
    struct jobs_options options = {.program = &program,
                                   .config = &config,
                                   .db = db,
                                   .workers = 2,
                                   .lease = 3 * TIME_SECOND,
                                   .poll = 50 * 1000};
    if (jobs_start(&options, &jobs) != RC_OK)
        return 1;
    for (;;)
        pause();
}

static pid_t start_sender(struct testdb *t, const struct smtp *smtp)
{
    pid_t child;
    char *argv[] = {arena_c_dup(t->arena, STR("test_mail_outbox")),
                    arena_c_dup(t->arena, STR("--sender")),
                    arena_c_dup(t->arena, t->url),
                    arena_c_dup(t->arena, str_from_c(smtp->folder)),
                    arena_c_dup(t->arena, arena_printf(t->arena, "%d", smtp->port)),
                    NULL};
    assert_int_equal(0, posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ));
    return child;
}

static void wait_for_letters(struct testdb *t, const struct smtp *smtp, size_t wanted)
{
    time_us until = time_monotonic() + TIME_MINUTE;
    while (letters(smtp, t->arena) < wanted && time_monotonic() < until)
        usleep(5000);
    assert_int_equal(wanted, letters(smtp, t->arena));
}

/* Killed while the server has the letter and has not answered: it is sent once more, and is the same. */
static void test_killed(struct testdb *t)
{
    struct fixture f;
    int status;
    begin(t, &f);
    struct mail mail = mail_to("slow@b.example"), other = mail_to("anna@b.example");
    put(t, &mail);
    pid_t child = start_sender(t, &f.smtp);
    wait_for_letters(t, &f.smtp, 1);
    kill(child, SIGKILL);
    assert_int_equal(child, waitpid(child, &status, 0));
    child = start_sender(t, &f.smtp);
    wait_for_letters(t, &f.smtp, 2);
    time_us until = time_monotonic() + TIME_MINUTE;
    while (testdb_int(t->db, &q_sent, DB_NO_ARGS) == 0 && time_monotonic() < until)
        usleep(5000);
    put(t, &other);
    wait_for_letters(t, &f.smtp, 3);
    kill(child, SIGKILL);
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(str_eq(header(t, letter(t, &f.smtp, 1), "Message-ID"),
                       header(t, letter(t, &f.smtp, 2), "Message-ID")));
    check_has(letter(t, &f.smtp, 3), "recipient=anna@b.example");
    stop_server(&f.smtp);
}

static bool has_server(void)
{
    struct arena *arena = arena_new();
    char folder[] = "/tmp/radslag-smtp-XXXXXX";
    struct smtp smtp;
    assert_non_null(mkdtemp(folder));
    bool has = start_server(arena, folder, "none", &smtp);
    stop_server(&smtp);
    unlink(arena_printf(arena, "%s/ca.pem", folder).p);
    unlink(arena_printf(arena, "%s/key.pem", folder).p);
    rmdir(folder);
    arena_free(arena);
    return has;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_checked),
        TESTDB_TESTS(test_sent),
        TESTDB_TESTS(test_put),
        TESTDB_TESTS(test_refusals),
        TESTDB_TESTS(test_lost),
        TESTDB_TESTS(test_hang),
        TESTDB_TESTS(test_trust),
        TESTDB_TESTS(test_killed),
    };
    log_set_level(LOG_SILENT);
    if (argc == 5 && strcmp(argv[1], "--sender") == 0)
        return be_sender(argv);
    if (!has_server()) {
        printf("skipped: python3-aiosmtpd or openssl is not installed\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("mail_outbox", tests, NULL, NULL);
}
