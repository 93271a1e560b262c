#include "intake.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "file_kind.h"
#include "heading.h"
#include "jour/codeword.h"
#include "jour/frame.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/sentence.h"
#include "pick.h"
#include "standing.h"

#define NATURAL_KEY_ROOM 256u
#define TITLE_ROWS_MAX 10u /* so far down headings are looked for */

static struct place place_of_row(const struct intake *intake, uint32_t row)
{
	return (struct place){
		.kind = intake->kind->marks == NULL ? PLACE_SHEET : PLACE_TEXT, .row = row};
}

/* ---- records */

void intake_begin_row(struct intake *intake)
{
	intake->errors_before = intake->complaints.error_count;
}

/* The natural keys are compared by half of their SHA-256: in 10 000 rows two that differ meet
 * with a chance of 1 to 10^11. */
uint64_t intake_key_hash(unsigned kind, const void *body)
{
	uint8_t buffer[NATURAL_KEY_ROOM];
	struct writer key = writer_of(buffer, sizeof(buffer));
	kind_of(kind)->key(body, &key);
	struct hash256 hash = hash256(written(&key));
	struct reader reader = reader_of(hash256_bytes(&hash));
	return read_be64(&reader);
}

static bool is_first(struct intake *intake, const struct draft *draft, uint64_t key_hash)
{
	for (size_t i = 0; i < intake->record_count; i++) {
		char row[PICK_NUMBER_SIZE];
		if (intake->origins[i].key_hash != key_hash)
			continue;
		complaint_add(&intake->complaints, place_of_row(intake, draft->row),
			N_("row {1} is about the same already: one of the two must go"),
			pick_number_text(intake->origins[i].row, row), NULL);
		return false;
	}
	return true;
}

/* The kind's own rules are the last word: what the readers of the file let through and they do
 * not would only come back from the office. */
static bool obeys_rules(struct intake *intake, const struct draft *draft)
{
	struct result result = {.code = RESULT_ACCEPTED};
	uint32_t bad_text = message_bad_text(draft->body);
	if (bad_text != 0)
		result = bad_field(bad_text, TEXT_SIZE_MAX);
	else
		result = kind_of(draft->kind)->fields(draft->body);
	if (result.code == RESULT_ACCEPTED)
		return true;
	struct sentence sentence = sentence_for_result(&result, draft->kind);
	complaint_add_sentence(
		&intake->complaints, COMPLAINT_ERROR, place_of_row(intake, draft->row), &sentence);
	return false;
}

/* A correction that does not say what it replaces replaces what this agent said last. */
static bool find_replaced(
	struct intake *intake, struct draft *draft, uint64_t key_hash, struct hash256 *hash)
{
	const struct intake_context *context = &intake->context;
	if (draft->replaces.len > 0 || draft->reason == NULL || draft->reason[0] == '\0')
		return true;
	draft->replaces = (ProtobufCBinaryData){sizeof(hash->bytes), hash->bytes};
	if (context->said != NULL &&
		context->said(context->said_context, draft->kind, key_hash, hash))
		return true;
	complaint_add(&intake->complaints, place_of_row(intake, draft->row),
		N_("a reason, but this agent has said nothing of it that counts: leave the reason "
		   "out, or state the 64 digits of the record that is replaced"),
		NULL, NULL);
	return false;
}

static void make_salt(const struct intake *intake, uint8_t ret_salt[SALT_SIZE])
{
	uint8_t buffer[8];
	struct writer counter = writer_of(buffer, sizeof(buffer));
	write_be64(&counter, intake->record_count);
	struct bytes parts[] = {BYTES_OF(intake->context.seed), written(&counter)};
	struct hash256 hash = hash256_parts(parts, 2);
	memcpy(ret_salt, hash.bytes, SALT_SIZE);
}

/* A row may make several records, so a file may have more of them than rows. */
static void refuse_more(struct intake *intake, const struct draft *draft)
{
	intake->full = true;
	complaint_add(&intake->complaints, place_of_row(intake, draft->row),
		N_("there is no room for so much: divide the file"), NULL, NULL);
}

void intake_emit(struct intake *intake, struct draft *draft)
{
	struct hash256 replaced;
	if (intake->full || intake->complaints.error_count != intake->errors_before ||
		!obeys_rules(intake, draft))
		return;
	uint64_t key_hash = intake_key_hash(draft->kind, draft->body);
	if (!is_first(intake, draft, key_hash) ||
		!find_replaced(intake, draft, key_hash, &replaced))
		return;
	if (intake->record_count == INTAKE_RECORDS_MAX) {
		refuse_more(intake, draft);
		return;
	}
	uint8_t salt[SALT_SIZE];
	make_salt(intake, salt);
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	record.replaces = draft->replaces;
	record.reason = draft->reason;
	record.body_case = (Jour__V1__Record__BodyCase)draft->kind;
	/* Every member of the body's union is a pointer; packing only reads. */
	record.enrolment = (Jour__V1__Enrolment *)(uintptr_t)draft->body;
	if (record_pack(&record, intake->to) != ERR_OK) {
		refuse_more(intake, draft);
		return;
	}
	intake->origins[intake->record_count++] = (struct intake_origin){.row = draft->row,
		.unnamed = draft->unnamed,
		.kind = draft->kind,
		.key_hash = key_hash};
}

void intake_each_row(struct intake *intake, void (*read_row)(struct intake *intake, size_t row))
{
	size_t used = intake->arena.used;
	for (size_t row = 1; row < intake->file.sheet.row_count; row++) {
		intake_begin_row(intake);
		read_row(intake, row);
		intake->arena.used = used;
	}
}

/* ---- files */

static const struct sheet_column lead_unit = {
	.name = "Kommun", .spellings = {"Kommunkod", "unit", "municipality", "domstol"}};
static const struct sheet_column lead_period = {
	.name = "Period", .spellings = {"Kvartal", "Månad", "År", "month", "quarter"}};

static bool is_heading(const struct codebook *codes, const char *text)
{
	const struct file_kind *kind;
	for (size_t i = 0; (kind = file_kind_at(i)) != NULL; i++) {
		if (kind->knows != NULL && kind->knows(text))
			return true;
		for (size_t k = 0; k < kind->column_count; k++)
			if (heading_names(&kind->columns[k], text))
				return true;
	}
	return codeword_is_any(codes, text);
}

/* "Kommun;Robertsfors" and "Period;2018-K1" above the headings speak for all rows. */
static bool take_lead(struct intake *intake)
{
	struct sheet *sheet = &intake->file.sheet;
	const char *name = sheet_text(sheet, 0, 0);
	const char *text = sheet_text(sheet, 0, 1);
	if (sheet->row_count < 2 || sheet->rows[0].cell_count != 2 ||
		is_heading(&intake->codes, text))
		return false;
	bool unit = heading_names(&lead_unit, name);
	if (!unit && !heading_names(&lead_period, name))
		return false;
	struct field *lead = unit ? &intake->lead_unit : &intake->lead_period;
	struct place place = {
		.kind = PLACE_SHEET, .row = sheet->rows[0].number, .column = 2, .heading = name};
	if (lead->text != NULL)
		complaint_add(&intake->complaints, place, N_("\"{1}\" is there twice"), name, NULL);
	*lead = (struct field){text, place, &intake->complaints};
	sheet_skip_rows(sheet, 1);
	return true;
}

/* Such a line says nothing in a file whose kind has no such column. */
static void check_lead(struct intake *intake, const struct field *lead)
{
	if (lead->text == NULL)
		return;
	for (size_t i = 0; i < intake->kind->column_count; i++)
		if (!intake->kind->columns[i].required &&
			heading_names(&intake->kind->columns[i], lead->place.heading))
			return;
	complaint_add(&intake->complaints, lead->place,
		N_("this line has no place above such a table: remove it"), NULL, NULL);
}

/* The first of the next rows that has two headings or more; 0 when none has. */
static size_t find_headings(const struct intake *intake)
{
	const struct sheet *sheet = &intake->file.sheet;
	for (size_t row = 1; row < sheet->row_count && row <= TITLE_ROWS_MAX; row++) {
		unsigned headings = 0;
		for (size_t cell = 0; cell < sheet->rows[row].cell_count; cell++)
			headings += is_heading(&intake->codes, sheet_text(sheet, row, cell));
		if (headings >= 2)
			return row;
	}
	return 0;
}

static void complain_of_headings(struct intake *intake)
{
	const struct sheet *sheet = &intake->file.sheet;
	char number[PICK_NUMBER_SIZE];
	size_t row = find_headings(intake);
	struct place place = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};
	if (row > 0)
		complaint_add(&intake->complaints, place,
			N_("the headings are on row {1}: remove what stands above them"),
			pick_number_text(sheet->rows[row].number, number), NULL);
	else
		complaint_add(&intake->complaints, place,
			N_("none of these headings is known; cases have Kommun, Period, Antal; "
			   "payments Avtal, Kommun, År, Datum, Referens, Belopp"),
			NULL, NULL);
}

static enum err read_sheet(struct intake *intake, struct bytes file)
{
	struct sheet *sheet = &intake->file.sheet;
	enum err err = sheet_parse(sheet, file, &intake->complaints);
	if (err != ERR_OK)
		return err;
	while (take_lead(intake))
		;
	intake->kind = file_kind_of_sheet(sheet, &intake->codes);
	if (intake->kind == NULL) {
		complain_of_headings(intake);
		return ERR_MALFORMED;
	}
	check_lead(intake, &intake->lead_unit);
	check_lead(intake, &intake->lead_period);
	if (sheet->row_count < 2)
		complaint_add(&intake->complaints, PLACE_WHOLE,
			N_("there is nothing below the headings"), NULL, NULL);
	return ERR_OK;
}

static enum err read_doc(struct intake *intake, struct bytes file)
{
	struct yamldoc *doc = &intake->file.doc;
	enum err err = yamldoc_parse(doc, file, &intake->complaints);
	if (err != ERR_OK)
		return err;
	intake->kind = file_kind_of_doc(doc);
	if (intake->kind != NULL)
		return ERR_OK;
	complaint_add(&intake->complaints, PLACE_WHOLE,
		N_("no key at the left edge tells what this is; an agreement has dnr, title, "
		   "units and terms, a code list code_list, dimension and values"),
		NULL, NULL);
	return ERR_MALFORMED;
}

static bool ends_with(const char *name, const char *const *endings)
{
	size_t size = strlen(name);
	for (; *endings != NULL; endings++) {
		size_t ending = strlen(*endings);
		if (size > ending && strcasecmp(name + size - ending, *endings) == 0)
			return true;
	}
	return false;
}

static enum err read_form(struct intake *intake, const char *file_name, struct bytes file)
{
	static const char *const sheets[] = {".csv", ".txt", ".tsv", NULL};
	static const char *const docs[] = {".yaml", ".yml", NULL};
	if (ends_with(file_name, sheets))
		return read_sheet(intake, file);
	if (ends_with(file_name, docs))
		return read_doc(intake, file);
	complaint_add(&intake->complaints, PLACE_WHOLE,
		N_("what can be sent are tables saved as \"CSV UTF-8\" (.csv), agreements and code "
		   "lists (.yaml)"),
		NULL, NULL);
	return ERR_MALFORMED;
}

/* What the office does not let in has no room here either, and is not understood. */
static void read_codes(struct intake *intake)
{
	struct arena arena = arena_of(intake->codes_memory, sizeof(intake->codes_memory));
	standing_codes(intake->context.reference, &arena, &intake->codes);
}

enum err intake_read(struct intake *intake, const char *file_name, struct bytes file,
	const struct intake_context *context, struct writer *to)
{
	size_t size_before = to->size;

	complaints_start(&intake->complaints, file_name);
	intake->kind = NULL;
	intake->record_count = 0;
	intake->full = intake->name_unknown = false;
	intake->dash_told = false;
	intake->context = *context;
	intake->lead_unit = (struct field){0};
	intake->lead_period = (struct field){0};
	intake->to = to;
	read_codes(intake);
	intake->arena = arena_of(intake->memory, sizeof(intake->memory));
	intake_begin_row(intake);
	enum err err = read_form(intake, file_name, file);
	if (err == ERR_OK) {
		intake->class = intake->kind->class;
		intake->kind->read(intake);
	}
	if (err == ERR_RETRY)
		return err;
	if (err == ERR_OK && intake->complaints.error_count == 0)
		return ERR_OK;
	to->size = size_before;
	intake->record_count = 0;
	return ERR_MALFORMED;
}

struct bytes intake_next_part(struct reader *rest, size_t *ret_count)
{
	const size_t room = BATCH_SIZE_MAX - HEADER_SIZE - SIGNATURE_SIZE;
	struct bytes part = {rest->at, 0};
	size_t count = 0;

	while (rest->left > 0 && count < BATCH_RECORDS_MAX) {
		struct reader next = *rest;
		uint32_t size = read_be32(&next);
		read_span(&next, size);
		if (next.failed || part.size + 4 + size > room)
			break;
		part.size += 4 + size;
		count++;
		*rest = next;
	}
	*ret_count = count;
	return count == 0 ? BYTES_NONE : part;
}

const char *intake_kind_name(const struct intake *intake)
{
	return intake->kind == NULL ? NULL : intake->kind->name;
}

struct place intake_place(const struct intake *intake, size_t position, uint32_t field)
{
	assert(position < intake->record_count);
	const struct file_kind *kind = intake->kind;
	struct place place = place_of_row(intake, intake->origins[position].row);
	if (field >= kind->field_count)
		return place;
	if (kind->marks != NULL) {
		const char *key = kind->field_keys[field];
		const struct yamldoc_node *node =
			key == NULL ? NULL : yamldoc_get(&intake->file.doc.nodes[0], key);
		return node == NULL ? place : yamldoc_place(node);
	}
	size_t column = kind->field_columns[field];
	if (column == 0 || !sheet_has_column(&intake->file.sheet, column - 1))
		return place;
	uint32_t cell = intake->file.sheet.cell_of_column[column - 1];
	place.column = cell + 1;
	place.heading = sheet_text(&intake->file.sheet, 0, cell);
	return place;
}
