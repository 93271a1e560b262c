#include "jour/codelist.h"

#include <string.h>

#include "jour/i18n.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define VALUES(array) .built_in = true, .version = 1, .count = COUNT_OF(array), .values = (array)
#define VALUE(word, sv, en)                                                                        \
	{                                                                                          \
		.code = (word), .label_sv = (sv), .label_en = (en)                                 \
	}
#define BAND(word, from, to)                                                                       \
	{                                                                                          \
		.code = (word), .label_sv = (word), .label_en = (word), .has_ages = true,          \
		.age_from = (from), .age_to = (to)                                                 \
	}

static const struct code_value helpseekers[] = {
	VALUE("brottsutsatt", "brottsutsatt", "victim"),
	VALUE("anhorig_brottsoffer", "anhörig till brottsoffer", "close to a victim"),
	VALUE("anhorig_garningsperson", "anhörig till gärningsperson", "close to a perpetrator"),
	VALUE("vittne", "vittne", "witness"),
	VALUE("malsagande", "målsägande", "injured party"),
	VALUE("tilltalad", "tilltalad", "defendant"),
	VALUE("annan", "annan", "other"),
	VALUE("okand", "okänd", "unknown"),
};

static const struct code_value sexes[] = {
	VALUE("kvinna", "kvinna", "woman"),
	VALUE("man", "man", "man"),
	VALUE("annan", "annan", "other"),
	VALUE("okand", "okänd", "unknown"),
};

static const struct code_value ages[] = {
	BAND("0-17", 0, 17),
	BAND("18-20", 18, 20),
	BAND("21-25", 21, 25),
	BAND("26-40", 26, 40),
	BAND("41-64", 41, 64),
	BAND("65+", 65, 0),
	VALUE("okand", "okänd", "unknown"),
};

static const struct code_value crimes[] = {
	VALUE("valdsbrott", "våldsbrott", "violence"),
	VALUE("sexualbrott", "sexualbrott", "sexual offence"),
	VALUE("hot_ofredande", "hot och ofredande", "threat or harassment"),
	VALUE("ran", "rån", "robbery"),
	VALUE("stold", "stöld m.m.", "theft, other property"),
	VALUE("bedrageri", "bedrägeri", "fraud"),
	VALUE("annat", "annat", "other"),
	VALUE("okand", "okänd", "unknown"),
};

static const struct code_value police_reports[] = {
	VALUE("ja", "ja", "yes"),
	VALUE("nej", "nej", "no"),
	VALUE("okant", "okänt", "not known"),
};

static const struct code_value contacts[] = {
	VALUE("polis", "polisens förmedling", "through the police"),
	VALUE("egen", "egen", "own"),
	VALUE("annan", "annan instans", "through another body"),
};

static const struct code_value circumstances[] = {
	VALUE("nara_relation", "nära relation", "close relationship"),
	VALUE("heder", "hedersrelaterat", "honour"),
	VALUE("hatbrott", "hatbrott", "hate crime"),
	VALUE("internet", "internetrelaterat", "internet"),
};

static const struct code_value channels[] = {
	VALUE("telefon", "telefon", "telephone"),
	VALUE("mote", "personligt möte", "meeting"),
	VALUE("epost", "e-post", "e-mail"),
	VALUE("sms", "sms", "text message"),
	VALUE("sociala_medier", "sociala medier", "social media"),
};

static const struct code_value supports[] = {
	VALUE("stodsamtal", "stödsamtal", "supporting talk"),
	VALUE("rattsprocess", "information om rättsprocessen", "information on the process"),
	VALUE("medfoljning_anmalan", "medföljning vid anmälan", "company when reporting"),
	VALUE("medfoljning_forhor", "medföljning vid förhör", "company at questioning"),
	VALUE("medfoljning_rattegang", "medföljning vid rättegång", "company at a trial"),
	VALUE("malsagandebitrade", "målsägandebiträde", "counsel for the injured party"),
	VALUE("ersattning", "ersättning", "compensation"),
	VALUE("myndighetskontakt", "myndighetskontakt", "contact with an authority"),
	VALUE("hanvisning", "hänvisning", "referral"),
};

/* In the order of the national form. Of one that overlaps a case may have several values, or none:
 * they are no classes. */
static const struct codelist lists[] = {
	{.name = "helpseeker",
		.dimension = "helpseeker",
		.label_sv = "hjälpsökande",
		.label_en = "help-seeker",
		VALUES(helpseekers)},
	{.name = "sex", .dimension = "sex", .label_sv = "kön", .label_en = "sex", VALUES(sexes)},
	{.name = "age", .dimension = "age", .label_sv = "ålder", .label_en = "age", VALUES(ages)},
	{.name = "crime",
		.dimension = "crime",
		.label_sv = "brott",
		.label_en = "crime",
		VALUES(crimes)},
	{.name = "police",
		.dimension = "police",
		.label_sv = "polisanmält",
		.label_en = "reported to the police",
		VALUES(police_reports)},
	{.name = "contact",
		.dimension = "contact",
		.label_sv = "första kontakt",
		.label_en = "first contact",
		VALUES(contacts)},
	{.name = "circumstance",
		.dimension = "circumstance",
		.label_sv = "särskild omständighet",
		.label_en = "special circumstance",
		.overlapping = true,
		VALUES(circumstances)},
	{.name = "channel",
		.dimension = "channel",
		.label_sv = "kontaktsätt",
		.label_en = "channel",
		.overlapping = true,
		VALUES(channels)},
	{.name = "support",
		.dimension = "support",
		.label_sv = "stöd",
		.label_en = "support",
		.overlapping = true,
		VALUES(supports)},
};

const struct codelist *codelist_builtin_at(size_t position)
{
	return position < COUNT_OF(lists) ? &lists[position] : NULL;
}

const struct codelist *codelist_builtin(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(lists[i].name, name) == 0)
			return &lists[i];
	return NULL;
}

/* The first of the texts that says something. */
static const char *first_text(const char *a, const char *b, const char *c)
{
	return a[0] != '\0' ? a : b[0] != '\0' ? b : c;
}

static struct code_value value_of(const Jour__V1__CodeValue *record)
{
	struct code_value value = {
		.code = record->code,
		.label_sv = first_text(record->label_sv, record->code, ""),
		.label_en = first_text(record->label_en, record->label_sv, record->code),
		.takes_in = (const char *const *)record->takes_in,
		.takes_in_count = record->n_takes_in,
	};
	if (record->ages != NULL) {
		value.has_ages = true;
		value.age_from = record->ages->from;
		value.age_to = record->ages->to;
	}
	return value;
}

void codelist_of_record(const Jour__V1__CodeList *record, struct code_value room[CODE_VALUES_MAX],
	struct codelist *ret_list)
{
	*ret_list = (struct codelist){
		.name = record->name,
		.version = record->version,
		.dimension = record->dimension,
		.label_sv = first_text(record->label_sv, record->name, ""),
		.label_en = first_text(record->label_en, record->label_sv, record->name),
		.overlapping = record->overlapping,
		.count = record->n_values < CODE_VALUES_MAX ? record->n_values : CODE_VALUES_MAX,
		.values = room,
	};
	for (size_t i = 0; i < ret_list->count; i++)
		room[i] = value_of(record->values[i]);
}

/* A translator into Swedish turns the one field's name into the other's. */
static bool is_swedish(const char *(*translate)(const char *text))
{
	return translate != NULL && strcmp(translate(N_("label_en")), "label_sv") == 0;
}

const char *codelist_label(const struct codelist *list, const char *(*translate)(const char *text))
{
	return is_swedish(translate) ? list->label_sv : list->label_en;
}

const char *codelist_value_label(
	const struct code_value *value, const char *(*translate)(const char *text))
{
	return is_swedish(translate) ? value->label_sv : value->label_en;
}

size_t codelist_find(const struct codelist *list, const char *code)
{
	size_t position = 0;
	while (position < list->count && strcmp(list->values[position].code, code) != 0)
		position++;
	return position;
}

bool codelist_band_holds(const struct code_value *outer, const struct code_value *inner)
{
	return outer->age_from <= inner->age_from &&
	       (outer->age_to == 0 || (inner->age_to != 0 && inner->age_to <= outer->age_to));
}

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-_"

static bool is_made_of(const char *text, const char *letters)
{
	size_t size = strlen(text);
	return size >= 1 && size <= CODE_NAME_MAX && strspn(text, letters) == size;
}

bool codelist_name_is_valid(const char *name)
{
	return is_made_of(name, NAME_LETTERS);
}

bool codelist_code_is_valid(const char *code)
{
	return is_made_of(code, NAME_LETTERS "+");
}
