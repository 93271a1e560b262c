#include "kinds.h"

#include <string.h>

#include "jour/limits.h"
#include "jour/text.h"

#define REPORT_DUTIES_MAX 8
#define DUE_DAYS_MAX 366
#define NOTICE_MONTHS_MAX 120

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

static bool population_rule_is_valid(const Jour__V1__PopulationRule *rule)
{
	/* 2023 is no leap year: a rule must name a day that every year has. */
	return rule != NULL && rule->month <= 12 && rule->day <= 31 && rule->years_before <= 10 &&
	       date_number_is_valid(20230000 + rule->month * 100 + rule->day);
}

static bool rounding_is_valid(const Jour__V1__Rounding *rounding)
{
	return rounding != NULL &&
	       (rounding->unit_ore == 1 || rounding->unit_ore == 100 ||
		       rounding->unit_ore == 1000) &&
	       rounding->rule >= JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP &&
	       rounding->rule <= JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN;
}

/* Fixed shares name exactly the agreement's units, in the same order. */
static bool shares_are_valid(
	const Jour__V1__FixedShares *fixed, const Jour__V1__Agreement *agreement)
{
	bool any = false;
	if (fixed->n_shares != agreement->n_units)
		return false;
	for (size_t i = 0; i < fixed->n_shares; i++) {
		if (strcmp(fixed->shares[i]->unit, agreement->units[i]) != 0 ||
			fixed->shares[i]->weight > COUNT_MAX)
			return false;
		any = any || fixed->shares[i]->weight > 0;
	}
	return any;
}

static bool shared_cost_is_valid(
	const Jour__V1__SharedCost *shared, const Jour__V1__Agreement *agreement)
{
	if (shared->line[0] == '\0' || (shared->unit_ore != 1 && shared->unit_ore != 100))
		return false;
	switch (shared->key_case) {
	case JOUR__V1__SHARED_COST__KEY_POPULATION:
		return population_rule_is_valid(shared->population);
	case JOUR__V1__SHARED_COST__KEY_EQUAL:
		return shared->equal->equal;
	case JOUR__V1__SHARED_COST__KEY_FIXED:
		return shares_are_valid(shared->fixed, agreement);
	default:
		return false;
	}
}

static bool term_is_valid(const Jour__V1__Term *term, const Jour__V1__Agreement *agreement)
{
	if (term->id[0] == '\0' || term->clause[0] == '\0')
		return false;
	switch (term->formula_case) {
	case JOUR__V1__TERM__FORMULA_RATE_PER_INHABITANT:
		return term->rate_per_inhabitant->rate_ore <= (uint64_t)AMOUNT_ORE_MAX &&
		       population_rule_is_valid(term->rate_per_inhabitant->population) &&
		       rounding_is_valid(term->rate_per_inhabitant->rounding);
	case JOUR__V1__TERM__FORMULA_FIXED_AMOUNT:
		return term->fixed_amount->amount_ore <= (uint64_t)AMOUNT_ORE_MAX;
	case JOUR__V1__TERM__FORMULA_SHARED_COST:
		return shared_cost_is_valid(term->shared_cost, agreement);
	default:
		return false;
	}
}

static bool terms_are_valid(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_terms; i++) {
		if (!term_is_valid(agreement->terms[i], agreement))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(agreement->terms[k]->id, agreement->terms[i]->id) == 0)
				return false;
	}
	return agreement->n_terms >= 1 && agreement->n_terms <= AGREEMENT_TERMS_MAX;
}

static bool duties_are_valid(const Jour__V1__Agreement *agreement)
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

static struct result agreement_fields(const void *body)
{
	const Jour__V1__Agreement *agreement = body;
	if (agreement->dnr[0] == '\0')
		return bad_field(1, 0);
	if (agreement->version < 1)
		return bad_field(2, 0);
	if (agreement->title[0] == '\0')
		return bad_field(3, 0);
	if (agreement->n_parties > AGREEMENT_UNITS_MAX)
		return bad_field(4, AGREEMENT_UNITS_MAX);
	for (size_t i = 0; i < agreement->n_parties; i++)
		if (!party_is_valid(agreement->parties[i]))
			return bad_field(4, 0);
	if (!units_are_valid(agreement->units, agreement->n_units))
		return bad_field(5, AGREEMENT_UNITS_MAX);
	if (!date_number_is_valid(agreement->from))
		return bad_field(6, 0);
	if (!date_number_is_valid(agreement->to) || agreement->to < agreement->from)
		return bad_field(7, 0);
	if (agreement->notice_months > NOTICE_MONTHS_MAX)
		return bad_field(8, NOTICE_MONTHS_MAX);
	if (!terms_are_valid(agreement))
		return bad_field(9, AGREEMENT_TERMS_MAX);
	if (!duties_are_valid(agreement))
		return bad_field(10, REPORT_DUTIES_MAX);
	return ACCEPTED;
}

static struct result agreement_names(const void *body, const struct world *world)
{
	const Jour__V1__Agreement *agreement = body;
	for (size_t i = 0; i < agreement->n_units; i++)
		if (!world->knows_unit(world->context, agreement->units[i]))
			return (struct result){RESULT_UNKNOWN_UNIT, 5, i};
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const char *unit = agreement->parties[i]->unit;
		if (unit[0] != '\0' && !world->knows_unit(world->context, unit))
			return (struct result){RESULT_UNKNOWN_UNIT, 4, i};
	}
	/* One more than the newest; the newest itself may be corrected. */
	uint32_t newest = world->agreement_version(world->context, agreement->dnr);
	if (agreement->version > newest + 1)
		return bad_field(2, (uint64_t)newest + 1);
	return ACCEPTED;
}

const struct kind kind_agreement = {.number = 48,
	.name = "agreement",
	.key = agreement_key,
	.fields = agreement_fields,
	.names = agreement_names};
