/* A code list, as the office writes it down: the values that cases are counted by. */
#include <string.h>

#include "docpick.h"
#include "jour/ageband.h"
#include "jour/i18n.h"

#define VERSION_MAX 1000000u

static void read_taken(
	struct source source, const struct yamldoc_node *map, Jour__V1__CodeValue *value)
{
	const struct yamldoc_node *item = NULL;
	value->takes_in = docpick_begin_list(source, map, "takes_in", &item);
	for (; value->takes_in != NULL && item != NULL; item = item->next)
		value->takes_in[value->n_takes_in++] =
			pick_text(source.intake, yamldoc_field(source.doc, item));
}

static void read_ages(
	struct source source, const struct yamldoc_node *map, Jour__V1__CodeValue *value)
{
	const struct yamldoc_node *node = yamldoc_get(map, "ages");
	uint32_t from, to;
	if (node == NULL)
		return;
	if (node->text == NULL || !ageband_parse(node->text, &from, &to)) {
		docpick_complain(source, node,
			N_("the first and the last age, both included, such as 0-20, or 21+"));
		return;
	}
	value->ages = docpick_room(source, node, sizeof(*value->ages));
	if (value->ages == NULL)
		return;
	jour__v1__age_band__init(value->ages);
	value->ages->from = from;
	value->ages->to = to;
}

static Jour__V1__CodeValue *read_value(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"code", true}, {"label", false},
		{"label_en", false}, {"takes_in", false}, {"ages", false}};
	Jour__V1__CodeValue *value = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*value));
	if (value == NULL)
		return NULL;
	jour__v1__code_value__init(value);
	value->code = docpick_text(source, map, "code");
	value->label_sv = docpick_text(source, map, "label");
	value->label_en = docpick_text(source, map, "label_en");
	read_taken(source, map, value);
	read_ages(source, map, value);
	return value;
}

/* Says which two values are wrong; that some are is a rule of the record. */
static void check_value(struct source source, const struct yamldoc_node *item,
	const Jour__V1__CodeList *list, const Jour__V1__CodeValue *value)
{
	const Jour__V1__CodeValue *before = NULL;
	if (value->code[0] != '\0' && !codelist_code_is_valid(value->code))
		docpick_error(source, item,
			N_("the code \"{1}\": at most 32 small letters a-z, digits, -, _ and +"),
			value->code, NULL);
	for (size_t i = 0; i < list->n_values; i++) {
		if (strcmp(list->values[i]->code, value->code) == 0)
			docpick_error(source, item, N_("the code \"{1}\" is there twice"),
				value->code, NULL);
		if (list->values[i]->ages != NULL)
			before = list->values[i];
	}
	if (before == NULL || value->ages == NULL)
		return;
	if (before->ages->to == 0 || value->ages->from <= before->ages->to)
		docpick_error(source, item,
			N_("an age is in both \"{1}\" and \"{2}\": the youngest come first, and no "
			   "age twice"),
			before->code, value->code);
	else if (value->ages->from > before->ages->to + 1)
		docpick_error(source, item, N_("an age between \"{1}\" and \"{2}\" is in neither"),
			before->code, value->code);
}

static void read_values(
	struct source source, const struct yamldoc_node *root, Jour__V1__CodeList *list)
{
	const struct yamldoc_node *item = NULL;
	list->values = docpick_begin_list(source, root, "values", &item);
	for (; list->values != NULL && item != NULL; item = item->next) {
		Jour__V1__CodeValue *value = read_value(source, item);
		if (value == NULL)
			continue;
		check_value(source, item, list, value);
		list->values[list->n_values++] = value;
	}
}

/* Left out it is the next one; a correction corrects the newest. */
static uint32_t read_version(
	struct source source, const struct yamldoc_node *root, const char *name, bool corrects)
{
	const struct codelist *newest = codebook_find(&source.intake->codes, name, 0);
	uint32_t version = newest == NULL ? 0 : newest->version;
	return docpick_number(
		source, root, "version", 1, VERSION_MAX, corrects ? version : version + 1);
}

static void read_codelist(struct intake *intake)
{
	static const struct yamldoc_key keys[] = {{"code_list", true}, {"version", false},
		{"dimension", true}, {"overlapping", false}, {"label", true}, {"label_en", false},
		{"values", true}, {"replaces", false}, {"reason", false}};
	struct source source = {intake, &intake->file.doc};
	const struct yamldoc_node *root = &intake->file.doc.nodes[0];
	Jour__V1__CodeList list;
	jour__v1__code_list__init(&list);
	struct draft draft = {
		.kind = JOUR__V1__RECORD__BODY_CODE_LIST, .body = &list, .row = root->line};

	/* What is known is read even so, so that all complaints come at once. */
	enum err err = keycheck_map(source.doc, root, DOCPICK_KEYS(keys));
	list.name = docpick_text(source, root, "code_list");
	list.version = read_version(source, root, list.name, yamldoc_get(root, "replaces") != NULL);
	list.dimension = docpick_text(source, root, "dimension");
	list.overlapping = docpick_yes(source, root, "overlapping");
	list.label_sv = docpick_text(source, root, "label");
	list.label_en = docpick_text(source, root, "label_en");
	read_values(source, root, &list);
	pick_doc_correction(intake, root, &draft);
	if (err == ERR_OK)
		intake_emit(intake, &draft);
}

static const char *const marks[] = {"code_list", NULL};
static const char *const field_keys[] = {
	NULL, "code_list", "version", "dimension", "overlapping", "label", "label_en", "values"};

const struct file_kind file_codelist = {.name = N_("code list"),
	.class = CLASS_ADMIN,
	.marks = marks,
	.read = read_codelist,
	.field_keys = field_keys,
	.field_count = sizeof(field_keys) / sizeof(field_keys[0])};
