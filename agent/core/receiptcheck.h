/* Whether a stored receipt still says what it said, without asking anybody. */
#ifndef AGENT_RECEIPTCHECK_H
#define AGENT_RECEIPTCHECK_H

#include "outbox.h"

enum receipt_fault {
	RECEIPT_SOUND,
	RECEIPT_DAMAGED,	  /* not a receipt, or the results are not those of the entry */
	RECEIPT_OF_ANOTHER,	  /* about another report or another ledger */
	RECEIPT_NOT_SIGNED_HERE,  /* the report's author did not sign its header */
	RECEIPT_NOT_SIGNED_THERE, /* the checkpoint bears no right signature of the ledger's key */
	RECEIPT_NOT_COVERED,	  /* the checkpoint is of a time before the entry */
	RECEIPT_TWO_HISTORIES,	  /* another receipt's checkpoint of that size has another root */
};

/* Checks what PROTOCOL.md section 5 asks, but for the proofs: they came with the receipt, were
 * checked before it was stored, and are not kept. `submission` has a receipt (asserted). `seen` is
 * a checkpoint of another receipt, its size 0 when there is none. `ret_checkpoint` is the
 * receipt's, set unless it is damaged or not signed. */
enum receipt_fault receiptcheck(const struct outbox_submission *submission,
	const struct ledger_view *view, const struct checkpoint *seen,
	struct checkpoint *ret_checkpoint);

#endif
