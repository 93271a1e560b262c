/* What a country's year costs to add up, with 10 and with 100 years of history in the store.
 *
 *   bench_totals            290 units, monthly reports, 10 and 100 years
 *   bench_totals --smoke    a few of each, to see that it works
 *
 * The records are put into the state directly, without signatures: only reading is measured.
 * Each month of a unit has a total and a table of two dimensions; every tenth table has been
 * corrected. Each figure is the best of a few runs, since a disturbed run only takes longer. Full
 * scan: every version of every table there is, which is what the cost would be without the order
 * of the keys. The table's costs are compared by the ratio to it in the same run. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "jour/limits.h"
#include "jour/lmdbstore.h"
#include "tempdir.h"
#include "totals.h"

#define FIRST_YEAR 1925
#define CELLS 32 /* crime by sex */
#define RUNS 7
#define MEMORY_SIZE ((size_t)64 << 20)

struct size {
	int units;
	int years;
};

struct bench {
	struct store *store;
	struct size size;
	struct arena memory, scratch;
	char path[TEMPDIR_SIZE];
	uint64_t entries;
	uint64_t seed;
	double append_us; /* putting one table in, during the last year */
};

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_totals: %s\n", what);
	exit(1);
}

static double now_ms(void)
{
	/* clock_monotonic_ms is too coarse for one run of a few milliseconds. */
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* xorshift64: the same histories in every run. */
static uint64_t draw(struct bench *bench)
{
	bench->seed ^= bench->seed << 13;
	bench->seed ^= bench->seed >> 7;
	bench->seed ^= bench->seed << 17;
	return bench->seed;
}

static struct bench open_bench(struct size size)
{
	struct bench bench = {.size = size, .entries = 1, .seed = 88172645463325252u};
	char path[TEMPDIR_SIZE + 8];
	tempdir_make(bench.path);
	(void)snprintf(path, sizeof(path), "%s/store", bench.path);
	/* Two tables of at most 700 bytes a unit and month, a tenth of them twice. */
	uint64_t tables = (uint64_t)size.units * 12 * (uint64_t)size.years * 2;
	const struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = (16u << 20) + tables * 700,
		.mode = LMDBSTORE_CREATE};
	must(lmdbstore_open(&config, &bench.store, NULL) == ERR_OK, "cannot make a store");
	bench.memory = arena_of(malloc(MEMORY_SIZE), MEMORY_SIZE);
	bench.scratch = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	must(bench.memory.start != NULL && bench.scratch.start != NULL, "out of memory");
	return bench;
}

static void close_bench(struct bench *bench)
{
	store_close(bench->store);
	tempdir_remove(bench->path);
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

/* What the fold does with a record that is accepted. */
static void put_record(
	struct bench *bench, struct store_txn *txn, Jour__V1__Record *record, const void *body)
{
	uint8_t key_buffer[NATURAL_KEY_SIZE_MAX], salt[SALT_SIZE] = {0};
	static uint8_t bytes[4 + RECORD_SIZE_MAX];
	struct writer key = writer_of(key_buffer, sizeof(key_buffer));
	struct writer to = writer_of(bytes, sizeof(bytes));
	const struct kind *kind = kind_of((unsigned)record->body_case);
	record->salt = (ProtobufCBinaryData){SALT_SIZE, salt};
	must(record_pack(record, &to) == ERR_OK, "a record does not fit");
	kind->key(body, &key);
	struct standing standing = {
		.index = bench->entries++, .record = {bytes + 4, written(&to).size - 4}};
	state_put(txn, kind->number, written(&key), &standing);
}

static void put_table(struct bench *bench, struct store_txn *txn, const Jour__V1__CaseTable *table)
{
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	Jour__V1__CaseTable copy = *table;
	record.body_case = JOUR__V1__RECORD__BODY_CASE_TABLE;
	record.case_table = &copy;
	put_record(bench, txn, &record, table);
}

static void put_unit(struct bench *bench, struct store_txn *txn, int number)
{
	char code[UNIT_CODE_SIZE];
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	(void)snprintf(code, sizeof(code), "%04d", 100 + number);
	unit.code = unit.name = code;
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19000101;
	record.body_case = JOUR__V1__RECORD__BODY_UNIT;
	record.unit = &unit;
	put_record(bench, txn, &record, &unit);
}

/* The total and the split of one unit's month; their numbers agree. */
static void put_month(
	struct bench *bench, struct store_txn *txn, int unit, uint32_t year, uint32_t month)
{
	static char crime[] = "crime", sex[] = "sex";
	Jour__V1__TableDimension by[2], *dimensions[] = {&by[0], &by[1]};
	char area[UNIT_CODE_SIZE];
	uint64_t counts[CELLS], sum = 0;
	Jour__V1__Period period;
	jour__v1__period__init(&period);
	Jour__V1__CaseTable table;
	jour__v1__case_table__init(&table);
	(void)snprintf(area, sizeof(area), "%04d", 100 + unit);
	for (size_t i = 0; i < CELLS; i++)
		sum += counts[i] = draw(bench) % 5;
	period.year = year;
	period.first_month = month;
	period.months = 1;
	table.area = area;
	table.period = &period;
	table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	for (size_t i = 0; i < 2; i++)
		jour__v1__table_dimension__init(&by[i]);
	by[0].dimension = by[0].list = crime;
	by[1].dimension = by[1].list = sex;
	by[0].version = by[1].version = 1;
	table.counts = &sum;
	table.n_counts = 1;
	put_table(bench, txn, &table);
	table.counts = counts;
	table.n_counts = CELLS;
	table.dimensions = dimensions;
	table.n_dimensions = 2;
	put_table(bench, txn, &table);
	if (draw(bench) % 10 == 0)
		put_table(bench, txn, &table);
}

/* One commit a month, as a country that reports in the same days would make. */
static void fill(struct bench *bench)
{
	double start = 0;
	uint64_t before = 0;
	struct store_txn *units = begin(bench, true);
	for (int unit = 0; unit < bench->size.units; unit++)
		put_unit(bench, units, unit);
	must(store_commit(units) == ERR_OK, "the store is full");
	for (int year = 0; year < bench->size.years; year++) {
		start = now_ms();
		before = bench->entries;
		for (uint32_t month = 1; month <= 12; month++) {
			struct store_txn *txn = begin(bench, true);
			for (int unit = 0; unit < bench->size.units; unit++)
				put_month(bench, txn, unit, FIRST_YEAR + (uint32_t)year, month);
			must(store_commit(txn) == ERR_OK, "the store is full");
		}
	}
	bench->append_us = (now_ms() - start) * 1000 / (double)(bench->entries - before);
}

static int32_t no_day(void *context, uint64_t index)
{
	(void)context;
	(void)index;
	return 0;
}

/* Milliseconds for a year's totals by crime, as of a size. */
static double time_totals(struct bench *bench, int year, uint64_t size, uint64_t *ret_cases)
{
	struct period period = {(uint16_t)(FIRST_YEAR + year), 1, 12};
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

/* Milliseconds for looking at every version of every table once. */
static double time_full_scan(struct bench *bench)
{
	double best = 0;
	for (int run = 0; run < 2; run++) {
		uint8_t after[STORE_KEY_SIZE_MAX + 1];
		struct bytes from = BYTES_NONE, key, value;
		uint64_t versions = 0;
		double start = now_ms();
		struct store_txn *txn = begin(bench, false);
		while (store_next(txn, TABLE_STATE, from, &key, &value)) {
			struct record record;
			size_t head = sizeof(struct hash256) + sizeof(uint16_t);
			arena_reset(&bench->scratch);
			must(record_decode((struct bytes){value.data + head, value.size - head},
				     &bench->scratch, &record) == ERR_OK,
				"a record cannot be read");
			from = store_key_after(key, after);
			versions++;
		}
		must(versions == bench->entries - 1, "the scan has missed versions");
		store_abort(txn);
		double time = now_ms() - start;
		best = run == 0 || time < best ? time : best;
	}
	return best;
}

static double measure(struct size size)
{
	struct bench bench = open_bench(size);
	uint64_t cases = 0, cases_now = 0;
	fill(&bench);
	double full = time_full_scan(&bench);
	double last = time_totals(&bench, size.years - 1, bench.entries, &cases_now);
	double middle = time_totals(&bench, size.years / 2, bench.entries, &cases);
	/* As of the middle of that year: half of its tables are not there yet. */
	uint64_t half =
		bench.entries * (uint64_t)(size.years / 2 * 2 + 1) / ((uint64_t)size.years * 2);
	double as_of = time_totals(&bench, size.years / 2, half, &cases);
	must(cases_now > 0 && cases > 0, "there are no cases");
	printf("%6d %10" PRIu64 " %11.2f %13.2f %11.2f %13.2f %10.1f %9.1f\n", size.years,
		bench.entries - 1, last, middle, as_of, full, full / last, bench.append_us);
	close_bench(&bench);
	return last;
}

int main(int argc, char **argv)
{
	bool smoke = argc == 2 && strcmp(argv[1], "--smoke") == 0;
	struct size small = {290, 10}, large = {290, 100};
	must(argc == 1 || smoke, "the only option is --smoke");
	if (smoke) {
		small = (struct size){12, 2};
		large = (struct size){12, 6};
	}
	printf("Totals of a year by crime, %d units, two monthly tables each; times in ms.\n\n",
		small.units);
	puts(" years     tables   last year   middle year  at mid-year     full scan  scan/last "
	     "us/append");
	double few = measure(small), many = measure(large);
	printf("\n%d years against %d years of history: %.2f times the time.\n", large.years,
		small.years, many / few);
	return 0;
}
