/* form: what somebody asks for once a year or twice, filled in from the ledger. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "caseview.h"
#include "commands.h"
#include "document.h"
#include "formcsv.h"
#include "formjson.h"
#include "formkind.h"
#include "formtext.h"
#include "formxlsx.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/log.h"
#include "jour/table.h"
#include "moneyview.h"
#include "today.h"

/* Room for a country's year of tables; only what is used is ever touched. */
#define FORM_MEMORY_SIZE ((size_t)256 << 20)
#define FILE_MODE 0600 /* exact small numbers */

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_JSON,
	FORMAT_XLSX,
	FORMATS,
};

static const char *const format_names[FORMATS] = {"text", "csv", "json", "xlsx"};

struct form_options {
	struct view_options view;
	const struct form_kind *kind; /* NULL: list them */
	const char *dnr;
	uint32_t year;
	struct period period;
	bool has_period;
	enum format format; /* FORMATS: by the file's name */
	const char *path;   /* NULL: standard output */
};

static const struct argp_option options_shown[] = {
	{"agreement", 'A', N_("DNR"), 0, N_("of this agreement"), 0},
	{"year", 'y', N_("YEAR"), 0,
		N_("of this year; of an agreement, its agreement year that begins then"), 0},
	{"period", 'p', N_("PERIOD"), 0,
		N_("of a year, half-year, quarter or month, such as 2018-H1"), 0},
	{"format", 'f', "text|csv|json|xlsx", 0,
		N_("how (default: as the name of the file says, else text)"), 0},
	{"output", 'o', N_("FILE"), 0, N_("into this file, which only you can read"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static enum format find_format(const char *name)
{
	unsigned i = 0;
	while (i < FORMATS && strcmp(format_names[i], name) != 0)
		i++;
	return (enum format)i;
}

static void parse_format(struct form_options *form, struct argp_state *state, const char *arg)
{
	form->format = find_format(arg);
	if (form->format == FORMATS)
		argp_error(state, _("--format %s: expected text, csv, json or xlsx"), arg);
}

/* What cannot be together, and what the rest says about the format. */
static void finish(struct form_options *form, struct argp_state *state)
{
	if (form->kind == NULL)
		return;
	if ((form->kind->wishes & FORM_WANTS_AGREEMENT) != 0 && form->dnr == NULL)
		argp_error(state,
			_("this form is about one agreement: --agreement DNR; 'jourd agreement "
			  "list' shows them"));
	if ((form->kind->wishes & FORM_WANTS_AGREEMENT) == 0 && form->dnr != NULL)
		argp_error(state, _("this form is not about an agreement"));
	if ((form->kind->wishes & FORM_TAKES_PERIOD) == 0 && form->has_period)
		argp_error(state, _("this form is about a year: --year"));
	if ((form->year != 0) == form->has_period)
		argp_error(state, (form->kind->wishes & FORM_TAKES_PERIOD) != 0
					  ? _("expected --year or --period, one of the two")
					  : _("expected --year"));
	const char *dot = form->path == NULL ? NULL : strrchr(form->path, '.');
	if (form->format == FORMATS && form->view.json)
		form->format = FORMAT_JSON;
	if (form->format == FORMATS && dot != NULL)
		form->format = find_format(dot + 1);
	if (form->format == FORMATS)
		form->format = FORMAT_TEXT;
	if (form->format == FORMAT_XLSX && form->path == NULL && isatty(STDOUT_FILENO))
		argp_error(state, _("a workbook is not for a terminal: -o FILE"));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct form_options *form = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &form->view;
		return 0;
	case 'A':
		view_take_once("agreement", arg, state, &form->dnr);
		return 0;
	case 'y':
		if (!money_year_parse(arg, &form->year))
			argp_error(state, _("--year %s: expected a year from %u to %u"), arg,
				YEAR_MIN, YEAR_MAX);
		return 0;
	case 'p':
		form->has_period = true;
		if (period_parse(bytes_of_text(arg), &form->period) != ERR_OK)
			argp_error(state,
				_("'%s' is no period: expected a year, half-year, quarter or "
				  "month such as 2018, 2018-H1, 2018-Q1 or 2018-01"),
				arg);
		return 0;
	case 'f':
		parse_format(form, state, arg);
		return 0;
	case 'o':
		form->path = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (form->kind != NULL)
			return ARGP_ERR_UNKNOWN;
		form->kind = formkind_find(arg);
		if (form->kind == NULL)
			argp_error(state, _("there is no form '%s'; 'jourd form' lists them"), arg);
		return 0;
	case ARGP_KEY_END:
		finish(form, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, N_("[NAME]"),
	N_("Fills in a form, or lists those there are.\v"
	   "Zero, not reported, not applicable and hidden stay four things in every format. The "
	   "CSV is as a Swedish Excel opens it. The workbook's first sheet says as of when, from "
	   "which ledger and with what coverage.\n\n"
	   "Examples:\n"
	   "  jourd form\n"
	   "  jourd form contributions --year 2018\n"
	   "  jourd form followup --agreement 'SON 2019-536' --year 2023 -o followup.xlsx\n"
	   "  jourd form followup --agreement 'SON 2019-536' --period 2023-H1\n"
	   "  jourd form national --year 2018 --as-of 2019-02-01 -o national.csv"),
	children, NULL, NULL};

static int list_json(void)
{
	struct document document = {.failed = false};
	json_t *root = json_object(), *forms = json_array();
	for (size_t i = 0; formkind_all[i] != NULL; i++) {
		json_t *form = json_object();
		document_set_text(&document, form, "name", formkind_all[i]->name);
		document_set_text(&document, form, "summary", formkind_all[i]->summary);
		document_append(&document, forms, form);
	}
	document_set(&document, root, "forms", forms);
	return view_print_json(document_print(&document, root), stdout);
}

static int list(void)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 2);
	for (size_t i = 0; formkind_all[i] != NULL; i++)
		table_row(
			table, (const char *[]){formkind_all[i]->name, _(formkind_all[i]->summary)});
	table_print(table, stdout);
	return STATUS_OK;
}

static enum err render(const struct form_options *options_given, const struct form *form,
	struct view *view, FILE *to)
{
	uint64_t created_ms = view->size == 0 ? view->name.genesis.created_ms
					      : ledger_received_ms(view->txn, view->size - 1);
	char *json;
	switch (options_given->format) {
	case FORMAT_CSV:
		formcsv_write(form, to);
		return ERR_OK;
	case FORMAT_XLSX:
		return formxlsx_write(form, created_ms < 1000 ? 1000 : created_ms, to);
	case FORMAT_JSON:
		json = formjson_text(form);
		view_print_json(json, to);
		return ERR_OK;
	default:
		formtext_print(form, to);
		return ERR_OK;
	}
}

static enum err deliver(const char *path, struct bytes bytes)
{
	if (path != NULL)
		return file_write(path, bytes, FILE_MODE);
	if (fwrite(bytes.data, 1, bytes.size, stdout) != bytes.size || fflush(stdout) != 0)
		return file_err(errno);
	return ERR_OK;
}

static int put(const struct form_options *options_given, const struct form *form, struct view *view)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	if (to == NULL)
		fatal(STATUS_FAILED, "out of memory");
	enum err err = render(options_given, form, view, to);
	if (fclose(to) != 0)
		fatal(STATUS_FAILED, "out of memory");
	if (err == ERR_OK)
		err = deliver(options_given->path, (struct bytes){(const uint8_t *)text, size});
	if (err != ERR_OK)
		fprintf(stderr, _("jourd: the form could not be written: %s\n"), err_name(err));
	free(text);
	return err == ERR_OK ? STATUS_OK : STATUS_FAILED;
}

static void explain(struct money_view *money, const struct form_options *form, enum err err)
{
	if (err == ERR_NOTFOUND)
		(void)money_view_expected(money, form->dnr, YEAR_MIN); /* says which there are */
	else if (err == ERR_RANGE)
		fprintf(stderr, "%s\n", _("jourd: there is more in this year than fits in memory"));
}

static int fill(const struct form_options *options_given, struct money_view *money)
{
	struct view *view = &money->view;
	struct form form;
	char minute[17] = "-";
	struct coverage_calendar calendar = caseview_calendar(view, options_given->view.as_of);
	struct arena memory = arena_of(malloc(FORM_MEMORY_SIZE), FORM_MEMORY_SIZE);
	if (memory.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	if (view->size > 0)
		stockholm_minute(ledger_received_ms(view->txn, view->size - 1), minute);
	struct form_request request = {.txn = view->txn,
		.size = view->size,
		.size_now = view->size_now,
		.origin = view->name.genesis.origin,
		.as_of = minute,
		.calendar = &calendar,
		.today = today_of(&options_given->view, view),
		.dnr = options_given->dnr,
		.year = options_given->year,
		.period = options_given->has_period ? &options_given->period : NULL,
		.memory = &memory,
		.scratch = &view->memory.record};
	enum err err = formkind_fill(options_given->kind, &request,
		options_given->format == FORMAT_JSON ? NULL : i18n_text, &form);
	int status = STATUS_FAILED;
	if (err == ERR_OK)
		status = put(options_given, &form, view);
	else
		explain(money, options_given, err);
	free(memory.start);
	return status;
}

static int run(int argc, char **argv)
{
	struct form_options options = {.format = FORMATS};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (options.kind == NULL)
		return options.view.json ? list_json() : list();
	int status = money_view_open(&options.view, &money);
	if (status != STATUS_OK)
		return status;
	return money_view_close(&money, fill(&options, &money));
}

const struct command command_form = {"form",
	N_("fill in a form: an agreement's follow-up, the yearly statistics and surveys"), run};
