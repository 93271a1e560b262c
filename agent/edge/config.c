#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complaints.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "keycheck.h"
#include "yamldoc.h"

#define FILE_SIZE_MAX 4096u

static const char *const roles[] = {"kommun", "jour", NULL};
static const char *const languages[] = {"sv", "en", NULL};

static void read_fields(const struct yamldoc *doc, struct config *config)
{
	const struct yamldoc_node *root = &doc->nodes[0];
	const struct yamldoc_node *node;
	struct bytes text;
	size_t word;
	if ((node = yamldoc_get(root, "unit")) != NULL) {
		struct field field = yamldoc_field(doc, node);
		if (field_read_text(field, &text) == ERR_OK) {
			if (text.size < CONFIG_UNIT_SIZE) {
				memcpy(config->unit, text.data, text.size);
				config->unit[text.size] = '\0';
			}
			if (!unit_code_is_valid(config->unit))
				complaint_add_expected(doc->complaints, yamldoc_place(node),
					node->text, N_("a unit's code such as \"2409\""), NULL);
		}
	}
	if ((node = yamldoc_get(root, "speaks_as")) != NULL &&
		field_read_word(yamldoc_field(doc, node), roles, &word) == ERR_OK)
		config->speaks_as =
			word == 0 ? JOUR__V1__SOURCE__SOURCE_KOMMUN : JOUR__V1__SOURCE__SOURCE_JOUR;
	if ((node = yamldoc_get(root, "via")) != NULL &&
		field_read_text(yamldoc_field(doc, node), &text) == ERR_OK) {
		if (endpoint_is_valid(text)) {
			memcpy(config->via, text.data, text.size);
			config->via[text.size] = '\0';
		} else {
			complaint_add_expected(doc->complaints, yamldoc_place(node), node->text,
				N_("an address such as tcp://10.0.0.5:7690"), NULL);
		}
	}
	if ((node = yamldoc_get(root, "language")) != NULL &&
		field_read_word(yamldoc_field(doc, node), languages, &word) == ERR_OK)
		strcpy(config->language, languages[word]);
}

static void parse(const char *path, struct bytes file, struct yamldoc *doc,
	struct complaints *complaints, struct config *config)
{
	static const struct yamldoc_key keys[] = {
		{"unit", false}, {"speaks_as", false}, {"via", false}, {"language", false}};
	complaints_start(complaints, path);
	if (yamldoc_parse(doc, file, complaints) != ERR_OK)
		return;
	if (keycheck_map(doc, &doc->nodes[0], keys, sizeof(keys) / sizeof(keys[0])) == ERR_OK)
		read_fields(doc, config);
}

bool config_read(const char *path, struct config *ret_config)
{
	struct config config = {.speaks_as = JOUR__V1__SOURCE__SOURCE_KOMMUN};
	uint8_t buffer[FILE_SIZE_MAX];
	size_t size = 0;
	enum err err = file_read(path, buffer, sizeof(buffer), &size);
	if (err == ERR_NOTFOUND) {
		*ret_config = config;
		return true;
	}
	if (err != ERR_OK) {
		fprintf(stderr, _("%s: the settings cannot be read: %s\n"), path, err_name(err));
		return false;
	}
	struct yamldoc *doc = malloc(sizeof(*doc));
	struct complaints *complaints = malloc(sizeof(*complaints));
	bool fine = false;
	if (doc != NULL && complaints != NULL) {
		parse(path, (struct bytes){buffer, size}, doc, complaints, &config);
		complaints_print(complaints, stderr);
		fine = complaints->error_count == 0;
	}
	free(doc);
	free(complaints);
	if (fine)
		*ret_config = config;
	return fine;
}
