#include "cellstate.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/word.h"

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(text, *words) == 0 || (strlen(*words) > 3 && word_same(text, *words)))
			return true;
	return false;
}

Jour__V1__CellState cellstate_read(struct field field)
{
	char text[32] = ""; /* longer than any of the words */
	static const char *const not_reported[] = {
		"..", "-", "\u2013", "\u2212", "uppgift saknas", "not reported", NULL};
	static const char *const not_applicable[] = {
		".", "ej tillämpligt", "inte tillämpligt", "not applicable", NULL};
	static const char *const hidden[] = {"hidden", "dold", NULL};
	struct bytes trimmed = field_text(field);
	if (trimmed.size < sizeof(text))
		memcpy(text, trimmed.data, trimmed.size);
	if (is_one_of(text, not_reported))
		return JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED;
	if (is_one_of(text, not_applicable))
		return JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE;
	if (is_one_of(text, hidden))
		return JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN;
	return JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
}

void cellstate_remind(struct field field, Jour__V1__CellState state, bool *told)
{
	struct bytes text = field_text(field);
	bool is_dash = state == JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED && text.size > 0 &&
		       (text.data[0] == '-' || text.data[0] >= 0x80);
	if (is_dash && !*told)
		complaint_add_warning(field.complaints, field.place,
			N_("a dash is read as not reported, here and below; write 0 where there "
			   "was none"),
			NULL, NULL);
	*told = *told || is_dash;
}

bool cellstate_has_digit(struct field field)
{
	return field.text != NULL && strpbrk(field.text, "0123456789") != NULL;
}

void cellstate_miss(struct field field)
{
	complaint_add_expected(field.complaints, field.place, field.text,
		N_("a whole number, or .. (not reported), . (not applicable) or \"dold\" (hidden)"),
		NULL);
}
