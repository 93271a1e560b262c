#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fakeledger.h"
#include "receiptcheck.h"

static struct fake_ledger *fake;
static struct outbox_submission submission;
static struct checkpoint seen, found;
static uint8_t batch_bytes[1024], receipt_bytes[FAKE_RECEIPT_SIZE];

/* One report and its receipt, as an outbox would show them. */
static int setup(void **state)
{
	(void)state;
	struct secret author = fake_secret(1);
	uint8_t record[] = {0, 0, 0, 1, 9};
	struct writer to = writer_of(batch_bytes, sizeof(batch_bytes));
	struct batch batch;
	fake = fake_open(&author.public, 0);
	struct header header = {.class = CLASS_CASES,
		.ledger_id = fake->view.ledger_id,
		.sequence = 1,
		.author_time_ms = 5};
	assert_int_equal(
		batch_read(batch_sign(&header, BYTES_OF(record), &author, &to), &batch), 0);
	unsigned entry = fake_append(fake, &batch, false);
	memcpy(receipt_bytes, fake->entries[entry].receipt, fake->entries[entry].receipt_size);
	submission = (struct outbox_submission){.number = 1,
		.state = OUTBOX_RECEIPTED,
		.header = batch.header,
		.header_bytes = batch.header_bytes,
		.signature = batch.signature,
		.receipt = {receipt_bytes, fake->entries[entry].receipt_size}};
	seen = (struct checkpoint){.size = 0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_close(fake);
	return 0;
}

static enum receipt_fault check(void)
{
	return receiptcheck(&submission, &fake->view, &seen, &found);
}

static void receiptcheck_of_what_came_is_sound(void **state)
{
	(void)state;
	assert_int_equal(check(), RECEIPT_SOUND);
	assert_int_equal(found.size, 2);
	seen = found;
	assert_int_equal(check(), RECEIPT_SOUND);
}

/* A changed byte anywhere is found, whatever it is then called. */
static void receiptcheck_finds_every_changed_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < submission.receipt.size; i++) {
		receipt_bytes[i] ^= 1;
		/* Only when it came and by which rules are not in a signature of ours: the leaf
		 * and its proof, which were checked when it came, cover them. */
		bool covered_by_leaf = check() == RECEIPT_SOUND;
		receipt_bytes[i] ^= 1;
		if (covered_by_leaf)
			assert_in_range(i, 0, ENTRY_SIZE - 1);
	}
}

static void receiptcheck_of_another_report_says_so(void **state)
{
	(void)state;
	submission.signature.bytes[3] ^= 1;
	assert_int_equal(check(), RECEIPT_OF_ANOTHER);
}

static void receiptcheck_of_another_ledgers_key_says_so(void **state)
{
	(void)state;
	fake->view.ledger_key = fake_secret(77).public.sign;
	assert_int_equal(check(), RECEIPT_NOT_SIGNED_THERE);
}

static void receiptcheck_of_cut_bytes_is_damaged(void **state)
{
	(void)state;
	submission.receipt.size = 10;
	assert_int_equal(check(), RECEIPT_DAMAGED);
}

static void receiptcheck_of_two_roots_for_one_size_says_so(void **state)
{
	(void)state;
	assert_int_equal(check(), RECEIPT_SOUND);
	seen = found;
	seen.root.bytes[0] ^= 1;
	assert_int_equal(check(), RECEIPT_TWO_HISTORIES);
}

/* Both the entry and the submission bear a signature that is not the author's. */
static void receiptcheck_of_an_unsigned_report_says_so(void **state)
{
	(void)state;
	struct receipt receipt;
	assert_int_equal(receipt_read(submission.receipt, &receipt), ERR_OK);
	struct entry entry = receipt.entry;
	uint8_t changed[ENTRY_SIZE];
	entry.signature.bytes[5] ^= 1;
	submission.signature.bytes[5] ^= 1;
	entry_write(&entry, changed);
	memcpy(receipt_bytes, changed, ENTRY_SIZE);
	assert_int_equal(check(), RECEIPT_NOT_SIGNED_HERE);
}

static void receiptcheck_of_an_entry_beyond_the_checkpoint_says_so(void **state)
{
	(void)state;
	struct receipt receipt;
	assert_int_equal(receipt_read(submission.receipt, &receipt), ERR_OK);
	struct entry entry = receipt.entry;
	uint8_t changed[ENTRY_SIZE];
	entry.index = 2;
	entry_write(&entry, changed);
	memcpy(receipt_bytes, changed, ENTRY_SIZE);
	assert_int_equal(check(), RECEIPT_NOT_COVERED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(receiptcheck_of_what_came_is_sound),
		TEST(receiptcheck_finds_every_changed_byte),
		TEST(receiptcheck_of_another_report_says_so),
		TEST(receiptcheck_of_another_ledgers_key_says_so),
		TEST(receiptcheck_of_cut_bytes_is_damaged),
		TEST(receiptcheck_of_two_roots_for_one_size_says_so),
		TEST(receiptcheck_of_an_unsigned_report_says_so),
		TEST(receiptcheck_of_an_entry_beyond_the_checkpoint_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
