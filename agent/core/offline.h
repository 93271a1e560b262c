/* What the office will say about a file, said before it is sent.
 *
 * The same rules as the office's (record_judge), over a smaller world: the Reference that the
 * office signed, read at some earlier size. So it knows units, agreements, code lists and the
 * asker's grants, and what case tables of the asker's units add up to, but no record that stands
 * already: whether something exists, has changed or overlaps only the office can tell, and what it
 * tells is final. */
#ifndef AGENT_OFFLINE_H
#define AGENT_OFFLINE_H

#include "caseknown.h"
#include "jour/kind.h"

struct own_unit {
	char code[UNIT_CODE_SIZE];
	uint32_t from;
	uint32_t to;
	bool inherits; /* follows other units */
};

struct offline {
	const Jour__V1__Reference *reference; /* outlives the offline */
	bool is_office; /* asks with the office's own key, which needs no grant */
	/* The code list asked for last. */
	struct codelist list;
	struct code_value list_values[CODE_VALUES_MAX];
	/* The units that records judged before tell of. */
	size_t own_unit_count;
	struct own_unit own_units[INTAKE_RECORDS_MAX];
	struct caseknown tables;
};

/* Starts `offline` (2 MB: not on the stack). `reference` is not NULL. */
void offline_start(struct offline *offline, const Jour__V1__Reference *reference, bool is_office);
/* The same, but it goes on knowing what the records judged before say: they are to be taken before
 * those that come now. The Reference may be another one. */
void offline_continue(
	struct offline *offline, const Jour__V1__Reference *reference, bool is_office);
/* The world over it, at a time by the caller's clock. Keys are the office's to know: what names
 * one is taken to be right. */
struct world offline_world(struct offline *offline, uint64_t now_ms);
/* Judges all records of a file that intake_read has read to `body`, and adds an error to
 * intake->complaints for each that will not count, at the row and column (or key) it is about.
 * Only a warning: a remark; a case table whose period has not begun, since it may be sent later;
 * what is about a closed period, since it counts, as late. `arena` holds one decoded record at a
 * time (DECODE_HEAP_MAX). Without a reference `offline` is NULL: then only a warning is added,
 * which says that nothing but the form was checked. Returns how many records will not count, those
 * with a warning included. */
size_t offline_check(struct intake *intake, struct bytes body, struct offline *offline,
	uint64_t now_ms, struct arena *arena);

#endif
