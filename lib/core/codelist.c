#include "jour/codelist.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define VALUES(...)                                                                                \
	COUNT_OF(((const char *const[]){__VA_ARGS__})), (const char *const[])                      \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

static const struct dimension dimensions[] = {
	{"helpseeker", VALUES("brottsutsatt", "anhorig_brottsoffer", "anhorig_garningsperson",
			       "vittne", "malsagande", "tilltalad", "annan", "okand")},
	{"sex", VALUES("kvinna", "man", "annan", "okand")},
	{"age", VALUES("0-17", "18-20", "21-25", "26-40", "41-64", "65+", "okand")},
	{"crime", VALUES("valdsbrott", "sexualbrott", "hot_ofredande", "ran", "stold", "bedrageri",
			  "annat", "okand")},
	{"police", VALUES("ja", "nej", "okant")},
	{"contact", VALUES("polis", "egen", "annan")},
};

const struct dimension *dimension_at(size_t position)
{
	return position < COUNT_OF(dimensions) ? &dimensions[position] : NULL;
}

const struct dimension *dimension_find(struct bytes name)
{
	for (size_t i = 0; i < COUNT_OF(dimensions); i++)
		if (bytes_equal(bytes_of_text(dimensions[i].name), name))
			return &dimensions[i];
	return NULL;
}
