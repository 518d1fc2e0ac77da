/* SPDX-License-Identifier: EUPL-1.2 */
#include "solver/cleanup.h"

#include <math.h>

#include <coin/Clp_C_Interface.h>

enum { NODE_LIMIT = 3000 };
static const double REACHED = 1e-9;  /* total shortfall that is none */
static const double IMPROVES = 1e-9; /* of a panel: less is rounding */
static const double PROVEN = 1e-7;   /* a shortfall proven to be above this is real */

rc cleanup(struct oracle *oracle, const double *counts, struct portfolio *portfolio, size_t rounds,
           enum cleanup_result *ret_result)
{
    struct arena *scratch = arena_new();
    struct master master;
    size_t types = oracle->model->types;
    master_init(&master, oracle, portfolio, scratch);
    double *unit = ARENA_ARRAY(scratch, double, types);
    for (size_t t = 0; t < types; t++) {
        Clp_rowLower(master.lp)[t] = counts[t];
        unit[t] = 1;
        /* A person's shortfall counts alike in all types. */
        master_add_column(&master, 1.0 / oracle->model->people[t], 0, HUGE_VAL, unit);
        unit[t] = 0;
    }
    enum cleanup_result result = CLEANUP_ENDED;
    rc code = RC_OK;
    for (size_t round = 0; round < rounds; round++) {
        master_add_panels(&master);
        code = master_solve(&master);
        if (code != RC_OK)
            break;
        double shortfall = Clp_objectiveValue(master.lp), excess;
        if (shortfall <= REACHED) {
            result = CLEANUP_REACHED;
            break;
        }
        if (round + 1 == rounds)
            break;
        enum master_result priced = master_price(&master, IMPROVES, NODE_LIMIT, &excess);
        /* By duality the shortfall is at least what it is now less the excess of the best panel. */
        if (shortfall - fmax(0, excess) > PROVEN || priced == MASTER_OPTIMAL) {
            result = CLEANUP_IMPOSSIBLE;
            break;
        }
        if (priced == MASTER_ENDED)
            break;
    }
    if (code == RC_OK)
        master_read(&master);
    (void)arena_free(scratch);
    *ret_result = result;
    return code;
}
