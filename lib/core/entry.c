#include "jour/entry.h"

#include <assert.h>
#include <string.h>

#include "jour/line.h"

#define GENESIS_VERSION 1
#define ENTRY_VERSION 1

static const char genesis_domain[] = "jour.v1/genesis";
static const char entry_domain[] = "jour.v1/entry";

bool result_is_good(enum result_code code)
{
	return result_is_new(code) || code == RESULT_UNCHANGED;
}

bool result_is_new(enum result_code code)
{
	return code == RESULT_ACCEPTED || code == RESULT_REMARKED;
}

enum table_remark result_spokesman(unsigned remarks)
{
	static const enum table_remark order[] = {
		REMARK_DIFFERS, REMARK_TENFOLD, REMARK_SUDDEN_ZERO};
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if ((remarks & order[i]) != 0)
			return order[i];
	return 0;
}

struct result result_remark(struct result result, enum table_remark remark, uint64_t compared)
{
	assert(result_is_new(result.code));
	result.code = RESULT_REMARKED;
	result.field |= (uint16_t)remark;
	if (result_spokesman(result.field) == remark)
		result.argument = compared;
	return result;
}

static void write_identity(const struct identity *identity, struct writer *to)
{
	write_span(to, key_bytes(&identity->sign));
	write_span(to, key_bytes(&identity->transport));
}

static void read_identity(struct reader *from, struct identity *identity)
{
	read_copy(from, identity->sign.bytes, KEY_SIZE);
	read_copy(from, identity->transport.bytes, KEY_SIZE);
}

struct bytes genesis_write(const struct genesis *genesis, uint8_t buffer[GENESIS_SIZE_MAX])
{
	struct writer to = writer_of(buffer, GENESIS_SIZE_MAX);
	struct bytes origin = bytes_of_text(genesis->origin);
	assert(origin_is_valid(origin));
	domain_write(genesis_domain, &to);
	write_u8(&to, GENESIS_VERSION);
	write_be32(&to, genesis->rules);
	write_be64(&to, genesis->created_ms);
	write_identity(&genesis->office, &to);
	write_identity(&genesis->recovery, &to);
	write_span(&to, key_bytes(&genesis->ledger_key));
	write_span(&to, key_bytes(&genesis->server_transport));
	write_u8(&to, (uint8_t)origin.size);
	write_span(&to, origin);
	assert(!to.failed);
	return written(&to);
}

static bool genesis_is_weak(const struct genesis *genesis)
{
	return identity_is_weak(&genesis->office) || identity_is_weak(&genesis->recovery) ||
	       key_is_weak_sign(&genesis->ledger_key) ||
	       key_is_weak_transport(&genesis->server_transport);
}

enum err genesis_read(struct bytes bytes, struct genesis *ret_genesis)
{
	struct reader from = reader_of(bytes);
	struct genesis genesis = {.rules = 0};
	domain_read(genesis_domain, &from);
	uint8_t version = read_u8(&from);
	genesis.rules = read_be32(&from);
	genesis.created_ms = read_be64(&from);
	read_identity(&from, &genesis.office);
	read_identity(&from, &genesis.recovery);
	read_copy(&from, genesis.ledger_key.bytes, KEY_SIZE);
	read_copy(&from, genesis.server_transport.bytes, KEY_SIZE);
	struct bytes origin = read_span(&from, read_u8(&from));
	if (!reader_done(&from) || version != GENESIS_VERSION || genesis.rules == 0 ||
		!origin_is_valid(origin))
		return ERR_MALFORMED;
	memcpy(genesis.origin, origin.data, origin.size);
	if (genesis_is_weak(&genesis))
		return ERR_DENIED;
	*ret_genesis = genesis;
	return ERR_OK;
}

struct hash256 genesis_ledger_id(struct bytes genesis)
{
	return merkle_leaf(genesis);
}

void entry_write(const struct entry *entry, uint8_t ret_bytes[ENTRY_SIZE])
{
	struct writer to = writer_of(ret_bytes, ENTRY_SIZE);
	assert(entry->header_bytes.size == HEADER_SIZE);
	domain_write(entry_domain, &to);
	write_u8(&to, ENTRY_VERSION);
	write_be64(&to, entry->index);
	write_be64(&to, entry->received_ms);
	write_span(&to, entry->header_bytes);
	write_copy(&to, entry->signature.bytes, SIGNATURE_SIZE);
	write_span(&to, hash256_bytes(&entry->results_hash));
	write_be32(&to, entry->rules);
	assert(written(&to).size == ENTRY_SIZE);
}

enum err entry_read(struct bytes bytes, struct entry *ret_entry)
{
	struct reader from = reader_of(bytes);
	struct entry entry;
	domain_read(entry_domain, &from);
	uint8_t version = read_u8(&from);
	entry.index = read_be64(&from);
	entry.received_ms = read_be64(&from);
	entry.header_bytes = read_span(&from, HEADER_SIZE);
	read_copy(&from, entry.signature.bytes, SIGNATURE_SIZE);
	read_copy(&from, entry.results_hash.bytes, HASH256_SIZE);
	entry.rules = read_be32(&from);
	if (!reader_done(&from) || version != ENTRY_VERSION || entry.index == 0 ||
		header_read(entry.header_bytes, &entry.header) != ERR_OK)
		return ERR_MALFORMED;
	*ret_entry = entry;
	return ERR_OK;
}

void results_write(const struct result *results, size_t count, struct writer *to)
{
	for (size_t i = 0; i < count; i++) {
		write_be16(to, (uint16_t)results[i].code);
		write_be16(to, results[i].field);
		write_be64(to, results[i].argument);
	}
}

struct result result_at(struct bytes results, size_t position)
{
	assert(position < results.size / RESULT_SIZE);
	struct reader from =
		reader_of((struct bytes){results.data + position * RESULT_SIZE, RESULT_SIZE});
	struct result result;
	result.code = read_be16(&from);
	result.field = read_be16(&from);
	result.argument = read_be64(&from);
	return result;
}

struct bytes receipt_write(
	struct bytes entry, struct bytes results, struct bytes checkpoint, struct writer *to)
{
	size_t start = to->size;
	assert(entry.size == ENTRY_SIZE && results.size % RESULT_SIZE == 0);
	assert(checkpoint.size <= CHECKPOINT_SIZE_MAX);
	write_span(to, entry);
	write_span(to, results);
	write_be16(to, (uint16_t)checkpoint.size);
	write_span(to, checkpoint);
	if (to->failed)
		return BYTES_NONE;
	return (struct bytes){to->start + start, to->size - start};
}

enum err receipt_read(struct bytes bytes, struct receipt *ret_receipt)
{
	struct reader from = reader_of(bytes);
	struct receipt receipt;
	receipt.entry_bytes = read_span(&from, ENTRY_SIZE);
	if (entry_read(receipt.entry_bytes, &receipt.entry) != ERR_OK)
		return ERR_MALFORMED;
	receipt.results = read_span(&from, (size_t)receipt.entry.header.count * RESULT_SIZE);
	receipt.checkpoint = read_span(&from, read_be16(&from));
	if (!reader_done(&from) || receipt.checkpoint.size > CHECKPOINT_SIZE_MAX ||
		!hash256_equal(hash256(receipt.results), receipt.entry.results_hash))
		return ERR_MALFORMED;
	*ret_receipt = receipt;
	return ERR_OK;
}

static void write_path(const struct merkle_path *path, struct writer *to)
{
	assert(path->count <= MERKLE_PATH_MAX);
	write_u8(to, path->count);
	for (unsigned i = 0; i < path->count; i++)
		write_span(to, hash256_bytes(&path->hashes[i]));
}

static void read_path(struct reader *from, struct merkle_path *path)
{
	path->count = read_u8(from);
	if (path->count > MERKLE_PATH_MAX)
		from->failed = true;
	for (unsigned i = 0; !from->failed && i < path->count; i++)
		read_copy(from, path->hashes[i].bytes, HASH256_SIZE);
}

void proof_write(const struct proof *proof, struct writer *to)
{
	write_be64(to, proof->size);
	write_be64(to, proof->index);
	write_path(&proof->inclusion, to);
	write_be64(to, proof->old);
	write_be64(to, proof->new);
	write_path(&proof->consistency, to);
}

enum err proof_read(struct reader *from, struct proof *ret_proof)
{
	struct proof proof;
	proof.size = read_be64(from);
	proof.index = read_be64(from);
	read_path(from, &proof.inclusion);
	proof.old = read_be64(from);
	proof.new = read_be64(from);
	read_path(from, &proof.consistency);
	if (from->failed)
		return ERR_MALFORMED;
	*ret_proof = proof;
	return ERR_OK;
}

/* Condition (f): is the checkpoint of the view's history? */
static enum err check_history(const struct ledger_view *view, const struct checkpoint *checkpoint,
	const struct proof *proof)
{
	bool grows = view->size < checkpoint->size;
	uint64_t old = grows ? view->size : checkpoint->size;
	uint64_t new = grows ? checkpoint->size : view->size;
	const struct hash256 *old_root = grows ? &view->root : &checkpoint->root;
	const struct hash256 *new_root = grows ? &checkpoint->root : &view->root;
	if (view->size == 0)
		return ERR_OK;
	if (old == new)
		return hash256_equal(*old_root, *new_root) ? ERR_OK : ERR_CORRUPT;
	if (proof->old != old || proof->new != new)
		return ERR_RETRY;
	bool consistent =
		merkle_consistency_holds(old, old_root, new, new_root, &proof->consistency);
	return consistent ? ERR_OK : ERR_CORRUPT;
}

static void move_view(struct ledger_view *view, const struct checkpoint *checkpoint)
{
	if (checkpoint->size > view->size) {
		view->size = checkpoint->size;
		view->root = checkpoint->root;
	}
}

enum err receipt_verify(struct bytes receipt, const struct proof *proof, struct bytes header_bytes,
	const struct signature *signature, struct ledger_view *view)
{
	struct receipt read;
	struct checkpoint checkpoint;
	enum err err = receipt_read(receipt, &read);
	if (err == ERR_OK)
		err = checkpoint_open(
			read.checkpoint, view->origin, &view->ledger_key, &checkpoint);
	if (err != ERR_OK)
		return err;
	const struct entry *entry = &read.entry;
	if (!bytes_equal(entry->header_bytes, header_bytes) ||
		memcmp(entry->signature.bytes, signature->bytes, SIGNATURE_SIZE) != 0 ||
		!hash256_equal(entry->header.ledger_id, view->ledger_id))
		return ERR_DENIED;
	struct hash256 leaf = merkle_leaf(read.entry_bytes);
	if (proof->index != entry->index || proof->size != checkpoint.size ||
		!merkle_inclusion_holds(
			&leaf, entry->index, checkpoint.size, &proof->inclusion, &checkpoint.root))
		return ERR_DENIED;
	err = check_history(view, &checkpoint, proof);
	if (err == ERR_OK)
		move_view(view, &checkpoint);
	return err;
}
