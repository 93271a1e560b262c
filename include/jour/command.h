/* A program made of commands: `jourd status`, `jour-agent send`. */
#ifndef JOUR_COMMAND_H
#define JOUR_COMMAND_H

#include <argp.h>

/* Exit statuses: a script can tell what to do. */
enum exit_status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,    /* what was asked did not work */
	STATUS_ATTENTION = 3, /* it works, but a person should look */
	STATUS_USAGE = 64,
	STATUS_CONFIG = 78, /* configuration, keys or a second daemon: trying again does not help */
};

struct command {
	const char *name;
	const char *summary; /* one line, N_() */
	/* argv[0] is "program command", for argp's messages. Returns an exit status. */
	int (*run)(int argc, char **argv);
};

struct program {
	const char *name;
	const char *summary;		       /* N_() */
	const struct command *const *commands; /* ended by NULL */
};

/* Starts translation and libsodium, finds the command and runs it. For use as main. */
int program_run(const struct program *program, int argc, char **argv);

#endif
