#include "formeffort.h"

#include <string.h>

#include "inforce.h"
#include "termrules.h"

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

/* ---- what is owed in a piece */

struct owing_in {
	const struct reports *reports;
	const Jour__V1__Agreement *agreement; /* NULL: those of which reports are expected */
	struct days held;		      /* on which it is */
};

static uint16_t months_expected(const void *context, const char *code)
{
	const struct owing_in *in = context;
	const struct reporting_unit *unit = in->reports->units;
	while (unit != NULL && strcmp(unit->code, code) != 0)
		unit = unit->next;
	return unit == NULL ? 0 : unit->months_expected;
}

/* The months with a day on which the agreement holds and the unit is there and a partner. */
static uint16_t months_owed(const void *context, const char *code)
{
	const struct owing_in *in = context;
	const Jour__V1__Agreement *agreement = in->agreement;
	const struct unit_page *page = unitbook_find(&in->reports->book, code);
	uint32_t year = in->reports->period.year;
	struct days days = in->held;
	if (termrules_list_has(agreement->units, agreement->n_units, code))
		days = days_common(days, agreementyear_partner(agreement, code));
	uint16_t months = inforce_months_of(days, year);
	return page == NULL ? months : months & unitbook_months(page, year);
}

/* ---- over all pieces */

struct effort_total formeffort_of_unit(
	const struct formeffort *effort, const char *code, const struct effort_measure *measure)
{
	struct effort_total sum = {.flags = 0};
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		struct owing_in in = {.reports = &effort->cases->pieces[i].reports};
		struct effort_owing owing = {&in.reports->book, months_expected, &in};
		struct effort_total piece =
			efforts_of_unit(&effort->pieces[i], code, measure, &owing);
		add_piece(&sum, &piece, measure);
	}
	return finish(effort, sum);
}

struct effort_total formeffort_of_agreement(const struct formeffort *effort,
	const Jour__V1__Agreement *agreement, struct days held,
	const struct effort_measure *measure)
{
	struct effort_total sum = {.flags = 0};
	for (size_t i = 0; i < effort->cases->piece_count; i++) {
		struct owing_in in = {&effort->cases->pieces[i].reports, agreement, held};
		struct effort_owing owing = {&in.reports->book, months_owed, &in};
		struct effort_total piece = efforts_of_agreement(&effort->pieces[i], agreement->dnr,
			agreement->units, agreement->n_units, measure, &owing);
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
