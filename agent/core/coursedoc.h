/* The course of an agreement: when its years begin, how it is renewed, what it follows, who joins
 * and leaves, what is to be done when, what goes back, and what its follow-up contains. */
#ifndef AGENT_COURSEDOC_H
#define AGENT_COURSEDOC_H

#include "docpick.h"

/* The top-level keys that it reads, for the table of the root's keys. */
#define COURSEDOC_KEYS                                                                             \
	{"year_start", false}, {"renewal", false}, {"memberships", false}, {"duties", false},      \
		{"follows", false}, {"repayment", false},                                          \
	{                                                                                          \
		"follow_up", false                                                                 \
	}

/* Reads them into the agreement, as far as they can be read; the rest has been complained about.
 * Its dnr, units and days have been read. */
void coursedoc_read(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement);
/* Complains of what does not go with the terms, once they have been read. */
void coursedoc_check(struct source source, const struct yamldoc_node *root,
	const Jour__V1__Agreement *agreement);

#endif
