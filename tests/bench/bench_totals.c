/* What a country's year of cases costs to add up, and a month to append, with 10 and with 100 years
 * of history in the ledger.
 *
 *   bench_totals            290 kommuner, monthly reports of about 200 cells, 10 and 100 years
 *   bench_totals --smoke    a few of each, to see that it works
 *
 * A report is a signed batch of five tables that add up: the number of cases and four of two
 * dimensions. Every tenth number of cases is corrected afterwards. History goes straight into the
 * ledger and its fold; the last month goes through the daemon's turns, in a process of its own
 * whose memory is measured. Times are processor time, the best of a few runs, since a disturbed run
 * only takes longer. Full scan: every record of the ledger is read and the year's cases are counted
 * from what came last, which is what the cost would be without the order of the keys; both must
 * come to the same number. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "jour/limits.h"
#include "jour/lmdbstore.h"
#include "load.h"
#include "measure.h"
#include "statecount.h"
#include "statload.h"
#include "tempdir.h"
#include "totals.h"
#include "turn.h"

#define RUNS 7
#define MEMORY_SIZE ((size_t)64 << 20)
#define GROUP 8u /* batches in a turn */
#define FRAMES_CAPACITY ((size_t)8 << 20)
#define ANSWERS_CAPACITY (4 * FRAME_SIZE_MAX)

struct bench {
	struct statsize size;
	struct turn turn;
	struct statload load;
	struct author author;
	struct frames frames;
	struct secret ledger;
	struct arena memory, scratch;
	char path[TEMPDIR_SIZE];
};

/* What the process of the last month tells. */
struct told {
	uint64_t tables;
	uint64_t cpu_ns;
	uint64_t anonymous_kib;
};

static double now_ms(void)
{
	return (double)stopwatch_cpu_ns() / 1e6;
}

static struct arena new_arena(size_t size)
{
	struct arena arena = arena_of(malloc(size), size);
	must(arena.start != NULL, "out of memory");
	return arena;
}

static void open_store(struct bench *bench, enum lmdbstore_mode mode)
{
	char path[TEMPDIR_SIZE + 8];
	(void)snprintf(path, sizeof(path), "%s/store", bench->path);
	const struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = (32u << 20) + statload_tables(bench->size) * 1536,
		.mode = mode};
	must(lmdbstore_open(&config, &bench->turn.store, NULL) == ERR_OK, "cannot open the store");
}

static struct store_txn *begin(struct bench *bench, bool write)
{
	enum err err = ERR_OK;
	struct store_txn *txn = write ? store_begin_write(bench->turn.store, &err)
				      : store_begin_read(bench->turn.store, &err);
	must(txn != NULL, "cannot begin a transaction");
	return txn;
}

static void found(struct bench *bench)
{
	struct secret office = load_secret(200);
	struct genesis genesis = {.rules = RULES_VERSION,
		.office = office.public,
		.recovery = load_secret(201).public,
		.ledger_key = bench->ledger.public.sign,
		.server_transport = load_secret(202).public.transport,
		.origin = "bench.example/1"};
	struct store_txn *txn = begin(bench, true);
	ledger_create(txn, &genesis);
	must(ledger_identify(txn, &bench->turn.name) == ERR_OK && store_commit(txn) == ERR_OK,
		"the store");
	struct server_line server = {.origin = "bench.example/1",
		.ledger_key = bench->ledger.public.sign,
		.ledger_id = bench->turn.name.id};
	bench->author = author_of(office, 'o', &server);
}

static void open_bench(struct bench *bench, struct statsize size)
{
	memset(bench, 0, sizeof(*bench));
	bench->size = size;
	bench->load = statload_of(size);
	bench->ledger = load_secret(203);
	bench->turn.secret = &bench->ledger;
	bench->turn.memory.record = new_arena(DECODE_HEAP_MAX);
	bench->turn.memory.agreement = new_arena(DECODE_HEAP_MAX);
	bench->turn.answers = malloc(ANSWERS_CAPACITY);
	bench->turn.answers_capacity = ANSWERS_CAPACITY;
	bench->frames.bytes = malloc(FRAMES_CAPACITY);
	must(bench->turn.answers != NULL && bench->frames.bytes != NULL, "out of memory");
	bench->memory = new_arena(MEMORY_SIZE);
	bench->scratch = new_arena(DECODE_HEAP_MAX);
	tempdir_make(bench->path);
	open_store(bench, LMDBSTORE_CREATE);
	found(bench);
}

static void close_bench(struct bench *bench)
{
	store_close(bench->turn.store);
	tempdir_remove(bench->path);
	free(bench->turn.memory.record.start);
	free(bench->turn.memory.agreement.start);
	free(bench->turn.answers);
	free(bench->frames.bytes);
	free(bench->memory.start);
	free(bench->scratch.start);
}

/* ---- history */

static void sign(struct bench *bench, enum record_class class, struct bytes body)
{
	frames_add(&bench->frames, FRAMES_CAPACITY, &bench->author, class, body);
}

/* What the frames hold, as if the door had let it through; the time is the month's end. */
static void append_frames(struct bench *bench)
{
	struct hash256 hashes[STATLOAD_UNITS_MAX];
	struct store_txn *txn = begin(bench, true);
	for (unsigned i = 0; i < bench->frames.count; i++) {
		struct batch batch;
		must(batch_read(frames_batch(&bench->frames, i), &batch) == ERR_OK, "our batch");
		(void)body_root(batch.body, hashes);
		(void)ledger_append(txn, &bench->turn.memory, &batch, hashes, false,
			statload_now_ms(&bench->load));
	}
	ledger_put_checkpoint(txn, &bench->turn.name);
	must(store_commit(txn) == ERR_OK, "the store is full");
	bench->frames.count = 0;
}

static void sign_month(struct bench *bench)
{
	static uint8_t body[FRAME_SIZE_MAX];
	for (uint32_t unit = 0; unit < bench->size.units; unit++) {
		struct writer to = writer_of(body, sizeof(body));
		statload_report(&bench->load, unit, &to);
		sign(bench, CLASS_CASES, written(&to));
	}
	statload_month_over(&bench->load);
}

/* All but the last month. */
static void fill(struct bench *bench)
{
	static uint8_t body[FRAME_SIZE_MAX];
	struct writer to = writer_of(body, sizeof(body));
	statload_units(&bench->load, &to);
	sign(bench, CLASS_ADMIN, written(&to));
	append_frames(bench);
	for (uint32_t month = 1; month < bench->size.years * 12; month++) {
		sign_month(bench);
		append_frames(bench);
	}
}

/* ---- the last month, in a process of its own */

static uint64_t anonymous_kib(void)
{
	char line[128];
	unsigned long kib = 0;
	FILE *status = fopen("/proc/self/status", "r");
	must(status != NULL, "no /proc");
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "RssAnon:", 8) == 0)
			kib = strtoul(line + 8, NULL, 10);
	(void)fclose(status);
	return kib;
}

static uint64_t count_good(const struct answer *answer)
{
	struct frame frame;
	struct receipt receipt;
	must(frame_read(answer->frame, &frame) == ERR_OK && frame.type == FRAME_RECEIPT,
		"an answer that is no receipt");
	struct reader from = reader_of(frame.payload);
	must(receipt_read(read_span(&from, read_be32(&from)), &receipt) == ERR_OK, "a receipt");
	for (size_t i = 0; i < receipt.entry.header.count; i++)
		must(result_is_new(result_at(receipt.results, i).code), "a record is refused");
	return receipt.entry.header.count;
}

static void run_turns(struct bench *bench, struct told *told)
{
	struct question questions[GROUP];
	struct answer answers[GROUP];
	const struct frames *frames = &bench->frames;
	size_t taken = 0;
	for (unsigned at = 0; at < frames->count; at += (unsigned)taken) {
		size_t count = 0;
		for (; count < GROUP && at + count < frames->count; count++)
			questions[count].frame =
				(struct bytes){frames->bytes + frames->at[at + count],
					frames->at[at + count + 1] - frames->at[at + count]};
		must(turn_run(&bench->turn, questions, count, statload_now_ms(&bench->load), true,
			     answers, &taken) == ERR_OK,
			"a turn failed");
		for (size_t i = 0; i < taken; i++)
			told->tables += count_good(&answers[i]);
	}
}

struct month {
	struct bench *bench;
	struct told *told;
};

/* A store is never used across a fork. */
static void last_month(void *context)
{
	struct month *month = context;
	struct bench *bench = month->bench;
	open_store(bench, LMDBSTORE_WRITE);
	uint64_t before_kib = anonymous_kib(), before_ns = stopwatch_cpu_ns();
	run_turns(bench, month->told);
	month->told->cpu_ns = stopwatch_cpu_ns() - before_ns;
	month->told->anonymous_kib = anonymous_kib() - before_kib;
	store_close(bench->turn.store);
}

static struct told append_last_month(struct bench *bench)
{
	struct told *told = shared(sizeof(*told));
	struct month month = {bench, told};
	sign_month(bench);
	store_close(bench->turn.store);
	join(apart(last_month, &month));
	open_store(bench, LMDBSTORE_WRITE);
	return *told;
}

/* ---- reading */

static int32_t no_day(void *context, uint64_t index)
{
	(void)context;
	(void)index;
	return 0;
}

/* Milliseconds for a year's totals by crime, as of a size. */
static double time_totals(struct bench *bench, uint32_t year, uint64_t size, uint64_t *ret_cases)
{
	struct period period = {(uint16_t)(STATLOAD_FIRST_YEAR + year), 1, 12};
	struct totals_query query = {.source = TOTALS_KOMMUN_ELSE_JOUR};
	struct coverage_calendar calendar = {NULL, no_day, 0};
	double best = 0;
	query.by[query.by_count++] = codelist_builtin("crime");
	for (int run = 0; run < RUNS; run++) {
		struct reports reports;
		struct coverage coverage;
		struct totals totals;
		double start = now_ms();
		struct store_txn *txn = begin(bench, false);
		arena_reset(&bench->memory);
		must(reports_read(txn, size, period, &bench->memory, &bench->scratch, &reports) ==
					ERR_OK &&
				coverage_read(&reports, &calendar, &coverage) == ERR_OK &&
				totals_read(&reports, &query, &totals) == ERR_OK,
			"the totals cannot be read");
		*ret_cases = totals.cases.count;
		store_abort(txn);
		double time = now_ms() - start;
		best = run == 0 || time < best ? time : best;
	}
	return best;
}

static double time_open(struct bench *bench)
{
	double start = now_ms();
	struct store_txn *txn = begin(bench, false);
	must(statecount_check(txn) == ERR_OK, "the state is damaged");
	store_abort(txn);
	return now_ms() - start;
}

/* Milliseconds for counting the year's cases from every record of the first `size` entries. */
static double time_full_scan(struct bench *bench, uint32_t year, uint64_t size, uint64_t *ret_cases)
{
	static uint64_t cases[STATLOAD_UNITS_MAX][12];
	double start = now_ms();
	struct store_txn *txn = begin(bench, false);
	memset(cases, 0, sizeof(cases));
	for (uint64_t index = 1; index < size; index++) {
		struct reader rest = reader_of(ledger_read(txn, TABLE_BODY, index));
		struct bytes bytes;
		struct record record;
		arena_reset(&bench->scratch);
		while (body_next(&rest, &bytes) &&
			record_decode(bytes, &bench->scratch, &record) == ERR_OK)
			if (record.kind == JOUR__V1__RECORD__BODY_CASE_TABLE)
				statload_note(record_body(&record), year, cases);
	}
	must(store_error(txn) == ERR_OK, "the ledger is damaged");
	store_abort(txn);
	*ret_cases = 0;
	for (uint32_t unit = 0; unit < bench->size.units; unit++)
		for (unsigned month = 0; month < 12; month++)
			*ret_cases += cases[unit][month];
	return now_ms() - start;
}

/* ---- the table */

struct measured {
	double last, middle, as_of, append_us;
	uint64_t anonymous_kib;
};

static struct measured measure(struct statsize size)
{
	static struct bench bench;
	uint64_t cases = 0, dumb = 0;
	open_bench(&bench, size);
	fill(&bench);
	struct told told = append_last_month(&bench);
	struct store_txn *txn = begin(&bench, false);
	uint64_t entries = ledger_size(txn),
		 then = entries * (size.years / 2 * 2 + 1) / (2 * size.years);
	store_abort(txn);
	struct measured measured = {.append_us = (double)told.cpu_ns / 1e3 / (double)told.tables,
		.anonymous_kib = told.anonymous_kib};
	measured.last = time_totals(&bench, size.years - 1, entries, &cases);
	double full = time_full_scan(&bench, size.years - 1, entries, &dumb);
	must(cases > 0 && cases == dumb, "the full scan comes to another number");
	measured.middle = time_totals(&bench, size.years / 2, entries, &cases);
	/* As of the middle of that year: half of its tables are not there yet. */
	measured.as_of = time_totals(&bench, size.years / 2, then, &cases);
	(void)time_full_scan(&bench, size.years / 2, then, &dumb);
	must(cases > 0 && cases == dumb, "the full scan comes to another number as of then");
	double open = time_open(&bench);
	printf("%6u %9" PRIu64 " %9.2f %9.2f %9.2f %10.1f %10.1f %9.1f %10.1f %9" PRIu64 "\n",
		size.years, statload_tables(size), measured.last, measured.middle, measured.as_of,
		full, full / measured.last, open, measured.append_us, told.anonymous_kib);
	(void)fflush(stdout);
	close_bench(&bench);
	return measured;
}

int main(int argc, char **argv)
{
	bool smoke = argc == 2 && strcmp(argv[1], "--smoke") == 0;
	struct statsize small = {290, 10}, large = {290, 100};
	must(argc == 1 || smoke, "the only option is --smoke");
	must(sign_init() == ERR_OK, "libsodium");
	if (smoke) {
		small = (struct statsize){12, 2};
		large = (struct statsize){12, 6};
	}
	printf("Totals of a year by crime, %u kommuner, monthly reports of %u cells in %u tables;\n"
	       "processor time in ms.\n\n",
		small.units, STATLOAD_CELLS, STATLOAD_TABLES);
	puts(" years    tables last year  mid year  mid then  full scan  scan/last      open  "
	     "us/append  turns KiB");
	struct measured few = measure(small), many = measure(large);
	printf("\n%u years against %u years of history: last year %.2f, middle year %.2f, as of "
	       "then "
	       "%.2f, appending %.2f times the time;\nmemory of the turns %.2f times.\n",
		large.years, small.years, many.last / few.last, many.middle / few.middle,
		many.as_of / few.as_of, many.append_us / few.append_us,
		(double)many.anonymous_kib / (double)few.anonymous_kib);
	return 0;
}
