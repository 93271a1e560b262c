/* Which reports are expected of whom: the first half of coverage.h, which says by what rule. */
#ifndef JOURD_EXPECTATION_H
#define JOURD_EXPECTATION_H

#include "coverage.h"

/* Gives every unit of `reports` its page, and what is expected of it; adds units that have sent
 * nothing. reports->book is there. Errors: `full`, and the transaction's. */
void expectation_read(struct reports *reports);

#endif
