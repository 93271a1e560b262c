/* How fast the whole path is: signed, durable, acknowledged records a second through real sockets
 * and processes, beside what the machine's parts could do alone. `--smoke`: a short run whose times
 * mean nothing, for the tests.
 *
 * Everything is repeated in turn and medians are taken, as other work may share the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ceiling.h"
#include "load.h"
#include "measure.h"
#include "liveoffice.h"

#define FRAMES_CAPACITY ((size_t)24u << 20)
#define REPEAT_MAX 9u
#define WINDOW 8u /* IN_FLIGHT_MAX of the protocol */

struct cell {
	enum load_kind kind;
	unsigned batch_records;
	unsigned authors;
	unsigned window;
	unsigned batches; /* of each author, a repeat */
};

static const struct cell cells[] = {
	{LOAD_TABLES, 1, 1, 1, 1000},
	{LOAD_TABLES, 1, 1, WINDOW, 2000},
	{LOAD_TABLES, 1, 6, WINDOW, 600},
	{LOAD_TABLES, 16, 1, WINDOW, 1000},
	{LOAD_TABLES, 16, 6, WINDOW, 200},
	{LOAD_TABLES, 256, 1, WINDOW, 96},
	{LOAD_TABLES, 256, 6, WINDOW, 24},
	{LOAD_TABLES, 4096, 1, WINDOW, 8},
	{LOAD_TABLES, 4096, 6, WINDOW, 2},
	{LOAD_PAYMENTS, 256, 1, WINDOW, 96},
	{LOAD_PAYMENTS, 256, 6, WINDOW, 24},
};
#define CELLS (sizeof(cells) / sizeof(cells[0]))
#define LONE 0u /* the cell of a lone record */

/* What one repeat of a cell gave. */
struct row {
	double records_per_s;
	double p50_ns;
	double p99_ns;
	double batches_per_commit;
	double lmdb_records_per_s;
	double record_size;
};

/* One author's process, in shared memory. */
struct worker {
	struct worker *all;
	unsigned count;
	const struct server_line *server;
	struct cell cell;
	struct author author;
	struct load load;
	struct frames frames;
	struct answers answers;
	volatile bool ready;
};

struct ceilings {
	double fdatasync_ns[REPEAT_MAX];
	double commit_ns[REPEAT_MAX]; /* of one lone record in LMDB */
	double verify_per_s[REPEAT_MAX];
	double sha256_per_s[REPEAT_MAX];
	double tcp_ns[REPEAT_MAX];
	double curve_ns[REPEAT_MAX];
};

struct bench {
	struct liveoffice office;
	struct worker *workers; /* LOAD_AUTHORS_MAX */
	unsigned repeats;
	unsigned shrink; /* each run is this many times shorter */
	uint64_t entries;
	struct ceilings ceilings;
	struct row rows[CELLS][REPEAT_MAX];
};

static void *allocate(size_t size)
{
	void *memory = malloc(size);
	must(memory != NULL, "out of memory");
	return memory;
}

/* ---- the office's part: whoever reports must be enrolled */

static void nothing(void *context)
{
	(void)context;
}

static void say(void *context)
{
	struct worker *clerk = context;
	client_run(
		clerk->server, &clerk->author, &clerk->frames, 1, nothing, NULL, &clerk->answers);
}

static void enrol(struct bench *bench)
{
	static uint8_t body[1u << 20];
	struct worker *clerk = shared(sizeof(*clerk));
	clerk->server = &bench->office.server;
	clerk->author = bench->office.clerk;
	clerk->frames.bytes = shared(FRAMES_CAPACITY);
	struct writer to = writer_of(body, sizeof(body));
	(void)load_write_grants(LOAD_AUTHORS_MAX, &to);
	frames_add(&clerk->frames, FRAMES_CAPACITY, &clerk->author, CLASS_ADMIN, written(&to));
	to = writer_of(body, sizeof(body));
	(void)load_write_agreements(LOAD_AUTHORS_MAX, &to);
	frames_add(&clerk->frames, FRAMES_CAPACITY, &clerk->author, CLASS_MONEY, written(&to));
	join(apart(say, clerk));
	bench->entries = 1 + clerk->frames.count;
}

/* ---- one run */

static void sign_batches(struct worker *worker)
{
	uint8_t *body = allocate(FRAME_SIZE_MAX);
	for (unsigned i = 0; i < worker->cell.batches; i++) {
		struct writer to = writer_of(body, FRAME_SIZE_MAX);
		load_write(&worker->load, worker->cell.kind, worker->cell.batch_records, &to);
		frames_add(&worker->frames, FRAMES_CAPACITY, &worker->author,
			load_class(worker->cell.kind), written(&to));
	}
	free(body);
}

/* All begin when the last is connected. */
static void await_others(void *context)
{
	struct worker *worker = context;
	worker->ready = true;
	for (unsigned i = 0; i < worker->count; i++)
		while (!worker->all[i].ready)
			(void)usleep(500);
}

static void work(void *context)
{
	struct worker *worker = context;
	sign_batches(worker);
	client_run(worker->server, &worker->author, &worker->frames, worker->cell.window,
		await_others, worker, &worker->answers);
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
	return (left > right) - (left < right);
}

/* Number of different values; sorts them. */
static size_t distinct(uint64_t *values, size_t count)
{
	size_t different = 0;
	qsort(values, count, sizeof(values[0]), compare);
	for (size_t i = 0; i < count; i++)
		different += i == 0 || values[i] != values[i - 1];
	return different;
}

/* Every batch lies in an entry of its own, and there are no other entries. Returns how many commits
 * they took. */
static size_t check_entries(struct bench *bench, const struct cell *cell)
{
	size_t count = (size_t)cell->authors * cell->batches;
	uint64_t *index = allocate(count * sizeof(*index));
	uint64_t *covering = allocate(count * sizeof(*covering));
	for (unsigned i = 0; i < cell->authors; i++) {
		const struct answers *answers = &bench->workers[i].answers;
		memcpy(index + (size_t)i * cell->batches, answers->index,
			cell->batches * sizeof(*index));
		memcpy(covering + (size_t)i * cell->batches, answers->covering,
			cell->batches * sizeof(*covering));
	}
	must(distinct(index, count) == count && index[0] == bench->entries &&
			index[count - 1] == bench->entries + count - 1,
		"a batch was not appended exactly once");
	bench->entries += count;
	size_t commits = distinct(covering, count);
	free(index);
	free(covering);
	return commits;
}

static struct row row_of(struct bench *bench, const struct cell *cell)
{
	size_t batches = (size_t)cell->authors * cell->batches;
	double *latency_ns = allocate(batches * sizeof(*latency_ns));
	uint64_t begin_ns = UINT64_MAX, end_ns = 0;
	struct row row;
	for (unsigned i = 0; i < cell->authors; i++) {
		const struct answers *answers = &bench->workers[i].answers;
		begin_ns = answers->begin_ns < begin_ns ? answers->begin_ns : begin_ns;
		end_ns = answers->end_ns > end_ns ? answers->end_ns : end_ns;
		memcpy(latency_ns + (size_t)i * cell->batches, answers->latency_ns,
			cell->batches * sizeof(*latency_ns));
	}
	row.records_per_s =
		(double)(batches * cell->batch_records) * 1e9 / (double)(end_ns - begin_ns);
	row.p50_ns = percentile(latency_ns, batches, 50);
	row.p99_ns = percentile(latency_ns, batches, 99);
	row.batches_per_commit = (double)batches / (double)check_entries(bench, cell);
	free(latency_ns);
	return row;
}

static void run_cell(struct bench *bench, const struct cell *given, struct row *ret_row)
{
	pid_t pids[LOAD_AUTHORS_MAX];
	struct cell cell = *given;
	cell.batches = (cell.batches + bench->shrink - 1) / bench->shrink;
	for (unsigned i = 0; i < cell.authors; i++) {
		struct worker *worker = &bench->workers[i];
		worker->cell = cell;
		worker->count = cell.authors;
		worker->frames.count = 0;
		worker->ready = false;
	}
	for (unsigned i = 0; i < cell.authors; i++)
		pids[i] = apart(work, &bench->workers[i]);
	for (unsigned i = 0; i < cell.authors; i++)
		join(pids[i]);
	struct row row = row_of(bench, &cell);
	const struct frames *frames = &bench->workers[0].frames;
	unsigned group = (unsigned)(row.batches_per_commit + 0.5);
	row.lmdb_records_per_s =
		ceiling_lmdb(bench->office.directory, frames, group) * cell.batch_records;
	row.record_size = (double)frames_batch(frames, 0).size - HEADER_SIZE - SIGNATURE_SIZE;
	row.record_size = row.record_size / cell.batch_records - 4;
	*ret_row = row;
}

static void run_ceilings(struct bench *bench, unsigned repeat)
{
	struct ceilings *to = &bench->ceilings;
	unsigned times = 2000 / bench->shrink;
	to->fdatasync_ns[repeat] = ceiling_fdatasync(bench->office.directory, times / 4);
	to->verify_per_s[repeat] = ceiling_verify(2 * times);
	to->sha256_per_s[repeat] = ceiling_sha256(200, 100 * times);
	to->tcp_ns[repeat] = ceiling_tcp(times);
	to->curve_ns[repeat] = ceiling_curve(times);
}

static void run_all(struct bench *bench)
{
	for (unsigned repeat = 0; repeat < bench->repeats; repeat++) {
		run_ceilings(bench, repeat);
		for (size_t i = 0; i < CELLS; i++)
			run_cell(bench, &cells[i], &bench->rows[i][repeat]);
		bench->ceilings.commit_ns[repeat] =
			1e9 / bench->rows[LONE][repeat].lmdb_records_per_s;
	}
}

/* ---- the table */

static double median_of_rows(const struct bench *bench, size_t cell, size_t offset)
{
	double values[REPEAT_MAX];
	for (unsigned i = 0; i < bench->repeats; i++)
		memcpy(&values[i], (const char *)&bench->rows[cell][i] + offset, sizeof(values[i]));
	return median(values, bench->repeats);
}

#define MEDIAN(bench, cell, member) median_of_rows(bench, cell, offsetof(struct row, member))

static double median_ratio(const struct bench *bench, size_t cell)
{
	double values[REPEAT_MAX];
	for (unsigned i = 0; i < bench->repeats; i++) {
		const struct row *row = &bench->rows[cell][i];
		values[i] = row->records_per_s / row->lmdb_records_per_s;
	}
	return median(values, bench->repeats);
}

static void print_row(const struct bench *bench, size_t cell)
{
	printf("%-11s %6.0f %6u %6u %6u %11.0f %8.2f %8.2f %8.1f %11.0f %6.2f\n",
		load_name(cells[cell].kind), MEDIAN(bench, cell, record_size),
		cells[cell].batch_records, cells[cell].authors, cells[cell].window,
		MEDIAN(bench, cell, records_per_s), MEDIAN(bench, cell, p50_ns) / 1e6,
		MEDIAN(bench, cell, p99_ns) / 1e6, MEDIAN(bench, cell, batches_per_commit),
		MEDIAN(bench, cell, lmdb_records_per_s), median_ratio(bench, cell));
}

/* The two aims: half of LMDB with batches of 256; a lone record within 1.5 times a commit and four
 * hops, that is two round trips, over the loopback. */
static void print_aims(struct bench *bench)
{
	unsigned repeats = bench->repeats;
	double commit_ns = median(bench->ceilings.commit_ns, repeats);
	double curve_ns = median(bench->ceilings.curve_ns, repeats);
	double tcp_ns = median(bench->ceilings.tcp_ns, repeats);
	double lone_ns = MEDIAN(bench, LONE, p50_ns);
	double of_curve = lone_ns / (commit_ns + 2 * curve_ns);
	double of_tcp = lone_ns / (commit_ns + 2 * tcp_ns);
	printf("\naims\n");
	for (size_t i = 0; i < CELLS; i++)
		if (cells[i].batch_records == 256)
			printf("  %s, batches of 256, %u authors: %.2f of LMDB (aim 0.50): %s\n",
				load_name(cells[i].kind), cells[i].authors, median_ratio(bench, i),
				median_ratio(bench, i) >= 0.5 ? "met" : "NOT met");
	printf("  lone record: %.0f us; one commit and four hops: %.0f us (CURVE), %.0f us (TCP)\n",
		lone_ns / 1e3, (commit_ns + 2 * curve_ns) / 1e3, (commit_ns + 2 * tcp_ns) / 1e3);
	printf("    %.2f of it with CURVE hops (aim 1.50): %s; %.2f with plain TCP hops: %s\n",
		of_curve, of_curve <= 1.5 ? "met" : "NOT met", of_tcp,
		of_tcp <= 1.5 ? "met" : "NOT met");
}

static void print_all(struct bench *bench)
{
	struct ceilings *of = &bench->ceilings;
	unsigned repeats = bench->repeats;
	printf("medians, repeat %u\n\nthe machine alone\n", repeats);
	printf("  %-44s %10.0f us\n", "fdatasync of 4 KiB",
		median(of->fdatasync_ns, repeats) / 1e3);
	printf("  %-44s %10.0f us\n", "LMDB commit of a lone batch",
		median(of->commit_ns, repeats) / 1e3);
	printf("  %-44s %10.0f us\n", "loopback there and back, TCP",
		median(of->tcp_ns, repeats) / 1e3);
	printf("  %-44s %10.0f us\n", "loopback there and back, ZeroMQ with CURVE",
		median(of->curve_ns, repeats) / 1e3);
	printf("  %-44s %10.0f /s\n", "Ed25519 verify, one core",
		median(of->verify_per_s, repeats));
	printf("  %-44s %10.0f /s\n\n", "SHA-256 of 200 bytes, one core",
		median(of->sha256_per_s, repeats));
	printf("signed, durable, acknowledged, verified\n"
	       "%-11s %6s %6s %6s %6s %11s %8s %8s %8s %11s %6s\n",
		"records", "bytes", "batch", "agents", "window", "records/s", "p50 ms", "p99 ms",
		"b/commit", "LMDB rec/s", "ratio");
	for (size_t i = 0; i < CELLS; i++)
		print_row(bench, i);
	print_aims(bench);
}

int main(int argc, char **argv)
{
	static struct bench bench = {.repeats = 3, .shrink = 1};
	bool smoke = argc > 1 && strcmp(argv[1], "--smoke") == 0;
	must(sign_init() == ERR_OK, "libsodium");
	if (smoke) {
		bench.repeats = 1;
		bench.shrink = 24;
	}
	bench.workers = shared(LOAD_AUTHORS_MAX * sizeof(bench.workers[0]));
	liveoffice_start(&bench.office, JOURD_PROGRAM, smoke ? 128 : 3072);
	enrol(&bench);
	for (unsigned i = 0; i < LOAD_AUTHORS_MAX; i++) {
		struct worker *worker = &bench.workers[i];
		worker->all = bench.workers;
		worker->server = &bench.office.server;
		worker->author = author_of(load_secret(i), 'a', worker->server);
		worker->load.author = i;
		worker->frames.bytes = shared(FRAMES_CAPACITY);
	}
	run_all(&bench);
	must(liveoffice_stop(&bench.office), "jourd did not end well");
	print_all(&bench);
	return 0;
}
