#include <string.h>

#include "command.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/sign.h"

static void print_usage(FILE *to)
{
	fprintf(to, "%s\n\n",
		_("jourd - the ledger of a brottsofferjour: who reported what, and what each "
		  "kommun pays and why"));
	fprintf(to, "%s\n\n", _("Usage: jourd COMMAND [OPTION...]"));
	for (size_t i = 0; command_at(i) != NULL; i++)
		fprintf(to, "  %-10s %s\n", command_at(i)->name, _(command_at(i)->summary));
	fprintf(to, "\n%s\n",
		_("'jourd COMMAND --help' shows the options of a command and an example."));
}

int main(int argc, char **argv)
{
	i18n_start();
	if (sign_init() != ERR_OK)
		fatal(STATUS_FAILED, "libsodium cannot start");
	if (argc < 2) {
		print_usage(stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return STATUS_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("jourd " JOUR_VERSION);
		return STATUS_OK;
	}
	const struct command *command = command_find(argv[1]);
	if (command == NULL) {
		fprintf(stderr, _("jourd: there is no command '%s'; 'jourd --help' lists them\n"),
			argv[1]);
		return STATUS_USAGE;
	}
	/* So that argp's messages name the whole command. */
	static char name[64];
	snprintf(name, sizeof(name), "jourd %s", command->name);
	argv[1] = name;
	return command->run(argc - 1, argv + 1);
}
