#include "print_money.h"

#include <inttypes.h>
#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "moneycell.h"
#include "print_paid.h"
#include "term.h"

static const char *count_in(struct moneycell *cell, uint64_t count)
{
	return count_format_sv(count, cell->text, sizeof(cell->text));
}

/* What is known of an amount that may lack a part. */
static const char *partial_in(struct moneycell *cell, bool complete, int64_t amount_ore)
{
	if (complete)
		return moneycell_amount(cell, amount_ore);
	if (amount_ore == 0)
		return _("not known");
	moneycell_amount(cell, amount_ore);
	return strncat(cell->text, " + ?", sizeof(cell->text) - strlen(cell->text) - 1);
}

static const char *render_in(struct moneycell *cell, const struct sentence *sentence)
{
	return sentence_render(sentence, i18n_text, cell->text, sizeof(cell->text));
}

void print_year_rule(const struct expected *expected, FILE *to)
{
	struct moneycell first, last;
	fprintf(to, _("The agreement year %u is from %s to %s.\n"), expected->year,
		moneycell_date(&first, days_to_date(expected->days.first)),
		moneycell_date(&last, days_to_date(expected->days.last)));
	if (expected->in_force && days_count(expected->held) < days_count(expected->days))
		fprintf(to,
			_("The agreement holds from %s to %s of it; each term's proration says "
			  "what that means.\n"),
			moneycell_date(&first, days_to_date(expected->held.first)),
			moneycell_date(&last, days_to_date(expected->held.last)));
	if (expected->other_versions)
		fprintf(to,
			_("Note: another version of the agreement holds for a part of %u; version "
			  "%u is used for all of it.\n"),
			expected->year, expected->agreement->version);
}

static void print_parties(const Jour__V1__Agreement *agreement, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 3);
	table_row(table, (const char *[]){_("party"), _("org. no."), _("role")});
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const Jour__V1__Party *party = agreement->parties[i];
		table_row(table, (const char *[]){party->name, party->org_nr,
					 party->role == JOUR__V1__ROLE__ROLE_PAYER ? _("payer")
										   : _("jour")});
	}
	table_print(table, to);
}

static const char *flow_text(Jour__V1__Flow flow)
{
	switch (flow) {
	case JOUR__V1__FLOW__FLOW_IN_KIND:
		return _("work in kind");
	case JOUR__V1__FLOW__FLOW_OWN:
		return _("the jour's own money");
	default:
		return _("the partners");
	}
}

static void print_terms(const struct expected *expected, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT};
	struct table *table = table_new(columns, 5);
	fprintf(to, _("Terms in %u:\n"), expected->year);
	table_row(table, (const char *[]){_("term"), _("what it says"), _("where"), _("carried by"),
				 _("all together")});
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		struct moneycell headline, sum;
		table_row(table, (const char *[]){term->id, render_in(&headline, &term->headline),
					 term->clause, flow_text(term->term->flow),
					 partial_in(&sum, term->complete, term->sum_ore)});
	}
	table_print(table, to);
}

void print_agreement(const struct expected *expected, FILE *to)
{
	const Jour__V1__Agreement *agreement = expected->agreement;
	struct moneycell from, last, record;
	fprintf(to, _("%s, %s\n"), agreement->dnr, agreement->title);
	fprintf(to, _("Version %u (record %s), from %s to %s.\n"), agreement->version,
		moneycell_record(&record, &expected->record),
		moneycell_date(&from, agreement->from),
		agreement->to == 0 ? _("further notice") : moneycell_date(&last, agreement->to));
	if (agreement->notice_months == 0)
		fprintf(to, "%s\n\n", _("No notice is stated."));
	else
		fprintf(to,
			ngettext("Notice: %u month.\n\n", "Notice: %u months.\n\n",
				agreement->notice_months),
			agreement->notice_months);
	if (agreement->n_parties > 0) {
		print_parties(agreement, to);
		fputc('\n', to);
	}
	if (!expected->in_force)
		fprintf(to, _("The agreement is not in force in %u: nothing is expected.\n"),
			expected->year);
	else
		print_terms(expected, to);
}

/* ---- one term */

/* The first that says the same as `remark`, which is itself when it is in the list and none does
 * before. */
static const struct remark *first_to_say(const struct remark *first, const struct remark *remark)
{
	struct moneycell text, other;
	render_in(&text, &remark->text);
	while (first != NULL && first != remark &&
		strcmp(render_in(&other, &first->text), text.text) != 0)
		first = first->next;
	return first;
}

static void print_remark(const struct remark *remark, FILE *to)
{
	struct moneycell text;
	fprintf(to, remark->lack ? _("Missing: %s.\n") : _("Note: %s.\n"),
		render_in(&text, &remark->text));
}

static void print_term_remarks(const struct expected_term *term, FILE *to)
{
	for (const struct remark *at = term->remarks; at != NULL; at = at->next)
		if (first_to_say(term->remarks, at) == at)
			print_remark(at, to);
}

/* Who got what was left. */
static void print_extras(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	struct moneycell unit;
	bool any = false;
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &term->lines[i];
		if (!line->extra)
			continue;
		if (!any)
			fprintf(to, _("What was left, %s each, went to: "),
				moneycell_amount(&unit, term->unit_ore));
		fprintf(to, "%s%s%s", any ? ", " : "", expected->units[i].name,
			line->tie ? _(" (equal remainders: by code)") : "");
		any = true;
	}
	if (any)
		fputs(".\n", to);
}

/* Whose part a limit set. */
static void print_limits(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	for (size_t i = 0; i < expected->unit_count; i++) {
		struct moneycell amount;
		const struct expected_line *line = &term->lines[i];
		if (!line->known || line->bound == BOUND_NONE)
			continue;
		fprintf(to,
			line->bound == BOUND_MIN ? _("%s pays its minimum, %s.\n")
						 : _("%s pays its maximum, %s.\n"),
			expected->units[i].name, moneycell_amount(&amount, line->amount_ore));
	}
}

/* The unit's own figure, where it has exactly one. */
static const char *figure_in(
	struct moneycell *cell, const struct expected_term *term, const struct expected_line *line)
{
	if (term->figure_count != 1 || line->figures == NULL || !line->figures->known ||
		line->held.covered == 0)
		return line->share != NULL ? line->share : "";
	return count_in(cell, (uint64_t)(line->figures->value / line->figures->of));
}

static bool is_cash(const struct expected_term *term)
{
	return term->term->flow == JOUR__V1__FLOW__FLOW_CASH;
}

static void print_amounts(
	const struct expected *expected, const struct expected_term *term, bool explain, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, explain ? 4 : 3);
	struct moneycell weight, amount;
	table_row(table, (const char *[]){_("kommun"), term->figure_count > 0 ? _("weight") : "",
				 _("amount"), _("exact, in öre")});
	for (size_t i = 0; (!term->is_whole || is_cash(term)) && i < expected->unit_count; i++) {
		const struct expected_line *line = &term->lines[i];
		table_row(table,
			(const char *[]){expected->units[i].name, figure_in(&weight, term, line),
				partial_in(&amount, line->known, line->amount_ore),
				line->known ? line->exact_ore : ""});
	}
	table_rule(table);
	table_row(table, (const char *[]){_("sum"), "",
				 partial_in(&amount, term->complete, term->sum_ore), ""});
	table_print(table, to);
}

static const char *step_text(const char *name)
{
	static const struct {
		const char *name;
		const char *text;
	} texts[] = {
		{"formula", N_("the formula gives")},
		{"indexation", N_("index")},
		{"proration", N_("part of the year")},
		{"base", N_("base amount")},
		{"key", N_("with its share by the key")},
		{"limit", N_("held at its limit")},
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, name) == 0)
			return _(texts[i].text);
	return name;
}

static void print_steps(const char *name, const struct step *first, FILE *to)
{
	for (const struct step *at = first; at != NULL; at = at->next) {
		fprintf(to, "  %s: %s", name, step_text(at->name));
		if (at->factor != NULL)
			fprintf(to, " x %s", at->factor);
		fprintf(to, " = %s\n", at->exact_ore);
	}
}

/* Every step in exact öre: of the pot, of each unit, of the whole. */
static void print_chain(const struct expected *expected, const struct expected_term *term, FILE *to)
{
	fprintf(to, "\n%s\n", _("Step by step, in exact öre:"));
	print_steps(term->line != NULL ? term->line : term->id, term->pot_steps, to);
	print_steps(term->id, term->whole.steps, to);
	for (size_t i = 0; i < expected->unit_count; i++)
		print_steps(expected->units[i].name, term->lines[i].steps, to);
}

static const char *name_of(const struct expected *expected, const char *unit)
{
	for (size_t i = 0; i < expected->unit_count; i++)
		if (strcmp(expected->units[i].code, unit) == 0)
			return expected->units[i].name;
	return unit;
}

static void index_text_in(struct moneycell *cell, const struct input *input)
{
	if (input->is_number)
		snprintf(cell->text, sizeof(cell->text),
			input->preliminary ? _("index %s %u, preliminary, hundredths")
					   : _("index %s %u, hundredths"),
			input->line, input->year);
	else
		snprintf(cell->text, sizeof(cell->text),
			input->preliminary ? _("index %s %u, preliminary, hundredths of a per cent")
					   : _("index %s %u, hundredths of a per cent"),
			input->line, input->year);
}

static const char *input_text_in(
	struct moneycell *cell, const struct expected *expected, const struct input *input)
{
	struct moneycell date;
	switch (input->kind) {
	case INPUT_POPULATION:
		snprintf(cell->text, sizeof(cell->text), _("population of %s on %s, source %s"),
			name_of(expected, input->unit), moneycell_date(&date, input->date),
			input->source);
		break;
	case INPUT_COST:
		snprintf(cell->text, sizeof(cell->text), _("cost %s %u, reference %s"), input->line,
			input->year, input->reference);
		break;
	case INPUT_INDEX:
		index_text_in(cell, input);
		break;
	case INPUT_FIGURE:
		snprintf(cell->text, sizeof(cell->text), _("%s of %s %u, source %s"), input->line,
			name_of(expected, input->unit), input->year, input->source);
		break;
	case INPUT_CASES:
		snprintf(cell->text, sizeof(cell->text), _("cases in %s, %u months from %s"),
			name_of(expected, input->unit), input->months,
			moneycell_date(&date, input->date));
		break;
	}
	return cell->text;
}

static void input_row(
	struct table *table, const struct expected *expected, const struct input *input)
{
	struct moneycell what, value, record;
	const char *number = input->value < 0 ? "" : count_in(&value, (uint64_t)input->value);
	if (input->kind == INPUT_COST)
		number = moneycell_amount(&value, input->value);
	else if (input->value < 0)
		snprintf(value.text, sizeof(value.text), "%" PRId64, input->value);
	table_row(table, (const char *[]){input_text_in(&what, expected, input),
				 input->value < 0 ? value.text : number,
				 moneycell_record(&record, &input->record)});
}

static void cited_rows(
	struct table *table, const struct expected *expected, const struct cited *first)
{
	for (const struct cited *at = first; at != NULL; at = at->next)
		input_row(table, expected, at->input);
}

static void print_inputs(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 3);
	table_row(table, (const char *[]){_("rests on"), _("value"), _("ledger record")});
	for (const struct index_use *at = term->indexes; at != NULL; at = at->next) {
		input_row(table, expected, at->input);
		if (at->base != NULL)
			input_row(table, expected, at->base);
	}
	cited_rows(table, expected, term->pot_inputs);
	cited_rows(table, expected, term->less_inputs);
	for (size_t i = 0; i < term->budget_count; i++)
		cited_rows(table, expected, term->budget[i].costs);
	for (size_t i = 0; i < expected->unit_count; i++)
		for (size_t k = 0; term->lines[i].figures != NULL && k < term->figure_count; k++)
			cited_rows(table, expected, term->lines[i].figures[k].inputs);
	table_print(table, to);
}

static void print_budget(const struct expected_term *term, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 5);
	table_row(table,
		(const char *[]){_("line"), _("earmark"), _("budget"), _("spent"), _("left")});
	for (size_t i = 0; i < term->budget_count; i++) {
		const struct expected_budget *line = &term->budget[i];
		struct moneycell amount, spent, left;
		table_row(table, (const char *[]){line->line, line->earmark,
					 partial_in(&amount, term->whole.known, line->amount_ore),
					 moneycell_amount(&spent, line->spent_ore),
					 partial_in(&left, term->whole.known, line->left_ore)});
	}
	fputc('\n', to);
	table_print(table, to);
}

static void correction_row(struct table *table, const char *name,
	const struct expected_line *before, const struct expected_line *now)
{
	struct moneycell preliminary, definitive, difference;
	bool known = before->known && now->known;
	table_row(table,
		(const char *[]){name, partial_in(&preliminary, known, before->amount_ore),
			partial_in(&definitive, known, now->amount_ore),
			partial_in(&difference, known, now->amount_ore - before->amount_ore)});
}

/* What a payment on preliminary figures lacks, or had too much. */
static void print_true_up(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 4);
	fprintf(to, "\n%s\n", _("Correction, now that a preliminary index has become definitive:"));
	table_row(table, (const char *[]){"", _("preliminary"), _("definitive"), _("difference")});
	if (term->is_whole)
		correction_row(table, term->id, &term->before->whole, &term->whole);
	else
		for (size_t i = 0; i < expected->unit_count; i++)
			correction_row(table, expected->units[i].name, &term->before->lines[i],
				&term->lines[i]);
	table_print(table, to);
}

static void print_pot(const struct expected_term *term, FILE *to)
{
	struct moneycell given, pot;
	if (!term->pot_known)
		return;
	if (term->pot_given_ore != term->pot_ore)
		fprintf(to, _("To be split: %s of %s.\n"), moneycell_amount(&pot, term->pot_ore),
			moneycell_amount(&given, term->pot_given_ore));
	else
		fprintf(to, _("To be split: %s.\n"), moneycell_amount(&pot, term->pot_ore));
}

void print_term(
	const struct expected *expected, const struct expected_term *term, bool explain, FILE *to)
{
	struct moneycell text;
	fprintf(to, _("%s, %u: %s (%s)\n"), expected->agreement->dnr, expected->year,
		render_in(&text, &term->headline), term->clause);
	print_pot(term, to);
	if (term->preliminary)
		fprintf(to, "%s\n", _("PRELIMINARY: an index in it is not definitive yet."));
	fputc('\n', to);
	print_amounts(expected, term, explain, to);
	if (term->budget_count > 0)
		print_budget(term, to);
	fputc('\n', to);
	fprintf(to, _("Rule: %s.\n"), _(term->kind->rule));
	print_extras(expected, term, to);
	print_limits(expected, term, to);
	print_term_remarks(term, to);
	if (term->before != NULL)
		print_true_up(expected, term, to);
	if (!explain)
		return;
	print_chain(expected, term, to);
	fputc('\n', to);
	print_inputs(expected, term, to);
}

/* ---- expected and paid */

/* Columns of their own for the terms when there are several, but not so many that nobody can read
 * the table. */
#define TERM_COLUMNS_MAX 5u
#define ACCOUNT_COLUMNS (6u + TERM_COLUMNS_MAX)

static size_t term_columns(const struct expected *expected)
{
	size_t cash = 0;
	for (size_t i = 0; i < expected->term_count; i++)
		cash += is_cash(&expected->terms[i]);
	return cash > 1 && cash <= TERM_COLUMNS_MAX ? cash : 0;
}

static const char *term_cell(struct moneycell *cell, const struct expected *expected,
	const struct expected_term *term, size_t unit)
{
	if (unit < expected->unit_count)
		return partial_in(cell, term->lines[unit].known, term->lines[unit].amount_ore);
	return "";
}

/* What nobody has booked is no 0. */
static const char *booked_in(struct moneycell *cell, bool is_booked, int64_t amount_ore)
{
	return is_booked ? moneycell_amount(cell, amount_ore) : "..";
}

/* Row number `at` of an account; the one after the last is the sum. */
static void balance_row(struct table *table, const struct expected *expected,
	const struct account *account, size_t at)
{
	struct moneycell cells[ACCOUNT_COLUMNS];
	const char *row[ACCOUNT_COLUMNS];
	size_t terms = term_columns(expected), count = 0;
	bool is_sum = at == account->count;
	const struct balance *balance = is_sum ? &account->sum : &account->rows[at];
	row[count++] = is_sum ? _("sum") : balance->name;
	for (size_t i = 0; terms > 0 && i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (!is_cash(term))
			continue;
		row[count] = is_sum ? partial_in(&cells[count], term->complete, term->sum_ore)
				    : term_cell(&cells[count], expected, term, at);
		count++;
	}
	row[count] = partial_in(&cells[count], balance->complete, balance->expected_ore);
	count++;
	row[count] = booked_in(&cells[count], balance->is_invoiced, balance->invoiced_ore);
	count++;
	row[count] = booked_in(&cells[count], balance->is_received, balance->received_ore);
	count++;
	row[count] = booked_in(&cells[count], balance->is_said_by_payer, balance->payer_says_ore);
	count++;
	row[count] = balance->complete ? moneycell_amount(&cells[count], balance->difference_ore)
				       : _("not known");
	table_row(table, row);
}

static struct table *account_table(const struct expected *expected)
{
	enum table_align columns[ACCOUNT_COLUMNS] = {TABLE_LEFT};
	const char *row[ACCOUNT_COLUMNS];
	size_t terms = term_columns(expected), count = 0;
	for (size_t i = 1; i < ACCOUNT_COLUMNS; i++)
		columns[i] = TABLE_RIGHT;
	struct table *table = table_new(columns, terms + 6);
	row[count++] = _("kommun");
	for (size_t i = 0; terms > 0 && i < expected->term_count; i++)
		if (is_cash(&expected->terms[i]))
			row[count++] = expected->terms[i].id;
	row[count++] = _("expected");
	row[count++] = _("invoiced");
	row[count++] = _("paid");
	row[count++] = _("payer says");
	row[count] = _("difference");
	table_row(table, row);
	return table;
}

/* Terms often lack the same figure: each is said once. */
static bool said_before(const struct expected *expected, const struct remark *remark)
{
	const struct remark *said = NULL;
	for (size_t i = 0; i < expected->term_count && said == NULL; i++)
		said = first_to_say(expected->terms[i].remarks, remark);
	return said != remark;
}

void print_missing(const struct expected *expected, FILE *to)
{
	for (size_t i = 0; i < expected->term_count; i++)
		for (const struct remark *at = expected->terms[i].remarks; at != NULL;
			at = at->next)
			if (!said_before(expected, at))
				print_remark(at, to);
}

void print_account(const struct expected *expected, const struct account *account, FILE *to)
{
	fprintf(to, _("\nExpected and paid for %u:\n"), expected->year);
	struct table *table = account_table(expected);
	for (size_t i = 0; i < account->count; i++)
		balance_row(table, expected, account, i);
	table_rule(table);
	balance_row(table, expected, account, account->count);
	table_print(table, to);
	fprintf(to, "\n%s\n",
		_("Paid is what the jour says it received. Difference: expected less paid."));
	if (!account->sum.is_invoiced || !account->sum.is_received ||
		!account->sum.is_said_by_payer)
		fprintf(to, "%s\n", _("Signs: .. nothing is booked for the year."));
	print_year_rule(expected, to);
	if (!expected->complete)
		fprintf(to, "%s\n", _("INCOMPLETE: not everything that the sums need is known."));
	print_missing(expected, to);
	print_paid_remarks(account, to);
}
