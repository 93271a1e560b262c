#include "repay.h"

#include <string.h>

#include "jour/apportion.h"

/* ---- early-exit */

static enum err round_unused(const struct rational *exact, const struct repay_rounding *rounding,
	struct repay_exit *exit)
{
	enum err err = rational_text(exact, exit->exact_ore, sizeof(exit->exact_ore));
	if (err == ERR_OK)
		err = rational_round(exact, rounding->unit_ore, rounding->rule, &exit->unused_ore);
	/* Half up may make a krona of öre that nobody paid. */
	if (err == ERR_OK && exit->unused_ore > exit->cash_ore)
		exit->unused_ore = exit->cash_ore;
	return err;
}

static bool cash_is_valid(int64_t cash_ore)
{
	return cash_ore >= 0 && cash_ore <= AMOUNT_ORE_MAX;
}

/* cash x remaining / of */
static enum err leave_part(int64_t cash_ore, uint32_t remaining, uint32_t of,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit)
{
	struct repay_exit result = {.remaining = remaining, .of = of, .cash_ore = cash_ore};
	struct rational *exact = rational_new(), *part = rational_new();
	rational_set(exact, cash_ore, 1);
	rational_set(part, remaining, of);
	rational_mul(exact, exact, part);
	enum err err = round_unused(exact, rounding, &result);
	rational_free(exact);
	rational_free(part);
	if (err == ERR_OK)
		*ret_exit = result;
	return err;
}

enum err repay_early_exit(int64_t cash_ore, struct date first, struct date last, struct date exit,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit)
{
	int32_t first_day = date_day_number(first), last_day = date_day_number(last);
	int32_t exit_day = date_day_number(exit);
	if (last_day < first_day || !cash_is_valid(cash_ore))
		return ERR_RANGE;
	if (exit_day < first_day)
		exit_day = first_day;
	return leave_part(cash_ore, exit_day > last_day ? 0 : (uint32_t)(last_day - exit_day + 1),
		(uint32_t)(last_day - first_day + 1), rounding, ret_exit);
}

enum err repay_exit_by_months(int64_t cash_ore, uint32_t remaining, uint32_t of,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit)
{
	if (remaining > of || !cash_is_valid(cash_ore))
		return ERR_RANGE;
	if (of > 0)
		return leave_part(cash_ore, remaining, of, rounding, ret_exit);
	*ret_exit = (struct repay_exit){.cash_ore = cash_ore, .exact_ore = "0/1"};
	return ERR_OK;
}

enum err repay_exit_unspent(int64_t cash_ore, int64_t spent_ore,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit)
{
	struct repay_exit result = {.cash_ore = cash_ore, .spent_ore = spent_ore};
	if (!cash_is_valid(cash_ore) || spent_ore < 0)
		return ERR_RANGE;
	struct rational *exact = rational_new();
	rational_set(exact, cash_ore > spent_ore ? cash_ore - spent_ore : 0, 1);
	enum err err = round_unused(exact, rounding, &result);
	rational_free(exact);
	if (err == ERR_OK)
		*ret_exit = result;
	return err;
}

/* ---- not-used */

/* The pot of that name, made where it belongs in the order when it is not there. */
static struct repay_pot *pot_of(struct repay_pot *pots, size_t *count, const char *name)
{
	size_t at = 0;
	while (at < *count && strcmp(pots[at].name, name) < 0)
		at++;
	if (at < *count && strcmp(pots[at].name, name) == 0)
		return &pots[at];
	memmove(pots + at + 1, pots + at, sizeof(pots[0]) * (*count - at));
	pots[at] = (struct repay_pot){.name = name};
	++*count;
	return &pots[at];
}

static bool add_line(struct repay_line *line, struct repay_pot *pot)
{
	return !__builtin_sub_overflow(line->budget_ore, line->spent_ore, &line->left_ore) &&
	       !__builtin_add_overflow(pot->left_ore, line->left_ore, &pot->left_ore) &&
	       !__builtin_add_overflow(pot->repaid_ore, line->repaid_ore, &pot->repaid_ore);
}

enum err repay_not_used(struct repay_line *lines, size_t count, bool by_line,
	struct repay_pot *ret_pots, size_t *ret_pot_count)
{
	size_t pots = 0;
	if (!by_line)
		(void)pot_of(ret_pots, &pots, "");
	for (size_t i = 0; i < count; i++) {
		const char *name = by_line ? lines[i].line : lines[i].earmark;
		if (!add_line(&lines[i], pot_of(ret_pots, &pots, name)))
			return ERR_RANGE;
	}
	for (size_t i = 0; i < pots; i++) {
		struct repay_pot *pot = &ret_pots[i];
		pot->unused_ore = pot->left_ore > 0 ? pot->left_ore : 0;
		if (__builtin_sub_overflow(pot->unused_ore, pot->repaid_ore, &pot->open_ore))
			return ERR_RANGE;
	}
	*ret_pot_count = pots;
	return ERR_OK;
}

/* ---- shared-back */

static bool settle_partners(
	struct repay_partner *partners, size_t count, const struct apportionment *split)
{
	for (size_t i = 0; i < count; i++) {
		struct repay_partner *partner = &partners[i];
		partner->part_ore = split == NULL ? 0 : split->parts[i].amount_ore;
		partner->extra = split != NULL && split->parts[i].extra;
		if (__builtin_sub_overflow(
			    partner->part_ore, partner->repaid_ore, &partner->open_ore))
			return false;
	}
	return true;
}

static uint64_t weight_of(const struct repay_partner *partner, bool equally)
{
	if (partner->paid_ore <= 0)
		return 0;
	return equally ? 1 : (uint64_t)partner->paid_ore;
}

enum err repay_share_back(int64_t unused_ore, int64_t unit_ore, bool equally,
	struct repay_partner *partners, size_t count)
{
	struct bytes codes[AGREEMENT_UNITS_MAX];
	uint64_t weights[AGREEMENT_UNITS_MAX];
	struct apportionment split;
	if (count > AGREEMENT_UNITS_MAX)
		return ERR_RANGE;
	if (unused_ore == 0)
		return settle_partners(partners, count, NULL) ? ERR_OK : ERR_RANGE;
	for (size_t i = 0; i < count; i++) {
		codes[i] = bytes_of_text(partners[i].code);
		weights[i] = weight_of(&partners[i], equally);
	}
	enum err err = apportion_split_counts(unused_ore, unused_ore % unit_ore == 0 ? unit_ore : 1,
		codes, weights, count, &split);
	if (err != ERR_OK)
		return err;
	if (!settle_partners(partners, count, &split))
		err = ERR_RANGE;
	apportion_free(&split);
	return err;
}
