#include "newkey.h"

#include <stdio.h>
#include <string.h>

#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"

bool newkey_make(const char *directory, struct secret *ret_next)
{
	char path[PATH_SIZE], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE];
	agent_path(directory, "agent.key.new", path);
	random_bytes(seed, sizeof(seed));
	enum err err = keyfile_create(path, seed, detail);
	if (err == ERR_DUPLICATE)
		err = keyfile_read(path, seed, detail);
	if (err != ERR_OK)
		fprintf(stderr, "jour-agent: %s\n", detail);
	else
		secret_from_seed(seed, ret_next);
	explicit_bzero(seed, sizeof(seed));
	return err == ERR_OK;
}

static enum err sign_again(struct agent *agent, const struct secret *next, uint64_t *ret_count)
{
	static uint8_t scratch[BATCH_SIZE_MAX];
	struct chain_id chain;
	enum err err = ERR_OK;
	random_bytes(chain.bytes, sizeof(chain.bytes));
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn == NULL)
		return err;
	err = outbox_rekey(txn, &agent->secret.public, next, &chain, scratch, ret_count);
	if (err == ERR_OK)
		return store_commit(txn);
	store_abort(txn);
	return err;
}

bool newkey_adopt(struct agent *agent, const struct secret *next, uint64_t *ret_count)
{
	char old_path[PATH_SIZE], kept[64], fingerprint[FINGERPRINT_SIZE];
	enum err err = sign_again(agent, next, ret_count);
	identity_fingerprint(&agent->secret.public, fingerprint);
	snprintf(kept, sizeof(kept), "agent.key.old-%s", fingerprint);
	agent_path(agent->directory, kept, old_path);
	if (err == ERR_OK && !agent_adopt_key(agent->directory, old_path))
		err = ERR_IO;
	if (err != ERR_OK)
		fprintf(stderr,
			_("jour-agent: the reports could not be signed again: %s; nothing is lost, "
			  "try again\n"),
			err_name(err));
	return err == ERR_OK;
}
