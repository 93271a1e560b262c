/* Code lists to send in a test: a record whose parts lie in one piece. */
#ifndef LISTRECORD_H
#define LISTRECORD_H

#include <string.h>

#include "jour/codelist.h"

struct listrecord {
	Jour__V1__CodeList list;
	size_t taken;
	Jour__V1__CodeValue values[CODE_VALUES_MAX + 1], *pointers[CODE_VALUES_MAX + 1];
	Jour__V1__AgeBand ages[CODE_VALUES_MAX + 1];
	char *takes_in[CODE_TAKES_IN_MAX + 1];
};

static inline char *list_text(const char *text)
{
	return (char *)(uintptr_t)text;
}

static inline void list_start(
	struct listrecord *record, const char *name, uint32_t version, const char *dimension)
{
	memset(record, 0, sizeof(*record));
	jour__v1__code_list__init(&record->list);
	record->list.name = list_text(name);
	record->list.version = version;
	record->list.dimension = list_text(dimension);
	record->list.label_sv = list_text(name);
	record->list.values = record->pointers;
}

static inline Jour__V1__CodeValue *list_add(struct listrecord *record, const char *code)
{
	size_t at = record->list.n_values++;
	Jour__V1__CodeValue *value = record->pointers[at] = &record->values[at];
	jour__v1__code_value__init(value);
	value->code = list_text(code);
	return value;
}

/* `to` 0: and older. */
static inline void list_add_band(
	struct listrecord *record, const char *code, uint32_t from, uint32_t to)
{
	Jour__V1__AgeBand *ages = &record->ages[record->list.n_values];
	jour__v1__age_band__init(ages);
	ages->from = from;
	ages->to = to;
	list_add(record, code)->ages = ages;
}

/* The value added last takes one more code in. */
static inline void list_take_in(struct listrecord *record, const char *code)
{
	Jour__V1__CodeValue *value = record->pointers[record->list.n_values - 1];
	if (value->n_takes_in == 0)
		value->takes_in = &record->takes_in[record->taken];
	value->takes_in[value->n_takes_in++] = list_text(code);
	record->taken++;
}

#endif
