#include "intake_help.h"

#include "builtin_lists.h"
#include "jour/frame.h"

/* ---- a world that lets everything be said */

static bool yes_unit(void *world, const char *code)
{
	(void)world;
	return code[0] != '\0';
}

static const Jour__V1__AgreementName *any_agreement(void *world, const char *dnr)
{
	static char codes[6][5] = {"2401", "2403", "2404", "2409", "2460", "2480"};
	static char line[] = "samordnare";
	static char *units[] = {codes[0], codes[1], codes[2], codes[3], codes[4], codes[5]};
	static char *lines[] = {line};
	static Jour__V1__AgreementName name;
	(void)world;
	jour__v1__agreement_name__init(&name);
	name.n_units = 6;
	name.units = units;
	name.n_lines = 1;
	name.lines = lines;
	return strcmp(dnr, "KS 2017/123") == 0 || strcmp(dnr, "SON 2019-536") == 0 ? &name : NULL;
}

static uint32_t no_version(void *world, const char *dnr)
{
	(void)world;
	(void)dnr;
	return 0;
}

static bool yes_topic(void *world, Jour__V1__Topic topic, const char *unit)
{
	(void)world;
	(void)topic;
	(void)unit;
	return true;
}

static struct unit_then any_time(void *whom, const char *code, uint32_t first, uint32_t last)
{
	(void)whom;
	(void)code;
	(void)first;
	(void)last;
	return (struct unit_then){.known = true, .there = true};
}

/* The built-in lists, and the one that an example has sent before an agreement names it. */
static const struct codelist *example_list(void *world, const char *name, uint32_t version)
{
	static const struct codelist own = {
		.name = "age-vasterort", .version = 1, .dimension = "age"};
	bool is_own = strcmp(name, own.name) == 0 && version == 0;
	return is_own ? &own : builtin_list(world, name, version);
}

static const struct world permissive = {.received_ms = UINT64_C(1900000000000),
	.knows_unit = yes_unit,
	.unit_then = any_time,
	.agreement = any_agreement,
	.agreement_version = no_version,
	.codelist = example_list,
	.each_codelist = each_builtin_list,
	.granted = yes_topic};

static uint8_t file_bytes[SHEET_FILE_SIZE_MAX];

static struct bytes load(const char *name)
{
	char path[500];
	snprintf(path, sizeof(path), "%s/agent/examples/%s", JOUR_SOURCE_DIR, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t size = fread(file_bytes, 1, sizeof(file_bytes), file);
	assert_int_equal(fclose(file), 0);
	return (struct bytes){file_bytes, size};
}

static void intake_examples_would_be_accepted(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		unsigned kind;
		size_t records;
		size_t warnings;
	} examples[] = {
		{"units.csv", 32, 6, 0},
		{"codelist-age-vasterort.yaml", 33, 1, 0},
		{"codelist-crime.yaml", 33, 1, 0},
		{"population.csv", 50, 12, 0},
		{"agreement-umea.yaml", 48, 1, 1},
		{"cost.csv", 52, 1, 0},
		{"cases-2401-2018-Q1.csv", 64, 1, 0},
		{"cases-2403-2018-Q1.csv", 64, 1, 0},
		{"cases-2404-2018-Q1.csv", 64, 1, 0},
		{"cases-2409-2018-Q1.csv", 64, 1, 0},
		{"cases-2460-2018-Q1.csv", 64, 1, 0},
		{"effort-umea-2018.csv", 65, 8, 0},
		{"effort-linkoping-2023.csv", 65, 5, 0},
		{"payments-2401.csv", 53, 1, 0},
		{"payments-2409.csv", 53, 1, 0},
		{"payments-jour.csv", 53, 3, 0},
		{"invoices-umea.csv", 56, 6, 0},
		{"index-opi.csv", 51, 4, 0},
		{"units-stockholm.csv", 32, 5, 0},
		{"agreement-linkoping.yaml", 48, 1, 0},
		{"agreement-vasterort.yaml", 48, 1, 0},
		{"agreement-osteraker.yaml", 48, 1, 1},
	};
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		enum err err = read_bytes(examples[i].name, load(examples[i].name));
		if (err != ERR_OK)
			assert_complaint(0, "");
		assert_int_equal(intake.record_count, examples[i].records);
		assert_int_equal(intake.complaints.kept_count, examples[i].warnings);
		for (size_t k = 0; k < intake.record_count; k++) {
			struct record record;
			record_number(k, &record);
			assert_int_equal(record.kind, examples[i].kind);
			assert_int_equal(record_judge(&record, intake.class, &permissive).code,
				RESULT_ACCEPTED);
		}
	}
}

static const Jour__V1__Agreement *example(const char *name)
{
	static struct record record;
	assert_int_equal(read_bytes(name, load(name)), ERR_OK);
	return record_number(0, &record);
}

/* What each document says, as far as the program reckons with it. */
static void intake_example_umea_says_what_the_letter_says(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = example("agreement-umea.yaml");
	assert_int_equal(agreement->to, 20201223);
	assert_int_equal(agreement->notice_months, 9);
	assert_true(agreement->renewal->may_be_extended);
	assert_int_equal(agreement->n_units, 6);
	const Jour__V1__Term *term = agreement->terms[0];
	assert_int_equal(term->rate->rate_ore, 300);
	assert_int_equal(term->rate->measure->population->years_before, 2);
	assert_int_equal(term->rounding->unit_ore, 100);
	term = agreement->terms[1];
	assert_string_equal(term->shared_cost->line, "samordnare");
	assert_int_equal(term->shared_cost->key[0]->measure->population->years_before, 2);
	assert_int_equal(term->rounding->unit_ore, 1);
}

static void intake_example_osteraker_says_what_the_decision_says(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = example("agreement-osteraker.yaml");
	assert_int_equal(agreement->to, 0);
	assert_string_equal(agreement->units[0], "0117");
	assert_int_equal(agreement->terms[0]->rate->rate_ore, 300);
	assert_int_equal(agreement->duties[0]->kind, JOUR__V1__DUTY_KIND__DUTY_KIND_INVOICE);
}

static void intake_example_linkoping_says_what_the_agreement_says(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = example("agreement-linkoping.yaml");
	const Jour__V1__Term *cash = agreement->terms[0];
	const Jour__V1__Term *hours = agreement->terms[1];
	assert_int_equal(cash->flow, JOUR__V1__FLOW__FLOW_CASH);
	assert_int_equal(hours->flow, JOUR__V1__FLOW__FLOW_IN_KIND);
	assert_int_equal(hours->hours->hours_hundredths, 150000);
	assert_int_equal(cash->fixed_amount->amount_ore + hours->hours->value_ore, 81351400);
	assert_string_equal(cash->indexation[0]->index, "OPI");
	assert_int_equal(cash->indexation[0]->from, 20240101);
	assert_int_equal(cash->indexation[0]->years_before, 1);
	assert_int_equal(agreement->notice_months, 6);
	assert_int_equal(agreement->duties[0]->yearly[0]->month, 1);
	assert_int_equal(agreement->duties[4]->on, 20250331);
	assert_int_equal(
		agreement->duties[2]->times_a_year + agreement->duties[3]->times_a_year, 4);
}

static void intake_example_vasterort_says_what_the_annex_says(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = example("agreement-vasterort.yaml");
	assert_int_equal(agreement->year_start->month, 4);
	assert_int_equal(agreement->renewal->automatic_years, 1);
	assert_int_equal(agreement->renewal->cancel_by->month, 9);
	assert_int_equal(agreement->renewal->cancel_by->day, 30);
	assert_int_equal(agreement->renewal->until, 20250331);
	assert_int_equal(agreement->terms[0]->flow, JOUR__V1__FLOW__FLOW_CASH);
	assert_int_equal(agreement->terms[0]->budget->stated_ore, 70400000);
	assert_int_equal(agreement->terms[1]->flow, JOUR__V1__FLOW__FLOW_OWN);
	assert_int_equal(agreement->terms[1]->budget->stated_ore, 30900000);
	uint64_t earmarked_ore = 0;
	for (size_t i = 0; i < agreement->terms[1]->budget->n_lines; i++)
		if (agreement->terms[1]->budget->lines[i]->earmark[0] != '\0')
			earmarked_ore += agreement->terms[1]->budget->lines[i]->amount_ore;
	assert_int_equal(earmarked_ore, 23000000);
}

static void intake_example_with_faults_lists_each(void **state)
{
	(void)state;
	assert_int_equal(read_bytes("cases-wrong.csv", load("cases-wrong.csv")), ERR_MALFORMED);
	assert_int_equal(intake.complaints.kept_count, 5);
	assert_int_equal(intake.complaints.kept[0].row, 3);
	assert_string_equal(intake.complaints.kept[0].heading, "Period");
	assert_int_equal(intake.complaints.kept[1].row, 4);
	assert_string_equal(intake.complaints.kept[1].heading, "Brottstyp");
	assert_int_equal(intake.complaints.kept[2].row, 7);
	assert_string_equal(intake.complaints.kept[2].heading, "Kommun");
	assert_int_equal(intake.complaints.kept[3].row, 2);
	assert_complaint(4, "cases-wrong.csv, row 6, column \"Antal\": the same cell has a number "
			    "in row 5 already");
	assert_int_equal(body.size, 0);
}

/* A deterministic stream of numbers, so that a failure comes again. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Whatever is done to a file: it yields nothing and says why, or records that the rules accept. */
static void intake_damaged_example_yields_nothing_or_what_obeys(void **state)
{
	(void)state;
	static const char *const names[] = {"agreement-umea.yaml", "cases-2404-2018-Q1.csv",
		"cases-2460-2018-Q1.csv", "payments-jour.csv", "population.csv", "units.csv"};
	static const char bytes[] = ";,\t\n\"'-:{}[]#01 \xe5\xc3\0K";
	uint32_t seed = 1;
	size_t accepted = 0, refused = 0;
	for (size_t round = 0; round < 3000; round++) {
		const char *name = names[round % 6];
		struct bytes file = load(name);
		for (size_t i = 0; i <= next_random(&seed) % 3; i++)
			file_bytes[next_random(&seed) % file.size] =
				(uint8_t)bytes[next_random(&seed) % (sizeof(bytes) - 1)];
		file.size -= next_random(&seed) % 4 == 0 ? next_random(&seed) % file.size : 0;
		if (read_bytes(name, file) != ERR_OK) {
			assert_true(intake.complaints.error_count > 0);
			assert_int_equal(body.size, 0);
			refused++;
			continue;
		}
		assert_true(intake.record_count > 0);
		for (size_t k = 0; k < intake.record_count; k++) {
			struct record record;
			const void *message = record_number(k, &record);
			assert_int_equal(
				kind_of(record.kind)->fields(message).code, RESULT_ACCEPTED);
		}
		accepted++;
	}
	assert_true(accepted > 100 && refused > 100);
}

/* ---- */

static void intake_file_of_another_form_is_refused(void **state)
{
	(void)state;
	static const char *const expected = ": what can be sent are tables saved as \"CSV UTF-8\" "
					    "(.csv), agreements and code lists "
					    "(.yaml)";
	static const char *const names[] = {"a.xlsx", "csv", ".csv", "a.csv.bak"};
	for (size_t i = 0; i < 4; i++) {
		char line[200];
		snprintf(line, sizeof(line), "%s%s", names[i], expected);
		assert_refused(names[i], "Period;Antal\n2018;1\n", line);
	}
	assert_reads("A.CSV", "Period;Antal\n2018;1\n", 1);
	assert_refused("a.yml", "x: y\n",
		"a.yml: no key at the left edge tells what this is; an agreement has dnr, title, "
		"units and terms, a code list code_list, dimension and values");
	assert_refused("a.csv", "Period;Antal\n", "a.csv: there is nothing below the headings");
	assert_refused("a.csv", "", "a.csv: the file is empty");
	assert_refused(
		"a.yaml", "a: b\na: c\n", "a.yaml, line 2, column 1: the key \"a\" is there twice");
}

static void intake_wrong_file_leaves_what_was_there(void **state)
{
	(void)state;
	assert_reads("a.csv", "Period;Antal\n2018;1\n", 1);
	size_t size = body.size;
	assert_int_equal(intake_read(&intake, "a.csv", SAY("Period;Antal\n2017;1\n2016;x\n"),
				 &context, &body),
		ERR_MALFORMED);
	assert_int_equal(body.size, size);
	assert_int_equal(
		intake_read(&intake, "a.csv", SAY("Period;Antal\n2017;1\n"), &context, &body),
		ERR_OK);
	assert_true(body.size > size);
	assert_int_equal(intake.record_count, 1);
}

static void intake_without_room_is_refused(void **state)
{
	(void)state;
	uint8_t little[60];
	struct writer writer = writer_of(little, sizeof(little));
	assert_int_equal(intake_read(&intake, "a.csv", SAY("Period;Antal\n2018;1\n2017;2\n"),
				 &context, &writer),
		ERR_MALFORMED);
	assert_complaint(0, "a.csv, row 3: there is no room for so much: divide the file");
	assert_int_equal(writer.size, 0);
}

static void intake_salts_come_from_the_seed(void **state)
{
	(void)state;
	uint8_t salts[3][SALT_SIZE];
	struct record record;
	const char *text = "Period;Antal\n2018;1\n2017;1\n";
	assert_reads("a.csv", text, 2);
	for (size_t i = 0; i < 2; i++) {
		record_number(i, &record);
		assert_int_equal(record.message->salt.len, SALT_SIZE);
		memcpy(salts[i], record.message->salt.data, SALT_SIZE);
	}
	assert_memory_not_equal(salts[0], salts[1], SALT_SIZE);
	assert_reads("a.csv", text, 2);
	record_number(0, &record);
	assert_memory_equal(salts[0], record.message->salt.data, SALT_SIZE);
	context.seed[31] ^= 1;
	assert_reads("a.csv", text, 2);
	record_number(0, &record);
	assert_memory_not_equal(salts[0], record.message->salt.data, SALT_SIZE);
}

static Jour__V1__Reference reference;
static Jour__V1__Unit known[4];
static Jour__V1__Unit *unit_list[4];

static void use_reference(void)
{
	static const char *const names[][2] = {
		{"2480", "Umeå"}, {"2480", "Umeå"}, {"A1", "Öst"}, {"B1", "öst"}};
	jour__v1__reference__init(&reference);
	for (size_t i = 0; i < 4; i++) {
		jour__v1__unit__init(&known[i]);
		known[i].code = (char *)(uintptr_t)names[i][0];
		known[i].name = (char *)(uintptr_t)names[i][1];
		unit_list[i] = &known[i];
	}
	reference.n_units = 4;
	reference.units = unit_list;
	context.reference = &reference;
}

static void intake_names_of_units_are_understood_with_the_reference(void **state)
{
	(void)state;
	struct record record;
	static const char *const words[] = {"UMEÅ", "Umeå kommun", "2480", "A1"};
	static const char *const codes[] = {"2480", "2480", "2480", "A1"};
	use_reference();
	for (size_t i = 0; i < 4; i++) {
		char text[100];
		snprintf(text, sizeof(text), "Kommun;Period;Antal\n%s;2018;1\n", words[i]);
		assert_reads("a.csv", text, 1);
		const Jour__V1__CaseTable *table = record_number(0, &record);
		assert_string_equal(table->area, codes[i]);
	}
	assert_refused("a.csv", "Kommun;Period;Antal\nÖst;2018;1\n",
		"a.csv, row 2, column \"Kommun\": read \"Öst\", expected a code: more than one "
		"unit has this name");
	assert_refused("a.csv", "Kommun;Period;Antal\nVäst;2018;1\n",
		"a.csv, row 2, column \"Kommun\": read \"Väst\", expected the code or name of a "
		"kommun or unit that the office knows");
	context.reference = NULL;
	assert_reads("a.csv", "Kommun;Period;Antal\n0180-hv;2018;1\n", 1);
}

static void intake_place_is_row_and_column_of_the_field(void **state)
{
	(void)state;
	assert_reads("p.csv",
		"Belopp;Avtal;År;Datum;Referens\n1;KS 1;2018;2018-01-31;a\n\n1;KS 1;2018;2018-01-"
		"31;b\n",
		2);
	struct place place = intake_place(&intake, 1, 7);
	assert_int_equal(place.kind, PLACE_SHEET);
	assert_int_equal(place.row, 4);
	assert_int_equal(place.column, 1);
	assert_string_equal(place.heading, "Belopp");
	/* The kommun has no column here, and field 99 does not exist. */
	assert_int_equal(intake_place(&intake, 0, 2).column, 0);
	assert_int_equal(intake_place(&intake, 0, 99).column, 0);
	assert_int_equal(intake_place(&intake, 0, 0).row, 2);
	assert_int_equal(read_bytes("agreement-umea.yaml", load("agreement-umea.yaml")), ERR_OK);
	place = intake_place(&intake, 0, 7);
	assert_int_equal(place.kind, PLACE_TEXT);
	assert_int_equal(place.row, 35);
	assert_int_equal(intake_place(&intake, 0, 10).column, 1);
	assert_int_equal(intake_place(&intake, 0, 11).row, 3);
}

static void intake_more_than_a_batch_is_cut_into_parts(void **state)
{
	(void)state;
	static char text[SHEET_FILE_SIZE_MAX];
	size_t size = (size_t)snprintf(text, sizeof(text), "code;date;population;source\n");
	for (unsigned i = 0; i < SHEET_ROWS_MAX - 1; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%04u;%u-12-31;7;S\n",
			i % 100, 1950 + i / 100);
	assert_reads("f.csv", text, SHEET_ROWS_MAX - 1);
	struct reader rest = reader_of(written(&body));
	size_t counts[4], total = 0;
	for (size_t i = 0; i < 4; i++) {
		struct bytes part = intake_next_part(&rest, &counts[i]);
		total += part.size;
	}
	assert_int_equal(counts[0], BATCH_RECORDS_MAX);
	assert_int_equal(counts[1], BATCH_RECORDS_MAX);
	assert_int_equal(counts[2], SHEET_ROWS_MAX - 1 - 2 * BATCH_RECORDS_MAX);
	assert_int_equal(counts[3], 0);
	assert_int_equal(total, body.size);
}

static void intake_parts_fit_a_frame(void **state)
{
	(void)state;
	/* 16 records that fill a batch's body to the last byte, and one more. */
	const size_t room = BATCH_SIZE_MAX - HEADER_SIZE - SIGNATURE_SIZE;
	static uint8_t large[FRAME_SIZE_MAX + RECORD_SIZE_MAX];
	const size_t last = room - 15 * (4 + RECORD_SIZE_MAX) - 4;
	for (size_t over = 0; over < 2; over++) {
		struct writer writer = writer_of(large, sizeof(large));
		size_t sizes[17];
		for (size_t i = 0; i < 17; i++) {
			sizes[i] = i < 15 ? RECORD_SIZE_MAX : i == 15 ? last + over : 1;
			write_be32(&writer, (uint32_t)sizes[i]);
			writer.size += sizes[i];
		}
		struct reader rest = reader_of(written(&writer));
		size_t count = 0;
		assert_int_equal(
			intake_next_part(&rest, &count).size, over == 0 ? room : room - 4 - last);
		assert_int_equal(count, 16 - over);
		assert_int_equal(
			intake_next_part(&rest, &count).size, over == 0 ? 5 : 9 + last + 1);
		assert_int_equal(count, 1 + over);
		assert_null(intake_next_part(&rest, &count).data);
		assert_int_equal(count, 0);
	}
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(intake_examples_would_be_accepted),
		WITH_KOMMUN(intake_example_umea_says_what_the_letter_says),
		WITH_KOMMUN(intake_example_osteraker_says_what_the_decision_says),
		WITH_KOMMUN(intake_example_linkoping_says_what_the_agreement_says),
		WITH_KOMMUN(intake_example_vasterort_says_what_the_annex_says),
		WITH_KOMMUN(intake_example_with_faults_lists_each),
		WITH_KOMMUN(intake_damaged_example_yields_nothing_or_what_obeys),
		WITH_KOMMUN(intake_file_of_another_form_is_refused),
		WITH_KOMMUN(intake_wrong_file_leaves_what_was_there),
		WITH_KOMMUN(intake_without_room_is_refused),
		WITH_KOMMUN(intake_salts_come_from_the_seed),
		WITH_KOMMUN(intake_names_of_units_are_understood_with_the_reference),
		WITH_KOMMUN(intake_place_is_row_and_column_of_the_field),
		WITH_KOMMUN(intake_more_than_a_batch_is_cut_into_parts),
		WITH_KOMMUN(intake_parts_fit_a_frame),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
