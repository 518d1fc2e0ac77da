/* SPDX-License-Identifier: EUPL-1.2 */
/* Words and their stems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/search/stem.h"

/* The words of a line have one stem. */
static const char *const swedish[] = {
    "lekplats lekplatsen lekplatser lekplatserna lekplatsens",
    "skola skolan skolor skolorna skolans",
    "möte mötet möten mötena mötets",
    "medborgarförsamling medborgarförsamlingen medborgarförsamlingar medborgarförsamlingarna",
    "kommun kommunen kommuner kommunerna kommunens kommunernas",
    "gata gatan gator gatorna",
    "torg torget torgen torgets",
    "fråga frågan frågor frågorna",
    "beslut beslutet besluten",
    "medborgare medborgaren medborgarna medborgarnas",
    "dialog dialogen dialoger dialogerna",
    "enkät enkäten enkäter enkäterna",
    "medborgarbudget medborgarbudgeten",
    "park parken parker parkerna",
    "region regionen regioner regionerna",
    "förslag förslaget förslagen",
    "invånare invånaren invånarna",
    "väg vägen vägar vägarna",
    "metod metoden metoder metoderna",
    "grupp gruppen grupper grupperna",
    "råd rådet råden rådets",
    "barn barnet barnen barnens",
    "ungdom ungdomen ungdomar ungdomarna",
    "äldreboende äldreboendet äldreboenden",
    "hemtjänst hemtjänsten",
    "bibliotek biblioteket biblioteken",
    "plan planen planer planerna",
    "detaljplan detaljplanen detaljplaner",
    "process processen processer",
    "kostnad kostnaden kostnader kostnaderna",
    "klimat klimatet",
    "trafik trafiken",
    "centrum centrumet",
    "ort orten orter orterna",
    "samråd samrådet samråden",
    "yttrande yttrandet yttranden",
    "trygghet tryggheten",
    "delaktighet delaktigheten",
    "rapport rapporten rapporter rapporterna",
    "deltagare deltagaren deltagarna",
    "resultat resultatet resultaten",
    "syfte syftet syften",
    "mål målet målen",
    "politiker politikern politikerna",
    "tjänsteman tjänstemannen",
    "villa villan villor",
    "förskola förskolan förskolor förskolorna",
    "simhall simhallen simhallar",
    "cykelväg cykelvägen cykelvägar",
    "panel panelen paneler",
    "demokrati demokratin demokratier",
    "område området områden områdena",
    "program programmet programmen",
    "lottning lottningen lotta lottad lottade",
    "utvärdering utvärderingen utvärderingar utvärdera",
    "återkoppling återkopplingen återkoppla",
    "undersökning undersökningen undersökningar undersöka",
};

/* The words of a line all have different stems. */
static const char *const different[] = {"örebro orebro",    "för far fort",   "råd rad",
                                        "mål mal mil",      "möte mätt",      "skola skolka skam",
                                        "bok back",         "lek läka",       "plan plats",
                                        "kommun kommentar", "dialog diagnos", "park parad parkering",
                                        "torg tom",         "väg vag våg"};

static struct str stem_of(struct arena *arena, struct stemmer *stemmer, struct str word)
{
    return arena_str_dup(arena, stemmer_stem(stemmer, word_fold(arena, word)));
}

static void check_lines(const char *language, const char *const *lines, size_t n, bool same)
{
    struct arena *arena = arena_new();
    struct stemmer *stemmer = stemmer_new(arena, str_from_c(language));
    int wrong = 0, pairs = 0;
    for (size_t i = 0; i < n; i++) {
        struct str rest = str_from_c(lines[i]), first, word;
        str_split(&rest, ' ', &first);
        for (; str_split(&rest, ' ', &word); pairs++) {
            struct str a = stem_of(arena, stemmer, first), b = stem_of(arena, stemmer, word);
            if (str_eq(a, b) == same)
                continue;
            print_error("%.*s → %.*s, %.*s → %.*s\n", STR_ARGS(first), STR_ARGS(a), STR_ARGS(word),
                        STR_ARGS(b));
            wrong++;
        }
    }
    arena_free(arena);
    assert_int_equal(0, wrong);
    assert_true(pairs >= 10);
}

static void inflections_share_a_stem(void **state)
{
    (void)state;
    check_lines("sv", swedish, sizeof swedish / sizeof swedish[0], true);
}

static void other_words_do_not(void **state)
{
    (void)state;
    check_lines("sv", different, sizeof different / sizeof different[0], false);
}

static void english(void **state)
{
    static const char *const lines[] = {"meeting meetings",
                                        "assembly assemblies",
                                        "citizen citizens",
                                        "plan plans planning planned",
                                        "consult consulting consults",
                                        "school schools",
                                        "survey surveys",
                                        "proposal proposals"};
    (void)state;
    check_lines("en", lines, sizeof lines / sizeof lines[0], true);
}

static void check_words(const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    struct str words = STR(""), word;
    for (size_t at = 0; word_next(str_from_c(text), &at, &word);)
        words = arena_printf(arena, "%.*s%.*s|", STR_ARGS(words), STR_ARGS(word_fold(arena, word)));
    assert_string_equal(expected, arena_c_dup(arena, words));
    arena_free(arena);
}

static void words(void **state)
{
    (void)state;
    check_words("", "");
    check_words(" \n ", "");
    check_words("Öppna E-förslag, 2026!", "öppna|e|förslag|2026|");
    check_words("the citizen’s and citizens' say, it's", "the|citizen|and|citizens|say|it|");
    check_words("med\u00ADborgar\u00ADråd – ”råd”…", "medborgarråd|råd|");
    check_words("\uFEFFmed\u200Bborgar\uFEFFråd \u200B \u2060med\u200Ddela\u200B", "medborgarråd|meddela|");
    check_words("→ 50 % Ελλάδα κ 漢字 👍", "50|ελλάδα|κ|漢字|");
    check_words("\xC3", ""); /* not UTF-8 */
}

/* A word without end is cut between letters. */
static void long_words(void **state)
{
    char text[400];
    struct arena *arena = arena_new();
    struct str word;
    size_t at = 0;
    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i += 2)
        text[i] = '\xC3', text[i + 1] = '\xA5';
    assert_true(word_next((struct str){text, 399 - 1}, &at, &word));
    struct str folded = word_fold(arena, word);
    assert_int_equal(WORD_MAX_BYTES, folded.n);
    assert_true(stemmer_stem(stemmer_new(arena, STR("sv")), folded).n > 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inflections_share_a_stem),
        cmocka_unit_test(other_words_do_not),
        cmocka_unit_test(english),
        cmocka_unit_test(words),
        cmocka_unit_test(long_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
