/* The code lists that case tables are counted by (PROTOCOL.md section 9). */
#ifndef JOUR_CODELIST_H
#define JOUR_CODELIST_H

#include <stddef.h>
#include <stdint.h>

#include "jour/bytes.h"

#define CODELIST_VERSION 1
#define TABLE_DIMENSIONS_MAX 2

struct dimension {
	const char *name;
	size_t count;
	const char *const *values;
};

/* NULL when the list has no such dimension. */
const struct dimension *dimension_find(struct bytes name);
/* The dimensions in order; NULL after the last. */
const struct dimension *dimension_at(size_t position);

#endif
