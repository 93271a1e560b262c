#include "formcell.h"

#include <inttypes.h>
#include <stdio.h>

#include "jour/i18n.h"
#include "jour/money.h"

const char *formcell_state(enum form_type state)
{
	return state == FORM_NOT_REPORTED     ? _("not reported")
	       : state == FORM_NOT_APPLICABLE ? _("not applicable")
	       : state == FORM_HIDDEN	      ? _("hidden")
					      : "";
}

static const char *sign(enum form_type state)
{
	return state == FORM_NOT_REPORTED     ? ".."
	       : state == FORM_NOT_APPLICABLE ? "."
	       : state == FORM_HIDDEN	      ? "x"
					      : "";
}

bool formcell_is_number(enum form_type type)
{
	return type == FORM_COUNT || type == FORM_HUNDREDTHS || type == FORM_MONEY ||
	       type == FORM_RATIO || type >= FORM_NOT_REPORTED;
}

const char *formcell_signs(void)
{
	return _("Signs: 0 none, .. not reported, . not applicable, x hidden, ≥ at least (a part "
		 "is not reported or hidden), * of the part that is reported.");
}

const char *formcell_internal(void)
{
	return _("INTERNAL: exact small numbers, in which a person can be recognised; not for "
		 "publication.");
}

/* "1 234" or "1234", then a comma and `decimals` of the hundredths. */
static void put_hundredths(int64_t hundredths, unsigned decimals, enum formcell_style style,
	char buffer[MONEY_TEXT_SIZE + 4])
{
	char whole[MONEY_TEXT_SIZE];
	uint64_t size = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
	unsigned rest = (unsigned)(size % 100);
	if (style == FORMCELL_SIGNS)
		count_format_sv(size / 100, whole, sizeof(whole));
	else
		snprintf(whole, sizeof(whole), "%" PRIu64, size / 100);
	snprintf(buffer, MONEY_TEXT_SIZE + 4, decimals == 0 ? "%s%s" : "%s%s,%02u",
		hundredths < 0 ? "-" : "", whole, rest);
}

static const char *ratio_text(
	const struct form_cell *cell, enum formcell_style style, char buffer[FORMCELL_SIZE])
{
	const struct form_ratio *ratio = &cell->ratio;
	char number[MONEY_TEXT_SIZE + 4];
	const char *unit = "";
	put_hundredths(form_ratio_hundredths(ratio), 2, style, number);
	if (ratio->scale == FORM_PERCENT)
		unit = style == FORMCELL_SIGNS ? "\u00a0%" : " %";
	else if (ratio->scale == FORM_KRONOR_EACH && style == FORMCELL_SIGNS)
		unit = "\u00a0kr";
	snprintf(buffer, FORMCELL_SIZE, "%s%s%s%s", cell->at_least ? "≥" : "", number, unit,
		cell->partial ? "*" : "");
	return buffer;
}

static const char *number_text(
	const struct form_cell *cell, enum formcell_style style, char buffer[FORMCELL_SIZE])
{
	char number[MONEY_TEXT_SIZE + 4];
	if (cell->type == FORM_MONEY && style == FORMCELL_SIGNS)
		money_format_sv((struct money){cell->amount_ore}, number, sizeof(number));
	else if (cell->type == FORM_MONEY)
		put_hundredths(cell->amount_ore, 2, style, number);
	else if (cell->type == FORM_HUNDREDTHS)
		put_hundredths(
			cell->hundredths, cell->hundredths % 100 == 0 ? 0 : 2, style, number);
	else if (style == FORMCELL_SIGNS)
		count_format_sv(cell->count, number, sizeof(number));
	else
		snprintf(number, sizeof(number), "%" PRIu64, cell->count);
	snprintf(buffer, FORMCELL_SIZE, "%s%s", cell->at_least ? "≥" : "", number);
	return buffer;
}

const char *formcell_text(
	const struct form_cell *cell, enum formcell_style style, char buffer[FORMCELL_SIZE])
{
	switch (cell->type) {
	case FORM_TEXT:
		return cell->text;
	case FORM_COUNT:
	case FORM_HUNDREDTHS:
	case FORM_MONEY:
		return number_text(cell, style, buffer);
	case FORM_RATIO:
		return ratio_text(cell, style, buffer);
	case FORM_DATE:
		snprintf(buffer, FORMCELL_SIZE, "%04u-%02u-%02u", cell->date / 10000,
			cell->date / 100 % 100, cell->date % 100);
		return buffer;
	default:
		return style == FORMCELL_SIGNS ? sign(cell->type) : formcell_state(cell->type);
	}
}
