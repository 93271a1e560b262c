#include "jour/codeword.h"

#include <string.h>

#include "jour/ageband.h"
#include "jour/word.h"

#define SPELLINGS_MAX 4

/* Beside the labels and codes of the lists. `code` NULL: the dimension itself. */
static const struct spelling {
	const char *dimension;
	const char *code;
	const char *words[SPELLINGS_MAX];
} spellings[] = {
	{"helpseeker", NULL, {"typ av hjälpsökande", "hjälpsökande är"}},
	{"helpseeker", "brottsutsatt", {"brottsoffer", "brottsutsatta"}},
	{"helpseeker", "vittne", {"vittnen"}},
	{"helpseeker", "tilltalad", {"tilltalade"}},
	{"helpseeker", "annan", {"annat", "övriga"}},
	{"sex", NULL, {"kon"}},
	{"sex", "kvinna", {"kvinnor"}},
	{"sex", "man", {"män"}},
	{"sex", "annan", {"annat", "annat kön"}},
	{"age", NULL, {"åldersgrupp", "alder"}},
	{"crime", NULL, {"brottstyp", "typ av brott"}},
	{"crime", "valdsbrott", {"våld"}},
	{"crime", "sexualbrott", {"sexuella brott"}},
	{"crime", "hot_ofredande", {"hot/ofredande", "hot, ofredande"}},
	{"crime", "stold", {"stöld", "stöld och annan egendom", "egendomsbrott"}},
	{"crime", "bedrageri", {"bedrägerier"}},
	{"crime", "annat", {"annat brott", "övriga brott"}},
	{"police", NULL, {"polisanmälan", "anmält"}},
	{"police", "ja", {"polisanmält"}},
	{"police", "nej", {"inte polisanmält", "ej polisanmält"}},
	{"contact", NULL, {"kontakt", "kontaktväg"}},
	{"contact", "polis", {"polisen"}},
	{"contact", "egen", {"egen kontakt"}},
	{"circumstance", NULL, {"omständighet", "särskilda omständigheter"}},
	{"circumstance", "heder", {"heder"}},
	{"channel", NULL, {"kanal"}},
	{"channel", "mote", {"möte"}},
	{"channel", "epost", {"mejl"}},
	{"support", NULL, {"typ av stöd"}},
};

static bool is_spelling(const char *dimension, const char *code, const char *text)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		const struct spelling *spelling = &spellings[i];
		bool about = strcmp(spelling->dimension, dimension) == 0 &&
			     (code == NULL ? spelling->code == NULL
					   : spelling->code != NULL &&
						     strcmp(spelling->code, code) == 0);
		for (size_t k = 0; about && k < SPELLINGS_MAX && spelling->words[k] != NULL; k++)
			if (word_same(spelling->words[k], text))
				return true;
	}
	return false;
}

bool codeword_names(const struct codebook *codes, size_t dimension, const char *text)
{
	const char *name = codes->dimensions[dimension];
	const struct codelist *national = codebook_national(codes, dimension);
	/* Also what it was called before: templates outlive versions. */
	for (size_t i = 0; i < codes->count; i++) {
		const struct codelist *list = codes->lists[i];
		if (strcmp(list->name, national->name) == 0 &&
			(word_same(list->label_sv, text) || word_same(list->label_en, text)))
			return true;
	}
	return word_same(name, text) || is_spelling(name, NULL, text);
}

const struct codelist *codeword_list(const struct codebook *codes, const char *text)
{
	const struct codelist *list = codebook_find(codes, text, 0);
	for (size_t i = 0; list == NULL && i < codes->dimension_count; i++)
		if (codeword_names(codes, i, text))
			list = codebook_national(codes, i);
	for (size_t i = 0; list == NULL && i < codes->count; i++)
		if (word_same(codes->lists[i]->name, text) ||
			word_same(codes->lists[i]->label_sv, text) ||
			word_same(codes->lists[i]->label_en, text))
			list = codebook_find(codes, codes->lists[i]->name, 0);
	return list;
}

static bool is_code(const struct codelist *list, const struct code_value *value, const char *text)
{
	(void)list;
	return word_same(value->code, text);
}

static bool is_label(const struct codelist *list, const struct code_value *value, const char *text)
{
	(void)list;
	return word_same(value->label_sv, text) || word_same(value->label_en, text);
}

static bool is_other_spelling(
	const struct codelist *list, const struct code_value *value, const char *text)
{
	/* "uppgift okänd" is what forms say where the list has one of the two. */
	if ((strcmp(value->code, "okand") == 0 || strcmp(value->code, "okant") == 0) &&
		(word_same("okänd", text) || word_same("okänt", text) || word_same("okand", text) ||
			word_same("okant", text) || word_same("uppgift okänd", text)))
		return true;
	return is_spelling(list->dimension, value->code, text);
}

static bool is_band(const struct codelist *list, const struct code_value *value, const char *text)
{
	uint32_t from, to;
	(void)list;
	return value->has_ages && ageband_parse(text, &from, &to) && from == value->age_from &&
	       to == value->age_to;
}

size_t codeword_find(const struct codelist *list, const char *text)
{
	/* The surest first: what one value is called may be another's code. */
	static bool (*const ways[])(const struct codelist *list, const struct code_value *value,
		const char *text) = {is_code, is_label, is_other_spelling, is_band};
	for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
		for (size_t i = 0; i < list->count; i++)
			if (ways[way](list, &list->values[i], text))
				return i;
	return list->count;
}

bool codeword_is_any(const struct codebook *codes, const char *text)
{
	const struct codelist *list;
	for (size_t i = 0; i < codes->dimension_count; i++) {
		if (codeword_names(codes, i, text))
			return true;
		for (size_t k = 0; (list = codebook_newest_at(codes, i, k)) != NULL; k++)
			if (codeword_find(list, text) < list->count)
				return true;
	}
	return false;
}
