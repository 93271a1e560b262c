/* A casebook (casebook.h) with three kommuner for each test. */
#ifndef CATCHMENT_H
#define CATCHMENT_H

#include "casebook.h"

#define QUARTER ((struct period){2018, 1, 3})
#define YEAR ((struct period){2018, 1, 12})

static struct casebook *book;
static char nordmaling[] = "2401", bjurholm[] = "2403", umea[] = "2480";
static char *const codes[] = {nordmaling, bjurholm, umea};

static int set_up(void **state)
{
	(void)state;
	book = casebook_open();
	casebook_add_unit(book, nordmaling, (char[]){"Nordmaling"});
	casebook_add_unit(book, bjurholm, (char[]){"Bjurholm"});
	casebook_add_unit(book, umea, (char[]){"Umea"});
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	casebook_close(book);
	return 0;
}

#endif
