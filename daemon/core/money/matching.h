/* Which payments may be the same although nobody has said so, and how invoices stand. Works on the
 * lists that paper.h reads; knows no ledger. */
#ifndef JOURD_MATCHING_H
#define JOURD_MATCHING_H

#include "paper.h"

/* Proposes pairs among payments that one side alone has said: one word of the payer and one of the
 * payee, of the same payer, the same amount, payees that are the same or not stated by one of them,
 * and at most PAYMENT_WINDOW_DAYS between their days. The nearest days pair first; between equally
 * near ones the pair that comes first in the list (the payer's word, then the payee's). Each word
 * is proposed at most once. The payments of one payer stand together in the list. */
void matching_propose(struct payment *first);

/* Sets received, open and state of every invoice from all payments under its payer and reference,
 * and since when it is overdue on the day `today` (0: never); points payments at their invoice.
 * False when a sum passed an int64. */
bool matching_invoices(struct payment *payments, struct invoice *invoices, uint32_t today);

#endif
