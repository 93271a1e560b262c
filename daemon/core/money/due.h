/* What is coming under the agreements: the last day to give notice or to cancel, renewals and ends,
 * and every duty, between two days. A pure function of the agreements. */
#ifndef JOURD_DUE_H
#define JOURD_DUE_H

#include "jour/date.h"
#include "jour/record.h"

#define DUE_ITEMS_MAX 4096u
#define DUE_PERIOD_SIZE 8u

enum due_kind {
	DUE_NOTICE, /* last day to give notice, so that it ends when its term does */
	DUE_CANCEL, /* last day to cancel, or it renews by itself */
	DUE_RENEWS, /* first day of a term that began by itself */
	DUE_ENDS,   /* last day, for good or until a new decision */
	DUE_DUTY,   /* a duty of the agreement: `duty` */
	DUE_CASES,  /* case tables for `period` are due */
};

struct due_item {
	struct date date;
	enum due_kind kind;
	const Jour__V1__Agreement *agreement;
	const Jour__V1__Duty *duty;   /* DUE_DUTY */
	char period[DUE_PERIOD_SIZE]; /* DUE_CASES: "2018-Q1" */
	bool may_be_extended;	      /* DUE_ENDS */
};

struct due_list {
	size_t count;
	struct due_item items[DUE_ITEMS_MAX];
};

/* Adds what is coming under one agreement from `first` to `last`, both included. ERR_RANGE: the
 * list is full. */
enum err due_add(struct due_list *list, const Jour__V1__Agreement *agreement, struct date first,
	struct date last) MUST_CHECK;
/* By date, then diary number, then kind. */
void due_sort(struct due_list *list);

/* The last day on which the agreement holds when nobody cancels: false when it has none. */
bool due_last_day(const Jour__V1__Agreement *agreement, struct date *ret_last);

#endif
