#include "totalsask.h"

static bool is_scoped(const struct totalscope_asked *asked)
{
	return asked->unit != NULL || asked->agreement != NULL || asked->county != NULL;
}

enum err totalsask_query(
	struct reports *reports, const struct totals_asked *asked, struct totals_query *ret_query)
{
	struct totals_query query = {.source = asked->source, .courts = asked->courts};
	if (is_scoped(&asked->scope)) {
		struct totalscope *scope = arena_alloc(reports->memory, sizeof(*scope));
		enum err err =
			scope == NULL ? ERR_RANGE : totalscope_read(reports, &asked->scope, scope);
		if (err != ERR_OK)
			return err;
		query.scope = scope;
		query.unit = asked->scope.unit;
	}
	if (asked->by != NULL && !totals_parse_by(&reports->codes, asked->by, &query))
		return ERR_MALFORMED;
	*ret_query = query;
	return ERR_OK;
}
