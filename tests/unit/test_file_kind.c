/* The sheets of one row a record: payments, costs, populations, units. */
#include "intake_help.h"

#include <stdlib.h>

#include "file_kind.h"
#include "jour/limits.h"
#include "mayskip.h"

static struct record record;

static void file_kind_payment_is_read(void **state)
{
	(void)state;
	assert_reads("p.csv",
		"dnr;År;Betaldatum;Fakturanr;Belopp (kr)\nKS 1;2018;2018-01-31;17;20 352,50 kr\n",
		1);
	const Jour__V1__Payment *payment = record_number(0, &record);
	assert_int_equal(record.kind, 53);
	assert_int_equal(intake.class, CLASS_MONEY);
	assert_string_equal(payment->agreement, "KS 1");
	assert_string_equal(payment->payer, "2409");
	assert_int_equal(payment->side, JOUR__V1__SIDE__SIDE_PAYER);
	assert_int_equal(payment->year, 2018);
	assert_int_equal(payment->date, 20180131);
	assert_string_equal(payment->reference, "17");
	assert_int_equal(payment->amount_ore, 2035250);
	context.source = JOUR__V1__SOURCE__SOURCE_JOUR;
	assert_reads("p.csv",
		"Kommun;2401\ndnr;År;Betaldatum;Fakturanr;Belopp\nKS 1;2018;2018-01-31;17;1\n", 1);
	payment = record_number(0, &record);
	assert_int_equal(payment->side, JOUR__V1__SIDE__SIDE_PAYEE);
	assert_string_equal(payment->payer, "2401");
}

static void file_kind_payment_faults_are_all_listed(void **state)
{
	(void)state;
	const char *text = "Avtal;Kommun;År;Datum;Referens;Belopp\n"
			   ";117;18;2018-02-30;a;0\nKS 1;Umeå;2018;2018-01-31;b;-3\n";
	assert_int_equal(read_bytes("p.csv", bytes_of_text(text)), ERR_MALFORMED);
	assert_int_equal(intake.complaints.kept_count, 7);
	assert_complaint(0, "p.csv, row 2, column \"Avtal\": empty, expected a text on one line");
	assert_complaint(1, "p.csv, row 2, column \"Kommun\": read \"117\", expected a kommun code "
			    "of four digits, such as 0117 (Excel drops the zero unless the column "
			    "is formatted as text)");
	assert_complaint(
		2, "p.csv, row 2, column \"År\": read \"18\", expected a year such as 2018");
	assert_complaint(3, "p.csv, row 2, column \"Datum\": read \"2018-02-30\", expected a date "
			    "such as 2018-12-31");
	assert_complaint(4, "p.csv, row 2, column \"Belopp\": read \"0\", expected an amount that "
			    "is more than nothing");
	assert_complaint(5, "p.csv, row 3, column \"Kommun\": read \"Umeå\", expected a code such "
			    "as 2409; names are understood once the office has sent its list of "
			    "units");
	assert_complaint(6, "p.csv, row 3, column \"Belopp\": read \"-3\", expected an amount that "
			    "is more than nothing");
}

static void file_kind_same_payment_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("p.csv",
		"Avtal;År;Datum;Referens;Belopp\nKS 1;2018;2018-01-31;a;1\nKS 1;2018;2018-01-31;b;1"
		"\nKS 1;2018;2018-02-28;a;1\n",
		"p.csv, row 4: row 2 is about the same already: one of the two must go");
}

static void file_kind_payment_details_are_read(void **state)
{
	(void)state;
	assert_reads("p.csv",
		"Avtal;År;Datum;Referens;Belopp;Del;Mottagare;Återbetalt\n"
		"KS 1;2018;2018-01-31;a;1;2;894001-4213;ja\nKS 1;2018;2018-01-31;a;1;3;;nej\n"
		"KS 1;2018;2018-01-31;a;1;;;\n",
		3);
	const Jour__V1__Payment *payment = record_number(0, &record);
	assert_int_equal(payment->part, 2);
	assert_string_equal(payment->payee, "894001-4213");
	assert_true(payment->reversal);
	payment = record_number(1, &record);
	assert_int_equal(payment->part, 3);
	assert_string_equal(payment->payee, "");
	assert_false(payment->reversal);
	payment = record_number(2, &record);
	assert_int_equal(payment->part, 0);
	assert_int_equal(
		read_bytes("p.csv", SAY("Avtal;År;Datum;Referens;Belopp;Del;Mottagare;Återbetalt\n"
					"KS 1;2018;2018-01-31;a;1;1001;894001-4214;kanske\n")),
		ERR_MALFORMED);
	assert_complaint(0, "p.csv, row 2, column \"Del\": read \"1001\", expected a whole number "
			    "that is not negative and not so large");
	assert_complaint(1, "p.csv, row 2, column \"Mottagare\": read \"894001-4214\", expected an "
			    "organisation number such as 212000-2627, with its right last digit");
	assert_complaint(2, "p.csv, row 2, column \"Återbetalt\": read \"kanske\", expected one "
			    "of: yes, no, ja, nej");
}

static void file_kind_invoice_is_read(void **state)
{
	(void)state;
	assert_reads("i.csv",
		"Avtal;Kommun;År;Fakturanr;Fakturadatum;Förfallodatum;Belopp\n"
		"KS 1;2401;2018;1801-1;2018-01-15;2018-02-14;21 396\n",
		1);
	const Jour__V1__Invoice *invoice = record_number(0, &record);
	assert_int_equal(record.kind, 56);
	assert_string_equal(invoice->agreement, "KS 1");
	assert_string_equal(invoice->payer, "2401");
	assert_string_equal(invoice->reference, "1801-1");
	assert_int_equal(invoice->year, 2018);
	assert_int_equal(invoice->date, 20180115);
	assert_int_equal(invoice->due, 20180214);
	assert_int_equal(invoice->amount_ore, 2139600);
	assert_refused("i.csv",
		"Avtal;År;Fakturanr;Fakturadatum;Förfaller;Belopp\n"
		"KS 1;2018;1801-1;2018-01-15;2018-01-14;1\n",
		"i.csv, row 2: not counted: the day it is due must be the invoice's date or later");
	/* Without the day it is due it is a list of payments. */
	assert_reads("p.csv", "Avtal;År;Faktura;Datum;Belopp\nKS 1;2018;a;2018-01-15;1\n", 1);
	record_number(0, &record);
	assert_int_equal(record.kind, 53);
}

static void file_kind_repayment_is_read(void **state)
{
	(void)state;
	assert_reads("r.csv",
		"Avtal;Kommun;År;Datum;Referens;Återbetalt belopp;Kostnadsslag\n"
		"KS 1;0180;2022;2023-05-31;R1;12 500;Lokaler\nKS 1;0180;2022;2023-05-31;R2;1;\n",
		2);
	const Jour__V1__Repayment *repayment = record_number(0, &record);
	assert_int_equal(record.kind, 54);
	assert_string_equal(repayment->payer, "0180");
	assert_int_equal(repayment->year, 2022);
	assert_int_equal(repayment->date, 20230531);
	assert_int_equal(repayment->amount_ore, 1250000);
	assert_string_equal(repayment->line, "Lokaler");
	repayment = record_number(1, &record);
	assert_string_equal(repayment->line, "");
}

static void file_kind_index_value_is_read(void **state)
{
	(void)state;
	assert_reads("x.csv",
		"Index;År;Procent;Status;Publicerad;Källa\n"
		"OPI;2023;3,5 %;preliminär;2023-12-15;SKR\nKPI;2020;-0,25;definitiv;;\n",
		2);
	const Jour__V1__IndexValue *value = record_number(0, &record);
	assert_int_equal(record.kind, 51);
	assert_string_equal(value->index, "OPI");
	assert_int_equal(value->year, 2023);
	assert_int_equal(value->hundredths_percent, 350);
	assert_int_equal(value->status, JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY);
	assert_int_equal(value->published, 20231215);
	assert_string_equal(value->source, "SKR");
	value = record_number(1, &record);
	assert_int_equal(value->hundredths_percent, -25);
	assert_int_equal(value->status, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE);
	assert_refused("x.csv", "Index;År;Procent;Status\nOPI;2023;3,555;definitiv\n",
		"x.csv, row 2, column \"Procent\": read \"3,555\", expected per cent such as 4,6 "
		"or 90 %, with at most two decimals");
}

static void file_kind_index_number_is_read(void **state)
{
	(void)state;
	assert_reads("x.csv",
		"Index;År;Indextal;Procent;Status\nKPI oktober;2018;330,72;;definitiv\n"
		"OPI;2018;;2,9;definitiv\n",
		2);
	const Jour__V1__IndexValue *value = record_number(0, &record);
	assert_int_equal(value->number_hundredths, 33072);
	assert_int_equal(value->hundredths_percent, 0);
	value = record_number(1, &record);
	assert_int_equal(value->number_hundredths, 0);
	assert_int_equal(value->hundredths_percent, 290);
	assert_refused("x.csv", "Index;År;Indextal;Procent;Status\nKPI;2018;330;2,9;definitiv\n",
		"x.csv, row 2, column \"Indextal\": a percentage and an index number: one of the "
		"two");
	assert_refused("x.csv", "Index;År;Status\nKPI;2018;definitiv\n",
		"x.csv, row 1: the column \"Procent\" is missing");
}

static void file_kind_unit_figure_is_read(void **state)
{
	(void)state;
	const char *text = "Kommun;Namn;Uppgift;År;Värde;Källa;Publicerad\n"
			   "2409;Robertsfors;skattekraft;2017;1 340 000 000;SCB;2017-12-01\n";
	assert_int_equal(read_bytes("s.csv", bytes_of_text(text)), ERR_OK);
	const Jour__V1__UnitFigure *figure = record_number(0, &record);
	assert_int_equal(record.kind, 55);
	assert_string_equal(figure->unit, "2409");
	assert_string_equal(figure->name, "skattekraft");
	assert_int_equal(figure->year, 2017);
	assert_int_equal(figure->value, 1340000000);
	assert_string_equal(figure->source, "SCB");
	assert_int_equal(figure->published, 20171201);
	assert_complaint(0, "s.csv, row 2, column \"Uppgift\": note: \"skattekraft\" is for "
			    "agreements that name it so; the key figures know \"reported crimes\" "
			    "(anmälda brott)");
	assert_reads("s.csv",
		"Kommun;Uppgift;År;Värde;Källa\n2409;Anmälda brott;2017;9;BRÅ\n"
		"2409;Reported crimes;2016;9;BRÅ\n",
		2);
	assert_int_equal(intake.complaints.kept_count, 0);
	assert_refused("s.csv", "Kommun;Uppgift;År;Värde;Källa\n2409;skattekraft;2017;-1;SCB\n",
		"s.csv, row 2, column \"Värde\": read \"-1\", expected a whole number that is not "
		"negative and not so large");
}

static void file_kind_cost_is_read(void **state)
{
	(void)state;
	assert_reads(
		"k.csv", "Avtal,Rad,Verifikat,År,Belopp\nKS 1,samordnare,A17,2018,500 000\n", 1);
	const Jour__V1__Cost *cost = record_number(0, &record);
	assert_int_equal(record.kind, 52);
	assert_string_equal(cost->line, "samordnare");
	assert_string_equal(cost->reference, "A17");
	assert_int_equal(cost->amount_ore, 50000000);
	assert_refused("k.csv", "Kommun;2401\nAvtal;Rad;Referens;År;Belopp\nKS 1;a;b;2018;1\n",
		"k.csv, row 1, column \"Kommun\": this line has no place above such a table: "
		"remove it");
	assert_refused("k.csv", "Avtal;Rad;Referens;Belopp\nKS 1;a;b;1\n",
		"k.csv, row 1: the column \"År\" is missing");
}

static void file_kind_population_is_read(void **state)
{
	(void)state;
	assert_reads("f.csv",
		"code,name,reference_date,population,source,published\n"
		"2409,Robertsfors,2016-12-31,6784,SCB,2017-02-21\n0117,Österåker,2016-12-31,1,x,\n",
		2);
	const Jour__V1__Population *population = record_number(0, &record);
	assert_int_equal(record.kind, 50);
	assert_string_equal(population->unit, "2409");
	assert_int_equal(population->reference_date, 20161231);
	assert_int_equal(population->population, 6784);
	assert_string_equal(population->source, "SCB");
	assert_int_equal(population->published, 20170221);
	assert_int_equal(
		read_bytes("f.csv", SAY("code,reference_date,population\n2409,2016-12-31,6784\n")),
		ERR_OK);
	assert_complaint(0, "f.csv, row 1: warning: there is no column \"Källa\": the source is "
			    "taken to be SCB");
	population = record_number(0, &record);
	assert_string_equal(population->source, "SCB");
	assert_int_equal(population->published, 0);
	assert_refused("f.csv",
		"Kommun;2409\ncode;datum;population;source\n2401;2016-12-31;1;SCB\n",
		"f.csv, row 1, column \"Kommun\": this line has no place above such a table: "
		"remove it");
	assert_refused("f.csv", "code;datum;population;source\n2409;2016-12-31;0;SCB\n",
		"f.csv, row 2, column \"population\": read \"0\", expected a whole number that is "
		"more than nothing");
}

static void file_kind_unit_is_read(void **state)
{
	(void)state;
	assert_reads(
		"u.csv", "code,name,county,org_nr\n0117,Österåker,Stockholms län,212000-2890\n", 1);
	const Jour__V1__Unit *unit = record_number(0, &record);
	assert_int_equal(record.kind, 32);
	assert_int_equal(intake.class, CLASS_ADMIN);
	assert_string_equal(unit->code, "0117");
	assert_string_equal(unit->county, "Stockholms län");
	assert_int_equal(unit->type, JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN);
	assert_int_equal(unit->from, 19710101);
	assert_int_equal(unit->to, 0);
	assert_reads("u.csv",
		"Kod;Namn;Typ;Tillhör;Från;Till\n0180-hv;Hässelby-Vällingby;Stadsdel;0180;1997-01-"
		"01;2023-12-31\nUTR;Umeå tingsrätt;domstol;;;\n",
		2);
	unit = record_number(0, &record);
	assert_int_equal(unit->type, JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT);
	assert_string_equal(unit->parent, "0180");
	assert_int_equal(unit->from, 19970101);
	assert_int_equal(unit->to, 20231231);
	unit = record_number(1, &record);
	assert_int_equal(unit->type, JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT);
}

static void file_kind_unit_follows_codes_in_any_order(void **state)
{
	(void)state;
	assert_reads("u.csv", "Kod;Namn;Från;Efter\n2499;Nya;2020-01-01;2480, 2409 +2409\n", 1);
	const Jour__V1__Unit *unit = record_number(0, &record);
	assert_int_equal(unit->n_follows, 2);
	assert_string_equal(unit->follows[0], "2409");
	assert_string_equal(unit->follows[1], "2480");
	assert_refused("u.csv", "Kod;Namn;Från;Efter\n2499;Nya;2020-01-01;2480/2409\n",
		"u.csv, row 2, column \"Efter\": read \"2480/2409\", expected the codes of the "
		"units that this one takes over, such as 2401 2409");
	char many[600] = "Kod;Namn;Efter\n2499;Nya;";
	for (unsigned i = 0; i <= UNIT_FOLLOWS_MAX; i++)
		snprintf(many + strlen(many), sizeof(many) - strlen(many), "%u ", i);
	assert_int_equal(read_bytes("u.csv", bytes_of_text(many)), ERR_MALFORMED);
}

/* What only the rules of the kind know is said by them. */
static void file_kind_unit_that_breaks_a_rule_is_refused(void **state)
{
	(void)state;
	assert_refused("u.csv", "Kod;Namn;Tillhör\n2409;Robertsfors;2480\n",
		"u.csv, row 2: not counted: the unit it belongs to must be stated for a district, "
		"and only there");
	assert_refused("u.csv", "Kod;Namn\n117;Österåker\n",
		"u.csv, row 2, column \"Kod\": read \"117\", expected a kommun code of four "
		"digits, such as 0117 (Excel drops the zero unless the column is formatted as "
		"text)");
	assert_refused("u.csv", "Kod;Namn;Typ\n2409;Robertsfors;stad\n",
		"u.csv, row 2, column \"Typ\": read \"stad\", expected one of: kommun, stadsdel, "
		"domstol, municipality, district, court");
}

/* Each kind is found by its own headings, also when one that is required is missing. */
static void file_kind_is_told_by_its_headings(void **state)
{
	(void)state;
	for (size_t i = 0; file_kind_at(i) != NULL; i++) {
		const struct file_kind *kind = file_kind_at(i);
		char text[1000] = "";
		if (kind->columns == NULL)
			continue;
		for (size_t k = 0; k < kind->column_count; k++) {
			strcat(text, kind->columns[k].name);
			strcat(text, k + 1 < kind->column_count ? ";" : "\n");
		}
		(void)!read_bytes("x.csv", bytes_of_text(text));
		assert_ptr_equal(intake.kind, kind);
	}
	assert_refused("x.csv", "Namm;Nummer\n1;2\n",
		"x.csv, row 1: none of these headings is known; cases have Kommun, Period, Antal; "
		"payments Avtal, Kommun, År, Datum, Referens, Belopp");
	assert_refused("x.csv", "Nordmaling\n\nStatistik;2018\nPeriod;Antal\n2018-K1;2\n",
		"x.csv, row 1: the headings are on row 4: remove what stands above them");
}

static void file_kind_real_lists_are_read(void **state)
{
	(void)state;
	static const char *const names[] = {
		"kommuner.csv", "population.csv", "population-2008-2017.csv", "opi.csv"};
	static const size_t counts[] = {290, 61, 2900, 9};
	static uint8_t bytes[SHEET_FILE_SIZE_MAX];
	const char *folder = getenv("JOUR_SHARED_DATA");
	if (folder == NULL)
		mayskip_skip();
	for (size_t i = 0; i < 4; i++) {
		char path[500];
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		FILE *file = fopen(path, "rb");
		assert_non_null(file);
		size_t size = fread(bytes, 1, sizeof(bytes), file);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(read_bytes(names[i], (struct bytes){bytes, size}), ERR_OK);
		assert_int_equal(intake.record_count, counts[i]);
	}
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(int argc, char **argv)
{
	mayskip_choose(argc, argv, "file_kind_real_lists_are_read");
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(file_kind_payment_is_read),
		WITH_KOMMUN(file_kind_payment_faults_are_all_listed),
		WITH_KOMMUN(file_kind_same_payment_twice_is_refused),
		WITH_KOMMUN(file_kind_payment_details_are_read),
		WITH_KOMMUN(file_kind_invoice_is_read),
		WITH_KOMMUN(file_kind_repayment_is_read),
		WITH_KOMMUN(file_kind_index_value_is_read),
		WITH_KOMMUN(file_kind_index_number_is_read),
		WITH_KOMMUN(file_kind_unit_figure_is_read),
		WITH_KOMMUN(file_kind_cost_is_read),
		WITH_KOMMUN(file_kind_population_is_read),
		WITH_KOMMUN(file_kind_unit_is_read),
		WITH_KOMMUN(file_kind_unit_follows_codes_in_any_order),
		WITH_KOMMUN(file_kind_unit_that_breaks_a_rule_is_refused),
		WITH_KOMMUN(file_kind_is_told_by_its_headings),
		WITH_KOMMUN(file_kind_real_lists_are_read),
	};
	return mayskip_status(cmocka_run_group_tests(tests, NULL, NULL));
}
