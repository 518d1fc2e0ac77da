/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions, points and excerpts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/search/terms.h"

struct fixture {
    struct arena *arena;
    struct stemmer *stemmer;
    struct lexicon lexicon;
};

static int begin(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *f = ARENA_NEW(arena, struct fixture);
    static struct synonym items[] = {{1, {STR_INIT("workshop")}, 1},
                                     {1, {STR_INIT("verkstad")}, 1},
                                     {2, {STR_INIT("lott"), STR_INIT("råd")}, 2},
                                     {2, {STR_INIT("medborgarråd")}, 1}};
    static const struct known_word words[] = {{STR_INIT("medborgarråd"), STR_INIT("medborgarrådet"), 2},
                                              {STR_INIT("möt"), STR_INIT("möten"), 3},
                                              {STR_INIT("skolbudget"), STR_INIT("skolbudget"), 1}};
    *f = (struct fixture){arena, stemmer_new(arena, STR("sv")), {STR("sv"), {items, 4, 4}, words, 3}};
    *state = f;
    return 0;
}

static int finish(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static struct terms ask(struct fixture *f, const char *text)
{
    struct terms terms;
    terms_read(f->arena, f->stemmer, &f->lexicon, str_from_c(text), &terms);
    return terms;
}

static void check_expression(struct fixture *f, const char *text, const char *sqlite, const char *postgres)
{
    struct terms terms = ask(f, text);
    struct buf buf;
    buf_init(&buf, 10000);
    terms_for_sqlite(&terms, false, false, &buf);
    assert_string_equal(sqlite, buf.p);
    buf_clear(&buf);
    terms_for_postgres(&terms, false, &buf);
    assert_string_equal(postgres, buf.p);
    buf_free(&buf);
}

static void expressions(void **state)
{
    check_expression(*state, "skolor", "(((\"skol\") OR (\"skolor\"*)))", "((('skol') | ('skolor':*)))");
    check_expression(*state, "möten i byar", "(((\"möt\")) AND ((\"byar\") OR (\"byar\"*)))",
                     "((('möt')) & (('byar') | ('byar':*)))");
    check_expression(*state, "cyk* väg\" OR 1",
                     "(((\"cyk\") OR (\"cyk\"*)) AND ((\"väg\")) AND ((\"or\")) AND ((\"1\")))",
                     "((('cyk') | ('cyk':*)) & (('väg')) & (('or')) & (('1')))");
    check_expression(*state, "lottat råd", "(((\"lott\" AND \"råd\") OR (\"medborgarråd\")))",
                     "((('lott' & 'råd') | ('medborgarråd')))");
}

static void says_little(void **state)
{
    assert_int_equal(1, ask(*state, "hur gör man en enkät").n);
    assert_int_equal(1, ask(*state, "Hur länge tar ett medborgarråd?").n);
    assert_int_equal(2, ask(*state, "hur gör").n); /* all there is */
    assert_int_equal(0, ask(*state, " – ? ").n);
    assert_int_equal(TERMS_MAX, ask(*state, "a1 b1 c1 d1 e1 f1 g1 h1 j1 k1 l1 m1").n);
}

/* A compound written apart is the compound, or the words as they were typed. */
static void joined(void **state)
{
    check_expression(*state, "skol budgeten och möten",
                     "(((\"skolbudget\") OR (\"skol\" AND \"budget\")) AND ((\"möt\") OR (\"möten\"*)))",
                     "((('skolbudget') | ('skol' & 'budget')) & (('möt') | ('möten':*)))");
    check_expression(*state, "skol-budg*", "(((\"skol\")) AND ((\"budg\") OR (\"budg\"*)))",
                     "((('skol')) & (('budg') | ('budg':*)))");
    struct terms terms = ask(*state, "medborgar råd");
    assert_int_equal(1, terms.n);
    assert_int_equal(5, terms.items[0].n); /* also as beginnings, and the synonym of the whole */
    assert_int_equal(2, ask(*state, "medborgar, råd").n);
    assert_int_equal(2, ask(*state, "skol och budget").n);
    assert_int_equal(1, ask(*state, "lottat råd").n); /* a synonym of two words is read as such */
}

static int64_t score(struct fixture *f, const char *text, const char *title, const char *body)
{
    struct terms terms = ask(f, text);
    for (size_t i = 0; i < terms.n; i++)
        terms.items[i].weight = 10;
    return terms_score(&terms, str_from_c(title), str_from_c(body));
}

static void better(void **state)
{
    struct fixture *f = *state;
    /* A title before a text, the whole title before a part of it. */
    assert_true(score(f, "skola", " skol ", "") >
                score(f, "skola", " annat ", " skol skol skol skol skol skol skol "));
    assert_true(score(f, "skola", " skol ", "") > score(f, "skola", " skol i by ", ""));
    assert_true(score(f, "skola", " skol ", "") > score(f, "skola", " skolskjuts ", ""));
    /* Also when the text has little else; a compound's last part says what a page is about. */
    assert_true(
        score(f, "skola", " att ge en skol i by ett namn nu ", "") >
        score(f, "skola", " skolskjuts ", " skolskjuts skolskjuts skolskjuts skolskjuts skolskjuts "));
    assert_true(score(f, "jury", " medborgarjury ", " annat ") >
                score(f, "jury", " möt ", " jury jury jury "));
    assert_int_equal(0, score(f, "lottat råd", " förlott ", "")); /* one of two words is not both */
    assert_true(score(f, "jury", " om en jury ", "") > score(f, "jury", " medborgarjury ", ""));
    /* The word itself before a synonym, both words before one, near before far. */
    assert_true(score(f, "workshop", " workshop ", "") > score(f, "workshop", " verkstad ", ""));
    assert_true(score(f, "workshop", " verkstad ", "") > 0);
    assert_true(score(f, "möte by", " x ", " möt by ") > score(f, "möte by", " x ", " möt möt möt möt "));
    assert_true(score(f, "möte by", " x ", " möt by ") > score(f, "möte by", " x ", " möt a a a a a a by "));
    assert_true(score(f, "lottat råd", " x ", " råd a lott ") > 0);
    assert_int_equal(0, score(f, "lottat råd", " x ", " råd råd "));
    assert_int_equal(0, score(f, "skola", "", ""));
}

static void check_excerpt_of(struct fixture *f, const char *text, const char *title, const char *summary,
                             const char *body, const char *expected)
{
    struct terms terms = ask(f, text);
    struct search_pieces pieces;
    struct str shown = STR("");
    terms_excerpt(f->arena, f->stemmer, &terms, str_from_c(title), str_from_c(summary), str_from_c(body),
                  &pieces);
    for (size_t i = 0; i < pieces.n; i++)
        shown = arena_printf(f->arena, pieces.items[i].hit ? "%.*s[%.*s]" : "%.*s%.*s", STR_ARGS(shown),
                             STR_ARGS(pieces.items[i].text));
    assert_string_equal(expected, arena_c_dup(f->arena, shown));
}

static void check_excerpt(struct fixture *f, const char *text, const char *summary, const char *body,
                          const char *expected)
{
    check_excerpt_of(f, text, "Om annat", summary, body, expected);
}

static void excerpts(void **state)
{
    struct fixture *f = *state;
    /* What the title already shows is no reason to leave the summary. */
    check_excerpt_of(f, "nämnd", "Nämnd", "Beslutar inom ett område.", "Även: nämnden, nämnder.",
                     "Beslutar inom ett område.");
    check_excerpt_of(f, "nämnd skola", "Nämnd", "Beslutar.", "En skola.", "Beslutar.");
    check_excerpt_of(f, "nämnd skola", "Nämnd", "Beslutar.", "En nämnd för skolan.",
                     "En [nämnd] för [skolan].");
    check_excerpt_of(f, "nämnd", "Nämnd", "", "Även: nämnden.", "Även: [nämnden].");
    check_excerpt(f, "skolan", "Om skolor & <b>.", "", "Om [skolor] & <b>.");
    check_excerpt(f, "skolan", "Om annat.", "Byn har en skola.", "Byn har en [skola].");
    check_excerpt(f, "skolan", "Om annat.", "Inget här.", "Om annat.");
    /* What is short is shown whole. */
    check_excerpt(f, "skolan", "Först en mening som är så lång att ordet hamnar långt bort. Sedan om skolan.",
                  "", "Först en mening som är så lång att ordet hamnar långt bort. Sedan om [skolan].");
    check_excerpt(f, "skolan", "", "", "");
    check_excerpt(f, "skol budget", "", "Budget för skolan, en skolbudget.",
                  "[Budget] för [skolan], en [skolbudget].");
    check_excerpt(f, "skolan by", "Om skolan.", "En skola i en by.", "En [skola] i en [by].");
    check_excerpt(
        f, "målet", "",
        "Först kommer en lång inledning som handlar om något helt annat än det vi söker efter. "
        "Sedan kommer målen med dialogen och allt som de som deltar behöver veta om hur det ska gå till "
        "när de träffas, vad som händer efteråt och vem som svarar på deras frågor om resultatet av dialogen. "
        "Till sist kommer något annat.",
        "… Sedan kommer [målen] med dialogen och allt som de som deltar behöver veta om hur det ska gå till "
        "när de träffas, vad som händer efteråt och vem som svarar på deras frågor om resultatet av dialogen. Till sist …");
}

static void slips(void **state)
{
    static const struct {
        const char *a, *b;
        bool slip;
    } cases[] = {{"lekplats", "lekplast", true},
                 {"budget", "budgt", true},
                 {"budget", "budgget", true},
                 {"budget", "budget", false},
                 {"budget", "bidget", true},
                 {"budget", "bdugte", false},
                 {"orebro", "örebro", true},
                 {"aterkoppling", "återkoppling", true},
                 {"atgard", "åtgärd", true},
                 {"abc", "abcde", false},
                 {"", "a", true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (words_are_one_slip_apart(str_from_c(cases[i].a), str_from_c(cases[i].b)) != cases[i].slip)
            fail_msg("%s, %s", cases[i].a, cases[i].b);
        assert_int_equal(cases[i].slip,
                         words_are_one_slip_apart(str_from_c(cases[i].b), str_from_c(cases[i].a)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(expressions), cmocka_unit_test(says_little),
                                       cmocka_unit_test(joined),      cmocka_unit_test(better),
                                       cmocka_unit_test(excerpts),    cmocka_unit_test(slips)};
    return cmocka_run_group_tests(tests, begin, finish);
}
