#include "jour/line.h"

#include <assert.h>
#include <string.h>

#include "jour/base64.h"
#include "jour/text.h"

#define CHECK_SIZE 4
#define PAYLOAD_SIZE_MAX (4 * KEY_SIZE + CHECK_SIZE)

static const char identity_word[] = "jour-id1";
static const char office_word[] = "jour-office1";
static const char server_word[] = "jour-server1";

/* The keys of a line, in the order in which they travel. */
struct payload {
	uint8_t bytes[PAYLOAD_SIZE_MAX];
	size_t keys_size; /* without the check */
};

static void payload_add(struct payload *payload, const void *key)
{
	assert(payload->keys_size + KEY_SIZE + CHECK_SIZE <= PAYLOAD_SIZE_MAX);
	memcpy(payload->bytes + payload->keys_size, key, KEY_SIZE);
	payload->keys_size += KEY_SIZE;
}

/* The hash whose first bytes are the check: over what stands before the keys, and the keys. */
static struct hash256 payload_hash(
	const struct payload *payload, const struct bytes *before, size_t count)
{
	struct bytes parts[6];
	assert(count < sizeof(parts) / sizeof(parts[0]));
	for (size_t i = 0; i < count; i++)
		parts[i] = before[i];
	parts[count] = (struct bytes){payload->bytes, payload->keys_size};
	return hash256_parts(parts, count + 1);
}

static void payload_write(
	struct payload *payload, const struct bytes *before, size_t count, struct writer *to)
{
	struct hash256 hash = payload_hash(payload, before, count);
	memcpy(payload->bytes + payload->keys_size, hash.bytes, CHECK_SIZE);
	base64_write(
		(struct bytes){payload->bytes, payload->keys_size + CHECK_SIZE}, BASE64_URL, to);
}

static enum err payload_read(
	struct bytes text, const struct bytes *before, size_t count, struct payload *payload)
{
	if (base64_read(text, BASE64_URL, payload->keys_size + CHECK_SIZE, payload->bytes) !=
		ERR_OK)
		return ERR_CORRUPT;
	struct hash256 hash = payload_hash(payload, before, count);
	bool same = memcmp(payload->bytes + payload->keys_size, hash.bytes, CHECK_SIZE) == 0;
	return same ? ERR_OK : ERR_CORRUPT;
}

static bool is_white(uint8_t byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct bytes trim(struct bytes text)
{
	while (text.size > 0 && is_white(text.data[0]))
		text = (struct bytes){text.data + 1, text.size - 1};
	while (text.size > 0 && is_white(text.data[text.size - 1]))
		text.size--;
	return text;
}

/* Cuts the first field and its space off `rest`, which may be empty then. */
static struct bytes take_field(struct bytes *rest)
{
	const uint8_t *space = rest->size == 0 ? NULL : memchr(rest->data, ' ', rest->size);
	struct bytes field = *rest;
	if (space == NULL) {
		*rest = BYTES_NONE;
		return field;
	}
	field.size = (size_t)(space - rest->data);
	*rest = (struct bytes){space + 1, rest->size - field.size - 1};
	return field;
}

static void copy_text(struct bytes text, char *to)
{
	if (text.size > 0)
		memcpy(to, text.data, text.size);
	to[text.size] = '\0';
}

/* Ends a line that was sized to fit, and makes it a C string. */
static void finish_line(struct writer *to)
{
	write_u8(to, 0);
	assert(!to->failed);
}

/* A comment that is there is set off by a space; an empty one leaves nothing. */
static void write_comment(const char *comment, struct writer *to)
{
	struct bytes text = bytes_of_text(comment);
	assert(text_is_plain(text));
	if (text.size > 0)
		write_u8(to, ' ');
	write_span(to, text);
	finish_line(to);
}

/* Writes a line of the form WORD PAYLOAD [comment]. */
static void format_keys(
	const char *word, struct payload *payload, const char *comment, char text[LINE_SIZE_MAX])
{
	struct writer to = writer_of(text, LINE_SIZE_MAX);
	struct bytes before = bytes_of_text(word);
	write_span(&to, before);
	write_u8(&to, ' ');
	payload_write(payload, &before, 1, &to);
	write_comment(comment, &to);
}

/* Reads such a line; payload->keys_size says how many key bytes it must have. */
static enum err parse_keys(
	struct bytes text, const char *word, struct payload *payload, struct bytes *ret_comment)
{
	struct bytes rest = trim(text);
	struct bytes before = bytes_of_text(word);
	if (!bytes_equal(take_field(&rest), before) || rest.size == 0)
		return ERR_MALFORMED;
	struct bytes field = take_field(&rest);
	if (!text_is_plain(rest))
		return ERR_MALFORMED;
	*ret_comment = rest;
	return payload_read(field, &before, 1, payload);
}

void identity_line_format(const struct identity_line *line, char ret_text[LINE_SIZE_MAX])
{
	struct payload payload = {.keys_size = 0};
	payload_add(&payload, line->identity.sign.bytes);
	payload_add(&payload, line->identity.transport.bytes);
	format_keys(identity_word, &payload, line->comment, ret_text);
}

enum err identity_line_parse(struct bytes text, struct identity_line *ret_line)
{
	struct payload payload = {.keys_size = 2 * KEY_SIZE};
	struct bytes comment;
	enum err err = parse_keys(text, identity_word, &payload, &comment);
	if (err != ERR_OK)
		return err;
	struct identity_line line;
	memcpy(line.identity.sign.bytes, payload.bytes, KEY_SIZE);
	memcpy(line.identity.transport.bytes, payload.bytes + KEY_SIZE, KEY_SIZE);
	if (identity_is_weak(&line.identity))
		return ERR_DENIED;
	copy_text(comment, line.comment);
	*ret_line = line;
	return ERR_OK;
}

void office_line_format(const struct office_line *line, char ret_text[LINE_SIZE_MAX])
{
	struct payload payload = {.keys_size = 0};
	payload_add(&payload, line->office.sign.bytes);
	payload_add(&payload, line->office.transport.bytes);
	payload_add(&payload, line->recovery.sign.bytes);
	payload_add(&payload, line->recovery.transport.bytes);
	format_keys(office_word, &payload, line->comment, ret_text);
}

enum err office_line_parse(struct bytes text, struct office_line *ret_line)
{
	struct payload payload = {.keys_size = 4 * KEY_SIZE};
	struct bytes comment;
	enum err err = parse_keys(text, office_word, &payload, &comment);
	if (err != ERR_OK)
		return err;
	struct office_line line;
	memcpy(line.office.sign.bytes, payload.bytes, KEY_SIZE);
	memcpy(line.office.transport.bytes, payload.bytes + KEY_SIZE, KEY_SIZE);
	memcpy(line.recovery.sign.bytes, payload.bytes + 2 * KEY_SIZE, KEY_SIZE);
	memcpy(line.recovery.transport.bytes, payload.bytes + 3 * KEY_SIZE, KEY_SIZE);
	if (identity_is_weak(&line.office) || identity_is_weak(&line.recovery))
		return ERR_DENIED;
	copy_text(comment, line.comment);
	*ret_line = line;
	return ERR_OK;
}

/* What is checked before the keys of a server line. NUL ends a field: none can hold it. */
static void server_parts(struct bytes endpoint, struct bytes origin, struct bytes ret_parts[5])
{
	static const uint8_t end[] = {0};
	ret_parts[0] = bytes_of_text(server_word);
	ret_parts[1] = endpoint;
	ret_parts[2] = BYTES_OF(end);
	ret_parts[3] = origin;
	ret_parts[4] = BYTES_OF(end);
}

void server_line_format(const struct server_line *line, char ret_text[LINE_SIZE_MAX])
{
	struct writer to = writer_of(ret_text, LINE_SIZE_MAX);
	struct bytes endpoint = bytes_of_text(line->endpoint);
	struct bytes origin = bytes_of_text(line->origin);
	assert(endpoint_is_valid(endpoint) && origin_is_valid(origin));
	struct payload payload = {.keys_size = 0};
	payload_add(&payload, line->transport.bytes);
	payload_add(&payload, line->ledger_key.bytes);
	payload_add(&payload, line->ledger_id.bytes);
	write_span(&to, bytes_of_text(server_word));
	write_u8(&to, ' ');
	write_span(&to, endpoint);
	write_u8(&to, ' ');
	write_span(&to, origin);
	write_u8(&to, ' ');
	struct bytes before[5];
	server_parts(endpoint, origin, before);
	payload_write(&payload, before, 5, &to);
	finish_line(&to);
}

enum err server_line_parse(struct bytes text, struct server_line *ret_line)
{
	struct bytes rest = trim(text);
	struct bytes word = take_field(&rest);
	struct bytes endpoint = take_field(&rest);
	struct bytes origin = take_field(&rest);
	if (!bytes_equal(word, bytes_of_text(server_word)) || !endpoint_is_valid(endpoint) ||
		!origin_is_valid(origin) || rest.size == 0)
		return ERR_MALFORMED;
	struct payload payload = {.keys_size = 3 * KEY_SIZE};
	struct bytes before[5];
	server_parts(endpoint, origin, before);
	enum err err = payload_read(rest, before, 5, &payload);
	if (err != ERR_OK)
		return err;
	struct server_line line;
	memcpy(line.transport.bytes, payload.bytes, KEY_SIZE);
	memcpy(line.ledger_key.bytes, payload.bytes + KEY_SIZE, KEY_SIZE);
	memcpy(line.ledger_id.bytes, payload.bytes + 2 * KEY_SIZE, HASH256_SIZE);
	if (key_is_weak_transport(&line.transport) || key_is_weak_sign(&line.ledger_key))
		return ERR_DENIED;
	copy_text(endpoint, line.endpoint);
	copy_text(origin, line.origin);
	*ret_line = line;
	return ERR_OK;
}

void identity_fingerprint(const struct identity *identity, char ret_text[FINGERPRINT_SIZE])
{
	struct bytes parts[] = {bytes_of_text("jour-fingerprint"), key_bytes(&identity->sign),
		key_bytes(&identity->transport)};
	struct hash256 hash = hash256_parts(parts, 3);
	struct reader from = reader_of(hash256_bytes(&hash));
	char *at = ret_text;
	for (size_t group = 0; group < 5; group++) {
		unsigned number = read_be16(&from);
		for (unsigned unit = 10000; unit > 0; unit /= 10)
			*at++ = (char)('0' + number / unit % 10);
		*at++ = group < 4 ? '-' : '\0';
	}
}

bool origin_is_valid(struct bytes origin)
{
	for (size_t i = 0; i < origin.size; i++) {
		uint8_t c = origin.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
			    c == '/'))
			return false;
	}
	return origin.size >= 1 && origin.size <= ORIGIN_SIZE_MAX;
}

bool endpoint_is_valid(struct bytes endpoint)
{
	for (size_t i = 0; i < endpoint.size; i++)
		if (endpoint.data[i] < 0x21 || endpoint.data[i] > 0x7e)
			return false;
	return endpoint.size >= 1 && endpoint.size <= ENDPOINT_SIZE_MAX;
}
