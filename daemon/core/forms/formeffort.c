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

struct effort_total formeffort_of_unit(
	const struct formeffort *effort, const char *code, const struct effort_measure *measure)
{
	struct effort_total sum = {.flags = 0};
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		const struct reporting_unit *unit = effort->cases->pieces[i].reports.units;
		while (unit != NULL && strcmp(unit->code, code) != 0)
			unit = unit->next;
		struct effort_total piece = efforts_of_unit(&effort->pieces[i], code, measure,
			unit == NULL ? 0 : unit->months_expected);
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
