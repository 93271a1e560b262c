/* A country's agreements and money records, year by year, put straight into the state. */
#ifndef MONEYLOAD_H
#define MONEYLOAD_H

#include "state.h"

#define MONEYLOAD_FIRST_YEAR 1925u
#define MONEYLOAD_YEARS_MAX 100u

struct moneysize {
	uint32_t units;
	uint32_t jourer;
	uint32_t years; /* at most MONEYLOAD_YEARS_MAX */
};

struct moneyload {
	struct moneysize size;
	uint64_t entries; /* so far, the genesis among them: each record has one of its own */
	uint64_t year_ends[MONEYLOAD_YEARS_MAX]; /* the entries at the end of each year */
	uint64_t seed;
};

struct moneyload moneyload_of(struct moneysize size);
/* How many records there will be, at most. */
uint64_t moneyload_records(struct moneysize size);
/* Puts the records of year number `year`, from 0 on; to be called in order. */
void moneyload_year(struct moneyload *load, struct store_txn *txn, uint32_t year);

#endif
