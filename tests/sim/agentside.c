/* An agent: its outbox, its link, and the machine they run on. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "outboxrow.h"

static void start(struct sim *sim, struct agent *agent)
{
	memstore_restart(agent->store);
	agent->up = true;
	agent->connected = false;
	agent->connection++;
	agent->opens_at_ms = NEVER_MS;
	agent->clock_ms = 1000 + sim_draw(sim, HOUR_MS) - sim->now_ms; /* wraps; so does the sum */
	sim->tally.agent_starts++;
	if (link_init(agent->link, agent->store, &agent->secret) != ERR_OK)
		sim_fail(sim, "crash", "agent %u does not start", agent->number);
	oracle_outbox(sim, agent, false);
}

static struct agent *add(struct sim *sim)
{
	struct agent *agent = calloc(1, sizeof(*agent));
	if (agent == NULL || sim->agent_count == SIM_AGENTS_MAX)
		abort();
	agent->number = sim->agent_count;
	agent->link = calloc(1, sizeof(*agent->link));
	agent->put_at_ms = sim->now_ms + MINUTE_MS + sim_draw(sim, HOUR_MS);
	sim->agents[sim->agent_count++] = agent;
	return agent;
}

struct agent *agent_new(struct sim *sim, unsigned kommun, const struct secret *secret)
{
	struct agent *agent = add(sim);
	const struct ledger_name *name = &sim->ledger.turn.name;
	struct ledger_view view = {.ledger_key = name->genesis.ledger_key, .ledger_id = name->id};
	enum outbox_mismatch mismatch;
	enum err err = ERR_OK;
	strcpy(view.origin, name->genesis.origin);
	agent->kommun = kommun;
	agent->secret = *secret;
	agent->principal = secret->public.sign;
	agent->enrolled = kommun == 0;
	agent->store = memstore_open(outbox_tables, OUTBOX_TABLES);
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (outbox_open(txn, &view, &secret->public, &mismatch) != ERR_OK ||
		store_commit(txn) != ERR_OK)
		sim_fail(sim, "crash", "no outbox can be made");
	start(sim, agent);
	return agent;
}

void agent_free(struct agent *agent)
{
	store_close(agent->store);
	store_close(agent->backup);
	free(agent->link);
	free(agent);
}

void agent_cut(struct sim *sim, struct agent *agent, bool told)
{
	(void)sim;
	if (!agent->up || !agent->connected)
		return;
	agent->connection++;
	agent->connected = false;
	/* Otherwise it notices by silence, and its frames go nowhere. */
	if (told)
		agent->opens_at_ms = 0;
}

void agent_crash(struct sim *sim, struct agent *agent, uint64_t down_ms)
{
	if (!agent->up)
		return;
	sim_trace(sim, "agent %u is down for %u s", agent->number, (unsigned)(down_ms / 1000));
	agent->up = agent->connected = agent->crash_before_effects = false;
	agent->connection++;
	agent->starts_at_ms = sim->now_ms + down_ms;
}

/* ---- what the link wants */

/* The planted fault: what was sent is taken for received. */
static void plant_deleted(struct sim *sim, struct agent *agent)
{
	struct outbox outbox;
	struct outbox_batch batch;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn != NULL && outboxrow_load(txn, &outbox) == ERR_OK && outbox_next(txn, 0, &batch) &&
		sim_chance(sim, 10)) {
		struct outbox_key key = outbox_key_of(batch.number);
		outbox.base = batch.header_hash;
		outbox.acknowledged = batch.number;
		store_delete(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes));
		store_put(txn, OUTBOX_RECEIPTS, BYTES_OF(key.bytes), BYTES_OF("no receipt"));
		outboxrow_save(txn, &outbox);
		sim->planted = true;
		sim_trace(sim, "PLANTED: agent %u forgets batch %u", agent->number,
			(unsigned)batch.number);
	}
	if (txn != NULL && store_commit(txn) != ERR_OK)
		sim->planted = false;
}

/* The planted fault: the receipt before is stored in the place of this one. */
static void plant_forged(struct sim *sim, struct agent *agent, uint64_t number)
{
	struct outbox_submission before;
	enum err err = ERR_OK;
	struct outbox_key key = outbox_key_of(number);
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn != NULL && number > 1 && outbox_submission(txn, number - 1, &before) == ERR_OK &&
		before.state == OUTBOX_RECEIPTED) {
		store_put(txn, OUTBOX_RECEIPTS, BYTES_OF(key.bytes), before.receipt);
		sim->planted = true;
	}
	if (txn != NULL && store_commit(txn) != ERR_OK)
		sim->planted = false;
}

static void perform(struct sim *sim, struct agent *agent, const struct link_effect *effect)
{
	switch (effect->type) {
	case LINK_SEND:
		network_send(sim, true, agent->number, effect->frame);
		if (sim->plan.plant == PLANT_DELETED_UNVERIFIED && !sim->planted &&
			agent->kommun != 0)
			plant_deleted(sim, agent);
		break;
	case LINK_REOPEN:
		agent->connection++;
		agent->connected = false;
		agent->opens_at_ms = sim->now_ms + effect->delay_ms + 1 + sim_draw(sim, 200);
		break;
	case LINK_RECEIPT:
		if (sim->plan.plant == PLANT_RECEIPT_FORGED && !sim->planted)
			plant_forged(sim, agent, effect->number);
		oracle_acknowledged(sim, agent, effect->number);
		break;
	case LINK_RECHAINED:
		sim->tally.rechained++;
		sim_trace(sim, "agent %u signed %u batches again", agent->number,
			(unsigned)effect->number);
		if (!agent->disturbed)
			sim_fail(sim, "link", "agent %u began a new chain for no reason",
				agent->number);
		break;
	case LINK_REFERENCE:
		break;
	}
}

/* An honest ledger never makes an agent say these. */
static void check_status(struct sim *sim, const struct agent *agent)
{
	struct link_status status = link_status(agent->link);
	bool wrong = status.state == LINK_BAD_ANSWER || status.state == LINK_LEDGER_BEHIND ||
		     status.state == LINK_HISTORIES_DIFFER ||
		     (status.state == LINK_REFUSED && status.code < REFUSAL_REVOKED);
	if (wrong)
		sim_fail(sim, "link", "agent %u is in state %d, batch %u, code %u, argument %u",
			agent->number, (int)status.state, (unsigned)status.number, status.code,
			(unsigned)status.argument);
}

static void step(
	struct sim *sim, struct agent *agent, enum link_event_type type, struct bytes frame)
{
	struct link_event event = {
		.type = type, .now_ms = agent->clock_ms + sim->now_ms, .frame = frame};
	sim_draw_bytes(sim, event.random, sizeof(event.random));
	enum link_state before = link_status(agent->link).state;
	sim_arm(agent->store, &agent->fault);
	enum err err = link_step(agent->link, agent->store, &event, &sim->effects);
	bool sound = sim_disarm(agent->store, &agent->fault);
	if (err != ERR_OK) {
		sim_trace(sim, "agent %u stops with %s", agent->number, err_name(err));
		if (sound)
			sim_fail(sim, "crash", "agent %u stops with %s", agent->number,
				err_name(err));
		agent_crash(sim, agent, 1000 + sim_draw(sim, 60000));
		return;
	}
	if (link_status(agent->link).state != before)
		sim_trace(sim, "agent %u: state %d", agent->number,
			(int)link_status(agent->link).state);
	check_status(sim, agent);
	if (agent->crash_before_effects && sim->effects.count > 0) {
		agent_crash(sim, agent, 1000 + sim_draw(sim, 60000));
		return;
	}
	for (unsigned i = 0; i < sim->effects.count; i++)
		perform(sim, agent, &sim->effects.list[i]);
}

void agent_take(struct sim *sim, struct agent *agent, uint64_t connection, struct bytes frame)
{
	if (agent->up && agent->connected && agent->connection == connection)
		step(sim, agent, LINK_FRAME, frame);
}

/* ---- when something is due */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* When the link's deadline comes by the world's clock. */
static uint64_t tick_ms(const struct agent *agent)
{
	uint64_t deadline_ms = link_deadline_ms(agent->link);
	if (deadline_ms == NEVER_MS)
		return NEVER_MS;
	uint64_t at_ms = deadline_ms - agent->clock_ms;
	return deadline_ms < 1000 || at_ms > NEVER_MS / 2 ? 0 : at_ms;
}

uint64_t agent_due_ms(const struct agent *agent)
{
	if (agent->stopped)
		return NEVER_MS;
	if (!agent->up)
		return least(agent->starts_at_ms, agent->put_at_ms);
	return least(least(tick_ms(agent), agent->opens_at_ms), agent->put_at_ms);
}

static void open_connection(struct sim *sim, struct agent *agent)
{
	agent->opens_at_ms = NEVER_MS;
	if (agent->cut_off_until_ms > sim->now_ms || !sim->ledger.up ||
		sim_chance(sim, sim->network.loss_percent)) {
		/* ZeroMQ tries again by itself. */
		agent->opens_at_ms = sim->now_ms + 5000;
	} else if (!ledger_admits(sim, &agent->secret.public.transport)) {
		step(sim, agent, LINK_DOOR_SHUT, BYTES_NONE);
	} else {
		agent->connected = true;
		step(sim, agent, LINK_OPENED, BYTES_NONE);
	}
}

void agent_step(struct sim *sim, struct agent *agent)
{
	if (agent->put_at_ms <= sim->now_ms) {
		agent->put_at_ms = sim->now_ms + MINUTE_MS + sim_draw(sim, 4 * HOUR_MS);
		if (agent->kommun == 0)
			agent->put_at_ms = NEVER_MS;
		else
			report_something(sim, agent);
	} else if (!agent->up) {
		start(sim, agent);
	} else if (agent->opens_at_ms == 0) {
		agent->opens_at_ms = NEVER_MS;
		step(sim, agent, LINK_CLOSED, BYTES_NONE);
	} else if (agent->opens_at_ms <= sim->now_ms) {
		open_connection(sim, agent);
	} else {
		step(sim, agent, LINK_TICK, BYTES_NONE);
	}
}

/* ---- what people do with an outbox */

static enum err put(
	struct sim *sim, struct agent *agent, enum record_class class, struct bytes body)
{
	struct outbox_draft draft = {.class = class,
		.body = body,
		.now_ms = (uint64_t)((int64_t)(START_MS + sim->now_ms) + agent->wall_ms)};
	uint64_t number;
	enum err err = ERR_OK;
	sim_draw_bytes(sim, draft.fresh_chain.bytes, CHAIN_ID_SIZE);
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn == NULL)
		return err;
	err = outbox_put(txn, &agent->secret, &draft, sim->scratch, &number);
	if (err != ERR_OK) {
		store_abort(txn);
		return err;
	}
	return store_commit(txn);
}

/* A commit of unknown outcome counts as not said; the person sees what is there when she looks
 * again (oracle_outbox). */
bool agent_put(struct sim *sim, struct agent *agent, enum record_class class, struct bytes body)
{
	struct hash256 root = body_root(body, NULL);
	if (!agent->up)
		memstore_restart(agent->store); /* the person's program is another process */
	sim_arm(agent->store, &agent->fault);
	enum err err = put(sim, agent, class, body);
	bool sound = sim_disarm(agent->store, &agent->fault);
	bool maybe = err == ERR_OK || err == ERR_IO;
	if (err != ERR_OK) {
		sim_trace(sim, "agent %u cannot put: %s", agent->number, err_name(err));
		if (sound)
			sim_fail(sim, "crash", "agent %u cannot put: %s", agent->number,
				err_name(err));
	}
	if (maybe)
		oracle_said(sim, agent->number, &root);
	if (err == ERR_IO) {
		memstore_restart(agent->store);
		oracle_outbox(sim, agent, true);
		agent_crash(sim, agent, 1000);
	}
	if (err == ERR_OK && agent->up)
		step(sim, agent, LINK_WAKE, BYTES_NONE);
	return err == ERR_OK;
}

bool agent_rekey(struct sim *sim, struct agent *agent, const struct secret *secret)
{
	struct chain_id chain;
	uint64_t count;
	enum err err = ERR_OK;
	sim_draw_bytes(sim, chain.bytes, sizeof(chain.bytes));
	agent_crash(sim, agent, 1000);
	memstore_restart(agent->store);
	struct store_txn *txn = store_begin_write(agent->store, &err);
	err = outbox_rekey(txn, &agent->secret.public, secret, &chain, sim->scratch, &count);
	if (err != ERR_OK) {
		store_abort(txn);
	} else {
		err = store_commit(txn);
	}
	if (err != ERR_OK) {
		sim_fail(sim, "crash", "agent %u cannot change its key: %s", agent->number,
			err_name(err));
		return false;
	}
	sim_trace(sim, "agent %u goes on under a new key, %u signed again", agent->number,
		(unsigned)count);
	sim->tally.rekeyed++;
	store_close(agent->backup); /* of the old key: no use any more */
	agent->backup = NULL;
	agent->secret = *secret;
	agent->disturbed = true;
	return true;
}

void agent_restore(struct sim *sim, struct agent *agent)
{
	sim_trace(sim, "agent %u is restored from a backup", agent->number);
	agent_crash(sim, agent, 1000);
	store_close(agent->store);
	agent->store = agent->backup;
	agent->backup = NULL;
	agent->disturbed = true;
	oracle_outbox(sim, agent, true);
}

struct agent *agent_copy(struct sim *sim, struct agent *agent)
{
	struct agent *copy = add(sim);
	unsigned number = copy->number;
	uint64_t put_at_ms = copy->put_at_ms;
	struct link *link = copy->link;
	*copy = *agent;
	copy->number = number;
	copy->put_at_ms = put_at_ms;
	copy->link = link;
	copy->is_copy = true;
	copy->backup = NULL;
	copy->fault = (struct fault){0};
	copy->store = sim_copy_store(agent->store, outbox_tables, OUTBOX_TABLES);
	agent->disturbed = copy->disturbed = true;
	sim_trace(sim, "agent %u runs twice, the copy as %u", agent->number, number);
	start(sim, copy);
	return copy;
}

void agent_stop(struct sim *sim, struct agent *agent)
{
	if (agent->stopped)
		return;
	sim_trace(sim, "agent %u, a copy, is put away", agent->number);
	agent_crash(sim, agent, 0);
	agent->stopped = true;
	for (size_t i = 0; i < sim->oracle.said_count; i++)
		if (sim->oracle.said[i].holder == agent->number)
			sim->oracle.said[i].gone = true;
}

uint64_t agent_waiting(struct sim *sim, struct agent *agent)
{
	struct outbox_summary summary = {.waiting = 1};
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn == NULL || outbox_summary(txn, &summary) != ERR_OK)
		sim_fail(sim, "crash", "agent %u's outbox cannot be read", agent->number);
	store_abort(txn);
	return summary.waiting;
}
