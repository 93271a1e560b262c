#include "payments.h"

#include <string.h>

#include "inforce.h"
#include "matching.h"

const char *payment_match_name(enum payment_match match)
{
	static const char *const names[] = {
		[PAYMENT_AGREED] = "agreed",
		[PAYMENT_PAYEE_ONLY] = "payee_only",
		[PAYMENT_PAYER_ONLY] = "payer_only",
		[PAYMENT_DIFFERS] = "differs",
	};
	return names[match];
}

const char *invoice_state_name(enum invoice_state state)
{
	static const char *const names[] = {
		[INVOICE_OPEN] = "open",
		[INVOICE_PART] = "part",
		[INVOICE_PAID] = "paid",
		[INVOICE_OVERPAID] = "overpaid",
	};
	return names[state];
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
 * one more row for each record. */
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

/* Whether one side says something for the year. */
static bool is_in_year(const struct said *said, uint32_t year)
{
	return said->is_said && said->year == year;
}

static int64_t amount_in_year(const struct said *said, uint32_t year)
{
	return is_in_year(said, year) ? said->amount_ore : 0;
}

static bool says_year(const struct payment *payment, uint32_t year)
{
	return is_in_year(&payment->by_payee, year) || is_in_year(&payment->by_payer, year);
}

static void settle_payment(struct settling *settling, const struct payment *payment)
{
	uint32_t year = settling->expected->year;
	struct balance *row = row_of(settling, payment->payer);
	add(settling, &row->received_ore, amount_in_year(&payment->by_payee, year));
	add(settling, &row->payer_says_ore, amount_in_year(&payment->by_payer, year));
	row->is_received = row->is_received || is_in_year(&payment->by_payee, year);
	row->is_said_by_payer = row->is_said_by_payer || is_in_year(&payment->by_payer, year);
	row->unmatched += payment->match != PAYMENT_AGREED && says_year(payment, year);
}

static void settle_invoice(struct settling *settling, const struct invoice *invoice)
{
	struct balance *row = row_of(settling, invoice->payer);
	row->is_invoiced = true;
	add(settling, &row->invoiced_ore, invoice->amount_ore);
	if (invoice->overdue_since != 0)
		add(settling, &row->overdue_ore, invoice->open_ore);
}

static void settle_repayment(struct settling *settling, const struct repayment *repayment)
{
	struct balance *row = row_of(settling, repayment->payer);
	row->is_repaid = true;
	add(settling, &row->repaid_ore, repayment->amount_ore);
}

static void sum_rows(struct settling *settling)
{
	struct balance sum = {.complete = settling->expected->complete};
	for (size_t i = 0; i < settling->account->count; i++) {
		struct balance *row = &settling->account->rows[i];
		row->difference_ore = row->expected_ore;
		add(settling, &row->difference_ore, -row->received_ore);
		add(settling, &sum.expected_ore, row->expected_ore);
		add(settling, &sum.invoiced_ore, row->invoiced_ore);
		add(settling, &sum.received_ore, row->received_ore);
		add(settling, &sum.payer_says_ore, row->payer_says_ore);
		add(settling, &sum.difference_ore, row->difference_ore);
		add(settling, &sum.overdue_ore, row->overdue_ore);
		add(settling, &sum.repaid_ore, row->repaid_ore);
		sum.is_invoiced = sum.is_invoiced || row->is_invoiced;
		sum.is_received = sum.is_received || row->is_received;
		sum.is_said_by_payer = sum.is_said_by_payer || row->is_said_by_payer;
		sum.is_repaid = sum.is_repaid || row->is_repaid;
		sum.unmatched += row->unmatched;
	}
	settling->account->sum = sum;
}

/* Takes away what was read only so that it could be proposed or counted to an invoice: a payment
 * stays when it, its invoice or what it is proposed to says the year. */
static struct payment *keep_year(struct payment *first, uint32_t year)
{
	struct payment **at = &first;
	while (*at != NULL) {
		const struct payment *payment = *at;
		if (says_year(payment, year) || payment->invoice != NULL ||
			(payment->proposed != NULL && says_year(payment->proposed, year)))
			at = &(*at)->next;
		else
			*at = payment->next;
	}
	return first;
}

/* The account with its rows for the units, and room for payers that are none of them. NULL: no
 * room. */
static struct account *start_account(
	const struct expected *expected, const struct paper *paper, struct arena *arena)
{
	size_t rows = expected->unit_count;
	for (const struct payment *at = paper->payments; at != NULL; at = at->next)
		rows++;
	for (const struct invoice *at = paper->invoices; at != NULL; at = at->next)
		rows++;
	for (const struct repayment *at = paper->repayments; at != NULL; at = at->next)
		rows++;
	struct account *account = arena_alloc(arena, sizeof(*account));
	if (account == NULL)
		return NULL;
	account->rows = arena_alloc(arena, sizeof(account->rows[0]) * (rows + 1));
	if (account->rows == NULL)
		return NULL;
	account->count = expected->unit_count;
	for (size_t i = 0; i < account->count; i++)
		account->rows[i] = (struct balance){.code = expected->units[i].code,
			.name = expected->units[i].name,
			.complete = expected->units[i].complete,
			.expected_ore = expected->units[i].amount_ore};
	return account;
}

static void settle_paper(struct settling *settling, struct paper *paper)
{
	struct account *account = settling->account;
	matching_propose(paper->payments);
	if (!matching_invoices(paper->payments, paper->invoices, account->today))
		settling->too_large = true;
	account->payments = keep_year(paper->payments, settling->expected->year);
	account->invoices = paper->invoices;
	account->repayments = paper->repayments;
	for (const struct payment *at = account->payments; at != NULL; at = at->next)
		settle_payment(settling, at);
	for (const struct invoice *at = account->invoices; at != NULL; at = at->next)
		settle_invoice(settling, at);
	for (const struct repayment *at = account->repayments; at != NULL; at = at->next)
		settle_repayment(settling, at);
	sum_rows(settling);
}

enum err payments_settle(struct store_txn *txn, const struct expected *expected, uint32_t today,
	struct arena *arena, struct arena *scratch, const struct account **ret_account)
{
	struct paper paper;
	enum err err = paper_read(txn, expected->size, expected->agreement->dnr, expected->year,
		arena, scratch, &paper);
	if (err != ERR_OK)
		return err;
	struct account *account = start_account(expected, &paper, arena);
	if (account == NULL)
		return ERR_RANGE;
	account->today = today;
	struct settling settling = {txn, expected, arena, scratch, account, false};
	settle_paper(&settling, &paper);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (settling.too_large)
		return ERR_RANGE;
	*ret_account = account;
	return ERR_OK;
}
