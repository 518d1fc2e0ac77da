/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of settings, on both databases, made by the migration (argument 1) that ships. */
#include "core/settings/settings.h"

#include "core/files/files.h"
#include "core/module.h"
#include "support/testdb.h"

static const char *migration_path;

static void make_table(struct testdb *t)
{
    struct str sql, problem;
    assert_rc(RC_OK, file_read(t->arena, migration_path, 100000, &sql));
    struct migration migration = {"settings", 1, STR("setting"), sql};
    assert_rc(RC_OK, db_migrate(t->db, t->arena, &migration, 1, NULL, NULL, &problem));
}

struct setting {
    const char *name;
    struct str text;
};

static rc write_step(struct txn *txn, const void *in, void *out)
{
    const struct setting *setting = in;
    (void)out;
    return setting_write(txn, setting->name, setting->text);
}

static rc write_setting(struct testdb *t, const char *name, struct str text)
{
    struct setting setting = {name, text};
    return db_write(t->db, write_step, &setting, NULL, 0);
}

static rc read_setting(struct testdb *t, const char *name, struct str *ret_text)
{
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    rc result = setting_read(reader, t->arena, name, ret_text);
    db_read_end(reader);
    return result;
}

static void check_setting(struct testdb *t, const char *expected, const char *name)
{
    struct str text = STR_NONE;
    assert_rc(RC_OK, read_setting(t, name, &text));
    assert_str(expected, text);
    assert_non_null(text.p);
}

static void test_read_and_write(struct testdb *t)
{
    struct str text = STR("before");
    make_table(t);
    assert_rc(RC_NOT_FOUND, read_setting(t, SETTING_PORTAL_NAME, &text));
    assert_str("before", text); /* untouched on failure */
    assert_rc(RC_OK, write_setting(t, SETTING_PORTAL_NAME, STR("Dialog Åre 😀")));
    check_setting(t, "Dialog Åre 😀", SETTING_PORTAL_NAME);
    assert_rc(RC_OK, write_setting(t, SETTING_PORTAL_NAME, STR("Dialog"))); /* set again */
    assert_rc(RC_OK, write_setting(t, SETTING_DEMO, STR("")));
    check_setting(t, "Dialog", SETTING_PORTAL_NAME);
    check_setting(t, "", SETTING_DEMO);
    assert_rc(RC_NOT_FOUND, read_setting(t, SETTING_SECRET, &text));
    assert_rc(RC_NOT_FOUND, read_setting(t, "Portal.name", &text)); /* names are exact */
    testdb_reopen(t, (struct db_options){0});
    check_setting(t, "Dialog", SETTING_PORTAL_NAME);
}

static void test_refused(struct testdb *t)
{
    make_table(t);
    assert_rc(RC_OK, write_setting(t, SETTING_PORTAL_NAME, STR("a")));
    assert_rc(RC_INVALID, write_setting(t, SETTING_PORTAL_NAME, STR_NONE));
    assert_rc(RC_INVALID, write_setting(t, SETTING_PORTAL_NAME, STR("\xFF")));
    assert_rc(RC_INVALID, write_setting(t, SETTING_PORTAL_NAME, STR("a\0b")));
    check_setting(t, "a", SETTING_PORTAL_NAME);
}

/* A step sees what it has itself set. */
static rc write_and_read_step(struct txn *txn, const void *in, void *out)
{
    bool *same = out;
    struct str text;
    struct arena *arena = arena_new();
    rc result = setting_write(txn, SETTING_DEMO, STR("1"));
    if (result == RC_OK)
        result = setting_read(txn_reader(txn), arena, SETTING_DEMO, &text);
    *same = result == RC_OK && str_eq_c(text, "1");
    arena_free(arena);
    return result ? result : *(const rc *)in;
}

static void test_inside_a_step(struct testdb *t)
{
    bool same = false;
    rc fails = RC_DENIED, works = RC_OK;
    struct str text;
    make_table(t);
    assert_rc(RC_DENIED, db_write(t->db, write_and_read_step, &fails, &same, sizeof same));
    assert_rc(RC_NOT_FOUND, read_setting(t, SETTING_DEMO, &text)); /* rolled back */
    assert_rc(RC_OK, db_write(t->db, write_and_read_step, &works, &same, sizeof same));
    assert_true(same);
    check_setting(t, "1", SETTING_DEMO);
}

static void test_queries(struct testdb *t)
{
    make_table(t);
    assert_string_equal(settings_module.name, "settings");
    for (size_t i = 0; settings_module.queries[i]; i++) {
        struct str problem = STR_NONE, plan;
        if (db_check_query(t->db, t->arena, settings_module.queries[i], &problem))
            fail_msg("%s: %.*s", settings_module.queries[i]->name, STR_ARGS(problem));
        assert_rc(RC_OK, db_explain(t->db, t->arena, settings_module.queries[i], &plan));
        assert_false(testdb_plan_scans(t->db, plan));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_read_and_write),
        TESTDB_TESTS(test_refused),
        TESTDB_TESTS(test_inside_a_step),
        TESTDB_TESTS(test_queries),
    };
    migration_path = argc > 1 ? argv[1] : "001-setting.sql";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
