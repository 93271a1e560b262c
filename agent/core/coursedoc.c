#include "coursedoc.h"

#include <string.h>

#include "dayspan.h"
#include "effortword.h"
#include "jour/followup.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "stepdoc.h"
#include "termrules.h"

/* ---- renewal */

static void check_renewal(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, const Jour__V1__Renewal *renewal)
{
	bool automatic = yamldoc_get(map, "automatic_years") != NULL;
	const struct yamldoc_node *until = yamldoc_get(map, "until");
	if (agreement->to == 0)
		docpick_error(source, map, N_("an agreement without a last day is not renewed"),
			NULL, NULL);
	if (automatic == renewal->may_be_extended)
		docpick_error(source, map,
			N_("expected one of may_be_extended: yes, by a new decision, and "
			   "automatic_years"),
			NULL, NULL);
	else if (automatic && yamldoc_get(map, "cancel_by") == NULL)
		docpick_error(source, map, N_("the key \"{1}\" is missing"), "cancel_by", NULL);
	else if (!automatic && (until != NULL || yamldoc_get(map, "cancel_by") != NULL))
		docpick_error(source, map, N_("cancel_by and until belong to automatic_years"),
			NULL, NULL);
	if (until != NULL && renewal->until != 0 && renewal->until <= agreement->to)
		docpick_error(source, until,
			N_("{1} is not after the last day of the first term: nothing would be "
			   "renewed"),
			until->text, NULL);
	dayspan_warn_odd_end(source, until, agreement, renewal->until);
}

static Jour__V1__Renewal *read_renewal(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"may_be_extended", false},
		{"automatic_years", false}, {"cancel_by", false}, {"until", false}};
	if (map == NULL)
		return NULL;
	Jour__V1__Renewal *renewal = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*renewal));
	if (renewal == NULL)
		return NULL;
	jour__v1__renewal__init(renewal);
	renewal->may_be_extended = docpick_yes(source, map, "may_be_extended");
	renewal->automatic_years =
		docpick_number(source, map, "automatic_years", 1, RENEWAL_YEARS_MAX, 0);
	renewal->cancel_by = docpick_month_day(source, yamldoc_get(map, "cancel_by"));
	renewal->until = docpick_date(source, map, "until");
	check_renewal(source, map, agreement, renewal);
	return renewal;
}

/* ---- memberships */

static int compare_memberships(const void *a, const void *b)
{
	const Jour__V1__Membership *const *first = a;
	const Jour__V1__Membership *const *second = b;
	return strcmp((*first)->unit, (*second)->unit);
}

static void check_membership(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, const Jour__V1__Membership *membership)
{
	if (yamldoc_get(map, "from") == NULL && yamldoc_get(map, "to") == NULL)
		docpick_error(source, map,
			N_("expected from, the day on which it joins, or to, its last day"), NULL,
			NULL);
	if (membership->unit[0] != '\0' && agreement->n_units > 0 &&
		!termrules_has_unit(agreement, membership->unit))
		docpick_error(source, map, N_("{1} is not among the agreement's units"),
			membership->unit, NULL);
	for (size_t i = 0; i < agreement->n_memberships; i++)
		if (membership->unit[0] != '\0' &&
			strcmp(agreement->memberships[i]->unit, membership->unit) == 0)
			docpick_error(source, map, N_("the unit {1} is there twice"),
				membership->unit, NULL);
	dayspan_check(source, map, agreement, membership->from, membership->to);
}

static void read_memberships(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"unit", true}, {"from", false}, {"to", false}};
	const struct yamldoc_node *item = NULL;
	agreement->memberships = docpick_begin_list(source, root, "memberships", &item);
	for (; agreement->memberships != NULL && item != NULL; item = item->next) {
		Jour__V1__Membership *membership =
			docpick_map(source, item, DOCPICK_KEYS(keys), sizeof(*membership));
		if (membership == NULL)
			continue;
		const struct yamldoc_node *unit = yamldoc_get(item, "unit");
		jour__v1__membership__init(membership);
		if (unit != NULL)
			membership->unit =
				pick_unit(source.intake, yamldoc_field(source.doc, unit));
		membership->from = docpick_date(source, item, "from");
		membership->to = docpick_date(source, item, "to");
		check_membership(source, item, agreement, membership);
		agreement->memberships[agreement->n_memberships++] = membership;
	}
	if (agreement->memberships != NULL)
		docpick_sort((void **)agreement->memberships, agreement->n_memberships,
			compare_memberships);
}

/* ---- duties */

/* One day of the year, or a list of them. */
static void read_yearly(struct source source, const struct yamldoc_node *node, Jour__V1__Duty *duty)
{
	const struct yamldoc_node *item = node->kind == YAMLDOC_LIST ? node->first : node;
	size_t count = node->kind == YAMLDOC_LIST ? docpick_count(node) : 1;
	if (count == 0 || count > DUTY_TIMES_MAX) {
		docpick_error(source, node, N_("expected 1 to 12 days"), NULL, NULL);
		return;
	}
	duty->yearly = docpick_room(source, node, count * sizeof(void *));
	if (duty->yearly == NULL)
		return;
	for (; count > 0; count--, item = item->next) {
		Jour__V1__MonthDay *day = docpick_month_day(source, item);
		if (day != NULL)
			duty->yearly[duty->n_yearly++] = day;
	}
}

static void read_time(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Duty *duty)
{
	const struct yamldoc_node *on = yamldoc_get(map, "on");
	const struct yamldoc_node *yearly = yamldoc_get(map, "yearly");
	duty->on = docpick_date(source, map, "on");
	if (yearly != NULL)
		read_yearly(source, yearly, duty);
	duty->times_a_year = docpick_number(source, map, "times_a_year", 1, DUTY_TIMES_MAX, 0);
	if ((on != NULL) + (yearly != NULL) + (yamldoc_get(map, "times_a_year") != NULL) != 1)
		docpick_error(source, map,
			N_("expected exactly one of on, a day; yearly, a day of each year; and "
			   "times_a_year"),
			NULL, NULL);
	if (on != NULL && duty->on != 0 && duty->on < agreement->from)
		docpick_warn(
			source, on, N_("{1} is before the agreement's first day"), on->text, NULL);
}

static Jour__V1__Duty *read_duty(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"id", true}, {"clause", true}, {"kind", true},
		{"what", true}, {"on", false}, {"yearly", false}, {"times_a_year", false}};
	static const char *const kinds[] = {
		"invoice", "payment", "meeting", "report", "index", "population", "other", NULL};
	Jour__V1__Duty *duty = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*duty));
	if (duty == NULL)
		return NULL;
	jour__v1__duty__init(duty);
	duty->id = docpick_text(source, map, "id");
	duty->clause = docpick_text(source, map, "clause");
	duty->kind = (Jour__V1__DutyKind)(1 + docpick_word(source, map, "kind", kinds, 0));
	duty->what = docpick_text(source, map, "what");
	read_time(source, map, agreement, duty);
	for (size_t i = 0; i < agreement->n_duties; i++)
		if (duty->id[0] != '\0' && strcmp(agreement->duties[i]->id, duty->id) == 0)
			docpick_error(
				source, map, N_("the id \"{1}\" is there twice"), duty->id, NULL);
	return duty;
}

static void read_duties(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->duties = docpick_begin_list(source, root, "duties", &item);
	for (; agreement->duties != NULL && item != NULL; item = item->next) {
		Jour__V1__Duty *duty = read_duty(source, item, agreement);
		if (duty != NULL)
			agreement->duties[agreement->n_duties++] = duty;
	}
}

/* ---- repayment */

static Jour__V1__RepaymentRules *read_repayment(
	struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"clause", true}, {"early_exit", false},
		{"not_used", false}, {"shared_back", false}, {"rounding", false}};
	static const char *const exits[] = {"days", "months", "unspent", "none", NULL};
	static const char *const unused[] = {"by_earmark", "by_line", "none", NULL};
	static const char *const backs[] = {"by_paid", "equally", NULL};
	if (map == NULL)
		return NULL;
	Jour__V1__RepaymentRules *rules =
		docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*rules));
	if (rules == NULL)
		return NULL;
	jour__v1__repayment_rules__init(rules);
	rules->clause = docpick_text(source, map, "clause");
	rules->early_exit =
		(Jour__V1__ExitRule)(1 + docpick_word(source, map, "early_exit", exits, 0));
	rules->not_used =
		(Jour__V1__UnusedRule)(1 + docpick_word(source, map, "not_used", unused, 0));
	rules->shared_back =
		(Jour__V1__BackRule)(1 + docpick_word(source, map, "shared_back", backs, 0));
	rules->rounding = stepdoc_rounding(source, yamldoc_get(map, "rounding"));
	if (rules->rounding == NULL)
		rules->rounding = stepdoc_whole_kronor(source, map);
	return rules;
}

/* ---- follow-up */

/* The measures of which a number can be agreed. */
static void list_agreeable(char list[COMPLAINT_TEXT_SIZE])
{
	struct writer to = writer_of(list, COMPLAINT_TEXT_SIZE - 1);
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		if (effortlist_at(i)->is_share)
			continue;
		write_span(&to, bytes_of_text(to.size == 0 ? "" : ", "));
		write_span(&to, bytes_of_text(effortlist_at(i)->name));
	}
	list[to.size] = '\0';
}

/* The word under `what`; a measure may be called by its label, in both languages. */
static char *read_what(char *what)
{
	const struct effort_measure *measure = effortword_find(what);
	return measure == NULL ? what : (char *)(uintptr_t)measure->name; /* packing only reads */
}

/* How many of the measure a year; 0 without a node, or after a complaint. */
static uint64_t read_agreed(struct source source, const struct yamldoc_node *node, const char *what)
{
	const struct effort_measure *measure = effortlist_find(bytes_of_text(what));
	int64_t hundredths = 0;
	if (node == NULL)
		return 0;
	if (measure == NULL || measure->is_share) {
		char list[COMPLAINT_TEXT_SIZE];
		list_agreeable(list);
		docpick_error(source, node,
			N_("a number can be agreed of these measures of effort, not of \"{1}\": "
			   "{2}"),
			what, list);
		return 0;
	}
	if (field_read_decimal(yamldoc_field(source.doc, node), 2, 1, 100 * (int64_t)COUNT_MAX,
		    &hundredths) == ERR_OK &&
		!effortlist_is_number(measure, (uint64_t)hundredths))
		docpick_complain(source, node, N_("a whole number"));
	return (uint64_t)hundredths;
}

/* A word alone, or a map with the word under `what`. */
static Jour__V1__FollowUp *read_follow_up(struct source source, const struct yamldoc_node *node)
{
	static const struct yamldoc_key keys[] = {
		{"what", true}, {"list", false}, {"clause", false}, {"agreed", false}};
	bool word = node->kind == YAMLDOC_TEXT;
	Jour__V1__FollowUp *item =
		word ? docpick_room(source, node, sizeof(*item))
		     : docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*item));
	if (item == NULL)
		return NULL;
	jour__v1__follow_up__init(item);
	if (word) {
		item->what = read_what(pick_text(source.intake, yamldoc_field(source.doc, node)));
		return item;
	}
	item->what = read_what(docpick_text(source, node, "what"));
	item->list = docpick_text(source, node, "list");
	item->clause = docpick_text(source, node, "clause");
	item->agreed_hundredths = read_agreed(source, yamldoc_get(node, "agreed"), item->what);
	return item;
}

static void read_follow_ups(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *node = NULL;
	agreement->follow_up = docpick_begin_list(source, root, "follow_up", &node);
	for (; agreement->follow_up != NULL && node != NULL; node = node->next) {
		Jour__V1__FollowUp *item = read_follow_up(source, node);
		if (item == NULL)
			continue;
		if (item->list[0] != '\0' && followup_of(item->what) != FOLLOWUP_DIMENSION)
			docpick_error(source, node, N_("\"{1}\" is not counted by a code list"),
				item->what, NULL);
		for (size_t i = 0; i < agreement->n_follow_up; i++)
			if (strcmp(agreement->follow_up[i]->what, item->what) == 0 &&
				strcmp(agreement->follow_up[i]->list, item->list) == 0)
				docpick_error(source, node, N_("\"{1}\" is there twice"),
					item->what, NULL);
		agreement->follow_up[agreement->n_follow_up++] = item;
	}
}

void coursedoc_read(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	agreement->year_start = docpick_month_day(source, yamldoc_get(root, "year_start"));
	agreement->renewal = read_renewal(source, yamldoc_get(root, "renewal"), agreement);
	read_memberships(source, root, agreement);
	read_duties(source, root, agreement);
	agreement->repayment = read_repayment(source, yamldoc_get(root, "repayment"));
	read_follow_ups(source, root, agreement);
	agreement->follows = docpick_text(source, root, "follows");
	if (agreement->follows[0] != '\0' && strcmp(agreement->follows, agreement->dnr) == 0)
		docpick_error(source, yamldoc_get(root, "follows"),
			N_("an agreement does not follow itself: a new wording is a new version"),
			NULL, NULL);
}

void coursedoc_check(
	struct source source, const struct yamldoc_node *root, const Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *node = yamldoc_get(root, "repayment");
	if (agreement->repayment != NULL &&
		agreement->repayment->early_exit == JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT &&
		!termrules_units_pay_costs(agreement))
		docpick_error(source, yamldoc_get(node, "early_exit"),
			N_("what is unspent is known only where the units pay a budget or a shared "
			   "cost that is recorded; the other rules are days, months and none"),
			NULL, NULL);
	for (size_t i = 0; i < agreement->n_follow_up; i++)
		if (agreement->follow_up[i]->agreed_hundredths > 0 &&
			strcmp(agreement->follow_up[i]->what, EFFORT_OF_HOURS) == 0 &&
			termrules_has_formula(agreement, JOUR__V1__TERM__FORMULA_HOURS))
			docpick_error(source, yamldoc_get(root, "follow_up"),
				N_("hours are agreed in a term: agreed there or here, not both"),
				NULL, NULL);
}
