#include "ceiling.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lmdb.h>

#include "load.h"
#include "measure.h"
#include "zsock.h"

#define MESSAGE_SIZE 64u
#define TIMES_MAX 4096u

static double rate(uint64_t times, uint64_t begin_ns)
{
	return (double)times * 1e9 / (double)(stopwatch_ns() - begin_ns);
}

/* ---- the disk */

static MDB_val val_of(const void *data, size_t size)
{
	return (MDB_val){size, (void *)(uintptr_t)data};
}

static void append(
	MDB_env *env, MDB_dbi dbi, const struct frames *frames, unsigned begin, unsigned end)
{
	MDB_txn *txn = NULL;
	must(mdb_txn_begin(env, NULL, 0, &txn) == 0, "LMDB begin");
	for (unsigned i = begin; i < end; i++) {
		uint8_t key[8];
		struct bytes batch = frames_batch(frames, i);
		struct writer writer = writer_of(key, sizeof(key));
		write_be64(&writer, i);
		MDB_val mdb_key = val_of(key, sizeof(key)), value = val_of(batch.data, batch.size);
		must(mdb_put(txn, dbi, &mdb_key, &value, MDB_APPEND) == 0, "LMDB append");
	}
	must(mdb_txn_commit(txn) == 0, "LMDB commit");
}

double ceiling_lmdb(const char *directory, const struct frames *frames, unsigned group)
{
	char path[256];
	MDB_env *env = NULL;
	MDB_txn *txn = NULL;
	MDB_dbi dbi = 0;
	int fd = -1;
	size_t size = 2 * frames->at[frames->count] + frames->count * 8192u + (1u << 20);
	(void)snprintf(path, sizeof(path), "%s/ceiling.mdb", directory);
	must(mdb_env_create(&env) == 0 && mdb_env_set_mapsize(env, size) == 0 &&
			mdb_env_open(env, path, MDB_NOSUBDIR, 0600) == 0 &&
			mdb_env_get_fd(env, &fd) == 0 && posix_fallocate(fd, 0, (off_t)size) == 0 &&
			mdb_txn_begin(env, NULL, 0, &txn) == 0 &&
			mdb_dbi_open(txn, NULL, 0, &dbi) == 0 && mdb_txn_commit(txn) == 0,
		"LMDB cannot be opened");
	uint64_t begin_ns = stopwatch_ns();
	for (unsigned i = 0; i < frames->count; i += group)
		append(env, dbi, frames, i, i + group < frames->count ? i + group : frames->count);
	double result = rate(frames->count, begin_ns);
	mdb_env_close(env);
	(void)unlink(path);
	(void)strcat(path, "-lock");
	(void)unlink(path);
	return result;
}

double ceiling_fdatasync(const char *directory, unsigned times)
{
	char path[256];
	static const char page[4096];
	static double took_ns[TIMES_MAX];
	(void)snprintf(path, sizeof(path), "%s/ceiling.data", directory);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	must(fd >= 0 && posix_fallocate(fd, 0, (off_t)sizeof(page) * 64) == 0, "no file");
	for (unsigned i = 0; i < times; i++) {
		uint64_t begin_ns = stopwatch_ns();
		off_t at = (off_t)sizeof(page) * (i % 64);
		must(pwrite(fd, page, sizeof(page), at) == sizeof(page) && fdatasync(fd) == 0,
			"the disk");
		took_ns[i] = (double)(stopwatch_ns() - begin_ns);
	}
	close(fd);
	(void)unlink(path);
	return median(took_ns, times);
}

/* ---- the processor */

double ceiling_verify(unsigned times)
{
	struct secret secret = load_secret(0);
	uint8_t header[HEADER_SIZE] = {1};
	struct signature signature = sign_detached(&secret, BYTES_OF(header));
	uint64_t begin_ns = stopwatch_ns();
	for (unsigned i = 0; i < times; i++)
		must(sign_verify(&secret.public.sign, BYTES_OF(header), &signature), "Ed25519");
	return rate(times, begin_ns);
}

double ceiling_sha256(size_t size, unsigned times)
{
	uint8_t record[4096] = {0};
	struct hash256 hash = {{0}};
	uint64_t begin_ns = stopwatch_ns();
	for (unsigned i = 0; i < times; i++) {
		memcpy(record, hash.bytes, sizeof(hash.bytes));
		hash = hash256((struct bytes){record, size});
	}
	return rate(times, begin_ns);
}

/* ---- the loopback */

/* An echo in a process of its own, and where it listens. */
struct echo {
	char endpoint[256];
	in_port_t port;
	volatile bool ready;
	double result_ns;
	unsigned times;
};

static void await_ready(const struct echo *echo)
{
	uint64_t begin_ns = stopwatch_ns();
	while (!echo->ready && stopwatch_ns() - begin_ns < UINT64_C(10000000000))
		(void)usleep(1000);
	must(echo->ready, "the echo does not start");
}

static void exchange(int fd, char message[MESSAGE_SIZE], bool answer)
{
	for (int half = 0; half < 2; half++)
		if ((half == 0) == answer)
			must(recv(fd, message, MESSAGE_SIZE, MSG_WAITALL) == MESSAGE_SIZE, "recv");
		else
			must(send(fd, message, MESSAGE_SIZE, 0) == MESSAGE_SIZE, "send");
}

static void no_delay(int fd)
{
	int one = 1;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void tcp_echo(void *context)
{
	struct echo *echo = context;
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(address);
	char message[MESSAGE_SIZE];
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	must(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0 &&
			listen(listener, 1) == 0 &&
			getsockname(listener, (struct sockaddr *)&address, &size) == 0,
		"no listener");
	echo->port = address.sin_port;
	echo->ready = true;
	int fd = accept(listener, NULL, NULL);
	must(fd >= 0, "accept");
	no_delay(fd);
	for (unsigned i = 0; i < echo->times; i++)
		exchange(fd, message, true);
	close(fd);
	close(listener);
}

double ceiling_tcp(unsigned times)
{
	static double took_ns[TIMES_MAX];
	struct echo *echo = shared(sizeof(*echo));
	char message[MESSAGE_SIZE] = "";
	echo->times = times;
	pid_t pid = apart(tcp_echo, echo);
	await_ready(echo);
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = echo->port,
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	must(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0, "connect");
	no_delay(fd);
	for (unsigned i = 0; i < times; i++) {
		uint64_t begin_ns = stopwatch_ns();
		exchange(fd, message, false);
		took_ns[i] = (double)(stopwatch_ns() - begin_ns);
	}
	close(fd);
	join(pid);
	return median(took_ns, times);
}

static void answer_zap(struct zsock *zap)
{
	struct zap_request request;
	while (zap_receive(zap, &request) == ERR_OK)
		must(zap_answer(zap, &request, true) == ERR_OK, "ZAP");
}

/* Ends only with its parent, or by a signal. */
static void curve_echo(void *context)
{
	struct echo *echo = context;
	struct secret secret = load_secret(0);
	struct znet *znet = znet_new();
	struct zsock *zap = zsock_zap(znet);
	struct zsock *server = zsock_server(znet, &secret);
	struct zmessage message = ZMESSAGE_NONE;
	must(zap != NULL && server != NULL && zsock_bind(server, "tcp://127.0.0.1:*") == ERR_OK,
		"no server");
	zsock_endpoint(server, echo->endpoint);
	echo->ready = true;
	struct zpoll items[] = {
		{.zsock = zap, .want_read = true}, {.zsock = server, .want_read = true}};
	while (zpoll_wait(items, 2, -1) == ERR_OK) {
		answer_zap(zap);
		while (zsock_receive(server, &message) == ERR_OK)
			must(zsock_send_to(server,
				     (struct bytes){message.routing_id, message.routing_id_size},
				     message.frame) == ERR_OK,
				"echo");
	}
}

static void curve_client(void *context)
{
	static double took_ns[TIMES_MAX];
	struct echo *echo = context;
	struct secret secret = load_secret(1), server = load_secret(0);
	struct znet *znet = znet_new();
	struct zsock *zsock = zsock_client(znet, &secret, &server.public.transport);
	struct zmessage message = ZMESSAGE_NONE;
	uint8_t frame[MESSAGE_SIZE] = "";
	must(zsock != NULL && zsock_connect(zsock, echo->endpoint) == ERR_OK, "no client");
	for (unsigned i = 0; i < echo->times; i++) {
		uint64_t begin_ns = stopwatch_ns();
		struct zpoll item = {.zsock = zsock, .want_read = true, .want_write = i == 0};
		if (i == 0) /* connected when it takes a frame */
			must(zpoll_wait(&item, 1, 10000) == ERR_OK, "no connection");
		item.want_write = false;
		must(zsock_send(zsock, BYTES_OF(frame)) == ERR_OK, "send");
		do
			must(zpoll_wait(&item, 1, 10000) == ERR_OK && item.readable, "no echo");
		while (zsock_receive(zsock, &message) != ERR_OK);
		took_ns[i] = (double)(stopwatch_ns() - begin_ns);
	}
	zmessage_free(&message);
	echo->result_ns = median(took_ns, echo->times);
	zsock_close(zsock, 0);
	znet_free(znet);
}

double ceiling_curve(unsigned times)
{
	struct echo *echo = shared(sizeof(*echo));
	echo->times = times;
	pid_t server = apart(curve_echo, echo);
	await_ready(echo);
	join(apart(curve_client, echo));
	kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	return echo->result_ns;
}
