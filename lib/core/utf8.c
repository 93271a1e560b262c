#include "jour/utf8.h"

#include <assert.h>

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* The size that a leading byte announces, 0 for a byte that cannot lead. */
static size_t announced_size(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead < 0xe0)
		return 2;
	if (lead >= 0xe0 && lead < 0xf0)
		return 3;
	return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

size_t utf8_decode(struct bytes bytes, uint32_t *ret_point)
{
	static const uint8_t lead_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

	size_t size = bytes.size == 0 ? 0 : announced_size(bytes.data[0]);
	if (size == 0 || size > bytes.size)
		return 0;
	uint32_t point = bytes.data[0] & lead_mask[size];
	for (size_t i = 1; i < size; i++) {
		if (!is_continuation(bytes.data[i]))
			return 0;
		point = point << 6 | (bytes.data[i] & 0x3f);
	}
	bool surrogate = point >= 0xd800 && point < 0xe000;
	if (point < smallest[size] || point > 0x10ffff || surrogate)
		return 0;
	*ret_point = point;
	return size;
}

size_t utf8_encode(uint32_t point, char *to)
{
	assert(point < 0x110000 && (point < 0xd800 || point > 0xdfff));
	if (point < 0x80) {
		to[0] = (char)point;
		return 1;
	}
	static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	for (size_t i = size - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	to[0] = (char)(lead[size] | point);
	return size;
}

size_t utf8_valid_size(struct bytes bytes)
{
	size_t at = 0;
	while (at < bytes.size) {
		uint32_t point;
		size_t size = utf8_decode((struct bytes){bytes.data + at, bytes.size - at}, &point);
		if (size == 0)
			break;
		at += size;
	}
	return at;
}
