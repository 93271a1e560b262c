#include "receiptcheck.h"

#include <assert.h>
#include <string.h>

static bool author_signed(const struct outbox_submission *submission)
{
	struct batch batch = {.header = submission->header,
		.header_bytes = submission->header_bytes,
		.header_hash = hash256(submission->header_bytes),
		.signature = submission->signature};
	return batch_signature_holds(&batch);
}

enum receipt_fault receiptcheck(const struct outbox_submission *submission,
	const struct ledger_view *view, const struct checkpoint *seen,
	struct checkpoint *ret_checkpoint)
{
	struct receipt receipt;
	struct checkpoint checkpoint;
	assert(submission->receipt.size > 0);
	if (receipt_read(submission->receipt, &receipt) != ERR_OK)
		return RECEIPT_DAMAGED;
	const struct entry *entry = &receipt.entry;
	if (checkpoint_open(receipt.checkpoint, view->origin, &view->ledger_key, &checkpoint) !=
		ERR_OK)
		return RECEIPT_NOT_SIGNED_THERE;
	*ret_checkpoint = checkpoint;
	if (!bytes_equal(entry->header_bytes, submission->header_bytes) ||
		memcmp(entry->signature.bytes, submission->signature.bytes, SIGNATURE_SIZE) != 0 ||
		!hash256_equal(entry->header.ledger_id, view->ledger_id))
		return RECEIPT_OF_ANOTHER;
	if (!author_signed(submission))
		return RECEIPT_NOT_SIGNED_HERE;
	if (entry->index >= checkpoint.size)
		return RECEIPT_NOT_COVERED;
	if (seen->size == checkpoint.size && !hash256_equal(seen->root, checkpoint.root))
		return RECEIPT_TWO_HISTORIES;
	return RECEIPT_SOUND;
}
