/* The sheets that show case statistics and who has reported them. */
#ifndef JOURD_FORMSHEETS_H
#define JOURD_FORMSHEETS_H

#include "formcases.h"

/* Notes on a row: who has counted it, what does not add up or cannot be divided. */
void formcases_note(struct form *form, struct form_sheet *sheet, const struct formcases_row *row);
/* A sheet of the table: units down, values across, the cases, the sum and its shares. */
void formcases_put(struct formcases *cases, const struct formcases_table *table,
	const struct formcases_filter *filter);
/* "2018: 5 of 6 kommuner, 97 % of the inhabitants" for the info sheet, for each piece. */
void formcases_inform(struct formcases *cases, const struct formcases_filter *filter);
/* A sheet of the reports that are expected: who has sent which, when. */
void formcases_put_coverage(struct formcases *cases, const struct formcases_filter *filter);

#endif
