/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/i18n/plural.h"

struct parser {
    struct str rest;
    uint64_t n;
    int depth;
    bool failed;
};

enum { DEEPEST = 20 };

static uint64_t ternary(struct parser *parser);

/* Takes symbol off the front, after blanks; false where something else stands there. */
static bool take(struct parser *parser, const char *symbol)
{
    parser->rest = str_trim(parser->rest);
    struct str s = str_from_c(symbol);
    if (!str_starts(parser->rest, s))
        return false;
    parser->rest = str_skip(parser->rest, s.n);
    return true;
}

static uint64_t number(struct parser *parser)
{
    size_t digits = 0;
    int64_t value = 0;
    while (digits < parser->rest.n && parser->rest.p[digits] >= '0' && parser->rest.p[digits] <= '9')
        digits++;
    if (str_to_int(str_sub(parser->rest, 0, digits), &value))
        parser->failed = true;
    parser->rest = str_skip(parser->rest, digits);
    return (uint64_t)value;
}

static uint64_t primary(struct parser *parser)
{
    if (parser->failed || ++parser->depth > DEEPEST) {
        parser->failed = true;
        return 0;
    }
    uint64_t value;
    if (take(parser, "!")) {
        value = !primary(parser);
    } else if (take(parser, "(")) {
        value = ternary(parser);
        parser->failed |= !take(parser, ")");
    } else if (take(parser, "n")) {
        value = parser->n;
    } else {
        value = number(parser);
    }
    parser->depth--;
    return value;
}

static uint64_t remainder_of(struct parser *parser)
{
    uint64_t left = primary(parser);
    while (take(parser, "%")) {
        uint64_t right = primary(parser);
        parser->failed |= right == 0;
        left = right ? left % right : 0;
    }
    return left;
}

static uint64_t comparison(struct parser *parser)
{
    uint64_t left = remainder_of(parser);
    for (;;) { /* the two-byte symbols first: "<=" begins with "<" */
        if (take(parser, "<="))
            left = left <= remainder_of(parser);
        else if (take(parser, ">="))
            left = left >= remainder_of(parser);
        else if (take(parser, "<"))
            left = left < remainder_of(parser);
        else if (take(parser, ">"))
            left = left > remainder_of(parser);
        else
            return left;
    }
}

static uint64_t equality(struct parser *parser)
{
    uint64_t left = comparison(parser);
    for (;;) {
        if (take(parser, "=="))
            left = left == comparison(parser);
        else if (take(parser, "!="))
            left = left != comparison(parser);
        else
            return left;
    }
}

static uint64_t conjunction(struct parser *parser)
{
    uint64_t left = equality(parser);
    while (take(parser, "&&")) {
        uint64_t right = equality(parser);
        left = left && right;
    }
    return left;
}

static uint64_t disjunction(struct parser *parser)
{
    uint64_t left = conjunction(parser);
    while (take(parser, "||")) {
        uint64_t right = conjunction(parser);
        left = left || right;
    }
    return left;
}

static uint64_t ternary(struct parser *parser)
{
    uint64_t condition = disjunction(parser);
    if (!take(parser, "?"))
        return condition;
    uint64_t when_true = ternary(parser);
    parser->failed |= !take(parser, ":");
    uint64_t when_false = ternary(parser);
    return condition ? when_true : when_false;
}

rc plural_evaluate(struct str expression, uint64_t n, uint64_t *ret_form)
{
    struct parser parser = {.rest = expression, .n = n};
    uint64_t form = expression.n <= 500 ? ternary(&parser) : 0;
    if (parser.failed || expression.n > 500 || str_trim(parser.rest).n)
        return RC_INVALID;
    *ret_form = form;
    return RC_OK;
}
