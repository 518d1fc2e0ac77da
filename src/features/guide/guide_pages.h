/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the guide's pages, for its route table. */
#ifndef GUIDE_PAGES_H
#define GUIDE_PAGES_H

#include "core/web/route.h"

get_fn guide_methods_page; /* the catalogue */
get_fn guide_table_file;   /* the same as CSV */
get_fn guide_method_page;  /* one method */
get_fn guide_compare_page; /* up to three side by side */

get_fn guide_finder_page;      /* the gate */
get_fn guide_question_page;    /* one question */
get_fn guide_summary_page;     /* the answers, to change */
get_fn guide_result_page;      /* the methods that fit */
get_fn guide_information_page; /* when it is not a dialogue */

#endif
