/* jourd-gate: started by the supervisor of jourd, never by hand. */
#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "gate.h"
#include "jour/keyfile.h"
#include "jour/log.h"

#define DATA_SIZE_MAX (256u * 1024u * 1024u)

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif

struct arguments {
	struct gate_config config;
	const char *key_file;
};

static const struct argp_option options[] = {
	{"endpoint", 'e', "ADDRESS", 0, "where to listen, tcp://HOST:PORT", 0},
	{"key-file", 'k', "FILE", 0, "the server's seed", 0},
	{"fd", 'f', "N", 0, "descriptor of the channel to the ledger process", 0},
	{"ready-fd", 'r', "N", 0, "descriptor that is told the address once it is bound", 0},
	{0},
};

static int parse_fd(const char *text, struct argp_state *state)
{
	char *end;
	long fd = strtol(text, &end, 10);
	if (*text == '\0' || *end != '\0' || fd < 0 || fd > 1 << 20)
		argp_error(state, "not a descriptor: %s", text);
	return (int)fd;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case 'e':
		arguments->config.endpoint = argument;
		return 0;
	case 'k':
		arguments->key_file = argument;
		return 0;
	case 'f':
		arguments->config.ledger_fd = parse_fd(argument, state);
		return 0;
	case 'r':
		arguments->config.ready_fd = parse_fd(argument, state);
		return 0;
	case ARGP_KEY_END:
		if (arguments->config.endpoint == NULL || arguments->key_file == NULL ||
			arguments->config.ledger_fd < 0)
			argp_error(state, "--endpoint, --key-file and --fd are needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void limit(enum __rlimit_resource resource, rlim_t value)
{
	struct rlimit limit;
	if (getrlimit(resource, &limit) != 0)
		fatal(GATE_EXIT_FAILED, "cannot read a resource limit");
	limit.rlim_cur = value < limit.rlim_max ? value : limit.rlim_max;
	if (setrlimit(resource, &limit) != 0)
		fatal(GATE_EXIT_FAILED, "cannot set a resource limit");
}

static void set_limits(void)
{
	limit(RLIMIT_CORE, 0); /* a core would hold the secret */
	/* At its limit of files libzmq's accept loop spins. */
	limit(RLIMIT_NOFILE, RLIM_INFINITY);
#ifndef SANITIZED /* its shadow memory counts as data */
	/* A message without an end grows in libzmq where nobody can see it. */
	limit(RLIMIT_DATA, DATA_SIZE_MAX);
#endif
}

int main(int argc, char **argv)
{
	static const struct argp argp = {options, parse, NULL,
		"The network side of jourd. Started by jourd, not by hand.", NULL, NULL, NULL};
	struct arguments arguments = {.config = {.ledger_fd = -1, .ready_fd = -1}};
	log_role("gate");
	signal(SIGPIPE, SIG_IGN); /* the ready pipe's reader may have gone */
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	set_limits();
	if (sign_init() != ERR_OK)
		fatal(GATE_EXIT_FAILED, "libsodium cannot start");

	uint8_t seed[SEED_SIZE];
	char detail[KEYFILE_DETAIL_SIZE];
	struct secret secret;
	if (keyfile_read(arguments.key_file, seed, detail) != ERR_OK)
		fatal(GATE_STATUS_CONFIG, "%s", detail);
	secret_from_seed(seed, &secret);
	explicit_bzero(seed, sizeof(seed));
	arguments.config.server = &secret;
	int status = gate_run(&arguments.config);
	secret_wipe(&secret);
	return status;
}
