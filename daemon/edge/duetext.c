#include "duetext.h"

#include <stdio.h>

#include "jour/i18n.h"

void duetext_sentence(const struct due_item *item, char *buffer, size_t size)
{
	const char *dnr = item->agreement->dnr;
	switch (item->kind) {
	case DUE_NOTICE:
		snprintf(buffer, size,
			_("%s: last day to give notice, so that it ends with its term"), dnr);
		return;
	case DUE_CANCEL:
		snprintf(buffer, size, _("%s: last day to cancel; otherwise it renews by itself"),
			dnr);
		return;
	case DUE_RENEWS:
		snprintf(buffer, size, _("%s: a new term begins, unless it was cancelled"), dnr);
		return;
	case DUE_ENDS:
		snprintf(buffer, size,
			item->may_be_extended
				? _("%s: last day, unless it is extended by a decision")
				: _("%s: last day"),
			dnr);
		return;
	case DUE_CASES:
		snprintf(buffer, size, _("%s: case statistics for %s are due"), dnr, item->period);
		return;
	case DUE_DUTY:
		snprintf(buffer, size, "%s: %s (%s)", dnr, item->duty->what, item->duty->clause);
		return;
	}
	snprintf(buffer, size, "%s", dnr);
}
