#include "caseknown.h"

#include <string.h>

/* A table by what its natural key is made of. */
struct name {
	const char *area;
	struct period period;
	Jour__V1__Source source;
	size_t dimension_count;
	const char *dimensions[TABLE_DIMENSIONS_MAX];
};

static struct name name_of_table(const Jour__V1__CaseTable *table)
{
	struct name name = {.area = table->area,
		.period = period_of_message(table->period),
		.source = table->source,
		.dimension_count = table->n_dimensions};
	for (size_t i = 0; i < table->n_dimensions; i++)
		name.dimensions[i] = table->dimensions[i]->dimension;
	return name;
}

static struct name name_of_own(const struct own_table *own)
{
	struct name name = {.area = own->area,
		.period = own->period,
		.source = own->source,
		.dimension_count = own->dimension_count};
	for (size_t i = 0; i < own->dimension_count; i++)
		name.dimensions[i] = own->dimensions[i];
	return name;
}

static struct name name_of_numbers(const Jour__V1__TableNumbers *numbers)
{
	struct name name = {.area = numbers->area,
		.period = period_of_message(numbers->period),
		.source = numbers->source,
		.dimension_count = numbers->n_dimensions};
	for (size_t i = 0; i < name.dimension_count; i++)
		name.dimensions[i] = numbers->dimensions[i];
	return name;
}

static bool is_sound(const Jour__V1__TableNumbers *numbers)
{
	return period_message_is_valid(numbers->period) &&
	       numbers->n_dimensions <= TABLE_DIMENSIONS_MAX;
}

static struct case_figures figures_of(const Jour__V1__TableNumbers *numbers)
{
	return (struct case_figures){.is_whole = numbers->n_dimensions == 0,
		.is_overlapping = numbers->overlapping,
		.is_partial = numbers->partial,
		.counts = numbers->counts,
		.sum = numbers->sum,
		.largest = numbers->largest,
		.index = numbers->entry};
}

static bool same_place(const struct name *a, const struct name *b)
{
	return period_equal(a->period, b->period) && a->source == b->source &&
	       strcmp(a->area, b->area) == 0;
}

/* The order of natural keys: by number, then each by size and bytes. */
static int compare_dimensions(const struct name *a, const struct name *b)
{
	if (a->dimension_count != b->dimension_count)
		return a->dimension_count < b->dimension_count ? -1 : 1;
	for (size_t i = 0; i < a->dimension_count; i++) {
		int order = key_text_compare(a->dimensions[i], b->dimensions[i]);
		if (order != 0)
			return order;
	}
	return 0;
}

static bool same(const struct name *a, const struct name *b)
{
	return same_place(a, b) && compare_dimensions(a, b) == 0;
}

static struct own_table *find_own(struct caseknown *known, const struct name *wanted)
{
	for (size_t i = 0; i < known->own_count; i++) {
		struct name name = name_of_own(&known->own[i]);
		if (same(&name, wanted))
			return &known->own[i];
	}
	return NULL;
}

static bool look_up(
	struct caseknown *known, const struct name *wanted, struct case_figures *ret_figures)
{
	const struct own_table *own = find_own(known, wanted);
	if (own != NULL) {
		*ret_figures = own->figures;
		return true;
	}
	for (size_t i = 0; i < known->reference->n_tables; i++) {
		const Jour__V1__TableNumbers *numbers = known->reference->tables[i];
		struct name name = {.area = NULL};
		if (!is_sound(numbers))
			continue;
		name = name_of_numbers(numbers);
		if (!same(&name, wanted))
			continue;
		*ret_figures = figures_of(numbers);
		return true;
	}
	return false;
}

static bool find_table(void *context, const Jour__V1__CaseTable *table, struct period period,
	bool whole, struct case_figures *ret_figures)
{
	struct name wanted = name_of_table(table);
	wanted.period = period;
	wanted.dimension_count = whole ? 0 : wanted.dimension_count;
	return look_up(context, &wanted, ret_figures);
}

/* The next part of the place after `at` in the order of natural keys. */
static bool next_part(struct caseknown *known, const struct name *at, struct name *ret_next)
{
	bool found = false;
	for (size_t i = 0; i < known->own_count + known->reference->n_tables; i++) {
		struct name name;
		if (i < known->own_count)
			name = name_of_own(&known->own[i]);
		else if (is_sound(known->reference->tables[i - known->own_count]))
			name = name_of_numbers(known->reference->tables[i - known->own_count]);
		else
			continue;
		if (same_place(&name, at) && compare_dimensions(&name, at) > 0 &&
			(!found || compare_dimensions(&name, ret_next) < 0)) {
			*ret_next = name;
			found = true;
		}
	}
	return found;
}

static void add_parts(void *context, const Jour__V1__CaseTable *table, struct case_scene *scene)
{
	struct caseknown *known = context;
	struct name at = name_of_table(table), next;
	struct case_figures figures;
	while (next_part(known, &at, &next)) {
		if (look_up(known, &next, &figures))
			casecheck_add_part(scene, &figures);
		at = next;
	}
}

static void remember(struct caseknown *known, const Jour__V1__CaseTable *table,
	const struct case_figures *figures)
{
	struct name name = name_of_table(table);
	struct own_table *own = find_own(known, &name);
	if (own == NULL && known->own_count == INTAKE_RECORDS_MAX)
		return;
	if (own == NULL)
		own = &known->own[known->own_count++];
	*own = (struct own_table){.period = name.period,
		.source = name.source,
		.dimension_count = name.dimension_count,
		.figures = *figures};
	strncpy(own->area, name.area, sizeof(own->area) - 1);
	for (size_t i = 0; i < name.dimension_count; i++)
		strncpy(own->dimensions[i], name.dimensions[i], sizeof(own->dimensions[i]) - 1);
}

struct result caseknown_judge(
	struct caseknown *known, const Jour__V1__CaseTable *table, bool is_overlapping)
{
	const struct case_shelf shelf = {known, find_table, add_parts};
	struct case_figures figures = casecheck_figures(table, is_overlapping);
	struct case_scene scene = casecheck_scene(&shelf, table, &figures);
	struct result result = casecheck_judge(&scene);
	if (result_is_new(result.code))
		remember(known, table, &figures);
	return result;
}
