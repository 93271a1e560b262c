/* What a form reads of a casebook with three kommuner (catchment.h), and the counts of it. */
#ifndef FORMCOUNT_H
#define FORMCOUNT_H

#include "catchment.h"
#include "formcases.h"

#define FORMCOUNT_MEMORY ((size_t)64 << 20)

static struct {
	struct arena memory;
	struct coverage_calendar calendar;
	struct form_request request;
	struct form form;
	struct formcases cases;
	struct formcases_table table;
} formcount;

/* Until formcount_finish; `list` as formcases_count has it. */
static inline void formcount_start(struct days days, const char *list)
{
	formcount.memory = new_arena(FORMCOUNT_MEMORY);
	formcount.calendar = (struct coverage_calendar){book, casebook_day, book->today};
	formcount.request = (struct form_request){.txn = casebook_begin(book),
		.size = book->size,
		.calendar = &formcount.calendar,
		.memory = &formcount.memory,
		.scratch = &book->memory.record};
	form_start(&formcount.form, &formcount.memory, NULL, "test", "Test");
	assert_int_equal(
		formcases_open(&formcount.request, &formcount.form, days, &formcount.cases),
		ERR_OK);
	assert_int_equal(formcases_count(&formcount.cases, list, &formcount.table), ERR_OK);
}

static inline void formcount_finish(void)
{
	store_abort(formcount.request.txn);
	free(formcount.memory.start);
}

static inline void formcount_say_unit(struct casebook_unit unit)
{
	assert_int_equal(casebook_say_unit(book, &unit), RESULT_ACCEPTED);
}

/* A district of Umea until the end of 2018 and of Nordmaling from then on. */
static inline void formcount_move_district(char *code)
{
	const Jour__V1__UnitType district = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	formcount_say_unit((struct casebook_unit){
		code, .parent = umea, .type = district, .from = 20180101, .to = 20181231});
	formcount_say_unit((struct casebook_unit){
		code, .parent = nordmaling, .type = district, .from = 20190101});
}

#endif
