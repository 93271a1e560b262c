/* sim: runs the simulator.
 *   sim --seed N [--hours H] [--trace]   one run
 *   sim --from N --count M [--hours H]   many runs
 *   sim --scenario NAME [--trace]        a named run
 *   sim --plant NAME                     a planted fault; succeeds when it is caught
 * Exits 0 when every invariant held (or the planted fault was caught), 1 when not. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

#define PLANT_SEEDS 40

struct options {
	uint64_t from, count;
	unsigned hours;
	bool trace;
	const char *scenario, *plant;
};

static void print_tally(const struct sim *sim)
{
	const struct tally *tally = &sim->tally;
	printf("%llu events, %llu batches, %llu receipts, %llu turns, %llu forks, "
	       "%llu rechained, %llu rekeyed, started: ledger %llu, agents %llu\n",
		(unsigned long long)tally->events, (unsigned long long)tally->batches,
		(unsigned long long)tally->receipts, (unsigned long long)tally->turns,
		(unsigned long long)tally->forks, (unsigned long long)tally->rechained,
		(unsigned long long)tally->rekeyed, (unsigned long long)tally->ledger_starts,
		(unsigned long long)tally->agent_starts);
}

static bool run(struct sim *sim, const struct plan *plan, bool tell)
{
	bool held = sim_run(sim, plan);
	if (!held)
		printf("seed %llu, %u hours: %s: %s\n", (unsigned long long)plan->seed, plan->hours,
			sim->failed, sim->failure);
	if (tell)
		print_tally(sim);
	sim_free(sim);
	return held;
}

static int run_seeds(struct sim *sim, const struct options *options)
{
	unsigned failed = 0;
	for (uint64_t i = 0; i < options->count; i++) {
		struct plan plan = plan_of_seed(options->from + i);
		plan.trace = options->trace;
		if (options->hours > 0)
			plan.hours = options->hours;
		failed += !run(sim, &plan, options->count == 1);
	}
	printf("%llu runs, %u failed\n", (unsigned long long)options->count, failed);
	return failed > 0;
}

static int run_scenario(struct sim *sim, const struct options *options)
{
	const struct scenario *scenario;
	for (unsigned i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		if (strcmp(scenario->name, options->scenario) != 0)
			continue;
		struct plan plan = scenario->plan;
		plan.trace = options->trace;
		return !run(sim, &plan, true);
	}
	fprintf(stderr, "no such scenario: %s\n", options->scenario);
	return 2;
}

/* Caught in every run in which it happened, by one of its invariants. */
static int run_plant(struct sim *sim, const struct options *options)
{
	unsigned plant = 1, happened = 0;
	while (plant < PLANTS && strcmp(plant_name((enum plant)plant), options->plant) != 0)
		plant++;
	if (plant == PLANTS) {
		fprintf(stderr, "no such fault: %s\n", options->plant);
		return 2;
	}
	for (uint64_t seed = 1; seed <= PLANT_SEEDS && happened < 5; seed++) {
		struct plan plan = plan_of_plant((enum plant)plant, seed);
		plan.trace = options->trace;
		bool held = run(sim, &plan, false);
		happened += sim->planted;
		if (held == sim->planted ||
			(!held && strstr(plant_invariants(plan.plant), sim->failed) == NULL)) {
			printf("seed %llu: not caught\n", (unsigned long long)seed);
			return 1;
		}
	}
	return happened == 0;
}

static struct options parse(int argc, char **argv)
{
	static const struct option longs[] = {{"seed", 1, NULL, 's'}, {"from", 1, NULL, 's'},
		{"count", 1, NULL, 'c'}, {"hours", 1, NULL, 'h'}, {"trace", 0, NULL, 't'},
		{"scenario", 1, NULL, 'n'}, {"plant", 1, NULL, 'p'}, {0}};
	struct options options = {.from = 1, .count = 1};
	int option;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (option == 's')
			options.from = strtoull(optarg, NULL, 10);
		else if (option == 'c')
			options.count = strtoull(optarg, NULL, 10);
		else if (option == 'h')
			options.hours = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 't')
			options.trace = true;
		else if (option == 'n')
			options.scenario = optarg;
		else if (option == 'p')
			options.plant = optarg;
		else
			exit(2);
	}
	return options;
}

int main(int argc, char **argv)
{
	struct options options = parse(argc, argv);
	if (sign_init() != ERR_OK)
		return 2;
	struct sim *sim = malloc(sizeof(*sim));
	if (sim == NULL)
		return 2;
	int status = options.plant != NULL	? run_plant(sim, &options)
		     : options.scenario != NULL ? run_scenario(sim, &options)
						: run_seeds(sim, &options);
	free(sim);
	return status;
}
