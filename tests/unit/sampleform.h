/* A form with a cell of every type, for the tests of what renders it. */
#ifndef SAMPLEFORM_H
#define SAMPLEFORM_H

#include <stdlib.h>

#include "form.h"

#define SAMPLEFORM_MEMORY ((size_t)1 << 20)

struct sampleform {
	struct arena arena;
	struct form form;
};

static inline void sampleform_open(struct sampleform *sample)
{
	sample->arena = arena_of(malloc(SAMPLEFORM_MEMORY), SAMPLEFORM_MEMORY);
	assert_non_null(sample->arena.start);
	struct form *form = &sample->form;
	form_start(form, &sample->arena, NULL, "sample", "A sample");
	form_inform(form, "as_of", "As of", form_text("2018-04-20 14:03"));
	form_inform(form, "size", "Entries read", form_count(17));
	struct form_sheet *sheet = form_sheet(form, "cells", "Cells: all/of them");
	form_label(form, sheet, "unit", "code");
	form_column(form, sheet, "value", "value");
	form_column(form, sheet, "more", "more");
	form_row(form, sheet,
		(struct form_cell[]){form_text("0117"), form_count(0), form_count(1234)});
	form_row(form, sheet,
		(struct form_cell[]){form_text("=1+1"), form_state(FORM_NOT_REPORTED),
			form_at_least(form_count(12), true)});
	form_row(form, sheet,
		(struct form_cell[]){form_text("semi;colon \"q\""), form_state(FORM_NOT_APPLICABLE),
			form_hundredths(150050)});
	form_row(form, sheet,
		(struct form_cell[]){
			form_text("2018-01"), form_state(FORM_HIDDEN), form_money(-2035250)});
	form_row(form, sheet,
		(struct form_cell[]){form_text("-x"), form_ratio(2, 3, FORM_PERCENT),
			form_ratio(5, 2454, FORM_PER_THOUSAND)});
	form_row(form, sheet,
		(struct form_cell[]){form_text("year"), form_date(20180131),
			form_ratio(2035200, 6784, FORM_KRONOR_EACH)});
	form_sum(form, sheet,
		(struct form_cell[]){form_text("sum"), form_state(FORM_EMPTY), form_count(1246)});
	form_note(form, sheet, "A note; with a semicolon.");
	assert_false(form->full);
}

static inline void sampleform_close(struct sampleform *sample)
{
	free(sample->arena.start);
}

/* What `write` writes, NUL-terminated; freed by the caller. */
static inline char *sampleform_written(
	const struct form *form, void (*put)(const struct form *form, FILE *to))
{
	static char *text;
	static size_t size;
	FILE *to = open_memstream(&text, &size);
	assert_non_null(to);
	put(form, to);
	assert_int_equal(fclose(to), 0);
	return text;
}

#endif
