#include "form.h"

#include <assert.h>
#include <string.h>

#include "jour/i18n.h"
#include "jour/sentence.h"
#include "knownratio.h"

__extension__ typedef __int128 wide;

struct form_cell form_state(enum form_type state)
{
	return (struct form_cell){.type = state};
}

struct form_cell form_text(const char *text)
{
	return (struct form_cell){.type = FORM_TEXT, .text = text};
}

struct form_cell form_count(uint64_t count)
{
	return (struct form_cell){.type = FORM_COUNT, .count = count};
}

struct form_cell form_hundredths(int64_t hundredths)
{
	return (struct form_cell){.type = FORM_HUNDREDTHS, .hundredths = hundredths};
}

struct form_cell form_money(int64_t amount_ore)
{
	return (struct form_cell){.type = FORM_MONEY, .amount_ore = amount_ore};
}

struct form_cell form_ratio(int64_t part, uint64_t whole, enum form_scale scale)
{
	if (whole == 0)
		return form_state(FORM_NOT_APPLICABLE);
	return (struct form_cell){.type = FORM_RATIO, .ratio = {part, whole, scale, false}};
}

static int64_t number_of(const struct form_cell *cell)
{
	return cell->type == FORM_COUNT	  ? (int64_t)cell->count
	       : cell->type == FORM_MONEY ? cell->amount_ore
					  : cell->hundredths;
}

static struct ratio_part part_of(const struct form_cell *cell)
{
	static const enum cell_state states[] = {[FORM_NOT_REPORTED] = CELL_NOT_REPORTED,
		[FORM_NOT_APPLICABLE] = CELL_NOT_APPLICABLE,
		[FORM_HIDDEN] = CELL_HIDDEN};
	if (cell->type >= FORM_NOT_REPORTED)
		return (struct ratio_part){.state = states[cell->type]};
	assert(cell->type == FORM_COUNT || cell->type == FORM_MONEY ||
		cell->type == FORM_HUNDREDTHS);
	return (struct ratio_part){CELL_COUNT, cell->at_least, number_of(cell) == 0, cell->months};
}

struct form_cell form_over(const struct form_cell *upper, const struct form_cell *lower,
	enum form_scale scale, bool together)
{
	static const enum form_type types[CELL_STATES] = {[CELL_NOT_REPORTED] = FORM_NOT_REPORTED,
		[CELL_NOT_APPLICABLE] = FORM_NOT_APPLICABLE,
		[CELL_HIDDEN] = FORM_HIDDEN};
	const struct ratio_part above = part_of(upper), below = part_of(lower);
	struct known_ratio known = knownratio_of(&above, &below, together);
	if (known.state != CELL_COUNT)
		return form_state(types[known.state]);
	int64_t part = number_of(upper), whole = number_of(lower);
	if ((upper->type == FORM_COUNT && lower->type == FORM_HUNDREDTHS &&
		    __builtin_mul_overflow(part, 100, &part)) ||
		(upper->type == FORM_HUNDREDTHS && lower->type == FORM_COUNT &&
			__builtin_mul_overflow(whole, 100, &whole)))
		return form_state(FORM_NOT_REPORTED);
	struct form_cell cell = form_ratio(part, (uint64_t)whole, scale);
	cell.at_least = cell.ratio.down = known.at_least;
	cell.partial = known.partial;
	return cell;
}

struct form_cell form_date(uint32_t yyyymmdd)
{
	if (yyyymmdd == 0)
		return form_state(FORM_EMPTY);
	return (struct form_cell){.type = FORM_DATE, .date = yyyymmdd};
}

struct form_cell form_at_least(struct form_cell cell, bool at_least)
{
	cell.at_least = at_least;
	return cell;
}

void form_add(struct form_adder *adder, const struct form_cell *cell)
{
	struct form_cell sum = *cell;
	bool fits = true;
	adder->missing_hidden = adder->missing_hidden || cell->type == FORM_HIDDEN;
	adder->missing_reported = adder->missing_reported || cell->type == FORM_NOT_REPORTED;
	if (cell->type != FORM_COUNT && cell->type != FORM_HUNDREDTHS && cell->type != FORM_MONEY)
		return;
	if (adder->sum.type != FORM_EMPTY) {
		assert(adder->sum.type == cell->type);
		fits = cell->type == FORM_COUNT
			       ? !__builtin_add_overflow(adder->sum.count, cell->count, &sum.count)
		       : cell->type == FORM_MONEY ? !__builtin_add_overflow(adder->sum.amount_ore,
							    cell->amount_ore, &sum.amount_ore)
						  : !__builtin_add_overflow(adder->sum.hundredths,
							    cell->hundredths, &sum.hundredths);
	}
	/* What no number can hold is said to be more than the rest. */
	if (!fits)
		sum = adder->sum;
	sum.at_least = adder->sum.at_least || cell->at_least || !fits;
	sum.months = 0; /* each may be about others */
	adder->sum = sum;
}

struct form_cell form_added(const struct form_adder *adder)
{
	bool missing = adder->missing_hidden || adder->missing_reported;
	if (adder->sum.type != FORM_EMPTY)
		return form_at_least(adder->sum, adder->sum.at_least || missing);
	return form_state(adder->missing_hidden	    ? FORM_HIDDEN
			  : adder->missing_reported ? FORM_NOT_REPORTED
						    : FORM_NOT_APPLICABLE);
}

int64_t form_ratio_hundredths(const struct form_ratio *ratio)
{
	static const int factors[] = {[FORM_PERCENT] = 10000,
		[FORM_PER_THOUSAND] = 100000,
		[FORM_KRONOR_EACH] = 1,
		[FORM_MEAN] = 100};
	wide part = (wide)ratio->part * factors[ratio->scale];
	wide whole = (wide)ratio->whole;
	wide half = ratio->down ? 0 : part < 0 ? -whole : whole;
	wide value = (part * 2 + half) / (whole * 2);
	return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

const char *form_type_name(enum form_type type)
{
	static const char *const names[] = {[FORM_EMPTY] = "empty",
		[FORM_TEXT] = "text",
		[FORM_COUNT] = "count",
		[FORM_HUNDREDTHS] = "hundredths",
		[FORM_MONEY] = "money",
		[FORM_RATIO] = "ratio",
		[FORM_DATE] = "date",
		[FORM_NOT_REPORTED] = "not_reported",
		[FORM_NOT_APPLICABLE] = "not_applicable",
		[FORM_HIDDEN] = "hidden"};
	return names[type];
}

const char *form_scale_name(enum form_scale scale)
{
	static const char *const names[] = {[FORM_PERCENT] = "percent",
		[FORM_PER_THOUSAND] = "per_1000",
		[FORM_KRONOR_EACH] = "kronor_each",
		[FORM_MEAN] = "mean"};
	return names[scale];
}

/* ---- building */

static void *allocate(struct form *form, size_t size)
{
	void *memory = form->full ? NULL : arena_alloc(form->arena, size);
	form->full = memory == NULL;
	return memory;
}

const char *form_copy(struct form *form, const char *text)
{
	char *copy = allocate(form, strlen(text) + 1);
	return copy == NULL ? "" : strcpy(copy, text);
}

const char *form_word(const struct form *form, const char *text)
{
	/* The empty text would be translated to a catalogue's header. */
	return form->translate == NULL || text[0] == '\0' ? text : form->translate(text);
}

const char *form_phrase(struct form *form, const char *text, const char *first, const char *second)
{
	char buffer[FORM_TEXT_SIZE];
	struct sentence sentence = {form_word(form, text), {first, second}, ""};
	return form_copy(form, sentence_render(&sentence, NULL, buffer, sizeof(buffer)));
}

void form_start(struct form *form, struct arena *arena, const char *(*translate)(const char *text),
	const char *name, const char *title)
{
	*form = (struct form){.arena = arena, .translate = translate, .name = name};
	form->title = form_word(form, title);
	form->info.name = "info";
	form->info.title = form_word(form, N_("About"));
	form_label(form, &form->info, "name", "");
	form_label(form, &form->info, "what", form_word(form, N_("what")));
	form_column(form, &form->info, "value", form_word(form, N_("value")));
}

void form_inform(struct form *form, const char *name, const char *what, struct form_cell value)
{
	form_row(form, &form->info,
		(struct form_cell[]){form_text(name), form_text(form_word(form, what)), value});
}

struct form_sheet *form_sheet(struct form *form, const char *name, const char *title)
{
	struct form_sheet *sheet = allocate(form, sizeof(*sheet));
	if (sheet == NULL)
		return NULL;
	*sheet = (struct form_sheet){.name = name, .title = title};
	if (form->last_sheet == NULL)
		form->sheets = sheet;
	else
		form->last_sheet->next = sheet;
	form->last_sheet = sheet;
	return sheet;
}

void form_column(struct form *form, struct form_sheet *sheet, const char *name, const char *heading)
{
	if (sheet == NULL)
		return;
	assert(sheet->rows == NULL);
	if (sheet->column_count == FORM_COLUMNS_MAX)
		form->full = true;
	else
		sheet->columns[sheet->column_count++] = (struct form_column){name, heading};
}

void form_label(struct form *form, struct form_sheet *sheet, const char *name, const char *heading)
{
	form_column(form, sheet, name, heading);
	if (sheet != NULL)
		sheet->label_count = sheet->column_count;
}

static void add_row(
	struct form *form, struct form_sheet *sheet, const struct form_cell *cells, bool is_sum)
{
	struct form_row *row = sheet == NULL ? NULL : allocate(form, sizeof(*row));
	if (row == NULL)
		return;
	size_t size = sheet->column_count * sizeof(cells[0]);
	*row = (struct form_row){.is_sum = is_sum, .cells = allocate(form, size)};
	if (row->cells == NULL)
		return;
	memcpy(row->cells, cells, size);
	if (sheet->last_row == NULL)
		sheet->rows = row;
	else
		sheet->last_row->next = row;
	sheet->last_row = row;
}

void form_row(struct form *form, struct form_sheet *sheet, const struct form_cell *cells)
{
	add_row(form, sheet, cells, false);
}

void form_sum(struct form *form, struct form_sheet *sheet, const struct form_cell *cells)
{
	add_row(form, sheet, cells, true);
}

void form_note(struct form *form, struct form_sheet *sheet, const char *text)
{
	struct form_note *note = sheet == NULL ? NULL : allocate(form, sizeof(*note));
	if (note == NULL)
		return;
	note->text = text;
	if (sheet->last_note == NULL)
		sheet->notes = note;
	else
		sheet->last_note->next = note;
	sheet->last_note = note;
}
