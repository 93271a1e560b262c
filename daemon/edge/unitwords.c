#include "unitwords.h"

#include <inttypes.h>
#include <string.h>

#include "agreements.h"
#include "jour/i18n.h"
#include "jour/word.h"

#define NAMED_MAX 30u /* a list that is longer is of no help */

/* Calls `look` with every record of a unit, those of one code one after the other. */
static void each_unit(
	struct view *view, void (*look)(void *context, const Jour__V1__Unit *unit), void *context)
{
	struct state_scan scan =
		state_scan(view->txn, JOUR__V1__RECORD__BODY_UNIT, BYTES_NONE, view->size);
	struct arena *scratch = &view->memory.record;
	struct standing standing;
	while (state_scan_next(&scan, &standing)) {
		size_t used = scratch->used;
		const Jour__V1__Unit *unit = state_body(
			view->txn, JOUR__V1__RECORD__BODY_UNIT, standing.record, scratch);
		if (unit != NULL)
			look(context, unit);
		scratch->used = used;
	}
}

struct search {
	const char *name;
	char code[UNIT_CODE_SIZE];
	unsigned found; /* units of that name */
};

static void look_for(void *context, const Jour__V1__Unit *unit)
{
	struct search *search = context;
	if (!word_same(unit->name, search->name) || strcmp(unit->code, search->code) == 0)
		return;
	strncpy(search->code, unit->code, sizeof(search->code) - 1);
	search->found++;
}

struct listing {
	FILE *to; /* NULL: only count */
	unsigned count;
	char code[UNIT_CODE_SIZE];
};

/* Of several names of one unit the first is told. */
static void add_to_list(void *context, const Jour__V1__Unit *unit)
{
	struct listing *listing = context;
	if (strcmp(unit->code, listing->code) == 0)
		return;
	if (listing->to != NULL)
		fprintf(listing->to, "%s%s %s", listing->count == 0 ? "" : ", ", unit->code,
			unit->name);
	strncpy(listing->code, unit->code, sizeof(listing->code) - 1);
	listing->count++;
}

static void say_not_there(struct view *view, const struct search *search)
{
	struct listing all = {.to = NULL}, named = {.to = stderr};
	fprintf(stderr,
		search->found > 1
			? _("jourd: several units are called '%s' in the ledger as of size %" PRIu64
			    "; name one by its code")
			: _("jourd: there is no unit '%s' in the ledger as of size %" PRIu64),
		search->name, view->size);
	each_unit(view, add_to_list, &all);
	if (all.count == 0 || all.count > NAMED_MAX) {
		fprintf(stderr, "%s\n", _("; 'jourd agreement show' lists those of an agreement"));
		return;
	}
	fprintf(stderr, "%s", _("; there are: "));
	each_unit(view, add_to_list, &named);
	fputc('\n', stderr);
}

int unitwords_find(struct view *view, const char **unit)
{
	struct search search = {.name = *unit};
	if (*unit == NULL || agreements_unit_known(view->txn, *unit, view->size))
		return STATUS_OK;
	each_unit(view, look_for, &search);
	if (search.found != 1) {
		say_not_there(view, &search);
		return STATUS_FAILED;
	}
	memcpy(view->unit, search.code, sizeof(view->unit));
	*unit = view->unit;
	return STATUS_OK;
}
