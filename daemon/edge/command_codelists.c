#include "casewords.h"
#include "codelistjson.h"
#include "codelists.h"
#include "commands.h"
#include "jour/codeword.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_WIDTH 60u /* of the values in a table of all lists */

struct options {
	struct view_options view;
	const char *name; /* NULL: all lists */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_usage(state);
		options->name = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, parse, N_("[NAME]"),
	N_("Shows the code lists that cases are counted by: all of them, or one with its values in "
	   "every version. Version 1 of the national lists is built in; others are sent as a file "
	   "by the office (jour-files(5)).\v"
	   "Examples:\n"
	   "  jourd codelists\n"
	   "  jourd codelists age-vasterort --as-of 2024-12-31"),
	children, NULL, NULL};

/* Adds ", next" to a line of values unless it gets too wide; the first always fits. */
static bool add_value(char line[TABLE_CELL_SIZE], const char *label)
{
	char longer[TABLE_CELL_SIZE];
	snprintf(longer, sizeof(longer) - 1, "%s%s%s", line, line[0] == '\0' ? "" : ", ", label);
	if (line[0] != '\0' && table_text_width(longer) > VALUES_WIDTH)
		return false;
	strcpy(line, longer);
	return true;
}

/* The list, with its values on as many lines as they need. */
static void add_list(struct table *table, const struct codelist *list)
{
	char version[16], line[TABLE_CELL_SIZE] = "";
	const char *head[] = {list->name, version, list->dimension, codelist_label(list, i18n_text),
		list->overlapping ? _("overlapping") : ""};
	snprintf(version, sizeof(version), "%" PRIu32, list->version);
	for (size_t i = 0; i <= list->count; i++) {
		const char *label =
			i < list->count ? codelist_value_label(&list->values[i], i18n_text) : "";
		if (i < list->count && add_value(line, label))
			continue;
		if (i < list->count)
			strcat(line, ",");
		table_row(
			table, (const char *[]){head[0], head[1], head[2], head[3], head[4], line});
		for (size_t k = 0; k < sizeof(head) / sizeof(head[0]); k++)
			head[k] = "";
		line[0] = '\0';
		add_value(line, label);
	}
}

static void print_all(const struct codebook *codes, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 6);
	table_row(table, (const char *[]){_("list"), _("version"), _("dimension"), _("called"), "",
				 _("values")});
	for (size_t i = 0; i < codes->dimension_count; i++) {
		const struct codelist *list;
		for (size_t k = 0; (list = codebook_newest_at(codes, i, k)) != NULL; k++)
			add_list(table, list);
	}
	table_print(table, to);
	fprintf(to, "%s\n",
		_("'jourd codelists NAME' shows one with its codes, ages and earlier versions. "
		  "Overlapping: a case may have several of the values, or none."));
}

static const char *ages_text(const struct code_value *value, char *buffer, size_t size)
{
	if (!value->has_ages)
		return "";
	if (value->age_to == 0)
		snprintf(buffer, size, _("%" PRIu32 " and older"), value->age_from);
	else
		snprintf(buffer, size, "%" PRIu32 "-%" PRIu32, value->age_from, value->age_to);
	return buffer;
}

static const char *takes_text(const struct code_value *value, char *buffer, size_t size)
{
	size_t used = 0;
	buffer[0] = '\0';
	for (size_t i = 0; i < value->takes_in_count && used < size - 1; i++) {
		int more = snprintf(
			buffer + used, size - used, "%s%s", i == 0 ? "" : " ", value->takes_in[i]);
		used = more < 0 || (size_t)more >= size - used ? size - 1 : used + (size_t)more;
	}
	return buffer;
}

static void print_list(const struct codelist *list, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 5);
	fprintf(to, _("%s, version %" PRIu32 ": %s (%s)%s\n\n"), list->name, list->version,
		list->label_sv, list->label_en,
		list->overlapping ? _("; a case may have several of the values, or none") : "");
	table_row(table,
		(const char *[]){_("code"), _("Swedish"), _("English"), _("ages"), _("takes in")});
	for (size_t i = 0; i < list->count; i++) {
		const struct code_value *value = &list->values[i];
		char ages[64], takes[TABLE_CELL_SIZE];
		table_row(table, (const char *[]){value->code, value->label_sv, value->label_en,
					 ages_text(value, ages, sizeof(ages)),
					 takes_text(value, takes, sizeof(takes))});
	}
	table_print(table, to);
	fputc('\n', to);
}

static void print_lists(
	const struct codebook *codes, const char *name, const struct view *view, FILE *to)
{
	if (name == NULL)
		print_all(codes, to);
	for (size_t i = 0; name != NULL && i < codes->count; i++)
		if (strcmp(codes->lists[i]->name, name) == 0)
			print_list(codes->lists[i], to);
	view_print_as_of(view, to);
}

static int show(struct view *view, const struct options *options, struct arena *memory)
{
	struct codebook codes;
	if (codelists_book(view->txn, view->size, memory, &codes) != ERR_OK)
		return STATUS_FAILED;
	const struct codelist *list = NULL;
	if (options->name != NULL && (list = codeword_list(&codes, options->name)) == NULL) {
		fprintf(stderr,
			_("jourd: there is no code list '%s' in the ledger as of size %" PRIu64
			  "; 'jourd codelists' has those there are\n"),
			options->name, view->size);
		return STATUS_FAILED;
	}
	const char *name = list == NULL ? NULL : list->name;
	if (options->view.json)
		return view_print_json(codelistjson_text(&codes, view->size, name), stdout);
	print_lists(&codes, name, view, stdout);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct options options = {.name = NULL};
	struct view view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = view_open(&options.view, &view);
	if (status != STATUS_OK)
		return status;
	struct arena memory = arena_of(malloc(CASEWORDS_LISTS_SIZE), CASEWORDS_LISTS_SIZE);
	if (memory.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	status = show(&view, &options, &memory);
	free(memory.start);
	return view_close(&view, status);
}

const struct command command_codelists = {
	"codelists", N_("the values that cases are counted by, in every version"), run};
