/* Checkpoints: C2SP tlog-checkpoint bodies in C2SP signed notes (PROTOCOL.md section 4). */
#ifndef JOUR_CHECKPOINT_H
#define JOUR_CHECKPOINT_H

#include "jour/hash.h"
#include "jour/limits.h"
#include "jour/sign.h"

/* A checkpoint with one signature line: origin twice, size, root, signature. */
#define CHECKPOINT_SIZE_MAX 512
/* A checkpoint with the lines of witnesses: what a be16 size can say. */
#define CHECKPOINT_NOTE_SIZE_MAX 65535u

struct checkpoint {
	char origin[ORIGIN_SIZE_MAX + 1];
	uint64_t size;
	struct hash256 root;
};

/* All three write to `buffer` and return what they wrote, a span into it. checkpoint->origin must
 * be origin_is_valid (asserted). */

/* The unsigned text: three lines, the last line's newline included. */
struct bytes checkpoint_text(
	const struct checkpoint *checkpoint, uint8_t buffer[CHECKPOINT_SIZE_MAX]);
/* The note over that text with the one signature line of the ledger. */
struct bytes checkpoint_sign(const struct checkpoint *checkpoint, const struct secret *ledger,
	uint8_t buffer[CHECKPOINT_SIZE_MAX]);
/* The same from a signature over that text which the ledger has made before. */
struct bytes checkpoint_note(const struct checkpoint *checkpoint, const struct key *ledger_key,
	const struct signature *signature, uint8_t buffer[CHECKPOINT_SIZE_MAX]);

/* Reads a signed note and checks the line signed by `key` under the name `origin`; lines of
 * other names, key hashes or signature kinds are ignored, as signed-note demands. ERR_MALFORMED:
 * not a note (UTF-8, no control characters, at most CHECKPOINT_NOTE_SIZE_MAX bytes), or its
 * text is not exactly the three lines: extension lines, which tlog-checkpoint allows, our
 * ledgers do not write. ERR_DENIED: another origin, no signature by `key`, or a wrong one. */
enum err checkpoint_open(struct bytes note, const char *origin, const struct key *key,
	struct checkpoint *ret_checkpoint) MUST_CHECK;

#endif
