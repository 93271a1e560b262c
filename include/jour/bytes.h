/* Byte spans, and bounded reading and writing of big-endian layouts.
 *
 * A reader and a writer carry a sticky error: after the first step that does not
 * fit every further one is a no-op (a read returns zeros), and the caller checks
 * `failed` once at the end. */
#ifndef JOUR_BYTES_H
#define JOUR_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A span of bytes that somebody else owns. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

#define BYTES_NONE ((struct bytes){NULL, 0})
/* The span of an array (not of a pointer). */
#define BYTES_OF(array) ((struct bytes){(const uint8_t *)(array), sizeof(array)})

/* The bytes of a C string without its NUL. */
struct bytes bytes_of_text(const char *text);
bool bytes_equal(struct bytes a, struct bytes b);
/* Order as memcmp, a prefix before what it is a prefix of. Returns <0, 0, >0. */
int bytes_compare(struct bytes a, struct bytes b);

struct reader {
	const uint8_t *at;
	size_t left;
	bool failed;
};

struct reader reader_of(struct bytes bytes);
uint8_t read_u8(struct reader *reader);
uint16_t read_be16(struct reader *reader);
uint32_t read_be32(struct reader *reader);
uint64_t read_be64(struct reader *reader);
/* The next `size` bytes as a span into the input; BYTES_NONE when there are fewer. */
struct bytes read_span(struct reader *reader, size_t size);
/* Copies the next `size` bytes to `to` (zeros when there are fewer). */
void read_copy(struct reader *reader, void *to, size_t size);
/* True when nothing failed and nothing is left over. */
bool reader_done(const struct reader *reader);

struct writer {
	uint8_t *start;
	size_t size;     /* written so far */
	size_t capacity; /* bytes at `start` */
	bool failed;
};

struct writer writer_of(void *buffer, size_t capacity);
void write_u8(struct writer *writer, uint8_t value);
void write_be16(struct writer *writer, uint16_t value);
void write_be32(struct writer *writer, uint32_t value);
void write_be64(struct writer *writer, uint64_t value);
void write_span(struct writer *writer, struct bytes bytes);
void write_copy(struct writer *writer, const void *from, size_t size);
/* What has been written; BYTES_NONE after a failure. */
struct bytes written(const struct writer *writer);

#endif
