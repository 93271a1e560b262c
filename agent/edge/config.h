/* The agent's settings, agent.yaml. */
#ifndef AGENT_CONFIG_H
#define AGENT_CONFIG_H

#include <stdbool.h>

#include "jour.pb-c.h"
#include "jour/line.h"

#define CONFIG_FILE "agent.yaml"
#define CONFIG_UNIT_SIZE 17

struct config {
	char unit[CONFIG_UNIT_SIZE]; /* the kommun whose agent this is; "" for the office */
	Jour__V1__Source speaks_as;  /* kommun or jour */
	/* Where to reach the office when not at the server line's address (a forwarded port); "" =
	 * there. */
	char via[ENDPOINT_SIZE_MAX + 1];
	char language[8]; /* "sv", "en", "" = as the environment says */
};

/* Reads `path`; a file that is not there gives the defaults. False after saying on stderr, with
 * line numbers, what is wrong. */
bool config_read(const char *path, struct config *ret_config);

#endif
