/* The office's daemon: gate and ledger process, as far as they can be simulated. The gate holds
 * frames until the ledger process takes some of them into one turn. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define ANSWERS_SIZE ((size_t)SIM_QUESTIONS_MAX * FRAME_SIZE_MAX)
#define ARENA_SIZE ((size_t)DECODE_HEAP_MAX)

static uint64_t wall_ms(const struct sim *sim)
{
	return (uint64_t)((int64_t)(START_MS + sim->now_ms) + sim->ledger.clock_ms);
}

/* What a new process knows: its key, and what is in the store. */
static void start(struct sim *sim)
{
	struct ledgerside *ledger = &sim->ledger;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(ledger->store, &err);
	ledger->turn = (struct turn){.store = ledger->store,
		.secret = &ledger->ledger,
		.memory = {arena_of(ledger->arenas, ARENA_SIZE),
			arena_of(ledger->arenas + ARENA_SIZE, ARENA_SIZE)},
		.answers = ledger->answers,
		.answers_capacity = ANSWERS_SIZE};
	if (txn == NULL || ledger_identify(txn, &ledger->turn.name) != ERR_OK)
		sim_fail(sim, "crash", "the ledger does not start");
	store_abort(txn);
	ledger->up = true;
	ledger->turn_at_ms = NEVER_MS;
}

void ledger_begin(struct sim *sim)
{
	struct ledgerside *ledger = &sim->ledger;
	uint8_t buffer[GENESIS_SIZE_MAX];
	enum err err = ERR_OK;
	ledger->office = sim_draw_secret(sim);
	ledger->recovery = sim_draw_secret(sim);
	ledger->ledger = sim_draw_secret(sim);
	ledger->answers = malloc(ANSWERS_SIZE);
	ledger->arenas = malloc(2 * ARENA_SIZE);
	ledger->store = memstore_open(ledger_tables, LEDGER_TABLES);
	struct genesis genesis = {.rules = RULES_VERSION,
		.created_ms = START_MS,
		.office = ledger->office.public,
		.recovery = ledger->recovery.public,
		.ledger_key = ledger->ledger.public.sign,
		.server_transport = ledger->ledger.public.transport,
		.origin = "jour.example/sim"};
	struct store_txn *txn = store_begin_write(ledger->store, &err);
	ledger_create(txn, &genesis);
	if (store_commit(txn) != ERR_OK)
		sim_fail(sim, "crash", "no ledger can be made");
	start(sim);
	oracle_begin(sim, genesis_write(&genesis, buffer));
	recount_begin(sim, &genesis);
}

static void drop_queue(struct ledgerside *ledger)
{
	for (size_t i = 0; i < ledger->queued; i++)
		free(ledger->queue[i].data);
	ledger->queued = 0;
	ledger->turn_at_ms = NEVER_MS;
}

void ledger_end(struct sim *sim)
{
	drop_queue(&sim->ledger);
	store_close(sim->ledger.store);
	free(sim->ledger.answers);
	free(sim->ledger.arenas);
}

struct store *sim_copy_store(struct store *from, const struct store_table *tables, unsigned count)
{
	uint8_t next[STORE_KEY_SIZE_MAX + 1];
	enum err err = ERR_OK;
	struct store *to = memstore_open(tables, count);
	struct store_txn *in = store_begin_read(from, &err);
	struct store_txn *out = store_begin_write(to, &err);
	for (unsigned table = 0; table < count; table++) {
		struct bytes at = BYTES_NONE, key, value;
		while (store_next(in, table, at, &key, &value)) {
			store_put(out, table, key, value);
			at = store_key_after(key, next);
		}
	}
	store_abort(in);
	if (store_commit(out) != ERR_OK)
		abort();
	return to;
}

/* ---- the gate */

void ledger_take(struct sim *sim, unsigned agent, struct bytes frame)
{
	struct ledgerside *ledger = &sim->ledger;
	if (!ledger->up) {
		uint8_t bytes[FRAME_HEADER_SIZE + 1];
		struct writer to = writer_of(bytes, sizeof(bytes));
		frame_begin(&to, FRAME_NOTICE, 0);
		write_u8(&to, NOTICE_NO_LEDGER);
		if (sim_chance(sim, 50))
			network_send(sim, false, agent, written(&to));
		return;
	}
	if (ledger->queued == SIM_QUEUE_MAX)
		return;
	struct message *message = &ledger->queue[ledger->queued++];
	*message = (struct message){.agent = agent,
		.connection = sim->agents[agent]->connection,
		.data = malloc(frame.size),
		.size = frame.size};
	memcpy(message->data, frame.data, frame.size);
	if (ledger->turn_at_ms == NEVER_MS)
		ledger->turn_at_ms = sim->now_ms + 1 + sim_draw(sim, 40);
}

bool ledger_admits(struct sim *sim, const struct key *transport)
{
	enum err err = ERR_OK;
	struct key at = {{0}};
	struct member member;
	bool admits = false;
	struct store_txn *txn = store_begin_read(sim->ledger.store, &err);
	while (!admits && roster_next(txn, &at, &member))
		admits = member.active && key_equal(&member.transport, transport);
	store_abort(txn);
	return admits;
}

void gate_restart(struct sim *sim)
{
	drop_queue(&sim->ledger);
	for (unsigned i = 0; i < sim->agent_count; i++)
		agent_cut(sim, sim->agents[i], sim_chance(sim, 70));
}

/* ---- the ledger process */

void ledger_crash(struct sim *sim, uint64_t down_ms)
{
	struct ledgerside *ledger = &sim->ledger;
	if (!ledger->up)
		return;
	sim_trace(sim, "the ledger is down for %u s", (unsigned)(down_ms / 1000));
	ledger->up = false;
	ledger->crash_before_answers = false;
	ledger->starts_at_ms = sim->now_ms + down_ms;
	drop_queue(ledger);
}

uint64_t ledger_due_ms(const struct sim *sim)
{
	return sim->ledger.up ? sim->ledger.turn_at_ms : sim->ledger.starts_at_ms;
}

static void send_answers(struct sim *sim, const struct answer *answers, size_t count)
{
	const struct message *queue = sim->ledger.queue;
	for (size_t i = 0; i < count; i++)
		if (answers[i].frame.size > 0 &&
			sim->agents[queue[i].agent]->connection == queue[i].connection)
			network_send(sim, false, queue[i].agent, answers[i].frame);
}

static void take_from_queue(struct ledgerside *ledger, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(ledger->queue[i].data);
	ledger->queued -= count;
	memmove(ledger->queue, ledger->queue + count, ledger->queued * sizeof(ledger->queue[0]));
}

/* A stranger asks, and the oracle alone hears the answer. */
static void ask(struct sim *sim, struct bytes frame)
{
	struct question question = {0, frame};
	struct answer answer;
	size_t taken = 0;
	if (turn_run(&sim->ledger.turn, &question, 1, wall_ms(sim), true, &answer, &taken) ==
		ERR_OK)
		oracle_heard(sim, answer.frame);
}

void ledger_replay(struct sim *sim)
{
	struct oracle *oracle = &sim->oracle;
	struct writer to = writer_of(sim->buffer, sizeof(sim->buffer));
	if (!sim->ledger.up || oracle->seen_count < 2)
		return;
	uint64_t index = 1 + sim_draw(sim, oracle->seen_count - 1);
	if (sim->planted_index != 0)
		index = sim->planted_index;
	sim_trace(sim, "the batch of entry %u is sent once more", (unsigned)index);
	const struct seen *seen = &oracle->seen[index];
	frame_begin(&to, FRAME_SUBMIT, 1);
	write_be64(&to, 0);
	write_copy(&to, seen->entry + 33, HEADER_SIZE + SIGNATURE_SIZE);
	write_copy(&to, seen->body, seen->body_size);
	ask(sim, written(&to));
	oracle_look(sim);
}

/* ---- planted faults */

/* Somebody asks for the newest checkpoint. */
static void ask_checkpoint(struct sim *sim)
{
	uint8_t bytes[FRAME_HEADER_SIZE];
	struct writer to = writer_of(bytes, sizeof(bytes));
	frame_begin(&to, FRAME_ASK_CHECKPOINT, 1);
	ask(sim, written(&to));
}

static bool has_appended(struct sim *sim)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(sim->ledger.store, &err);
	bool appended = ledger_size(txn) > sim->oracle.seen_count;
	store_abort(txn);
	return appended;
}

/* The commit of the turn that has just answered is undone. */
static void lose_commit(
	struct sim *sim, struct store *before, const struct answer *answers, size_t count)
{
	struct ledgerside *ledger = &sim->ledger;
	sim_trace(sim, "PLANTED: the turn's commit is lost");
	if (sim->plan.plant == PLANT_SIGNED_BEFORE_DURABLE)
		ask_checkpoint(sim);
	else
		send_answers(sim, answers, count);
	store_close(ledger->store);
	ledger->store = before;
	sim->planted = true;
	ledger_crash(sim, 1000);
}

static bool plants_lost_commit(const struct sim *sim)
{
	return !sim->planted && sim->now_ms > HOUR_MS &&
	       (sim->plan.plant == PLANT_ANSWER_BEFORE_COMMIT ||
		       sim->plan.plant == PLANT_SIGNED_BEFORE_DURABLE);
}

static void plant_at_start(struct sim *sim)
{
	struct ledgerside *ledger = &sim->ledger;
	if (sim->planted || sim->plan.plant != PLANT_ENTRY_FORGOTTEN || sim->oracle.seen_count < 20)
		return;
	sim_trace(sim, "PLANTED: the newest entry is forgotten");
	struct store *shorter = refold(sim, sim->oracle.seen_count - 1);
	store_close(ledger->store);
	ledger->store = shorter;
	sim->planted = true;
}

static void drop_checkpoint(struct sim *sim, struct store_txn *txn)
{
	uint8_t key[8];
	uint64_t covering;
	uint64_t size = ledger_size(txn);
	if (ledger_covering(txn, size - 2, &covering) && covering < size) {
		store_delete(txn, TABLE_CHECKPOINT, index_key(covering, key));
		sim->planted = true;
		sim->planted_index = size - 2;
	}
}

static void drift(struct sim *sim, struct store_txn *txn)
{
	const unsigned kind = JOUR__V1__RECORD__BODY_CASE_TABLE;
	uint8_t bytes[RECORD_SIZE_MAX];
	struct state_scan scan = state_scan(txn, kind, BYTES_NONE, ledger_size(txn));
	struct standing standing;
	if (!state_scan_next(&scan, &standing))
		return;
	struct bytes key = {scan.at + 3, scan.at_size - 3 - 8 - 1};
	memcpy(bytes, standing.record.data, standing.record.size);
	bytes[standing.record.size - 1] ^= 1; /* the last count of the table */
	standing.record.data = bytes;
	state_put(txn, kind, key, &standing);
	sim->planted = true;
}

static void plant_in_store(struct sim *sim)
{
	enum err err = ERR_OK;
	if (sim->planted || sim->oracle.seen_count < 20 ||
		(sim->plan.plant != PLANT_RECEIPT_CHANGES && sim->plan.plant != PLANT_STATE_DRIFTS))
		return;
	struct store_txn *txn = store_begin_write(sim->ledger.store, &err);
	if (sim->plan.plant == PLANT_RECEIPT_CHANGES)
		drop_checkpoint(sim, txn);
	else
		drift(sim, txn);
	if (store_commit(txn) != ERR_OK)
		sim->planted = false;
}

/* ---- one turn */

static void answered(struct sim *sim, const struct answer *answers, size_t taken)
{
	struct ledgerside *ledger = &sim->ledger;
	oracle_look(sim);
	for (size_t i = 0; i < taken; i++)
		oracle_heard(sim, answers[i].frame);
	if (ledger->crash_before_answers) {
		ledger_crash(sim, 1000 + sim_draw(sim, 60000));
		return;
	}
	send_answers(sim, answers, taken);
	take_from_queue(ledger, taken);
	ledger->turn_at_ms = ledger->queued > 0 ? sim->now_ms + 1 : NEVER_MS;
	plant_in_store(sim);
}

static void take_turn(struct sim *sim)
{
	struct ledgerside *ledger = &sim->ledger;
	struct question questions[SIM_QUESTIONS_MAX];
	struct answer answers[SIM_QUESTIONS_MAX];
	struct store *before = NULL;
	size_t taken = 0;
	size_t count = 1 + sim_draw(sim, SIM_QUESTIONS_MAX);
	if (count > ledger->queued)
		count = ledger->queued;
	for (size_t i = 0; i < count; i++)
		questions[i] = (struct question){i, {ledger->queue[i].data, ledger->queue[i].size}};
	if (plants_lost_commit(sim))
		before = sim_copy_store(ledger->store, ledger_tables, LEDGER_TABLES);
	sim->tally.turns++;
	sim_arm(ledger->store, &ledger->fault);
	enum err err = turn_run(&ledger->turn, questions, count, wall_ms(sim),
		sim->now_ms >= ledger->full_until_ms, answers, &taken);
	bool sound = sim_disarm(ledger->store, &ledger->fault);
	if (before != NULL && err == ERR_OK && has_appended(sim)) {
		lose_commit(sim, before, answers, taken);
		return;
	}
	store_close(before);
	if (err != ERR_OK) {
		sim_trace(sim, "a turn ends with %s", err_name(err));
		if (sound)
			sim_fail(sim, "crash", "a turn ends with %s", err_name(err));
		ledger_crash(sim, 1000 + sim_draw(sim, 60000));
		return;
	}
	ledger->turn.roster_changed = false;
	answered(sim, answers, taken);
}

void ledger_step(struct sim *sim)
{
	struct ledgerside *ledger = &sim->ledger;
	if (ledger->up) {
		take_turn(sim);
		return;
	}
	memstore_restart(ledger->store);
	plant_at_start(sim);
	sim->tally.ledger_starts++;
	start(sim);
	oracle_look(sim);
}
