#include "formeffort.h"

#include <string.h>

enum err formeffort_open(const struct formcases *cases, struct formeffort *ret_effort)
{
	const struct form_request *request = cases->request;
	struct formeffort effort = {.cases = cases};
	enum err err = ERR_OK;
	effort.pieces = arena_alloc(request->memory, cases->piece_count * sizeof(effort.pieces[0]));
	if (effort.pieces == NULL)
		return ERR_RANGE;
	for (size_t i = 0; err == ERR_OK && i < cases->piece_count; i++)
		err = efforts_read(request->txn, request->size, cases->pieces[i].reports.period,
			request->memory, request->scratch, &effort.pieces[i]);
	if (err == ERR_OK)
		*ret_effort = effort;
	return err;
}

/* Pieces are met in the order of time. */
static void add_piece(struct effort_total *sum, const struct effort_total *piece,
	const struct effort_measure *measure)
{
	if (!measure->is_stock)
		effort_total_add(sum, piece);
	else if (total_cell_state(&piece->number) == CELL_COUNT ||
		 total_cell_state(&sum->number) != CELL_COUNT)
		*sum = *piece;
}

static struct effort_total finish(const struct formeffort *effort, struct effort_total sum)
{
	uint16_t seen = 0;
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		uint16_t months = reports_months(effort->pieces[i].period);
		if ((seen & months) != 0)
			sum.months = 0;
		seen |= months;
	}
	return sum;
}

/* ---- one unit in one piece */

static uint16_t owed_by(const struct reports *reports, const char *code)
{
	const struct reporting_unit *unit = reports->units;
	while (unit != NULL && strcmp(unit->code, code) != 0)
		unit = unit->next;
	return unit == NULL ? 0 : unit->months_expected;
}

static bool is_said(const struct effort_total *total)
{
	return total_cell_state(&total->number) != CELL_NOT_REPORTED;
}

/* False when none of the kommun's districts says anything. */
static bool sum_districts(const struct reports *reports, const struct efforts *efforts,
	const struct unit_page *kommun, const struct effort_measure *measure,
	struct effort_total *sum)
{
	struct days days = formcases_days(reports->period);
	uint16_t months = UINT16_MAX;
	bool any = false;
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		const struct unit_page *page = link->to;
		struct effort_total part =
			efforts_of_unit(efforts, page->code, measure, owed_by(reports, page->code));
		if (unitbook_record(page, days.last)->parent != kommun ||
			(!is_said(&part) && !unitbook_is_there(page, days)))
			continue;
		effort_total_add(sum, &part);
		months &= part.months;
		any = any || is_said(&part);
	}
	sum->months = months;
	return any;
}

static struct effort_total of_piece(const struct reports *reports, const struct efforts *efforts,
	const char *code, const struct effort_measure *measure)
{
	uint16_t owed = owed_by(reports, code);
	struct effort_total own = efforts_of_unit(efforts, code, measure, owed);
	struct effort_total sum = {.flags = own.flags};
	const struct unit_page *page = unitbook_find(&reports->book, code);
	if (is_said(&own) || page == NULL || !sum_districts(reports, efforts, page, measure, &sum))
		return own;
	if ((owed & ~sum.months) != 0 && !measure->is_stock)
		sum.number.states[CELL_NOT_REPORTED]++;
	return sum;
}

/* ---- over all pieces */

struct effort_total formeffort_of_unit(
	const struct formeffort *effort, const char *code, const struct effort_measure *measure)
{
	struct effort_total sum = {.flags = 0};
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		struct effort_total piece = of_piece(
			&effort->cases->pieces[i].reports, &effort->pieces[i], code, measure);
		add_piece(&sum, &piece, measure);
	}
	return finish(effort, sum);
}

/* The months of a period with a day on which the agreement holds. */
static uint16_t months_owed(struct period period, struct days held)
{
	uint16_t months = 0;
	for (uint8_t month = period.first_month; month < period.first_month + period.months;
		month++)
		if (days_any(days_common(
			    formcases_days((struct period){period.year, month, 1}), held)))
			months |= (uint16_t)(1u << (month - 1));
	return months;
}

struct effort_total formeffort_of_agreement(const struct formeffort *effort,
	const Jour__V1__Agreement *agreement, struct days held,
	const struct effort_measure *measure)
{
	struct effort_total sum = {.flags = 0};
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		struct effort_total piece = efforts_of_agreement(&effort->pieces[i], agreement->dnr,
			agreement->units, agreement->n_units, measure,
			months_owed(effort->pieces[i].period, held));
		add_piece(&sum, &piece, measure);
	}
	return finish(effort, sum);
}

/* ---- cells */

static struct form_cell cell_of(const struct effort_total *total, struct form_cell known)
{
	struct form_cell cell = formcases_cell(&total->number);
	return cell.type == FORM_COUNT ? form_at_least(known, cell.at_least) : cell;
}

static struct form_cell number(uint64_t hundredths, bool pieces)
{
	return pieces && hundredths % 100 == 0 ? form_count(hundredths / 100)
					       : form_hundredths((int64_t)hundredths);
}

struct form_cell formeffort_number(uint64_t hundredths, const struct effort_measure *measure)
{
	return number(hundredths, measure->unit == EFFORT_PIECES);
}

struct form_cell formeffort_cell(
	const struct effort_total *total, const struct effort_measure *measure)
{
	struct form_cell cell = cell_of(total, formeffort_number(total->number.count, measure));
	cell.months = total->months;
	return cell;
}

struct form_cell formeffort_whole(const struct effort_total *total)
{
	return cell_of(total, number(total->of_hundredths, true));
}

struct form_cell formeffort_share(const struct effort_total *total)
{
	struct form_cell reached = cell_of(total, form_hundredths((int64_t)total->number.count));
	struct form_cell whole = cell_of(total, form_hundredths((int64_t)total->of_hundredths));
	return form_over(&reached, &whole, FORM_PERCENT, true);
}

const char *formeffort_label(const struct form *form, const struct effort_measure *measure)
{
	return form_word(form, measure->label_en);
}
