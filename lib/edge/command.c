#include "jour/command.h"

#include <stdio.h>
#include <string.h>

#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/sign.h"

#define NAME_SIZE 64

static void print_usage(const struct program *program, FILE *to)
{
	fprintf(to, "%s - %s\n\n", program->name, _(program->summary));
	fprintf(to, _("Usage: %s COMMAND [OPTION...]\n\n"), program->name);
	for (size_t i = 0; program->commands[i] != NULL; i++)
		fprintf(to, "  %-10s %s\n", program->commands[i]->name,
			_(program->commands[i]->summary));
	fprintf(to, _("\n'%s COMMAND --help' shows the options of a command and an example.\n"),
		program->name);
}

static const struct command *find(const struct program *program, const char *name)
{
	size_t i = 0;
	while (program->commands[i] != NULL && strcmp(program->commands[i]->name, name) != 0)
		i++;
	return program->commands[i];
}

int program_run(const struct program *program, int argc, char **argv)
{
	static char name[NAME_SIZE];
	i18n_start();
	if (sign_init() != ERR_OK)
		fatal(STATUS_FAILED, "libsodium cannot start");
	if (argc < 2) {
		print_usage(program, stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(program, stdout);
		return STATUS_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("%s %s\n", program->name, JOUR_VERSION);
		return STATUS_OK;
	}
	const struct command *command = find(program, argv[1]);
	if (command == NULL) {
		fprintf(stderr, _("%s: there is no command '%s'; '%s --help' lists them\n"),
			program->name, argv[1], program->name);
		return STATUS_USAGE;
	}
	snprintf(name, sizeof(name), "%s %s", program->name, command->name);
	argv[1] = name;
	return command->run(argc - 1, argv + 1);
}
