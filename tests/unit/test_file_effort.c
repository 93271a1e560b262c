#include "intake_help.h"

#include "jour/effortlist.h"

static struct record record;

/* As the jour's agent reads: no kommun of its own. */
static int start_jour(void **state)
{
	(void)start_kommun(state);
	context.unit = NULL;
	context.source = JOUR__V1__SOURCE__SOURCE_JOUR;
	return 0;
}

static void assert_effort(size_t position, const char *area, const char *agreement,
	const char *measure, uint64_t hundredths, uint64_t of_hundredths)
{
	const Jour__V1__Effort *effort = record_number(position, &record);
	assert_int_equal(record.kind, 65);
	assert_string_equal(effort->area, area);
	assert_string_equal(effort->agreement, agreement);
	assert_string_equal(effort->measure, measure);
	assert_int_equal(effort->hundredths, hundredths);
	assert_int_equal(effort->of_hundredths, of_hundredths);
}

static void file_effort_row_for_each_measure_is_read(void **state)
{
	(void)state;
	assert_reads("e.csv",
		"Kommun;Avtal;Period;Mått;Antal;Av\n"
		"2409;;2018-K1;Uppdrag;1 014;\n"
		"2409;KS 1;2018-01;Ideella timmar;42,5;\n"
		";KS 1;2018;volunteer_hours;0,25;\n"
		"2480;;2018-H1;Första kontakt inom 3 dagar;9;10\n"
		"2480;;2018-H1;three attempts;3/4;\n"
		"UTR-1;;2018-H1;Court days;0,5;\n",
		6);
	assert_int_equal(intake.class, CLASS_CASES);
	assert_effort(0, "2409", "", "assignments", 101400, 0);
	const Jour__V1__Effort *effort = record_number(0, &record);
	assert_int_equal(effort->period->year, 2018);
	assert_int_equal(effort->period->first_month, 1);
	assert_int_equal(effort->period->months, 3);
	assert_int_equal(effort->state, JOUR__V1__CELL_STATE__CELL_STATE_COUNT);
	assert_effort(1, "2409", "KS 1", "volunteer_hours", 4250, 0);
	assert_effort(2, "", "KS 1", "volunteer_hours", 25, 0);
	assert_effort(3, "2480", "", "first_contact_3_days", 900, 1000);
	assert_effort(4, "2480", "", "three_attempts", 300, 400);
	assert_effort(5, "UTR-1", "", "court_days", 50, 0);
}

static void file_effort_measures_across_are_read(void **state)
{
	(void)state;
	assert_reads_warned("e.csv",
		"Period;2018-K2\nAvtal;Uppdrag;Ideell tid;Minst tre kontaktförsök;Erbjudet "
		"möte;Av\n"
		"KS 1;7;2,25;3;-;4\nKS 2;;0;;2;2\n",
		6, 1);
	assert_effort(0, "", "KS 1", "assignments", 700, 0);
	assert_effort(1, "", "KS 1", "volunteer_hours", 225, 0);
	assert_effort(2, "", "KS 1", "three_attempts", 300, 400);
	assert_effort(3, "", "KS 1", "meeting_offered", 0, 0);
	const Jour__V1__Effort *effort = record_number(3, &record);
	assert_int_equal(effort->state, JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED);
	assert_effort(4, "", "KS 2", "volunteer_hours", 0, 0);
	assert_effort(5, "", "KS 2", "meeting_offered", 200, 200);
	effort = record_number(5, &record);
	assert_int_equal(effort->period->first_month, 4);
	/* Every measure has a column. */
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		char text[200];
		const struct effort_measure *measure = effortlist_at(i);
		snprintf(text, sizeof(text), "Kommun;Period;%s\n2409;2018;%s\n", measure->label_sv,
			measure->is_share ? "1 av 2" : "1");
		assert_reads("e.csv", text, 1);
		assert_effort(0, "2409", "", measure->name, 100, measure->is_share ? 200 : 0);
	}
}

static void file_effort_states_are_kept_apart(void **state)
{
	(void)state;
	static const Jour__V1__CellState states[] = {JOUR__V1__CELL_STATE__CELL_STATE_COUNT,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE,
		JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN};
	assert_reads("e.csv",
		"Kommun;2409\nPeriod;Mått;Antal\n2018-01;Samtal;0\n2018-02;Samtal;..\n"
		"2018-03;Samtal;.\n2018-04;Samtal;dold\n",
		4);
	for (size_t i = 0; i < 4; i++) {
		const Jour__V1__Effort *effort = record_number(i, &record);
		assert_int_equal(effort->state, states[i]);
		assert_int_equal(effort->hundredths, 0);
	}
}

static void file_effort_faults_are_all_listed(void **state)
{
	(void)state;
	const char *text = "Kommun;Avtal;Period;Mått;Antal;Av\n"
			   "2409;;2018-01;Uppdrag;4,5;\n"
			   "2409;;2018-02;Kaffe;4;\n"
			   "2409;;2018-03;Uppdrag;;\n"
			   "2409;;2018-04;Uppdrag;4;9\n"
			   "2409;;2018-05;Erbjudet möte;93 %;\n"
			   "2409;;2018-06;Erbjudet möte;4;\n"
			   "2409;;2018-07;Erbjudet möte;4 av 5;5\n"
			   ";;2018-08;Uppdrag;4;\n"
			   "2409;;2018-09;Erbjudet möte;6;5\n"
			   "2409;;2018-K5;Ideella timmar;1,005;\n";
	assert_int_equal(read_bytes("e.csv", bytes_of_text(text)), ERR_MALFORMED);
	assert_complaint(
		0, "e.csv, row 2, column \"Antal\": read \"4,5\", expected a whole number");
	assert_non_null(strstr(complaint_line(1),
		"e.csv, row 3, column \"Mått\": read \"Kaffe\", expected one of: Uppdrag, "));
	assert_non_null(strstr(complaint_line(1), ", Kvällsöppet (timmar), Första kontakt inom 3 "
						  "dagar, "));
	assert_non_null(strstr(complaint_line(1), ", Erbjudet möte"));
	assert_complaint(2, "e.csv, row 4, column \"Antal\": empty, expected a whole number, or .. "
			    "(not reported), . (not applicable) or \"dold\" (hidden)");
	assert_complaint(3, "e.csv, row 5, column \"Av\": only a service level is so many of so "
			    "many: leave this empty for \"Uppdrag\"");
	assert_complaint(4, "e.csv, row 6, column \"Antal\": read \"93 %\", expected so many of so "
			    "many, such as 45 av 50");
	assert_complaint(5, "e.csv, row 7, column \"Antal\": read \"4\", expected so many of so "
			    "many, such as 45 av 50");
	assert_complaint(6, "e.csv, row 8, column \"Av\": of how many stands in the number's own "
			    "cell, too: one of the two must go");
	assert_complaint(7, "e.csv, row 9, column \"Kommun\": a kommun or court, or an agreement, "
			    "must be named");
	assert_complaint(8, "e.csv, row 10, column \"Antal\": 6 of 5: a part is above its whole; "
			    "check the two numbers");
	assert_complaint(9, "e.csv, row 11, column \"Period\": read \"2018-K5\", expected a month "
			    "such as 2018-01, a quarter such as 2018-K1, a half-year such as "
			    "2018-H1, or a year");
	assert_int_equal(intake.complaints.kept_count, 11);
}

static void file_effort_whole_without_its_part_is_refused(void **state)
{
	(void)state;
#define LEFT                                                                                       \
	"e.csv, row 2, column \"Av\": no service level on this row has a number that is of so "    \
	"many: fill it in, or leave this empty"
	assert_refused("e.csv", "Kommun;Period;Uppdrag;Av\n2480;2018-K1;5;7\n", LEFT);
	assert_refused(
		"e.csv", "Kommun;Period;Uppdrag;Erbjudet möte;Av\n2480;2018-K1;5;;7\n", LEFT);
	assert_refused("e.csv",
		"Kommun;Period;Uppdrag;Erbjudet möte;Av\n2480;2018-K1;5;ej tillämpligt;7\n", LEFT);
	assert_refused("e.csv",
		"Kommun;Period;Mått;Antal;Av\n2480;2018-K1;Erbjudet möte;ej tillämpligt;7\n", LEFT);
	/* A whole that is not known, either, is lost by nobody. */
	assert_reads("e.csv", "Kommun;Period;Uppdrag;Av\n2480;2018-K1;5;-\n", 1);
	assert_reads("e.csv", "Kommun;Period;Uppdrag;Erbjudet möte;Av\n2480;2018-K1;5;6;7\n", 2);
	assert_effort(1, "2480", "", "meeting_offered", 600, 700);
}

static void file_effort_periods_that_overlap_are_refused(void **state)
{
	(void)state;
	assert_refused("e.csv",
		"Kommun;Period;Mått;Antal\n2409;2018-02;Uppdrag;4\n2480;2018-K1;Uppdrag;4\n"
		"2409;2018-K1;Samtal;4\n2409;2018-K1;Uppdrag;4\n",
		"e.csv, row 5: the period overlaps that of row 2, and the same would count twice");
	assert_refused("e.csv",
		"Kommun;Period;Mått;Antal\n2409;2018-02;Uppdrag;4\n2409;2018-02;Uppdrag;4\n",
		"e.csv, row 3: row 2 is about the same already: one of the two must go");
}

/* Three measures in each row. */
static void file_effort_with_more_records_than_fit_is_refused(void **state)
{
	(void)state;
	static char text[300000];
	const unsigned rows = INTAKE_RECORDS_MAX / 3;
	size_t size = (size_t)snprintf(
		text, sizeof(text), "Kommun;Period;Uppdrag;Samtal;Rättegångsdagar\n");
	for (unsigned i = 0; i < rows; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%04u;%u-%02u;1;2;3\n",
			i % 1000, 2010 + i / 12000, 1 + i / 1000 % 12);
	assert_reads("e.csv", text, 3 * (size_t)rows);
	snprintf(text + size, sizeof(text) - size, "9998;2010;1;2;3\n9999;2010;1;2;3\n");
	assert_int_equal(read_bytes("e.csv", bytes_of_text(text)), ERR_MALFORMED);
	assert_complaint(0, "e.csv, row 3335: there is no room for so much: divide the file");
	assert_int_equal(intake.complaints.kept_count, 1);
}

static void file_effort_layouts_are_not_mixed(void **state)
{
	(void)state;
	assert_refused("e.csv", "Kommun;Period;Uppdrag;Mått\n2409;2018;4;x\n",
		"e.csv, row 1: \"Mått\" beside columns that are measures themselves: one of the "
		"two");
	assert_refused("e.csv", "Kommun;Period;Mått;Av\n2409;2018;Uppdrag;\n",
		"e.csv, row 1: the column \"Antal\" is missing");
	assert_refused("e.csv", "Period;Mått;Antal\n2018;Uppdrag;1\n",
		"e.csv, row 1: the column \"Kommun\" is missing");
	assert_refused("e.csv", "Kommun;Mått;Antal\n2409;Uppdrag;1\n",
		"e.csv, row 1: the column \"Period\" is missing");
	assert_refused("e.csv", "Kommun;Period;Uppdrag;Samtal\n2409;2018;;\n2409;2017;1;1\n",
		"e.csv, row 2: no measure is filled in on this row");
}

static void file_effort_correction_is_of_one_measure(void **state)
{
	(void)state;
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	assert_reads("e.csv",
		"Kommun;Period;Uppdrag;Samtal;Ersätter;Orsak\n2409;2018;;4;" HASH ";fel\n", 1);
	assert_effort(0, "2409", "", "calls", 400, 0);
	assert_string_equal(record.message->reason, "fel");
	assert_refused("e.csv",
		"Kommun;Period;Uppdrag;Samtal;Ersätter;Orsak\n2409;2018;1;4;" HASH ";fel\n",
		"e.csv, row 2, column \"Ersätter\": a correction is of one measure: give it a row "
		"of its own");
}

#define WITH_JOUR(test) cmocka_unit_test_setup(test, start_jour)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_JOUR(file_effort_row_for_each_measure_is_read),
		WITH_JOUR(file_effort_measures_across_are_read),
		WITH_JOUR(file_effort_states_are_kept_apart),
		WITH_JOUR(file_effort_faults_are_all_listed),
		WITH_JOUR(file_effort_whole_without_its_part_is_refused),
		WITH_JOUR(file_effort_periods_that_overlap_are_refused),
		WITH_JOUR(file_effort_with_more_records_than_fit_is_refused),
		WITH_JOUR(file_effort_layouts_are_not_mixed),
		WITH_JOUR(file_effort_correction_is_of_one_measure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
