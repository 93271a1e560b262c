#include "planted.h"

static unsigned long calls;

unsigned long planted_remember(void)
{
	return ++calls;
}
