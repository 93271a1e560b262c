/* The national association's yearly survey: what each kommun contributes, by inhabitant, against
 * the association's norm of 6 kr. */
#include <string.h>

#include "coverage_share.h"
#include "formkind.h"
#include "formmoney.h"
#include "inforce.h"
#include "inhabitants.h"
#include "jour/i18n.h"

#define NORM_ORE 600

/* One kommun under one agreement, or (without a dnr) under none. */
struct contribution {
	const char *dnr;
	const char *title;
	struct form_cell expected, invoiced, paid, payer_says;
	struct contribution *next;
};

struct payer {
	struct payer *next; /* by code */
	const char *code;
	const char *name;
	const struct unit_page *page; /* NULL: there is no such unit */
	uint64_t population;	      /* 0 = not known */
	uint32_t population_date;
	struct contribution *contributions, *last;
	struct payer *whole;	  /* that its inhabitants are counted in: itself, or what it was
				   * merged into in the year */
	struct form_adder in_all; /* what was paid by all whose whole it is */
};

struct survey {
	const struct form_request *request;
	struct form *form;
	struct unitbook book;
	struct payer *payers;
};

static void find_population(struct survey *survey, struct payer *payer)
{
	const struct form_request *request = survey->request;
	struct inhabitants found;
	enum err err = inhabitants_of(request->txn, request->size, payer->page,
		request->year * 10000 + 1231, request->memory, request->scratch, &found);
	survey->form->full = survey->form->full || err == ERR_RANGE;
	if (err != ERR_OK)
		return;
	payer->population = found.number;
	payer->population_date = found.date;
}

/* NULL when there is no room. */
static struct payer *payer_of(struct survey *survey, const char *code)
{
	const struct form_request *request = survey->request;
	struct payer **at = &survey->payers;
	while (*at != NULL && strcmp((*at)->code, code) < 0)
		at = &(*at)->next;
	if (*at != NULL && strcmp((*at)->code, code) == 0)
		return *at;
	struct payer *payer = arena_alloc(request->memory, sizeof(*payer));
	if (payer == NULL) {
		survey->form->full = true;
		return NULL;
	}
	payer->code = form_copy(survey->form, code);
	payer->name = inforce_unit_name(request->txn, code, request->year, request->size,
		request->memory, request->scratch);
	if (payer->name == NULL)
		payer->name = payer->code;
	payer->page = unitbook_find(&survey->book, code);
	find_population(survey, payer);
	payer->next = *at;
	*at = payer;
	return payer;
}

static void add_contribution(
	struct survey *survey, const char *code, const struct contribution *contribution)
{
	struct payer *payer = payer_of(survey, code);
	struct contribution *copy = arena_alloc(survey->request->memory, sizeof(*copy));
	if (payer == NULL || copy == NULL) {
		survey->form->full = true;
		return;
	}
	*copy = *contribution;
	if (payer->last == NULL)
		payer->contributions = copy;
	else
		payer->last->next = copy;
	payer->last = copy;
}

static void add_account(
	struct survey *survey, const struct expected *expected, const struct account *account)
{
	for (size_t i = 0; i < account->count; i++) {
		struct formmoney money = formmoney_of(&account->rows[i]);
		add_contribution(survey, account->rows[i].code,
			&(struct contribution){.dnr = expected->agreement->dnr,
				.title = expected->agreement->title,
				.expected = money.expected,
				.invoiced = money.invoiced,
				.paid = money.paid,
				.payer_says = money.payer_says});
	}
}

static enum err read_agreements(struct survey *survey)
{
	const struct form_request *request = survey->request;
	const struct listed *item = NULL;
	const struct expected *expected;
	const struct account *account;
	enum err err = inforce_list(request->txn, request->size, request->memory, &item);
	for (; err == ERR_OK && item != NULL; item = item->next) {
		if (inforce_is_over(item->agreement, request->year))
			continue;
		err = expected_compute(request->txn, request->size, item->agreement->dnr,
			request->year, request->memory, request->scratch, &expected);
		if (err != ERR_OK || !expected->in_force)
			continue;
		err = payments_settle(request->txn, expected, request->today, request->memory,
			request->scratch, &account);
		if (err == ERR_OK)
			add_account(survey, expected, account);
	}
	return err;
}

/* Kommuner of the ledger that no agreement names contribute nothing that anyone knows of, and are
 * asked about all the same. */
static void read_kommuner(struct survey *survey)
{
	const struct form_request *request = survey->request;
	struct state_scan scan =
		state_scan(request->txn, JOUR__V1__RECORD__BODY_UNIT, BYTES_NONE, request->size);
	struct standing standing;
	while (state_scan_next(&scan, &standing) && !survey->form->full) {
		arena_reset(request->scratch);
		const Jour__V1__Unit *unit = state_body(request->txn, JOUR__V1__RECORD__BODY_UNIT,
			standing.record, request->scratch);
		if (unit == NULL)
			return;
		if (unit->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN &&
			unit->from <= request->year * 10000 + 1231 &&
			(unit->to == 0 || unit->to >= request->year * 10000 + 101))
			(void)payer_of(survey, form_copy(survey->form, unit->code));
	}
}

static bool is_payer(const void *context, const struct unit_page *page)
{
	const struct payer *payer = context;
	while (payer != NULL && payer->page != page)
		payer = payer->next;
	return payer != NULL;
}

/* As coverage does; as many steps as there are payers lead to the end, or round a ring. */
static struct payer *whole_of(const struct survey *survey, struct payer *payer)
{
	int32_t last = days_of_date(survey->request->year * 10000 + 1231);
	struct payer *whole = payer;
	for (const struct payer *step = survey->payers; step != NULL && whole->page != NULL;
		step = step->next) {
		const struct unit_page *page =
			coverage_share_holder(whole->page, last, is_payer, survey->payers);
		if (page == NULL)
			break;
		whole = survey->payers;
		while (whole->page != page)
			whole = whole->next;
	}
	return whole;
}

static void find_wholes(struct survey *survey)
{
	for (struct payer *payer = survey->payers; payer != NULL; payer = payer->next) {
		payer->whole = whole_of(survey, payer);
		for (const struct contribution *at = payer->contributions; at != NULL;
			at = at->next)
			form_add(&payer->whole->in_all, &at->paid);
	}
}

/* ---- sheets */

static struct form_cell people_cell(uint64_t population)
{
	return population == 0 ? form_state(FORM_NOT_REPORTED) : form_count(population);
}

static struct form_cell per_inhabitant(const struct form_cell *amount, uint64_t population)
{
	struct form_cell people = people_cell(population);
	return form_over(amount, &people, FORM_KRONOR_EACH, false);
}

static struct form_cell of_norm(const struct form_cell *amount, uint64_t population)
{
	struct form_cell norm_ore = people_cell(population * NORM_ORE);
	return form_over(amount, &norm_ore, FORM_PERCENT, false);
}

static const char *join_dnrs(struct survey *survey, const struct payer *payer)
{
	const char *text = "";
	for (const struct contribution *at = payer->contributions; at != NULL; at = at->next)
		text = text[0] == '\0' ? at->dnr
				       : form_phrase(survey->form, "{1}, {2}", text, at->dnr);
	return text;
}

struct sums {
	struct form_adder expected, paid, rated_paid;
	uint64_t population; /* of the kommuner whose kronor and inhabitants are known */
	bool unknown_population;
	uint64_t rated;
};

/* A kommun with what was merged into it in the year. */
static void add_whole(const struct payer *payer, struct sums *sums)
{
	struct form_cell paid = form_added(&payer->in_all);
	if (payer->population != 0 && paid.type == FORM_MONEY && !paid.at_least) {
		sums->rated += payer->population;
		form_add(&sums->rated_paid, &paid);
	}
	sums->population += payer->population;
	sums->unknown_population = sums->unknown_population || payer->population == 0;
}

static void add_kommun(struct survey *survey, struct form_sheet *sheet, const struct payer *payer,
	struct sums *sums)
{
	struct form_adder expected = {.missing_hidden = false}, paid = {.missing_hidden = false};
	for (const struct contribution *at = payer->contributions; at != NULL; at = at->next) {
		form_add(&expected, &at->expected);
		form_add(&paid, &at->paid);
	}
	struct form_cell wanted = form_added(&expected), received = form_added(&paid);
	form_add(&sums->expected, &wanted);
	form_add(&sums->paid, &received);
	if (payer->whole == payer)
		add_whole(payer, sums);
	form_row(survey->form, sheet,
		(struct form_cell[]){form_text(payer->code), form_text(payer->name),
			form_text(join_dnrs(survey, payer)), wanted, received,
			people_cell(payer->population), form_date(payer->population_date),
			per_inhabitant(&wanted, payer->population),
			per_inhabitant(&received, payer->population),
			of_norm(&received, payer->population)});
}

static void put_kommuner(struct survey *survey)
{
	struct form *form = survey->form;
	struct sums sums = {.population = 0};
	struct form_sheet *sheet = form_sheet(form, "kommuner", form_word(form, N_("Kommuner")));
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("kommun")));
	form_column(form, sheet, "agreements", form_word(form, N_("agreements")));
	form_column(form, sheet, "expected", form_word(form, N_("agreed")));
	form_column(form, sheet, "paid", form_word(form, N_("paid")));
	form_column(form, sheet, "population", form_word(form, N_("inhabitants")));
	form_column(form, sheet, "population_date", form_word(form, N_("inhabitants on")));
	form_column(form, sheet, "expected_each", form_word(form, N_("agreed per inhabitant")));
	form_column(form, sheet, "paid_each", form_word(form, N_("paid per inhabitant")));
	form_column(form, sheet, "paid_of_norm", form_word(form, N_("paid of the norm, 6 kr")));
	for (const struct payer *payer = survey->payers; payer != NULL; payer = payer->next)
		add_kommun(survey, sheet, payer, &sums);
	struct form_cell expected = form_added(&sums.expected), paid = form_added(&sums.paid);
	struct form_cell rated = form_added(&sums.rated_paid);
	if (sums.rated ==
		0) /* nothing that is wholly known: not known rather than not applicable */
		rated = paid.type == FORM_MONEY ? form_state(FORM_NOT_REPORTED) : paid;
	form_sum(form, sheet,
		(struct form_cell[]){form_text(""), form_text(form_word(form, N_("sum"))),
			form_text(""), expected, paid,
			form_at_least(form_count(sums.population), sums.unknown_population),
			form_state(FORM_EMPTY), form_state(FORM_EMPTY),
			per_inhabitant(&rated, sums.rated), of_norm(&rated, sums.rated)});
	form_note(form, sheet,
		form_word(form, N_("The mean in the last line is over inhabitants: all that was "
				   "paid by all who live in the kommuner whose payments and "
				   "inhabitants are known.")));
	form_note(form, sheet,
		form_word(form, N_("Paid is what the jour says that it has received; where it has "
				   "said nothing, nothing is known.")));
}

static void put_agreements(struct survey *survey)
{
	struct form *form = survey->form;
	struct form_sheet *sheet =
		form_sheet(form, "agreements", form_word(form, N_("By agreement")));
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("kommun")));
	form_label(form, sheet, "agreement", form_word(form, N_("agreement")));
	form_column(form, sheet, "title", form_word(form, N_("title")));
	form_column(form, sheet, "expected", form_word(form, N_("agreed")));
	form_column(form, sheet, "invoiced", form_word(form, N_("invoiced")));
	form_column(form, sheet, "paid", form_word(form, N_("paid")));
	form_column(form, sheet, "payer_says", form_word(form, N_("payer says")));
	for (const struct payer *payer = survey->payers; payer != NULL; payer = payer->next)
		for (const struct contribution *at = payer->contributions; at != NULL;
			at = at->next)
			form_row(form, sheet,
				(struct form_cell[]){form_text(payer->code), form_text(payer->name),
					form_text(at->dnr), form_text(at->title), at->expected,
					at->invoiced, at->paid, at->payer_says});
}

static enum err fill(const struct form_request *request, struct form *form)
{
	struct survey survey = {.request = request, .form = form};
	enum err err = unitbook_read(
		request->txn, request->size, request->memory, request->scratch, &survey.book);
	if (err == ERR_OK)
		err = read_agreements(&survey);
	if (err != ERR_OK)
		return err;
	read_kommuner(&survey);
	find_wholes(&survey);
	put_kommuner(&survey);
	put_agreements(&survey);
	return ERR_OK;
}

const struct form_kind form_contributions = {.name = "contributions",
	.title = N_("Contributions of the kommuner by inhabitant"),
	.summary = N_("the national association's yearly survey: what each kommun contributes"),
	.fill = fill};
