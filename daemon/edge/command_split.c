#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "explain.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "moneyview.h"
#include "print_money.h"
#include "print_whatif.h"
#include "whatifjson.h"
#include "whatifview.h"

struct split_options {
	struct view_options view;
	struct whatif_options whatif;
	bool explain;
	const char *dnr;
	const char *line;
	uint32_t year;
};

static const struct argp_option options[] = {
	{"explain", 'x', NULL, 0,
		N_("show the exact fractions and the ledger records that it rests on"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void parse_argument(struct split_options *split, struct argp_state *state, const char *arg)
{
	switch (state->arg_num) {
	case 0:
		split->dnr = arg;
		return;
	case 1:
		split->line = arg;
		return;
	case 2:
		if (money_year_parse(arg, &split->year))
			return;
		argp_error(state, _("%s: expected a year from %u to %u"), arg, YEAR_MIN, YEAR_MAX);
		return;
	default:
		argp_error(state, _("%s: only an agreement, a line and a year are expected"), arg);
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct split_options *split = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &split->view;
		state->child_inputs[1] = &split->whatif;
		return 0;
	case 'x':
		split->explain = true;
		return 0;
	case ARGP_KEY_ARG:
		parse_argument(split, state, arg);
		return 0;
	case ARGP_KEY_END:
		if (split->year == 0)
			argp_error(state, _("an agreement, a line and a year are expected"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{&view_argp, 0, NULL, 0}, {&whatif_argp, 0, NULL, 1}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, N_("AGREEMENT LINE YEAR"),
	N_("Splits a line's cost of a year over the partners, as the agreement says, so that it "
	   "adds up to the öre; who gets the last öre, and by which rule.\v"
	   "The JSON always holds the whole explanation.\n"
	   "Examples:\n"
	   "  jourd split 'KS 2017/1' samordnare 2018 --explain\n"
	   "  jourd split 'KS 2017/1' samordnare 2018 --key samordnare=equal"),
	children, NULL, NULL};

/* True when the agreement has the line; else says on stderr which it has. */
static bool has_line(const struct expected *expected, const char *line)
{
	size_t lines = 0;
	if (!expected->in_force) {
		fprintf(stderr,
			_("jourd: the agreement '%s' is not in force in %u; it runs from %u to "
			  "%u\n"),
			expected->agreement->dnr, expected->year, expected->agreement->from / 10000,
			days_to_date(agreementyear_held(expected->agreement).last) / 10000);
		return false;
	}
	for (size_t i = 0; i < expected->term_count; i++) {
		if (expected->terms[i].line == NULL)
			continue;
		lines++;
		if (strcmp(expected->terms[i].line, line) == 0)
			return true;
	}
	if (lines == 0) {
		fprintf(stderr,
			_("jourd: the agreement '%s' shares no cost; see 'jourd agreement show'\n"),
			expected->agreement->dnr);
		return false;
	}
	fprintf(stderr, _("jourd: the agreement '%s' shares no cost '%s'; there are:\n"),
		expected->agreement->dnr, line);
	for (size_t i = 0; i < expected->term_count; i++)
		if (expected->terms[i].line != NULL)
			fprintf(stderr, "  '%s'\n", expected->terms[i].line);
	return false;
}

static int show(const struct split_options *split, struct money_view *money)
{
	const struct expected *expected = money_view_expected(money, split->dnr, split->year);
	if (expected == NULL || !has_line(expected, split->line))
		return STATUS_FAILED;
	if (split->view.json)
		return view_print_json(
			explain_json(expected, split->line, NULL, &money->view.name), stdout);
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (term->line == NULL || strcmp(term->line, split->line) != 0)
			continue;
		print_term(expected, term, split->explain, stdout);
		fputc('\n', stdout);
	}
	print_year_rule(expected, stdout);
	view_print_as_of(&money->view, stdout);
	return STATUS_OK;
}

static int print_whatif(
	const struct split_options *split, struct money_view *money, struct whatif_view *view)
{
	struct arena *scratch = &money->view.memory.record;
	struct sides sides;
	if (!whatifview_sides(view, money, split->dnr, split->year, &sides) ||
		!has_line(sides.then, split->line))
		return STATUS_FAILED;
	if (split->view.json)
		return view_print_json(whatifjson_text(view->whatif, &sides, split->line,
					       &money->view.name, scratch),
			stdout);
	print_whatif_records(view->whatif, scratch, stdout);
	print_whatif_split(&sides, split->line, split->explain, stdout);
	view_print_as_of(&money->view, stdout);
	return STATUS_OK;
}

static int show_whatif(const struct split_options *split, struct money_view *money)
{
	struct whatif_view view;
	int status = whatifview_open(
		&split->whatif, &split->view, money, split->dnr, split->year, &view);
	if (status != STATUS_OK)
		return status;
	status = print_whatif(split, money, &view);
	whatifview_close(&view);
	return status;
}

static int run(int argc, char **argv)
{
	struct split_options split = {.explain = false};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &split);
	int status = money_view_open(&split.view, &money);
	if (status != STATUS_OK)
		return status;
	status = whatif_asked(&split.whatif) ? show_whatif(&split, &money) : show(&split, &money);
	return money_view_close(&money, status);
}

const struct command command_split = {
	"split", N_("a shared cost over the partners, to the öre, and why"), run};
