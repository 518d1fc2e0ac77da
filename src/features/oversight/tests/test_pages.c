/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/portal.h"
int main(void)
{
    return 0;
}
