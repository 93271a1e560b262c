/* The simulated world: the ledger of an office, its agents, the network between them, and the
 * people who run them. Both cores and the memory store are linked in as they are; everything
 * else - time, randomness, peers, disks that fail - is in here and comes from one seed.
 *
 * Invariants (the names sim_fail is called with; oracle.c, recount.c, recountcases.c,
 * refold.c check them):
 *   entry      what was appended stays, in its order, and is what its author signed
 *   chain      entries follow the chain rules; none of a frozen or revoked author
 *   once       no record counts twice, no batch is held twice
 *   receipt    the receipt of an entry is the same bytes for ever, and tells the truth
 *   root       never two roots for one size, nothing signed that is not on the disk
 *   result     each record was judged as a dumb recount judges it
 *   state      what stands, as of any size, is what the recount says
 *   refold     the entries fold to the same bytes again
 *   kept       an agent loses no batch without a receipt
 *   unsent     after everything has healed nothing waits but what a person refused
 *   link       no agent sees the ledger contradict itself
 *   crash      a process stops for no reason but a planned one */
#ifndef SIM_H
#define SIM_H

#include <stdarg.h>

#include "jour/memstore.h"
#include "link.h"
#include "turn.h"

#define SIM_AGENTS_MAX 24
#define SIM_REPORTS_MAX 64 /* what an agent remembers of what it said */
#define SIM_QUEUE_MAX 256
#define SIM_QUESTIONS_MAX 16 /* in one turn */
#define NEVER_MS UINT64_MAX
#define MINUTE_MS 60000u
#define HOUR_MS 3600000u
#define START_MS UINT64_C(1767312000000) /* the wall clocks begin on 2026-01-02 */

/* Faults planted in the driver, for the tests of the simulator itself. */
enum plant {
	PLANT_NONE,
	PLANT_ANSWER_BEFORE_COMMIT,  /* a turn's answers go out, its commit is lost */
	PLANT_SIGNED_BEFORE_DURABLE, /* the same, but only heads and checkpoints go out */
	PLANT_ENTRY_FORGOTTEN,	     /* a restart comes up without the newest entry */
	PLANT_RECEIPT_CHANGES,	     /* the checkpoint that a receipt rests on is dropped */
	PLANT_STATE_DRIFTS,	     /* a stored record is replaced by another */
	PLANT_DELETED_UNVERIFIED,    /* an agent forgets a batch when it sends it */
	PLANT_RECEIPT_FORGED,	     /* an agent stores another batch's receipt as its own */
	PLANTS,
};

/* What may befall a run: bits of struct plan.mischief. */
enum mischief {
	MISCHIEF_NETWORK,      /* weather: loss, repeats, delays; cut connections */
	MISCHIEF_PARTITION,    /* an agent is cut off for hours */
	MISCHIEF_GATE,	       /* the gate restarts: every connection is cut, answers are lost */
	MISCHIEF_LEDGER_CRASH, /* at any moment, also between commit and answer */
	MISCHIEF_LEDGER_DISK,  /* a fault at some step of the store */
	MISCHIEF_LEDGER_FULL,  /* no room for a while */
	MISCHIEF_AGENT_CRASH,
	MISCHIEF_AGENT_DISK,
	MISCHIEF_CLOCKS,
	MISCHIEF_RESTORE, /* an outbox is restored from an older copy */
	MISCHIEF_COPY,	  /* an outbox is copied and runs twice */
	MISCHIEF_KEYS,	  /* an agent changes its key */
	MISCHIEF_GRANTS,  /* the office changes what an agent may say */
	MISCHIEF_REVOKE,  /* the office revokes an agent for good */
	MISCHIEF_REPLAY,  /* somebody sends a batch again that the ledger holds */
	MISCHIEFS,
};
#define MISCHIEF_EVERY ((1u << MISCHIEFS) - 1)

struct plan {
	uint64_t seed;
	unsigned hours;
	unsigned kommuner;
	unsigned mischief; /* bit set */
	enum plant plant;
	bool trace;
};

/* A fault planned for a store: it counts the steps of the cores alone, not those of the oracle. */
struct fault {
	enum memstore_fault kind;
	uint64_t steps; /* until it strikes */
	uint64_t armed_at;
};

/* ---- the network */

struct message {
	bool to_ledger;
	unsigned agent;
	uint64_t connection;
	uint64_t due_ms;
	uint8_t *data;
	size_t size;
};

struct network {
	unsigned loss_percent;
	unsigned twice_percent;
	uint64_t delay_ms_max; /* unequal delays reorder */
	struct message *messages;
	size_t count;
	size_t capacity;
};

/* ---- the office's daemon */

struct ledgerside {
	struct secret office, recovery, ledger;
	struct store *store;
	struct fault fault;
	struct turn turn;
	bool up;
	uint64_t starts_at_ms;
	uint64_t turn_at_ms; /* NEVER_MS: no question waits */
	int64_t clock_ms;    /* how wrong the clock is */
	uint64_t full_until_ms;
	bool crash_before_answers;
	struct message queue[SIM_QUEUE_MAX];
	size_t queued;
	uint8_t *answers, *arenas;
};

/* ---- an agent */

/* What was last said under a natural key. */
struct report {
	uint32_t topic; /* the generator's number of the natural key */
	uint64_t figure;
	struct hash256 hash;
};

struct agent {
	unsigned number; /* its place in sim->agents */
	unsigned kommun; /* 0 = the office */
	bool stopped;	 /* a copy that a person has put away */
	bool is_copy;
	struct secret secret;
	struct key principal;
	bool enrolled;	/* the office has been asked to */
	bool revoked;	/* for good */
	bool disturbed; /* what it sent may be in the ledger under two signings */
	bool has_next;	/* a KeyChange to `next` was put */
	struct secret next;
	unsigned may_say; /* topics granted, bit set */
	struct hash256 grant_hash;
	uint64_t person_at_ms; /* when a person last did something about a freeze */
	struct store *store;
	struct fault fault;
	struct store *backup;
	bool up;
	uint64_t starts_at_ms;
	bool crash_before_effects;
	struct link *link;
	uint64_t connection;
	bool connected;
	uint64_t opens_at_ms; /* NEVER_MS: no connection is being opened */
	uint64_t cut_off_until_ms;
	uint64_t clock_ms; /* of the monotonic clock's beginning */
	int64_t wall_ms;   /* how wrong the wall clock is */
	uint64_t put_at_ms;
	struct report reports[SIM_REPORTS_MAX];
};

/* ---- what the oracle remembers */

/* A batch that an agent wanted to say. */
struct said {
	unsigned holder; /* agent */
	struct hash256 root;
	bool gone; /* with a disk, before it had a receipt; it may be in the ledger all the same */
	bool acknowledged;
	bool missed; /* used while walking an outbox */
};

struct seen {
	uint8_t *entry; /* ENTRY_SIZE bytes */
	uint8_t *body;
	uint8_t *results;
	size_t body_size, results_size;
	struct hash256 header_hash;
	struct header header;
	bool forked;
	bool has_receipt;
	struct hash256 receipt_hash;
};

struct signed_root {
	bool known;
	struct hash256 root;
};

/* A record in force, or that was. */
struct row {
	unsigned kind;
	char key[220];
	uint64_t index;
	uint16_t position;
	struct hash256 hash, content;
	uint64_t figure;
	uint64_t largest; /* of a table's cells */
};

/* A signing key. */
struct holder {
	struct key sign, principal;
	bool active, frozen, office, has_head;
	struct hash256 head;
	struct chain_id chain;
	uint64_t sequence;
};

struct oracle {
	struct said *said;
	size_t said_count;
	struct seen *seen; /* by entry index; 0 is the genesis */
	size_t seen_count;
	struct signed_root *roots; /* by size */
	size_t root_count;
	struct row *rows;
	size_t row_count;
	struct holder holders[128];
	size_t holder_count;
};

/* What happened, for the summary. */
struct tally {
	uint64_t events, batches, receipts, turns, ledger_starts, agent_starts, forks, rechained,
		rekeyed;
};

struct sim {
	struct plan plan;
	uint64_t random;
	uint64_t now_ms;
	unsigned events_now; /* since the clock last moved */
	uint64_t mischief_at_ms;
	uint64_t person_at_ms;
	bool healing;		/* no more mischief, nothing new is said */
	bool planted;		/* the planted fault has happened */
	uint64_t planted_index; /* to this entry, 0 = to none */
	const char *failed;	/* the invariant; NULL = all hold */
	char failure[300];
	struct network network;
	struct ledgerside ledger;
	struct agent *agents[SIM_AGENTS_MAX];
	unsigned agent_count;
	struct oracle oracle;
	struct tally tally;
	struct link_effects effects;
	uint8_t buffer[LINK_BUFFER_SIZE_MIN];
	uint8_t scratch[BATCH_SIZE_MAX];
};

/* world.c */
/* Runs a plan to its end; false: an invariant was broken (sim->failed, sim->failure). */
bool sim_run(struct sim *sim, const struct plan *plan);
void sim_free(struct sim *sim);
uint64_t sim_draw(struct sim *sim, uint64_t below);
bool sim_chance(struct sim *sim, unsigned percent);
void sim_draw_bytes(struct sim *sim, void *bytes, size_t size);
struct secret sim_draw_secret(struct sim *sim);
/* Only the first failure is kept. */
void sim_fail(struct sim *sim, const char *invariant, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void sim_trace(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Around a call of the cores. False: the fault has struck, and is gone. */
void sim_arm(struct store *store, struct fault *fault);
bool sim_disarm(struct store *store, struct fault *fault);
void *sim_grow(void *array, size_t *capacity, size_t count, size_t size);

/* network.c */
void network_send(struct sim *sim, bool to_ledger, unsigned agent, struct bytes bytes);
uint64_t network_due_ms(const struct sim *sim);
/* Delivers the message that is due. */
void network_deliver(struct sim *sim);
void network_weather(struct sim *sim);
void network_free(struct network *network);

/* ledgerside.c */
void ledger_begin(struct sim *sim);
void ledger_end(struct sim *sim);
uint64_t ledger_due_ms(const struct sim *sim);
void ledger_step(struct sim *sim);
/* A frame arrives at the gate. */
void ledger_take(struct sim *sim, unsigned agent, struct bytes frame);
bool ledger_admits(struct sim *sim, const struct key *transport);
void ledger_crash(struct sim *sim, uint64_t down_ms);
void gate_restart(struct sim *sim);
/* A batch that the ledger holds comes once more. */
void ledger_replay(struct sim *sim);
struct store *sim_copy_store(struct store *from, const struct store_table *tables, unsigned count);

/* agentside.c */
struct agent *agent_new(struct sim *sim, unsigned kommun, const struct secret *secret);
void agent_free(struct agent *agent);
uint64_t agent_due_ms(const struct agent *agent);
void agent_step(struct sim *sim, struct agent *agent);
void agent_take(struct sim *sim, struct agent *agent, uint64_t connection, struct bytes frame);
/* False: the store did not take it just now. */
bool agent_put(struct sim *sim, struct agent *agent, enum record_class class, struct bytes body);
void agent_crash(struct sim *sim, struct agent *agent, uint64_t down_ms);
void agent_cut(struct sim *sim, struct agent *agent, bool told);
bool agent_rekey(struct sim *sim, struct agent *agent, const struct secret *secret);
void agent_restore(struct sim *sim, struct agent *agent);
struct agent *agent_copy(struct sim *sim, struct agent *agent);
void agent_stop(struct sim *sim, struct agent *agent);
uint64_t agent_waiting(struct sim *sim, struct agent *agent);

/* reports.c */
/* Puts a batch of reports, right and wrong. */
void report_something(struct sim *sim, struct agent *agent);
bool office_found(struct sim *sim);
bool office_enrol(struct sim *sim, struct agent *agent);
/* Revokes the old identity and enrols `secret` in its place. */
void office_replace(struct sim *sim, struct agent *agent, const struct secret *secret);
bool office_grant(struct sim *sim, struct agent *agent, unsigned may_say);
bool office_revoke(struct sim *sim, struct agent *agent);
bool office_resume(struct sim *sim, struct agent *agent);
bool agent_change_key(struct sim *sim, struct agent *agent);
/* Closes a period or opens it again, says effort, a new version of a code list or a new name. */
void office_administer(struct sim *sim);
const char *unit_code(unsigned kommun);

/* people.c */
void people_look(struct sim *sim);
void mischief_happen(struct sim *sim);

/* oracle.c */
void oracle_begin(struct sim *sim, struct bytes genesis);
void oracle_free(struct oracle *oracle);
void oracle_said(struct sim *sim, unsigned holder, const struct hash256 *root);
/* Looks at every answer that the ledger signed, delivered or not. */
void oracle_heard(struct sim *sim, struct bytes frame);
/* Looks at what is new in the ledger. */
void oracle_look(struct sim *sim);
/* Walks an outbox: receipts, and that nothing is missing. `lost`: what is missing has gone with
 * the disk. */
void oracle_outbox(struct sim *sim, struct agent *agent, bool lost);
void oracle_acknowledged(struct sim *sim, struct agent *agent, uint64_t number);
/* Everything that can only be checked when nothing is under way. */
void oracle_end(struct sim *sim);
struct said *oracle_find_said(struct sim *sim, const struct hash256 *root);

/* recount.c */
void recount_begin(struct sim *sim, const struct genesis *genesis);
/* Judges an entry and compares with the results it has. */
void recount_entry(struct sim *sim, uint64_t index);
/* Compares what stands as of `size`. */
void recount_compare(struct sim *sim, struct store_txn *txn, uint64_t size);
struct holder *recount_holder(struct sim *sim, const struct key *sign);

/* refold.c */
/* A new store with the first `size` entries of the ledger, folded again; NULL when it fails. */
struct store *refold(struct sim *sim, uint64_t size);
void refold_compare(struct sim *sim);

#endif
