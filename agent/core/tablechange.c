#include "tablechange.h"

#include <string.h>

#include "jour/casecheck.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "pick.h"

/* NULL when the Reference does not tell of it. */
static const Jour__V1__TableNumbers *find_replaced(
	const Jour__V1__Reference *reference, struct bytes hash)
{
	for (size_t i = 0; reference != NULL && i < reference->n_tables; i++) {
		ProtobufCBinaryData record = reference->tables[i]->record;
		if (bytes_equal((struct bytes){record.data, record.len}, hash))
			return reference->tables[i];
	}
	return NULL;
}

/* As the sheet's headings call it. */
static const char *label_of(const struct codebook *codes, const char *dimension)
{
	for (size_t i = 0; i < codes->dimension_count; i++)
		if (strcmp(codes->dimensions[i], dimension) == 0)
			return codebook_national(codes, i)->label_sv;
	return dimension;
}

/* "2409 2018-03, brott, kön", and ": 23" when that is what it says now. */
static void name_table(const struct intake *intake, const Jour__V1__CaseTable *table,
	const Jour__V1__TableNumbers *before, char ret_name[COMPLAINT_TEXT_SIZE])
{
	char period[PERIOD_TEXT_SIZE], number[PICK_NUMBER_SIZE];
	struct writer to = writer_of(ret_name, COMPLAINT_TEXT_SIZE - 1);
	write_span(&to, bytes_of_text(table->area));
	write_span(&to, bytes_of_text(" "));
	write_span(&to, bytes_of_text(period_format(
				period_of_message(table->period), period, sizeof(period))));
	for (size_t i = 0; i < table->n_dimensions; i++) {
		write_span(&to, bytes_of_text(", "));
		write_span(&to,
			bytes_of_text(label_of(&intake->codes, table->dimensions[i]->dimension)));
	}
	if (before != NULL) {
		write_span(&to, bytes_of_text(": "));
		write_span(&to, bytes_of_text(pick_number_text(before->sum, number)));
	}
	ret_name[to.size] = '\0';
}

/* The number that it had is a part of what {1} stands for. */
static void tell(struct intake *intake, size_t position, const Jour__V1__CaseTable *table,
	const Jour__V1__TableNumbers *before)
{
	char name[COMPLAINT_TEXT_SIZE], number[PICK_NUMBER_SIZE];
	bool gaps = intake->origins[position].unnamed > 0;
	const char *now = pick_number_text(casecheck_figures(table, false).sum, number);
	struct place place = intake_place(intake, position, 0);
	name_table(intake, table, before, name);
	if (before == NULL && gaps)
		complaint_add_warning(&intake->complaints, place,
			N_("the correction is of the whole table {1}: what no row of it names "
			   "becomes 0; give all its rows"),
			name, NULL);
	if (before == NULL)
		return;
	if (gaps)
		complaint_add_warning(&intake->complaints, place,
			N_("corrects the whole table {1} before, {2} now. What no row of it names "
			   "becomes 0: give all its rows"),
			name, now);
	else
		complaint_add_note(&intake->complaints, place,
			N_("corrects the whole table {1} before, {2} now"), name, now);
}

void tablechange_tell(struct intake *intake, struct bytes body,
	const Jour__V1__Reference *reference, struct arena *arena)
{
	struct reader rest = reader_of(body);
	struct bytes bytes;
	for (size_t i = 0; body_next(&rest, &bytes); i++) {
		struct record record;
		size_t used = arena->used;
		if (record_decode(bytes, arena, &record) == ERR_OK &&
			record.kind == JOUR__V1__RECORD__BODY_CASE_TABLE &&
			record.message->replaces.len > 0) {
			ProtobufCBinaryData hash = record.message->replaces;
			tell(intake, i, record_body(&record),
				find_replaced(reference, (struct bytes){hash.data, hash.len}));
		}
		arena->used = used;
	}
}
