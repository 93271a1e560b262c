/* The same in another order. */
#include "anyterms.h"

static void reverse(void *list, size_t count)
{
	void **items = list;
	for (size_t i = 0; i < count / 2; i++) {
		void *item = items[i];
		items[i] = items[count - 1 - i];
		items[count - 1 - i] = item;
	}
}

static bool same_key(const struct dumb_fact *a, const struct dumb_fact *b)
{
	uint8_t a_buffer[NATURAL_KEY_SIZE_MAX], b_buffer[NATURAL_KEY_SIZE_MAX];
	struct writer a_key = writer_of(a_buffer, sizeof(a_buffer));
	struct writer b_key = writer_of(b_buffer, sizeof(b_buffer));
	if (a->kind != b->kind)
		return false;
	kind_of(a->kind)->key(a->body, &a_key);
	kind_of(b->kind)->key(b->body, &b_key);
	return bytes_equal(written(&a_key), written(&b_key));
}

/* Random neighbours change places unless one corrects the other. */
static void shuffle_facts(struct any *any, struct chance *chance)
{
	for (size_t round = 0; round < 4 * any->count && any->count > 1; round++) {
		struct dumb_fact *first = &any->facts[chance_draw(chance, any->count - 1)];
		struct dumb_fact moved = *first;
		if (same_key(&first[0], &first[1]))
			continue;
		first[0] = first[1];
		first[1] = moved;
	}
	for (size_t i = 0; i < any->count; i++)
		any->facts[i].index = i + 2;
}

/* Only steps that are one mix, whatever comes first, may change places: all of them, here, when
 * their shares together are at most the whole. */
static void shuffle_steps(Jour__V1__Term *term)
{
	uint32_t share_bp = 0;
	for (size_t i = 0; i < term->n_indexation; i++)
		share_bp += term->indexation[i]->share_bp;
	if (share_bp <= 10000)
		reverse(term->indexation, term->n_indexation);
}

void any_shuffle(struct any *any, struct chance *chance)
{
	Jour__V1__Agreement *agreement = &any->pact->agreement;
	shuffle_facts(any, chance);
	reverse(agreement->parties, agreement->n_parties);
	for (size_t i = 0; i < agreement->n_terms; i++) {
		Jour__V1__Term *term = agreement->terms[i];
		shuffle_steps(term);
		if (term->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST)
			reverse(term->shared_cost->key, term->shared_cost->n_key);
		if (term->formula_case == JOUR__V1__TERM__FORMULA_BUDGET)
			reverse(term->budget->lines, term->budget->n_lines);
	}
	reverse(agreement->terms, agreement->n_terms);
}
