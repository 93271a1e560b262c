#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "amend.h"
#include "pact.h"

struct fixture {
	struct pact *pact;
	struct arena arena;
	uint8_t memory[4096];
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	fixture->pact = pact_open();
	fixture->arena = arena_of(fixture->memory, sizeof(fixture->memory));
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	pact_close(fixture->pact);
	free(fixture);
	return 0;
}

static struct amend parse(enum amend_kind kind, const char *text)
{
	struct amend amend;
	assert_int_equal(amend_parse(kind, text, &amend), ERR_OK);
	return amend;
}

static enum err apply(struct fixture *fixture, enum amend_kind kind, const char *text)
{
	struct amend amend = parse(kind, text);
	return amend_apply(&amend, &fixture->pact->agreement, &fixture->arena);
}

static void amend_is_read_as_people_type_it(void **state)
{
	(void)state;
	struct amend amend = parse(AMEND_JOIN, "2409@2018-07-01");
	assert_string_equal(amend.name, "2409");
	assert_int_equal(amend.date, 20180701);
	assert_int_equal(parse(AMEND_JOIN, "2409").date, 0);
	assert_int_equal(parse(AMEND_SET, "bidrag=3,50").amount_ore, 350);
	assert_int_equal(parse(AMEND_SET, "a=b=1 200").amount_ore, 120000);
	assert_string_equal(parse(AMEND_SET, "a=b=1 200").name, "a=b");
	assert_int_equal(parse(AMEND_KEY, "s=equal").weight_count, 0);
	amend = parse(AMEND_KEY, "s=30,70");
	assert_int_equal(amend.weight_count, 2);
	assert_int_equal(amend.weights[1], 70);
}

static void amend_of_another_form_is_malformed(void **state)
{
	static const struct {
		enum amend_kind kind;
		const char *text;
	} wrong[] = {
		{AMEND_JOIN, ""},
		{AMEND_JOIN, "@2018-07-01"},
		{AMEND_JOIN, "2409@2018-02-30"},
		{AMEND_LEAVE, "2409"},
		{AMEND_LEAVE, "2409@"},
		{AMEND_SET, "bidrag"},
		{AMEND_SET, "=3"},
		{AMEND_SET, "bidrag="},
		{AMEND_SET, "bidrag=3,505"},
		{AMEND_KEY, "s"},
		{AMEND_KEY, "s="},
		{AMEND_KEY, "s=30,"},
		{AMEND_KEY, "s=-1"},
	};
	char name[TEXT_SIZE_MAX + 4];
	struct amend amend;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(amend_parse(wrong[i].kind, wrong[i].text, &amend), ERR_MALFORMED);
	memset(name, 'a', sizeof(name));
	strcpy(name + TEXT_SIZE_MAX + 1, "=1");
	assert_int_equal(amend_parse(AMEND_SET, name, &amend), ERR_MALFORMED);
	assert_int_equal(amend_parse(AMEND_SET, name + 1, &amend), ERR_OK);
}

static void amend_beyond_the_limits_is_out_of_range(void **state)
{
	struct amend amend;
	char text[3 + 2 * AMEND_WEIGHTS_MAX + 2] = "s=1";
	(void)state;
	assert_int_equal(amend_parse(AMEND_SET, "a=10000000000000", &amend), ERR_OK);
	assert_int_equal(amend.amount_ore, AMOUNT_ORE_MAX);
	assert_int_equal(amend_parse(AMEND_SET, "a=10000000000000,01", &amend), ERR_RANGE);
	for (size_t i = 1; i < AMEND_WEIGHTS_MAX; i++)
		strcat(text, ",1");
	assert_int_equal(amend_parse(AMEND_KEY, text, &amend), ERR_OK);
	assert_int_equal(amend.weight_count, AMEND_WEIGHTS_MAX);
	strcat(text, ",1");
	assert_int_equal(amend_parse(AMEND_KEY, text, &amend), ERR_RANGE);
}

static void amend_join_keeps_the_partners_in_order(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Agreement *agreement = &fixture->pact->agreement;
	pact_member(fixture->pact, 1, 20180301, 0);
	assert_int_equal(apply(fixture, AMEND_JOIN, "0112@2018-07-01"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_JOIN, "0099"), ERR_OK);
	assert_int_equal(agreement->n_units, 4);
	assert_string_equal(agreement->units[0], "0099");
	assert_string_equal(agreement->units[3], "0112");
	assert_int_equal(agreement->n_memberships, 2);
	assert_string_equal(agreement->memberships[0]->unit, "0102");
	assert_string_equal(agreement->memberships[1]->unit, "0112");
	assert_int_equal(agreement->memberships[1]->from, 20180701);
	assert_int_equal(apply(fixture, AMEND_JOIN, "0101"), ERR_DUPLICATE);
}

static void amend_leave_ends_the_days_that_a_partner_has(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Agreement *agreement = &fixture->pact->agreement;
	pact_member(fixture->pact, 1, 20180301, 0);
	assert_int_equal(apply(fixture, AMEND_LEAVE, "0102@2018-09-30"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_LEAVE, "0101@2018-06-30"), ERR_OK);
	assert_int_equal(agreement->n_memberships, 2);
	assert_string_equal(agreement->memberships[0]->unit, "0101");
	assert_int_equal(agreement->memberships[0]->to, 20180630);
	assert_int_equal(agreement->memberships[1]->from, 20180301);
	assert_int_equal(agreement->memberships[1]->to, 20180930);
	assert_int_equal(apply(fixture, AMEND_LEAVE, "0112@2018-06-30"), ERR_NOTFOUND);
}

static void amend_set_changes_the_amount_that_a_term_has(void **state)
{
	struct fixture *fixture = *state;
	struct pact *pact = fixture->pact;
	Jour__V1__Rate *rate = pact_rate(pact, 300, pact_population(pact));
	Jour__V1__Term *fixed = pact_fixed(pact, 1), *shared = pact_shared(pact, 1);
	Jour__V1__Term *valued = pact_term(pact), *rated = pact_term(pact),
		       *other = pact_term(pact);
	valued->formula_case = rated->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	valued->hours = pact_new_hours(pact);
	valued->hours->value_ore = 5;
	rated->hours = pact_new_hours(pact);
	other->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	assert_int_equal(apply(fixture, AMEND_SET, "t 0=3,50"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_SET, "t 1=2"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_SET, "t 2=3"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_SET, "t 3=4"), ERR_OK);
	assert_int_equal(apply(fixture, AMEND_SET, "t 4=5"), ERR_OK);
	assert_int_equal(rate->rate_ore, 350);
	assert_int_equal(fixed->fixed_amount->amount_ore, 200);
	assert_int_equal(shared->shared_cost->stated_ore, 300);
	assert_int_equal(valued->hours->value_ore, 400);
	assert_int_equal(rated->hours->rate_ore, 500);
	assert_int_equal(apply(fixture, AMEND_SET, "t 5=6"), ERR_MALFORMED);
	assert_int_equal(apply(fixture, AMEND_SET, "x=6"), ERR_NOTFOUND);
}

static void amend_key_gives_its_parts_other_weights(void **state)
{
	struct fixture *fixture = *state;
	struct pact *pact = fixture->pact;
	Jour__V1__Term *term = pact_shared(pact, 100);
	pact_fixed(pact, 1);
	pact_key(pact, term, 30, pact_equal(pact));
	pact_key(pact, term, 70, pact_population(pact));
	assert_int_equal(apply(fixture, AMEND_KEY, "t 0=50,50"), ERR_OK);
	assert_int_equal(term->shared_cost->key[0]->weight, 50);
	assert_int_equal(term->shared_cost->key[1]->weight, 50);
	assert_int_equal(apply(fixture, AMEND_KEY, "t 0=100"), ERR_MALFORMED);
	assert_int_equal(apply(fixture, AMEND_KEY, "t 1=equal"), ERR_MALFORMED);
	assert_int_equal(apply(fixture, AMEND_KEY, "x=equal"), ERR_NOTFOUND);
	assert_int_equal(apply(fixture, AMEND_KEY, "t 0=equal"), ERR_OK);
	assert_int_equal(term->shared_cost->n_key, 1);
	assert_int_equal(term->shared_cost->key[0]->measure->of_case, JOUR__V1__MEASURE__OF_EQUAL);
	pact_say(pact); /* keeps the rules */
}

static void amend_without_room_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	struct pact *pact = fixture->pact;
	Jour__V1__Term *term = pact_shared(pact, 100);
	pact_key(pact, term, 1, pact_population(pact));
	static const struct {
		enum amend_kind kind;
		const char *text;
	} changes[] = {
		{AMEND_JOIN, "0112@2018-07-01"},
		{AMEND_LEAVE, "0101@2018-07-01"},
		{AMEND_KEY, "t 0=equal"},
	};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		size_t room = 0;
		Jour__V1__Agreement before = pact->agreement;
		Jour__V1__SharedCost shared = *term->shared_cost;
		enum err err = ERR_RANGE;
		for (; err == ERR_RANGE; room++) {
			pact->agreement = before;
			*term->shared_cost = shared;
			fixture->arena = arena_of(fixture->memory, room);
			err = apply(fixture, changes[i].kind, changes[i].text);
		}
		assert_int_equal(err, ERR_OK);
		assert_true(room > 8 && room < sizeof(fixture->memory));
		pact->agreement = before;
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(amend_is_read_as_people_type_it),
		TEST(amend_of_another_form_is_malformed),
		TEST(amend_beyond_the_limits_is_out_of_range),
		TEST(amend_join_keeps_the_partners_in_order),
		TEST(amend_leave_ends_the_days_that_a_partner_has),
		TEST(amend_set_changes_the_amount_that_a_term_has),
		TEST(amend_key_gives_its_parts_other_weights),
		TEST(amend_without_room_is_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
