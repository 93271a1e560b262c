/* From a file that a person wrote to the records of a batch.
 *
 * One file holds one kind of thing (file_kind.h lists them), so its records are of one class.
 * A file with any error yields nothing, and every wrong row is complained about at once: half a
 * file in the ledger helps nobody. Deterministic: the salts come from a seed of the caller's. */
#ifndef AGENT_INTAKE_H
#define AGENT_INTAKE_H

#include <stdalign.h>

#include "jour/batch.h"
#include "jour/codebook.h"
#include "jour/record.h"
#include "sheet.h"
#include "yamldoc.h"

#define INTAKE_SEED_SIZE 32
#define INTAKE_RECORDS_MAX SHEET_ROWS_MAX
/* Room that every file's records fit in: at most 3 MiB of text (SHEET_TEXT_SIZE_MAX) and less
 * than 300 bytes besides for each record. */
#define INTAKE_BODY_SIZE_MAX (6u * 1024u * 1024u)
#define INTAKE_MEMORY_SIZE 1048576u
#define INTAKE_CODES_SIZE 1048576u /* CODE_LISTS_MAX lists of CODE_VALUES_MAX values */
#define UNIT_CODE_SIZE 17u	   /* the longest unit code with its NUL */

/* Who is asked to read the file. */
struct intake_context {
	const char *unit;	 /* a file without kommun is about this one; NULL: it must say */
	Jour__V1__Source source; /* speaks as the kommun (who pays) or the jour (who is paid) */
	/* The names of the units and the code lists; NULL: only codes are understood, and the
	 * lists that are built in. Outlives the intake. */
	const Jour__V1__Reference *reference;
	/* The newest record of this agent that counted under a natural key (intake_key_hash), which
	 * a correction without Ersätter replaces. NULL: it must say. */
	bool (*said)(void *context, unsigned kind, uint64_t key_hash, struct hash256 *ret_record);
	void *said_context;
	uint8_t seed[INTAKE_SEED_SIZE]; /* random, a new one for each file */
};

/* Where a record comes from, so that its result can be shown against the row. */
struct intake_origin {
	uint32_t row;	   /* row of the sheet or line of the text, from 1: the first of several */
	uint32_t unnamed;  /* cells of a case table that no row names */
	unsigned kind;	   /* the field number of its body */
	uint64_t key_hash; /* of its natural key */
};

/* About 6 MiB: the caller provides it, not on the stack. The caller reads `complaints`, `kind`,
 * `class`, `record_count` and `origins`; they and the sheet live until the next intake_read. */
struct intake {
	struct complaints complaints;
	const struct file_kind *kind; /* NULL: not found out */
	enum record_class class;
	size_t record_count;
	struct intake_origin origins[INTAKE_RECORDS_MAX];

	/* for the files of the kinds */
	struct intake_context context;
	struct field lead_unit;	  /* from a line above the headings; its text is NULL without */
	struct field lead_period; /* the same */
	size_t errors_before;	  /* this row */
	bool full;		  /* there is no room for more records; said once */
	bool name_unknown;	  /* a unit's name was complained about: the office may know it */
	bool dash_told;		  /* cellstate_remind */
	struct writer *to;
	union {
		struct sheet sheet;
		struct yamldoc doc;
	} file;
	struct arena arena;
	struct codebook codes; /* those built in, and those of the reference */
	alignas(max_align_t) uint8_t codes_memory[INTAKE_CODES_SIZE];
	alignas(max_align_t) uint8_t memory[INTAKE_MEMORY_SIZE];
};

/* Reads a whole file. `file_name` is how it is called in complaints, and its ending says whether
 * it is a sheet (.csv, .txt, .tsv) or YAML (.yaml, .yml). Appends the records, each with its
 * be32 size in front, to `to` (INTAKE_BODY_SIZE_MAX bytes are always enough).
 * ERR_MALFORMED: complaints has errors, and nothing was appended; ERR_RETRY: a library got no
 * memory. Warnings alone are no error. */
enum err intake_read(struct intake *intake, const char *file_name, struct bytes file,
	const struct intake_context *context, struct writer *to) MUST_CHECK;

/* A file may hold more than one batch takes. Cuts the next body off `rest` (what intake_read
 * appended): as many records as fit BATCH_RECORDS_MAX and BATCH_SIZE_MAX; BYTES_NONE at the
 * end. The parts are in the order of `origins`. */
struct bytes intake_next_part(struct reader *rest, size_t *ret_count);

/* What the records are: an English name to translate ("payments"). NULL when not found out. */
const char *intake_kind_name(const struct intake *intake);

/* Where to show what is said about field `field` (its number in the kind's message, 0: the whole
 * record) of record `position` (< record_count, asserted). */
struct place intake_place(const struct intake *intake, size_t position, uint32_t field);

#endif
