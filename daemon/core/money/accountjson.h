/* What has been invoiced, paid and given back, as data: the part of the explanation (explain.h)
 * that is no term. */
#ifndef JOURD_ACCOUNTJSON_H
#define JOURD_ACCOUNTJSON_H

#include "document.h"
#include "payments.h"

/* Adds "balances", "balance_sum", "payments", "invoices" and "repayments", and "today" when overdue
 * was judged. */
void accountjson_add(struct document *document, json_t *root, const struct account *account);

#endif
