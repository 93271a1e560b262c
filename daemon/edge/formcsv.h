/* A form as CSV, as a Swedish Excel opens it: UTF-8 with a byte order mark, semicolons, decimal
 * commas, lines ended by CR LF (RFC 4180 otherwise).
 *
 * One block for each sheet: its title, its headings, its rows, its notes, an empty line; last what
 * the form is about. A text that a spreadsheet would take for a formula (=, +, -, @ and control
 * characters in front) or change into a number or a date ("0117", "2018-01") has an apostrophe in
 * front. */
#ifndef JOURD_FORMCSV_H
#define JOURD_FORMCSV_H

#include <stdio.h>

#include "form.h"

void formcsv_write(const struct form *form, FILE *to);

#endif
