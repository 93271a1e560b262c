#include "verify.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "office.h"

static struct office office;
static struct pen clerk, agent;
static struct verify_report report;

/* A little of everything: good and bad records, a fork and its end, a changed key. */
static int start(void **state)
{
	(void)state;
	Jour__V1__Record record;
	office_start(&office, memstore_open(ledger_tables, LEDGER_TABLES));
	office_furnish(&office, &clerk, &agent); /* entries 1, 2 */
	record = case_record("2409", 2019, 1, 3, 12);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED); /* 3 */
	record = case_record("2480", 2019, 1, 3, 7);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_NOT_GRANTED); /* 4 */
	struct pen copy = agent;
	copy.sequence = 0;
	memset(&copy.previous, 0, sizeof(copy.previous));
	record = case_record("2409", 2018, 1, 12, 1);
	assert_int_equal(pen_say(&office, &copy, &record).code, 0); /* 5 */
	assert_int_equal(submitted.door.way, DOOR_FORK);
	record = resume_record(&agent.secret.public.sign);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED); /* 6 */
	struct secret next = secret_number(11);
	record = key_change_record(
		&agent.secret.public.sign, &next.public.sign, &next.public.transport);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED); /* 7 */
	agent = pen_of(next, 'b');
	office.now_ms += 1000;
	record = case_record("2409", 2019, 4, 3, 3);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED); /* 8 */
	return 0;
}

static int end(void **state)
{
	(void)state;
	office_end(&office);
	return 0;
}

static enum err verify(void)
{
	struct store *scratch = memstore_open(ledger_tables, LEDGER_TABLES);
	enum err err = verify_run(office.store, scratch, &office.memory, &report);
	store_close(scratch);
	return err;
}

static bool found(enum verify_fault fault, enum ledger_table table, uint64_t index)
{
	for (size_t i = 0; i < report.count; i++)
		if (report.findings[i].fault == fault && report.findings[i].table == table &&
			report.findings[i].index == index)
			return true;
	return false;
}

static bool found_row(enum verify_fault fault, enum ledger_table table, struct bytes key)
{
	for (size_t i = 0; i < report.count; i++)
		if (report.findings[i].fault == fault && report.findings[i].table == table &&
			bytes_equal(
				(struct bytes){report.findings[i].key, report.findings[i].key_size},
				key))
			return true;
	return false;
}

/* ---- planting: rows that the store's own check finds right */

static void put(enum ledger_table table, struct bytes key, struct bytes value)
{
	struct store_txn *txn = must_write(office.store);
	store_put(txn, table, key, value);
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void delete (enum ledger_table table, struct bytes key)
{
	struct store_txn *txn = must_write(office.store);
	store_delete(txn, table, key);
	assert_int_equal(store_commit(txn), ERR_OK);
}

static size_t copy_row(enum ledger_table table, struct bytes key, uint8_t *buffer)
{
	struct store_txn *txn = must_read(office.store);
	struct bytes value;
	assert_true(store_get(txn, table, key, &value));
	memcpy(buffer, value.data, value.size);
	store_abort(txn);
	return value.size;
}

/* Changes one byte; from the end when `at` is negative. */
static void patch(enum ledger_table table, struct bytes key, int at, uint8_t change)
{
	static uint8_t buffer[STORE_VALUE_SIZE_MAX];
	size_t size = copy_row(table, key, buffer);
	buffer[at < 0 ? size - (size_t)-at : (size_t)at] ^= change;
	put(table, key, (struct bytes){buffer, size});
}

static uint8_t key_buffer[8];
#define KEY(index) index_key((index), key_buffer)

static struct bytes node_key(uint8_t level, uint64_t index, uint8_t buffer[9])
{
	struct writer writer = writer_of(buffer, 9);
	write_u8(&writer, level);
	write_be64(&writer, index);
	return written(&writer);
}

/* ---- tests */

static void verify_of_a_sound_ledger_is_identical(void **state)
{
	(void)state;
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 0);
	assert_true(report.refolded);
	assert_int_equal(report.size, 9);
	assert_int_equal(report.records, 11);
	assert_int_equal(report.nodes, 9 + 4 + 2 + 1);
	assert_int_equal(report.checkpoints, 9);
	assert_int_equal(report.signatures, 0);
	assert_true(report.state_rows > 10);
}

static void verify_of_an_empty_store_is_not_found(void **state)
{
	(void)state;
	struct store *empty = memstore_open(ledger_tables, LEDGER_TABLES);
	struct store *scratch = memstore_open(ledger_tables, LEDGER_TABLES);
	assert_int_equal(verify_run(empty, scratch, &office.memory, &report), ERR_NOTFOUND);
	store_close(scratch);
	store_close(empty);
}

static void verify_goes_over_many_chunks(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 700; i++) {
		Jour__V1__Record record = case_record("2409", 2019, 1, 3, i);
		(void)pen_say(&office, &agent, &record);
	}
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 0);
	assert_int_equal(report.size, 709);
	put(TABLE_BODY, KEY(700), bytes_of_text("no body"));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_BODY_FORM, TABLE_BODY, 700));
}

static void verify_changes_nothing(void **state)
{
	(void)state;
	static const unsigned all[] = {0, 1, 2, 3, 4, 5, 6, 7};
	struct hash256 before, after;
	struct store_txn *txn = must_read(office.store);
	assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &before), ERR_OK);
	store_abort(txn);
	assert_int_equal(verify(), ERR_OK);
	txn = must_read(office.store);
	assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &after), ERR_OK);
	store_abort(txn);
	assert_true(hash256_equal(before, after));
}

static void verify_flipped_row_is_unreadable(void **state)
{
	(void)state;
	static const enum ledger_table tables[] = {
		TABLE_ENTRY, TABLE_BODY, TABLE_RESULTS, TABLE_NODE, TABLE_STATE};
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		uint8_t buffer[9], members = STATE_MEMBERS;
		struct bytes key = tables[i] == TABLE_NODE    ? node_key(1, 2, buffer)
				   : tables[i] == TABLE_STATE ? (struct bytes){&members, 1}
							      : KEY(4);
		assert_true(memstore_flip(office.store, tables[i], key, 9));
		assert_int_equal(verify(), ERR_OK);
		assert_true(found_row(VERIFY_UNREADABLE, tables[i], key));
		/* What does not hang on it is still checked. */
		assert_int_equal(report.size, 9);
		assert_true(memstore_flip(office.store, tables[i], key, 9));
	}
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 0);
}

static void verify_flipped_checkpoint_is_unreadable_after(void **state)
{
	(void)state;
	assert_true(memstore_flip(office.store, TABLE_CHECKPOINT, KEY(4), 9));
	assert_int_equal(verify(), ERR_OK);
	uint8_t after[9] = {0, 0, 0, 0, 0, 0, 0, 3, 0};
	assert_true(found_row(VERIFY_UNREADABLE_AFTER, TABLE_CHECKPOINT, BYTES_OF(after)));
}

static void verify_two_flipped_rows_are_two_findings(void **state)
{
	(void)state;
	assert_true(memstore_flip(office.store, TABLE_BODY, KEY(3), 1));
	assert_true(memstore_flip(office.store, TABLE_RESULTS, KEY(6), 1));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_UNREADABLE, TABLE_BODY, KEY(3)));
	assert_true(found_row(VERIFY_UNREADABLE, TABLE_RESULTS, KEY(6)));
	assert_false(report.refolded);
}

static void verify_missing_row_is_missing(void **state)
{
	(void)state;
	uint8_t buffer[9], members = STATE_MEMBERS;
	delete (TABLE_BODY, KEY(3));
	delete (TABLE_NODE, node_key(2, 1, buffer));
	delete (TABLE_CHECKPOINT, KEY(9));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_MISSING, TABLE_BODY, KEY(3)));
	assert_true(found_row(VERIFY_MISSING, TABLE_NODE, node_key(2, 1, buffer)));
	assert_true(found_row(VERIFY_MISSING, TABLE_CHECKPOINT, KEY(9)));
	assert_int_equal(report.count, 3);
	end(NULL);
	start(NULL);
	delete (TABLE_STATE, (struct bytes){&members, 1});
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_MISSING, TABLE_STATE, (struct bytes){&members, 1}));
	assert_int_equal(report.count, 1);
}

static void verify_missing_first_checkpoint_is_missing(void **state)
{
	(void)state;
	delete (TABLE_CHECKPOINT, KEY(1));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_MISSING, TABLE_CHECKPOINT, KEY(1)));
}

static void verify_hole_in_entries_is_missing_and_extra(void **state)
{
	(void)state;
	uint8_t entry[ENTRY_SIZE];
	assert_int_equal(copy_row(TABLE_ENTRY, KEY(5), entry), ENTRY_SIZE);
	delete (TABLE_ENTRY, KEY(5));
	put(TABLE_ENTRY, KEY(100), BYTES_OF(entry));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_MISSING, TABLE_ENTRY, KEY(5)));
	assert_true(found_row(VERIFY_EXTRA, TABLE_ENTRY, KEY(100)));
	assert_false(report.refolded);
}

static void verify_row_of_nothing_is_extra(void **state)
{
	(void)state;
	uint8_t node[9], other[] = {99, 1};
	static const uint8_t value[32];
	put(TABLE_BODY, KEY(0), bytes_of_text("the genesis has none"));
	put(TABLE_RESULTS, bytes_of_text("short"), BYTES_OF(value));
	put(TABLE_NODE, node_key(4, 0, node), BYTES_OF(value));
	put(TABLE_CHECKPOINT, KEY(10), bytes_of_text("a promise of more"));
	put(TABLE_STATE, BYTES_OF(other), BYTES_OF(value));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_EXTRA, TABLE_BODY, KEY(0)));
	assert_true(found_row(VERIFY_EXTRA, TABLE_RESULTS, bytes_of_text("short")));
	assert_true(found_row(VERIFY_EXTRA, TABLE_NODE, node_key(4, 0, node)));
	assert_true(found_row(VERIFY_EXTRA, TABLE_CHECKPOINT, KEY(10)));
	assert_true(found_row(VERIFY_EXTRA, TABLE_STATE, BYTES_OF(other)));
	assert_int_equal(report.count, 5);
}

static enum ledger_table lied_about;
static uint64_t (*true_count)(struct store_txn *txn, unsigned table);

static uint64_t lying_count(struct store_txn *txn, unsigned table)
{
	return true_count(txn, table) + (table == lied_about);
}

static void verify_store_that_miscounts_is_found(void **state)
{
	(void)state;
	const struct store_ops *honest = office.store->ops;
	struct store_ops lying = *honest;
	static const enum ledger_table tables[] = {
		TABLE_BODY, TABLE_RESULTS, TABLE_NODE, TABLE_CHECKPOINT, TABLE_STATE, TABLE_SIGNATURE};
	true_count = honest->count;
	lying.count = lying_count;
	office.store->ops = &lying;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		lied_about = tables[i];
		assert_int_equal(verify(), ERR_OK);
		assert_int_equal(report.count, 1);
		assert_int_equal(report.findings[0].fault, VERIFY_ROWS);
		assert_int_equal(report.findings[0].table, tables[i]);
	}
	lied_about = TABLE_ENTRY;
	assert_int_equal(verify(), ERR_OK);
	assert_true(found_row(VERIFY_MISSING, TABLE_ENTRY, KEY(9)));
	office.store->ops = honest;
}

static void verify_false_genesis_stops(void **state)
{
	(void)state;
	put(TABLE_ENTRY, KEY(0), bytes_of_text("in the beginning"));
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 1);
	assert_int_equal(report.findings[0].fault, VERIFY_GENESIS);
	assert_false(report.refolded);
}

static void verify_entry_fields_are_checked(void **state)
{
	(void)state;
	static const struct {
		int at;
		uint8_t change;
		enum verify_fault fault;
	} cases[] = {{0, 1, VERIFY_ENTRY_LAYOUT}, {24, 0x80, VERIFY_ENTRY_INDEX},
		{27, 1, VERIFY_ENTRY_TIME}, {312, 2, VERIFY_ENTRY_RULES},
		{33 + 20, 1, VERIFY_ENTRY_LEDGER}, {33 + 172, 1, VERIFY_SIGNATURE},
		{213, 1, VERIFY_SIGNATURE}, {33 + 140, 1, VERIFY_BODY_ROOT},
		{33 + 19, 3, VERIFY_BODY_FORM}, {277, 1, VERIFY_RESULTS_HASH}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool body =
			cases[i].fault == VERIFY_BODY_ROOT || cases[i].fault == VERIFY_BODY_FORM;
		bool results = cases[i].fault == VERIFY_RESULTS_HASH;
		patch(TABLE_ENTRY, KEY(3), cases[i].at, cases[i].change);
		assert_int_equal(verify(), ERR_OK);
		assert_true(found(cases[i].fault,
			body	  ? TABLE_BODY
			: results ? TABLE_RESULTS
				  : TABLE_ENTRY,
			3));
		/* Whatever it is, the tree says so too. */
		assert_true(found(VERIFY_NODE, TABLE_NODE, 3));
		patch(TABLE_ENTRY, KEY(3), cases[i].at, cases[i].change);
	}
}

static void verify_body_and_results_are_checked(void **state)
{
	(void)state;
	patch(TABLE_BODY, KEY(8), -1, 1);
	patch(TABLE_RESULTS, KEY(4), -1, 1);
	patch(TABLE_BODY, KEY(7), 3, 1);
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_RESULTS_HASH, TABLE_RESULTS, 4));
	assert_true(found(VERIFY_BODY_FORM, TABLE_BODY, 7));
	assert_true(found(VERIFY_BODY_ROOT, TABLE_BODY, 8));
	assert_int_equal(report.count, 3);
}

/* Appends without asking the door. */
static void append(struct bytes bytes, bool fork)
{
	static struct hash256 hashes[BATCH_RECORDS_MAX];
	struct batch batch;
	struct store_txn *txn = must_write(office.store);
	assert_int_equal(batch_read(bytes, &batch), ERR_OK);
	(void)body_root(batch.body, hashes);
	(void)ledger_append(txn, &office.memory, &batch, hashes, fork, office.now_ms);
	ledger_put_checkpoint(txn, &office.name);
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void verify_batch_of_a_stranger_is_found(void **state)
{
	(void)state;
	struct pen stranger = pen_of(secret_number(99), 's');
	Jour__V1__Record record = case_record("2409", 2019, 7, 3, 1);
	draft_begin();
	draft_add(&record);
	append(pen_sign(&office, &stranger, CLASS_CASES), true);
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_AUTHOR, TABLE_ENTRY, 9));
}

static void verify_batch_that_the_door_refuses_is_found(void **state)
{
	(void)state;
	Jour__V1__Record record = case_record("2409", 2019, 7, 3, 1);
	agent.sequence += 5;
	draft_begin();
	draft_add(&record);
	append(pen_sign(&office, &agent, CLASS_CASES), false);
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_DOOR, TABLE_ENTRY, 9));
	assert_int_equal(report.findings[0].argument, REFUSAL_GAP);
	assert_false(report.refolded);
}

static void verify_batch_appended_twice_is_found(void **state)
{
	(void)state;
	Jour__V1__Record record = case_record("2409", 2019, 7, 3, 1);
	draft_begin();
	draft_add(&record);
	struct bytes bytes = pen_sign(&office, &agent, CLASS_CASES);
	append(bytes, false);
	append(bytes, false);
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_DOOR, TABLE_ENTRY, 10));
	assert_int_equal(report.findings[0].argument, 0);
}

/* Results that are false but hash to what the entry says. */
static void verify_result_that_the_rules_do_not_give_is_found(void **state)
{
	(void)state;
	uint8_t results[4 * RESULT_SIZE], entry[ENTRY_SIZE];
	assert_int_equal(copy_row(TABLE_RESULTS, KEY(1), results), sizeof(results));
	results[2 * RESULT_SIZE + 1] = RESULT_UNCHANGED;
	struct hash256 hash = hash256(BYTES_OF(results));
	assert_int_equal(copy_row(TABLE_ENTRY, KEY(1), entry), ENTRY_SIZE);
	memcpy(entry + 277, hash.bytes, sizeof(hash.bytes));
	put(TABLE_RESULTS, KEY(1), BYTES_OF(results));
	put(TABLE_ENTRY, KEY(1), BYTES_OF(entry));
	assert_int_equal(verify(), ERR_OK);
	assert_true(found(VERIFY_RESULT, TABLE_RESULTS, 1));
	assert_int_equal(report.findings[0].argument, 2);
}

static void verify_false_node_is_found(void **state)
{
	(void)state;
	uint8_t buffer[9];
	patch(TABLE_NODE, node_key(1, 3, buffer), 0, 1);
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 1);
	assert_true(found(VERIFY_NODE, TABLE_NODE, 3));
	assert_int_equal(report.findings[0].argument, 1);
}

static void verify_false_checkpoint_is_found(void **state)
{
	(void)state;
	patch(TABLE_CHECKPOINT, KEY(6), -3, 1);
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 1);
	assert_true(found(VERIFY_CHECKPOINT, TABLE_CHECKPOINT, 6));
}

/* Stores the ledger's signature of the text of `size`. */
static void sign_size(uint64_t size, uint64_t as)
{
	uint8_t text[CHECKPOINT_SIZE_MAX];
	size_t text_size = copy_row(TABLE_CHECKPOINT, KEY(size), text);
	struct signature signature = sign_detached(&office.ledger, (struct bytes){text, text_size});
	put(TABLE_SIGNATURE, KEY(as), BYTES_OF(signature.bytes));
}

static void verify_checkpoint_signatures_are_checked(void **state)
{
	(void)state;
	sign_size(4, 4);
	sign_size(9, 9);
	put(TABLE_SIGNATURE, bytes_of_text("last heard"), bytes_of_text("today"));
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 0);
	assert_int_equal(report.signatures, 2);
	sign_size(4, 5);
	sign_size(4, 12);
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 2);
	assert_true(found(VERIFY_CHECKPOINT_SIGNATURE, TABLE_SIGNATURE, 5));
	assert_true(found(VERIFY_CHECKPOINT_SIGNATURE, TABLE_SIGNATURE, 12));
}

static void verify_false_state_is_found(void **state)
{
	(void)state;
	uint8_t prefix = STATE_MEMBERS;
	patch(TABLE_STATE, (struct bytes){&prefix, 1}, 7, 1);
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, 1);
	assert_true(found_row(VERIFY_STATE, TABLE_STATE, (struct bytes){&prefix, 1}));
}

static void verify_stops_after_its_limit_of_findings(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < VERIFY_FINDINGS_MAX + 10; i++)
		put(TABLE_CHECKPOINT, KEY(1000 + i), bytes_of_text("x"));
	assert_int_equal(verify(), ERR_OK);
	assert_int_equal(report.count, VERIFY_FINDINGS_MAX);
}

static void verify_failing_disk_says_nothing_of_the_ledger(void **state)
{
	(void)state;
	uint64_t first = memstore_steps(office.store);
	assert_int_equal(verify(), ERR_OK);
	uint64_t steps = memstore_steps(office.store) - first;
	for (uint64_t i = 1; i <= steps; i += 7) {
		memstore_fault_at(office.store, MEMSTORE_CALL_IO, memstore_steps(office.store) + i);
		enum err err = verify();
		assert_int_equal(err, ERR_IO);
		assert_true(memstore_fault_struck(office.store));
	}
	memstore_restart(office.store);
}

static void verify_full_scratch_store_is_no_space(void **state)
{
	(void)state;
	struct store *scratch = memstore_open(ledger_tables, LEDGER_TABLES);
	memstore_fault_at(scratch, MEMSTORE_PUT_NOSPACE, 20);
	assert_int_equal(verify_run(office.store, scratch, &office.memory, &report), ERR_NOSPACE);
	store_close(scratch);
}

/* ---- receipts */

static struct bytes make_receipt(uint64_t index, uint8_t *buffer, size_t capacity)
{
	uint8_t note[CHECKPOINT_SIZE_MAX];
	struct writer to = writer_of(buffer, capacity);
	struct checkpoint checkpoint;
	struct store_txn *txn = must_read(office.store);
	uint64_t size = 0;
	assert_true(ledger_covering(txn, index, &size));
	assert_int_equal(ledger_checkpoint(txn, &office.name, size, &checkpoint), ERR_OK);
	struct bytes receipt = receipt_write(ledger_read(txn, TABLE_ENTRY, index),
		ledger_read(txn, TABLE_RESULTS, index),
		checkpoint_sign(&checkpoint, &office.ledger, note), &to);
	store_abort(txn);
	assert_true(receipt.size > 0);
	return receipt;
}

static enum err check_receipt(struct bytes receipt)
{
	struct store_txn *txn = must_read(office.store);
	enum err err = verify_receipt(txn, &office.name, receipt);
	store_abort(txn);
	return err;
}

static void verify_receipt_is_compared_with_the_ledger(void **state)
{
	(void)state;
	static uint8_t buffer[RECEIPT_SIZE_MAX];
	struct bytes receipt = make_receipt(4, buffer, sizeof(buffer));
	assert_int_equal(check_receipt(receipt), ERR_OK);
	buffer[30] ^= 1; /* when it was received: the root does not cover this entry */
	assert_int_equal(check_receipt(receipt), ERR_CORRUPT);
	buffer[30] ^= 1;
	buffer[receipt.size - 10] ^= 1; /* the signature */
	assert_int_equal(check_receipt(receipt), ERR_DENIED);
	assert_int_equal(check_receipt((struct bytes){buffer, receipt.size - 100}), ERR_MALFORMED);
}

static void verify_receipt_of_another_history_is_corrupt(void **state)
{
	(void)state;
	static uint8_t buffer[RECEIPT_SIZE_MAX];
	struct bytes receipt = make_receipt(8, buffer, sizeof(buffer));
	/* The same office, started anew from an old backup, goes another way. */
	office_end(&office);
	office_start(&office, memstore_open(ledger_tables, LEDGER_TABLES));
	office_furnish(&office, &clerk, &agent);
	assert_int_equal(check_receipt(receipt), ERR_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(verify_of_a_sound_ledger_is_identical),
		TEST(verify_of_an_empty_store_is_not_found),
		TEST(verify_goes_over_many_chunks),
		TEST(verify_changes_nothing),
		TEST(verify_flipped_row_is_unreadable),
		TEST(verify_flipped_checkpoint_is_unreadable_after),
		TEST(verify_two_flipped_rows_are_two_findings),
		TEST(verify_missing_row_is_missing),
		TEST(verify_missing_first_checkpoint_is_missing),
		TEST(verify_hole_in_entries_is_missing_and_extra),
		TEST(verify_row_of_nothing_is_extra),
		TEST(verify_store_that_miscounts_is_found),
		TEST(verify_false_genesis_stops),
		TEST(verify_entry_fields_are_checked),
		TEST(verify_body_and_results_are_checked),
		TEST(verify_batch_of_a_stranger_is_found),
		TEST(verify_batch_that_the_door_refuses_is_found),
		TEST(verify_batch_appended_twice_is_found),
		TEST(verify_result_that_the_rules_do_not_give_is_found),
		TEST(verify_false_node_is_found),
		TEST(verify_false_checkpoint_is_found),
		TEST(verify_checkpoint_signatures_are_checked),
		TEST(verify_false_state_is_found),
		TEST(verify_stops_after_its_limit_of_findings),
		TEST(verify_failing_disk_says_nothing_of_the_ledger),
		TEST(verify_full_scratch_store_is_no_space),
		TEST(verify_receipt_is_compared_with_the_ledger),
		TEST(verify_receipt_of_another_history_is_corrupt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
