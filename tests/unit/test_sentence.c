#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "jour/kind.h"
#include "jour/sentence.h"

static char buffer[SENTENCE_SIZE];

static const char *of(enum result_code code, unsigned field, uint64_t argument, unsigned kind)
{
	struct result result = {code, (uint16_t)field, argument};
	return sentence_of_result(&result, kind, NULL, buffer, sizeof(buffer));
}

static const enum result_code results[] = {RESULT_ACCEPTED, RESULT_UNCHANGED, RESULT_NOT_CANONICAL,
	RESULT_UNKNOWN_KIND, RESULT_WRONG_CLASS, RESULT_BAD_FIELD, RESULT_NOT_GRANTED,
	RESULT_UNKNOWN_UNIT, RESULT_UNKNOWN_AGREEMENT, RESULT_UNKNOWN_KEY, RESULT_EXISTS,
	RESULT_CHANGED_SINCE, RESULT_NOTHING_TO_REPLACE, RESULT_OVERLAP, RESULT_LIMIT,
	RESULT_FORKED, RESULT_NOT_YET, RESULT_REMARKED, RESULT_UNKNOWN_LIST, RESULT_UNIT_NOT_THEN,
	RESULT_PART_ABOVE_WHOLE, RESULT_UNKNOWN_RECORD, RESULT_OTHER_AGREEMENT};
#define RESULTS (sizeof(results) / sizeof(results[0]))

static bool is_unknown(const char *text)
{
	return strstr(text, "does not know; a newer version does") != NULL;
}

static void sentence_of_each_result_is_its_own(void **state)
{
	(void)state;
	char texts[RESULTS][SENTENCE_SIZE];
	/* The list above is complete: the codes are 1 to 3, 16 to 30 and 34 to 37. */
	assert_int_equal(RESULTS, 3 + (30 - 16 + 1) + (RESULT_OTHER_AGREEMENT - 34 + 1));
	for (size_t i = 0; i < RESULTS; i++) {
		strcpy(texts[i], of(results[i], 1, 3, 64));
		assert_false(is_unknown(texts[i]));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(texts[i], texts[k]);
	}
	assert_true(is_unknown(of((enum result_code)(RESULT_NOT_YET + 1), 0, 0, 64)));
	assert_true(is_unknown(of((enum result_code)4, 0, 0, 64)));
	assert_true(is_unknown(of((enum result_code)(RESULT_OTHER_AGREEMENT + 1), 0, 0, 64)));
}

/* One sentence for each remark; the number is only in that of the remark it belongs to. */
static void sentence_of_each_remark_is_its_own(void **state)
{
	(void)state;
	struct sentence sentences[SENTENCES_MAX];
	for (unsigned mask = 1; mask < 1u << REMARKS; mask++) {
		struct result result = {RESULT_REMARKED, (uint16_t)mask, 4711};
		size_t count = sentences_for_result(&result, 64, sentences);
		unsigned numbered = 0;
		assert_int_equal(count, __builtin_popcount(mask));
		for (size_t i = 0; i < count; i++) {
			sentence_render(&sentences[i], NULL, buffer, sizeof(buffer));
			assert_memory_equal(buffer, "counted", 7);
			numbered += strstr(buffer, "4711") != NULL;
			for (size_t k = 0; k < i; k++)
				assert_string_not_equal(sentences[i].text, sentences[k].text);
		}
		assert_int_equal(numbered,
			(mask & (REMARK_DIFFERS | REMARK_TENFOLD | REMARK_SUDDEN_ZERO)) != 0);
		assert_string_equal(sentence_for_result(&result, 64).text, sentences[0].text);
	}
	assert_non_null(strstr(of(RESULT_REMARKED, REMARK_TENFOLD, 12, 64), "last year (12)"));
	assert_non_null(strstr(of(RESULT_REMARKED, 64, 0, 64), "remark 64, which"));
}

static void sentence_of_each_refusal_is_its_own(void **state)
{
	(void)state;
	char texts[REFUSAL_DENIED + 1][SENTENCE_SIZE];
	for (unsigned code = REFUSAL_MALFORMED; code <= REFUSAL_DENIED; code++) {
		sentence_of_refusal((enum refusal_code)code, 7, NULL, texts[code], SENTENCE_SIZE);
		assert_false(is_unknown(texts[code]));
		for (unsigned k = REFUSAL_MALFORMED; k < code; k++)
			assert_string_not_equal(texts[code], texts[k]);
	}
	sentence_of_refusal((enum refusal_code)13, 0, NULL, buffer, sizeof(buffer));
	assert_string_equal(buffer, "the office refuses with code 13, which this program does not "
				    "know; a newer version does");
}

/* Each field of each kind, as the schema lists them. */
static void sentence_of_every_bad_field_names_it(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *record = &jour__v1__record__descriptor;
	size_t seen = 0;
	for (unsigned i = 0; i < record->n_fields; i++) {
		const ProtobufCMessageDescriptor *body = record->fields[i].descriptor;
		if (record->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		for (unsigned k = 0; k < body->n_fields; k++, seen++)
			assert_null(strstr(
				of(RESULT_BAD_FIELD, body->fields[k].id, 0, record->fields[i].id),
				"field"));
	}
	assert_int_equal(seen, 123);
	assert_string_equal(of(RESULT_BAD_FIELD, 7, 0, 53),
		"not counted: the amount must be more than nothing, and at most "
		"10 000 000 000 000 kr");
	assert_string_equal(of(RESULT_BAD_FIELD, 11, 0, 53),
		"not counted: field 11 is not as the rules want it");
}

static void sentence_arguments_are_told(void **state)
{
	(void)state;
	assert_string_equal(of(RESULT_CHANGED_SINCE, 0, 17, 53),
		"not counted, changed since: another record has stood there since entry 17; look "
		"at it and send the correction again");
	assert_string_equal(of(RESULT_UNCHANGED, 0, UINT64_MAX, 53),
		"known already: entry 18446744073709551615 says the same");
	assert_string_equal(of(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES, 64),
		"not counted: this kommun is not among those your key may report for; the office "
		"can grant it (topic cases)");
	assert_string_equal(of(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_OFFICE, 32),
		"not counted: only the office may say this");
	assert_string_equal(of(RESULT_NOT_GRANTED, 0, 99, 32),
		"not counted: your key may not report this (topic 99)");
	assert_string_equal(of(RESULT_NOT_GRANTED, 0, 0, 20),
		"not counted: only the old key itself or the recovery key can change a key");
	assert_non_null(strstr(of(RESULT_NOT_GRANTED, 0, 5, 53), "speaks for the jour"));
	assert_non_null(strstr(of(RESULT_NOT_GRANTED, 0, 3, 53), "(topic payments)"));
	assert_non_null(strstr(of(RESULT_NOT_GRANTED, 0, 4, 50), "(topic population)"));
	assert_non_null(strstr(of(RESULT_UNKNOWN_UNIT, 2, 0, 53), "not a partner"));
	assert_non_null(strstr(of(RESULT_UNKNOWN_UNIT, 5, 2, 48), "as number 3 when"));
	assert_non_null(strstr(of(RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, 9, 64),
		"or in a longer one around it, which is 9"));
	assert_non_null(strstr(of(RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_TOTAL, 9, 64),
		"for the same period or a part of it, is 9"));
	assert_non_null(strstr(of(RESULT_PART_ABOVE_WHOLE, 7, 9, 65), "above its whole"));
	assert_non_null(strstr(of(RESULT_NOT_YET, 2, 0, 64), "has not begun"));
	assert_non_null(strstr(of(RESULT_NOT_YET, 2, 0, 23), "has not ended"));
	assert_non_null(strstr(of(RESULT_UNKNOWN_UNIT, 4, 0, 48), "party number 1"));
	assert_string_equal(of(RESULT_UNIT_NOT_THEN, 2, 20190701, 64),
		"not counted: this kommun or unit did not exist then; the nearest day on which it "
		"did is 2019-07-01");
	assert_non_null(strstr(of(RESULT_UNIT_NOT_THEN, 5, 1, 48), "as number 2 when"));
	assert_non_null(strstr(of(RESULT_UNIT_NOT_THEN, 8, 20190701, 32), "first on 2019-07-01"));
	assert_non_null(strstr(of(RESULT_UNIT_NOT_THEN, 4, 20190701, 32), "day on which it does"));
	assert_non_null(strstr(of(RESULT_UNIT_NOT_THEN, 2, 20190231, 64), "is 20190231"));
}

static const char *shout(const char *text)
{
	if (strcmp(text, "cases") == 0)
		return "\u00c4RENDEN";
	return strstr(text, "(topic {1})") != NULL ? "NEJ {1} {3} {" : text;
}

static void sentence_is_translated_with_its_words(void **state)
{
	(void)state;
	struct result result = {RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES};
	sentence_of_result(&result, 64, shout, buffer, sizeof(buffer));
	assert_string_equal(buffer, "NEJ \u00c4RENDEN {3} {");
	/* Cut before a character of two bytes, and nothing after the gap. */
	sentence_of_result(&result, 64, shout, buffer, 6);
	assert_string_equal(buffer, "NEJ ");
	sentence_of_result(&result, 64, shout, buffer, 1);
	assert_string_equal(buffer, "");
}

static void sentence_longest_fits_its_buffer(void **state)
{
	(void)state;
	char large[4 * SENTENCE_SIZE];
	for (unsigned kind = 0; kind <= 66; kind++)
		for (unsigned field = 0; field <= 15; field++)
			for (unsigned code = 0; code <= RESULT_OTHER_AGREEMENT + 1; code++) {
				struct result result = {
					(enum result_code)code, (uint16_t)field, UINT64_MAX};
				sentence_of_result(&result, kind, NULL, large, sizeof(large));
				assert_true(strlen(large) < SENTENCE_SIZE);
				assert_null(strchr(large, '{'));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentence_of_each_result_is_its_own),
		cmocka_unit_test(sentence_of_each_remark_is_its_own),
		cmocka_unit_test(sentence_of_each_refusal_is_its_own),
		cmocka_unit_test(sentence_of_every_bad_field_names_it),
		cmocka_unit_test(sentence_arguments_are_told),
		cmocka_unit_test(sentence_is_translated_with_its_words),
		cmocka_unit_test(sentence_longest_fits_its_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
