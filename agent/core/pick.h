/* Reads one field for a record. Each complains at the field when it cannot, and then returns
 * something empty: the reader of a row goes on, so that all that is wrong with it is said, and
 * intake_emit keeps the record back. Texts live in the intake's arena. */
#ifndef AGENT_PICK_H
#define AGENT_PICK_H

#include "file_kind.h"

/* A text field of a record, never empty. */
char *pick_text(struct intake *intake, struct field field);
/* yyyymmdd. */
uint32_t pick_date(struct field field);
uint32_t pick_year(struct field field);
/* An amount of more than nothing, in ore. */
uint64_t pick_amount(struct field field);
/* The same, and nothing is allowed. */
uint64_t pick_amount_or_nothing(struct field field);
/* Per cent, with or without the sign %, in hundredths from `min` to `max`. */
int32_t pick_percent(struct field field, int32_t min, int32_t max);
/* yes or no, ja or nej. */
bool pick_yes(struct field field);
uint64_t pick_number(struct field field, uint64_t min, uint64_t max);
/* An organisation number with its right check digit. */
char *pick_org_nr(struct intake *intake, struct field field);
/* A unit by its code, or by its name when the intake has the reference. */
char *pick_unit(struct intake *intake, struct field field);

/* The unit of a sheet's row: from its column, the line above the headings, or the context. */
char *pick_row_unit(struct intake *intake, size_t row, size_t column);
/* Complains when no row can have a unit because nothing says it. */
bool pick_check_unit(struct intake *intake, size_t column);
/* The same two for the period, which stands in its column or the line above the headings. */
struct period pick_row_period(struct intake *intake, size_t row, size_t column);
bool pick_check_period(struct intake *intake, size_t column);

/* The record that is corrected, in hex, and why; both or neither. Into the draft. From a sheet
 * whose columns for it are `column` and the one after it. */
void pick_row_correction(struct intake *intake, size_t row, size_t column, struct draft *draft);

/* The same for the keys `replaces` and `reason` of a map. */
void pick_doc_correction(
	struct intake *intake, const struct yamldoc_node *map, struct draft *draft);

#define PICK_NUMBER_SIZE 21u /* a u64 in decimal with its NUL */
/* A number as an argument of a complaint; within the buffer. */
const char *pick_number_text(uint64_t number, char buffer[PICK_NUMBER_SIZE]);

#endif
