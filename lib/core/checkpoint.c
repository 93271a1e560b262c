#include "jour/checkpoint.h"

#include <assert.h>
#include <string.h>

#include "jour/base64.h"
#include "jour/line.h"
#include "jour/number.h"
#include "jour/text.h"

#define KEY_HASH_SIZE 4
#define LINE_PAYLOAD_SIZE (KEY_HASH_SIZE + SIGNATURE_SIZE)

/* U+2014 and a space, with which every signature line begins. */
static const char dash[] = "\xe2\x80\x94 ";

static void write_decimal(uint64_t value, struct writer *to)
{
	uint8_t digits[20];
	size_t at = sizeof(digits);
	do {
		digits[--at] = (uint8_t)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	write_copy(to, digits + at, sizeof(digits) - at);
}

static void write_text(const struct checkpoint *checkpoint, struct writer *to)
{
	struct bytes origin = bytes_of_text(checkpoint->origin);
	assert(origin_is_valid(origin));
	write_span(to, origin);
	write_u8(to, '\n');
	write_decimal(checkpoint->size, to);
	write_u8(to, '\n');
	base64_write(hash256_bytes(&checkpoint->root), BASE64_PADDED, to);
	write_u8(to, '\n');
}

struct bytes checkpoint_text(
	const struct checkpoint *checkpoint, uint8_t buffer[CHECKPOINT_SIZE_MAX])
{
	struct writer to = writer_of(buffer, CHECKPOINT_SIZE_MAX);
	write_text(checkpoint, &to);
	assert(!to.failed);
	return written(&to);
}

/* The first bytes of the hash that names a key in a signature line. */
static struct hash256 key_hash(struct bytes name, const struct key *key)
{
	static const uint8_t ed25519[] = {'\n', 0x01};
	struct bytes parts[] = {name, BYTES_OF(ed25519), key_bytes(key)};
	return hash256_parts(parts, 3);
}

struct bytes checkpoint_note(const struct checkpoint *checkpoint, const struct key *ledger_key,
	const struct signature *signature, uint8_t buffer[CHECKPOINT_SIZE_MAX])
{
	struct writer to = writer_of(buffer, CHECKPOINT_SIZE_MAX);
	struct bytes origin = bytes_of_text(checkpoint->origin);
	write_text(checkpoint, &to);
	struct hash256 hash = key_hash(origin, ledger_key);
	uint8_t payload[LINE_PAYLOAD_SIZE];
	memcpy(payload, hash.bytes, KEY_HASH_SIZE);
	memcpy(payload + KEY_HASH_SIZE, signature->bytes, SIGNATURE_SIZE);
	write_u8(&to, '\n');
	write_span(&to, bytes_of_text(dash));
	write_span(&to, origin);
	write_u8(&to, ' ');
	base64_write(BYTES_OF(payload), BASE64_PADDED, &to);
	write_u8(&to, '\n');
	assert(!to.failed);
	return written(&to);
}

struct bytes checkpoint_sign(const struct checkpoint *checkpoint, const struct secret *ledger,
	uint8_t buffer[CHECKPOINT_SIZE_MAX])
{
	struct signature signature = sign_detached(ledger, checkpoint_text(checkpoint, buffer));
	return checkpoint_note(checkpoint, &ledger->public.sign, &signature, buffer);
}

/* Cuts what stands before the first `mark` off `rest`, and the mark. False without a mark. */
static bool take_until(struct bytes *rest, uint8_t mark, struct bytes *ret_part)
{
	const uint8_t *at = rest->size == 0 ? NULL : memchr(rest->data, mark, rest->size);
	if (at == NULL)
		return false;
	*ret_part = (struct bytes){rest->data, (size_t)(at - rest->data)};
	*rest = (struct bytes){at + 1, rest->size - ret_part->size - 1};
	return true;
}

static bool is_note_text(struct bytes note)
{
	for (size_t i = 0; i < note.size; i++)
		if (note.data[i] < 0x20 && note.data[i] != '\n')
			return false;
	return note.size <= CHECKPOINT_NOTE_SIZE_MAX && text_is_valid_utf8(note);
}

/* The text ends where the last empty line begins. */
static bool split_note(struct bytes note, struct bytes *ret_text, struct bytes *ret_lines)
{
	for (size_t at = note.size; at >= 2; at--) {
		if (note.data[at - 1] != '\n' || note.data[at - 2] != '\n')
			continue;
		*ret_text = (struct bytes){note.data, at - 1};
		*ret_lines = (struct bytes){note.data + at, note.size - at};
		return ret_lines->size > 0;
	}
	return false;
}

static enum err read_text(struct bytes text, struct checkpoint *checkpoint)
{
	struct bytes origin, size, root;
	if (!take_until(&text, '\n', &origin) || !take_until(&text, '\n', &size) ||
		!take_until(&text, '\n', &root) || text.size != 0 || !origin_is_valid(origin) ||
		number_parse_uint(size, UINT64_MAX, &checkpoint->size) != ERR_OK)
		return ERR_MALFORMED;
	memcpy(checkpoint->origin, origin.data, origin.size);
	checkpoint->origin[origin.size] = '\0';
	return base64_read(root, BASE64_PADDED, HASH256_SIZE, checkpoint->root.bytes);
}

struct signature_line {
	struct bytes name;
	struct bytes payload; /* base64 */
};

/* Takes the next line; false when it has not the form of a signature line. */
static bool take_line(struct bytes *lines, struct signature_line *ret_line)
{
	struct bytes line;
	size_t dash_size = sizeof(dash) - 1;
	if (!take_until(lines, '\n', &line) || line.size < dash_size ||
		memcmp(line.data, dash, dash_size) != 0)
		return false;
	line = (struct bytes){line.data + dash_size, line.size - dash_size};
	if (!take_until(&line, ' ', &ret_line->name) || ret_line->name.size == 0 ||
		memchr(ret_line->name.data, '+', ret_line->name.size) != NULL)
		return false;
	ret_line->payload = line;
	return line.size > 0 && memchr(line.data, ' ', line.size) == NULL;
}

/* ERR_NOTFOUND when the line is not by this key. */
static enum err check_line(const struct signature_line *line, struct bytes text,
	struct bytes origin, const struct key *key)
{
	uint8_t payload[LINE_PAYLOAD_SIZE];
	struct signature signature;
	if (!bytes_equal(line->name, origin) ||
		base64_read(line->payload, BASE64_PADDED, sizeof(payload), payload) != ERR_OK)
		return ERR_NOTFOUND;
	struct hash256 hash = key_hash(origin, key);
	if (memcmp(payload, hash.bytes, KEY_HASH_SIZE) != 0)
		return ERR_NOTFOUND;
	memcpy(signature.bytes, payload + KEY_HASH_SIZE, SIGNATURE_SIZE);
	return sign_verify(key, text, &signature) ? ERR_OK : ERR_DENIED;
}

/* One wrong signature by the key spoils the note, whatever else stands in it. */
static enum err check_lines(
	struct bytes lines, struct bytes text, struct bytes origin, const struct key *key)
{
	enum err result = ERR_NOTFOUND;
	while (lines.size > 0) {
		struct signature_line line;
		if (!take_line(&lines, &line))
			return ERR_MALFORMED;
		enum err err = check_line(&line, text, origin, key);
		if (err != ERR_NOTFOUND && result != ERR_DENIED)
			result = err;
	}
	return result == ERR_NOTFOUND ? ERR_DENIED : result;
}

enum err checkpoint_open(struct bytes note, const char *origin, const struct key *key,
	struct checkpoint *ret_checkpoint)
{
	struct checkpoint checkpoint;
	struct bytes text, lines;
	if (!is_note_text(note) || !split_note(note, &text, &lines) ||
		read_text(text, &checkpoint) != ERR_OK)
		return ERR_MALFORMED;
	enum err err = check_lines(lines, text, bytes_of_text(origin), key);
	if (err == ERR_OK && strcmp(checkpoint.origin, origin) != 0)
		err = ERR_DENIED;
	if (err == ERR_OK)
		*ret_checkpoint = checkpoint;
	return err;
}
