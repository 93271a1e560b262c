#include "messagejson.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static void assert_json(const ProtobufCMessage *message, const char *expected)
{
	json_t *json = messagejson_of(message);
	char *found = json_dumps(json, JSON_COMPACT);
	assert_non_null(found);
	assert_string_equal(found, expected);
	free(found);
	json_decref(json);
}

static void messagejson_leaves_out_what_is_not_said(void **state)
{
	Jour__V1__Renewal renewal;
	(void)state;
	jour__v1__renewal__init(&renewal);
	assert_json(&renewal.base, "{}");
	renewal.may_be_extended = true;
	renewal.until = 20250331;
	assert_json(&renewal.base, "{\"may_be_extended\":true,\"until\":20250331}");
}

static void messagejson_names_enums_and_nests_messages(void **state)
{
	Jour__V1__Term term;
	Jour__V1__Rounding rounding;
	Jour__V1__FixedAmount fixed;
	(void)state;
	jour__v1__term__init(&term);
	jour__v1__rounding__init(&rounding);
	jour__v1__fixed_amount__init(&fixed);
	term.id = text("bidrag");
	term.clause = text("\xc2\xa7 3 \"punkt\"");
	term.flow = JOUR__V1__FLOW__FLOW_CASH;
	term.rounding = &rounding;
	rounding.unit_ore = 100;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN;
	term.formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term.fixed_amount = &fixed;
	fixed.amount_ore = UINT64_C(1000000000000000);
	assert_json(&term.base,
		"{\"id\":\"bidrag\",\"clause\":\"\xc2\xa7 3 \\\"punkt\\\"\",\"flow\":\"FLOW_CASH\","
		"\"indexation\":[],\"rounding\":{\"unit_ore\":100,\"rule\":\"ROUNDING_RULE_DOWN\"},"
		"\"units\":[],\"fixed_amount\":{\"amount_ore\":1000000000000000,\"own_amounts\":[]}"
		"}");
}

/* Only the member of a oneof that is set is there, also when its place holds something. */
static void messagejson_of_a_oneof_has_what_is_chosen(void **state)
{
	Jour__V1__Measure measure;
	Jour__V1__EqualKey equal;
	(void)state;
	jour__v1__measure__init(&measure);
	jour__v1__equal_key__init(&equal);
	measure.equal = &equal;
	assert_json(&measure.base, "{}");
	measure.of_case = JOUR__V1__MEASURE__OF_EQUAL;
	equal.equal = true;
	assert_json(&measure.base, "{\"equal\":{\"equal\":true}}");
}

static void messagejson_lists_are_lists_in_their_order(void **state)
{
	Jour__V1__FixedShares fixed;
	Jour__V1__Share shares[2], *list[] = {&shares[0], &shares[1]};
	(void)state;
	jour__v1__fixed_shares__init(&fixed);
	for (size_t i = 0; i < 2; i++)
		jour__v1__share__init(&shares[i]);
	shares[0].unit = text("2401");
	shares[1].unit = text("0117");
	shares[1].weight = 60;
	fixed.shares = list;
	fixed.n_shares = 2;
	assert_json(&fixed.base,
		"{\"shares\":[{\"unit\":\"2401\"},{\"unit\":\"0117\",\"weight\":60}]}");
}

static void messagejson_text_that_is_no_utf8_has_no_json(void **state)
{
	Jour__V1__Share share;
	Jour__V1__FixedShares fixed;
	Jour__V1__Share *list[] = {&share};
	(void)state;
	jour__v1__share__init(&share);
	jour__v1__fixed_shares__init(&fixed);
	share.unit = text("\xe5");
	fixed.shares = list;
	fixed.n_shares = 1;
	assert_null(messagejson_of(&share.base));
	assert_null(messagejson_of(&fixed.base));
}

static void messagejson_number_below_nothing_is_negative(void **state)
{
	Jour__V1__PercentLimit limit;
	(void)state;
	jour__v1__percent_limit__init(&limit);
	assert_json(&limit.base, "{}");
	limit.hundredths_percent = -250;
	assert_json(&limit.base, "{\"hundredths_percent\":-250}");
}

static void messagejson_value_that_the_schema_has_not_has_no_json(void **state)
{
	Jour__V1__Rounding rounding;
	Jour__V1__Grant grant;
	uint8_t key = 1;
	(void)state;
	jour__v1__rounding__init(&rounding);
	rounding.rule = (Jour__V1__RoundingRule)77;
	assert_null(messagejson_of(&rounding.base));
	/* Bytes are in no money record. */
	jour__v1__grant__init(&grant);
	grant.key = (ProtobufCBinaryData){1, &key};
	assert_null(messagejson_of(&grant.base));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messagejson_leaves_out_what_is_not_said),
		cmocka_unit_test(messagejson_names_enums_and_nests_messages),
		cmocka_unit_test(messagejson_of_a_oneof_has_what_is_chosen),
		cmocka_unit_test(messagejson_lists_are_lists_in_their_order),
		cmocka_unit_test(messagejson_text_that_is_no_utf8_has_no_json),
		cmocka_unit_test(messagejson_number_below_nothing_is_negative),
		cmocka_unit_test(messagejson_value_that_the_schema_has_not_has_no_json),
	};
	return cmocka_run_group_tests_name("messagejson", tests, NULL, NULL);
}
