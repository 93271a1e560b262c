#include "field.h"

#include <string.h>
#include <strings.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/number.h"
#include "jour/text.h"
#include "jour/word.h"

static const char NO_BREAK_SPACE[] = "\xc2\xa0";

static bool starts_with(struct bytes bytes, const char *start)
{
	size_t size = strlen(start);
	return bytes.size >= size && memcmp(bytes.data, start, size) == 0;
}

/* `end` is compared without regard to upper and lower case. */
static bool ends_with(struct bytes bytes, const char *end)
{
	size_t size = strlen(end);
	if (bytes.size < size)
		return false;
	return strncasecmp((const char *)bytes.data + bytes.size - size, end, size) == 0;
}

static struct bytes trimmed(struct bytes text)
{
	for (;;) {
		size_t before = text.size;
		size_t front = starts_with(text, " ")		   ? 1
			       : starts_with(text, NO_BREAK_SPACE) ? 2
								   : 0;
		text.data += front;
		text.size -= front;
		text.size -= ends_with(text, " ") ? 1 : ends_with(text, NO_BREAK_SPACE) ? 2 : 0;
		if (text.size == before)
			return text;
	}
}

struct bytes field_text(struct field field)
{
	return trimmed(bytes_of_text(field.text == NULL ? "" : field.text));
}

static enum err complain(struct field field, const char *expected, const char *detail)
{
	complaint_add_expected(field.complaints, field.place, field.text, expected, detail);
	return ERR_MALFORMED;
}

bool field_is_empty(struct field field)
{
	return field.text != NULL && field_text(field).size == 0;
}

enum err field_read_uint(struct field field, uint64_t max, uint64_t *ret_value)
{
	int64_t value = 0;
	int64_t bound = max > INT64_MAX ? INT64_MAX : (int64_t)max;
	enum err err = number_parse_decimal(field_text(field), 0, 0, bound, &value);

	if (err == ERR_RANGE)
		return complain(
			field, N_("a whole number that is not negative and not so large"), NULL);
	if (err != ERR_OK)
		return complain(field, N_("a whole number"), NULL);
	*ret_value = (uint64_t)value;
	return ERR_OK;
}

enum err field_read_decimal(
	struct field field, unsigned scale, int64_t min, int64_t max, int64_t *ret_scaled)
{
	char digits[] = {(char)('0' + scale / 10), (char)('0' + scale % 10), '\0'};
	enum err err = number_parse_decimal(field_text(field), scale, min, max, ret_scaled);

	if (err == ERR_RANGE)
		return complain(field, N_("a number that is not so large or small"), NULL);
	if (err != ERR_OK)
		return complain(field, N_("a number with at most {2} decimals"),
			scale < 10 ? digits + 1 : digits);
	return ERR_OK;
}

enum err field_read_money(struct field field, struct money *ret_amount)
{
	struct bytes text = field_text(field);
	int64_t ore = 0;

	text.size -= ends_with(text, "kr") ? 2 : ends_with(text, "SEK") ? 3 : 0;
	enum err err =
		number_parse_decimal(trimmed(text), 2, -AMOUNT_ORE_MAX, AMOUNT_ORE_MAX, &ore);
	if (err == ERR_RANGE)
		return complain(field, N_("an amount that is not so large"), NULL);
	if (err != ERR_OK)
		return complain(field, N_("an amount in kronor, such as 20 352 or 1 234,50"), NULL);
	*ret_amount = (struct money){ore};
	return ERR_OK;
}

enum err field_read_date(struct field field, struct date *ret_date)
{
	if (date_parse(field_text(field), ret_date) == ERR_OK)
		return ERR_OK;
	return complain(field, N_("a date such as 2018-12-31"), NULL);
}

enum err field_read_text(struct field field, struct bytes *ret_text)
{
	struct bytes text = field_text(field);

	if (text.size > TEXT_SIZE_MAX)
		return complain(field, N_("a text of at most 200 bytes"), NULL);
	if (text.size == 0 || !text_is_plain(text))
		return complain(field, N_("a text on one line"), NULL);
	*ret_text = text;
	return ERR_OK;
}

enum err field_read_kommun_code(struct field field, char ret_code[5])
{
	struct bytes text = field_text(field);

	if (text.size == 3 && field.place.kind == PLACE_SHEET)
		return complain(field,
			N_("a kommun code of four digits, such as 0117 (Excel drops the "
			   "zero unless the column is formatted as text)"),
			NULL);
	if (!text_is_kommun_code(text))
		return complain(field, N_("a kommun code of four digits, such as 0117"), NULL);
	memcpy(ret_code, text.data, 4);
	ret_code[4] = '\0';
	return ERR_OK;
}

enum err field_read_word(struct field field, const char *const *words, size_t *ret_index)
{
	char list[COMPLAINT_TEXT_SIZE];
	struct writer writer = writer_of(list, sizeof list - 1);

	for (size_t i = 0; words[i] != NULL; i++) {
		if (field.text != NULL && word_same(field.text, words[i])) {
			*ret_index = i;
			return ERR_OK;
		}
		if (i > 0)
			write_span(&writer, bytes_of_text(", "));
		write_span(&writer, bytes_of_text(words[i]));
	}
	list[writer.size] = '\0';
	return complain(field, N_("one of: {2}"), list);
}
