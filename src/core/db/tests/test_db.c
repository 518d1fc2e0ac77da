/* SPDX-License-Identifier: EUPL-1.2 */
#include "test_db.h"

#include "base/log.h"

int main(void)
{
    log_set_level(LOG_SILENT); /* the tests provoke what is logged */
    return test_query() + test_open() + test_migrate() + test_lane() + test_backup() == 0 ? 0 : 1;
}
