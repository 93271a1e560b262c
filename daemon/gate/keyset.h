/* The roster as the gate knows it: a sorted set of transport keys. */
#ifndef KEYSET_H
#define KEYSET_H

#include "channel.h"

struct keyset {
	size_t count;
	struct key keys[ROSTER_KEYS_MAX];
};

/* From a ROSTER message's keys (whole keys, at most ROSTER_KEYS_MAX: asserted), in any order. */
void keyset_read(struct keyset *set, struct bytes keys);
bool keyset_has(const struct keyset *set, const struct key *key);
/* True when every key of `part` is in `whole`. */
bool keyset_covers(const struct keyset *whole, const struct keyset *part);

#endif
