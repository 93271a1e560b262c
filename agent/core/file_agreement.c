/* An agreement, as a coordinator writes it down from the contract (agent/examples). */
#include <string.h>

#include "jour/i18n.h"
#include "jour/text.h"
#include "keycheck.h"
#include "termdoc.h"

#define VERSION_MAX 1000000u

static Jour__V1__Party *read_party(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {
		{"name", true}, {"org_nr", true}, {"role", true}, {"unit", false}};
	static const char *const roles[] = {"payer", "jour", NULL};
	Jour__V1__Party *party = docpick_room(source, map, sizeof(*party));
	if (party == NULL || keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	jour__v1__party__init(party);
	party->name = docpick_text(source, map, "name");
	party->org_nr = docpick_text(source, map, "org_nr");
	if (party->org_nr[0] != '\0' && !text_is_org_nr(bytes_of_text(party->org_nr)))
		docpick_complain(source, yamldoc_get(map, "org_nr"),
			N_("an organisation number such as 212000-2627, with its right last "
			   "digit"));
	party->role = (Jour__V1__Role)(1 + docpick_word(source, map, "role", roles, 0));
	const struct yamldoc_node *unit = yamldoc_get(map, "unit");
	if (unit != NULL)
		party->unit = pick_unit(source.intake, yamldoc_field(source.doc, unit));
	if (unit != NULL && party->role != JOUR__V1__ROLE__ROLE_PAYER)
		complaint_add(source.doc->complaints, yamldoc_place(unit),
			N_("only a payer has a unit"), NULL, NULL);
	return party;
}

static void read_parties(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->parties = docpick_begin_list(source, root, "parties", &item);
	for (; agreement->parties != NULL && item != NULL; item = item->next) {
		Jour__V1__Party *party = read_party(source, item);
		if (party != NULL)
			agreement->parties[agreement->n_parties++] = party;
	}
}

static int compare_units(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_units(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->units = docpick_begin_list(source, root, "units", &item);
	for (; agreement->units != NULL && item != NULL; item = item->next) {
		char *unit = pick_unit(source.intake, yamldoc_field(source.doc, item));
		for (size_t i = 0; i < agreement->n_units && unit[0] != '\0'; i++)
			if (strcmp(agreement->units[i], unit) == 0)
				complaint_add(source.doc->complaints, yamldoc_place(item),
					N_("the unit {1} is there twice"), unit, NULL);
		agreement->units[agreement->n_units++] = unit;
	}
	if (agreement->units != NULL)
		docpick_sort((void **)agreement->units, agreement->n_units, compare_units);
}

static void read_reports(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"every", true}, {"due_days", true}};
	static const char *const every[] = {"month", "quarter", "half_year", "year", NULL};
	static const uint32_t months[] = {1, 3, 6, 12};
	const struct yamldoc_node *item = NULL;
	agreement->reports = docpick_begin_list(source, root, "reports", &item);
	for (; agreement->reports != NULL && item != NULL; item = item->next) {
		Jour__V1__ReportDuty *duty = docpick_room(source, item, sizeof(*duty));
		if (duty == NULL || keycheck_map(source.doc, item, DOCPICK_KEYS(keys)) != ERR_OK)
			continue;
		jour__v1__report_duty__init(duty);
		duty->months = months[docpick_word(source, item, "every", every, 0)];
		duty->due_days = docpick_number(source, item, "due_days", 0, 366, 0);
		agreement->reports[agreement->n_reports++] = duty;
	}
}

static bool has_unit(const Jour__V1__Agreement *agreement, const char *unit)
{
	for (size_t i = 0; i < agreement->n_units; i++)
		if (strcmp(agreement->units[i], unit) == 0)
			return true;
	return false;
}

/* What may be meant so, and looks like a slip. */
static void warn(
	struct source source, const struct yamldoc_node *root, const Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *to = yamldoc_get(root, "to");
	uint32_t day = agreement->to % 100;
	uint32_t month = agreement->to / 100 % 100;
	if (agreement->to != 0 && to != NULL &&
		day != date_month_length((uint16_t)(agreement->to / 10000), (uint8_t)month))
		complaint_add_warning(source.doc->complaints, yamldoc_place(to),
			N_("{1} is not the last day of a month: is that what the document says?"),
			to->text, NULL);
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const char *unit = agreement->parties[i]->unit;
		if (unit[0] != '\0' && agreement->n_units > 0 && !has_unit(agreement, unit))
			complaint_add_warning(source.doc->complaints,
				yamldoc_place(yamldoc_get(root, "parties")),
				N_("the payer {1} is not among the units"), unit, NULL);
	}
}

static void read_agreement(struct intake *intake)
{
	static const struct yamldoc_key keys[] = {{"dnr", true}, {"version", false},
		{"title", true}, {"parties", true}, {"units", true}, {"from", true}, {"to", true},
		{"notice_months", false}, {"terms", true}, {"reports", false}, {"replaces", false},
		{"reason", false}};
	struct source source = {intake, &intake->file.doc};
	const struct yamldoc_node *root = &intake->file.doc.nodes[0];
	Jour__V1__Agreement agreement;
	jour__v1__agreement__init(&agreement);
	struct draft draft = {
		.kind = JOUR__V1__RECORD__BODY_AGREEMENT, .body = &agreement, .row = root->line};

	/* What is known is read even so, so that all complaints come at once. */
	enum err err = keycheck_map(source.doc, root, DOCPICK_KEYS(keys));
	agreement.dnr = docpick_text(source, root, "dnr");
	agreement.version = docpick_number(source, root, "version", 1, VERSION_MAX, 1);
	agreement.title = docpick_text(source, root, "title");
	read_parties(source, root, &agreement);
	read_units(source, root, &agreement);
	agreement.from = docpick_date(source, root, "from");
	agreement.to = docpick_date(source, root, "to");
	agreement.notice_months = docpick_number(source, root, "notice_months", 0, 120, 0);
	termdoc_read(source, root, &agreement);
	read_reports(source, root, &agreement);
	warn(source, root, &agreement);
	pick_doc_correction(intake, root, &draft);
	if (err == ERR_OK)
		intake_emit(intake, &draft);
}

static const char *const marks[] = {"dnr", "terms", "parties", NULL};
static const char *const field_keys[] = {NULL, "dnr", "version", "title", "parties", "units",
	"from", "to", "notice_months", "terms", "reports"};

const struct file_kind file_agreement = {.name = N_("agreement"),
	.class = CLASS_MONEY,
	.marks = marks,
	.read = read_agreement,
	.field_keys = field_keys,
	.field_count = sizeof(field_keys) / sizeof(field_keys[0])};
