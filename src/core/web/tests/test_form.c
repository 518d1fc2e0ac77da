/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"
int main(void) { return 0; }
