#include "republish.h"

#include <stdlib.h>
#include <string.h>

#include "jour/hash.h"
#include "statjson.h"

static enum err make_totals(struct store_txn *txn, const Jour__V1__Release *release,
	const struct coverage_calendar *calendar, struct arena *memory, struct arena *scratch,
	char **ret_text)
{
	struct totals_query query = {.unit = release->unit[0] == '\0' ? NULL : release->unit};
	struct coverage_calendar then = *calendar;
	struct coverage coverage;
	struct settled settled;
	struct reports reports;
	struct totals totals;
	struct period period = period_of_message(release->period);
	then.today = calendar->received_day(calendar->context, release->as_of - 1);
	enum err err = reports_read(txn, release->as_of, period, memory, scratch, &reports);
	if (err == ERR_OK)
		err = coverage_read(&reports, &then, &coverage);
	if (err == ERR_OK)
		err = closed_survey(txn, release->as_of, period, memory, scratch, &settled);
	/* What `totals` would not have understood. */
	if (err == ERR_OK && release->dimensions[0] != '\0' &&
		!totals_parse_by(&reports.codes, release->dimensions, &query))
		err = ERR_NOTFOUND;
	if (err == ERR_OK)
		err = totals_read(&reports, &query, &totals);
	if (err != ERR_OK)
		return err;
	char *text = statjson_totals(&totals, &reports, query.source, &settled);
	if (text == NULL)
		return ERR_RETRY;
	*ret_text = text;
	return ERR_OK;
}

enum err republish(struct store_txn *txn, const Jour__V1__Release *release,
	const struct coverage_calendar *calendar, struct arena *memory, struct arena *scratch,
	enum republished *ret_outcome)
{
	char *text = NULL;
	if (strcmp(release->kind, "totals") != 0 || release->period == NULL) {
		*ret_outcome = REPUBLISHED_NOT;
		return ERR_OK;
	}
	enum err err = make_totals(txn, release, calendar, memory, scratch, &text);
	if (err == ERR_NOTFOUND) {
		*ret_outcome = REPUBLISHED_NOT;
		return ERR_OK;
	}
	if (err != ERR_OK)
		return err;
	/* A file ends with a line end. */
	struct bytes parts[] = {bytes_of_text(text), bytes_of_text("\n")};
	struct hash256 hash = hash256_parts(parts, 2);
	free(text);
	*ret_outcome = memcmp(hash.bytes, release->hash.data, HASH256_SIZE) == 0
			       ? REPUBLISHED_SAME
			       : REPUBLISHED_DIFFERS;
	return ERR_OK;
}
