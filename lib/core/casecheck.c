#include "jour/casecheck.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/period.h"

/* ---- numbers */

struct case_figures casecheck_figures(const Jour__V1__CaseTable *table, bool is_overlapping)
{
	struct case_figures figures = {
		.is_whole = table->n_dimensions == 0, .is_overlapping = is_overlapping};
	for (size_t i = 0; i < table->n_counts; i++) {
		Jour__V1__CellState state = table->n_states == 0
						    ? JOUR__V1__CELL_STATE__CELL_STATE_COUNT
						    : table->states[i];
		figures.is_partial |= state == JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED ||
				      state == JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN;
		figures.counts += state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		figures.sum += table->counts[i]; /* 4 096 of at most 10^9 */
		if (table->counts[i] > figures.largest)
			figures.largest = table->counts[i];
	}
	return figures;
}

/* Where something is hidden or not reported the parts are at most the whole. */
static bool differ(const struct case_figures *part, const struct case_figures *whole)
{
	if (part->is_overlapping || part->counts == 0)
		return false;
	return part->is_partial ? part->sum > whole->sum : part->sum != whole->sum;
}

void casecheck_add_part(struct case_scene *scene, const struct case_figures *part)
{
	const struct case_figures *whole = &scene->table;
	if (whole->counts == 0) /* it states no number */
		return;
	if (part->largest > whole->sum &&
		(!scene->has_above || part->largest > scene->above.largest)) {
		scene->above = *part;
		scene->has_above = true;
	}
	if (!scene->inside && !scene->has_differing && differ(part, whole)) {
		scene->differing = *part;
		scene->has_differing = true;
	}
}

/* ---- what stands around a table */

static struct period year_before(struct period period)
{
	period.year--;
	return period;
}

static struct period period_before(struct period period)
{
	if (period.first_month > period.months) {
		period.first_month = (uint8_t)(period.first_month - period.months);
		return period;
	}
	period.first_month = (uint8_t)(13 - period.months);
	return year_before(period);
}

/* The parts of shorter periods in that of the whole. */
static void look_inside(
	const struct case_shelf *shelf, const Jour__V1__CaseTable *whole, struct case_scene *scene)
{
	static const uint8_t lengths[] = {1, 3, 6};
	const struct period period = period_of_message(whole->period);
	Jour__V1__CaseTable shorter = *whole;
	scene->inside = true;
	for (size_t i = 0; i < sizeof(lengths) && lengths[i] < period.months; i++)
		for (unsigned at = 0; at < period.months; at += lengths[i]) {
			Jour__V1__Period message = period_to_message((struct period){
				period.year, (uint8_t)(period.first_month + at), lengths[i]});
			shorter.period = &message;
			shelf->parts(shelf->context, &shorter, scene);
		}
	scene->inside = false;
}

static void look_around(
	const struct case_shelf *shelf, const Jour__V1__CaseTable *part, struct case_scene *scene)
{
	struct period period = period_of_message(part->period);
	struct case_figures whole;
	while (period_widen(&period))
		if (shelf->find(shelf->context, part, period, true, &whole) && whole.counts > 0 &&
			(!scene->has_around || whole.sum < scene->around.sum)) {
			scene->around = whole;
			scene->has_around = true;
		}
}

struct case_scene casecheck_scene(const struct case_shelf *shelf, const Jour__V1__CaseTable *table,
	const struct case_figures *figures)
{
	struct period period = period_of_message(table->period);
	struct case_scene scene = {.table = *figures};
	if (figures->is_whole) {
		shelf->parts(shelf->context, table, &scene);
		look_inside(shelf, table, &scene);
	} else {
		look_around(shelf, table, &scene);
		scene.has_whole = shelf->find(shelf->context, table, period, true, &scene.whole) &&
				  scene.whole.counts > 0;
	}
	/* A whole is there to be asked about: its parts need not be asked about, too. */
	if (scene.has_whole || figures->counts == 0 || period.year <= YEAR_MIN)
		return scene;
	scene.has_last_year =
		shelf->find(shelf->context, table, year_before(period), false, &scene.last_year);
	scene.has_before =
		figures->sum == 0 &&
		shelf->find(shelf->context, table, period_before(period), false, &scene.before);
	return scene;
}

/* ---- soft checks */

static bool find_differs(const struct case_scene *scene, struct case_finding *ret_finding)
{
	if (scene->has_differing)
		*ret_finding = (struct case_finding){
			scene->table.sum, scene->differing.sum, scene->differing};
	else if (scene->has_whole && differ(&scene->table, &scene->whole))
		*ret_finding =
			(struct case_finding){scene->table.sum, scene->whole.sum, scene->whole};
	else
		return false;
	return true;
}

static bool find_tenfold(const struct case_scene *scene, struct case_finding *ret_finding)
{
	const struct case_figures *before = &scene->last_year;
	/* Of a partial number before, nobody knows how much it was. */
	if (!scene->has_last_year || before->is_partial || before->sum == 0 ||
		scene->table.sum < CASECHECK_TENFOLD_MIN ||
		scene->table.sum / CASECHECK_TENFOLD < before->sum)
		return false;
	*ret_finding = (struct case_finding){scene->table.sum, before->sum, *before};
	return true;
}

static bool find_sudden_zero(const struct case_scene *scene, struct case_finding *ret_finding)
{
	const struct case_figures *with = NULL;
	if (scene->table.counts == 0 || scene->table.is_partial || scene->table.sum > 0)
		return false;
	if (scene->has_before && scene->before.sum >= CASECHECK_ZERO_AFTER_MIN)
		with = &scene->before;
	if (scene->has_last_year && scene->last_year.sum >= CASECHECK_ZERO_AFTER_MIN)
		with = &scene->last_year;
	if (with == NULL)
		return false;
	*ret_finding = (struct case_finding){0, with->sum, *with};
	return true;
}

static const struct casecheck checks[] = {
	{"differs", REMARK_DIFFERS, find_differs,
		N_("counted, but look again: the parts do not add up to their whole (compared with "
		   "{1}). Correct what is wrong, or confirm with a reason that it is right "
		   "(jour-agent confirm --check differs)"),
		N_("counted, but look again: the parts do not add up to their whole. Correct what "
		   "is wrong, or confirm with a reason that it is right (jour-agent confirm "
		   "--check differs)")},
	{"tenfold", REMARK_TENFOLD, find_tenfold,
		N_("counted, but look again: this is at least ten times as many as in the same "
		   "period of last year ({1}). Correct it, or confirm with a reason that it is "
		   "right (jour-agent confirm --check tenfold)"),
		N_("counted, but look again: this is at least ten times as many as in the same "
		   "period of last year. Correct it, or confirm with a reason that it is right "
		   "(jour-agent confirm --check tenfold)")},
	{"sudden_zero", REMARK_SUDDEN_ZERO, find_sudden_zero,
		N_("counted, but look again: this is zero, and there were {1} in the same period "
		   "of last year or in the period before. Correct it, or confirm with a reason "
		   "that it is right (jour-agent confirm --check sudden_zero)"),
		N_("counted, but look again: this is zero, and there were some in the same period "
		   "of last year or in the period before. Correct it, or confirm with a reason "
		   "that it is right (jour-agent confirm --check sudden_zero)")},
};

const struct casecheck *casecheck_at(size_t position)
{
	return position < sizeof(checks) / sizeof(checks[0]) ? &checks[position] : NULL;
}

const struct casecheck *casecheck_named(const char *name)
{
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if (strcmp(casecheck_at(i)->name, name) == 0)
			return casecheck_at(i);
	return NULL;
}

const struct casecheck *casecheck_of(enum table_remark remark)
{
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if (casecheck_at(i)->remark == remark)
			return casecheck_at(i);
	return NULL;
}

struct result casecheck_judge(const struct case_scene *scene)
{
	struct result result = ACCEPTED;
	struct case_finding finding;
	if (scene->has_whole && scene->table.largest > scene->whole.sum)
		return (struct result){
			RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, scene->whole.sum};
	if (scene->has_around && scene->table.largest > scene->around.sum)
		return (struct result){
			RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, scene->around.sum};
	if (scene->has_above)
		return (struct result){
			RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_TOTAL, scene->above.largest};
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if (casecheck_at(i)->find(scene, &finding))
			result = result_remark(result, casecheck_at(i)->remark, finding.compared);
	return result;
}

struct result casecheck_running(
	struct result result, const Jour__V1__CaseTable *table, uint64_t received_ms)
{
	struct period period = period_of_message(table->period);
	int64_t today = (int64_t)(received_ms / 86400000);
	if (date_day_number(period_last_day(period)) < today)
		return result;
	return result_remark(result, REMARK_RUNNING, 0);
}
