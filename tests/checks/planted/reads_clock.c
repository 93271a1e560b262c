#include <time.h>

#include "planted.h"

long planted_read_clock(void)
{
	return (long)time(NULL);
}
