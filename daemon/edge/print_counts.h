/* Changed totals of cases, for people. */
#ifndef JOURD_PRINT_COUNTS_H
#define JOURD_PRINT_COUNTS_H

#include <stdio.h>

#include "countchanges.h"
#include "moneyview.h"

/* A table of them, whose values are those of the lists of the query; a sentence when there is
 * none. */
void print_count_changes(struct money_view *money, const struct count_change *counts,
	const struct totals_query *query, FILE *to);

#endif
