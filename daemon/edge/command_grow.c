#include <inttypes.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/lmdbstore.h"
#include "jour/number.h"

#define SIZE_MIB_MAX (1024u * 1024u)

struct grow_options {
	const char *directory;
	uint64_t size_mib;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct grow_options *grow = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &grow->directory;
		return 0;
	case ARGP_KEY_ARG:
		if (number_parse_uint(bytes_of_text(arg), SIZE_MIB_MAX, &grow->size_mib) != ERR_OK)
			argp_error(state, _("a whole number of MiB, 1 to %u"), SIZE_MIB_MAX);
		return 0;
	case ARGP_KEY_END:
		if (grow->size_mib == 0)
			argp_error(state, _("how many MiB shall the ledger have?"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&office_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, parse, N_("MIB"),
	N_("Sets aside more disk for the ledger. Stop the daemon first.\v"
	   "Example:\n"
	   "  systemctl stop jourd && jourd grow 2048 && systemctl start jourd"),
	children, NULL, NULL};

static int run(int argc, char **argv)
{
	struct grow_options grow = {.directory = NULL};
	struct lmdbstore_detail detail = {""};
	char path[PATH_SIZE];
	argp_parse(&argp, argc, argv, 0, NULL, &grow);
	office_path(grow.directory, "ledger", path);
	enum err err = lmdbstore_grow(path, grow.size_mib << 20, &detail);
	if (err == ERR_DENIED)
		fprintf(stderr, _("jourd grow: the daemon is running; stop it first (%s)\n"),
			detail.text);
	else if (err == ERR_RANGE)
		fprintf(stderr, _("jourd grow: the ledger has that much already (%s)\n"),
			detail.text);
	else if (err != ERR_OK)
		fprintf(stderr, _("jourd grow: %s (%s)\n"), err_name(err), detail.text);
	else
		printf(_("The ledger in %s now has %" PRIu64 " MiB.\n"), path, grow.size_mib);
	return err == ERR_OK ? STATUS_OK : STATUS_FAILED;
}

const struct command command_grow = {"grow", N_("set aside more disk for the ledger"), run};
