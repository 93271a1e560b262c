#include "republish.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "casebook.h"
#include "statjson.h"
#include "totalsask.h"

/* What `totals --json` prints as of a size must come out the same for ever, whatever comes later.
 */

#define SIZES 60

static const struct period quarter = {2018, 1, 3};

static char codes[3][5] = {"2401", "2409", "2480"};
static char district[] = "A1", heir[] = "2499", dnr[] = "KS 1";
static struct casebook *book;

static int start(void **state)
{
	(void)state;
	book = casebook_open();
	for (unsigned i = 0; i < 3; i++)
		casebook_add_unit(book, codes[i], codes[i]);
	return 0;
}

static int end(void **state)
{
	(void)state;
	casebook_close(book);
	return 0;
}

/* As the command prints it at the present size, with the line end. */
static struct hash256 hash_of_totals(struct totals_asked asked)
{
	struct totals_query query;
	struct coverage coverage;
	struct settled settled;
	struct totals totals;
	struct reports reports = casebook_read(book, book->size, quarter, book->today, &coverage);
	assert_int_equal(closed_survey(reports.txn, book->size, quarter, &book->found,
				 &book->memory.record, &settled),
		ERR_OK);
	assert_int_equal(totalsask_query(&reports, &asked, &query), ERR_OK);
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	char *text = statjson_totals(&totals, &reports, query.source, &settled);
	assert_non_null(text);
	struct bytes parts[] = {bytes_of_text(text), bytes_of_text("\n")};
	struct hash256 hash = hash256_parts(parts, 2);
	free(text);
	store_abort(reports.txn);
	return hash;
}

static enum republished again(const Jour__V1__Release *release)
{
	struct coverage_calendar calendar = {book, casebook_day, 0};
	enum republished outcome = REPUBLISHED_NOT;
	struct store_txn *txn = casebook_begin(book);
	arena_reset(&book->found);
	assert_int_equal(
		republish(txn, release, &calendar, &book->found, &book->memory.record, &outcome),
		ERR_OK);
	store_abort(txn);
	return outcome;
}

static enum result_code say_close(char *scope, bool reopened)
{
	Jour__V1__Period message = period_to_message(quarter);
	Jour__V1__PeriodClose close;
	jour__v1__period_close__init(&close);
	close.scope = scope;
	close.period = &message;
	close.reopened = reopened;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_PERIOD_CLOSE, &close);
	return casebook_put(book, &record);
}

static void step(uint64_t *seed, bool *closed)
{
	unsigned unit = (unsigned)casebook_draw(seed, 3);
	uint64_t cases = (uint64_t)casebook_draw(seed, 100);
	struct casebook_table table = {.area = codes[unit],
		.period = {2018, (uint8_t)(1 + casebook_draw(seed, 3)), 1},
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &cases,
		.cell_count = 1};
	struct casebook_agreement agreement = {.dnr = codes[unit],
		.version = 1,
		.from = 20180101,
		.units = {codes[unit]},
		.unit_count = 1,
		.duties = {{3, 20}}};
	switch (casebook_draw(seed, 6)) {
	case 0:
		(void)say_close(codes[unit], closed[unit]);
		closed[unit] = !closed[unit];
		break;
	case 1:
		(void)casebook_agree(book, &agreement);
		break;
	default:
		(void)casebook_report(book, &table);
	}
}

static void republish_of_every_size_gives_the_same_bytes(void **state)
{
	(void)state;
	static struct hash256 hashes[SIZES];
	static uint64_t sizes[SIZES];
	Jour__V1__Period message = period_to_message(quarter);
	uint64_t seed = 42;
	bool closed[3] = {false, false, false};
	for (unsigned i = 0; i < SIZES; i++) {
		sizes[i] = book->size;
		hashes[i] = hash_of_totals((struct totals_asked){.by = NULL});
		step(&seed, closed);
	}
	for (unsigned i = 0; i < SIZES; i++) {
		Jour__V1__Release release;
		jour__v1__release__init(&release);
		char kind[] = "totals";
		release.kind = kind;
		release.period = &message;
		release.as_of = sizes[i];
		release.hash = (ProtobufCBinaryData){HASH256_SIZE, hashes[i].bytes};
		assert_int_equal(again(&release), REPUBLISHED_SAME);
		hashes[i].bytes[31] ^= 1;
		assert_int_equal(again(&release), REPUBLISHED_DIFFERS);
	}
}

static void republish_asks_as_the_release_says(void **state)
{
	(void)state;
	char kind[] = "totals", split[] = "split", dimensions[] = "sex", nonsense[] = "sex,colour";
	Jour__V1__Period message = period_to_message(quarter);
	Jour__V1__Release release;
	casebook_report_cases(book, codes[1], quarter, 7);
	struct hash256 hash = hash_of_totals(
		(struct totals_asked){.scope = {.unit = codes[1]}, .by = dimensions});
	jour__v1__release__init(&release);
	release.kind = kind;
	release.period = &message;
	release.as_of = book->size;
	release.hash = (ProtobufCBinaryData){HASH256_SIZE, hash.bytes};
	assert_int_equal(again(&release), REPUBLISHED_DIFFERS);
	release.unit = codes[1];
	release.dimensions = dimensions;
	assert_int_equal(again(&release), REPUBLISHED_SAME);
	release.dimensions = nonsense;
	assert_int_equal(again(&release), REPUBLISHED_NOT);
	release.dimensions = dimensions;
	release.kind = split;
	assert_int_equal(again(&release), REPUBLISHED_NOT);
	release.kind = kind;
	release.period = NULL;
	assert_int_equal(again(&release), REPUBLISHED_NOT);
}

/* A kommun with a district, what was merged, and the partners of an agreement. */
static void say_history(void)
{
	struct casebook_unit units[] = {{.code = district,
						.parent = codes[2],
						.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
						.from = 19700101},
		{.code = codes[0], .from = 19700101, .to = 20181231},
		{.code = heir, .from = 20190101, .follows = {codes[0]}, .follows_count = 1}};
	struct casebook_agreement agreement = {.dnr = dnr,
		.version = 1,
		.from = 20180101,
		.units = {codes[1], codes[2]},
		.unit_count = 2,
		.duties = {{3, 20}}};
	for (size_t i = 0; i < 3; i++)
		assert_true(result_is_new(casebook_say_unit(book, &units[i])));
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	casebook_report_cases(book, district, quarter, 3);
	casebook_report_cases(book, codes[0], quarter, 5);
	casebook_report_cases(book, codes[1], quarter, 7);
}

static void republish_of_a_scope_gives_the_same_bytes(void **state)
{
	(void)state;
	char kind[] = "totals", sex[] = "sex", no[] = "";
	const struct {
		char *unit, *agreement, *by;
	} asked[] = {{codes[2], no, no}, {codes[2], no, sex}, {district, no, no}, {heir, no, no},
		{no, dnr, no}, {no, dnr, sex}};
	Jour__V1__Period message = period_to_message(quarter);
	say_history();
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		Jour__V1__Release release;
		jour__v1__release__init(&release);
		release.kind = kind;
		release.period = &message;
		release.as_of = book->size;
		release.unit = asked[i].unit;
		release.agreement = asked[i].agreement;
		release.dimensions = asked[i].by;
		struct hash256 hash = hash_of_totals((struct totals_asked){
			.scope = {.unit = asked[i].unit[0] == '\0' ? NULL : asked[i].unit,
				.agreement =
					asked[i].agreement[0] == '\0' ? NULL : asked[i].agreement},
			.by = asked[i].by[0] == '\0' ? NULL : asked[i].by});
		release.hash = (ProtobufCBinaryData){HASH256_SIZE, hash.bytes};
		assert_int_equal(again(&release), REPUBLISHED_SAME);
		release.unit = codes[1];
		assert_int_equal(again(&release),
			release.agreement[0] == '\0' ? REPUBLISHED_DIFFERS : REPUBLISHED_NOT);
	}
}

static void republish_finds_and_lists_releases(void **state)
{
	(void)state;
	char names[2][2] = {"b", "a"}, kind[] = "form";
	uint8_t hash[HASH256_SIZE] = {1};
	const struct release *first = NULL;
	for (unsigned i = 0; i < 2; i++) {
		Jour__V1__Release release;
		jour__v1__release__init(&release);
		release.id = names[i];
		release.kind = kind;
		release.year = 2018;
		release.as_of = 1;
		release.hash = (ProtobufCBinaryData){HASH256_SIZE, hash};
		Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_RELEASE, &release);
		assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
	}
	struct store_txn *txn = casebook_begin(book);
	assert_int_equal(releases_list(txn, book->size, &book->found, &first), ERR_OK);
	assert_string_equal(first->message->id, "a");
	assert_string_equal(first->next->message->id, "b");
	assert_null(first->next->next);
	assert_int_equal(releases_find(txn, "b", book->size, &book->found)->entry, book->size - 2);
	assert_null(releases_find(txn, "a", book->size - 1, &book->found));
	struct arena small = arena_of(book->found.start, 16);
	assert_int_equal(releases_list(txn, book->size, &small, &first), ERR_RANGE);
	store_abort(txn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(republish_of_every_size_gives_the_same_bytes),
		TEST(republish_asks_as_the_release_says),
		TEST(republish_of_a_scope_gives_the_same_bytes),
		TEST(republish_finds_and_lists_releases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
