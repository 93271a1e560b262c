#include "status.h"

#include <string.h>

#include "document.h"
#include "heard.h"

/* The name that the enrolment gave; an identity of the genesis has none. */
static void find_name(struct status_walk *walk, struct status_identity *identity)
{
	struct standing standing;
	if (!state_get(walk->txn, JOUR__V1__RECORD__BODY_ENROLMENT,
		    BYTES_OF(identity->member.principal.bytes), ledger_size(walk->txn), &standing))
		return;
	arena_reset(walk->arena);
	const Jour__V1__Enrolment *enrolment = state_body(
		walk->txn, JOUR__V1__RECORD__BODY_ENROLMENT, standing.record, walk->arena);
	if (enrolment == NULL)
		return;
	/* Cut only when the stored bytes break the limit that was kept when they came. */
	memcpy(identity->name, enrolment->name, strnlen(enrolment->name, TEXT_SIZE_MAX));
}

static void find_newest(struct store_txn *txn, struct status_identity *identity)
{
	const struct member *member = &identity->member;
	struct chain chain;
	if (!member->has_chain || !chain_get(txn, &member->sign, &member->chain, &chain))
		return;
	identity->batches = chain.sequence;
	identity->newest_ms = ledger_received_ms(txn, chain.index);
}

bool status_next(struct status_walk *walk, struct status_identity *ret_identity)
{
	struct status_identity identity = {.name = ""};
	if (!roster_next(walk->txn, &walk->at, &identity.member))
		return false;
	struct identity keys = {identity.member.sign, identity.member.transport};
	identity_fingerprint(&keys, identity.fingerprint);
	find_name(walk, &identity);
	find_newest(walk->txn, &identity);
	(void)heard_get(walk->txn, &identity.member.sign, &identity.heard_ms);
	if (identity.newest_ms > identity.heard_ms)
		identity.heard_ms = identity.newest_ms;
	if (store_error(walk->txn) != ERR_OK)
		return false;
	*ret_identity = identity;
	return true;
}

struct status_grants status_grants_of(
	struct store_txn *txn, const struct status_identity *identity, struct arena *arena)
{
	return (struct status_grants){
		.scan = state_scan(txn, JOUR__V1__RECORD__BODY_GRANT,
			BYTES_OF(identity->member.principal.bytes), ledger_size(txn)),
		.txn = txn,
		.arena = arena};
}

const Jour__V1__Grant *status_grants_next(struct status_grants *grants)
{
	struct standing standing;
	if (!state_scan_next(&grants->scan, &standing))
		return NULL;
	arena_reset(grants->arena);
	return state_body(
		grants->txn, JOUR__V1__RECORD__BODY_GRANT, standing.record, grants->arena);
}

bool status_needs_attention(const struct status_identity *identity)
{
	return identity->member.active && identity->member.frozen != 0;
}

void status_resume_line(const struct status_identity *identity, char ret_text[LINE_SIZE_MAX])
{
	/* A resume names the key that was enrolled. */
	struct identity_line line = {{identity->member.principal, identity->member.transport}, ""};
	identity_line_format(&line, ret_text);
}

static const char *role_name(enum member_role role)
{
	return role == ROLE_OFFICE ? "office" : role == ROLE_RECOVERY ? "recovery" : "agent";
}

static const char *state_name(const struct status_identity *identity)
{
	return !identity->member.active		  ? "ended"
	       : status_needs_attention(identity) ? "frozen"
						  : "active";
}

static json_t *grant_json(struct document *document, const Jour__V1__Grant *grant)
{
	json_t *object = json_object(), *topics = json_array();
	for (size_t i = 0; i < grant->n_may_say; i++)
		document_append(document, topics, json_string(topic_name(grant->may_say[i])));
	document_set_text(document, object, "unit", grant->unit);
	document_set(document, object, "may", topics);
	return object;
}

/* What one that may still speak may speak of. The office may everything, and has no grants. */
static json_t *grants_json(struct document *document, const struct status_walk *walk,
	const struct status_identity *identity)
{
	struct status_grants grants = status_grants_of(walk->txn, identity, walk->arena);
	const Jour__V1__Grant *grant;
	json_t *list = json_array();
	while ((grant = status_grants_next(&grants)) != NULL)
		document_append(document, list, grant_json(document, grant));
	return list;
}

static json_t *identity_json(struct document *document, const struct status_walk *walk,
	const struct status_identity *identity)
{
	json_t *object = json_object();
	document_set_text(document, object, "fingerprint", identity->fingerprint);
	document_set_text(document, object, "role", role_name(identity->member.role));
	document_set_text(document, object, "name", identity->name);
	document_set_text(document, object, "state", state_name(identity));
	document_set_count(document, object, "since_entry", identity->member.since);
	document_set_count(document, object, "batches", identity->batches);
	if (identity->batches > 0)
		document_set_count(document, object, "newest_ms", identity->newest_ms);
	if (identity->heard_ms != 0)
		document_set_count(document, object, "last_heard_ms", identity->heard_ms);
	if (identity->member.active && identity->member.role == ROLE_AGENT)
		document_set(document, object, "grants", grants_json(document, walk, identity));
	if (status_needs_attention(identity)) {
		char line[LINE_SIZE_MAX];
		status_resume_line(identity, line);
		document_set_count(document, object, "forked_entry", identity->member.frozen);
		document_set_text(document, object, "resume_line", line);
	}
	return object;
}

static json_t *ledger_json(
	struct document *document, struct store_txn *txn, const struct ledger_name *name)
{
	json_t *object = json_object();
	struct signature signature;
	uint64_t size = 0;
	document_set_text(document, object, "origin", name->genesis.origin);
	document_set(document, object, "id", document_hash(&name->id));
	document_set_count(document, object, "size", ledger_size(txn));
	if (ledger_newest_signature(txn, &size, &signature))
		document_set_count(document, object, "signed_size", size);
	return object;
}

char *status_json(struct store_txn *txn, const struct ledger_name *name, struct arena *arena,
	bool *ret_attention)
{
	struct document document = {false};
	struct status_walk walk = {.txn = txn, .arena = arena};
	struct status_identity identity;
	json_t *root = json_object(), *identities = json_array();
	bool attention = false;
	while (status_next(&walk, &identity)) {
		attention = attention || status_needs_attention(&identity);
		document_append(&document, identities, identity_json(&document, &walk, &identity));
	}
	document_set_text(&document, root, "format", "jourd/status/1");
	document_set(&document, root, "attention", json_boolean(attention));
	document_set(&document, root, "ledger", ledger_json(&document, txn, name));
	document_set(&document, root, "identities", identities);
	char *text = document_print(&document, root);
	if (text != NULL)
		*ret_attention = attention;
	return text;
}
