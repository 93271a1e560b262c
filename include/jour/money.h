/* Money and counts as people read them. Money is whole ore in a type of its own, so that a count is
 * never written as an amount; it is added up as int64, and anything with a fraction is a rational
 * (rational.h) until the one rounding. */
#ifndef JOUR_MONEY_H
#define JOUR_MONEY_H

#include <stddef.h>
#include <stdint.h>

struct money {
	int64_t ore;
};

/* Bytes that any formatted amount or count fits in, with its NUL. */
#define MONEY_TEXT_SIZE 40u

/* Writes the amount as it is written in Swedish, in UTF-8: "20 352 kr", "3,50 kr",
 * "-1 200 kr". Whole kronor have no decimals, all else two; thousands and "kr" are set
 * off by no-break spaces (U+00A0) so that a line never breaks inside an amount; minus is
 * '-', which every terminal and file can show. Any int64 will do. `size` must be at least
 * MONEY_TEXT_SIZE (asserted). Returns `buffer`. */
const char *money_format_sv(struct money money, char *buffer, size_t size);

/* Writes a plain count in the same way: "122 892". Returns `buffer`. */
const char *count_format_sv(uint64_t count, char *buffer, size_t size);

#endif
