/* What is coming, as an iCalendar file (RFC 5545) that a calendar program reads; calendar.c is the
 * only file that sees libical. */
#ifndef JOURD_CALENDAR_H
#define JOURD_CALENDAR_H

#include "duetext.h"

/* The text, CRLF at line ends, to be freed with free(); NULL: out of memory. An event keeps its UID
 * from one export to the next, so a calendar program replaces it. `stamp_ms` is when the ledger was
 * as it is. */
char *calendar_text(const struct due_list *list, const char *origin, uint64_t stamp_ms);

#endif
