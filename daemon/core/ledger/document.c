#include "document.h"

#include "jour/date.h"

void document_set(struct document *document, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) != 0)
		document->failed = true;
}

void document_append(struct document *document, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		document->failed = true;
}

void document_set_text(
	struct document *document, json_t *object, const char *name, const char *text)
{
	document_set(document, object, name, json_string(text));
}

void document_set_count(struct document *document, json_t *object, const char *name, uint64_t count)
{
	document_set(document, object, name, json_integer((json_int_t)count));
}

void document_set_period(
	struct document *document, json_t *object, const char *name, struct period period)
{
	char text[PERIOD_TEXT_SIZE];
	document_set_text(document, object, name, period_format(period, text, sizeof(text)));
}

static void set_date(struct document *document, json_t *object, const char *name, struct date date)
{
	char text[DATE_TEXT_SIZE];
	document_set_text(document, object, name, date_format(date, text, sizeof(text)));
}

void document_set_day(struct document *document, json_t *object, const char *name, int32_t day)
{
	struct date date;
	if (date_of_day_number(day, &date) == ERR_OK)
		set_date(document, object, name, date);
}

void document_set_date(
	struct document *document, json_t *object, const char *name, uint32_t yyyymmdd)
{
	struct date date = {(uint16_t)(yyyymmdd / 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
	if (yyyymmdd != 0)
		set_date(document, object, name, date);
}

json_t *document_months(struct document *document, uint16_t months)
{
	json_t *array = json_array();
	for (int month = 0; month < 12; month++)
		if ((months >> month & 1) != 0)
			document_append(document, array, json_integer(month + 1));
	return array;
}

json_t *document_hash(const struct hash256 *hash)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * HASH256_SIZE + 1] = "";
	for (size_t i = 0; i < HASH256_SIZE; i++) {
		text[2 * i] = digits[hash->bytes[i] >> 4];
		text[2 * i + 1] = digits[hash->bytes[i] & 15];
	}
	return json_string(text);
}

char *document_print(const struct document *document, json_t *root)
{
	char *text = document->failed ? NULL : json_dumps(root, JSON_INDENT(1));
	json_decref(root);
	return text;
}
