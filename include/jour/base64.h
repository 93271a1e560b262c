/* base64 (RFC 4648 section 4, with padding) and base64url (section 5, without), through
 * libsodium. Each byte string has one accepted form: no white space, no missing or extra
 * padding, no bits set that decode to nothing. */
#ifndef JOUR_BASE64_H
#define JOUR_BASE64_H

#include "jour/bytes.h"
#include "jour/err.h"

enum base64_form {
	BASE64_PADDED, /* A-Z a-z 0-9 + / = */
	BASE64_URL,    /* A-Z a-z 0-9 - _ */
};

#define BASE64_DATA_SIZE_MAX 256u /* bytes of data in one call */

/* Appends the text of `data` (at most BASE64_DATA_SIZE_MAX bytes, asserted). */
void base64_write(struct bytes data, enum base64_form form, struct writer *to);
/* Decodes a text of exactly `size` bytes of data (at most BASE64_DATA_SIZE_MAX, asserted)
 * into `ret_data`. ERR_MALFORMED: any other text. */
enum err base64_read(
	struct bytes text, enum base64_form form, size_t size, uint8_t *ret_data) MUST_CHECK;

#endif
