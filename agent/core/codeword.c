#include "codeword.h"

#include <assert.h>

#include "heading.h"

#define UNKNOWN                                                                                    \
	{                                                                                          \
		"Okänd", {"okand", "okänt", "okant", "uppgift okänd"}, false                       \
	}

static const struct words {
	struct sheet_column name;
	struct sheet_column values[CODEWORD_VALUES_MAX];
} words[CODEWORD_DIMENSIONS] = {
	{{"Hjälpsökande", {"helpseeker", "typ av hjälpsökande", "hjälpsökande är"}, false},
		{
			{"Brottsutsatt", {"brottsoffer", "brottsutsatta"}, false},
			{"Anhörig till brottsoffer", {"anhorig_brottsoffer"}, false},
			{"Anhörig till gärningsperson", {"anhorig_garningsperson"}, false},
			{"Vittne", {"vittnen"}, false},
			{"Målsägande", {"malsagande"}, false},
			{"Tilltalad", {"tilltalade"}, false},
			{"Annan", {"annat", "övriga"}, false},
			UNKNOWN,
		}},
	{{"Kön", {"sex", "kon"}, false},
		{
			{"Kvinna", {"kvinnor"}, false},
			{"Man", {"män"}, false},
			{"Annan", {"annat", "annat kön"}, false},
			UNKNOWN,
		}},
	{{"Ålder", {"age", "åldersgrupp", "alder"}, false},
		{
			{"0-17", {"0–17", "0-17 år", "0–17 år"}, false},
			{"18-20", {"18–20", "18-20 år", "18–20 år"}, false},
			{"21-25", {"21–25", "21-25 år", "21–25 år"}, false},
			{"26-40", {"26–40", "26-40 år", "26–40 år"}, false},
			{"41-64", {"41–64", "41-64 år", "41–64 år"}, false},
			{"65+", {"65 år och äldre", "65 och äldre", "65+ år"}, false},
			UNKNOWN,
		}},
	{{"Brottstyp", {"crime", "brott", "typ av brott"}, false},
		{
			{"Våldsbrott", {"valdsbrott", "våld"}, false},
			{"Sexualbrott", {"sexuella brott"}, false},
			{"Hot och ofredande", {"hot_ofredande", "hot/ofredande"}, false},
			{"Rån", {"ran"}, false},
			{"Stöld och annan egendom", {"stold", "stöld", "egendomsbrott"}, false},
			{"Bedrägeri", {"bedrageri", "bedrägerier"}, false},
			{"Annat", {"annat brott", "övriga brott"}, false},
			UNKNOWN,
		}},
	{{"Polisanmält", {"police", "polisanmälan", "anmält"}, false},
		{
			{"Ja", {"polisanmält"}, false},
			{"Nej", {"inte polisanmält", "ej polisanmält"}, false},
			UNKNOWN,
		}},
	{{"Första kontakt", {"contact", "kontakt", "kontaktväg"}, false},
		{
			{"Polisens förmedling", {"polis", "polisen"}, false},
			{"Egen", {"egen kontakt"}, false},
			{"Annan instans", {"annan"}, false},
		}},
	{{"Särskild omständighet", {"circumstance", "omständighet", "särskilda omständigheter"},
		 false},
		{
			{"Nära relation", {"nara_relation"}, false},
			{"Hedersrelaterat", {"heder"}, false},
			{"Hatbrott", {NULL}, false},
			{"Internetrelaterat", {"internet"}, false},
		}},
	{{"Kontaktsätt", {"channel", "kanal"}, false},
		{
			{"Telefon", {NULL}, false},
			{"Personligt möte", {"mote", "möte"}, false},
			{"E-post", {"epost", "mejl"}, false},
			{"SMS", {NULL}, false},
			{"Sociala medier", {"sociala_medier"}, false},
		}},
	{{"Stöd", {"support", "insats", "typ av stöd"}, false},
		{
			{"Stödsamtal", {"stodsamtal"}, false},
			{"Information om rättsprocessen", {"rattsprocess"}, false},
			{"Medföljning vid anmälan", {"medfoljning_anmalan"}, false},
			{"Medföljning vid förhör", {"medfoljning_forhor"}, false},
			{"Medföljning vid rättegång", {"medfoljning_rattegang"}, false},
			{"Målsägandebiträde", {"malsagandebitrade"}, false},
			{"Ersättning", {"ersattning"}, false},
			{"Myndighetskontakt", {NULL}, false},
			{"Hänvisning", {"hanvisning"}, false},
		}},
};

static size_t value_count(size_t dimension)
{
	assert(dimension < CODEWORD_DIMENSIONS);
	return codelist_builtin_at(dimension)->count;
}

const struct sheet_column *codeword_of_dimension(size_t dimension)
{
	assert(dimension < CODEWORD_DIMENSIONS);
	return &words[dimension].name;
}

const struct sheet_column *codeword_of_value(size_t dimension, size_t value)
{
	assert(value < value_count(dimension));
	return &words[dimension].values[value];
}

size_t codeword_find(size_t dimension, const char *text)
{
	size_t count = value_count(dimension);
	size_t value = 0;
	while (value < count && !heading_names(&words[dimension].values[value], text))
		value++;
	return value;
}

bool codeword_is_any(const char *text)
{
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++)
		if (codeword_find(i, text) < value_count(i))
			return true;
	return false;
}
