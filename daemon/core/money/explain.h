/* The result as data: the explanation that a person's text is rendered from and that an
 * independent program recomputes. JSON (document.h): the same state gives the
 * same bytes. Amounts stand as whole öre and as text, fractions as "n/d", records as ledger
 * index, position and hash. Texts are English; whoever shows them to people translates. */
#ifndef JOURD_EXPLAIN_H
#define JOURD_EXPLAIN_H

#include "document.h"
#include "ledger.h"
#include "payments.h"

/* Explains the terms that split `line`, or all terms when it is NULL; with `account` (may be NULL)
 * what is paid too. The caller frees the text with free(). NULL: out of memory. */
char *explain_json(const struct expected *expected, const char *line, const struct account *account,
	const struct ledger_name *ledger) MUST_CHECK;

/* The same, to be put into a larger document. */
json_t *explain_document(struct document *document, const struct expected *expected,
	const char *line, const struct account *account, const struct ledger_name *ledger);

/* The agreements and their newest terms. As above. */
struct listed;
char *explain_list_json(
	const struct listed *first, uint64_t size, const struct ledger_name *ledger) MUST_CHECK;

#endif
