/* Building a JSON document: the wrapper over jansson, whose values the files that build one
 * (explain.c, statjson.c, status.c) only nest and hand over.
 *
 * jansson's "_new" functions take a value over, even when they fail, and accept a NULL from memory
 * that ran out by failing themselves. So everything is built without looking; `failed` keeps such
 * a failure from going unseen until document_print, which is asked once. */
#ifndef JOURD_DOCUMENT_H
#define JOURD_DOCUMENT_H

#include <jansson.h>

#include "jour/hash.h"
#include "jour/period.h"

struct document {
	bool failed;
};

/* `value` belongs to the object or array afterwards. */
void document_set(struct document *document, json_t *object, const char *name, json_t *value);
void document_append(struct document *document, json_t *array, json_t *value);

void document_set_text(
	struct document *document, json_t *object, const char *name, const char *text);
void document_set_count(
	struct document *document, json_t *object, const char *name, uint64_t count);
/* "2018-Q1". */
void document_set_period(
	struct document *document, json_t *object, const char *name, struct period period);
/* A day as date.h counts it, as "2018-04-20"; left out when it is outside the calendar. */
void document_set_day(struct document *document, json_t *object, const char *name, int32_t day);
/* A number yyyymmdd, as "2018-04-20"; left out when it is 0. */
void document_set_date(
	struct document *document, json_t *object, const char *name, uint32_t yyyymmdd);
/* The months of a mask whose bit 0 is January: [1, 2, 12]. */
json_t *document_months(struct document *document, uint16_t months);
/* 64 hexadecimal digits. */
json_t *document_hash(const struct hash256 *hash);

/* Takes the root over. The caller frees the text with free(). NULL: out of memory. */
char *document_print(const struct document *document, json_t *root) MUST_CHECK;

#endif
