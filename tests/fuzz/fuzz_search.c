/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any question over any text: the first line is the question, the next a title, the
 * rest a body. What the databases are asked has balanced quotes and brackets; an
 * excerpt is made of pieces of the text and is not much longer than it should be.
 */
#include <stdlib.h>

#include "core/search/terms.h"

static void check(bool truth)
{
    if (!truth)
        abort();
}

static void check_expression(const struct buf *expression, char quote)
{
    int depth = 0, quotes = 0;
    check(!expression->overflowed);
    for (size_t i = 0; i < expression->n; i++) {
        quotes += expression->p[i] == quote;
        depth += expression->p[i] == '(' ? 1 : expression->p[i] == ')' ? -1 : 0;
        check(depth >= 0);
    }
    check(depth == 0 && quotes % 2 == 0);
}

static void check_excerpt(struct str summary, struct str body, const struct search_pieces *pieces)
{
    size_t bytes = 0;
    for (size_t i = 0; i < pieces->n; i++) {
        struct str text = pieces->items[i].text;
        bool inside = (text.p >= summary.p && text.p + text.n <= summary.p + summary.n) ||
                      (text.p >= body.p && text.p + text.n <= body.p + body.n);
        check(inside || (!pieces->items[i].hit && text.n <= 4));
        bytes += text.n;
    }
    check(bytes <= summary.n + body.n + 16);
}

static struct str take_line(struct str *rest)
{
    struct str line = STR("");
    if (!str_split(rest, '\n', &line))
        return STR("");
    return line;
}

/* The stems of a text, as they are stored. */
static struct str stems_of(struct arena *arena, struct stemmer *stemmer, struct str text)
{
    struct buf stems;
    struct str word;
    buf_init(&stems, 1024 * 1024);
    buf_add_c(&stems, " ");
    for (size_t at = 0; word_next(text, &at, &word);) {
        struct str folded = word_fold(arena, word);
        check(folded.n <= WORD_MAX_BYTES);
        buf_add(&stems, stemmer_stem(stemmer, folded));
        buf_add_c(&stems, " ");
    }
    struct str result = arena_str_dup(arena, buf_str(&stems));
    buf_free(&stems);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct synonym items[] = {{1, {STR_INIT("a"), STR_INIT("b")}, 2}, {1, {STR_INIT("c")}, 1}};
    static const struct known_word words[] = {{STR_INIT("ab"), STR_INIT("ab"), 1},
                                              {STR_INIT("ordet"), STR_INIT("ordet"), 1}};
    struct arena *arena = arena_new();
    struct str rest = {(const char *)data, size};
    struct str language = size && data[0] & 1 ? STR("sv") : STR("en");
    struct lexicon lexicon = {language, {items, 2, 2}, words, 2};
    struct stemmer *stemmer = stemmer_new(arena, language);
    struct str question = take_line(&rest), title = take_line(&rest);
    struct str body = rest.p ? rest : STR("");
    struct terms terms;
    struct buf expression;
    struct search_pieces pieces;
    terms_read(arena, stemmer, &lexicon, question, &terms);
    buf_init(&expression, 64 * 1024);
    terms_for_sqlite(&terms, false, true, &expression);
    check_expression(&expression, '"');
    buf_clear(&expression);
    terms_for_postgres(&terms, true, &expression);
    check_expression(&expression, '\'');
    buf_free(&expression);
    check(terms_score(&terms, stems_of(arena, stemmer, title), stems_of(arena, stemmer, body)) >= 0);
    terms_excerpt(arena, stemmer, &terms, STR(""), title, body, &pieces);
    check_excerpt(title, body, &pieces);
    check(words_are_one_slip_apart(title, question) == words_are_one_slip_apart(question, title));
    arena_free(arena);
    return 0;
}
