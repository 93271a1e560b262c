#include "jour/money.h"

#include <assert.h>
#include <string.h>

/* Text is built from its end, because the groups are counted from there. The last byte
 * stays the NUL that the initialiser put there. */
struct backwards {
	char text[MONEY_TEXT_SIZE];
	size_t start;
};

static void put(struct backwards *out, const char *text)
{
	size_t size = strlen(text);
	assert(size <= out->start);
	out->start -= size;
	memcpy(out->text + out->start, text, size);
}

static void put_digit(struct backwards *out, uint64_t value)
{
	put(out, (char[]){(char)('0' + value % 10), '\0'});
}

static void put_grouped(struct backwards *out, uint64_t value)
{
	unsigned digits = 0;
	do {
		if (digits > 0 && digits % 3 == 0)
			put(out, "\u00a0");
		put_digit(out, value);
		value /= 10;
		digits++;
	} while (value > 0);
}

static const char *finish(const struct backwards *out, char *buffer, size_t size)
{
	assert(size >= MONEY_TEXT_SIZE);
	memcpy(buffer, out->text + out->start, MONEY_TEXT_SIZE - out->start);
	return buffer;
}

const char *money_format_sv(struct money money, char *buffer, size_t size)
{
	/* Negating as unsigned, because -INT64_MIN is no int64. */
	uint64_t ore = money.ore < 0 ? 0 - (uint64_t)money.ore : (uint64_t)money.ore;
	struct backwards out = {.start = MONEY_TEXT_SIZE - 1};
	put(&out, "\u00a0kr");
	if (ore % 100 != 0) {
		put_digit(&out, ore % 10);
		put_digit(&out, ore / 10);
		put(&out, ",");
	}
	put_grouped(&out, ore / 100);
	if (money.ore < 0)
		put(&out, "-");
	return finish(&out, buffer, size);
}

const char *count_format_sv(uint64_t count, char *buffer, size_t size)
{
	struct backwards out = {.start = MONEY_TEXT_SIZE - 1};
	put_grouped(&out, count);
	return finish(&out, buffer, size);
}
