#include "agentdir.h"
#include "submit.h"

/* Sends two records from rows 5 and 9 of a file; what is printed. Free it. */
static char *printed(struct agentdir *dir, unsigned kind, bool answered, int status)
{
	uint8_t body[64], rows[2 * OUTBOX_ORIGIN_SIZE];
	struct writer to = writer_of(body, sizeof(body));
	struct writer origins = writer_of(rows, sizeof(rows));
	char *text = NULL;
	size_t size = 0;
	uint64_t number = 0;
	enum err err;
	for (uint8_t i = 0; i < 2; i++) {
		write_be32(&to, 1);
		write_u8(&to, i);
		outbox_origin_write(&(struct outbox_origin){kind, 5u + 4u * i, 0}, &origins);
	}
	struct outbox_draft draft = {.class = CLASS_CASES,
		.body = written(&to),
		.origins = written(&origins),
		.source_name = bytes_of_text("q1.csv")};
	struct store_txn *txn = store_begin_write(dir->agent.store, &err);
	assert_int_equal(submit_sign(&dir->agent, txn, &draft, &number), ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
	if (answered)
		agentdir_answer(dir, number);
	FILE *memory = open_memstream(&text, &size);
	assert_int_equal(submit_print(&dir->agent, number, memory), status);
	assert_int_equal(fclose(memory), 0);
	return text;
}

static void submit_record_that_does_not_count_is_shown_at_its_row(void **state)
{
	char *text = printed(*state, 64, true, STATUS_FAILED);
	assert_string_equal(text,
		"Report 1 (q1.csv): receipt: entry 1, 1 record counts, 1 DOES NOT COUNT\n"
		"q1.csv, row 9: not counted: only the old key itself or the recovery key can "
		"change "
		"a key\n");
	free(text);
}

static void submit_record_of_an_agreement_is_shown_at_its_line(void **state)
{
	char *text = printed(*state, JOUR__V1__RECORD__BODY_AGREEMENT, true, STATUS_FAILED);
	assert_non_null(strstr(text, "q1.csv, line 9: "));
	free(text);
}

static void submit_report_that_waits_says_so(void **state)
{
	uint64_t waiting = 0;
	struct agentdir *dir = *state;
	char *text = printed(dir, 64, false, STATUS_ATTENTION);
	assert_non_null(strstr(text, "safe in the outbox"));
	assert_false(submit_answered(&dir->agent, 1, &waiting));
	assert_int_equal(waiting, 1);
	free(text);
}

/* As many grants as the office may give one kommun, and then some. */
static void submit_batch_of_a_hundred_admin_records_is_taken_into_the_outbox(void **state)
{
	static struct admin_batch batch;
	struct agentdir *dir = *state;
	struct outbox_submission submission = {.number = 0};
	uint64_t number = 0;
	enum err err;
	admin_begin(&batch);
	for (unsigned i = 0; i < 100; i++) {
		Jour__V1__Record record;
		Jour__V1__Grant grant;
		jour__v1__record__init(&record);
		jour__v1__grant__init(&grant);
		record.body_case = JOUR__V1__RECORD__BODY_GRANT;
		record.grant = &grant;
		admin_add(&batch, &record);
	}
	assert_true(admin_put(&dir->agent, &batch, &number));
	struct store_txn *txn = store_begin_read(dir->agent.store, &err);
	assert_int_equal(outbox_submission(txn, number, &submission), ERR_OK);
	assert_int_equal(submission.header.count, 100);
	assert_int_equal(
		outbox_origin_at(submission.origins, 99).kind, JOUR__V1__RECORD__BODY_GRANT);
	store_abort(txn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, agentdir_setup, agentdir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(submit_record_that_does_not_count_is_shown_at_its_row),
		TEST(submit_record_of_an_agreement_is_shown_at_its_line),
		TEST(submit_report_that_waits_says_so),
		TEST(submit_batch_of_a_hundred_admin_records_is_taken_into_the_outbox),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
