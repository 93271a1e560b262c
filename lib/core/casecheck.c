#include "jour/casecheck.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/period.h"

static const struct casecheck checks[] = {
	{"differs", REMARK_DIFFERS,
		N_("counted, but look again: the parts do not add up to their whole (compared with "
		   "{1}). Correct what is wrong, or confirm with a reason that it is right "
		   "(jour-agent confirm --check differs)"),
		N_("counted, but look again: the parts do not add up to their whole. Correct what "
		   "is wrong, or confirm with a reason that it is right (jour-agent confirm "
		   "--check differs)")},
	{"tenfold", REMARK_TENFOLD,
		N_("counted, but look again: this is at least ten times as many as in the same "
		   "period of last year ({1}). Correct it, or confirm with a reason that it is "
		   "right (jour-agent confirm --check tenfold)"),
		N_("counted, but look again: this is at least ten times as many as in the same "
		   "period of last year. Correct it, or confirm with a reason that it is right "
		   "(jour-agent confirm --check tenfold)")},
	{"sudden_zero", REMARK_SUDDEN_ZERO,
		N_("counted, but look again: this is zero, and there were {1} in the same period "
		   "of last year or in the period before. Correct it, or confirm with a reason "
		   "that it is right (jour-agent confirm --check sudden_zero)"),
		N_("counted, but look again: this is zero, and there were some in the same period "
		   "of last year or in the period before. Correct it, or confirm with a reason "
		   "that it is right (jour-agent confirm --check sudden_zero)")},
};

const struct casecheck *casecheck_at(size_t position)
{
	return position < sizeof(checks) / sizeof(checks[0]) ? &checks[position] : NULL;
}

const struct casecheck *casecheck_named(const char *name)
{
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if (strcmp(casecheck_at(i)->name, name) == 0)
			return casecheck_at(i);
	return NULL;
}

const struct casecheck *casecheck_of(enum table_remark remark)
{
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if (casecheck_at(i)->remark == remark)
			return casecheck_at(i);
	return NULL;
}

struct result casecheck_running(
	struct result result, const Jour__V1__CaseTable *table, uint64_t received_ms)
{
	struct period period = period_of_message(table->period);
	int64_t today = (int64_t)(received_ms / 86400000);
	if (date_day_number(period_last_day(period)) < today)
		return result;
	return result_remark(result, REMARK_RUNNING, 0);
}
