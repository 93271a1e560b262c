/* A YAML file that a person writes: a bounded tree of texts, each with its line.
 *
 * Less than YAML on purpose: no anchors and aliases, no tags, one document, keys are plain
 * texts and unique. Nothing is guessed from how a text looks: 010 is the text "010", and
 * yes is the text "yes". */
#ifndef AGENT_YAMLDOC_H
#define AGENT_YAMLDOC_H

#include "field.h"
#include "jour/err.h"

#define YAMLDOC_FILE_SIZE_MAX 1048576u /* 1 MiB */
#define YAMLDOC_NODES_MAX 4096u
#define YAMLDOC_DEPTH_MAX 16u	      /* maps and lists within each other */
#define YAMLDOC_SCALAR_SIZE_MAX 4096u /* bytes of a key or a value */

/* An escape of 2 bytes can become 3 (\L), and each text gets a NUL. */
#define YAMLDOC_TEXT_SIZE_MAX (2u * YAMLDOC_FILE_SIZE_MAX)

enum yamldoc_kind {
	YAMLDOC_TEXT,
	YAMLDOC_MAP,
	YAMLDOC_LIST,
};

struct yamldoc_node {
	enum yamldoc_kind kind;
	uint32_t line; /* of the key if it has one, from 1 */
	uint32_t column;
	const char *key;		   /* NULL for the root and in a list */
	const char *text;		   /* NULL for maps and lists */
	const struct yamldoc_node *parent; /* NULL for the root */
	const struct yamldoc_node *first;  /* child; NULL when there is none */
	const struct yamldoc_node *next;   /* sibling; NULL for the last */
};

/* About 2 MiB: the caller provides it, not on the stack, and does not copy it (nodes point
 * at each other). nodes[0] is the root. */
struct yamldoc {
	struct complaints *complaints;
	struct yamldoc_node nodes[YAMLDOC_NODES_MAX];
	size_t node_count;
	char text[YAMLDOC_TEXT_SIZE_MAX];
	size_t text_size;
};

/* Reads a whole file. `complaints` has been started and outlives the document; the bytes
 * need not. ERR_MALFORMED or ERR_RANGE (a limit above) after one error was added, at the
 * first fault of form, for what follows it means little; ERR_RETRY when libyaml got no
 * memory. The root is a map (a file that is anything else is malformed). */
enum err yamldoc_parse(
	struct yamldoc *doc, struct bytes file, struct complaints *complaints) MUST_CHECK;

/* The value under `key` in a map; NULL when it is not there, and for anything but a map. */
const struct yamldoc_node *yamldoc_get(const struct yamldoc_node *map, const char *key);

/* The text of a node, for the readers of field.h. `node` may be a map or a list: then they
 * complain. */
struct field yamldoc_field(const struct yamldoc *doc, const struct yamldoc_node *node);

/* Where the node stands. */
struct place yamldoc_place(const struct yamldoc_node *node);

#endif
