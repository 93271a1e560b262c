#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>

#include "explain.h"
#include "inforce.h"
#include "umea.h"

struct fixture {
	struct book book;
	struct umea umea;
	struct arena arena;
	uint64_t size;
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(malloc(sizeof(*fixture)));
	struct book *book = &fixture->book;
	book_open(book);
	umea_prepare(&fixture->umea);
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	umea_say_units(book);
	umea_say_agreement(book, &fixture->umea);
	umea_say_populations(book);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön 2018", 2018, 50000000);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F1", 2018, 2035200);
	fixture->size = book_send(book);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	book_close(&fixture->book);
	free(fixture->arena.start);
	free(fixture);
	return 0;
}

static char *explain(struct fixture *fixture, const char *line, uint32_t year, uint64_t size)
{
	const struct expected *expected = NULL;
	const struct account *account = NULL;
	struct store_txn *txn = must_read(fixture->book.office.store);
	struct arena *scratch = &fixture->book.office.memory.record;
	arena_reset(&fixture->arena);
	assert_int_equal(
		expected_compute(txn, size, UMEA_DNR, year, &fixture->arena, scratch, &expected),
		ERR_OK);
	assert_int_equal(
		payments_settle(txn, expected, 0, &fixture->arena, scratch, &account), ERR_OK);
	char *text = explain_json(
		expected, line, line == NULL ? account : NULL, &fixture->book.office.name);
	store_abort(txn);
	assert_non_null(text);
	return text;
}

static json_t *explained(struct fixture *fixture, const char *line, uint32_t year, uint64_t size)
{
	char *text = explain(fixture, line, year, size);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	free(text);
	return root;
}

static json_t *at(json_t *root, const char *name, size_t index)
{
	return json_array_get(json_object_get(root, name), index);
}

static json_int_t number(json_t *object, const char *name)
{
	assert_true(json_is_integer(json_object_get(object, name)));
	return json_integer_value(json_object_get(object, name));
}

static const char *word(json_t *object, const char *name)
{
	assert_true(json_is_string(json_object_get(object, name)));
	return json_string_value(json_object_get(object, name));
}

static void explain_line_cites_the_record_it_rests_on(void **state)
{
	struct fixture *fixture = *state;
	json_t *root = explained(fixture, NULL, 2018, fixture->size);
	json_t *term = at(root, "terms", 0), *line = at(term, "lines", 3);
	json_t *cited = at(at(line, "figures", 0), "inputs", 0);
	json_t *input = at(root, "inputs", (size_t)json_integer_value(cited));
	json_t *record = json_object_get(input, "record");
	assert_string_equal(word(term, "clause"), "stycke 3");
	assert_string_equal(word(term, "kind"), "rate");
	assert_string_equal(word(line, "name"), "Robertsfors");
	assert_string_equal(word(line, "exact_ore"), "2035200/1");
	assert_int_equal(number(line, "amount_ore"), 2035200);
	assert_string_equal(word(line, "amount"), "20\u00a0352\u00a0kr");
	assert_int_equal(number(input, "value"), 6784);
	assert_string_equal(word(json_object_get(input, "key"), "source"), "SCB");
	assert_string_equal(word(json_object_get(input, "key"), "reference_date"), "2016-12-31");
	assert_int_equal(number(record, "entry"), 3);
	assert_int_equal(number(record, "position"), 3);
	assert_int_equal(strlen(word(record, "hash")), 64);
	json_decref(root);
}

static void explain_split_says_who_got_the_last_ore(void **state)
{
	struct fixture *fixture = *state;
	json_t *root = explained(fixture, UMEA_LINE, 2018, fixture->size);
	json_t *term = at(root, "terms", 0);
	json_int_t sum = 0, extras = 0;
	assert_int_equal(json_array_size(json_object_get(root, "terms")), 1);
	assert_int_equal(number(term, "pot_ore"), 50000000);
	assert_int_equal(number(term, "sum_ore"), 50000000);
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		json_t *line = at(term, "lines", i);
		json_int_t extra = json_is_true(json_object_get(line, "extra"));
		assert_int_equal(number(line, "amount_ore"), number(line, "floor_ore") + extra);
		sum += number(line, "amount_ore");
		extras += extra;
	}
	assert_int_equal(sum, 50000000);
	assert_true(extras > 0);
	json_decref(root);
}

static void explain_missing_input_has_a_sentence(void **state)
{
	struct fixture *fixture = *state;
	json_t *root = explained(fixture, NULL, 2018, 3);
	json_t *missing = at(at(root, "terms", 0), "missing", 1);
	assert_false(json_is_true(json_object_get(root, "complete")));
	assert_string_equal(word(missing, "text"),
		"the population of Bjurholm on 2016-12-31 is not in the ledger");
	assert_null(json_object_get(at(at(root, "terms", 0), "lines", 1), "amount_ore"));
	assert_null(json_object_get(at(root, "balances", 1), "difference_ore"));
	json_decref(root);
}

static void explain_account_shows_both_sides(void **state)
{
	struct fixture *fixture = *state;
	json_t *root = explained(fixture, NULL, 2018, fixture->size);
	json_t *payment = at(root, "payments", 0);
	assert_string_equal(word(payment, "match"), "payee_only");
	assert_null(json_object_get(payment, "payer_says"));
	assert_int_equal(number(at(root, "balances", 3), "received_ore"), 2035200);
	json_decref(root);
}

static void explain_twice_gives_the_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	char *first = explain(fixture, NULL, 2018, fixture->size);
	char *second = explain(fixture, NULL, 2018, fixture->size);
	assert_string_equal(first, second);
	free(first);
	free(second);
}

static void explain_list_is_sorted_and_shows_the_newest(void **state)
{
	struct fixture *fixture = *state;
	const struct listed *first = NULL;
	fixture->umea.agreement.version = 2;
	umea_say_agreement(&fixture->book, &fixture->umea);
	fixture->umea.agreement.version = 1;
	fixture->umea.agreement.dnr = text("A much longer number 1");
	uint64_t size = umea_say_agreement(&fixture->book, &fixture->umea);
	struct store_txn *txn = must_read(fixture->book.office.store);
	arena_reset(&fixture->arena);
	assert_int_equal(inforce_list(txn, size, &fixture->arena, &first), ERR_OK);
	char *text_list = explain_list_json(first, size, &fixture->book.office.name);
	json_t *root = json_loads(text_list, 0, NULL);
	assert_int_equal(json_array_size(json_object_get(root, "agreements")), 2);
	assert_string_equal(word(at(root, "agreements", 0), "dnr"), "A much longer number 1");
	assert_int_equal(number(at(root, "agreements", 1), "version"), 2);
	struct arena small = arena_of(fixture->arena.start, 16);
	assert_int_equal(inforce_list(txn, size, &small, &first), ERR_RANGE);
	store_abort(txn);
	free(text_list);
	json_decref(root);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(explain_line_cites_the_record_it_rests_on),
		TEST(explain_split_says_who_got_the_last_ore),
		TEST(explain_missing_input_has_a_sentence),
		TEST(explain_account_shows_both_sides),
		TEST(explain_twice_gives_the_same_bytes),
		TEST(explain_list_is_sorted_and_shows_the_newest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
