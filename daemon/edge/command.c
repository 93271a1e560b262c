#include "command.h"

#include <string.h>

#include "commands.h"

static const struct command *const commands[] = {
	&command_init,
	&command_status,
	&command_grow,
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct command *command_at(size_t position)
{
	return position < COMMANDS ? commands[position] : NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}
