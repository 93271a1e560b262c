#include "whatif.h"

#include <string.h>

#include "agreements.h"
#include "jour/limits.h"

void whatif_begin(struct whatif *whatif, struct store_txn *ledger, struct store_txn *above)
{
	overlay_begin(&whatif->overlay, ledger, above);
	whatif->from = whatif->size = ledger_size(ledger);
	whatif->count = whatif->refused = 0;
	whatif->entry_first = whatif->entry_start = 0;
	whatif->class = CLASS_ADMIN;
	whatif->to = writer_of(whatif->body, sizeof(whatif->body));
}

/* The batch that the office would send, but for its signature and what only the door looks at. */
static enum err office_batch(struct whatif *whatif, const struct ledger_name *name,
	struct bytes body, uint8_t header_bytes[HEADER_SIZE], struct batch *ret_batch)
{
	struct member office;
	struct batch batch = {.body = body};
	if (!roster_current(&whatif->overlay.txn, &name->genesis.office.sign, &office))
		return ERR_CORRUPT;
	batch.header = (struct header){.class = whatif->class,
		.count = (uint16_t)(whatif->count - whatif->entry_first),
		.ledger_id = name->id,
		.author = office.sign,
		.sequence = whatif->size};
	batch.header.root = body_root(body, whatif->hashes);
	header_write(&batch.header, header_bytes);
	batch.header_bytes = (struct bytes){header_bytes, HEADER_SIZE};
	batch.header_hash = hash256(batch.header_bytes);
	*ret_batch = batch;
	return ERR_OK;
}

/* Appends what was put together, if anything. */
static enum err end_entry(struct whatif *whatif, const struct ledger_name *name,
	struct fold_memory *memory, uint64_t now_ms)
{
	struct store_txn *txn = &whatif->overlay.txn;
	struct bytes body = {
		whatif->body + whatif->entry_start, whatif->to.size - whatif->entry_start};
	uint8_t header_bytes[HEADER_SIZE];
	struct batch batch;
	if (whatif->count == whatif->entry_first)
		return ERR_OK;
	enum err err = office_batch(whatif, name, body, header_bytes, &batch);
	if (err != ERR_OK)
		return err;
	uint64_t index = ledger_append(txn, memory, &batch, whatif->hashes, false, now_ms);
	struct bytes results = ledger_read(txn, TABLE_RESULTS, index);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	for (uint16_t i = 0; i < batch.header.count; i++) {
		struct whatif_said *said = &whatif->said[whatif->entry_first + i];
		said->where = (struct citation){index, i, whatif->hashes[i]};
		said->result = result_at(results, i);
		whatif->refused += !result_is_good(said->result.code);
	}
	whatif->size = index + 1;
	whatif->entry_first = whatif->count;
	whatif->entry_start = whatif->to.size;
	return ERR_OK;
}

/* A key can only be made of fields that keep their rules. */
static bool find_standing(struct whatif *whatif, const struct record *record,
	struct fold_memory *memory, struct standing *ret)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	const struct kind *kind = kind_of(record->kind);
	uint64_t index;
	if (kind == NULL || kind->key == NULL || message_bad_text(record_body(record)) != 0 ||
		kind->fields(record_body(record)).code != RESULT_ACCEPTED)
		return false;
	if (record->kind == JOUR__V1__RECORD__BODY_AGREEMENT &&
		agreements_is_other(&whatif->overlay.txn, record_body(record), whatif->size,
			&memory->agreement, &index))
		return false;
	kind->key(record_body(record), &key);
	return state_get(&whatif->overlay.txn, kind->number, written(&key), whatif->size, ret);
}

/* Packs the record, as a correction where something stands under its key and it names nothing. */
static enum err put_record(struct whatif *whatif, const struct record *record,
	struct fold_memory *memory, struct whatif_said *said)
{
	Jour__V1__Record message = *record->message;
	struct standing standing;
	said->corrected =
		message.replaces.len == 0 && find_standing(whatif, record, memory, &standing);
	if (said->corrected) {
		said->stands = (struct citation){standing.index, standing.position, standing.hash};
		message.replaces = (ProtobufCBinaryData){
			sizeof(said->stands.hash.bytes), said->stands.hash.bytes};
		message.reason = (char *)(uintptr_t)WHATIF_REASON;
	}
	size_t start = whatif->to.size + 4;
	enum err err = record_pack(&message, &whatif->to);
	if (err == ERR_OK)
		said->record = (struct bytes){whatif->body + start, whatif->to.size - start};
	return err;
}

static enum err add_record(struct whatif *whatif, const struct ledger_name *name,
	struct fold_memory *memory, struct bytes bytes, uint64_t now_ms)
{
	struct record record;
	if (whatif->count == WHATIF_RECORDS_MAX)
		return ERR_RANGE;
	arena_reset(&memory->record);
	enum err err = record_decode(bytes, &memory->record, &record);
	if (err != ERR_OK)
		return err;
	enum record_class class = kind_class(record.kind);
	if (class != whatif->class)
		err = end_entry(whatif, name, memory, now_ms);
	if (err != ERR_OK)
		return err;
	whatif->class = class;
	/* The fold has used the arena. */
	arena_reset(&memory->record);
	err = record_decode(bytes, &memory->record, &record);
	struct whatif_said *said = &whatif->said[whatif->count];
	*said = (struct whatif_said){.kind = record.kind};
	if (err == ERR_OK)
		err = put_record(whatif, &record, memory, said);
	if (err == ERR_OK)
		whatif->count++;
	return err;
}

enum err whatif_append(struct whatif *whatif, const struct ledger_name *name,
	struct fold_memory *memory, struct bytes records, uint64_t now_ms)
{
	struct reader reader = reader_of(records);
	struct bytes bytes;
	if (records.size > WHATIF_SIZE_MAX)
		return ERR_RANGE;
	while (body_next(&reader, &bytes)) {
		enum err err = add_record(whatif, name, memory, bytes, now_ms);
		if (err != ERR_OK)
			return err;
	}
	if (!reader_done(&reader))
		return ERR_MALFORMED;
	return end_entry(whatif, name, memory, now_ms);
}
