#include "keyfigures.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/rational.h"
#include "jour/text.h"
#include "knownratio.h"
#include "totalscope.h"

/* One computation on its way. */
struct computing {
	const struct keybook *book;
	struct reports *reports; /* whose memory is used; `full` says that it ran out */
};

static void *take(const struct computing *computing, size_t size)
{
	void *memory = arena_alloc(computing->reports->memory, size);
	if (memory == NULL)
		computing->reports->full = true;
	return memory;
}

static struct keyvalue no_value(enum cell_state state, const char *why)
{
	return (struct keyvalue){.state = state, .why = {.text = why}};
}

/* ---- one value */

static void set_fact(struct rational *r, const struct keyfact *fact)
{
	rational_set(r, fact->value, (uint64_t)fact->scale);
}

/* exact x factor as a whole number. */
static enum err round_of(const struct rational *exact, int64_t factor, uint64_t divisor,
	enum rounding rule, int64_t *ret_rounded)
{
	struct rational *shown = rational_new();
	rational_set(shown, factor, divisor);
	rational_mul(shown, shown, exact);
	enum err err = rational_round(shown, 1, rule, ret_rounded);
	rational_free(shown);
	return err;
}

/* "At least 180,5" is not at least 181: a lower bound is rounded down. */
static struct keyvalue value_of(const struct computing *computing,
	const struct keyfigure_kind *kind, const struct rational *exact, bool at_least)
{
	struct keyvalue value = {.state = CELL_COUNT, .at_least = at_least};
	enum rounding rule = at_least ? ROUND_DOWN : ROUND_HALF_UP;
	char text[RATIONAL_TEXT_SIZE];
	int64_t ten = 1;
	for (unsigned i = 0; i < kind->decimals; i++)
		ten *= 10;
	if (round_of(exact, ten, 1, rule, &value.rounded) != ERR_OK ||
		(kind->norm != 0 && round_of(exact, 1000, (uint64_t)kind->norm, rule,
					    &value.of_norm) != ERR_OK) ||
		rational_text(exact, text, sizeof(text)) != ERR_OK)
		return no_value(CELL_NOT_REPORTED, N_("the numbers are too large to divide"));
	value.exact = reports_text(computing->reports, text);
	return value;
}

static void set_ratio(struct rational *r, const struct keyfigure_kind *kind,
	const struct keyfact *numerator, const struct keyfact *denominator)
{
	struct rational *part = rational_new();
	set_fact(r, numerator);
	if (kind->per != NULL) {
		set_fact(part, denominator);
		rational_div(r, r, part);
	}
	rational_set(part, kind->times, 1);
	rational_mul(r, r, part);
	rational_free(part);
}

static struct ratio_part part_of(const struct keyfact *fact)
{
	return (struct ratio_part){fact->state, fact->at_least, fact->value == 0, fact->months};
}

/* Sets the value from the two facts; it lacks what it is said to lack already, too. */
static void divide(const struct computing *computing, const struct keyfigure_kind *kind,
	struct keyfigure *figure)
{
	static const char *const why[] = {
		[RATIO_LACKS_NOTHING] = NULL,
		[RATIO_LACKS_PART] = N_("a part of what it is made of is not reported"),
		[RATIO_OVER_ZERO] = N_("there is nothing to divide by: the denominator is 0"),
	};
	const struct keyfact *numerator = &figure->numerator, *denominator = &figure->denominator;
	bool is_ratio = kind->per != NULL;
	struct ratio_part upper = part_of(numerator), lower = part_of(denominator);
	struct known_ratio known = {
		numerator->state, numerator->at_least, false, RATIO_LACKS_UPPER};
	if (is_ratio)
		known = knownratio_of(&upper, &lower, kind->paired);
	if (known.state != CELL_COUNT) {
		figure->value = no_value(known.state, why[known.lack]);
		if (known.lack == RATIO_LACKS_UPPER || known.lack == RATIO_LACKS_LOWER)
			figure->value.why =
				known.lack == RATIO_LACKS_UPPER ? numerator->why : denominator->why;
		return;
	}
	bool partial = known.partial || figure->value.partial;
	bool at_least = (known.at_least || figure->value.at_least) && !partial;
	struct rational *exact = rational_new();
	set_ratio(exact, kind, numerator, denominator);
	figure->value = value_of(computing, kind, exact, at_least);
	figure->value.partial = partial;
	rational_free(exact);
}

static struct keyfigure figure_of(
	const struct computing *computing, const struct keyfigure_kind *kind, struct keyplace place)
{
	struct keyfigure figure = {.units_in = 1, .unit_count = 1};
	figure.numerator = kind->numerator(computing->book, place, kind->measure);
	figure.denominator =
		(struct keyfact){.state = CELL_NOT_APPLICABLE, .scale = 1, .source = ""};
	if (kind->per != NULL)
		figure.denominator =
			kind->denominator(computing->book, place, keyfigure_per_measure(kind));
	divide(computing, kind, &figure);
	return figure;
}

/* ---- several units together */

/* Facts of one kind have one scale, but for agreed hours, which are a part of a year. */
static bool add_fact(struct keyfact *sum, const struct keyfact *fact, bool first)
{
	int64_t own = fact->value, scale = fact->scale;
	if (first) {
		*sum = *fact;
		sum->date = sum->months = 0;
		sum->source = "";
		return true;
	}
	sum->at_least = sum->at_least || fact->at_least;
	if (sum->scale != scale) {
		if (__builtin_mul_overflow(own, sum->scale, &own) ||
			__builtin_mul_overflow(sum->value, scale, &sum->value) ||
			__builtin_mul_overflow(sum->scale, scale, &sum->scale))
			return false;
	}
	return !__builtin_add_overflow(sum->value, own, &sum->value);
}

/* Of several units, when it is known of none. */
static struct keyvalue none_of(enum cell_state state)
{
	return no_value(state, state == CELL_NOT_APPLICABLE ? N_("it applies to no unit")
							    : N_("it is known of no unit"));
}

static struct keyfigure none_yet(void)
{
	struct keyfact nothing = {.state = CELL_NOT_APPLICABLE, .scale = 1, .source = ""};
	return (struct keyfigure){.value = no_value(CELL_NOT_APPLICABLE, NULL),
		.numerator = nothing,
		.denominator = nothing};
}

/* Facts that are put together are of no months any more, so what a figure lacks is kept. */
static void keep_lacks(struct keyfigure *together, const struct keyfigure *figure)
{
	together->value.at_least = together->value.at_least || figure->value.at_least;
	together->value.partial = together->value.partial || figure->value.partial;
}

/* Takes in the figure of another unit when it is known. */
static void put_together(struct keyfigure *together, const struct keyfigure *figure)
{
	together->unit_count++;
	/* Not known of a unit: of all together it is not known, rather than not applicable. */
	if (together->units_in == 0 && figure->denominator.state != CELL_NOT_APPLICABLE)
		together->denominator.state = CELL_NOT_REPORTED;
	if (figure->value.state != CELL_NOT_APPLICABLE)
		together->value.state = CELL_NOT_REPORTED;
	if (figure->value.state != CELL_COUNT)
		return;
	bool first = together->units_in++ == 0;
	keep_lacks(together, figure);
	if (!add_fact(&together->numerator, &figure->numerator, first) ||
		(figure->denominator.state == CELL_COUNT &&
			!add_fact(&together->denominator, &figure->denominator, first)))
		together->value =
			no_value(CELL_NOT_REPORTED, N_("the numbers are too large to divide"));
}

/* What some units leave out makes the sum no lower bound: it is of those that are in. */
static void finish_together(const struct computing *computing, const struct keyfigure_kind *kind,
	struct keyfigure *together)
{
	if (together->units_in == 0) {
		together->numerator.state = together->value.state;
		together->value = none_of(together->value.state);
	} else if (together->value.why.text == NULL) {
		divide(computing, kind, together);
	}
}

static const struct reporting_unit *unit_of(const struct computing *computing, const char *code)
{
	const struct reporting_unit *unit = computing->reports->units;
	while (unit != NULL && strcmp(unit->code, code) != 0)
		unit = unit->next;
	return unit;
}

static struct keyfigure figure_of_partners(const struct computing *computing,
	const struct keyfigure_kind *kind, const struct keyagreement *agreement)
{
	struct keyfigure together = none_yet();
	for (size_t i = 0; i < agreement->expected->unit_count; i++) {
		const char *code = agreement->expected->units[i].code;
		if (keybook_is_merged(computing->book, agreement, code))
			continue; /* it is in what it was merged into */
		struct keyplace place = {unit_of(computing, code), NULL};
		struct keyfigure figure = figure_of(computing, kind, place);
		put_together(&together, &figure);
	}
	finish_together(computing, kind, &together);
	return together;
}

/* ---- rows */

static struct keyrow *row_of(const struct computing *computing, struct keyplace place)
{
	struct keyrow *row = take(computing, sizeof(*row));
	struct keyfigure *figures = take(computing, sizeof(*figures) * KEYFIGURES_MAX);
	if (row == NULL || figures == NULL)
		return NULL;
	row->figures = figures;
	row->population = keybook_population(computing->book, place, NULL);
	row->unit_count = 1;
	for (size_t i = 0; keyfigure_at(i) != NULL; i++) {
		const struct keyfigure_kind *kind = keyfigure_at(i);
		figures[i] = place.unit != NULL || kind->of_agreement
				     ? figure_of(computing, kind, place)
				     : figure_of_partners(computing, kind, place.agreement);
	}
	if (place.unit != NULL) {
		row->code = place.unit->code;
		row->name = place.unit->name;
		return row;
	}
	row->code = place.agreement->expected->agreement->dnr;
	row->name = place.agreement->expected->agreement->title;
	row->unit_count = (unsigned)place.agreement->expected->unit_count;
	return row;
}

static bool is_asked_for(const struct computing *computing, const struct keyfigures_query *query,
	const struct reporting_unit *unit)
{
	if (query->unit != NULL)
		return strcmp(unit->code, query->unit) == 0;
	if (query->agreement != NULL) {
		const struct keyagreement *agreement =
			keybook_agreement(computing->book, query->agreement);
		return agreement != NULL && keybook_is_partner(agreement, unit->code);
	}
	const struct unit_page *page = unitbook_find(&computing->reports->book, unit->code);
	if (page == NULL || page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT)
		return false;
	if (query->county == NULL)
		return true;
	int32_t last = date_day_number(period_last_day(computing->reports->period));
	return totalscope_in_county(page, last, query->county);
}

static const struct keyrow *find_row(const struct keyfigures *figures, const char *code)
{
	const struct keyrow *row = figures->units;
	while (row != NULL && strcmp(row->code, code) != 0)
		row = row->next;
	return row;
}

static bool has_row(const void *context, const struct unit_page *page)
{
	return find_row(context, page->code) != NULL;
}

/* Finds the row that holds the people of this one at the end of the period, as coverage does. */
static void find_holder(
	const struct computing *computing, const struct keyfigures *figures, struct keyrow *row)
{
	const struct unit_page *page = unitbook_find(&computing->reports->book, row->code);
	int32_t last = date_day_number(period_last_day(computing->reports->period));
	const struct unit_page *holder =
		page == NULL ? NULL : coverage_share_holder(page, last, has_row, figures);
	if (holder == NULL)
		return;
	row->within = find_row(figures, holder->code);
	row->apart = page->merged_into != holder && unitbook_record(page, last)->parent != holder;
}

static void count_units(const struct computing *computing, struct keyfigures *figures)
{
	figures->only_kommuner = true;
	for (struct keyrow *row = figures->units; row != NULL; row = row->next) {
		find_holder(computing, figures, row);
		if (row->within != NULL)
			continue;
		figures->unit_count++;
		if (row->population.state == CELL_COUNT)
			figures->inhabitants += (uint64_t)row->population.value;
		figures->only_kommuner =
			figures->only_kommuner && text_is_kommun_code(bytes_of_text(row->code));
	}
}

static void add_units(const struct computing *computing, const struct keyfigures_query *query,
	struct keyfigures *figures)
{
	struct keyrow **end = &figures->units;
	for (const struct reporting_unit *unit = computing->reports->units; unit != NULL;
		unit = unit->next) {
		if (!is_asked_for(computing, query, unit))
			continue;
		struct keyrow *row = row_of(computing, (struct keyplace){unit, NULL});
		if (row == NULL)
			return;
		*end = row;
		end = &row->next;
	}
	count_units(computing, figures);
}

static bool has_partner(const struct keyfigures *figures, const struct keyagreement *agreement)
{
	for (const struct keyrow *row = figures->units; row != NULL; row = row->next)
		if (keybook_is_partner(agreement, row->code))
			return true;
	return false;
}

static void add_agreements(const struct computing *computing, const struct keyfigures_query *query,
	struct keyfigures *figures)
{
	struct keyrow **end = &figures->agreements;
	for (const struct keyagreement *agreement = computing->book->agreements;
		agreement != NULL && query->unit == NULL; agreement = agreement->next) {
		const char *dnr = agreement->expected->agreement->dnr;
		if (query->agreement != NULL ? strcmp(dnr, query->agreement) != 0
					     : !has_partner(figures, agreement))
			continue;
		struct keyrow *row = row_of(computing, (struct keyplace){NULL, agreement});
		if (row == NULL)
			return;
		*end = row;
		end = &row->next;
	}
}

/* ---- means */

/* A weighted mean on its way. */
struct mean {
	struct rational *sum;
	struct rational *weights;
	bool any, at_least, partial;
};

static void weigh_in(struct mean *mean, const struct keyfigure_kind *kind,
	const struct keyfigure *figure, uint64_t weight)
{
	struct rational *ratio = rational_new(), *factor = rational_new();
	set_ratio(ratio, kind, &figure->numerator, &figure->denominator);
	rational_set_count(factor, weight);
	rational_mul(ratio, ratio, factor);
	rational_add(mean->sum, mean->sum, ratio);
	rational_add(mean->weights, mean->weights, factor);
	mean->any = true;
	mean->at_least = mean->at_least || figure->value.at_least;
	mean->partial = mean->partial || figure->value.partial;
	rational_free(factor);
	rational_free(ratio);
}

static struct keyvalue end_mean(const struct computing *computing,
	const struct keyfigure_kind *kind, const struct keyfigure *together, struct mean *mean)
{
	struct keyvalue value =
		none_of(together->value.state == CELL_NOT_APPLICABLE ? CELL_NOT_APPLICABLE
								     : CELL_NOT_REPORTED);
	if (mean->any) {
		rational_div(mean->sum, mean->sum, mean->weights);
		value = value_of(computing, kind, mean->sum, mean->at_least && !mean->partial);
		value.partial = mean->partial;
	}
	rational_free(mean->sum);
	rational_free(mean->weights);
	return value;
}

/* What was split and is gone has its people in its parts and its figures nowhere else. */
static void add_apart(struct keyfigure *together, const struct keyfigure_kind *kind,
	const struct keyfigure *figure)
{
	bool of_people = kind->denominator == keybook_population;
	if (figure->value.state != CELL_COUNT || together->units_in == 0)
		return;
	keep_lacks(together, figure);
	if (!add_fact(&together->numerator, &figure->numerator, false) ||
		(figure->denominator.state == CELL_COUNT && !of_people &&
			!add_fact(&together->denominator, &figure->denominator, false)))
		together->value =
			no_value(CELL_NOT_REPORTED, N_("the numbers are too large to divide"));
}

static void add_means(const struct computing *computing, struct keyfigures *figures, size_t at)
{
	const struct keyfigure_kind *kind = keyfigure_at(at);
	struct keymeans *means = &figures->means[at];
	struct mean units = {.sum = rational_new(), .weights = rational_new()};
	struct mean inhabitants = {.sum = rational_new(), .weights = rational_new()};
	means->together = none_yet();
	for (const struct keyrow *row = figures->units; row != NULL; row = row->next) {
		const struct keyfigure *figure = &row->figures[at];
		if (row->within != NULL)
			continue;
		put_together(&means->together, figure);
		if (figure->value.state != CELL_COUNT)
			continue;
		weigh_in(&units, kind, figure, 1);
		means->units_in++;
		if (row->population.state != CELL_COUNT)
			continue;
		means->inhabitants_in += (uint64_t)row->population.value;
		weigh_in(&inhabitants, kind, figure, (uint64_t)row->population.value);
	}
	for (const struct keyrow *row = figures->units; row != NULL; row = row->next)
		if (row->apart)
			add_apart(&means->together, kind, &row->figures[at]);
	finish_together(computing, kind, &means->together);
	means->over_units = end_mean(computing, kind, &means->together, &units);
	means->over_inhabitants = end_mean(computing, kind, &means->together, &inhabitants);
	if (kind->per == NULL)
		means->over_inhabitants = no_value(CELL_NOT_APPLICABLE,
			N_("a number that is no share of anything has no mean over inhabitants"));
}

enum err keyfigures_compute(const struct keybook *book, const struct keyfigures_query *query,
	const struct keyfigures **ret_figures)
{
	struct computing computing = {book, book->reports};
	struct keyfigures *figures = take(&computing, sizeof(*figures));
	if (figures == NULL)
		return ERR_RANGE;
	if (query->unit != NULL)
		reports_unit(book->reports, query->unit);
	figures->period = book->reports->period;
	add_units(&computing, query, figures);
	add_agreements(&computing, query, figures);
	for (size_t i = 0; keyfigure_at(i) != NULL; i++)
		add_means(&computing, figures, i);
	if (store_error(book->reports->txn) != ERR_OK)
		return store_error(book->reports->txn);
	if (book->reports->full)
		return ERR_RANGE;
	if (figures->units == NULL)
		return ERR_NOTFOUND;
	*ret_figures = figures;
	return ERR_OK;
}
