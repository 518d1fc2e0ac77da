/* SPDX-License-Identifier: EUPL-1.2 */
#include "lib/sortition/draw.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { NAME_BYTES = 100, PUBLIC_ID_DIGITS = 20 };

/* ---- the manifest ---------------------------------------------------------------- */

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '_' && ((c != '.' && c != '-') || i == 0))
            return false;
    }
    return name.n > 0 && name.n <= NAME_BYTES;
}

static int compare_files(const void *a, const void *b)
{
    const struct sortition_file *x = a, *y = b;
    return str_compare(x->name, y->name);
}

rc sortition_manifest_write(const struct sortition_file *files, size_t n, struct arena *arena,
                            struct str *ret_manifest)
{
    struct sortition_file *sorted = ARENA_ARRAY(arena, struct sortition_file, n);
    struct str manifest = STR("");
    if (n > SORTITION_MANIFEST_FILES)
        return RC_INVALID;
    if (n)
        memcpy(sorted, files, n * sizeof *files);
    qsort(sorted, n, sizeof *sorted, compare_files);
    for (size_t i = 0; i < n; i++) {
        bool twice = i > 0 && str_eq(sorted[i].name, sorted[i - 1].name);
        if (!is_name(sorted[i].name) || !sortition_is_hash_hex(sorted[i].hash) || twice)
            return RC_INVALID;
        manifest = ARENA_CONCAT(arena, manifest, utf8_lower(arena, sorted[i].hash), STR("  "), sorted[i].name,
                                STR("\n"));
    }
    *ret_manifest = manifest;
    return RC_OK;
}

/* What is wrong with the line that follows those of files, or NULL. */
static const char *read_line(struct str line, const struct sortition_file *files, size_t n,
                             struct arena *arena, struct sortition_file *ret_file)
{
    struct sortition_file file = {str_skip(line, 66), str_sub(line, 0, 64)};
    struct str between = str_sub(line, 64, 2);
    if (!sortition_is_hash_hex(file.hash) || !(str_eq_c(between, "  ") || str_eq_c(between, " *")))
        return "the line must be 64 hexadecimal digits, two blanks and the name of a file";
    if (!is_name(file.name))
        return "the name may have letters, digits and ._- only, and must not begin with a dot";
    for (size_t i = 0; i < n; i++)
        if (str_eq(files[i].name, file.name))
            return "the file stands twice";
    file.hash = utf8_lower(arena, file.hash);
    *ret_file = file;
    return NULL;
}

rc sortition_manifest_read(struct str manifest, struct sortition_faults *errors,
                           struct sortition_file **ret_files, size_t *ret_n)
{
    VEC(struct sortition_file) files = {0};
    size_t before = errors->count, row = 0;
    for (struct str rest = manifest, line;
         rest.n && str_split(&rest, '\n', &line) && files.n <= SORTITION_MANIFEST_FILES;) {
        struct sortition_file file;
        row++;
        if (str_ends(line, STR("\r")))
            line.n--;
        if (line.n == 0)
            continue;
        const char *fault = read_line(line, files.items, files.n, errors->arena, &file);
        if (fault)
            sortition_fault(errors, row, STR_NONE, "%s", fault);
        else
            *VEC_PUSH(errors->arena, &files) = file;
    }
    if (files.n > SORTITION_MANIFEST_FILES)
        sortition_fault(errors, row, STR_NONE, "there are more than %d files", SORTITION_MANIFEST_FILES);
    else if (files.n == 0 && errors->count == before)
        sortition_fault(errors, 0, STR_NONE, "the manifest names no file");
    if (errors->count > before)
        return RC_INVALID;
    *ret_files = files.items;
    *ret_n = files.n;
    return RC_OK;
}

/* ---- the draw -------------------------------------------------------------------- */

static bool is_line(struct str text)
{
    return utf8_is_text(text) && str_find_byte(text, '\n') == text.n && str_find_byte(text, '\r') == text.n;
}

static rc check_wanted(const struct sortition_draw *wanted, struct str randomness,
                       struct sortition_faults *errors)
{
    size_t before = errors->count;
    if (str_trim(wanted->label).n == 0 || !is_line(wanted->label) || wanted->label.n > SORTITION_LABEL_BYTES)
        sortition_fault(errors, 0, STR("label"), "name what is drawn, in one line of at most %d bytes",
                        SORTITION_LABEL_BYTES);
    if (!sortition_is_hash_hex(wanted->manifest))
        sortition_fault(errors, 0, STR("manifest"), "this is no SHA-256 hash of 64 hexadecimal digits");
    if (randomness.n == 0 || !utf8_is_text(randomness) || randomness.n > SORTITION_RANDOMNESS_BYTES)
        sortition_fault(errors, 0, STR("randomness"),
                        "give what the public source said, as text of at most %d bytes",
                        SORTITION_RANDOMNESS_BYTES);
    if (wanted->m == 0)
        sortition_fault(errors, 0, STR("panels"), "there must be one panel or more");
    else if (wanted->method == SORTITION_BY_BALLS && wanted->number >= wanted->m)
        sortition_fault(errors, 0, STR("number"), "panels are numbered 0 to %" PRIu64, wanted->m - 1);
    return errors->count == before ? RC_OK : RC_INVALID;
}

/* The number below m, and how many words of the stream it took. */
static uint64_t draw_number(const struct sortition_draw *draw, struct arena *arena,
                            const uint64_t **ret_words, size_t *ret_n)
{
    struct sortition_stream stream = sortition_stream_of_draw(draw->label, draw->manifest, draw->randomness);
    struct sortition_stream again = stream;
    uint64_t number = sortition_stream_below(&stream, draw->m);
    uint64_t *words = ARENA_ARRAY(arena, uint64_t, stream.taken);
    for (size_t i = 0; i < stream.taken; i++)
        words[i] = sortition_stream_word(&again);
    *ret_words = words;
    *ret_n = stream.taken;
    return number;
}

rc sortition_draw_make(const struct sortition_draw *wanted, struct sortition_faults *errors,
                       struct sortition_draw *ret_draw)
{
    struct sortition_draw draw = *wanted;
    draw.randomness = sortition_clean_randomness(wanted->randomness, errors->arena);
    if (check_wanted(wanted, draw.randomness, errors) != RC_OK)
        return RC_INVALID;
    draw.manifest = utf8_lower(errors->arena, wanted->manifest);
    draw.words = NULL;
    draw.word_count = 0;
    if (draw.method == SORTITION_BY_STREAM)
        draw.number = draw_number(&draw, errors->arena, &draw.words, &draw.word_count);
    *ret_draw = draw;
    return RC_OK;
}

rc sortition_draw_verify(const struct sortition_draw *transcript, struct sortition_faults *errors)
{
    struct sortition_draw again;
    rc result = sortition_draw_make(transcript, errors, &again);
    if (result != RC_OK)
        return result;
    size_t before = errors->count;
    bool words = transcript->word_count == again.word_count;
    for (size_t i = 0; i < again.word_count && words; i++)
        words = transcript->words[i] == again.words[i];
    if (!words)
        sortition_fault(errors, 0, STR("words"),
                        "the stream of these inputs has other words: the first is %016" PRIx64,
                        again.word_count ? again.words[0] : 0);
    if (transcript->number != again.number)
        sortition_fault(errors, 0, STR("number"), "these inputs draw panel %" PRIu64 ", not %" PRIu64,
                        again.number, transcript->number);
    return errors->count == before ? RC_OK : RC_INVALID;
}

struct str sortition_public_id(struct str secret, struct str id, struct arena *arena)
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    unsigned int n = 0;
    const char *key = secret.p ? secret.p : "", *text = id.p ? id.p : "";
    (void)HMAC(EVP_sha256(), key, (int)secret.n, (const unsigned char *)text, id.n, digest, &n);
    char *digits = arena_alloc(arena, PUBLIC_ID_DIGITS + 1);
    for (size_t i = 0; i < PUBLIC_ID_DIGITS; i++)
        digits[i] = "0123456789abcdef"[i % 2 ? digest[i / 2] & 15 : digest[i / 2] >> 4];
    return (struct str){digits, PUBLIC_ID_DIGITS};
}
