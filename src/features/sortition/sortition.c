/* SPDX-License-Identifier: EUPL-1.2 */
/* The module of sortition: its commands. */
#include "features/sortition/pub/sortition.h"

#include "features/sortition/sortition_commands.h"

static const struct command commands[] = {
    {"sortition sample", NULL, "draw whom to invite", sortition_sample_options, sortition_sample_run},
    {"sortition solve", NULL, "find the fairest lottery of a pool under quotas", sortition_solve_options,
     sortition_solve_run},
    {"sortition round", NULL, "round a lottery to numbered panels, each as likely", sortition_round_options,
     sortition_round_run},
    {"sortition manifest", "FILE…", "print the hashes of the files that are frozen before a draw",
     sortition_manifest_options, sortition_manifest_run},
    {"sortition draw", NULL, "draw the number of a panel with public randomness", sortition_draw_options,
     sortition_draw_run},
    {"sortition verify", "TRANSCRIPT", "draw again and say whether the transcript is right",
     sortition_verify_options, sortition_verify_run},
    {"sortition results", NULL, "write who is selected and who remains, and a report",
     sortition_results_options, sortition_results_run},
    {"sortition replace", NULL, "find the lottery of the seats of those who withdrew",
     sortition_replace_options, sortition_replace_run},
    {"sortition alternates", NULL, "choose a reserve for a panel", sortition_alternates_options,
     sortition_alternates_run},
    {"sortition tables", NULL, "mix a panel at tables over several sessions", sortition_tables_options,
     sortition_tables_run},
    {0}};

const struct module sortition_module = {.name = "sortition", .commands = commands};
