#include "fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "furnished.h"

static Jour__V1__Record record;

#define assert_result(got, a_code, a_field, an_argument)                                           \
	do {                                                                                       \
		struct result result_ = (got);                                                     \
		assert_int_equal(result_.code, (a_code));                                          \
		assert_int_equal(result_.field, (a_field));                                        \
		assert_int_equal(result_.argument, (an_argument));                                 \
	} while (0)

#define agent_says() pen_say(&office, &agent, &record)
#define clerk_says() pen_say(&office, &clerk, &record)
#define assert_accepted(result) assert_result(result, RESULT_ACCEPTED, 0, 0)

static void fold_good_records_are_accepted(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	record = population_record("2409", 6784);
	assert_accepted(clerk_says());
	record = cost_record("KS 2017/1", 50000000);
	assert_accepted(clerk_says());
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-7");
	assert_accepted(clerk_says());
}

/* ---- one bad record beside good ones */

static void fold_bad_record_does_not_harm_its_neighbours(void **state)
{
	(void)state;
	draft_begin();
	record = case_record("2409", 2019, 1, 3, 1);
	draft_add(&record);
	record = case_record("2409", 2019, 2, 3, 1); /* no calendar quarter */
	draft_add(&record);
	draft_add_bytes(bytes_of_text("noise"));
	record = case_record("2409", 2019, 4, 3, 1);
	draft_add(&record);
	assert_accepted(pen_submit(&office, &agent, CLASS_CASES));
	assert_result(submitted.results[1], RESULT_BAD_FIELD, 2, 0);
	assert_result(submitted.results[2], RESULT_NOT_CANONICAL, 0, 0);
	assert_accepted(submitted.results[3]);
}

static void fold_record_sees_those_before_it_in_its_batch(void **state)
{
	(void)state;
	draft_begin();
	record = unit_record("2418", "Malå");
	record.unit->parent = text("");
	draft_add(&record);
	record = grant_record(&agent.secret.public.sign, "2418", JOUR__V1__TOPIC__TOPIC_PAYMENTS);
	draft_add(&record);
	record = grant_record(&agent.secret.public.sign, "2419", JOUR__V1__TOPIC__TOPIC_PAYMENTS);
	draft_add(&record);
	record = unit_record("2419", "too late");
	draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN));
	assert_accepted(submitted.results[1]);
	assert_result(submitted.results[2], RESULT_UNKNOWN_UNIT, 2, 0);
	assert_accepted(submitted.results[3]);
}

/* ---- each result */

static void fold_wrong_class_names_the_right_one(void **state)
{
	(void)state;
	record = population_record("2409", 6784);
	draft_begin();
	draft_add(&record);
	assert_result(pen_submit(&office, &clerk, CLASS_CASES), RESULT_WRONG_CLASS, 0, CLASS_MONEY);
}

static void fold_record_without_body_is_of_unknown_kind(void **state)
{
	(void)state;
	jour__v1__record__init(&record);
	draft_begin();
	draft_add(&record);
	assert_result(pen_submit(&office, &agent, CLASS_CASES), RESULT_UNKNOWN_KIND, 0, 0);
}

static void fold_body_of_a_later_kind_is_not_canonical(void **state)
{
	(void)state;
	uint8_t bytes[2 + SALT_SIZE + 3] = {0x0a, SALT_SIZE};
	memcpy(bytes + 2 + SALT_SIZE, "\xaa\x01\x00", 3); /* field 21, empty */
	draft_begin();
	draft_add_bytes(BYTES_OF(bytes));
	assert_result(pen_submit(&office, &clerk, CLASS_ADMIN), RESULT_NOT_CANONICAL, 0, 0);
}

static void fold_grant_for_another_unit_is_not_granted(void **state)
{
	(void)state;
	record = case_record("2480", 2019, 1, 3, 12);
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES);
}

static void fold_grant_of_another_topic_is_not_granted(void **state)
{
	(void)state;
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-7");
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_PAYMENTS);
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYEE, "F-7");
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_JOUR);
	record = population_record("2409", 1);
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_POPULATION);
	record = unit_record("2418", "Malå");
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_OFFICE);
}

static void fold_grant_for_every_unit_holds_for_each(void **state)
{
	(void)state;
	record = grant_record(&agent.secret.public.sign, "*", JOUR__V1__TOPIC__TOPIC_CASES);
	assert_accepted(clerk_says());
	record = case_record("2480", 2019, 1, 3, 12);
	assert_accepted(agent_says());
}

static void fold_second_office_may_say_everything(void **state)
{
	(void)state;
	record = grant_record(&agent.secret.public.sign, "*", JOUR__V1__TOPIC__TOPIC_OFFICE);
	assert_accepted(clerk_says());
	record = unit_record("2418", "Malå");
	assert_accepted(agent_says());
}

static void fold_grant_taken_back_is_not_granted(void **state)
{
	(void)state;
	draft_begin();
	record = grant_record(&agent.secret.public.sign, "2480", JOUR__V1__TOPIC__TOPIC_CASES);
	struct hash256 hash = draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN));
	record = case_record("2480", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	record = grant_record(&agent.secret.public.sign, "2480", JOUR__V1__TOPIC__TOPIC_INVALID);
	assert_result(clerk_says(), RESULT_EXISTS, 0, 3);
	corrects(&record, &hash);
	assert_accepted(clerk_says());
	record = case_record("2480", 2019, 4, 3, 12);
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES);
}

/* A batch that grants, uses and takes back: what was looked up last is not kept too long. */
static void fold_grant_changed_in_the_batch_counts_at_once(void **state)
{
	(void)state;
	const struct key *key = &agent.secret.public.sign;
	record = grant_record(key, "*", JOUR__V1__TOPIC__TOPIC_OFFICE);
	draft_begin();
	struct hash256 hash = draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN));
	draft_begin();
	record = unit_record("2418", "Malå");
	draft_add(&record);
	record = grant_record(key, "*", JOUR__V1__TOPIC__TOPIC_INVALID);
	corrects(&record, &hash);
	draft_add(&record);
	record = unit_record("2421", "Storuman");
	draft_add(&record);
	assert_accepted(pen_submit(&office, &agent, CLASS_ADMIN));
	assert_accepted(submitted.results[1]);
	assert_result(submitted.results[2], RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_OFFICE);
}

static void fold_recovery_key_may_only_change_keys(void **state)
{
	(void)state;
	struct pen recovery = pen_of(office.recovery, 'r');
	record = unit_record("2418", "Malå");
	assert_result(pen_say(&office, &recovery, &record), RESULT_NOT_GRANTED, 0,
		JOUR__V1__TOPIC__TOPIC_OFFICE);
	struct secret next = secret_number(20);
	record = key_change_record(
		&agent.secret.public.sign, &next.public.sign, &next.public.transport);
	assert_accepted(pen_say(&office, &recovery, &record));
}

static void fold_unknown_unit_names_the_field(void **state)
{
	(void)state;
	record = case_record("9999", 2019, 1, 3, 12);
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 1, 0);
	record = payment_record("KS 2017/1", "2418", JOUR__V1__SIDE__SIDE_PAYER, "F-7");
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 2, 0);
	record = agreement_record("KS 2018/1", 1);
	record.agreement->units[1] = text("9999");
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 5, 1);
}

static void fold_unknown_agreement_names_the_field(void **state)
{
	(void)state;
	record = cost_record("KS 1999/9", 1);
	assert_result(clerk_says(), RESULT_UNKNOWN_AGREEMENT, 1, 0);
	record = payment_record("KS 1999/9", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-7");
	assert_result(clerk_says(), RESULT_UNKNOWN_AGREEMENT, 1, 0);
	record = cost_record("KS 2017/1", 1);
	record.cost->line = text("resor");
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, 0);
}

static void fold_unknown_key_names_the_field(void **state)
{
	(void)state;
	struct secret stranger = secret_number(50), next = secret_number(51);
	const struct key *key = &stranger.public.sign;
	record = grant_record(key, "*", JOUR__V1__TOPIC__TOPIC_CASES);
	assert_result(clerk_says(), RESULT_UNKNOWN_KEY, 1, 0);
	record = revocation_record(key);
	assert_result(clerk_says(), RESULT_UNKNOWN_KEY, 1, 0);
	record = resume_record(key);
	assert_result(clerk_says(), RESULT_UNKNOWN_KEY, 1, 0);
	struct pen recovery = pen_of(office.recovery, 'r');
	record = key_change_record(key, &next.public.sign, &next.public.transport);
	assert_result(pen_say(&office, &recovery, &record), RESULT_UNKNOWN_KEY, 1, 0);
}

static void fold_genesis_identities_are_out_of_reach(void **state)
{
	(void)state;
	record = revocation_record(&office.office.public.sign);
	assert_result(clerk_says(), RESULT_BAD_FIELD, 1, 0);
	record = grant_record(&office.recovery.public.sign, "*", JOUR__V1__TOPIC__TOPIC_OFFICE);
	assert_result(clerk_says(), RESULT_BAD_FIELD, 1, 0);
	record = resume_record(&office.office.public.sign);
	assert_accepted(clerk_says());
}

static void fold_period_that_has_not_begun_is_not_yet(void **state)
{
	(void)state;
	office.now_ms = UINT64_C(1601510399999); /* 2020-09-30T23:59:59.999Z */
	record = case_record("2409", 2020, 10, 3, 1);
	assert_result(agent_says(), RESULT_NOT_YET, 2, 0);
	office.now_ms++;
	assert_result(agent_says(), RESULT_REMARKED, REMARK_RUNNING, 0);
}

static void fold_period_that_has_not_ended_is_remarked(void **state)
{
	(void)state;
	office.now_ms = UINT64_C(1601510399999); /* 2020-09-30T23:59:59.999Z */
	record = case_record("2409", 2020, 7, 3, 1);
	assert_result(agent_says(), RESULT_REMARKED, REMARK_RUNNING, 0);
	assert_result(agent_says(), RESULT_UNCHANGED, 0, 3);
	record = case_record("2409", 2020, 4, 3, 1);
	assert_accepted(agent_says());
}

static Jour__V1__Record effort_record(
	const char *area, const char *agreement, uint32_t first_month, uint32_t months)
{
	static Jour__V1__Effort effort;
	static Jour__V1__Period period;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&period);
	period.year = 2019;
	period.first_month = first_month;
	period.months = months;
	effort.area = text(area);
	effort.agreement = text(agreement);
	effort.period = &period;
	effort.measure = text("calls");
	effort.hundredths = 100 * first_month;
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	return RECORD_WITH(effort, &effort, EFFORT);
}

/* Two kommuner become one on 1 July 2019; and before 1971 there was none of them. */
static void merge_two(void)
{
	static char *follows[] = {NULL, NULL};
	record = unit_record("2490", "Obbola");
	record.unit->from = 19710101;
	record.unit->to = 20190630;
	assert_accepted(clerk_says());
	record = unit_record("2499", "Nya Robertsfors");
	record.unit->from = 20190701;
	follows[0] = text("2409");
	follows[1] = text("2490");
	record.unit->follows = follows;
	record.unit->n_follows = 2;
	assert_accepted(clerk_says());
}

static void fold_report_outside_the_days_of_its_unit_is_refused(void **state)
{
	(void)state;
	merge_two();
	office.now_ms = UINT64_C(1600000000000);
	record = case_record("2490", 2019, 7, 3, 1);
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 2, 20190630);
	record = case_record("2499", 2019, 4, 3, 1);
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 2, 20190701);
	record = case_record("2490", 1970, 10, 3, 1);
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 2, 19710101);
	record = effort_record("2490", "", 7, 3);
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 3, 20190630);
	record = case_record("2490", 2019, 1, 12, 1); /* one day is enough */
	assert_accepted(clerk_says());
	record = case_record("2499", 2019, 1, 12, 1);
	assert_accepted(clerk_says());
	record = case_record("2498", 2019, 1, 12, 1);
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 1, 0);
}

static void fold_figures_from_before_a_merger_are_taken(void **state)
{
	(void)state;
	merge_two();
	record = population_record("2499", 130000); /* of 2016, by its later borders */
	assert_accepted(clerk_says());
	record = population_record("2490", 123000);
	record.population->reference_date = 20191231;
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 2, 20190630);
	record = population_record("2490", 50000);
	record.population->reference_date = 19701231; /* by the borders of the next day */
	assert_accepted(clerk_says());
	record.population->reference_date = 19701230;
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 2, 19710101);
	record = unit_figure_record("2490", 2020);
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 3, 20190630);
	record = unit_figure_record("2490", 2019);
	assert_accepted(clerk_says());
}

static void fold_agreement_with_a_unit_that_is_gone_is_refused(void **state)
{
	(void)state;
	static char *units[] = {NULL, NULL};
	merge_two();
	record = agreement_record("KS 2", 1);
	units[0] = text("2409");
	units[1] = text("2490");
	record.agreement->units = units;
	record.agreement->n_units = 2;
	record.agreement->from = 20190701;
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 5, 1);
	record.agreement->from = 20190630;
	assert_accepted(clerk_says());
}

static void fold_unit_follows_one_that_was_there_before(void **state)
{
	(void)state;
	static char *follows[] = {NULL};
	merge_two();
	follows[0] = text("2499");
	record = unit_record("2500", "Ny");
	record.unit->follows = follows;
	record.unit->n_follows = 1;
	record.unit->from = 20190701;
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 8, 20190701);
	record.unit->from = 20190702;
	assert_accepted(clerk_says());
	follows[0] = text("2498");
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 8, 0);
	record = unit_record("A1", "Ålidhem");
	record.unit->type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	record.unit->parent = text("2490");
	record.unit->from = 20190701;
	assert_result(clerk_says(), RESULT_UNIT_NOT_THEN, 4, 20190630);
	record.unit->from = 20190101;
	assert_accepted(clerk_says());
}

/* ---- natural keys and corrections */

static void fold_same_content_is_unchanged_whatever_its_salt(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	assert_result(agent_says(), RESULT_UNCHANGED, 0, 3);
	struct hash256 nonsense = {{1}};
	corrects(&record, &nonsense);
	assert_result(agent_says(), RESULT_UNCHANGED, 0, 3);
}

static void fold_other_content_exists(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	record = case_record("2409", 2019, 1, 3, 13);
	assert_result(agent_says(), RESULT_EXISTS, 0, 3);
}

/* Two agents of one kommun: who comes first is counted, the other is told so. */
static void fold_same_report_from_two_authors_counts_once(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	assert_result(clerk_says(), RESULT_UNCHANGED, 0, 3);
	record = case_record("2409", 2019, 1, 3, 13);
	assert_result(clerk_says(), RESULT_EXISTS, 0, 3);
	record = case_record("2409", 2019, 1, 1, 12);
	assert_result(clerk_says(), RESULT_OVERLAP, 2, 3);
}

static void fold_correction_takes_the_place(void **state)
{
	(void)state;
	struct hash256 first, second;
	draft_begin();
	record = case_record("2409", 2019, 1, 3, 12);
	first = draft_add(&record);
	assert_accepted(pen_submit(&office, &agent, CLASS_CASES));
	draft_begin();
	record = case_record("2409", 2019, 1, 3, 13);
	corrects(&record, &first);
	second = draft_add(&record);
	assert_accepted(pen_submit(&office, &agent, CLASS_CASES));
	record = case_record("2409", 2019, 1, 3, 14);
	corrects(&record, &first);
	assert_result(agent_says(), RESULT_CHANGED_SINCE, 0, 4);
	corrects(&record, &second);
	assert_accepted(agent_says());
}

static void fold_correction_of_nothing_has_nothing_to_replace(void **state)
{
	(void)state;
	struct hash256 nothing = {{7}};
	record = case_record("2409", 2019, 1, 3, 12);
	corrects(&record, &nothing);
	assert_result(agent_says(), RESULT_NOTHING_TO_REPLACE, 0, 0);
	record = resume_record(&agent.secret.public.sign);
	corrects(&record, &nothing);
	assert_result(clerk_says(), RESULT_NOTHING_TO_REPLACE, 0, 0);
}

static void fold_correction_in_the_same_batch_counts(void **state)
{
	(void)state;
	draft_begin();
	record = case_record("2409", 2019, 1, 3, 12);
	struct hash256 first = draft_add(&record);
	record = case_record("2409", 2019, 1, 3, 13);
	corrects(&record, &first);
	draft_add(&record);
	assert_accepted(pen_submit(&office, &agent, CLASS_CASES));
	assert_accepted(submitted.results[1]);
	record = case_record("2409", 2019, 1, 3, 13);
	assert_result(agent_says(), RESULT_UNCHANGED, 0, 3);
}

/* ---- periods: against a table of months that always tells the truth */

static void fold_overlapping_period_is_refused(void **state)
{
	(void)state;
	static const uint32_t lengths[] = {1, 3, 6, 12};
	uint32_t year = 1901;
	for (size_t a = 0; a < 4; a++) {
		for (size_t b = 0; b < 4; b++) {
			for (uint32_t at = 1; at <= 12; at += lengths[b], year++) {
				uint32_t first = 12 - lengths[a] + 1;
				bool overlaps = at + lengths[b] > first;
				record = case_record("2409", year, first, lengths[a], 1);
				assert_accepted(agent_says());
				uint64_t index = submitted.index;
				record = case_record("2409", year, at, lengths[b], 2);
				if (!overlaps)
					assert_accepted(agent_says());
				else if (a == b)
					assert_result(agent_says(), RESULT_EXISTS, 0, index);
				else
					assert_result(agent_says(), RESULT_OVERLAP, 2, index);
			}
		}
	}
}

static void fold_overlap_within_a_batch_is_found(void **state)
{
	(void)state;
	static const uint32_t said[][3] = {/* year, first month, months */
		{2019, 1, 1}, {2019, 1, 3}, {2019, 4, 3}, {2018, 1, 12}, {2019, 4, 1},
		{2018, 7, 6}};
	static const bool overlaps[] = {false, true, false, false, true, true};
	draft_begin();
	for (size_t i = 0; i < sizeof(overlaps); i++) {
		record = case_record("2409", said[i][0], said[i][1], said[i][2], 1);
		draft_add(&record);
	}
	(void)pen_submit(&office, &agent, CLASS_CASES);
	for (size_t i = 0; i < sizeof(overlaps); i++)
		if (overlaps[i])
			assert_result(submitted.results[i], RESULT_OVERLAP, 2, submitted.index);
		else
			assert_accepted(submitted.results[i]);
}

static void fold_overlap_is_of_the_same_table_only(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 1);
	assert_accepted(agent_says());
	record = case_record("2480", 2019, 1, 12, 1);
	assert_accepted(clerk_says());
	record = case_record("2409", 2019, 1, 12, 1);
	record.case_table->source = JOUR__V1__SOURCE__SOURCE_JOUR;
	assert_accepted(clerk_says());
	Jour__V1__TableDimension by, *dimensions[] = {&by};
	uint64_t counts[3] = {1, 2, 3};
	jour__v1__table_dimension__init(&by);
	by.dimension = by.list = text("police");
	by.version = 1;
	record = case_record("2409", 2019, 1, 12, 1);
	record.case_table->dimensions = dimensions;
	record.case_table->n_dimensions = 1;
	record.case_table->counts = counts;
	record.case_table->n_counts = 3;
	assert_accepted(clerk_says());
}

/* ---- effort */

static void fold_effort_is_the_jours_word(void **state)
{
	(void)state;
	record = effort_record("2409", "", 1, 3);
	assert_result(agent_says(), RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_JOUR);
	assert_accepted(clerk_says());
	record = grant_record(&agent.secret.public.sign, UNIT_EVERY, JOUR__V1__TOPIC__TOPIC_JOUR);
	assert_accepted(clerk_says());
	record = effort_record("2409", "", 4, 3);
	assert_accepted(agent_says());
}

static void fold_effort_of_what_is_not_known_or_not_over_is_refused(void **state)
{
	(void)state;
	record = effort_record("9999", "", 1, 3);
	assert_result(clerk_says(), RESULT_UNKNOWN_UNIT, 1, 0);
	record = effort_record("2409", "KS 9", 1, 3);
	assert_result(clerk_says(), RESULT_UNKNOWN_AGREEMENT, 2, 0);
	record = effort_record("2409", "KS 2017/1", 1, 3);
	record.effort->period->year = 2199;
	assert_result(clerk_says(), RESULT_NOT_YET, 3, 0);
	record.effort->period->year = 2019;
	assert_accepted(clerk_says());
}

/* A month and its quarter of one place and measure; every other place or measure is another. */
static void fold_effort_periods_of_one_measure_do_not_overlap(void **state)
{
	(void)state;
	record = effort_record("2409", "", 2, 1);
	assert_accepted(clerk_says());
	uint64_t index = submitted.index;
	record = effort_record("2409", "", 1, 3);
	assert_result(clerk_says(), RESULT_OVERLAP, 3, index);
	record = effort_record("2409", "", 1, 12);
	assert_result(clerk_says(), RESULT_OVERLAP, 3, index);
	record = effort_record("2409", "", 2, 1);
	record.effort->hundredths = 900;
	assert_result(clerk_says(), RESULT_EXISTS, 0, index);
	record = effort_record("2409", "", 4, 3);
	assert_accepted(clerk_says());
	record = effort_record("2480", "", 1, 12);
	assert_accepted(clerk_says());
	record = effort_record("2409", "KS 2017/1", 1, 12);
	assert_accepted(clerk_says());
	record = effort_record("", "KS 2017/1", 1, 12);
	assert_accepted(clerk_says());
	record = effort_record("2409", "", 1, 12);
	record.effort->measure = text("court_days");
	assert_accepted(clerk_says());
}

/* What lengths of period are in use is remembered for one kind and year at a time. */
static void fold_overlap_is_found_between_kinds_in_a_batch(void **state)
{
	(void)state;
	draft_begin();
	record = case_record("2409", 2019, 1, 1, 1);
	draft_add(&record);
	record = effort_record("2409", "", 1, 3);
	draft_add(&record);
	record = case_record("2409", 2019, 1, 3, 1);
	draft_add(&record);
	record = effort_record("2409", "", 1, 6);
	draft_add(&record);
	(void)pen_submit(&office, &clerk, CLASS_CASES);
	assert_accepted(submitted.results[0]);
	assert_accepted(submitted.results[1]);
	assert_result(submitted.results[2], RESULT_OVERLAP, 2, submitted.index);
	assert_result(submitted.results[3], RESULT_OVERLAP, 3, submitted.index);
}

/* ---- agreements */

static void fold_agreement_versions_follow_each_other(void **state)
{
	(void)state;
	record = agreement_record("KS 2017/1", 3);
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, 2);
	record = agreement_record("KS 2017/1", 2);
	record.agreement->units[1] = text("2409");
	record.agreement->n_units = 1;
	assert_result(clerk_says(), RESULT_ACCEPTED, 0, 0);
	record = agreement_record("KS 2017/1", 3);
	assert_accepted(clerk_says());
	record = agreement_record("KS 2018/5", 2);
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, 1);
}

static void fold_payment_follows_the_newest_agreement_even_in_its_batch(void **state)
{
	(void)state;
	draft_begin();
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-1");
	draft_add(&record);
	record = agreement_record("KS 2017/1", 2);
	record.agreement->units[0] = text("2480");
	record.agreement->n_units = 1;
	draft_add(&record);
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-2");
	draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_MONEY));
	assert_accepted(submitted.results[1]);
	assert_result(submitted.results[2], RESULT_UNKNOWN_UNIT, 2, 0);
}

/* ---- identities */

static void fold_enrolment_with_a_used_key_is_refused(void **state)
{
	(void)state;
	struct identity new = secret_number(30).public;
	struct identity used = new;
	used.sign = office.ledger.public.sign;
	record = enrolment_record(&used, "x");
	assert_result(clerk_says(), RESULT_BAD_FIELD, 1, 0);
	used.sign = office.office.public.sign;
	assert_result(clerk_says(), RESULT_BAD_FIELD, 1, 0);
	used = new;
	used.transport = office.gate.public.transport;
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, 0);
	used.transport = agent.secret.public.transport;
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, 0);
	record = enrolment_record(&new, "x");
	assert_accepted(clerk_says());
}

static void fold_enrolment_with_a_weak_key_is_refused(void **state)
{
	(void)state;
	struct identity weak = secret_number(30).public;
	memset(weak.sign.bytes, 0, KEY_SIZE);
	record = enrolment_record(&weak, "x");
	assert_result(clerk_says(), RESULT_BAD_FIELD, 1, KEY_SIZE);
	weak = secret_number(30).public;
	memset(weak.transport.bytes, 0, KEY_SIZE);
	assert_result(clerk_says(), RESULT_BAD_FIELD, 2, KEY_SIZE);
}

static void fold_enrolment_correction_may_change_the_name_only(void **state)
{
	(void)state;
	struct identity new = secret_number(30).public;
	draft_begin();
	record = enrolment_record(&new, "Nordmalng");
	struct hash256 hash = draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN));
	record = enrolment_record(&new, "Nordmaling");
	corrects(&record, &hash);
	struct identity other = new;
	other.transport = secret_number(31).public.transport;
	Jour__V1__Record changed = enrolment_record(&other, "Nordmaling");
	corrects(&changed, &hash);
	assert_result(pen_say(&office, &clerk, &changed), RESULT_BAD_FIELD, 2, 0);
	record = enrolment_record(&new, "Nordmaling");
	corrects(&record, &hash);
	assert_accepted(clerk_says());
}

static void fold_identities_end_at_their_limit(void **state)
{
	(void)state;
	unsigned count = 3; /* the genesis' two and the agent */
	while (count < AGENTS_MAX) {
		draft_begin();
		for (unsigned i = 0; i < 500 && count < AGENTS_MAX; i++, count++) {
			uint8_t seed[SEED_SIZE] = {(uint8_t)count, (uint8_t)(count >> 8), 'L'};
			struct secret secret;
			secret_from_seed(seed, &secret);
			record = enrolment_record(&secret.public, "x");
			draft_add(&record);
		}
		assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN));
	}
	struct identity more = secret_number(31).public;
	record = enrolment_record(&more, "x");
	assert_result(clerk_says(), RESULT_LIMIT, 0, AGENTS_MAX);
}

static void fold_key_change_moves_the_grants(void **state)
{
	(void)state;
	struct pen next = pen_of(secret_number(40), 'n');
	record = key_change_record(
		&agent.secret.public.sign, &next.secret.public.sign, &next.secret.public.transport);
	assert_accepted(agent_says());
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(pen_say(&office, &next, &record));
	/* Grants and revocations still name the key that was enrolled. */
	record = revocation_record(&next.secret.public.sign);
	assert_result(clerk_says(), RESULT_UNKNOWN_KEY, 1, 0);
	record = revocation_record(&agent.secret.public.sign);
	assert_accepted(clerk_says());
	record = case_record("2409", 2019, 4, 3, 12);
	assert_int_equal(pen_say(&office, &next, &record).code, 0);
	assert_int_equal(submitted.door.code, REFUSAL_REVOKED);
}

static void fold_key_change_rules_hold(void **state)
{
	(void)state;
	struct secret next = secret_number(41);
	const struct identity *old = &agent.secret.public;
	record = key_change_record(&old->sign, &next.public.sign, &next.public.transport);
	assert_result(clerk_says(), RESULT_NOT_GRANTED, 0, 0);
	record = key_change_record(&old->sign, &old->sign, &old->transport);
	assert_result(agent_says(), RESULT_BAD_FIELD, 3, 0);
	record = key_change_record(&old->sign, &office.ledger.public.sign, &old->transport);
	assert_result(agent_says(), RESULT_BAD_FIELD, 2, 0);
	record = key_change_record(&old->sign, &old->sign, &office.gate.public.transport);
	assert_result(agent_says(), RESULT_BAD_FIELD, 3, 0);
	record = key_change_record(&old->sign, &old->sign, &next.public.transport);
	assert_accepted(agent_says());
	/* The signing key stays, and so does its chain. */
	record = case_record("2409", 2019, 1, 3, 12);
	assert_accepted(agent_says());
	/* A key that was left can never come back. */
	record = key_change_record(&old->sign, &old->sign, &old->transport);
	assert_result(agent_says(), RESULT_BAD_FIELD, 3, 0);
}

static void fold_key_change_of_a_revoked_identity_is_unknown(void **state)
{
	(void)state;
	struct pen recovery = pen_of(office.recovery, 'r');
	struct secret next = secret_number(41);
	record = revocation_record(&agent.secret.public.sign);
	assert_accepted(clerk_says());
	record = key_change_record(
		&agent.secret.public.sign, &next.public.sign, &next.public.transport);
	assert_result(pen_say(&office, &recovery, &record), RESULT_UNKNOWN_KEY, 1, 0);
}

static void fold_office_under_a_new_key_is_still_the_office(void **state)
{
	(void)state;
	struct pen next = pen_of(secret_number(42), 'n');
	record = key_change_record(
		&clerk.secret.public.sign, &next.secret.public.sign, &next.secret.public.transport);
	assert_accepted(clerk_says());
	record = unit_record("2418", "Malå");
	assert_accepted(pen_say(&office, &next, &record));
	record = revocation_record(&office.office.public.sign);
	assert_result(pen_say(&office, &next, &record), RESULT_BAD_FIELD, 1, 0);
}

/* ---- limits */

static void fold_batch_of_4096_records_is_judged_whole(void **state)
{
	(void)state;
	draft_begin();
	for (unsigned i = 0; i < BATCH_RECORDS_MAX; i++) {
		record = case_record("2409", 1901 + i % 100, 1, 12, i / 100);
		draft_add(&record);
	}
	assert_accepted(pen_submit(&office, &agent, CLASS_CASES));
	assert_accepted(submitted.results[99]);
	assert_result(submitted.results[BATCH_RECORDS_MAX - 1], RESULT_EXISTS, 0, 3);
}

static void fold_largest_record_that_means_nothing_is_not_canonical(void **state)
{
	(void)state;
	static uint8_t bytes[RECORD_SIZE_MAX];
	memset(bytes, 0x0a, sizeof(bytes));
	draft_begin();
	draft_add_bytes(BYTES_OF(bytes));
	assert_result(pen_submit(&office, &agent, CLASS_CASES), RESULT_NOT_CANONICAL, 0, 0);
}

/* ---- the same entries on the same state */

static void fold_again_gives_the_same_bytes(void **state)
{
	(void)state;
	static const unsigned all[] = {0, 1, 2, 3, 4, 5, 6, 7};
	struct hash256 digests[2];
	for (int round = 0; round < 2; round++) {
		end(NULL);
		draft_salt = 0;
		start(NULL);
		record = case_record("2409", 2019, 1, 3, 12);
		agent_says();
		record = case_record("2480", 2019, 1, 3, 12);
		agent_says();
		struct store_txn *txn = must_read(office.store);
		assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &digests[round]), ERR_OK);
		store_abort(txn);
	}
	assert_true(hash256_equal(digests[0], digests[1]));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fold_good_records_are_accepted),
		TEST(fold_bad_record_does_not_harm_its_neighbours),
		TEST(fold_record_sees_those_before_it_in_its_batch),
		TEST(fold_wrong_class_names_the_right_one),
		TEST(fold_record_without_body_is_of_unknown_kind),
		TEST(fold_body_of_a_later_kind_is_not_canonical),
		TEST(fold_grant_for_another_unit_is_not_granted),
		TEST(fold_grant_of_another_topic_is_not_granted),
		TEST(fold_grant_for_every_unit_holds_for_each),
		TEST(fold_second_office_may_say_everything),
		TEST(fold_grant_taken_back_is_not_granted),
		TEST(fold_grant_changed_in_the_batch_counts_at_once),
		TEST(fold_recovery_key_may_only_change_keys),
		TEST(fold_unknown_unit_names_the_field),
		TEST(fold_unknown_agreement_names_the_field),
		TEST(fold_unknown_key_names_the_field),
		TEST(fold_genesis_identities_are_out_of_reach),
		TEST(fold_period_that_has_not_begun_is_not_yet),
		TEST(fold_period_that_has_not_ended_is_remarked),
		TEST(fold_report_outside_the_days_of_its_unit_is_refused),
		TEST(fold_figures_from_before_a_merger_are_taken),
		TEST(fold_agreement_with_a_unit_that_is_gone_is_refused),
		TEST(fold_unit_follows_one_that_was_there_before),
		TEST(fold_same_content_is_unchanged_whatever_its_salt),
		TEST(fold_other_content_exists),
		TEST(fold_same_report_from_two_authors_counts_once),
		TEST(fold_correction_takes_the_place),
		TEST(fold_correction_of_nothing_has_nothing_to_replace),
		TEST(fold_correction_in_the_same_batch_counts),
		TEST(fold_overlapping_period_is_refused),
		TEST(fold_overlap_within_a_batch_is_found),
		TEST(fold_overlap_is_of_the_same_table_only),
		TEST(fold_effort_is_the_jours_word),
		TEST(fold_effort_of_what_is_not_known_or_not_over_is_refused),
		TEST(fold_effort_periods_of_one_measure_do_not_overlap),
		TEST(fold_overlap_is_found_between_kinds_in_a_batch),
		TEST(fold_agreement_versions_follow_each_other),
		TEST(fold_payment_follows_the_newest_agreement_even_in_its_batch),
		TEST(fold_enrolment_with_a_used_key_is_refused),
		TEST(fold_enrolment_with_a_weak_key_is_refused),
		TEST(fold_enrolment_correction_may_change_the_name_only),
		TEST(fold_identities_end_at_their_limit),
		TEST(fold_key_change_moves_the_grants),
		TEST(fold_key_change_rules_hold),
		TEST(fold_key_change_of_a_revoked_identity_is_unknown),
		TEST(fold_office_under_a_new_key_is_still_the_office),
		TEST(fold_batch_of_4096_records_is_judged_whole),
		TEST(fold_largest_record_that_means_nothing_is_not_canonical),
		TEST(fold_again_gives_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
