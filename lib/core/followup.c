#include "jour/followup.h"

#include <string.h>

#include "jour/effortlist.h"

enum followup_subject followup_of(const char *what)
{
	static const char *const words[] = {[FOLLOWUP_ECONOMY] = "economy",
		[FOLLOWUP_BUDGET] = "budget",
		[FOLLOWUP_HOURS] = "hours",
		[FOLLOWUP_DUTIES] = "duties",
		[FOLLOWUP_CASES] = "cases"};
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], what) == 0)
			return (enum followup_subject)i;
	return effortlist_find(bytes_of_text(what)) != NULL ? FOLLOWUP_MEASURE : FOLLOWUP_DIMENSION;
}
