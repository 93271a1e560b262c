/* A real gate, with the test as its ledger process and as its clients. Every function that
 * waits gives up, and fails the test, after some seconds. */
#ifndef RIG_H
#define RIG_H

#include <sys/types.h>

#include "channel.h"
#include "zsock.h"

#define RIG_CLIENTS_MAX 16

struct rig {
	pid_t gate;
	struct channel *ledger;
	struct znet *znet;
	struct zsock *clients[RIG_CLIENTS_MAX]; /* those that are open */
	struct secret server;
	char directory[32];
	char key_file[48];
	char endpoint[256];
};

/* Keys 0, 1, 2, ... of the tests. */
struct secret rig_secret(unsigned number);
/* A directory with the server's key file, and a context for clients. */
void rig_prepare(struct rig *rig);
/* Starts `program` with its roster of keys 0 .. count - 1 and waits until it listens. */
void rig_start(struct rig *rig, const char *program, unsigned count);
/* Closes the clients too, so that a failed test ends. */
void rig_stop(struct rig *rig);
/* Waits for the gate's end and returns its wait status. */
int rig_wait_gate(struct rig *rig);
bool rig_gate_lives(const struct rig *rig);

void rig_send_roster(struct rig *rig, unsigned first, unsigned count);
/* The next message that reaches the ledger's end. */
struct channel_message rig_request(struct rig *rig);
/* True when nothing reaches it for some time. */
bool rig_is_quiet(struct rig *rig);
void rig_answer(struct rig *rig, uint64_t peer, enum frame_type type, uint64_t request_id);

struct zsock *rig_client(struct rig *rig, unsigned number);
void rig_close(struct rig *rig, struct zsock *client);
void client_send(struct zsock *client, struct bytes frame);
/* A frame with that type and number and a payload of `size` bytes. */
void client_send_frame(
	struct zsock *client, enum frame_type type, uint64_t request_id, size_t size);
/* The next frame; its payload lives until the next call. */
struct frame client_receive(struct zsock *client);
/* True when that event comes, others before it are skipped. */
bool client_sees(struct zsock *client, enum zevent event);
/* Fails unless the next frame is that notice. */
void client_expect_notice(struct zsock *client, enum notice_code code, uint64_t request_id);

#endif
