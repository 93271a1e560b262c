#include "casechoice.h"

enum {
	NODE_QUARTER = 12,
	NODE_HALF = 16,
	NODE_YEAR = 18,
	NODES = CASECHOICE_NODES,
};

/* The best that can be had for one node: which nodes' tables to use. */
struct pick {
	uint32_t nodes;	 /* mask of the nodes whose own table is used */
	uint16_t months; /* that they cover */
	unsigned extra;	 /* most dimensions beyond those asked for in any of them */
};

unsigned casechoice_node(struct period period)
{
	unsigned place = (period.first_month - 1u) / period.months;
	switch (period.months) {
	case 1:
		return place;
	case 3:
		return NODE_QUARTER + place;
	case 6:
		return NODE_HALF + place;
	default:
		return NODE_YEAR;
	}
}

static unsigned bits(unsigned mask)
{
	unsigned count = 0;
	for (; mask != 0; mask &= mask - 1)
		count++;
	return count;
}

bool casechoice_usable(const struct case_report *table, Jour__V1__Source source, uint16_t asked)
{
	return table->source == source && !table->silent && (table->months & ~asked) == 0;
}

static bool is_better(const struct case_report *a, const struct case_report *b)
{
	if (b == NULL || bits(a->dimensions) != bits(b->dimensions))
		return b == NULL || bits(a->dimensions) < bits(b->dimensions);
	return a->dimensions < b->dimensions;
}

static struct pick join(struct pick a, struct pick b)
{
	return (struct pick){
		a.nodes | b.nodes, a.months | b.months, a.extra > b.extra ? a.extra : b.extra};
}

/* What lies below a node, taken together. */
static struct pick pick_below(const struct pick *picks, unsigned node)
{
	struct pick all = {.nodes = 0};
	if (node < NODE_QUARTER)
		return all;
	unsigned first = node < NODE_HALF   ? (node - NODE_QUARTER) * 3
			 : node < NODE_YEAR ? NODE_QUARTER + (node - NODE_HALF) * 2
					    : NODE_HALF;
	unsigned count = node < NODE_HALF ? 3 : 2;
	for (unsigned i = 0; i < count; i++)
		all = join(all, picks[first + i]);
	return all;
}

/* Rule 2: a node's own table against the best below it. */
void casechoice_make(const struct reports *reports, const struct reporting_unit *unit,
	Jour__V1__Source source, unsigned dimensions, struct casechoice *ret_choice)
{
	struct casechoice choice = {.own = {NULL}};
	struct pick picks[NODES];
	unsigned top = casechoice_node(reports->period);
	unsigned summed = ~dimensions & reports->codes.overlapping;
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next) {
		unsigned node = casechoice_node(table->period);
		if (casechoice_usable(table, source, reports_months(reports->period)) &&
			(table->dimensions & dimensions) == dimensions &&
			(table->dimensions & summed) == 0 && is_better(table, choice.own[node]))
			choice.own[node] = table;
	}
	for (unsigned node = 0; node <= top; node++) {
		const struct case_report *own = choice.own[node];
		picks[node] = pick_below(picks, node);
		if (own == NULL)
			continue;
		unsigned extra = bits(own->dimensions & ~dimensions);
		if (picks[node].months != own->months || extra <= picks[node].extra)
			picks[node] = (struct pick){1u << node, own->months, extra};
	}
	choice.nodes = picks[top].nodes;
	choice.months = picks[top].months;
	choice.extra = picks[top].extra;
	*ret_choice = choice;
}

const struct case_report *casechoice_used(const struct casechoice *choice, unsigned node)
{
	return (choice->nodes >> node & 1) != 0 ? choice->own[node] : NULL;
}
