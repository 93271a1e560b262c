/* A form as an XLSX workbook: the one wrapper over libxlsxwriter.
 *
 * The first sheet says what the form is, as of when, from which ledger and with what coverage, and
 * what must be known of each sheet; then come the form's sheets, their headings in the frozen first
 * row and their labels in frozen columns. Numbers are number cells with a number format ("at least"
 * is in the format, too); what is not reported, not applicable or hidden is a text and never 0. The
 * same form gives the same bytes. */
#ifndef JOURD_FORMXLSX_H
#define JOURD_FORMXLSX_H

#include <stdio.h>

#include "form.h"

/* `created_ms` (above 0) is the time that the workbook gives as its own. It is put together in
 * temporary files in $TMPDIR or /tmp. ERR_RANGE: it has more rows than a worksheet, or memory is
 * out; else as file_err. */
enum err formxlsx_write(const struct form *form, uint64_t created_ms, FILE *to) MUST_CHECK;

#endif
