/* What an agreement's follow-up may contain (PROTOCOL.md section 9). */
#ifndef JOUR_FOLLOWUP_H
#define JOUR_FOLLOWUP_H

enum followup_subject {
	FOLLOWUP_ECONOMY,
	FOLLOWUP_BUDGET,
	FOLLOWUP_HOURS,
	FOLLOWUP_DUTIES,
	FOLLOWUP_CASES,
	FOLLOWUP_MEASURE,   /* of effort (effortlist.h) */
	FOLLOWUP_DIMENSION, /* any other word: of a code list */
};

enum followup_subject followup_of(const char *what);

#endif
