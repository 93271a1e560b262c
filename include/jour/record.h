/* Records: decoding protobuf so that two languages cannot read it differently
 * (PROTOCOL.md section 2 "Canonical"). The only header over protobuf-c's unpacking. */
#ifndef JOUR_RECORD_H
#define JOUR_RECORD_H

#include "jour.pb-c.h"
#include "jour/bytes.h"
#include "jour/err.h"

#define SALT_SIZE 16

/* Memory for decoded messages: a bounded buffer of the caller's, filled from the start.
 * What was decoded lives until arena_reset or the buffer's end. */
struct arena {
	uint8_t *start;
	size_t capacity;
	size_t used;
};

struct arena arena_of(void *buffer, size_t capacity);
void arena_reset(struct arena *arena);
/* `size` zeroed bytes, aligned for anything; NULL when there is no room. */
void *arena_alloc(struct arena *arena, size_t size);

struct record {
	const Jour__V1__Record *message;
	unsigned kind;	      /* the body's field number; 0 = none */
	struct bytes content; /* the bytes after salt, replaces and reason */
	struct bytes bytes;   /* the whole record */
};

/* Decodes into the arena. ERR_MALFORMED: not a record, not canonical, an unknown field or a string
 * that is not UTF-8; ERR_RANGE: larger than RECORD_SIZE_MAX, or it does not fit the arena. */
enum err record_decode(
	struct bytes bytes, struct arena *arena, struct record *ret_record) MUST_CHECK;
/* The same in less time, for bytes that were decoded before they were stored under a check: does
 * not look whether they are canonical, and leaves `content` empty. */
enum err record_decode_stored(
	struct bytes bytes, struct arena *arena, struct record *ret_record) MUST_CHECK;
/* The body of a decoded record (for kind 53 a Jour__V1__Payment, and so on). */
const void *record_body(const struct record *record);

/* The number of the first field of a decoded message in which a string is no text field as
 * PROTOCOL.md section 2 wants it, at any depth; 0 when all are. */
uint32_t message_bad_text(const ProtobufCMessage *message);

/* Packs a record to `to` with its be32 size in front, as a batch body wants it. ERR_RANGE: it does
 * not fit, or is larger than RECORD_SIZE_MAX. */
enum err record_pack(const Jour__V1__Record *message, struct writer *to) MUST_CHECK;

/* Any other message of the schema, with the same strictness. */
enum err message_decode(const ProtobufCMessageDescriptor *type, struct bytes bytes,
	struct arena *arena, const ProtobufCMessage **ret_message) MUST_CHECK;

#endif
