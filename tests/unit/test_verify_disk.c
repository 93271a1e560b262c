/* Verification of a store on disk, a bit of whose file has changed. JOUR_FLIPS=n tries n bits. */
#include "verify.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jour/lmdbstore.h"
#include "office.h"
#include "tempdir.h"

#define BATCHES 120u
#define FLIPS 120u
#define PAGE_SIZE_BYTES 4096u
#define CHILD_SECONDS_MAX 60u

/* What a child that verifies says by its exit status; anything else: it came to an end by the
 * damage, which the parent sees. */
enum said {
	SAID_IDENTICAL = 40,
	SAID_OLDER,   /* identical, but with fewer entries than there were */
	SAID_CHANGED, /* called identical, and is not: never allowed */
	SAID_FINDINGS,
	SAID_UNREADABLE,
};

static char directory[TEMPDIR_SIZE];
static uint64_t used_bytes, entries;
static struct hash256 digest;
static const unsigned all_tables[] = {0, 1, 2, 3, 4, 5, 6, 7};

static struct store *open_store(enum lmdbstore_mode mode)
{
	struct store *store = NULL;
	struct lmdbstore_config config = {.path = directory,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = 8u << 20,
		.mode = mode};
	return lmdbstore_open(&config, &store, NULL) == ERR_OK ? store : NULL;
}

static enum err digest_of(struct store *store, struct hash256 *ret_digest)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(store, &err);
	if (txn == NULL)
		return err;
	err = store_digest(txn, all_tables, LEDGER_TABLES, ret_digest);
	store_abort(txn);
	return err;
}

static int make_ledger(void **state)
{
	(void)state;
	struct office office;
	struct pen clerk, agent;
	struct lmdbstore_usage usage;
	tempdir_make(directory);
	office_start(&office, open_store(LMDBSTORE_CREATE));
	office_furnish(&office, &clerk, &agent);
	for (uint64_t i = 0; i < BATCHES; i++) {
		Jour__V1__Record record = case_record("2409", 2010 + (uint32_t)(i % 9), 1, 3, i);
		(void)pen_say(&office, &agent, &record);
	}
	assert_int_equal(digest_of(office.store, &digest), ERR_OK);
	assert_int_equal(lmdbstore_usage(office.store, &usage), ERR_OK);
	used_bytes = usage.used_bytes;
	entries = BATCHES + 3;
	office_end(&office);
	return 0;
}

static int remove_ledger(void **state)
{
	(void)state;
	tempdir_remove(directory);
	return 0;
}

/* ---- the child */

static enum said verify_here(struct verify_report *report)
{
	struct fold_memory memory;
	struct hash256 now;
	struct store *store = open_store(LMDBSTORE_READ);
	if (store == NULL)
		return SAID_UNREADABLE;
	memory_start(&memory);
	struct store *scratch = memstore_open(ledger_tables, LEDGER_TABLES);
	enum err err = verify_run(store, scratch, &memory, report);
	if (err != ERR_OK)
		return SAID_UNREADABLE;
	if (report->count > 0)
		return SAID_FINDINGS;
	if (digest_of(store, &now) == ERR_OK && hash256_equal(now, digest))
		return SAID_IDENTICAL;
	return report->size < entries ? SAID_OLDER : SAID_CHANGED;
}

/* The exit status of a child that verifies, or 128 and its signal. */
static int verify_in_child(void)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		static struct verify_report report;
		/* cmocka would catch them and go on with the next test. */
		static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS};
		for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
			(void)signal(signals[i], SIG_DFL);
		int quiet = open("/dev/null", O_WRONLY);
		(void)dup2(quiet, STDERR_FILENO);
		(void)alarm(CHILD_SECONDS_MAX);
		_exit((int)verify_here(&report));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- flips */

static void flip_bit(uint64_t at_byte, unsigned bit)
{
	char path[TEMPDIR_SIZE + 16];
	uint8_t byte;
	(void)snprintf(path, sizeof(path), "%s/data.mdb", directory);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, (off_t)at_byte), 1);
	byte ^= (uint8_t)(1u << bit);
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)at_byte), 1);
	assert_int_equal(close(fd), 0);
}

static uint64_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static void verify_sound_file_is_identical(void **state)
{
	(void)state;
	assert_int_equal(verify_in_child(), SAID_IDENTICAL);
}

static void verify_flipped_file_is_found_or_the_bit_mattered_to_nobody(void **state)
{
	(void)state;
	const char *wanted = getenv("JOUR_FLIPS");
	unsigned flips = wanted == NULL ? FLIPS : (unsigned)strtoul(wanted, NULL, 10);
	unsigned said[SAID_UNREADABLE + 1] = {0}, ended = 0;
	uint64_t random = UINT64_C(0x243f6a8885a308d3);
	for (unsigned i = 0; i < flips; i++) {
		uint64_t at = draw(&random) % used_bytes;
		unsigned bit = (unsigned)(draw(&random) % 8);
		flip_bit(at, bit);
		int status = verify_in_child();
		flip_bit(at, bit);
		assert_int_not_equal(status, SAID_CHANGED);
		assert_int_not_equal(status, 128 + SIGALRM);
		/* Only LMDB's own two head pages can bring an older state back. */
		assert_true(status != SAID_OLDER || at < 2 * (uint64_t)PAGE_SIZE_BYTES);
		if (status >= SAID_IDENTICAL && status <= SAID_UNREADABLE)
			said[status]++;
		else
			ended++;
	}
	print_message("%u bits: %u found, %u unreadable, %u ended the reader, %u older, "
		      "%u without effect\n",
		flips, said[SAID_FINDINGS], said[SAID_UNREADABLE], ended, said[SAID_OLDER],
		said[SAID_IDENTICAL]);
	/* Most of the file is rows: a check that finds little checks little. */
	assert_true(said[SAID_FINDINGS] > flips / 4);
	assert_int_equal(verify_in_child(), SAID_IDENTICAL);
}

static void verify_cut_file_is_unreadable(void **state)
{
	(void)state;
	char path[TEMPDIR_SIZE + 16];
	(void)snprintf(path, sizeof(path), "%s/data.mdb", directory);
	assert_int_equal(
		truncate(path, (off_t)(used_bytes / 2 / PAGE_SIZE_BYTES * PAGE_SIZE_BYTES)), 0);
	assert_int_equal(verify_in_child(), SAID_UNREADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verify_sound_file_is_identical),
		cmocka_unit_test(verify_flipped_file_is_found_or_the_bit_mattered_to_nobody),
		cmocka_unit_test(verify_cut_file_is_unreadable),
	};
	return cmocka_run_group_tests(tests, make_ledger, remove_ledger);
}
