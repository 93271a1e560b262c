#include "kinds.h"

#include <string.h>

#include "jour/effortlist.h"
#include "jour/followup.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/text.h"
#include "termrules.h"

#define REPORT_DUTIES_MAX 8
#define DUTIES_MAX 64
#define FOLLOW_UP_MAX 64

static void agreement_key(const void *body, struct writer *to)
{
	const Jour__V1__Agreement *agreement = body;
	key_text(to, agreement->dnr);
	write_be32(to, ~agreement->version); /* the newest first */
}

static bool units_are_valid(char *const *units, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!unit_code_is_valid(units[i]) || (i > 0 && strcmp(units[i - 1], units[i]) >= 0))
			return false;
	return count >= 1 && count <= AGREEMENT_UNITS_MAX;
}

static bool party_is_valid(const Jour__V1__Party *party)
{
	bool payer = party->role == JOUR__V1__ROLE__ROLE_PAYER;
	if (!payer && party->role != JOUR__V1__ROLE__ROLE_JOUR)
		return false;
	if (party->unit[0] != '\0' && (!payer || !unit_code_is_valid(party->unit)))
		return false;
	return party->name[0] != '\0' && text_is_org_nr(bytes_of_text(party->org_nr));
}

static bool parties_are_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_parties; i++)
		if (!party_is_valid(agreement->parties[i]))
			return false;
	return agreement->n_parties <= AGREEMENT_UNITS_MAX;
}

static bool report_duties_are_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_reports; i++) {
		const Jour__V1__ReportDuty *duty = agreement->reports[i];
		bool calendar = duty->months == 1 || duty->months == 3 || duty->months == 6 ||
				duty->months == 12;
		if (!calendar || duty->due_days > DUE_DAYS_MAX)
			return false;
	}
	return agreement->n_reports <= REPORT_DUTIES_MAX;
}

static bool renewal_is_valid(const Jour__V1__Renewal *renewal, uint32_t to)
{
	if (renewal == NULL)
		return true;
	if (to == 0) /* what has no end is not renewed */
		return false;
	if (renewal->may_be_extended)
		return renewal->automatic_years == 0 && renewal->cancel_by == NULL &&
		       renewal->until == 0;
	return renewal->automatic_years >= 1 && renewal->automatic_years <= RENEWAL_YEARS_MAX &&
	       renewal->cancel_by != NULL &&
	       month_day_is_valid(renewal->cancel_by->month, renewal->cancel_by->day) &&
	       (renewal->until == 0 ||
		       (date_number_is_valid(renewal->until) && renewal->until > to));
}

static bool memberships_are_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_memberships; i++) {
		const Jour__V1__Membership *membership = agreement->memberships[i];
		bool bounded = membership->from != 0 && membership->to != 0;
		if (!termrules_has_unit(agreement, membership->unit) ||
			(membership->from == 0 && membership->to == 0) ||
			(membership->from != 0 && !date_number_is_valid(membership->from)) ||
			(membership->to != 0 && !date_number_is_valid(membership->to)) ||
			(bounded && membership->from > membership->to))
			return false;
		if (i > 0 && strcmp(agreement->memberships[i - 1]->unit, membership->unit) >= 0)
			return false;
	}
	return true;
}

/* Exactly one way of saying when. */
static bool duty_is_valid(const Jour__V1__Duty *duty)
{
	int ways = (duty->on != 0) + (duty->n_yearly > 0) + (duty->times_a_year != 0);
	if (duty->id[0] == '\0' || duty->clause[0] == '\0' || duty->what[0] == '\0' || ways != 1 ||
		duty->kind < JOUR__V1__DUTY_KIND__DUTY_KIND_INVOICE ||
		duty->kind > JOUR__V1__DUTY_KIND__DUTY_KIND_OTHER)
		return false;
	for (size_t i = 0; i < duty->n_yearly; i++)
		if (!month_day_is_valid(duty->yearly[i]->month, duty->yearly[i]->day))
			return false;
	return (duty->on == 0 || date_number_is_valid(duty->on)) &&
	       duty->n_yearly <= DUTY_TIMES_MAX && duty->times_a_year <= DUTY_TIMES_MAX;
}

static bool duties_are_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_duties; i++) {
		if (!duty_is_valid(agreement->duties[i]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(agreement->duties[k]->id, agreement->duties[i]->id) == 0)
				return false;
	}
	return agreement->n_duties <= DUTIES_MAX;
}

static bool repayment_is_valid(const Jour__V1__Agreement *agreement)
{
	const Jour__V1__RepaymentRules *rules = agreement->repayment;
	if (rules == NULL)
		return true;
	if (rules->early_exit == JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT &&
		!termrules_units_pay_costs(agreement))
		return false;
	return rules->clause[0] != '\0' &&
	       rules->early_exit >= JOUR__V1__EXIT_RULE__EXIT_RULE_DAYS &&
	       rules->early_exit <= JOUR__V1__EXIT_RULE__EXIT_RULE_NONE &&
	       rules->not_used >= JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_EARMARK &&
	       rules->not_used <= JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE &&
	       rules->shared_back >= JOUR__V1__BACK_RULE__BACK_RULE_BY_PAID &&
	       rules->shared_back <= JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY &&
	       termrules_rounding_is_valid(rules->rounding);
}

/* A number of hours that a term agrees on as well would be agreed twice. */
static bool agreed_is_valid(const Jour__V1__Agreement *agreement, const Jour__V1__FollowUp *item)
{
	const struct effort_measure *measure = effortlist_find(bytes_of_text(item->what));
	if (item->agreed_hundredths == 0)
		return true;
	if (measure == NULL || measure->is_share ||
		!effortlist_is_number(measure, item->agreed_hundredths))
		return false;
	return strcmp(item->what, EFFORT_OF_HOURS) != 0 ||
	       !termrules_has_formula(agreement, JOUR__V1__TERM__FORMULA_HOURS);
}

static bool follow_up_is_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_follow_up; i++) {
		const Jour__V1__FollowUp *item = agreement->follow_up[i];
		bool dimension = followup_of(item->what) == FOLLOWUP_DIMENSION;
		if (dimension && !codelist_name_is_valid(item->what))
			return false;
		if (item->list[0] != '\0' && (!dimension || !codelist_name_is_valid(item->list)))
			return false;
		if (!agreed_is_valid(agreement, item))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(agreement->follow_up[k]->what, item->what) == 0 &&
				strcmp(agreement->follow_up[k]->list, item->list) == 0)
				return false;
	}
	return agreement->n_follow_up <= FOLLOW_UP_MAX;
}

/* Fields 11 to 17: the agreement year, renewal, who joins and leaves, duties, what it follows, what
 * goes back, its follow-up. */
static struct result course_fields(const Jour__V1__Agreement *agreement)
{
	const Jour__V1__MonthDay *start = agreement->year_start;
	if (start != NULL && !month_day_is_valid(start->month, start->day))
		return bad_field(11, 0);
	if (!renewal_is_valid(agreement->renewal, agreement->to))
		return bad_field(12, 0);
	if (!memberships_are_valid(agreement))
		return bad_field(13, 0);
	if (!duties_are_valid(agreement))
		return bad_field(14, DUTIES_MAX);
	if (strcmp(agreement->follows, agreement->dnr) == 0)
		return bad_field(15, 0);
	if (!repayment_is_valid(agreement))
		return bad_field(16, 0);
	if (!follow_up_is_valid(agreement))
		return bad_field(17, FOLLOW_UP_MAX);
	return ACCEPTED;
}

static struct result agreement_fields(const void *body)
{
	const Jour__V1__Agreement *agreement = body;
	if (agreement->dnr[0] == '\0')
		return bad_field(1, 0);
	if (agreement->version < 1)
		return bad_field(2, 0);
	if (agreement->title[0] == '\0')
		return bad_field(3, 0);
	if (!parties_are_valid(agreement))
		return bad_field(4, AGREEMENT_UNITS_MAX);
	if (!units_are_valid(agreement->units, agreement->n_units))
		return bad_field(5, AGREEMENT_UNITS_MAX);
	if (!date_number_is_valid(agreement->from))
		return bad_field(6, 0);
	if (agreement->to != 0 &&
		(!date_number_is_valid(agreement->to) || agreement->to < agreement->from))
		return bad_field(7, 0);
	if (agreement->notice_months > NOTICE_MONTHS_MAX)
		return bad_field(8, NOTICE_MONTHS_MAX);
	if (!termrules_hold(agreement))
		return bad_field(9, AGREEMENT_TERMS_MAX);
	if (!report_duties_are_valid(agreement))
		return bad_field(10, REPORT_DUTIES_MAX);
	return course_fields(agreement);
}

/* What is counted is counted by a list that is there. */
static struct result names_follow_up(
	const Jour__V1__Agreement *agreement, const struct world *world)
{
	for (size_t i = 0; i < agreement->n_follow_up; i++) {
		const Jour__V1__FollowUp *item = agreement->follow_up[i];
		if (followup_of(item->what) != FOLLOWUP_DIMENSION)
			continue;
		const char *name = item->list[0] != '\0' ? item->list : item->what;
		const struct codelist *list = world->codelist(world->context, name, 0);
		if (list == NULL || strcmp(list->dimension, item->what) != 0)
			return (struct result){RESULT_UNKNOWN_LIST, 17, 0};
	}
	return ACCEPTED;
}

static struct result agreement_names(const void *body, const struct world *world)
{
	const Jour__V1__Agreement *agreement = body;
	uint32_t last = agreement->to == 0 ? UINT32_MAX : agreement->to;
	for (size_t i = 0; i < agreement->n_units; i++) {
		struct result result = names_unit_then(
			world, agreement->units[i], 5, agreement->from, last, 5, false);
		if (result.code != RESULT_ACCEPTED)
			return (struct result){result.code, 5, i};
	}
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const char *unit = agreement->parties[i]->unit;
		if (unit[0] != '\0' && !world->knows_unit(world->context, unit))
			return (struct result){RESULT_UNKNOWN_UNIT, 4, i};
	}
	if (agreement->follows[0] != '\0' &&
		world->agreement(world->context, agreement->follows) == NULL)
		return (struct result){RESULT_UNKNOWN_AGREEMENT, 15, 0};
	struct result lists = names_follow_up(agreement, world);
	if (lists.code != RESULT_ACCEPTED)
		return lists;
	/* One more than the newest; the newest itself may be corrected. */
	uint32_t newest = world->agreement_version(world->context, agreement->dnr);
	if (agreement->version > newest + 1)
		return bad_field(2, (uint64_t)newest + 1);
	return ACCEPTED;
}

const struct kind kind_agreement = {.number = 48,
	.name = N_("agreement"),
	.key = agreement_key,
	.fields = agreement_fields,
	.names = agreement_names};
