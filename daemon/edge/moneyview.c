#include "moneyview.h"

#include <inttypes.h>
#include <stdlib.h>

#include "inforce.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/number.h"

int money_view_open(const struct view_options *options, struct money_view *ret_money)
{
	struct money_view money;
	int status = view_open(options, &money.view);
	if (status != STATUS_OK)
		return status;
	money.arena = arena_of(malloc(EXPECTED_HEAP_SIZE), EXPECTED_HEAP_SIZE);
	if (money.arena.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	*ret_money = money;
	return STATUS_OK;
}

int money_view_close(struct money_view *money, int status)
{
	free(money->arena.start);
	return view_close(&money->view, status);
}

void money_view_failed(enum err err)
{
	/* Damage is said by view_close. */
	if (err == ERR_RANGE)
		fprintf(stderr,
			_("jourd: this agreement and year hold more than can be shown at once\n"));
}

static void print_unknown(struct money_view *money, const char *dnr)
{
	const struct listed *first = NULL;
	arena_reset(&money->arena);
	if (inforce_list(money->view.txn, money->view.size, &money->arena, &first) != ERR_OK)
		return;
	if (first == NULL) {
		fprintf(stderr,
			_("jourd: no agreement is in the ledger as of size %" PRIu64
			  "; the office sends one with 'jour-agent send agreement.yaml'\n"),
			money->view.size);
		return;
	}
	fprintf(stderr,
		_("jourd: there is no agreement '%s' in the ledger as of size %" PRIu64
		  "; there are:\n"),
		dnr, money->view.size);
	for (; first != NULL; first = first->next)
		fprintf(stderr, "  '%s'  %s\n", first->agreement->dnr, first->agreement->title);
}

const struct expected *money_view_expected(struct money_view *money, const char *dnr, uint32_t year)
{
	const struct expected *expected = NULL;
	arena_reset(&money->arena);
	enum err err = expected_compute(money->view.txn, money->view.size, dnr, year, &money->arena,
		&money->view.memory.record, &expected);
	if (err == ERR_NOTFOUND)
		print_unknown(money, dnr);
	else if (err != ERR_OK)
		money_view_failed(err);
	return expected;
}

bool money_year_parse(const char *text, uint32_t *ret_year)
{
	uint64_t year;
	if (number_parse_uint(bytes_of_text(text), YEAR_MAX, &year) != ERR_OK || year < YEAR_MIN)
		return false;
	*ret_year = (uint32_t)year;
	return true;
}
