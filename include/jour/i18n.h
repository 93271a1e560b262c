/* Marks the texts that a person reads, so that they can be translated.
 *
 * N_() only marks: core keeps such an English text and its arguments, and never looks
 * up a translation. _() looks it up: edge only. */
#ifndef JOUR_I18N_H
#define JOUR_I18N_H

#include <libintl.h>

#define N_(text) text
#define _(text) gettext(text)

/* Once at start-up: character set and messages from the environment, numbers never. */
void i18n_start(void);
/* The same with the language of a configuration ("sv"); the environment's LANGUAGE wins. */
void i18n_language(const char *language);
/* gettext as a function, for the renderers of core. */
const char *i18n_text(const char *text);

#endif
