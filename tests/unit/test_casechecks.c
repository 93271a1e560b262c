#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "casebook.h"
#include "checksjson.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR
#define FLAGS_MAX 16

static struct casebook *book;
static char umea[] = "2480", bjurholm[] = "2403", sex[] = "sex", name[] = "Umeå",
	    circumstance[] = "circumstance";

static const struct period quarter = {2019, 1, 3}, last_year = {2018, 1, 3}, before = {2018, 10, 3};

/* What casechecks_each found. */
static struct {
	const char *check;
	char area[UNIT_CODE_SIZE];
	bool is_confirmed;
	uint64_t value, compared;
	char why[TEXT_SIZE_MAX + 1];
	struct hash256 record;
} flags[FLAGS_MAX];
static size_t flag_count;

static int start(void **state)
{
	(void)state;
	book = casebook_open();
	casebook_add_unit(book, umea, name);
	casebook_add_unit(book, bjurholm, name);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	casebook_close(book);
	return 0;
}

static enum result_code say(char *unit, struct period period, uint64_t cases)
{
	struct casebook_table table = {unit, period, KOMMUN, {NULL, NULL}, 0, &cases, NULL, 1};
	return casebook_report(book, &table);
}

static enum result_code say_by(
	char *unit, struct period period, char *dimension, uint64_t a, uint64_t b)
{
	uint64_t counts[] = {a, b, 0, 0};
	struct casebook_table table = {unit, period, KOMMUN, {dimension, NULL}, 1, counts, NULL, 4};
	return casebook_report(book, &table);
}

static void note(void *context, const struct case_flag *flag)
{
	(void)context;
	assert_true(flag_count < FLAGS_MAX);
	flags[flag_count].check = flag->check->name;
	strcpy(flags[flag_count].area, flag->table->area);
	flags[flag_count].is_confirmed = flag->is_confirmed;
	flags[flag_count].value = flag->finding.value;
	flags[flag_count].compared = flag->finding.compared;
	flags[flag_count].record = flag->record;
	strcpy(flags[flag_count++].why, flag->why);
}

/* How many flags there are as of a size; they are in `flags`. */
static size_t look(uint64_t size, struct case_filter filter)
{
	struct store_txn *txn = casebook_begin(book);
	arena_reset(&book->memory.record);
	struct casechecks checks = {.txn = txn, .size = size, .scratch = &book->memory.record};
	flag_count = 0;
	casechecks_each(&checks, &filter, note, NULL);
	assert_int_equal(store_error(txn), ERR_OK);
	assert_int_equal(book->memory.record.used, 0);
	store_abort(txn);
	return flag_count;
}

static size_t look_now(void)
{
	return look(book->size, (struct case_filter){.unit = NULL});
}

static enum result_code confirm(const struct hash256 *record, char *unit, struct period of,
	const char *check, const char *why)
{
	Jour__V1__Confirmation confirmation;
	Jour__V1__Period period = period_to_message(of);
	jour__v1__confirmation__init(&confirmation);
	confirmation.record =
		(ProtobufCBinaryData){HASH256_SIZE, (uint8_t *)(uintptr_t)record->bytes};
	confirmation.check = (char *)(uintptr_t)check;
	confirmation.why = (char *)(uintptr_t)why;
	confirmation.area = unit;
	confirmation.period = &period;
	confirmation.source = KOMMUN;
	Jour__V1__Record record_of =
		casebook_record(JOUR__V1__RECORD__BODY_CONFIRMATION, &confirmation);
	return casebook_put(book, &record_of);
}

static void casechecks_part_above_its_whole_is_refused_in_either_order(void **state)
{
	(void)state;
	assert_int_equal(say(umea, quarter, 10), RESULT_ACCEPTED);
	assert_int_equal(say_by(umea, quarter, sex, 11, 0), RESULT_PART_ABOVE_WHOLE);
	assert_int_equal(say_by(umea, quarter, sex, 10, 0), RESULT_ACCEPTED);
	assert_int_equal(say(umea, quarter, 9), RESULT_PART_ABOVE_WHOLE);
	assert_int_equal(say_by(bjurholm, quarter, sex, 11, 0), RESULT_ACCEPTED);
	assert_int_equal(say(bjurholm, quarter, 10), RESULT_PART_ABOVE_WHOLE);
	assert_int_equal(say(bjurholm, quarter, 11), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 0);
}

static void casechecks_total_without_parts_and_parts_without_total_are_fine(void **state)
{
	(void)state;
	assert_int_equal(say(umea, quarter, 10), RESULT_ACCEPTED);
	assert_int_equal(say_by(bjurholm, quarter, sex, 4, 5), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 0);
}

static void casechecks_later_table_raises_and_clears_a_flag(void **state)
{
	(void)state;
	assert_int_equal(say_by(umea, quarter, sex, 4, 5), RESULT_ACCEPTED);
	assert_int_equal(say(umea, quarter, 10), RESULT_REMARKED);
	uint64_t raised = book->size;
	assert_int_equal(look_now(), 1);
	assert_string_equal(flags[0].check, "differs");
	assert_int_equal(flags[0].value, 9);
	assert_int_equal(flags[0].compared, 10);
	assert_false(flags[0].is_confirmed);
	assert_int_equal(say_by(umea, quarter, sex, 4, 6), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 0);
	assert_int_equal(look(raised, (struct case_filter){.unit = NULL}), 1);
	assert_int_equal(look(raised - 1, (struct case_filter){.unit = NULL}), 0);
}

static void casechecks_overlapping_marks_need_not_add_up(void **state)
{
	(void)state;
	assert_int_equal(say(umea, quarter, 10), RESULT_ACCEPTED);
	assert_int_equal(say_by(umea, quarter, circumstance, 10, 7), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 0);
}

static void casechecks_tenfold_and_zero_are_of_the_whole(void **state)
{
	(void)state;
	assert_int_equal(say(umea, last_year, 12), RESULT_ACCEPTED);
	assert_int_equal(say_by(umea, last_year, sex, 6, 6), RESULT_ACCEPTED);
	assert_int_equal(say_by(umea, quarter, sex, 60, 60), RESULT_REMARKED);
	assert_int_equal(look_now(), 1);
	assert_int_equal(say(umea, quarter, 120), RESULT_REMARKED);
	assert_int_equal(look_now(), 1); /* the part's has become the whole's */
	assert_string_equal(flags[0].check, "tenfold");
	assert_int_equal(flags[0].compared, 12);
	assert_int_equal(say(bjurholm, before, 3), RESULT_ACCEPTED);
	assert_int_equal(say(bjurholm, quarter, 0), RESULT_REMARKED);
	assert_int_equal(look(book->size, (struct case_filter){.unit = bjurholm}), 1);
	assert_string_equal(flags[0].check, "sudden_zero");
	assert_int_equal(flags[0].compared, 3);
}

static void casechecks_flag_is_confirmed_with_a_reason(void **state)
{
	(void)state;
	say(umea, last_year, 12);
	say(umea, quarter, 130);
	look_now();
	struct hash256 record = flags[0].record;
	assert_int_equal(confirm(&record, umea, quarter, "differs", "x"), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 1);
	assert_false(flags[0].is_confirmed);
	assert_int_equal(confirm(&record, umea, quarter, "tenfold", "flytt"), RESULT_ACCEPTED);
	assert_int_equal(confirm(&record, umea, quarter, "tenfold", "flytt"), RESULT_UNCHANGED);
	assert_int_equal(look_now(), 1);
	assert_true(flags[0].is_confirmed);
	assert_string_equal(flags[0].why, "flytt");
	/* Not of another unit, nor once it does not stand any more. */
	assert_int_equal(
		confirm(&record, bjurholm, quarter, "tenfold", "x"), RESULT_UNKNOWN_RECORD);
	assert_int_equal(say(umea, quarter, 131), RESULT_REMARKED);
	assert_int_equal(confirm(&record, umea, quarter, "differs", "y"), RESULT_UNKNOWN_RECORD);
	assert_int_equal(look_now(), 1);
	assert_false(flags[0].is_confirmed);
}

static void casechecks_change_of_what_it_was_compared_with_opens_it_again(void **state)
{
	(void)state;
	say(umea, last_year, 12);
	say(umea, quarter, 130);
	look_now();
	struct hash256 record = flags[0].record;
	confirm(&record, umea, quarter, "tenfold", "flytt");
	say(umea, last_year, 13);
	assert_int_equal(look_now(), 1);
	assert_false(flags[0].is_confirmed);
	assert_int_equal(
		confirm(&record, umea, quarter, "tenfold", "flytt, trots allt"), RESULT_ACCEPTED);
	look_now();
	assert_true(flags[0].is_confirmed);
}

/* The receipt of the whole, when it comes last, names the whole: that may be confirmed, too. */
static void casechecks_parts_are_confirmed_by_either_side(void **state)
{
	(void)state;
	say_by(umea, quarter, sex, 4, 5);
	say(umea, quarter, 10);
	struct store_txn *txn = casebook_begin(book);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, BYTES_NONE, book->size);
	struct standing whole;
	assert_true(state_scan_next(&scan, &whole)); /* no dimensions: before its parts */
	store_abort(txn);
	assert_int_equal(
		confirm(&whole.hash, umea, quarter, "differs", "ett okänt"), RESULT_ACCEPTED);
	assert_int_equal(look_now(), 1);
	assert_true(flags[0].is_confirmed);
	assert_false(hash256_equal(flags[0].record, whole.hash));
}

static void casechecks_filter_by_unit_and_period(void **state)
{
	(void)state;
	struct period month = {2019, 4, 1};
	say(umea, quarter, 10);
	say_by(umea, quarter, sex, 4, 5);
	say(bjurholm, month, 10);
	say_by(bjurholm, month, sex, 4, 5);
	assert_int_equal(look_now(), 2);
	assert_int_equal(look(book->size, (struct case_filter){.unit = umea}), 1);
	struct case_filter filter = {.has_period = true, .period = {2019, 1, 12}};
	assert_int_equal(look(book->size, filter), 2);
	filter.period = (struct period){2019, 4, 3};
	assert_int_equal(look(book->size, filter), 1);
	assert_string_equal(flags[0].area, bjurholm);
	filter.period = (struct period){2019, 1, 1}; /* a quarter does not lie in a month */
	assert_int_equal(look(book->size, filter), 0);
	filter.period = (struct period){2018, 1, 12};
	assert_int_equal(look(book->size, filter), 0);
}

static void casechecks_as_json_name_both_tables(void **state)
{
	(void)state;
	say(umea, quarter, 10);
	say_by(umea, quarter, sex, 4, 5);
	struct store_txn *txn = casebook_begin(book);
	arena_reset(&book->memory.record);
	struct casechecks checks = {
		.txn = txn, .size = book->size, .scratch = &book->memory.record};
	char *text = checksjson_print(&checks, &(struct case_filter){.unit = umea}, true);
	store_abort(txn);
	json_t *root = json_loads(text, 0, NULL);
	free(text);
	assert_true(json_is_true(json_object_get(root, "internal")));
	json_t *flag = json_array_get(json_object_get(root, "checks"), 0);
	assert_string_equal(json_string_value(json_object_get(flag, "check")), "differs");
	assert_string_equal(json_string_value(json_object_get(flag, "state")), "open");
	assert_string_equal(json_string_value(json_object_get(flag, "period")), "2019-Q1");
	assert_int_equal(json_integer_value(json_object_get(flag, "value")), 9);
	assert_int_equal(json_integer_value(json_object_get(flag, "compared")), 10);
	assert_string_not_equal(json_string_value(json_object_get(flag, "record")),
		json_string_value(json_object_get(flag, "compared_record")));
	json_decref(root);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(casechecks_part_above_its_whole_is_refused_in_either_order),
		TEST(casechecks_total_without_parts_and_parts_without_total_are_fine),
		TEST(casechecks_later_table_raises_and_clears_a_flag),
		TEST(casechecks_overlapping_marks_need_not_add_up),
		TEST(casechecks_tenfold_and_zero_are_of_the_whole),
		TEST(casechecks_flag_is_confirmed_with_a_reason),
		TEST(casechecks_change_of_what_it_was_compared_with_opens_it_again),
		TEST(casechecks_parts_are_confirmed_by_either_side),
		TEST(casechecks_filter_by_unit_and_period),
		TEST(casechecks_as_json_name_both_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
