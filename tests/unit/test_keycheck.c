#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keycheck.h"

static const struct yamldoc_key keys[] = {{"dnr", true}, {"rate", false}, {"parties", true}};

static struct yamldoc doc;
static struct complaints complaints;

static enum err check(const char *text)
{
	complaints_start(&complaints, "a.yaml");
	assert_int_equal(yamldoc_parse(&doc, bytes_of_text(text), &complaints), ERR_OK);
	return keycheck_map(&doc, &doc.nodes[0], keys, 3);
}

static void assert_complaint(size_t index, const char *expected)
{
	char line[COMPLAINT_LINE_SIZE];
	assert_true(index < complaints.kept_count);
	complaint_render(&complaints, &complaints.kept[index], NULL, line, sizeof line);
	assert_string_equal(line, expected);
}

static void keycheck_unknown_and_missing_keys_are_complained_of(void **state)
{
	(void)state;
	assert_int_equal(check("dnr: 1\nparties: 2\n"), ERR_OK);
	assert_int_equal(check("parties: 1\nrat: 2\nsomething: 3\n"), ERR_MALFORMED);
	assert_int_equal(complaints.kept_count, 3);
	assert_complaint(
		0, "a.yaml, line 2, column 1: unknown key \"rat\", did you mean \"rate\"?");
	assert_complaint(1, "a.yaml, line 3, column 1: unknown key \"something\"");
	assert_complaint(2, "a.yaml, line 1, column 1: the key \"dnr\" is missing");
}

static void keycheck_node_of_another_kind_is_complained_of(void **state)
{
	(void)state;
	assert_int_equal(check("dnr: 1\nparties: [a]\nrate: []\n"), ERR_OK);
	const struct yamldoc_node *dnr = yamldoc_get(&doc.nodes[0], "dnr");
	assert_int_equal(keycheck_list(&doc, dnr->next), ERR_OK);
	assert_int_equal(keycheck_list(&doc, dnr->next->next), ERR_MALFORMED);
	assert_int_equal(keycheck_list(&doc, dnr), ERR_MALFORMED);
	assert_int_equal(keycheck_map(&doc, dnr, keys, 3), ERR_MALFORMED);
	assert_complaint(0, "a.yaml, line 3, column 1: expected a list below this line, each item "
			    "begins with \"- \"");
	assert_complaint(2, "a.yaml, line 1, column 1: expected keys with values below this line");
}

/* Tries everything, and so needs no cleverness. */
static size_t distance_by_trying(const char *a, const char *b)
{
	if (*a == '\0' || *b == '\0')
		return strlen(a) + strlen(b);
	size_t changed = distance_by_trying(a + 1, b + 1) + (*a != *b);
	size_t left_out = distance_by_trying(a + 1, b) + 1;
	size_t put_in = distance_by_trying(a, b + 1) + 1;
	size_t best = changed < left_out ? changed : left_out;
	return best < put_in ? best : put_in;
}

/* Every word of up to five letters out of a and b. */
static void keycheck_suggestion_agrees_with_trying_everything(void **state)
{
	(void)state;
	static const struct yamldoc_key name[] = {{"abba", false}};
	for (unsigned code = 1; code < 64; code++) {
		char word[8] = "";
		for (unsigned rest = code, i = 0; rest > 1; rest /= 2, i++)
			word[i] = rest % 2 ? 'a' : 'b';
		bool near = distance_by_trying(word, "abba") <= 2;
		assert_int_equal(keycheck_suggest(word, name, 1) != NULL, near);
	}
}

static void keycheck_suggestion_is_the_nearest_and_never_wild(void **state)
{
	(void)state;
	static const struct yamldoc_key names[] = {
		{"rates", false}, {"rate", false}, {"to", false}};
	char long_key[KEYCHECK_SIZE_MAX + 2] = "";
	assert_string_equal(keycheck_suggest("rat", names, 3), "rate");
	assert_string_equal(keycheck_suggest("t", names, 3), "to");
	assert_null(keycheck_suggest("xy", names, 3));
	assert_null(keycheck_suggest("", names, 0));
	memset(long_key, 'x', KEYCHECK_SIZE_MAX);
	static char name[KEYCHECK_SIZE_MAX + 1];
	memset(name, 'x', KEYCHECK_SIZE_MAX);
	const struct yamldoc_key long_names[] = {{name, false}};
	assert_ptr_equal(keycheck_suggest(long_key, long_names, 1), name);
	long_key[KEYCHECK_SIZE_MAX] = 'x';
	assert_null(keycheck_suggest(long_key, long_names, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keycheck_unknown_and_missing_keys_are_complained_of),
		cmocka_unit_test(keycheck_node_of_another_kind_is_complained_of),
		cmocka_unit_test(keycheck_suggestion_agrees_with_trying_everything),
		cmocka_unit_test(keycheck_suggestion_is_the_nearest_and_never_wild),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
