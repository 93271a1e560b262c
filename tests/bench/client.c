#include "client.h"

#include <string.h>
#include <unistd.h>

#include "jour/frame.h"
#include "measure.h"
#include "zsock.h"

#define SUBMIT_HEAD_SIZE (FRAME_HEADER_SIZE + 8)
#define SILENCE_MS 20000
#define REOPEN_US 50000u

struct author author_of(struct secret secret, uint8_t chain, const struct server_line *server)
{
	struct author author = {.secret = secret, .chain = {{chain, 'c', 'h', 'a', 'i', 'n'}}};
	strcpy(author.view.origin, server->origin);
	author.view.ledger_key = server->ledger_key;
	author.view.ledger_id = server->ledger_id;
	author.view.size = 1;
	author.view.root = server->ledger_id;
	return author;
}

void frames_add(struct frames *frames, size_t capacity, struct author *author,
	enum record_class class, struct bytes body)
{
	must(frames->count < CLIENT_BATCHES_MAX, "too many batches");
	size_t at = frames->at[frames->count];
	struct writer to = writer_of(frames->bytes + at, capacity - at);
	struct header header = {.class = class,
		.ledger_id = author->view.ledger_id,
		.chain = author->chain,
		.sequence = ++author->sequence,
		.previous = author->previous};
	frame_begin(&to, FRAME_SUBMIT, frames->count);
	write_be64(&to, 0); /* the known size, filled in when it is sent */
	struct bytes batch = batch_sign(&header, body, &author->secret, &to);
	must(batch.size > 0 && to.size <= FRAME_SIZE_MAX, "no room for the batch");
	author->previous = hash256((struct bytes){batch.data, HEADER_SIZE});
	frames->at[++frames->count] = at + to.size;
}

struct bytes frames_batch(const struct frames *frames, unsigned i)
{
	size_t start = frames->at[i] + SUBMIT_HEAD_SIZE;
	return (struct bytes){frames->bytes + start, frames->at[i + 1] - start};
}

struct client {
	struct author *author;
	struct frames *frames;
	struct answers *answers;
	struct zsock *zsock;
	uint64_t *sent_ns; /* per batch; 0: not sent, or answered */
	unsigned sent;
	unsigned answered;
};

/* A key that was enrolled a moment ago may be refused once more. */
static struct zsock *connect_to(
	struct znet *znet, const struct server_line *server, const struct secret *secret)
{
	uint64_t begin_ns = stopwatch_ns();
	enum zevent event = ZEVENT_FAILED;
	while (stopwatch_ns() - begin_ns < SILENCE_MS * UINT64_C(1000000)) {
		struct zsock *zsock = zsock_client(znet, secret, &server->transport);
		must(zsock != NULL && zsock_connect(zsock, server->endpoint) == ERR_OK,
			"no socket");
		struct zpoll item = {.zsock = zsock, .monitor = true, .want_read = true};
		for (int i = 0; i < 30; i++) {
			must(zpoll_wait(&item, 1, 100) == ERR_OK, "waiting failed");
			if (zsock_event(zsock, &event))
				break;
		}
		if (event == ZEVENT_CONNECTED)
			return zsock;
		zsock_close(zsock, 0);
		(void)usleep(REOPEN_US);
	}
	give_up("no connection to the gate");
}

static void send_more(struct client *client, unsigned window)
{
	struct frames *frames = client->frames;
	while (client->sent < frames->count && client->sent - client->answered < window) {
		unsigned i = client->sent;
		uint8_t *frame = frames->bytes + frames->at[i];
		struct writer known = writer_of(frame + FRAME_HEADER_SIZE, 8);
		write_be64(&known, client->author->view.size);
		client->sent_ns[i] = stopwatch_ns();
		enum err err = zsock_send(
			client->zsock, (struct bytes){frame, frames->at[i + 1] - frames->at[i]});
		if (err == ERR_RETRY) {
			client->sent_ns[i] = 0;
			return;
		}
		must(err == ERR_OK, "sending failed");
		client->sent++;
	}
}

static void check_results(const struct receipt *receipt)
{
	for (size_t i = 0; i < receipt->entry.header.count; i++) {
		struct result result = result_at(receipt->results, i);
		if (!result_is_new(result.code))
			give_up("record %zu of entry %llu does not count: code %d, field %d", i,
				(unsigned long long)receipt->entry.index, (int)result.code,
				(int)result.field);
	}
}

static void take_receipt(struct client *client, const struct frame *frame)
{
	struct reader from = reader_of(frame->payload);
	struct bytes bytes = read_span(&from, read_be32(&from));
	struct proof proof;
	struct receipt receipt;
	struct batch batch;
	uint64_t i = frame->request_id;
	must(i < client->sent && client->sent_ns[i] != 0, "a receipt came twice, or for nothing");
	must(proof_read(&from, &proof) == ERR_OK && reader_done(&from), "a broken proof");
	must(batch_read(frames_batch(client->frames, (unsigned)i), &batch) == ERR_OK, "our batch");
	enum err err = receipt_verify(
		bytes, &proof, batch.header_bytes, &batch.signature, &client->author->view);
	/* ERR_RETRY: all holds, but receipts that came meanwhile have moved the view. */
	must(err == ERR_OK || err == ERR_RETRY, "a receipt that does not verify");
	must(receipt_read(bytes, &receipt) == ERR_OK, "a broken receipt");
	uint64_t now_ns = stopwatch_ns();
	client->answers->latency_ns[i] = (double)(now_ns - client->sent_ns[i]);
	client->answers->index[i] = receipt.entry.index;
	client->answers->covering[i] = proof.size;
	client->sent_ns[i] = 0;
	client->answered++;
	check_results(&receipt);
}

static void take_answers(struct client *client)
{
	struct zmessage message = ZMESSAGE_NONE;
	struct frame frame;
	while (zsock_receive(client->zsock, &message) == ERR_OK) {
		must(frame_read(message.frame, &frame) == ERR_OK, "an answer that is no frame");
		if (frame.type != FRAME_RECEIPT)
			give_up("an answer of type %d", (int)frame.type);
		take_receipt(client, &frame);
	}
	zmessage_free(&message);
}

void client_run(const struct server_line *server, struct author *author, struct frames *frames,
	unsigned window, void (*ready)(void *context), void *context, struct answers *ret_answers)
{
	static uint64_t sent_ns[CLIENT_BATCHES_MAX];
	struct znet *znet = znet_new();
	must(znet != NULL, "no ZeroMQ context");
	memset(sent_ns, 0, sizeof(sent_ns));
	struct client client = {.author = author,
		.frames = frames,
		.answers = ret_answers,
		.zsock = connect_to(znet, server, &author->secret),
		.sent_ns = sent_ns};
	ready(context);
	ret_answers->begin_ns = stopwatch_ns();
	while (client.answered < frames->count) {
		struct zpoll item = {.zsock = client.zsock, .want_read = true};
		unsigned before = client.answered;
		send_more(&client, window);
		must(zpoll_wait(&item, 1, SILENCE_MS) == ERR_OK, "waiting failed");
		take_answers(&client);
		must(item.readable || client.answered > before, "the office does not answer");
	}
	ret_answers->end_ns = stopwatch_ns();
	zsock_close(client.zsock, 0);
	znet_free(znet);
}
