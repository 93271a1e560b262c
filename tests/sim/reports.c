/* What agents and the office say: records, right and wrong. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#define BODY_SIZE_MAX 8192
#define RECORDS_MAX 6
#define DNR "2025-17"
#define PERIODS 16 /* twelve months of 2025 and its quarters */
#define INVOICES 20

struct body {
	struct sim *sim;
	uint8_t bytes[BODY_SIZE_MAX];
	struct writer to;
	struct hash256 newest; /* hash of the record packed last */
};

static void begin(struct body *body, struct sim *sim)
{
	body->sim = sim;
	body->to = writer_of(body->bytes, sizeof(body->bytes));
}

/* `replaces` may be NULL. */
static void pack(struct body *body, Jour__V1__Record *record, const struct hash256 *replaces)
{
	uint8_t salt[SALT_SIZE];
	struct hash256 old;
	char reason[] = "counted again";
	size_t at = body->to.size;
	sim_draw_bytes(body->sim, salt, sizeof(salt));
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	if (replaces != NULL) {
		old = *replaces;
		record->replaces = (ProtobufCBinaryData){HASH256_SIZE, old.bytes};
		record->reason = reason;
	}
	if (record_pack(record, &body->to) != ERR_OK)
		sim_fail(body->sim, "crash", "a record has no room");
	struct bytes all = written(&body->to);
	body->newest = merkle_leaf((struct bytes){all.data + at + 4, all.size - at - 4});
}

static ProtobufCBinaryData data_of(struct key *key)
{
	return (ProtobufCBinaryData){KEY_SIZE, key->bytes};
}

const char *unit_code(unsigned kommun)
{
	static const char *codes[] = {"9999", "2401", "2404", "2409", "2418", "2425", "2460"};
	return codes[kommun % (sizeof(codes) / sizeof(codes[0]))];
}

/* ---- tables and payments */

/* What may be wrong with a report. */
enum slip {
	SLIP_NONE,
	SLIP_CORRECTS, /* names what this agent said last */
	SLIP_REPEATS,  /* says it again */
	SLIP_STRANGER, /* another's unit */
	SLIP_NOWHERE,  /* a unit that nobody knows */
	SLIP_NUMBER,   /* out of range */
	SLIP_EARLY,    /* a period that has not ended; a diary number nobody knows */
	SLIP_CLASS,    /* in a batch of another class */
	SLIP_GARBAGE,
};

static enum slip draw_slip(struct sim *sim)
{
	static const uint8_t percents[] = {50, 22, 8, 3, 3, 3, 4, 3, 4};
	uint64_t drawn = sim_draw(sim, 100);
	unsigned slip = 0;
	while (slip < SLIP_GARBAGE && drawn >= percents[slip])
		drawn -= percents[slip++];
	return (enum slip)slip;
}

static const char *draw_unit(struct sim *sim, const struct agent *agent, enum slip slip)
{
	unsigned kommun = agent->kommun;
	if (kommun == 0)
		kommun = 1 + (unsigned)sim_draw(sim, sim->plan.kommuner);
	if (slip == SLIP_STRANGER)
		kommun = 1 + kommun % sim->plan.kommuner;
	return slip == SLIP_NOWHERE ? unit_code(0) : unit_code(kommun);
}

/* What this agent last said under the topic: a correction names it, a repetition says it. */
static void finish(struct body *body, struct agent *agent, Jour__V1__Record *record, uint32_t topic,
	uint64_t figure, enum slip slip)
{
	struct report *report = &agent->reports[topic];
	bool before = report->topic == topic + 1;
	pack(body, record, before && slip == SLIP_CORRECTS ? &report->hash : NULL);
	if (!before || slip == SLIP_CORRECTS)
		*report = (struct report){topic + 1, figure, body->newest};
}

/* The months of a year, then its quarters. */
static void set_months(Jour__V1__Period *period, unsigned at)
{
	period->first_month = at < 12 ? at + 1 : (at - 12) * 3 + 1;
	period->months = at < 12 ? 1 : 3;
}

static void add_table(struct body *body, struct agent *agent, enum slip slip)
{
	struct sim *sim = body->sim;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__CaseTable table = JOUR__V1__CASE_TABLE__INIT;
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	char area[8], sex[] = "sex";
	Jour__V1__TableDimension by = JOUR__V1__TABLE_DIMENSION__INIT, *dimensions[] = {&by};
	uint32_t topic = (uint32_t)sim_draw(sim, PERIODS * 2);
	bool divided = topic >= PERIODS;
	unsigned at = topic % PERIODS;
	uint64_t figure = slip == SLIP_REPEATS ? agent->reports[topic].figure : sim_draw(sim, 50);
	uint64_t counts[] = {figure, 1, 2, 0};
	snprintf(area, sizeof(area), "%s", draw_unit(sim, agent, slip));
	period.year = slip == SLIP_EARLY ? 2026 : 2025;
	set_months(&period, at);
	if (slip == SLIP_NUMBER)
		counts[0] = COUNT_MAX + 1;
	table.area = area;
	table.period = &period;
	table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	by.dimension = by.list = sex;
	by.version = 1 + (uint32_t)sim_draw(sim, 2); /* may be still to come */
	table.n_dimensions = divided ? 1 : 0;
	table.dimensions = dimensions;
	table.n_counts = divided ? 4 : 1;
	table.counts = counts;
	record.body_case = JOUR__V1__RECORD__BODY_CASE_TABLE;
	record.case_table = &table;
	finish(body, agent, &record, topic, figure, slip);
}

static void add_payment(struct body *body, struct agent *agent, enum slip slip)
{
	struct sim *sim = body->sim;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Payment payment = JOUR__V1__PAYMENT__INIT;
	char payer[8], reference[8], dnr[] = DNR, nowhere[] = "2025-99";
	uint32_t invoice = (uint32_t)sim_draw(sim, INVOICES);
	uint32_t topic = PERIODS * 2 + invoice;
	uint64_t figure =
		slip == SLIP_REPEATS ? agent->reports[topic].figure : 1 + sim_draw(sim, 1000);
	snprintf(payer, sizeof(payer), "%s", draw_unit(sim, agent, slip));
	snprintf(reference, sizeof(reference), "F%u", invoice);
	payment.agreement = slip == SLIP_EARLY ? nowhere : dnr;
	payment.payer = payer;
	payment.side = JOUR__V1__SIDE__SIDE_PAYER;
	payment.reference = reference;
	payment.year = 2025;
	payment.date = 20251215;
	payment.amount_ore = slip == SLIP_NUMBER ? 0 : figure * 100;
	record.body_case = JOUR__V1__RECORD__BODY_PAYMENT;
	record.payment = &payment;
	finish(body, agent, &record, topic, figure, slip);
}

/* Of a table that this agent said last, or of one that nobody has said. */
static void add_confirmation(struct body *body, struct agent *agent, enum slip slip)
{
	struct sim *sim = body->sim;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Confirmation said = JOUR__V1__CONFIRMATION__INIT;
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	char area[8], check[] = "differs", why[] = "it was so";
	uint32_t topic = (uint32_t)sim_draw(sim, PERIODS * 2);
	struct hash256 hash = agent->reports[topic].hash;
	snprintf(area, sizeof(area), "%s", draw_unit(sim, agent, slip));
	period.year = 2025;
	set_months(&period, topic % PERIODS);
	said.record = (ProtobufCBinaryData){HASH256_SIZE, hash.bytes};
	said.check = check;
	said.why = why;
	said.area = area;
	said.period = &period;
	said.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	record.body_case = JOUR__V1__RECORD__BODY_CONFIRMATION;
	record.confirmation = &said;
	pack(body, &record, NULL);
}

/* A kommun's agent may not say it, the office's may. */
static void add_effort(struct body *body, struct agent *agent, enum slip slip)
{
	struct sim *sim = body->sim;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Effort effort = JOUR__V1__EFFORT__INIT;
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	char area[8], measure[] = "assignments";
	uint32_t topic = (uint32_t)sim_draw(sim, 12);
	uint64_t figure =
		slip == SLIP_REPEATS ? agent->reports[topic].figure : sim_draw(sim, 90) * 100;
	snprintf(area, sizeof(area), "%s", slip == SLIP_NOWHERE ? unit_code(0) : unit_code(1));
	period.year = 2025;
	set_months(&period, topic);
	effort.area = area;
	effort.period = &period;
	effort.measure = measure;
	effort.hundredths = slip == SLIP_NUMBER ? 100 * (COUNT_MAX + 1) : figure;
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	record.body_case = JOUR__V1__RECORD__BODY_EFFORT;
	record.effort = &effort;
	if (agent->kommun == 0)
		finish(body, agent, &record, topic, figure, slip);
	else
		pack(body, &record, NULL);
}

/* No tag of protobuf is that long. */
static void add_garbage(struct body *body)
{
	uint8_t bytes[26];
	memset(bytes, 0xff, 10);
	sim_draw_bytes(body->sim, bytes + 10, sizeof(bytes) - 10);
	write_be32(&body->to, sizeof(bytes));
	write_copy(&body->to, bytes, sizeof(bytes));
}

void report_something(struct sim *sim, struct agent *agent)
{
	struct body body;
	bool money = sim_chance(sim, 40);
	unsigned count = 1 + (unsigned)sim_draw(sim, RECORDS_MAX);
	begin(&body, sim);
	for (unsigned i = 0; i < count; i++) {
		enum slip slip = draw_slip(sim);
		if (slip == SLIP_GARBAGE) {
			add_garbage(&body);
		} else if (money != (slip == SLIP_CLASS)) {
			add_payment(&body, agent, slip);
		} else if (sim_chance(sim, 10)) {
			add_confirmation(&body, agent, slip);
		} else if (sim_chance(sim, 5)) {
			add_effort(&body, agent, slip);
		} else {
			add_table(&body, agent, slip);
		}
	}
	agent_put(sim, agent, money ? CLASS_MONEY : CLASS_CASES, written(&body.to));
}

/* ---- the office */

static struct agent *office_of(struct sim *sim)
{
	return sim->agents[0];
}

static void add_unit(struct body *body, unsigned kommun)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Unit unit = JOUR__V1__UNIT__INIT;
	char code[8], name[] = "a kommun";
	snprintf(code, sizeof(code), "%s", unit_code(kommun));
	unit.code = code;
	unit.name = name;
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19710101;
	record.body_case = JOUR__V1__RECORD__BODY_UNIT;
	record.unit = &unit;
	pack(body, &record, NULL);
}

static void add_agreement(struct body *body, unsigned kommuner)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Agreement agreement = JOUR__V1__AGREEMENT__INIT;
	Jour__V1__Term term = JOUR__V1__TERM__INIT;
	Jour__V1__FixedAmount amount = JOUR__V1__FIXED_AMOUNT__INIT;
	Jour__V1__Rounding rounding = JOUR__V1__ROUNDING__INIT;
	Jour__V1__Term *terms[] = {&term};
	char codes[8][8], dnr[] = DNR, title[] = "an agreement", id[] = "fee", clause[] = "4";
	char *units[8];
	for (unsigned i = 0; i < kommuner; i++) {
		snprintf(codes[i], sizeof(codes[i]), "%s", unit_code(i + 1));
		units[i] = codes[i];
	}
	amount.amount_ore = 100000;
	term.id = id;
	term.clause = clause;
	term.flow = JOUR__V1__FLOW__FLOW_CASH;
	term.proration = JOUR__V1__PRORATION__PRORATION_NONE;
	rounding.unit_ore = 1;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	term.rounding = &rounding;
	term.formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term.fixed_amount = &amount;
	agreement.dnr = dnr;
	agreement.version = 1;
	agreement.title = title;
	agreement.n_units = kommuner;
	agreement.units = units;
	agreement.from = 20250101;
	agreement.to = 20271231;
	agreement.n_terms = 1;
	agreement.terms = terms;
	record.body_case = JOUR__V1__RECORD__BODY_AGREEMENT;
	record.agreement = &agreement;
	pack(body, &record, NULL);
}

bool office_found(struct sim *sim)
{
	struct body units, money;
	begin(&units, sim);
	begin(&money, sim);
	for (unsigned kommun = 1; kommun <= sim->plan.kommuner; kommun++)
		add_unit(&units, kommun);
	add_agreement(&money, sim->plan.kommuner);
	return agent_put(sim, office_of(sim), CLASS_ADMIN, written(&units.to)) &&
	       agent_put(sim, office_of(sim), CLASS_MONEY, written(&money.to));
}

static void add_enrolment(struct body *body, struct identity identity)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Enrolment enrolment = JOUR__V1__ENROLMENT__INIT;
	char name[] = "an agent";
	enrolment.sign_key = data_of(&identity.sign);
	enrolment.transport_key = data_of(&identity.transport);
	enrolment.name = name;
	record.body_case = JOUR__V1__RECORD__BODY_ENROLMENT;
	record.enrolment = &enrolment;
	pack(body, &record, NULL);
}

/* `may_say` is a bit set of topics; `replaces` may be NULL. */
static void add_grant(struct body *body, struct key principal, unsigned kommun, unsigned may_say,
	const struct hash256 *replaces)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Grant grant = JOUR__V1__GRANT__INIT;
	Jour__V1__Topic topics[8];
	char unit[8];
	snprintf(unit, sizeof(unit), "%s", unit_code(kommun));
	for (unsigned topic = 1; topic < 8; topic++)
		if ((may_say >> topic & 1) != 0)
			topics[grant.n_may_say++] = (Jour__V1__Topic)topic;
	grant.key = data_of(&principal);
	grant.unit = unit;
	grant.may_say = topics;
	record.body_case = JOUR__V1__RECORD__BODY_GRANT;
	record.grant = &grant;
	pack(body, &record, replaces);
}

#define MAY_SAY_ALL (1u << JOUR__V1__TOPIC__TOPIC_CASES | 1u << JOUR__V1__TOPIC__TOPIC_PAYMENTS)

bool office_enrol(struct sim *sim, struct agent *agent)
{
	struct body body;
	begin(&body, sim);
	add_enrolment(&body, agent->secret.public);
	add_grant(&body, agent->principal, agent->kommun, MAY_SAY_ALL, NULL);
	agent->grant_hash = body.newest;
	agent->may_say = MAY_SAY_ALL;
	return agent_put(sim, office_of(sim), CLASS_ADMIN, written(&body.to));
}

bool office_grant(struct sim *sim, struct agent *agent, unsigned may_say)
{
	struct body body;
	begin(&body, sim);
	add_grant(&body, agent->principal, agent->kommun, may_say, &agent->grant_hash);
	agent->grant_hash = body.newest;
	agent->may_say = may_say;
	return agent_put(sim, office_of(sim), CLASS_ADMIN, written(&body.to));
}

static void add_revocation(struct body *body, struct key principal)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Revocation revocation = JOUR__V1__REVOCATION__INIT;
	revocation.key = data_of(&principal);
	record.body_case = JOUR__V1__RECORD__BODY_REVOCATION;
	record.revocation = &revocation;
	pack(body, &record, NULL);
}

bool office_revoke(struct sim *sim, struct agent *agent)
{
	struct body body;
	begin(&body, sim);
	add_revocation(&body, agent->principal);
	return agent_put(sim, office_of(sim), CLASS_ADMIN, written(&body.to));
}

bool office_resume(struct sim *sim, struct agent *agent)
{
	struct body body;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Resume resume = JOUR__V1__RESUME__INIT;
	begin(&body, sim);
	resume.key = data_of(&agent->principal);
	record.body_case = JOUR__V1__RECORD__BODY_RESUME;
	record.resume = &resume;
	pack(&body, &record, NULL);
	return agent_put(sim, office_of(sim), CLASS_ADMIN, written(&body.to));
}

void office_replace(struct sim *sim, struct agent *agent, const struct secret *secret)
{
	/* Whether the outbox takes what is put or not: people say it again until it is so. */
	office_revoke(sim, agent);
	if (!agent_rekey(sim, agent, secret))
		return;
	agent->principal = secret->public.sign;
	agent->has_next = false;
	office_enrol(sim, agent);
}

bool agent_change_key(struct sim *sim, struct agent *agent)
{
	struct body body;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__KeyChange change = JOUR__V1__KEY_CHANGE__INIT;
	begin(&body, sim);
	change.old_key = data_of(&agent->secret.public.sign);
	change.new_sign_key = data_of(&agent->next.public.sign);
	change.new_transport_key = data_of(&agent->next.public.transport);
	record.body_case = JOUR__V1__RECORD__BODY_KEY_CHANGE;
	record.key_change = &change;
	pack(&body, &record, NULL);
	return agent_put(sim, agent, CLASS_ADMIN, written(&body.to));
}

/* ---- what the office says about cases */

#define CLOSES (PERIODS * 2) /* everybody's periods and then the first kommun's */
#define LIST_TOPIC CLOSES

/* What was closed is opened again, and the other way round. */
static void add_close(struct body *body, struct agent *office)
{
	struct sim *sim = body->sim;
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__PeriodClose close = JOUR__V1__PERIOD_CLOSE__INIT;
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	char scope[8];
	/* The first topics are those of its effort. */
	uint32_t topic = 12 + (uint32_t)sim_draw(sim, CLOSES);
	unsigned at = (topic - 12) % PERIODS;
	struct report *report = &office->reports[topic];
	bool before = report->topic == topic + 1;
	snprintf(scope, sizeof(scope), "%s", topic - 12 < PERIODS ? "*" : unit_code(1));
	period.year = 2025;
	set_months(&period, at);
	close.scope = scope;
	close.period = &period;
	close.reopened = before ? report->figure == 0 : sim_chance(sim, 10);
	record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	record.period_close = &close;
	finish(body, office, &record, topic, close.reopened ? 1 : 0, SLIP_CORRECTS);
}

/* The same values in other words; now and then a version is passed over. */
static void add_list(struct body *body, struct agent *office)
{
	static const char *const codes[] = {"kvinna", "man", "annan", "okand"};
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__CodeList list = JOUR__V1__CODE_LIST__INIT;
	Jour__V1__CodeValue values[4], *pointers[4];
	char name[] = "sex", label[] = "kön", code[4][8];
	struct report *last = &office->reports[12 + LIST_TOPIC];
	if (!sim_chance(body->sim, 20))
		last->figure++;
	for (unsigned i = 0; i < 4; i++) {
		jour__v1__code_value__init(&values[i]);
		snprintf(code[i], sizeof(code[i]), "%s", codes[i]);
		values[i].code = code[i];
		values[i].label_sv = code[i];
		pointers[i] = &values[i];
	}
	list.name = list.dimension = name;
	list.version = 1 + (uint32_t)last->figure;
	list.label_sv = label;
	list.n_values = 4;
	list.values = pointers;
	record.body_case = JOUR__V1__RECORD__BODY_CODE_LIST;
	record.code_list = &list;
	pack(body, &record, NULL);
}

/* The kommun is called something else from a day of 2025 on. */
static void add_new_name(struct body *body, unsigned kommun)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	Jour__V1__Unit unit = JOUR__V1__UNIT__INIT;
	char code[8], name[] = "a kommun with a new name";
	snprintf(code, sizeof(code), "%s", unit_code(kommun));
	unit.code = code;
	unit.name = name;
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 20250101 + 100 * (uint32_t)sim_draw(body->sim, 12);
	record.body_case = JOUR__V1__RECORD__BODY_UNIT;
	record.unit = &unit;
	pack(body, &record, NULL);
}

void office_administer(struct sim *sim)
{
	struct agent *office = office_of(sim);
	struct body body;
	begin(&body, sim);
	if (sim_chance(sim, 30)) {
		add_effort(&body, office, draw_slip(sim));
		agent_put(sim, office, CLASS_CASES, written(&body.to));
		return;
	}
	if (sim_chance(sim, 70))
		add_close(&body, office);
	else if (sim_chance(sim, 50))
		add_list(&body, office);
	else
		add_new_name(&body, 1 + (unsigned)sim_draw(sim, sim->plan.kommuner));
	agent_put(sim, office, CLASS_ADMIN, written(&body.to));
}
