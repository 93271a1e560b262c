#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "measure.h"
#include "termrules.h"
#include "terms.h"

/* The rate for each `per` of what is above a threshold, times a share in basis points. */
static void add_slice(struct rational *exact_ore, uint64_t rate_ore, uint64_t per,
	const struct figure *figure, uint64_t above, int64_t share_bp)
{
	int64_t more = figure->value - (int64_t)above * figure->of;
	if (more <= 0)
		return;
	struct rational *slice = rational_new(), *other = rational_new();
	rational_set(slice, more, per * figure->of);
	rational_set_count(other, rate_ore);
	rational_mul(slice, slice, other);
	rational_set(other, share_bp, WHOLE_BP);
	rational_mul(slice, slice, other);
	rational_add(exact_ore, exact_ore, slice);
	rational_free(slice);
	rational_free(other);
}

static uint64_t rate_of(const Jour__V1__Rate *rate, const char *unit)
{
	for (size_t i = 0; i < rate->n_own_rates; i++)
		if (strcmp(rate->own_rates[i]->unit, unit) == 0)
			return rate->own_rates[i]->rate_ore;
	return rate->rate_ore;
}

/* Each rebate stands for itself: two of them both take their share of what is above the higher.
 * What is below `above` is not paid for, so nothing is taken off it. */
static void formula(const Jour__V1__Rate *rate, const char *unit, const struct figure *figure,
	struct rational *exact_ore)
{
	uint64_t rate_ore = rate_of(rate, unit);
	add_slice(exact_ore, rate_ore, rate->per, figure, rate->above, WHOLE_BP);
	for (size_t i = 0; i < rate->n_rebates; i++) {
		const Jour__V1__Rebate *rebate = rate->rebates[i];
		add_slice(exact_ore, rate_ore, rate->per, figure,
			rebate->above > rate->above ? rebate->above : rate->above,
			-(int64_t)rebate->percent_bp);
	}
}

/* Bounds what the formula comes to, after a step that shows it. */
static void keep_limits(struct term_work *work, const Jour__V1__Rate *rate, const char *unit,
	struct expected_line *line, struct rational *exact_ore)
{
	const Jour__V1__Limit *limit = term_limit(rate->limits, rate->n_limits, unit);
	struct rational *min_ore = rational_new(), *max_ore = rational_new();
	if (limit != NULL && line->held.covered > 0) {
		rational_set_count(min_ore, limit->min_ore);
		rational_set_count(max_ore, limit->max_ore);
		if (rational_compare(exact_ore, min_ore) < 0)
			line->bound = BOUND_MIN;
		else if (limit->max_ore != 0 && rational_compare(exact_ore, max_ore) > 0)
			line->bound = BOUND_MAX;
	}
	term_step(work, &line->steps, "formula", NULL, exact_ore);
	if (line->bound != BOUND_NONE) {
		rational_copy(exact_ore, line->bound == BOUND_MIN ? min_ore : max_ore);
		term_step(work, &line->steps, "limit", NULL, exact_ore);
	}
	rational_free(min_ore);
	rational_free(max_ore);
}

static void expect_unit(struct term_work *work, const Jour__V1__Term *term,
	struct expected_term *result, size_t unit)
{
	const struct expected_unit *at = &work->expected->units[unit];
	struct expected_line *line = &result->lines[unit];
	struct figure *figure = term_alloc(work, sizeof(*figure));
	if (figure == NULL)
		return;
	line->figures = figure;
	struct rational *exact_ore = rational_new();
	if (term_held(work, term, unit).covered > 0)
		*figure = measure_unit(work, term->rate->measure, unit);
	else /* who is no partner needs no figure */
		*figure = (struct figure){.known = true, .of = 1};
	formula(term->rate, at->code, figure, exact_ore);
	if (figure->known && rational_sign(exact_ore) < 0)
		term_remark(work, "rebates", true, at->code,
			N_("the rebates of {1} together take more than the whole amount"), at->name,
			NULL);
	else if (figure->known) {
		keep_limits(work, term->rate, at->code, line, exact_ore);
		term_finish(work, term, result, unit, exact_ore);
	}
	rational_free(exact_ore);
}

static const char *rate_text(struct term_work *work, const Jour__V1__Rate *rate)
{
	char text[2 * MONEY_TEXT_SIZE + 4] = "", per[MONEY_TEXT_SIZE];
	strncat(text, term_money_text(work, (int64_t)rate->rate_ore), MONEY_TEXT_SIZE);
	if (rate->per > 1) {
		strncat(text, " / ", 4);
		strncat(text, count_format_sv(rate->per, per, sizeof(per)), MONEY_TEXT_SIZE - 1);
	}
	return term_text(work, text);
}

/* The headline tells the one rate only. */
static void note_exceptions(struct term_work *work, const Jour__V1__Term *term)
{
	if (term->rate->n_own_rates > 0)
		term_remark(work, "own_rates", false, NULL,
			N_("by {1} some partners pay a rate of their own"), term->id, NULL);
	if (term->rate->n_rebates > 0)
		term_remark(work, "rebates_apply", false, NULL,
			N_("by {1} less is paid for what is above a size"), term->id, NULL);
	if (term->rate->n_limits > 0)
		term_remark(work, "limits", false, NULL,
			N_("by {1} there is a least or a most that a partner pays"), term->id,
			NULL);
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	static const char *const headlines[MEASURES] = {
		[MEASURE_POPULATION] = N_("{1} per inhabitant on {2}"),
		[MEASURE_FIGURES] = N_("{1} by the agreement's own figures"),
		[MEASURE_DATA] = N_("{1} by the figure {2}"),
		[MEASURE_EQUAL] = N_("{1} a year from each"),
		[MEASURE_CASES] = N_("{1} per case reported in {2}"),
	};
	result->figure_count = 1;
	result->headline = (struct sentence){.words = {rate_text(work, term->rate)}};
	measure_headline(work, term->rate->measure, headlines, &result->headline);
	measure_note(work, term->rate->measure);
	note_exceptions(work, term);
	for (size_t i = 0; i < work->expected->unit_count; i++)
		expect_unit(work, term, result, i);
}

const struct term_kind term_rate = {
	.formula = JOUR__V1__TERM__FORMULA_RATE,
	.name = "rate",
	.rule = N_("each kommun's amount is rounded once, after all steps"),
	.expect = expect,
};
