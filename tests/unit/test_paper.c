/* Years that are read by themselves, against a list of everything that was said. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "paper.h"
#include "umea.h"

#define WORDS 240
#define NUMBERS 60 /* of invoices; fewer than words, so that some have several parts */

struct word {
	size_t payer;
	unsigned number;
	unsigned part;
	uint32_t year;
	int64_t amount_ore;
};

static unsigned draw(uint64_t *seed, unsigned below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned)(*seed % below);
}

static bool is_said(const struct word *words, size_t count, const struct word *word)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].payer == word->payer && words[i].number == word->number &&
			words[i].part == word->part)
			return true;
	return false;
}

static void say_words(struct book *book, struct word words[WORDS])
{
	static char references[NUMBERS][8];
	uint64_t seed = 20180131;
	for (size_t i = 0; i < WORDS; i++) {
		struct word *word = &words[i];
		do
			*word = (struct word){draw(&seed, UMEA_UNITS), draw(&seed, NUMBERS),
				draw(&seed, 3), 2014 + draw(&seed, 8), 1 + draw(&seed, 1000)};
		while (is_said(words, i, word));
		Jour__V1__Payment payment;
		jour__v1__payment__init(&payment);
		snprintf(references[word->number], sizeof(references[0]), "F%u", word->number);
		payment.agreement = text(UMEA_DNR);
		payment.payer = text(umea_kommuner[word->payer].code);
		payment.side = JOUR__V1__SIDE__SIDE_PAYEE;
		payment.reference = references[word->number];
		payment.part = word->part;
		payment.year = word->year;
		payment.date = word->year * 10000 + 131;
		payment.amount_ore = (uint64_t)word->amount_ore;
		book_payment_of(book, &payment);
	}
	for (unsigned i = 0; i < NUMBERS; i++)
		if (references[i][0] != '\0')
			book_invoice(book, UMEA_DNR, umea_kommuner[i % UMEA_UNITS].code,
				references[i], 2014 + i % 8, 1000);
}

static const struct payment *find(const struct paper *paper, const struct word *word)
{
	for (const struct payment *at = paper->payments; at != NULL; at = at->next)
		if (strcmp(at->payer, umea_kommuner[word->payer].code) == 0 &&
			(unsigned)atoi(at->reference + 1) == word->number && at->part == word->part)
			return at;
	return NULL;
}

static bool is_invoiced(const struct paper *paper, const struct word *word)
{
	for (const struct invoice *at = paper->invoices; at != NULL; at = at->next)
		if (strcmp(at->payer, umea_kommuner[word->payer].code) == 0 &&
			(unsigned)atoi(at->reference + 1) == word->number)
			return true;
	return false;
}

/* Said by one side only: those of the year before and after may be proposed, and what has an
 * invoice of the year counts for it. */
static void check_year(const struct paper *paper, const struct word words[WORDS], uint32_t year)
{
	size_t wanted = 0, met = 0;
	for (size_t i = 0; i < WORDS; i++) {
		bool near = words[i].year + 1 >= year && words[i].year <= year + 1;
		const struct payment *found = find(paper, &words[i]);
		assert_int_equal(found != NULL, near || is_invoiced(paper, &words[i]));
		wanted += found != NULL;
		if (found != NULL)
			assert_int_equal(found->by_payee.amount_ore, words[i].amount_ore);
	}
	for (const struct payment *at = paper->payments; at != NULL; at = at->next)
		met++;
	assert_int_equal(met, wanted);
	for (const struct invoice *at = paper->invoices; at != NULL; at = at->next)
		assert_int_equal(at->year, year);
}

static void paper_of_every_year_is_that_of_a_full_list(void **state)
{
	static struct word words[WORDS];
	static struct book book;
	static struct umea umea;
	struct arena arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	(void)state;
	book_open(&book);
	umea_prepare(&umea);
	umea_say_units(&book);
	umea_say_agreement(&book, &umea);
	say_words(&book, words);
	uint64_t size = book_send(&book);
	struct store_txn *txn = must_read(book.office.store);
	for (uint32_t year = 2013; year <= 2022; year++) {
		struct paper paper;
		arena_reset(&arena);
		assert_int_equal(paper_read(txn, size, UMEA_DNR, year, &arena,
					 &book.office.memory.record, &paper),
			ERR_OK);
		check_year(&paper, words, year);
	}
	store_abort(txn);
	book_close(&book);
	free(arena.start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paper_of_every_year_is_that_of_a_full_list)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
