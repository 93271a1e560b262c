#include "jour/kind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "jour/codelist.h"
#include "jour/effortlist.h"
#include <stdio.h>

#include "builtin_lists.h"
#include "office.h"

/* A world in which everything is known and granted; a test changes a field and looks at the first
 * rule that it breaks. What the world answers is tested with the fold. */

static bool knows_unit(void *context, const char *code)
{
	(void)context;
	(void)code;
	return true;
}

static struct unit_then any_time(void *context, const char *code, uint32_t first, uint32_t last)
{
	(void)context;
	(void)code;
	(void)first;
	(void)last;
	return (struct unit_then){.known = true, .there = true};
}

static const Jour__V1__AgreementName *agreement_named(void *context, const char *dnr)
{
	static Jour__V1__AgreementName name;
	static char *units[] = {NULL}, *lines[] = {NULL};
	(void)context;
	(void)dnr;
	jour__v1__agreement_name__init(&name);
	units[0] = text("2409");
	lines[0] = text("lokal");
	name.units = units;
	name.lines = lines;
	name.n_units = name.n_lines = 1;
	return &name;
}

static uint32_t newest_version(void *context, const char *dnr)
{
	(void)context;
	(void)dnr;
	return 0;
}

static bool is_known(void *context, struct bytes key)
{
	(void)context;
	(void)key;
	return true;
}

static bool is_not(void *context, struct bytes key)
{
	(void)context;
	(void)key;
	return false;
}

static bool is_granted(void *context, Jour__V1__Topic topic, const char *unit)
{
	(void)context;
	(void)topic;
	(void)unit;
	return true;
}

static bool table_stands(void *context, const Jour__V1__Confirmation *confirmation)
{
	(void)context;
	return confirmation->record.data[0] != 0;
}

static const struct world permissive = {.received_ms = UINT64_C(1600000000000),
	.knows_unit = knows_unit,
	.unit_then = any_time,
	.agreement = agreement_named,
	.agreement_version = newest_version,
	.codelist = builtin_list,
	.each_codelist = each_builtin_list,
	.knows_key = is_known,
	.is_genesis_key = is_not,
	.granted = is_granted,
	.speaks_for = is_known,
	.is_in_force = is_known,
	.table_stands = table_stands};

static uint8_t salt[SALT_SIZE];
static Jour__V1__Record record;

/* Judges what a decoded record would say. */
static struct result judge(void)
{
	struct record decoded = {.message = &record, .kind = (unsigned)record.body_case};
	if (record.salt.data == NULL)
		record.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	return record_judge(&decoded, kind_class(decoded.kind), &permissive);
}

#define assert_good() assert_int_equal(judge().code, RESULT_ACCEPTED)
#define assert_bad(a_field)                                                                        \
	do {                                                                                       \
		struct result judged_ = judge();                                                   \
		assert_int_equal(judged_.code, RESULT_BAD_FIELD);                                  \
		assert_int_equal(judged_.field, (a_field));                                        \
	} while (0)
/* Sets a member, expects the field to be bad, and puts it back. */
#define assert_bad_when(member, value, a_field)                                                    \
	do {                                                                                       \
		__typeof__(member) kept_ = (member);                                               \
		(member) = (value);                                                                \
		assert_bad(a_field);                                                               \
		(member) = kept_;                                                                  \
		assert_good();                                                                     \
	} while (0)

static char long_text[TEXT_SIZE_MAX + 2];

static int start(void **state)
{
	(void)state;
	memset(long_text, 'x', TEXT_SIZE_MAX + 1);
	return sign_init() != ERR_OK;
}

static void kind_table_is_in_order_with_classes_by_number(void **state)
{
	(void)state;
	unsigned before = 0;
	for (size_t i = 0; kind_at(i) != NULL; i++) {
		assert_true(kind_at(i)->number > before);
		before = kind_at(i)->number;
		assert_ptr_equal(kind_of(before), kind_at(i));
	}
	assert_null(kind_of(0));
	assert_null(kind_of(21));
	assert_int_equal(kind_class(47), CLASS_ADMIN);
	assert_int_equal(kind_class(48), CLASS_MONEY);
	assert_int_equal(kind_class(63), CLASS_MONEY);
	assert_int_equal(kind_class(64), CLASS_CASES);
}

static void kind_envelope_is_judged_first(void **state)
{
	(void)state;
	struct hash256 hash = {{1}};
	record = population_record("", 0);
	record.salt = (ProtobufCBinaryData){SALT_SIZE - 1, salt};
	assert_bad(1);
	record.salt.len = SALT_SIZE;
	record.reason = text("utan att ersätta");
	assert_bad(3);
	corrects(&record, &hash);
	record.reason = text("");
	assert_bad(3);
	record.reason = text("två\nrader");
	assert_bad(3);
	record.reason = text("skrivfel");
	record.replaces.len = 31;
	assert_bad(2);
	record = population_record("2409", 1);
	corrects(&record, &hash);
	assert_good();
}

static void kind_text_of_201_bytes_is_a_bad_field(void **state)
{
	(void)state;
	record = population_record("2409", 1);
	long_text[TEXT_SIZE_MAX] = '\0';
	record.population->source = long_text;
	assert_good();
	long_text[TEXT_SIZE_MAX] = 'x';
	assert_bad(3);
	assert_int_equal(judge().argument, TEXT_SIZE_MAX);
}

static void kind_population_fields_are_checked(void **state)
{
	(void)state;
	record = population_record("2409", 1);
	Jour__V1__Population *population = record.population;
	assert_good();
	assert_bad_when(population->unit, text("24 09"), 1);
	assert_bad_when(population->reference_date, 20170229, 2);
	assert_bad_when(population->reference_date, 0, 2);
	assert_bad_when(population->source, text(""), 3);
	assert_bad_when(population->population, 0, 4);
	assert_bad_when(population->population, COUNT_MAX + 1, 4);
	assert_bad_when(population->published, 20171301, 5);
	population->population = COUNT_MAX;
	population->published = 20170222;
	assert_good();
}

static void kind_unit_fields_are_checked(void **state)
{
	(void)state;
	record = unit_record("2409", "Robertsfors");
	Jour__V1__Unit *unit = record.unit;
	assert_good();
	assert_bad_when(unit->code, text(""), 1);
	assert_bad_when(unit->code, text("24090"), 1);
	assert_bad_when(unit->code, text("240A"), 1);
	assert_bad_when(unit->name, text(""), 2);
	assert_bad_when(unit->type, JOUR__V1__UNIT_TYPE__UNIT_TYPE_INVALID, 3);
	assert_bad_when(unit->type, (Jour__V1__UnitType)4, 3);
	assert_bad_when(unit->parent, text("2409"), 4);
	assert_bad_when(unit->from, 0, 6);
	assert_bad_when(unit->from, 18991231, 6);
	assert_bad_when(unit->to, 19000101, 7);
	assert_bad_when(unit->to, 19710230, 7);
	unit->to = 19710102;
	assert_good();
	unit->type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	assert_bad(4);
	unit->parent = text("2409");
	unit->code = text("VASTERORT-123456");
	assert_good();
	assert_bad_when(unit->code, text("VASTERORT-1234567"), 1);
}

static void kind_unit_follows_other_units_in_order(void **state)
{
	(void)state;
	static char codes[UNIT_FOLLOWS_MAX + 1][5];
	char *follows[UNIT_FOLLOWS_MAX + 1];
	for (unsigned i = 0; i <= UNIT_FOLLOWS_MAX; i++) {
		snprintf(codes[i], sizeof(codes[i]), "%04u", i);
		follows[i] = codes[i];
	}
	record = unit_record("2409", "Robertsfors");
	Jour__V1__Unit *unit = record.unit;
	unit->follows = follows;
	unit->n_follows = UNIT_FOLLOWS_MAX;
	assert_good();
	assert_bad_when(unit->n_follows, (size_t)UNIT_FOLLOWS_MAX + 1, 8);
	assert_bad_when(follows[1], codes[0], 8);
	assert_bad_when(follows[63], text("2409"), 8);
	assert_bad_when(follows[63], text("24 9"), 8);
}

/* The dumb one looks at each record alone and takes the nearest of all. */
static void kind_unit_then_is_the_nearest_of_its_records(void **state)
{
	(void)state;
	Jour__V1__Unit units[2];
	jour__v1__unit__init(&units[0]);
	units[0].from = 20000101;
	units[0].to = 20041231;
	units[1] = units[0];
	units[1].from = 20100101;
	units[1].to = 0;
	units[1].n_follows = 1;
	static const struct {
		uint32_t first, last, nearest;
		bool there, inherits;
	} cases[] = {
		{19990101, 19991231, 20000101, false, true},
		{19990101, 20000101, 0, true, true},
		{20041231, 20050131, 0, true, true},
		{20050101, 20050131, 20041231, false, true},
		{20090101, 20091231, 20100101, false, true},
		{20090101, 20100101, 0, true, false},
		{22000101, 22001231, 0, true, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t order = 0; order < 2; order++) {
			struct unit_then then = {.known = false};
			unit_then_add(&then, &units[order], cases[i].first, cases[i].last);
			unit_then_add(&then, &units[1 - order], cases[i].first, cases[i].last);
			assert_true(then.known);
			assert_int_equal(then.there, cases[i].there);
			assert_int_equal(then.inherits, cases[i].inherits);
			if (!then.there)
				assert_int_equal(then.nearest, cases[i].nearest);
		}
}

static void kind_unit_breaks_its_first_rule_in_order_of_fields(void **state)
{
	(void)state;
	record = unit_record("not four", "");
	record.unit->type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	assert_bad(1);
	record = unit_record("24090", "");
	assert_bad(1);
}

static void kind_grant_fields_are_checked(void **state)
{
	(void)state;
	struct key key = secret_number(1).public.sign;
	record = grant_record(&key, "2409", JOUR__V1__TOPIC__TOPIC_CASES);
	Jour__V1__Grant *grant = record.grant;
	Jour__V1__Topic two[2] = {JOUR__V1__TOPIC__TOPIC_CASES, JOUR__V1__TOPIC__TOPIC_PAYMENTS};
	assert_good();
	assert_bad_when(grant->key.len, (size_t)31, 1);
	assert_bad_when(grant->unit, text(""), 2);
	assert_bad_when(grant->may_say[0], JOUR__V1__TOPIC__TOPIC_INVALID, 3);
	assert_bad_when(grant->may_say[0], (Jour__V1__Topic)6, 3);
	assert_bad_when(grant->may_say[0], JOUR__V1__TOPIC__TOPIC_OFFICE, 3);
	assert_bad_when(grant->may_say[0], JOUR__V1__TOPIC__TOPIC_JOUR, 3);
	grant->may_say = two;
	grant->n_may_say = 2;
	grant->may_read = two;
	grant->n_may_read = 2;
	assert_good();
	two[1] = two[0];
	assert_bad(3);
	grant->n_may_say = 1;
	assert_bad(4);
}

static void kind_keys_of_the_wrong_size_are_bad_fields(void **state)
{
	(void)state;
	struct secret a = secret_number(1), b = secret_number(2);
	record = enrolment_record(&a.public, "x");
	assert_good();
	assert_bad_when(record.enrolment->sign_key.len, (size_t)31, 1);
	assert_bad_when(record.enrolment->transport_key.len, (size_t)0, 2);
	assert_bad_when(record.enrolment->name, text(""), 3);
	record = revocation_record(&a.public.sign);
	assert_bad_when(record.revocation->key.len, (size_t)31, 1);
	record = resume_record(&a.public.sign);
	assert_bad_when(record.resume->key.len, (size_t)31, 1);
	record = key_change_record(&a.public.sign, &b.public.sign, &b.public.transport);
	assert_bad_when(record.key_change->old_key.len, (size_t)31, 1);
	assert_bad_when(record.key_change->new_sign_key.len, (size_t)31, 2);
	assert_bad_when(record.key_change->new_transport_key.len, (size_t)31, 3);
}

static void kind_cost_and_payment_fields_are_checked(void **state)
{
	(void)state;
	record = cost_record("KS 2017/1", 1);
	Jour__V1__Cost *cost = record.cost;
	assert_good();
	assert_bad_when(cost->agreement, text(""), 1);
	assert_bad_when(cost->line, text(""), 2);
	assert_bad_when(cost->reference, text(""), 3);
	assert_bad_when(cost->year, 1899, 4);
	assert_bad_when(cost->year, 2201, 4);
	assert_bad_when(cost->amount_ore, 0, 5);
	assert_bad_when(cost->amount_ore, (uint64_t)AMOUNT_ORE_MAX + 1, 5);
	cost->amount_ore = (uint64_t)AMOUNT_ORE_MAX;
	assert_good();
	record = payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-1");
	Jour__V1__Payment *payment = record.payment;
	assert_good();
	assert_bad_when(payment->agreement, text(""), 1);
	assert_bad_when(payment->payer, text("*"), 2);
	assert_bad_when(payment->side, JOUR__V1__SIDE__SIDE_INVALID, 3);
	assert_bad_when(payment->side, (Jour__V1__Side)3, 3);
	assert_bad_when(payment->reference, text(""), 4);
	assert_bad_when(payment->year, 0, 5);
	assert_bad_when(payment->date, 20180431, 6);
	assert_bad_when(payment->amount_ore, 0, 7);
	assert_bad_when(payment->amount_ore, UINT64_MAX, 7);
	payment->part = PAYMENT_PARTS_MAX;
	assert_bad_when(payment->part, PAYMENT_PARTS_MAX + 1, 10);
}

static void kind_case_table_fields_are_checked(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 1);
	Jour__V1__CaseTable *table = record.case_table;
	Jour__V1__CellState states[2] = {
		JOUR__V1__CELL_STATE__CELL_STATE_COUNT, JOUR__V1__CELL_STATE__CELL_STATE_COUNT};
	assert_good();
	assert_bad_when(table->area, text(""), 1);
	assert_bad_when(table->period, NULL, 2);
	assert_bad_when(table->period->first_month, 2, 2);
	assert_bad_when(table->period->first_month, 257, 2);
	assert_bad_when(table->period->months, 2, 2);
	assert_bad_when(table->period->year, 1899, 2);
	assert_bad_when(table->source, JOUR__V1__SOURCE__SOURCE_INVALID, 3);
	assert_bad_when(table->n_counts, (size_t)0, 5);
	assert_bad_when(table->counts[0], COUNT_MAX + 1, 5);
	assert_bad_when(table->counts[0], UINT64_C(1000000000000), 5);
	table->states = states;
	table->n_states = 1;
	assert_good();
	assert_bad_when(table->n_states, (size_t)2, 6);
	assert_bad_when(states[0], JOUR__V1__CELL_STATE__CELL_STATE_INVALID, 6);
	assert_bad_when(states[0], (Jour__V1__CellState)5, 6);
	assert_bad_when(states[0], JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN, 6);
	table->counts[0] = 0;
	states[0] = JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN;
	assert_good();
}

static Jour__V1__TableDimension by[3], *dimensions[] = {&by[0], &by[1], &by[2]};

/* Divides the table by the first version of a list. */
static void divide_by(Jour__V1__CaseTable *table, const char *dimension)
{
	Jour__V1__TableDimension *next = &by[table->n_dimensions++];
	jour__v1__table_dimension__init(next);
	next->dimension = next->list = text(dimension);
	next->version = 1;
	table->dimensions = dimensions;
}

/* Every pair of dimensions: good exactly when ascending and with the product of their sizes. */
static void kind_case_table_has_the_product_of_its_dimensions(void **state)
{
	(void)state;
	static uint64_t counts[TABLE_CELLS_MAX + 1];
	const struct codelist *down, *across;
	record = case_record("2409", 2019, 1, 3, 1);
	Jour__V1__CaseTable *table = record.case_table;
	table->counts = counts;
	for (size_t i = 0; (down = codelist_builtin_at(i)) != NULL; i++) {
		for (size_t k = 0; (across = codelist_builtin_at(k)) != NULL; k++) {
			table->n_dimensions = 0;
			divide_by(table, down->name);
			divide_by(table, across->name);
			table->n_counts = down->count * across->count;
			if (strcmp(down->name, across->name) >= 0) {
				assert_bad(4);
				continue;
			}
			assert_good();
			table->n_counts++;
			assert_bad(5);
		}
	}
	table->n_dimensions = 0;
	divide_by(table, "age");
	divide_by(table, "crime");
	divide_by(table, "sex");
	assert_int_equal(table->n_dimensions, TABLE_DIMENSIONS_MAX + 1);
	assert_bad(4);
	table->n_dimensions = 1;
	table->n_counts = TABLE_CELLS_MAX + 1;
	assert_bad(5);
}

static void kind_case_table_names_lists_that_are_there(void **state)
{
	(void)state;
	uint64_t counts[7] = {0};
	record = case_record("2409", 2019, 1, 3, 1);
	Jour__V1__CaseTable *table = record.case_table;
	divide_by(table, "age");
	table->counts = counts;
	table->n_counts = 7;
	assert_good();
	assert_bad_when(by[0].dimension, text("ålder"), 4);
	assert_bad_when(by[0].list, text("Age"), 4);
	assert_bad_when(by[0].version, 0, 4);
	assert_bad_when(by[0].dimension, text("sex"), 4); /* the list is of another */
	by[0].version = 2;
	struct result result = judge();
	assert_int_equal(result.code, RESULT_UNKNOWN_LIST);
	assert_int_equal(result.field, 4);
	assert_int_equal(result.argument, 1); /* the newest */
	by[0].list = text("age-vasterort");
	by[0].version = 1;
	result = judge();
	assert_int_equal(result.code, RESULT_UNKNOWN_LIST);
	assert_int_equal(result.argument, 0);
}

static void kind_confirmation_fields_are_checked(void **state)
{
	(void)state;
	static Jour__V1__Confirmation confirmation;
	static Jour__V1__Period period;
	static uint8_t hash[HASH256_SIZE] = {1};
	jour__v1__confirmation__init(&confirmation);
	jour__v1__period__init(&period);
	period.year = 2019;
	period.first_month = 1;
	period.months = 3;
	confirmation.record = (ProtobufCBinaryData){HASH256_SIZE, hash};
	confirmation.check = text("tenfold");
	confirmation.why = text("a new agreement");
	confirmation.area = text("2409");
	confirmation.period = &period;
	confirmation.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	record = RECORD_WITH(confirmation, &confirmation, CONFIRMATION);
	assert_good();
	assert_bad_when(confirmation.record.len, 31, 1);
	assert_bad_when(confirmation.check, text("twofold"), 2);
	assert_bad_when(confirmation.check, text("late"), 2);
	assert_bad_when(confirmation.why, text(""), 3);
	assert_bad_when(confirmation.why, long_text, 3);
	assert_bad_when(confirmation.area, text("24 09"), 4);
	assert_bad_when(confirmation.period, NULL, 5);
	assert_bad_when(confirmation.period->first_month, 2, 5);
	assert_bad_when(confirmation.source, JOUR__V1__SOURCE__SOURCE_INVALID, 6);
	hash[0] = 0;
	struct result result = judge();
	assert_int_equal(result.code, RESULT_UNKNOWN_RECORD);
	assert_int_equal(result.field, 1);
	hash[0] = 1;
}

static Jour__V1__Record effort_record(char *area, char *agreement, char *measure)
{
	static Jour__V1__Effort effort;
	static Jour__V1__Period period;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&period);
	period.year = 2019;
	period.first_month = 1;
	period.months = 3;
	effort.area = area;
	effort.agreement = agreement;
	effort.period = &period;
	effort.measure = measure;
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	return RECORD_WITH(effort, &effort, EFFORT);
}

static void kind_effort_fields_are_checked(void **state)
{
	(void)state;
	record = effort_record(text("2409"), text(""), text("volunteer_hours"));
	Jour__V1__Effort *effort = record.effort;
	effort->hundredths = 4250;
	assert_good();
	assert_bad_when(effort->area, text("24 09"), 1);
	assert_bad_when(effort->area, text(""), 1);
	assert_bad_when(effort->agreement, long_text, 2);
	assert_bad_when(effort->period, NULL, 3);
	assert_bad_when(effort->period->first_month, 2, 3);
	assert_bad_when(effort->measure, text("hours"), 4);
	assert_bad_when(effort->measure, text(""), 4);
	assert_bad_when(effort->hundredths, 100 * COUNT_MAX + 1, 5);
	assert_bad_when(effort->of_hundredths, 100, 6);
	assert_bad_when(effort->state, JOUR__V1__CELL_STATE__CELL_STATE_INVALID, 7);
	assert_bad_when(effort->state, (Jour__V1__CellState)5, 7);
	assert_bad_when(effort->state, JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN, 7);
	/* Each measure: half an hour and half a day there are, half a call there is not. */
	effort->area = text("");
	effort->agreement = text("KS 2017/1");
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		effort->measure = text(measure->name);
		effort->hundredths = 100 * COUNT_MAX;
		effort->of_hundredths = measure->is_share ? 100 * COUNT_MAX : 0;
		assert_good();
		effort->hundredths = 50;
		assert_int_equal(judge().code,
			measure->unit == EFFORT_PIECES ? RESULT_BAD_FIELD : RESULT_ACCEPTED);
	}
	static const Jour__V1__CellState silent[] = {JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE,
		JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN};
	effort->hundredths = 0;
	for (size_t i = 0; i < 3; i++) {
		effort->state = silent[i];
		effort->of_hundredths = 0;
		assert_good();
		effort->of_hundredths = 100;
		assert_bad(7);
	}
}

static void kind_effort_part_is_at_most_its_whole(void **state)
{
	(void)state;
	record = effort_record(text("2409"), text(""), text("three_attempts"));
	Jour__V1__Effort *effort = record.effort;
	assert_good(); /* none of none */
	effort->hundredths = effort->of_hundredths = 1000;
	assert_good();
	assert_bad_when(effort->of_hundredths, UINT64_C(1050), 6);
	effort->hundredths = 1100;
	struct result result = judge();
	assert_int_equal(result.code, RESULT_PART_ABOVE_WHOLE);
	assert_int_equal(result.field, 5);
	assert_int_equal(result.argument, 1000);
}

static void kind_agreement_fields_are_checked(void **state)
{
	(void)state;
	record = agreement_record("KS 2017/1", 1);
	Jour__V1__Agreement *agreement = record.agreement;
	Jour__V1__Term *term = agreement->terms[0];
	Jour__V1__SharedCost *shared = term->shared_cost;
	assert_good();
	assert_bad_when(agreement->dnr, text(""), 1);
	assert_bad_when(agreement->version, 0, 2);
	assert_bad_when(agreement->version, 2, 2); /* the world has none */
	assert_bad_when(agreement->title, text(""), 3);
	assert_bad_when(agreement->n_units, (size_t)0, 5);
	assert_bad_when(agreement->units[1], text("2409"), 5);
	assert_bad_when(agreement->units[1], text("2400"), 5);
	assert_bad_when(agreement->from, 20180229, 6);
	assert_bad_when(agreement->to, 20171231, 7);
	assert_bad_when(agreement->notice_months, NOTICE_MONTHS_MAX + 1, 8);
	assert_bad_when(agreement->n_terms, (size_t)0, 9);
	assert_bad_when(term->id, text(""), 9);
	assert_bad_when(term->clause, text(""), 9);
	assert_bad_when(term->formula_case, JOUR__V1__TERM__FORMULA__NOT_SET, 9);
	assert_bad_when(shared->line, text(""), 9);
	assert_bad_when(term->rounding->unit_ore, 10, 9);
	assert_bad_when(shared->key[0]->measure->of_case, JOUR__V1__MEASURE__OF__NOT_SET, 9);
	assert_bad_when(shared->key[0]->measure->equal->equal, 0, 9);
}

static void kind_agreement_repayment_is_checked(void **state)
{
	(void)state;
	record = agreement_record("KS 2017/1", 1);
	Jour__V1__Agreement *agreement = record.agreement;
	Jour__V1__Term *term = agreement->terms[0];
	Jour__V1__RepaymentRules rules;
	jour__v1__repayment_rules__init(&rules);
	agreement->repayment = &rules;
	rules.clause = text("5");
	rules.early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT;
	rules.not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE;
	rules.shared_back = JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY;
	rules.rounding = term->rounding;
	assert_good();
	assert_bad_when(rules.clause, text(""), 16);
	assert_bad_when(rules.early_exit, JOUR__V1__EXIT_RULE__EXIT_RULE_INVALID, 16);
	assert_bad_when(rules.early_exit, (Jour__V1__ExitRule)5, 16);
	assert_bad_when(rules.not_used, JOUR__V1__UNUSED_RULE__UNUSED_RULE_INVALID, 16);
	assert_bad_when(rules.not_used, (Jour__V1__UnusedRule)4, 16);
	assert_bad_when(rules.shared_back, JOUR__V1__BACK_RULE__BACK_RULE_INVALID, 16);
	assert_bad_when(rules.shared_back, (Jour__V1__BackRule)3, 16);
	assert_bad_when(rules.rounding, NULL, 16);
	/* Nothing that is spent is recorded. */
	assert_bad_when(term->flow, JOUR__V1__FLOW__FLOW_OWN, 16);
	assert_bad_when(term->shared_cost->stated_ore, 100, 16);
}

static void kind_agreement_follow_up_is_of_a_closed_list(void **state)
{
	(void)state;
	static const char *const words[] = {"economy", "budget", "hours", "duties", "cases",
		"assignments", "first_contact_3_days", "age", "support"};
	static Jour__V1__FollowUp items[65], *list[65];
	static char names[65][12];
	record = agreement_record("KS 2017/1", 1);
	Jour__V1__Agreement *agreement = record.agreement;
	for (unsigned i = 0; i < 65; i++) {
		jour__v1__follow_up__init(&items[i]);
		(void)snprintf(names[i], sizeof(names[i]), "x%u", i);
		items[i].what = i < 9 ? text(words[i]) : names[i];
		list[i] = &items[i];
	}
	agreement->follow_up = list;
	agreement->n_follow_up = 9;
	assert_good();
	assert_bad_when(items[3].what, text("hours"), 17);
	assert_bad_when(items[3].what, text(""), 17);
	assert_bad_when(items[3].what, text("Ålder"), 17);
	assert_bad_when(items[3].list, text("age"), 17);
	assert_bad_when(items[7].list, text("AGE"), 17);
	/* A number is agreed of a measure that is no share, and once. */
	items[5].agreed_hundredths = 4000;
	assert_good();
	items[5].agreed_hundredths = 100 * COUNT_MAX;
	assert_good();
	assert_bad_when(items[5].agreed_hundredths, 100 * COUNT_MAX + 100, 17);
	assert_bad_when(items[5].agreed_hundredths, 4050, 17);
	assert_bad_when(items[6].agreed_hundredths, 9000, 17);
	assert_bad_when(items[7].agreed_hundredths, 100, 17);
	assert_bad_when(items[2].agreed_hundredths, 100, 17);
	items[5].what = text("volunteer_hours");
	items[5].agreed_hundredths = 4050;
	assert_good();
	static Jour__V1__Hours hours;
	jour__v1__hours__init(&hours);
	hours.value_ore = 100;
	Jour__V1__Term *term = agreement->terms[0];
	const Jour__V1__Term before = *term;
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->hours = &hours;
	assert_bad(17);
	items[5].what = text("assignments");
	items[5].agreed_hundredths = 0;
	assert_good();
	*term = before;
	items[7].list = text("age"); /* the national one, by its name */
	assert_good();
	items[7].list = text("sex"); /* is of another dimension */
	struct result result = judge();
	assert_int_equal(result.code, RESULT_UNKNOWN_LIST);
	assert_int_equal(result.field, 17);
	items[7].list = text("");
	agreement->n_follow_up = 10; /* there is no list x9 */
	assert_int_equal(judge().code, RESULT_UNKNOWN_LIST);
	agreement->n_follow_up = 64;
	assert_int_equal(judge().code, RESULT_UNKNOWN_LIST);
	agreement->n_follow_up = 65;
	assert_bad(17);
}

static void kind_agreement_lists_end_at_their_limits(void **state)
{
	(void)state;
	static char codes[AGREEMENT_UNITS_MAX + 1][5], ids[AGREEMENT_TERMS_MAX + 1][5];
	static char *units[AGREEMENT_UNITS_MAX + 1];
	static Jour__V1__Term terms[AGREEMENT_TERMS_MAX + 1], *term_list[AGREEMENT_TERMS_MAX + 1];
	static Jour__V1__Party parties[65], *party_list[65];
	static Jour__V1__ReportDuty duties[9], *duty_list[9];
	record = agreement_record("KS 2017/1", 1);
	Jour__V1__Agreement *agreement = record.agreement;
	for (unsigned i = 0; i <= AGREEMENT_UNITS_MAX; i++) {
		(void)snprintf(codes[i], sizeof(codes[i]), "%04u", i);
		(void)snprintf(ids[i], sizeof(ids[i]), "t%u", i);
		units[i] = codes[i];
		terms[i] = *agreement->terms[0];
		terms[i].id = ids[i];
		term_list[i] = &terms[i];
		jour__v1__party__init(&parties[i]);
		parties[i].name = text("Umeå kommun");
		parties[i].org_nr = text("212000-2627");
		parties[i].role = JOUR__V1__ROLE__ROLE_PAYER;
		party_list[i] = &parties[i];
	}
	for (unsigned i = 0; i < 9; i++) {
		jour__v1__report_duty__init(&duties[i]);
		duties[i].months = 3;
		duty_list[i] = &duties[i];
	}
	agreement->units = units;
	agreement->n_units = AGREEMENT_UNITS_MAX;
	agreement->terms = term_list;
	agreement->n_terms = AGREEMENT_TERMS_MAX;
	agreement->parties = party_list;
	agreement->n_parties = 64;
	agreement->reports = duty_list;
	agreement->n_reports = 8;
	assert_good();
	assert_bad_when(agreement->n_parties, (size_t)65, 4);
	assert_bad_when(agreement->n_units, (size_t)AGREEMENT_UNITS_MAX + 1, 5);
	assert_bad_when(agreement->n_terms, (size_t)AGREEMENT_TERMS_MAX + 1, 9);
	assert_bad_when(agreement->n_reports, (size_t)9, 10);
	assert_bad_when(terms[1].id, ids[0], 9);
	assert_bad_when(duties[0].months, 2, 10);
	assert_bad_when(duties[0].due_days, DUE_DAYS_MAX + 1, 10);
	assert_bad_when(parties[0].name, text(""), 4);
	assert_bad_when(parties[0].org_nr, text("212000-2628"), 4);
	assert_bad_when(parties[0].role, JOUR__V1__ROLE__ROLE_INVALID, 4);
	parties[0].role = JOUR__V1__ROLE__ROLE_JOUR;
	assert_good();
	assert_bad_when(parties[0].unit, text("2409"), 4);
}

static void kind_agreement_duties_end_at_their_limits(void **state)
{
	(void)state;
	static Jour__V1__Duty duties[65], *list[65];
	static Jour__V1__MonthDay day, *days[DUTY_TIMES_MAX + 1];
	static char ids[65][4];
	record = agreement_record("KS 2017/1", 1);
	jour__v1__month_day__init(&day);
	day.month = day.day = 1;
	for (unsigned i = 0; i <= DUTY_TIMES_MAX; i++)
		days[i] = &day;
	for (unsigned i = 0; i < 65; i++) {
		jour__v1__duty__init(&duties[i]);
		(void)snprintf(ids[i], sizeof(ids[i]), "d%u", i);
		duties[i].id = ids[i];
		duties[i].clause = duties[i].what = text("x");
		duties[i].kind = JOUR__V1__DUTY_KIND__DUTY_KIND_OTHER;
		duties[i].times_a_year = DUTY_TIMES_MAX;
		list[i] = &duties[i];
	}
	record.agreement->duties = list;
	record.agreement->n_duties = 64;
	assert_good();
	assert_bad_when(record.agreement->n_duties, (size_t)65, 14);
	assert_bad_when(duties[63].id, ids[0], 14);
	assert_bad_when(duties[0].times_a_year, DUTY_TIMES_MAX + 1, 14);
	duties[0].times_a_year = 0;
	duties[0].yearly = days;
	duties[0].n_yearly = DUTY_TIMES_MAX;
	assert_good();
	assert_bad_when(duties[0].n_yearly, (size_t)DUTY_TIMES_MAX + 1, 14);
}

static void kind_index_value_and_figure_fields_are_checked(void **state)
{
	(void)state;
	Jour__V1__IndexValue value;
	Jour__V1__UnitFigure figure;
	jour__v1__index_value__init(&value);
	value.index = text("OPI");
	value.year = 2023;
	value.status = JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY;
	value.hundredths_percent = INDEX_RISE_MIN;
	record = RECORD_WITH(index_value, &value, INDEX_VALUE);
	assert_good();
	assert_bad_when(value.index, text(""), 1);
	assert_bad_when(value.year, YEAR_MAX + 1, 2);
	assert_bad_when(value.status, JOUR__V1__INDEX_STATUS__INDEX_STATUS_INVALID, 3);
	assert_bad_when(value.hundredths_percent, INDEX_RISE_MIN - 1, 4);
	assert_bad_when(value.hundredths_percent, INDEX_RISE_MAX + 1, 4);
	assert_bad_when(value.published, 20230229, 5);
	jour__v1__unit_figure__init(&figure);
	figure.unit = text("2409");
	figure.name = text("tax base");
	figure.year = 2018;
	figure.source = text("SCB");
	record = RECORD_WITH(unit_figure, &figure, UNIT_FIGURE);
	assert_good();
	assert_bad_when(figure.unit, text(""), 1);
	assert_bad_when(figure.name, text(""), 2);
	assert_bad_when(figure.year, YEAR_MIN - 1, 3);
	assert_bad_when(figure.source, text(""), 4);
	assert_bad_when(figure.value, (uint64_t)AMOUNT_ORE_MAX + 1, 5);
	assert_bad_when(figure.published, 20230229, 6);
}

static void kind_invoice_and_repayment_fields_are_checked(void **state)
{
	(void)state;
	Jour__V1__Invoice invoice;
	Jour__V1__Repayment repayment;
	jour__v1__invoice__init(&invoice);
	invoice.agreement = text("KS 2017/1");
	invoice.payer = text("2409");
	invoice.reference = text("1801-3");
	invoice.year = 2018;
	invoice.date = invoice.due = 20180115;
	invoice.amount_ore = 2035200;
	record = RECORD_WITH(invoice, &invoice, INVOICE);
	assert_good();
	assert_bad_when(invoice.agreement, text(""), 1);
	assert_bad_when(invoice.payer, text(""), 2);
	assert_bad_when(invoice.reference, text(""), 3);
	assert_bad_when(invoice.year, 0, 4);
	assert_bad_when(invoice.date, 0, 5);
	assert_bad_when(invoice.due, 20180114, 6);
	assert_bad_when(invoice.amount_ore, 0, 7);
	jour__v1__repayment__init(&repayment);
	repayment.agreement = text("KS 2017/1");
	repayment.payer = text("2409");
	repayment.reference = text("R1");
	repayment.year = 2018;
	repayment.date = 20190115;
	repayment.amount_ore = 1;
	record = RECORD_WITH(repayment, &repayment, REPAYMENT);
	assert_good();
	assert_bad_when(repayment.agreement, text(""), 1);
	assert_bad_when(repayment.payer, text(""), 2);
	assert_bad_when(repayment.reference, text(""), 3);
	assert_bad_when(repayment.year, 0, 4);
	assert_bad_when(repayment.date, 20190229, 5);
	assert_bad_when(repayment.amount_ore, (uint64_t)AMOUNT_ORE_MAX + 1, 6);
}

static void kind_period_close_fields_are_checked(void **state)
{
	(void)state;
	Jour__V1__Period period;
	Jour__V1__PeriodClose close;
	jour__v1__period__init(&period);
	jour__v1__period_close__init(&close);
	period.year = 2018;
	period.first_month = 1;
	period.months = 3;
	close.scope = text("*");
	close.period = &period;
	jour__v1__record__init(&record);
	record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	record.period_close = &close;
	assert_good();
	assert_bad_when(close.scope, text("24 09"), 1);
	assert_bad_when(close.scope, text(""), 1);
	assert_bad_when(close.period, NULL, 2);
	assert_bad_when(period.first_month, 2, 2);
	assert_bad_when(period.year, YEAR_MAX + 1, 2);
	close.scope = text("2409");
	assert_good();
}

static void kind_release_fields_are_checked(void **state)
{
	(void)state;
	uint8_t hash[33] = {0};
	Jour__V1__Period period;
	Jour__V1__Release release;
	jour__v1__period__init(&period);
	jour__v1__release__init(&release);
	period.year = 2018;
	period.first_month = 1;
	period.months = 12;
	release.id = text("2018-arsrapport");
	release.kind = text("totals");
	release.period = &period;
	release.as_of = 1;
	release.hash = (ProtobufCBinaryData){32, hash};
	jour__v1__record__init(&record);
	record.body_case = JOUR__V1__RECORD__BODY_RELEASE;
	record.release = &release;
	assert_good();
	assert_bad_when(release.id, text(""), 1);
	assert_bad_when(release.id, long_text, 1);
	assert_bad_when(release.kind, text(""), 2);
	assert_bad_when(period.months, 2, 3);
	assert_bad_when(release.period, NULL, 4);
	assert_bad_when(release.year, 2018, 4);
	assert_bad_when(release.as_of, 0, 5);
	assert_bad_when(release.hash.len, 33, 6);
	assert_bad_when(release.unit, text("24 09"), 7);
	release.period = NULL;
	assert_bad(4);
	release.year = 2018;
	assert_good();
}

static void kind_key_text_is_short_and_never_the_beginning_of_another(void **state)
{
	(void)state;
	uint8_t a[64], b[64];
	char texts[40];
	for (size_t size = 0; size < sizeof(texts); size++) {
		memset(texts, 'x', size);
		texts[size < sizeof(texts) - 1 ? size : sizeof(texts) - 1] = '\0';
		struct writer one = writer_of(a, sizeof(a)), other = writer_of(b, sizeof(b));
		key_text(&one, texts);
		key_text(&other, "xxx");
		assert_true(one.size <= 33);
		if (strcmp(texts, "xxx") != 0)
			assert_memory_not_equal(
				a, b, one.size < other.size ? one.size : other.size);
	}
}

static void kind_key_text_compare_is_the_order_of_the_bytes(void **state)
{
	(void)state;
	static const char *const codes[] = {"", "2", "3", "24", "AC", "2409", "2481", "2409-1"};
	for (size_t i = 0; i + 1 < sizeof(codes) / sizeof(codes[0]); i++) {
		uint8_t a[64], b[64];
		struct writer one = writer_of(a, sizeof(a)), other = writer_of(b, sizeof(b));
		key_text(&one, codes[i]);
		key_text(&other, codes[i + 1]);
		assert_true(key_text_compare(codes[i], codes[i + 1]) < 0);
		assert_true(bytes_compare(written(&one), written(&other)) < 0);
	}
}

static void kind_date_number_is_a_real_day(void **state)
{
	(void)state;
	assert_true(date_number_is_valid(19000101));
	assert_true(date_number_is_valid(22001231));
	assert_true(date_number_is_valid(20200229));
	assert_false(date_number_is_valid(0));
	assert_false(date_number_is_valid(18991231));
	assert_false(date_number_is_valid(22010101));
	assert_false(date_number_is_valid(20190229));
	assert_false(date_number_is_valid(120200229)); /* not cut to eight digits */
	assert_false(date_number_is_valid(UINT32_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kind_table_is_in_order_with_classes_by_number),
		cmocka_unit_test(kind_envelope_is_judged_first),
		cmocka_unit_test(kind_text_of_201_bytes_is_a_bad_field),
		cmocka_unit_test(kind_population_fields_are_checked),
		cmocka_unit_test(kind_unit_fields_are_checked),
		cmocka_unit_test(kind_unit_follows_other_units_in_order),
		cmocka_unit_test(kind_unit_then_is_the_nearest_of_its_records),
		cmocka_unit_test(kind_unit_breaks_its_first_rule_in_order_of_fields),
		cmocka_unit_test(kind_grant_fields_are_checked),
		cmocka_unit_test(kind_keys_of_the_wrong_size_are_bad_fields),
		cmocka_unit_test(kind_cost_and_payment_fields_are_checked),
		cmocka_unit_test(kind_case_table_fields_are_checked),
		cmocka_unit_test(kind_case_table_has_the_product_of_its_dimensions),
		cmocka_unit_test(kind_effort_fields_are_checked),
		cmocka_unit_test(kind_confirmation_fields_are_checked),
		cmocka_unit_test(kind_effort_part_is_at_most_its_whole),
		cmocka_unit_test(kind_case_table_names_lists_that_are_there),
		cmocka_unit_test(kind_agreement_fields_are_checked),
		cmocka_unit_test(kind_agreement_repayment_is_checked),
		cmocka_unit_test(kind_agreement_follow_up_is_of_a_closed_list),
		cmocka_unit_test(kind_index_value_and_figure_fields_are_checked),
		cmocka_unit_test(kind_invoice_and_repayment_fields_are_checked),
		cmocka_unit_test(kind_agreement_lists_end_at_their_limits),
		cmocka_unit_test(kind_agreement_duties_end_at_their_limits),
		cmocka_unit_test(kind_period_close_fields_are_checked),
		cmocka_unit_test(kind_release_fields_are_checked),
		cmocka_unit_test(kind_key_text_is_short_and_never_the_beginning_of_another),
		cmocka_unit_test(kind_key_text_compare_is_the_order_of_the_bytes),
		cmocka_unit_test(kind_date_number_is_a_real_day),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
