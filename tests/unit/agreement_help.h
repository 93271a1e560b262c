/* Agreements around one term or one key, for tests of what their YAML means. */
#ifndef AGREEMENT_HELP_H
#define AGREEMENT_HELP_H

#include "intake_help.h"

/* Two units and no slip; 9 lines. */
#define AGREEMENT_HEAD                                                                             \
	"dnr: KS 1\n"                                                                              \
	"title: IOP\n"                                                                             \
	"from: 2018-04-01\n"                                                                       \
	"to: 2021-03-31\n"                                                                         \
	"year_start: '04-01'\n"                                                                    \
	"parties:\n"                                                                               \
	"  - {name: Jouren, org_nr: 894001-4213, role: jour}\n"                                    \
	"units: [2401, 2409]\n"

static struct record agreement_record;

static inline const Jour__V1__Agreement *read_agreement(const char *text)
{
	assert_reads("a.yaml", text, 1);
	const void *found = record_number(0, &agreement_record);
	assert_int_equal(agreement_record.kind, 48);
	return found;
}

/* A term of which `text` is what comes after its id and clause, in braces. Its line is 10. */
static inline const Jour__V1__Term *read_term(const char *text)
{
	static char whole[4000];
	snprintf(whole, sizeof(whole), AGREEMENT_HEAD "terms:\n  - {id: a, clause: x, %s}\n", text);
	return read_agreement(whole)->terms[0];
}

static inline void assert_term_refused(const char *text, const char *expected)
{
	static char whole[4000];
	static char line[COMPLAINT_LINE_SIZE];
	snprintf(whole, sizeof(whole), AGREEMENT_HEAD "terms:\n  - {id: a, clause: x,\n %s}\n",
		text);
	snprintf(line, sizeof(line), "a.yaml, line 11, column %s", expected);
	assert_refused("a.yaml", whole, line);
}

/* A file with one warning, which counts all the same. */
static inline void assert_warned(const char *text, const char *expected)
{
	assert_int_equal(read_bytes("a.yaml", bytes_of_text(text)), ERR_OK);
	assert_int_equal(intake.complaints.kept_count, 1);
	assert_complaint(0, expected);
}

#endif
