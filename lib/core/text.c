#include "jour/text.h"

#include "jour/limits.h"

#define CODE_POINT_INVALID UINT32_MAX

/* The code point at `at`, which it moves past it. */
static uint32_t next_code_point(struct bytes text, size_t *at)
{
	/* The least code point each length may encode: less is an overlong form. */
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	uint8_t first = text.data[(*at)++];
	size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	if ((first >= 0x80 && first < 0xc0) || first >= 0xf8 || text.size - *at < more)
		return CODE_POINT_INVALID;
	uint32_t point = more == 0 ? first : first & (0x3fu >> more);
	for (size_t i = 0; i < more; i++) {
		uint8_t byte = text.data[(*at)++];
		if ((byte & 0xc0) != 0x80)
			return CODE_POINT_INVALID;
		point = point << 6 | (byte & 0x3fu);
	}
	bool surrogate = point >= 0xd800 && point <= 0xdfff;
	if (point < least[more] || surrogate || point > 0x10ffff)
		return CODE_POINT_INVALID;
	return point;
}

bool text_is_valid_utf8(struct bytes text)
{
	for (size_t at = 0; at < text.size;) {
		uint32_t point = next_code_point(text, &at);
		if (point == CODE_POINT_INVALID || point == 0)
			return false;
	}
	return true;
}

static bool is_allowed(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} refused[] = {
		{0x0000, 0x001f},
		{0x007f, 0x009f},
		{0x061c, 0x061c}, /* Arabic letter mark, a bidirectional control */
		{0x200e, 0x200f},
		{0x2028, 0x202e},
		{0x2066, 0x2069},
		{0xfeff, 0xfeff},
		{CODE_POINT_INVALID, CODE_POINT_INVALID},
	};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (point >= refused[i].first && point <= refused[i].last)
			return false;
	}
	return true;
}

static bool is_space(uint32_t point)
{
	return point == ' ' || point == 0xa0;
}

bool text_is_plain(struct bytes text)
{
	if (text.size > TEXT_SIZE_MAX)
		return false;
	bool space = false;
	for (size_t at = 0; at < text.size;) {
		bool first = at == 0;
		uint32_t point = next_code_point(text, &at);
		space = is_space(point);
		if (!is_allowed(point) || (first && space))
			return false;
	}
	return !space;
}

static bool is_digits(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] < '0' || data[i] > '9')
			return false;
	}
	return true;
}

bool text_is_kommun_code(struct bytes text)
{
	return text.size == 4 && is_digits(text.data, 4);
}

bool text_is_org_nr(struct bytes text)
{
	if (text.size != 11 || text.data[6] != '-' || !is_digits(text.data, 6) ||
		!is_digits(text.data + 7, 4) || text.data[2] < '2')
		return false;
	unsigned sum = 0;
	for (size_t i = 0; i < 10; i++) {
		unsigned digit = (unsigned)(text.data[i < 6 ? i : i + 1] - '0');
		unsigned value = i % 2 == 0 ? 2 * digit : digit;
		sum += value / 10 + value % 10;
	}
	return sum % 10 == 0;
}
