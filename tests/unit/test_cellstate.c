#include "cellstate.h"

#include "intake_help.h"

static void cellstate_words_say_why_there_is_no_number(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		Jour__V1__CellState state;
	} cells[] = {
		{"-", JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED},
		{" \u2013 ", JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED},
		{"Uppgift saknas", JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED},
		{"Ej tillämpligt", JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE},
		{"not applicable", JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE},
		{"..", JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED},
		{".", JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE},
		{"x", JOUR__V1__CELL_STATE__CELL_STATE_COUNT},
		{"DOLD", JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN},
		{"", JOUR__V1__CELL_STATE__CELL_STATE_COUNT},
		{"0", JOUR__V1__CELL_STATE__CELL_STATE_COUNT},
		{"--", JOUR__V1__CELL_STATE__CELL_STATE_COUNT},
		{"ej tillämpligt, ej tillämpligt, ej", JOUR__V1__CELL_STATE__CELL_STATE_COUNT},
	};
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct field field = {.text = cells[i].text};
		assert_int_equal(cellstate_read(field), cells[i].state);
	}
}

static void cellstate_without_a_digit_may_have_meant_a_word(void **state)
{
	(void)state;
	static const char *const without[] = {"", " ", "x", "fem", "?", "ej rapporterat"};
	static const char *const with[] = {"0", "(5)", "3*", "<5", "12 %"};
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		assert_false(cellstate_has_digit((struct field){.text = without[i]}));
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		assert_true(cellstate_has_digit((struct field){.text = with[i]}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cellstate_words_say_why_there_is_no_number),
		cmocka_unit_test(cellstate_without_a_digit_may_have_meant_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
