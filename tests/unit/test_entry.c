#include "jour/entry.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ORIGIN "umea.example/ledger"
#define LEAVES 8u
#define INDEX 5u /* of our entry */
#define SIZE 7u	 /* of the tree that its receipt's checkpoint speaks of */

static struct secret office, recovery, ledger, author, stranger;

/* All that a client meets: its batch, the ledger's tree, the receipt and the proof. */
struct world {
	uint8_t header[HEADER_SIZE];
	struct signature signature;
	uint8_t results[2 * RESULT_SIZE];
	uint8_t entry[ENTRY_SIZE];
	struct hash256 leaves[LEAVES];
	uint8_t receipt[RECEIPT_SIZE_MAX];
	size_t receipt_size;
	struct proof proof;
	struct ledger_view view;
};

static struct hash256 root_of(const struct world *world, unsigned size)
{
	struct merkle_builder builder;
	merkle_builder_begin(&builder);
	for (unsigned i = 0; i < size; i++)
		merkle_builder_add(&builder, &world->leaves[i]);
	return merkle_builder_root(&builder);
}

/* Nodes over the leaves first and second, or four from first. */
static struct hash256 pair(const struct world *world, unsigned first)
{
	return merkle_node(&world->leaves[first], &world->leaves[first + 1]);
}

static struct hash256 quad(const struct world *world)
{
	struct hash256 left = pair(world, 0), right = pair(world, 2);
	return merkle_node(&left, &right);
}

static void make_receipt(
	struct world *world, const struct checkpoint *checkpoint, const struct secret *signer)
{
	uint8_t note[CHECKPOINT_SIZE_MAX];
	struct writer to = writer_of(world->receipt, sizeof(world->receipt));
	struct bytes bytes = receipt_write(BYTES_OF(world->entry), BYTES_OF(world->results),
		checkpoint_sign(checkpoint, signer, note), &to);
	assert_ptr_equal(bytes.data, world->receipt);
	world->receipt_size = bytes.size;
}

static struct checkpoint checkpoint_of(const struct world *world, unsigned size)
{
	return (struct checkpoint){ORIGIN, size, root_of(world, size)};
}

static void make_batch(struct world *world)
{
	struct header header = {
		.class = CLASS_CASES,
		.count = 2,
		.ledger_id = hash256(bytes_of_text("genesis")),
		.author = author.public.sign,
		.sequence = 1,
	};
	header_write(&header, world->header);
	world->signature = sign_detached(&author, BYTES_OF(world->header));
}

static void make_entry(struct world *world)
{
	const struct result results[] = {{RESULT_ACCEPTED, 0, 0}, {RESULT_EXISTS, 3, 1ull << 40}};
	struct writer to = writer_of(world->results, sizeof(world->results));
	results_write(results, 2, &to);
	struct entry entry = {
		.index = INDEX,
		.received_ms = 1700000000000,
		.header_bytes = BYTES_OF(world->header),
		.signature = world->signature,
		.results_hash = hash256(BYTES_OF(world->results)),
		.rules = 1,
	};
	entry_write(&entry, world->entry);
	for (unsigned i = 0; i < LEAVES; i++)
		world->leaves[i] = merkle_leaf((struct bytes){(const uint8_t *)"abcdefgh" + i, 1});
	world->leaves[INDEX] = merkle_leaf(BYTES_OF(world->entry));
}

/* The client knew 3 entries; its entry is number 5 of the 7 under the checkpoint. */
static struct world world_of(void)
{
	struct world world = {.receipt_size = 0};
	make_batch(&world);
	make_entry(&world);
	struct checkpoint checkpoint = checkpoint_of(&world, SIZE);
	make_receipt(&world, &checkpoint, &ledger);
	world.proof = (struct proof){
		.size = SIZE,
		.index = INDEX,
		.inclusion = {3, {world.leaves[4], world.leaves[6], quad(&world)}},
		.old = 3,
		.new = SIZE,
		.consistency = {4, {world.leaves[2], world.leaves[3], pair(&world, 0)}},
	};
	struct hash256 right = pair(&world, 4);
	world.proof.consistency.hashes[3] = merkle_node(&right, &world.leaves[6]);
	world.view = (struct ledger_view){ORIGIN, ledger.public.sign,
		hash256(bytes_of_text("genesis")), 3, root_of(&world, 3)};
	return world;
}

static enum err verify(struct world *world)
{
	return receipt_verify((struct bytes){world->receipt, world->receipt_size}, &world->proof,
		BYTES_OF(world->header), &world->signature, &world->view);
}

/* The receipt is refused with `err`, and the view has not moved. */
static void assert_refused(struct world *world, enum err err)
{
	struct ledger_view before = world->view;
	assert_int_equal(verify(world), err);
	assert_memory_equal(&before, &world->view, sizeof(before));
}

static struct genesis genesis_of(void)
{
	return (struct genesis){1, 1700000000000, office.public, recovery.public,
		ledger.public.sign, ledger.public.transport, ORIGIN};
}

static void entry_genesis_has_its_layout_and_comes_back(void **state)
{
	(void)state;
	struct genesis genesis = genesis_of(), back;
	uint8_t buffer[GENESIS_SIZE_MAX];
	struct bytes bytes = genesis_write(&genesis, buffer);
	assert_int_equal(bytes.size, 16 + 1 + 4 + 8 + 6 * 32 + 1 + strlen(ORIGIN));
	assert_memory_equal(buffer, "jour.v1/genesis\0\x01\0\0\0\x01", 21);
	assert_memory_equal(buffer + 29, &office.public, 64);
	assert_memory_equal(buffer + 93, &recovery.public, 64);
	assert_memory_equal(buffer + 157, &ledger.public.sign, 32);
	assert_memory_equal(buffer + 189, &ledger.public.transport, 32);
	assert_int_equal(buffer[221], strlen(ORIGIN));
	assert_int_equal(genesis_read(bytes, &back), ERR_OK);
	assert_memory_equal(&back.office, &office.public, 64);
	assert_string_equal(back.origin, ORIGIN);
	assert_int_equal(back.rules, 1);
	assert_int_equal(back.created_ms, 1700000000000);
	assert_true(hash256_equal(genesis_ledger_id(bytes), merkle_leaf(bytes)));
	memset(genesis.origin, 'o', ORIGIN_SIZE_MAX);
	bytes = genesis_write(&genesis, buffer);
	assert_int_equal(bytes.size, GENESIS_SIZE_MAX);
	assert_int_equal(genesis_read(bytes, &back), ERR_OK);
	assert_string_equal(back.origin, genesis.origin);
}

static void entry_genesis_out_of_form_is_refused(void **state)
{
	(void)state;
	struct genesis genesis = genesis_of(), back;
	uint8_t buffer[GENESIS_SIZE_MAX + 1] = {0};
	struct bytes bytes = genesis_write(&genesis, buffer);
	for (size_t size = 0; size < bytes.size + 2; size++)
		if (size != bytes.size)
			assert_int_equal(
				genesis_read((struct bytes){buffer, size}, &back), ERR_MALFORMED);
	static const size_t fixed[] = {0, 15, 16, 20, 221, 222};
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		uint8_t before = buffer[fixed[i]];
		buffer[fixed[i]] = before == 1 ? 0 : 'X';
		assert_int_equal(genesis_read(bytes, &back), ERR_MALFORMED);
		buffer[fixed[i]] = before;
	}
	for (size_t key = 0; key < 6; key++) {
		bytes = genesis_write(&genesis, buffer);
		memset(buffer + 29 + 32 * key, 0, 32);
		assert_int_equal(genesis_read(bytes, &back), ERR_DENIED);
	}
}

static void entry_has_its_layout_and_comes_back(void **state)
{
	(void)state;
	struct world world = world_of();
	struct entry back;
	assert_memory_equal(world.entry, "jour.v1/entry\0\0\0\x01\0\0\0\0\0\0\0\x05", 25);
	assert_memory_equal(world.entry + 33, world.header, HEADER_SIZE);
	assert_memory_equal(world.entry + 213, world.signature.bytes, SIGNATURE_SIZE);
	assert_memory_equal(world.entry + 309, "\0\0\0\x01", 4);
	assert_int_equal(entry_read(BYTES_OF(world.entry), &back), ERR_OK);
	assert_int_equal(back.index, INDEX);
	assert_int_equal(back.received_ms, 1700000000000);
	assert_int_equal(back.header.count, 2);
	assert_ptr_equal(back.header_bytes.data, world.entry + 33);
	assert_true(hash256_equal(back.results_hash, hash256(BYTES_OF(world.results))));
	static const size_t fixed[] = {0, 15, 16, 24, 33, 50};
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		world = world_of();
		world.entry[fixed[i]] = 0xff * (fixed[i] != 24); /* index 0 is the genesis */
		assert_int_equal(entry_read(BYTES_OF(world.entry), &back), ERR_MALFORMED);
	}
	for (size_t size = 0; size < ENTRY_SIZE; size++)
		assert_int_equal(
			entry_read((struct bytes){world.entry, size}, &back), ERR_MALFORMED);
}

static void entry_results_come_back(void **state)
{
	(void)state;
	struct world world = world_of();
	struct result result = result_at(BYTES_OF(world.results), 1);
	assert_memory_equal(world.results + 12, "\0\x18\0\x03\0\0\x01\0\0\0\0\0", 12);
	assert_int_equal(result.code, RESULT_EXISTS);
	assert_int_equal(result.field, 3);
	assert_int_equal(result.argument, 1ull << 40);
	assert_int_equal(RESULT_NOT_YET, 30);
	assert_int_equal(RESULT_UNKNOWN_LIST, 34);
	assert_int_equal(RESULT_UNIT_NOT_THEN, 35);
	for (unsigned code = 0; code < 40; code++)
		assert_int_equal(result_is_good((enum result_code)code), code >= 1 && code <= 3);
}

/* The argument is the number of DIFFERS, else TENFOLD, else SUDDEN_ZERO, in whatever order they
 * are added. */
static void entry_remarks_add_up(void **state)
{
	(void)state;
	struct result result = {.code = RESULT_ACCEPTED};
	result = result_remark(result, REMARK_SUDDEN_ZERO, 3);
	result = result_remark(result, REMARK_LATE, 99);
	assert_int_equal(result.code, RESULT_REMARKED);
	assert_int_equal(result.field, REMARK_SUDDEN_ZERO | REMARK_LATE);
	assert_int_equal(result.argument, 3);
	result = result_remark(result, REMARK_DIFFERS, 7);
	result = result_remark(result, REMARK_TENFOLD, 5);
	result = result_remark(result, REMARK_RUNNING, 0);
	assert_int_equal(result.field, 31);
	assert_int_equal(result.argument, 7);
	assert_int_equal(result_spokesman(31), REMARK_DIFFERS);
	assert_int_equal(result_spokesman(REMARK_LATE | REMARK_RUNNING), 0);
	assert_true(result_is_new(RESULT_REMARKED) && result_is_new(RESULT_ACCEPTED));
	assert_false(result_is_new(RESULT_UNCHANGED));
}

static void entry_receipt_verifies_and_moves_view(void **state)
{
	(void)state;
	struct world world = world_of();
	assert_int_equal(verify(&world), ERR_OK);
	assert_int_equal(world.view.size, SIZE);
	assert_true(hash256_equal(world.view.root, root_of(&world, SIZE)));
	/* the same again: nothing to prove between one size and itself */
	assert_int_equal(verify(&world), ERR_OK);
	/* the first receipt of a client that knows nothing yet */
	world = world_of();
	world.view.size = 0;
	world.proof.old = world.proof.new = world.proof.consistency.count = 0;
	assert_int_equal(verify(&world), ERR_OK);
	assert_int_equal(world.view.size, SIZE);
}

static void entry_receipt_older_than_view_leaves_it(void **state)
{
	(void)state;
	struct world world = world_of();
	world.view.size = 8;
	world.view.root = root_of(&world, 8);
	world.proof.old = SIZE;
	world.proof.new = 8;
	world.proof.consistency = (struct merkle_path){
		4, {world.leaves[6], world.leaves[7], pair(&world, 4), quad(&world)}};
	assert_int_equal(verify(&world), ERR_OK);
	assert_int_equal(world.view.size, 8);
	world.view.root.bytes[0] ^= 1;
	assert_refused(&world, ERR_CORRUPT);
}

/* (a) other header, signature or ledger than what was submitted. */
static void entry_receipt_of_another_batch_is_denied(void **state)
{
	(void)state;
	struct world world = world_of();
	world.header[179] ^= 1;
	assert_refused(&world, ERR_DENIED);
	world = world_of();
	world.signature.bytes[0] ^= 1;
	assert_refused(&world, ERR_DENIED);
	world = world_of();
	world.view.ledger_id.bytes[0] ^= 1;
	assert_refused(&world, ERR_DENIED);
}

/* (b) and (c) */
static void entry_receipt_out_of_form_is_malformed(void **state)
{
	(void)state;
	struct world world = world_of();
	world.receipt[16] = 2; /* entry version */
	assert_refused(&world, ERR_MALFORMED);
	world = world_of();
	world.receipt[ENTRY_SIZE + 1] = RESULT_UNCHANGED; /* results do not hash */
	assert_refused(&world, ERR_MALFORMED);
	world = world_of();
	size_t whole = world.receipt_size;
	for (world.receipt_size = 0; world.receipt_size < whole; world.receipt_size++)
		assert_refused(&world, ERR_MALFORMED);
	world.receipt_size = whole + 1;
	assert_refused(&world, ERR_MALFORMED);
	/* a checkpoint of more than CHECKPOINT_SIZE_MAX bytes, its size told rightly */
	struct receipt receipt;
	size_t at = ENTRY_SIZE + sizeof(world.results);
	for (size_t size = CHECKPOINT_SIZE_MAX; size <= CHECKPOINT_SIZE_MAX + 1; size++) {
		world.receipt[at] = (uint8_t)(size >> 8);
		world.receipt[at + 1] = (uint8_t)size;
		assert_int_equal(
			receipt_read((struct bytes){world.receipt, at + 2 + size}, &receipt),
			size == CHECKPOINT_SIZE_MAX ? ERR_OK : ERR_MALFORMED);
	}
}

/* (d) */
static void entry_receipt_with_anothers_checkpoint_is_denied(void **state)
{
	(void)state;
	struct world world = world_of();
	struct checkpoint checkpoint = checkpoint_of(&world, SIZE);
	make_receipt(&world, &checkpoint, &stranger);
	assert_refused(&world, ERR_DENIED);
	strcpy(checkpoint.origin, "elsewhere");
	make_receipt(&world, &checkpoint, &ledger);
	assert_refused(&world, ERR_DENIED);
}

/* (e) */
static void entry_receipt_not_in_the_tree_is_denied(void **state)
{
	(void)state;
	for (int which = 0; which < 6; which++) {
		struct world world = world_of();
		if (which == 0)
			world.proof.inclusion.hashes[1].bytes[0] ^= 1;
		else if (which == 1)
			world.proof.inclusion.count--;
		else if (which == 2)
			world.proof.inclusion.count++;
		else if (which == 3)
			world.proof.index++;
		else if (which == 4)
			world.proof.size++;
		else
			world.proof.index = PROOF_NO_INDEX;
		assert_refused(&world, ERR_DENIED);
	}
	/* a checkpoint that does not cover the entry, however the proof is made */
	struct world world = world_of();
	struct checkpoint checkpoint = checkpoint_of(&world, INDEX);
	make_receipt(&world, &checkpoint, &ledger);
	world.proof.size = INDEX;
	assert_refused(&world, ERR_DENIED);
}

/* (f) */
static void entry_receipt_of_another_history_is_corrupt(void **state)
{
	(void)state;
	struct world world = world_of();
	world.view.root.bytes[0] ^= 1;
	assert_refused(&world, ERR_CORRUPT);
	world = world_of();
	world.proof.consistency.hashes[0].bytes[0] ^= 1;
	assert_refused(&world, ERR_CORRUPT);
	world = world_of();
	world.view.size = SIZE;
	assert_refused(&world, ERR_CORRUPT); /* one size, two roots */
}

/* (f) the view moved while the question was on its way. */
static void entry_receipt_with_proof_from_older_view_is_retried(void **state)
{
	(void)state;
	struct world world = world_of();
	world.view.size = 4;
	world.view.root = quad(&world);
	assert_refused(&world, ERR_RETRY);
	world.view.size = 8; /* and a ledger that has become shorter */
	world.proof.old = 0;
	world.proof.consistency.count = 0;
	assert_refused(&world, ERR_RETRY);
}

static void entry_receipt_any_flipped_bit_is_refused(void **state)
{
	(void)state;
	struct world world = world_of();
	for (size_t bit = 0; bit < 8 * world.receipt_size; bit++) {
		world.receipt[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(verify(&world), ERR_OK);
		world.receipt[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(verify(&world), ERR_OK);
}

static void entry_proof_comes_back(void **state)
{
	(void)state;
	struct world world = world_of();
	struct proof back;
	uint8_t buffer[PROOF_SIZE_MAX + 1];
	world.proof.inclusion.count = MERKLE_PATH_MAX;
	world.proof.consistency.count = MERKLE_PATH_MAX;
	struct writer to = writer_of(buffer, sizeof(buffer));
	proof_write(&world.proof, &to);
	write_u8(&to, 0xaa);
	assert_int_equal(written(&to).size, PROOF_SIZE_MAX + 1);
	struct reader from = reader_of(written(&to));
	assert_int_equal(proof_read(&from, &back), ERR_OK);
	assert_int_equal(read_u8(&from), 0xaa); /* leaves what follows */
	assert_memory_equal(&back.inclusion, &world.proof.inclusion, sizeof(back.inclusion));
	assert_int_equal(back.index, INDEX);
	assert_int_equal(back.old, 3);
	for (size_t size = 0; size < PROOF_SIZE_MAX; size += size < 40 ? 1 : 61) {
		from = reader_of((struct bytes){buffer, size});
		assert_int_equal(proof_read(&from, &back), ERR_MALFORMED);
	}
	uint8_t long_path[PROOF_SIZE_MAX + 100] = {0};
	long_path[16] = MERKLE_PATH_MAX + 1;
	from = reader_of(BYTES_OF(long_path));
	assert_int_equal(proof_read(&from, &back), ERR_MALFORMED);
}

static void entry_receipt_without_room_is_not_made(void **state)
{
	(void)state;
	struct world world = world_of();
	uint8_t buffer[ENTRY_SIZE + 10];
	struct writer to = writer_of(buffer, sizeof(buffer));
	assert_null(receipt_write(
		BYTES_OF(world.entry), BYTES_OF(world.results), bytes_of_text("note"), &to)
			    .data);
}

static int setup(void **state)
{
	(void)state;
	struct secret *secrets[] = {&office, &recovery, &ledger, &author, &stranger};
	if (sign_init() != ERR_OK)
		return -1;
	for (uint8_t i = 0; i < 5; i++) {
		uint8_t seed[SEED_SIZE] = {i};
		secret_from_seed(seed, secrets[i]);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_genesis_has_its_layout_and_comes_back),
		cmocka_unit_test(entry_genesis_out_of_form_is_refused),
		cmocka_unit_test(entry_has_its_layout_and_comes_back),
		cmocka_unit_test(entry_results_come_back),
		cmocka_unit_test(entry_remarks_add_up),
		cmocka_unit_test(entry_receipt_verifies_and_moves_view),
		cmocka_unit_test(entry_receipt_older_than_view_leaves_it),
		cmocka_unit_test(entry_receipt_of_another_batch_is_denied),
		cmocka_unit_test(entry_receipt_out_of_form_is_malformed),
		cmocka_unit_test(entry_receipt_with_anothers_checkpoint_is_denied),
		cmocka_unit_test(entry_receipt_not_in_the_tree_is_denied),
		cmocka_unit_test(entry_receipt_of_another_history_is_corrupt),
		cmocka_unit_test(entry_receipt_with_proof_from_older_view_is_retried),
		cmocka_unit_test(entry_receipt_any_flipped_bit_is_refused),
		cmocka_unit_test(entry_proof_comes_back),
		cmocka_unit_test(entry_receipt_without_room_is_not_made),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
