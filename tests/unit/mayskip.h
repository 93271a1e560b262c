/* For a program one case of which not every machine can run. Alone it runs the others; `program
 * CASE` runs that one, and exits with 77 where it was skipped, which ctest shows as such. */
#ifndef MAYSKIP_H
#define MAYSKIP_H

#include <stdbool.h>
#include <stdlib.h>

#define MAYSKIP_STATUS 77

static bool mayskip_skipped;

/* To be called before the group is run; tests/CMakeLists.txt looks for the call. */
static inline void mayskip_choose(int argc, char **argv, const char *name)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	else
		cmocka_set_skip_filter(name);
}

/* Instead of skip(), which does not come back either. */
_Noreturn static inline void mayskip_skip(void)
{
	mayskip_skipped = true;
	skip();
	abort();
}

/* What main returns, from how many failed. */
static inline int mayskip_status(int failed)
{
	return failed == 0 && mayskip_skipped ? MAYSKIP_STATUS : failed;
}

#endif
