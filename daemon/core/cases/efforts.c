#include "efforts.h"

#include <assert.h>
#include <string.h>

#include "termrules.h"

/* One measure of a place. */
struct effort_series {
	struct effort_total total;
	uint8_t latest; /* of a stock: the month in which its record ends; 0 = none yet */
};

struct effort_place {
	struct effort_place *next;
	const char *area;
	const char *agreement;
	struct effort_series series[EFFORT_MEASURES_MAX];
};

static size_t position_of(const struct effort_measure *measure)
{
	size_t at = 0;
	while (effortlist_at(at) != measure) {
		assert(effortlist_at(at) != NULL);
		at++;
	}
	return at;
}

static const char *keep_text(struct efforts *efforts, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = arena_alloc(efforts->memory, size);
	if (copy == NULL) {
		efforts->full = true;
		return "";
	}
	return memcpy(copy, text, size);
}

static struct effort_place *find_place(
	const struct efforts *efforts, const char *area, const char *agreement)
{
	struct effort_place *place = efforts->places;
	while (place != NULL &&
		(strcmp(place->area, area) != 0 || strcmp(place->agreement, agreement) != 0))
		place = place->next;
	return place;
}

static int compare_place(const struct effort_place *place, const char *area, const char *agreement)
{
	size_t own = strlen(place->area), other = strlen(area);
	int order = own != other ? (own < other ? -1 : 1) : strcmp(place->area, area);
	return order != 0 ? order : strcmp(place->agreement, agreement);
}

static struct effort_place *take_place(
	struct efforts *efforts, const char *area, const char *agreement)
{
	struct effort_place *place = find_place(efforts, area, agreement);
	if (place != NULL)
		return place;
	place = arena_alloc(efforts->memory, sizeof(*place));
	if (place == NULL) {
		efforts->full = true;
		return NULL;
	}
	place->area = keep_text(efforts, area);
	place->agreement = keep_text(efforts, agreement);
	struct effort_place **at = &efforts->places;
	while (*at != NULL && compare_place(*at, area, agreement) < 0)
		at = &(*at)->next;
	place->next = *at;
	*at = place;
	return place;
}

/* ---- reading */

/* A record that says nothing leaves what an earlier one says of a stock standing. */
static void add_record(struct efforts *efforts, struct effort_series *series,
	const struct effort_measure *measure, const Jour__V1__Effort *effort)
{
	struct period period = period_of_message(effort->period);
	struct effort_total *total = &series->total;
	enum cell_state state = reports_state(effort->state);
	uint8_t end = (uint8_t)(period.first_month + period.months - 1);
	if ((reports_months(period) & ~reports_months(efforts->period)) != 0) {
		total->flags |= EFFORT_WIDER;
		return;
	}
	if (measure->is_stock && state != CELL_NOT_REPORTED) {
		if (end < series->latest)
			return;
		series->latest = end;
		*total = (struct effort_total){.flags = total->flags};
	}
	/* 10^11 hundredths in each of twelve months of some thousand places: no overflow. */
	total->number.count += effort->hundredths;
	total->of_hundredths += effort->of_hundredths;
	if (!measure->is_stock || state != CELL_NOT_REPORTED || series->latest == 0)
		total->number.states[state]++;
	if (state != CELL_NOT_REPORTED)
		total->months |= reports_months(period);
}

static void read_record(struct efforts *efforts, struct bytes bytes)
{
	arena_reset(efforts->scratch);
	const Jour__V1__Effort *effort =
		state_body(efforts->txn, JOUR__V1__RECORD__BODY_EFFORT, bytes, efforts->scratch);
	if (effort == NULL)
		return;
	const struct effort_measure *measure = effortlist_find(bytes_of_text(effort->measure));
	if (measure == NULL) {
		store_fail(efforts->txn, ERR_CORRUPT);
		return;
	}
	struct effort_place *place = take_place(efforts, effort->area, effort->agreement);
	if (place != NULL)
		add_record(efforts, &place->series[position_of(measure)], measure, effort);
}

static void read_period(struct efforts *efforts, struct period period)
{
	uint8_t buffer[4];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	write_be16(&prefix, period.year);
	write_u8(&prefix, period.months);
	write_u8(&prefix, period.first_month);
	struct state_scan scan = state_scan(
		efforts->txn, JOUR__V1__RECORD__BODY_EFFORT, written(&prefix), efforts->size);
	while (!efforts->full && state_scan_next(&scan, &standing))
		read_record(efforts, standing.record);
}

enum err efforts_read(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct efforts *ret_efforts)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	*ret_efforts = (struct efforts){
		.txn = txn, .size = size, .period = period, .memory = memory, .scratch = scratch};
	for (size_t i = 0; i < sizeof(lengths); i++)
		for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + lengths[i])) {
			struct period other = {period.year, first, lengths[i]};
			if (period_overlaps(other, period))
				read_period(ret_efforts, other);
		}
	return ret_efforts->full ? ERR_RANGE : store_error(txn);
}

/* ---- totals */

/* What the place says of the measure; NULL when no record of the period says anything: one that
 * was withdrawn does not hide what is said elsewhere. */
static const struct effort_total *said_in(
	const struct effort_place *place, const struct effort_measure *measure)
{
	if (place == NULL)
		return NULL;
	const struct effort_total *total = &place->series[position_of(measure)].total;
	return total->months != 0 ? total : NULL;
}

static unsigned wider_in(const struct effort_place *place, const struct effort_measure *measure)
{
	return place == NULL ? 0 : place->series[position_of(measure)].total.flags & EFFORT_WIDER;
}

void effort_total_add(struct effort_total *to, const struct effort_total *from)
{
	to->number.count += from->number.count;
	for (unsigned i = 0; i < CELL_STATES; i++)
		to->number.states[i] += from->number.states[i];
	to->of_hundredths += from->of_hundredths;
	to->months |= from->months;
	to->flags |= from->flags;
}

static bool is_said(const struct effort_total *total)
{
	return total_cell_state(&total->number) != CELL_NOT_REPORTED;
}

/* A stock is said when any month is. */
static struct effort_total finish(const struct efforts *efforts,
	const struct effort_measure *measure, struct effort_total total, uint16_t owed)
{
	uint16_t missing = owed & reports_months(efforts->period) & (uint16_t)~total.months;
	if (total.months == 0 || (missing != 0 && !measure->is_stock))
		total.number.states[CELL_NOT_REPORTED]++;
	return total;
}

/* Of several parts only the months that each of them says something about are said. */
static void add_part(struct effort_total *sum, const struct effort_total *part)
{
	uint16_t months = sum->months & part->months;
	effort_total_add(sum, part);
	sum->months = months;
}

/* Of the unit alone, else under all agreements. */
static struct effort_total own_of_unit(
	const struct efforts *efforts, const char *code, const struct effort_measure *measure)
{
	const struct effort_place *alone = find_place(efforts, code, "");
	const struct effort_total *said = said_in(alone, measure);
	struct effort_total parts = {.months = UINT16_MAX};
	bool any = false;
	unsigned flags = wider_in(alone, measure);
	for (const struct effort_place *place = efforts->places; place != NULL;
		place = place->next) {
		if (place == alone || strcmp(place->area, code) != 0)
			continue;
		const struct effort_total *part = said_in(place, measure);
		flags |= wider_in(place, measure);
		if (part == NULL)
			continue;
		add_part(&parts, part);
		any = true;
	}
	struct effort_total total = said != NULL ? *said : any ? parts : (struct effort_total){0};
	total.flags = flags;
	if (any)
		total.flags |= said != NULL ? EFFORT_ELSEWHERE : EFFORT_FROM_PARTS;
	return total;
}

/* Under one agreement, else of the unit alone. */
static struct effort_total own_under(const struct efforts *efforts, const char *code,
	const char *dnr, const struct effort_measure *measure)
{
	const struct effort_place *under = find_place(efforts, code, dnr);
	const struct effort_total *said = said_in(under, measure);
	if (said == NULL)
		said = said_in(find_place(efforts, code, ""), measure);
	struct effort_total total = said != NULL ? *said : (struct effort_total){0};
	total.flags = wider_in(under, measure);
	return total;
}

/* `dnr` NULL: whatever agreement it is under. */
static struct effort_total own_total(const struct efforts *efforts, const char *code,
	const char *dnr, const struct effort_measure *measure)
{
	return dnr == NULL ? own_of_unit(efforts, code, measure)
			   : own_under(efforts, code, dnr, measure);
}

/* Who says nothing is missing, as in totalparts.h. A month is said when each district that owes it
 * says it; one that owes nothing by itself is to say as much as the others. */
static struct effort_total sum_districts(const struct efforts *efforts,
	const struct unit_page *kommun, const char *dnr, const struct effort_measure *measure,
	const struct effort_owing *owing)
{
	struct effort_total sum = {.flags = EFFORT_FROM_DISTRICTS};
	uint16_t every = UINT16_MAX, any = 0;
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		const char *code = link->to->code;
		uint16_t there = unitbook_months_under(link->to, kommun, efforts->period.year) &
				 reports_months(efforts->period);
		uint16_t owed = owing->months(owing->context, code);
		struct effort_total own = own_total(efforts, code, dnr, measure);
		if (there == 0)
			continue;
		owed = owed == 0 ? there : there & owed;
		every &= (uint16_t)(own.months | ~owed);
		any |= own.months;
		own = finish(efforts, measure, own, owed);
		effort_total_add(&sum, &own);
	}
	if (!measure->is_stock)
		sum.months = every & any;
	return sum;
}

static struct effort_total total_of_unit(const struct efforts *efforts, const char *code,
	const char *dnr, const struct effort_measure *measure, const struct effort_owing *owing)
{
	const struct unit_page *kommun =
		owing->book == NULL ? NULL : unitbook_find(owing->book, code);
	struct effort_total total = own_total(efforts, code, dnr, measure);
	if (is_said(&total) || kommun == NULL)
		return total;
	struct effort_total sum = sum_districts(efforts, kommun, dnr, measure, owing);
	sum.flags |= total.flags;
	return is_said(&sum) ? sum : total;
}

struct effort_total efforts_of_unit(const struct efforts *efforts, const char *code,
	const struct effort_measure *measure, const struct effort_owing *owing)
{
	return finish(efforts, measure, total_of_unit(efforts, code, NULL, measure, owing),
		owing->months(owing->context, code));
}

/* A unit that owes nothing and says nothing is not there. */
static void add_unit(const struct efforts *efforts, const char *code, const char *dnr,
	const struct effort_measure *measure, const struct effort_owing *owing,
	struct effort_total *sum)
{
	uint16_t owed = owing->months(owing->context, code);
	struct effort_total total = total_of_unit(efforts, code, dnr, measure, owing);
	if (is_said(&total) || (owed & reports_months(efforts->period)) != 0)
		total = finish(efforts, measure, total, owed);
	effort_total_add(sum, &total);
}

/* A district of one of the units is in it. */
static bool is_in_a_unit(const struct efforts *efforts, const char *code, char *const *units,
	size_t unit_count, const struct effort_owing *owing)
{
	const struct unit_page *page =
		owing->book == NULL ? NULL : unitbook_find(owing->book, code);
	for (size_t i = 0; page != NULL && i < unit_count; i++) {
		const struct unit_page *unit = unitbook_find(owing->book, units[i]);
		if (unit != NULL && (unitbook_months_under(page, unit, efforts->period.year) &
					    reports_months(efforts->period)) != 0)
			return true;
	}
	return false;
}

struct effort_total efforts_of_agreement(const struct efforts *efforts, const char *dnr,
	char *const *units, size_t unit_count, const struct effort_measure *measure,
	const struct effort_owing *owing)
{
	const struct effort_place *alone = find_place(efforts, "", dnr);
	const struct effort_total *said = said_in(alone, measure);
	struct effort_total sum = {.months = 0};
	for (size_t i = 0; i < unit_count; i++)
		if (!is_in_a_unit(efforts, units[i], units, unit_count, owing))
			add_unit(efforts, units[i], dnr, measure, owing, &sum);
	/* Courts and the like, which no agreement lists. */
	for (const struct effort_place *place = efforts->places; place != NULL; place = place->next)
		if (place->area[0] != '\0' && strcmp(place->agreement, dnr) == 0 &&
			!termrules_list_has(units, unit_count, place->area) &&
			said_in(place, measure) != NULL &&
			!is_in_a_unit(efforts, place->area, units, unit_count, owing))
			add_unit(efforts, place->area, dnr, measure, owing, &sum);
	bool any = is_said(&sum);
	unsigned flags = (sum.flags | wider_in(alone, measure)) & EFFORT_WIDER;
	if (said != NULL || !any)
		sum = finish(efforts, measure, said != NULL ? *said : (struct effort_total){0},
			owing->months(owing->context, ""));
	sum.flags = flags;
	if (any)
		sum.flags |= said != NULL ? EFFORT_ELSEWHERE : EFFORT_FROM_UNITS;
	return sum;
}

/* ---- place by place */

const struct effort_place *efforts_first(const struct efforts *efforts)
{
	return efforts->places;
}

const struct effort_place *effort_place_next(const struct effort_place *place)
{
	return place->next;
}

const char *effort_place_area(const struct effort_place *place)
{
	return place->area;
}

const char *effort_place_agreement(const struct effort_place *place)
{
	return place->agreement;
}

bool efforts_of_place(const struct efforts *efforts, const struct effort_place *place,
	const struct effort_measure *measure, struct effort_total *ret_total)
{
	const struct effort_total *total = &place->series[position_of(measure)].total;
	if (said_in(place, measure) == NULL && total->number.states[CELL_NOT_REPORTED] == 0 &&
		total->flags == 0)
		return false;
	*ret_total = finish(efforts, measure, *total, reports_months(efforts->period));
	return true;
}
