/* nil: that there was nothing, without a spreadsheet. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/period.h"
#include "sendfile.h"
#include "submit.h"

#define UNIT_TEXT_MAX 16u

struct nil_options {
	const char *directory;
	const char *unit; /* NULL: the agent's own */
	const char *period;
	unsigned wait_s;
};

static const struct argp_option options[] = {
	{"unit", 'u', N_("CODE"), 0,
		N_("the kommun, district or court it is about (default: the agent's own)"), 0},
	{"wait", 'w', N_("SECONDS"), 0,
		N_("how long to wait for the receipt (default 30; 0: only store it)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

/* What stands in a cell of the sheet must not end it. */
static bool fits_a_cell(const char *text, size_t size_max)
{
	return text[0] != '\0' && strlen(text) <= size_max && strpbrk(text, ";\"\r\n") == NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct nil_options *nil = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &nil->directory;
		return 0;
	case 'u':
		if (!fits_a_cell(arg, UNIT_TEXT_MAX))
			argp_error(state, _("--unit %s: expected the code of a unit"), arg);
		nil->unit = arg;
		return 0;
	case 'w':
		nil->wait_s = submit_read_wait(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_usage(state);
		if (!fits_a_cell(arg, PERIOD_TEXT_SIZE - 1))
			argp_error(state, _("'%s' is no period such as 2018, 2018-Q1 or 2018-01"),
				arg);
		nil->period = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

/* It goes the way of every file, so that it is checked and answered as one. */
static int send_nil(struct agent *agent, const struct nil_options *nil)
{
	char name[sizeof("nil-.csv") + PERIOD_TEXT_SIZE], text[100];
	snprintf(name, sizeof(name), "nil-%s.csv", nil->period);
	if (nil->unit == NULL)
		snprintf(text, sizeof(text), "Period;Antal\n%s;0\n", nil->period);
	else
		snprintf(text, sizeof(text), "Kommun;Period;Antal\n%s;%s;0\n", nil->unit,
			nil->period);
	if (nil->wait_s > 0) /* what is checked here must be what the office knows now */
		(void)submit_refresh(agent);
	struct sendfile sent = sendfile_text(agent, name, text, SENDFILE_PUT, UINT64_MAX, stderr);
	if (sent.outcome == SENDFILE_SENT)
		printf(_("%s: this was said before; it is not sent twice:\n"), nil->period);
	else if (sent.outcome != SENDFILE_FINE) {
		fprintf(stderr, _("%s: nothing was sent.\n"), nil->period);
		return STATUS_FAILED;
	}
	return submit_finish(agent, sent.first, sent.last, nil->wait_s);
}

static int run(int argc, char **argv)
{
	static const struct argp argp = {options, parse, N_("PERIOD"),
		N_("Reports that there was no case in a period: an explicit nil report, which is "
		   "something else than no report.\v"
		   "Example:\n"
		   "  jour-agent nil 2018-Q1"),
		children, NULL, NULL};
	struct nil_options nil = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &nil);
	int status = agent_open(nil.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = send_nil(&agent, &nil);
	agent_close(&agent);
	return status;
}

const struct command command_nil = {"nil", N_("report that there was no case in a period"), run};
