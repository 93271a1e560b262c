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
		{"..", JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN},
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cellstate_words_say_why_there_is_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
