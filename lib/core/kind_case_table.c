#include "kinds.h"

#include <string.h>

#include "jour/codelist.h"
#include "jour/i18n.h"
#include "jour/limits.h"

static void case_table_key(const void *body, struct writer *to)
{
	const Jour__V1__CaseTable *table = body;
	key_tables(to, table->period, table->area, table->source);
	/* The number first: no natural key may be the beginning of another. */
	write_u8(to, (uint8_t)table->n_dimensions);
	for (size_t i = 0; i < table->n_dimensions; i++)
		key_text(to, table->dimensions[i]->dimension);
}

/* What can be said of them without the lists. Ascending, so that the same table has one key only.
 */
static bool dimensions_are_valid(const Jour__V1__CaseTable *table)
{
	if (table->n_dimensions > TABLE_DIMENSIONS_MAX)
		return false;
	for (size_t i = 0; i < table->n_dimensions; i++) {
		const Jour__V1__TableDimension *by = table->dimensions[i];
		if (!codelist_name_is_valid(by->dimension) || !codelist_name_is_valid(by->list) ||
			by->version < 1)
			return false;
		if (i > 0 && strcmp(table->dimensions[i - 1]->dimension, by->dimension) >= 0)
			return false;
	}
	return true;
}

static bool states_are_valid(const Jour__V1__CaseTable *table)
{
	if (table->n_states != 0 && table->n_states != table->n_counts)
		return false;
	for (size_t i = 0; i < table->n_states; i++) {
		Jour__V1__CellState state = table->states[i];
		if (state < JOUR__V1__CELL_STATE__CELL_STATE_COUNT ||
			state > JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN)
			return false;
		if (state != JOUR__V1__CELL_STATE__CELL_STATE_COUNT && table->counts[i] != 0)
			return false;
	}
	return true;
}

static struct result case_table_fields(const void *body)
{
	const Jour__V1__CaseTable *table = body;
	if (!unit_code_is_valid(table->area))
		return bad_field(1, 0);
	if (!period_message_is_valid(table->period))
		return bad_field(2, 0);
	if (table->source != JOUR__V1__SOURCE__SOURCE_KOMMUN &&
		table->source != JOUR__V1__SOURCE__SOURCE_JOUR)
		return bad_field(3, 0);
	if (!dimensions_are_valid(table))
		return bad_field(4, TABLE_DIMENSIONS_MAX);
	if (table->n_counts > TABLE_CELLS_MAX)
		return bad_field(5, TABLE_CELLS_MAX);
	for (size_t i = 0; i < table->n_counts; i++)
		if (table->counts[i] > COUNT_MAX)
			return bad_field(5, COUNT_MAX);
	if (!states_are_valid(table))
		return bad_field(6, 0);
	return ACCEPTED;
}

static Jour__V1__Topic case_table_topic(const void *body, const char **ret_unit)
{
	const Jour__V1__CaseTable *table = body;
	if (table->source == JOUR__V1__SOURCE__SOURCE_JOUR)
		return JOUR__V1__TOPIC__TOPIC_JOUR;
	*ret_unit = table->area;
	return JOUR__V1__TOPIC__TOPIC_CASES;
}

/* Each list is there, is of its dimension, and together they make as many cells as there are. */
static struct result judge_lists(const Jour__V1__CaseTable *table, const struct world *world)
{
	size_t cells = 1;
	for (size_t i = 0; i < table->n_dimensions; i++) {
		const Jour__V1__TableDimension *by = table->dimensions[i];
		const struct codelist *list =
			world->codelist(world->context, by->list, by->version);
		if (list == NULL) {
			list = world->codelist(world->context, by->list, 0);
			return (struct result){
				RESULT_UNKNOWN_LIST, 4, list == NULL ? 0 : list->version};
		}
		if (strcmp(list->dimension, by->dimension) != 0)
			return bad_field(4, 0);
		cells *= list->count;
	}
	return table->n_counts == cells ? ACCEPTED : bad_field(5, cells);
}

static struct result case_table_names(const void *body, const struct world *world)
{
	const Jour__V1__CaseTable *table = body;
	struct result result = names_unit_in(world, table->area, 1, table->period, 2);
	if (result.code == RESULT_ACCEPTED)
		result = judge_lists(table, world);
	return result.code != RESULT_ACCEPTED ? result
					      : names_begun_period(world, table->period, 2);
}

const struct kind kind_case_table = {.number = 64,
	.name = N_("case table"),
	.key = case_table_key,
	.key_begins_with_year = true,
	.fields = case_table_fields,
	.topic = case_table_topic,
	.names = case_table_names};
