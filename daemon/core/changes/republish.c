#include "republish.h"

#include <stdlib.h>
#include <string.h>

#include "jour/hash.h"
#include "statjson.h"
#include "totalsask.h"

static const char *text_or_none(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static enum err make_totals(struct store_txn *txn, const Jour__V1__Release *release,
	const struct coverage_calendar *calendar, struct arena *memory, struct arena *scratch,
	char **ret_text)
{
	const struct totals_asked asked = {.scope = {.unit = text_or_none(release->unit),
						   .agreement = text_or_none(release->agreement)},
		.by = text_or_none(release->dimensions)};
	struct totals_query query;
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
	if (err == ERR_OK)
		err = totalsask_query(&reports, &asked, &query);
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
	bool scopes = release->unit[0] != '\0' && release->agreement[0] != '\0';
	if (strcmp(release->kind, "totals") != 0 || release->period == NULL || scopes) {
		*ret_outcome = REPUBLISHED_NOT;
		return ERR_OK;
	}
	enum err err = make_totals(txn, release, calendar, memory, scratch, &text);
	/* What `totals` would not have understood. */
	if (err == ERR_NOTFOUND || err == ERR_MALFORMED) {
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
