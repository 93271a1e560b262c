/* The parts of the dumb recount among themselves: recount.c, recountcases.c. */
#ifndef SIM_RECOUNT_H
#define SIM_RECOUNT_H

#include "sim.h"

/* One record on its way. */
struct judged {
	struct sim *sim;
	Jour__V1__Record *record;
	const struct holder *author;
	uint64_t index;
	uint64_t received_ms;
	struct row row;
};

static inline struct result verdict(enum result_code code, unsigned field, uint64_t argument)
{
	return (struct result){code, (uint16_t)field, argument};
}

#define GOOD verdict(RESULT_ACCEPTED, 0, 0)

/* recount.c */
/* What stands under the key as of `size`; NULL: nothing. */
struct row *recount_standing(struct oracle *oracle, unsigned kind, const char *key, uint64_t size);
bool recount_granted(struct judged *judged, unsigned topic, const char *unit);
bool recount_knows_unit(struct judged *judged, const char *code);
/* The first day of a month (13: of the next January), in days since 1970. */
uint64_t recount_month_begins(unsigned in_year, unsigned in_month);

/* recountcases.c */
/* By its fields, its author and what it names; fills in judged->row. */
struct result recount_table(struct judged *judged);
struct result recount_effort(struct judged *judged);
struct result recount_confirmation(struct judged *judged);
struct result recount_close(struct judged *judged);
struct result recount_list(struct judged *judged);
/* What a record that may stand comes to beside the others: overlaps, remarks. */
struct result recount_beside(struct judged *judged, bool corrects);

#endif
