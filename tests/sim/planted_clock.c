/* Proves that the check of the symbols can fail. */
#include <time.h>

int main(void)
{
	return time(NULL) == 0;
}
