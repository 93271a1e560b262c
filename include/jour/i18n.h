/* Marks the texts that a person reads, so that they can be translated.
 *
 * N_() only marks: core keeps such an English text and its arguments, and never looks
 * up a translation. _() looks it up: edge only. */
#ifndef JOUR_I18N_H
#define JOUR_I18N_H

#include <libintl.h>

#define N_(text) text
#define _(text) gettext(text)

#endif
