/* Makes an office on disk, in the directory given, with agreements of every kind of term, for
 * test_recompute.py. */
#include <stdio.h>

#include "jour/lmdbstore.h"
#include "umea.h"

#define OFFICE_SIZE_BYTES (64u << 20)

static void say_umea(struct book *book)
{
	struct umea umea;
	umea_prepare(&umea);
	umea_say_units(book);
	umea_say_agreement(book, &umea);
	umea_say_populations(book);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön, första halvåret", 2018, 25000000);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön, andra halvåret", 2018, 25000000);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2403", "F2", 2018, 736200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2460", "F3", 2018, 2608500);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2404", "F4", 2018, 1623900);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2404", "F4", 2018, 1623800);
	book_send(book);
}

/* A fixed amount, and a cost split equally with a tie for the last öre. */
static void say_equal(struct book *book)
{
	struct umea umea;
	umea_prepare(&umea);
	umea.agreement.dnr = text("Lika 1");
	umea.fixed.amount_ore = 123456;
	umea.terms[0].formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	umea.terms[0].fixed_amount = &umea.fixed;
	umea.shared.key_case = JOUR__V1__SHARED_COST__KEY_EQUAL;
	umea.shared.equal = &umea.equal;
	umea_say_agreement(book, &umea);
	book_cost(book, "Lika 1", UMEA_LINE, "hyra", 2018, 1000);
	book_send(book);
}

/* A rate of 15 öre rounded to whole kronor, and fixed shares, one of them none. */
static void say_shares(struct book *book)
{
	static const uint64_t weights[UMEA_UNITS] = {3, 0, 1, 7, 7, 30};
	Jour__V1__Share shares[UMEA_UNITS], *list[UMEA_UNITS];
	Jour__V1__FixedShares fixed;
	struct umea umea;
	jour__v1__fixed_shares__init(&fixed);
	umea_prepare(&umea);
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		jour__v1__share__init(&shares[i]);
		shares[i].unit = umea.units[i];
		shares[i].weight = weights[i];
		list[i] = &shares[i];
	}
	fixed.n_shares = UMEA_UNITS;
	fixed.shares = list;
	umea.agreement.dnr = text("Andelar 1");
	umea.rate.rate_ore = 15;
	umea.rounding.unit_ore = 100;
	umea.shared.unit_ore = 100;
	umea.shared.key_case = JOUR__V1__SHARED_COST__KEY_FIXED;
	umea.shared.fixed = &fixed;
	umea_say_agreement(book, &umea);
	book_cost(book, "Andelar 1", UMEA_LINE, "hyra", 2018, 100000);
	book_send(book);
}

/* A correction after the fact, and a second source that differs. */
static void say_afterwards(struct book *book)
{
	book_population(book, "2409", 20161231, "SCB", 6801);
	book_population(book, "2409", 20161231, "kommunen", 6790);
	book_send(book);
}

int main(int argc, char **argv)
{
	char path[4096];
	struct lmdbstore_detail detail = {""};
	struct store *store = NULL;
	struct book book = {.waiting = 0};
	if (argc != 2 || snprintf(path, sizeof(path), "%s/ledger", argv[1]) >= (int)sizeof(path))
		return 64;
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = OFFICE_SIZE_BYTES,
		.mode = LMDBSTORE_CREATE};
	if (lmdbstore_open(&config, &store, &detail) != ERR_OK) {
		fprintf(stderr, "%s: %s\n", path, detail.text);
		return 1;
	}
	book_open_in(&book, store);
	say_umea(&book);
	say_equal(&book);
	say_shares(&book);
	printf("%llu\n", (unsigned long long)(submitted.index + 1));
	say_afterwards(&book);
	book_close(&book);
	return 0;
}
