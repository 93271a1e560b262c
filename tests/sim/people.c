/* What befalls the world, and what people do about it. */
#include "sim.h"

#define PATIENCE_MS (2 * (uint64_t)HOUR_MS) /* before a person says a thing again */

static struct agent *draw_agent(struct sim *sim)
{
	return sim->agents[sim_draw(sim, sim->agent_count)];
}

/* A kommun's own agent, or NULL. */
static struct agent *draw_own(struct sim *sim)
{
	struct agent *agent = draw_agent(sim);
	return agent->kommun == 0 || agent->is_copy || agent->revoked ? NULL : agent;
}

static bool is_in_force(struct sim *sim, const struct key *sign)
{
	const struct holder *holder = recount_holder(sim, sign);
	return holder != NULL && holder->active;
}

static bool has_copy(const struct sim *sim, const struct agent *agent)
{
	for (unsigned i = 0; i < sim->agent_count; i++)
		if (sim->agents[i]->is_copy && !sim->agents[i]->stopped &&
			sim->agents[i]->kommun == agent->kommun)
			return true;
	return false;
}

/* ---- mischief */

static void befall_network(struct sim *sim)
{
	if (sim_chance(sim, 50))
		network_weather(sim);
	else
		agent_cut(sim, draw_agent(sim), sim_chance(sim, 60));
}

static void befall_partition(struct sim *sim)
{
	draw_agent(sim)->cut_off_until_ms = sim->now_ms + sim_draw(sim, 8 * (uint64_t)HOUR_MS);
}

static void befall_ledger(struct sim *sim)
{
	if (sim_chance(sim, 50))
		sim->ledger.crash_before_answers = true;
	else
		ledger_crash(sim, 1000 + sim_draw(sim, HOUR_MS));
	if (sim_chance(sim, 30))
		gate_restart(sim);
}

static void plan_fault(struct sim *sim, struct fault *fault)
{
	static const enum memstore_fault faults[] = {MEMSTORE_COMMIT_LOST,
		MEMSTORE_COMMIT_UNANSWERED, MEMSTORE_COMMIT_NOSPACE, MEMSTORE_PUT_NOSPACE,
		MEMSTORE_CALL_IO};
	*fault = (struct fault){.kind = faults[sim_draw(sim, 5)], .steps = sim_draw(sim, 400)};
}

static void befall_agent(struct sim *sim)
{
	struct agent *agent = draw_agent(sim);
	if (sim_chance(sim, 50))
		agent->crash_before_effects = true;
	else
		agent_crash(sim, agent, 1000 + sim_draw(sim, 4 * (uint64_t)HOUR_MS));
}

static void befall_clocks(struct sim *sim)
{
	int64_t jump_ms =
		(int64_t)sim_draw(sim, 4 * 24 * (uint64_t)HOUR_MS) - 48 * (int64_t)HOUR_MS;
	if (sim_chance(sim, 50))
		sim->ledger.clock_ms = jump_ms;
	else
		draw_agent(sim)->wall_ms = jump_ms;
}

static void befall_outbox(struct sim *sim)
{
	struct agent *agent = draw_agent(sim);
	if (agent->is_copy || agent->stopped || agent->revoked)
		return;
	if (agent->backup == NULL)
		agent->backup = sim_copy_store(agent->store, outbox_tables, OUTBOX_TABLES);
	else
		agent_restore(sim, agent);
}

/* Half of the time both have something to say before either hears of the other: a fork. */
static void befall_copy(struct sim *sim)
{
	struct agent *agent = draw_own(sim);
	if (agent == NULL || agent->has_next || has_copy(sim, agent) || !agent->up ||
		sim->agent_count == SIM_AGENTS_MAX)
		return;
	struct agent *copy = agent_copy(sim, agent);
	if (sim_chance(sim, 50)) {
		agent->put_at_ms = sim->now_ms + sim_draw(sim, MINUTE_MS);
		copy->put_at_ms = sim->now_ms + sim_draw(sim, MINUTE_MS);
	}
}

static void befall_key(struct sim *sim)
{
	struct agent *agent = draw_own(sim);
	if (agent == NULL || agent->has_next || has_copy(sim, agent) ||
		!is_in_force(sim, &agent->secret.public.sign))
		return;
	agent->next = sim_draw_secret(sim);
	if (sim_chance(sim, 50)) {
		agent->next.public.transport = agent->secret.public.transport;
	}
	agent->has_next = true; /* also when the outbox does not say whether it took it */
	agent_change_key(sim, agent);
	agent->person_at_ms = sim->now_ms;
}

static void befall_grant(struct sim *sim)
{
	struct agent *agent = draw_own(sim);
	if (agent != NULL && agent->enrolled)
		office_grant(sim, agent, (unsigned)sim_draw(sim, 4) << 2);
}

static void befall_revocation(struct sim *sim)
{
	struct agent *agent = draw_own(sim);
	unsigned left = 0;
	for (unsigned i = 0; i < sim->agent_count; i++)
		left += !sim->agents[i]->revoked && !sim->agents[i]->is_copy;
	if (agent == NULL || left < 4 || has_copy(sim, agent) || !sim_chance(sim, 30))
		return;
	agent->revoked = true;
	agent->person_at_ms = 0;
}

void mischief_happen(struct sim *sim)
{
	unsigned mischief;
	sim->mischief_at_ms = sim->now_ms + MINUTE_MS + sim_draw(sim, HOUR_MS);
	if (sim->plan.mischief == 0)
		return;
	do
		mischief = (unsigned)sim_draw(sim, MISCHIEFS);
	while ((sim->plan.mischief >> mischief & 1) == 0);
	switch ((enum mischief)mischief) {
	case MISCHIEF_NETWORK:
		befall_network(sim);
		break;
	case MISCHIEF_PARTITION:
		befall_partition(sim);
		break;
	case MISCHIEF_GATE:
		gate_restart(sim);
		break;
	case MISCHIEF_LEDGER_CRASH:
		befall_ledger(sim);
		break;
	case MISCHIEF_LEDGER_DISK:
		plan_fault(sim, &sim->ledger.fault);
		break;
	case MISCHIEF_LEDGER_FULL:
		sim->ledger.full_until_ms = sim->now_ms + sim_draw(sim, HOUR_MS);
		break;
	case MISCHIEF_AGENT_CRASH:
		befall_agent(sim);
		break;
	case MISCHIEF_AGENT_DISK:
		plan_fault(sim, &draw_agent(sim)->fault);
		break;
	case MISCHIEF_CLOCKS:
		befall_clocks(sim);
		break;
	case MISCHIEF_RESTORE:
		befall_outbox(sim);
		break;
	case MISCHIEF_COPY:
		befall_copy(sim);
		break;
	case MISCHIEF_KEYS:
		befall_key(sim);
		break;
	case MISCHIEF_GRANTS:
		befall_grant(sim);
		break;
	case MISCHIEF_REVOKE:
		befall_revocation(sim);
		break;
	case MISCHIEF_REPLAY:
		ledger_replay(sim);
		break;
	case MISCHIEFS:
		break;
	}
}

/* ---- people */

static bool is_frozen(struct sim *sim, const struct agent *agent)
{
	const struct holder *holder = recount_holder(sim, &agent->secret.public.sign);
	return holder != NULL && holder->active && holder->frozen;
}

/* Something was forked: one of the two is put away, and the other goes on, under its key or a new
 * one. */
static void unfreeze(struct sim *sim, struct agent *agent)
{
	for (unsigned i = 0; i < sim->agent_count; i++)
		if (sim->agents[i]->is_copy && sim->agents[i]->kommun == agent->kommun)
			agent_stop(sim, sim->agents[i]);
	if (sim_chance(sim, 70)) {
		office_resume(sim, agent);
	} else {
		struct secret secret = sim_draw_secret(sim);
		office_replace(sim, agent, &secret);
	}
}

/* What is not yet in the ledger is said again now and then: an outbox may have been lost. */
static void see_to(struct sim *sim, struct agent *agent)
{
	bool in_force = is_in_force(sim, &agent->secret.public.sign);
	bool patient = agent->person_at_ms != 0 && sim->now_ms < agent->person_at_ms + PATIENCE_MS;
	if (agent->has_next && is_in_force(sim, &agent->next.public.sign)) {
		agent->has_next = !agent_rekey(sim, agent, &agent->next);
		return;
	}
	agent->enrolled = in_force;
	if (patient)
		return;
	agent->person_at_ms = sim->now_ms;
	if (agent->revoked && in_force)
		office_revoke(sim, agent);
	else if (agent->revoked)
		return;
	else if (!in_force && (sim->healing || sim_chance(sim, 10)))
		office_enrol(sim, agent);
	else if (is_frozen(sim, agent))
		unfreeze(sim, agent);
	else if (agent->has_next)
		agent_change_key(sim, agent);
	else
		agent->person_at_ms = 0;
}

void people_look(struct sim *sim)
{
	sim->person_at_ms = sim->now_ms + 10 * MINUTE_MS;
	if (!sim->healing && sim_chance(sim, 15))
		office_administer(sim);
	for (unsigned i = 1; i < sim->agent_count; i++)
		if (!sim->agents[i]->is_copy)
			see_to(sim, sim->agents[i]);
}
