/* What people call a measure of effort: its Swedish or English label, its name, or what they write
 * besides. */
#ifndef AGENT_EFFORTWORD_H
#define AGENT_EFFORTWORD_H

#include "jour/effortlist.h"
#include "sheet.h"

/* The measure as a column of a table, with all that it may be called. */
struct sheet_column effortword_column(const struct effort_measure *measure);
/* NULL: `text` names none. */
const struct effort_measure *effortword_find(const char *text);

#endif
