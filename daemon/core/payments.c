#include "payments.h"

#include <string.h>

#include "inforce.h"

/* One collection on its way. */
struct collecting {
	struct store_txn *txn;
	uint64_t size;
	uint32_t year;
	struct arena *arena;
	struct arena *scratch;
	const struct payment **end;
	enum err err;
};

const char *payment_match_name(enum payment_match match)
{
	static const char *const names[] = {
		[PAYMENT_AGREED] = "agreed",
		[PAYMENT_PAYEE_ONLY] = "payee_only",
		[PAYMENT_PAYER_ONLY] = "payer_only",
		[PAYMENT_AMOUNT_DIFFERS] = "amount_differs",
		[PAYMENT_YEAR_DIFFERS] = "year_differs",
	};
	return names[match];
}

/* NULL on a store error. */
static const Jour__V1__Payment *decode(
	struct collecting *collecting, const struct standing *standing)
{
	struct record record;
	arena_reset(collecting->scratch);
	if (record_decode(standing->record, collecting->scratch, &record) == ERR_OK)
		return record_body(&record);
	store_fail(collecting->txn, ERR_CORRUPT);
	return NULL;
}

static struct said said_by(const Jour__V1__Payment *body, const struct standing *standing)
{
	return (struct said){.is_said = true,
		.year = body->year,
		.date = body->date,
		.amount_ore = (int64_t)body->amount_ore,
		.record = {standing->index, standing->position, standing->hash}};
}

/* What the other side says under the same agreement, payer and reference. */
static struct said other_word(struct collecting *collecting, const Jour__V1__Payment *body)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	Jour__V1__Payment other = *body;
	other.side = body->side == JOUR__V1__SIDE__SIDE_PAYER ? JOUR__V1__SIDE__SIDE_PAYEE
							      : JOUR__V1__SIDE__SIDE_PAYER;
	kind_of(JOUR__V1__RECORD__BODY_PAYMENT)->key(&other, &key);
	if (!state_get(collecting->txn, JOUR__V1__RECORD__BODY_PAYMENT, written(&key),
		    collecting->size, &standing))
		return (struct said){.is_said = false};
	const Jour__V1__Payment *found = decode(collecting, &standing);
	return found == NULL ? (struct said){.is_said = false} : said_by(found, &standing);
}

static enum payment_match match_of(const struct said *by_payer, const struct said *by_payee)
{
	if (!by_payer->is_said)
		return PAYMENT_PAYEE_ONLY;
	if (!by_payee->is_said)
		return PAYMENT_PAYER_ONLY;
	if (by_payer->amount_ore != by_payee->amount_ore)
		return PAYMENT_AMOUNT_DIFFERS;
	return by_payer->year == by_payee->year ? PAYMENT_AGREED : PAYMENT_YEAR_DIFFERS;
}

static const char *copy_text(struct collecting *collecting, const char *text)
{
	char *copy = arena_alloc(collecting->arena, strlen(text) + 1);
	if (copy == NULL)
		collecting->err = ERR_RANGE;
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

static void collect_one(struct collecting *collecting, const struct standing *standing)
{
	const Jour__V1__Payment *body = decode(collecting, standing);
	if (body == NULL)
		return;
	size_t mark = collecting->arena->used;
	bool is_payee = body->side == JOUR__V1__SIDE__SIDE_PAYEE;
	struct payment *payment = arena_alloc(collecting->arena, sizeof(*payment));
	if (payment == NULL) {
		collecting->err = ERR_RANGE;
		return;
	}
	payment->payer = copy_text(collecting, body->payer);
	payment->reference = copy_text(collecting, body->reference);
	struct said own = said_by(body, standing);
	struct said other = other_word(collecting, body);
	payment->by_payee = is_payee ? own : other;
	payment->by_payer = is_payee ? other : own;
	payment->match = match_of(&payment->by_payer, &payment->by_payee);
	/* A payment that both speak of is met twice, and taken with the payee's word. */
	bool wanted =
		own.year == collecting->year || (other.is_said && other.year == collecting->year);
	if (!wanted || (!is_payee && other.is_said)) {
		collecting->arena->used = mark;
		return;
	}
	*collecting->end = payment;
	collecting->end = &payment->next;
}

enum err payments_collect(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch, const struct payment **ret_first)
{
	const struct payment *first = NULL;
	struct collecting collecting = {.txn = txn,
		.size = size,
		.year = year,
		.arena = arena,
		.scratch = scratch,
		.end = &first};
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, dnr);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_PAYMENT, written(&prefix), size);
	while (collecting.err == ERR_OK && state_scan_next(&scan, &standing))
		collect_one(&collecting, &standing);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (collecting.err != ERR_OK)
		return collecting.err;
	*ret_first = first;
	return ERR_OK;
}

/* One settling on its way. */
struct settling {
	struct store_txn *txn;
	const struct expected *expected;
	struct arena *arena;
	struct arena *scratch;
	struct account *account;
	bool too_large;
};

static void add(struct settling *settling, int64_t *sum_ore, int64_t amount_ore)
{
	if (__builtin_add_overflow(*sum_ore, amount_ore, sum_ore))
		settling->too_large = true;
}

/* The row of a payer; a payer that is none of the units gets a row of its own. There is room for
 * one more row a payment. */
static struct balance *row_of(struct settling *settling, const char *payer)
{
	struct account *account = settling->account;
	for (size_t i = 0; i < account->count; i++)
		if (strcmp(account->rows[i].code, payer) == 0)
			return &account->rows[i];
	struct balance *row = &account->rows[account->count++];
	row->code = payer;
	row->name = inforce_unit_name(settling->txn, payer, settling->expected->year,
		settling->expected->size, settling->arena, settling->scratch);
	if (row->name == NULL) {
		settling->too_large = true;
		row->name = payer;
	}
	row->complete = true;
	return row;
}

static void settle_payment(struct settling *settling, const struct payment *payment)
{
	struct balance *row = row_of(settling, payment->payer);
	uint32_t year = settling->expected->year;
	if (payment->by_payee.is_said && payment->by_payee.year == year)
		add(settling, &row->received_ore, payment->by_payee.amount_ore);
	if (payment->by_payer.is_said && payment->by_payer.year == year)
		add(settling, &row->payer_says_ore, payment->by_payer.amount_ore);
	row->unmatched += payment->match != PAYMENT_AGREED;
}

static void sum_rows(struct settling *settling)
{
	struct balance sum = {.complete = settling->expected->complete};
	for (size_t i = 0; i < settling->account->count; i++) {
		struct balance *row = &settling->account->rows[i];
		row->difference_ore = row->expected_ore;
		add(settling, &row->difference_ore, -row->received_ore);
		add(settling, &sum.expected_ore, row->expected_ore);
		add(settling, &sum.received_ore, row->received_ore);
		add(settling, &sum.payer_says_ore, row->payer_says_ore);
		add(settling, &sum.difference_ore, row->difference_ore);
		sum.unmatched += row->unmatched;
	}
	settling->account->sum = sum;
}

enum err payments_settle(struct store_txn *txn, const struct expected *expected,
	struct arena *arena, struct arena *scratch, const struct account **ret_account)
{
	const struct payment *payments = NULL;
	enum err err = payments_collect(txn, expected->size, expected->agreement->dnr,
		expected->year, arena, scratch, &payments);
	if (err != ERR_OK)
		return err;
	size_t rows = expected->unit_count;
	for (const struct payment *at = payments; at != NULL; at = at->next)
		rows++;
	struct account *account = arena_alloc(arena, sizeof(*account));
	if (account == NULL)
		return ERR_RANGE;
	account->payments = payments;
	account->rows = arena_alloc(arena, sizeof(account->rows[0]) * (rows + 1));
	if (account->rows == NULL)
		return ERR_RANGE;
	account->count = expected->unit_count;
	for (size_t i = 0; i < account->count; i++)
		account->rows[i] = (struct balance){.code = expected->units[i].code,
			.name = expected->units[i].name,
			.complete = expected->units[i].complete,
			.expected_ore = expected->units[i].amount_ore};
	struct settling settling = {txn, expected, arena, scratch, account, false};
	for (const struct payment *at = payments; at != NULL; at = at->next)
		settle_payment(&settling, at);
	sum_rows(&settling);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (settling.too_large)
		return ERR_RANGE;
	*ret_account = account;
	return ERR_OK;
}
