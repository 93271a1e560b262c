/* A furnished office in memory for each test, with its clerk and one agent (office.h). */
#ifndef FURNISHED_H
#define FURNISHED_H

#include "office.h"

static struct office office;
static struct pen clerk, agent;

static int start(void **state)
{
	(void)state;
	office_start(&office, memstore_open(ledger_tables, LEDGER_TABLES));
	office_furnish(&office, &clerk, &agent); /* entries 1, 2 */
	return 0;
}

static int end(void **state)
{
	(void)state;
	office_end(&office);
	return 0;
}

#endif
