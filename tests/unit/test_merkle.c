#include "jour/memstore.h"
#include "jour/merkle.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define SMALL 64u
#define LARGE 3000u

static const struct store_table tables[] = {{"tree", STORE_CHECK_SHA256}};

/* The leaf hashes that all tests share, and a store that holds their tree. */
static struct hash256 leaves[LARGE];

struct fixture {
	struct store *store;
	struct store_txn *txn;
};

/* The definitions of RFC 9162 section 2.1, word for word. */
static uint64_t dumb_split(uint64_t n)
{
	uint64_t k = 1;
	while (2 * k < n)
		k *= 2;
	return k;
}

static struct hash256 dumb_root(const struct hash256 *d, uint64_t n)
{
	if (n == 0)
		return hash256(BYTES_NONE);
	if (n == 1)
		return d[0];
	uint64_t k = dumb_split(n);
	struct hash256 left = dumb_root(d, k), right = dumb_root(d + k, n - k);
	static const uint8_t one[] = {1};
	struct bytes parts[] = {BYTES_OF(one), hash256_bytes(&left), hash256_bytes(&right)};
	return hash256_parts(parts, 3);
}

static void dumb_push(struct merkle_path *path, struct hash256 hash)
{
	path->hashes[path->count++] = hash;
}

static void dumb_path(uint64_t m, const struct hash256 *d, uint64_t n, struct merkle_path *path)
{
	if (n == 1)
		return;
	uint64_t k = dumb_split(n);
	if (m < k) {
		dumb_path(m, d, k, path);
		dumb_push(path, dumb_root(d + k, n - k));
	} else {
		dumb_path(m - k, d + k, n - k, path);
		dumb_push(path, dumb_root(d, k));
	}
}

static void dumb_subproof(
	uint64_t m, const struct hash256 *d, uint64_t n, bool whole, struct merkle_path *path)
{
	if (m == n) {
		if (!whole)
			dumb_push(path, dumb_root(d, n));
		return;
	}
	uint64_t k = dumb_split(n);
	if (m <= k) {
		dumb_subproof(m, d, k, whole, path);
		dumb_push(path, dumb_root(d + k, n - k));
	} else {
		dumb_subproof(m - k, d + k, n - k, false, path);
		dumb_push(path, dumb_root(d, k));
	}
}

static void assert_same_path(const struct merkle_path *a, const struct merkle_path *b)
{
	assert_int_equal(a->count, b->count);
	for (unsigned i = 0; i < a->count; i++)
		assert_true(hash256_equal(a->hashes[i], b->hashes[i]));
}

/* Calls `holds` with every path that is `path` with one hash changed, left out, doubled, or
 * with one more at the end; none may hold. */
struct claim {
	bool inclusion;
	uint64_t first; /* leaf index, or old size */
	uint64_t size;
	struct hash256 leaf_or_old;
	struct hash256 root;
};

static bool holds(const struct claim *claim, const struct merkle_path *path)
{
	return claim->inclusion ? merkle_inclusion_holds(&claim->leaf_or_old, claim->first,
					  claim->size, path, &claim->root)
				: merkle_consistency_holds(claim->first, &claim->leaf_or_old,
					  claim->size, &claim->root, path);
}

static void assert_only_this_path_holds(const struct claim *claim, const struct merkle_path *path)
{
	assert_true(holds(claim, path));
	for (unsigned i = 0; i < path->count; i++) {
		struct merkle_path other = *path;
		other.hashes[i].bytes[i % 32] ^= 0x40;
		assert_false(holds(claim, &other));

		other = *path;
		memmove(&other.hashes[i], &other.hashes[i + 1],
			(path->count - i - 1u) * sizeof(other.hashes[0]));
		other.count--;
		assert_false(holds(claim, &other));
	}
	for (unsigned i = 0; i <= path->count && path->count < MERKLE_PATH_MAX; i++) {
		struct merkle_path other = *path;
		memmove(&other.hashes[i + 1], &path->hashes[i],
			(path->count - i) * sizeof(other.hashes[0]));
		other.hashes[i] = i == 0 ? claim->root : path->hashes[i - 1];
		other.count++;
		assert_false(holds(claim, &other));
	}
	struct claim other = *claim;
	other.root.bytes[31] ^= 1;
	assert_false(holds(&other, path));
	other = *claim;
	other.leaf_or_old.bytes[0] ^= 1;
	assert_false(holds(&other, path));
}

static void merkle_hashes_have_prefixes(void **state)
{
	(void)state;
	struct hash256 a = leaves[0], b = leaves[1];
	struct hash256 two[] = {a, b};
	assert_true(hash256_equal(merkle_leaf(bytes_of_text("x")),
		hash256((struct bytes){(const uint8_t *)"\0x", 2})));
	assert_true(hash256_equal(merkle_node(&a, &b), dumb_root(two, 2)));
	assert_false(hash256_equal(merkle_node(&a, &b), merkle_node(&b, &a)));
	assert_true(hash256_equal(merkle_empty(), hash256(BYTES_NONE)));
}

static void merkle_builder_agrees_with_definition(void **state)
{
	(void)state;
	struct merkle_builder builder;
	merkle_builder_begin(&builder);
	for (unsigned n = 0; n < LARGE; n++) {
		if (n <= 2 * SMALL || n % 211 == 0)
			assert_true(
				hash256_equal(merkle_builder_root(&builder), dumb_root(leaves, n)));
		merkle_builder_add(&builder, &leaves[n]);
	}
	merkle_builder_begin(&builder);
	assert_true(hash256_equal(merkle_builder_root(&builder), merkle_empty()));
}

static void merkle_stored_roots_agree_with_definition(void **state)
{
	struct fixture *f = *state;
	for (unsigned n = 0; n <= LARGE; n += n < 2 * SMALL ? 1 : 97)
		assert_true(hash256_equal(merkle_root(f->txn, 0, n), dumb_root(leaves, n)));
	for (unsigned n = 0; n < LARGE; n++)
		assert_true(hash256_equal(merkle_leaf_at(f->txn, 0, n), leaves[n]));
	assert_int_equal(store_error(f->txn), ERR_OK);
}

static void check_inclusion(struct fixture *f, uint64_t index, uint64_t size, bool mutate)
{
	struct merkle_path path, dumb = {.count = 0};
	merkle_inclusion(f->txn, 0, index, size, &path);
	dumb_path(index, leaves, size, &dumb);
	assert_same_path(&path, &dumb);
	struct claim claim = {true, index, size, leaves[index], dumb_root(leaves, size)};
	assert_true(holds(&claim, &path));
	if (mutate)
		assert_only_this_path_holds(&claim, &path);
}

static void check_consistency(struct fixture *f, uint64_t old, uint64_t size, bool mutate)
{
	struct merkle_path path, dumb = {.count = 0};
	merkle_consistency(f->txn, 0, old, size, &path);
	if (old > 0)
		dumb_subproof(old, leaves, size, true, &dumb);
	assert_same_path(&path, &dumb);
	struct claim claim = {false, old, size, dumb_root(leaves, old), dumb_root(leaves, size)};
	assert_true(holds(&claim, &path));
	if (mutate && old > 0)
		assert_only_this_path_holds(&claim, &path);
}

static void merkle_inclusion_agrees_with_definition(void **state)
{
	struct fixture *f = *state;
	for (unsigned n = 1; n <= SMALL; n++)
		for (unsigned m = 0; m < n; m++)
			check_inclusion(f, m, n, true);
	uint32_t random = 1;
	for (unsigned i = 0; i < 60; i++) {
		random = random * 1664525u + 1013904223u;
		uint64_t n = random % LARGE + 1;
		check_inclusion(f, (random >> 12) % n, n, i % 10 == 0);
	}
	assert_int_equal(store_error(f->txn), ERR_OK);
}

static void merkle_consistency_agrees_with_definition(void **state)
{
	struct fixture *f = *state;
	for (unsigned n = 0; n <= SMALL; n++)
		for (unsigned m = 0; m <= n; m++)
			check_consistency(f, m, n, true);
	uint32_t random = 2;
	for (unsigned i = 0; i < 60; i++) {
		random = random * 1664525u + 1013904223u;
		uint64_t n = random % LARGE + 1;
		check_consistency(f, (random >> 12) % n, n, i % 10 == 0);
	}
	assert_int_equal(store_error(f->txn), ERR_OK);
}

/* A path proves one place in a tree of one size only. */
static void merkle_path_for_another_place_does_not_hold(void **state)
{
	struct fixture *f = *state;
	struct merkle_path path;
	for (unsigned n = 1; n <= 20; n++) {
		struct hash256 root = dumb_root(leaves, n);
		for (unsigned m = 0; m < n; m++) {
			merkle_inclusion(f->txn, 0, m, n, &path);
			for (unsigned other = 0; other < n + 3; other++)
				assert_int_equal(
					merkle_inclusion_holds(&leaves[m], other, n, &path, &root),
					other == m);
			struct hash256 old = dumb_root(leaves, m);
			merkle_consistency(f->txn, 0, m, n, &path);
			for (unsigned other = 1; m > 0 && other < n + 3; other++)
				assert_int_equal(
					merkle_consistency_holds(other, &old, n, &root, &path),
					other == m);
		}
	}
}

static void merkle_claims_at_the_edges_are_judged(void **state)
{
	(void)state;
	struct merkle_path path = {.count = 0};
	struct hash256 one = leaves[0], other = leaves[1];
	assert_false(merkle_inclusion_holds(&one, 0, 0, &path, &one));
	assert_true(merkle_inclusion_holds(&one, 0, 1, &path, &one));
	assert_false(merkle_inclusion_holds(&one, 1, 1, &path, &one));
	assert_false(merkle_inclusion_holds(&one, UINT64_MAX, UINT64_MAX, &path, &one));
	assert_true(merkle_consistency_holds(0, &other, 7, &one, &path));
	assert_true(merkle_consistency_holds(7, &one, 7, &one, &path));
	assert_false(merkle_consistency_holds(7, &other, 7, &one, &path));
	assert_false(merkle_consistency_holds(8, &one, 7, &one, &path));
	assert_false(merkle_consistency_holds(3, &one, 7, &one, &path));
	assert_false(merkle_consistency_holds(4, &one, 7, &one, &path));
	path.count = 1;
	path.hashes[0] = one;
	assert_false(merkle_consistency_holds(0, &other, 7, &one, &path));
	assert_false(merkle_consistency_holds(7, &one, 7, &one, &path));
	path.count = MERKLE_PATH_MAX + 1;
	assert_false(merkle_inclusion_holds(&one, 0, UINT64_MAX, &path, &one));
	assert_false(merkle_consistency_holds(1, &one, UINT64_MAX, &one, &path));
}

/* The longest path that there is: index 0 of 2^64 - 1 leaves, built from the claim itself. */
static void merkle_longest_path_holds(void **state)
{
	(void)state;
	struct merkle_path path = {.count = MERKLE_PATH_MAX};
	struct hash256 root = leaves[0];
	for (unsigned i = 0; i < MERKLE_PATH_MAX; i++) {
		path.hashes[i] = leaves[i + 1];
		root = merkle_node(&root, &path.hashes[i]);
	}
	assert_true(merkle_inclusion_holds(&leaves[0], 0, UINT64_MAX, &path, &root));
	path.count--;
	assert_false(merkle_inclusion_holds(&leaves[0], 0, UINT64_MAX, &path, &root));
}

static void merkle_missing_node_is_corrupt(void **state)
{
	(void)state;
	struct store *store = memstore_open(tables, 1);
	enum err err;
	struct merkle_path path;
	for (int which = 0; which < 5; which++) {
		struct store_txn *txn = store_begin_write(store, &err);
		assert_non_null(txn);
		for (unsigned i = 0; i < 5; i++)
			merkle_append(txn, 0, i, &leaves[i]);
		assert_int_equal(store_error(txn), ERR_OK);
		static const uint8_t node[9] = {2}; /* over the leaves 0 to 3 */
		if (which == 4)
			store_put(txn, 0, BYTES_OF(node), bytes_of_text("short"));
		else
			store_delete(txn, 0, BYTES_OF(node));
		if (which == 0 || which == 4)
			(void)merkle_root(txn, 0, 5);
		else if (which == 1)
			merkle_inclusion(txn, 0, 4, 5, &path);
		else if (which == 2)
			merkle_consistency(txn, 0, 3, 7, &path);
		else
			for (unsigned i = 5; i < 8; i++)
				merkle_append(txn, 0, i, &leaves[i]);
		assert_int_equal(store_error(txn), ERR_CORRUPT);
		store_abort(txn);
	}
	store_close(store);
}

static int setup(void **state)
{
	static struct fixture fixture;
	enum err err;
	fixture.store = memstore_open(tables, 1);
	fixture.txn = fixture.store ? store_begin_write(fixture.store, &err) : NULL;
	if (!fixture.txn)
		return -1;
	for (uint32_t i = 0; i < LARGE; i++) {
		leaves[i] = merkle_leaf((struct bytes){(const uint8_t *)&i, sizeof(i)});
		merkle_append(fixture.txn, 0, i, &leaves[i]);
	}
	*state = &fixture;
	return store_error(fixture.txn) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	store_abort(f->txn);
	store_close(f->store);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merkle_hashes_have_prefixes),
		cmocka_unit_test(merkle_builder_agrees_with_definition),
		cmocka_unit_test(merkle_stored_roots_agree_with_definition),
		cmocka_unit_test(merkle_inclusion_agrees_with_definition),
		cmocka_unit_test(merkle_consistency_agrees_with_definition),
		cmocka_unit_test(merkle_path_for_another_place_does_not_hold),
		cmocka_unit_test(merkle_claims_at_the_edges_are_judged),
		cmocka_unit_test(merkle_longest_path_holds),
		cmocka_unit_test(merkle_missing_node_is_corrupt),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
