#include "jour/lmdbstore.h"

#include "jour/storecheck.h"
#include "storedir.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lmdb.h>

#define READERS_MAX 126u /* LMDB's own default, said aloud */
#define FREE_DBI 0u	 /* LMDB's list of free pages */

struct lmdbstore {
	struct store store;
	MDB_env *env;
	MDB_dbi dbis[STORE_TABLES_MAX];
	struct storecheck checks[STORE_TABLES_MAX];
	pid_t pid;
	int writer_fd; /* holds writer.lock; -1 when read-only */
	unsigned transactions;
	bool writing;
	bool refuses_writes; /* the next commit after a failed sync would seem to succeed */
	uint8_t *scratch;    /* a value and its check on the way in */
	size_t scratch_size;
	struct lmdbstore_detail detail;
};

struct lmdbtxn {
	struct store_txn txn;
	struct lmdbstore *lmdbstore;
	MDB_txn *mdb;
	MDB_cursor *cursors[STORE_TABLES_MAX]; /* of a reader, opened on first use */
};

static struct lmdbstore *lmdbstore_of(struct store *store)
{
	return (struct lmdbstore *)store;
}

static struct lmdbtxn *lmdbtxn_of(struct store_txn *txn)
{
	return (struct lmdbtxn *)txn;
}

/* --- errors --- */

/* What a code of LMDB's (negative) or an errno means to a caller. */
static enum err err_of(int code)
{
	switch (code) {
	case MDB_SUCCESS:
		return ERR_OK;
	case MDB_NOTFOUND:
	case ENOENT:
		return ERR_NOTFOUND;
	case MDB_KEYEXIST:
	case EEXIST:
		return ERR_DUPLICATE;
	case MDB_MAP_FULL:
	case ENOSPC:
	case EDQUOT:
		return ERR_NOSPACE;
	case MDB_TXN_FULL:
	case EFBIG:
		return ERR_RANGE;
	case MDB_READERS_FULL:
	case MDB_MAP_RESIZED:
	case ENOMEM:
	case EAGAIN:
	case EMFILE:
	case ENFILE:
		return ERR_RETRY;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case MDB_PAGE_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_PANIC:
	case MDB_VERSION_MISMATCH:
	case MDB_INVALID:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case MDB_INCOMPATIBLE:
	case MDB_BAD_VALSIZE:
		return ERR_CORRUPT;
	default:
		return ERR_IO;
	}
}

__attribute__((format(printf, 2, 3))) static void say(
	struct lmdbstore_detail *detail, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(detail->text, sizeof(detail->text), format, arguments);
	va_end(arguments);
}

static enum err failed(struct lmdbstore_detail *detail, const char *doing, int code)
{
	if (code != 0)
		say(detail, "%s: %s", doing, mdb_strerror(code));
	return err_of(code);
}

static void fail(struct lmdbtxn *lmdbtxn, const char *doing, int code)
{
	store_fail(&lmdbtxn->txn, failed(&lmdbtxn->lmdbstore->detail, doing, code));
}

#define DETAIL_KEY_MAX 48u /* bytes of a key that a detail shows */

static void fail_corrupt(
	struct lmdbtxn *lmdbtxn, unsigned table, struct bytes key, const char *what)
{
	struct lmdbstore *lmdbstore = lmdbtxn->lmdbstore;
	char hex[2 * DETAIL_KEY_MAX + 1] = "";
	for (size_t i = 0; i < key.size && i < DETAIL_KEY_MAX; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", key.data[i]);
	say(&lmdbstore->detail, "table %s: %s (key %s)", lmdbstore->checks[table].table.name, what,
		hex);
	store_fail(&lmdbtxn->txn, ERR_CORRUPT);
}

/* --- spans --- */

/* The one place that takes const away: LMDB does not write through its inputs. */
static MDB_val val_of(struct bytes bytes)
{
	union {
		const void *in;
		void *out;
	} cast = {.in = bytes.data};
	return (MDB_val){.mv_size = bytes.size, .mv_data = cast.out};
}

static struct bytes bytes_of_val(MDB_val val)
{
	return (struct bytes){val.mv_data, val.mv_size};
}

/* Checks what LMDB handed out and takes the check off its end. The sizes come from the
 * disk too, so they are bounded before anything is read by them. */
static bool unwrap(struct lmdbtxn *lmdbtxn, unsigned table, struct bytes key, MDB_val data,
	struct bytes *ret_value)
{
	const struct storecheck *check = &lmdbtxn->lmdbstore->checks[table];
	size_t sum_size = storecheck_size(check);
	struct bytes value = bytes_of_val(data);
	if (key.size == 0 || key.size > STORE_KEY_SIZE_MAX || value.size < sum_size ||
		value.size - sum_size > STORE_VALUE_SIZE_MAX) {
		fail_corrupt(lmdbtxn, table, BYTES_NONE, "a row has an impossible size");
		return false;
	}
	value.size -= sum_size;
	if (!storecheck_holds(check, key, value, value.data + value.size)) {
		fail_corrupt(lmdbtxn, table, key, "a row is not what was stored");
		return false;
	}
	*ret_value = value;
	return true;
}

/* --- reading --- */

static bool lmdb_get(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	MDB_val mdb_key = val_of(key), data;
	int code = mdb_get(lmdbtxn->mdb, lmdbtxn->lmdbstore->dbis[table], &mdb_key, &data);
	if (code == 0)
		return unwrap(lmdbtxn, table, key, data, ret_value);
	if (code != MDB_NOTFOUND)
		fail(lmdbtxn, "reading", code);
	return false;
}

/* Moves to a row. A reader's cursors are kept until its end; a writer's are not, so that
 * none is open while pages change beneath it. */
static int move(
	struct lmdbtxn *lmdbtxn, unsigned table, MDB_cursor_op op, MDB_val *key, MDB_val *ret_data)
{
	MDB_cursor *cursor = lmdbtxn->cursors[table];
	if (cursor == NULL) {
		MDB_dbi dbi = lmdbtxn->lmdbstore->dbis[table];
		int code = mdb_cursor_open(lmdbtxn->mdb, dbi, &cursor);
		if (code != 0)
			return code;
	}
	int code = mdb_cursor_get(cursor, key, ret_data, op);
	if (lmdbtxn->txn.write)
		mdb_cursor_close(cursor);
	else
		lmdbtxn->cursors[table] = cursor;
	return code;
}

/* What LMDB found: no such row, a failure, or one to be checked. */
static bool take_row(struct lmdbtxn *lmdbtxn, unsigned table, int code, MDB_val key, MDB_val data,
	struct bytes *ret_key, struct bytes *ret_value)
{
	if (code != 0) {
		if (code != MDB_NOTFOUND)
			fail(lmdbtxn, "reading", code);
		return false;
	}
	struct bytes found = bytes_of_val(key), value;
	if (!unwrap(lmdbtxn, table, found, data, &value))
		return false;
	*ret_key = found;
	*ret_value = value;
	return true;
}

/* Most readers scan: what they ask for comes right after the row that the cursor stands on, and
 * need not be looked for. */
static bool step(struct lmdbtxn *lmdbtxn, unsigned table, struct bytes from, MDB_val *ret_key,
	MDB_val *ret_data)
{
	MDB_cursor *cursor = lmdbtxn->cursors[table];
	return cursor != NULL && mdb_cursor_get(cursor, ret_key, ret_data, MDB_GET_CURRENT) == 0 &&
	       bytes_compare(bytes_of_val(*ret_key), from) < 0 &&
	       mdb_cursor_get(cursor, ret_key, ret_data, MDB_NEXT) == 0 &&
	       bytes_compare(bytes_of_val(*ret_key), from) >= 0;
}

static bool lmdb_next(struct store_txn *txn, unsigned table, struct bytes from,
	struct bytes *ret_key, struct bytes *ret_value)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	MDB_cursor_op op = from.size == 0 ? MDB_FIRST : MDB_SET_RANGE;
	MDB_val key, data;
	int code = 0;
	if (from.size == 0 || !step(lmdbtxn, table, from, &key, &data)) {
		key = val_of(from);
		code = move(lmdbtxn, table, op, &key, &data);
	}
	if (!take_row(lmdbtxn, table, code, key, data, ret_key, ret_value))
		return false;
	if (bytes_compare(*ret_key, from) >= 0)
		return true;
	/* A scan would never end. */
	fail_corrupt(lmdbtxn, table, *ret_key, "its keys are out of order");
	return false;
}

static bool lmdb_last(
	struct store_txn *txn, unsigned table, struct bytes *ret_key, struct bytes *ret_value)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	MDB_val key = {0, NULL}, data;
	int code = move(lmdbtxn, table, MDB_LAST, &key, &data);
	return take_row(lmdbtxn, table, code, key, data, ret_key, ret_value);
}

static uint64_t lmdb_count(struct store_txn *txn, unsigned table)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	MDB_stat stat = {0};
	int code = mdb_stat(lmdbtxn->mdb, lmdbtxn->lmdbstore->dbis[table], &stat);
	if (code != 0)
		fail(lmdbtxn, "counting", code);
	return stat.ms_entries;
}

/* --- writing --- */

/* Value and check in one piece. Never MDB_RESERVE: the value may itself lie in a page
 * that LMDB rearranges to make room for it. */
static bool wrap(struct lmdbtxn *lmdbtxn, unsigned table, struct bytes key, struct bytes value,
	MDB_val *ret_data)
{
	struct lmdbstore *lmdbstore = lmdbtxn->lmdbstore;
	const struct storecheck *check = &lmdbstore->checks[table];
	size_t size = value.size + storecheck_size(check);
	if (lmdbstore->scratch_size < size) {
		uint8_t *larger = realloc(lmdbstore->scratch, size);
		if (larger == NULL) {
			fail(lmdbtxn, "writing", ENOMEM);
			return false;
		}
		lmdbstore->scratch = larger;
		lmdbstore->scratch_size = size;
	}
	uint8_t sum[STORECHECK_SIZE_MAX];
	storecheck_sum(check, key, value, sum);
	struct writer writer = writer_of(lmdbstore->scratch, size);
	write_span(&writer, value);
	write_copy(&writer, sum, storecheck_size(check));
	*ret_data = val_of(written(&writer));
	return true;
}

static void lmdb_put(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes value, bool append)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	uint8_t key_copy[STORE_KEY_SIZE_MAX];
	MDB_val data;
	memcpy(key_copy, key.data, key.size);
	MDB_val mdb_key = val_of((struct bytes){key_copy, key.size});
	if (!wrap(lmdbtxn, table, key, value, &data))
		return;
	int code = mdb_put(lmdbtxn->mdb, lmdbtxn->lmdbstore->dbis[table], &mdb_key, &data,
		append ? MDB_APPEND : 0);
	if (append && code == MDB_KEYEXIST)
		fail_corrupt(lmdbtxn, table, key, "its last key is not less than the one appended");
	else if (code != 0)
		fail(lmdbtxn, "writing", code);
}

static void lmdb_delete(struct store_txn *txn, unsigned table, struct bytes key)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	uint8_t key_copy[STORE_KEY_SIZE_MAX];
	memcpy(key_copy, key.data, key.size);
	MDB_val mdb_key = val_of((struct bytes){key_copy, key.size});
	int code = mdb_del(lmdbtxn->mdb, lmdbtxn->lmdbstore->dbis[table], &mdb_key, NULL);
	if (code != 0 && code != MDB_NOTFOUND)
		fail(lmdbtxn, "deleting", code);
}

/* --- transactions --- */

/* A reader that finds the store grown by its writer takes over the new size. */
static int begin(struct lmdbstore *lmdbstore, bool write, MDB_txn **ret_mdb)
{
	unsigned flags = write ? 0 : MDB_RDONLY;
	int code = mdb_txn_begin(lmdbstore->env, NULL, flags, ret_mdb);
	if (code != MDB_MAP_RESIZED || lmdbstore->transactions > 0)
		return code;
	code = mdb_env_set_mapsize(lmdbstore->env, 0);
	return code != 0 ? code : mdb_txn_begin(lmdbstore->env, NULL, flags, ret_mdb);
}

static enum err may_write(struct lmdbstore *lmdbstore)
{
	assert(!lmdbstore->writing); /* it would wait for itself for ever */
	if (lmdbstore->writer_fd < 0)
		say(&lmdbstore->detail, "the store is open for reading only");
	else if (lmdbstore->refuses_writes)
		say(&lmdbstore->detail, "an earlier commit failed in an unknown state");
	else
		return ERR_OK;
	return lmdbstore->writer_fd < 0 ? ERR_DENIED : ERR_IO;
}

static struct store_txn *lmdb_begin(struct store *store, bool write, enum err *ret_err)
{
	struct lmdbstore *lmdbstore = lmdbstore_of(store);
	assert(lmdbstore->pid == getpid());
	enum err err = write ? may_write(lmdbstore) : ERR_OK;
	if (err != ERR_OK) {
		*ret_err = err;
		return NULL;
	}
	struct lmdbtxn *lmdbtxn = calloc(1, sizeof(*lmdbtxn));
	int code = lmdbtxn == NULL ? ENOMEM : begin(lmdbstore, write, &lmdbtxn->mdb);
	if (code != 0) {
		free(lmdbtxn);
		*ret_err = failed(&lmdbstore->detail, "beginning", code);
		return NULL;
	}
	lmdbtxn->txn = (struct store_txn){
		.ops = store->ops, .table_count = store->table_count, .write = write};
	lmdbtxn->lmdbstore = lmdbstore;
	lmdbstore->transactions++;
	lmdbstore->writing |= write;
	return &lmdbtxn->txn;
}

static void end(struct lmdbtxn *lmdbtxn)
{
	lmdbtxn->lmdbstore->transactions--;
	if (lmdbtxn->txn.write)
		lmdbtxn->lmdbstore->writing = false;
	free(lmdbtxn);
}

static void lmdb_abort(struct store_txn *txn)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	assert(lmdbtxn->lmdbstore->pid == getpid());
	for (unsigned i = 0; i < txn->table_count; i++)
		if (lmdbtxn->cursors[i] != NULL)
			mdb_cursor_close(lmdbtxn->cursors[i]);
	mdb_txn_abort(lmdbtxn->mdb);
	end(lmdbtxn);
}

static enum err lmdb_commit(struct store_txn *txn)
{
	struct lmdbtxn *lmdbtxn = lmdbtxn_of(txn);
	struct lmdbstore *lmdbstore = lmdbtxn->lmdbstore;
	assert(lmdbstore->pid == getpid());
	int code = mdb_txn_commit(lmdbtxn->mdb);
	end(lmdbtxn);
	enum err err = failed(&lmdbstore->detail, "committing", code);
	if (code == 0 || code == MDB_MAP_FULL)
		return err;
	lmdbstore->refuses_writes = true; /* whatever else it was: what is on disk is unknown */
	return ERR_IO;
}

/* --- the store --- */

static void lmdb_close(struct store *store)
{
	struct lmdbstore *lmdbstore = lmdbstore_of(store);
	assert(lmdbstore->pid == getpid());
	if (lmdbstore->env != NULL)
		mdb_env_close(lmdbstore->env);
	if (lmdbstore->writer_fd >= 0)
		(void)close(lmdbstore->writer_fd);
	free(lmdbstore->scratch);
	free(lmdbstore);
}

static const struct store_ops lmdb_ops = {
	.begin = lmdb_begin,
	.get = lmdb_get,
	.next = lmdb_next,
	.last = lmdb_last,
	.put = lmdb_put,
	.delete = lmdb_delete,
	.count = lmdb_count,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.close = lmdb_close,
};

static enum err open_table(struct lmdbstore *lmdbstore, MDB_txn *mdb, unsigned table, bool create)
{
	struct lmdbstore_detail *detail = &lmdbstore->detail;
	const char *name = lmdbstore->checks[table].table.name;
	unsigned flags = 0;
	int code = mdb_dbi_open(mdb, name, create ? MDB_CREATE : 0, &lmdbstore->dbis[table]);
	if (code == MDB_NOTFOUND) {
		say(detail, "there is no table %s: made by another version of the program?", name);
		return ERR_CORRUPT;
	}
	if (code == 0)
		code = mdb_dbi_flags(mdb, lmdbstore->dbis[table], &flags);
	if (code != 0)
		return failed(detail, "opening a table", code);
	if (flags != 0) { /* another order of keys: all that is there would seem missing */
		say(detail, "table %s is of another kind", name);
		return ERR_CORRUPT;
	}
	return ERR_OK;
}

/* Tables from `made_from` on are made when they are missing. */
static enum err open_tables_from(
	struct lmdbstore *lmdbstore, const struct lmdbstore_config *config, unsigned made_from)
{
	MDB_txn *mdb;
	bool reads = made_from == config->table_count;
	enum err err = ERR_OK;
	int code = mdb_txn_begin(lmdbstore->env, NULL, reads ? MDB_RDONLY : 0, &mdb);
	if (code != 0)
		return failed(&lmdbstore->detail, "opening the tables", code);
	for (unsigned i = 0; i < config->table_count && err == ERR_OK; i++) {
		lmdbstore->checks[i] = storecheck_of(config->tables[i]);
		err = open_table(lmdbstore, mdb, i, i >= made_from);
	}
	if (err != ERR_OK) {
		mdb_txn_abort(mdb);
		return err;
	}
	return failed(&lmdbstore->detail, "opening the tables", mdb_txn_commit(mdb));
}

/* Mostly nothing is missing, and then no opening waits for another writer. */
static enum err open_tables(struct lmdbstore *lmdbstore, const struct lmdbstore_config *config)
{
	if (config->mode == LMDBSTORE_CREATE)
		return open_tables_from(lmdbstore, config, 0);
	enum err err = open_tables_from(lmdbstore, config, config->table_count);
	if (err != ERR_CORRUPT || config->mode != LMDBSTORE_WRITE || config->later_tables == 0)
		return err;
	lmdbstore->detail.text[0] = '\0';
	return open_tables_from(lmdbstore, config, config->later_tables);
}

/* What is known of the files before LMDB sees them. */
struct found {
	uint64_t data_size_bytes; /* 0: there is none yet */
	bool lock_file;
};

/* LMDB takes an empty file for a new store, so a file cut to nothing is refused here. */
static enum err look(struct lmdbstore_detail *detail, const struct lmdbstore_config *config,
	struct found *ret_found)
{
	struct found found = {0};
	uint64_t size_bytes, head_size_bytes = 2 * (uint64_t)sysconf(_SC_PAGESIZE);
	found.lock_file = storedir_size(config->path, STOREDIR_LOCK, &size_bytes) == 0;
	int code = storedir_size(config->path, STOREDIR_DATA, &found.data_size_bytes);
	if (code == ENOENT && config->mode == LMDBSTORE_CREATE) {
		*ret_found = found;
		return ERR_OK;
	}
	if (code != 0)
		return failed(detail, "looking for " STOREDIR_DATA, code);
	if (found.data_size_bytes < head_size_bytes) {
		say(detail, STOREDIR_DATA " has been cut off: %llu bytes",
			(unsigned long long)found.data_size_bytes);
		return ERR_CORRUPT;
	}
	*ret_found = found;
	return ERR_OK;
}

static enum err take_writer_lock(struct lmdbstore *lmdbstore, const struct lmdbstore_config *config)
{
	int code = config->mode == LMDBSTORE_CREATE ? storedir_make(config->path) : 0;
	if (code == 0)
		code = storedir_lock_writer(config->path, config->shared, &lmdbstore->writer_fd);
	if (code == EWOULDBLOCK) {
		say(&lmdbstore->detail, "another process has the store open for writing");
		return ERR_DENIED;
	}
	return failed(&lmdbstore->detail, "taking writer.lock", code);
}

/* Before any page but the head's two is touched: beyond the end of the file waits SIGBUS. */
static enum err check_size(struct lmdbstore *lmdbstore, const struct found *found)
{
	MDB_envinfo info;
	MDB_stat stat;
	uint64_t needed_bytes;
	int code = mdb_env_info(lmdbstore->env, &info);
	if (code == 0)
		code = mdb_env_stat(lmdbstore->env, &stat);
	if (code != 0)
		return failed(&lmdbstore->detail, "asking for the size", code);
	if (found->data_size_bytes != 0 &&
		(__builtin_mul_overflow(info.me_last_pgno + 1, stat.ms_psize, &needed_bytes) ||
			needed_bytes > found->data_size_bytes)) {
		say(&lmdbstore->detail,
			STOREDIR_DATA " has been cut off: %llu bytes, page %zu used",
			(unsigned long long)found->data_size_bytes, info.me_last_pgno);
		return ERR_CORRUPT;
	}
	return ERR_OK;
}

static int open_env(
	struct lmdbstore *lmdbstore, const struct lmdbstore_config *config, uint64_t map_size_bytes)
{
	unsigned flags = MDB_NOTLS | (config->mode == LMDBSTORE_READ ? MDB_RDONLY : 0);
	int code = mdb_env_create(&lmdbstore->env);
	if (code == 0)
		code = mdb_env_set_maxdbs(lmdbstore->env, STORE_TABLES_MAX);
	if (code == 0)
		code = mdb_env_set_maxreaders(lmdbstore->env, READERS_MAX);
	if (code == 0)
		code = mdb_env_set_mapsize(lmdbstore->env, map_size_bytes);
	return code != 0 ? code : mdb_env_open(lmdbstore->env, config->path, flags, 0660);
}

/* After the first opening and not before: LMDB does not know a file of zeros. */
static enum err settle_files(struct lmdbstore *lmdbstore, const struct lmdbstore_config *config,
	const struct found *found, uint64_t map_size_bytes)
{
	int code = 0;
	bool fresh = found->data_size_bytes == 0;
	if (!found->lock_file)
		code = storedir_share(config->path, STOREDIR_LOCK);
	if (code == ENOENT && config->mode == LMDBSTORE_READ)
		code = 0; /* a read-only medium: LMDB does without the lock file */
	if (code == 0 && fresh)
		code = storedir_share(config->path, STOREDIR_DATA);
	if (code == 0 && config->mode != LMDBSTORE_READ)
		code = storedir_allocate(config->path, map_size_bytes);
	if (code == 0 && fresh)
		code = storedir_sync(config->path);
	return failed(&lmdbstore->detail, "allocating the file", code);
}

static uint64_t map_size_for(const struct lmdbstore_config *config, const struct found *found)
{
	uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t wanted_bytes = config->mode == LMDBSTORE_READ ? 0 : config->map_size_bytes;
	if (wanted_bytes < found->data_size_bytes)
		wanted_bytes = found->data_size_bytes;
	return (wanted_bytes + page_bytes - 1) / page_bytes * page_bytes;
}

static enum err open_parts(struct lmdbstore *lmdbstore, const struct lmdbstore_config *config)
{
	struct found found = {0};
	enum err err = ERR_OK;
	if (config->mode != LMDBSTORE_READ)
		err = take_writer_lock(lmdbstore, config);
	if (err == ERR_OK)
		err = look(&lmdbstore->detail, config, &found);
	if (err != ERR_OK)
		return err;
	uint64_t map_size_bytes = map_size_for(config, &found);
	err = failed(&lmdbstore->detail, "opening", open_env(lmdbstore, config, map_size_bytes));
	if (err == ERR_OK)
		err = check_size(lmdbstore, &found);
	if (err == ERR_OK)
		err = settle_files(lmdbstore, config, &found, map_size_bytes);
	if (err == ERR_OK)
		err = lmdbstore_tick(&lmdbstore->store);
	return err != ERR_OK ? err : open_tables(lmdbstore, config);
}

enum err lmdbstore_open(const struct lmdbstore_config *config, struct store **ret_store,
	struct lmdbstore_detail *ret_detail)
{
	assert(config->table_count > 0 && config->table_count <= STORE_TABLES_MAX);
	struct lmdbstore *lmdbstore = calloc(1, sizeof(*lmdbstore));
	if (lmdbstore == NULL) {
		if (ret_detail != NULL)
			say(ret_detail, "out of memory");
		return ERR_RETRY;
	}
	lmdbstore->store = (struct store){.ops = &lmdb_ops, .table_count = config->table_count};
	lmdbstore->writer_fd = -1;
	lmdbstore->pid = getpid();
	enum err err = open_parts(lmdbstore, config);
	if (err == ERR_OK) {
		*ret_store = &lmdbstore->store;
		return ERR_OK;
	}
	if (ret_detail != NULL)
		*ret_detail = lmdbstore->detail;
	lmdb_close(&lmdbstore->store);
	return err;
}

/* Only the file: the next opening takes its size for the store's. */
enum err lmdbstore_grow(const char *path, uint64_t size_bytes, struct lmdbstore_detail *ret_detail)
{
	const struct lmdbstore_config config = {.path = path, .mode = LMDBSTORE_WRITE};
	struct lmdbstore lock = {.writer_fd = -1};
	struct found found = {0};
	enum err err = take_writer_lock(&lock, &config);
	if (err == ERR_OK)
		err = look(&lock.detail, &config, &found);
	if (err == ERR_OK && size_bytes < found.data_size_bytes) {
		say(&lock.detail, "the store has %llu bytes already and cannot shrink",
			(unsigned long long)found.data_size_bytes);
		err = ERR_RANGE;
	}
	if (err == ERR_OK)
		err = failed(
			&lock.detail, "allocating the file", storedir_allocate(path, size_bytes));
	if (lock.writer_fd >= 0)
		(void)close(lock.writer_fd);
	if (err != ERR_OK && ret_detail != NULL)
		*ret_detail = lock.detail;
	return err;
}

enum err lmdbstore_tick(struct store *store)
{
	struct lmdbstore *lmdbstore = lmdbstore_of(store);
	int dead;
	assert(lmdbstore->pid == getpid());
	return failed(&lmdbstore->detail, "freeing dead readers",
		mdb_reader_check(lmdbstore->env, &dead));
}

/* Each row of LMDB's free list begins with the number of pages it lists. */
static int count_free_pages(MDB_txn *mdb, uint64_t *ret_pages)
{
	MDB_cursor *cursor;
	MDB_val key, data;
	uint64_t pages = 0;
	int code = mdb_cursor_open(mdb, FREE_DBI, &cursor);
	if (code != 0)
		return code;
	while ((code = mdb_cursor_get(cursor, &key, &data, MDB_NEXT)) == 0) {
		size_t listed = 0;
		if (data.mv_size >= sizeof(listed))
			memcpy(&listed, data.mv_data, sizeof(listed));
		pages += listed;
	}
	mdb_cursor_close(cursor);
	if (code != MDB_NOTFOUND)
		return code;
	*ret_pages = pages;
	return 0;
}

enum err lmdbstore_usage(struct store *store, struct lmdbstore_usage *ret_usage)
{
	struct lmdbstore *lmdbstore = lmdbstore_of(store);
	MDB_envinfo info;
	MDB_stat stat;
	MDB_txn *mdb = NULL;
	uint64_t free_pages = 0;
	assert(lmdbstore->pid == getpid());
	int code = begin(lmdbstore, false, &mdb);
	if (code == 0)
		code = count_free_pages(mdb, &free_pages);
	if (code == 0)
		code = mdb_env_info(lmdbstore->env, &info);
	if (code == 0)
		code = mdb_env_stat(lmdbstore->env, &stat);
	if (code == 0 && free_pages > info.me_last_pgno)
		code = MDB_CORRUPTED;
	if (mdb != NULL)
		mdb_txn_abort(mdb);
	if (code != 0)
		return failed(&lmdbstore->detail, "counting free pages", code);
	*ret_usage = (struct lmdbstore_usage){
		.used_bytes = (info.me_last_pgno + 1 - free_pages) * stat.ms_psize,
		.total_bytes = info.me_mapsize,
	};
	return ERR_OK;
}

enum err lmdbstore_copy(struct store *store, const char *path)
{
	struct lmdbstore *lmdbstore = lmdbstore_of(store);
	assert(lmdbstore->pid == getpid());
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	if (fd < 0)
		return failed(&lmdbstore->detail, "making the copy", errno);
	int code = mdb_env_copyfd2(lmdbstore->env, fd, MDB_CP_COMPACT);
	if (code == 0 && fsync(fd) != 0) /* LMDB leaves that to us */
		code = errno;
	if (close(fd) != 0 && code == 0)
		code = errno;
	if (code != 0)
		(void)unlink(path);
	return failed(&lmdbstore->detail, "copying", code);
}

const char *lmdbstore_detail(const struct store *store)
{
	return ((const struct lmdbstore *)store)->detail.text;
}
