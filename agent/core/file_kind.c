#include "file_kind.h"

#include "heading.h"
#include "jour/codeword.h"

extern const struct file_kind file_cases;
extern const struct file_kind file_effort;
extern const struct file_kind file_payments;
extern const struct file_kind file_costs;
extern const struct file_kind file_populations;
extern const struct file_kind file_invoices;
extern const struct file_kind file_repayments;
extern const struct file_kind file_indexes;
extern const struct file_kind file_figures;
extern const struct file_kind file_units;
extern const struct file_kind file_agreement;
extern const struct file_kind file_codelist;

static const struct file_kind *const kinds[] = {
	&file_cases,
	&file_effort,
	&file_payments,
	&file_costs,
	&file_invoices,
	&file_repayments,
	&file_populations,
	&file_indexes,
	&file_figures,
	&file_units,
	&file_agreement,
	&file_codelist,
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct file_kind *file_kind_at(size_t position)
{
	return position < KINDS ? kinds[position] : NULL;
}

static bool has_heading(const struct sheet *sheet, const struct sheet_column *column)
{
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++)
		if (heading_names(column, sheet_text(sheet, 0, cell)))
			return true;
	return false;
}

static bool knows_heading(const struct file_kind *kind, const char *heading)
{
	return kind->knows != NULL && kind->knows(heading);
}

/* The headings that name a dimension. */
static int count_dimensions(const struct sheet *sheet, const struct codebook *codes)
{
	int count = 0;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++)
		for (size_t i = 0; i < codes->dimension_count; i++)
			count += codeword_names(codes, i, sheet_text(sheet, 0, cell));
	return count;
}

const struct file_kind *file_kind_of_sheet(const struct sheet *sheet, const struct codebook *codes)
{
	const struct file_kind *best = NULL;
	int best_score = 0;

	for (size_t i = 0; i < KINDS; i++) {
		int found = kinds[i]->by_codes ? count_dimensions(sheet, codes) : 0;
		int missing = 0;
		for (size_t k = 0; k < kinds[i]->column_count; k++) {
			bool has = has_heading(sheet, &kinds[i]->columns[k]);
			found += has;
			missing += !has && kinds[i]->columns[k].required;
		}
		for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++)
			found += knows_heading(kinds[i], sheet_text(sheet, 0, cell));
		/* One required column that is missing weighs less than one more that is there. */
		int score = found == 0 ? 0 : 1 + 16 * found - 8 * missing;
		if (score > best_score || (found > 0 && best == NULL)) {
			best = kinds[i];
			best_score = score;
		}
	}
	return best;
}

const struct file_kind *file_kind_of_doc(const struct yamldoc *doc)
{
	for (size_t i = 0; i < KINDS; i++)
		for (const char *const *mark = kinds[i]->marks; mark != NULL && *mark != NULL;
			mark++)
			if (yamldoc_get(&doc->nodes[0], *mark) != NULL)
				return kinds[i];
	return NULL;
}
