/* All units as of a size, with their history: who was there when, and who follows whom.
 *
 * A unit *is there* on the days of its records (all that have its code). Those whose record names
 * it in `follows` are its successors. When a single one does, and it begins after the unit's last
 * day, the unit is *merged* into it: what was counted about the one belongs to the other's history.
 * When several do, or it goes on beside the new one, it is *split*, and its history stays its own.
 */
#ifndef JOURD_UNITBOOK_H
#define JOURD_UNITBOOK_H

#include "agreementyear.h"
#include "state.h"

#define UNIT_CODE_SIZE 17 /* with its NUL */

/* One record of a unit. */
struct unit_record {
	struct unit_record *next; /* by first day */
	struct days days;
	const char *name;
	const char *county;	  /* "" = not stated */
	struct unit_page *parent; /* of a district; else NULL */
};

struct unit_link {
	struct unit_link *next;
	struct unit_page *to;
	int32_t since; /* the first day of the record that follows */
};

struct unit_page {
	char code[UNIT_CODE_SIZE];
	Jour__V1__UnitType type;
	struct unit_record *records; /* one at least */
	struct unit_link *successors;
	struct unit_page *merged_into; /* NULL: it is not merged */
	struct unit_link *absorbed;    /* those that are merged into this one */
	struct unit_link *districts;   /* those whose parent it is or was */
	void *mark;		       /* for readers of the book, who set it before they use it */
};

struct unitbook {
	struct unit_page *pages; /* shorter codes first, then by code, as in reports.h */
	size_t count;
};

/* Reads all units into `memory`, which the book lives in. ERR_RANGE: it is too small; ERR_CORRUPT,
 * ERR_IO: the store's. `scratch` holds one record. */
enum err unitbook_read(struct store_txn *txn, uint64_t size, struct arena *memory,
	struct arena *scratch, struct unitbook *ret_book) MUST_CHECK;
/* NULL when there is no such unit. */
struct unit_page *unitbook_find(const struct unitbook *book, const char *code);

/* The newest record that has begun on the day, else the first. */
const struct unit_record *unitbook_record(const struct unit_page *page, int32_t day);
/* What the page is a district of on the last day of the period, else was at last or becomes first;
 * NULL: it is no district then. What cannot be divided between two kommuner counts in this one. */
const struct unit_page *unitbook_kommun(const struct unit_page *page, struct period period);
/* True when it is a district of several kommuner in the period. */
bool unitbook_moves(const struct unit_page *page, struct period period);
/* Months of the year in which the page is a district of the kommun on some day, as in reports.h. */
uint16_t unitbook_months_under(
	const struct unit_page *page, const struct unit_page *kommun, uint32_t year);
/* Months of the year in which it is there on some day. */
uint16_t unitbook_months(const struct unit_page *page, uint32_t year);
/* True when the unit is there on one of the days. */
bool unitbook_is_there(const struct unit_page *page, struct days days);

/* Calls `tell` for each unit and days that stand for `page` in `days`: the unit itself while it is
 * there, what was merged into it before its first day, and while it is there no more its successors
 * (all of them when it was split). Days may be told of twice. */
void unitbook_stand_in(struct unit_page *page, struct days days,
	void (*tell)(void *context, struct unit_page *page, struct days days), void *context);

#endif
