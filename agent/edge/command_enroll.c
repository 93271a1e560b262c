/* The office's commands about identities: enroll, grant, revoke, resume. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "submit.h"

#define UNITS_MAX 64

struct admin_options {
	const char *directory;
	struct identity_line line;
	bool has_line;
	const char *name;
	const char *units[UNITS_MAX];
	size_t unit_count;
	Jour__V1__Topic topics[8];
	size_t topic_count;
	unsigned wait_s;
};

static const struct {
	const char *name;
	Jour__V1__Topic topic;
} topics[] = {
	{"office", JOUR__V1__TOPIC__TOPIC_OFFICE},
	{"cases", JOUR__V1__TOPIC__TOPIC_CASES},
	{"payments", JOUR__V1__TOPIC__TOPIC_PAYMENTS},
	{"population", JOUR__V1__TOPIC__TOPIC_POPULATION},
	{"jour", JOUR__V1__TOPIC__TOPIC_JOUR},
};

static const struct argp_option grant_options[] = {
	{"unit", 'u', N_("CODE"), 0, N_("for this unit (may be repeated); '*' for every one"), 0},
	{"may", 'm', N_("TOPICS"), 0,
		N_("what it may report: cases,payments,population,jour,office"), 0},
	{"name", 'n', N_("NAME"), 0, N_("instead of the line's comment"), 0},
	{"wait", 'w', N_("SECONDS"), 0, N_("how long to wait for the receipt (default 30)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static const struct argp_option key_options[] = {
	{"wait", 'w', N_("SECONDS"), 0, N_("how long to wait for the receipt (default 30)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

/* "cases,payments": ascending by number, as a grant wants them. */
static void read_topics(struct admin_options *admin, const char *text, struct argp_state *state)
{
	bool wanted[sizeof(topics) / sizeof(topics[0])] = {false};
	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, ","), i = 0;
		while (i < sizeof(topics) / sizeof(topics[0]) &&
			(strlen(topics[i].name) != size || memcmp(topics[i].name, at, size) != 0))
			i++;
		if (i == sizeof(topics) / sizeof(topics[0]))
			argp_error(state,
				_("--may: '%.*s' is none of cases, payments, population, jour, "
				  "office"),
				(int)size, at);
		else
			wanted[i] = true;
		at += size + (at[size] == ',');
	}
	admin->topic_count = 0;
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (wanted[i])
			admin->topics[admin->topic_count++] = topics[i].topic;
}

static void read_line(struct admin_options *admin, const char *text, struct argp_state *state)
{
	enum err err = identity_line_parse(bytes_of_text(text), &admin->line);
	if (err == ERR_CORRUPT)
		argp_error(state,
			_("the line was cut or mistyped (its check does not fit); copy the whole "
			  "line again"));
	else if (err == ERR_DENIED)
		argp_error(state,
			_("the line holds a weak key; make a new one with 'jour-agent init'"));
	else if (err != ERR_OK)
		argp_error(state,
			_("'%s' is not an identity line; it begins with jour-id1 and comes from "
			  "'jour-agent init' (put it in quotation marks)"),
			text);
	admin->has_line = true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct admin_options *admin = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &admin->directory;
		return 0;
	case 'u':
		if (strcmp(arg, UNIT_EVERY) != 0 && !unit_code_is_valid(arg))
			argp_error(state, _("--unit: a unit's code such as 2409, or '*'"));
		if (admin->unit_count == UNITS_MAX)
			argp_error(state, _("--unit: at most %d"), UNITS_MAX);
		admin->units[admin->unit_count++] = arg;
		return 0;
	case 'm':
		read_topics(admin, arg, state);
		return 0;
	case 'n':
		admin->name = arg;
		return 0;
	case 'w':
		admin->wait_s = submit_read_wait(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		if (admin->has_line)
			return ARGP_ERR_UNKNOWN;
		read_line(admin, arg, state);
		return 0;
	case ARGP_KEY_END:
		if (!admin->has_line)
			argp_error(state, _("which identity? Give its line (jour-id1 ...)"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static void add_enrolment(struct admin_batch *batch, const struct admin_options *admin)
{
	Jour__V1__Record record;
	Jour__V1__Enrolment body;
	struct identity identity = admin->line.identity;
	const char *name = admin->name != NULL ? admin->name : admin->line.comment;
	char copy[sizeof(admin->line.comment)];
	jour__v1__record__init(&record);
	jour__v1__enrolment__init(&body);
	snprintf(copy, sizeof(copy), "%s", name);
	body.sign_key = (ProtobufCBinaryData){KEY_SIZE, identity.sign.bytes};
	body.transport_key = (ProtobufCBinaryData){KEY_SIZE, identity.transport.bytes};
	body.name = copy;
	record.body_case = JOUR__V1__RECORD__BODY_ENROLMENT;
	record.enrolment = &body;
	admin_add(batch, &record);
}

static void add_grants(struct admin_batch *batch, const struct admin_options *admin)
{
	struct key key = admin->line.identity.sign;
	Jour__V1__Topic say[sizeof(admin->topics) / sizeof(admin->topics[0])];
	memcpy(say, admin->topics, sizeof(say));
	for (size_t i = 0; i < admin->unit_count; i++) {
		Jour__V1__Record record;
		Jour__V1__Grant body;
		char unit[32];
		jour__v1__record__init(&record);
		jour__v1__grant__init(&body);
		snprintf(unit, sizeof(unit), "%s", admin->units[i]);
		body.key = (ProtobufCBinaryData){KEY_SIZE, key.bytes};
		body.unit = unit;
		body.n_may_say = admin->topic_count;
		body.may_say = say;
		record.body_case = JOUR__V1__RECORD__BODY_GRANT;
		record.grant = &body;
		admin_add(batch, &record);
	}
}

/* Opens the agent, puts the batch and waits for its receipt. */
static int send_batch(const struct admin_options *admin, const struct admin_batch *batch)
{
	struct agent agent;
	uint64_t number = 0;
	int status = agent_open(admin->directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = admin_put(&agent, batch, &number)
			 ? submit_finish(&agent, number, number, admin->wait_s)
			 : STATUS_FAILED;
	agent_close(&agent);
	return status;
}

/* The office compares the number with the one that the agent showed when it was made. */
static void say_enrolled(const struct admin_options *admin)
{
	char fingerprint[FINGERPRINT_SIZE];
	identity_fingerprint(&admin->line.identity, fingerprint);
	printf(_("%s is let in. Compare by telephone: %s\n"),
		admin->name != NULL ? admin->name : admin->line.comment, fingerprint);
}

static int run_grants(const struct argp *argp, int argc, char **argv, bool enrol)
{
	static struct admin_batch batch;
	struct admin_options admin = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	argp_parse(argp, argc, argv, 0, NULL, &admin);
	if (enrol && admin.name == NULL && admin.line.comment[0] == '\0') {
		fprintf(stderr, "%s\n",
			_("jour-agent enroll: the line has no name; give one with --name"));
		return STATUS_USAGE;
	}
	if (admin.unit_count == 0 && !enrol) {
		fprintf(stderr, "%s\n", _("jour-agent grant: for which unit? Give --unit"));
		return STATUS_USAGE;
	}
	admin_begin(&batch);
	if (enrol)
		add_enrolment(&batch, &admin);
	add_grants(&batch, &admin);
	int status = send_batch(&admin, &batch);
	if (enrol && status == STATUS_OK)
		say_enrolled(&admin);
	return status;
}

static int run_enroll(int argc, char **argv)
{
	static const struct argp argp = {grant_options, parse, N_("LINE"),
		N_("Enrols an agent, so that the office takes its reports.\v"
		   "Example:\n"
		   "  jour-agent enroll \"$(cat robertsfors.line)\" --unit 2409 --may "
		   "cases,payments"),
		children, NULL, NULL};
	return run_grants(&argp, argc, argv, true);
}

static int run_grant(int argc, char **argv)
{
	static const struct argp argp = {grant_options, parse, N_("LINE"),
		N_("Lets an enrolled agent report about one more unit.\v"
		   "Example:\n"
		   "  jour-agent grant \"$(cat robertsfors.line)\" --unit 2404 --may cases"),
		children, NULL, NULL};
	return run_grants(&argp, argc, argv, false);
}

/* revoke and resume: one record that names one key. */
static int run_named(const char *doc, unsigned kind, int argc, char **argv)
{
	static struct admin_batch batch;
	const struct argp argp = {key_options, parse, N_("LINE"), doc, children, NULL, NULL};
	struct admin_options admin = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	Jour__V1__Record record;
	Jour__V1__Revocation revocation;
	Jour__V1__Resume resume;
	jour__v1__record__init(&record);
	jour__v1__revocation__init(&revocation);
	jour__v1__resume__init(&resume);
	argp_parse(&argp, argc, argv, 0, NULL, &admin);
	revocation.key = resume.key =
		(ProtobufCBinaryData){KEY_SIZE, admin.line.identity.sign.bytes};
	record.body_case = (Jour__V1__Record__BodyCase)kind;
	if (kind == JOUR__V1__RECORD__BODY_REVOCATION)
		record.revocation = &revocation;
	else
		record.resume = &resume;
	admin_begin(&batch);
	admin_add(&batch, &record);
	return send_batch(&admin, &batch);
}

static int run_revoke(int argc, char **argv)
{
	return run_named(
		N_("Takes an identity off the roster for ever: from that entry on its reports are "
		   "refused.\v"
		   "Example:\n"
		   "  jour-agent revoke \"$(cat robertsfors.line)\""),
		JOUR__V1__RECORD__BODY_REVOCATION, argc, argv);
}

static int run_resume(int argc, char **argv)
{
	return run_named(
		N_("Lifts the freeze of an identity that signed two reports with one number. "
		   "'jourd status' shows its line. Ask its operator first: if the key was copied, "
		   "revoke it instead.\v"
		   "Example:\n"
		   "  jour-agent resume \"$(cat robertsfors.line)\""),
		JOUR__V1__RECORD__BODY_RESUME, argc, argv);
}

const struct command command_enroll = {
	"enroll", N_("office: let an agent in, and say what it may report"), run_enroll};
const struct command command_grant = {
	"grant", N_("office: let an enrolled agent report about one more unit"), run_grant};
const struct command command_revoke = {
	"revoke", N_("office: shut an agent out for ever"), run_revoke};
const struct command command_resume = {
	"resume", N_("office: lift the freeze of an agent that forked"), run_resume};
