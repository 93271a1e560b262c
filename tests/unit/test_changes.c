#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "changes.h"
#include "changesjson.h"
#include "umea.h"

#define STEPS 24

struct fixture {
	struct book book;
	struct umea umea;
	struct arena keep, work, oracle;
	uint64_t start;
};

static struct arena arena_of_size(size_t size)
{
	return arena_of(book_must(malloc(size)), size);
}

static int setup(void **state)
{
	struct fixture *fixture = book_must(malloc(sizeof(*fixture)));
	book_open(&fixture->book);
	umea_prepare(&fixture->umea);
	fixture->keep = arena_of_size(EXPECTED_HEAP_SIZE);
	fixture->work = arena_of_size(EXPECTED_HEAP_SIZE);
	fixture->oracle = arena_of_size(EXPECTED_HEAP_SIZE);
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	fixture->start = umea_say_populations(&fixture->book);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	book_close(&fixture->book);
	free(fixture->keep.start);
	free(fixture->work.start);
	free(fixture->oracle.start);
	free(fixture);
	return 0;
}

static enum err between_in(struct fixture *fixture, uint64_t from, uint64_t to, struct arena *keep,
	const struct changes **ret_changes)
{
	struct fold_memory *memory = &fixture->book.office.memory;
	struct changes_memory where = {keep, &fixture->work, &memory->record, &memory->agreement};
	struct store_txn *txn = must_read(fixture->book.office.store);
	enum err err = changes_between(txn, from, to, &where, ret_changes);
	store_abort(txn);
	return err;
}

static const struct changes *between(struct fixture *fixture, uint64_t from, uint64_t to)
{
	const struct changes *changes = NULL;
	arena_reset(&fixture->keep);
	assert_int_equal(between_in(fixture, from, to, &fixture->keep, &changes), ERR_OK);
	return changes;
}

static const struct change *find(
	const struct changes *changes, uint32_t year, const char *term, const char *unit)
{
	for (const struct change *at = changes->changes; at != NULL; at = at->next)
		if (at->year == year && strcmp(at->term, term) == 0 && strcmp(at->unit, unit) == 0)
			return at;
	return NULL;
}

static size_t count(const struct changes *changes)
{
	size_t found = 0;
	for (const struct change *at = changes->changes; at != NULL; at = at->next)
		found++;
	return found;
}

static void changes_of_a_population_are_its_own_kommun_and_the_split(void **state)
{
	struct fixture *fixture = *state;
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "F1", 2018, 1000000);
	uint64_t from = book_send(&fixture->book);
	book_population(&fixture->book, "2409", 20161231, "SCB", 6801);
	const struct changes *changes = between(fixture, from, book_send(&fixture->book));
	const struct change *fee = find(changes, 2018, "avgift", "2409");
	assert_int_equal(fee->before.amount_ore, 300 * 6784);
	assert_int_equal(fee->after.amount_ore, 300 * 6801);
	assert_null(find(changes, 2018, "avgift", "2480"));
	assert_non_null(find(changes, 2018, "samordnare", "2480"));
	const struct change_record *record = changes->records;
	assert_string_equal(record->kind, "population");
	char what[CHANGERECORD_WHAT_SIZE];
	assert_string_equal(changerecord_what(&record->about, NULL, what), "2409 SCB 2016-12-31");
	assert_string_equal(record->reason, "skrivfel");
	assert_true(record->corrects);
	assert_int_equal(record->before, 6784);
	assert_int_equal(record->about.value, 6801);
	assert_null(record->next);
	assert_true(changes_is_cause(record, fee, fee->steps));
	assert_true(
		changes_is_cause(record, find(changes, 2018, "samordnare", "2480"), fee->steps));
}

static void changes_of_another_kommun_are_no_cause(void **state)
{
	struct fixture *fixture = *state;
	book_population(&fixture->book, "2401", 20161231, "SCB", 1);
	book_population(&fixture->book, "2409", 20161231, "SCB", 2);
	const struct changes *changes = between(fixture, fixture->start, book_send(&fixture->book));
	const struct change *fee = find(changes, 2018, "avgift", "2409");
	assert_false(changes_is_cause(changes->records, fee, fee->steps));
	assert_true(changes_is_cause(changes->records->next, fee, fee->steps));
	struct change_step other = {.entry = 1};
	assert_false(changes_is_cause(changes->records->next, fee, &other));
}

/* Only what is a word of ours is asked for. */
static const char *shout(const void *context, const char *word)
{
	assert_null(context);
	assert_string_equal(word, "payee");
	return "PAYEE";
}

static void changes_of_payments_are_listed_and_move_nothing(void **state)
{
	struct fixture *fixture = *state;
	book_payment(&fixture->book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F1", 2018, 7);
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F1", 2018, 8);
	const struct changes *changes = between(fixture, fixture->start, book_send(&fixture->book));
	assert_null(changes->changes);
	const struct change_about *about = &changes->records->about;
	const struct change_words loud = {.say = shout};
	char what[CHANGERECORD_WHAT_SIZE];
	assert_string_equal(changerecord_what(about, NULL, what), UMEA_DNR " 2409 F1 payee");
	assert_string_equal(changerecord_what(about, &loud, what), UMEA_DNR " 2409 F1 PAYEE");
	assert_true(about->is_amount);
	assert_string_equal(changes->records->next->kind, "invoice");
}

static void changes_there_and_back_have_two_steps(void **state)
{
	struct fixture *fixture = *state;
	book_population(&fixture->book, "2409", 20161231, "SCB", 7000);
	book_send(&fixture->book);
	book_population(&fixture->book, "2409", 20161231, "SCB", 6784);
	const struct changes *changes = between(fixture, fixture->start, book_send(&fixture->book));
	const struct change *fee = find(changes, 2018, "avgift", "2409");
	assert_int_equal(fee->before.amount_ore, fee->after.amount_ore);
	assert_int_equal(fee->steps->after.amount_ore, 300 * 7000);
	assert_int_equal(fee->steps->next->before.amount_ore, 300 * 7000);
	assert_null(fee->steps->next->next);
}

static void changes_of_a_new_agreement_come_from_nothing(void **state)
{
	struct fixture *fixture = *state;
	const struct changes *changes = between(fixture, 0, fixture->start);
	const struct change *fee = find(changes, 2018, "avgift", "2409");
	assert_int_equal(fee->before.state, CHANGE_ABSENT);
	assert_int_equal(fee->steps->after.state, CHANGE_UNKNOWN);
	assert_int_equal(fee->after.state, CHANGE_KNOWN);
	assert_int_equal(fee->after.amount_ore, 2035200);
}

/* The office's clock says 2020: of 2021 it is told, of 2022 to 2099 only what is known. */
static void changes_of_years_far_ahead_are_told_when_an_amount_is_known(void **state)
{
	struct fixture *fixture = *state;
	uint64_t from = fixture->start;
	fixture->umea.agreement.to = 20991231;
	book_agreement(&fixture->book, &fixture->umea.agreement);
	const struct changes *changes = between(fixture, from, book_send(&fixture->book));
	assert_int_equal(find(changes, 2021, "samordnare", "2480")->after.state, CHANGE_UNKNOWN);
	assert_null(find(changes, 2022, "samordnare", "2480"));
	assert_null(find(changes, 2098, "samordnare", "2480"));
	book_population(&fixture->book, "2480", 20481231, "SCB", 1000);
	changes = between(fixture, from, book_send(&fixture->book));
	const struct change *fee = find(changes, 2050, "avgift", "2480");
	assert_int_equal(fee->before.state, CHANGE_ABSENT);
	assert_int_equal(fee->after.state, CHANGE_KNOWN);
	assert_null(find(changes, 2050, "samordnare", "2480"));
	assert_null(find(changes, 2051, "avgift", "2480"));
}

static void changes_of_no_entries_are_none(void **state)
{
	struct fixture *fixture = *state;
	const struct changes *changes = between(fixture, fixture->start, fixture->start);
	assert_null(changes->records);
	assert_null(changes->changes);
}

static void changes_of_a_cost_stay_in_its_year(void **state)
{
	struct fixture *fixture = *state;
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "F1", 2018, 1000000);
	const struct changes *changes = between(fixture, fixture->start, book_send(&fixture->book));
	assert_int_equal(count(changes), UMEA_UNITS);
	assert_int_equal(changes->changes->year, 2018);
	assert_string_equal(changes->changes->term, "samordnare");
}

static void changes_as_json_name_entry_position_and_amounts(void **state)
{
	struct fixture *fixture = *state;
	book_population(&fixture->book, "2401", 20161231, "SCB", 7132);
	book_population(&fixture->book, "2409", 20161231, "SCB", 6801);
	book_send_any(&fixture->book); /* the first is as it was */
	const struct changes *changes = between(fixture, fixture->start, fixture->start + 1);
	char *text = changesjson_text(changes, NULL, &fixture->book.office.name);
	assert_non_null(strstr(text, "\"format\": \"jourd/changes/1\""));
	assert_non_null(strstr(text, "\"what\": \"2409 SCB 2016-12-31\""));
	assert_null(strstr(text, "\"what\": \"2401 SCB 2016-12-31\""));
	assert_non_null(strstr(text, "\"difference_ore\": 5100"));
	assert_non_null(strstr(text, "\"positions\": [\n      1\n     ]"));
	free(text);
}

/* ---- any records against the difference of both ends */

static uint64_t seed;

static uint32_t below(uint32_t limit)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % limit;
}

static uint64_t say_anything(struct fixture *fixture, uint32_t number)
{
	struct book *book = &fixture->book;
	const char *unit = umea_kommuner[below(UMEA_UNITS)].code;
	switch (below(4)) {
	case 0:
		book_cost(book, UMEA_DNR, UMEA_LINE, below(2) ? "F1" : "F2", 2018 + below(3),
			1000 + number);
		break;
	case 1:
		fixture->umea.agreement.version = 1 + below(2);
		fixture->umea.agreement.to = 20190101 + below(3) * 10000;
		fixture->umea.rate.rate_ore = 100 + number;
		book_agreement(book, &fixture->umea.agreement);
		break;
	default:
		book_population(book, unit, 20161231 + below(3) * 10000, "SCB", 1000 + number);
	}
	return book_send_any(book);
}

/* The amount as it stands at one size. */
static struct change_value amount_at(struct fixture *fixture, struct store_txn *txn, uint64_t size,
	uint32_t year, size_t term, size_t unit)
{
	const struct expected *expected = NULL;
	arena_reset(&fixture->oracle);
	enum err err = expected_compute(txn, size, UMEA_DNR, year, &fixture->oracle,
		&fixture->book.office.memory.record, &expected);
	assert_int_equal(err, ERR_OK);
	if (term >= expected->term_count || !expected->terms[term].holds)
		return (struct change_value){CHANGE_ABSENT, 0};
	const struct expected_line *line = &expected->terms[term].lines[unit];
	return line->known ? (struct change_value){CHANGE_KNOWN, line->amount_ore}
			   : (struct change_value){CHANGE_UNKNOWN, 0};
}

static void compare_with_both_ends(
	struct fixture *fixture, const struct changes *changes, uint64_t from, uint64_t to)
{
	static const char *const terms[] = {"avgift", "samordnare"};
	struct store_txn *txn = must_read(fixture->book.office.store);
	for (uint32_t year = 2016; year <= 2023; year++)
		for (size_t term = 0; term < 2; term++)
			for (size_t unit = 0; unit < UMEA_UNITS; unit++) {
				struct change_value before =
					amount_at(fixture, txn, from, year, term, unit);
				struct change_value after =
					amount_at(fixture, txn, to, year, term, unit);
				const struct change *change =
					find(changes, year, terms[term], umea_kommuner[unit].code);
				if (change == NULL) {
					assert_int_equal(before.state, after.state);
					assert_int_equal(before.amount_ore, after.amount_ore);
					continue;
				}
				assert_int_equal(change->before.state, before.state);
				assert_int_equal(change->before.amount_ore, before.amount_ore);
				assert_int_equal(change->after.state, after.state);
				assert_int_equal(change->after.amount_ore, after.amount_ore);
			}
	store_abort(txn);
}

static void check_steps(const struct changes *changes)
{
	for (const struct change *at = changes->changes; at != NULL; at = at->next) {
		struct change_value value = at->before;
		for (const struct change_step *step = at->steps; step != NULL; step = step->next) {
			bool caused = false;
			assert_int_equal(step->before.state, value.state);
			assert_int_equal(step->before.amount_ore, value.amount_ore);
			for (const struct change_record *record = changes->records; record != NULL;
				record = record->next)
				caused = caused || changes_is_cause(record, at, step);
			assert_true(caused);
			value = step->after;
		}
		assert_int_equal(at->after.state, value.state);
		assert_int_equal(at->after.amount_ore, value.amount_ore);
	}
}

static void changes_of_anything_add_up_to_the_difference_of_both_ends(void **state)
{
	struct fixture *fixture = *state;
	uint64_t sizes[STEPS + 1] = {fixture->start};
	seed = 11;
	for (uint32_t i = 0; i < STEPS; i++)
		sizes[i + 1] = say_anything(fixture, i);
	for (size_t i = 0; i < STEPS; i += 5) {
		const struct changes *changes = between(fixture, sizes[i], sizes[STEPS]);
		assert_non_null(changes->changes);
		compare_with_both_ends(fixture, changes, sizes[i], sizes[STEPS]);
		check_steps(changes);
	}
}

static void changes_in_a_small_arena_are_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	between(fixture, 0, fixture->start);
	size_t needed = fixture->keep.used;
	for (size_t room = 0; room < needed; room += 1 + needed / 97) {
		struct arena keep = arena_of_size(room + 1);
		const struct changes *changes = NULL;
		keep.capacity = room;
		assert_int_equal(
			between_in(fixture, 0, fixture->start, &keep, &changes), ERR_RANGE);
		free(keep.start);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(changes_of_a_population_are_its_own_kommun_and_the_split),
		TEST(changes_of_another_kommun_are_no_cause),
		TEST(changes_of_payments_are_listed_and_move_nothing),
		TEST(changes_there_and_back_have_two_steps),
		TEST(changes_of_a_new_agreement_come_from_nothing),
		TEST(changes_of_years_far_ahead_are_told_when_an_amount_is_known),
		TEST(changes_of_no_entries_are_none),
		TEST(changes_of_a_cost_stay_in_its_year),
		TEST(changes_as_json_name_entry_position_and_amounts),
		TEST(changes_of_anything_add_up_to_the_difference_of_both_ends),
		TEST(changes_in_a_small_arena_are_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
