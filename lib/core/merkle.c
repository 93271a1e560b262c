#include "jour/merkle.h"

#include <assert.h>

#define NODE_KEY_SIZE 9

struct hash256 merkle_leaf(struct bytes leaf)
{
	static const uint8_t prefix[] = {0x00};
	struct bytes parts[] = {BYTES_OF(prefix), leaf};
	return hash256_parts(parts, 2);
}

struct hash256 merkle_node(const struct hash256 *left, const struct hash256 *right)
{
	static const uint8_t prefix[] = {0x01};
	struct bytes parts[] = {BYTES_OF(prefix), hash256_bytes(left), hash256_bytes(right)};
	return hash256_parts(parts, 3);
}

struct hash256 merkle_empty(void)
{
	return hash256(BYTES_NONE);
}

void merkle_builder_begin(struct merkle_builder *builder)
{
	builder->count = 0;
}

void merkle_builder_add(struct merkle_builder *builder, const struct hash256 *leaf_hash)
{
	struct hash256 hash = *leaf_hash;
	unsigned level = 0;
	assert(builder->count < UINT64_MAX);
	/* The carry of count + 1: each set bit it passes is a left sibling of equal size. */
	for (; builder->count >> level & 1; level++)
		hash = merkle_node(&builder->stack[level], &hash);
	builder->stack[level] = hash;
	builder->count++;
}

struct hash256 merkle_builder_root(const struct merkle_builder *builder)
{
	if (builder->count == 0)
		return merkle_empty();
	unsigned level = (unsigned)__builtin_ctzll(builder->count);
	struct hash256 root = builder->stack[level];
	for (level++; level < 64; level++)
		if (builder->count >> level & 1)
			root = merkle_node(&builder->stack[level], &root);
	return root;
}

static struct bytes node_key(unsigned level, uint64_t index, uint8_t buffer[NODE_KEY_SIZE])
{
	struct writer to = writer_of(buffer, NODE_KEY_SIZE);
	write_u8(&to, (uint8_t)level);
	write_be64(&to, index);
	return written(&to);
}

static void put_node(struct store_txn *txn, unsigned table, unsigned level, uint64_t index,
	const struct hash256 *hash)
{
	uint8_t buffer[NODE_KEY_SIZE];
	store_put(txn, table, node_key(level, index, buffer), hash256_bytes(hash));
}

static struct hash256 get_node(
	struct store_txn *txn, unsigned table, unsigned level, uint64_t index)
{
	uint8_t buffer[NODE_KEY_SIZE];
	struct bytes value = BYTES_NONE;
	struct hash256 hash = {{0}};
	if (!store_get(txn, table, node_key(level, index, buffer), &value) ||
		value.size != HASH256_SIZE) {
		store_fail(txn, ERR_CORRUPT);
		return hash;
	}
	struct reader from = reader_of(value);
	read_copy(&from, hash.bytes, HASH256_SIZE);
	return hash;
}

void merkle_append(
	struct store_txn *txn, unsigned table, uint64_t index, const struct hash256 *leaf_hash)
{
	struct hash256 hash = *leaf_hash;
	put_node(txn, table, 0, index, &hash);
	for (unsigned level = 0; index & 1; index >>= 1) {
		struct hash256 left = get_node(txn, table, level, index - 1);
		hash = merkle_node(&left, &hash);
		level++;
		put_node(txn, table, level, index >> 1, &hash);
	}
}

/* MTH(D[start : start + count]), count > 0, where start is a multiple of a power of two that
 * is at least count: each bit set in count is then one stored node, the highest leftmost. */
static struct hash256 range_root(
	struct store_txn *txn, unsigned table, uint64_t start, uint64_t count)
{
	struct hash256 root = {{0}};
	bool first = true;
	for (uint64_t left = count; left > 0; left &= left - 1) {
		unsigned level = (unsigned)__builtin_ctzll(left);
		uint64_t at = start + (left & (left - 1));
		struct hash256 node = get_node(txn, table, level, at >> level);
		root = first ? node : merkle_node(&node, &root);
		first = false;
	}
	return root;
}

struct hash256 merkle_root(struct store_txn *txn, unsigned table, uint64_t size)
{
	return size == 0 ? merkle_empty() : range_root(txn, table, 0, size);
}

struct hash256 merkle_leaf_at(struct store_txn *txn, unsigned table, uint64_t index)
{
	return get_node(txn, table, 0, index);
}

/* The largest power of two smaller than `count` (> 1). */
static uint64_t split_point(uint64_t count)
{
	return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

static void path_push(struct merkle_path *path, struct hash256 hash)
{
	assert(path->count < MERKLE_PATH_MAX);
	path->hashes[path->count++] = hash;
}

/* Proofs are found from the root down and read from the leaf up. */
static void path_reverse(struct merkle_path *path)
{
	for (unsigned i = 0, j = path->count; i + 1 < j; i++) {
		j--;
		struct hash256 hash = path->hashes[i];
		path->hashes[i] = path->hashes[j];
		path->hashes[j] = hash;
	}
}

void merkle_inclusion(struct store_txn *txn, unsigned table, uint64_t index, uint64_t size,
	struct merkle_path *ret_path)
{
	uint64_t start = 0;
	assert(index < size);
	ret_path->count = 0;
	for (uint64_t count = size; count > 1;) {
		uint64_t half = split_point(count);
		if (index - start < half) {
			path_push(ret_path, range_root(txn, table, start + half, count - half));
			count = half;
		} else {
			path_push(ret_path, range_root(txn, table, start, half));
			start += half;
			count -= half;
		}
	}
	path_reverse(ret_path);
}

void merkle_consistency(struct store_txn *txn, unsigned table, uint64_t old, uint64_t size,
	struct merkle_path *ret_path)
{
	uint64_t start = 0;
	uint64_t count = size;
	assert(old <= size);
	ret_path->count = 0;
	if (old == 0)
		return;
	while (old - start < count) {
		uint64_t half = split_point(count);
		if (old - start <= half) {
			path_push(ret_path, range_root(txn, table, start + half, count - half));
			count = half;
		} else {
			path_push(ret_path, range_root(txn, table, start, half));
			start += half;
			count -= half;
		}
	}
	/* The old tree's right edge; when it is the old tree itself the verifier has its root. */
	if (start > 0)
		path_push(ret_path, range_root(txn, table, start, count));
	path_reverse(ret_path);
}

/* Walks two positions up one level, past the levels at which the right edge has no sibling. */
static void climb(uint64_t *node, uint64_t *last)
{
	if (*node == *last)
		while (*node != 0 && !(*node & 1)) {
			*node >>= 1;
			*last >>= 1;
		}
	*node >>= 1;
	*last >>= 1;
}

bool merkle_inclusion_holds(const struct hash256 *leaf_hash, uint64_t index, uint64_t size,
	const struct merkle_path *path, const struct hash256 *root)
{
	if (index >= size || path->count > MERKLE_PATH_MAX)
		return false;
	uint64_t node = index;
	uint64_t last = size - 1;
	struct hash256 hash = *leaf_hash;
	for (unsigned i = 0; i < path->count; i++) {
		if (last == 0)
			return false;
		if (node & 1 || node == last)
			hash = merkle_node(&path->hashes[i], &hash);
		else
			hash = merkle_node(&hash, &path->hashes[i]);
		climb(&node, &last);
	}
	return last == 0 && hash256_equal(hash, *root);
}

bool merkle_consistency_holds(uint64_t old, const struct hash256 *old_root, uint64_t size,
	const struct hash256 *root, const struct merkle_path *path)
{
	if (old > size || path->count > MERKLE_PATH_MAX)
		return false;
	if (old == 0)
		return path->count == 0;
	if (old == size)
		return path->count == 0 && hash256_equal(*old_root, *root);
	/* A complete old tree is itself the first node, and is not sent. */
	bool complete = (old & (old - 1)) == 0;
	if (!complete && path->count == 0)
		return false;
	struct hash256 old_hash = complete ? *old_root : path->hashes[0];
	struct hash256 hash = old_hash;
	unsigned shift = (unsigned)__builtin_ctzll(old);
	uint64_t node = (old - 1) >> shift;
	uint64_t last = (size - 1) >> shift;
	for (unsigned i = complete ? 0 : 1; i < path->count; i++) {
		if (last == 0)
			return false;
		if (node & 1 || node == last) {
			old_hash = merkle_node(&path->hashes[i], &old_hash);
			hash = merkle_node(&path->hashes[i], &hash);
		} else {
			hash = merkle_node(&hash, &path->hashes[i]);
		}
		climb(&node, &last);
	}
	return last == 0 && hash256_equal(old_hash, *old_root) && hash256_equal(hash, *root);
}
