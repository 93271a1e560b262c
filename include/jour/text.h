/* What text a record may hold. All text is UTF-8; nothing here allocates or changes it. */
#ifndef JOUR_TEXT_H
#define JOUR_TEXT_H

#include <stdbool.h>

#include "jour/bytes.h"

/* True when the bytes are well-formed UTF-8 without U+0000: no overlong form, no
 * surrogate, nothing above U+10FFFF, nothing cut short (Unicode 15, table 3-7). The empty
 * text is valid. */
bool text_is_valid_utf8(struct bytes text);

/* True when the text may stand in a field of a record: valid UTF-8 of at most
 * TEXT_SIZE_MAX bytes, without a space (U+0020, U+00A0) at either end and without
 * characters that break a line or turn others around: controls (U+0000-001F, U+007F-009F),
 * line and paragraph separators, bidirectional controls (Unicode standard annex 9) and the
 * byte order mark. The empty text is plain; whether a field may be empty is the caller's
 * rule. */
bool text_is_plain(struct bytes text);

/* True for a kommun code: four ASCII digits, as in "0117". */
bool text_is_kommun_code(struct bytes text);

/* True for an organisation number, "212000-2627": six ASCII digits, a hyphen, four digits,
 * the last one the Luhn check digit of the other nine. The third digit is at least 2, as
 * in every legal person's number; in a personal identity number a month stands there, so
 * no person gets in. */
bool text_is_org_nr(struct bytes text);

#endif
