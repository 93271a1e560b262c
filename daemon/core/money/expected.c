#include "expected.h"

#include <string.h>

#include "agreements.h"
#include "indexation.h"
#include "inforce.h"
#include "jour/i18n.h"
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
static void add_up(struct expected_term *result, size_t unit_count)
{
	result->complete = !result->is_whole || result->whole.known;
	for (size_t i = 0; i < unit_count; i++) {
		result->complete = result->complete && result->lines[i].known;
		if (result->lines[i].known)
			result->sum_ore += result->lines[i].amount_ore;
	}
	if (result->is_whole)
		result->sum_ore = result->whole.amount_ore;
}

static void add_to_total(struct expected *expected, const struct expected_term *result)
{
	expected->flow_ore[result->term->flow % FLOWS] += result->sum_ore;
	if (result->term->flow != JOUR__V1__FLOW__FLOW_CASH)
		return;
	expected->total_ore += result->sum_ore;
	expected->complete = expected->complete && result->complete;
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &result->lines[i];
		expected->units[i].complete = expected->units[i].complete && line->known;
		if (line->known)
			expected->units[i].amount_ore += line->amount_ore;
	}
}

/* A term that holds on no day of the year gives nothing, whatever is not known. */
static void expect_nothing(struct expected_term *result, size_t unit_count)
{
	result->headline = (struct sentence){.text = N_("does not hold in this year")};
	for (size_t i = 0; i < unit_count; i++) {
		result->lines[i].known = true;
		result->lines[i].exact_ore = "0/1";
	}
}

static void apply_formula(
	struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	struct rational *factor = rational_new();
	for (size_t i = 0; i < work->expected->unit_count; i++)
		result->lines[i].held = term_held(work, term, i);
	result->whole.held = term_held(work, term, TERM_WHOLE);
	work->factor = indexation_factor(work, term, result, factor) ? factor : NULL;
	if (!work->failed)
		result->kind->expect(work, term, result);
	rational_free(factor);
	work->factor = NULL;
}

/* False when it cannot be done: no room, or a term of rules to come. */
static bool begin_term(
	struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__Agreement *agreement = work->expected->agreement;
	result->term = term;
	result->id = term->id;
	result->clause = term->clause;
	result->kind = term_kind_of(term->formula_case);
	result->unit_ore = term->rounding == NULL ? 0 : term->rounding->unit_ore;
	result->holds = days_any(proration_days(agreement, term, work->year, NULL));
	result->lines =
		term_alloc(work, sizeof(result->lines[0]) * (work->expected->unit_count + 1));
	work->remarks_end = &result->remarks;
	if (result->kind == NULL || result->unit_ore == 0)
		store_fail(work->txn, ERR_CORRUPT);
	return !work->failed && store_error(work->txn) == ERR_OK;
}

static void expect_term(
	struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	size_t unit_count = work->expected->unit_count;
	if (!begin_term(work, term, result))
		return;
	if (result->holds)
		apply_formula(work, term, result);
	else
		expect_nothing(result, unit_count);
	add_up(result, unit_count);
}

/* What the preliminary figures gave, when definitive ones have replaced them. */
static void expect_before(
	struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	struct expected_term *before = work->replaced ? term_alloc(work, sizeof(*before)) : NULL;
	if (before == NULL)
		return;
	work->preliminary_only = true;
	expect_term(work, term, before);
	work->preliminary_only = false;
	result->before = before;
}

static void expect_terms(struct term_work *work)
{
	struct expected *expected = work->expected;
	expected->terms =
		term_alloc(work, sizeof(expected->terms[0]) * (expected->agreement->n_terms + 1));
	for (size_t i = 0; i < expected->agreement->n_terms && !work->failed; i++) {
		const Jour__V1__Term *term = expected->agreement->terms[i];
		work->replaced = false;
		expect_term(work, term, &expected->terms[i]);
		if (work->failed || store_error(work->txn) != ERR_OK)
			return;
		expect_before(work, term, &expected->terms[i]);
		add_to_total(expected, &expected->terms[i]);
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
		.days = agreementyear_of(version.agreement, year),
		.size = size,
		.in_force = version.in_force,
		.other_versions = version.others,
		.complete = true};
	expected->held = days_common(expected->days, agreementyear_held(version.agreement));
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

const struct expected_unit *expected_find_unit(const struct expected *expected, const char *code)
{
	for (size_t i = 0; expected != NULL && i < expected->unit_count; i++)
		if (strcmp(expected->units[i].code, code) == 0)
			return &expected->units[i];
	return NULL;
}
