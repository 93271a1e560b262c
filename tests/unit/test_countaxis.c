#include "countaxis.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "jour/limits.h"
#include "listrecord.h"

#define FULL_LISTS (COUNTAXIS_VALUES_MAX / CODE_VALUES_MAX) /* fill an axis */

static struct codebook book;
static struct listrecord records[FULL_LISTS + 1];
static char names[FULL_LISTS + 1][CODE_NAME_MAX];
static char codes[FULL_LISTS + 1][CODE_VALUES_MAX][CODE_NAME_MAX];
static uint8_t memory[64 * 1024];
static struct arena arena;

static int start(void **state)
{
	(void)state;
	arena = arena_of(memory, sizeof(memory));
	codebook_start(&book);
	return 0;
}

/* List `number` of dimension "x", whose values no other list has. */
static const struct codelist *add_list(size_t number, size_t values)
{
	struct listrecord *record = &records[number];
	(void)snprintf(names[number], sizeof(names[0]), "x%zu", number);
	list_start(record, names[number], 1, "x");
	for (size_t i = 0; i < values; i++) {
		(void)snprintf(codes[number][i], sizeof(codes[0][0]), "v%zu-%zu", number, i);
		(void)list_add(record, codes[number][i]);
	}
	assert_int_equal(codebook_add(&book, &record->list, &arena), ERR_OK);
	return codebook_find(&book, names[number], 1);
}

/* As many as there may be, and one list more, of one value. */
static void countaxis_takes_strays_up_to_its_limit_and_no_more(void **state)
{
	(void)state;
	struct countaxis axis;
	countaxis_start(&axis, add_list(0, CODE_VALUES_MAX));
	for (size_t i = 1; i < FULL_LISTS; i++)
		assert_true(countaxis_admit(&axis, &book, add_list(i, CODE_VALUES_MAX)));
	assert_int_equal(axis.count, COUNTAXIS_VALUES_MAX);
	assert_true(countaxis_admit(&axis, &book, codebook_find(&book, names[1], 1))); /* is in */
	assert_false(countaxis_admit(&axis, &book, add_list(FULL_LISTS, 1)));
	assert_int_equal(axis.count, COUNTAXIS_VALUES_MAX);
}

static void countaxis_of_a_list_with_strays_says_which_places_it_has(void **state)
{
	(void)state;
	struct countaxis axis;
	struct countaxis_map map;
	const struct codelist *asked = add_list(0, 2), *other = add_list(1, 3);
	countaxis_start(&axis, asked);
	assert_true(countaxis_admit(&axis, &book, other));
	assert_int_equal(axis.count, 5);
	countaxis_find(&axis, &book, other, &map);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(countaxis_is_stray(&axis, i), i >= 2);
		assert_int_equal(map.says[i], i < 2 ? COUNTAXIS_UNASKED : COUNTAXIS_SAYS);
	}
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(map.to[i], 2 + i);
		assert_string_equal(countaxis_value(&axis, 2 + i)->code, codes[1][i]);
	}
	countaxis_find(&axis, &book, asked, &map);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(map.says[i], i < 2 ? COUNTAXIS_SAYS : COUNTAXIS_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(countaxis_takes_strays_up_to_its_limit_and_no_more, start),
		cmocka_unit_test_setup(
			countaxis_of_a_list_with_strays_says_which_places_it_has, start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
