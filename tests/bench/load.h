/* Records as agents send them, each with a natural key of its own, so that all of them count.
 *
 * An author reports for LOAD_UNITS units of its own under one agreement of its own. The tables are
 * cases of a month by two of age, crime and help-seeker, about 200 bytes: one unit after the other,
 * month by month. The payments are as short as payments are. */
#ifndef LOAD_H
#define LOAD_H

#include "jour/batch.h"

#define LOAD_AUTHORS_MAX 6u
#define LOAD_UNITS 64u

enum load_kind {
	LOAD_TABLES,
	LOAD_PAYMENTS,
};

/* Where an author's stream of records has come to. */
struct load {
	unsigned author; /* below LOAD_AUTHORS_MAX */
	uint32_t tables;
	uint32_t payments;
};

/* The author's keys: the same in every run. */
struct secret load_secret(unsigned author);
enum record_class load_class(enum load_kind kind);
const char *load_name(enum load_kind kind);

/* Body bytes of the next `count` records, appended to `to`. */
void load_write(struct load *load, enum load_kind kind, unsigned count, struct writer *to);
/* What the office says so that all of it counts: first the admin records, then the agreements. */
unsigned load_write_grants(unsigned authors, struct writer *to);
unsigned load_write_agreements(unsigned authors, struct writer *to);

#endif
