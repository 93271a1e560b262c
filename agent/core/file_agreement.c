/* An agreement, as a coordinator writes it down from the contract (agent/examples). */
#include <string.h>

#include "file_kind.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/text.h"
#include "keycheck.h"
#include "pick.h"

#define ITEMS_MAX 64u /* of each list; the office takes no more */
#define VERSION_MAX 1000000u

/* What all readers below need. */
struct source {
	struct intake *intake;
	const struct yamldoc *doc;
};

#define KEYS(table) table, sizeof(table) / sizeof((table)[0])

static const struct yamldoc_node *child_of(const struct yamldoc_node *map, const char *key)
{
	return yamldoc_get(map, key);
}

static void complain(struct source source, const struct yamldoc_node *node, const char *expected)
{
	complaint_add_expected(
		source.doc->complaints, yamldoc_place(node), node->text, expected, NULL);
}

/* Room in the arena; NULL after a complaint. */
static void *room(struct source source, const struct yamldoc_node *node, size_t size)
{
	void *found = arena_alloc(&source.intake->arena, size);
	if (found == NULL)
		complaint_add(source.doc->complaints, yamldoc_place(node),
			N_("the file says too much in one place"), NULL, NULL);
	return found;
}

static size_t count_items(const struct yamldoc_node *list)
{
	size_t count = 0;
	for (const struct yamldoc_node *item = list->first; item != NULL; item = item->next)
		count++;
	return count;
}

/* An array of pointers for the items of the list under `key`; NULL when there is none to read. */
static void *begin_list(struct source source, const struct yamldoc_node *map, const char *key,
	const struct yamldoc_node **ret_first)
{
	const struct yamldoc_node *list = child_of(map, key);
	if (list == NULL || keycheck_list(source.doc, list) != ERR_OK)
		return NULL;
	if (count_items(list) > ITEMS_MAX) {
		complaint_add(source.doc->complaints, yamldoc_place(list),
			N_("more than 64 of them"), NULL, NULL);
		return NULL;
	}
	*ret_first = list->first;
	return room(source, list, count_items(list) * sizeof(void *));
}

/* The readers of a key that is required; a missing one has been complained about. */
static char *text_of(struct source source, const struct yamldoc_node *map, const char *key)
{
	static char nothing[1];
	const struct yamldoc_node *node = child_of(map, key);
	return node == NULL ? nothing : pick_text(source.intake, yamldoc_field(source.doc, node));
}

static uint32_t date_of(struct source source, const struct yamldoc_node *map, const char *key)
{
	const struct yamldoc_node *node = child_of(map, key);
	return node == NULL ? 0 : pick_date(yamldoc_field(source.doc, node));
}

static uint32_t number_of(struct source source, const struct yamldoc_node *map, const char *key,
	uint32_t min, uint32_t max, uint32_t otherwise)
{
	const struct yamldoc_node *node = child_of(map, key);
	if (node == NULL)
		return otherwise;
	return (uint32_t)pick_number(yamldoc_field(source.doc, node), min, max);
}

static uint64_t kronor_of(struct source source, const struct yamldoc_node *map)
{
	const struct yamldoc_node *node = child_of(map, "kronor");
	return node == NULL ? 0 : pick_amount(yamldoc_field(source.doc, node));
}

/* The index of the word; `otherwise` when the key is left out or no such word. */
static size_t word_of(struct source source, const struct yamldoc_node *map, const char *key,
	const char *const *words, size_t otherwise)
{
	const struct yamldoc_node *node = child_of(map, key);
	size_t index = otherwise;
	if (node == NULL ||
		field_read_word(yamldoc_field(source.doc, node), words, &index) != ERR_OK)
		return otherwise;
	return index;
}

/* ---- formulas */

/* "12-31", a day that every year has. */
static bool read_month_day(const char *text, struct date *ret_date)
{
	char day[DATE_TEXT_SIZE] = "2023-";
	if (text == NULL || strlen(text) != 5)
		return false;
	memcpy(day + 5, text, 6);
	return date_parse(bytes_of_text(day), ret_date) == ERR_OK;
}

static Jour__V1__PopulationRule *read_population(
	struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"date", true}, {"years_before", true}};
	struct date date = {0};
	if (keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__PopulationRule *rule = room(source, map, sizeof(*rule));
	if (rule == NULL)
		return NULL;
	jour__v1__population_rule__init(rule);
	const struct yamldoc_node *day = child_of(map, "date");
	if (!read_month_day(day->text, &date))
		complain(
			source, day, N_("a month and a day in quotation marks, such as \"12-31\""));
	rule->month = date.month;
	rule->day = date.day;
	rule->years_before = number_of(source, map, "years_before", 0, 10, 0);
	return rule;
}

static Jour__V1__Rounding *read_rounding(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"to", true}, {"rule", true}};
	static const char *const units[] = {"öre", "krona", "ten", NULL};
	static const uint32_t units_ore[] = {1, 100, 1000};
	static const char *const rules[] = {"half_up", "half_even", "down", NULL};
	if (keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__Rounding *rounding = room(source, map, sizeof(*rounding));
	if (rounding == NULL)
		return NULL;
	jour__v1__rounding__init(rounding);
	rounding->unit_ore = units_ore[word_of(source, map, "to", units, 0)];
	rounding->rule = (Jour__V1__RoundingRule)(1 + word_of(source, map, "rule", rules, 0));
	return rounding;
}

static Jour__V1__RatePerInhabitant *read_rate(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {
		{"kronor", true}, {"population", true}, {"rounding", true}};
	if (keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__RatePerInhabitant *rate = room(source, map, sizeof(*rate));
	if (rate == NULL)
		return NULL;
	jour__v1__rate_per_inhabitant__init(rate);
	rate->rate_ore = kronor_of(source, map);
	rate->population = read_population(source, child_of(map, "population"));
	rate->rounding = read_rounding(source, child_of(map, "rounding"));
	return rate;
}

static Jour__V1__FixedAmount *read_fixed(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"kronor", true}};
	if (keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__FixedAmount *fixed = room(source, map, sizeof(*fixed));
	if (fixed == NULL)
		return NULL;
	jour__v1__fixed_amount__init(fixed);
	fixed->amount_ore = kronor_of(source, map);
	return fixed;
}

static int compare_shares(const void *a, const void *b)
{
	const Jour__V1__Share *const *first = a;
	const Jour__V1__Share *const *second = b;
	return strcmp((*first)->unit, (*second)->unit);
}

/* Few items, and no allocation: each is moved to its place among those before it. */
static void sort_pointers(void **items, size_t count, int (*compare)(const void *, const void *))
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && compare(&items[k - 1], &items[k]) > 0; k--) {
			void *moved = items[k];
			items[k] = items[k - 1];
			items[k - 1] = moved;
		}
}

static Jour__V1__FixedShares *read_shares(struct source source, const struct yamldoc_node *map)
{
	if (map->kind != YAMLDOC_MAP || count_items(map) > ITEMS_MAX) {
		complaint_add(source.doc->complaints, yamldoc_place(map),
			N_("expected a unit's code and its share on each line below"), NULL, NULL);
		return NULL;
	}
	size_t count = count_items(map);
	Jour__V1__FixedShares *fixed = room(source, map, sizeof(*fixed));
	Jour__V1__Share **shares = room(source, map, count * sizeof(void *));
	Jour__V1__Share *each = room(source, map, count * sizeof(*each));
	if (fixed == NULL || shares == NULL || each == NULL)
		return NULL;
	size_t at = 0;
	for (const struct yamldoc_node *node = map->first; node != NULL; node = node->next, at++) {
		struct field unit = yamldoc_field(source.doc, node);
		unit.text = node->key;
		jour__v1__share__init(&each[at]);
		each[at].unit = pick_unit(source.intake, unit);
		each[at].weight = pick_number(yamldoc_field(source.doc, node), 0, COUNT_MAX);
		shares[at] = &each[at];
	}
	sort_pointers((void **)shares, count, compare_shares);
	jour__v1__fixed_shares__init(fixed);
	fixed->n_shares = count;
	fixed->shares = shares;
	return fixed;
}

static Jour__V1__EqualKey *read_equal(struct source source, const struct yamldoc_node *node)
{
	static const char *const words[] = {"equal", NULL};
	size_t index = 0;
	if (field_read_word(yamldoc_field(source.doc, node), words, &index) != ERR_OK)
		return NULL;
	Jour__V1__EqualKey *equal = room(source, node, sizeof(*equal));
	if (equal == NULL)
		return NULL;
	jour__v1__equal_key__init(equal);
	equal->equal = true;
	return equal;
}

static void read_key(
	struct source source, const struct yamldoc_node *node, Jour__V1__SharedCost *shared)
{
	static const struct yamldoc_key keys[] = {{"population", false}, {"fixed_shares", false}};
	if (node->kind == YAMLDOC_TEXT) {
		shared->equal = read_equal(source, node);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_EQUAL;
		return;
	}
	if (keycheck_map(source.doc, node, KEYS(keys)) != ERR_OK)
		return;
	const struct yamldoc_node *population = child_of(node, "population");
	const struct yamldoc_node *fixed = child_of(node, "fixed_shares");
	if ((population == NULL) == (fixed == NULL)) {
		complaint_add(source.doc->complaints, yamldoc_place(node),
			N_("expected one of population and fixed_shares, or the word equal"), NULL,
			NULL);
	} else if (population != NULL) {
		shared->population = read_population(source, population);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_POPULATION;
	} else {
		shared->fixed = read_shares(source, fixed);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_FIXED;
	}
}

static Jour__V1__SharedCost *read_shared(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"line", true}, {"to", true}, {"key", true}};
	static const char *const units[] = {"öre", "krona", NULL};
	if (keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__SharedCost *shared = room(source, map, sizeof(*shared));
	if (shared == NULL)
		return NULL;
	jour__v1__shared_cost__init(shared);
	shared->line = text_of(source, map, "line");
	shared->unit_ore = word_of(source, map, "to", units, 0) == 0 ? 1 : 100;
	read_key(source, child_of(map, "key"), shared);
	return shared;
}

/* ---- lists */

static void read_formula(struct source source, const struct yamldoc_node *map, Jour__V1__Term *term)
{
	const struct yamldoc_node *rate = child_of(map, "rate_per_inhabitant");
	const struct yamldoc_node *fixed = child_of(map, "fixed");
	const struct yamldoc_node *shared = child_of(map, "shared_cost");
	if ((rate != NULL) + (fixed != NULL) + (shared != NULL) != 1) {
		complaint_add(source.doc->complaints, yamldoc_place(map),
			N_("a term has exactly one of rate_per_inhabitant, fixed and "
			   "shared_cost"),
			NULL, NULL);
	} else if (rate != NULL) {
		term->rate_per_inhabitant = read_rate(source, rate);
		term->formula_case = JOUR__V1__TERM__FORMULA_RATE_PER_INHABITANT;
	} else if (fixed != NULL) {
		term->fixed_amount = read_fixed(source, fixed);
		term->formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	} else {
		term->shared_cost = read_shared(source, shared);
		term->formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	}
}

static Jour__V1__Term *read_term(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"id", true}, {"clause", true},
		{"rate_per_inhabitant", false}, {"fixed", false}, {"shared_cost", false}};
	Jour__V1__Term *term = room(source, map, sizeof(*term));
	if (term == NULL || keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	jour__v1__term__init(term);
	term->id = text_of(source, map, "id");
	term->clause = text_of(source, map, "clause");
	read_formula(source, map, term);
	return term;
}

static bool has_id(const Jour__V1__Agreement *agreement, const char *id)
{
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (strcmp(agreement->terms[i]->id, id) == 0)
			return true;
	return false;
}

static void read_terms(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->terms = begin_list(source, root, "terms", &item);
	for (; agreement->terms != NULL && item != NULL; item = item->next) {
		Jour__V1__Term *term = read_term(source, item);
		if (term == NULL)
			continue;
		if (has_id(agreement, term->id))
			complaint_add(source.doc->complaints, yamldoc_place(item),
				N_("the id \"{1}\" is there twice"), term->id, NULL);
		agreement->terms[agreement->n_terms++] = term;
	}
}

static Jour__V1__Party *read_party(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {
		{"name", true}, {"org_nr", true}, {"role", true}, {"unit", false}};
	static const char *const roles[] = {"payer", "jour", NULL};
	Jour__V1__Party *party = room(source, map, sizeof(*party));
	if (party == NULL || keycheck_map(source.doc, map, KEYS(keys)) != ERR_OK)
		return NULL;
	jour__v1__party__init(party);
	party->name = text_of(source, map, "name");
	party->org_nr = text_of(source, map, "org_nr");
	if (party->org_nr[0] != '\0' && !text_is_org_nr(bytes_of_text(party->org_nr)))
		complain(source, child_of(map, "org_nr"),
			N_("an organisation number such as 212000-2627, with its right last "
			   "digit"));
	party->role = (Jour__V1__Role)(1 + word_of(source, map, "role", roles, 0));
	const struct yamldoc_node *unit = child_of(map, "unit");
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
	agreement->parties = begin_list(source, root, "parties", &item);
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
	agreement->units = begin_list(source, root, "units", &item);
	for (; agreement->units != NULL && item != NULL; item = item->next) {
		char *unit = pick_unit(source.intake, yamldoc_field(source.doc, item));
		for (size_t i = 0; i < agreement->n_units && unit[0] != '\0'; i++)
			if (strcmp(agreement->units[i], unit) == 0)
				complaint_add(source.doc->complaints, yamldoc_place(item),
					N_("the unit {1} is there twice"), unit, NULL);
		agreement->units[agreement->n_units++] = unit;
	}
	if (agreement->units != NULL)
		sort_pointers((void **)agreement->units, agreement->n_units, compare_units);
}

static void read_reports(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"every", true}, {"due_days", true}};
	static const char *const every[] = {"month", "quarter", "half_year", "year", NULL};
	static const uint32_t months[] = {1, 3, 6, 12};
	const struct yamldoc_node *item = NULL;
	agreement->reports = begin_list(source, root, "reports", &item);
	for (; agreement->reports != NULL && item != NULL; item = item->next) {
		Jour__V1__ReportDuty *duty = room(source, item, sizeof(*duty));
		if (duty == NULL || keycheck_map(source.doc, item, KEYS(keys)) != ERR_OK)
			continue;
		jour__v1__report_duty__init(duty);
		duty->months = months[word_of(source, item, "every", every, 0)];
		duty->due_days = number_of(source, item, "due_days", 0, 366, 0);
		agreement->reports[agreement->n_reports++] = duty;
	}
}

/* ---- the whole */

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
	const struct yamldoc_node *to = child_of(root, "to");
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
				yamldoc_place(child_of(root, "parties")),
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
	enum err err = keycheck_map(source.doc, root, KEYS(keys));
	agreement.dnr = text_of(source, root, "dnr");
	agreement.version = number_of(source, root, "version", 1, VERSION_MAX, 1);
	agreement.title = text_of(source, root, "title");
	read_parties(source, root, &agreement);
	read_units(source, root, &agreement);
	agreement.from = date_of(source, root, "from");
	agreement.to = date_of(source, root, "to");
	agreement.notice_months = number_of(source, root, "notice_months", 0, 120, 0);
	read_terms(source, root, &agreement);
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
