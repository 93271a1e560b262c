#include "amend.h"

#include <string.h>

#include "jour/date.h"
#include "jour/number.h"

/* ---- reading */

/* Splits at the last `mark`: a term's name may hold one. False without. */
static bool split_text(const char *text, char mark, struct bytes *ret_name, struct bytes *ret_value)
{
	const char *at = strrchr(text, mark);
	if (at == NULL)
		return false;
	*ret_name = (struct bytes){(const uint8_t *)text, (size_t)(at - text)};
	*ret_value = bytes_of_text(at + 1);
	return true;
}

static enum err take_name(struct bytes name, struct amend *amend)
{
	if (name.size == 0 || name.size > TEXT_SIZE_MAX)
		return ERR_MALFORMED;
	memcpy(amend->name, name.data, name.size);
	amend->name[name.size] = '\0';
	return ERR_OK;
}

static enum err parse_partner(const char *text, struct amend *amend)
{
	struct bytes name, day;
	struct date date;
	if (!split_text(text, '@', &name, &day))
		return amend->kind == AMEND_JOIN ? take_name(bytes_of_text(text), amend)
						 : ERR_MALFORMED;
	if (date_parse(day, &date) != ERR_OK)
		return ERR_MALFORMED;
	amend->date = date.year * 10000u + date.month * 100u + date.day;
	return take_name(name, amend);
}

static enum err parse_amount(const char *text, struct amend *amend)
{
	struct bytes name, value;
	int64_t amount_ore;
	if (!split_text(text, '=', &name, &value))
		return ERR_MALFORMED;
	enum err err = number_parse_decimal(value, 2, 0, AMOUNT_ORE_MAX, &amount_ore);
	if (err != ERR_OK)
		return err;
	amend->amount_ore = (uint64_t)amount_ore;
	return take_name(name, amend);
}

static enum err parse_weights(struct bytes list, struct amend *amend)
{
	while (list.size > 0) {
		const uint8_t *comma = memchr(list.data, ',', list.size);
		size_t size = comma == NULL ? list.size : (size_t)(comma - list.data);
		uint64_t weight;
		if (amend->weight_count == AMEND_WEIGHTS_MAX)
			return ERR_RANGE;
		enum err err =
			number_parse_uint((struct bytes){list.data, size}, UINT32_MAX, &weight);
		if (err != ERR_OK)
			return err;
		amend->weights[amend->weight_count++] = (uint32_t)weight;
		if (comma == NULL)
			return ERR_OK;
		list = (struct bytes){comma + 1, list.size - size - 1};
	}
	return ERR_MALFORMED;
}

static enum err parse_key(const char *text, struct amend *amend)
{
	struct bytes name, value;
	if (!split_text(text, '=', &name, &value))
		return ERR_MALFORMED;
	enum err err = take_name(name, amend);
	if (err != ERR_OK || bytes_equal(value, bytes_of_text("equal")))
		return err;
	return parse_weights(value, amend);
}

enum err amend_parse(enum amend_kind kind, const char *text, struct amend *ret_amend)
{
	static enum err (*const parsers[])(const char *text, struct amend *amend) = {
		[AMEND_JOIN] = parse_partner,
		[AMEND_LEAVE] = parse_partner,
		[AMEND_SET] = parse_amount,
		[AMEND_KEY] = parse_key,
	};
	struct amend amend = {.kind = kind};
	enum err err = parsers[kind](text, &amend);
	if (err == ERR_OK)
		*ret_amend = amend;
	return err;
}

/* ---- changing */

/* A copy of a list of pointers with `item` put in at `at`. False: no room. */
static bool insert(void *list, size_t *count, size_t at, void *item, struct arena *arena)
{
	void **old, **grown = arena_alloc(arena, (*count + 1) * sizeof(void *));
	if (grown == NULL)
		return false;
	memcpy(&old, list, sizeof(old));
	if (at > 0)
		memcpy(grown, old, at * sizeof(void *));
	grown[at] = item;
	if (at < *count)
		memcpy(grown + at + 1, old + at, (*count - at) * sizeof(void *));
	memcpy(list, &grown, sizeof(grown));
	(*count)++;
	return true;
}

static char *copy_text(const char *text, struct arena *arena)
{
	char *copy = arena_alloc(arena, strlen(text) + 1);
	return copy == NULL ? NULL : strcpy(copy, text);
}

/* The unit's own days as a partner, made when it has none. NULL: no room. */
static Jour__V1__Membership *membership_of(
	Jour__V1__Agreement *agreement, char *unit, struct arena *arena)
{
	size_t at = 0;
	while (at < agreement->n_memberships && strcmp(agreement->memberships[at]->unit, unit) < 0)
		at++;
	if (at < agreement->n_memberships && strcmp(agreement->memberships[at]->unit, unit) == 0)
		return agreement->memberships[at];
	Jour__V1__Membership *membership = arena_alloc(arena, sizeof(*membership));
	if (membership == NULL)
		return NULL;
	jour__v1__membership__init(membership);
	membership->unit = unit;
	if (!insert(&agreement->memberships, &agreement->n_memberships, at, membership, arena))
		return NULL;
	return membership;
}

/* Where the unit stands among the partners, or would. */
static bool find_unit(const Jour__V1__Agreement *agreement, const char *unit, size_t *ret_at)
{
	size_t at = 0;
	while (at < agreement->n_units && strcmp(agreement->units[at], unit) < 0)
		at++;
	*ret_at = at;
	return at < agreement->n_units && strcmp(agreement->units[at], unit) == 0;
}

static enum err join(const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena)
{
	size_t at;
	if (find_unit(agreement, amend->name, &at))
		return ERR_DUPLICATE;
	char *unit = copy_text(amend->name, arena);
	if (unit == NULL || !insert(&agreement->units, &agreement->n_units, at, unit, arena))
		return ERR_RANGE;
	if (amend->date == 0)
		return ERR_OK;
	Jour__V1__Membership *membership = membership_of(agreement, unit, arena);
	if (membership == NULL)
		return ERR_RANGE;
	membership->from = amend->date;
	return ERR_OK;
}

static enum err leave(
	const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena)
{
	size_t at;
	if (!find_unit(agreement, amend->name, &at))
		return ERR_NOTFOUND;
	Jour__V1__Membership *membership = membership_of(agreement, agreement->units[at], arena);
	if (membership == NULL)
		return ERR_RANGE;
	membership->to = amend->date;
	return ERR_OK;
}

static Jour__V1__Term *find_term(const Jour__V1__Agreement *agreement, const char *id)
{
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (strcmp(agreement->terms[i]->id, id) == 0)
			return agreement->terms[i];
	return NULL;
}

static enum err set_amount(
	const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena)
{
	Jour__V1__Term *term = find_term(agreement, amend->name);
	(void)arena;
	if (term == NULL)
		return ERR_NOTFOUND;
	switch (term->formula_case) {
	case JOUR__V1__TERM__FORMULA_RATE:
		term->rate->rate_ore = amend->amount_ore;
		return ERR_OK;
	case JOUR__V1__TERM__FORMULA_FIXED_AMOUNT:
		term->fixed_amount->amount_ore = amend->amount_ore;
		return ERR_OK;
	case JOUR__V1__TERM__FORMULA_SHARED_COST:
		term->shared_cost->stated_ore = amend->amount_ore;
		return ERR_OK;
	case JOUR__V1__TERM__FORMULA_HOURS:
		if (term->hours->value_ore != 0)
			term->hours->value_ore = amend->amount_ore;
		else
			term->hours->rate_ore = amend->amount_ore;
		return ERR_OK;
	default:
		return ERR_MALFORMED;
	}
}

static enum err set_equal(Jour__V1__SharedCost *shared, struct arena *arena)
{
	Jour__V1__KeyPart *part = arena_alloc(arena, sizeof(*part));
	Jour__V1__Measure *measure = arena_alloc(arena, sizeof(*measure));
	Jour__V1__EqualKey *equal = arena_alloc(arena, sizeof(*equal));
	shared->n_key = 0;
	if (part == NULL || measure == NULL || equal == NULL ||
		!insert(&shared->key, &shared->n_key, 0, part, arena))
		return ERR_RANGE;
	jour__v1__key_part__init(part);
	jour__v1__measure__init(measure);
	jour__v1__equal_key__init(equal);
	equal->equal = true;
	measure->of_case = JOUR__V1__MEASURE__OF_EQUAL;
	measure->equal = equal;
	part->weight = 1;
	part->measure = measure;
	return ERR_OK;
}

static enum err set_key(
	const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena)
{
	Jour__V1__Term *term = find_term(agreement, amend->name);
	if (term == NULL)
		return ERR_NOTFOUND;
	if (term->formula_case != JOUR__V1__TERM__FORMULA_SHARED_COST)
		return ERR_MALFORMED;
	if (amend->weight_count == 0)
		return set_equal(term->shared_cost, arena);
	if (amend->weight_count != term->shared_cost->n_key)
		return ERR_MALFORMED;
	for (size_t i = 0; i < amend->weight_count; i++)
		term->shared_cost->key[i]->weight = amend->weights[i];
	return ERR_OK;
}

enum err amend_apply(const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena)
{
	static enum err (*const changes[])(
		const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena) = {
		[AMEND_JOIN] = join,
		[AMEND_LEAVE] = leave,
		[AMEND_SET] = set_amount,
		[AMEND_KEY] = set_key,
	};
	return changes[amend->kind](amend, agreement, arena);
}
