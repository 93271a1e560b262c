#include "reftables.h"

#include <string.h>

#include "casechecks.h"
#include "jour/limits.h"

#define YEARS_BACK 20u /* an office that has reported nothing for longer begins anew */

struct shelf {
	struct casechecks checks;
	struct arena *arena;
	Jour__V1__TableNumbers **tables;
	size_t count;
	bool full;
};

static void *take(struct shelf *shelf, size_t size)
{
	void *memory = arena_alloc(shelf->arena, size);
	if (memory == NULL)
		shelf->full = true;
	return memory;
}

static char *copy_text(struct shelf *shelf, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = take(shelf, size);
	return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* Copies what is decoded only for the moment. */
static void add_table(
	struct shelf *shelf, const Jour__V1__CaseTable *table, const struct standing *standing)
{
	struct case_figures figures = casechecks_figures(&shelf->checks, table, standing);
	Jour__V1__TableNumbers *numbers = take(shelf, sizeof(*numbers));
	Jour__V1__Period *period = take(shelf, sizeof(*period));
	char **dimensions = take(shelf, TABLE_DIMENSIONS_MAX * sizeof(*dimensions));
	uint8_t *hash = take(shelf, HASH256_SIZE);
	if (shelf->full)
		return;
	jour__v1__table_numbers__init(numbers);
	*period = period_to_message(period_of_message(table->period));
	memcpy(hash, figures.hash.bytes, HASH256_SIZE);
	numbers->area = copy_text(shelf, table->area);
	numbers->period = period;
	numbers->source = table->source;
	numbers->n_dimensions = table->n_dimensions;
	numbers->dimensions = dimensions;
	for (size_t i = 0; i < table->n_dimensions; i++)
		dimensions[i] = copy_text(shelf, table->dimensions[i]->dimension);
	numbers->overlapping = figures.is_overlapping;
	numbers->partial = figures.is_partial;
	numbers->counts = figures.counts;
	numbers->sum = figures.sum;
	numbers->largest = figures.largest;
	numbers->record = (ProtobufCBinaryData){HASH256_SIZE, hash};
	numbers->entry = figures.index;
	if (!shelf->full)
		shelf->tables[shelf->count++] = numbers;
}

static void add_under(struct shelf *shelf, struct bytes prefix)
{
	struct store_txn *txn = shelf->checks.txn;
	struct arena *scratch = shelf->checks.scratch;
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, prefix, shelf->checks.size);
	struct standing standing;
	while (!shelf->full && state_scan_next(&scan, &standing)) {
		if (shelf->count == REFERENCE_TABLES_MAX) {
			shelf->full = true;
			return;
		}
		size_t used = scratch->used;
		const Jour__V1__CaseTable *table = state_body(
			txn, JOUR__V1__RECORD__BODY_CASE_TABLE, standing.record, scratch);
		if (table != NULL)
			add_table(shelf, table, &standing);
		scratch->used = used;
	}
}

/* A seek for each period and source that a unit could have reported. */
static void add_unit(struct shelf *shelf, const char *unit, uint16_t year)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	for (size_t i = 0; i < sizeof(lengths); i++)
		for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + lengths[i]))
			for (int source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
				source <= JOUR__V1__SOURCE__SOURCE_JOUR; source++) {
				Jour__V1__Period period =
					period_to_message((struct period){year, first, lengths[i]});
				uint8_t buffer[NATURAL_KEY_SIZE_MAX];
				struct writer prefix = writer_of(buffer, sizeof(buffer));
				key_tables(&prefix, &period, unit, (Jour__V1__Source)source);
				add_under(shelf, written(&prefix));
			}
}

static bool may_for_all(struct shelf *shelf, const struct member *member)
{
	static const Jour__V1__Topic topics[] = {
		JOUR__V1__TOPIC__TOPIC_CASES, JOUR__V1__TOPIC__TOPIC_JOUR};
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (roster_granted(shelf->checks.txn, shelf->checks.size, member, topics[i],
			    UNIT_EVERY, shelf->checks.scratch))
			return true;
	return false;
}

static bool says_cases(const Jour__V1__Grant *grant)
{
	for (size_t i = 0; i < grant->n_may_say; i++)
		if (grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_CASES)
			return true;
	return false;
}

size_t reftables_collect(struct store_txn *txn, uint64_t size, uint16_t newest,
	const struct member *member, Jour__V1__Grant *const *grants, size_t grant_count,
	struct arena *arena, struct arena *scratch,
	Jour__V1__TableNumbers *ret_tables[REFERENCE_TABLES_MAX], bool *ret_left_out)
{
	struct shelf shelf = {.checks = {.txn = txn, .size = size, .scratch = scratch},
		.arena = arena,
		.tables = ret_tables};
	bool all = may_for_all(&shelf, member);
	unsigned found = 0;
	for (uint16_t back = 0; back < YEARS_BACK && back < newest && found < REFERENCE_TABLE_YEARS;
		back++) {
		size_t before = shelf.count;
		uint8_t buffer[2];
		struct writer year = writer_of(buffer, sizeof(buffer));
		write_be16(&year, (uint16_t)(newest - back));
		if (all)
			add_under(&shelf, written(&year));
		for (size_t i = 0; !all && i < grant_count; i++)
			if (says_cases(grants[i]))
				add_unit(&shelf, grants[i]->unit, (uint16_t)(newest - back));
		found += shelf.count > before;
	}
	*ret_left_out = shelf.full;
	return shelf.count;
}
