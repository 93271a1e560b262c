#include "jour/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "jourd"

void i18n_start(void)
{
	/* Never LC_NUMERIC: files and JSON have one form of number everywhere. Without a
	 * UTF-8 locale gettext would turn å, ä, ö into question marks. */
	const char *directory = getenv("JOUR_LOCALEDIR");
	if (setlocale(LC_CTYPE, "") == NULL || setlocale(LC_MESSAGES, "") == NULL ||
		strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
		setlocale(LC_MESSAGES, "C.UTF-8");
	}
	bindtextdomain(DOMAIN, directory != NULL ? directory : JOUR_LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

void i18n_language(const char *language)
{
	/* LANGUAGE decides even where sv_SE is not generated (a bare Debian). */
	setenv("LANGUAGE", language, 0);
	i18n_start();
}

const char *i18n_text(const char *text)
{
	return gettext(text);
}
