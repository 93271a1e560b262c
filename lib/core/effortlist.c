#include "jour/effortlist.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static const struct effort_measure measures[] = {
	{.name = "assignments",
		.label_sv = "Uppdrag",
		.label_en = N_("Assignments"),
		.spellings = {"antal uppdrag", "insatser"},
		.unit = EFFORT_PIECES},
	{.name = "volunteer_hours",
		.label_sv = "Ideella timmar",
		.label_en = N_("Volunteer hours"),
		.spellings = {"ideell tid", "ideell tid (timmar)", "volontärtimmar"},
		.unit = EFFORT_HOURS},
	{.name = "support_persons_women",
		.label_sv = "Kvinnliga stödpersoner",
		.label_en = N_("Female support persons"),
		.spellings = {"stödpersoner, kvinnor", "stödpersoner kvinnor"},
		.unit = EFFORT_PIECES,
		.is_stock = true},
	{.name = "support_persons_men",
		.label_sv = "Manliga stödpersoner",
		.label_en = N_("Male support persons"),
		.spellings = {"stödpersoner, män", "stödpersoner män"},
		.unit = EFFORT_PIECES,
		.is_stock = true},
	{.name = "calls",
		.label_sv = "Samtal",
		.label_en = N_("Calls"),
		.spellings = {"antal samtal", "telefonsamtal"},
		.unit = EFFORT_PIECES},
	{.name = "contacts",
		.label_sv = "Kontakter",
		.label_en = N_("Contacts"),
		.spellings = {"antal kontakter", "stödkontakter"},
		.unit = EFFORT_PIECES},
	{.name = "measures",
		.label_sv = "Åtgärder",
		.label_en = N_("Measures"),
		.spellings = {"antal åtgärder", "vidtagna åtgärder"},
		.unit = EFFORT_PIECES},
	{.name = "court_days",
		.label_sv = "Rättegångsdagar",
		.label_en = N_("Court days"),
		.spellings = {"dagar i domstol", "domstolsdagar"},
		.unit = EFFORT_DAYS},
	{.name = "evening_hours_open",
		.label_sv = "Kvällsöppet (timmar)",
		.label_en = N_("Evening hours open"),
		.spellings = {"kvällsöppet", "timmar kvällsöppet"},
		.unit = EFFORT_HOURS},
	{.name = "first_contact_3_days",
		.label_sv = "Första kontakt inom 3 dagar",
		.label_en = N_("First contact within 3 days"),
		.spellings = {"första kontakt inom tre dagar", "kontakt inom 3 dagar"},
		.unit = EFFORT_PIECES,
		.is_share = true},
	{.name = "three_attempts",
		.label_sv = "Minst 3 kontaktförsök",
		.label_en = N_("At least 3 attempts"),
		.spellings = {"minst tre kontaktförsök", "3 kontaktförsök"},
		.unit = EFFORT_PIECES,
		.is_share = true},
	{.name = "evening_attempt",
		.label_sv = "Kontaktförsök på kvällen",
		.label_en = N_("Attempt in the evening"),
		.spellings = {"kvällsförsök", "minst 1 kontaktförsök på kvällen"},
		.unit = EFFORT_PIECES,
		.is_share = true},
	{.name = "meeting_offered",
		.label_sv = "Erbjudet möte",
		.label_en = N_("Meeting offered"),
		.spellings = {"möte erbjudet", "erbjudna möten"},
		.unit = EFFORT_PIECES,
		.is_share = true},
};
#define MEASURES (sizeof(measures) / sizeof(measures[0]))
_Static_assert(MEASURES <= EFFORT_MEASURES_MAX, "room for every measure");

const struct effort_measure *effortlist_at(size_t position)
{
	return position < MEASURES ? &measures[position] : NULL;
}

bool effortlist_is_number(const struct effort_measure *measure, uint64_t hundredths)
{
	return hundredths <= 100 * COUNT_MAX &&
	       (measure->unit != EFFORT_PIECES || hundredths % 100 == 0);
}

const struct effort_measure *effortlist_find(struct bytes name)
{
	for (size_t i = 0; i < MEASURES; i++)
		if (bytes_equal(bytes_of_text(measures[i].name), name))
			return &measures[i];
	return NULL;
}
