/* Key figures of three kommuner (catchment.h) that SCB has counted at the end of 2017, as they are
 * on 1 February 2019. */
#ifndef KEYHELP_H
#define KEYHELP_H

#include "catchment.h"
#include "keyfigures.h"
#include "listrecord.h"

#define FIRST_HALF ((struct period){2018, 1, 6})
#define SECOND_HALF ((struct period){2018, 7, 6})

static struct store_txn *keyhelp_txn; /* that the figures are read in */

static inline int keyhelp_open(void **state)
{
	static const uint64_t inhabitants[] = {7000, 2500, 125000};
	(void)set_up(state);
	keyhelp_txn = NULL;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		casebook_add_population(book, codes[i], 20171231, list_text("SCB"), inhabitants[i]);
	return 0;
}

static inline int keyhelp_close(void **state)
{
	if (keyhelp_txn != NULL)
		store_abort(keyhelp_txn);
	return tear_down(state);
}

/* Until the next call; `dnr` NULL: of all. */
static inline const struct keyfigures *keyhelp_compute(struct period period, const char *dnr)
{
	static struct reports reports;
	static struct keybook keybook;
	struct coverage coverage;
	const struct keyfigures *figures = NULL;
	struct keyfigures_query query = {.agreement = dnr};
	if (keyhelp_txn != NULL)
		store_abort(keyhelp_txn);
	reports = casebook_read(book, book->size, period, day_of(2019, 2, 1), &coverage);
	keyhelp_txn = reports.txn;
	assert_int_equal(keybook_read(&reports, &keybook), ERR_OK);
	assert_int_equal(keyfigures_compute(&keybook, &query, &figures), ERR_OK);
	return figures;
}

static inline size_t keyhelp_position(const char *name)
{
	size_t at = 0;
	while (strcmp(keyfigure_at(at)->name, name) != 0)
		at++;
	return at;
}

/* The row of a unit, or of an agreement. */
static inline const struct keyrow *keyhelp_row(const struct keyfigures *figures, const char *code)
{
	const struct keyrow *row = strchr(code, ' ') == NULL ? figures->units : figures->agreements;
	while (strcmp(row->code, code) != 0)
		row = row->next;
	return row;
}

static inline const struct keyfigure *keyhelp_figure(
	const struct keyfigures *figures, const char *code, const char *name)
{
	return &keyhelp_row(figures, code)->figures[keyhelp_position(name)];
}

static inline const struct keymeans *keyhelp_means(
	const struct keyfigures *figures, const char *name)
{
	return &figures->means[keyhelp_position(name)];
}

static inline void keyhelp_say(int body_case, void *body)
{
	Jour__V1__Record record = casebook_record(body_case, body);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

/* `number` NULL: it is not reported (after all). */
static inline void keyhelp_effort(const char *area, const char *dnr, const char *measure,
	struct period period, const uint64_t *number)
{
	Jour__V1__Effort effort;
	Jour__V1__Period when = period_to_message(period);
	jour__v1__effort__init(&effort);
	effort.area = list_text(area);
	effort.agreement = list_text(dnr);
	effort.measure = list_text(measure);
	effort.period = &when;
	effort.hundredths = number == NULL ? 0 : 100 * *number;
	effort.state = number == NULL ? JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED
				      : JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	keyhelp_say(JOUR__V1__RECORD__BODY_EFFORT, &effort);
}

#endif
