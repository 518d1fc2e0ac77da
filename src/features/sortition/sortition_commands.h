/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands `radslag sortition …`: each file of this folder named after some of them has their run functions. */
#ifndef SORTITION_COMMANDS_H
#define SORTITION_COMMANDS_H

#include "features/sortition/sortition_input.h"

enum { EXIT_LATE = 3 }; /* out of time: the best lottery that was found, with honest bounds */

extern const struct option sortition_solve_options[], sortition_replace_options[], sortition_round_options[],
    sortition_results_options[], sortition_alternates_options[], sortition_manifest_options[],
    sortition_draw_options[], sortition_verify_options[], sortition_sample_options[],
    sortition_tables_options[];

int sortition_solve_run(struct command_line *line);   /* the lottery of a pool */
int sortition_replace_run(struct command_line *line); /* the same for the seats of those who withdrew */
int sortition_round_run(struct command_line *line);   /* a lottery → numbered panels */
int sortition_results_run(struct command_line *line); /* a numbered panel → selected, remaining, report */
int sortition_alternates_run(struct command_line *line); /* a reserve for a panel */
int sortition_manifest_run(struct command_line *line);   /* the hashes of frozen files */
int sortition_draw_run(struct command_line *line);       /* the number of a panel */
int sortition_verify_run(struct command_line *line);     /* a transcript, drawn again */
int sortition_sample_run(struct command_line *line);     /* who is invited */
int sortition_tables_run(struct command_line *line);     /* who sits with whom */

#endif
