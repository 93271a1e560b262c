/* RFC 9162 Merkle trees over SHA-256: hashes, stored nodes, and the two proofs.
 *
 * Nodes: (level, index) is the hash of the complete subtree over the leaves
 * index * 2^level .. (index + 1) * 2^level - 1. A tree keeps its complete subtrees in a
 * store table, so that appending and proving need O(log n) reads and no memory. */
#ifndef JOUR_MERKLE_H
#define JOUR_MERKLE_H

#include "jour/hash.h"
#include "jour/store.h"

#define MERKLE_PATH_MAX 64 /* hashes in one proof */

struct merkle_path {
	uint8_t count;
	struct hash256 hashes[MERKLE_PATH_MAX];
};

/* SHA-256(0x00 | leaf), SHA-256(0x01 | left | right), SHA-256(""). */
struct hash256 merkle_leaf(struct bytes leaf);
struct hash256 merkle_node(const struct hash256 *left, const struct hash256 *right);
struct hash256 merkle_empty(void);

/* A root computed leaf by leaf, without a store: for the records of a batch. */
struct merkle_builder {
	uint64_t count;
	struct hash256 stack[64];
};
struct merkle_builder merkle_builder(void);
void merkle_builder_add(struct merkle_builder *builder, const struct hash256 *leaf_hash);
struct hash256 merkle_builder_root(const struct merkle_builder *builder);

/* The stored tree: `table` holds its nodes. A missing node is ERR_CORRUPT, sticky in `txn`. */
void merkle_append(struct store_txn *txn, unsigned table, uint64_t index,
		const struct hash256 *leaf_hash);
struct hash256 merkle_root(struct store_txn *txn, unsigned table, uint64_t size);
struct hash256 merkle_leaf_at(struct store_txn *txn, unsigned table, uint64_t index);

/* RFC 9162 2.1.3 and 2.1.4; index < size, old <= size (asserted). */
void merkle_inclusion(struct store_txn *txn, unsigned table, uint64_t index, uint64_t size,
		struct merkle_path *ret_path);
void merkle_consistency(struct store_txn *txn, unsigned table, uint64_t old, uint64_t size,
		struct merkle_path *ret_path);

/* False when the path does not lead from the leaf to the root. */
bool merkle_inclusion_holds(const struct hash256 *leaf_hash, uint64_t index, uint64_t size,
		const struct merkle_path *path, const struct hash256 *root);
/* False unless both roots are of one history. old == 0 or old == size need an empty path. */
bool merkle_consistency_holds(uint64_t old, const struct hash256 *old_root, uint64_t size,
		const struct hash256 *root, const struct merkle_path *path);

#endif
