/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tests/check.h"
#include "base/utf8.h"

/* The whole text as "[field][field]/" for each record and "<fault:row:line:column>" for each fault. */
static struct str read_all(struct arena *arena, struct str text)
{
    struct buf out;
    struct csv csv;
    struct csv_record record;
    buf_init(&out, 100000);
    csv_begin(&csv, text);
    for (;;) {
        rc result = csv_next(&csv, arena, &record);
        if (result == RC_NOT_FOUND)
            break;
        if (result == RC_INVALID) {
            buf_printf(&out, "<%d:%zu:%zu:%zu>", csv.fault, csv.place.row, csv.place.line, csv.place.column);
            continue;
        }
        check_rc(RC_OK, result);
        assert_int_equal(csv.fault, CSV_OK);
        for (size_t i = 0; i < record.n; i++)
            buf_printf(&out, "[%.*s]", STR_ARGS(record.fields[i]));
        buf_add_c(&out, "/");
    }
    struct str all = arena_str_dup(arena, buf_str(&out));
    buf_free(&out);
    return all;
}

#define check_read(expected, text) check_text((expected), read_all(*state, STR(text)))

static void test_records(void **state)
{
    check_read("", "");
    check_read("", "\n\r\n\n");
    check_read("[a][b]/[c][d]/", "a,b\nc,d\n");
    check_read("[a][b]/[c][d]/", "a,b\r\nc,d\r\n");
    check_read("[a][b]/[c][d]/", "a,b\nc,d"); /* no line end at the end */
    check_read("[a]/[b]/", "a\n\n\r\nb\n");
    check_read("[a]/", "a\n\r"); /* a lone CR last is the end of a blank line */
    check_read("[a][]/[][]/[][][]/", "a,\n,\n,,");
    check_read("[]/", "\"\"\n");
    check_read("[ a ][ b]/", " a , b"); /* blanks are kept */
    check_read("[a,b][c\"d][]/", "\"a,b\",\"c\"\"d\",\"\"");
    check_read("[a\nb][c\r\nd]/[e]/", "\"a\nb\",\"c\r\nd\"\r\ne\r\n");
    check_read("[\"]/", "\"\"\"\"");
    check_read("[a\rb]/", "a\rb\n");
    check_read("[å][ä]/", "\xEF\xBB\xBF\u00e5,\u00e4\n");
    check_read("", "\xEF\xBB\xBF");
}

static void test_delimiter(void **state)
{
    check_read("[a][b,c]/[d]/", "a;\"b,c\"\nd\n");
    check_read("[a][b;c]/", "a,b;c\n"); /* as many of each: the comma */
    check_read("[a,b][c][d]/", "a,b;c;d\n");
    check_read("[a][b c][d]/", "a\tb c\td\n");
    check_read("[a;b;c]/[d][e]/", "\"a;b;c\"\nd,e\n"); /* not what stands inside quotes */
    check_read("[a,b]/[c]/", "\"a,b\"\nc\n");
    check_read("[a][b]/[c,c,c][d]/", "\na;b\nc,c,c;d\n"); /* the first line that is not blank */
    check_read("[a][b]/", "\xEF\xBB\xBF\r\n\r\na;b\n");
}

static void test_faults(void **state)
{
    assert_int_equal(CSV_QUOTE_INSIDE, 1);
    check_read("<1:1:1:2>[c]/", "a,b\"\nc\n");
    check_read("[a]/<1:2:2:1>[c]/", "a\nb\"x,\"y\"\nc\n");
    check_read("<2:1:1:1>[c]/", "\"a\"b,c\nc\n");
    check_read("<2:1:1:1>[c]/", "\"a\"\rb\nc\n");
    check_read("[a][b]/<3:2:2:2>", "a,b\nc,\"d\ne\nf\n"); /* reported where it was opened; nothing follows */
    check_read("<4:1:1:1>[c]/", "\xE5,b\nc\n");
    check_read("<4:1:1:2>[c]/", "a,\"\x01\"\nc\n");
    check_read("<4:1:1:1>[c]/", "\0\nc\n");
    check_read("[a]/<1:2:2:1><1:3:3:1>[d]/<2:5:5:1>", "a\nb\"\nc\"\nd\n\"e\"x");
    /* Rows count records, lines those of the file. */
    check_read("[a\nb\nc]/<1:2:5:1>[d]/<1:4:7:2>", "\"a\nb\nc\"\n\nx\"\nd\ne,f\"");
    check_read("<2:1:3:1>[d]/", "\"a\nb\nc\"x\nd");
    /* Letters that only seem to be a line end. */
    check_read("[a\u2028b]/", "a\u2028b\n");
}

static void test_places(void **state)
{
    struct csv csv;
    struct csv_record record;
    csv_begin(&csv, STR("a\n\n\"b\nc\"\n\nd"));
    static const size_t lines[] = {1, 3, 6};
    for (size_t row = 1; row <= 3; row++) {
        check_rc(RC_OK, csv_next(&csv, *state, &record));
        assert_int_equal(record.place.row, row);
        assert_int_equal(record.place.line, lines[row - 1]);
        assert_int_equal(record.place.column, 0);
        assert_memory_equal(&csv.place, &record.place, sizeof record.place); /* of the record last read */
    }
    check_rc(RC_NOT_FOUND, csv_next(&csv, *state, &record));
    check_rc(RC_NOT_FOUND, csv_next(&csv, *state, &record));
    csv_begin(&csv, STR("\"a"));
    check_rc(RC_INVALID, csv_next(&csv, *state, &record));
    check_rc(RC_NOT_FOUND, csv_next(&csv, *state, &record)); /* nothing after an unclosed quote */
}

/* A text of n bytes letter, between before and after. */
static struct str long_text(struct arena *arena, const char *before, char letter, size_t n, const char *after)
{
    struct str head = str_from_c(before), tail = str_from_c(after);
    char *text = arena_alloc(arena, head.n + n + tail.n);
    memcpy(text, head.p, head.n);
    memset(text + head.n, letter, n);
    memcpy(text + head.n + n, tail.p, tail.n);
    return (struct str){text, head.n + n + tail.n};
}

static rc first_record(struct arena *arena, struct str text, struct csv *csv, struct csv_record *record)
{
    csv_begin(csv, text);
    return csv_next(csv, arena, record);
}

static void test_limits(void **state)
{
    struct csv csv;
    struct csv_record record;
    check_rc(RC_OK,
             first_record(*state, long_text(*state, "", ',', CSV_MAX_FIELDS - 1, "\n"), &csv, &record));
    assert_int_equal(record.n, CSV_MAX_FIELDS);
    struct str text = long_text(*state, "", ',', CSV_MAX_FIELDS, "\nb\n");
    check_rc(RC_INVALID, first_record(*state, text, &csv, &record));
    assert_int_equal(csv.fault, CSV_TOO_MANY);
    assert_int_equal(csv.place.column, CSV_MAX_FIELDS + 1);
    check_rc(RC_OK, csv_next(&csv, *state, &record));
    check_text("b", record.fields[0]);

    text = long_text(*state, "", 'a', CSV_MAX_FIELD_BYTES, "\n");
    check_rc(RC_OK, first_record(*state, text, &csv, &record));
    text = long_text(*state, "", 'a', CSV_MAX_FIELD_BYTES + 1, "\nb\n");
    check_rc(RC_INVALID, first_record(*state, text, &csv, &record));
    assert_int_equal(csv.fault, CSV_TOO_LONG);
    check_rc(RC_OK, csv_next(&csv, *state, &record));
    /* It is the field that is measured, not how it is written. */
    text = long_text(*state, "\"", '"', 2 * CSV_MAX_FIELD_BYTES, "\"\n");
    check_rc(RC_OK, first_record(*state, text, &csv, &record));
    assert_int_equal(record.fields[0].n, CSV_MAX_FIELD_BYTES);
    text = long_text(*state, "\"", '"', 2 * CSV_MAX_FIELD_BYTES + 2, "\"\n");
    check_rc(RC_INVALID, first_record(*state, text, &csv, &record));
    assert_int_equal(csv.fault, CSV_TOO_LONG);
}

/* ---- writing ---- */

static void check_field(const char *expected, struct str field)
{
    struct buf line;
    buf_init(&line, 1000);
    csv_add_field(&line, STR("x"), true);
    csv_add_field(&line, field, false);
    check_same(str_from_c(expected), str_skip(buf_str(&line), 2));
    assert_int_equal(line.p[1], ',');
    buf_free(&line);
}

static void test_written_fields(void **state)
{
    (void)state;
    check_field("", STR_NONE);
    check_field("a b", STR("a b"));
    check_field("\"a,b\"", STR("a,b"));
    check_field("\"a;b\"", STR("a;b"));
    check_field("\"a\tb\"", STR("a\tb"));
    check_field("\"a\"\"b\"", STR("a\"b"));
    check_field("\"a\r\nb\"", STR("a\r\nb"));
    check_field("12", STR("12"));
    check_field("-1.5", STR("-1.5")); /* a number is left a number */
    check_field("\"'=1+1\"", STR("=1+1"));
    check_field("\"'+46 8 123\"", STR("+46 8 123"));
    check_field("\"'-1+1\"", STR("-1+1"));
    check_field("\"'-\"", STR("-"));
    check_field("\"'@SUM(A1)\"", STR("@SUM(A1)"));
    check_field("\"'\ta\"", STR("\ta"));
    check_field("\"'\ra\"", STR("\ra"));
    check_field("\"'=\"\"a\"\"\"", STR("=\"a\""));
    check_field("a=b", STR("a=b"));
}

/* Letters that have a meaning in CSV, and some that have none. */
static struct str random_field(struct arena *arena, uint64_t *seed)
{
    static const char *const letters[] = {"a",    "b", "1", ",", ";", "\t", "\"",           "\n", "\r",
                                          "\r\n", " ", "'", "=", "-", "å",  "\xEF\xBB\xBF", "€",  "𝄞"};
    struct str field = STR("");
    size_t n = below(seed, 6);
    for (size_t i = 0; i < n; i++)
        field = ARENA_CONCAT(arena, field,
                             str_from_c(letters[below(seed, sizeof letters / sizeof letters[0])]));
    return field;
}

/* What a field is after it was written and read: itself, or with an apostrophe. */
static struct str defused(struct arena *arena, struct str field)
{
    double number;
    bool formula = field.n && strchr("=+-@\t\r", field.p[0]) && str_to_real(field, &number) != RC_OK;
    return formula ? ARENA_CONCAT(arena, STR("'"), field) : field;
}

static void check_round_trip(struct arena *arena, uint64_t *seed)
{
    enum { ROWS = 5, COLUMNS = 4 };
    struct str fields[ROWS][COLUMNS];
    size_t counts[ROWS];
    struct buf text;
    struct csv csv;
    struct csv_record record;
    const char *line_end = below(seed, 2) ? "\r\n" : "\n";
    buf_init(&text, 10000);
    for (size_t row = 0; row < ROWS; row++) {
        counts[row] = below(seed, COLUMNS) + 1;
        for (size_t i = 0; i < counts[row]; i++) {
            fields[row][i] = random_field(arena, seed);
            csv_add_field(&text, fields[row][i], i == 0);
        }
        buf_add_c(&text, row + 1 < ROWS || below(seed, 2) ? line_end : "");
    }
    csv_begin(&csv, buf_str(&text));
    for (size_t row = 0; row < ROWS; row++) {
        if (csv_next(&csv, arena, &record) != RC_OK || record.n != counts[row])
            fail_msg("row %zu of \"%s\" was not read as it was written", row, text.p);
        for (size_t i = 0; i < counts[row]; i++)
            check_same(defused(arena, fields[row][i]), record.fields[i]);
    }
    check_rc(RC_NOT_FOUND, csv_next(&csv, arena, &record));
    buf_free(&text);
}

static void test_round_trip(void **state)
{
    uint64_t seed = 6;
    for (int i = 0; i < 20000; i++) {
        check_round_trip(*state, &seed);
        arena_reset(*state);
    }
}

/* Any bytes: the reader ends, places only grow, and what it gives is text. */
static void test_any_bytes(void **state)
{
    uint64_t seed = 7;
    for (int i = 0; i < 50000; i++) {
        size_t n = below(&seed, 40);
        char *bytes = mem_alloc(n); /* of its own, so that reading past it is seen */
        for (size_t k = 0; k < n; k++)
            bytes[k] = "ab,;\t\"\"\r\n\n\xC3\xA5"[below(&seed, 12)];
        struct csv csv;
        struct csv_record record;
        size_t row = 0, line = 0;
        csv_begin(&csv, (struct str){bytes, n});
        for (rc result; (result = csv_next(&csv, *state, &record)) != RC_NOT_FOUND;) {
            assert_int_equal(csv.place.row, ++row);
            assert_true(csv.place.line > line);
            line = csv.place.line;
            for (size_t k = 0; result == RC_OK && k < record.n; k++)
                assert_true(utf8_is_text(record.fields[k]));
        }
        mem_free(bytes);
        arena_reset(*state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_records),    ARENA_TEST(test_delimiter), ARENA_TEST(test_faults),
        ARENA_TEST(test_places),     ARENA_TEST(test_limits),    cmocka_unit_test(test_written_fields),
        ARENA_TEST(test_round_trip), ARENA_TEST(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
