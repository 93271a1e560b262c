#include "messagejson.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The element of a field at `at`; NULL for what has no JSON here. */
// NOLINTNEXTLINE(misc-no-recursion) no message of the schema contains itself
static json_t *value_json(const ProtobufCFieldDescriptor *field, const uint8_t *at)
{
	const void *pointer;
	uint64_t large;
	uint32_t small;
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		memcpy(&pointer, at, sizeof(pointer));
		return messagejson_of(pointer);
	case PROTOBUF_C_TYPE_STRING:
		memcpy(&pointer, at, sizeof(pointer));
		return json_string(pointer);
	case PROTOBUF_C_TYPE_UINT64:
		memcpy(&large, at, sizeof(large));
		return json_integer((json_int_t)large);
	case PROTOBUF_C_TYPE_UINT32:
		memcpy(&small, at, sizeof(small));
		return json_integer(small);
	case PROTOBUF_C_TYPE_SINT32:
		memcpy(&small, at, sizeof(small));
		return json_integer((int32_t)small);
	case PROTOBUF_C_TYPE_BOOL:
		return json_true(); /* false is left out */
	case PROTOBUF_C_TYPE_ENUM:
		memcpy(&small, at, sizeof(small));
		const ProtobufCEnumValue *value =
			protobuf_c_enum_descriptor_get_value(field->descriptor, (int)small);
		return value == NULL ? NULL : json_string(value->name);
	default:
		return NULL;
	}
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_UINT64:
		return sizeof(uint64_t);
	default:
		return sizeof(uint32_t);
	}
}

/* Whether a single field says something. */
static bool is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	static const uint8_t zeros[sizeof(uint64_t)] = {0};
	const uint8_t *base = (const uint8_t *)message;
	const char *text;
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
		uint32_t set;
		memcpy(&set, base + field->quantifier_offset, sizeof(set));
		if (set != field->id)
			return false;
	}
	if (memcmp(base + field->offset, zeros, size_of(field)) == 0)
		return false;
	if (field->type != PROTOBUF_C_TYPE_STRING)
		return true;
	memcpy(&text, base + field->offset, sizeof(text));
	return text[0] != '\0';
}

// NOLINTNEXTLINE(misc-no-recursion) no message of the schema contains itself
static json_t *list_json(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const uint8_t *base = (const uint8_t *)message, *elements;
	json_t *array = json_array();
	size_t count;
	memcpy(&elements, base + field->offset, sizeof(elements));
	memcpy(&count, base + field->quantifier_offset, sizeof(count));
	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(
			    array, value_json(field, elements + i * size_of(field))) != 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

// NOLINTNEXTLINE(misc-no-recursion) no message of the schema contains itself
json_t *messagejson_of(const ProtobufCMessage *message)
{
	json_t *object = json_object();
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
		if (!list && !is_set(message, field))
			continue;
		json_t *value = list ? list_json(message, field)
				     : value_json(field, (const uint8_t *)message + field->offset);
		if (json_object_set_new(object, field->name, value) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}
