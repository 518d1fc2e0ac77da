/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands `radslag sortition …`: the options and the run function of each. */
#ifndef SORTITION_COMMANDS_H
#define SORTITION_COMMANDS_H

#include "features/sortition/sortition_input.h"

enum { EXIT_LATE = 3 }; /* out of time: the best lottery that was found, with honest bounds */

extern const struct option sortition_solve_options[], sortition_replace_options[], sortition_round_options[],
    sortition_results_options[], sortition_alternates_options[], sortition_manifest_options[],
    sortition_draw_options[], sortition_verify_options[], sortition_sample_options[],
    sortition_tables_options[];

/* The lottery of a pool. */
int sortition_solve_run(struct command_line *line);
/* The same for the seats of those who withdrew. */
int sortition_replace_run(struct command_line *line);
/* A lottery → numbered panels. */
int sortition_round_run(struct command_line *line);
/* A numbered panel → who is selected and who remains, and a report. */
int sortition_results_run(struct command_line *line);
/* A reserve for a panel. */
int sortition_alternates_run(struct command_line *line);
/* The hashes of frozen files. */
int sortition_manifest_run(struct command_line *line);
/* The number of a panel. */
int sortition_draw_run(struct command_line *line);
/* A transcript, drawn again. */
int sortition_verify_run(struct command_line *line);
/* Who is invited. */
int sortition_sample_run(struct command_line *line);
/* Who sits with whom. */
int sortition_tables_run(struct command_line *line);

#endif
