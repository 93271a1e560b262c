/* Exact fractions, for money until the one rounding (GMP inside; no other file sees it).
 *
 * A rational is a handle: rational_new makes one (the value 0) and rational_free ends it.
 * It carries a *sticky error*: a step that fails, or reads an operand that has failed,
 * leaves the target failed and 0, and every later step on it is a no-op until
 * rational_clear. So a whole formula needs one check at its end, and every function that
 * takes a value out (round, floor, text) makes that check itself.
 *
 * The target of a step may be one of its operands. Numerators and denominators are always
 * in lowest terms and at most RATIONAL_BITS_MAX bits each, which bounds what GMP
 * allocates: about 2 KiB a value. Out of memory ends the process (GMP's own rule). */
#ifndef JOUR_RATIONAL_H
#define JOUR_RATIONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jour/err.h"

struct rational;

enum rounding {
	ROUND_HALF_UP,	 /* to nearest, a half away from zero: what an invoice does */
	ROUND_HALF_EVEN, /* to nearest, a half to the even neighbour */
	ROUND_DOWN,	 /* toward zero */
};

/* Bytes of any rational as text: two numbers of RATIONAL_BITS_MAX bits (0.30103 digits
 * each), minus, slash and NUL. */
#define RATIONAL_TEXT_SIZE 2480u

/* The caller owns the result. Never NULL. */
struct rational *rational_new(void);
/* NULL is fine. */
void rational_free(struct rational *r);
/* Back to 0 and no error. */
void rational_clear(struct rational *r);
/* The first failure: ERR_RANGE when an operand was too large or a divisor was 0. */
enum err rational_error(const struct rational *r) MUST_CHECK;

/* r = numerator / denominator. A denominator of 0 fails with ERR_RANGE. */
void rational_set(struct rational *r, int64_t numerator, uint64_t denominator);
/* r = a count that may be larger than an int64. */
void rational_set_count(struct rational *r, uint64_t count);
void rational_copy(struct rational *r, const struct rational *from);

void rational_add(struct rational *r, const struct rational *a, const struct rational *b);
void rational_sub(struct rational *r, const struct rational *a, const struct rational *b);
void rational_mul(struct rational *r, const struct rational *a, const struct rational *b);
/* r = a / b. Division by 0 fails with ERR_RANGE. */
void rational_div(struct rational *r, const struct rational *a, const struct rational *b);

/* <0, 0 or >0 as a is less than, equal to or greater than b. A failed value counts as 0. */
int rational_compare(const struct rational *a, const struct rational *b);
/* <0, 0 or >0. A failed value counts as 0. */
int rational_sign(const struct rational *r);

/* The greatest integer that is not above r. When `remainder` is not NULL it becomes
 * r - floor, at least 0 and below 1; it must not be r. ERR_RANGE when the floor is no
 * int64, and r's own error. */
enum err rational_floor(
	const struct rational *r, struct rational *remainder, int64_t *ret_floor) MUST_CHECK;

/* Whether amounts are rounded to multiples of this: 1 (ore), 100 (krona), 1 000, 10 000 or 100 000
 * (ten, a hundred or a thousand kronor, as cost-sharing rules of kommuner have it). */
bool rational_is_unit(int64_t unit_ore);

/* Rounds an amount in ore to a multiple of `unit_ore`, see above. ERR_RANGE when the unit is
 * another, when the result is outside +-AMOUNT_ORE_MAX, and r's own error. */
enum err rational_round(const struct rational *r, int64_t unit_ore, enum rounding rule,
	int64_t *ret_amount_ore) MUST_CHECK;

/* Writes "numerator/denominator" in lowest terms, an integer as "5/1". `size` of
 * RATIONAL_TEXT_SIZE is always enough; ERR_RANGE when it is not, and r's own error. */
enum err rational_text(const struct rational *r, char *buffer, size_t size) MUST_CHECK;

#endif
