#include "selftest.h"

#include <stdio.h>
#include <string.h>

#include "jour/clock.h"

#define TIMEOUT_MS 5000
#define POLL_MS 200

struct trial {
	struct zsock *zap;
	struct zsock *server;
	struct zsock *known;
	struct zsock *stranger;
	struct secret known_secret;
	struct keyset roster;
	bool admitted; /* the known key's frame arrived under its name */
	bool refused;  /* the stranger was told no */
	bool leaked;   /* the stranger got in */
};

unsigned zap_serve(struct zsock *zap, const struct keyset *roster)
{
	unsigned refused = 0;
	for (;;) {
		struct zap_request request;
		enum err err = zap_receive(zap, &request);
		if (err == ERR_MALFORMED) {
			refused++;
			continue;
		}
		if (err != ERR_OK)
			return refused;
		bool allow = keyset_has(roster, &request.key);
		refused += !allow;
		if (zap_answer(zap, &request, allow) != ERR_OK)
			return refused;
	}
}

static struct secret random_secret(void)
{
	uint8_t seed[SEED_SIZE];
	struct secret secret;
	random_bytes(seed, sizeof(seed));
	secret_from_seed(seed, &secret);
	explicit_bzero(seed, sizeof(seed));
	return secret;
}

static bool trial_open(struct trial *trial, struct znet *znet)
{
	struct secret server = random_secret(), stranger = random_secret();
	uint64_t name;
	char endpoint[64];
	random_bytes(&name, sizeof(name));
	snprintf(endpoint, sizeof(endpoint), "ipc://@jour-gate-%016jx", (uintmax_t)name);
	trial->known_secret = random_secret();
	keyset_read(&trial->roster, BYTES_OF(trial->known_secret.public.transport.bytes));
	trial->server = zsock_server(znet, &server);
	trial->known = zsock_client(znet, &trial->known_secret, &server.public.transport);
	trial->stranger = zsock_client(znet, &stranger, &server.public.transport);
	return trial->server != NULL && trial->known != NULL && trial->stranger != NULL &&
	       zsock_bind(trial->server, endpoint) == ERR_OK &&
	       zsock_connect(trial->known, endpoint) == ERR_OK &&
	       zsock_connect(trial->stranger, endpoint) == ERR_OK;
}

static void trial_turn(struct trial *trial)
{
	const struct bytes probe = bytes_of_text("probe");
	enum zevent event;
	zap_serve(trial->zap, &trial->roster);
	while (zsock_event(trial->known, &event))
		if (event == ZEVENT_CONNECTED && zsock_send(trial->known, probe) != ERR_OK)
			return;
	while (zsock_event(trial->stranger, &event)) {
		trial->refused |= event == ZEVENT_REFUSED;
		trial->leaked |= event == ZEVENT_CONNECTED;
	}
	struct zmessage message = ZMESSAGE_NONE;
	while (zsock_receive(trial->server, &message) == ERR_OK) {
		bool ours = message.has_user &&
			    key_equal(&message.user, &trial->known_secret.public.transport);
		trial->admitted |= ours && bytes_equal(message.frame, probe);
		trial->leaked |= !ours;
	}
	zmessage_free(&message);
}

bool selftest_passes(struct znet *znet, struct zsock *zap)
{
	struct trial trial = {.zap = zap};
	uint64_t end_ms = clock_monotonic_ms() + TIMEOUT_MS;
	bool going = trial_open(&trial, znet);
	while (going) {
		struct zpoll items[] = {
			{.zsock = zap, .want_read = true},
			{.zsock = trial.server, .want_read = true},
			{.zsock = trial.known, .monitor = true, .want_read = true},
			{.zsock = trial.stranger, .monitor = true, .want_read = true},
		};
		going = zpoll_wait(items, 4, POLL_MS) == ERR_OK;
		trial_turn(&trial);
		going = going && !trial.leaked && !(trial.admitted && trial.refused) &&
			clock_monotonic_ms() < end_ms;
	}
	zsock_close(trial.known, 0);
	zsock_close(trial.stranger, 0);
	zsock_close(trial.server, 0);
	secret_wipe(&trial.known_secret);
	return trial.admitted && trial.refused && !trial.leaked;
}
