/* SPDX-License-Identifier: EUPL-1.2 */
/* What administrators change, in the database, on both. */
#include <string.h>

#include "support/testdb.h"

#include "features/organisations/organisations_documents_store.h"
#include "features/organisations/organisations_parts_store.h"

static const struct query q_entries = {"test.entries", "SELECT count(*) FROM audit_entry WHERE act = $1", "t",
                                       "i"};

enum { OWN = 11, OTHER = 12, NOW = 1000 };

static const struct languages no_languages;

static struct organisation_change change_of(int64_t organisation)
{
    return (struct organisation_change){organisation, 5, NOW, &no_languages};
}

static struct organisation new_one(const char *code)
{
    struct str empty = STR(""), name = str_from_c(code);
    return (struct organisation){.code = name,
                                 .kind = ORGANISATION_CIVIL_SOCIETY,
                                 .name = name,
                                 .short_name = name,
                                 .name_en = empty,
                                 .slug = name,
                                 .county = empty,
                                 .hosts = empty,
                                 .languages = empty,
                                 .controller = empty,
                                 .privacy_contact = empty};
}

static rc save(struct testdb *t, int64_t id, struct organisation o)
{
    struct organisation_save in = {change_of(id), o};
    return db_write(t->db, organisation_save_step, &in, NULL, 0);
}

static void fill(struct testdb *t)
{
    testdb_migrations(t, (const char *const[]){"src/core/audit", "src/core/snapshot", "src/core/search",
                                               "src/features/organisations", NULL});
    assert_rc(RC_OK, save(t, OWN, new_one("own")));
    assert_rc(RC_OK, save(t, OTHER, new_one("other")));
}

static struct reader *begin(struct testdb *t)
{
    struct reader *reader;
    assert_rc(RC_OK, db_read_begin(t->db, &reader));
    return reader;
}

static struct organisation one(struct testdb *t, int64_t id)
{
    struct organisation o;
    struct reader *reader = begin(t);
    assert_rc(RC_OK, organisation_by_id(reader, t->arena, id, &o));
    db_read_end(reader);
    return o;
}

/* ---- facts ------------------------------------------------------------------------------ */

static void test_facts_are_saved_once(struct testdb *t)
{
    fill(t);
    struct organisation o = one(t, OWN);
    assert_true(o.edited);
    assert_false(o.verified);
    o.hosts = STR("a.se;b.se");
    o.strong_roles = true;
    assert_rc(RC_OK, save(t, OWN, o));
    /* From the form of before: somebody has saved meanwhile. Nothing is stored. */
    o.hosts = STR("c.se");
    assert_rc(RC_NEWER, save(t, OWN, o));
    struct organisation stored = one(t, OWN);
    assert_str("a.se;b.se", stored.hosts);
    assert_true(stored.strong_roles);
    /* A host that another has. */
    struct organisation other = one(t, OTHER);
    other.hosts = STR("b.se");
    assert_rc(RC_EXISTS, save(t, OTHER, other));
    other.hosts = STR("");
    other.slug = STR("own");
    assert_rc(RC_EXISTS, save(t, OTHER, other));
    assert_int_equal(1, testdb_int(t->db, &q_entries, DB_ARGS(db_text(STR("organisation.change")))));
}

static void test_verified_and_back(struct testdb *t)
{
    fill(t);
    struct organisation_verify verify = {change_of(OWN), true};
    assert_rc(RC_OK, db_write(t->db, organisation_verify_step, &verify, NULL, 0));
    assert_true(one(t, OWN).verified);
    assert_false(one(t, OTHER).verified);
    verify.verified = false;
    assert_rc(RC_OK, db_write(t->db, organisation_verify_step, &verify, NULL, 0));
    assert_false(one(t, OWN).verified);
    verify.change.organisation = 99;
    assert_rc(RC_NOT_FOUND, db_write(t->db, organisation_verify_step, &verify, NULL, 0));
    assert_int_equal(1, testdb_int(t->db, &q_entries, DB_ARGS(db_text(STR("organisation.unverify")))));
}

/* ---- boards and groups ------------------------------------------------------------------ */

static rc save_board(struct testdb *t, int64_t organisation, struct board board, int64_t new_id)
{
    struct board_save in = {change_of(organisation), board, new_id};
    return db_write(t->db, board_save_step, &in, NULL, 0);
}

static struct board board_of(const char *name)
{
    return (struct board){
        .name = str_from_c(name), .name_en = STR(""), .kind = STR("board"), .ended_on = STR("")};
}

static struct board_list boards(struct testdb *t, int64_t organisation)
{
    struct board_list list;
    struct reader *reader = begin(t);
    assert_rc(RC_OK, board_list(reader, t->arena, organisation, &list));
    db_read_end(reader);
    return list;
}

static void add_boards(struct testdb *t)
{
    fill(t);
    assert_rc(RC_OK, save_board(t, OWN, board_of("A"), 101));
    assert_rc(RC_OK, save_board(t, OWN, board_of("B"), 102));
    assert_rc(RC_OK, save_board(t, OWN, board_of("C"), 103));
    assert_rc(RC_OK, save_board(t, OTHER, board_of("D"), 104));
}

static void test_boards_move_and_end(struct testdb *t)
{
    add_boards(t);
    struct board c = boards(t, OWN).items[2];
    assert_int_equal(3, c.position);
    c.position = 1;
    assert_rc(RC_OK, save_board(t, OWN, c, 0));
    struct board_list list = boards(t, OWN);
    assert_int_equal(3, list.n);
    assert_str("C", list.items[0].name);
    assert_str("A", list.items[1].name);
    assert_int_equal(3, list.items[2].position);
    struct board a = list.items[1];
    a.position = 99; /* beyond the last: the last */
    a.ended_on = STR("2025-12-31");
    assert_rc(RC_OK, save_board(t, OWN, a, 0));
    list = boards(t, OWN);
    assert_str("A", list.items[2].name);
    assert_str("2025-12-31", list.items[2].ended_on);
    assert_rc(RC_NEWER, save_board(t, OWN, a, 0));
    a = list.items[2];
    assert_rc(RC_NEWER, save_board(t, OTHER, a, 0)); /* not theirs to change */
    assert_str("A", boards(t, OWN).items[2].name);
}

static void test_boards_have_a_limit(struct testdb *t)
{
    fill(t);
    for (int i = 0; i < BOARDS_MAX; i++)
        assert_rc(RC_OK, save_board(t, OWN, board_of("A"), 200 + i));
    assert_rc(RC_LIMIT, save_board(t, OWN, board_of("A"), 999));
}

static rc save_group(struct testdb *t, struct steering_group group, const int64_t *ids, size_t n)
{
    struct board wanted[4] = {{0}};
    struct group_save in = {change_of(OWN), group, 301};
    for (size_t i = 0; i < n; i++)
        wanted[i].id = ids[i];
    in.group.boards = (struct board_list){wanted, n, n};
    return db_write(t->db, group_save_step, &in, NULL, 0);
}

static void test_groups_keep_members_and_boards(struct testdb *t)
{
    struct member people[] = {{STR("Anna"), STR("S"), STR("2023"), STR("")},
                              {STR("Bo"), STR(""), STR(""), STR("")}};
    struct steering_group group = {.name = STR("G"),
                                   .name_en = STR(""),
                                   .task = STR("T"),
                                   .ended_on = STR(""),
                                   .members = {people, 2, 2}};
    struct steering_group stored;
    add_boards(t);
    assert_rc(RC_INVALID, save_group(t, group, (const int64_t[]){101, 104}, 2)); /* another's board */
    assert_rc(RC_OK, save_group(t, group, (const int64_t[]){102, 101}, 2));
    struct reader *reader = begin(t);
    assert_rc(RC_OK, group_by_id(reader, t->arena, OWN, 301, &stored));
    assert_rc(RC_NOT_FOUND, group_by_id(reader, t->arena, OTHER, 301, &stored));
    db_read_end(reader);
    assert_int_equal(2, stored.members.n);
    assert_str("Bo", stored.members.items[1].name);
    assert_int_equal(2, stored.boards.n);
    assert_str("A", stored.boards.items[0].name);
    stored.members.n = 1;
    assert_rc(RC_OK, save_group(t, stored, NULL, 0));
    assert_rc(RC_NEWER, save_group(t, stored, NULL, 0));
    reader = begin(t);
    assert_rc(RC_OK, group_by_id(reader, t->arena, OWN, 301, &stored));
    db_read_end(reader);
    assert_int_equal(1, stored.members.n);
    assert_int_equal(0, stored.boards.n);
}

/* ---- levels -------------------------------------------------------------------------------- */

static void test_levels(struct testdb *t)
{
    struct level_words words[] = {{2, STR("sv"), STR("Vi frågar"), STR("")},
                                  {3, STR("sv"), STR(""), STR("")}};
    struct levels_save in = {.change = change_of(OWN), .levels = {.words = {words, 2, 2}}};
    struct levels levels;
    fill(t);
    levels_read(STR("1;2"), in.levels.used);
    assert_rc(RC_OK, db_write(t->db, levels_save_step, &in, NULL, 0));
    assert_rc(RC_NEWER, db_write(t->db, levels_save_step, &in, NULL, 0));
    struct reader *reader = begin(t);
    assert_rc(RC_OK, levels_of(reader, t->arena, OWN, &levels));
    assert_true(levels.used[1] && !levels.used[2]);
    assert_int_equal(1, levels.words.n); /* what is empty is not stored */
    assert_str("Vi frågar", levels_words(&levels, 2, STR("sv"))->label);
    assert_null(levels_words(&levels, 2, STR("en")));
    assert_rc(RC_OK, levels_of(reader, t->arena, OTHER, &levels));
    assert_true(levels.used[4]);
    assert_rc(RC_NOT_FOUND, levels_of(reader, t->arena, 99, &levels));
    db_read_end(reader);
}

/* ---- documents ------------------------------------------------------------------------------ */

static struct edition edition_of(const char *title)
{
    struct str empty = STR("");
    return (struct edition){.kind = STR("principles"),
                            .language = STR("sv"),
                            .title = str_from_c(title),
                            .body = empty,
                            .adopted_by = empty,
                            .adopted_on = empty,
                            .case_number = empty};
}

static rc write_document(struct testdb *t, enum document_act act, struct edition edition, int64_t new_id,
                         struct document_saved *saved)
{
    struct document_save in = {change_of(OWN), act, edition, new_id};
    return db_write(t->db, document_save_step, &in, saved, sizeof *saved);
}

static struct edition_list editions(struct testdb *t, const char *slug)
{
    struct edition_list list;
    struct reader *reader = begin(t);
    assert_rc(RC_OK, edition_list_of(reader, t->arena, OWN, str_from_c(slug), &list));
    db_read_end(reader);
    return list;
}

static size_t in_force(struct testdb *t)
{
    struct edition_list list;
    struct reader *reader = begin(t);
    assert_rc(RC_OK, edition_list_in_force(reader, t->arena, OWN, &list));
    db_read_end(reader);
    return list.n;
}

static void test_an_edition_never_changes(struct testdb *t)
{
    struct document_saved saved;
    struct edition e = edition_of("Våra principer");
    fill(t);
    assert_rc(RC_OK, write_document(t, DOCUMENT_SAVE, e, 401, &saved));
    assert_string_equal("vara-principer", saved.slug);
    assert_int_equal(0, in_force(t));
    e.document = 401;
    e.version = 1;
    assert_rc(RC_INVALID, write_document(t, DOCUMENT_PUBLISH, e, 0, &saved)); /* not whole */
    e.body = STR("Text");
    e.adopted_by = STR("Stämman");
    e.adopted_on = STR("2024-01-01");
    assert_rc(RC_OK, write_document(t, DOCUMENT_PUBLISH, e, 0, &saved));
    assert_int_equal(1, saved.number);
    assert_int_equal(1, in_force(t));
    assert_rc(RC_NEWER, write_document(t, DOCUMENT_SAVE, e, 0, &saved)); /* version 1 is gone */
    e.version = 2;
    e.body = STR("Ny text");
    assert_rc(RC_OK, write_document(t, DOCUMENT_SAVE, e, 0, &saved));
    assert_int_equal(2, saved.number);
    struct edition_list list = editions(t, "vara-principer");
    assert_int_equal(2, list.n);
    assert_int_equal(0, list.items[0].published);
    assert_int_equal(NOW, list.items[1].published);
    struct edition first;
    struct reader *reader = begin(t);
    assert_rc(RC_OK, edition_by_number(reader, t->arena, OWN, 401, 1, &first));
    assert_rc(RC_NOT_FOUND, edition_by_number(reader, t->arena, OTHER, 401, 1, &first));
    db_read_end(reader);
    assert_str("Text", first.body);
    /* The draft goes; what is published stays, and cannot be thrown away. */
    e.version = 3;
    assert_rc(RC_OK, write_document(t, DOCUMENT_DISCARD, e, 0, &saved));
    e.version = 4;
    assert_rc(RC_NOT_FOUND, write_document(t, DOCUMENT_DISCARD, e, 0, &saved));
    assert_int_equal(1, editions(t, "vara-principer").n);
}

static void test_documents_get_addresses_of_their_own(struct testdb *t)
{
    struct document_saved saved;
    struct edition e = edition_of("Principer");
    fill(t);
    assert_rc(RC_OK, write_document(t, DOCUMENT_SAVE, e, 401, &saved));
    assert_rc(RC_OK, write_document(t, DOCUMENT_SAVE, e, 402, &saved));
    assert_string_equal("principer-2", saved.slug);
    /* A document goes with its only draft, and its address is free again. */
    e.document = 401;
    e.version = 1;
    assert_rc(RC_OK, write_document(t, DOCUMENT_DISCARD, e, 0, &saved));
    assert_int_equal(0, saved.document);
    e.document = 0;
    assert_rc(RC_OK, write_document(t, DOCUMENT_SAVE, e, 403, &saved));
    assert_string_equal("principer", saved.slug);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTDB_TESTS(test_facts_are_saved_once),
        TESTDB_TESTS(test_verified_and_back),
        TESTDB_TESTS(test_boards_move_and_end),
        TESTDB_TESTS(test_boards_have_a_limit),
        TESTDB_TESTS(test_groups_keep_members_and_boards),
        TESTDB_TESTS(test_levels),
        TESTDB_TESTS(test_an_edition_never_changes),
        TESTDB_TESTS(test_documents_get_addresses_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
