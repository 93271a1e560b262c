#include "jour/codebook.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "listrecord.h"

static struct codebook book;
static struct listrecord records[CODE_LISTS_MAX + 2];
static size_t record_count;
static uint8_t memory[CODEBOOK_LISTS_MAX * 8192];
static struct arena arena;

static int start(void **state)
{
	(void)state;
	record_count = 0;
	arena = arena_of(memory, sizeof(memory));
	codebook_start(&book);
	return 0;
}

static struct listrecord *begin_list(const char *name, uint32_t version, const char *dimension)
{
	struct listrecord *record = &records[record_count++];
	list_start(record, name, version, dimension);
	return record;
}

static void add(struct listrecord *record)
{
	assert_int_equal(codebook_add(&book, &record->list, &arena), ERR_OK);
}

/* What a value of one list counts as in another, by codes; "" when it counts as none. */
static const char *counts_as(const char *from_name, uint32_t from_version, const char *code,
	const char *to_name, uint32_t to_version)
{
	const struct codelist *from = codebook_find(&book, from_name, from_version);
	const struct codelist *to = codebook_find(&book, to_name, to_version);
	size_t map[CODE_VALUES_MAX];
	assert_non_null(from);
	assert_non_null(to);
	codebook_map(&book, from, to, map);
	size_t at = map[codelist_find(from, code)];
	return at == CODE_UNMAPPED ? "" : to->values[at].code;
}

static void add_vasterort(void)
{
	struct listrecord *record = begin_list("age-vasterort", 1, "age");
	list_add_band(record, "under-21", 0, 20);
	list_add_band(record, "21+", 21, 0);
	add(record);
}

static void codebook_finds_versions_and_the_newest(void **state)
{
	(void)state;
	struct listrecord *record = begin_list("crime", 3, "crime");
	list_add(record, "a");
	add(record);
	record = begin_list("crime", 2, "crime");
	list_add(record, "b");
	add(record);
	assert_int_equal(codebook_find(&book, "crime", 0)->version, 3);
	assert_int_equal(codebook_find(&book, "crime", 1)->version, 1);
	assert_null(codebook_find(&book, "crime", 4));
	assert_null(codebook_find(&book, "colour", 0));
	size_t crime = codebook_dimension(&book, "crime");
	assert_int_equal(codebook_national(&book, crime)->version, 3);
	assert_null(codebook_newest_at(&book, crime, 1));
	assert_int_equal(codebook_dimension(&book, "colour"), book.dimension_count);
}

static void codebook_dimension_is_data(void **state)
{
	(void)state;
	struct listrecord *record = begin_list("colour-x", 1, "colour");
	record->list.overlapping = true;
	list_add(record, "red");
	add(record);
	size_t colour = codebook_dimension(&book, "colour");
	assert_int_equal(colour, 9);
	assert_string_equal(codebook_national(&book, colour)->name, "colour-x");
	assert_true((book.overlapping >> colour & 1) != 0);
	assert_true((book.overlapping >> codebook_dimension(&book, "support") & 1) != 0);
	assert_true((book.overlapping >> codebook_dimension(&book, "crime") & 1) == 0);
}

static void codebook_lists_of_a_dimension_begin_with_the_national_one(void **state)
{
	(void)state;
	add_vasterort();
	size_t age = codebook_dimension(&book, "age");
	assert_string_equal(codebook_newest_at(&book, age, 0)->name, "age");
	assert_string_equal(codebook_newest_at(&book, age, 1)->name, "age-vasterort");
	assert_null(codebook_newest_at(&book, age, 2));
}

static void codebook_band_inside_a_band_counts_as_it(void **state)
{
	(void)state;
	add_vasterort();
	assert_string_equal(counts_as("age", 1, "0-17", "age-vasterort", 1), "under-21");
	assert_string_equal(counts_as("age", 1, "18-20", "age-vasterort", 1), "under-21");
	assert_string_equal(counts_as("age", 1, "21-25", "age-vasterort", 1), "21+");
	assert_string_equal(counts_as("age", 1, "65+", "age-vasterort", 1), "21+");
	assert_string_equal(counts_as("age", 1, "okand", "age-vasterort", 1), "");
	assert_string_equal(counts_as("age-vasterort", 1, "under-21", "age", 1), "");
}

static void codebook_same_code_with_other_ages_is_not_the_same(void **state)
{
	(void)state;
	struct listrecord *record = begin_list("age", 2, "age");
	list_add_band(record, "0-17", 0, 15);
	list_add_band(record, "16-20", 16, 20);
	list_add_band(record, "65+", 21, 0);
	add(record);
	assert_string_equal(counts_as("age", 1, "0-17", "age", 2), "");
	assert_string_equal(counts_as("age", 1, "18-20", "age", 2), "16-20");
	assert_string_equal(counts_as("age", 1, "65+", "age", 2), "65+");
	assert_string_equal(counts_as("age", 2, "0-17", "age", 1), "0-17");
}

static void codebook_renames_are_followed_over_versions(void **state)
{
	(void)state;
	struct listrecord *record = begin_list("crime", 2, "crime");
	list_add(record, "egendom");
	list_take_in(record, "stold");
	list_take_in(record, "ran");
	list_add(record, "annat");
	add(record);
	record = begin_list("crime", 3, "crime");
	list_add(record, "formogenhet");
	list_take_in(record, "egendom");
	list_add(record, "annat");
	add(record);
	assert_string_equal(counts_as("crime", 1, "stold", "crime", 2), "egendom");
	assert_string_equal(counts_as("crime", 1, "ran", "crime", 3), "formogenhet");
	assert_string_equal(counts_as("crime", 2, "egendom", "crime", 3), "formogenhet");
	assert_string_equal(counts_as("crime", 1, "annat", "crime", 3), "annat");
	assert_string_equal(counts_as("crime", 1, "bedrageri", "crime", 3), "");
	assert_string_equal(counts_as("crime", 3, "formogenhet", "crime", 1), "");
}

static void codebook_overlapping_values_are_never_merged(void **state)
{
	(void)state;
	struct listrecord *record = begin_list("circumstance", 2, "circumstance");
	record->list.overlapping = true;
	list_add(record, "hat-och-heder");
	list_take_in(record, "heder");
	list_take_in(record, "hatbrott");
	list_add(record, "digitalt");
	list_take_in(record, "internet");
	add(record);
	assert_string_equal(counts_as("circumstance", 1, "heder", "circumstance", 2), "");
	assert_string_equal(counts_as("circumstance", 1, "hatbrott", "circumstance", 2), "");
	assert_string_equal(
		counts_as("circumstance", 1, "internet", "circumstance", 2), "digitalt");
	assert_string_equal(counts_as("circumstance", 1, "nara_relation", "circumstance", 2), "");
}

/* ---- against an oracle that asks about every age and every code by itself */

static void add_random_bands(const char *name, uint32_t version)
{
	static char codes[64][8];
	static size_t used;
	struct listrecord *record = begin_list(name, version, "age");
	uint32_t from = (uint32_t)rand() % 3;
	for (int bands = 1 + rand() % 5; bands > 0; bands--) {
		uint32_t to = bands == 1 && rand() % 2 == 0 ? 0 : from + (uint32_t)rand() % 4;
		char *code = codes[used++ % 64];
		(void)snprintf(code, sizeof(codes[0]), "b%d", rand() % 9);
		bool twice = false;
		for (size_t i = 0; i < record->list.n_values; i++)
			twice = twice || strcmp(record->values[i].code, code) == 0;
		if (twice)
			continue;
		list_add_band(record, code, from, to);
		if (to == 0)
			break;
		from = to + 1;
	}
	if (record->list.n_values == 0)
		list_add(record, "okand");
	add(record);
}

static bool has_age(const struct code_value *value, uint32_t age)
{
	return value->has_ages && age >= value->age_from &&
	       (value->age_to == 0 || age <= value->age_to);
}

/* A band counts as the one that has all its ages, and there is at most one. */
static void codebook_random_bands_map_as_their_ages_say(void **state)
{
	srand(7);
	for (int round = 0; round < 300; round++) {
		size_t map[CODE_VALUES_MAX];
		start(state);
		add_random_bands("age-a", 1);
		add_random_bands("age-b", 1);
		const struct codelist *from = codebook_find(&book, "age-a", 1);
		const struct codelist *to = codebook_find(&book, "age-b", 1);
		codebook_map(&book, from, to, map);
		for (size_t i = 0; i < from->count; i++) {
			size_t expected = CODE_UNMAPPED;
			for (size_t k = 0; k < to->count; k++) {
				bool all = from->values[i].has_ages && to->values[k].has_ages;
				for (uint32_t age = 0; age <= CODE_AGE_MAX; age++)
					all = all && (!has_age(&from->values[i], age) ||
							     has_age(&to->values[k], age));
				if (all || (!from->values[i].has_ages &&
						   strcmp(from->values[i].code,
							   to->values[k].code) == 0))
					expected = k;
			}
			assert_int_equal(map[i], expected);
		}
	}
}

static void codebook_of_every_list_there_may_be_has_room(void **state)
{
	(void)state;
	static char names[CODE_LISTS_MAX + 1][8], dimensions[CODE_DIMENSIONS_MAX][8];
	for (size_t i = 0; i < CODE_LISTS_MAX; i++) {
		char *dimension = dimensions[i % (CODE_DIMENSIONS_MAX - 9)];
		(void)snprintf(names[i], sizeof(names[i]), "l%zu", i);
		(void)snprintf(dimension, 8, "d%zu", i % (CODE_DIMENSIONS_MAX - 9));
		struct listrecord *record = begin_list(names[i], 1, dimension);
		list_add(record, "a");
		add(record);
	}
	assert_int_equal(book.dimension_count, CODE_DIMENSIONS_MAX);
	struct listrecord *record = begin_list("more", 1, "more");
	list_add(record, "a");
	assert_int_equal(codebook_add(&book, &record->list, &arena), ERR_RANGE);
	arena.used = arena.capacity;
	record->list.dimension = list_text("age");
	assert_int_equal(codebook_add(&book, &record->list, &arena), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(codebook_finds_versions_and_the_newest, start),
		cmocka_unit_test_setup(codebook_dimension_is_data, start),
		cmocka_unit_test_setup(
			codebook_lists_of_a_dimension_begin_with_the_national_one, start),
		cmocka_unit_test_setup(codebook_band_inside_a_band_counts_as_it, start),
		cmocka_unit_test_setup(codebook_same_code_with_other_ages_is_not_the_same, start),
		cmocka_unit_test_setup(codebook_renames_are_followed_over_versions, start),
		cmocka_unit_test_setup(codebook_overlapping_values_are_never_merged, start),
		cmocka_unit_test_setup(codebook_random_bands_map_as_their_ages_say, start),
		cmocka_unit_test_setup(codebook_of_every_list_there_may_be_has_room, start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
