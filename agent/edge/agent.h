/* An agent's directory: its identity, the server line it has pinned, its settings and its outbox.
 *
 *     agent.key      the seed, 0600
 *     server.line    the office's server line, once pinned
 *     office.line    at the office only: its public line
 *     agent.yaml     settings (config.h)
 *     outbox/        the LMDB store of outbox.h
 *     link.lock      held by the one process that talks to the office
 *     link.status    what that process last said about the link
 *     drop/          waiting/ sent/ refused/ (dropfolder.h)
 */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

#include "config.h"
#include "jour/command.h"
#include "jour/line.h"
#include "jour/record.h"
#include "outbox.h"

#define AGENT_DIRECTORY "/var/lib/jour-agent"
#define PATH_SIZE 4096

struct agent {
	const char *directory;
	struct config config;
	struct secret secret;
	struct server_line server;
	bool is_office; /* it made the office line */
	struct store *store;
};

/* What agent_open needs to find. */
enum agent_parts {
	AGENT_KEY,    /* the key and the settings */
	AGENT_OUTBOX, /* and the pinned server line and the outbox */
};

/* Opens, or says on stderr what is wrong and what to type, and returns an exit status other than
 * STATUS_OK. Nothing in the outbox is touched by a fault in the settings. */
int agent_open(const char *directory, enum agent_parts parts, struct agent *ret_agent);
void agent_close(struct agent *agent);

/* A path inside the directory; ends the process when it is too long. */
void agent_path(const char *directory, const char *name, char ret_path[PATH_SIZE]);

/* Makes an open outbox the agent's own (the first time), or checks that it is. Says why not. */
bool agent_claim_outbox(struct agent *agent);

/* Puts agent.key.new in agent.key's place and keeps the old key at `old_path`. Works again after a
 * crash in between. False: it could not, and nothing is lost. */
bool agent_adopt_key(const char *directory, const char *old_path);

/* Room for a Reference, decoded. */
#define REFERENCE_HEAP_SIZE (4u << 20)
/* The newest Reference that the office signed, decoded into the arena; NULL when none has come. */
const Jour__V1__Reference *agent_reference(struct store_txn *txn, struct arena *arena);

/* Opens (or with `create` makes) the outbox of a directory. Says what is wrong. NULL then. */
struct store *agent_open_outbox(const char *directory, bool create);

/* The option --dir that every command has; use as an argp child with a const char * as input, which
 * is set to $JOUR_AGENT_DIR or the default first. */
extern const struct argp directory_argp;

#endif
