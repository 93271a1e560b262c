#include "jour/rational.h"

#include <assert.h>
#include <gmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "jour/limits.h"

struct rational {
	mpq_t value; /* 0 while error is set */
	enum err error;
};

struct rational *rational_new(void)
{
	struct rational *r = malloc(sizeof(*r));
	if (r == NULL)
		abort(); /* as GMP does, so that callers meet one behaviour */
	mpq_init(r->value);
	r->error = ERR_OK;
	return r;
}

void rational_free(struct rational *r)
{
	if (r == NULL)
		return;
	mpq_clear(r->value);
	free(r);
}

void rational_clear(struct rational *r)
{
	mpq_set_ui(r->value, 0, 1);
	r->error = ERR_OK;
}

enum err rational_error(const struct rational *r)
{
	return r->error;
}

static void fail(struct rational *r, enum err error)
{
	mpq_set_ui(r->value, 0, 1);
	r->error = error;
}

/* True when the step may go on; else r has taken over the operands' failure. */
static bool ready(struct rational *r, const struct rational *a, const struct rational *b)
{
	if (r->error != ERR_OK)
		return false;
	enum err error = a->error != ERR_OK ? a->error : b->error;
	if (error != ERR_OK)
		fail(r, error);
	return error == ERR_OK;
}

/* Operands are within the cap before a step, so a result is at most twice as long (plus a
 * bit) before it is refused here. */
static void check_size(struct rational *r)
{
	if (mpz_sizeinbase(mpq_numref(r->value), 2) > RATIONAL_BITS_MAX ||
		mpz_sizeinbase(mpq_denref(r->value), 2) > RATIONAL_BITS_MAX)
		fail(r, ERR_RANGE);
}

/* mpz_set_ui takes a long, which need not have 64 bits. */
static void set_u64(mpz_t z, uint64_t value)
{
	mpz_import(z, 1, 1, sizeof(value), 0, 0, &value);
}

static bool get_i64(const mpz_t z, int64_t *ret_value)
{
	if (mpz_sizeinbase(z, 2) > 64)
		return false;
	uint64_t magnitude = 0;
	mpz_export(&magnitude, NULL, 1, sizeof(magnitude), 0, 0, z);
	if (mpz_sgn(z) < 0)
		return !__builtin_sub_overflow(0, magnitude, ret_value);
	return !__builtin_add_overflow(0, magnitude, ret_value);
}

void rational_set(struct rational *r, int64_t numerator, uint64_t denominator)
{
	if (r->error != ERR_OK)
		return;
	if (denominator == 0) {
		fail(r, ERR_RANGE);
		return;
	}
	set_u64(mpq_numref(r->value),
		numerator < 0 ? 0 - (uint64_t)numerator : (uint64_t)numerator);
	if (numerator < 0)
		mpz_neg(mpq_numref(r->value), mpq_numref(r->value));
	set_u64(mpq_denref(r->value), denominator);
	mpq_canonicalize(r->value);
}

void rational_set_count(struct rational *r, uint64_t count)
{
	if (r->error != ERR_OK)
		return;
	set_u64(mpq_numref(r->value), count);
	mpz_set_ui(mpq_denref(r->value), 1);
}

void rational_copy(struct rational *r, const struct rational *from)
{
	if (ready(r, from, from))
		mpq_set(r->value, from->value);
}

void rational_add(struct rational *r, const struct rational *a, const struct rational *b)
{
	if (!ready(r, a, b))
		return;
	mpq_add(r->value, a->value, b->value);
	check_size(r);
}

void rational_sub(struct rational *r, const struct rational *a, const struct rational *b)
{
	if (!ready(r, a, b))
		return;
	mpq_sub(r->value, a->value, b->value);
	check_size(r);
}

void rational_mul(struct rational *r, const struct rational *a, const struct rational *b)
{
	if (!ready(r, a, b))
		return;
	mpq_mul(r->value, a->value, b->value);
	check_size(r);
}

void rational_div(struct rational *r, const struct rational *a, const struct rational *b)
{
	if (!ready(r, a, b))
		return;
	/* GMP raises SIGFPE here. */
	if (mpq_sgn(b->value) == 0) {
		fail(r, ERR_RANGE);
		return;
	}
	mpq_div(r->value, a->value, b->value);
	check_size(r);
}

int rational_compare(const struct rational *a, const struct rational *b)
{
	return mpq_cmp(a->value, b->value);
}

int rational_sign(const struct rational *r)
{
	return mpq_sgn(r->value);
}

enum err rational_floor(const struct rational *r, struct rational *remainder, int64_t *ret_floor)
{
	assert(remainder != r);
	if (r->error != ERR_OK)
		return r->error;
	mpz_t quotient, rest;
	mpz_inits(quotient, rest, NULL);
	mpz_fdiv_qr(quotient, rest, mpq_numref(r->value), mpq_denref(r->value));
	int64_t floor = 0;
	bool fits = get_i64(quotient, &floor);
	if (fits && remainder != NULL) {
		/* The rest of a fraction in lowest terms is in lowest terms. */
		remainder->error = ERR_OK;
		mpz_set(mpq_numref(remainder->value), rest);
		mpz_set(mpq_denref(remainder->value), mpq_denref(r->value));
		mpq_canonicalize(remainder->value);
	}
	mpz_clears(quotient, rest, NULL);
	if (!fits)
		return ERR_RANGE;
	*ret_floor = floor;
	return ERR_OK;
}

/* Whether the quotient toward zero must move one away from zero, when |rest| of
 * `divisor` was left. */
static bool moves_away(
	const mpz_t quotient, const mpz_t rest, const mpz_t divisor, enum rounding rule)
{
	if (rule == ROUND_DOWN)
		return false;
	mpz_t twice;
	mpz_init(twice);
	mpz_mul_2exp(twice, rest, 1);
	int order = mpz_cmpabs(twice, divisor);
	mpz_clear(twice);
	return order > 0 || (order == 0 && (rule == ROUND_HALF_UP || mpz_odd_p(quotient)));
}

bool rational_is_unit(int64_t unit_ore)
{
	return unit_ore == 1 || unit_ore == 100 || unit_ore == 1000 || unit_ore == 10000 ||
	       unit_ore == 100000;
}

enum err rational_round(
	const struct rational *r, int64_t unit_ore, enum rounding rule, int64_t *ret_amount_ore)
{
	if (!rational_is_unit(unit_ore))
		return ERR_RANGE;
	if (r->error != ERR_OK)
		return r->error;
	mpz_t divisor, quotient, rest;
	mpz_inits(divisor, quotient, rest, NULL);
	mpz_mul_ui(divisor, mpq_denref(r->value), (unsigned long)unit_ore);
	mpz_tdiv_qr(quotient, rest, mpq_numref(r->value), divisor);
	if (moves_away(quotient, rest, divisor, rule)) {
		if (mpq_sgn(r->value) < 0)
			mpz_sub_ui(quotient, quotient, 1);
		else
			mpz_add_ui(quotient, quotient, 1);
	}
	mpz_mul_ui(quotient, quotient, (unsigned long)unit_ore);
	int64_t amount_ore = 0;
	bool fits = get_i64(quotient, &amount_ore) && amount_ore >= -AMOUNT_ORE_MAX &&
		    amount_ore <= AMOUNT_ORE_MAX;
	mpz_clears(divisor, quotient, rest, NULL);
	if (!fits)
		return ERR_RANGE;
	*ret_amount_ore = amount_ore;
	return ERR_OK;
}

enum err rational_text(const struct rational *r, char *buffer, size_t size)
{
	if (r->error != ERR_OK)
		return r->error;
	/* What mpz_get_str may write: digits (or one more), sign, NUL. */
	size_t numerator_size = mpz_sizeinbase(mpq_numref(r->value), 10) + 2;
	size_t denominator_size = mpz_sizeinbase(mpq_denref(r->value), 10) + 2;
	if (size < numerator_size + denominator_size)
		return ERR_RANGE;
	mpz_get_str(buffer, 10, mpq_numref(r->value));
	size_t used = strlen(buffer);
	buffer[used] = '/';
	mpz_get_str(buffer + used + 1, 10, mpq_denref(r->value));
	return ERR_OK;
}
