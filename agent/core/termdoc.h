/* The terms of an agreement: the clauses that make money, from its YAML file. */
#ifndef AGENT_TERMDOC_H
#define AGENT_TERMDOC_H

#include "docpick.h"

/* Reads the list under `terms` into the agreement, as far as it can be read; the rest has been
 * complained about. All other keys but `reports` have been read. */
void termdoc_read(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement);

#endif
