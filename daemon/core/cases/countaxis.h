/* One direction of a total: the values of a code list, and behind them what was counted by other
 * lists of the dimension and counts as none of them. Nothing is divided or dropped: what cannot be
 * mapped (codebook.h) has a place of its own, a stray. */
#ifndef JOURD_COUNTAXIS_H
#define JOURD_COUNTAXIS_H

#include "jour/codebook.h"

#define COUNTAXIS_VALUES_MAX 256

struct countaxis_value {
	const struct codelist *list; /* that it is a value of */
	size_t position;
	bool shown; /* a stray is worth showing when anything but zero stands in it */
};

struct countaxis {
	const struct codelist *list; /* what is asked for */
	size_t count;		     /* its values first, then the strays */
	struct countaxis_value values[COUNTAXIS_VALUES_MAX];
};

/* What a table that was counted by one list says about a place. */
enum countaxis_say {
	COUNTAXIS_SAYS,	   /* its values count there */
	COUNTAXIS_UNASKED, /* a value of the list asked for that its own list does not have */
	COUNTAXIS_FOREIGN, /* a stray of another list */
};

/* Where the values of one list go. */
struct countaxis_map {
	size_t to[CODE_VALUES_MAX];
	enum countaxis_say says[COUNTAXIS_VALUES_MAX];
};

void countaxis_start(struct countaxis *axis, const struct codelist *list);
/* Makes room for what a list of the same dimension has and cannot be mapped. False when there is
 * none left. */
bool countaxis_admit(
	struct countaxis *axis, const struct codebook *codes, const struct codelist *from);
/* `from` has been admitted. */
void countaxis_find(const struct countaxis *axis, const struct codebook *codes,
	const struct codelist *from, struct countaxis_map *ret_map);

const struct code_value *countaxis_value(const struct countaxis *axis, size_t place);
bool countaxis_is_stray(const struct countaxis *axis, size_t place);

#endif
