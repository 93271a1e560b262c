#include "changerecord.h"

#include "jour/date.h"
#include "jour/kind.h"
#include "jour/limits.h"

static void agreement(const void *body, struct change_about *about)
{
	const Jour__V1__Agreement *agreement = body;
	about->what[0] = about->agreement = agreement->dnr;
	about->moves = about->has_value = true;
	about->value = agreement->version;
}

static void population(const void *body, struct change_about *about)
{
	const Jour__V1__Population *population = body;
	about->what[0] = about->unit = population->unit;
	about->what[1] = population->source;
	about->day = population->reference_date;
	about->moves = about->has_value = true;
	about->value = (int64_t)population->population;
}

static void index_value(const void *body, struct change_about *about)
{
	const Jour__V1__IndexValue *index = body;
	about->what[0] = index->index;
	about->what[1] = index->status == JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY
				 ? "preliminary"
				 : "definitive";
	about->ours = 1u << 1;
	about->year = index->year;
	about->moves = about->has_value = true;
	about->is_percent = index->number_hundredths == 0;
	about->value = index->number_hundredths > 0 ? (int64_t)index->number_hundredths
						    : index->hundredths_percent;
}

static void cost(const void *body, struct change_about *about)
{
	const Jour__V1__Cost *cost = body;
	about->what[0] = about->agreement = cost->agreement;
	about->what[1] = cost->line;
	about->what[2] = cost->reference;
	about->year = cost->year;
	about->moves = about->has_value = about->is_amount = true;
	about->value = (int64_t)cost->amount_ore;
}

static void payment(const void *body, struct change_about *about)
{
	const Jour__V1__Payment *payment = body;
	int64_t amount_ore = (int64_t)payment->amount_ore;
	about->what[0] = about->agreement = payment->agreement;
	about->what[1] = about->unit = payment->payer;
	about->what[2] = payment->reference;
	about->what[3] = payment->side == JOUR__V1__SIDE__SIDE_PAYER ? "payer" : "payee";
	about->ours = 1u << 3;
	about->has_value = about->is_amount = true;
	about->value = payment->reversal ? -amount_ore : amount_ore;
}

static void repayment(const void *body, struct change_about *about)
{
	const Jour__V1__Repayment *repayment = body;
	about->what[0] = about->agreement = repayment->agreement;
	about->what[1] = about->unit = repayment->payer;
	about->what[2] = repayment->reference;
	about->has_value = about->is_amount = true;
	about->value = (int64_t)repayment->amount_ore;
}

static void unit_figure(const void *body, struct change_about *about)
{
	const Jour__V1__UnitFigure *figure = body;
	about->what[0] = about->unit = figure->unit;
	about->what[1] = figure->name;
	about->what[2] = figure->source;
	about->year = figure->year;
	about->moves = about->has_value = true;
	about->value = (int64_t)figure->value;
}

static void invoice(const void *body, struct change_about *about)
{
	const Jour__V1__Invoice *invoice = body;
	about->what[0] = about->agreement = invoice->agreement;
	about->what[1] = about->unit = invoice->payer;
	about->what[2] = invoice->reference;
	about->has_value = about->is_amount = true;
	about->value = (int64_t)invoice->amount_ore;
}

/* Cases are a key of some shared costs. */
static void case_table(const void *body, struct change_about *about)
{
	const Jour__V1__CaseTable *table = body;
	about->what[0] = about->unit = table->area;
	about->what[1] = table->source == JOUR__V1__SOURCE__SOURCE_JOUR ? "jour" : "kommun";
	about->ours = 1u << 1 | 1u << 2 | 1u << 3;
	for (size_t i = 0; i < table->n_dimensions && i < TABLE_DIMENSIONS_MAX; i++)
		about->what[2 + i] = table->dimensions[i]->dimension;
	about->period = period_of_message(table->period);
	about->moves = true;
	if (table->n_dimensions == 0 && table->n_counts == 1) {
		about->has_value = true;
		about->state = reports_cell_state(table, 0);
		about->value = (int64_t)table->counts[0];
	}
}

static void effort(const void *body, struct change_about *about)
{
	const Jour__V1__Effort *effort = body;
	about->what[0] = about->unit = effort->area;
	about->what[1] = effort->agreement;
	about->what[2] = effort->measure;
	about->ours = 1u << 2;
	about->period = period_of_message(effort->period);
	about->has_value = true;
	about->state = reports_state(effort->state);
	about->value = (int64_t)effort->hundredths;
}

/* A new version counts by other values. */
static void code_list(const void *body, struct change_about *about)
{
	const Jour__V1__CodeList *list = body;
	about->what[0] = list->name;
	about->has_value = true;
	about->value = list->version;
}

static void unit(const void *body, struct change_about *about)
{
	const Jour__V1__Unit *unit = body;
	about->what[0] = about->unit = unit->code;
	about->what[1] = unit->name;
	about->day = unit->from;
}

bool changerecord_about(const struct record *record, struct change_about *ret_about)
{
	static const struct {
		unsigned kind;
		void (*tell)(const void *body, struct change_about *about);
	} tellers[] = {
		{JOUR__V1__RECORD__BODY_AGREEMENT, agreement},
		{JOUR__V1__RECORD__BODY_POPULATION, population},
		{JOUR__V1__RECORD__BODY_INDEX_VALUE, index_value},
		{JOUR__V1__RECORD__BODY_COST, cost},
		{JOUR__V1__RECORD__BODY_PAYMENT, payment},
		{JOUR__V1__RECORD__BODY_REPAYMENT, repayment},
		{JOUR__V1__RECORD__BODY_UNIT_FIGURE, unit_figure},
		{JOUR__V1__RECORD__BODY_INVOICE, invoice},
		{JOUR__V1__RECORD__BODY_CASE_TABLE, case_table},
		{JOUR__V1__RECORD__BODY_EFFORT, effort},
		{JOUR__V1__RECORD__BODY_CODE_LIST, code_list},
		{JOUR__V1__RECORD__BODY_UNIT, unit},
	};
	struct change_about about = {.what = {"", "", "", ""}, .agreement = "", .unit = ""};
	for (size_t i = 0; i < sizeof(tellers) / sizeof(tellers[0]); i++)
		if (tellers[i].kind == record->kind) {
			tellers[i].tell(record_body(record), &about);
			*ret_about = about;
			return true;
		}
	return false;
}

static void write_word(struct writer *to, const char *word)
{
	if (word[0] != '\0' && to->size > 0)
		write_u8(to, ' ');
	write_span(to, bytes_of_text(word));
}

const char *changerecord_what(const struct change_about *about, const struct change_words *words,
	char buffer[CHANGERECORD_WHAT_SIZE])
{
	char day[DATE_TEXT_SIZE], period[PERIOD_TEXT_SIZE], year[5] = "";
	struct writer to = writer_of(buffer, CHANGERECORD_WHAT_SIZE - 1);
	for (size_t i = 0; i < sizeof(about->what) / sizeof(about->what[0]); i++)
		write_word(&to,
			words != NULL && (about->ours >> i & 1) != 0 && about->what[i][0] != '\0'
				? words->say(words->context, about->what[i])
				: about->what[i]);
	for (uint32_t i = 0, left = about->year; left > 0 && i < 4; i++, left /= 10)
		year[3 - i] = (char)('0' + left % 10);
	write_word(&to, year);
	if (about->period.months != 0)
		write_word(&to, period_format(about->period, period, sizeof(period)));
	if (about->day != 0)
		write_word(&to, date_format((struct date){(uint16_t)(about->day / 10000),
						    (uint8_t)(about->day / 100 % 100),
						    (uint8_t)(about->day % 100)},
					day, sizeof(day)));
	buffer[to.size] = '\0';
	return buffer;
}
