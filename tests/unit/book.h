/* The office's books for tests of the money side: records that its key says through the real fold
 * of an office in memory (office.h). */
#ifndef TEST_BOOK_H
#define TEST_BOOK_H

#include <assert.h>

#include "office.h"

struct book {
	struct office office;
	struct pen pen;
	enum record_class class; /* of the records that wait for book_send */
	size_t waiting;
};

static inline void *book_must(void *memory)
{
	assert(memory != NULL);
	return memory;
}

/* An office in a store that is empty and becomes the book's. */
static inline void book_open_in(struct book *book, struct store *store)
{
	memset(book, 0, sizeof(*book));
	office_start(&book->office, store);
	book->pen = pen_of(book->office.office, 'b');
	draft_begin();
}

static inline void book_open(struct book *book)
{
	book_open_in(book, memstore_open(ledger_tables, LEDGER_TABLES));
}

static inline void book_close(struct book *book)
{
	office_end(&book->office);
}

/* Appends what waits as one batch; returns the ledger's size after it. */
static inline uint64_t book_send_any(struct book *book)
{
	(void)pen_submit(&book->office, &book->pen, book->class);
	assert(submitted.door.way == DOOR_APPEND);
	draft_begin();
	book->waiting = 0;
	return submitted.index + 1;
}

/* The same where every record must be accepted. */
static inline uint64_t book_send(struct book *book)
{
	size_t count = book->waiting;
	uint64_t size = book_send_any(book);
	for (size_t i = 0; i < count; i++)
		assert(submitted.results[i].code == RESULT_ACCEPTED);
	return size;
}

/* Puts a record among those that wait; one that stands under its key already is corrected. All
 * that wait must be of one class (send between). */
static inline void book_say(struct book *book, Jour__V1__Record *record, const void *body)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	const struct kind *kind = kind_of((unsigned)record->body_case);
	struct store_txn *txn = must_read(book->office.store);
	struct standing standing;
	kind->key(body, &key);
	if (state_get(txn, kind->number, written(&key), ledger_size(txn), &standing))
		corrects(record, &standing.hash);
	book->class = kind_class(kind->number);
	book->waiting++;
	draft_add(record);
	store_abort(txn);
}

static inline void book_unit(struct book *book, const char *code, const char *name)
{
	Jour__V1__Record record;
	Jour__V1__Unit unit;
	jour__v1__record__init(&record);
	jour__v1__unit__init(&unit);
	unit.code = text(code);
	unit.name = text(name);
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19700101;
	record.body_case = JOUR__V1__RECORD__BODY_UNIT;
	record.unit = &unit;
	book_say(book, &record, &unit);
}

static inline void book_agreement(struct book *book, Jour__V1__Agreement *agreement)
{
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.body_case = JOUR__V1__RECORD__BODY_AGREEMENT;
	record.agreement = agreement;
	book_say(book, &record, agreement);
}

static inline void book_population(
	struct book *book, const char *unit, uint32_t date, const char *source, uint64_t count)
{
	Jour__V1__Record record;
	Jour__V1__Population population;
	jour__v1__record__init(&record);
	jour__v1__population__init(&population);
	population.unit = text(unit);
	population.reference_date = date;
	population.source = text(source);
	population.population = count;
	record.body_case = JOUR__V1__RECORD__BODY_POPULATION;
	record.population = &population;
	book_say(book, &record, &population);
}

static inline void book_cost(struct book *book, const char *dnr, const char *line,
	const char *reference, uint32_t year, uint64_t amount_ore)
{
	Jour__V1__Record record;
	Jour__V1__Cost cost;
	jour__v1__record__init(&record);
	jour__v1__cost__init(&cost);
	cost.agreement = text(dnr);
	cost.line = text(line);
	cost.reference = text(reference);
	cost.year = year;
	cost.amount_ore = amount_ore;
	record.body_case = JOUR__V1__RECORD__BODY_COST;
	record.cost = &cost;
	book_say(book, &record, &cost);
}

/* A payment with all its fields. */
static inline void book_payment_of(struct book *book, Jour__V1__Payment *payment)
{
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.body_case = JOUR__V1__RECORD__BODY_PAYMENT;
	record.payment = payment;
	book_say(book, &record, payment);
}

static inline void book_payment(struct book *book, Jour__V1__Side side, const char *dnr,
	const char *payer, const char *reference, uint32_t year, uint64_t amount_ore)
{
	Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	payment.agreement = text(dnr);
	payment.payer = text(payer);
	payment.side = side;
	payment.reference = text(reference);
	payment.year = year;
	payment.date = year * 10000 + 131;
	payment.amount_ore = amount_ore;
	book_payment_of(book, &payment);
}

/* Dated on the first of May, due at its end. */
static inline void book_invoice(struct book *book, const char *dnr, const char *payer,
	const char *reference, uint32_t year, uint64_t amount_ore)
{
	Jour__V1__Record record;
	Jour__V1__Invoice invoice;
	jour__v1__record__init(&record);
	jour__v1__invoice__init(&invoice);
	invoice.agreement = text(dnr);
	invoice.payer = text(payer);
	invoice.reference = text(reference);
	invoice.year = year;
	invoice.date = year * 10000 + 501;
	invoice.due = year * 10000 + 531;
	invoice.amount_ore = amount_ore;
	record.body_case = JOUR__V1__RECORD__BODY_INVOICE;
	record.invoice = &invoice;
	book_say(book, &record, &invoice);
}

static inline void book_repayment(struct book *book, const char *dnr, const char *payer,
	const char *reference, uint32_t year, const char *line, uint64_t amount_ore)
{
	Jour__V1__Record record;
	Jour__V1__Repayment repayment;
	jour__v1__record__init(&record);
	jour__v1__repayment__init(&repayment);
	repayment.agreement = text(dnr);
	repayment.payer = text(payer);
	repayment.reference = text(reference);
	repayment.year = year;
	repayment.date = year * 10000 + 1215;
	repayment.line = text(line);
	repayment.amount_ore = amount_ore;
	record.body_case = JOUR__V1__RECORD__BODY_REPAYMENT;
	record.repayment = &repayment;
	book_say(book, &record, &repayment);
}

#endif
