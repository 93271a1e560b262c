/* The kommuner, their districts, and courts. */
#include <string.h>

#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/limits.h"
#include "pick.h"

enum column { CODE, NAME, TYPE, PARENT, COUNTY, FROM, TO, FOLLOWS, ORG_NR, REPLACES, REASON };

/* Sweden's present division into kommuner begins on this day. */
#define FROM_DEFAULT 19710101u

static const struct sheet_column columns[] = {
	[CODE] = {.name = "Kod", .spellings = {"code", "kommunkod"}, .required = true},
	[NAME] = {.name = "Namn", .spellings = {"name", "kommun", "kommunnamn"}, .required = true},
	[TYPE] = {.name = "Typ", .spellings = {"type"}},
	[PARENT] = {.name = "Tillhör", .spellings = {"parent", "tillhör kommun"}},
	[COUNTY] = {.name = "Län", .spellings = {"county"}},
	[FROM] = {.name = "Från", .spellings = {"from", "från och med"}},
	[TO] = {.name = "Till", .spellings = {"to", "till och med"}},
	[FOLLOWS] = {.name = "Efter", .spellings = {"follows", "efterträder"}},
	[ORG_NR] = {.name = "Organisationsnummer", .spellings = {"org_nr"}}, /* not used */
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static Jour__V1__UnitType read_type(struct field field)
{
	static const char *const words[] = {
		"kommun", "stadsdel", "domstol", "municipality", "district", "court", NULL};
	size_t index = 0;
	if (field_is_empty(field))
		return JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	if (field_read_word(field, words, &index) != ERR_OK)
		return JOUR__V1__UNIT_TYPE__UNIT_TYPE_INVALID;
	return (Jour__V1__UnitType)(JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN + index % 3);
}

/* Puts a code at its place among those before it; one that stands there twice is one. */
static void insert_code(Jour__V1__Unit *unit, char *code)
{
	size_t at = unit->n_follows;
	while (at > 0 && strcmp(unit->follows[at - 1], code) > 0)
		at--;
	if (at > 0 && strcmp(unit->follows[at - 1], code) == 0)
		return;
	memmove(&unit->follows[at + 1], &unit->follows[at],
		(unit->n_follows - at) * sizeof(unit->follows[0]));
	unit->follows[at] = code;
	unit->n_follows++;
}

/* Codes with spaces, commas or plus signs between them. */
static void read_follows(
	struct intake *intake, struct field field, char **codes, Jour__V1__Unit *unit)
{
	char *rest = pick_text(intake, field);
	unit->follows = codes;
	while (*rest != '\0') {
		char *code = rest + strspn(rest, " ,+");
		size_t size = strcspn(code, " ,+");
		bool last = code[size] == '\0';
		code[size] = '\0';
		rest = code + size + !last;
		if (size == 0)
			continue;
		if (!unit_code_is_valid(code) || unit->n_follows == UNIT_FOLLOWS_MAX) {
			complaint_add_expected(field.complaints, field.place, field.text,
				N_("the codes of the units that this one takes over, such as 2401 "
				   "2409"),
				NULL);
			return;
		}
		insert_code(unit, code);
	}
}

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	struct draft draft = {
		.kind = JOUR__V1__RECORD__BODY_UNIT, .body = &unit, .row = sheet->rows[row].number};
	struct field code = sheet_field(sheet, row, CODE);
	struct field parent = sheet_field(sheet, row, PARENT);
	struct field county = sheet_field(sheet, row, COUNTY);
	struct field from = sheet_field(sheet, row, FROM);
	struct field to = sheet_field(sheet, row, TO);
	struct field follows = sheet_field(sheet, row, FOLLOWS);
	char *codes[UNIT_FOLLOWS_MAX];
	char kommun[5];

	unit.type = read_type(sheet_field(sheet, row, TYPE));
	unit.code = pick_text(intake, code);
	/* For its complaint about the zero that Excel drops. */
	if (unit.type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN && unit.code[0] != '\0' &&
		field_read_kommun_code(code, kommun) != ERR_OK)
		return;
	unit.name = pick_text(intake, sheet_field(sheet, row, NAME));
	if (!field_is_empty(parent))
		unit.parent = pick_unit(intake, parent);
	if (!field_is_empty(county))
		unit.county = pick_text(intake, county);
	unit.from = field_is_empty(from) ? FROM_DEFAULT : pick_date(from);
	if (!field_is_empty(to))
		unit.to = pick_date(to);
	if (!field_is_empty(follows))
		read_follows(intake, follows, codes, &unit);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_units(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK)
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, CODE + 1, NAME + 1, TYPE + 1, PARENT + 1, COUNTY + 1, FROM + 1, TO + 1, FOLLOWS + 1};

const struct file_kind file_units = {.name = N_("units"),
	.class = CLASS_ADMIN,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_units,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
