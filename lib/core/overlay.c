#include "jour/overlay.h"

#include <assert.h>

static struct overlay *overlay_of(struct store_txn *txn)
{
	return (struct overlay *)txn;
}

/* An error of one of the two is the overlay's; true when there is none. */
static bool sound(struct overlay *overlay)
{
	store_fail(&overlay->txn, store_error(overlay->below));
	store_fail(&overlay->txn, store_error(overlay->above));
	return store_error(&overlay->txn) == ERR_OK;
}

static bool overlay_get(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value)
{
	struct overlay *overlay = overlay_of(txn);
	struct bytes value;
	bool found = store_get(overlay->above, table, key, &value) ||
		     store_get(overlay->below, table, key, &value);
	if (!sound(overlay) || !found)
		return false;
	*ret_value = value;
	return true;
}

/* A row of one of the two. */
struct found {
	bool there;
	struct bytes key;
	struct bytes value;
};

/* Of two rows the one that comes first (or last); of one key what was written counts. */
static bool choose(struct overlay *overlay, const struct found *above, const struct found *below,
	bool last, struct bytes *ret_key, struct bytes *ret_value)
{
	const struct found *chosen = above->there ? above : below;
	if (!sound(overlay) || !chosen->there)
		return false;
	if (above->there && below->there) {
		int order = bytes_compare(below->key, above->key);
		if (last ? order > 0 : order < 0)
			chosen = below;
	}
	*ret_key = chosen->key;
	*ret_value = chosen->value;
	return true;
}

static bool overlay_next(struct store_txn *txn, unsigned table, struct bytes from,
	struct bytes *ret_key, struct bytes *ret_value)
{
	struct overlay *overlay = overlay_of(txn);
	struct found above, below;
	above.there = store_next(overlay->above, table, from, &above.key, &above.value);
	below.there = store_next(overlay->below, table, from, &below.key, &below.value);
	return choose(overlay, &above, &below, false, ret_key, ret_value);
}

static bool overlay_last(
	struct store_txn *txn, unsigned table, struct bytes *ret_key, struct bytes *ret_value)
{
	struct overlay *overlay = overlay_of(txn);
	struct found above, below;
	above.there = store_last(overlay->above, table, &above.key, &above.value);
	below.there = store_last(overlay->below, table, &below.key, &below.value);
	return choose(overlay, &above, &below, true, ret_key, ret_value);
}

static void overlay_put(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes value, bool append)
{
	struct overlay *overlay = overlay_of(txn);
	struct bytes at, old;
	if (append && overlay_last(txn, table, &at, &old) && bytes_compare(at, key) >= 0)
		store_fail(txn, ERR_CORRUPT);
	bool added = !overlay_get(txn, table, key, &old);
	if (!sound(overlay))
		return;
	store_put(overlay->above, table, key, value);
	if (sound(overlay) && added)
		overlay->added[table]++;
}

static void overlay_delete(struct store_txn *txn, unsigned table, struct bytes key)
{
	(void)table;
	(void)key;
	store_fail(txn, ERR_DENIED);
}

static uint64_t overlay_count(struct store_txn *txn, unsigned table)
{
	struct overlay *overlay = overlay_of(txn);
	uint64_t count = store_count(overlay->below, table) + overlay->added[table];
	return sound(overlay) ? count : 0;
}

static void overlay_abort(struct store_txn *txn)
{
	store_abort(overlay_of(txn)->above);
}

static enum err overlay_commit(struct store_txn *txn)
{
	overlay_abort(txn);
	return ERR_DENIED;
}

void overlay_begin(struct overlay *overlay, struct store_txn *below, struct store_txn *above)
{
	static const struct store_ops ops = {
		.get = overlay_get,
		.next = overlay_next,
		.last = overlay_last,
		.put = overlay_put,
		.delete = overlay_delete,
		.count = overlay_count,
		.commit = overlay_commit,
		.abort = overlay_abort,
	};
	assert(above->write && above->table_count == below->table_count);
	*overlay = (struct overlay){
		.txn = {.ops = &ops, .table_count = below->table_count, .write = true},
		.below = below,
		.above = above,
	};
	(void)sound(overlay);
}
