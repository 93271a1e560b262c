#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>

#include "amend.h"
#include "inforce.h"
#include "pact.h"
#include "whatif.h"
#include "whatifjson.h"

#define YEAR 2019
#define ROUNDS 400

struct fixture {
	struct pact *pact;
	struct whatif *whatif;
	struct store *above;
	struct store_txn *below;
	struct arena arena; /* what would be */
	struct writer records;
	uint8_t buffer[WHATIF_SIZE_MAX + 64];
	uint64_t random;
};

static uint64_t draw(struct fixture *fixture, uint64_t below)
{
	fixture->random = fixture->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (fixture->random >> 33) % below;
}

static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	fixture->pact = pact_open();
	fixture->whatif = book_must(malloc(sizeof(*fixture->whatif)));
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	fixture->records = writer_of(fixture->buffer, sizeof(fixture->buffer));
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	pact_close(fixture->pact);
	free(fixture->whatif);
	free(fixture->arena.start);
	free(fixture);
	return 0;
}

/* ---- asking */

static enum err append(struct fixture *fixture)
{
	struct office *office = &fixture->pact->book.office;
	fixture->above = memstore_open(ledger_tables, LEDGER_TABLES);
	fixture->below = must_read(office->store);
	whatif_begin(fixture->whatif, fixture->below, must_write(fixture->above));
	return whatif_append(fixture->whatif, &office->name, &office->memory,
		written(&fixture->records), office->now_ms);
}

static void done(struct fixture *fixture)
{
	store_abort(&fixture->whatif->overlay.txn);
	store_abort(fixture->below);
	store_close(fixture->above);
	fixture->records = writer_of(fixture->buffer, sizeof(fixture->buffer));
}

static const struct expected *would_be(struct fixture *fixture, uint32_t year)
{
	const struct expected *expected = NULL;
	arena_reset(&fixture->arena);
	assert_int_equal(expected_compute(&fixture->whatif->overlay.txn, fixture->whatif->size,
				 PACT_DNR, year, &fixture->arena,
				 &fixture->pact->book.office.memory.record, &expected),
		ERR_OK);
	return expected;
}

/* The record as a file would say it: it names nothing that it corrects. */
static void suppose(struct fixture *fixture, Jour__V1__Record *record)
{
	static uint8_t salt[SALT_SIZE];
	Jour__V1__Record plain = *record;
	salt[0]++;
	plain.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	assert_int_equal(record_pack(&plain, &fixture->records), ERR_OK);
}

static void suppose_agreement(struct fixture *fixture, Jour__V1__Agreement *agreement)
{
	Jour__V1__Record record = RECORD_WITH(agreement, agreement, AGREEMENT);
	suppose(fixture, &record);
}

static void suppose_population(struct fixture *fixture, const char *unit, uint64_t count)
{
	Jour__V1__Record record = population_record(unit, count);
	record.population->reference_date = 20171231;
	suppose(fixture, &record);
}

static struct hash256 digest_of(struct store *store)
{
	unsigned tables[LEDGER_TABLES];
	struct hash256 digest;
	struct store_txn *txn = must_read(store);
	for (unsigned i = 0; i < LEDGER_TABLES; i++)
		tables[i] = i;
	assert_int_equal(store_digest(txn, tables, LEDGER_TABLES, &digest), ERR_OK);
	store_abort(txn);
	return digest;
}

static void assert_same_line(const struct expected_line *a, const struct expected_line *b)
{
	assert_int_equal(a->known, b->known);
	if (!a->known)
		return;
	assert_int_equal(a->amount_ore, b->amount_ore);
	assert_string_equal(a->exact_ore, b->exact_ore);
}

static void assert_same(const struct expected *a, const struct expected *b)
{
	assert_int_equal(a->unit_count, b->unit_count);
	assert_int_equal(a->term_count, b->term_count);
	assert_int_equal(a->total_ore, b->total_ore);
	assert_int_equal(a->complete, b->complete);
	for (size_t i = 0; i < a->unit_count; i++) {
		assert_string_equal(a->units[i].code, b->units[i].code);
		assert_int_equal(a->units[i].amount_ore, b->units[i].amount_ore);
	}
	for (size_t t = 0; t < a->term_count; t++)
		for (size_t i = 0; i < a->unit_count; i++)
			assert_same_line(&a->terms[t].lines[i], &b->terms[t].lines[i]);
}

/* ---- random agreements */

static Jour__V1__Measure *draw_measure(struct fixture *fixture)
{
	uint64_t figures[PACT_UNITS];
	for (size_t i = 0; i < PACT_UNITS; i++)
		figures[i] = 1 + draw(fixture, 1000);
	switch (draw(fixture, 3)) {
	case 0:
		return pact_equal(fixture->pact);
	case 1:
		return pact_figures(fixture->pact, figures);
	default:
		return pact_population(fixture->pact);
	}
}

static void draw_term(struct fixture *fixture)
{
	struct pact *pact = fixture->pact;
	Jour__V1__Term *term;
	switch (draw(fixture, 3)) {
	case 0:
		pact_rate(pact, draw(fixture, 900), draw_measure(fixture));
		break;
	case 1:
		pact_fixed(pact, draw(fixture, 10000000));
		break;
	default:
		term = pact_shared(pact, 1 + draw(fixture, 100000000));
		pact_key(pact, term, 30, draw_measure(fixture));
		pact_key(pact, term, 70, draw_measure(fixture));
	}
	pact->terms[pact->agreement.n_terms - 1]->proration =
		(Jour__V1__Proration)(JOUR__V1__PRORATION__PRORATION_NONE + draw(fixture, 3));
}

static void draw_agreement(struct fixture *fixture, uint32_t version)
{
	struct pact *pact = fixture->pact;
	pact_begin(pact, PACT_DNR, 1 + draw(fixture, PACT_UNITS));
	pact->agreement.version = version;
	for (uint64_t terms = 1 + draw(fixture, 3); terms > 0; terms--)
		draw_term(fixture);
	if (draw(fixture, 2) == 0)
		pact_member(pact, draw(fixture, pact->agreement.n_units),
			YEAR * 10000u + 101 + 100 * (uint32_t)draw(fixture, 12), 0);
}

/* Supposed first, then really sent. */
static void supposed_is_sent(struct fixture *fixture)
{
	struct book *book = &fixture->pact->book;
	struct hash256 before = digest_of(book->office.store);
	uint64_t count = 1 + draw(fixture, 90000);
	const char *unit = pact_codes[draw(fixture, PACT_UNITS)];
	draw_agreement(fixture, 1 + (uint32_t)draw(fixture, 2));
	suppose_agreement(fixture, &fixture->pact->agreement);
	suppose_population(fixture, unit, count);
	assert_int_equal(append(fixture), ERR_OK);
	assert_int_equal(fixture->whatif->refused, 0);
	const struct expected *then = would_be(fixture, YEAR);
	struct hash256 after = digest_of(book->office.store);
	assert_memory_equal(before.bytes, after.bytes, sizeof(after.bytes));
	book_agreement(book, &fixture->pact->agreement);
	book_population(book, unit, 20171231, "SCB", count);
	book_send_any(book);
	assert_same(then, pact_expect(fixture->pact, YEAR));
	done(fixture);
}

static void whatif_of_any_records_is_what_sending_them_gives(void **state)
{
	struct fixture *fixture = *state;
	struct pact *pact = fixture->pact;
	for (size_t i = 0; i < PACT_UNITS; i++)
		book_population(&pact->book, pact_codes[i], 20171231, "SCB", 1000 * (i + 1));
	book_send(&pact->book);
	draw_agreement(fixture, 1);
	pact_say(pact);
	for (int round = 0; round < ROUNDS; round++)
		supposed_is_sent(fixture);
}

/* ---- what is said about records */

static void start_simple(struct fixture *fixture)
{
	struct pact *pact = fixture->pact;
	pact_rate(pact, 300, pact_population(pact));
	book_population(&pact->book, "0101", 20171231, "SCB", 100);
	book_population(&pact->book, "0102", 20171231, "SCB", 200);
	book_send(&pact->book);
	pact_say(pact);
}

static void whatif_record_that_stands_is_taken_as_its_correction(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	suppose_population(fixture, "0101", 150);
	suppose_population(fixture, "0102", 200);
	assert_int_equal(append(fixture), ERR_OK);
	const struct whatif *whatif = fixture->whatif;
	assert_int_equal(whatif->count, 2);
	assert_int_equal(whatif->refused, 0);
	assert_int_equal(whatif->size, whatif->from + 1);
	assert_int_equal(whatif->said[0].result.code, RESULT_ACCEPTED);
	assert_true(whatif->said[0].corrected);
	assert_int_equal(whatif->said[0].stands.index, 2);
	assert_int_equal(whatif->said[1].result.code, RESULT_UNCHANGED);
	assert_int_equal(would_be(fixture, YEAR)->total_ore, 300 * 350);
	assert_int_equal(
		pact_expect_as_of(fixture->pact, YEAR, whatif->from)->total_ore, 300 * 300);
	done(fixture);
}

static void whatif_record_that_breaks_a_rule_would_be_refused(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	suppose_population(fixture, "9999", 150);
	assert_int_equal(append(fixture), ERR_OK);
	assert_int_equal(fixture->whatif->refused, 1);
	assert_int_equal(fixture->whatif->said[0].result.code, RESULT_UNKNOWN_UNIT);
	assert_int_equal(would_be(fixture, YEAR)->total_ore, 300 * 300);
	done(fixture);
}

static void whatif_empty_bodies_are_judged_not_looked_up(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__CaseTable table;
	jour__v1__case_table__init(&table);
	Jour__V1__Record record = RECORD_WITH(case_table, &table, CASE_TABLE);
	suppose(fixture, &record);
	assert_int_equal(append(fixture), ERR_OK);
	assert_int_equal(fixture->whatif->said[0].result.code, RESULT_BAD_FIELD);
	done(fixture);
}

static void whatif_records_of_two_classes_are_two_entries(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	Jour__V1__Record record = unit_record("0199", "Nyköping");
	suppose(fixture, &record);
	suppose_population(fixture, "0199", 5);
	fixture->pact->units[2] = text("0199");
	fixture->pact->agreement.n_units = 3;
	suppose_agreement(fixture, &fixture->pact->agreement);
	assert_int_equal(append(fixture), ERR_OK);
	assert_int_equal(fixture->whatif->refused, 0);
	assert_int_equal(fixture->whatif->size, fixture->whatif->from + 2);
	assert_string_equal(would_be(fixture, YEAR)->units[2].name, "Nyköping");
	assert_int_equal(would_be(fixture, YEAR)->total_ore, 300 * 305);
	done(fixture);
}

static void whatif_diary_number_of_another_agreement_is_no_correction(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	fixture->pact->units[0] = text("0103");
	fixture->pact->units[1] = text("0104");
	suppose_agreement(fixture, &fixture->pact->agreement);
	assert_int_equal(append(fixture), ERR_OK);
	assert_int_equal(fixture->whatif->said[0].result.code, RESULT_OTHER_AGREEMENT);
	done(fixture);
}

static void whatif_bytes_that_are_no_records_are_malformed(void **state)
{
	struct fixture *fixture = *state;
	write_be32(&fixture->records, 3);
	write_copy(&fixture->records, "abc", 3);
	assert_int_equal(append(fixture), ERR_MALFORMED);
	done(fixture);
	suppose_population(fixture, "0101", 1);
	write_u8(&fixture->records, 0);
	assert_int_equal(append(fixture), ERR_MALFORMED);
	done(fixture);
}

static void whatif_of_more_than_a_batch_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	for (size_t i = 0; i < WHATIF_RECORDS_MAX; i++)
		suppose_population(fixture, "0101", i + 1);
	struct writer most = fixture->records;
	assert_int_equal(append(fixture), ERR_OK);
	/* Each corrects what stands today, so only the first can. */
	assert_int_equal(fixture->whatif->count, WHATIF_RECORDS_MAX);
	assert_int_equal(fixture->whatif->refused, WHATIF_RECORDS_MAX - 1);
	done(fixture);
	fixture->records = most;
	suppose_population(fixture, "0101", 1);
	assert_int_equal(append(fixture), ERR_RANGE);
	done(fixture);
	memset(fixture->buffer, 1, sizeof(fixture->buffer));
	fixture->records.size = WHATIF_SIZE_MAX + 1;
	assert_int_equal(append(fixture), ERR_RANGE);
	done(fixture);
}

static void whatif_of_a_damaged_ledger_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = fixture->pact->book.office.store;
	start_simple(fixture);
	suppose_population(fixture, "0101", 150);
	memstore_fault_at(store, MEMSTORE_VALUE_FLIP, memstore_steps(store) + 3);
	assert_int_equal(append(fixture), ERR_CORRUPT);
	done(fixture);
	memstore_restart(store);
}

/* ---- as data */

static void whatif_as_json_has_both_answers_and_the_differences(void **state)
{
	struct fixture *fixture = *state;
	start_simple(fixture);
	suppose_population(fixture, "0101", 150);
	assert_int_equal(append(fixture), ERR_OK);
	struct office *office = &fixture->pact->book.office;
	struct sides sides = {pact_expect_as_of(fixture->pact, YEAR, fixture->whatif->from),
		would_be(fixture, YEAR)};
	char *json = whatifjson_text(
		fixture->whatif, &sides, NULL, &office->name, &office->memory.record);
	assert_non_null(json);
	json_t *root = json_loads(json, 0, NULL);
	assert_true(json_is_true(json_object_get(root, "hypothetical")));
	json_t *record = json_array_get(json_object_get(root, "records"), 0);
	assert_string_equal(
		json_string_value(json_object_get(record, "what")), "0101 SCB 2017-12-31");
	assert_non_null(json_object_get(record, "corrects"));
	json_t *differences = json_object_get(root, "differences");
	json_t *total = json_object_get(differences, "total");
	assert_int_equal(json_integer_value(json_object_get(total, "difference_ore")), 15000);
	json_t *unit = json_array_get(json_object_get(differences, "units"), 0);
	assert_int_equal(json_integer_value(json_object_get(unit, "today_ore")), 30000);
	assert_int_equal(json_integer_value(json_object_get(unit, "what_if_ore")), 45000);
	json_t *then = json_object_get(root, "what_if");
	assert_int_equal(json_integer_value(json_object_get(then, "total_ore")), 105000);
	json_decref(root);
	free(json);
	done(fixture);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whatif_of_any_records_is_what_sending_them_gives),
		TEST(whatif_record_that_stands_is_taken_as_its_correction),
		TEST(whatif_record_that_breaks_a_rule_would_be_refused),
		TEST(whatif_empty_bodies_are_judged_not_looked_up),
		TEST(whatif_records_of_two_classes_are_two_entries),
		TEST(whatif_diary_number_of_another_agreement_is_no_correction),
		TEST(whatif_bytes_that_are_no_records_are_malformed),
		TEST(whatif_of_more_than_a_batch_is_out_of_range),
		TEST(whatif_of_a_damaged_ledger_is_an_error),
		TEST(whatif_as_json_has_both_answers_and_the_differences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
