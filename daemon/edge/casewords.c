#include "casewords.h"

#include <string.h>

#include "jour/codeword.h"
#include "jour/command.h"
#include "jour/effortlist.h"
#include "jour/i18n.h"

/* "sex (kön), age (ålder), age-vasterort": as they may be typed. */
static void print_lists(const struct codebook *codes, FILE *to)
{
	const char *comma = "";
	for (size_t i = 0; i < codes->dimension_count; i++) {
		const struct codelist *list;
		for (size_t k = 0; (list = codebook_newest_at(codes, i, k)) != NULL; k++) {
			const char *label = codelist_label(list, i18n_text);
			fprintf(to, strcmp(label, list->name) == 0 ? "%s%s" : "%s%s (%s)", comma,
				list->name, label);
			comma = ", ";
		}
	}
	fputc('\n', to);
}

int casewords_by(const struct codebook *codes, const char *by, struct totals_query *query)
{
	if (by == NULL || totals_parse_by(codes, by, query))
		return STATUS_OK;
	fprintf(stderr,
		_("jourd: --by %s: expected one of these, or two of different dimensions with a "
		  "comma between:\n"),
		by);
	print_lists(codes, stderr);
	return STATUS_USAGE;
}

/* What records call a side; the rest of our words are dimensions and measures. */
static const char *const sides[] = {
	N_("kommun"), N_("jour"), N_("payer"), N_("payee"), N_("preliminary"), N_("definitive")};

const char *casewords_say(const void *context, const char *word)
{
	const struct codebook *codes = context;
	const struct effort_measure *measure = effortlist_find(bytes_of_text(word));
	size_t position = codebook_dimension(codes, word);
	if (position < codes->dimension_count)
		return codelist_label(codebook_national(codes, position), i18n_text);
	if (measure != NULL)
		return _(measure->label_en);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++)
		if (strcmp(sides[i], word) == 0)
			return _(sides[i]);
	return word;
}

const char *casewords_value(const struct codelist *list, const char *code)
{
	size_t position = codelist_find(list, code);
	return position == list->count ? code
				       : codelist_value_label(&list->values[position], i18n_text);
}

const char *casewords_table(const struct codebook *codes, const Jour__V1__CaseTable *table,
	char buffer[TABLE_CELL_SIZE])
{
	bool crossed = table->n_dimensions > 1;
	snprintf(buffer, TABLE_CELL_SIZE, "%s%s%s",
		table->n_dimensions == 0 ? _("cases")
					 : casewords_say(codes, table->dimensions[0]->dimension),
		crossed ? ", " : "",
		crossed ? casewords_say(codes, table->dimensions[1]->dimension) : "");
	return buffer;
}

const char *casewords_sign(enum cell_state state)
{
	static const char *const signs[CELL_STATES] = {"", "..", ".", "x"};
	return signs[state];
}
