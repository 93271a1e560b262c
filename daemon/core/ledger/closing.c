#include "closing.h"

#include <stdalign.h>
#include <string.h>

/* A decoded PeriodClose with its longest texts; far more than one takes. */
#define CLOSE_HEAP_SIZE 4096

static bool read_closing(
	struct store_txn *txn, const struct standing *standing, struct closing *ret_closing)
{
	alignas(max_align_t) uint8_t memory[CLOSE_HEAP_SIZE];
	struct arena arena = arena_of(memory, sizeof(memory));
	const Jour__V1__PeriodClose *close =
		state_body(txn, JOUR__V1__RECORD__BODY_PERIOD_CLOSE, standing->record, &arena);
	if (close == NULL)
		return false;
	struct closing closing = {.period = period_of_message(close->period),
		.reopened = close->reopened,
		.entry = standing->index};
	strncpy(closing.scope, close->scope, sizeof(closing.scope) - 1);
	*ret_closing = closing;
	return true;
}

static bool find_word(struct store_txn *txn, uint64_t size, const char *scope, struct period period,
	struct closing *ret_closing)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	Jour__V1__Period message = period_to_message(period);
	Jour__V1__PeriodClose close;
	struct standing standing;
	jour__v1__period_close__init(&close);
	close.period = &message;
	close.scope = (char *)(uintptr_t)scope; /* the schema's texts are not const */
	kind_of(JOUR__V1__RECORD__BODY_PERIOD_CLOSE)->key(&close, &key);
	return state_get(
		       txn, JOUR__V1__RECORD__BODY_PERIOD_CLOSE, written(&key), size, &standing) &&
	       read_closing(txn, &standing, ret_closing);
}

bool closing_find(struct store_txn *txn, uint64_t size, const char *unit, struct period period,
	struct closing *ret_closing)
{
	do {
		struct closing all, own;
		bool has_all = find_word(txn, size, UNIT_EVERY, period, &all);
		bool has_own =
			strcmp(unit, UNIT_EVERY) != 0 && find_word(txn, size, unit, period, &own);
		if (!has_all && !has_own)
			continue;
		const struct closing *last =
			!has_all || (has_own && own.entry >= all.entry) ? &own : &all;
		if (!last->reopened)
			*ret_closing = *last;
		return !last->reopened;
	} while (period_widen(&period));
	return false;
}

struct closing_scan closing_scan(struct store_txn *txn, uint64_t size, uint16_t year)
{
	uint8_t buffer[2];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	write_be16(&prefix, (uint16_t)~year);
	return (struct closing_scan){
		state_scan(txn, JOUR__V1__RECORD__BODY_PERIOD_CLOSE, written(&prefix), size)};
}

bool closing_next(struct closing_scan *scan, struct closing *ret_closing)
{
	struct standing standing;
	return state_scan_next(&scan->scan, &standing) &&
	       read_closing(scan->scan.txn, &standing, ret_closing);
}
