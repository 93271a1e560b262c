/* What a country's year of agreements costs: what every unit is expected to pay, and what has been
 * invoiced and paid of it, with 10 and with 100 years of history in the store.
 *
 *   bench_money             290 kommuner under 73 jourer, 10 and 100 years
 *   bench_money --smoke     a few of each, to see that it works
 *
 * Each jour has an agreement with about four kommuner: a rate per inhabitant, a cost shared by
 * population with a base, and an amount raised by an index. A new version every third year, another
 * diary number every twelfth. A kommun is invoiced each quarter, and both sides say that it was
 * paid; each month it reports its cases. The records are put into the state directly, without
 * signatures: only reading is measured, in processor time. Each figure is the best of a few runs.
 *
 * Oracle: reads every record there is into one list and works every amount out of it without
 * cleverness (tests/oracle); it must come to the same öre. Recount: what a command pays before it
 * reads anything (statecount_check). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dumbmoney.h"
#include "inforce.h"
#include "jour/limits.h"
#include "jour/lmdbstore.h"
#include "measure.h"
#include "moneyload.h"
#include "payments.h"
#include "statecount.h"
#include "tempdir.h"

#define RUNS 5

struct bench {
	struct store *store;
	struct moneyload load;
	struct arena list, memory, scratch;
	char path[TEMPDIR_SIZE];
	double append_us;
};

static double now_ms(void)
{
	return (double)stopwatch_cpu_ns() / 1e6;
}

static struct arena new_arena(size_t size)
{
	void *memory = malloc(size);
	must(memory != NULL, "out of memory");
	return arena_of(memory, size);
}

static void open_bench(struct bench *bench, struct moneysize size)
{
	char path[TEMPDIR_SIZE + 8];
	*bench = (struct bench){.load = moneyload_of(size)};
	tempdir_make(bench->path);
	(void)snprintf(path, sizeof(path), "%s/store", bench->path);
	const struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = (32u << 20) + moneyload_records(size) * 700,
		.mode = LMDBSTORE_CREATE};
	must(lmdbstore_open(&config, &bench->store, NULL) == ERR_OK, "cannot make a store");
	bench->list = new_arena((size_t)64 << 20);
	bench->memory = new_arena(EXPECTED_HEAP_SIZE);
	bench->scratch = new_arena(DECODE_HEAP_MAX);
}

static void close_bench(struct bench *bench)
{
	store_close(bench->store);
	tempdir_remove(bench->path);
	free(bench->list.start);
	free(bench->memory.start);
	free(bench->scratch.start);
}

static struct store_txn *begin(struct bench *bench, bool write)
{
	enum err err = ERR_OK;
	struct store_txn *txn = write ? store_begin_write(bench->store, &err)
				      : store_begin_read(bench->store, &err);
	must(txn != NULL, "cannot begin a transaction");
	return txn;
}

/* One commit a year. */
static void fill(struct bench *bench)
{
	double start = 0;
	uint64_t before = 0;
	for (uint32_t year = 0; year < bench->load.size.years; year++) {
		struct store_txn *txn = begin(bench, true);
		start = now_ms();
		before = bench->load.entries;
		moneyload_year(&bench->load, txn, year);
		must(store_commit(txn) == ERR_OK, "the store is full");
	}
	bench->append_us = (now_ms() - start) * 1000 / (double)(bench->load.entries - before);
}

/* ---- the program */

struct answer {
	int64_t expected_ore;
	int64_t received_ore;
	size_t in_force;
};

static void settle_agreement(struct bench *bench, struct store_txn *txn, uint64_t size,
	const char *dnr, uint32_t year, struct answer *answer)
{
	const struct expected *expected = NULL;
	const struct account *account = NULL;
	arena_reset(&bench->memory);
	must(expected_compute(txn, size, dnr, year, &bench->memory, &bench->scratch, &expected) ==
			ERR_OK,
		"an agreement cannot be worked out");
	if (!expected->in_force)
		return;
	must(payments_settle(txn, expected, year * 10000 + 1231, &bench->memory, &bench->scratch,
		     &account) == ERR_OK,
		"an agreement's payments cannot be read");
	answer->in_force++;
	answer->expected_ore += expected->total_ore;
	answer->received_ore += account->sum.received_ore;
}

/* Milliseconds for everything of a year, as of a size. */
static double time_year(
	struct bench *bench, uint32_t year, uint64_t size, struct answer *ret_answer)
{
	double best = 0;
	for (int run = 0; run < RUNS; run++) {
		const struct listed *at = NULL;
		struct answer answer = {0};
		double start = now_ms();
		struct store_txn *txn = begin(bench, false);
		arena_reset(&bench->list);
		must(inforce_list(txn, size, &bench->list, &at) == ERR_OK, "no list");
		for (; at != NULL; at = at->next)
			if (!inforce_is_over(at->agreement, year))
				settle_agreement(
					bench, txn, size, at->agreement->dnr, year, &answer);
		store_abort(txn);
		double time = now_ms() - start;
		best = run == 0 || time < best ? time : best;
		*ret_answer = answer;
	}
	return best;
}

static double time_open(struct bench *bench)
{
	double best = 0;
	for (int run = 0; run < 3; run++) {
		double start = now_ms();
		struct store_txn *txn = begin(bench, false);
		must(statecount_check(txn) == ERR_OK, "the state is damaged");
		store_abort(txn);
		double time = now_ms() - start;
		best = run == 0 || time < best ? time : best;
	}
	return best;
}

/* ---- the oracle */

struct everything {
	struct arena arena;
	struct dumb_fact *facts;
	size_t count;
};

static int compare_facts(const void *a, const void *b)
{
	const struct dumb_fact *left = a, *right = b;
	return (left->index > right->index) - (left->index < right->index);
}

/* Every version of every record, in the order in which they came. */
static struct everything read_everything(struct bench *bench, struct store_txn *txn)
{
	struct everything all = {
		.arena = new_arena((size_t)bench->load.entries * 1200 + (8u << 20))};
	uint8_t after[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = BYTES_NONE, key, value;
	all.facts = calloc(bench->load.entries, sizeof(all.facts[0]));
	must(all.facts != NULL, "out of memory");
	for (; store_next(txn, TABLE_STATE, from, &key, &value);
		from = store_key_after(key, after)) {
		struct reader index = reader_of((struct bytes){key.data + key.size - 8, 8});
		size_t head = sizeof(struct hash256) + sizeof(uint16_t);
		struct record record;
		if (key.data[0] != STATE_RECORD)
			continue;
		must(record_decode((struct bytes){value.data + head, value.size - head}, &all.arena,
			     &record) == ERR_OK,
			"a record cannot be read");
		all.facts[all.count++] =
			(struct dumb_fact){~read_be64(&index), record.kind, record_body(&record)};
	}
	must(all.count == bench->load.entries - 1, "the scan has missed records");
	qsort(all.facts, all.count, sizeof(all.facts[0]), compare_facts);
	return all;
}

/* The versions of the load follow on each other without a gap. */
static bool counts_in(const Jour__V1__Agreement *agreement, uint32_t year)
{
	return agreement->from / 10000 <= year && year <= agreement->to / 10000;
}

static int64_t dumb_total(
	const struct dumb_world *world, const Jour__V1__Agreement *agreement, uint32_t year)
{
	struct dumb_term term;
	int64_t sum_ore = 0;
	dumb_term_init(&term);
	for (size_t i = 0; i < agreement->n_terms; i++) {
		dumb_term_expect(world, agreement, agreement->terms[i], year, &term);
		for (size_t k = 0; k < agreement->n_units; k++)
			sum_ore += term.units[k].known ? term.units[k].amount_ore : 0;
	}
	dumb_term_clear(&term);
	return sum_ore;
}

/* Nothing is corrected in the load, so every payment counts. */
static struct answer work_out(const struct dumb_world *world, uint32_t year)
{
	struct answer answer = {0};
	for (size_t i = 0; i < world->count; i++) {
		const struct dumb_fact *fact = &world->facts[i];
		const Jour__V1__Payment *payment = fact->body;
		if (fact->index >= world->size)
			break;
		if (fact->kind == JOUR__V1__RECORD__BODY_PAYMENT && payment->year == year &&
			payment->side == JOUR__V1__SIDE__SIDE_PAYEE)
			answer.received_ore += (int64_t)payment->amount_ore;
		if (fact->kind != JOUR__V1__RECORD__BODY_AGREEMENT || !counts_in(fact->body, year))
			continue;
		answer.in_force++;
		answer.expected_ore += dumb_total(world, fact->body, year);
	}
	return answer;
}

static double time_oracle(
	struct bench *bench, uint32_t year, uint64_t size, struct answer *ret_answer)
{
	double start = now_ms();
	struct store_txn *txn = begin(bench, false);
	struct everything all = read_everything(bench, txn);
	const struct dumb_world world = {all.facts, all.count, size};
	*ret_answer = work_out(&world, year);
	store_abort(txn);
	double time = now_ms() - start;
	free(all.facts);
	free(all.arena.start);
	return time;
}

/* ---- both */

static void must_agree(const struct answer *program, const struct answer *oracle)
{
	must(program->in_force > 0 && program->expected_ore > 0 && program->received_ore > 0,
		"nothing was worked out");
	must(program->in_force == oracle->in_force &&
			program->expected_ore == oracle->expected_ore &&
			program->received_ore == oracle->received_ore,
		"the oracle comes to another sum");
}

static double measure(struct moneysize size)
{
	struct bench bench;
	struct answer program, oracle;
	open_bench(&bench, size);
	fill(&bench);
	uint32_t year = MONEYLOAD_FIRST_YEAR + size.years - 1;
	uint32_t middle_year = MONEYLOAD_FIRST_YEAR + size.years / 2;
	uint64_t now = bench.load.entries, then = bench.load.year_ends[size.years / 2];
	double last = time_year(&bench, year, now, &program);
	double dumb = time_oracle(&bench, year, now, &oracle);
	must_agree(&program, &oracle);
	double as_of = time_year(&bench, middle_year, then, &program);
	(void)time_oracle(&bench, middle_year, then, &oracle);
	must_agree(&program, &oracle);
	double middle = time_year(&bench, middle_year, now, &program);
	double open = time_open(&bench);
	printf("%6u %9" PRIu64 " %10.2f %12.2f %12.2f %10.1f %12.1f %9.2f %12.2f %9.1f\n",
		size.years, now - 1, last, middle, as_of, dumb, dumb / last, open,
		open / last, bench.append_us);
	close_bench(&bench);
	return last;
}

int main(int argc, char **argv)
{
	bool smoke = argc == 2 && strcmp(argv[1], "--smoke") == 0;
	struct moneysize small = {290, 73, 10}, large = {290, 73, 100};
	must(argc == 1 || smoke, "the only option is --smoke");
	if (smoke) {
		small = (struct moneysize){12, 3, 4};
		large = (struct moneysize){12, 3, 14};
	}
	printf("All amounts of a year, %u kommuner under %u jourer; processor time in ms.\n\n",
		small.units, small.jourer);
	puts(" years   records  last year  middle year  at that time     oracle  oracle/last   "
	     "     open    open/last us/append");
	double few = measure(small), many = measure(large);
	printf("\n%u years against %u years of history: %.2f times the time.\n", large.years,
		small.years, many / few);
	return 0;
}
