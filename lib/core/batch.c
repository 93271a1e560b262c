#include "jour/batch.h"

#include <assert.h>
#include <string.h>

#include "jour/merkle.h"

static const char batch_domain[] = "jour.v1/batch";

void domain_write(const char *domain, struct writer *to)
{
	uint8_t padded[DOMAIN_SIZE] = {0};
	size_t size = strlen(domain);
	assert(size <= DOMAIN_SIZE);
	memcpy(padded, domain, size); /* NOLINT(bugprone-not-null-terminated-result): padded */
	write_span(to, BYTES_OF(padded));
}

void domain_read(const char *domain, struct reader *from)
{
	uint8_t padded[DOMAIN_SIZE];
	struct writer to = writer_of(padded, sizeof(padded));
	domain_write(domain, &to);
	if (!bytes_equal(read_span(from, DOMAIN_SIZE), written(&to)))
		from->failed = true;
}

static bool header_is_valid(const struct header *header)
{
	return header->class >= CLASS_ADMIN && header->class <= CLASS_CASES && header->count >= 1 &&
	       header->count <= BATCH_RECORDS_MAX;
}

void header_write(const struct header *header, uint8_t ret_bytes[HEADER_SIZE])
{
	assert(header_is_valid(header));
	struct writer to = writer_of(ret_bytes, HEADER_SIZE);
	domain_write(batch_domain, &to);
	write_u8(&to, BATCH_VERSION);
	write_u8(&to, (uint8_t)header->class);
	write_be16(&to, header->count);
	write_span(&to, hash256_bytes(&header->ledger_id));
	write_span(&to, key_bytes(&header->author));
	write_copy(&to, header->chain.bytes, CHAIN_ID_SIZE);
	write_be64(&to, header->sequence);
	write_span(&to, hash256_bytes(&header->previous));
	write_span(&to, hash256_bytes(&header->root));
	write_be64(&to, header->author_time_ms);
	assert(written(&to).size == HEADER_SIZE);
}

enum err header_read(struct bytes bytes, struct header *ret_header)
{
	struct reader from = reader_of(bytes);
	struct header header;
	domain_read(batch_domain, &from);
	uint8_t version = read_u8(&from);
	header.class = read_u8(&from);
	header.count = read_be16(&from);
	read_copy(&from, header.ledger_id.bytes, HASH256_SIZE);
	read_copy(&from, header.author.bytes, KEY_SIZE);
	read_copy(&from, header.chain.bytes, CHAIN_ID_SIZE);
	header.sequence = read_be64(&from);
	read_copy(&from, header.previous.bytes, HASH256_SIZE);
	read_copy(&from, header.root.bytes, HASH256_SIZE);
	header.author_time_ms = read_be64(&from);
	if (!reader_done(&from) || version != BATCH_VERSION || !header_is_valid(&header) ||
		header.sequence == 0)
		return ERR_MALFORMED;
	*ret_header = header;
	return ERR_OK;
}

enum err batch_read(struct bytes bytes, struct batch *ret_batch)
{
	struct reader from = reader_of(bytes);
	struct batch batch;
	uint16_t count;
	batch.header_bytes = read_span(&from, HEADER_SIZE);
	read_copy(&from, batch.signature.bytes, SIGNATURE_SIZE);
	batch.body = read_span(&from, from.left);
	if (from.failed || header_read(batch.header_bytes, &batch.header) != ERR_OK ||
		body_count(batch.body, &count) != ERR_OK || count != batch.header.count)
		return ERR_MALFORMED;
	batch.header_hash = hash256(batch.header_bytes);
	*ret_batch = batch;
	return ERR_OK;
}

bool batch_signature_holds(const struct batch *batch)
{
	return sign_verify(&batch->header.author, batch->header_bytes, &batch->signature);
}

bool body_next(struct reader *body, struct bytes *ret_record)
{
	if (body->failed || body->left == 0)
		return false;
	uint32_t size = read_be32(body);
	if (size < 1 || size > RECORD_SIZE_MAX)
		body->failed = true;
	struct bytes record = read_span(body, size);
	if (body->failed)
		return false;
	*ret_record = record;
	return true;
}

enum err body_count(struct bytes body, uint16_t *ret_count)
{
	struct reader from = reader_of(body);
	struct bytes record;
	uint16_t count = 0;
	while (body_next(&from, &record))
		if (++count > BATCH_RECORDS_MAX)
			return ERR_MALFORMED;
	if (!reader_done(&from) || count == 0)
		return ERR_MALFORMED;
	*ret_count = count;
	return ERR_OK;
}

struct hash256 body_root(struct bytes body, struct hash256 *ret_hashes)
{
	struct reader from = reader_of(body);
	struct merkle_builder builder;
	struct bytes record;
	merkle_builder_begin(&builder);
	while (body_next(&from, &record)) {
		assert(builder.count < BATCH_RECORDS_MAX);
		struct hash256 hash = merkle_leaf(record);
		if (ret_hashes != NULL)
			ret_hashes[builder.count] = hash;
		merkle_builder_add(&builder, &hash);
	}
	return merkle_builder_root(&builder);
}

struct bytes batch_sign(
	struct header *header, struct bytes body, const struct secret *author, struct writer *to)
{
	struct header filled = *header;
	uint8_t bytes[HEADER_SIZE];
	size_t start = to->size;
	if (body_count(body, &filled.count) != ERR_OK)
		return BYTES_NONE;
	filled.author = author->public.sign;
	filled.root = body_root(body, NULL);
	header_write(&filled, bytes);
	struct signature signature = sign_detached(author, BYTES_OF(bytes));
	write_span(to, BYTES_OF(bytes));
	write_copy(to, signature.bytes, SIGNATURE_SIZE);
	write_span(to, body);
	if (to->failed)
		return BYTES_NONE;
	*header = filled;
	return (struct bytes){to->start + start, to->size - start};
}
