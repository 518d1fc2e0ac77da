/* SPDX-License-Identifier: EUPL-1.2 */
#include "features/guide/guide_commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/search/search.h"
#include "core/view/json.h"
#include "features/guide/guide_scenario.h"
#include "features/guide/guide_store.h"
#include "features/guide/guide_words.h"

enum { SCENARIOS_MAX_BYTES = 16 * 1024 * 1024, JSON_LINE_MAX_BYTES = 4 * 1024 * 1024 };

static const char *const content_path = "content/methods.csv";

/* The codes of all languages of the program, as the table wants them. */
static const char **language_codes(struct arena *arena, const struct languages *languages)
{
    const char **codes = ARENA_ARRAY(arena, const char *, languages->n + 1);
    for (size_t i = 0; i < languages->n; i++)
        codes[i] = language_code(languages->items[i]);
    return codes;
}

/* ---- radslag methods match ------------------------------------------------------- */

struct facts {
    struct method_facts *items;
    size_t n;
};

static bool facts_of_database(struct command_line *line, const char *language, struct facts *ret_facts)
{
    struct arena *arena = command_arena(line);
    struct config config;
    struct db *db;
    struct reader *reader;
    struct guide_entries entries = {0};
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return false;
    rc result = db_read_begin(db, &reader);
    if (result == RC_OK) {
        result = method_list(reader, arena, str_from_c(language), &entries);
        db_read_end(reader);
    }
    db_close(db);
    if (result) {
        command_trouble("the methods could not be read from the database (%s)", rc_name(result));
        return false;
    }
    *ret_facts = (struct facts){ARENA_ARRAY(arena, struct method_facts, entries.n), entries.n};
    for (size_t i = 0; i < entries.n; i++)
        ret_facts->items[i] = entries.items[i].method.facts;
    return true;
}

static bool facts_of_content(struct command_line *line, const char **languages, struct facts *ret_facts)
{
    struct arena *arena = command_arena(line);
    const struct program *program = command_program(line);
    struct str text;
    struct method_table table;
    if (files_read(program->files, arena, content_path, &text) ||
        method_table_read(arena, text, languages, program->languages->n, &table)) {
        command_trouble("the content this program was built with has no valid %s", content_path);
        return false;
    }
    *ret_facts = (struct facts){ARENA_ARRAY(arena, struct method_facts, table.n), table.n};
    for (size_t i = 0; i < table.n; i++)
        ret_facts->items[i] = table.rows[i].method.facts;
    return true;
}

/* The methods to rank: of the database where one is named, otherwise of the content. */
static bool load_facts(struct command_line *line, struct facts *ret_facts)
{
    const char **languages = language_codes(command_arena(line), command_program(line)->languages);
    bool named = command_option(line, "database").p || command_option(line, "config").p;
    return named ? facts_of_database(line, languages[0], ret_facts)
                 : facts_of_content(line, languages, ret_facts);
}

/* RC_LIMIT where the line would be longer than JSON_LINE_MAX_BYTES. */
static rc print_ranking(struct arena *arena, const struct language *language, const struct scenario *scenario,
                        const struct methodmatch_ranking *ranking, size_t top)
{
    struct value *object = value_map(arena), *ranked;
    value_set_str(object, "id", scenario->id);
    ranked = value_set_list(object, "ranked");
    for (size_t i = 0; i < ranking->n && i < top; i++) {
        const struct methodmatch_result *result = &ranking->results[i];
        struct value *item = value_push_map(ranked);
        value_set_str(item, "method", result->facts->id);
        value_set_real(item, "score", result->score);
        struct value *in_favour = value_set_list(item, "for"), *against = value_set_list(item, "against");
        for (size_t k = 0; k < result->n_reasons; k++)
            value_push_str(result->reasons[k].in_favour ? in_favour : against,
                           reason_words(arena, language, &result->reasons[k]));
    }
    struct buf json;
    buf_init(&json, JSON_LINE_MAX_BYTES);
    rc result = json_write(&json, object);
    if (result == RC_OK)
        printf("%.*s\n", STR_ARGS(buf_str(&json)));
    buf_free(&json);
    return result;
}

static int run_match(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    struct str path = command_option(line, "scenarios"), text, code = command_option(line, "language");
    struct scenarios scenarios;
    struct facts facts;
    int64_t top;
    if (path.p == NULL)
        return command_trouble("name the file of scenarios: radslag methods match --scenarios FILE");
    const struct language *language = languages_find(command_program(line)->languages,
                                                     code.p ? code : STR("en"));
    if (language == NULL)
        return command_trouble("there is no language \"%.*s\" in this portal", STR_ARGS(code));
    if (!command_int(line, "top", 1, 100000, 100000, &top))
        return EXIT_TROUBLE;
    if (file_read(arena, path.p, SCENARIOS_MAX_BYTES, &text))
        return command_trouble("cannot read %s; check the path and its permissions", path.p);
    struct buf problems;
    buf_init(&problems, 1000000);
    if (scenarios_read(arena, text, &scenarios, &problems)) {
        fprintf(stderr, "%.*s", STR_ARGS(buf_str(&problems)));
        buf_free(&problems);
        return command_trouble("%s was not ranked: correct what stands above", path.p);
    }
    buf_free(&problems);
    if (!load_facts(line, &facts))
        return EXIT_TROUBLE;
    struct arena *each = arena_new();
    rc result = RC_OK;
    for (size_t i = 0; i < scenarios.n && result == RC_OK; i++) {
        struct methodmatch_ranking ranking = methodmatch_rank(each, facts.items, facts.n,
                                                              &scenarios.items[i].wish);
        result = print_ranking(each, language, &scenarios.items[i], &ranking, (size_t)top);
        arena_reset(each);
    }
    arena_free(each);
    return result ? command_trouble("a ranking is too long to print; use --top") : EXIT_DONE;
}

/* ---- radslag import methods ------------------------------------------------------- */

/* One line for each method that the file would add or change. */
static rc print_differences(struct reader *reader, struct arena *arena, const struct method_import *import)
{
    for (size_t i = 0; i < import->table->n; i++) {
        const struct method_row *row = &import->table->rows[i];
        struct str fields;
        bool edited;
        rc result = method_differences(reader, arena, import, row, &fields, &edited);
        if (result && result != RC_NOT_FOUND)
            return result;
        table_print_difference(row->method.facts.id, result == RC_NOT_FOUND, fields, edited);
    }
    return RC_OK;
}

static rc import_into(struct db *db, struct arena *arena, const struct method_import *import, bool dry_run,
                      struct table_counts *ret_counts)
{
    struct reader *reader;
    rc result = db_read_begin(db, &reader);
    if (result)
        return result;
    result = print_differences(reader, arena, import);
    db_read_end(reader);
    if (result || dry_run)
        return result;
    return db_write(db, method_import_step, import, ret_counts, sizeof *ret_counts);
}

static int run_import(struct command_line *line)
{
    struct arena *arena = command_arena(line);
    const struct languages *languages = command_program(line)->languages;
    const char *path = command_argument(line, 0).p;
    bool dry_run = command_flag(line, "dry-run");
    struct config config;
    struct method_table table;
    struct str text;
    struct db *db;
    if (command_argument_count(line) != 1)
        return command_trouble("name one file: radslag import methods FILE");
    if (file_read(arena, path, TABLE_MAX_BYTES, &text))
        return command_trouble("cannot read %s; check the path, its permissions and that it is under 64 MiB",
                               path);
    const char **codes = language_codes(arena, languages);
    if (method_table_read(arena, text, codes, languages->n, &table)) {
        table_print_faults(table.faults, table.fault_count, path);
        return command_trouble("%zu faults in %s; nothing was imported", table.fault_count, path);
    }
    if (!command_config(line, &config) || !command_open_database(line, &config, COMMAND_MUST_BE_CURRENT, &db))
        return EXIT_TROUBLE;
    struct method_import import = {&table, codes, languages->n, time_now()};
    struct table_counts counts = {0};
    struct search_counts found;
    rc result = import_into(db, arena, &import, dry_run, &counts);
    if (result == RC_OK && !dry_run)
        result = search_reindex(db, command_program(line), &found);
    db_close(db);
    if (result == RC_EXISTS)
        return command_trouble("two methods would get the same address; give one of them another slug. "
                               "Nothing was imported");
    if (result)
        return command_trouble("the database refused the import (%s); nothing was imported", rc_name(result));
    table_print_counts(&counts, dry_run);
    return EXIT_DONE;
}

rc guide_seed(const struct seed *seed)
{
    struct str text;
    struct method_table table;
    rc result = files_read(seed->files, seed->arena, content_path, &text);
    if (result)
        return result;
    const char **codes = language_codes(seed->arena, seed->languages);
    result = method_table_read(seed->arena, text, codes, seed->languages->n, &table);
    if (result) {
        table_print_faults(table.faults, table.fault_count, content_path);
        return result;
    }
    struct method_import import = {&table, codes, seed->languages->n, time_now()};
    struct table_counts counts;
    result = db_write(seed->db, method_import_step, &import, &counts, sizeof counts);
    if (result == RC_OK)
        seed->tell(arena_printf(seed->arena, "%" PRId64 " methods", counts.added).p);
    return result;
}

static const struct option match_options[] = {
    {"scenarios", "FILE", "The planned dialogues to rank methods for, as JSON; required."},
    {"top", "N", "Print at most N methods for each."},
    {"language", "CODE", "The language of the reasons: en (default) or sv."},
    {"config", "FILE", "Rank the methods of this installation instead of those that ship with the program."},
    {"database", "URL", "Rank the methods of this database."},
    {0}};

static const struct option import_options[] = {
    {"dry-run", NULL, "Show what would change and change nothing."}, COMMAND_DATABASE_OPTIONS, {0}};

const struct command guide_commands[] = {
    {"methods match", NULL, "rank the methods for planned dialogues", match_options, run_match},
    {"import methods", "FILE", "bring a table of methods into the guide", import_options, run_import},
    {0}};
