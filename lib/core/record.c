#include "jour/record.h"

#include <stdalign.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/text.h"

struct arena arena_of(void *buffer, size_t capacity)
{
	return (struct arena){.start = buffer, .capacity = capacity};
}

void arena_reset(struct arena *arena)
{
	arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	/* The address counts: the buffer itself may start anywhere, as a member of a struct. */
	size_t over = (uintptr_t)(arena->start + arena->used) % alignof(max_align_t);
	size_t aligned = arena->used + (over == 0 ? 0 : alignof(max_align_t) - over);
	if (aligned > arena->capacity || arena->capacity - aligned < size)
		return NULL;
	arena->used = aligned + size;
	return memset(arena->start + aligned, 0, size);
}

/* An arena with a memory of having had no room. */
struct room {
	struct arena *arena;
	bool full;
};

static void *allocate(void *context, size_t size)
{
	struct room *room = context;
	void *memory = arena_alloc(room->arena, size);
	room->full = room->full || memory == NULL;
	return memory;
}

static void keep(void *context, void *pointer)
{
	(void)context;
	(void)pointer;
}

/* One field's values, whether it is single or repeated: `ret_first` points to the first
 * element. A oneof member that is not set has none. */
static size_t field_values(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
	void *const **ret_first)
{
	const uint8_t *base = (const uint8_t *)message;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		void *array;
		size_t count;
		memcpy(&array, base + field->offset, sizeof(array));
		memcpy(&count, base + field->quantifier_offset, sizeof(count));
		*ret_first = array;
		return count;
	}
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
		uint32_t set;
		memcpy(&set, base + field->quantifier_offset, sizeof(set));
		if (set != field->id)
			return 0;
	}
	*ret_first = (void *const *)(const void *)(base + field->offset);
	return **ret_first == NULL ? 0 : 1;
}

/* Packing again writes unknown fields back, so they are looked for apart. Recursion ends: no
 * message of the schema contains itself. */
// NOLINTNEXTLINE(misc-no-recursion)
static bool every_text(const ProtobufCMessage *message, bool (*holds)(struct bytes text));

static bool field_holds(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
	bool (*holds)(struct bytes text))
{
	if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
		return true;
	void *const *values = NULL;
	size_t count = field_values(message, field, &values);
	for (size_t i = 0; i < count; i++)
		if (field->type == PROTOBUF_C_TYPE_MESSAGE ? !every_text(values[i], holds)
							   : !holds(bytes_of_text(values[i])))
			return false;
	return true;
}

static bool every_text(const ProtobufCMessage *message, bool (*holds)(struct bytes text))
{
	if (message->n_unknown_fields > 0)
		return false;
	for (unsigned i = 0; i < message->descriptor->n_fields; i++)
		if (!field_holds(message, &message->descriptor->fields[i], holds))
			return false;
	return true;
}

uint32_t message_bad_text(const ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++)
		if (!field_holds(message, &message->descriptor->fields[i], text_is_plain))
			return message->descriptor->fields[i].id;
	return 0;
}

static enum err unpack(const ProtobufCMessageDescriptor *type, struct bytes bytes,
	struct arena *arena, ProtobufCMessage **ret_message)
{
	struct room room = {arena, false};
	ProtobufCAllocator allocator = {allocate, keep, &room};
	if (bytes.size == 0)
		return ERR_MALFORMED;
	ProtobufCMessage *message =
		protobuf_c_message_unpack(type, &allocator, bytes.size, bytes.data);
	if (message == NULL)
		return room.full ? ERR_RANGE : ERR_MALFORMED;
	*ret_message = message;
	return ERR_OK;
}

enum err message_decode(const ProtobufCMessageDescriptor *type, struct bytes bytes,
	struct arena *arena, const ProtobufCMessage **ret_message)
{
	ProtobufCMessage *message = NULL;
	enum err err = unpack(type, bytes, arena, &message);
	if (err != ERR_OK)
		return err;
	if (!every_text(message, text_is_valid_utf8) ||
		protobuf_c_message_get_packed_size(message) != bytes.size)
		return ERR_MALFORMED;
	uint8_t *again = arena_alloc(arena, bytes.size);
	if (again == NULL)
		return ERR_RANGE;
	protobuf_c_message_pack(message, again);
	bool same = memcmp(again, bytes.data, bytes.size) == 0;
	arena->used = (size_t)(again - arena->start);
	if (!same)
		return ERR_MALFORMED;
	*ret_message = message;
	return ERR_OK;
}

/* Canonical bytes have the fields in order, so what follows the last field before the body is
 * the content. */
static struct bytes content_of(const Jour__V1__Record *message, struct bytes bytes)
{
	Jour__V1__Record before = *message;
	before.body_case = JOUR__V1__RECORD__BODY__NOT_SET;
	size_t size = jour__v1__record__get_packed_size(&before);
	return (struct bytes){bytes.data + size, bytes.size - size};
}

static struct record record_of(const ProtobufCMessage *base, struct bytes bytes)
{
	const Jour__V1__Record *message = (const Jour__V1__Record *)base;
	return (struct record){
		.message = message,
		.kind = (unsigned)message->body_case,
		.bytes = bytes,
	};
}

enum err record_decode(struct bytes bytes, struct arena *arena, struct record *ret_record)
{
	const ProtobufCMessage *base = NULL;
	if (bytes.size > RECORD_SIZE_MAX)
		return ERR_RANGE;
	enum err err = message_decode(&jour__v1__record__descriptor, bytes, arena, &base);
	if (err != ERR_OK)
		return err;
	*ret_record = record_of(base, bytes);
	ret_record->content = content_of(ret_record->message, bytes);
	return ERR_OK;
}

enum err record_decode_stored(struct bytes bytes, struct arena *arena, struct record *ret_record)
{
	ProtobufCMessage *base = NULL;
	enum err err = unpack(&jour__v1__record__descriptor, bytes, arena, &base);
	if (err == ERR_OK)
		*ret_record = record_of(base, bytes);
	return err;
}

const void *record_body(const struct record *record)
{
	/* Every member of the body's union is a pointer. */
	return record->message->enrolment;
}

enum err record_pack(const Jour__V1__Record *message, struct writer *to)
{
	size_t size = jour__v1__record__get_packed_size(message);
	if (size > RECORD_SIZE_MAX || to->failed || to->capacity - to->size < size + 4)
		return ERR_RANGE;
	write_be32(to, (uint32_t)size);
	jour__v1__record__pack(message, to->start + to->size);
	to->size += size;
	return ERR_OK;
}
