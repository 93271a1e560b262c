#include "jour/sentence.h"

#include <string.h>

#include "jour/casecheck.h"
#include "jour/date.h"
#include "jour/i18n.h"
#include "jour/kind.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The fields that people fill in, and what the rules want of them. Text fields that only must
 * not be empty share one wording. */
#define SOME_TEXT N_("filled in, with at most 200 bytes on one line")
#define A_UNIT N_("the code of a kommun or another unit, such as 2409")
#define A_DAY N_("a real day between the years 1900 and 2200")
#define A_YEARLY_DAY N_("a day that every year has")
#define A_KEY N_("a sound key of 32 bytes")
#define AN_AMOUNT N_("more than nothing, and at most 10 000 000 000 000 kr")
#define A_PERIOD N_("a month, quarter, half-year or year of the calendar")
#define A_MEASURED N_("at most 1 000 000 000, and a whole number unless it is in hours or days")
#define A_CODE N_("1 to 32 small letters a-z, digits, - and _")
#define A_YEAR N_("a year between 1900 and 2200")

static const struct field_rule {
	unsigned kind;
	uint16_t field;
	const char *name;
	const char *rule;
} field_rules[] = {
	{16, 1, N_("the signing key"), A_KEY},
	{16, 2, N_("the transport key"), A_KEY},
	{16, 3, N_("the name"), SOME_TEXT},
	{17, 1, N_("the key"), N_("that of an enrolled identity, not of the genesis")},
	{17, 2, N_("the unit"), A_UNIT},
	{17, 3, N_("what may be said"),
		N_("a list of topics; office and jour are granted for every unit only")},
	{17, 4, N_("what may be read"), N_("a list of topics")},
	{18, 1, N_("the key"), N_("that of an enrolled identity, not of the genesis")},
	{19, 1, N_("the key"), A_KEY},
	{20, 1, N_("the old key"), A_KEY},
	{20, 2, N_("the new signing key"), A_KEY},
	{20, 3, N_("the new transport key"), A_KEY},
	{23, 1, N_("the unit"), N_("the code of a unit, or * for every one")},
	{23, 2, N_("the period"), A_PERIOD},
	{23, 3, N_("the reopening"), N_("of a period that is closed")},
	{25, 1, N_("the release's name"), SOME_TEXT},
	{25, 2, N_("what was published"), SOME_TEXT},
	{25, 3, N_("the period"), A_PERIOD},
	{25, 4, N_("the year"),
		N_("a year between 1900 and 2200, or left out where a period is stated")},
	{25, 5, N_("the size it was read at"), N_("one that the ledger has had")},
	{25, 6, N_("the file's hash"), N_("32 bytes")},
	{25, 7, N_("the unit"), A_UNIT},
	{25, 8, N_("the list of dimensions"), SOME_TEXT},
	{25, 9, N_("the diary number (dnr)"), SOME_TEXT},
	{25, 10, N_("the line of cost"), SOME_TEXT},
	{32, 1, N_("the code"),
		N_("four digits for a kommun, otherwise at most 16 letters, digits and hyphens")},
	{32, 2, N_("the name"), SOME_TEXT},
	{32, 3, N_("the type"), N_("kommun, district or court")},
	{32, 4, N_("the unit it belongs to"), N_("stated for a district, and only there")},
	{32, 5, N_("the county"), SOME_TEXT},
	{32, 6, N_("the first day"), A_DAY},
	{32, 7, N_("the last day"), N_("after the first day, or left out")},
	{32, 8, N_("the units that it follows"),
		N_("at most 64 other codes, ascending and none twice")},
	{33, 1, N_("the name of the code list"), A_CODE},
	{33, 2, N_("the version"), N_("1 of a new list, or the one after the newest")},
	{33, 3, N_("the dimension"), N_("the same in every version of the list, in small letters")},
	{33, 4, N_("the mark that values overlap"), N_("the same in every list of the dimension")},
	{33, 5, N_("the Swedish label"), SOME_TEXT},
	{33, 6, N_("the English label"), SOME_TEXT},
	{33, 7, N_("a value"),
		N_("one of 1 to 64 with a code of its own in small letters; bands of age follow on "
		   "each other without gap or overlap; what is taken in is a code of another list "
		   "or version of the dimension; a correction changes words only")},
	{48, 1, N_("the diary number (dnr)"), SOME_TEXT},
	{48, 2, N_("the version"), N_("1, or the newest version or the one after it")},
	{48, 3, N_("the title"), SOME_TEXT},
	{48, 4, N_("a party"),
		N_("one of at most 64, with a name, a right organisation number and a role; "
		   "only a payer has a unit")},
	{48, 5, N_("the list of units"), N_("1 to 64 codes, ascending and none twice")},
	{48, 6, N_("the first day"), A_DAY},
	{48, 7, N_("the last day"), N_("the first day or later")},
	{48, 8, N_("the notice"), N_("at most 120 months")},
	{48, 9, N_("a term"),
		N_("one of 1 to 64 with an id of its own, a clause, one formula, and amounts, "
		   "measures, days and steps that fit; figures name exactly the units")},
	{48, 10, N_("a report"), N_("one of at most 8: each month, quarter, half-year or year")},
	{48, 11, N_("the first day of the agreement year"), A_YEARLY_DAY},
	{48, 12, N_("the renewal"),
		N_("of an agreement that ends: by a new decision, or by 1 to 10 years at a time "
		   "unless cancelled by a day of the year, until a day after the first last one")},
	{48, 13, N_("a membership"),
		N_("of one of the units, none twice, with a first day, a last day or both in their "
		   "order")},
	{48, 14, N_("a duty"),
		N_("one of at most 64 with an id of its own, a clause, a kind, a text, and exactly "
		   "one way of saying when")},
	{48, 15, N_("the agreement that it follows"), N_("another one")},
	{48, 16, N_("the repayment"),
		N_("a clause, known rules and a rounding; unspent only where costs are recorded "
		   "for something that the units pay")},
	{48, 17, N_("what the follow-up contains"),
		N_("at most 64 of economy, budget, hours, duties, cases, measures of effort and "
		   "dimensions, none twice; a code list only for a dimension, an agreed number "
		   "only "
		   "for a measure that is no share, and for hours where no term has them")},
	{50, 1, N_("the unit"), A_UNIT},
	{50, 2, N_("the reference date"), A_DAY},
	{50, 3, N_("the source"), SOME_TEXT},
	{50, 4, N_("the population"), N_("from 1 to 1 000 000 000")},
	{50, 5, N_("the day of publication"), A_DAY},
	{51, 1, N_("the name of the index"), SOME_TEXT},
	{51, 2, N_("the year"), A_YEAR},
	{51, 3, N_("the status"), N_("preliminary or definitive")},
	{51, 4, N_("the change"), N_("from -50 to 100 per cent")},
	{51, 5, N_("the day of publication"), A_DAY},
	{51, 6, N_("the source"), SOME_TEXT},
	{51, 7, N_("the index number"),
		N_("a number with at most two decimals, and then no per cent")},
	{52, 1, N_("the diary number (dnr)"), SOME_TEXT},
	{52, 2, N_("the line of cost"), N_("one of the agreement's shared costs or budget lines")},
	{52, 3, N_("the reference"), SOME_TEXT},
	{52, 4, N_("the year"), A_YEAR},
	{52, 5, N_("the amount"), AN_AMOUNT},
	{53, 1, N_("the diary number (dnr)"), SOME_TEXT},
	{53, 2, N_("the payer"), A_UNIT},
	{53, 3, N_("the side"), N_("the payer's or the jour's")},
	{53, 4, N_("the reference"), SOME_TEXT},
	{53, 5, N_("the year"), A_YEAR},
	{53, 6, N_("the date"), A_DAY},
	{53, 7, N_("the amount"), AN_AMOUNT},
	{53, 8, N_("the payee"), N_("the organisation number of one of the agreement's jourer")},
	{53, 9, N_("the reversal"), N_("yes or no")},
	{53, 10, N_("the part"), N_("a number of at most 1 000")},
	{54, 1, N_("the diary number (dnr)"), SOME_TEXT},
	{54, 2, N_("the payer"), A_UNIT},
	{54, 3, N_("the reference"), SOME_TEXT},
	{54, 4, N_("the year"), A_YEAR},
	{54, 5, N_("the date"), A_DAY},
	{54, 6, N_("the amount"), AN_AMOUNT},
	{54, 7, N_("the line of the budget"), SOME_TEXT},
	{55, 1, N_("the unit"), A_UNIT},
	{55, 2, N_("the name of the figure"), SOME_TEXT},
	{55, 3, N_("the year"), A_YEAR},
	{55, 4, N_("the source"), SOME_TEXT},
	{55, 5, N_("the value"), N_("at most 1 000 000 000 000 000")},
	{55, 6, N_("the day of publication"), A_DAY},
	{56, 1, N_("the diary number (dnr)"), SOME_TEXT},
	{56, 2, N_("the payer"), A_UNIT},
	{56, 3, N_("the reference"), SOME_TEXT},
	{56, 4, N_("the year"), A_YEAR},
	{56, 5, N_("the date"), A_DAY},
	{56, 6, N_("the day it is due"), N_("the invoice's date or later")},
	{56, 7, N_("the amount"), AN_AMOUNT},
	{64, 1, N_("the kommun"), A_UNIT},
	{64, 2, N_("the period"), A_PERIOD},
	{64, 3, N_("the source"), N_("the kommun or the jour")},
	{64, 4, N_("the list of dimensions"),
		N_("at most two, in order and none twice, each with a version of a list of its "
		   "own")},
	{64, 5, N_("a count"), N_("one for each cell, at most 1 000 000 000")},
	{66, 1, N_("the table"), N_("one that stands, by its hash")},
	{66, 2, N_("the check"), N_("one of differs, tenfold and sudden_zero")},
	{66, 3, N_("the reason"), SOME_TEXT},
	{66, 4, N_("the kommun"), A_UNIT},
	{66, 5, N_("the period"), A_PERIOD},
	{66, 6, N_("the source"), N_("the kommun or the jour")},
	{64, 6, N_("the state of a cell"),
		N_("a count, not reported, not applicable or hidden; only a count has a number")},
	{65, 1, N_("the kommun or court"), N_("a unit's code, or left out beside an agreement")},
	{65, 2, N_("the diary number (dnr)"), SOME_TEXT},
	{65, 3, N_("the period"), A_PERIOD},
	{65, 4, N_("the measure"), N_("one of the list of measures")},
	{65, 5, N_("the number"), A_MEASURED},
	{65, 6, N_("of how many"),
		N_("a whole number of at most 1 000 000 000 for a service level, and nothing for "
		   "any other measure")},
	{65, 7, N_("the state of the number"),
		N_("a count, not reported, not applicable or hidden; only a count has a number")},
};

static const struct field_rule *find_rule(unsigned kind, uint16_t field)
{
	for (size_t i = 0; i < COUNT_OF(field_rules); i++)
		if (field_rules[i].kind == kind && field_rules[i].field == field)
			return &field_rules[i];
	return NULL;
}

static struct sentence with_number(const char *text, uint64_t number)
{
	struct sentence sentence = {.text = text};
	char *at = sentence.number + sizeof(sentence.number) - 1;
	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	memmove(sentence.number, at, strlen(at) + 1);
	return sentence;
}

static struct sentence plain(const char *text)
{
	return (struct sentence){.text = text};
}

static struct sentence for_bad_field(const struct result *result, unsigned kind)
{
	const struct field_rule *rule = find_rule(kind, result->field);
	if (rule == NULL)
		return with_number(
			N_("not counted: field {1} is not as the rules want it"), result->field);
	return (struct sentence){
		.text = N_("not counted: {1} must be {2}"), .words = {rule->name, rule->rule}};
}

static struct sentence for_not_granted(uint64_t topic)
{
	static const char *const about[] = {
		[JOUR__V1__TOPIC__TOPIC_CASES] = N_("cases"),
		[JOUR__V1__TOPIC__TOPIC_PAYMENTS] = N_("payments"),
		[JOUR__V1__TOPIC__TOPIC_POPULATION] = N_("population"),
	};
	if (topic == 0)
		return plain(N_("not counted: only the old key itself or the recovery key can "
				"change a key"));
	if (topic == JOUR__V1__TOPIC__TOPIC_OFFICE)
		return plain(N_("not counted: only the office may say this"));
	if (topic == JOUR__V1__TOPIC__TOPIC_JOUR)
		return plain(N_("not counted: only somebody who speaks for the jour may say this; "
				"the office can grant it (topic jour)"));
	if (topic >= COUNT_OF(about))
		return with_number(
			N_("not counted: your key may not report this (topic {1})"), topic);
	return (struct sentence){
		.text = N_("not counted: this kommun is not among those your key may report for; "
			   "the office can grant it (topic {1})"),
		.words = {about[topic]}};
}

static struct sentence for_unknown_list(uint64_t newest)
{
	if (newest == 0)
		return plain(N_("not counted: the office has no code list of this name"));
	return with_number(N_("not counted: the office does not have this version of the code "
			      "list; its newest is {1}"),
		newest);
}

static struct sentence for_unknown_unit(const struct result *result, unsigned kind)
{
	if (result->field == 2 &&
		(kind == JOUR__V1__RECORD__BODY_PAYMENT || kind == JOUR__V1__RECORD__BODY_INVOICE ||
			kind == JOUR__V1__RECORD__BODY_REPAYMENT))
		return plain(N_("not counted: this kommun is not a partner in the agreement"));
	if (kind == JOUR__V1__RECORD__BODY_AGREEMENT && result->field == 4)
		return with_number(N_("not counted: the office does not know the unit of party "
				      "number {1}; it must be told of its units first"),
			result->argument + 1);
	if (kind == JOUR__V1__RECORD__BODY_AGREEMENT)
		return with_number(N_("not counted: the office does not know the unit that stands "
				      "as number {1} when they are in order; it must be told of "
				      "its units first"),
			result->argument + 1);
	return plain(N_("not counted: the office does not know this kommun or unit; check the "
			"code"));
}

static struct sentence for_unit_not_then(const struct result *result, unsigned kind)
{
	struct date day = {(uint16_t)(result->argument / 10000),
		(uint8_t)(result->argument / 100 % 100), (uint8_t)(result->argument % 100)};
	struct sentence sentence = {
		.text = N_("not counted: this kommun or unit did not exist then; the nearest day "
			   "on which it did is {1}")};
	if (kind == JOUR__V1__RECORD__BODY_AGREEMENT)
		return with_number(N_("not counted: the unit that stands as number {1} when they "
				      "are in order exists on no day of the agreement"),
			result->argument + 1);
	if (kind == JOUR__V1__RECORD__BODY_UNIT && result->field == 8)
		sentence.text = N_("not counted: a unit that is followed was not there before the "
				   "first day of the one that follows it, but first on {1}");
	if (kind == JOUR__V1__RECORD__BODY_UNIT && result->field == 4)
		sentence.text =
			N_("not counted: the kommun that the unit belongs to does not exist "
			   "in its time; the nearest day on which it does is {1}");
	if (result->argument > 99999999 || !date_is_valid(day))
		return with_number(sentence.text, result->argument);
	date_format(day, sentence.number, sizeof(sentence.number));
	return sentence;
}

/* The results whose sentence depends on nothing else. */
static const char *result_text(enum result_code code)
{
	switch (code) {
	case RESULT_ACCEPTED:
		return N_("counted");
	case RESULT_UNCHANGED:
		return N_("known already: entry {1} says the same");
	case RESULT_NOT_CANONICAL:
		return N_("not counted: the office cannot read the record; one of the two "
			  "programs is older than the other, or faulty");
	case RESULT_UNKNOWN_KIND:
		return N_("not counted: the record says nothing that the office's rules know");
	case RESULT_WRONG_CLASS:
		return N_("not counted: cases, money and administration were mixed in one batch; "
			  "send them in files of their own");
	case RESULT_UNKNOWN_AGREEMENT:
		return N_("not counted: the office has no agreement with this diary number (dnr); "
			  "check how it is written");
	case RESULT_UNKNOWN_KEY:
		return N_("not counted: no identity with this key is enrolled");
	case RESULT_CHANGED_SINCE:
		return N_("not counted, changed since: another record has stood there since entry "
			  "{1}; look at it and send the correction again");
	case RESULT_NOTHING_TO_REPLACE:
		return N_("not counted: nothing stands where this would be a correction; send it "
			  "without naming a record that is replaced");
	case RESULT_OVERLAP:
		return N_("not counted: the period overlaps that of what entry {1} says, and the "
			  "same would count twice");
	case RESULT_LIMIT:
		return N_("not counted: there are {1} already, and there is no room for more");
	case RESULT_FORKED:
		return N_("not counted: this key has signed two different batches with one number, "
			  "perhaps after a restored backup; it waits until the office lifts the "
			  "freeze (resume), and is then sent anew");
	case RESULT_NOT_YET:
		return N_("not counted: the period has not ended yet; send it when it has");
	case RESULT_OTHER_AGREEMENT:
		return N_("not counted: entry {1} is an agreement with the same diary number (dnr) "
			  "and none of these units or payers; keep them apart by writing the "
			  "kommun before the number, for instance \"Vindeln KS 2018/7\"");
	case RESULT_UNKNOWN_RECORD:
		return N_("not counted: no such table stands any more; look at what stands there "
			  "now");
	default:
		return NULL;
	}
}

/* How a correction is made depends on where the first was made. */
static const char *exists_text(unsigned kind)
{
	switch (kind) {
	case JOUR__V1__RECORD__BODY_GRANT:
		return N_("not counted: entry {1} grants something else for this unit already; to "
			  "change it, give --reason to 'jour-agent grant', at the agent that "
			  "granted it");
	case JOUR__V1__RECORD__BODY_ENROLMENT:
		return N_("not counted: entry {1} let this key in already, by another name; "
			  "'jour-agent grant' says what it may report");
	case JOUR__V1__RECORD__BODY_PERIOD_CLOSE:
	case JOUR__V1__RECORD__BODY_RELEASE:
		return N_("not counted: entry {1} says something else already; to correct it, give "
			  "--reason");
	case JOUR__V1__RECORD__BODY_CONFIRMATION:
		return N_("not counted: entry {1} confirms the same with another reason already, "
			  "and one is enough");
	default:
		return N_("not counted: entry {1} says something else already; to correct it, "
			  "state why in the column Orsak (in YAML: reason)");
	}
}

static struct sentence for_part_above_whole(const struct result *result, unsigned kind)
{
	if (kind != JOUR__V1__RECORD__BODY_CASE_TABLE)
		return with_number(N_("not counted: a part is above its whole, which is {1}; check "
				      "the two numbers"),
			result->argument / 100);
	if (result->field == PART_ABOVE_WHOLE_TOTAL)
		return with_number(N_("not counted: the number of cases is below a part of it: a "
				      "cell of another table, for the same period or a part of "
				      "it, is {1}. When "
				      "both are to change, send both files in one 'jour-agent "
				      "send'"),
			result->argument);
	return with_number(N_("not counted: a cell is above the number of cases in the same "
			      "period, or in a longer one around it, which is {1}. When both are "
			      "to change, send both files in "
			      "one 'jour-agent send'"),
		result->argument);
}

static struct sentence for_remark(enum table_remark remark, const struct result *result)
{
	const struct casecheck *check = casecheck_of(remark);
	bool numbered = result_spokesman(result->field) == remark;
	if (check != NULL)
		return with_number(numbered ? check->text : check->plain, result->argument);
	if (remark == REMARK_LATE)
		return plain(N_("counted, but late: the period is closed, and its closed figures "
				"stay as they were"));
	return plain(N_("counted so far: the period has not ended; correct it when it has"));
}

static size_t for_remarks(const struct result *result, struct sentence *ret_sentences)
{
	size_t count = 0;
	for (unsigned remark = 1; remark < 1u << REMARKS; remark <<= 1)
		if ((result->field & remark) != 0)
			ret_sentences[count++] = for_remark((enum table_remark)remark, result);
	if (count == 0)
		ret_sentences[count++] = with_number(
			N_("counted, with remark {1}, which this program does not know; a newer "
			   "version does"),
			result->field);
	return count;
}

size_t sentences_for_result(
	const struct result *result, unsigned kind, struct sentence ret_sentences[SENTENCES_MAX])
{
	if (result->code == RESULT_REMARKED)
		return for_remarks(result, ret_sentences);
	ret_sentences[0] = sentence_for_result(result, kind);
	return 1;
}

struct sentence sentence_for_result(const struct result *result, unsigned kind)
{
	struct sentence remarks[SENTENCES_MAX];
	if (result->code == RESULT_REMARKED) {
		(void)for_remarks(result, remarks);
		return remarks[0];
	}
	if (result->code == RESULT_NOT_YET && kind == JOUR__V1__RECORD__BODY_CASE_TABLE)
		return plain(N_("not counted: the period has not begun yet; send it when it has"));
	if (result->code == RESULT_EXISTS)
		return with_number(exists_text(kind), result->argument);
	if (result->code == RESULT_PART_ABOVE_WHOLE)
		return for_part_above_whole(result, kind);
	if (result->code == RESULT_BAD_FIELD)
		return for_bad_field(result, kind);
	if (result->code == RESULT_NOT_GRANTED)
		return for_not_granted(result->argument);
	if (result->code == RESULT_UNKNOWN_UNIT)
		return for_unknown_unit(result, kind);
	if (result->code == RESULT_UNKNOWN_LIST)
		return for_unknown_list(result->argument);
	if (result->code == RESULT_UNIT_NOT_THEN)
		return for_unit_not_then(result, kind);
	const char *text = result_text(result->code);
	if (text != NULL)
		return with_number(text, result->argument);
	return with_number(N_("the office answers with code {1}, which this program does not know; "
			      "a newer version does"),
		(uint64_t)result->code);
}

/* Argument 0 of BAD_PREVIOUS and the like says nothing to a person, so only numbers that do are
 * shown. */
static struct sentence for_refusal(enum refusal_code code, uint64_t argument)
{
	switch (code) {
	case REFUSAL_MALFORMED:
		return plain(N_("the office cannot read what this program sends: one of the two "
				"is older than the other, or faulty; keep everything and tell "
				"who looks after the program"));
	case REFUSAL_WRONG_LEDGER:
		return plain(N_("this is another office's ledger than the one that was pinned; "
				"compare the server line with the office"));
	case REFUSAL_UNKNOWN_AUTHOR:
		return plain(N_("the office does not know this key; send it your identity line "
				"and ask to be enrolled. What waits here is kept"));
	case REFUSAL_BAD_SIGNATURE:
		return plain(N_("the signature does not fit: the batch was damaged on its way or "
				"on this disk; it is kept. If this comes again, tell who looks "
				"after the program"));
	case REFUSAL_BAD_ROOT:
		return plain(N_("the records do not fit their signed sum: the batch was damaged "
				"on its way or on this disk; it is kept. If this comes again, "
				"tell who looks after the program"));
	case REFUSAL_REVOKED:
		return with_number(N_("the office has revoked this key in entry {1}; telephone the "
				      "office. What waits here is kept, and can be sent again "
				      "under a new key"),
			argument);
	case REFUSAL_FROZEN:
		return with_number(
			N_("the office has frozen this key, because two different batches bear one "
			   "number (entry {1}); telephone the office, which can lift it (resume)"),
			argument);
	case REFUSAL_GAP:
		return with_number(
			N_("the office expects batch number {1} first; it is sent now"), argument);
	case REFUSAL_CHAIN_CLOSED:
		return plain(N_("a later outbox of this key has taken over, perhaps on another "
				"computer; the program signs again what still waits. Do not use "
				"one key in two places"));
	case REFUSAL_BAD_PREVIOUS:
		return plain(N_("the batch does not follow on what the office holds; the program "
				"asks where it stands and signs again what still waits"));
	case REFUSAL_RETRY_LATER:
		return plain(N_("the office has no room or is stopping just now; this is tried "
				"again by itself"));
	case REFUSAL_DENIED:
		return plain(N_("the office does not answer this key's question: it is not "
				"enrolled, or revoked; ask the office"));
	default:
		return with_number(N_("the office refuses with code {1}, which this program does "
				      "not know; a newer version does"),
			(uint64_t)code);
	}
}

const char *sentence_argument(const struct sentence *sentence, size_t position)
{
	const char *word = sentence->words[position];
	return word != NULL ? word : sentence->number;
}

/* Text that is being put together; what does not fit is cut. */
struct line {
	char *text;
	size_t size;
	size_t capacity; /* without the NUL */
};

static void put(struct line *line, const char *text, size_t size)
{
	size_t room = line->capacity - line->size;
	size_t kept = size < room ? size : room;
	/* Never half a character: step back to where one begins. */
	while (kept > 0 && kept < size && ((uint8_t)text[kept] & 0xc0) == 0x80)
		kept--;
	memcpy(line->text + line->size, text, kept);
	line->size += kept;
	if (kept < size)
		line->capacity = line->size; /* nothing may follow a gap */
}

const char *sentence_render(const struct sentence *sentence,
	const char *(*translate)(const char *text), char *buffer, size_t size)
{
	struct line line = {.text = buffer, .capacity = size - 1};
	const char *text = translate == NULL ? sentence->text : translate(sentence->text);

	while (*text != '\0') {
		size_t before = strcspn(text, "{");
		put(&line, text, before);
		text += before;
		bool first = strncmp(text, "{1}", 3) == 0;
		if (first || strncmp(text, "{2}", 3) == 0) {
			const char *word = sentence_argument(sentence, first ? 0 : 1);
			/* The empty text would be translated to a catalogue's header. */
			if (translate != NULL && word[0] != '\0')
				word = translate(word);
			put(&line, word, strlen(word));
			text += 3;
		} else if (*text != '\0') {
			put(&line, text++, 1);
		}
	}
	buffer[line.size] = '\0';
	return buffer;
}

const char *sentence_of_result(const struct result *result, unsigned kind,
	const char *(*translate)(const char *text), char *buffer, size_t size)
{
	struct sentence sentence = sentence_for_result(result, kind);
	return sentence_render(&sentence, translate, buffer, size);
}

const char *sentence_of_refusal(enum refusal_code code, uint64_t argument,
	const char *(*translate)(const char *text), char *buffer, size_t size)
{
	struct sentence sentence = for_refusal(code, argument);
	return sentence_render(&sentence, translate, buffer, size);
}
