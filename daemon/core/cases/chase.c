#include "chase.h"

#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "ledger.h"
#include "roster.h"

/* How urgent a state is. */
static const unsigned ranks[REPORT_STATES] = {
	[REPORT_MISSING] = 0, [REPORT_NOT_YET] = 1, [REPORT_LATE] = 2, [REPORT_ON_TIME] = 3};

static int compare_units(const struct reporting_unit *a, const struct reporting_unit *b)
{
	return key_text_compare(a->code, b->code);
}

/* What is sorted. */
struct slot {
	struct expected_report *report;
};

static int compare(const void *left, const void *right)
{
	const struct expected_report *a = ((const struct slot *)left)->report;
	const struct expected_report *b = ((const struct slot *)right)->report;
	if (ranks[a->state] != ranks[b->state])
		return ranks[a->state] < ranks[b->state] ? -1 : 1;
	/* The earlier a missing one was due the later it is. */
	if (a->due_day != b->due_day)
		return a->due_day < b->due_day ? -1 : 1;
	int order = compare_units(a->unit, b->unit);
	if (order != 0)
		return order;
	if (a->period.months != b->period.months)
		return a->period.months < b->period.months ? -1 : 1;
	return a->period.first_month < b->period.first_month ? -1 : 1;
}

static size_t count_all(const struct reports *reports)
{
	size_t count = 0;
	for (const struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		for (const struct expected_report *report = unit->expected; report != NULL;
			report = report->next)
			count++;
	return count;
}

/* Chains the reports in their order; returns the first. */
static const struct expected_report *order_all(struct reports *reports)
{
	size_t count = count_all(reports), at = 0;
	struct slot *all = arena_alloc(reports->memory, count * sizeof(*all));
	if (all == NULL) {
		reports->full = true;
		return NULL;
	}
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		for (struct expected_report *report = unit->expected; report != NULL;
			report = report->next)
			all[at++].report = report;
	if (count == 0)
		return NULL;
	qsort(all, count, sizeof(*all), compare);
	for (size_t i = 0; i + 1 < count; i++)
		all[i].report->chased = all[i + 1].report;
	return all[0].report;
}

/* ---- agents */

static bool says_cases(const Jour__V1__Grant *grant)
{
	for (size_t i = 0; i < grant->n_may_say; i++)
		if (grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_CASES)
			return true;
	return false;
}

/* The name that the enrolment gave; the office, which has none, reports for nobody in particular.
 */
static const char *find_name(struct reports *reports, const struct key *principal)
{
	struct standing standing;
	if (!state_get(reports->txn, JOUR__V1__RECORD__BODY_ENROLMENT, BYTES_OF(principal->bytes),
		    reports->size, &standing))
		return "";
	arena_reset(reports->scratch);
	const Jour__V1__Enrolment *enrolment = state_body(
		reports->txn, JOUR__V1__RECORD__BODY_ENROLMENT, standing.record, reports->scratch);
	return enrolment == NULL ? "" : reports_text(reports, enrolment->name);
}

/* A batch is a word, too, should the other have been lost. */
static uint64_t find_heard(struct reports *reports, const struct member *member)
{
	struct chain chain;
	uint64_t heard_ms = 0, batch_ms = 0;
	(void)heard_get(reports->txn, &member->sign, &heard_ms);
	if (member->has_chain && chain_get(reports->txn, &member->sign, &member->chain, &chain))
		batch_ms = ledger_received_ms(reports->txn, chain.index);
	return heard_ms > batch_ms ? heard_ms : batch_ms;
}

static void take_agent(struct reports *reports, const Jour__V1__Grant *grant)
{
	struct unit_page *page = unitbook_find(&reports->book, grant->unit);
	struct reporting_unit *unit = page == NULL ? NULL : page->mark;
	struct member member;
	struct key principal;
	if (unit == NULL || unit->expected == NULL || !says_cases(grant))
		return;
	memcpy(principal.bytes, grant->key.data, KEY_SIZE);
	if (!roster_current(reports->txn, &principal, &member) || !member.active)
		return;
	uint64_t heard_ms = find_heard(reports, &member);
	if (unit->agent != NULL && heard_ms <= unit->heard_ms)
		return;
	unit->heard_ms = heard_ms;
	unit->agent = find_name(reports, &principal);
}

static void find_agents(struct reports *reports)
{
	struct standing standing;
	struct state_scan scan =
		state_scan(reports->txn, JOUR__V1__RECORD__BODY_GRANT, BYTES_NONE, reports->size);
	while (!reports->full && state_scan_next(&scan, &standing)) {
		arena_reset(reports->scratch);
		const Jour__V1__Grant *grant = state_body(reports->txn,
			JOUR__V1__RECORD__BODY_GRANT, standing.record, reports->scratch);
		if (grant == NULL)
			return;
		take_agent(reports, grant);
	}
}

enum err chase_read(struct reports *reports, const struct expected_report **ret_first)
{
	const struct expected_report *first = order_all(reports);
	if (reports->size == ledger_size(reports->txn))
		find_agents(reports);
	if (reports->full || store_error(reports->txn) != ERR_OK)
		return reports->full ? ERR_RANGE : store_error(reports->txn);
	*ret_first = first;
	return ERR_OK;
}
