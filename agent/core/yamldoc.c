#include "yamldoc.h"

#include <assert.h>
#include <string.h>

#include <yaml.h>

#include "jour/i18n.h"
#include "jour/utf8.h"

/* A map or list that has begun and not ended. */
struct open {
	struct yamldoc_node *node;
	struct yamldoc_node *last; /* child so far */
	bool has_key;		   /* in a map: `key` waits for its value */
	bool braces;		   /* a map that is written within { } */
	const char *key;
	yaml_mark_t key_mark;
};

struct build {
	struct yamldoc *doc;
	struct complaints *complaints;
	struct bytes file;
	struct open open[YAMLDOC_DEPTH_MAX];
	size_t depth;
	size_t document_count;
};

static struct place place_at(yaml_mark_t mark)
{
	return (struct place){
		.kind = PLACE_TEXT,
		.row = (uint32_t)mark.line + 1,
		.column = (uint32_t)mark.column + 1,
	};
}

static enum err refuse(struct build *build, yaml_mark_t mark, enum err err, const char *message,
	const char *argument)
{
	complaint_add(build->complaints, place_at(mark), message, argument, NULL);
	return err;
}

/* Keeps a copy of a key or value. Room is never short: see YAMLDOC_TEXT_SIZE_MAX. */
static enum err keep_text(struct build *build, const yaml_event_t *event, const char **ret_text)
{
	struct yamldoc *doc = build->doc;
	const char *value = (const char *)event->data.scalar.value;
	size_t size = event->data.scalar.length;

	if (size > YAMLDOC_SCALAR_SIZE_MAX)
		return refuse(build, event->start_mark, ERR_RANGE,
			N_("a text longer than 4096 bytes"), NULL);
	if (memchr(value, '\0', size) != NULL)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("a NUL character in a text"), NULL);
	assert(size < sizeof doc->text - doc->text_size);
	char *text = doc->text + doc->text_size;
	memcpy(text, value, size);
	text[size] = '\0';
	doc->text_size += size + 1;
	*ret_text = text;
	return ERR_OK;
}

/* "{kronor: 0,38}" is, in YAML, the key "38" without a value after "kronor: 0". No key of ours is
 * that short a number. */
static bool is_decimals(const struct open *map, const char *key)
{
	static const char digits[] = "0123456789";
	const char *before = map->last == NULL ? NULL : map->last->text;
	size_t size = before == NULL ? 0 : strlen(before), decimals = strspn(key, digits);
	return map->braces && size > 0 && strchr(digits, before[size - 1]) != NULL &&
	       key[decimals] == '\0' && (decimals == 1 || decimals == 2);
}

static enum err take_key(struct build *build, const yaml_event_t *event)
{
	struct open *map = &build->open[build->depth - 1];
	const char *key = NULL;

	if (event->type != YAML_SCALAR_EVENT)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("a key must be a word, not a list or further keys"), NULL);
	enum err err = keep_text(build, event, &key);
	if (err != ERR_OK)
		return err;
	if (is_decimals(map, key))
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("a number with a comma must be in quotation marks within braces, such "
			   "as \"12,50\""),
			NULL);
	if (yamldoc_get(map->node, key) != NULL)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("the key \"{1}\" is there twice"), key);
	map->key = key;
	map->key_mark = event->start_mark;
	map->has_key = true;
	return ERR_OK;
}

/* Adds a node below the innermost open one. Its text is filled in by the caller. */
static enum err add_node(struct build *build, const yaml_event_t *event, enum yamldoc_kind kind,
	struct yamldoc_node **ret_node)
{
	struct yamldoc *doc = build->doc;
	struct open *parent = build->depth == 0 ? NULL : &build->open[build->depth - 1];
	yaml_mark_t mark = event->start_mark;

	if (parent != NULL && parent->has_key)
		mark = parent->key_mark;
	if (doc->node_count == YAMLDOC_NODES_MAX)
		return refuse(build, mark, ERR_RANGE,
			N_("more than 4096 values in one file: divide it"), NULL);
	struct yamldoc_node *node = &doc->nodes[doc->node_count++];
	*node = (struct yamldoc_node){
		.kind = kind,
		.line = (uint32_t)mark.line + 1,
		.column = (uint32_t)mark.column + 1,
	};
	if (parent != NULL) {
		node->parent = parent->node;
		node->key = parent->key;
		if (parent->last == NULL)
			parent->node->first = node;
		else
			parent->last->next = node;
		parent->last = node;
		parent->key = NULL;
		parent->has_key = false;
	}
	*ret_node = node;
	return ERR_OK;
}

static enum err open_node(struct build *build, const yaml_event_t *event, enum yamldoc_kind kind)
{
	struct yamldoc_node *node = NULL;

	if (build->depth == YAMLDOC_DEPTH_MAX)
		return refuse(build, event->start_mark, ERR_RANGE,
			N_("more than 16 lists and maps within each other"), NULL);
	enum err err = add_node(build, event, kind, &node);
	if (err == ERR_OK)
		build->open[build->depth++] = (struct open){
			.node = node,
			.braces = kind == YAMLDOC_MAP &&
				  event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
		};
	return err;
}

static enum err take_text(struct build *build, const yaml_event_t *event)
{
	struct yamldoc_node *node = NULL;
	const char *text = NULL;

	if (build->depth == 0)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("expected keys with values, such as \"dnr: KS 2023/1\""), NULL);
	enum err err = keep_text(build, event, &text);
	if (err == ERR_OK)
		err = add_node(build, event, YAMLDOC_TEXT, &node);
	if (err == ERR_OK)
		node->text = text;
	return err;
}

/* Anchors, aliases and tags: nobody needs them here, and a few lines of aliases can stand
 * for more than fits in memory. */
static enum err check_plain(struct build *build, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL;
	const yaml_char_t *tag = NULL;

	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
	}
	if (anchor != NULL || event->type == YAML_ALIAS_EVENT)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("a text that begins with & or * must be in quotation marks"), NULL);
	if (tag != NULL)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("a text that begins with ! must be in quotation marks"), NULL);
	return ERR_OK;
}

static enum err take_value(struct build *build, const yaml_event_t *event)
{
	struct open *parent = build->depth == 0 ? NULL : &build->open[build->depth - 1];
	enum err err = check_plain(build, event);

	assert(parent == NULL || parent->node != NULL);
	if (err != ERR_OK)
		return err;
	if (parent != NULL && parent->node->kind == YAMLDOC_MAP && !parent->has_key)
		return take_key(build, event);
	if (event->type == YAML_MAPPING_START_EVENT)
		return open_node(build, event, YAMLDOC_MAP);
	if (event->type != YAML_SEQUENCE_START_EVENT)
		return take_text(build, event);
	if (parent == NULL)
		return refuse(build, event->start_mark, ERR_MALFORMED,
			N_("expected keys with values, and not a list"), NULL);
	return open_node(build, event, YAMLDOC_LIST);
}

static enum err take_event(struct build *build, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (build->document_count++ > 0)
			return refuse(build, event->start_mark, ERR_MALFORMED,
				N_("a second document begins: one file holds one"), NULL);
		return ERR_OK;
	case YAML_SCALAR_EVENT:
	case YAML_ALIAS_EVENT:
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		return take_value(build, event);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		build->depth--;
		return ERR_OK;
	default:
		return ERR_OK;
	}
}

/* Whether a line ends with this byte. */
static bool ends_line(struct bytes file, size_t at)
{
	bool crlf = file.data[at] == '\r' && at + 1 < file.size && file.data[at + 1] == '\n';
	return file.data[at] == '\n' || (file.data[at] == '\r' && !crlf);
}

/* Line and column (in bytes) of an offset into the file. */
static yaml_mark_t mark_of_offset(struct bytes file, size_t offset)
{
	yaml_mark_t mark = {0};
	for (size_t i = 0; i < offset && i < file.size; i++) {
		bool ends = ends_line(file, i);
		mark.line += ends;
		mark.column = ends ? 0 : mark.column + 1;
	}
	return mark;
}

/* Whether a tab stands before anything else in this line (from 0). */
static bool is_tab_indented(struct bytes file, size_t line)
{
	size_t at = 0;
	for (; at < file.size && line > 0; at++)
		line -= ends_line(file, at);
	while (at < file.size && file.data[at] == ' ')
		at++;
	return line == 0 && at < file.size && file.data[at] == '\t';
}

/* What libyaml says, and what helps the person who wrote the line. */
static const char *explain(const char *problem)
{
	static const struct {
		const char *problem;
		const char *message;
	} table[] = {
		{"mapping values are not allowed",
			N_("a colon in an unexpected place: put a value that has "
			   "one in quotation marks, and check the indentation")},
		{"could not find expected ':'", N_("expected \"key: value\"")},
		{"did not find expected key",
			N_("the indentation does not fit the lines above, or a "
			   "quotation mark is missing or too much")},
		{"did not find expected '-'",
			N_("expected a further list item, with the indentation of "
			   "the others")},
		{"unexpected end of stream", N_("a quotation mark is not closed")},
		{"cannot start any token", N_("a value that begins with this character must be in "
					      "quotation marks")},
		{"expected ',' or", N_("a bracket is not closed, or a comma is missing")},
		{"control characters are not allowed", N_("a control character")},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strstr(problem, table[i].problem) != NULL)
			return table[i].message;
	return N_("not understood as YAML: {1}");
}

/* The one place where libyaml's errors are mapped. */
static enum err map_failure(struct build *build, const yaml_parser_t *parser)
{
	const char *problem = parser->problem == NULL ? "" : parser->problem;
	yaml_mark_t mark = parser->problem_mark;

	if (parser->error == YAML_MEMORY_ERROR) {
		complaint_add(build->complaints, PLACE_WHOLE, N_("not enough memory"), NULL, NULL);
		return ERR_RETRY;
	}
	if (parser->error == YAML_READER_ERROR)
		mark = mark_of_offset(build->file, parser->problem_offset);
	if (is_tab_indented(build->file, mark.line))
		return refuse(build, mark, ERR_MALFORMED,
			N_("the line is indented with a tab: use spaces"), NULL);
	return refuse(build, mark, ERR_MALFORMED, explain(problem), problem);
}

static enum err run_libyaml(struct build *build)
{
	yaml_parser_t parser;
	enum err err = ERR_OK;
	bool ended = false;

	if (yaml_parser_initialize(&parser) == 0) {
		complaint_add(build->complaints, PLACE_WHOLE, N_("not enough memory"), NULL, NULL);
		return ERR_RETRY;
	}
	/* Given, not guessed: a UTF-16 mark must not lead past the check for UTF-8. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, build->file.data, build->file.size);
	while (!ended && err == ERR_OK) {
		yaml_event_t event;
		if (yaml_parser_parse(&parser, &event) == 0) {
			err = map_failure(build, &parser);
			break;
		}
		ended = event.type == YAML_STREAM_END_EVENT;
		err = take_event(build, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return err;
}

enum err yamldoc_parse(struct yamldoc *doc, struct bytes file, struct complaints *complaints)
{
	struct build build = {.doc = doc, .complaints = complaints};

	doc->complaints = complaints;
	doc->node_count = 0;
	doc->text_size = 0;
	if (file.size > YAMLDOC_FILE_SIZE_MAX) {
		complaint_add(
			complaints, PLACE_WHOLE, N_("the file is larger than 1 MiB"), NULL, NULL);
		return ERR_RANGE;
	}
	if (file.size >= 3 && memcmp(file.data, "\xef\xbb\xbf", 3) == 0)
		file = (struct bytes){file.data + 3, file.size - 3};
	if (file.size == 0)
		file = bytes_of_text(""); /* libyaml asserts that it is not NULL */
	build.file = file;
	size_t valid_size = utf8_valid_size(file);
	if (valid_size < file.size)
		return refuse(&build, mark_of_offset(file, valid_size), ERR_MALFORMED,
			N_("a character that is not UTF-8: save the file as UTF-8"), NULL);
	enum err err = run_libyaml(&build);
	if (err == ERR_OK && doc->node_count == 0) {
		complaint_add(complaints, PLACE_WHOLE, N_("the file is empty"), NULL, NULL);
		return ERR_MALFORMED;
	}
	return err;
}

const struct yamldoc_node *yamldoc_get(const struct yamldoc_node *map, const char *key)
{
	if (map == NULL || map->kind != YAMLDOC_MAP)
		return NULL;
	const struct yamldoc_node *node = map->first;
	while (node != NULL && strcmp(node->key, key) != 0)
		node = node->next;
	return node;
}

struct place yamldoc_place(const struct yamldoc_node *node)
{
	return (struct place){.kind = PLACE_TEXT, .row = node->line, .column = node->column};
}

struct field yamldoc_field(const struct yamldoc *doc, const struct yamldoc_node *node)
{
	return (struct field){
		.text = node->text,
		.place = yamldoc_place(node),
		.complaints = doc->complaints,
	};
}
