#include "intake_help.h"
#include "listrecord.h"

static const Jour__V1__CaseTable *table(size_t position)
{
	static struct record record;
	return record_number(position, &record);
}

static void file_cases_total_is_one_cell(void **state)
{
	(void)state;
	assert_reads("c.csv", "Antal;Period\n12;2018-K3\n", 1);
	const Jour__V1__CaseTable *found = table(0);
	assert_string_equal(found->area, "2409");
	assert_int_equal(found->period->year, 2018);
	assert_int_equal(found->period->first_month, 7);
	assert_int_equal(found->period->months, 3);
	assert_int_equal(found->source, JOUR__V1__SOURCE__SOURCE_KOMMUN);
	assert_int_equal(found->n_dimensions, 0);
	assert_int_equal(found->n_counts, 1);
	assert_int_equal(found->counts[0], 12);
	assert_int_equal(found->n_states, 0);
	assert_int_equal(intake.class, CLASS_CASES);
	assert_string_equal(intake_kind_name(&intake), "cases");
}

static void file_cases_periods_are_understood(void **state)
{
	(void)state;
	assert_reads("c.csv",
		"kommun;period;antal\n2401;2018;1\n2403;2018-h2;1\n2404;2018-q1;1\n2409;2018-12;1\n"
		"2460;2018-k4;1\n",
		5);
	static const uint32_t first[] = {1, 7, 1, 12, 10}, months[] = {12, 6, 3, 1, 3};
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(table(i)->period->first_month, first[i]);
		assert_int_equal(table(i)->period->months, months[i]);
	}
	assert_refused("c.csv", "Period;Antal\n2018-K5;1\n",
		"c.csv, row 2, column \"Period\": read \"2018-K5\", expected a month such as "
		"2018-01, a quarter such as 2018-K1, a half-year such as 2018-H1, or a year");
}

/* The columns stand in another order than the dimensions in the record. */
static void file_cases_two_dimensions_fill_their_cells(void **state)
{
	(void)state;
	assert_reads("c.csv",
		"Kön;Brottstyp;Kommun;Period;Antal\n"
		"Man;Sexualbrott;2409;2018-K1;3\nKvinna;Våldsbrott;2401;2018-K1;4\n"
		"Okänd;okand;2409;2018-K1;5\n",
		2);
	const Jour__V1__CaseTable *found = table(0);
	assert_string_equal(found->area, "2409");
	assert_int_equal(found->n_dimensions, 2);
	assert_string_equal(found->dimensions[0]->dimension, "crime");
	assert_string_equal(found->dimensions[1]->dimension, "sex");
	assert_int_equal(found->n_counts, 32);
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(found->counts[i], i == 5 ? 3 : i == 31 ? 5 : 0);
	assert_int_equal(intake.origins[0].row, 2);
	assert_int_equal(intake.origins[1].row, 3);
	assert_int_equal(table(1)->counts[0], 4);
}

static void file_cases_wide_table_gives_the_same_record(void **state)
{
	(void)state;
	assert_reads("c.csv",
		"Kommun;Period;Kön;Brottstyp;Antal\n2409;2018-K1;Man;Rån;3\n2409;2018-K1;Kvinna;Rån"
		";1\n2409;2018-K1;man;våldsbrott;9\n2409;2018-K1;kvinna;våldsbrott;0\n",
		1);
	static uint8_t first[4096];
	size_t size = body.size;
	memcpy(first, body_bytes, size);
	assert_reads("c.csv",
		"Kommun;2409\n\nPeriod;2018-K1\nBrottstyp;Män;Kvinnor\nRån;3;1\nVåldsbrott;9;0\n",
		1);
	assert_int_equal(body.size, size);
	assert_memory_equal(first, body_bytes, size);
	/* With kommun and period as columns too. */
	assert_reads("c.csv",
		"Kommun;Period;Brottstyp;Kvinna;Man\n2409;2018-K1;Rån;1;3\n2409;2018-K1;Våldsbrott;"
		"0;9\n",
		1);
	assert_memory_equal(first, body_bytes, size);
	/* One dimension only: its values are the headings. */
	assert_reads("c.csv", "Period;Kvinna;Man\n2018-K1;5;6\n2018-K2;7;8\n", 2);
	assert_int_equal(table(1)->n_dimensions, 1);
	assert_int_equal(table(1)->counts[1], 8);
}

static void file_cases_states_are_not_zero(void **state)
{
	(void)state;
	assert_reads_warned("c.csv",
		"Period;Kön;Antal\n2018-K1;Kvinna;-\n2018-K1;Man;dold\n2018-K1;Annan;ej "
		"tillämpligt\n",
		1, 1);
	const Jour__V1__CaseTable *found = table(0);
	assert_int_equal(found->n_states, 4);
	assert_int_equal(found->states[0], JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED);
	assert_int_equal(found->states[1], JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN);
	assert_int_equal(found->states[2], JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE);
	assert_int_equal(found->states[3], JOUR__V1__CELL_STATE__CELL_STATE_COUNT);
	assert_complaint(0, "c.csv, row 2, column \"Antal\": warning: a dash is read as not "
			    "reported, here and below; write 0 where there was none");
	assert_reads_warned("c.csv", "Period;Antal\n2018-K1;-\n2018-K2;\u2013\n", 2, 1);
	assert_reads("c.csv", "Period;Antal\n2018-K1;Uppgift saknas\n", 1);
	assert_int_equal(table(0)->states[0], JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED);
	assert_refused("c.csv", "Period;Kön;Antal;Orsak\n2018-K1;Man;;\n",
		"c.csv, row 2, column \"Antal\": empty, expected a whole number, or .. "
		"(not reported), . (not applicable) or \"dold\" (hidden)");
}

static void file_cases_same_cell_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("c.csv",
		"Period;Kön;Antal\n2018-K1;Man;1\n2018-K1;Kvinna;1\n2018-K1;män;1\n",
		"c.csv, row 4, column \"Antal\": the same cell has a number in row 2 already");
	assert_refused("c.csv", "Period;Man\n2018-K1;1\n2018-K1;1\n",
		"c.csv, row 3, column \"Man\": the same cell has a number in row 2 already");
}

static void file_cases_overlapping_periods_are_refused(void **state)
{
	(void)state;
	assert_refused("c.csv", "Period;Antal\n2018-K1;1\n2018-02;1\n",
		"c.csv, row 3: the period overlaps that of row 2, and the same cases would count "
		"twice");
	assert_reads("c.csv", "Kommun;Period;Antal\n2401;2018-K1;1\n2403;2018-02;1\n", 2);
}

static void file_cases_every_wrong_row_is_listed(void **state)
{
	(void)state;
	const char *text = "Period;Brottstyp;Antal\n2018-K1;cykelstöld;-3\n2018-1;Rån;x\n"
			   "2018-K1;Våldsbrott;1 000 000 001\n";
	assert_int_equal(read_bytes("c.csv", bytes_of_text(text)), ERR_MALFORMED);
	assert_int_equal(intake.complaints.kept_count, 5);
	assert_complaint(0, "c.csv, row 2, column \"Brottstyp\": read \"cykelstöld\", expected one "
			    "of: våldsbrott, sexualbrott, hot och ofredande, rån, "
			    "stöld m.m., bedrägeri, annat, okänd");
	assert_complaint(1, "c.csv, row 2, column \"Antal\": read \"-3\", expected a whole number "
			    "that is not negative and not so large");
	assert_int_equal(intake.complaints.kept[2].row, 3);
	assert_string_equal(intake.complaints.kept[2].heading, "Period");
	assert_complaint(3,
		"c.csv, row 3, column \"Antal\": read \"x\", expected a whole number, or "
		".. (not reported), . (not applicable) or \"dold\" (hidden)");
	assert_complaint(4, "c.csv, row 4, column \"Antal\": read \"1 000 000 001\", expected a "
			    "whole number that is not negative and not so large");
	assert_int_equal(intake.record_count, 0);
}

static void file_cases_headings_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	assert_refused("c.csv", "Kommun;Antal\n2409;1\n",
		"c.csv, row 1: the column \"Period\" is missing");
	assert_refused("c.csv", "Kommun;Period\n2409;2018\n",
		"c.csv, row 1: the column \"Antal\" is missing");
	assert_refused("c.csv", "Period;Kön;Kvinna;Man\n2018;man;1;1\n",
		"c.csv, row 1: \"kön\" is a column, and its values are columns too");
	assert_refused("c.csv", "Period;Kön;Ålder;Brott;Antal\n2018;man;0-17;rån;1\n",
		"c.csv, row 1: at most two of the columns that divide cases may be in one file; "
		"\"brott\" is one too many");
	assert_refused("c.csv", "Period;Antal;Kvinna;Man\n2018;3;1;2\n",
		"c.csv, row 1: \"Antal\" beside the columns of \"kön\": remove the sum, it is "
		"worked out");
	assert_refused("c.csv", "Period;2018\nPeriod;Antal\n2018;3\n",
		"c.csv, row 1, column \"Period\": \"Period\" is a column too: which of the two "
		"counts?");
	assert_refused("c.csv", "Kommun;2409\nKommun;Period;Antal\n2409;2018;3\n",
		"c.csv, row 1, column \"Kommun\": \"Kommun\" is a column too: which of the two "
		"counts?");
	assert_refused("c.csv", "Kommun;2409\nKommun;2401\nPeriod;Antal\n2018;3\n",
		"c.csv, row 2, column \"Kommun\": \"Kommun\" is there twice");
	assert_int_equal(read_bytes("c.csv", SAY("Period;Okänd\n2018;1\n")), ERR_MALFORMED);
	assert_complaint(0, "c.csv, row 1: the headings fit both \"hjälpsökande\" and \"kön\": add "
			    "a column that only one of them has");
	context.unit = NULL;
	assert_refused("c.csv", "Period;Antal\n2018;1\n",
		"c.csv, row 1: the column \"Kommun\" is missing");
}

static void file_cases_correction_is_of_the_whole_table(void **state)
{
	(void)state;
	struct record record;
	char text[400];
	const char *hash = "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef";
	/* In a later row, and the same in each. */
	snprintf(text, sizeof(text),
		"Period;Kön;Antal;Ersätter;Orsak\n2018;man;1;;\n2018;kvinna;2;%s;x\n"
		"2017;man;1;%s;y\n2017;kvinna;2;%s;y\n",
		hash, hash, hash);
	assert_int_equal(read_bytes("c.csv", bytes_of_text(text)), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		record_number(i, &record);
		assert_int_equal(record.message->replaces.len, 32);
		assert_string_equal(record.message->reason, i == 0 ? "x" : "y");
	}
	snprintf(text, sizeof(text),
		"Period;Kön;Antal;Ersätter;Orsak\n2018;man;1;%s;x\n2018;kvinna;2;;y\n", hash);
	assert_refused("c.csv", text,
		"c.csv, row 3, column \"Orsak\": a table is corrected as a whole: state the same "
		"as "
		"the rows above, or once");
}

static void file_cases_correction_names_what_it_replaces(void **state)
{
	(void)state;
	struct record record;
	char text[400];
	const char *hash = "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef";
	snprintf(text, sizeof(text),
		"Period;Kön;Antal;Ersätter;Orsak\n2018;man;1;%s;Fel räknat\n2018;kvinna;2\n", hash);
	assert_int_equal(read_bytes("c.csv", bytes_of_text(text)), ERR_OK);
	record_number(0, &record);
	assert_int_equal(record.message->replaces.len, 32);
	assert_int_equal(record.message->replaces.data[5], 0xab);
	assert_int_equal(record.message->replaces.data[31], 0xef);
	assert_string_equal(record.message->reason, "Fel räknat");
	assert_int_equal(intake.origins[0].unnamed, codelist_builtin("sex")->count - 2);
	assert_refused("c.csv", "Period;Antal;Ersätter;Orsak\n2018;1;12;x\n",
		"c.csv, row 2, column \"Ersätter\": read \"12\", expected the 64 digits of the "
		"record that is corrected, as 'jourd changes --json' shows them, or nothing for "
		"what this agent has said itself");
	snprintf(text, sizeof(text), "Period;Antal;Ersätter;Orsak\n2018;1;%s;\n", hash);
	assert_refused("c.csv", text,
		"c.csv, row 2, column \"Orsak\": empty, expected the reason of the "
		"correction");
}

/* What is pasted from a page brings spaces along, and no-break ones. */
static void file_cases_spaces_around_a_value_are_ignored(void **state)
{
	(void)state;
	assert_reads_warned("c.csv",
		"Kommun;Period;Kön;Antal\n\" 2401\u00a0\";\"2018-K1 \";\" Man\";\"\u00a0-\"\n"
		"2401;2018-K1;Kvinna;\" 4 \"\n",
		1, 1);
	assert_string_equal(table(0)->area, "2401");
	assert_int_equal(table(0)->counts[0], 4);
	assert_int_equal(table(0)->states[1], JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED);
}

static void file_cases_of_the_jour_say_so(void **state)
{
	(void)state;
	context.source = JOUR__V1__SOURCE__SOURCE_JOUR;
	assert_reads("c.csv", "Period;Antal\n2018;1\n", 1);
	assert_int_equal(table(0)->source, JOUR__V1__SOURCE__SOURCE_JOUR);
}

/* ---- lists other than the built-in ones */

static struct listrecord listed[2];
static Jour__V1__CodeList *lists[] = {&listed[0].list, &listed[1].list};
static Jour__V1__Reference reference;

/* The office has the lists put into `listed`. */
static void know_lists(size_t count)
{
	jour__v1__reference__init(&reference);
	reference.lists = lists;
	reference.n_lists = count;
	context.reference = &reference;
}

static void list_ages(size_t position, const char *name, uint32_t first, const char *last_code)
{
	list_start(&listed[position], name, 1, "age");
	list_add_band(&listed[position], "young", 0, first - 1);
	list_add_band(&listed[position], last_code, first, 0);
}

static void file_cases_values_tell_which_list_of_the_dimension_counts(void **state)
{
	(void)state;
	list_ages(0, "age-vasterort", 21, "21plus");
	list_add(&listed[0], "okand");
	know_lists(1);
	assert_reads(
		"c.csv", "Period;Ålder;Antal\n2018-K1;under 21;4\n2018-K1;21 år och äldre;5\n", 1);
	const Jour__V1__CaseTable *found = table(0);
	assert_string_equal(found->dimensions[0]->dimension, "age");
	assert_string_equal(found->dimensions[0]->list, "age-vasterort");
	assert_int_equal(found->dimensions[0]->version, 1);
	assert_int_equal(found->n_counts, 3);
	assert_int_equal(found->counts[1], 5);
	/* The same as headings. */
	assert_reads("c.csv", "Period;0-20;21+\n2018-K1;4;5\n", 1);
	assert_string_equal(table(0)->dimensions[0]->list, "age-vasterort");
	/* What both have means the national one. */
	assert_reads("c.csv", "Period;Ålder;Antal\n2018-K1;okänd;4\n", 1);
	assert_string_equal(table(0)->dimensions[0]->list, "age");
	assert_reads("c.csv", "Period;Ålder;Antal\n2018-K1;0-17;4\n", 1);
	assert_string_equal(table(0)->dimensions[0]->list, "age");
	assert_refused("c.csv",
		"Period;Ålder;Antal\n2018-K1;under 21;4\n2018-K1;21+;4\n2018-K1;26-40;5\n",
		"c.csv, row 4, column \"Ålder\": read \"26-40\", expected one of: young, "
		"21plus, okand");
}

static void file_cases_values_of_two_lists_are_refused(void **state)
{
	(void)state;
	list_ages(0, "age-a", 21, "a");
	list_ages(1, "age-b", 21, "b");
	know_lists(2);
	assert_refused("c.csv", "Period;Ålder;Antal\n2018-K1;under 21;4\n",
		"c.csv, row 1: the values are those of the code lists \"age-a\" and \"age-b\": use "
		"a value that only one of them has, in every file");
	assert_refused("c.csv", "Period;under 21\n2018-K1;4\n",
		"c.csv, row 1: the values are those of the code lists \"age-a\" and \"age-b\": use "
		"a value that only one of them has, in every file");
	assert_reads("c.csv", "Period;Ålder;Antal\n2018-K1;b;4\n", 1);
	assert_string_equal(table(0)->dimensions[0]->list, "age-b");
}

static void file_cases_are_counted_by_the_newest_version(void **state)
{
	(void)state;
	list_start(&listed[0], "sex", 2, "sex");
	list_add(&listed[0], "kvinna");
	list_add(&listed[0], "man");
	list_add(&listed[0], "ickebinar")->label_sv = list_text("icke-binär");
	know_lists(1);
	assert_reads("c.csv", "Period;Kön;Antal\n2018-K1;Icke-binär;4\n", 1);
	assert_int_equal(table(0)->dimensions[0]->version, 2);
	assert_int_equal(table(0)->counts[2], 4);
}

/* A dimension that the program has never heard of. */
static void file_cases_new_dimension_is_a_column(void **state)
{
	(void)state;
	list_start(&listed[0], "homekommun", 1, "homekommun");
	listed[0].list.label_sv = list_text("hemkommun");
	list_add(&listed[0], "egen");
	list_add(&listed[0], "annan");
	know_lists(1);
	assert_reads("c.csv", "Period;Hemkommun;Kön;Antal\n2018-K1;Egen;Man;4\n", 1);
	assert_string_equal(table(0)->dimensions[0]->list, "homekommun");
	assert_int_equal(table(0)->n_counts, 8);
	assert_int_equal(table(0)->counts[1], 4);
}

/* ---- what spreadsheets bring along */

static void file_cases_sums_are_refused(void **state)
{
	(void)state;
	assert_refused("c.csv", "Period;Kvinna;Man;Totalt\n2018-K1;5;6;11\n",
		"c.csv, row 1, column \"Totalt\": a sum column: remove it, sums are worked out; "
		"the "
		"number of cases is reported in a table without other columns");
	assert_refused("c.csv", "Period;Kön;Antal\n2018-K1;Man;1\n2018-K1;Summa;1\n",
		"c.csv, row 3, column \"Kön\": a sum row: remove it, sums are worked out from the "
		"rows");
	assert_refused("c.csv", "Kön;Period;Antal\nMan;2018-K1;1\nTotalt;;1\n",
		"c.csv, row 3: a sum row: remove it, sums are worked out from the rows");
}

static void file_cases_all_sums_are_told_at_once(void **state)
{
	(void)state;
	assert_int_equal(
		read_bytes("c.csv", SAY("Period;Kön;Antal;Summa\n2018-K1;Man;1;1\n"
					"2018-K1;Totalt;1;1\n2018-K2;x;1;1\nSumma;;3;3\n")),
		ERR_MALFORMED);
	complaints_sort(&intake.complaints);
	assert_int_equal(intake.complaints.kept_count, 4);
	static const uint32_t rows[] = {1, 3, 4, 5};
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(intake.complaints.kept[i].row, rows[i]);
}

static void file_cases_merged_headings_are_refused(void **state)
{
	(void)state;
	assert_refused("c.csv", "Period;;Antal\n2018-K1;Man;1\n",
		"c.csv, row 1, column B: filled cells without a heading: remove merged headings, "
		"and give each column one of its own");
}

static void file_cases_impossible_numbers_and_periods_are_refused(void **state)
{
	(void)state;
	static const char *const periods[] = {"2024-Q5", "2023-02-30", "2023-13", "2023-H3"};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		char text[64];
		snprintf(text, sizeof(text), "Period;Antal\n%s;1\n", periods[i]);
		assert_int_equal(read_bytes("c.csv", bytes_of_text(text)), ERR_MALFORMED);
		assert_int_equal(intake.complaints.kept[0].row, 2);
		assert_string_equal(intake.complaints.kept[0].heading, "Period");
	}
	assert_refused("c.csv", "Period;Antal\n2018;1000000000000\n",
		"c.csv, row 2, column \"Antal\": read \"1000000000000\", expected a whole number "
		"that is not negative and not so large");
}

/* 1 600 rows of 64 columns. */
static void file_cases_of_100_000_cells_leave_nothing_half_read(void **state)
{
	(void)state;
	static char text[SHEET_FILE_SIZE_MAX];
	size_t size = 0;
	for (int row = 0; row < 1600; row++)
		for (int column = 0; column < 64; column++) {
			const char *cell = row == 0 && column == 0 ? "Period"
					   : row == 0		   ? "x"
					   : column == 0	   ? "2018-K1"
								   : "1";
			size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%c", cell,
				column == 63 ? '\n' : ';');
		}
	assert_int_equal(read_bytes("c.csv", bytes_of_text(text)), ERR_MALFORMED);
	assert_int_equal(intake.record_count, 0);
	assert_int_equal(body.size, 0);
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(file_cases_total_is_one_cell),
		WITH_KOMMUN(file_cases_periods_are_understood),
		WITH_KOMMUN(file_cases_two_dimensions_fill_their_cells),
		WITH_KOMMUN(file_cases_wide_table_gives_the_same_record),
		WITH_KOMMUN(file_cases_states_are_not_zero),
		WITH_KOMMUN(file_cases_same_cell_twice_is_refused),
		WITH_KOMMUN(file_cases_overlapping_periods_are_refused),
		WITH_KOMMUN(file_cases_every_wrong_row_is_listed),
		WITH_KOMMUN(file_cases_headings_that_do_not_fit_are_refused),
		WITH_KOMMUN(file_cases_correction_is_of_the_whole_table),
		WITH_KOMMUN(file_cases_correction_names_what_it_replaces),
		WITH_KOMMUN(file_cases_spaces_around_a_value_are_ignored),
		WITH_KOMMUN(file_cases_of_the_jour_say_so),
		WITH_KOMMUN(file_cases_values_tell_which_list_of_the_dimension_counts),
		WITH_KOMMUN(file_cases_values_of_two_lists_are_refused),
		WITH_KOMMUN(file_cases_are_counted_by_the_newest_version),
		WITH_KOMMUN(file_cases_new_dimension_is_a_column),
		WITH_KOMMUN(file_cases_sums_are_refused),
		WITH_KOMMUN(file_cases_all_sums_are_told_at_once),
		WITH_KOMMUN(file_cases_merged_headings_are_refused),
		WITH_KOMMUN(file_cases_impossible_numbers_and_periods_are_refused),
		WITH_KOMMUN(file_cases_of_100_000_cells_leave_nothing_half_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
