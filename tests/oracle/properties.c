/* What must be true of every agreement, tried on random ones.
 *
 *   properties --from N --count M     agreements N .. N + M - 1, each claim on each of them
 *   properties --plant NAME           breaks the program's answer and must see the claim fail
 *
 * A run that never met a case that a claim is about fails, too (plant: unmet).
 *
 * Claims: what is expected equals the dumb oracle's to the öre and in the exact fraction (equal);
 * parts add up to the pot, lines to the units' amounts and to the sums (adds_up); no amount is a
 * whole rounding unit from its exact share unless a limit made it (near); order means nothing where
 * it should not (order); as of a size the answer is that of a ledger that ends there (prefix); a
 * new record changes only what asks for it (depends). */
#include <inttypes.h>

#include "anyterms.h"
#include "term.h"

struct proving {
	struct any any;
	struct chance chance;
	struct store *store;
	struct arena arena, other, scratch;
	const char *plant;
	const char *failed; /* the claim */
	uint64_t number;
	struct met {
		uint64_t lines, splits, limited, unknown; /* by compare_all */
		uint64_t facts_moved;			  /* by try_order */
		uint64_t shortened;			  /* ledgers, by try_prefix */
		uint64_t kept, changed; /* answers beside a new record, by try_depends */
	} met;
};

static void claim(struct proving *proving, const char *name, bool holds, const char *term)
{
	if (holds || proving->failed != NULL)
		return;
	proving->failed = name;
	if (proving->plant == NULL)
		fprintf(stderr, "properties: agreement %" PRIu64 ", term %s: %s does not hold\n",
			proving->number, term, name);
}

static bool planted(const struct proving *proving, const char *name)
{
	return proving->plant != NULL && strcmp(proving->plant, name) == 0;
}

/* ---- the program's answer */

static void put(struct store_txn *txn, unsigned kind_number, const void *body, uint64_t index)
{
	static uint8_t buffer[4 + RECORD_SIZE_MAX];
	uint8_t salt[SALT_SIZE] = {1};
	struct writer to = writer_of(buffer, sizeof(buffer));
	const struct kind *kind = kind_of(kind_number);
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	record.body_case = (Jour__V1__Record__BodyCase)kind_number;
	record.unit = book_must((void *)(uintptr_t)body); /* all bodies are pointers in one place */
	assert(kind->fields(body).code == RESULT_ACCEPTED);
	if (record_pack(&record, &to) != ERR_OK)
		abort();
	struct standing standing = {.index = index, .record = {buffer + 4, written(&to).size - 4}};
	state_put_record(txn, kind, body, &standing);
}

/* As of `size`, from a ledger that has the agreement and the facts of entries below `end`. */
static const struct expected *ask(
	struct proving *proving, struct arena *arena, uint64_t end, uint64_t size)
{
	const struct any *any = &proving->any;
	const struct expected *expected = NULL;
	struct store_txn *txn = must_write(proving->store);
	put(txn, JOUR__V1__RECORD__BODY_AGREEMENT, &any->pact->agreement, 1);
	for (size_t i = 0; i < any->count && any->facts[i].index < end; i++)
		put(txn, any->facts[i].kind, any->facts[i].body, any->facts[i].index);
	arena_reset(arena);
	enum err err = expected_compute(txn, size, any->pact->agreement.dnr, any->year, arena,
		&proving->scratch, &expected);
	if (err != ERR_OK)
		abort();
	store_abort(txn);
	return expected;
}

static uint64_t size_of(const struct any *any)
{
	return any->count + 2;
}

static const struct expected_term *term_named(const struct expected *expected, const char *id)
{
	for (size_t i = 0; i < expected->term_count; i++)
		if (strcmp(expected->terms[i].id, id) == 0)
			return &expected->terms[i];
	return NULL;
}

/* ---- equal, near */

static bool same_fraction(const char *text_of, const mpq_t exact)
{
	mpq_t value;
	mpq_init(value);
	bool same = mpq_set_str(value, text_of, 10) == 0 && mpq_equal(value, exact);
	mpq_clear(value);
	return same;
}

static bool same_line(const struct expected_line *line, const struct dumb_amount *amount)
{
	return line->known == amount->known &&
	       (!line->known || (line->amount_ore == amount->amount_ore &&
					same_fraction(line->exact_ore, amount->exact_ore)));
}

/* |amount - exact| < unit */
static bool is_near(int64_t amount_ore, const mpq_t exact, int64_t unit_ore)
{
	mpq_t off, unit;
	mpq_inits(off, unit, NULL);
	mpq_set_si(off, amount_ore, 1);
	mpq_sub(off, off, exact);
	mpq_abs(off, off);
	mpq_set_si(unit, unit_ore, 1);
	bool near = mpq_cmp(off, unit) < 0;
	mpq_clears(off, unit, NULL);
	return near;
}

static void compare_term(struct proving *proving, const struct expected *expected,
	const struct expected_term *term, const struct dumb_term *dumb)
{
	bool same = term->holds == dumb->holds && term->is_whole == dumb->is_whole;
	if (dumb->is_whole)
		same = same && same_line(&term->whole, &dumb->whole);
	if (dumb->split)
		same = same && term->pot_ore == dumb->pot_ore &&
		       term->unplaced_ore == dumb->unplaced_ore;
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &term->lines[i];
		if (line->known && dumb->units[i].known && !dumb->units[i].limited)
			claim(proving, "near",
				is_near(line->amount_ore, dumb->units[i].exact_ore,
					term->unit_ore != 0 ? term->unit_ore : 1),
				term->id);
		same = same && same_line(line, &dumb->units[i]);
		proving->met.lines++;
		proving->met.limited += dumb->units[i].limited;
		proving->met.unknown += !dumb->units[i].known;
	}
	proving->met.splits += dumb->split;
	claim(proving, "equal", same, term->id);
}

/* An agreement without a day in the year has no terms in it. */
static void compare_all(struct proving *proving, const struct expected *expected, uint64_t size)
{
	const struct any *any = &proving->any;
	const Jour__V1__Agreement *agreement = &any->pact->agreement;
	const struct dumb_world world = {any->facts, any->count, size};
	struct dumb_term dumb;
	dumb_term_init(&dumb);
	for (size_t i = 0; i < agreement->n_terms; i++) {
		const struct expected_term *term = term_named(expected, agreement->terms[i]->id);
		dumb_term_expect(&world, agreement, agreement->terms[i], any->year, &dumb);
		if (term != NULL)
			compare_term(proving, expected, term, &dumb);
		claim(proving, "equal", term != NULL || !dumb.holds, agreement->terms[i]->id);
	}
	dumb_term_clear(&dumb);
}

/* ---- adds_up */

static void add_up_term(
	struct proving *proving, const struct expected *expected, const struct expected_term *term)
{
	int64_t lines_ore = 0, budget_ore = 0;
	bool complete = !term->is_whole || term->whole.known;
	for (size_t i = 0; i < expected->unit_count; i++) {
		lines_ore += term->lines[i].known ? term->lines[i].amount_ore : 0;
		complete = complete && term->lines[i].known;
	}
	for (size_t i = 0; i < term->budget_count; i++)
		budget_ore += term->budget[i].amount_ore;
	claim(proving, "adds_up", term->complete == complete, term->id);
	claim(proving, "adds_up", term->is_whole || term->sum_ore == lines_ore, term->id);
	if (term->line != NULL && complete)
		claim(proving, "adds_up", lines_ore + term->unplaced_ore == term->pot_ore,
			term->id);
	if (term->is_whole && term->term->flow == JOUR__V1__FLOW__FLOW_CASH && complete)
		claim(proving, "adds_up", lines_ore == term->whole.amount_ore, term->id);
	if (term->budget_count > 0 && budget_ore != 0)
		claim(proving, "adds_up", budget_ore == term->whole.amount_ore, term->id);
}

static void add_up(struct proving *proving, const struct expected *expected)
{
	int64_t units_ore = 0, flows_ore[FLOWS] = {0};
	for (size_t i = 0; i < expected->unit_count; i++) {
		int64_t unit_ore = 0;
		for (size_t k = 0; k < expected->term_count; k++)
			if (expected->terms[k].term->flow == JOUR__V1__FLOW__FLOW_CASH &&
				expected->terms[k].lines[i].known)
				unit_ore += expected->terms[k].lines[i].amount_ore;
		claim(proving, "adds_up", unit_ore == expected->units[i].amount_ore, "of all");
		units_ore += unit_ore;
	}
	for (size_t k = 0; k < expected->term_count; k++) {
		add_up_term(proving, expected, &expected->terms[k]);
		flows_ore[expected->terms[k].term->flow] += expected->terms[k].sum_ore;
	}
	claim(proving, "adds_up",
		memcmp(flows_ore, expected->flow_ore, sizeof(flows_ore)) == 0 &&
			(units_ore == expected->total_ore || !expected->complete),
		"of all");
}

/* ---- order, prefix, depends */

static bool same_lines(const struct expected_line *a, const struct expected_line *b)
{
	return a->known == b->known && a->amount_ore == b->amount_ore &&
	       (!a->known || strcmp(a->exact_ore, b->exact_ore) == 0);
}

/* Of the units, and the whole. */
static bool same_answer(const struct expected_term *a, const struct expected_term *b, size_t units)
{
	bool same = a != NULL && b != NULL && a->holds == b->holds && a->sum_ore == b->sum_ore &&
		    a->unplaced_ore == b->unplaced_ore && same_lines(&a->whole, &b->whole);
	for (size_t i = 0; same && i < units; i++)
		same = same_lines(&a->lines[i], &b->lines[i]);
	return same;
}

static void compare_answers(struct proving *proving, const char *name, const struct expected *a,
	const struct expected *b)
{
	claim(proving, name, a->total_ore == b->total_ore && a->term_count == b->term_count,
		"of all");
	for (size_t i = 0; i < a->term_count; i++)
		claim(proving, name,
			same_answer(&a->terms[i], term_named(b, a->terms[i].id), a->unit_count),
			a->terms[i].id);
}

static void try_order(struct proving *proving, const struct expected *expected)
{
	const void *first = proving->any.count > 0 ? proving->any.facts[0].body : NULL;
	any_shuffle(&proving->any, &proving->chance);
	proving->met.facts_moved += proving->any.count > 0 && proving->any.facts[0].body != first;
	if (planted(proving, "order") && proving->any.pact->agreement.n_units > 1)
		proving->any.pact->agreement.n_memberships = 0;
	compare_answers(proving, "order", expected,
		ask(proving, &proving->other, UINT64_MAX, size_of(&proving->any)));
}

static void try_prefix(struct proving *proving)
{
	uint64_t size = 2 + chance_draw(&proving->chance, proving->any.count + 1);
	proving->met.shortened += size < size_of(&proving->any);
	const struct expected *whole = ask(proving, &proving->arena, UINT64_MAX,
		planted(proving, "prefix") ? size_of(&proving->any) : size);
	compare_answers(proving, "prefix", whole, ask(proving, &proving->other, size, size));
	if (!planted(proving, "prefix"))
		compare_all(proving, whole, size);
}

static void try_depends(struct proving *proving, const struct expected *before)
{
	struct any *any = &proving->any;
	if (any->count == 0)
		return;
	const struct dumb_fact *fact = any_correct(
		any, &proving->chance, &any->facts[chance_draw(&proving->chance, any->count)]);
	if (fact != NULL && planted(proving, "depends"))
		any->pact->agreement.terms[0]->rounding->unit_ore = 1000;
	const struct expected *after = ask(proving, &proving->other, UINT64_MAX, size_of(any));
	for (size_t i = 0; fact != NULL && i < before->term_count; i++) {
		const struct expected_term *a = &before->terms[i], *b = &after->terms[i];
		const char *unit;
		if (!dumb_asks_for(&any->pact->agreement, a->term, any->year, fact, &unit)) {
			proving->met.kept++;
			claim(proving, "depends", same_answer(a, b, before->unit_count), a->id);
			continue;
		}
		proving->met.changed += !same_answer(a, b, before->unit_count);
		for (size_t k = 0; unit != NULL && k < before->unit_count; k++)
			claim(proving, "depends",
				strcmp(unit, before->units[k].code) == 0 ||
					same_lines(&a->lines[k], &b->lines[k]),
				a->id);
	}
	if (proving->plant == NULL)
		compare_all(proving, after, size_of(any));
}

/* ---- planted faults */

/* The two first lines of a split that both have something; false when there are none. */
static bool find_pair(const struct expected *expected, struct expected_line *ret_pair[2],
	const struct expected_term **ret_term)
{
	for (size_t i = 0; i < expected->term_count; i++) {
		size_t found = 0;
		for (size_t k = 0; k < expected->unit_count && found < 2; k++)
			if (expected->terms[i].line != NULL &&
				expected->terms[i].lines[k].amount_ore > 2000 &&
				expected->terms[i].lines[k].bound == BOUND_NONE)
				ret_pair[found++] = &expected->terms[i].lines[k];
		*ret_term = &expected->terms[i];
		if (found == 2)
			return true;
	}
	return false;
}

/* Breaks an answer that is good: an öre lost, or a whole unit moved from one partner to another. */
static void break_answer(const struct proving *proving, const struct expected *expected)
{
	const struct expected_term *term;
	struct expected_line *pair[2];
	if (proving->plant == NULL || !find_pair(expected, pair, &term))
		return;
	if (planted(proving, "adds_up"))
		pair[0]->amount_ore--;
	if (planted(proving, "near")) {
		int64_t moved_ore = 2 * term->unit_ore;
		pair[0]->amount_ore -= moved_ore;
		pair[1]->amount_ore += moved_ore;
	}
	if (planted(proving, "equal"))
		pair[0]->exact_ore = "1/3";
}

/* ---- all of them */

/* The same agreement as before, whatever was changed in it. */
static void draw_agreement(struct proving *proving)
{
	proving->chance = (struct chance){proving->number};
	any_draw(&proving->any, &proving->chance);
}

static bool tries(const struct proving *proving, const char *name)
{
	return proving->plant == NULL || planted(proving, name);
}

/* Those at the end change what was drawn; the answer before them stays in the arena. */
static void prove(struct proving *proving, uint64_t number)
{
	proving->number = number;
	draw_agreement(proving);
	const struct expected *expected =
		ask(proving, &proving->arena, UINT64_MAX, size_of(&proving->any));
	break_answer(proving, expected);
	if (tries(proving, "adds_up"))
		add_up(proving, expected);
	if (tries(proving, "near") || planted(proving, "equal"))
		compare_all(proving, expected, size_of(&proving->any));
	if (tries(proving, "order"))
		try_order(proving, expected);
	draw_agreement(proving);
	if (tries(proving, "depends"))
		try_depends(proving, expected);
	draw_agreement(proving);
	if (tries(proving, "prefix"))
		try_prefix(proving);
}

/* What the run should have met and has not; NULL: nothing. */
static const char *unmet(const struct met *met)
{
	const struct {
		uint64_t count;
		const char *name;
	} all[] = {{met->lines, "a line"}, {met->splits, "a split"},
		{met->limited, "a line at a limit"}, {met->unknown, "a line that is not known"},
		{met->facts_moved, "facts in another order"}, {met->shortened, "a shorter ledger"},
		{met->kept, "a record that a term does not ask for"},
		{met->changed, "a record that changes a term"}};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].count == 0)
			return all[i].name;
	return NULL;
}

static struct arena new_arena(size_t size)
{
	return arena_of(book_must(malloc(size)), size);
}

static void run(struct proving *proving, uint64_t from, uint64_t count)
{
	proving->any.pact = pact_open();
	proving->store = memstore_open(ledger_tables, LEDGER_TABLES);
	proving->arena = new_arena(EXPECTED_HEAP_SIZE);
	proving->other = new_arena(EXPECTED_HEAP_SIZE);
	proving->scratch = new_arena(DECODE_HEAP_MAX);
	for (uint64_t i = 0; i < count && proving->failed == NULL; i++)
		prove(proving, from + i);
	free(proving->arena.start);
	free(proving->other.start);
	free(proving->scratch.start);
	store_close(proving->store);
	pact_close(proving->any.pact);
}

int main(int argc, char **argv)
{
	static struct proving proving;
	uint64_t from = 1, count = 1000;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--plant") == 0)
			proving.plant = argv[i + 1];
		else if (strcmp(argv[i], "--from") == 0)
			from = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--count") == 0)
			count = strtoull(argv[i + 1], NULL, 10);
	}
	run(&proving, from, planted(&proving, "unmet") ? 0 : count);
	const char *missing = proving.failed == NULL ? unmet(&proving.met) : NULL;
	if (planted(&proving, "unmet") && missing != NULL)
		proving.failed = "unmet";
	if (proving.plant != NULL) {
		bool caught = proving.failed != NULL && strcmp(proving.failed, proving.plant) == 0;
		printf("planted %s: %s\n", proving.plant,
			caught			 ? "caught"
			: proving.failed != NULL ? proving.failed
						 : "not seen");
		return !caught;
	}
	const struct met *met = &proving.met;
	printf("%" PRIu64 " agreements: %" PRIu64 " lines, %" PRIu64 " splits, %" PRIu64
	       " lines at a limit, %" PRIu64 " not known; in another order %" PRIu64
	       ", as of before %" PRIu64 "; a new record left %" PRIu64
	       " terms and changed %" PRIu64 "\n",
		count, met->lines, met->splits, met->limited, met->unknown, met->facts_moved,
		met->shortened, met->kept, met->changed);
	if (missing != NULL)
		fprintf(stderr, "properties: no agreement had %s: this run proves nothing of it\n",
			missing);
	return proving.failed != NULL || missing != NULL;
}
