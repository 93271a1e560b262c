/* An agent's directory for one test, towards a fake ledger. */
#ifndef AGENTDIR_H
#define AGENTDIR_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "agent.h"
#include "fakeledger.h"
#include "jour/file.h"
#include "jour/keyfile.h"
#include "tempdir.h"

struct agentdir {
	char path[TEMPDIR_SIZE];
	struct fake_ledger *fake;
	struct agent agent; /* open */
};

static inline void agentdir_open(struct agentdir *dir)
{
	assert_int_equal(agent_open(dir->path, AGENT_OUTBOX, &dir->agent), STATUS_OK);
}

static inline void agentdir_put(const char *directory, const char *name, const char *text)
{
	char path[PATH_SIZE];
	agent_path(directory, name, path);
	assert_int_equal(file_write(path, bytes_of_text(text), 0600), ERR_OK);
}

static inline bool agentdir_has(const char *directory, const char *name)
{
	char path[PATH_SIZE];
	agent_path(directory, name, path);
	return access(path, F_OK) == 0;
}

static inline int agentdir_setup(void **state)
{
	static struct agentdir dir;
	char path[PATH_SIZE], text[LINE_SIZE_MAX], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE] = {1};
	struct secret secret = fake_secret(1);
	tempdir_make(dir.path);
	dir.fake = fake_open(&secret.public, 0);
	agent_path(dir.path, "agent.key", path);
	assert_int_equal(keyfile_create(path, seed, detail), ERR_OK);
	struct server_line server = {.transport = dir.fake->secret.public.transport,
		.ledger_key = dir.fake->view.ledger_key,
		.ledger_id = dir.fake->view.ledger_id};
	strcpy(server.origin, dir.fake->view.origin);
	strcpy(server.endpoint, "tcp://127.0.0.1:1");
	server_line_format(&server, text);
	agentdir_put(dir.path, "server.line", text);
	store_close(agent_open_outbox(dir.path, true));
	agentdir_open(&dir);
	*state = &dir;
	return 0;
}

static inline int agentdir_teardown(void **state)
{
	struct agentdir *dir = *state;
	agent_close(&dir->agent);
	fake_close(dir->fake);
	tempdir_remove(dir->path);
	return 0;
}

/* The ledger answers the oldest batch: its second record is refused. */
static inline void agentdir_answer(struct agentdir *dir, uint64_t number)
{
	struct outbox outbox;
	struct outbox_batch batch;
	enum outbox_outcome outcome;
	enum err err;
	unsigned entry = 0;
	uint64_t argument;
	struct store_txn *txn = store_begin_write(dir->agent.store, &err);
	assert_non_null(txn);
	assert_int_equal(outbox_load(txn, &outbox), ERR_OK);
	assert_true(outbox_next(txn, 0, &batch));
	assert_int_equal(fake_submit(dir->fake, batch.bytes, &entry, &argument), 0);
	struct proof proof = fake_receipt_proof(dir->fake, entry, outbox.view.size);
	assert_int_equal(
		outbox_acknowledge(txn, number, fake_receipt(dir->fake, entry), &proof, &outcome),
		ERR_OK);
	assert_int_equal(outcome, OUTBOX_ACCEPTED);
	assert_int_equal(store_commit(txn), ERR_OK);
}

#endif
