/* The kinds of file that people write; each stands in agent/core/file_<name>.c and is listed in
 * file_kind.c. */
#ifndef AGENT_FILE_KIND_H
#define AGENT_FILE_KIND_H

#include "intake.h"

struct file_kind {
	const char *name; /* English, to translate: "payments" */
	enum record_class class;
	/* A sheet: its columns, by which it is told from other sheets. */
	const struct sheet_column *columns;
	size_t column_count;
	bool by_codes; /* the names of dimensions are headings, too */
	/* True for headings that tell it besides the columns; NULL: there are none. */
	bool (*knows)(const char *heading);
	/* YAML: one of these top-level keys tells it; ends with NULL. NULL for a sheet. */
	const char *const *marks;
	/* Reads intake->file and emits its records, or complains. */
	void (*read)(struct intake *intake);
	/* Where field n of the message stands: columns[field_columns[n] - 1], or the top-level
	 * key field_keys[n]; 0 or NULL: nowhere. */
	const uint8_t *field_columns;
	const char *const *field_keys;
	size_t field_count;
};

/* The kinds in order; NULL after the last. */
const struct file_kind *file_kind_at(size_t position);
/* The sheet whose columns the headings fit best; NULL when none of them is known. */
const struct file_kind *file_kind_of_sheet(const struct sheet *sheet, const struct codebook *codes);
const struct file_kind *file_kind_of_doc(const struct yamldoc *doc);

/* What the columns of a correction are called in every sheet. */
#define COLUMN_REPLACES                                                                            \
	{                                                                                          \
		.name = "Ersätter", .spellings = { "replaces" }                                    \
	}
#define COLUMN_REASON                                                                              \
	{                                                                                          \
		.name = "Orsak", .spellings = { "reason", "skäl" }                                 \
	}

/* A record about to be written. */
struct draft {
	unsigned kind;
	const void *body;
	ProtobufCBinaryData replaces;
	char *reason;
	uint32_t row;	  /* where it begins */
	uint32_t unnamed; /* cells of a case table that no row names */
};

/* Finds the columns and calls `read_row` for each row below the headings, with the arena as
 * it was. Row errors are counted anew. */
void intake_each_row(struct intake *intake, void (*read_row)(struct intake *intake, size_t row));
/* Half of the SHA-256 of a body's natural key. */
uint64_t intake_key_hash(unsigned kind, const void *body);
/* From here on complaints count against the next record. */
void intake_begin_row(struct intake *intake);
/* Appends the record, unless there were complaints since intake_begin_row. Complains when it breaks
 * a rule of its kind, or says again what an earlier one of the file said. */
void intake_emit(struct intake *intake, struct draft *draft);

#endif
