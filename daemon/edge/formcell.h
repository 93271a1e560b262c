/* A form's cell as text. */
#ifndef JOURD_FORMCELL_H
#define JOURD_FORMCELL_H

#include "form.h"

#define FORMCELL_SIZE 64u

enum formcell_style {
	FORMCELL_SIGNS, /* for a terminal: "1 234,50 kr", ".." */
	FORMCELL_WORDS, /* for a spreadsheet: "1234,50", "not reported" */
};

/* The cell's own text, or one in the buffer. */
const char *formcell_text(
	const struct form_cell *cell, enum formcell_style style, char buffer[FORMCELL_SIZE]);
/* "not reported", translated; for the four states only. */
const char *formcell_state(enum form_type state);
/* True for what is a number, also one that is not reported. */
bool formcell_is_number(enum form_type type);
/* What the signs mean, as a sentence. */
const char *formcell_signs(void);
/* That what is shown is exact and not for others. */
const char *formcell_internal(void);

#endif
