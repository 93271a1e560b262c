/* What is coming, for programs. */
#ifndef JOURD_DUEJSON_H
#define JOURD_DUEJSON_H

#include "due.h"

/* A list of {date, kind, agreement, id, clause}; kind is "notice", "cancel", "renews", "ends",
 * "cases" or a duty's own ("payment", "meeting", ...). To be freed with free(); NULL: out of
 * memory. */
char *duejson_text(const struct due_list *list);

#endif
