#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"
#include "jour/line.h"
#include "jour/lmdbstore.h"
#include "jour/number.h"

#define SIZE_DEFAULT_MIB 1024u
#define SIZE_MIB_MAX (1024u * 1024u)

struct init_options {
	const char *directory;
	const char *office_line;
	const char *origin;
	const char *endpoint;
	uint64_t size_mib;
};

static const struct argp_option options[] = {
	{"office", 'o', N_("LINE"), 0, N_("the line that 'jour-agent init --office' printed"), 0},
	{"origin", 'n', N_("NAME"), 0,
		N_("the ledger's name for ever: a-z 0-9 . - /, e.g. umea.brottsofferjouren.se/1"),
		0},
	{"endpoint", 'e', N_("ADDRESS"), 0,
		N_("where agents reach it, e.g. tcp://jour.example.se:7690"), 0},
	{"size", 's', N_("MIB"), 0, N_("disk set aside for the ledger (default 1024)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct init_options *init = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &init->directory;
		return 0;
	case 'o':
		init->office_line = arg;
		return 0;
	case 'n':
		init->origin = arg;
		return 0;
	case 'e':
		init->endpoint = arg;
		return 0;
	case 's':
		if (number_parse_uint(bytes_of_text(arg), SIZE_MIB_MAX, &init->size_mib) !=
				ERR_OK ||
			init->size_mib == 0)
			argp_error(
				state, _("--size: a whole number of MiB, 1 to %u"), SIZE_MIB_MAX);
		return 0;
	case ARGP_KEY_END:
		if (init->office_line == NULL || init->origin == NULL || init->endpoint == NULL)
			argp_error(state, _("--office, --origin and --endpoint are needed"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&office_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Makes the office's ledger, its key and the gate's key, and prints the server line that "
	   "every agent pins.\v"
	   "Example:\n"
	   "  jourd init --dir /var/lib/jourd --office \"$(cat office.line)\" \\\n"
	   "        --origin umea.brottsofferjouren.se/1 --endpoint tcp://10.0.0.5:7690"),
	children, NULL, NULL};

static int complain(const char *sentence)
{
	fprintf(stderr, "jourd init: %s\n", sentence);
	return STATUS_CONFIG;
}

/* A new key file in the office's directory. */
static bool make_key(const char *directory, const char *name, struct secret *ret_secret)
{
	char path[PATH_SIZE], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE];
	office_path(directory, name, path);
	random_bytes(seed, sizeof(seed));
	if (keyfile_create(path, seed, detail) != ERR_OK) {
		complain(detail);
		return false;
	}
	secret_from_seed(seed, ret_secret);
	explicit_bzero(seed, sizeof(seed));
	return true;
}

static enum err write_genesis(const struct init_options *init, const struct genesis *genesis,
	struct hash256 *ret_id, struct lmdbstore_detail *ret_detail)
{
	char path[PATH_SIZE];
	struct store *store = NULL;
	struct ledger_name name;
	office_path(init->directory, "ledger", path);
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = init->size_mib << 20,
		.mode = LMDBSTORE_CREATE};
	enum err err = lmdbstore_open(&config, &store, ret_detail);
	if (err != ERR_OK)
		return err;
	struct store_txn *txn = store_begin_write(store, &err);
	if (txn != NULL) {
		ledger_create(txn, genesis);
		err = ledger_identify(txn, &name);
		if (err == ERR_OK)
			err = store_commit(txn);
		else
			store_abort(txn);
	}
	store_close(store);
	if (err == ERR_OK)
		*ret_id = name.id;
	return err;
}

static int make_office(const struct init_options *init, const struct office_line *office)
{
	struct secret ledger, gate;
	struct lmdbstore_detail detail = {""};
	struct server_line server;
	char text[LINE_SIZE_MAX], path[PATH_SIZE];
	if (file_mkdir(init->directory, 0770) != ERR_OK)
		return complain(_("the directory cannot be made; does its parent exist?"));
	if (!make_key(init->directory, "ledger.key", &ledger) ||
		!make_key(init->directory, "gate.key", &gate))
		return STATUS_CONFIG;
	struct genesis genesis = {.rules = RULES_VERSION,
		.created_ms = clock_now_ms(),
		.office = office->office,
		.recovery = office->recovery,
		.ledger_key = ledger.public.sign,
		.server_transport = gate.public.transport};
	strcpy(genesis.origin, init->origin);
	strcpy(server.endpoint, init->endpoint);
	strcpy(server.origin, init->origin);
	server.transport = gate.public.transport;
	server.ledger_key = ledger.public.sign;
	secret_wipe(&ledger);
	secret_wipe(&gate);
	enum err err = write_genesis(init, &genesis, &server.ledger_id, &detail);
	if (err != ERR_OK)
		return complain(detail.text);
	server_line_format(&server, text);
	office_path(init->directory, "server.line", path);
	strcat(text, "\n");
	if (file_create(path, bytes_of_text(text), 0644) != ERR_OK)
		return complain(_("the server line cannot be written"));
	fprintf(stderr, "%s\n",
		_("The server line, for every agent's 'jour-agent init --server', the office's own "
		  "first. Start the daemon with 'jourd run'."));
	fputs(text, stdout);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct init_options init = {.size_mib = SIZE_DEFAULT_MIB};
	struct office_line office;
	argp_parse(&argp, argc, argv, 0, NULL, &init);
	enum err err = office_line_parse(bytes_of_text(init.office_line), &office);
	if (err == ERR_CORRUPT)
		return complain(_("the office line was cut or mistyped (its check does not fit); "
				  "copy the whole line again"));
	if (err != ERR_OK)
		return complain(_("--office is not an office line; it begins with jour-office1 and "
				  "comes from 'jour-agent init --office'"));
	if (!origin_is_valid(bytes_of_text(init.origin)))
		return complain(_("--origin: only a-z 0-9 . - /, at most 100 characters"));
	if (strlen(init.endpoint) > ENDPOINT_SIZE_MAX || strncmp(init.endpoint, "tcp://", 6) != 0)
		return complain(_("--endpoint: expected an address such as tcp://10.0.0.5:7690"));
	return make_office(&init, &office);
}

const struct command command_init = {
	"init", N_("make an office's ledger and print the line that agents pin"), run};
