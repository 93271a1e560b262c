#include "scenario.h"

#define ONLY(mischief) (1u << (mischief))

static const struct scenario scenarios[] = {
	{"quiet", {1, 48, 6, 0, PLANT_NONE, false}},
	{"bad_network",
		{2, 48, 6, ONLY(MISCHIEF_NETWORK) | ONLY(MISCHIEF_PARTITION) | ONLY(MISCHIEF_GATE),
			PLANT_NONE, false}},
	{"ledger_crashes", {3, 72, 4, ONLY(MISCHIEF_LEDGER_CRASH) | ONLY(MISCHIEF_LEDGER_DISK),
				   PLANT_NONE, false}},
	{"ledger_full", {4, 48, 4, ONLY(MISCHIEF_LEDGER_FULL), PLANT_NONE, false}},
	{"agent_crashes", {5, 72, 4, ONLY(MISCHIEF_AGENT_CRASH) | ONLY(MISCHIEF_AGENT_DISK),
				  PLANT_NONE, false}},
	{"restored_outbox", {6, 72, 4, ONLY(MISCHIEF_RESTORE), PLANT_NONE, false}},
	{"copied_outbox", {7, 96, 4, ONLY(MISCHIEF_COPY), PLANT_NONE, false}},
	{"key_changes",
		{8, 96, 4, ONLY(MISCHIEF_KEYS) | ONLY(MISCHIEF_NETWORK), PLANT_NONE, false}},
	{"grants", {9, 96, 4, ONLY(MISCHIEF_GRANTS) | ONLY(MISCHIEF_REVOKE), PLANT_NONE, false}},
	{"replayed_batches", {11, 48, 4, ONLY(MISCHIEF_REPLAY), PLANT_NONE, false}},
	{"wrong_clocks", {10, 96, 4, ONLY(MISCHIEF_CLOCKS), PLANT_NONE, false}},
	{0},
};

const struct scenario *scenario_at(unsigned position)
{
	const struct scenario *scenario = &scenarios[position];
	return scenario->name == NULL ? NULL : scenario;
}

static const struct {
	const char *name, *invariants;
} plants[PLANTS] = {
	[PLANT_NONE] = {"none", ""},
	[PLANT_ANSWER_BEFORE_COMMIT] = {"answer_before_commit", "receipt link"},
	[PLANT_SIGNED_BEFORE_DURABLE] = {"signed_before_durable", "root"},
	[PLANT_ENTRY_FORGOTTEN] = {"entry_forgotten", "entry link"},
	[PLANT_RECEIPT_CHANGES] = {"receipt_changes", "receipt"},
	[PLANT_STATE_DRIFTS] = {"state_drifts", "state refold result"},
	[PLANT_DELETED_UNVERIFIED] = {"deleted_unverified", "receipt kept link"},
	[PLANT_RECEIPT_FORGED] = {"receipt_forged", "receipt"},
};

const char *plant_name(enum plant plant)
{
	return plants[plant].name;
}

const char *plant_invariants(enum plant plant)
{
	return plants[plant].invariants;
}

struct plan plan_of_plant(enum plant plant, uint64_t seed)
{
	struct plan plan = plan_of_seed(seed);
	plan.plant = plant;
	plan.mischief = 0;
	if (plant == PLANT_ENTRY_FORGOTTEN)
		plan.mischief = ONLY(MISCHIEF_LEDGER_CRASH);
	if (plant == PLANT_RECEIPT_CHANGES)
		plan.mischief = ONLY(MISCHIEF_REPLAY);
	if (plant == PLANT_DELETED_UNVERIFIED)
		plan.mischief = ONLY(MISCHIEF_NETWORK);
	return plan;
}

struct plan plan_of_seed(uint64_t seed)
{
	return (struct plan){.seed = seed,
		.hours = 16,
		.kommuner = 2 + (unsigned)(seed % 5),
		.mischief = MISCHIEF_EVERY};
}
