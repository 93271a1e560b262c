#include "expectation.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "casebook.h"

/* Random units that follow one another, random agreements about them in several versions with
 * members that join and leave, against a count that asks for each day of the year who is owed by
 * whom. */

#define ROUNDS 150
#define UNITS 6
#define AGREEMENTS 3
#define VERSIONS_MAX 3

struct story {
	struct casebook_unit units[UNITS]; /* from = 0: it was refused */
	struct casebook_agreement versions[AGREEMENTS][VERSIONS_MAX];
	struct casebook_members members[AGREEMENTS][VERSIONS_MAX];
	uint32_t newest[AGREEMENTS];
};

static struct casebook *book;
static char codes[UNITS][5] = {"0001", "0002", "0003", "0004", "0005", "0006"};
static char dnrs[AGREEMENTS][3] = {"d1", "d2", "d3"};
static uint64_t seed = 88172645463325252u;

static int below(int limit)
{
	return casebook_draw(&seed, limit);
}

static uint32_t random_day(void)
{
	return (uint32_t)(2017 + below(3)) * 10000 + (uint32_t)(1 + below(12)) * 100 +
	       (uint32_t)(1 + below(28));
}

/* The first ones are old and end, those that come later follow them. */
static void random_unit(struct story *story, int i)
{
	struct casebook_unit unit = {.code = codes[i], .from = i < 3 ? 19700101 : random_day()};
	if (below(3) != 0)
		do
			unit.to = random_day();
		while (unit.to <= unit.from);
	for (int k = 0; k < i && unit.follows_count < 4; k++)
		if (i >= 3 && story->units[k].from != 0 && below(3) == 0)
			unit.follows[unit.follows_count++] = codes[k];
	if (casebook_say_unit(book, &unit) == RESULT_ACCEPTED)
		story->units[i] = unit;
}

static void random_version(struct story *story, int i)
{
	static const uint32_t lengths[] = {1, 3, 6, 12};
	struct casebook_agreement next = {.dnr = dnrs[i], .version = story->newest[i] + 1};
	struct casebook_members members = {.count = 0};
	next.from = random_day();
	next.to = random_day();
	next.duties[0].months = lengths[below(4)];
	next.duties[0].due_days = (uint32_t)below(60);
	for (int u = 0; u < UNITS; u++) {
		if (story->units[u].from == 0 || below(2) == 0)
			continue;
		next.units[next.unit_count++] = codes[u];
		if (below(3) != 0 || members.count == 3)
			continue;
		size_t m = members.count++;
		members.of[m].unit = codes[u];
		members.of[m].from = random_day();
		members.of[m].to = below(2) == 0 ? 0 : members.of[m].from + 3;
	}
	if (story->newest[i] == VERSIONS_MAX || next.from > next.to || next.unit_count == 0 ||
		casebook_agree_with(book, &next, &members) != RESULT_ACCEPTED)
		return;
	story->members[i][story->newest[i]] = members;
	story->versions[i][story->newest[i]++] = next;
}

/* ---- the dumb side */

static bool is_there(const struct story *story, int unit, uint32_t day)
{
	const struct casebook_unit *it = &story->units[unit];
	return it->from != 0 && it->from <= day && (it->to == 0 || day <= it->to);
}

static bool follows(const struct story *story, int unit, int other)
{
	for (size_t i = 0; i < story->units[unit].follows_count; i++)
		if (story->units[unit].from != 0 &&
			strcmp(story->units[unit].follows[i], codes[other]) == 0)
			return true;
	return false;
}

/* Into which unit it is merged; -1: none. */
static int merged_into(const struct story *story, int unit)
{
	int only = -1;
	for (int i = 0; i < UNITS; i++) {
		if (!follows(story, i, unit))
			continue;
		if (only >= 0)
			return -1;
		only = i;
	}
	bool ends = only >= 0 && story->units[unit].to != 0 &&
		    story->units[unit].to < story->units[only].from;
	return ends ? only : -1;
}

/* True when `unit` stands for `named` on the day. */
static bool stands_for(const struct story *story, int unit, int named, uint32_t day)
{
	const struct casebook_unit *it = &story->units[named];
	if (is_there(story, named, day))
		return unit == named;
	for (int i = 0; i < UNITS; i++) {
		if (day < it->from && merged_into(story, i) == named && story->units[i].from != 0 &&
			(is_there(story, i, day) || day < story->units[i].from) &&
			stands_for(story, unit, i, day))
			return true;
		const struct casebook_unit *heir = &story->units[i];
		if (it->to != 0 && day > it->to && follows(story, i, named) &&
			heir->from > it->to && heir->from <= day && stands_for(story, unit, i, day))
			return true;
	}
	return false;
}

static bool is_member(const struct story *story, const struct casebook_agreement *version,
	const char *unit, uint32_t day)
{
	const struct casebook_members *members =
		&story->members[version->dnr[1] - '1'][version->version - 1];
	bool member = false;
	for (size_t i = 0; i < version->unit_count; i++)
		member = member || strcmp(version->units[i], unit) == 0;
	for (size_t i = 0; i < members->count; i++)
		if (strcmp(members->of[i].unit, unit) == 0 &&
			(day < members->of[i].from ||
				(members->of[i].to != 0 && day > members->of[i].to)))
			return false;
	return member && version->from <= day && day <= version->to;
}

/* Each day that the numbers of a period's months can have. */
#define EACH_DAY(day, first, last)                                                                 \
	/* NOLINTNEXTLINE(bugprone-macro-parentheses) it declares the name */                      \
	for (uint32_t day = (first)*100 + 1 + 20180000; day <= (last)*100 + 31 + 20180000;         \
		(day) += (day) % 100 == 31 ? 70 : 1)

/* The newest version in force on a day of the months; none when a newer one has begun and is over.
 */
static const struct casebook_agreement *version_of(
	const struct story *story, int i, uint32_t first, uint32_t last)
{
	for (uint32_t v = story->newest[i]; v > 0; v--) {
		const struct casebook_agreement *version = &story->versions[i][v - 1];
		EACH_DAY(day, first, last)
		if (version->from <= day && day <= version->to)
			return version;
		if (version->from <= 20180000 + last * 100 + 31)
			return NULL;
	}
	return NULL;
}

/* The months of a period in which some agreement wants a report of that length of the unit. */
static uint16_t dumb_months(
	const struct story *story, int unit, struct period period, int32_t *ret_due)
{
	uint16_t months = 0;
	uint32_t end = period.first_month + period.months - 1u;
	*ret_due = INT32_MAX;
	for (int i = 0; i < AGREEMENTS; i++) {
		const struct casebook_agreement *asking =
			version_of(story, i, period.first_month, end);
		uint16_t here = 0;
		if (asking == NULL || asking->duties[0].months != period.months)
			continue;
		for (uint32_t month = period.first_month; month <= end; month++) {
			const struct casebook_agreement *version =
				version_of(story, i, month, month);
			EACH_DAY(day, month, month)
			for (int named = 0; version != NULL && named < UNITS; named++)
				if (is_member(story, version, codes[named], day) &&
					stands_for(story, unit, named, day))
					here |= (uint16_t)(1u << (month - 1));
		}
		int32_t due = date_day_number(period_last_day(period)) +
			      (int32_t)asking->duties[0].due_days;
		if (here != 0 && due < *ret_due)
			*ret_due = due;
		months |= here;
	}
	return months;
}

static unsigned compare(const struct story *story)
{
	struct coverage coverage;
	unsigned seen = 0;
	struct reports reports =
		casebook_read(book, book->size, (struct period){2018, 1, 12}, 0, &coverage);
	for (int unit = 0; unit < UNITS; unit++) {
		const struct expected_report *found = reports_unit(&reports, codes[unit])->expected;
		for (unsigned place = 0; place < 12 * 4; place++) {
			static const uint8_t lengths[] = {1, 3, 6, 12};
			struct period period = {2018, (uint8_t)(place / 4 + 1), lengths[place % 4]};
			int32_t due;
			uint16_t months = 0;
			if (period_is_valid(period))
				months = dumb_months(story, unit, period, &due);
			if (months == 0)
				continue;
			if (found == NULL)
				abort();
			assert_memory_equal(&found->period, &period, sizeof(period));
			assert_int_equal(found->months, months);
			assert_int_equal(found->due_day, due);
			found = found->next;
			seen++;
		}
		assert_null(found);
	}
	store_abort(reports.txn);
	return seen;
}

static void expectation_of_random_histories_equals_a_day_by_day_count(void **state)
{
	unsigned seen = 0;
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct story story = {.newest = {0}};
		book = casebook_open();
		book->today = day_of(2019, 1, 1);
		for (int i = 0; i < UNITS; i++)
			random_unit(&story, i);
		for (int i = 0; i < AGREEMENTS * VERSIONS_MAX; i++)
			random_version(&story, i % AGREEMENTS);
		seen += compare(&story);
		casebook_close(book);
	}
	assert_true(seen > ROUNDS * 3); /* else it compares nothing with nothing */
}

/* Twelve months, four quarters, two halves and the year: as many as there can be. */
static void expectation_of_duties_of_every_length_is_every_period(void **state)
{
	(void)state;
	struct casebook_agreement agreement = {dnrs[0], 1, 20180101, 20181231, {codes[0]}, 1,
		{{1, 10}, {3, 20}, {6, 30}, {12, 40}}};
	struct coverage coverage;
	book = casebook_open();
	casebook_add_unit(book, codes[0], codes[0]);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	struct reports reports = casebook_read(
		book, book->size, (struct period){2018, 1, 12}, book->today, &coverage);
	unsigned lengths[13] = {0};
	for (const struct expected_report *report = reports.units->expected; report != NULL;
		report = report->next)
		lengths[report->period.months]++;
	assert_int_equal(lengths[1], 12);
	assert_int_equal(lengths[3], 4);
	assert_int_equal(lengths[6], 2);
	assert_int_equal(lengths[12], 1);
	store_abort(reports.txn);
	casebook_close(book);
}

/* Unit 0 and as many as followed it one after the other, of which only the last is there in 2018.
 */
static unsigned months_after(unsigned followers)
{
	static char chain[24][5];
	struct casebook_agreement agreement = {
		dnrs[0], 1, 19800101, 20181231, {chain[0]}, 1, {{1, 10}}};
	struct coverage coverage;
	unsigned months = 0;
	book = casebook_open();
	for (unsigned i = 0; i <= followers; i++) {
		(void)snprintf(chain[i], sizeof(chain[i]), "%04u", i + 1);
		struct casebook_unit unit = {.code = chain[i],
			.from = (1980 + i) * 10000 + 101,
			.to = i < followers ? (1980 + i) * 10000 + 1231 : 0};
		if (i > 0)
			unit.follows[unit.follows_count++] = chain[i - 1];
		assert_int_equal(casebook_say_unit(book, &unit), RESULT_ACCEPTED);
	}
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	struct reports reports = casebook_read(
		book, book->size, (struct period){2018, 1, 12}, book->today, &coverage);
	for (const struct reporting_unit *unit = reports.units; unit != NULL; unit = unit->next) {
		months += (unsigned)__builtin_popcount(unit->months_expected);
		assert_string_equal(unit->code, chain[followers]);
	}
	store_abort(reports.txn);
	casebook_close(book);
	return months;
}

static void expectation_follows_a_unit_sixteen_times(void **state)
{
	(void)state;
	assert_int_equal(months_after(1), 12);
	assert_int_equal(months_after(16), 12);
	assert_int_equal(months_after(17), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expectation_of_random_histories_equals_a_day_by_day_count),
		cmocka_unit_test(expectation_of_duties_of_every_length_is_every_period),
		cmocka_unit_test(expectation_follows_a_unit_sixteen_times),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
