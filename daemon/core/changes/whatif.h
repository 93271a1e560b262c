/* What the ledger would say if some records came next. They are appended to an overlay (overlay.h)
 * by the same code that appends what an agent has sent, as if the office's key had said them; so
 * every question can be asked of it at its size. The ledger itself is only read.
 *
 * A record about something that stands already is taken as its correction, since that is what it
 * would have to be sent as. */
#ifndef JOURD_WHATIF_H
#define JOURD_WHATIF_H

#include "expected.h"
#include "jour/overlay.h"
#include "ledger.h"

/* Records that are asked about at a time, and the bytes of the file that holds them. */
#define WHATIF_RECORDS_MAX BATCH_RECORDS_MAX
#define WHATIF_SIZE_MAX FRAME_SIZE_MAX
#define WHATIF_REASON "what if"
/* `replaces` and `reason` with their tags and sizes. */
#define WHATIF_CORRECTION_SIZE (2u + 32u + 2u + sizeof(WHATIF_REASON))

/* What would become of one record. */
struct whatif_said {
	struct bytes record; /* as it was judged; into the whatif */
	unsigned kind;	     /* 0: it is no record */
	struct citation where;
	struct result result;
	bool corrected;		/* it was made a correction of `stands` */
	struct citation stands; /* what stands under its key today */
};

/* About 2 MiB; the caller provides it, and uses `overlay.txn` at `size`. */
struct whatif {
	struct overlay overlay;
	uint64_t from; /* the ledger's size today */
	uint64_t size; /* with the records */
	size_t count;
	size_t refused; /* of them: would not count */
	struct whatif_said said[WHATIF_RECORDS_MAX];
	/* The entry that is being put together. */
	size_t entry_first; /* its first record in `said` */
	size_t entry_start; /* in `body` */
	enum record_class class;
	struct writer to;
	struct hash256 hashes[BATCH_RECORDS_MAX];
	uint8_t body[WHATIF_SIZE_MAX + WHATIF_RECORDS_MAX * WHATIF_CORRECTION_SIZE];
};

/* The other two as in overlay_begin. End it with store_abort(&whatif->overlay.txn). */
void whatif_begin(struct whatif *whatif, struct store_txn *ledger, struct store_txn *above);

/* Appends `records`, each with its be32 size before it, received at `now_ms`: one entry for each
 * run of one class. To be called once.
 * ERR_MALFORMED: these are no records; ERR_RANGE: more than WHATIF_RECORDS_MAX or WHATIF_SIZE_MAX;
 * or the overlay's error. A record that would not count is no error: see `said`. */
enum err whatif_append(struct whatif *whatif, const struct ledger_name *name,
	struct fold_memory *memory, struct bytes records, uint64_t now_ms) MUST_CHECK;

#endif
