#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "yamldoc.h"

static struct yamldoc doc;
static struct complaints complaints;
static char big[YAMLDOC_FILE_SIZE_MAX + 1];

static enum err parse_bytes(const char *text, size_t size)
{
	complaints_start(&complaints, "agreement.yaml");
	return yamldoc_parse(&doc, (struct bytes){(const uint8_t *)text, size}, &complaints);
}

static enum err parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static const char *text_at(const char *key)
{
	const struct yamldoc_node *node = yamldoc_get(&doc.nodes[0], key);
	assert_non_null(node);
	return node->text;
}

/* The one complaint, at this line and column, begins with `message`. */
static void assert_complaint(uint32_t line, uint32_t column, const char *message)
{
	char rendered[COMPLAINT_LINE_SIZE];
	char expected[COMPLAINT_LINE_SIZE];

	assert_int_equal(complaints.kept_count, 1);
	complaint_render(&complaints, &complaints.kept[0], NULL, rendered, sizeof rendered);
	snprintf(expected, sizeof expected, "agreement.yaml, line %u, column %u: %s", line, column,
		message);
	rendered[strlen(expected) < sizeof rendered ? strlen(expected) : 0] = '\0';
	assert_string_equal(rendered, expected);
}

static void assert_refused(const char *text, uint32_t line, uint32_t column, const char *message)
{
	assert_int_equal(parse(text), ERR_MALFORMED);
	assert_complaint(line, column, message);
}

static void yamldoc_file_with_maps_and_lists_gives_the_tree_with_lines(void **state)
{
	(void)state;
	assert_int_equal(parse("# agreement\ndnr: KS 2023/01692\nparties:\n  - name: Umeå\n"
			       "    code: \"0117\"\n  - Vindeln\nempty:\n"),
		ERR_OK);
	assert_string_equal(text_at("dnr"), "KS 2023/01692");
	assert_string_equal(text_at("empty"), "");
	const struct yamldoc_node *list = yamldoc_get(&doc.nodes[0], "parties");
	assert_int_equal(list->kind, YAMLDOC_LIST);
	assert_int_equal(list->line, 3);
	const struct yamldoc_node *code = yamldoc_get(list->first, "code");
	assert_string_equal(code->text, "0117");
	assert_int_equal(code->line, 5);
	assert_int_equal(code->column, 5);
	assert_string_equal(list->first->next->text, "Vindeln");
	assert_null(list->first->next->next);
	assert_ptr_equal(list->parent, &doc.nodes[0]);
	assert_null(yamldoc_get(list, "name"));
	assert_null(yamldoc_get(NULL, "name"));
}

static void yamldoc_scalars_stay_the_text_that_was_written(void **state)
{
	(void)state;
	assert_int_equal(parse("a: 010\nb: yes\nc: ~\nd: 1e3\ne: 0x10\nf: 2018-01-01\n"), ERR_OK);
	assert_string_equal(text_at("a"), "010");
	assert_string_equal(text_at("b"), "yes");
	assert_string_equal(text_at("c"), "~");
	assert_string_equal(text_at("d"), "1e3");
	assert_string_equal(text_at("e"), "0x10");
	assert_string_equal(text_at("f"), "2018-01-01");
}

static void yamldoc_any_line_end_and_mark_give_the_same(void **state)
{
	(void)state;
	static const char *const files[] = {"a: 1\nb: å\n", "a: 1\r\nb: å\r\n", "a: 1\rb: å\r",
		"\ufeffa: 1\nb: å", "%YAML 1.1\n---\na: 1\nb: å\n...\n"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		assert_int_equal(parse(files[i]), ERR_OK);
		assert_int_equal(doc.node_count, 3);
		assert_string_equal(text_at("a"), "1");
		assert_string_equal(text_at("b"), "å");
		assert_int_equal(doc.nodes[2].column, 1);
	}
}

static void yamldoc_anchor_alias_and_tag_are_refused(void **state)
{
	(void)state;
	static const char amp[] = "a text that begins with & or * must be in quotation marks";
	assert_refused("a: 1\nb: &x 1\n", 2, 4, amp);
	assert_refused("a: 1\nb: &x\n  c: 1\n", 2, 4, amp);
	assert_refused("a: 1\nb: &x [1]\n", 2, 4, amp);
	assert_refused("a: *x\n", 1, 4, amp);
	static const char tag[] = "a text that begins with ! must be in quotation marks";
	assert_refused("a: !!int 5\n", 1, 4, tag);
	assert_refused("a: !x {b: 1}\n", 1, 4, tag);
	assert_refused("a: ! [b]\n", 1, 4, tag);
}

static void yamldoc_billion_laughs_is_refused_at_its_first_anchor(void **state)
{
	(void)state;
	assert_refused("a: &a [lol, lol]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", 1, 4,
		"a text that begins with &");
	assert_true(doc.node_count <= 2);
}

static void yamldoc_keys_that_are_twice_there_or_no_texts_are_refused(void **state)
{
	(void)state;
	assert_refused("a: 1\nb:\n  c: 1\n  c: 2\n", 4, 3, "the key \"c\" is there twice");
	assert_refused("a: 1\n\"a\": 2\n", 2, 1, "the key \"a\" is there twice");
	static const char comma[] =
		"a number with a comma must be in quotation marks within braces";
	assert_refused("a: {b: 0,38}\n", 1, 10, comma);
	assert_refused("a: {2401: 1,5, 2409: 2,5}\n", 1, 13, comma);
	assert_refused("a: {b: 1,38, c: 1}\n", 1, 10, comma);
	assert_refused("? [a]\n: 1\n", 1, 3, "a key must be a word");
	assert_refused("? {a: 1}\n: 1\n", 1, 3, "a key must be a word");
}

static void yamldoc_second_document_is_refused(void **state)
{
	(void)state;
	assert_refused("a: 1\n---\nb: 1\n", 2, 1, "a second document begins");
}

static void yamldoc_root_that_is_no_map_is_refused(void **state)
{
	(void)state;
	assert_refused("just text\n", 1, 1, "expected keys with values, such as");
	assert_refused("- a\n", 1, 1, "expected keys with values, and not a list");
	assert_int_equal(parse("# nothing\n"), ERR_MALFORMED);
	assert_string_equal(complaints.kept[0].message, "the file is empty");
	assert_int_equal(parse_bytes(NULL, 0), ERR_MALFORMED);
}

static void yamldoc_bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	assert_refused("a: 1\nname: Ume\xe5\n", 2, 10, "a character that is not UTF-8");
	assert_refused("a: 1\r\nb: 1\rname: Ume\xe5\n", 3, 10, "a character that is not UTF-8");
	assert_refused("a: 1\nb: \x01\n", 2, 4, "a control character");
	assert_refused("a: 1\nb: \"\\0\"\n", 2, 4, "a NUL character");
	assert_refused("\xff\xfe", 1, 1, "a character that is not UTF-8");
}

static void yamldoc_errors_of_libyaml_are_explained(void **state)
{
	(void)state;
	assert_refused("a:\n\tb: 1\n", 2, 1, "the line is indented with a tab: use spaces");
	assert_refused("a: b: c\n", 1, 5, "a colon in an unexpected place");
	assert_refused("a: \"b\n", 2, 1, "a quotation mark is not closed");
	assert_refused("a: 1\nb\n", 3, 1, "expected \"key: value\"");
	assert_refused("a: %d\n", 1, 4, "a value that begins with this character");
	assert_refused("a: [1, 2\nb: 3\n", 2, 2, "a bracket is not closed");
	assert_refused("a:\n  - b\n  c: 1\n", 3, 3, "expected a further list item");
	assert_refused("a: 'b' c\n", 1, 8, "the indentation does not fit");
	assert_refused("%YAML 3.0\n---\na: 1\n", 1, 1, "not understood as YAML: found incompat");
}

static size_t nested(size_t depth)
{
	size_t size = 0;
	memcpy(big, "a: ", 3);
	size = 3;
	memset(big + size, '[', depth - 1);
	memset(big + size + depth - 1, ']', depth - 1);
	return size + 2 * (depth - 1);
}

static void yamldoc_depth_at_the_limit_is_read_and_beyond_it_refused(void **state)
{
	(void)state;
	assert_int_equal(parse_bytes(big, nested(YAMLDOC_DEPTH_MAX)), ERR_OK);
	assert_int_equal(parse_bytes(big, nested(YAMLDOC_DEPTH_MAX + 1)), ERR_RANGE);
	assert_complaint(1, 4 + YAMLDOC_DEPTH_MAX - 1, "more than 16 lists and maps");
	assert_int_equal(parse_bytes(big, nested(400000)), ERR_RANGE);
}

static size_t list_of(size_t count)
{
	size_t size = 3;
	memcpy(big, "a:\n", 3);
	for (size_t i = 0; i < count; i++, size += 4)
		memcpy(big + size, "- b\n", 4);
	return size;
}

static void yamldoc_nodes_at_the_limit_are_read_and_beyond_it_refused(void **state)
{
	(void)state;
	/* The root and the list are nodes too. */
	assert_int_equal(parse_bytes(big, list_of(YAMLDOC_NODES_MAX - 2)), ERR_OK);
	assert_int_equal(doc.node_count, YAMLDOC_NODES_MAX);
	assert_int_equal(parse_bytes(big, list_of(YAMLDOC_NODES_MAX - 1)), ERR_RANGE);
	assert_complaint(YAMLDOC_NODES_MAX, 3, "more than 4096 values");
}

static void yamldoc_text_at_the_limit_is_read_and_beyond_it_refused(void **state)
{
	(void)state;
	memset(big, 'x', sizeof big);
	memcpy(big, "a: ", 3);
	assert_int_equal(parse_bytes(big, 3 + YAMLDOC_SCALAR_SIZE_MAX), ERR_OK);
	assert_int_equal(strlen(text_at("a")), YAMLDOC_SCALAR_SIZE_MAX);
	assert_int_equal(parse_bytes(big, 3 + YAMLDOC_SCALAR_SIZE_MAX + 1), ERR_RANGE);
	assert_complaint(1, 4, "a text longer than 4096 bytes");
}

static void yamldoc_file_at_the_limit_is_read_and_beyond_it_refused(void **state)
{
	(void)state;
	memset(big, '\n', sizeof big);
	memcpy(big, "a: 1\n#", 6);
	memset(big + 6, 'x', 1000);
	assert_int_equal(parse_bytes(big, YAMLDOC_FILE_SIZE_MAX), ERR_OK);
	assert_int_equal(parse_bytes(big, YAMLDOC_FILE_SIZE_MAX + 1), ERR_RANGE);
	assert_string_equal(complaints.kept[0].message, "the file is larger than 1 MiB");
}

static void yamldoc_escapes_that_grow_fit(void **state)
{
	(void)state;
	size_t size = 0;
	for (size_t i = 0; i < 1300 && size + 820 < YAMLDOC_FILE_SIZE_MAX; i++) {
		size += (size_t)snprintf(big + size, 20, "k%zu: \"", i);
		for (size_t j = 0; j < 390; j++, size += 2)
			memcpy(big + size, "\\L", 2);
		memcpy(big + size, "\"\n", 2);
		size += 2;
	}
	assert_int_equal(parse_bytes(big, size), ERR_OK);
	assert_int_equal(strlen(doc.nodes[1].text), 3 * 390);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yamldoc_file_with_maps_and_lists_gives_the_tree_with_lines),
		cmocka_unit_test(yamldoc_scalars_stay_the_text_that_was_written),
		cmocka_unit_test(yamldoc_any_line_end_and_mark_give_the_same),
		cmocka_unit_test(yamldoc_anchor_alias_and_tag_are_refused),
		cmocka_unit_test(yamldoc_billion_laughs_is_refused_at_its_first_anchor),
		cmocka_unit_test(yamldoc_keys_that_are_twice_there_or_no_texts_are_refused),
		cmocka_unit_test(yamldoc_second_document_is_refused),
		cmocka_unit_test(yamldoc_root_that_is_no_map_is_refused),
		cmocka_unit_test(yamldoc_bytes_that_are_no_text_are_refused),
		cmocka_unit_test(yamldoc_errors_of_libyaml_are_explained),
		cmocka_unit_test(yamldoc_depth_at_the_limit_is_read_and_beyond_it_refused),
		cmocka_unit_test(yamldoc_nodes_at_the_limit_are_read_and_beyond_it_refused),
		cmocka_unit_test(yamldoc_text_at_the_limit_is_read_and_beyond_it_refused),
		cmocka_unit_test(yamldoc_file_at_the_limit_is_read_and_beyond_it_refused),
		cmocka_unit_test(yamldoc_escapes_that_grow_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
