#include "keyset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, KEY_SIZE);
}

void keyset_read(struct keyset *set, struct bytes keys)
{
	assert(keys.size % KEY_SIZE == 0 && keys.size <= sizeof(set->keys));
	set->count = keys.size / KEY_SIZE;
	if (set->count == 0)
		return;
	memcpy(set->keys, keys.data, keys.size);
	qsort(set->keys, set->count, KEY_SIZE, compare);
}

bool keyset_has(const struct keyset *set, const struct key *key)
{
	return set->count > 0 && bsearch(key, set->keys, set->count, KEY_SIZE, compare) != NULL;
}

bool keyset_covers(const struct keyset *whole, const struct keyset *part)
{
	for (size_t i = 0; i < part->count; i++)
		if (!keyset_has(whole, &part->keys[i]))
			return false;
	return true;
}
