/* SPDX-License-Identifier: EUPL-1.2 */
/* What drawing programs write keeps its looks; what attacks is left out or refused; twice is the same as once. */
#include "base/tests/check.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/svg/svg.h"

#define NS "xmlns=\"http://www.w3.org/2000/svg\""
#define XLINK "xmlns:xlink=\"http://www.w3.org/1999/xlink\""
#define BOX "viewBox=\"0 0 10 10\""
#define OPEN "<svg " NS " " XLINK " " BOX ">"
#define DOT "<path d=\"M0 0h1v1z\"/>"

static struct arena *arena;

static bool holds(struct svg svg, const char *part)
{
    return str_find(svg.text, str_from_c(part)) < svg.text.n;
}

static void check_holds(struct svg svg, const char *part)
{
    if (!holds(svg, part))
        fail_msg("no %s in %.*s", part, STR_ARGS(svg.text));
}

static void check_lacks(struct svg svg, const char *part)
{
    if (holds(svg, part))
        fail_msg("%s in %.*s", part, STR_ARGS(svg.text));
}

/* Cleaned, and the same when cleaned again. */
static struct svg cleaned(struct str bytes)
{
    struct svg svg, again;
    const char *problem = "";
    if (svg_clean(arena, bytes, STR("logo-"), &svg, &problem) != RC_OK)
        fail_msg("%s: %.*s", problem, STR_ARGS(bytes));
    check_rc(RC_OK, svg_clean(arena, svg.text, STR("logo-"), &again, &problem));
    check_same(svg.text, again.text);
    for (int i = 0; i < SVG_REMOVED_KINDS; i++)
        assert_int_equal(0, again.removed[i]);
    return svg;
}

static struct svg cleaned_c(const char *text)
{
    return cleaned(str_from_c(text));
}

/* What stands between the outermost tags after the contents were cleaned, with a dot after them. */
static struct svg with_dot(const char *contents)
{
    return cleaned(arena_printf(arena, OPEN "%s" DOT "</svg>", contents));
}

static void check_refused(struct str bytes, rc expected, const char *part)
{
    struct svg svg = {.width = -1};
    const char *problem = NULL;
    rc code = svg_clean(arena, bytes, STR("logo-"), &svg, &problem);
    if (code != expected || !problem || !strstr(problem, part) || svg.width > -1)
        fail_msg("%s, %s: %.*s", rc_name(code), problem ? problem : "", STR_ARGS(str_sub(bytes, 0, 300)));
}

/* ---- what drawing programs write ------------------------------------------------------ */

static void test_illustrator_keeps_its_colours(void **state)
{
    (void)state;
    struct svg svg = cleaned_c(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Generator: a drawing program -->\n"
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n"
        "<svg version=\"1.1\" id=\"Lager_1\" " NS " " XLINK " x=\"0px\" y=\"0px\"\n\t viewBox=\"0 0 283.5 141.75\""
        " style=\"enable-background:new 0 0 283.5 141.75;\" xml:space=\"preserve\">\n"
        "<style type=\"text/css\">\n\t.st0{fill:#00447C;}\n\t.st1{fill:none;stroke:#FFCD00;stroke-width:4;"
        "stroke-miterlimit:10;}\n\t.st0,.st2{opacity:0.9}/* end */\n"
        "\t.st3{clip-path:url(#SVGID_2_);fill:url(#SVGID_3_);}\n</style>\n"
        "<switch><foreignObject requiredExtensions=\"x\" x=\"0\" y=\"0\" width=\"1\" height=\"1\"></foreignObject>\n"
        "<g><rect x=\"10\" y=\"10\" class=\"st0\" width=\"50\" height=\"50.5\"/>\n"
        "<path class=\"st1 st2\" d=\"M10-5.5.3c1e-3,2 3,4 5,6z\" id=\"unused\"/>\n"
        "<g><defs><rect id=\"SVGID_1_\" width=\"20\" height=\"20\"/></defs>\n"
        "<clipPath id=\"SVGID_2_\"><use xlink:href=\"#SVGID_1_\" style=\"overflow:visible;\"/></clipPath>\n"
        "<linearGradient id=\"SVGID_3_\" gradientUnits=\"userSpaceOnUse\" x1=\"0\" y1=\"0\" x2=\"9\" y2=\"9\">"
        "<stop offset=\"0\" style=\"stop-color:#FFF\"/><stop offset=\"100%\" style=\"stop-color:#000000\"/>"
        "</linearGradient>\n<circle class=\"st3\" cx=\"5\" cy=\"5\" r=\"5\"/></g></g></switch>\n</svg>\n");
    assert_true(svg.width > 283.4 && svg.width < 283.6 && svg.height > 141.7 && svg.height < 141.8);
    check_holds(svg, "viewBox=\"0 0 283.5 141.75\" width=\"283.5\" height=\"141.75\"");
    check_holds(svg, "<rect x=\"10\" y=\"10\" width=\"50\" height=\"50.5\" fill=\"#00447C\" opacity=\"0.9\"/>");
    check_holds(svg, "<path d=\"M10-5.5.3c1e-3,2 3,4 5,6z\" fill=\"none\" stroke=\"#FFCD00\" stroke-width=\"4\""
                     " stroke-miterlimit=\"10\" opacity=\"0.9\"/>");
    check_holds(svg, "<rect id=\"logo-1\" width=\"20\" height=\"20\"/>");
    check_holds(svg, "<clipPath id=\"logo-2\"><use href=\"#logo-1\"/></clipPath>");
    check_holds(svg, "<circle cx=\"5\" cy=\"5\" r=\"5\" fill=\"url(#logo-3)\" clip-path=\"url(#logo-2)\"/>");
    check_holds(svg, "<stop offset=\"100%\" stop-color=\"#000000\"/>");
    check_lacks(svg, "style");
    check_lacks(svg, "class");
    check_lacks(svg, "Lager");
    assert_int_equal(1, svg.removed[SVG_REMOVED_FOREIGN]);
    assert_int_equal(0, svg.removed[SVG_REMOVED_STYLE] + svg.removed[SVG_REMOVED_OTHER]);
    assert_false(svg.has_text);
}

static void test_inkscape_keeps_its_colours(void **state)
{
    (void)state;
    struct svg svg = cleaned_c(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
        "<svg width=\"105mm\" height=\"52.5mm\" version=\"1.1\" id=\"svg8\" inkscape:version=\"1.2\""
        " sodipodi:docname=\"märke.svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\""
        " xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" " XLINK "\n " NS
        " xmlns:svg=\"http://www.w3.org/2000/svg\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<title>Märke</title><sodipodi:namedview id=\"base\" pagecolor=\"#ffffff\" inkscape:zoom=\"1\"/>\n"
        "<defs id=\"defs2\"><linearGradient id=\"a\"><stop style=\"stop-color:#1a5fb4;stop-opacity:1;\""
        " offset=\"0\" id=\"stop1\"/></linearGradient>\n<radialGradient xlink:href=\"#a\" id=\"b\" cx=\"1\" cy=\"2\""
        " r=\"3\" gradientTransform=\"matrix(1,0,0,-1 2 3) rotate(45)\"/></defs>\n"
        "<metadata id=\"m\"><rdf:RDF><rdf:x/></rdf:RDF></metadata>\n"
        "<g inkscape:label=\"Lager 1\" inkscape:groupmode=\"layer\" id=\"layer1\" transform=\"translate(-5 , 7.5)\">\n"
        "<svg:path style=\"color:#000;fill:url(#b) none;fill-opacity:1;stroke:#c01c28;stroke-width:0.264583;"
        "stroke-linecap:butt;stroke-dasharray:none;-inkscape-stroke:none;font-variation-settings:normal;"
        "marker:none;line-height:normal;letter-spacing:normal\" fill=\"red\" d=\"m 0,0 10,0 5 5 z\""
        " sodipodi:nodetypes=\"ccc\" id=\"p\"/>\n"
        "<text xml:space=\"preserve\" style=\"font-size:10.5px;font-family:'Source Sans', &quot;Arial&quot;;"
        "text-anchor:middle\" x=\"5\" y=\"6\"><tspan x=\"5\" y=\"6\">Åre &amp; &lt;Berg&gt;&#10;</tspan></text></g></svg>");
    assert_true(svg.width > 396 && svg.width < 397); /* 105 mm of 96 / 25.4 pixels */
    check_holds(svg, "fill=\"url(#logo-2)\"");
    check_holds(svg, "stroke=\"#c01c28\"");
    check_holds(svg, "<radialGradient id=\"logo-2\" href=\"#logo-1\"");
    check_holds(svg, "gradientTransform=\"matrix(1,0,0,-1 2 3) rotate(45)\"");
    check_holds(svg, "transform=\"translate(-5 , 7.5)\"");
    check_holds(svg, "font-family=\"'Source Sans', 'Arial'\"");
    check_holds(svg, ">Åre &amp; &lt;Berg&gt; </tspan>");
    check_lacks(svg, "inkscape");
    check_lacks(svg, "metadata");
    assert_true(svg.has_text);
    for (int i = 0; i < SVG_REMOVED_KINDS; i++)
        assert_int_equal(0, svg.removed[i]);
}

static void test_style_wins_over_class_over_attribute(void **state)
{
    (void)state;
    check_holds(with_dot("<style>.a{fill:#111}.b{fill:#222}</style><g class=\"b a\" fill=\"#000\"/>"), "<g fill=\"#222\"/>");
    check_holds(with_dot("<g style=\"fill:#333 !important\" class=\"a\" fill=\"#000\"/>"), "<g fill=\"#333\"/>");
    check_holds(with_dot("<style><![CDATA[ .a /* x */ { fill : #444 ; } ]]></style><g class=\"a\"/>"), "<g fill=\"#444\"/>");
    check_holds(with_dot("<style>#a{fill:#555}.a{fill:#111}</style><g class=\"a\" id=\"a\"/>"), "<g fill=\"#555\"/>");
    /* A class may be used before its rule is written. */
    check_holds(with_dot("<g class=\"a\"/><style>.a{fill:rgb(1, 2,3)}</style>"), "<g fill=\"rgb(1, 2,3)\"/>");
}

static void test_other_rules_are_counted(void **state)
{
    (void)state;
    static const char *const sheets[] = {
        "@import url(http://evil.example/a.css);", "@import 'a';",      "path{fill:#111}",
        "#a.b{fill:#111}",                         ".a .b{fill:#111}",  "*{fill:#111}",
        "@font-face{src:url(x)}",                  "@media print{.a{fill:#111}}", ".a:hover{fill:#111}",
        ".a{fill:expression(1)}",                  ".a{f\\69ll:#111}",  ".a{background:url(http://x/)}",
        ".a{fill:url(http://x/#a)}",               ".a{fill:#111",      "}.a{fill:#111}",
    };
    for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++) {
        struct svg svg =
            with_dot(arena_printf(arena, "<style>%s</style><g class=\"a b\" id=\"a\"/>", sheets[i]).p);
        check_lacks(svg, "evil");
        check_lacks(svg, "http://x");
        if (i != 13) /* the end of the file ends the block, as in CSS */
            check_lacks(svg, "#111");
        if (i != 13 && svg.removed[SVG_REMOVED_STYLE] == 0)
            fail_msg("%s is not counted", sheets[i]);
    }
}

/* ---- attacks -------------------------------------------------------------------------- */

static void test_attacks_leave_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *contents;
        enum svg_removed kind;
    } cases[] = {
        {"<script>alert(1)</script>", SVG_REMOVED_SCRIPT},
        {"<script href=\"data:text/javascript,alert(1)\"/>", SVG_REMOVED_SCRIPT},
        {"<a:script xmlns:a=\"http://www.w3.org/2000/svg\">alert(1)</a:script>", SVG_REMOVED_SCRIPT},
        {"<g onload=\"alert(1)\" ONCLICK=\"alert(1)\"/>", SVG_REMOVED_SCRIPT},
        {"<a href=\"javascript:alert(1)\">" DOT "</a>", SVG_REMOVED_LINK},
        {"<a xlink:href=\" java&#x0A;script:alert(1)\">" DOT "</a>", SVG_REMOVED_LINK},
        {"<a xlink:href=\"&#106;avascript&#58;alert(1)\">" DOT "</a>", SVG_REMOVED_LINK},
        {"<use href=\"data:image/svg+xml,&lt;svg id='x'/&gt;#x\"/>", SVG_REMOVED_LINK},
        {"<use xlink:href=\"http://evil.example/a.svg#x\"/>", SVG_REMOVED_LINK},
        {"<linearGradient id=\"g\" href=\"//evil.example/#x\"/>", SVG_REMOVED_LINK},
        {"<image href=\"http://evil.example/a.png\"/>", SVG_REMOVED_IMAGE},
        {"<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>",
         SVG_REMOVED_FOREIGN},
        {"<b xmlns=\"http://www.w3.org/1999/xhtml\" onclick=\"alert(1)\">x</b>", SVG_REMOVED_FOREIGN},
        {"<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>", SVG_REMOVED_ANIMATION},
        {"<set attributeName=\"onload\" to=\"alert(1)\"/>", SVG_REMOVED_ANIMATION},
        {"<g filter=\"url(http://evil.example/#f)\"/>", SVG_REMOVED_EFFECT},
        {"<g style=\"filter:url(http://evil.example/#f)\"/>", SVG_REMOVED_EFFECT},
        {"<g style=\"background:url(http://evil.example/)\"/>", SVG_REMOVED_STYLE},
        {"<g style=\"fill:url(http://evil.example/#a)\"/>", SVG_REMOVED_STYLE},
        {"<g style=\"fill:u\\72l(http://evil.example/#a)\"/>", SVG_REMOVED_STYLE},
        {"<g fill=\"url( 'http://evil.example/#a' )\"/>", SVG_REMOVED_OTHER},
        {"<g fill=\"url(#a) url(http://evil.example/)\"/>", SVG_REMOVED_OTHER},
        {"<g clip-path=\"url(&#34;http://evil.example/#a&#34;)\"/>", SVG_REMOVED_OTHER},
        {"<cursor href=\"http://evil.example/\"/>", SVG_REMOVED_OTHER},
        {"<circle r=\"1e999\"/>", SVG_REMOVED_OTHER},
        {"<circle r=\"99999999999999999999\"/>", SVG_REMOVED_OTHER},
        {"<path d=\"M0 0\" transform=\"scale(1e9)\"/>", SVG_REMOVED_OTHER},
        {"<path d=\"M0 0 javascript\"/>", SVG_REMOVED_OTHER},
        {"<svg onload=\"alert(1)\"/>", SVG_REMOVED_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct svg svg = with_dot(cases[i].contents);
        static const char *const forbidden[] = {"script", "alert", "evil", "onload", "onclick", "ONCLICK", "data:",
                                                "style",  "xlink", "<a",   "<set",   "html",    "1e9",     "9999"};
        for (size_t k = 0; k < sizeof forbidden / sizeof forbidden[0]; k++)
            check_lacks(svg, forbidden[k]);
        if (svg.removed[cases[i].kind] == 0)
            fail_msg("%s is not counted as %s", cases[i].contents, svg_removed_name(cases[i].kind));
    }
}

static void test_instructions_and_foreign_prefixes_go(void **state)
{
    (void)state;
    struct svg svg = cleaned_c("<?xml-stylesheet href=\"http://evil.example/a.css\"?><?php echo 1 ?>"
                               "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" " BOX "><s:path d=\"M0 0h1\"/>"
                               "<path d=\"M9 9\"/><e:rect xmlns:e=\"http://evil.example/\" width=\"1\"/></s:svg>");
    check_holds(svg, "><path d=\"M0 0h1\"/></svg>\n");
    check_lacks(svg, "evil");
    assert_int_equal(1, svg.removed[SVG_REMOVED_STYLE]);
    check_holds(cleaned_c("<svg " BOX ">" DOT "</svg>"), "<svg " NS " " BOX); /* as it stands in HTML */
}

static void test_text_is_text(void **state)
{
    (void)state;
    struct svg svg = with_dot("<text><![CDATA[</text><script>alert(1)</script>]]></text>");
    check_holds(svg, "<text>&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>");
    check_lacks(with_dot("<text>a&#x202E;b</text>"), "\xE2\x80\xAE"); /* reads backwards */
    check_lacks(with_dot("<g>loose</g>"), "loose");
}

static void test_references_stay_inside(void **state)
{
    (void)state;
    check_holds(with_dot("<rect width=\"1\" fill=\"url(#none)\"/>"), "<rect width=\"1\" fill=\"none\"/>");
    check_lacks(with_dot("<g id=\"x\"/><g clip-path=\"url(#x)\"/>"), "clip-path");
    check_lacks(with_dot("<use href=\"#b\" id=\"a\"/><use href=\"#a\" id=\"b2\"/>"), "use");
    check_lacks(with_dot("<use href=\"#c\"/><use href=\"#d\" id=\"c\"/><use id=\"d\" href=\"#e\"/>"), "use");
    check_holds(with_dot("<g><use href=\"#none\"/></g>"), "<g/>");
    /* The first of two with one id is meant. */
    check_holds(with_dot("<g id=\"x\" fill=\"#111\"/><g id=\"x\" fill=\"#222\"/><use href=\"#x\"/>"),
                "<g id=\"logo-1\" fill=\"#111\"/><g fill=\"#222\"/><use href=\"#logo-1\"/>");
    check_holds(with_dot("<g id=\"logo-7\"/><use href=\"#logo-7\"/>"), "<g id=\"logo-1\"/><use href=\"#logo-1\"/>");
}

/* ---- what is refused ------------------------------------------------------------------ */

static void test_what_is_no_picture_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", "not an SVG"},
        {"GIF89a", "not an SVG"},
        {"<html><body/></html>", "not an SVG"},
        {"<svg xmlns=\"http://evil.example/\" " BOX ">" DOT "</svg>", "not an SVG"},
        {OPEN DOT, "not an SVG"},
        {OPEN DOT "</svg><svg/>", "not an SVG"},
        {OPEN "<g a=\"1\" a=\"2\"/>" DOT "</svg>", "not an SVG"},
        {OPEN "<x:g/>" DOT "</svg>", "not an SVG"},
        {OPEN DOT "&nbsp;</svg>", "entities"},
        {"<svg " NS ">" DOT "</svg>", "no size"},
        {"<svg " NS " width=\"100%\" height=\"100%\">" DOT "</svg>", "no size"},
        {"<svg " NS " viewBox=\"0 0 10 0\">" DOT "</svg>", "no size"},
        {"<svg " NS " viewBox=\"0 0 1e9 1e9\">" DOT "</svg>", "no size"},
        {OPEN "</svg>", "Nothing"},
        {OPEN "<script/></svg>", "Nothing"},
        {OPEN "<path d=\"x\"/></svg>", "Nothing"},
        {OPEN "<defs>" DOT "</defs></svg>", "Nothing"},
        {OPEN "<text> </text></svg>", "Nothing"},
        {"<!DOCTYPE svg [<!ENTITY a \"b\">]>" OPEN DOT "</svg>", "entities"},
        {"<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" OPEN "<text>&a;</text></svg>", "entities"},
        {"<!DOCTYPE svg [<!ENTITY % p SYSTEM \"http://evil.example/\"> %p;]>" OPEN DOT "</svg>", "entities"},
        {"<!DOCTYPE svg [<!ATTLIST g onload CDATA \"alert(1)\">]>" OPEN "<g/>" DOT "</svg>", "entities"},
        {"<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
         "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" OPEN "<text>&c;</text></svg>", "entities"},
        {"<!DOCTYPE svg SYSTEM \"http://evil.example/x.dtd\">" OPEN "<text>&x;</text></svg>", "entities"},
        {"<!DOCTYPE svg SYSTEM \"http://evil.example/x.dtd\">" OPEN "<g class=\"&x;\"/>" DOT "</svg>", "entities"},
        {OPEN "<text>\xff</text>" DOT "</svg>", "UTF-8"},
        {OPEN "<text>\xe2\x80\xae</text>" DOT "</svg>", "UTF-8"},
        {"\xff\xfe<\0s\0v\0g\0", "UTF-8"},
        {"<?xml version=\"1.0\" encoding=\"UTF-7\"?>" OPEN "+ADw-script+AD4-</svg>", "Nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(str_from_c(cases[i].text), RC_INVALID, cases[i].part);
    check_refused(STR(OPEN DOT "\0</svg>"), RC_INVALID, "UTF-8");
    check_refused(STR("<\0s\0v\0g\0/\0>\0"), RC_INVALID, "UTF-8");
}

/* before, then part so many times, then after. */
static struct str repeated(const char *before, const char *part, size_t count, const char *after)
{
    struct buf buf;
    buf_init(&buf, 1000000);
    buf_add_c(&buf, before);
    for (size_t i = 0; i < count; i++)
        buf_add_c(&buf, part);
    buf_add_c(&buf, after);
    struct str text = arena_str_dup(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static void test_limits_hold(void **state)
{
    (void)state;
    struct str ends = repeated("", "</g>", 62, "");
    cleaned(repeated(OPEN DOT, "<g>", 62, arena_printf(arena, "%.*s</svg>", STR_ARGS(ends)).p));
    check_refused(repeated(OPEN DOT, "<g>", 90, ""), RC_LIMIT, "parts");
    check_refused(repeated(OPEN, DOT, 4900, "</svg>"), RC_LIMIT, "too large");
    cleaned(repeated(OPEN DOT, "<g/>", SVG_ELEMENTS_MAX - 2, "</svg>"));
    check_refused(repeated(OPEN DOT, "<g/>", SVG_ELEMENTS_MAX - 1, "</svg>"), RC_LIMIT, "parts");
    /* A class with much in it, used by many. */
    check_refused(repeated(OPEN "<style>.a{fill:#111111;stroke:#222222;font-family:Helvetica Neue}</style>",
                           "<path d=\"M0\" class=\"a\"/>", 3000, "</svg>"), RC_LIMIT, "too large");
    struct str many = repeated(OPEN "<g", "", 0, "");
    for (int i = 0; i < SVG_ATTRIBUTES_MAX + 1; i++)
        many = arena_printf(arena, "%.*s a%d=\"\"", STR_ARGS(many), i);
    check_refused(arena_printf(arena, "%.*s/>" DOT "</svg>", STR_ARGS(many)), RC_LIMIT, "parts");
}

static void test_reuse_cannot_explode(void **state)
{
    (void)state;
    struct str levels = STR("<g id=\"a0\">" DOT "</g>"), masks = STR("<mask id=\"m0\">" DOT "</mask>");
    for (int i = 1; i <= 20; i++) {
        levels = arena_printf(arena, "%.*s<g id=\"a%d\"><use href=\"#a%d\"/><use href=\"#a%d\"/></g>",
                              STR_ARGS(levels), i, i - 1, i - 1);
        masks = arena_printf(arena, "%.*s<mask id=\"m%d\"><g mask=\"url(#m%d)\"/><g mask=\"url(#m%d)\"/></mask>",
                             STR_ARGS(masks), i, i - 1, i - 1);
    }
    check_refused(arena_printf(arena, OPEN "%.*s</svg>", STR_ARGS(levels)), RC_LIMIT, "parts");
    check_refused(arena_printf(arena, OPEN "%.*s" DOT "</svg>", STR_ARGS(masks)), RC_LIMIT, "parts");
    check_refused(STR(OPEN DOT "<g id=\"a\"><use href=\"#a\"/></g></svg>"), RC_LIMIT, "parts");
    check_refused(STR(OPEN DOT "<use id=\"a\" href=\"#b\"/><use id=\"b\" href=\"#a\"/></svg>"), RC_LIMIT, "parts");
    check_refused(STR(OPEN DOT "<linearGradient id=\"a\" href=\"#a\"/></svg>"), RC_LIMIT, "parts");
    /* Reuse as people use it. */
    cleaned(repeated(OPEN "<g id=\"a\">" DOT "</g>", "<use href=\"#a\" x=\"1\"/>", 1000, "</svg>"));
}

/* Files whose reading would take long if anything were read again and again. */
static void test_time_is_short(void **state)
{
    (void)state;
    static const struct {
        const char *before, *part, *after;
    } cases[] = {
        {OPEN, "<g/>", DOT "</svg>"},
        {OPEN "<style>", ".a{}", "</style>" DOT "</svg>"},
        {OPEN "<style>", "/*", "</style>" DOT "</svg>"},
        {OPEN "<style>", "@a;", "</style>" DOT "</svg>"},
        {OPEN DOT "<text>", "&#65;", "</text></svg>"},
        {OPEN DOT "<g class=\"", "a ", "\"/></svg>"},
        {OPEN DOT "<g style=\"", "fill:#123;", "\"/></svg>"},
        {OPEN "<path d=\"M", "0 ", "\"/></svg>"},
        {OPEN "<path d=\"M", "1", "\"/></svg>"},
        {OPEN DOT "<g transform=\"", "scale(1)", "\"/></svg>"},
        {OPEN DOT, "<!--", "--></svg>"},
        {OPEN DOT, "<g a=''", "</svg>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct svg svg;
        const char *problem;
        size_t count = (SVG_BYTES_MAX - 300) / strlen(cases[i].part);
        struct str file = repeated(cases[i].before, cases[i].part, i == 0 ? 4990 : count, cases[i].after);
        time_us start = time_monotonic();
        rc code = svg_clean(arena, file, STR("logo-"), &svg, &problem);
        time_us taken = time_monotonic() - start;
        print_message("%-14s %-8s %6.1f ms\n", cases[i].part, rc_name(code), (double)taken / 1000);
        assert_true(taken < 2 * TIME_SECOND); /* some milliseconds, unless the machine is very busy */
    }
    /* Thousands of elements, each with thousands of declarations. */
    struct str sheet = repeated(OPEN "<style>", ".a{fill:#111;fill:#222;fill:#333;font-family:Helvetica}", 500, "</style>");
    struct str styled = repeated(arena_c_dup(arena, sheet), "<g class=\"a\"/>", 4000, DOT "</svg>");
    time_us began = time_monotonic();
    check_refused(styled, RC_LIMIT, "parts");
    print_message("styles %.1f ms\n", (double)(time_monotonic() - began) / 1000);
    assert_true(time_monotonic() - began < 2 * TIME_SECOND);
    /* Each use refers to the next, and the last to nothing. */
    struct buf buf;
    buf_init(&buf, SVG_BYTES_MAX);
    buf_add_c(&buf, OPEN DOT);
    for (int i = 0; i < 3000; i++)
        buf_printf(&buf, "<use href=\"#%d\" id=\"%d\"/>", i + 1, i);
    buf_add_c(&buf, "</svg>");
    time_us start = time_monotonic();
    check_lacks(cleaned(buf_str(&buf)), "use");
    print_message("chain of 3000 use %.1f ms\n", (double)(time_monotonic() - start) / 1000);
    assert_true(time_monotonic() - start < 2 * TIME_SECOND);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_illustrator_keeps_its_colours),
        cmocka_unit_test(test_inkscape_keeps_its_colours),
        cmocka_unit_test(test_style_wins_over_class_over_attribute),
        cmocka_unit_test(test_other_rules_are_counted),
        cmocka_unit_test(test_attacks_leave_nothing),
        cmocka_unit_test(test_instructions_and_foreign_prefixes_go),
        cmocka_unit_test(test_text_is_text),
        cmocka_unit_test(test_references_stay_inside),
        cmocka_unit_test(test_what_is_no_picture_is_refused),
        cmocka_unit_test(test_limits_hold),
        cmocka_unit_test(test_reuse_cannot_explode),
        cmocka_unit_test(test_time_is_short),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
