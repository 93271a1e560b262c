/* Code lists: the values that cases are counted by (PROTOCOL.md section 9).
 *
 * A list belongs to a dimension. The national list of a dimension has the dimension's name; an
 * agreement may have another list of it ("age-vasterort"). Version 1 of each national list is built
 * in here; everything else is recorded. */
#ifndef JOUR_CODELIST_H
#define JOUR_CODELIST_H

#include "jour.pb-c.h"
#include "jour/bytes.h"
#include "jour/limits.h"

#define TABLE_DIMENSIONS_MAX 2

struct code_value {
	const char *code;
	const char *label_sv; /* never empty */
	const char *label_en; /* never empty */
	const char *const *takes_in;
	size_t takes_in_count;
	bool has_ages;
	uint32_t age_from; /* whole years, both included */
	uint32_t age_to;   /* 0: and older */
};

/* One version of a list. */
struct codelist {
	const char *name;
	uint32_t version;
	const char *dimension;
	const char *label_sv; /* never empty */
	const char *label_en; /* never empty */
	bool overlapping;     /* a case may have several of the values, or none */
	bool built_in;
	size_t count;
	const struct code_value *values;
};

/* The built-in lists in the order of the national form; NULL after the last. */
const struct codelist *codelist_builtin_at(size_t position);
/* NULL when no list of that name is built in. */
const struct codelist *codelist_builtin(const char *name);

/* Reads a list that obeys the rules of its kind. The texts stay the message's, the values lie in
 * `room`. */
void codelist_of_record(const Jour__V1__CodeList *record, struct code_value room[CODE_VALUES_MAX],
	struct codelist *ret_list);

/* What a list and a value are called in the language that `translate` (gettext; NULL: none) gives:
 * Swedish, or else English. */
const char *codelist_label(const struct codelist *list, const char *(*translate)(const char *text));
const char *codelist_value_label(
	const struct code_value *value, const char *(*translate)(const char *text));

/* The value's position; the list's count when it has no such value. */
size_t codelist_find(const struct codelist *list, const char *code);
/* True when every age of `inner` is in `outer`; both have ages. */
bool codelist_band_holds(const struct code_value *outer, const struct code_value *inner);

/* How lists and dimensions, and values, may be called: 1 to CODE_NAME_MAX of a-z 0-9 - _ and in
 * values + (for "65+"). */
bool codelist_name_is_valid(const char *name);
bool codelist_code_is_valid(const char *code);

#endif
