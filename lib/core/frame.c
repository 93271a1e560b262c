#include "jour/frame.h"

#include <assert.h>
#include <string.h>

#define FRAME_VERSION 1
#define SUBMIT_KNOWN_SIZE 8 /* the be64 before a SUBMIT's batch */

static const char magic[] = "jour";
static const char head_domain[] = "jour.v1/head";
static const char refusal_domain[] = "jour.v1/refuse";
static const char reference_domain[] = "jour.v1/refs";
static const char ask_domain[] = "jour.v1/ask";

static bool type_is_known(unsigned type)
{
	return (type >= FRAME_ASK_HEAD && type <= FRAME_ASK_REFERENCE) ||
	       (type >= FRAME_HEAD && type <= FRAME_REFUSAL) || type == FRAME_NOTICE;
}

enum err frame_read(struct bytes bytes, struct frame *ret_frame)
{
	struct reader from = reader_of(bytes);
	struct bytes start = read_span(&from, sizeof(magic) - 1);
	uint8_t version = read_u8(&from);
	uint8_t type = read_u8(&from);
	uint16_t reserved = read_be16(&from);
	uint64_t request_id = read_be64(&from);
	if (from.failed || bytes.size > FRAME_SIZE_MAX ||
		!bytes_equal(start, bytes_of_text(magic)) || version != FRAME_VERSION ||
		reserved != 0 || !type_is_known(type))
		return ERR_MALFORMED;
	*ret_frame = (struct frame){type, request_id, read_span(&from, from.left)};
	return ERR_OK;
}

void frame_begin(struct writer *to, enum frame_type type, uint64_t request_id)
{
	assert(type_is_known(type));
	write_span(to, bytes_of_text(magic));
	write_u8(to, FRAME_VERSION);
	write_u8(to, (uint8_t)type);
	write_be16(to, 0);
	write_be64(to, request_id);
}

struct hash256 request_hash(const struct frame *frame)
{
	struct reader from = reader_of(frame->payload);
	(void)read_span(&from, SUBMIT_KNOWN_SIZE);
	struct bytes header = read_span(&from, HEADER_SIZE);
	bool whole = frame->type != FRAME_SUBMIT || from.failed;
	return hash256(whole ? frame->payload : header);
}

/* Every statement is: domain | ledger id | fields | signature over all that. */
static size_t statement_begin(
	const char *domain, const struct hash256 *ledger_id, struct writer *to)
{
	size_t start = to->size;
	domain_write(domain, to);
	write_span(to, hash256_bytes(ledger_id));
	return start;
}

static void statement_end(size_t start, const struct secret *ledger, struct writer *to)
{
	if (to->failed)
		return;
	struct bytes statement = {to->start + start, to->size - start};
	struct signature signature = sign_detached(ledger, statement);
	write_copy(to, signature.bytes, SIGNATURE_SIZE);
}

/* A statement being read: its fields are in `from`, between the ledger id and the signature. */
struct statement {
	struct reader from;
	struct bytes signed_bytes;
	struct hash256 ledger_id;
};

static struct statement statement_open(const char *domain, const struct reader *from)
{
	struct statement statement = {.from = *from};
	statement.signed_bytes.data = from->at;
	domain_read(domain, &statement.from);
	read_copy(&statement.from, statement.ledger_id.bytes, HASH256_SIZE);
	return statement;
}

/* Reads the signature after the fields, and judges it and the ledger id. */
static enum err statement_close(
	struct statement *statement, const struct hash256 *ledger_id, const struct key *ledger_key)
{
	struct signature signature;
	const uint8_t *end = statement->from.at;
	read_copy(&statement->from, signature.bytes, SIGNATURE_SIZE);
	if (statement->from.failed)
		return ERR_MALFORMED;
	statement->signed_bytes.size = (size_t)(end - statement->signed_bytes.data);
	if (!hash256_equal(statement->ledger_id, *ledger_id) ||
		!sign_verify(ledger_key, statement->signed_bytes, &signature))
		return ERR_DENIED;
	return ERR_OK;
}

void refusal_write(const struct refusal *refusal, const struct hash256 *ledger_id,
	const struct secret *ledger, struct writer *to)
{
	size_t start = statement_begin(refusal_domain, ledger_id, to);
	write_span(to, hash256_bytes(&refusal->request_hash));
	write_be16(to, (uint16_t)refusal->code);
	write_be64(to, refusal->argument);
	write_be64(to, refusal->time_ms);
	statement_end(start, ledger, to);
}

enum err refusal_read(struct reader *from, const struct hash256 *ledger_id,
	const struct key *ledger_key, struct refusal *ret_refusal)
{
	struct statement statement = statement_open(refusal_domain, from);
	struct refusal refusal;
	read_copy(&statement.from, refusal.request_hash.bytes, HASH256_SIZE);
	refusal.code = read_be16(&statement.from);
	refusal.argument = read_be64(&statement.from);
	refusal.time_ms = read_be64(&statement.from);
	if (refusal.code < REFUSAL_MALFORMED || refusal.code > REFUSAL_DENIED)
		return ERR_MALFORMED;
	enum err err = statement_close(&statement, ledger_id, ledger_key);
	if (err != ERR_OK)
		return err;
	*from = statement.from;
	*ret_refusal = refusal;
	return ERR_OK;
}

void head_write(const struct head *head, const struct hash256 *ledger_id,
	const struct secret *ledger, struct writer *to)
{
	size_t start = statement_begin(head_domain, ledger_id, to);
	write_copy(to, head->nonce.bytes, NONCE_SIZE);
	write_span(to, key_bytes(&head->author));
	write_u8(to, (uint8_t)head->state);
	write_copy(to, head->chain.bytes, CHAIN_ID_SIZE);
	write_be64(to, head->sequence);
	write_span(to, hash256_bytes(&head->header_hash));
	write_be64(to, head->entry_index);
	write_be64(to, head->ledger_size);
	statement_end(start, ledger, to);
}

enum err head_read(struct reader *from, const struct hash256 *ledger_id,
	const struct key *ledger_key, struct head *ret_head)
{
	struct statement statement = statement_open(head_domain, from);
	struct head head;
	read_copy(&statement.from, head.nonce.bytes, NONCE_SIZE);
	read_copy(&statement.from, head.author.bytes, KEY_SIZE);
	head.state = read_u8(&statement.from);
	read_copy(&statement.from, head.chain.bytes, CHAIN_ID_SIZE);
	head.sequence = read_be64(&statement.from);
	read_copy(&statement.from, head.header_hash.bytes, HASH256_SIZE);
	head.entry_index = read_be64(&statement.from);
	head.ledger_size = read_be64(&statement.from);
	if (head.state > HEAD_FROZEN)
		return ERR_MALFORMED;
	enum err err = statement_close(&statement, ledger_id, ledger_key);
	if (err != ERR_OK)
		return err;
	*from = statement.from;
	*ret_head = head;
	return ERR_OK;
}

void reference_write(const struct nonce *nonce, uint64_t ledger_size, struct bytes message,
	const struct hash256 *ledger_id, const struct secret *ledger, struct writer *to)
{
	size_t start = statement_begin(reference_domain, ledger_id, to);
	struct hash256 hash = hash256(message);
	write_copy(to, nonce->bytes, NONCE_SIZE);
	write_be64(to, ledger_size);
	write_span(to, hash256_bytes(&hash));
	statement_end(start, ledger, to);
	write_span(to, message);
}

enum err reference_read(struct bytes payload, const struct hash256 *ledger_id,
	const struct key *ledger_key, const struct nonce *nonce, uint64_t *ret_ledger_size,
	struct bytes *ret_message)
{
	struct reader from = reader_of(payload);
	struct statement statement = statement_open(reference_domain, &from);
	struct nonce told;
	struct hash256 hash;
	read_copy(&statement.from, told.bytes, NONCE_SIZE);
	uint64_t ledger_size = read_be64(&statement.from);
	read_copy(&statement.from, hash.bytes, HASH256_SIZE);
	enum err err = statement_close(&statement, ledger_id, ledger_key);
	if (err != ERR_OK)
		return err;
	struct bytes message = read_span(&statement.from, statement.from.left);
	if (memcmp(told.bytes, nonce->bytes, NONCE_SIZE) != 0)
		return ERR_DENIED;
	if (!hash256_equal(hash256(message), hash))
		return ERR_MALFORMED;
	*ret_ledger_size = ledger_size;
	*ret_message = message;
	return ERR_OK;
}

/* What the author of a question signs; it never travels whole. */
#define ASK_SIZE (DOMAIN_SIZE + HASH256_SIZE + 1 + KEY_SIZE + NONCE_SIZE)

static void ask_fill(const struct key *author, const struct nonce *nonce,
	const struct hash256 *ledger_id, uint8_t ret_bytes[ASK_SIZE])
{
	struct writer to = writer_of(ret_bytes, ASK_SIZE);
	domain_write(ask_domain, &to);
	write_span(&to, hash256_bytes(ledger_id));
	write_u8(&to, FRAME_ASK_REFERENCE);
	write_span(&to, key_bytes(author));
	write_copy(&to, nonce->bytes, NONCE_SIZE);
	assert(written(&to).size == ASK_SIZE);
}

void ask_write(const struct secret *author, const struct nonce *nonce,
	const struct hash256 *ledger_id, struct writer *to)
{
	uint8_t question[ASK_SIZE];
	ask_fill(&author->public.sign, nonce, ledger_id, question);
	struct signature signature = sign_detached(author, BYTES_OF(question));
	write_span(to, key_bytes(&author->public.sign));
	write_copy(to, nonce->bytes, NONCE_SIZE);
	write_copy(to, signature.bytes, SIGNATURE_SIZE);
}

enum err ask_read(struct bytes payload, const struct hash256 *ledger_id, struct key *ret_author,
	struct nonce *ret_nonce)
{
	struct reader from = reader_of(payload);
	struct key author;
	struct nonce nonce;
	struct signature signature;
	uint8_t question[ASK_SIZE];
	read_copy(&from, author.bytes, KEY_SIZE);
	read_copy(&from, nonce.bytes, NONCE_SIZE);
	read_copy(&from, signature.bytes, SIGNATURE_SIZE);
	if (!reader_done(&from))
		return ERR_MALFORMED;
	ask_fill(&author, &nonce, ledger_id, question);
	if (!sign_verify(&author, BYTES_OF(question), &signature))
		return ERR_DENIED;
	*ret_author = author;
	*ret_nonce = nonce;
	return ERR_OK;
}
