#include "expected.h"

#include "agreements.h"
#include "inforce.h"
#include "term.h"

static void fill_units(struct term_work *work)
{
	struct expected *expected = work->expected;
	expected->unit_count = expected->agreement->n_units;
	expected->units = term_alloc(work, sizeof(expected->units[0]) * (expected->unit_count + 1));
	for (size_t i = 0; i < expected->unit_count && !work->failed; i++) {
		struct expected_unit *unit = &expected->units[i];
		unit->code = expected->agreement->units[i];
		unit->name = inforce_unit_name(
			work->txn, unit->code, work->year, work->size, work->arena, work->scratch);
		unit->complete = true;
		work->failed = unit->name == NULL;
	}
}

/* Sums cannot overflow: 64 units and 64 terms of at most 10^15 each. */
static void add_up(struct expected *expected, struct expected_term *result)
{
	result->complete = true;
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &result->lines[i];
		result->complete = result->complete && line->known;
		expected->units[i].complete = expected->units[i].complete && line->known;
		if (!line->known)
			continue;
		result->sum_ore += line->amount_ore;
		expected->units[i].amount_ore += line->amount_ore;
		expected->total_ore += line->amount_ore;
	}
	expected->complete = expected->complete && result->complete;
}

static void expect_term(
	struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	result->kind = term_kind_of(term->formula_case);
	result->id = term->id;
	result->clause = term->clause;
	result->lines =
		term_alloc(work, sizeof(result->lines[0]) * (work->expected->unit_count + 1));
	if (work->failed)
		return;
	if (result->kind == NULL) {
		store_fail(work->txn, ERR_CORRUPT);
		return;
	}
	work->remarks_end = &result->remarks;
	result->kind->expect(work, term, result);
	add_up(work->expected, result);
}

static void expect_terms(struct term_work *work)
{
	struct expected *expected = work->expected;
	expected->terms =
		term_alloc(work, sizeof(expected->terms[0]) * (expected->agreement->n_terms + 1));
	for (size_t i = 0; i < expected->agreement->n_terms && !work->failed; i++) {
		expect_term(work, expected->agreement->terms[i], &expected->terms[i]);
		expected->term_count++;
	}
}

enum err expected_compute(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch, const struct expected **ret_expected)
{
	struct version version;
	struct term_work work = {
		.txn = txn, .size = size, .year = year, .arena = arena, .scratch = scratch};
	if (!inforce_version(txn, dnr, year, size, arena, &version)) {
		if (store_error(txn) != ERR_OK)
			return store_error(txn);
		return agreements_newest_version(txn, dnr, size) > 0 ? ERR_RANGE : ERR_NOTFOUND;
	}
	struct expected *expected = work.expected = term_alloc(&work, sizeof(*expected));
	if (expected == NULL)
		return ERR_RANGE;
	*expected = (struct expected){.agreement = version.agreement,
		.record = term_citation(&version.standing),
		.year = year,
		.size = size,
		.in_force = version.in_force,
		.other_versions = version.others,
		.complete = true};
	work.inputs_end = &expected->inputs;
	fill_units(&work);
	if (version.in_force && !work.failed)
		expect_terms(&work);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (work.failed)
		return ERR_RANGE;
	*ret_expected = expected;
	return ERR_OK;
}
