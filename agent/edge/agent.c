#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"

/* The outbox holds what waits and every receipt: 64 MiB is about 100 000 receipts. */
#define OUTBOX_SIZE_BYTES (64u << 20)

static const struct argp_option options[] = {
	{"dir", 'd', N_("DIR"), 0, N_("the agent's directory (default " AGENT_DIRECTORY ")"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **directory = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		*directory = getenv("JOUR_AGENT_DIR");
		if (*directory == NULL)
			*directory = AGENT_DIRECTORY;
		return 0;
	case 'd':
		*directory = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp directory_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

void agent_path(const char *directory, const char *name, char ret_path[PATH_SIZE])
{
	if (snprintf(ret_path, PATH_SIZE, "%s/%s", directory, name) >= PATH_SIZE)
		fatal(STATUS_USAGE, _("the directory's name is too long"));
}

/* What the pinned server line says the ledger is. */
static struct ledger_view view_of(const struct server_line *server)
{
	struct ledger_view view = {.ledger_key = server->ledger_key,
		.ledger_id = server->ledger_id,
		.size = 1,
		.root = server->ledger_id};
	strcpy(view.origin, server->origin);
	return view;
}

const Jour__V1__Reference *agent_reference(struct store_txn *txn, struct arena *arena)
{
	const ProtobufCMessage *message = NULL;
	uint64_t size;
	struct bytes bytes;
	if (!outbox_reference(txn, &size, &bytes) ||
		message_decode(&jour__v1__reference__descriptor, bytes, arena, &message) != ERR_OK)
		return NULL;
	return (const Jour__V1__Reference *)message;
}

struct store *agent_open_outbox(const char *directory, bool create)
{
	char path[PATH_SIZE];
	struct store *store = NULL;
	struct lmdbstore_detail detail = {""};
	agent_path(directory, "outbox", path);
	struct lmdbstore_config config = {.path = path,
		.tables = outbox_tables,
		.table_count = OUTBOX_TABLES,
		.map_size_bytes = OUTBOX_SIZE_BYTES,
		.mode = create ? LMDBSTORE_CREATE : LMDBSTORE_WRITE,
		.shared = true,
		.later_tables = OUTBOX_SAID};
	enum err err = lmdbstore_open(&config, &store, &detail);
	if (err == ERR_NOSPACE)
		fprintf(stderr,
			_("jour-agent: the disk has no room for the outbox in %s (%u MiB); make "
			  "room "
			  "and try again. Nothing was changed.\n"),
			path, OUTBOX_SIZE_BYTES >> 20);
	else if (err != ERR_OK)
		fprintf(stderr, _("jour-agent: cannot open the outbox in %s: %s (%s)\n"), path,
			err_name(err), detail.text);
	return err == ERR_OK ? store : NULL;
}

/* False after saying why not. */
static bool read_server_line(const char *directory, struct server_line *ret_server)
{
	char path[PATH_SIZE], text[LINE_SIZE_MAX];
	size_t size = 0;
	agent_path(directory, "server.line", path);
	enum err err = file_read(path, text, sizeof(text), &size);
	if (err == ERR_NOTFOUND) {
		fprintf(stderr,
			_("jour-agent: no office is pinned yet; get the server line from the "
			  "office "
			  "and type: jour-agent init --dir %s --server 'LINE'\n"),
			directory);
		return false;
	}
	if (err == ERR_OK)
		err = server_line_parse((struct bytes){(uint8_t *)text, size}, ret_server);
	if (err != ERR_OK)
		fprintf(stderr,
			_("jour-agent: %s is not a server line (%s); put back the line the office "
			  "gave. What waits in the outbox is untouched.\n"),
			path, err_name(err));
	return err == ERR_OK;
}

static bool read_key(const char *directory, const char *name, struct secret *ret_secret)
{
	char path[PATH_SIZE], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE];
	agent_path(directory, name, path);
	enum err err = keyfile_read(path, seed, detail);
	if (err == ERR_NOTFOUND)
		fprintf(stderr,
			_("jour-agent: there is no agent in %s; give its directory with --dir, or "
			  "make one with 'jour-agent init'\n"),
			directory);
	else if (err != ERR_OK)
		fprintf(stderr, "jour-agent: %s\n", detail);
	if (err != ERR_OK)
		return false;
	secret_from_seed(seed, ret_secret);
	explicit_bzero(seed, sizeof(seed));
	return true;
}

static enum err check_outbox(struct agent *agent, enum outbox_mismatch *ret_mismatch)
{
	enum err err = ERR_OK;
	struct ledger_view view = view_of(&agent->server);
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn == NULL)
		return err;
	err = outbox_open(txn, &view, &agent->secret.public, ret_mismatch);
	if (err == ERR_OK)
		return store_commit(txn);
	store_abort(txn);
	return err;
}

bool agent_adopt_key(const char *directory, const char *old_path)
{
	char current[PATH_SIZE], next[PATH_SIZE];
	agent_path(directory, "agent.key", current);
	agent_path(directory, "agent.key.new", next);
	/* A link, not a rename: at no moment is there no agent.key. */
	return (link(current, old_path) == 0 || errno == EEXIST) && rename(next, current) == 0 &&
	       file_sync_parent(current) == ERR_OK;
}

/* `resend --as-new` gives the outbox a new key before agent.key.new takes its name; a crash between
 * the two is finished here. */
static bool finish_key_change(struct agent *agent)
{
	char path[PATH_SIZE], old_path[PATH_SIZE];
	struct secret next;
	enum outbox_mismatch mismatch;
	agent_path(agent->directory, "agent.key.new", path);
	if (access(path, F_OK) != 0 || !read_key(agent->directory, "agent.key.new", &next))
		return false;
	struct secret old = agent->secret;
	agent->secret = next;
	agent_path(agent->directory, "agent.key.old", old_path);
	if (check_outbox(agent, &mismatch) == ERR_OK && agent_adopt_key(agent->directory, old_path))
		return true;
	agent->secret = old;
	return false;
}

bool agent_claim_outbox(struct agent *agent)
{
	enum outbox_mismatch mismatch = OUTBOX_MATCHES;
	enum err err = check_outbox(agent, &mismatch);
	if (err == ERR_DENIED && mismatch == OUTBOX_OTHER_KEY && finish_key_change(agent))
		return true;
	if (err == ERR_OK)
		return true;
	if (mismatch == OUTBOX_OTHER_LEDGER)
		fprintf(stderr,
			_("jour-agent: the outbox in %s belongs to another office's ledger than "
			  "server.line; put the right server.line back. Nothing is lost.\n"),
			agent->directory);
	else if (mismatch == OUTBOX_OTHER_KEY)
		fprintf(stderr,
			_("jour-agent: the outbox in %s was signed with another key than "
			  "agent.key; "
			  "put the right agent.key back. Nothing is lost.\n"),
			agent->directory);
	else
		fprintf(stderr, _("jour-agent: the outbox in %s cannot be used: %s (%s)\n"),
			agent->directory, err_name(err), lmdbstore_detail(agent->store));
	return false;
}

int agent_open(const char *directory, enum agent_parts parts, struct agent *ret_agent)
{
	char path[PATH_SIZE], office_line[PATH_SIZE];
	struct agent agent = {.directory = directory};
	agent_path(directory, CONFIG_FILE, path);
	agent_path(directory, "office.line", office_line);
	agent.is_office = access(office_line, F_OK) == 0;
	bool fine =
		read_key(directory, "agent.key", &agent.secret) && config_read(path, &agent.config);
	if (fine && agent.config.language[0] != '\0')
		i18n_language(agent.config.language);
	if (fine && parts == AGENT_OUTBOX) {
		fine = read_server_line(directory, &agent.server) &&
		       (agent.store = agent_open_outbox(directory, false)) != NULL &&
		       agent_claim_outbox(&agent);
	}
	if (!fine) {
		agent_close(&agent);
		return STATUS_CONFIG;
	}
	*ret_agent = agent;
	return STATUS_OK;
}

void agent_close(struct agent *agent)
{
	if (agent->store != NULL)
		store_close(agent->store);
	secret_wipe(&agent->secret);
}
