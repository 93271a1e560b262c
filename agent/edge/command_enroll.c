/* The office's commands about identities: enroll, grant, revoke, resume. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "file_kind.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "submit.h"

#define UNITS_MAX 64
#define TOPIC_FIRST JOUR__V1__TOPIC__TOPIC_OFFICE
#define TOPIC_LAST JOUR__V1__TOPIC__TOPIC_JOUR

struct admin_options {
	const char *directory;
	struct identity_line line;
	bool has_line;
	const char *name;
	const char *units[UNITS_MAX];
	size_t unit_count;
	bool has_topics; /* --may was given: perhaps none */
	Jour__V1__Topic topics[TOPIC_LAST];
	size_t topic_count;
	const char *reason;
	unsigned wait_s;
};

static const struct argp_option grant_options[] = {
	{"unit", 'u', N_("CODE"), 0, N_("for this unit (may be repeated); '*' for every one"), 0},
	{"may", 'm', N_("TOPICS"), 0,
		N_("all that it may report about the unit, needed with --unit: cases, payments, "
		   "population (and for '*' jour, office) with commas between; none takes away"),
		0},
	{"reason", 'r', N_("TEXT"), 0,
		N_("why, when it changes what was granted for the unit before; in the ledger for "
		   "ever"),
		0},
	{"name", 'n', N_("NAME"), 0, N_("instead of the line's comment"), 0},
	{"wait", 'w', N_("SECONDS"), 0, N_("how long to wait for the receipt (default 30)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static const struct argp_option key_options[] = {
	{"wait", 'w', N_("SECONDS"), 0, N_("how long to wait for the receipt (default 30)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

/* TOPIC_INVALID for none. */
static Jour__V1__Topic find_topic(const char *text, size_t size)
{
	for (Jour__V1__Topic topic = TOPIC_FIRST; topic <= TOPIC_LAST; topic++)
		if (strlen(topic_name(topic)) == size && memcmp(topic_name(topic), text, size) == 0)
			return topic;
	return JOUR__V1__TOPIC__TOPIC_INVALID;
}

/* "cases,payments": ascending by number, as a grant wants them. */
static void read_topics(struct admin_options *admin, const char *text, struct argp_state *state)
{
	bool wanted[TOPIC_LAST + 1] = {false};
	if (text[0] == '\0')
		argp_error(state, _("--may: say what it may report, or none"));
	admin->has_topics = true;
	for (const char *at = strcmp(text, "none") == 0 ? "" : text; *at != '\0';) {
		size_t size = strcspn(at, ",");
		Jour__V1__Topic topic = find_topic(at, size);
		if (topic == JOUR__V1__TOPIC__TOPIC_INVALID)
			argp_error(state,
				_("--may: '%.*s' is not one of cases, payments, population, jour, "
				  "office (none alone: nothing)"),
				(int)size, at);
		wanted[topic] = true;
		at += size + (at[size] == ',');
	}
	admin->topic_count = 0;
	for (Jour__V1__Topic topic = TOPIC_FIRST; topic <= TOPIC_LAST; topic++)
		if (wanted[topic])
			admin->topics[admin->topic_count++] = topic;
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

/* A unit without --may would be a grant of nothing, which only --may none can mean. */
static void check_options(const struct admin_options *admin, struct argp_state *state)
{
	bool every = false;
	if (!admin->has_line)
		argp_error(state, _("which identity? Give its line (jour-id1 ...)"));
	if (admin->unit_count > 0 && !admin->has_topics)
		argp_error(
			state, _("what may it report about the unit? Give --may with one or more "
				 "of cases, payments, population, jour, office, for instance "
				 "--may cases,payments"));
	if (admin->unit_count == 0 && admin->has_topics)
		argp_error(state, _("--may about which unit? Give --unit"));
	if (admin->unit_count == 0 && admin->reason != NULL)
		argp_error(state, _("--reason goes with --unit and --may"));
	for (size_t i = 0; i < admin->unit_count; i++)
		every = every || strcmp(admin->units[i], UNIT_EVERY) == 0;
	for (size_t i = 0; i < admin->topic_count && !every; i++)
		if (admin->topics[i] == JOUR__V1__TOPIC__TOPIC_OFFICE ||
			admin->topics[i] == JOUR__V1__TOPIC__TOPIC_JOUR)
			argp_error(state,
				_("--may: jour and office are about every unit: --unit '*'"));
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
	case 'r':
		if (arg[0] == '\0')
			argp_error(state, _("--reason: say why"));
		admin->reason = arg;
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
		check_options(admin, state);
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

/* With a reason it replaces what this agent granted for the unit before, if it did. */
static void add_grant(struct admin_batch *batch, const struct admin_options *admin,
	struct store_txn *txn, const char *unit_code)
{
	struct key key = admin->line.identity.sign;
	Jour__V1__Topic say[sizeof(admin->topics) / sizeof(admin->topics[0])];
	Jour__V1__Record record;
	Jour__V1__Grant body;
	struct hash256 replaced;
	char unit[32];
	memcpy(say, admin->topics, sizeof(say));
	jour__v1__record__init(&record);
	jour__v1__grant__init(&body);
	snprintf(unit, sizeof(unit), "%s", unit_code);
	body.key = (ProtobufCBinaryData){KEY_SIZE, key.bytes};
	body.unit = unit;
	body.n_may_say = admin->topic_count;
	body.may_say = say;
	record.body_case = JOUR__V1__RECORD__BODY_GRANT;
	record.grant = &body;
	if (admin->reason != NULL &&
		outbox_said(txn, JOUR__V1__RECORD__BODY_GRANT,
			intake_key_hash(JOUR__V1__RECORD__BODY_GRANT, &body), &replaced)) {
		record.replaces = (ProtobufCBinaryData){HASH256_SIZE, replaced.bytes};
		record.reason = (char *)(uintptr_t)admin->reason; /* packing only reads */
	}
	admin_add(batch, &record);
}

static bool add_grants(
	struct agent *agent, struct admin_batch *batch, const struct admin_options *admin)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	for (size_t i = 0; txn != NULL && i < admin->unit_count; i++)
		add_grant(batch, admin, txn, admin->units[i]);
	if (txn != NULL)
		err = store_error(txn);
	store_abort(txn);
	if (err != ERR_OK)
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
	return err == ERR_OK;
}

/* Puts the batch, with the grants that the command asks for, and waits for its receipt. */
static int send_batch(const struct admin_options *admin, struct admin_batch *batch)
{
	struct agent agent;
	uint64_t number = 0;
	int status = agent_open(admin->directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = add_grants(&agent, batch, admin) && admin_put(&agent, batch, &number)
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
	if (admin->unit_count == 0)
		printf("%s\n",
			_("It may report nothing yet: 'jour-agent grant' with its line, --unit and "
			  "--may says what it may."));
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
		N_("Lets an enrolled agent report about one more unit, or, with --reason, "
		   "something "
		   "else about a unit than before. What it may report is shown by 'jourd status'.\v"
		   "Examples:\n"
		   "  jour-agent grant \"$(cat robertsfors.line)\" --unit 2404 --may cases\n"
		   "  jour-agent grant \"$(cat robertsfors.line)\" --unit 2404 --may "
		   "cases,payments --reason \"pays from 2019\""),
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
