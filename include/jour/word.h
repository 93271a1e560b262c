/* Words as people type them: headings, code words, what follows --by. */
#ifndef JOUR_WORD_H
#define JOUR_WORD_H

#include <stdbool.h>

/* Whether two words are the same but for upper and lower case, spaces, line breaks, hyphens and
 * underscores. Letters of Latin-1 are folded. */
bool word_same(const char *a, const char *b);
/* Whether a text begins so, compared in the same way. */
bool word_begins(const char *text, const char *start);

/* Makes its first letter, of ASCII or Latin-1 in UTF-8, a capital. */
void word_capitalize(char *text);

#endif
