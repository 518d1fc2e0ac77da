#include "support/testdb.h"
int main(void)
{
    return 0;
}
