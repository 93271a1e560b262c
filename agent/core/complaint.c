#include "complaint.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/utf8.h"

#define NUMBER_SIZE 21u /* 2^64 in decimal with its NUL */

/* Text that is being put together in a buffer; what does not fit is cut. */
struct line {
	char *text;
	size_t size;
	size_t capacity; /* without the NUL */
};

static struct line line_of(char *text, size_t size)
{
	text[0] = '\0';
	return (struct line){.text = text, .capacity = size - 1};
}

static void put(struct line *line, struct bytes bytes)
{
	size_t room = line->capacity - line->size;
	size_t size = bytes.size < room ? bytes.size : room;
	/* Never half a character: step back to where one begins. */
	while (size > 0 && size < bytes.size && (bytes.data[size] & 0xc0) == 0x80)
		size--;
	if (size > 0)
		memcpy(line->text + line->size, bytes.data, size);
	line->size += size;
	line->text[line->size] = '\0';
	if (size < bytes.size)
		line->capacity = line->size; /* nothing may follow a gap */
}

static void put_text(struct line *line, const char *text)
{
	put(line, bytes_of_text(text));
}

/* Puts `text` with {1} and {2} replaced. Other braces stay as they are. */
static void put_filled(struct line *line, const char *text, const char *first, const char *second)
{
	while (*text != '\0') {
		size_t before = strcspn(text, "{");
		put(line, (struct bytes){(const uint8_t *)text, before});
		text += before;
		if (strncmp(text, "{1}", 3) == 0) {
			put_text(line, first);
			text += 3;
		} else if (strncmp(text, "{2}", 3) == 0) {
			put_text(line, second);
			text += 3;
		} else if (*text != '\0') {
			put_text(line, "{");
			text++;
		}
	}
}

static const char *number_text(uint64_t number, char buffer[NUMBER_SIZE])
{
	char *at = buffer + NUMBER_SIZE - 1;
	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return at;
}

/* 1 is A, 26 Z, 27 AA: how a spreadsheet calls a column that has no heading. */
static const char *column_letters(uint32_t column, char buffer[NUMBER_SIZE])
{
	char *at = buffer + NUMBER_SIZE - 1;
	*at = '\0';
	for (; column > 0; column = (column - 1) / 26)
		*--at = (char)('A' + (column - 1) % 26);
	return at;
}

/* Control characters could drive a terminal; direction marks could make a line read
 * differently from what it says. */
static bool is_printable(uint32_t point)
{
	bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
	bool direction = point == 0x61c || point == 0x200e || point == 0x200f || point == 0xfeff ||
			 (point >= 0x2028 && point <= 0x202e) ||
			 (point >= 0x2066 && point <= 0x2069);
	return !control && !direction;
}

static void copy_printable(char *to, size_t to_size, const char *from)
{
	static const char ellipsis[] = "\u2026";
	struct line line = line_of(to, to_size - (sizeof ellipsis - 1));
	struct bytes rest = from == NULL ? BYTES_NONE : bytes_of_text(from);

	while (rest.size > 0) {
		uint32_t point = 0;
		size_t size = utf8_decode(rest, &point);
		struct bytes character = {rest.data, size};
		if (size == 0 || !is_printable(point))
			character = bytes_of_text("?");
		if (line.size + character.size > line.capacity) {
			memcpy(to + line.size, ellipsis, sizeof ellipsis);
			return;
		}
		put(&line, character);
		rest.data += size == 0 ? 1 : size;
		rest.size -= size == 0 ? 1 : size;
	}
}

void complaints_start(struct complaints *complaints, const char *file)
{
	complaints->kept_count = 0;
	complaints->left_out_count = 0;
	complaints->error_count = 0;
	complaints->warning_count = 0;
	copy_printable(complaints->file, sizeof complaints->file, file);
}

/* Counts one, and returns where to keep it; NULL when the list is full. */
static struct complaint *next_complaint(struct complaints *complaints,
	enum complaint_severity severity, struct place place, const char *first, const char *second)
{
	if (severity == COMPLAINT_ERROR)
		complaints->error_count++;
	else if (severity == COMPLAINT_WARNING)
		complaints->warning_count++;
	if (complaints->kept_count == COMPLAINTS_MAX) {
		complaints->left_out_count++;
		return NULL;
	}
	struct complaint *next = &complaints->kept[complaints->kept_count++];
	next->severity = severity;
	next->kind = place.kind;
	next->row = place.row;
	next->column = place.column;
	next->expected = NULL;
	next->word[0] = next->word[1] = NULL;
	copy_printable(next->heading, sizeof next->heading, place.heading);
	copy_printable(next->argument[0], sizeof next->argument[0], first);
	copy_printable(next->argument[1], sizeof next->argument[1], second);
	return next;
}

void complaint_add(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second)
{
	struct complaint *complaint =
		next_complaint(complaints, COMPLAINT_ERROR, place, first, second);
	if (complaint != NULL)
		complaint->message = message;
}

void complaint_add_warning(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second)
{
	struct complaint *complaint =
		next_complaint(complaints, COMPLAINT_WARNING, place, first, second);
	if (complaint != NULL)
		complaint->message = message;
}

void complaint_add_note(struct complaints *complaints, struct place place, const char *message,
	const char *first, const char *second)
{
	struct complaint *complaint =
		next_complaint(complaints, COMPLAINT_NOTE, place, first, second);
	if (complaint != NULL)
		complaint->message = message;
}

void complaint_add_expected(struct complaints *complaints, struct place place, const char *read,
	const char *expected, const char *detail)
{
	struct complaint *complaint =
		next_complaint(complaints, COMPLAINT_ERROR, place, read, detail);
	if (complaint == NULL)
		return;
	complaint->expected = expected;
	if (read == NULL)
		complaint->message = N_("expected {2}, and not a list or further keys");
	else if (read[0] == '\0')
		complaint->message = N_("empty, expected {2}");
	else
		complaint->message = N_("read \"{1}\", expected {2}");
}

void complaint_add_sentence(struct complaints *complaints, enum complaint_severity severity,
	struct place place, const struct sentence *sentence)
{
	struct complaint *complaint = next_complaint(complaints, severity, place,
		sentence_argument(sentence, 0), sentence_argument(sentence, 1));
	if (complaint == NULL)
		return;
	complaint->message = sentence->text;
	for (size_t i = 0; i < 2; i++)
		complaint->word[i] = sentence->words[i];
}

static const char *stay_english(const char *text)
{
	return text;
}

static void put_place(struct line *line, const struct complaint *complaint,
	const char *(*translate)(const char *text))
{
	char number[NUMBER_SIZE];
	bool sheet = complaint->kind == PLACE_SHEET;

	if (complaint->kind == PLACE_FILE)
		return;
	if (complaint->row > 0)
		put_filled(line, translate(sheet ? N_(", row {1}") : N_(", line {1}")),
			number_text(complaint->row, number), "");
	if (complaint->heading[0] != '\0')
		put_filled(line, translate(N_(", column \"{1}\"")), complaint->heading, "");
	else if (complaint->column > 0)
		put_filled(line, translate(N_(", column {1}")),
			sheet ? column_letters(complaint->column, number)
			      : number_text(complaint->column, number),
			"");
}

static const char *argument_text(const struct complaint *complaint, size_t position,
	const char *(*translate)(const char *text))
{
	const char *word = complaint->word[position];
	return word != NULL ? translate(word) : complaint->argument[position];
}

void complaint_render(const struct complaints *complaints, const struct complaint *complaint,
	const char *(*translate)(const char *text), char *line_text, size_t size)
{
	char expected[2 * COMPLAINT_TEXT_SIZE + 256];
	struct line line = line_of(line_text, size);

	if (translate == NULL)
		translate = stay_english;
	const char *first = argument_text(complaint, 0, translate);
	const char *second = argument_text(complaint, 1, translate);
	put_text(&line, complaints->file);
	put_place(&line, complaint, translate);
	put_text(&line, ": ");
	if (complaint->severity == COMPLAINT_WARNING)
		put_text(&line, translate(N_("warning: ")));
	else if (complaint->severity == COMPLAINT_NOTE)
		put_text(&line, translate(N_("note: ")));
	if (complaint->expected != NULL) {
		struct line phrase = line_of(expected, sizeof expected);
		put_filled(&phrase, translate(complaint->expected), first, second);
		second = expected;
	}
	put_filled(&line, translate(complaint->message), first, second);
}

bool complaint_render_rest(const struct complaints *complaints,
	const char *(*translate)(const char *text), char *line_text, size_t size)
{
	char number[NUMBER_SIZE];
	struct line line = line_of(line_text, size);

	if (complaints->left_out_count == 0)
		return false;
	if (translate == NULL)
		translate = stay_english;
	put_filled(&line, translate(N_("{1}: further complaints, not shown: {2}")),
		complaints->file, number_text(complaints->left_out_count, number));
	return true;
}

void complaints_sort(struct complaints *complaints)
{
	/* Insertion: stable, and the list is short and nearly in order. */
	for (size_t i = 1; i < complaints->kept_count; i++) {
		struct complaint moved = complaints->kept[i];
		size_t at = i;
		for (; at > 0 && complaints->kept[at - 1].row > moved.row; at--)
			complaints->kept[at] = complaints->kept[at - 1];
		complaints->kept[at] = moved;
	}
}
