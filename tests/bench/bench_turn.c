/* How fast the ledger's turn is by itself: turn_run over a store on disk, without sockets and in
 * one process, so that a profiler sees nothing else. `bench_turn [--smoke] [cell]`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jour/clock.h"
#include "jour/lmdbstore.h"
#include "load.h"
#include "client.h"
#include "measure.h"
#include "turn.h"

#define FRAMES_CAPACITY ((size_t)32u << 20)
#define ANSWERS_CAPACITY ((size_t)64u << 20)
#define STORE_SIZE ((uint64_t)1u << 30)

struct cell {
	enum load_kind kind;
	unsigned batch_records;
	unsigned group; /* batches a turn */
	unsigned batches;
};

static const struct cell cells[] = {
	{LOAD_TABLES, 1, 1, 2000},
	{LOAD_TABLES, 1, 8, 4000},
	{LOAD_TABLES, 16, 8, 1600},
	{LOAD_TABLES, 256, 8, 128},
	{LOAD_TABLES, 4096, 2, 16},
	{LOAD_PAYMENTS, 256, 8, 192},
};
#define CELLS (sizeof(cells) / sizeof(cells[0]))

static struct frames frames;
static char directory[64];
static char path[80];

static struct store *open_store(void)
{
	struct store *store = NULL;
	struct lmdbstore_detail detail = {""};
	(void)snprintf(directory, sizeof(directory), "/var/tmp/bench.XXXXXX");
	must(mkdtemp(directory) != NULL, "no temporary directory");
	(void)snprintf(path, sizeof(path), "%s/ledger", directory);
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = STORE_SIZE,
		.mode = LMDBSTORE_CREATE};
	if (lmdbstore_open(&config, &store, &detail) != ERR_OK)
		give_up("%s", detail.text);
	return store;
}

static void found(struct turn *turn, const struct secret *ledger, const struct secret *office)
{
	enum err err = ERR_OK;
	struct genesis genesis = {.rules = RULES_VERSION,
		.created_ms = clock_now_ms(),
		.office = office->public,
		.recovery = load_secret(201).public,
		.ledger_key = ledger->public.sign,
		.server_transport = load_secret(202).public.transport,
		.origin = "bench.example/1"};
	struct store_txn *txn = store_begin_write(turn->store, &err);
	must(txn != NULL, "the store");
	ledger_create(txn, &genesis);
	must(ledger_identify(txn, &turn->name) == ERR_OK && store_commit(txn) == ERR_OK,
		"the store");
}

static void must_count(const struct answer *answer)
{
	struct frame frame;
	must(frame_read(answer->frame, &frame) == ERR_OK && frame.type == FRAME_RECEIPT,
		"an answer that is no receipt");
	struct reader from = reader_of(frame.payload);
	struct receipt receipt;
	must(receipt_read(read_span(&from, read_be32(&from)), &receipt) == ERR_OK, "a receipt");
	for (size_t i = 0; i < receipt.entry.header.count; i++)
		must(result_is_new(result_at(receipt.results, i).code), "a record is refused");
}

struct took {
	uint64_t ns;
	uint64_t cpu_ns;
};

/* Runs all frames through turns of `group`; returns what the turns took. */
static struct took run(struct turn *turn, unsigned group)
{
	struct question questions[16];
	struct answer answers[16];
	struct took took = {0, 0};
	size_t taken = 0;
	for (unsigned at = 0; at < frames.count; at += (unsigned)taken) {
		size_t count = 0;
		for (; count < group && at + count < frames.count; count++)
			questions[count].frame =
				(struct bytes){frames.bytes + frames.at[at + count],
					frames.at[at + count + 1] - frames.at[at + count]};
		uint64_t begin_ns = stopwatch_ns(), begin_cpu_ns = stopwatch_cpu_ns();
		must(turn_run(turn, questions, count, clock_now_ms(), true, answers, &taken) ==
				ERR_OK,
			"a turn failed");
		took.ns += stopwatch_ns() - begin_ns;
		took.cpu_ns += stopwatch_cpu_ns() - begin_cpu_ns;
		for (size_t i = 0; i < taken; i++)
			must_count(&answers[i]);
	}
	return took;
}

static void furnish(struct turn *turn, struct author *clerk)
{
	static uint8_t body[1u << 20];
	struct writer to = writer_of(body, sizeof(body));
	(void)load_write_grants(LOAD_AUTHORS_MAX, &to);
	frames.count = 0;
	frames_add(&frames, FRAMES_CAPACITY, clerk, CLASS_ADMIN, written(&to));
	to = writer_of(body, sizeof(body));
	(void)load_write_agreements(LOAD_AUTHORS_MAX, &to);
	frames_add(&frames, FRAMES_CAPACITY, clerk, CLASS_MONEY, written(&to));
	(void)run(turn, 1);
}

static void run_cell(struct turn *turn, const struct cell *cell, unsigned shrink,
	struct author *author, struct load *load)
{
	static uint8_t body[FRAME_SIZE_MAX];
	frames.count = 0;
	for (unsigned i = 0; i < cell->batches / shrink; i++) {
		struct writer to = writer_of(body, sizeof(body));
		load_write(load, cell->kind, cell->batch_records, &to);
		frames_add(&frames, FRAMES_CAPACITY, author, load_class(cell->kind), written(&to));
	}
	struct took took = run(turn, cell->group);
	double records = (double)frames.count * cell->batch_records;
	printf("%-11s batches of %4u, %u a turn: %8.0f records/s; a record: %7.0f ns, "
	       "%6.0f of them on the processor\n",
		load_name(cell->kind), cell->batch_records, cell->group,
		records * 1e9 / (double)took.ns, (double)took.ns / records,
		(double)took.cpu_ns / records);
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);
	must(memory != NULL, "out of memory");
	return memory;
}

int main(int argc, char **argv)
{
	bool smoke = argc > 1 && strcmp(argv[1], "--smoke") == 0;
	size_t only = argc > 1 && !smoke ? strtoul(argv[1], NULL, 10) : CELLS;
	must(sign_init() == ERR_OK, "libsodium");
	struct secret ledger = load_secret(203), office = load_secret(200);
	static struct turn turn;
	turn.store = open_store();
	turn.secret = &ledger;
	turn.memory.record = arena_of(allocate(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	turn.memory.agreement = arena_of(allocate(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	turn.answers = allocate(ANSWERS_CAPACITY);
	turn.answers_capacity = ANSWERS_CAPACITY;
	frames.bytes = allocate(FRAMES_CAPACITY);
	found(&turn, &ledger, &office);
	struct server_line server = {.origin = "bench.example/1",
		.ledger_key = ledger.public.sign,
		.ledger_id = turn.name.id};
	struct author clerk = author_of(office, 'o', &server);
	struct author author = author_of(load_secret(0), 'a', &server);
	struct load load = {.author = 0};
	furnish(&turn, &clerk);
	for (size_t i = 0; i < CELLS; i++)
		if (only >= CELLS || only == i)
			run_cell(&turn, &cells[i], smoke ? 8 : 1, &author, &load);
	store_close(turn.store);
	char command[128];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	must(system(command) == 0, "the temporary directory stays");
	return 0;
}
