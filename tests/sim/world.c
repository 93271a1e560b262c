#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEALING_HOURS_MAX 72u
#define EVENTS_NOW_MAX 10000u /* while the clock stands still */

/* splitmix64 */
static uint64_t draw(struct sim *sim)
{
	uint64_t z = sim->random += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t sim_draw(struct sim *sim, uint64_t below)
{
	return draw(sim) % below;
}

bool sim_chance(struct sim *sim, unsigned percent)
{
	return sim_draw(sim, 100) < percent;
}

void sim_draw_bytes(struct sim *sim, void *bytes, size_t size)
{
	uint8_t *at = bytes;
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)draw(sim);
}

struct secret sim_draw_secret(struct sim *sim)
{
	struct secret secret;
	uint8_t seed[SEED_SIZE];
	sim_draw_bytes(sim, seed, sizeof(seed));
	secret_from_seed(seed, &secret);
	return secret;
}

void sim_fail(struct sim *sim, const char *invariant, const char *format, ...)
{
	va_list list;
	if (sim->failed != NULL)
		return;
	sim->failed = invariant;
	va_start(list, format);
	vsnprintf(sim->failure, sizeof(sim->failure), format, list);
	va_end(list);
	sim_trace(sim, "FAILED %s: %s", invariant, sim->failure);
}

void sim_trace(struct sim *sim, const char *format, ...)
{
	char line[400];
	va_list list;
	if (!sim->plan.trace)
		return;
	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	printf("%6u:%02u:%02u.%03u %s\n", (unsigned)(sim->now_ms / HOUR_MS),
		(unsigned)(sim->now_ms / MINUTE_MS % 60), (unsigned)(sim->now_ms / 1000 % 60),
		(unsigned)(sim->now_ms % 1000), line);
}

void sim_arm(struct store *store, struct fault *fault)
{
	fault->armed_at = memstore_steps(store);
	memstore_fault_at(store, fault->kind, fault->armed_at + fault->steps);
}

bool sim_disarm(struct store *store, struct fault *fault)
{
	bool struck = memstore_fault_struck(store);
	uint64_t used = memstore_steps(store) - fault->armed_at;
	fault->steps -= used < fault->steps ? used : fault->steps;
	if (struck)
		fault->kind = MEMSTORE_FAULT_NONE;
	memstore_fault_at(store, MEMSTORE_FAULT_NONE, 0);
	return !struck;
}

void *sim_grow(void *array, size_t *capacity, size_t count, size_t size)
{
	if (count <= *capacity)
		return array;
	*capacity = count * 2 + 16;
	void *grown = realloc(array, *capacity * size);
	if (grown == NULL)
		abort();
	return grown;
}

/* ---- one event after another, whichever is due first */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t due_ms(const struct sim *sim)
{
	uint64_t due = least(network_due_ms(sim), ledger_due_ms(sim));
	due = least(due, sim->person_at_ms);
	if (!sim->healing)
		due = least(due, sim->mischief_at_ms);
	for (unsigned i = 0; i < sim->agent_count; i++)
		due = least(due, agent_due_ms(sim->agents[i]));
	return due;
}

static void happen(struct sim *sim)
{
	uint64_t due = due_ms(sim);
	if (due > sim->now_ms) {
		sim->now_ms = due;
		sim->events_now = 0;
	} else if (++sim->events_now > EVENTS_NOW_MAX) {
		sim_fail(sim, "crash", "somebody does the same thing for ever");
	}
	sim->tally.events++;
	if (network_due_ms(sim) == due) {
		network_deliver(sim);
		return;
	}
	if (ledger_due_ms(sim) == due) {
		ledger_step(sim);
		return;
	}
	for (unsigned i = 0; i < sim->agent_count; i++) {
		if (agent_due_ms(sim->agents[i]) == due) {
			agent_step(sim, sim->agents[i]);
			return;
		}
	}
	if (!sim->healing && sim->mischief_at_ms == due)
		mischief_happen(sim);
	else
		people_look(sim);
}

static void run_until(struct sim *sim, uint64_t end_ms)
{
	while (sim->failed == NULL && due_ms(sim) <= end_ms)
		happen(sim);
}

/* ---- after the run everything heals, and then nothing may be left */

static void heal(struct sim *sim)
{
	sim_trace(sim, "everything heals");
	sim->healing = true;
	sim->network.loss_percent = sim->network.twice_percent = 0;
	sim->network.delay_ms_max = 50;
	sim->ledger.full_until_ms = 0;
	sim->ledger.crash_before_answers = false;
	sim->ledger.fault = (struct fault){0};
	for (unsigned i = 0; i < sim->agent_count; i++) {
		struct agent *agent = sim->agents[i];
		agent->cut_off_until_ms = 0;
		agent->crash_before_effects = false;
		agent->put_at_ms = NEVER_MS;
		agent->fault = (struct fault){0};
		if (agent->is_copy)
			agent_stop(sim, agent);
	}
}

static bool all_is_sent(struct sim *sim)
{
	for (unsigned i = 0; i < sim->agent_count; i++) {
		struct agent *agent = sim->agents[i];
		if (agent->stopped || agent->revoked)
			continue;
		if (!agent->up || !agent->enrolled || agent->has_next ||
			link_status(agent->link).state != LINK_IDLE ||
			agent_waiting(sim, agent) > 0)
			return false;
	}
	return sim->ledger.up;
}

static void say_what_is_left(struct sim *sim)
{
	for (unsigned i = 0; i < sim->agent_count; i++) {
		struct agent *agent = sim->agents[i];
		if (agent->stopped || agent->revoked)
			continue;
		struct link_status status = link_status(agent->link);
		uint64_t waiting = agent_waiting(sim, agent);
		if (waiting > 0 || status.state != LINK_IDLE)
			sim_fail(sim, "unsent",
				"agent %u has %u waiting in state %d, code %u, argument %u", i,
				(unsigned)waiting, (int)status.state, status.code,
				(unsigned)status.argument);
	}
	sim_fail(sim, "unsent", "somebody is not up, or a key change hangs");
}

static void finish(struct sim *sim)
{
	uint64_t end_ms = sim->now_ms + HEALING_HOURS_MAX * HOUR_MS;
	heal(sim);
	while (sim->failed == NULL && !all_is_sent(sim) && due_ms(sim) <= end_ms)
		happen(sim);
	if (sim->failed == NULL && !all_is_sent(sim))
		say_what_is_left(sim);
	if (sim->failed == NULL)
		oracle_end(sim);
}

static void begin(struct sim *sim)
{
	sim->effects.buffer = writer_of(sim->buffer, sizeof(sim->buffer));
	sim->network.delay_ms_max = 50;
	ledger_begin(sim);
	agent_new(sim, 0, &sim->ledger.office);
	office_found(sim);
	for (unsigned i = 1; i <= sim->plan.kommuner; i++) {
		struct secret secret = sim_draw_secret(sim);
		struct agent *agent = agent_new(sim, i, &secret);
		if (sim_chance(sim, 70))
			office_enrol(sim, agent);
	}
	sim->person_at_ms = MINUTE_MS;
	sim->mischief_at_ms = HOUR_MS / 4;
}

bool sim_run(struct sim *sim, const struct plan *plan)
{
	memset(sim, 0, offsetof(struct sim, buffer));
	sim->plan = *plan;
	sim->random = plan->seed;
	begin(sim);
	run_until(sim, plan->hours * (uint64_t)HOUR_MS);
	if (sim->failed == NULL)
		finish(sim);
	return sim->failed == NULL;
}

void sim_free(struct sim *sim)
{
	for (unsigned i = 0; i < sim->agent_count; i++)
		agent_free(sim->agents[i]);
	ledger_end(sim);
	network_free(&sim->network);
	oracle_free(&sim->oracle);
}
