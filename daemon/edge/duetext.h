/* What is coming, in words. */
#ifndef JOURD_DUETEXT_H
#define JOURD_DUETEXT_H

#include "due.h"

#define DUETEXT_SIZE 1024u

/* One sentence in the reader's language; cut to `size`. */
void duetext_sentence(const struct due_item *item, char *buffer, size_t size);

#endif
