#include "paper.h"

#include <string.h>

#include "jour/date.h"
#include "term.h"

struct reading {
	struct store_txn *txn;
	uint64_t size;
	uint32_t year;
	struct arena *arena;
	struct arena *scratch;
	struct paper paper;
	struct payment **payments_at; /* where the last one was put */
	struct invoice **invoices_end;
	struct repayment **repayments_end;
	enum err err;
};

/* NULL on a store error. */
static const void *decode(struct reading *reading, unsigned kind, const struct standing *standing)
{
	arena_reset(reading->scratch);
	return state_body(reading->txn, kind, standing->record, reading->scratch);
}

static void *take(struct reading *reading, size_t size)
{
	void *memory = arena_alloc(reading->arena, size);
	if (memory == NULL)
		reading->err = ERR_RANGE;
	return memory;
}

static const char *copy_text(struct reading *reading, const char *text)
{
	char *copy = take(reading, strlen(text) + 1);
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

/* Calls `one` with each record of a kind that the agreement has in the year, and perhaps with some
 * that have been moved out of it. */
static void read_year(struct reading *reading, const char *dnr, unsigned kind, uint32_t year,
	void (*one)(struct reading *reading, const struct standing *standing))
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, dnr);
	struct state_scan scan =
		state_scan_year(reading->txn, kind, year, written(&prefix), reading->size);
	while (reading->err == ERR_OK && state_scan_next(&scan, &standing))
		one(reading, &standing);
}

static void read_invoice(struct reading *reading, const struct standing *standing)
{
	const Jour__V1__Invoice *body = decode(reading, JOUR__V1__RECORD__BODY_INVOICE, standing);
	if (body == NULL || body->year != reading->year)
		return;
	struct invoice *invoice = take(reading, sizeof(*invoice));
	if (invoice == NULL)
		return;
	*invoice = (struct invoice){.payer = copy_text(reading, body->payer),
		.reference = copy_text(reading, body->reference),
		.year = body->year,
		.date = body->date,
		.due = body->due,
		.amount_ore = (int64_t)body->amount_ore,
		.record = term_citation(standing)};
	*reading->invoices_end = invoice;
	reading->invoices_end = &invoice->next;
}

static void read_repayment(struct reading *reading, const struct standing *standing)
{
	const Jour__V1__Repayment *body =
		decode(reading, JOUR__V1__RECORD__BODY_REPAYMENT, standing);
	if (body == NULL || body->year != reading->year)
		return;
	struct repayment *repayment = take(reading, sizeof(*repayment));
	if (repayment == NULL)
		return;
	*repayment = (struct repayment){.payer = copy_text(reading, body->payer),
		.reference = copy_text(reading, body->reference),
		.line = copy_text(reading, body->line),
		.year = body->year,
		.date = body->date,
		.amount_ore = (int64_t)body->amount_ore,
		.record = term_citation(standing)};
	*reading->repayments_end = repayment;
	reading->repayments_end = &repayment->next;
}

/* ---- payments */

static struct said said_by(const Jour__V1__Payment *body, const struct standing *standing)
{
	int64_t amount_ore = (int64_t)body->amount_ore;
	return (struct said){.is_said = true,
		.year = body->year,
		.date = body->date,
		.amount_ore = body->reversal ? -amount_ore : amount_ore,
		.record = term_citation(standing)};
}

/* What the other side says under the same key. Decodes over what was decoded. */
static struct said other_word(struct reading *reading, const Jour__V1__Payment *body)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	Jour__V1__Payment other = *body;
	other.side = body->side == JOUR__V1__SIDE__SIDE_PAYER ? JOUR__V1__SIDE__SIDE_PAYEE
							      : JOUR__V1__SIDE__SIDE_PAYER;
	kind_of(JOUR__V1__RECORD__BODY_PAYMENT)->key(&other, &key);
	if (!state_get(reading->txn, JOUR__V1__RECORD__BODY_PAYMENT, written(&key), reading->size,
		    &standing))
		return (struct said){.is_said = false};
	const Jour__V1__Payment *found = decode(reading, JOUR__V1__RECORD__BODY_PAYMENT, &standing);
	return found == NULL ? (struct said){.is_said = false} : said_by(found, &standing);
}

static uint32_t days_between(uint32_t a, uint32_t b)
{
	int32_t days = days_of_date(a) - days_of_date(b);
	return (uint32_t)(days < 0 ? -days : days);
}

static void compare_words(struct payment *payment)
{
	const struct said *payer = &payment->by_payer, *payee = &payment->by_payee;
	if (!payer->is_said || !payee->is_said) {
		payment->match = payer->is_said ? PAYMENT_PAYER_ONLY : PAYMENT_PAYEE_ONLY;
		return;
	}
	payment->days_apart = days_between(payer->date, payee->date);
	if (payer->amount_ore != payee->amount_ore)
		payment->differs |= PAYMENT_AMOUNT;
	if (payer->year != payee->year)
		payment->differs |= PAYMENT_YEAR;
	if (payment->days_apart > PAYMENT_WINDOW_DAYS)
		payment->differs |= PAYMENT_DATE;
	payment->match = payment->differs != 0 ? PAYMENT_DIFFERS : PAYMENT_AGREED;
}

static bool is_for(const struct said *said, uint32_t first_year, uint32_t last_year)
{
	return said->is_said && said->year >= first_year && said->year <= last_year;
}

static bool is_wanted(const struct reading *reading, const struct payment *payment)
{
	uint32_t year = reading->year;
	uint32_t margin =
		payment->match == PAYMENT_PAYEE_ONLY || payment->match == PAYMENT_PAYER_ONLY ? 1
											     : 0;
	if (is_for(&payment->by_payer, year - margin, year + margin) ||
		is_for(&payment->by_payee, year - margin, year + margin))
		return true;
	for (const struct invoice *at = reading->paper.invoices; at != NULL; at = at->next)
		if (strcmp(at->payer, payment->payer) == 0 &&
			strcmp(at->reference, payment->reference) == 0)
			return true;
	return false;
}

static int compare_payments(const struct payment *a, const struct payment *b)
{
	int order = key_text_compare(a->payer, b->payer);
	if (order == 0)
		order = key_text_compare(a->reference, b->reference);
	if (order == 0)
		order = key_text_compare(a->payee, b->payee);
	return order != 0 ? order : (a->part > b->part) - (a->part < b->part);
}

/* Into its place in the list; false when it is there already. What is read in order is put in
 * order, so the place is looked for from the last one on. */
static bool insert_payment(struct reading *reading, struct payment *payment)
{
	struct payment **at = reading->payments_at;
	if (*at == NULL || compare_payments(*at, payment) > 0)
		at = &reading->paper.payments;
	while (*at != NULL && compare_payments(*at, payment) < 0)
		at = &(*at)->next;
	if (*at != NULL && compare_payments(*at, payment) == 0)
		return false;
	payment->next = *at;
	*at = payment;
	reading->payments_at = at;
	return true;
}

static void read_payment(struct reading *reading, const struct standing *standing)
{
	const Jour__V1__Payment *body = decode(reading, JOUR__V1__RECORD__BODY_PAYMENT, standing);
	if (body == NULL)
		return;
	size_t mark = reading->arena->used;
	bool is_payee = body->side == JOUR__V1__SIDE__SIDE_PAYEE;
	struct payment *payment = take(reading, sizeof(*payment));
	if (payment == NULL)
		return;
	payment->payer = copy_text(reading, body->payer);
	payment->payee = copy_text(reading, body->payee);
	payment->reference = copy_text(reading, body->reference);
	payment->part = body->part;
	struct said own = said_by(body, standing);
	struct said other = other_word(reading, body);
	payment->by_payee = is_payee ? own : other;
	payment->by_payer = is_payee ? other : own;
	compare_words(payment);
	/* A payment that both speak of is met twice, and taken once. */
	if (!is_wanted(reading, payment) || !insert_payment(reading, payment))
		reading->arena->used = mark;
}

/* Everything that was said under an invoice's number, for whatever year. */
static void read_invoiced(struct reading *reading, const char *dnr, const struct invoice *invoice)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, dnr);
	key_text(&prefix, invoice->payer);
	key_text(&prefix, invoice->reference);
	struct state_scan scan = state_scan(
		reading->txn, JOUR__V1__RECORD__BODY_PAYMENT, written(&prefix), reading->size);
	while (reading->err == ERR_OK && state_scan_next(&scan, &standing))
		read_payment(reading, &standing);
}

enum err paper_read(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch, struct paper *ret_paper)
{
	struct reading reading = {
		.txn = txn, .size = size, .year = year, .arena = arena, .scratch = scratch};
	reading.payments_at = &reading.paper.payments;
	reading.invoices_end = &reading.paper.invoices;
	reading.repayments_end = &reading.paper.repayments;
	/* Invoices first: they say which payments are wanted. */
	read_year(&reading, dnr, JOUR__V1__RECORD__BODY_INVOICE, year, read_invoice);
	read_year(&reading, dnr, JOUR__V1__RECORD__BODY_REPAYMENT, year, read_repayment);
	for (uint32_t near = year - 1; near <= year + 1; near++)
		read_year(&reading, dnr, JOUR__V1__RECORD__BODY_PAYMENT, near, read_payment);
	for (const struct invoice *at = reading.paper.invoices; at != NULL; at = at->next)
		read_invoiced(&reading, dnr, at);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (reading.err != ERR_OK)
		return reading.err;
	*ret_paper = reading.paper;
	return ERR_OK;
}
