/* Reads files in tests of the intake. */
#ifndef INTAKE_HELP_H
#define INTAKE_HELP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "intake.h"
#include "jour/kind.h"

#define SAY(...) bytes_of_text(__VA_ARGS__)

static struct intake intake;
static struct intake_context context;
static uint8_t body_bytes[INTAKE_BODY_SIZE_MAX];
static struct writer body;
static uint8_t decoded[DECODE_HEAP_MAX];

static inline enum err read_bytes(const char *name, struct bytes file)
{
	body = writer_of(body_bytes, sizeof(body_bytes));
	return intake_read(&intake, name, file, &context, &body);
}

/* As robertsfors' agent would read it, without the office's list of units. */
static inline int start_kommun(void **state)
{
	(void)state;
	context =
		(struct intake_context){.unit = "2409", .source = JOUR__V1__SOURCE__SOURCE_KOMMUN};
	memset(context.seed, 7, sizeof(context.seed));
	return 0;
}

static inline const char *complaint_line(size_t index)
{
	static char line[COMPLAINT_LINE_SIZE];
	assert_true(index < intake.complaints.kept_count);
	complaint_render(
		&intake.complaints, &intake.complaints.kept[index], NULL, line, sizeof(line));
	return line;
}

static inline void assert_complaint(size_t index, const char *expected)
{
	assert_string_equal(complaint_line(index), expected);
}

/* The file yields nothing but this one complaint. */
static inline void assert_refused(const char *name, const char *text, const char *expected)
{
	assert_int_equal(read_bytes(name, bytes_of_text(text)), ERR_MALFORMED);
	assert_complaint(0, expected);
	assert_int_equal(intake.complaints.kept_count, 1);
	assert_int_equal(body.size, 0);
	assert_int_equal(intake.record_count, 0);
}

/* The records, decoded strictly; they live until the next call. */
static inline const void *record_number(size_t position, struct record *ret_record)
{
	struct arena arena = arena_of(decoded, sizeof(decoded));
	struct reader rest = reader_of(written(&body));
	struct bytes bytes = BYTES_NONE;
	assert_true(position < intake.record_count);
	for (size_t i = 0; i <= position; i++)
		assert_true(body_next(&rest, &bytes));
	assert_int_equal(record_decode(bytes, &arena, ret_record), ERR_OK);
	return record_body(ret_record);
}

/* A file without an error, with so many records and warnings. */
static inline void assert_reads_warned(
	const char *name, const char *text, size_t count, size_t warnings)
{
	enum err err = read_bytes(name, bytes_of_text(text));
	if (err != ERR_OK)
		assert_complaint(0, "");
	assert_int_equal(intake.complaints.kept_count, warnings);
	assert_int_equal(intake.record_count, count);
}

/* A file without a fault. */
static inline void assert_reads(const char *name, const char *text, size_t count)
{
	assert_reads_warned(name, text, count, 0);
}

#endif
