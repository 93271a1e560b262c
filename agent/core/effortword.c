#include "effortword.h"

#include "heading.h"

struct sheet_column effortword_column(const struct effort_measure *measure)
{
	struct sheet_column column = {
		.name = measure->label_sv, .spellings = {measure->name, measure->label_en}};
	_Static_assert(EFFORT_SPELLINGS_MAX + 2 <= SHEET_SPELLINGS_MAX, "all spellings fit");
	for (size_t i = 0; i < EFFORT_SPELLINGS_MAX; i++)
		column.spellings[i + 2] = measure->spellings[i];
	return column;
}

const struct effort_measure *effortword_find(const char *text)
{
	const struct effort_measure *measure;
	for (size_t i = 0; (measure = effortlist_at(i)) != NULL; i++) {
		struct sheet_column column = effortword_column(measure);
		if (heading_names(&column, text))
			return measure;
	}
	return NULL;
}
