#include "jour/number.h"

#include <assert.h>
#include <string.h>

#include "jour/limits.h"

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* How many digits stand at the start of the text. */
static size_t count_digits(struct bytes text)
{
	size_t count = 0;
	while (count < text.size && is_digit(text.data[count]))
		count++;
	return count;
}

static struct bytes skip(struct bytes text, size_t size)
{
	return size == 0 ? text : (struct bytes){text.data + size, text.size - size};
}

enum err number_parse_uint(struct bytes text, uint64_t max, uint64_t *ret_value)
{
	if (text.size > TEXT_SIZE_MAX)
		return ERR_RANGE;
	if (text.size == 0 || count_digits(text) != text.size)
		return ERR_MALFORMED;
	if (text.size > 1 && text.data[0] == '0')
		return ERR_MALFORMED;
	uint64_t value = 0;
	for (size_t i = 0; i < text.size; i++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(text.data[i] - '0'), &value))
			return ERR_RANGE;
	}
	if (value > max)
		return ERR_RANGE;
	*ret_value = value;
	return ERR_OK;
}

/* The size of the one of `marks` (NULL last) that the text begins with, 0 when none. */
static size_t match(struct bytes text, const char *const marks[])
{
	for (; *marks != NULL; marks++) {
		size_t size = strlen(*marks);
		if (text.size >= size && memcmp(text.data, *marks, size) == 0)
			return size;
	}
	return 0;
}

static const char *const MINUS[] = {"-", "\u2011", "\u2013", "\u2212", NULL};
static const char *const THOUSANDS[] = {" ", "\u00a0", "\u202f", "\u2009", NULL};
static const char *const DECIMAL[] = {",", ".", NULL};

/* The value read so far. It grows away from zero with its sign, because INT64_MIN has no
 * positive counterpart; too large is remembered, so that what follows is still checked. */
struct scaled {
	int64_t value;
	bool negative;
	bool overflow;
};

static void append_digits(struct scaled *scaled, struct bytes digits)
{
	for (size_t i = 0; i < digits.size; i++) {
		int digit = digits.data[i] - '0';
		scaled->overflow |= __builtin_mul_overflow(scaled->value, 10, &scaled->value);
		scaled->overflow |= __builtin_add_overflow(
			scaled->value, scaled->negative ? -digit : digit, &scaled->value);
	}
}

/* Takes the digits before the decimal mark off `text`. */
static enum err read_whole(struct bytes *text, struct scaled *scaled)
{
	size_t count = count_digits(*text);
	if (count == 0 || (count > 1 && text->data[0] == '0'))
		return ERR_MALFORMED;
	bool zero = text->data[0] == '0';
	append_digits(scaled, (struct bytes){text->data, count});
	*text = skip(*text, count);
	for (size_t mark; (mark = match(*text, THOUSANDS)) > 0;) {
		struct bytes group = skip(*text, mark);
		if (zero || count > 3 || count_digits(group) != 3)
			return ERR_MALFORMED;
		append_digits(scaled, (struct bytes){group.data, 3});
		*text = skip(group, 3);
	}
	return ERR_OK;
}

/* Takes the decimal mark and its digits off `text`, if there are any, and brings the value
 * to its scale. */
static enum err read_decimals(struct bytes *text, unsigned scale, struct scaled *scaled)
{
	size_t mark = match(*text, DECIMAL);
	size_t count = 0;
	if (mark > 0) {
		*text = skip(*text, mark);
		count = count_digits(*text);
		if (count == 0 || count > scale)
			return ERR_MALFORMED;
		append_digits(scaled, (struct bytes){text->data, count});
		*text = skip(*text, count);
	}
	for (; count < scale; count++)
		append_digits(scaled, bytes_of_text("0"));
	return ERR_OK;
}

enum err number_parse_decimal(
	struct bytes text, unsigned scale, int64_t min, int64_t max, int64_t *ret_scaled)
{
	assert(scale <= NUMBER_SCALE_MAX);
	if (text.size > TEXT_SIZE_MAX)
		return ERR_RANGE;
	size_t minus = match(text, MINUS);
	struct scaled scaled = {.negative = minus > 0};
	text = skip(text, minus);
	enum err err = read_whole(&text, &scaled);
	if (err == ERR_OK)
		err = read_decimals(&text, scale, &scaled);
	if (err != ERR_OK)
		return err;
	if (text.size > 0)
		return ERR_MALFORMED;
	if (scaled.overflow || scaled.value < min || scaled.value > max)
		return ERR_RANGE;
	*ret_scaled = scaled.value;
	return ERR_OK;
}
