#include "jour/word.h"

#include "jour/utf8.h"

static bool is_ignored(uint32_t point)
{
	return point == ' ' || point == '\t' || point == '\n' || point == '-' || point == '_' ||
	       point == 0xa0 || point == 0x202f;
}

static uint32_t fold(uint32_t point)
{
	bool capital =
		(point >= 'A' && point <= 'Z') || (point >= 0xc0 && point <= 0xde && point != 0xd7);
	return capital ? point + 0x20 : point;
}

/* Takes the next folded character from `rest`; 0 at the end. */
static uint32_t next_folded(struct bytes *rest)
{
	while (rest->size > 0) {
		uint32_t point = rest->data[0];
		size_t size = utf8_decode(*rest, &point);
		size = size == 0 ? 1 : size;
		rest->data += size;
		rest->size -= size;
		if (!is_ignored(point))
			return fold(point);
	}
	return 0;
}

bool word_same(const char *a, const char *b)
{
	struct bytes rest_a = bytes_of_text(a);
	struct bytes rest_b = bytes_of_text(b);

	for (;;) {
		uint32_t point = next_folded(&rest_a);
		if (point != next_folded(&rest_b))
			return false;
		if (point == 0)
			return true;
	}
}

bool word_begins(const char *text, const char *start)
{
	struct bytes rest = bytes_of_text(text);
	struct bytes rest_start = bytes_of_text(start);

	for (;;) {
		uint32_t point = next_folded(&rest_start);
		if (point == 0)
			return true;
		if (point != next_folded(&rest))
			return false;
	}
}

void word_capitalize(char *text)
{
	uint32_t point = 0;
	size_t size = utf8_decode(bytes_of_text(text), &point);
	bool small =
		(point >= 'a' && point <= 'z') || (point >= 0xe0 && point <= 0xfe && point != 0xf7);
	if (size > 0 && small)
		(void)utf8_encode(point - 0x20, text); /* as long as the small one */
}
