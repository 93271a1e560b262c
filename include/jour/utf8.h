/* UTF-8, one code point at a time. */
#ifndef JOUR_UTF8_H
#define JOUR_UTF8_H

#include "jour/bytes.h"

#define UTF8_SIZE_MAX 4u /* bytes of one code point */

/* The code point at the start of `bytes`: its size in bytes, or 0 when `bytes` is
 * empty or does not start with a well-formed sequence (RFC 3629: shortest form, no
 * surrogates, at most U+10FFFF). */
size_t utf8_decode(struct bytes bytes, uint32_t *ret_point);

/* Writes a code point below U+110000 that is no surrogate (asserted) to `to`, which has
 * room for UTF8_SIZE_MAX bytes. Returns the bytes written; no NUL is added. */
size_t utf8_encode(uint32_t point, char *to);

/* How many of the first bytes are well-formed; bytes.size when all are. */
size_t utf8_valid_size(struct bytes bytes);

#endif
