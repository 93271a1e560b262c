/* An agreement, as a coordinator writes it down from the contract (agent/examples). */
#include <string.h>

#include "coursedoc.h"
#include "dayspan.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/word.h"
#include "termdoc.h"
#include "termrules.h"
#include "unitmap.h"

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
	if (yamldoc_get(map, "org_nr") != NULL)
		party->org_nr = pick_org_nr(
			source.intake, yamldoc_field(source.doc, yamldoc_get(map, "org_nr")));
	party->role = (Jour__V1__Role)(1 + docpick_word(source, map, "role", roles, 0));
	const struct yamldoc_node *unit = yamldoc_get(map, "unit");
	if (unit != NULL)
		party->unit = pick_unit(source.intake, yamldoc_field(source.doc, unit));
	if (unit != NULL && party->role != JOUR__V1__ROLE__ROLE_PAYER)
		docpick_error(source, unit, N_("only a payer has a unit"), NULL, NULL);
	return party;
}

static void read_parties(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->parties = docpick_begin_list(source, root, "parties", &item);
	for (; agreement->parties != NULL && item != NULL; item = item->next) {
		Jour__V1__Party *party = read_party(source, item);
		if (party == NULL)
			continue;
		for (size_t i = 0; i < agreement->n_parties && party->unit[0] != '\0'; i++)
			if (strcmp(agreement->parties[i]->unit, party->unit) == 0)
				docpick_error(source, item, N_("the unit {1} has two payers"),
					party->unit, NULL);
		agreement->parties[agreement->n_parties++] = party;
	}
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
		duty->due_days = docpick_number(source, item, "due_days", 0, DUE_DAYS_MAX, 0);
		agreement->reports[agreement->n_reports++] = duty;
	}
}

/* A district is in its kommun: together in one agreement its people would count twice. */
static void check_districts(
	struct source source, const struct yamldoc_node *root, const Jour__V1__Agreement *agreement)
{
	const Jour__V1__Reference *reference = source.intake->context.reference;
	for (size_t i = 0; reference != NULL && i < reference->n_units; i++) {
		const Jour__V1__Unit *unit = reference->units[i];
		if (unit->parent[0] != '\0' && termrules_has_unit(agreement, unit->code) &&
			termrules_has_unit(agreement, unit->parent))
			docpick_error(source, yamldoc_get(root, "units"),
				N_("{1} is a part of {2}, which is there, too"), unit->code,
				unit->parent);
	}
}

/* The first day, and the last: a date, or that there is none. */
static void read_days(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	static const char *const open[] = {"until further notice", "tills vidare", NULL};
	const struct yamldoc_node *from = yamldoc_get(root, "from");
	const struct yamldoc_node *to = yamldoc_get(root, "to");
	agreement->from = docpick_date(source, root, "from");
	for (size_t i = 0; to != NULL && to->text != NULL && open[i] != NULL; i++)
		if (word_same(to->text, open[i]))
			return;
	agreement->to = docpick_date(source, root, "to");
	if (to != NULL && from != NULL && agreement->to != 0 && agreement->to < agreement->from)
		docpick_error(
			source, to, N_("{1} is before the first day, {2}"), to->text, from->text);
}

/* What may be meant so, and looks like a slip. */
static void warn(
	struct source source, const struct yamldoc_node *root, const Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *parties = yamldoc_get(root, "parties");
	bool jour = false;
	dayspan_warn_odd_end(source, yamldoc_get(root, "to"), agreement, agreement->to);
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const char *unit = agreement->parties[i]->unit;
		jour = jour || agreement->parties[i]->role == JOUR__V1__ROLE__ROLE_JOUR;
		if (unit[0] != '\0' && agreement->n_units > 0 &&
			!termrules_has_unit(agreement, unit))
			docpick_warn(source, parties, N_("the payer {1} is not among the units"),
				unit, NULL);
	}
	if (agreement->n_parties > 0 && !jour)
		docpick_warn(source, parties, N_("no party is the jour"), NULL, NULL);
}

static void read_agreement(struct intake *intake)
{
	static const struct yamldoc_key keys[] = {{"dnr", true}, {"version", false},
		{"title", true}, {"parties", true}, {"units", true}, {"from", true}, {"to", true},
		{"notice_months", false}, {"terms", true}, {"reports", false}, {"replaces", false},
		{"reason", false}, COURSEDOC_KEYS};
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
	/* Of an agreement without units yet, so that any is right. */
	agreement.units = unitmap_list(source, root, &agreement, &agreement.n_units);
	check_districts(source, root, &agreement);
	read_days(source, root, &agreement);
	agreement.notice_months =
		docpick_number(source, root, "notice_months", 0, NOTICE_MONTHS_MAX, 0);
	coursedoc_read(source, root, &agreement);
	termdoc_read(source, root, &agreement);
	coursedoc_check(source, root, &agreement);
	read_reports(source, root, &agreement);
	warn(source, root, &agreement);
	pick_doc_correction(intake, root, &draft);
	if (err == ERR_OK)
		intake_emit(intake, &draft);
}

static const char *const marks[] = {"dnr", "terms", "parties", NULL};
static const char *const field_keys[] = {NULL, "dnr", "version", "title", "parties", "units",
	"from", "to", "notice_months", "terms", "reports", "year_start", "renewal", "memberships",
	"duties", "follows", "repayment", "follow_up"};

const struct file_kind file_agreement = {.name = N_("agreement"),
	.class = CLASS_MONEY,
	.marks = marks,
	.read = read_agreement,
	.field_keys = field_keys,
	.field_count = sizeof(field_keys) / sizeof(field_keys[0])};
