/* Checkpoints: C2SP tlog-checkpoint bodies in C2SP signed notes (PROTOCOL.md section 4). */
#ifndef JOUR_CHECKPOINT_H
#define JOUR_CHECKPOINT_H

#include "jour/hash.h"
#include "jour/limits.h"
#include "jour/sign.h"

/* Text of a checkpoint with one signature line: origin twice, size, root, signature. */
#define CHECKPOINT_SIZE_MAX 512

struct checkpoint {
	char origin[ORIGIN_SIZE_MAX + 1];
	uint64_t size;
	struct hash256 root;
};

/* The unsigned text (three lines). */
struct bytes checkpoint_text(const struct checkpoint *checkpoint,
		uint8_t buffer[CHECKPOINT_SIZE_MAX]);
/* The signed note over a text made by checkpoint_text. */
struct bytes checkpoint_sign(const struct checkpoint *checkpoint, const struct secret *ledger,
		uint8_t buffer[CHECKPOINT_SIZE_MAX]);
/* Reads a signed note and checks the line signed by `key`; other signature lines are ignored.
 * ERR_MALFORMED: not a checkpoint; ERR_DENIED: another origin, or no valid signature by `key`. */
enum err checkpoint_open(struct bytes note, const char *origin, const struct key *key,
		struct checkpoint *ret_checkpoint) MUST_CHECK;

#endif
