/* The lines of text in which public keys travel (PROTOCOL.md section 1). */
#ifndef JOUR_LINE_H
#define JOUR_LINE_H

#include "jour/hash.h"
#include "jour/limits.h"
#include "jour/sign.h"

#define LINE_SIZE_MAX 1024    /* bytes of any line, its NUL included */
#define ENDPOINT_SIZE_MAX 200 /* bytes without NUL */
#define FINGERPRINT_SIZE 30   /* "12345-12345-12345-12345-12345" and NUL */

struct identity_line {
	struct identity identity;
	char comment[TEXT_SIZE_MAX + 1]; /* "" when there is none */
};

struct office_line {
	struct identity office;
	struct identity recovery;
	char comment[TEXT_SIZE_MAX + 1];
};

struct server_line {
	char endpoint[ENDPOINT_SIZE_MAX + 1];
	char origin[ORIGIN_SIZE_MAX + 1];
	struct key transport;
	struct key ledger_key;
	struct hash256 ledger_id;
};

/* Each writes one line without a line end, NUL-terminated. A comment must be text_is_plain,
 * an endpoint endpoint_is_valid and an origin origin_is_valid (asserted: whoever takes one
 * from a person checks it first). */
void identity_line_format(const struct identity_line *line, char ret_text[LINE_SIZE_MAX]);
void office_line_format(const struct office_line *line, char ret_text[LINE_SIZE_MAX]);
void server_line_format(const struct server_line *line, char ret_text[LINE_SIZE_MAX]);

/* Each reads one line (ASCII white space at the ends is allowed). ERR_MALFORMED: not such a
 * line, or a comment, endpoint or origin that format would not write; ERR_CORRUPT: a key
 * payload of the wrong size, alphabet or checksum (mistyped or cut); ERR_DENIED: a weak key. */
enum err identity_line_parse(struct bytes text, struct identity_line *ret_line) MUST_CHECK;
enum err office_line_parse(struct bytes text, struct office_line *ret_line) MUST_CHECK;
enum err server_line_parse(struct bytes text, struct server_line *ret_line) MUST_CHECK;

/* The short form that two people compare by telephone (PROTOCOL.md section 1). */
void identity_fingerprint(const struct identity *identity, char ret_text[FINGERPRINT_SIZE]);

/* True for 1..ORIGIN_SIZE_MAX bytes of a-z 0-9 . - / */
bool origin_is_valid(struct bytes origin);
/* True for 1..ENDPOINT_SIZE_MAX bytes of visible ASCII; what ZeroMQ makes of it is not asked. */
bool endpoint_is_valid(struct bytes endpoint);

#endif
