/* One value as a person wrote it, and where: what the cells of a sheet and the scalars of
 * a YAML file have in common. A reader that cannot read it complains with the place, what
 * was read and what was expected, and returns ERR_MALFORMED. Spaces and no-break spaces at
 * both ends are ignored. An empty field is complained about too: whether something may be
 * left out is the caller's rule (field_is_empty). */
#ifndef AGENT_FIELD_H
#define AGENT_FIELD_H

#include "complaint.h"
#include "jour/date.h"
#include "jour/err.h"
#include "jour/money.h"
#include "jour/period.h"

struct field {
	const char *text; /* lives as long as its sheet or document; NULL: a list or a map */
	struct place place;
	struct complaints *complaints;
};

bool field_is_empty(struct field field);
/* What stands there, without the spaces around it; empty for a list or a map. Lives as long as
 * the field. */
struct bytes field_text(struct field field);

/* A whole number without sign, 0 to `max`; thousands may be set off by spaces. */
enum err field_read_uint(struct field field, uint64_t max, uint64_t *ret_value) MUST_CHECK;

/* A number with up to `scale` decimals, from `min` to `max`, all times 10^scale. */
enum err field_read_decimal(struct field field, unsigned scale, int64_t min, int64_t max,
	int64_t *ret_scaled) MUST_CHECK;

/* An amount in kronor with at most two decimals, at most AMOUNT_ORE_MAX either way: "20 352",
 * "20352,00", "1 234.50 kr", "-3 SEK". */
enum err field_read_money(struct field field, struct money *ret_amount) MUST_CHECK;

/* A day, "2018-12-31". */
enum err field_read_date(struct field field, struct date *ret_date) MUST_CHECK;

/* A text that a record may hold (text_is_plain) and that is not empty. The span lives as
 * long as the field. */
enum err field_read_text(struct field field, struct bytes *ret_text) MUST_CHECK;

/* The four digits of a kommun, "0117"; with its NUL. */
enum err field_read_kommun_code(struct field field, char ret_code[5]) MUST_CHECK;

/* One of the words, compared as headings are (word_same): its index. The table ends with
 * NULL. */
enum err field_read_word(
	struct field field, const char *const *words, size_t *ret_index) MUST_CHECK;

#endif
