/* What is wrong with a file that a person wrote: a bounded list, in the order found.
 *
 * A complaint keeps an English text (marked with N_()) and copies of its arguments. It
 * becomes a sentence in the reader's language only when it is rendered. In the texts {1}
 * and {2} stand for the arguments; nothing else is special. */
#ifndef AGENT_COMPLAINT_H
#define AGENT_COMPLAINT_H

#include "jour/bytes.h"
#include "jour/sentence.h"

#define COMPLAINTS_MAX 200u	  /* kept; further ones are only counted */
#define COMPLAINT_TEXT_SIZE 601u  /* bytes of an argument with its NUL, longer is cut */
#define COMPLAINT_FILE_SIZE 256u  /* bytes of the file's name with its NUL */
#define COMPLAINT_LINE_SIZE 4096u /* enough for any rendered line with its NUL */

enum complaint_severity {
	COMPLAINT_ERROR,   /* the file cannot be used */
	COMPLAINT_WARNING, /* it can, but somebody should look */
	COMPLAINT_NOTE,	   /* it can, and this is what will come of it */
};

enum place_kind {
	PLACE_FILE,  /* the file as a whole */
	PLACE_SHEET, /* a row and perhaps a column of a spreadsheet */
	PLACE_TEXT,  /* a line and perhaps a column of a text */
};

/* Where in the file. Rows, lines and columns are counted from 1; 0 means none. */
struct place {
	enum place_kind kind;
	uint32_t row;
	uint32_t column;
	const char *heading; /* of the sheet's column; NULL when it has none */
};

#define PLACE_WHOLE ((struct place){.kind = PLACE_FILE})

struct complaint {
	enum complaint_severity severity;
	enum place_kind kind;
	uint32_t row;
	uint32_t column;
	char heading[COMPLAINT_TEXT_SIZE]; /* "" when there is none */
	const char *message;		   /* English, lives for ever */
	const char *expected;		   /* the same; NULL unless complaint_add_expected */
	const char *word[2]; /* to be translated, in an argument's place; NULL: the argument */
	char argument[2][COMPLAINT_TEXT_SIZE];
};

struct complaints {
	char file[COMPLAINT_FILE_SIZE];
	struct complaint kept[COMPLAINTS_MAX];
	size_t kept_count;
	size_t left_out_count; /* found but not kept */
	size_t error_count;    /* kept or not */
	size_t warning_count;
};

/* Empties the list. `file` is how the file is called in rendered lines; it is copied. */
void complaints_start(struct complaints *complaints, const char *file);

/* Adds an error. `message` must live for ever; the arguments (NULL: none) are copied:
 * cut to COMPLAINT_TEXT_SIZE, and what a terminal could take for a command (control and
 * direction characters, bytes that are not UTF-8) becomes a question mark. */
void complaint_add(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second);
/* The same as a warning. */
void complaint_add_warning(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second);
/* The same as a note. */
void complaint_add_note(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second);
/* Adds the error `read "...", expected ...`. `expected` is an English noun phrase that
 * lives for ever, in which {2} stands for `detail` (NULL: none). An empty `read` is said
 * to be empty; NULL says that something other than one value stood there. */
void complaint_add_expected(struct complaints *complaints, struct place place, const char *read,
	const char *expected, const char *detail);

/* Adds what the office says, or is going to say. */
void complaint_add_sentence(struct complaints *complaints, enum complaint_severity severity,
	struct place place, const struct sentence *sentence);

/* Puts what is kept into the order of the file: by row, then as it was found. */
void complaints_sort(struct complaints *complaints);

/* One line without line break, cut to `size` bytes with its NUL (size > 0):
 *     report.csv, row 5, column "Antal": read "abc", expected a whole number
 * `translate` gives the text in the reader's language; NULL leaves it English. */
void complaint_render(const struct complaints *complaints, const struct complaint *complaint,
	const char *(*translate)(const char *text), char *line, size_t size);

/* The last line, which says how many more there were; false when none was left out. */
bool complaint_render_rest(const struct complaints *complaints,
	const char *(*translate)(const char *text), char *line, size_t size);

#endif
