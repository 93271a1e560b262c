/* The facts of keybook.h. */
#include <string.h>

#include "inforce.h"
#include "inhabitants.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "keybook.h"
#include "termrules.h"

static struct keyfact unknown(enum cell_state state, const char *why)
{
	return (struct keyfact){.state = state, .scale = 1, .source = "", .why = {.text = why}};
}

static struct keyfact known(int64_t value, int64_t scale)
{
	return (struct keyfact){.state = CELL_COUNT, .value = value, .scale = scale, .source = ""};
}

static struct keyfact too_large(void)
{
	return unknown(CELL_NOT_REPORTED, N_("the sum is too large"));
}

/* Adds what is of the same scale; false when it passed an int64. */
static bool add(struct keyfact *sum, int64_t value)
{
	return !__builtin_add_overflow(sum->value, value, &sum->value);
}

/* ---- inhabitants */

static struct keyfact population_of(const struct keybook *book, const char *code)
{
	struct reports *reports = book->reports;
	struct inhabitants found;
	enum err err = inhabitants_of(reports->txn, reports->size,
		unitbook_find(&reports->book, code), date_number(period_last_day(reports->period)),
		reports->memory, reports->scratch, &found);
	reports->full = reports->full || err == ERR_RANGE;
	if (err != ERR_OK)
		return unknown(
			CELL_NOT_REPORTED, N_("no population is in the ledger for that time"));
	struct keyfact fact = known((int64_t)found.number, 1);
	fact.source = found.source;
	fact.date = found.date;
	return fact;
}

struct keyfact keybook_population(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	(void)measure;
	if (place.unit != NULL)
		return population_of(book, place.unit->code);
	const struct expected *expected = place.agreement->expected;
	struct keyfact sum = known(0, 1);
	for (size_t i = 0; i < expected->unit_count; i++) {
		if (keybook_is_merged(book, place.agreement, expected->units[i].code))
			continue;
		struct keyfact fact = population_of(book, expected->units[i].code);
		if (fact.state != CELL_COUNT)
			return unknown(fact.state,
				N_("the population of one of its units is not in the ledger"));
		if (!add(&sum, fact.value))
			return too_large();
		bool same = sum.value == fact.value ||
			    (strcmp(sum.source, fact.source) == 0 && sum.date == fact.date);
		sum.source = same ? fact.source : "";
		sum.date = same ? fact.date : 0;
	}
	return sum;
}

/* ---- cases */

static const struct total_row *find_row(const struct totals *totals, const char *code)
{
	const struct total_row *row = totals->rows;
	while (row != NULL && strcmp(row->unit->code, code) != 0)
		row = row->next;
	return row;
}

/* Of a unit with what was merged into it, each case once. */
struct counted {
	struct total_cell cell;
	uint16_t months;
	bool by_kommun;
};

/* Adds up the cells of a row that are wanted; the number of cases when `wants` is NULL. */
static void count_row(const struct totals *totals, const struct total_row *row,
	bool (*wants)(const char *value, const char *wanted), const char *wanted,
	struct counted *counted)
{
	if (wants == NULL)
		total_cell_join(&counted->cell, &row->cases);
	for (size_t i = 0; wants != NULL && i < totals->cell_count; i++)
		if (wants(countaxis_value(&totals->axis[0], i)->code, wanted))
			total_cell_join(&counted->cell, &row->cells[i]);
	counted->months |= row->months_used;
	counted->by_kommun = counted->by_kommun || row->source != JOUR__V1__SOURCE__SOURCE_JOUR;
}

static struct counted count_cases(const struct keybook *book, const char *code,
	const struct totals *totals, bool (*wants)(const char *value, const char *wanted),
	const char *wanted)
{
	struct counted counted = {.months = 0};
	struct keymembers members;
	keybook_members(book, code, &members);
	for (size_t i = 0; i < members.count; i++) {
		const struct total_row *row = find_row(totals, members.units[i].code);
		/* What is inside another row of these has been counted there. */
		if (row == NULL || (i > 0 && row->inside != NULL &&
					   keybook_has_member(&members, row->inside->unit->code)))
			continue;
		count_row(totals, row, wants, wanted, &counted);
	}
	return counted;
}

static struct keyfact of_counted(const struct counted *counted, const char *none)
{
	const char *const why[CELL_STATES] = {
		[CELL_NOT_REPORTED] = none,
		[CELL_NOT_APPLICABLE] = N_("cases are reported as not applicable"),
		[CELL_HIDDEN] = N_("the number of cases is hidden"),
	};
	enum cell_state state = total_cell_state(&counted->cell);
	if (state != CELL_COUNT)
		return unknown(state, why[state]);
	struct keyfact fact = known((int64_t)counted->cell.count, 1);
	fact.at_least = total_cell_is_at_least(&counted->cell);
	fact.months = counted->months;
	fact.source = counted->by_kommun ? "kommun" : "jour";
	return fact;
}

struct keyfact keybook_cases(const struct keybook *book, struct keyplace place, const char *measure)
{
	(void)measure;
	struct counted counted = count_cases(book, place.unit->code, &book->number, NULL, NULL);
	return of_counted(&counted, N_("no cases are reported"));
}

/* `wanted` is what follows the list's name: "/kvinna", or "" for every known value. */
static bool is_wanted(const char *value, const char *wanted)
{
	return wanted[0] == '\0' ? strcmp(value, "okand") != 0 : strcmp(value, wanted + 1) == 0;
}

struct keyfact keybook_cases_by(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	size_t size = strcspn(measure, "/"), at = 0;
	while (strncmp(book->splits[at].list, measure, size) != 0 ||
		book->splits[at].list[size] != '\0')
		at++;
	struct counted counted = count_cases(
		book, place.unit->code, &book->splits[at].totals, is_wanted, measure + size);
	struct keyfact fact = of_counted(&counted, N_("no cases are reported so divided"));
	fact.months = 0; /* those of the number of cases, not of the tables by the list */
	return fact;
}

/* ---- crimes */

/* Takes in the figures by one name; two that differ leave it unknown. */
static bool read_crimes(
	const struct keybook *book, const char *code, const char *name, struct keyfact *fact)
{
	struct reports *reports = book->reports;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, code);
	key_text(&prefix, name);
	write_be16(&prefix, (uint16_t)book->year);
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_UNIT_FIGURE, written(&prefix), reports->size);
	while (state_scan_next(&scan, &standing)) {
		arena_reset(reports->scratch);
		const Jour__V1__UnitFigure *figure = state_body(reports->txn,
			JOUR__V1__RECORD__BODY_UNIT_FIGURE, standing.record, reports->scratch);
		if (figure == NULL)
			return false;
		if (fact->source[0] != '\0' && fact->value != (int64_t)figure->value) {
			*fact = unknown(CELL_NOT_REPORTED,
				N_("several sources state different numbers of reported crimes"));
			return false;
		}
		if (fact->source[0] != '\0')
			continue;
		*fact = known((int64_t)figure->value, 1);
		fact->source = reports_text(reports, figure->source);
	}
	return true;
}

static struct keyfact crimes_of(const struct keybook *book, const char *code)
{
	struct keyfact fact = unknown(CELL_NOT_REPORTED,
		N_("no figure \"reported crimes\" (anmälda brott) is in the ledger for that year"));
	if (read_crimes(book, code, FIGURE_CRIMES_EN, &fact))
		(void)read_crimes(book, code, FIGURE_CRIMES_SV, &fact);
	return fact;
}

/* As with inhabitants: the unit's own figure, else those of all that was merged into it. */
struct keyfact keybook_crimes(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	struct keymembers members;
	(void)measure;
	if (!book->whole_year)
		return unknown(CELL_NOT_REPORTED,
			N_("reported crimes are recorded by the year, not for a part of one"));
	struct keyfact own = crimes_of(book, place.unit->code), sum = known(0, 1);
	keybook_members(book, place.unit->code, &members);
	if (own.state == CELL_COUNT || members.count == 1)
		return own;
	for (size_t i = 1; i < members.count; i++) {
		struct keyfact fact = crimes_of(book, members.units[i].code);
		if (fact.state != CELL_COUNT)
			return fact;
		if (!add(&sum, fact.value))
			return too_large();
	}
	return sum;
}

/* ---- kronor */

/* What one agreement says about a unit, or (code NULL) as a whole; false: the unit is no partner.
 */
static bool expected_of(
	const struct keyagreement *agreement, const char *code, struct keyfact *ret_fact)
{
	const struct expected *expected = agreement->expected;
	bool complete = expected->complete;
	int64_t amount_ore = expected->total_ore;
	if (code != NULL && !keybook_is_partner(agreement, code))
		return false;
	for (size_t i = 0; code != NULL && i < expected->unit_count; i++)
		if (strcmp(expected->units[i].code, code) == 0) {
			complete = expected->units[i].complete;
			amount_ore = expected->units[i].amount_ore;
		}
	if (complete) {
		*ret_fact = known(amount_ore, 100);
	} else {
		*ret_fact = unknown(CELL_NOT_REPORTED,
			N_("the amount under {1} is not known; 'jourd agreement show' says what is "
			   "missing"));
		ret_fact->why.words[0] = expected->agreement->dnr;
	}
	ret_fact->source = expected->agreement->dnr;
	return true;
}

/* What the payee says of one payer (NULL: of all); false when it passed an int64. */
static bool sum_paid(
	const struct keyagreement *agreement, const char *code, int64_t *ret_sum_ore, bool *ret_any)
{
	struct keyfact sum = known(0, 100);
	*ret_any = false;
	for (const struct payment *payment = agreement->account->payments; payment != NULL;
		payment = payment->next) {
		if ((code != NULL && strcmp(payment->payer, code) != 0) ||
			!payment->by_payee.is_said ||
			payment->by_payee.year != agreement->expected->year)
			continue;
		if (!add(&sum, payment->by_payee.amount_ore))
			return false;
		*ret_any = true;
	}
	*ret_sum_ore = sum.value;
	return true;
}

/* A partner that is to pay, and of which no payment is recorded. */
static bool is_silent(const struct keyagreement *agreement, const struct expected_unit *unit)
{
	int64_t sum_ore;
	bool any;
	if (unit->complete && unit->amount_ore == 0)
		return false;
	return sum_paid(agreement, unit->code, &sum_ore, &any) && !any;
}

/* Somebody who has recorded nothing has not said that nothing was paid. */
static bool paid_of(
	const struct keyagreement *agreement, const char *code, struct keyfact *ret_fact)
{
	const struct expected *expected = agreement->expected;
	int64_t sum_ore;
	bool any;
	if (code != NULL && !keybook_is_partner(agreement, code))
		return false;
	if (!sum_paid(agreement, code, &sum_ore, &any))
		*ret_fact = too_large();
	else if (any)
		*ret_fact = known(sum_ore, 100);
	else
		*ret_fact = unknown(
			CELL_NOT_REPORTED, N_("the jour has recorded no payment for that year"));
	for (size_t i = 0; code == NULL && i < expected->unit_count; i++)
		ret_fact->at_least =
			ret_fact->at_least || is_silent(agreement, &expected->units[i]);
	ret_fact->source = expected->agreement->dnr;
	return true;
}

/* Adds what another agreement or unit says; one of which nothing is known makes it a part. */
static void add_money(struct keyfact *sum, unsigned count, const struct keyfact *fact)
{
	bool both = count > 0 && sum->state == CELL_COUNT && fact->state == CELL_COUNT;
	bool part = count > 0 && sum->state != fact->state;
	bool at_least = sum->at_least || fact->at_least || part;
	if (both && !add(sum, fact->value))
		*sum = too_large();
	else if (!both && (count == 0 || fact->state == CELL_COUNT))
		*sum = *fact;
	sum->at_least = at_least;
	sum->source = count == 0 ? fact->source : "";
}

/* A unit's money is under all its agreements, with that of what was merged into it. */
static struct keyfact money(const struct keybook *book, struct keyplace place,
	bool (*tell)(
		const struct keyagreement *agreement, const char *code, struct keyfact *ret_fact))
{
	struct keyfact sum = unknown(
		CELL_NOT_APPLICABLE, N_("no agreement with this unit is in force in that year"));
	struct keyfact fact;
	struct keymembers members;
	unsigned count = 0;
	if (place.unit == NULL) {
		(void)!tell(place.agreement, NULL, &fact);
		return fact;
	}
	keybook_members(book, place.unit->code, &members);
	for (const struct keyagreement *agreement = book->agreements; agreement != NULL;
		agreement = agreement->next)
		for (size_t i = 0; i < members.count; i++)
			if (tell(agreement, members.units[i].code, &fact))
				add_money(&sum, count++, &fact);
	return sum;
}

static struct keyfact no_part_of_a_year(void)
{
	return unknown(CELL_NOT_APPLICABLE, N_("kronor are agreed and paid for a whole year"));
}

struct keyfact keybook_kronor_expected(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	(void)measure;
	if (!book->whole_year)
		return no_part_of_a_year();
	return money(book, place, expected_of);
}

struct keyfact keybook_kronor_paid(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	(void)measure;
	if (!book->whole_year)
		return no_part_of_a_year();
	return money(book, place, paid_of);
}

/* ---- effort */

/* Whose months are asked for. */
struct owing_under {
	const struct keybook *book;
	const struct keyagreement *only; /* NULL: under all agreements */
};

/* Those in which the unit is a partner. */
static uint16_t months_under(const struct keyagreement *agreement, const char *code, uint32_t year)
{
	if (!keybook_is_partner(agreement, code))
		return 0;
	return agreement->months &
	       inforce_months_of(agreementyear_partner(agreement->expected->agreement, code), year);
}

/* A district whose kommun is the partner owes what that does, and a kommun whose districts are the
 * partners what they do. */
static uint16_t months_of_party(const struct keyagreement *agreement, const char *code,
	const struct unit_page *page, uint32_t year)
{
	uint16_t months = months_under(agreement, code, year);
	if (page == NULL || keybook_is_partner(agreement, code))
		return months;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next)
		if (record->parent != NULL)
			months |= months_under(agreement, record->parent->code, year);
	for (const struct unit_link *link = page->districts; link != NULL; link = link->next)
		months |= months_under(agreement, link->to->code, year);
	return months;
}

/* The months in which the unit is there and a partner of some agreement; of none: in which it is
 * there. Of an agreement as a whole, and of who is not in it: in which it is in force. */
static uint16_t months_owed(const void *context, const char *code)
{
	const struct owing_under *under = context;
	const struct keybook *book = under->book;
	const struct unit_page *page = unitbook_find(&book->reports->book, code);
	uint16_t months = 0;
	for (const struct keyagreement *agreement = book->agreements; agreement != NULL;
		agreement = agreement->next)
		if (under->only == NULL || under->only == agreement)
			months |= months_of_party(agreement, code, page, book->year);
	if (months == 0 && under->only == NULL)
		months = reports_months(book->reports->period);
	else if (months == 0 && !termrules_list_has(under->only->expected->agreement->units,
					under->only->expected->agreement->n_units, code))
		months = under->only->months;
	return page == NULL ? months : months & unitbook_months(page, book->year);
}

static struct effort_owing owing_of(const struct owing_under *under)
{
	return (struct effort_owing){&under->book->reports->book, months_owed, under};
}

/* With what was merged into it, which owes nothing any more once it is gone. */
static struct effort_total total_of_unit(
	const struct keybook *book, const char *code, const struct effort_measure *measure)
{
	struct owing_under under = {book, NULL};
	struct effort_owing owing = owing_of(&under);
	struct effort_total sum = {.flags = 0};
	struct keymembers members;
	keybook_members(book, code, &members);
	for (size_t i = 0; i < members.count; i++) {
		const char *member = members.units[i].code;
		struct effort_total total =
			efforts_of_unit(&book->efforts, member, measure, &owing);
		if (i == 0 || months_owed(&under, member) != 0 || total.months != 0)
			effort_total_add(&sum, &total);
	}
	return sum;
}

static struct effort_total total_of(
	const struct keybook *book, struct keyplace place, const struct effort_measure *measure)
{
	struct owing_under under = {book, place.agreement};
	struct effort_owing owing = owing_of(&under);
	if (place.unit != NULL)
		return total_of_unit(book, place.unit->code, measure);
	const Jour__V1__Agreement *agreement = place.agreement->expected->agreement;
	return efforts_of_agreement(&book->efforts, agreement->dnr, agreement->units,
		agreement->n_units, measure, &owing);
}

static struct keyfact of_total(const struct effort_total *total, uint64_t hundredths)
{
	static const char *const why[CELL_STATES] = {
		[CELL_NOT_REPORTED] = N_("the jour has not reported it"),
		[CELL_NOT_APPLICABLE] = N_("it is reported as not applicable"),
		[CELL_HIDDEN] = N_("it is hidden"),
	};
	enum cell_state state = total_cell_state(&total->number);
	if (state != CELL_COUNT)
		return unknown(state, why[state]);
	struct keyfact fact = known((int64_t)hundredths, 100);
	fact.at_least = total_cell_is_at_least(&total->number);
	fact.months = total->months;
	fact.source = "jour";
	return fact;
}

struct keyfact keybook_effort(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	struct effort_total total = total_of(book, place, effortlist_find(bytes_of_text(measure)));
	return of_total(&total, total.number.count);
}

struct keyfact keybook_effort_of(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	struct effort_total total = total_of(book, place, effortlist_find(bytes_of_text(measure)));
	return of_total(&total, total.of_hundredths);
}

/* ---- agreed numbers */

/* Adds the number x covered / of, all exact. */
static bool add_agreed(struct keyfact *sum, uint64_t hundredths, struct fraction held)
{
	int64_t value, own, scale;
	if (hundredths > INT64_MAX || held.of == 0 ||
		__builtin_mul_overflow((int64_t)hundredths, (int64_t)held.covered, &own) ||
		__builtin_mul_overflow(own, sum->scale, &own) ||
		__builtin_mul_overflow((int64_t)100, (int64_t)held.of, &scale) ||
		__builtin_mul_overflow(sum->value, scale, &value) ||
		__builtin_add_overflow(value, own, &sum->value) ||
		__builtin_mul_overflow(sum->scale, scale, &sum->scale))
		return false;
	return true;
}

/* What the agreement says of a whole agreement year, and of hours its terms for the part of the
 * year that they hold. */
static struct keyfact agreed_of(
	const struct keyagreement *agreement, const struct effort_measure *measure)
{
	const struct expected *expected = agreement->expected;
	const Jour__V1__Agreement *said = expected->agreement;
	struct keyfact sum = known(0, 1);
	bool any = false;
	for (size_t i = 0; i < said->n_follow_up; i++) {
		const Jour__V1__FollowUp *item = said->follow_up[i];
		if (item->agreed_hundredths == 0 || strcmp(item->what, measure->name) != 0)
			continue;
		if (!add_agreed(&sum, item->agreed_hundredths, (struct fraction){1, 1}))
			return too_large();
		any = true;
	}
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (strcmp(measure->name, EFFORT_OF_HOURS) != 0 || !term->holds ||
			term->term->formula_case != JOUR__V1__TERM__FORMULA_HOURS)
			continue;
		if (!add_agreed(&sum, term->term->hours->hours_hundredths, term->whole.held))
			return too_large();
		any = true;
	}
	sum.source = said->dnr;
	return any ? sum : unknown(CELL_NOT_APPLICABLE, N_("no number is agreed"));
}

struct keyfact keybook_agreed(
	const struct keybook *book, struct keyplace place, const char *measure)
{
	const struct effort_measure *wanted = effortlist_find(bytes_of_text(measure));
	struct keyfact found = unknown(CELL_NOT_APPLICABLE, N_("no number is agreed"));
	struct keymembers members;
	if (place.unit == NULL)
		return agreed_of(place.agreement, wanted);
	keybook_members(book, place.unit->code, &members);
	for (const struct keyagreement *agreement = book->agreements; agreement != NULL;
		agreement = agreement->next) {
		size_t partners = 0;
		for (size_t i = 0; i < members.count; i++)
			partners += keybook_is_partner(agreement, members.units[i].code);
		struct keyfact fact = agreed_of(agreement, wanted);
		if (partners == 0 || fact.state != CELL_COUNT)
			continue;
		if (agreement->expected->unit_count > partners)
			return unknown(CELL_NOT_APPLICABLE,
				N_("the number is agreed for several units together: see the "
				   "agreement"));
		if (found.state == CELL_COUNT)
			return unknown(CELL_NOT_APPLICABLE,
				N_("several agreements state a number: see each of them"));
		found = fact;
	}
	return found;
}
