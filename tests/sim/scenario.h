/* Runs that are worth a name: one kind of trouble each, and every seed that once failed. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "sim.h"

struct scenario {
	const char *name;
	struct plan plan;
};

/* NULL after the last. */
const struct scenario *scenario_at(unsigned position);
/* The name of a planted fault, and the invariants (separated by spaces) by which it may be seen. */
const char *plant_name(enum plant plant);
const char *plant_invariants(enum plant plant);
/* A run of everything at once. */
struct plan plan_of_seed(uint64_t seed);
/* Just the trouble that the planted fault needs to happen and to matter. */
struct plan plan_of_plant(enum plant plant, uint64_t seed);

#endif
