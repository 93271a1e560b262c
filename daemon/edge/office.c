#include "office.h"

#include <stdio.h>
#include <stdlib.h>

#include "jour/i18n.h"
#include "jour/log.h"

static const struct argp_option options[] = {
	{"dir", 'd', N_("DIR"), 0, N_("the office's directory (default " JOURD_DIRECTORY ")"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **directory = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		*directory = getenv("JOURD_DIR");
		if (*directory == NULL)
			*directory = JOURD_DIRECTORY;
		return 0;
	case 'd':
		*directory = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp office_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

void office_path(const char *directory, const char *name, char ret_path[PATH_SIZE])
{
	if (snprintf(ret_path, PATH_SIZE, "%s/%s", directory, name) >= PATH_SIZE)
		fatal(STATUS_USAGE, _("the directory's name is too long"));
}
