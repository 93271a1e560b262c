/* What has been invoiced, paid and given back, as text for people. */
#ifndef JOURD_PRINT_PAID_H
#define JOURD_PRINT_PAID_H

#include <stdio.h>

#include "payments.h"

/* One sentence for each thing a person should look at: invoices that are overdue, paid in part or
 * paid too much, payments that the two sides do not agree on, with what may belong together, and
 * payments without an invoice where there are invoices; then what was given back. */
void print_paid_remarks(const struct account *account, FILE *to);
/* Every invoice, and every payment with both sides' records. */
void print_payments(const struct account *account, FILE *to);

#endif
