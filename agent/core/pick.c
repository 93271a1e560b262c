#include "pick.h"

#include <string.h>

#include "jour/hash.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/limits.h"
#include "jour/number.h"
#include "jour/text.h"
#include "jour/word.h"

static char nothing[1]; /* the messages of protobuf-c want char * */

static void complain(struct field field, const char *expected)
{
	complaint_add_expected(field.complaints, field.place, field.text, expected, NULL);
}

static char *keep(struct intake *intake, struct bytes text)
{
	char *copy = arena_alloc(&intake->arena, text.size + 1);
	if (copy != NULL)
		return memcpy(copy, text.data, text.size);
	complaint_add(&intake->complaints, PLACE_WHOLE,
		N_("the file says too much in one place: divide it"), NULL, NULL);
	return nothing;
}

char *pick_text(struct intake *intake, struct field field)
{
	struct bytes text;
	if (field_read_text(field, &text) != ERR_OK)
		return nothing;
	return keep(intake, text);
}

uint32_t pick_date(struct field field)
{
	struct date date;
	if (field_read_date(field, &date) != ERR_OK)
		return 0;
	return date.year * 10000u + date.month * 100u + date.day;
}

uint32_t pick_year(struct field field)
{
	struct period period;
	if (period_parse(field_text(field), &period) == ERR_OK && period.months == 12)
		return period.year;
	complain(field, N_("a year such as 2018"));
	return 0;
}

uint64_t pick_amount(struct field field)
{
	struct money amount;
	if (field_read_money(field, &amount) != ERR_OK)
		return 0;
	if (amount.ore > 0)
		return (uint64_t)amount.ore;
	complain(field, N_("an amount that is more than nothing"));
	return 0;
}

uint64_t pick_amount_or_nothing(struct field field)
{
	struct money amount;
	if (field_read_money(field, &amount) != ERR_OK)
		return 0;
	if (amount.ore >= 0)
		return (uint64_t)amount.ore;
	complain(field, N_("an amount that is not negative"));
	return 0;
}

int32_t pick_percent(struct field field, int32_t min, int32_t max)
{
	struct bytes text = field_text(field);
	int64_t hundredths = 0;
	if (text.size > 0 && text.data[text.size - 1] == '%')
		text.size--;
	while (text.size > 0 && text.data[text.size - 1] == ' ')
		text.size--;
	enum err err = number_parse_decimal(text, 2, min, max, &hundredths);
	if (err == ERR_OK)
		return (int32_t)hundredths;
	complain(field, err == ERR_RANGE ? N_("per cent that are not so many or few")
					 : N_("per cent such as 4,6 or 90 %, with at most two "
					      "decimals"));
	return 0;
}

bool pick_yes(struct field field)
{
	static const char *const words[] = {"yes", "no", "ja", "nej", NULL};
	size_t index = 1;
	return field_read_word(field, words, &index) == ERR_OK && index % 2 == 0;
}

uint64_t pick_number(struct field field, uint64_t min, uint64_t max)
{
	uint64_t number = 0;
	if (field_read_uint(field, max, &number) != ERR_OK || number >= min)
		return number;
	complain(field, N_("a whole number that is more than nothing"));
	return 0;
}

char *pick_org_nr(struct intake *intake, struct field field)
{
	if (text_is_org_nr(field_text(field)))
		return keep(intake, field_text(field));
	complain(field, N_("an organisation number such as 212000-2627, with its right last "
			   "digit"));
	return nothing;
}

/* Also with K for the quarter (kvartal) and in small letters. months = 0 when there is none. */
static struct period read_period(struct field field)
{
	struct period period = {0};
	char text[PERIOD_TEXT_SIZE] = "";
	struct bytes written = field_text(field);
	size_t size = written.size;

	if (size < sizeof(text))
		memcpy(text, written.data, size);
	if (size == 7 && (text[5] == 'K' || text[5] == 'k' || text[5] == 'q'))
		text[5] = 'Q';
	if (size == 7 && text[5] == 'h')
		text[5] = 'H';
	if (size < sizeof(text) && period_parse(bytes_of_text(text), &period) == ERR_OK)
		return period;
	complain(field, N_("a month such as 2018-01, a quarter such as 2018-K1, a half-year such "
			   "as 2018-H1, or a year"));
	return (struct period){0};
}

static bool is_unit_name(const char *text, const char *name)
{
	char official[TEXT_SIZE_MAX + sizeof(" kommun")];
	struct writer writer = writer_of(official, sizeof(official));
	write_span(&writer, bytes_of_text(name));
	write_copy(&writer, " kommun", sizeof(" kommun"));
	return word_same(text, name) || (!writer.failed && word_same(text, official));
}

/* Complains when the name is nobody's, or that of two. */
static const char *find_named(
	struct field field, const char *text, const Jour__V1__Reference *reference)
{
	const char *found = NULL;
	for (size_t i = 0; i < reference->n_units; i++) {
		const Jour__V1__Unit *unit = reference->units[i];
		if (strcmp(text, unit->code) == 0)
			return unit->code;
		if (!is_unit_name(text, unit->name))
			continue;
		/* A unit that has been changed is there more than once. */
		if (found != NULL && strcmp(found, unit->code) != 0) {
			complain(field, N_("a code: more than one unit has this name"));
			return NULL;
		}
		found = unit->code;
	}
	if (found == NULL)
		complain(field, N_("the code or name of a kommun or unit that the office knows"));
	return found;
}

static bool is_number(struct bytes text)
{
	size_t i = 0;
	while (i < text.size && text.data[i] >= '0' && text.data[i] <= '9')
		i++;
	return i == text.size;
}

char *pick_unit(struct intake *intake, struct field field)
{
	struct bytes text;
	char code[5];

	if (is_number(field_text(field))) {
		if (field_read_kommun_code(field, code) != ERR_OK)
			return nothing;
		return keep(intake, bytes_of_text(code));
	}
	if (field_read_text(field, &text) != ERR_OK)
		return nothing;
	char *word = keep(intake, text);
	if (intake->context.reference != NULL) {
		const char *found = find_named(field, word, intake->context.reference);
		intake->name_unknown = intake->name_unknown || found == NULL;
		return found == NULL ? nothing : keep(intake, bytes_of_text(found));
	}
	/* Without the office's list a word may be a name; a code is told by its digits. */
	if (strpbrk(word, "0123456789") != NULL && unit_code_is_valid(word))
		return word;
	intake->name_unknown = true;
	complain(field, N_("a code such as 2409; names are understood once the office has sent "
			   "its list of units"));
	return nothing;
}

char *pick_row_unit(struct intake *intake, size_t row, size_t column)
{
	if (sheet_has_column(&intake->file.sheet, column))
		return pick_unit(intake, sheet_field(&intake->file.sheet, row, column));
	if (intake->lead_unit.text != NULL)
		return pick_unit(intake, intake->lead_unit);
	return intake->context.unit == NULL ? nothing
					    : keep(intake, bytes_of_text(intake->context.unit));
}

/* What rows are about stands in its column, in the line above the headings or, for some, is known
 * without either. */
static bool check_lead(
	struct intake *intake, const struct field *lead, size_t column, bool known_without)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct place headings = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};

	if (sheet_has_column(sheet, column) != (lead->text != NULL) ||
		(lead->text == NULL && known_without))
		return true;
	if (lead->text != NULL) {
		complaint_add(&intake->complaints, lead->place,
			N_("\"{1}\" is a column too: which of the two counts?"),
			sheet->columns[column].name, NULL);
		return false;
	}
	complaint_add(&intake->complaints, headings, N_("the column \"{1}\" is missing"),
		sheet->columns[column].name, NULL);
	return false;
}

bool pick_check_unit(struct intake *intake, size_t column)
{
	return check_lead(intake, &intake->lead_unit, column, intake->context.unit != NULL);
}

struct period pick_row_period(struct intake *intake, size_t row, size_t column)
{
	const struct sheet *sheet = &intake->file.sheet;
	return read_period(sheet_has_column(sheet, column) ? sheet_field(sheet, row, column)
							   : intake->lead_period);
}

bool pick_check_period(struct intake *intake, size_t column)
{
	return check_lead(intake, &intake->lead_period, column, false);
}

static void read_correction(
	struct intake *intake, struct field replaces, struct field reason, struct draft *draft)
{
	draft->reason = nothing;
	if (field_is_empty(replaces) && field_is_empty(reason))
		return;
	if (field_is_empty(reason))
		complain(reason, N_("the reason of the correction"));
	else
		draft->reason = pick_text(intake, reason);
	/* What this agent has said itself is found by what it is about. */
	if (field_is_empty(replaces))
		return;
	struct hash256 *hash = arena_alloc(&intake->arena, sizeof(*hash));
	if (hash == NULL || !hash256_parse(field_text(replaces), hash))
		complain(replaces, N_("the 64 digits of the record that is corrected, as "
				      "'jourd changes --json' shows them, or nothing for what "
				      "this agent has said itself"));
	draft->replaces = (ProtobufCBinaryData){HASH256_SIZE, hash == NULL ? NULL : hash->bytes};
}

void pick_row_correction(struct intake *intake, size_t row, size_t column, struct draft *draft)
{
	read_correction(intake, sheet_field(&intake->file.sheet, row, column),
		sheet_field(&intake->file.sheet, row, column + 1), draft);
}

static struct field field_under(
	struct intake *intake, const struct yamldoc_node *map, const char *key)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	if (node != NULL)
		return yamldoc_field(&intake->file.doc, node);
	return (struct field){"", yamldoc_place(map), &intake->complaints};
}

void pick_doc_correction(struct intake *intake, const struct yamldoc_node *map, struct draft *draft)
{
	read_correction(intake, field_under(intake, map, "replaces"),
		field_under(intake, map, "reason"), draft);
}

const char *pick_number_text(uint64_t number, char buffer[PICK_NUMBER_SIZE])
{
	char *at = buffer + PICK_NUMBER_SIZE - 1;
	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return at;
}
