/* The kinds of record: what each is allowed to say (PROTOCOL.md section 9).
 *
 * One file for each kind, lib/core/kind_<name>.c, holds all its rules as one `struct kind`;
 * the table in kind.c lists them. The daemon's fold and the agent's offline check run
 * the same rules over different worlds. */
#ifndef JOUR_KIND_H
#define JOUR_KIND_H

#include "jour/codelist.h"
#include "jour/entry.h"
#include "jour/period.h"
#include "jour/record.h"

#define UNIT_EVERY "*"

/* The days first..last (yyyymmdd) beside those on which a unit is there. */
struct unit_then {
	bool known;
	bool there;	  /* on one of the days */
	bool inherits;	  /* one of its later records follows other units */
	uint32_t nearest; /* not there: the nearest day on which it is */
};

/* What the rules ask of the state. The fold answers from the store, the agent from the
 * Reference that the office signed. */
struct world {
	void *context;
	uint64_t received_ms;
	bool (*knows_unit)(void *context, const char *code);
	struct unit_then (*unit_then)(
		void *context, const char *code, uint32_t first, uint32_t last);
	/* NULL when no agreement has that diary number; else what may be named of its newest
	 * version. */
	const Jour__V1__AgreementName *(*agreement)(void *context, const char *dnr);
	/* Version of the newest agreement with that diary number, 0 = none. */
	uint32_t (*agreement_version)(void *context, const char *dnr);
	/* A version of a code list, recorded or built in; version 0 is the newest. NULL when there
	 * is none. Lives until the next question. */
	const struct codelist *(*codelist)(void *context, const char *name, uint32_t version);
	/* Shows every version of every list, each for the length of the call. */
	void (*each_codelist)(void *context,
		void (*look)(void *looker, const struct codelist *list), void *looker);
	/* True when the key was enrolled and not by key change (whatever became of it). */
	bool (*knows_key)(void *context, struct bytes key);
	/* True for the office's and the recovery identity of the genesis. */
	bool (*is_genesis_key)(void *context, struct bytes key);
	/* True when the record's author may say `topic` about `unit`. */
	bool (*granted)(void *context, Jour__V1__Topic topic, const char *unit);
	/* True when the author is this key or the recovery key (KeyChange). */
	bool (*speaks_for)(void *context, struct bytes key);
	/* True when the key is the current key of an identity that is not revoked. */
	bool (*is_in_force)(void *context, struct bytes key);
	/* True when the case table that is confirmed stands. */
	bool (*table_stands)(void *context, const Jour__V1__Confirmation *confirmation);
};

struct kind {
	unsigned number; /* the body's field number */
	const char *name;
	/* The natural key's bytes; NULL: each record counts for itself. */
	void (*key)(const void *body, struct writer *to);
	/* The natural key begins with the year as be16: one row or more a month and unit, so that
	 * the store counts the rows of each year apart (state.h). */
	bool key_begins_with_year;
	/* The agreement year that it is about, under which it is found too (state_scan_year).
	 * NULL: it is found by its natural key only. */
	uint32_t (*year)(const void *body);
	/* Rules that need nothing but the body. RESULT_ACCEPTED, or the first that is broken. */
	struct result (*fields)(const void *body);
	/* Which topic must be granted for which unit (UNIT_EVERY: for all). NULL: OFFICE, every. */
	Jour__V1__Topic (*topic)(const void *body, const char **ret_unit);
	/* What the body names in the world; NULL: nothing. */
	struct result (*names)(const void *body, const struct world *world);
};

/* NULL when these rules have no such kind. */
const struct kind *kind_of(unsigned number);
/* The kinds in order of number; NULL after the last. */
const struct kind *kind_at(size_t position);
enum record_class kind_class(unsigned number);
/* What a grant calls a topic, in commands and JSON: "cases". NULL when these rules have none such.
 */
const char *topic_name(Jour__V1__Topic topic);

/* Whose figures a record is counted in, and of which period: for case tables and efforts, which a
 * close can leave out. UNIT_EVERY when it names no unit. False for other kinds. */
bool record_counts_for(
	const struct record *record, const char **ret_unit, struct period *ret_period);

/* Everything up to the natural key, in the order of PROTOCOL.md section 9. */
struct result record_judge(
	const struct record *record, enum record_class class, const struct world *world);

/* For kind files. */
#define ACCEPTED ((struct result){.code = RESULT_ACCEPTED})
struct result bad_field(uint32_t field, uint64_t limit);
/* A text in a key: short texts as they are, long ones by their hash, at most 33 bytes. */
void key_text(struct writer *to, const char *text);
/* As strcmp, in the order of natural keys, where the size stands before the text: of codes and
 * other texts of at most 32 bytes, which key_text does not hash. */
int key_text_compare(const char *a, const char *b);
/* What the keys of all case tables of an area, period and source begin with. */
void key_tables(struct writer *to, const Jour__V1__Period *period, const char *area,
	Jour__V1__Source source);
/* A date as a number yyyymmdd that is a real day. */
bool date_number_is_valid(uint32_t yyyymmdd);
bool unit_code_is_valid(const char *code);
/* A period that is there and begins where the calendar does; NULL for `message` is none. */
bool period_message_is_valid(const Jour__V1__Period *message);
/* A valid one as period.h has it. */
struct period period_of_message(const Jour__V1__Period *message);
Jour__V1__Period period_to_message(struct period period);
/* RESULT_NOT_YET for `field` when the period has not begun, or not ended, on the day of
 * received_ms. */
struct result names_begun_period(
	const struct world *world, const Jour__V1__Period *message, uint16_t field);
struct result names_ended_period(
	const struct world *world, const Jour__V1__Period *message, uint16_t field);
/* The agreement (field 1) is known and the payer (field 2) is one of its units. */
struct result names_payer(const struct world *world, const char *agreement, const char *payer);
bool year_is_valid(uint32_t year);
/* The unit (field `unit_field`) is known and is there on one of the days first..last, or, with
 * `inherited`, follows a unit that was there before it; `days_field` is the field of the days. */
struct result names_unit_then(const struct world *world, const char *code, uint16_t unit_field,
	uint32_t first, uint32_t last, uint16_t days_field, bool inherited);
/* The same for a valid period. */
struct result names_unit_in(const struct world *world, const char *code, uint16_t unit_field,
	const Jour__V1__Period *message, uint16_t period_field);

/* Adds one of a unit's records to what is known of it; begin with all zero. For worlds. */
void unit_then_add(
	struct unit_then *then, const Jour__V1__Unit *unit, uint32_t first, uint32_t last);

#endif
