#include "sidebyside.h"

#include <string.h>

static const struct expected_term *find_term(const struct expected *expected, const char *id)
{
	for (size_t i = 0; expected != NULL && i < expected->term_count; i++)
		if (strcmp(expected->terms[i].id, id) == 0)
			return &expected->terms[i];
	return NULL;
}

static struct side side_of(bool known, int64_t amount_ore)
{
	return (struct side){.there = true, .known = known, .amount_ore = known ? amount_ore : 0};
}

static struct side unit_side(const struct expected *expected, const char *term, size_t unit)
{
	if (term == NULL)
		return side_of(expected->units[unit].complete, expected->units[unit].amount_ore);
	const struct expected_term *found = find_term(expected, term);
	if (found == NULL || !found->holds)
		return (struct side){.there = false};
	return side_of(found->lines[unit].known, found->lines[unit].amount_ore);
}

static size_t count_units(const struct expected *expected)
{
	return expected == NULL ? 0 : expected->unit_count;
}

size_t sidebyside_units(
	const struct sides *sides, const char *term, struct side_row ret_rows[SIDE_UNITS_MAX])
{
	const struct expected *today = sides->today, *then = sides->then;
	size_t rows = 0, i = 0, k = 0;
	/* Both are in the order of the codes. */
	while (i < count_units(today) || k < count_units(then)) {
		int order = i == count_units(today) ? 1
			    : k == count_units(then)
				    ? -1
				    : strcmp(today->units[i].code, then->units[k].code);
		const struct expected_unit *unit = order < 0 ? &today->units[i] : &then->units[k];
		struct side_row row = {.code = unit->code, .name = unit->name};
		if (order <= 0)
			row.today = unit_side(today, term, i++);
		if (order >= 0)
			row.then = unit_side(then, term, k++);
		ret_rows[rows++] = row;
	}
	return rows;
}

static struct side term_side(const struct expected *expected, const char *id)
{
	const struct expected_term *term = find_term(expected, id);
	if (term == NULL || !term->holds)
		return (struct side){.there = false};
	return side_of(term->complete, term->sum_ore);
}

static struct side_row term_row(const struct sides *sides, const struct expected_term *term)
{
	return (struct side_row){.code = term->id,
		.name = term->id,
		.today = term_side(sides->today, term->id),
		.then = term_side(sides->then, term->id)};
}

static bool splits(const struct expected_term *term, const char *line)
{
	return line == NULL || (term->line != NULL && strcmp(term->line, line) == 0);
}

size_t sidebyside_terms(
	const struct sides *sides, const char *line, struct side_row ret_rows[SIDE_TERMS_MAX])
{
	size_t rows = 0;
	for (size_t i = 0; sides->then != NULL && i < sides->then->term_count; i++)
		if (splits(&sides->then->terms[i], line))
			ret_rows[rows++] = term_row(sides, &sides->then->terms[i]);
	for (size_t i = 0; sides->today != NULL && i < sides->today->term_count; i++)
		if (splits(&sides->today->terms[i], line) &&
			find_term(sides->then, sides->today->terms[i].id) == NULL)
			ret_rows[rows++] = term_row(sides, &sides->today->terms[i]);
	return rows;
}

static struct side sum_side(const struct expected *expected, const char *term)
{
	if (expected == NULL)
		return (struct side){.there = false};
	return term != NULL ? term_side(expected, term)
			    : side_of(expected->complete, expected->total_ore);
}

struct side_row sidebyside_sum(const struct sides *sides, const char *term)
{
	return (struct side_row){.code = "",
		.name = "",
		.today = sum_side(sides->today, term),
		.then = sum_side(sides->then, term)};
}

bool sidebyside_difference(const struct side_row *row, int64_t *ret_difference_ore)
{
	if ((row->today.there && !row->today.known) || (row->then.there && !row->then.known))
		return false;
	*ret_difference_ore = row->then.amount_ore - row->today.amount_ore;
	return true;
}
