/* The day that a command speaks from: what is overdue on it, what is coming after it. */
#ifndef JOURD_TODAY_H
#define JOURD_TODAY_H

#include "view.h"

/* yyyymmdd. Of an answer as of an earlier size the day on which that size's newest entry came, or
 * the day that --as-of named; else today in Stockholm. */
uint32_t today_of(const struct view_options *options, const struct view *view);
/* A day in a command line as yyyymmdd; false when it is none. */
bool today_parse(const char *text, uint32_t *ret_yyyymmdd);

#endif
