#include "caselayout.h"

#include <assert.h>
#include <string.h>

#include "heading.h"
#include "jour/i18n.h"

const struct sheet_column caselayout_columns[CASE_COLUMNS] = {
	[CASE_UNIT] = {.name = "Kommun",
		.spellings = {"kommunkod", "kod", "code", "unit", "municipality"}},
	[CASE_PERIOD] = {.name = "Period",
		.spellings = {"kvartal", "månad", "år", "quarter", "month", "year"}},
	/* As codeword_of_dimension has them, in the order of the code list. */
	[CASE_DIMENSIONS] = {"Hjälpsökande", {"helpseeker", "typ av hjälpsökande"}, false},
	{"Kön", {"sex", "kon"}, false},
	{"Ålder", {"age", "åldersgrupp", "alder"}, false},
	{"Brottstyp", {"crime", "brott", "typ av brott"}, false},
	{"Polisanmält", {"police", "polisanmälan", "anmält"}, false},
	{"Första kontakt", {"contact", "kontakt", "kontaktväg"}, false},
	{"Särskild omständighet", {"circumstance", "omständighet", "särskilda omständigheter"},
		false},
	{"Kontaktsätt", {"channel", "kanal"}, false},
	{"Stöd", {"support", "insats", "typ av stöd"}, false},
	[CASE_COUNT] = {.name = "Antal",
		.spellings = {"antal ärenden", "ärenden", "cases", "count", "number"}},
	[CASE_REPLACES] = COLUMN_REPLACES,
	[CASE_REASON] = COLUMN_REASON,
};

static bool is_fixed(const char *heading)
{
	for (size_t i = 0; i < CASE_COLUMNS; i++)
		if (heading_names(&caselayout_columns[i], heading))
			return true;
	return false;
}

/* Whether every heading that is not fixed is a value of the dimension, and there is one. */
static bool is_wide_over(const struct sheet *sheet, size_t dimension)
{
	bool any = false;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		if (heading[0] == '\0' || is_fixed(heading))
			continue;
		if (codeword_find(dimension, heading) == codelist_builtin_at(dimension)->count)
			return false;
		any = true;
	}
	return any;
}

static void find_wide(struct intake *intake, struct caselayout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++) {
		if (!is_wide_over(sheet, i))
			continue;
		if (layout->wide)
			complaint_add(&intake->complaints,
				(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
				N_("the headings fit both \"{1}\" and \"{2}\": add a column that "
				   "only one of them has"),
				caselayout_columns[CASE_DIMENSIONS + layout->wide_dimension].name,
				caselayout_columns[CASE_DIMENSIONS + i].name);
		else
			layout->wide_dimension = i;
		layout->wide = true;
	}
}

/* The fixed columns, and those of layout (b). They live as long as the intake's arena. */
static bool find_columns(struct intake *intake, const struct caselayout *layout)
{
	size_t count = CASE_VALUES;
	struct sheet_column *all =
		arena_alloc(&intake->arena, sizeof(*all) * (CASE_VALUES + CODEWORD_VALUES_MAX));
	assert(all != NULL); /* the first that is asked for */
	memcpy(all, caselayout_columns, sizeof(caselayout_columns));
	if (layout->wide)
		for (size_t i = 0; i < codelist_builtin_at(layout->wide_dimension)->count; i++)
			all[count++] = *codeword_of_value(layout->wide_dimension, i);
	return heading_find_columns(&intake->file.sheet, all, count) == ERR_OK;
}

static void miss_column(struct intake *intake, enum case_column column)
{
	complaint_add(&intake->complaints,
		(struct place){.kind = PLACE_SHEET, .row = intake->file.sheet.rows[0].number},
		N_("the column \"{1}\" is missing"), caselayout_columns[column].name, NULL);
}

/* Keeps them ascending by the name of their code, as a record must. */
static void add_dimension(struct caselayout *layout, size_t dimension)
{
	size_t at = layout->dimension_count++;
	const char *name = codelist_builtin_at(dimension)->name;
	while (at > 0 && strcmp(codelist_builtin_at(layout->dimensions[at - 1])->name, name) > 0) {
		layout->dimensions[at] = layout->dimensions[at - 1];
		at--;
	}
	layout->dimensions[at] = dimension;
}

static void find_dimensions(struct intake *intake, struct caselayout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct place headings = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};

	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++) {
		bool has = sheet_has_column(sheet, CASE_DIMENSIONS + i);
		bool wide = layout->wide && layout->wide_dimension == i;
		if (has && wide)
			complaint_add(&intake->complaints, headings,
				N_("\"{1}\" is a column, and its values are columns too"),
				caselayout_columns[CASE_DIMENSIONS + i].name, NULL);
		if (!has && !wide)
			continue;
		if (layout->dimension_count < TABLE_DIMENSIONS_MAX)
			add_dimension(layout, i);
		else
			complaint_add(&intake->complaints, headings,
				N_("at most two of the columns that divide cases may be in one "
				   "file; \"{1}\" is one too many"),
				caselayout_columns[CASE_DIMENSIONS + i].name, NULL);
	}
}

bool caselayout_read(struct intake *intake, struct caselayout *layout)
{
	*layout = (struct caselayout){.wide = false};
	const struct sheet *sheet = &intake->file.sheet;
	find_wide(intake, layout);
	if (!find_columns(intake, layout))
		return false;
	pick_check_unit(intake, CASE_UNIT);
	pick_check_period(intake, CASE_PERIOD);
	if (!layout->wide && !sheet_has_column(sheet, CASE_COUNT))
		miss_column(intake, CASE_COUNT);
	if (layout->wide && sheet_has_column(sheet, CASE_COUNT))
		complaint_add(&intake->complaints,
			(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
			N_("\"{1}\" beside the columns of \"{2}\": remove the sum, it is worked "
			   "out"),
			caselayout_columns[CASE_COUNT].name,
			caselayout_columns[CASE_DIMENSIONS + layout->wide_dimension].name);
	find_dimensions(intake, layout);
	return intake->complaints.error_count == 0;
}
