#include "casechecks.h"

#include <string.h>

#include "ledger.h"
#include "roster.h"

static bool is_overlapping(struct casechecks *checks, const Jour__V1__CaseTable *table)
{
	checks->lists.txn = checks->txn;
	checks->lists.scratch = checks->scratch;
	for (size_t i = 0; i < table->n_dimensions; i++) {
		const Jour__V1__TableDimension *by = table->dimensions[i];
		const struct codelist *list =
			codelists_find(&checks->lists, by->list, by->version, checks->size);
		if (list != NULL && list->overlapping)
			return true;
	}
	return false;
}

struct case_figures casechecks_figures(struct casechecks *checks, const Jour__V1__CaseTable *table,
	const struct standing *standing)
{
	struct case_figures figures = casecheck_figures(table, is_overlapping(checks, table));
	figures.index = standing->index;
	figures.hash = standing->hash;
	return figures;
}

/* ---- the shelf */

static bool find_table(void *context, const Jour__V1__CaseTable *like, struct period period,
	bool whole, struct case_figures *ret_figures)
{
	struct casechecks *checks = context;
	Jour__V1__CaseTable wanted = *like;
	Jour__V1__Period message = period_to_message(period);
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	wanted.period = &message;
	wanted.n_dimensions = whole ? 0 : like->n_dimensions;
	kind_of(JOUR__V1__RECORD__BODY_CASE_TABLE)->key(&wanted, &key);
	if (!state_get(checks->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&key), checks->size,
		    &standing))
		return false;
	size_t used = checks->scratch->used;
	const Jour__V1__CaseTable *table = state_body(
		checks->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, standing.record, checks->scratch);
	if (table != NULL)
		*ret_figures = casechecks_figures(checks, table, &standing);
	checks->scratch->used = used;
	return table != NULL;
}

static void add_parts(void *context, const Jour__V1__CaseTable *whole, struct case_scene *scene)
{
	struct casechecks *checks = context;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_tables(&prefix, whole->period, whole->area, whole->source);
	struct state_scan scan = state_scan(
		checks->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&prefix), checks->size);
	while (state_scan_next(&scan, &standing)) {
		size_t used = checks->scratch->used;
		const Jour__V1__CaseTable *table = state_body(checks->txn,
			JOUR__V1__RECORD__BODY_CASE_TABLE, standing.record, checks->scratch);
		if (table != NULL && table->n_dimensions > 0) {
			struct case_figures part = casechecks_figures(checks, table, &standing);
			casecheck_add_part(scene, &part);
		}
		checks->scratch->used = used;
		if (table == NULL)
			return;
	}
}

static struct case_scene scene_of(struct casechecks *checks, const Jour__V1__CaseTable *table,
	const struct case_figures *figures)
{
	const struct case_shelf shelf = {checks, find_table, add_parts};
	return casecheck_scene(&shelf, table, figures);
}

struct result casechecks_judge(struct casechecks *checks, const Jour__V1__CaseTable *table)
{
	struct case_figures figures = casecheck_figures(table, is_overlapping(checks, table));
	struct case_scene scene = scene_of(checks, table, &figures);
	return casecheck_judge(&scene);
}

bool casechecks_table_stands(struct casechecks *checks, const Jour__V1__Confirmation *confirmation)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_tables(&prefix, confirmation->period, confirmation->area, confirmation->source);
	struct state_scan scan = state_scan(
		checks->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&prefix), checks->size);
	while (state_scan_next(&scan, &standing))
		if (memcmp(standing.hash.bytes, confirmation->record.data, HASH256_SIZE) == 0)
			return true;
	return false;
}

/* ---- flags */

/* What is confirmed of the record; NULL when nothing is, or before `since`. */
static const Jour__V1__Confirmation *find_confirmation(struct casechecks *checks,
	const struct case_flag *flag, const struct hash256 *record, uint64_t since,
	uint64_t *ret_index)
{
	Jour__V1__Confirmation wanted;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX], hash[HASH256_SIZE];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	jour__v1__confirmation__init(&wanted);
	memcpy(hash, record->bytes, HASH256_SIZE);
	wanted.record = (ProtobufCBinaryData){HASH256_SIZE, hash};
	wanted.check = (char *)(uintptr_t)flag->check->name;
	wanted.area = flag->table->area;
	wanted.period = flag->table->period;
	wanted.source = flag->table->source;
	kind_of(JOUR__V1__RECORD__BODY_CONFIRMATION)->key(&wanted, &key);
	if (!state_get(checks->txn, JOUR__V1__RECORD__BODY_CONFIRMATION, written(&key),
		    checks->size, &standing) ||
		standing.index < since)
		return NULL;
	*ret_index = standing.index;
	return state_body(
		checks->txn, JOUR__V1__RECORD__BODY_CONFIRMATION, standing.record, checks->scratch);
}

static void confirm(struct casechecks *checks, struct case_flag *flag)
{
	uint64_t with = flag->finding.with.index;
	uint64_t since = with > flag->index ? with : flag->index;
	const Jour__V1__Confirmation *found =
		find_confirmation(checks, flag, &flag->record, since, &flag->confirmed_index);
	if (found == NULL && flag->check->remark == REMARK_DIFFERS)
		found = find_confirmation(
			checks, flag, &flag->finding.with.hash, since, &flag->confirmed_index);
	flag->is_confirmed = found != NULL;
	flag->why = found != NULL ? found->why : "";
}

static bool is_wanted(const struct case_filter *filter, const Jour__V1__CaseTable *table)
{
	struct period period = period_of_message(table->period);
	if (filter->unit != NULL && strcmp(filter->unit, table->area) != 0)
		return false;
	if (filter->wants != NULL && !filter->wants(filter->context, table->area))
		return false;
	return !filter->has_period ||
	       (period.months <= filter->period.months && period_overlaps(period, filter->period));
}

static void check_table(struct casechecks *checks, const Jour__V1__CaseTable *table,
	const struct standing *standing, void (*found)(void *context, const struct case_flag *flag),
	void *context)
{
	struct case_figures figures = casechecks_figures(checks, table, standing);
	struct case_scene scene = scene_of(checks, table, &figures);
	for (size_t i = 0; casecheck_at(i) != NULL; i++) {
		struct case_flag flag = {.check = casecheck_at(i),
			.table = table,
			.record = figures.hash,
			.index = figures.index};
		/* Each part that differs has a flag of its own. */
		if (!flag.check->find(&scene, &flag.finding) ||
			(flag.check->remark == REMARK_DIFFERS && figures.is_whole))
			continue;
		size_t used = checks->scratch->used;
		confirm(checks, &flag);
		found(context, &flag);
		checks->scratch->used = used;
	}
}

void casechecks_each(struct casechecks *checks, const struct case_filter *filter,
	void (*found)(void *context, const struct case_flag *flag), void *context)
{
	uint8_t buffer[2];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	if (filter->has_period)
		write_be16(&prefix, filter->period.year);
	struct state_scan scan = state_scan(
		checks->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&prefix), checks->size);
	while (state_scan_next(&scan, &standing)) {
		size_t used = checks->scratch->used;
		const Jour__V1__CaseTable *table = state_body(checks->txn,
			JOUR__V1__RECORD__BODY_CASE_TABLE, standing.record, checks->scratch);
		if (table != NULL && is_wanted(filter, table))
			check_table(checks, table, &standing, found, context);
		checks->scratch->used = used;
		if (table == NULL)
			return;
	}
}

const char *casechecks_author(struct casechecks *checks, uint64_t index)
{
	struct entry entry;
	struct member member;
	struct standing standing;
	if (entry_read(ledger_read(checks->txn, TABLE_ENTRY, index), &entry) != ERR_OK ||
		!roster_get(checks->txn, &entry.header.author, &member) ||
		!state_get(checks->txn, JOUR__V1__RECORD__BODY_ENROLMENT,
			BYTES_OF(member.principal.bytes), checks->size, &standing))
		return "";
	const Jour__V1__Enrolment *enrolment = state_body(
		checks->txn, JOUR__V1__RECORD__BODY_ENROLMENT, standing.record, checks->scratch);
	return enrolment == NULL ? "" : enrolment->name;
}
