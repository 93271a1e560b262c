#include "indexation.h"

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/stockholm.h"
#include "ledger.h"
#include "termrules.h"

static uint32_t known_on(struct term_work *work, const Jour__V1__IndexValue *value, uint64_t entry)
{
	if (value->published != 0)
		return value->published;
	return date_number(stockholm_date(ledger_received_ms(work->txn, entry)));
}

static const struct input *find(
	struct term_work *work, char *index, uint32_t year, Jour__V1__IndexStatus status)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	Jour__V1__IndexValue wanted;
	jour__v1__index_value__init(&wanted);
	wanted.index = index;
	wanted.year = year;
	wanted.status = status;
	kind_of(JOUR__V1__RECORD__BODY_INDEX_VALUE)->key(&wanted, &key);
	if (!state_get(work->txn, JOUR__V1__RECORD__BODY_INDEX_VALUE, written(&key), work->size,
		    &standing))
		return NULL;
	const Jour__V1__IndexValue *value =
		term_body(work, JOUR__V1__RECORD__BODY_INDEX_VALUE, &standing);
	if (value == NULL)
		return NULL;
	struct input found = {.kind = INPUT_INDEX,
		.record = term_citation(&standing),
		.value = value->number_hundredths > 0 ? (int64_t)value->number_hundredths
						      : value->hundredths_percent,
		.is_number = value->number_hundredths > 0,
		.line = value->index,
		.year = year,
		.source = value->source,
		.known_on = known_on(work, value, standing.index),
		.preliminary = status == JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY};
	return term_input(work, &found);
}

/* The day on which an agreement year begins; that of the agreement in its own first year. */
static int32_t begins(const struct term_work *work, uint32_t year)
{
	const Jour__V1__Agreement *agreement = work->expected->agreement;
	struct days days = agreementyear_of(agreement, year);
	int32_t from = days_of_date(agreement->from);
	return from > days.first && from <= days.last ? from : days.first;
}

/* Was something paid for the year at hand before the figure, which raises that year or an earlier
 * one, was known? */
static bool came_late(const struct term_work *work, const struct input *definitive, bool at_hand)
{
	return at_hand || days_of_date(definitive->known_on) > begins(work, work->year);
}

/* The figure of the index for the year `of` that counts; NULL after a remark. */
static const struct input *choose(
	struct term_work *work, const Jour__V1__Indexation *step, uint32_t of, bool at_hand)
{
	const struct input *definitive =
		find(work, step->index, of, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE);
	const struct input *preliminary =
		find(work, step->index, of, JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY);
	if (definitive == NULL && preliminary == NULL)
		term_remark(work, "index", true, NULL,
			N_("the index {1} of {2} is not in the ledger"), step->index,
			term_year_text(work, of));
	if (definitive == NULL || preliminary == NULL)
		return definitive != NULL ? definitive : preliminary;
	if (!came_late(work, definitive, at_hand))
		return definitive;
	if (work->preliminary_only)
		return preliminary;
	work->replaced = work->replaced || definitive->value != preliminary->value;
	return definitive;
}

static bool applies(const struct term_work *work, const Jour__V1__Indexation *step, uint32_t year)
{
	return (step->cumulative || year == work->year) &&
	       begins(work, year) >= days_of_date(step->from);
}

/* The index as the step wants it, a number or per cent; NULL after a remark. */
static const struct input *choose_form(
	struct term_work *work, const Jour__V1__Indexation *step, uint32_t year, bool at_hand)
{
	const struct input *input = choose(work, step, year, at_hand);
	if (input == NULL || input->is_number == (step->base_year != 0))
		return input;
	term_remark(work, "index_form", true, NULL,
		step->base_year != 0
			? N_("the index {1} of {2} is recorded in per cent, and the agreement "
			     "counts from its number")
			: N_("the index {1} of {2} is recorded as a number, and the agreement "
			     "counts in per cent"),
		step->index, term_year_text(work, year));
	return NULL;
}

static void bound(struct rational *change, const Jour__V1__PercentLimit *limit, int outside)
{
	struct rational *at = rational_new();
	if (limit != NULL) {
		rational_set(at, limit->hundredths_percent, WHOLE_BP);
		if (rational_compare(change, at) * outside > 0)
			rational_copy(change, at);
	}
	rational_free(at);
}

/* 0,035 for 3,5 per cent. */
static void change_of(const struct input *input, const struct input *base, struct rational *change)
{
	if (base == NULL) {
		rational_set(change, input->value, WHOLE_BP);
	} else {
		struct rational *one = rational_new();
		rational_set(change, input->value, (uint64_t)base->value);
		rational_set(one, 1, 1);
		rational_sub(change, change, one);
		rational_free(one);
	}
}

/* Adds share * change of a step for an agreement year to `raise`. False after a remark. */
static bool add_raise(struct term_work *work, const Jour__V1__Term *term, size_t at, uint32_t year,
	const struct index_use ***end, struct rational *raise)
{
	const Jour__V1__Indexation *step = term->indexation[at];
	const struct input *base = NULL;
	const struct input *input =
		choose_form(work, step, year - step->years_before, year == work->year);
	if (step->base_year != 0)
		base = choose_form(work, step, step->base_year, false);
	if (input == NULL || (base == NULL && step->base_year != 0))
		return false;
	struct index_use *use = term_alloc(work, sizeof(*use));
	if (use == NULL)
		return false;
	*use = (struct index_use){.step = at, .year = year, .input = input, .base = base};
	**end = use;
	*end = &use->next;
	struct rational *part = rational_new(), *share = rational_new();
	change_of(input, base, part);
	use->change = term_rational_text(work, part);
	bound(part, step->at_least, -1);
	bound(part, step->at_most, 1);
	use->counts = term_rational_text(work, part);
	rational_set(share, step->share_bp, WHOLE_BP);
	rational_mul(part, part, share);
	rational_add(raise, raise, part);
	rational_free(part);
	rational_free(share);
	return true;
}

/* The steps from `first` on that are one mix: where the next one begins. */
static size_t mix_end(const Jour__V1__Term *term, size_t first)
{
	uint64_t share_bp = 0;
	size_t at = first;
	for (; at < term->n_indexation; at++) {
		share_bp += term->indexation[at]->share_bp;
		if (at > first && share_bp > WHOLE_BP)
			break;
	}
	return at;
}

/* Multiplies the factor by one agreement year of a mix. */
static bool apply_year(struct term_work *work, const Jour__V1__Term *term, size_t first,
	size_t last, uint32_t year, const struct index_use ***end, struct rational *factor)
{
	struct rational *raise = rational_new();
	bool known = true;
	rational_set(raise, 1, 1);
	for (size_t i = first; i < last; i++)
		if (applies(work, term->indexation[i], year))
			known = add_raise(work, term, i, year, end, raise) && known;
	rational_mul(factor, factor, raise);
	rational_free(raise);
	return known;
}

/* The first agreement year that any step of the term can apply to. */
static uint32_t first_year(const struct term_work *work, const Jour__V1__Term *term)
{
	uint32_t year = work->year;
	for (size_t i = 0; i < term->n_indexation; i++) {
		/* A year that begins in April may hold a January of the next. */
		uint32_t from = term->indexation[i]->from / 10000;
		year = from - 1 < year ? from - 1 : year;
	}
	return year < YEAR_MIN ? YEAR_MIN : year;
}

static void note_partial_year(struct term_work *work, const Jour__V1__Indexation *step)
{
	int32_t from = days_of_date(step->from);
	if (from > begins(work, work->year) && from <= work->expected->days.last)
		term_remark(work, "index_later", false, NULL,
			N_("{1} is applied from {2}, within the year: it raises the agreement "
			   "years that begin on that day or later"),
			step->index, term_date_text(work, step->from));
}

bool indexation_factor(struct term_work *work, const Jour__V1__Term *term,
	struct expected_term *result, struct rational *factor)
{
	const struct index_use **end = &result->indexes;
	bool known = true;
	rational_set(factor, 1, 1);
	for (size_t first = 0; first < term->n_indexation; first = mix_end(term, first))
		for (uint32_t year = first_year(work, term); year <= work->year; year++)
			known = apply_year(work, term, first, mix_end(term, first), year, &end,
					factor) &&
				known;
	for (size_t i = 0; i < term->n_indexation; i++)
		note_partial_year(work, term->indexation[i]);
	for (const struct index_use *at = result->indexes; at != NULL; at = at->next)
		result->preliminary = result->preliminary || at->input->preliminary ||
				      (at->base != NULL && at->base->preliminary);
	if (rational_error(factor) != ERR_OK) {
		term_too_large(work, NULL, term->id);
		return false;
	}
	if (term->n_indexation > 0 && known)
		result->factor = term_rational_text(work, factor);
	return known;
}
