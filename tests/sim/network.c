/* A network that loses, delays, repeats and reorders. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

static void post(struct sim *sim, struct message message, struct bytes bytes)
{
	struct network *network = &sim->network;
	network->messages = sim_grow(network->messages, &network->capacity, network->count + 1,
		sizeof(network->messages[0]));
	message.due_ms = sim->now_ms + 1 + sim_draw(sim, network->delay_ms_max + 1);
	message.data = malloc(bytes.size);
	message.size = bytes.size;
	memcpy(message.data, bytes.data, bytes.size);
	network->messages[network->count++] = message;
}

void network_send(struct sim *sim, bool to_ledger, unsigned agent, struct bytes bytes)
{
	const struct network *network = &sim->network;
	struct message message = {.to_ledger = to_ledger,
		.agent = agent,
		.connection = sim->agents[agent]->connection};
	if (!sim->agents[agent]->connected || sim_chance(sim, network->loss_percent))
		return;
	post(sim, message, bytes);
	if (sim_chance(sim, network->twice_percent))
		post(sim, message, bytes);
}

static size_t next_message(const struct network *network)
{
	size_t next = 0;
	for (size_t i = 1; i < network->count; i++)
		if (network->messages[i].due_ms < network->messages[next].due_ms)
			next = i;
	return next;
}

uint64_t network_due_ms(const struct sim *sim)
{
	const struct network *network = &sim->network;
	return network->count == 0 ? NEVER_MS : network->messages[next_message(network)].due_ms;
}

/* The rest stay in order: without delays nothing overtakes. */
static struct message take_out(struct network *network, size_t at)
{
	struct message message = network->messages[at];
	network->count--;
	memmove(&network->messages[at], &network->messages[at + 1],
		(network->count - at) * sizeof(message));
	return message;
}

void network_deliver(struct sim *sim)
{
	struct message message = take_out(&sim->network, next_message(&sim->network));
	struct agent *agent = sim->agents[message.agent];
	struct bytes bytes = {message.data, message.size};
	bool reaches = message.connection == agent->connection && agent->connected &&
		       agent->cut_off_until_ms <= sim->now_ms;
	if (reaches && message.to_ledger)
		ledger_take(sim, message.agent, bytes);
	else if (reaches)
		agent_take(sim, agent, message.connection, bytes);
	free(message.data);
}

void network_weather(struct sim *sim)
{
	static const unsigned losses[] = {0, 0, 2, 10, 30};
	static const uint64_t delays_ms[] = {5, 200, 3000, 25000};
	struct network *network = &sim->network;
	network->loss_percent = losses[sim_draw(sim, 5)];
	network->twice_percent = losses[sim_draw(sim, 5)];
	network->delay_ms_max = delays_ms[sim_draw(sim, 4)];
}

void network_free(struct network *network)
{
	for (size_t i = 0; i < network->count; i++)
		free(network->messages[i].data);
	free(network->messages);
}
