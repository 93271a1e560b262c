#include "jour/ageband.h"

#include <string.h>

#include "jour/limits.h"
#include "jour/word.h"

/* A number at the start of the text; false when there is none or it is no age. */
static bool take_age(const char **text, uint32_t *ret_age)
{
	uint32_t age = 0;
	size_t digits = strspn(*text, "0123456789");
	if (digits == 0 || digits > 3)
		return false;
	for (size_t i = 0; i < digits; i++)
		age = age * 10 + (uint32_t)((*text)[i] - '0');
	*text += digits;
	*ret_age = age;
	return age <= CODE_AGE_MAX;
}

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (word_same(text, *words))
			return true;
	return false;
}

static void skip_spaces(const char **text)
{
	*text += strspn(*text, " ");
}

/* A hyphen, a dash or the word; false when there is none. */
static bool take_dash(const char **text)
{
	static const char *const dashes[] = {"-", "\u2013", "till", "to"};
	skip_spaces(text);
	for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]); i++)
		if (strncmp(*text, dashes[i], strlen(dashes[i])) == 0) {
			*text += strlen(dashes[i]);
			skip_spaces(text);
			return true;
		}
	return false;
}

static bool parse_below(const char *text, uint32_t *ret_to)
{
	static const char *const ends[] = {"", "år", "years", NULL};
	uint32_t age;
	text += strlen("under");
	skip_spaces(&text);
	if (!take_age(&text, &age) || !is_one_of(text, ends) || age < 2)
		return false;
	*ret_to = age - 1;
	return true;
}

bool ageband_parse(const char *text, uint32_t *ret_from, uint32_t *ret_to)
{
	static const char *const open[] = {"+", "+ år", "och äldre", "år och äldre", "eller äldre",
		"år eller äldre", "år +", "and older", "and over", "or older", NULL};
	static const char *const closed[] = {"", "år", "years", NULL};
	uint32_t from, to = 0;
	if (strncmp(text, "under", strlen("under")) == 0 ||
		strncmp(text, "Under", strlen("Under")) == 0) {
		if (!parse_below(text, ret_to))
			return false;
		*ret_from = 0;
		return true;
	}
	if (!take_age(&text, &from))
		return false;
	if (!is_one_of(text, open) && (!take_dash(&text) || !take_age(&text, &to) || to == 0 ||
					      to < from || !is_one_of(text, closed)))
		return false;
	*ret_from = from;
	*ret_to = to;
	return true;
}
