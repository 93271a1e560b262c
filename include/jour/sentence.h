/* What an answer of the office means, in a sentence for the person who sent the file.
 *
 * The wire carries codes (PROTOCOL.md sections 6, 7 and 9), so that each reader says them in
 * the reader's own language. The texts are English and marked with N_(); {1} and {2} stand for
 * the arguments. */
#ifndef JOUR_SENTENCE_H
#define JOUR_SENTENCE_H

#include "jour/frame.h"

#define SENTENCE_SIZE 512u	 /* enough for any sentence with its NUL */
#define SENTENCE_NUMBER_SIZE 21u /* a u64 in decimal with its NUL */

/* A sentence that is not yet put together. The pointers live for ever. */
struct sentence {
	const char *text;
	const char *words[2]; /* for {1} and {2}; to be translated too. NULL: `number` */
	char number[SENTENCE_NUMBER_SIZE];
};

#define SENTENCES_MAX REMARKS

/* The sentences for a result: one, or one for each remark of a REMARKED result. Returns how many.
 */
size_t sentences_for_result(
	const struct result *result, unsigned kind, struct sentence ret_sentences[SENTENCES_MAX]);
/* The first of them. `kind` is the record's (its body's field number), 0 when it is not known. A
 * code or field that these rules do not have gets a sentence that says so. */
struct sentence sentence_for_result(const struct result *result, unsigned kind);
/* What {1} (position 0) or {2} (1) stands for, not yet translated. Lives as long as the
 * sentence. */
const char *sentence_argument(const struct sentence *sentence, size_t position);

/* Puts the sentence together; what does not fit `size` (> 0) is cut, never within a character.
 * `translate` NULL leaves it English. Returns `buffer`. */
const char *sentence_render(const struct sentence *sentence,
	const char *(*translate)(const char *text), char *buffer, size_t size);

/* Both steps in one. */
const char *sentence_of_result(const struct result *result, unsigned kind,
	const char *(*translate)(const char *text), char *buffer, size_t size);
const char *sentence_of_refusal(enum refusal_code code, uint64_t argument,
	const char *(*translate)(const char *text), char *buffer, size_t size);

#endif
