/* A unit as people name it on the command line. */
#ifndef JOURD_UNITWORDS_H
#define JOURD_UNITWORDS_H

#include "view.h"

/* Makes of the text behind --unit (NULL: none) the code of the unit that has that code, or is the
 * only one that has or had that name; it lives as long as the view. Names those there are on stderr
 * when there is none, or several, and returns STATUS_FAILED. */
int unitwords_find(struct view *view, const char **unit);

#endif
