/* RFC 9162 Merkle trees over SHA-256: hashes, stored nodes, and the two proofs.
 *
 * Nodes: (level, index) is the hash of the complete subtree over the leaves
 * index * 2^level .. (index + 1) * 2^level - 1. A tree keeps its complete subtrees in a
 * store table, so that appending and proving need O(log n) reads and no memory. A row is
 * u8 level | be64 index -> 32 bytes. */
#ifndef JOUR_MERKLE_H
#define JOUR_MERKLE_H

#include "jour/hash.h"
#include "jour/store.h"

#define MERKLE_PATH_MAX 64 /* hashes in one proof: trees of up to 2^63 leaves */

struct merkle_path {
	uint8_t count;
	struct hash256 hashes[MERKLE_PATH_MAX];
};

/* SHA-256(0x00 | leaf), SHA-256(0x01 | left | right), SHA-256("") (RFC 9162 2.1.1). */
struct hash256 merkle_leaf(struct bytes leaf);
struct hash256 merkle_node(const struct hash256 *left, const struct hash256 *right);
struct hash256 merkle_empty(void);

/* A root computed leaf by leaf, without a store: for the records of a batch.
 *
 * Invariant: for every bit set in `count`, stack[bit] is the root of a complete subtree of
 * 2^bit leaves, the highest bit's subtree being the leftmost. */
struct merkle_builder {
	uint64_t count;
	struct hash256 stack[64];
};
/* Starts an empty tree (the stack need not be cleared). */
void merkle_builder_begin(struct merkle_builder *builder);
void merkle_builder_add(struct merkle_builder *builder, const struct hash256 *leaf_hash);
/* The root over the leaves so far; more may follow. */
struct hash256 merkle_builder_root(const struct merkle_builder *builder);

/* Appends leaf number `index`, which must be the size of the tree so far: writes it to `table`
 * and every node that it makes complete. A missing node is ERR_CORRUPT, sticky in `txn`. */
void merkle_append(
	struct store_txn *txn, unsigned table, uint64_t index, const struct hash256 *leaf_hash);
/* Roots and leaves of the tree as it was with `size` leaves, though more have followed.
 * After a failure (ERR_CORRUPT, sticky in `txn`) what they return means nothing. */
struct hash256 merkle_root(struct store_txn *txn, unsigned table, uint64_t size);
struct hash256 merkle_leaf_at(struct store_txn *txn, unsigned table, uint64_t index);

/* RFC 9162 2.1.3 and 2.1.4; index < size, old <= size <= 2^63 (asserted). old == 0 and
 * old == size give an empty path. ERR_CORRUPT, sticky in `txn`. */
void merkle_inclusion(struct store_txn *txn, unsigned table, uint64_t index, uint64_t size,
	struct merkle_path *ret_path);
void merkle_consistency(struct store_txn *txn, unsigned table, uint64_t old, uint64_t size,
	struct merkle_path *ret_path);

/* False when the path does not lead from the leaf to the root, or is too short or too long
 * (RFC 9162 2.1.3.2). */
bool merkle_inclusion_holds(const struct hash256 *leaf_hash, uint64_t index, uint64_t size,
	const struct merkle_path *path, const struct hash256 *root);
/* False unless both roots are of one history (RFC 9162 2.1.4.2). old == 0 or old == size
 * need an empty path; with old == 0 old_root is not looked at. */
bool merkle_consistency_holds(uint64_t old, const struct hash256 *old_root, uint64_t size,
	const struct hash256 *root, const struct merkle_path *path);

#endif
