#include "casewords.h"

#include <string.h>

struct word {
	const char *code;
	const char *word;
};

/* Only what is not written as its code. */
static const struct word dimensions[] = {
	{"helpseeker", "hjälpsökande"},
	{"sex", "kön"},
	{"age", "ålder"},
	{"crime", "brott"},
	{"police", "polisanmält"},
	{"contact", "första kontakt"},
	{NULL, NULL},
};

static const struct word values[] = {
	{"anhorig_brottsoffer", "anhörig till brottsoffer"},
	{"anhorig_garningsperson", "anhörig till gärningsperson"},
	{"malsagande", "målsägande"},
	{"okand", "okänd"},
	{"okant", "okänt"},
	{"valdsbrott", "våldsbrott"},
	{"hot_ofredande", "hot, ofredande"},
	{"ran", "rån"},
	{"stold", "stöld m.m."},
	{"bedrageri", "bedrägeri"},
	{NULL, NULL},
};

static const char *find(const struct word *words, const char *code)
{
	for (; words->code != NULL; words++)
		if (strcmp(words->code, code) == 0)
			return words->word;
	return code;
}

const char *casewords_dimension(const struct dimension *dimension)
{
	return find(dimensions, dimension->name);
}

const char *casewords_value(const struct dimension *dimension, size_t position)
{
	return find(values, dimension->values[position]);
}
