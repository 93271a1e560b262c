/* Key figures as JSON for programs (document.h). A value has a state - count, not_reported,
 * not_applicable, hidden - and only in the first a number, as a decimal text ("2.95") and exactly
 * ("92169/31270"). Exact small numbers stand in it: it is marked internal. */
#ifndef JOURD_KEYFIGUREJSON_H
#define JOURD_KEYFIGUREJSON_H

#include "document.h"
#include "keyfigures.h"

/* Of one kind, or (NULL) of all. The caller frees the text with free(). NULL: out of memory. */
char *keyfigurejson_text(const struct keyfigures *figures, const struct keyfigure_kind *only,
	uint64_t size) MUST_CHECK;

/* Of one period after the other; what has begun must end. */
struct keyfigurejson_series {
	struct document document;
	json_t *root;
	json_t *periods; /* in it */
};
void keyfigurejson_series_begin(struct keyfigurejson_series *series, uint64_t size);
void keyfigurejson_series_add(struct keyfigurejson_series *series, const struct keyfigures *figures,
	const struct keyfigure_kind *only);
char *keyfigurejson_series_end(struct keyfigurejson_series *series) MUST_CHECK;

/* A value with its decimals, a point (or what `mark` says) before them. */
#define KEYFIGURE_TEXT_SIZE 32u
const char *keyfigure_decimal(
	int64_t rounded, unsigned decimals, char mark, char buffer[KEYFIGURE_TEXT_SIZE]);

#endif
