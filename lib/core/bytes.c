#include "jour/bytes.h"

#include <string.h>

struct bytes bytes_of_text(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
	if (order != 0)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

struct reader reader_of(struct bytes bytes)
{
	return (struct reader){.at = bytes.data, .left = bytes.size};
}

struct bytes read_span(struct reader *reader, size_t size)
{
	if (reader->failed || reader->left < size) {
		reader->failed = true;
		return BYTES_NONE;
	}
	struct bytes span = {reader->at, size};
	if (size > 0)
		reader->at += size;
	reader->left -= size;
	return span;
}

/* The next 1 to 8 bytes as a big-endian number. */
static uint64_t read_number(struct reader *reader, size_t size)
{
	struct bytes span = read_span(reader, size);
	uint64_t value = 0;
	for (size_t i = 0; i < span.size; i++)
		value = value << 8 | span.data[i];
	return value;
}

uint8_t read_u8(struct reader *reader)
{
	return (uint8_t)read_number(reader, 1);
}

uint16_t read_be16(struct reader *reader)
{
	return (uint16_t)read_number(reader, 2);
}

uint32_t read_be32(struct reader *reader)
{
	return (uint32_t)read_number(reader, 4);
}

uint64_t read_be64(struct reader *reader)
{
	return read_number(reader, 8);
}

void read_copy(struct reader *reader, void *to, size_t size)
{
	struct bytes span = read_span(reader, size);
	if (span.size > 0)
		memcpy(to, span.data, size);
	else if (size > 0)
		memset(to, 0, size);
}

bool reader_done(const struct reader *reader)
{
	return !reader->failed && reader->left == 0;
}

struct writer writer_of(void *buffer, size_t capacity)
{
	return (struct writer){.start = buffer, .capacity = capacity};
}

void write_copy(struct writer *writer, const void *from, size_t size)
{
	if (writer->failed || writer->capacity - writer->size < size) {
		writer->failed = true;
		return;
	}
	if (size > 0)
		memcpy(writer->start + writer->size, from, size);
	writer->size += size;
}

void write_span(struct writer *writer, struct bytes bytes)
{
	write_copy(writer, bytes.data, bytes.size);
}

static void write_number(struct writer *writer, uint64_t value, size_t size)
{
	uint8_t bytes[8];
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
	write_copy(writer, bytes, size);
}

void write_u8(struct writer *writer, uint8_t value)
{
	write_number(writer, value, 1);
}

void write_be16(struct writer *writer, uint16_t value)
{
	write_number(writer, value, 2);
}

void write_be32(struct writer *writer, uint32_t value)
{
	write_number(writer, value, 4);
}

void write_be64(struct writer *writer, uint64_t value)
{
	write_number(writer, value, 8);
}

struct bytes written(const struct writer *writer)
{
	return writer->failed ? BYTES_NONE : (struct bytes){writer->start, writer->size};
}
