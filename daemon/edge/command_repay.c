#include <inttypes.h>

#include "agreements.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "moneycell.h"
#include "moneyview.h"
#include "repayment.h"
#include "today.h"

struct repay_options {
	struct view_options view;
	const char *dnr;
	uint32_t exit_date; /* yyyymmdd, 0: not an exit */
	uint32_t year;	    /* 0: not given */
};

static const struct argp_option options[] = {
	{"exit", 'e', N_("DATE"), 0,
		N_("the agreement is left early: the first day that is no longer paid for"), 0},
	{"year", 'y', N_("YEAR"), 0,
		N_("money of that agreement year's budget that was not used for its purpose"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct repay_options *repay = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &repay->view;
		return 0;
	case 'e':
		if (!today_parse(arg, &repay->exit_date))
			argp_error(state, _("--exit %s: expected a day such as 2018-04-20"), arg);
		return 0;
	case 'y':
		if (!money_year_parse(arg, &repay->year))
			argp_error(state, _("--year %s: expected a year from %u to %u"), arg,
				YEAR_MIN, YEAR_MAX);
		return 0;
	case ARGP_KEY_ARG:
		if (repay->dnr != NULL)
			return ARGP_ERR_UNKNOWN;
		repay->dnr = arg;
		return 0;
	case ARGP_KEY_END:
		if (repay->dnr == NULL || (repay->exit_date == 0) == (repay->year == 0))
			argp_error(
				state, _("expected a diary number, and either --exit or --year"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, "DNR",
	N_("Shows what is to be given back, to whom and why: of the year's money when an "
	   "agreement is left early, or of its budget when money was not used. What was given "
	   "back before is subtracted.\v"
	   "Examples:\n"
	   "  jourd repay 'SON 2019-536' --exit 2024-07-01\n"
	   "  jourd repay '2.3.4-630/2021' --year 2022"),
	children, NULL, NULL};

/* The agreement year that the exit day lies in. */
static uint32_t year_of_exit(struct view *view, const char *dnr, uint32_t exit_date)
{
	uint32_t year = exit_date / 10000;
	arena_reset(&view->memory.agreement);
	const Jour__V1__Agreement *agreement =
		agreements_newest(view->txn, dnr, view->size, &view->memory.agreement, NULL);
	if (agreement == NULL || days_of_date(exit_date) >= agreementyear_of(agreement, year).first)
		return year;
	return year > YEAR_MIN ? year - 1 : year;
}

/* Which rule, and where it stands. */
static void print_rule(const struct repayment_plan *plan, FILE *to)
{
	const char *name = plan->by_exit ? repayment_exit_name(plan->rules.early_exit)
					 : repayment_unused_name(plan->rules.not_used);
	const char *key = plan->by_exit ? "early_exit" : "not_used";
	const char *back = repayment_back_name(plan->rules.shared_back);
	if (plan->rules.clause == NULL)
		fprintf(to,
			_("The agreement states no rule; the usual one counts: %s: %s, "
			  "shared_back: %s.\n"),
			key, name, back);
	else
		fprintf(to, _("By the agreement (%s): %s: %s, shared_back: %s.\n"),
			plan->rules.clause, key, name, back);
}

static const char *rounding_text(enum rounding rule)
{
	switch (rule) {
	case ROUND_HALF_EVEN:
		return _("half to even");
	case ROUND_DOWN:
		return _("down");
	default:
		return _("half up");
	}
}

/* What the days, months or costs leave, before and after the one rounding. */
static void print_unused(const struct repayment_plan *plan, FILE *to)
{
	struct moneycell cash, spent, unit, unused;
	if (plan->exit.of > 0)
		fprintf(to, _("Unused: %s x %u / %u"), moneycell_amount(&cash, plan->exit.cash_ore),
			plan->exit.remaining, plan->exit.of);
	else
		fprintf(to, _("Unused: %s paid, %s spent"),
			moneycell_amount(&cash, plan->exit.cash_ore),
			moneycell_amount(&spent, plan->exit.spent_ore));
	fprintf(to, _(" = %s öre, rounded %s to multiples of %s: %s.\n\n"), plan->exit.exact_ore,
		rounding_text(plan->rules.rounding.rule),
		moneycell_amount(&unit, plan->rules.rounding.unit_ore),
		moneycell_amount(&unused, plan->unused_ore));
}

static void print_exit(const struct expected *expected, const struct repayment_plan *plan, FILE *to)
{
	struct moneycell exit, first, last;
	fprintf(to, _("Left on %s. The year's money is for %s to %s.\n"),
		moneycell_date(&exit, plan->exit_date),
		moneycell_date(&first, days_to_date(expected->held.first)),
		moneycell_date(&last, days_to_date(expected->held.last)));
	if (plan->rules.early_exit == JOUR__V1__EXIT_RULE__EXIT_RULE_NONE)
		fprintf(to, "%s\n\n", _("Nothing goes back."));
	else
		print_unused(plan, to);
}

static void print_lines(const struct repayment_plan *plan, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 6);
	table_row(table, (const char *[]){_("line"), _("earmarked for"), _("budget"), _("spent"),
				 _("left"), _("given back")});
	for (size_t i = 0; i < plan->line_count; i++) {
		const struct repay_line *line = &plan->lines[i];
		struct moneycell budget, spent, left, repaid;
		table_row(table, (const char *[]){line->line, line->earmark,
					 moneycell_amount(&budget, line->budget_ore),
					 moneycell_amount(&spent, line->spent_ore),
					 moneycell_amount(&left, line->left_ore),
					 moneycell_amount(&repaid, line->repaid_ore)});
	}
	table_print(table, to);
	fputc('\n', to);
}

static void print_earmarks(const struct repayment_plan *plan, FILE *to)
{
	struct moneycell left, open;
	for (size_t i = 0; i < plan->pot_count; i++) {
		const struct repay_pot *pot = &plan->pots[i];
		moneycell_amount(&left, pot->left_ore);
		moneycell_amount(&open, pot->open_ore);
		if (pot->name[0] == '\0')
			fprintf(to,
				_("Without an earmark: %s is left; still to be given back: %s.\n"),
				left.text, open.text);
		else
			fprintf(to,
				_("Earmarked for %s: %s is left; still to be given back: %s.\n"),
				pot->name, left.text, open.text);
	}
	fprintf(to, "%s\n\n",
		_("Nothing is set off between earmarks, nor between them and the rest."));
}

static void print_pots(const struct repayment_plan *plan, FILE *to)
{
	print_lines(plan, to);
	switch (plan->rules.not_used) {
	case JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE:
		fprintf(to, "%s\n\n", _("Nothing goes back."));
		return;
	case JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE:
		for (size_t i = 0; i < plan->pot_count; i++) {
			struct moneycell left, open;
			fprintf(to, _("%s: %s is left; still to be given back: %s.\n"),
				plan->pots[i].name, moneycell_amount(&left, plan->pots[i].left_ore),
				moneycell_amount(&open, plan->pots[i].open_ore));
		}
		fprintf(to, "%s\n\n", _("Nothing is set off between lines."));
		return;
	default:
		print_earmarks(plan, to);
	}
}

static void print_partners(const struct repayment_plan *plan, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 5);
	table_row(table, (const char *[]){_("kommun"), _("paid"), _("gets back"), _("given back"),
				 _("remains")});
	for (size_t i = 0; i < plan->partner_count; i++) {
		const struct repay_partner *partner = &plan->partners[i];
		struct moneycell paid, part, repaid, open;
		table_row(table,
			(const char *[]){partner->name, moneycell_amount(&paid, partner->paid_ore),
				moneycell_amount(&part, partner->part_ore),
				moneycell_amount(&repaid, partner->repaid_ore),
				moneycell_amount(&open, partner->open_ore)});
	}
	table_print(table, to);
	fprintf(to, "%s\n",
		plan->rules.shared_back == JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY
			? _("Shared equally over those who have paid; what is left over by "
			    "largest remainder, ties by code.")
			: _("Shared in proportion to what each has paid; what is left over by "
			    "largest remainder, ties by code."));
}

static void print_plan(const struct view *view, const struct expected *expected,
	const struct repayment_plan *plan, FILE *to)
{
	fprintf(to, _("%s, %u: what is to be given back\n"), expected->agreement->dnr,
		expected->year);
	print_rule(plan, to);
	if (plan->by_exit)
		print_exit(expected, plan, to);
	else
		print_pots(plan, to);
	print_partners(plan, to);
	view_print_as_of(view, to);
}

static int show(const struct repay_options *repay, struct money_view *money)
{
	struct view *view = &money->view;
	const struct account *account = NULL;
	const struct repayment_plan *plan = NULL;
	uint32_t year =
		repay->year != 0 ? repay->year : year_of_exit(view, repay->dnr, repay->exit_date);
	const struct expected *expected = money_view_expected(money, repay->dnr, year);
	if (expected == NULL)
		return STATUS_FAILED;
	enum err err = payments_settle(
		view->txn, expected, 0, &money->arena, &view->memory.record, &account);
	if (err == ERR_OK)
		err = repayment_plan(expected, account, repay->exit_date, &money->arena, &plan);
	if (err == ERR_NOTFOUND && repay->exit_date != 0)
		fprintf(stderr, _("jourd: no day of %u is paid for under '%s'\n"), year,
			repay->dnr);
	else if (err == ERR_NOTFOUND)
		fprintf(stderr, _("jourd: '%s' has no budget in %u that the partners pay\n"),
			repay->dnr, year);
	else if (err != ERR_OK)
		money_view_failed(err);
	if (err != ERR_OK)
		return STATUS_FAILED;
	if (repay->view.json)
		return view_print_json(repayment_json(expected, plan, &view->name), stdout);
	print_plan(view, expected, plan, stdout);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct repay_options repay = {.dnr = NULL};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &repay);
	int status = money_view_open(&repay.view, &money);
	if (status != STATUS_OK)
		return status;
	return money_view_close(&money, show(&repay, &money));
}

const struct command command_repay = {
	"repay", N_("what is to be given back: an early exit, money not used"), run};
