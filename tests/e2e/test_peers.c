#include "peers.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keyset.h"

static struct key key_of(uint32_t number)
{
	struct key key = {{0}};
	struct writer to = writer_of(key.bytes, sizeof(key.bytes));
	write_be32(&to, number);
	return key;
}

static struct peer *at(struct peers *peers, uint32_t id, uint32_t key_number)
{
	struct key id_bytes = key_of(id), key = key_of(key_number);
	return peers_at(peers, (struct bytes){id_bytes.bytes, 4}, &key);
}

static void peers_same_id_and_key_is_same_peer(void **state)
{
	(void)state;
	struct peers *peers = peers_new();
	uint64_t number = at(peers, 1, 1)->number;
	assert_int_equal(at(peers, 1, 1)->number, number);
	assert_ptr_equal(peers_find(peers, number), at(peers, 1, 1));
	assert_int_not_equal(at(peers, 2, 1)->number, number);
	peers_free(peers);
}

static void peers_same_id_other_key_forgets_the_first(void **state)
{
	(void)state;
	struct peers *peers = peers_new();
	struct peer *peer = at(peers, 1, 1);
	uint64_t number = peer->number;
	assert_true(peer_begin(peer, true, 5));
	peer = at(peers, 1, 2);
	assert_int_equal(peer->submits.count, 0);
	assert_null(peers_find(peers, number));
	assert_ptr_equal(peers_find(peers, peer->number), peer);
	assert_null(peers_find(peers, UINT64_MAX));
	assert_null(peers_find(peers, 0));
	peers_free(peers);
}

/* Against a list that remembers who was heard when, through many evictions. */
static void peers_full_table_forgets_the_longest_silent(void **state)
{
	(void)state;
	enum { IDS = PEERS_MAX + 100, TURNS = 20000 };
	struct peers *peers = peers_new();
	static uint64_t number[IDS], heard[IDS];
	unsigned known = 0;
	srand(7);
	for (uint64_t turn = 1; turn <= TURNS; turn++) {
		uint32_t id = (uint32_t)rand() % IDS;
		if (heard[id] == 0 && known == PEERS_MAX) {
			uint32_t oldest = 0;
			for (uint32_t i = 1; i < IDS; i++)
				if (heard[i] > 0 &&
					(heard[oldest] == 0 || heard[i] < heard[oldest]))
					oldest = i;
			heard[oldest] = 0;
			assert_non_null(peers_find(peers, number[oldest]));
			uint64_t fresh = at(peers, id, 1)->number;
			assert_null(peers_find(peers, number[oldest]));
			number[id] = fresh;
		} else if (heard[id] == 0) {
			known++;
			number[id] = at(peers, id, 1)->number;
		} else {
			assert_int_equal(at(peers, id, 1)->number, number[id]);
		}
		heard[id] = turn;
	}
	size_t listed = 0;
	while (peers_nth(peers, listed) != NULL)
		listed++;
	assert_int_equal(listed, PEERS_MAX);
	peers_free(peers);
}

static void peer_in_flight_ends_at_limit_and_by_id(void **state)
{
	(void)state;
	struct peer peer = {.number = 1};
	for (uint64_t i = 0; i < IN_FLIGHT_MAX; i++)
		assert_true(peer_begin(&peer, true, i));
	assert_false(peer_begin(&peer, true, 99));
	peer_end(&peer, 99);
	assert_false(peer_begin(&peer, true, 99));
	peer_end(&peer, 0);
	peer_end(&peer, 0);
	assert_true(peer_begin(&peer, true, 99));
	assert_false(peer_begin(&peer, true, 100));
}

static void peer_questions_are_counted_apart_from_submits(void **state)
{
	(void)state;
	struct peer peer = {.number = 1};
	for (uint64_t i = 0; i < IN_FLIGHT_MAX; i++)
		assert_true(peer_begin(&peer, false, i));
	assert_false(peer_begin(&peer, false, 99));
	assert_true(peer_begin(&peer, true, 99));
	peer_end(&peer, 3);
	assert_true(peer_begin(&peer, false, 100));
}

static void keyset_any_order_has_its_keys_only(void **state)
{
	(void)state;
	struct key keys[] = {key_of(9), key_of(3), key_of(7)};
	struct keyset all, two, none;
	keyset_read(&all, BYTES_OF(keys));
	keyset_read(&two, (struct bytes){keys[0].bytes, 2 * KEY_SIZE});
	keyset_read(&none, BYTES_NONE);
	for (uint32_t i = 0; i < 12; i++) {
		struct key key = key_of(i);
		assert_int_equal(keyset_has(&all, &key), i == 9 || i == 3 || i == 7);
		assert_false(keyset_has(&none, &key));
	}
	assert_true(keyset_covers(&all, &two));
	assert_false(keyset_covers(&two, &all));
	assert_true(keyset_covers(&none, &none));
	assert_false(keyset_covers(&none, &two));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peers_same_id_and_key_is_same_peer),
		cmocka_unit_test(peers_same_id_other_key_forgets_the_first),
		cmocka_unit_test(peers_full_table_forgets_the_longest_silent),
		cmocka_unit_test(peer_in_flight_ends_at_limit_and_by_id),
		cmocka_unit_test(peer_questions_are_counted_apart_from_submits),
		cmocka_unit_test(keyset_any_order_has_its_keys_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
