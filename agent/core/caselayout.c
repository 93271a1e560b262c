#include "caselayout.h"

#include <assert.h>
#include <string.h>

#include "heading.h"
#include "jour/i18n.h"

const struct sheet_column caselayout_columns[CASE_COLUMNS] = {
	[CASE_UNIT] = {.name = "Kommun",
		.spellings = {"kommunkod", "kod", "code", "unit", "municipality", "domstol"}},
	[CASE_PERIOD] = {.name = "Period",
		.spellings = {"kvartal", "månad", "år", "quarter", "month", "year"}},
	[CASE_COUNT] = {.name = "Antal",
		.spellings = {"antal ärenden", "ärenden", "cases", "count", "number"}},
	[CASE_REPLACES] = COLUMN_REPLACES,
	[CASE_REASON] = COLUMN_REASON,
};

#define SUM_COLUMNS_MAX 4 /* told of; a further one is an unknown heading */

static struct place headings_of(const struct intake *intake)
{
	return (struct place){.kind = PLACE_SHEET, .row = intake->file.sheet.rows[0].number};
}

static const char *dimension_label(const struct intake *intake, size_t dimension)
{
	return codebook_national(&intake->codes, dimension)->label_sv;
}

/* ---- layout (b): the headings are values */

static bool is_fixed(const struct codebook *codes, const char *heading)
{
	for (size_t i = 0; i < CASE_COLUMNS; i++)
		if (heading_names(&caselayout_columns[i], heading))
			return true;
	for (size_t i = 0; i < codes->dimension_count; i++)
		if (codeword_names(codes, i, heading))
			return true;
	return false;
}

/* Whether every heading that is not fixed is a value of the list, and there is one. What is summed
 * up is complained about apart. */
static bool is_wide_over(const struct intake *intake, const struct codelist *list)
{
	const struct sheet *sheet = &intake->file.sheet;
	bool any = false;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		if (heading[0] == '\0' || sheet_is_sum_word(heading) ||
			is_fixed(&intake->codes, heading))
			continue;
		if (codeword_find(list, heading) == list->count)
			return false;
		any = true;
	}
	return any;
}

/* A list that the file fits; the national one before others. */
struct fit {
	const struct codelist *list; /* NULL: none */
	const struct codelist
		*other; /* fits as well, and neither is the national one; NULL: none */
};

static void take_fit(struct fit *fit, size_t position, const struct codelist *list)
{
	if (fit->list == NULL)
		fit->list = list;
	else if (fit->other == NULL && position > 0)
		fit->other = list;
}

static struct fit fit_headings(const struct intake *intake, size_t dimension)
{
	struct fit fit = {NULL, NULL};
	const struct codelist *list;
	for (size_t i = 0; (list = codebook_newest_at(&intake->codes, dimension, i)) != NULL; i++) {
		if (!is_wide_over(intake, list))
			continue;
		take_fit(&fit, i, list);
		if (i == 0) /* the national one needs no other */
			return fit;
	}
	return fit;
}

static void complain_of_two_lists(struct intake *intake, struct place place, const struct fit *fit)
{
	complaint_add(&intake->complaints, place,
		N_("the values are those of the code lists \"{1}\" and \"{2}\": use a value that "
		   "only one of them has, in every file"),
		fit->list->name, fit->other->name);
}

static void find_wide(struct intake *intake, const struct codelist **ret_list)
{
	size_t first = 0;
	*ret_list = NULL;
	for (size_t i = 0; i < intake->codes.dimension_count; i++) {
		struct fit fit = fit_headings(intake, i);
		if (fit.list == NULL)
			continue;
		if (fit.other != NULL)
			complain_of_two_lists(intake, headings_of(intake), &fit);
		if (*ret_list != NULL)
			complaint_add(&intake->complaints, headings_of(intake),
				N_("the headings fit both \"{1}\" and \"{2}\": add a column that "
				   "only one of them has"),
				dimension_label(intake, first), dimension_label(intake, i));
		else
			first = i;
		*ret_list = fit.list;
	}
}

/* ---- columns */

/* How the sheet calls a dimension or a value becomes one of its spellings, so that one place
 * decides what a word may stand for. A second one makes it "there twice". */
static void add_spelling(struct sheet_column *column, const char *heading)
{
	for (size_t i = 0; i < SHEET_SPELLINGS_MAX; i++) {
		if (column->spellings[i] != NULL)
			continue;
		column->spellings[i] = heading;
		return;
	}
}

static void spell_columns(struct intake *intake, const struct codelist *wide,
	struct sheet_column *dimensions, struct sheet_column *values)
{
	const struct sheet *sheet = &intake->file.sheet;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		size_t value = wide == NULL || is_fixed(&intake->codes, heading)
				       ? SIZE_MAX
				       : codeword_find(wide, heading);
		if (wide != NULL && value < wide->count)
			add_spelling(&values[value], heading);
		for (size_t i = 0; i < intake->codes.dimension_count; i++)
			if (codeword_names(&intake->codes, i, heading))
				add_spelling(&dimensions[i], heading);
	}
}

/* A sum among the values would count every case twice. It is a column all the same, so that what
 * else is wrong with the file is told, too. Returns how many. */
static size_t take_sum_columns(struct intake *intake, struct sheet_column sums[SUM_COLUMNS_MAX])
{
	const struct sheet *sheet = &intake->file.sheet;
	size_t count = 0;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		if (!sheet_is_sum_word(heading) || count == SUM_COLUMNS_MAX)
			continue;
		complaint_add(&intake->complaints,
			(struct place){.kind = PLACE_SHEET,
				.row = sheet->rows[0].number,
				.column = (uint32_t)cell + 1,
				.heading = heading},
			N_("a sum column: remove it, sums are worked out; the number of cases is "
			   "reported in a table without other columns"),
			NULL, NULL);
		sums[count++] = (struct sheet_column){.name = heading};
	}
	return count;
}

/* The fixed columns, one for each dimension, those of layout (b), and sums. They live as long as
 * the intake's arena. */
static bool find_columns(struct intake *intake, const struct codelist *wide)
{
	const struct codebook *codes = &intake->codes;
	size_t values = CASE_DIMENSIONS + codes->dimension_count;
	size_t count = values + (wide == NULL ? 0 : wide->count);
	struct sheet_column *all =
		arena_alloc(&intake->arena, sizeof(*all) * (count + SUM_COLUMNS_MAX));
	assert(all != NULL); /* the first that is asked for */
	memcpy(all, caselayout_columns, sizeof(caselayout_columns));
	for (size_t i = 0; i < codes->dimension_count; i++)
		all[CASE_DIMENSIONS + i].name = dimension_label(intake, i);
	for (size_t i = 0; wide != NULL && i < wide->count; i++)
		all[values + i].name = wide->values[i].label_sv;
	spell_columns(intake, wide, all + CASE_DIMENSIONS, all + values);
	count += take_sum_columns(intake, all + count);
	return heading_find_columns(&intake->file.sheet, all, count) == ERR_OK;
}

static void miss_column(struct intake *intake, enum case_column column)
{
	complaint_add(&intake->complaints, headings_of(intake), N_("the column \"{1}\" is missing"),
		caselayout_columns[column].name, NULL);
}

/* ---- by which lists */

/* How many rows have something else than a value of the list, at most `enough`. */
static size_t count_misses(
	const struct intake *intake, const struct codelist *list, size_t column, size_t enough)
{
	const struct sheet *sheet = &intake->file.sheet;
	size_t misses = 0;
	for (size_t row = 1; row < sheet->row_count && misses < enough; row++)
		misses += codeword_find(list, sheet_field(sheet, row, column).text) == list->count;
	return misses;
}

/* The list that every value is of; where there is none the nearest, whose words the complaints
 * about the rows then name. */
static const struct codelist *fit_values(struct intake *intake, size_t dimension, size_t column)
{
	struct fit fit = {NULL, NULL};
	const struct codelist *list, *nearest = codebook_national(&intake->codes, dimension);
	size_t fewest = SIZE_MAX;
	for (size_t i = 0; (list = codebook_newest_at(&intake->codes, dimension, i)) != NULL; i++) {
		size_t misses = count_misses(intake, list, column, fewest);
		if (misses == 0 && i == 0)
			return list;
		if (misses == 0) {
			take_fit(&fit, i, list);
		} else if (misses < fewest) {
			nearest = list;
			fewest = misses;
		}
	}
	if (fit.other != NULL)
		complain_of_two_lists(intake, headings_of(intake), &fit);
	return fit.list != NULL ? fit.list : nearest;
}

/* Keeps them ascending by dimension, as a record must. */
static void add_list(struct caselayout *layout, const struct codelist *list, size_t column)
{
	size_t at = layout->dimension_count++;
	while (at > 0 && strcmp(layout->lists[at - 1]->dimension, list->dimension) > 0) {
		layout->lists[at] = layout->lists[at - 1];
		layout->columns[at] = layout->columns[at - 1];
		at--;
	}
	layout->lists[at] = list;
	layout->columns[at] = column;
}

static void find_dimensions(
	struct intake *intake, const struct codelist *wide, struct caselayout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	const struct codebook *codes = &intake->codes;
	for (size_t i = 0; i < codes->dimension_count; i++) {
		bool has = sheet_has_column(sheet, CASE_DIMENSIONS + i);
		bool is_wide = wide != NULL && strcmp(wide->dimension, codes->dimensions[i]) == 0;
		size_t column = CASE_DIMENSIONS + (is_wide ? codes->dimension_count : i);
		if (has && is_wide)
			complaint_add(&intake->complaints, headings_of(intake),
				N_("\"{1}\" is a column, and its values are columns too"),
				dimension_label(intake, i), NULL);
		if (!has && !is_wide)
			continue;
		if (layout->dimension_count < TABLE_DIMENSIONS_MAX)
			add_list(layout, is_wide ? wide : fit_values(intake, i, column), column);
		else
			complaint_add(&intake->complaints, headings_of(intake),
				N_("at most two of the columns that divide cases may be in one "
				   "file; \"{1}\" is one too many"),
				dimension_label(intake, i), NULL);
	}
	for (size_t i = 0; i < layout->dimension_count; i++)
		if (layout->lists[i] == wide)
			layout->wide_list = i;
	layout->wide = wide != NULL;
}

static void check_count(struct intake *intake, const struct codelist *wide)
{
	bool has = sheet_has_column(&intake->file.sheet, CASE_COUNT);
	if (wide == NULL && !has)
		miss_column(intake, CASE_COUNT);
	if (wide != NULL && has)
		complaint_add(&intake->complaints, headings_of(intake),
			N_("\"{1}\" beside the columns of \"{2}\": remove the sum, it is worked "
			   "out"),
			caselayout_columns[CASE_COUNT].name, wide->label_sv);
}

bool caselayout_read(struct intake *intake, struct caselayout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	const struct codelist *wide;
	*layout = (struct caselayout){.wide = false};
	size_t errors_before = intake->complaints.error_count;
	find_wide(intake, &wide);
	bool unsure = intake->complaints.error_count != errors_before;
	if (!find_columns(intake, wide) || unsure)
		return false;
	errors_before = intake->complaints.error_count;
	pick_check_unit(intake, CASE_UNIT);
	if (!sheet_has_column(sheet, CASE_PERIOD) && intake->lead_period.text == NULL)
		miss_column(intake, CASE_PERIOD);
	if (sheet_has_column(sheet, CASE_PERIOD) && intake->lead_period.text != NULL)
		complaint_add(&intake->complaints, intake->lead_period.place,
			N_("\"{1}\" is a column too: which of the two counts?"),
			caselayout_columns[CASE_PERIOD].name, NULL);
	check_count(intake, wide);
	find_dimensions(intake, wide, layout);
	return intake->complaints.error_count == errors_before;
}
