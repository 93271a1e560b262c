/* Any bytes as a YAML file: no fault, and what the headers promise holds. */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "keycheck.h"
#include "jour/utf8.h"

static const struct yamldoc_key keys[] = {{"dnr", true}, {"rate", false}, {"parties", false}};

static struct yamldoc doc;
static struct complaints complaints;

static void check_node(const struct yamldoc_node *node)
{
	size_t depth = 0;
	for (const struct yamldoc_node *up = node->parent; up != NULL; up = up->parent)
		depth++;
	assert(depth <= YAMLDOC_DEPTH_MAX);
	assert((node->kind == YAMLDOC_TEXT) == (node->text != NULL));
	if (node->text != NULL)
		assert(utf8_valid_size(bytes_of_text(node->text)) == strlen(node->text));
	if (node->key != NULL)
		assert(yamldoc_get(node->parent, node->key) == node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[COMPLAINT_LINE_SIZE];
	struct money amount;

	complaints_start(&complaints, "agreement.yaml");
	enum err err = yamldoc_parse(&doc, (struct bytes){data, size}, &complaints);
	assert((err == ERR_OK) == (complaints.error_count == 0));
	for (size_t i = 0; err == ERR_OK && i < doc.node_count; i++)
		check_node(&doc.nodes[i]);
	if (err == ERR_OK && keycheck_map(&doc, &doc.nodes[0], keys, 3) == ERR_OK) {
		struct field dnr = yamldoc_field(&doc, yamldoc_get(&doc.nodes[0], "dnr"));
		if (field_read_money(dnr, &amount) != ERR_OK)
			assert(complaints.error_count == 1);
	}
	for (size_t i = 0; i < complaints.kept_count; i++)
		complaint_render(&complaints, &complaints.kept[i], NULL, line, sizeof line);
	return 0;
}
