#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "caseview.h"
#include "commands.h"
#include "document.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/stockholm.h"
#include "jour/table.h"
#include "republish.h"

/* A country's year by many dimensions, as `totals` reads it. Only what is used is ever touched. */
#define RELEASE_MEMORY_SIZE (256u << 20)

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, NULL, NULL,
	N_("Lists what was published, as of which ledger size, and whether the same comes out when "
	   "it is made again: that can be told of what 'jourd totals --json' printed.\v"
	   "Example:\n"
	   "  jourd releases"),
	children, NULL, NULL};

struct listing {
	struct view *view;
	struct arena list;
	struct arena memory;
	const struct release *first;
};

/* False after damage was met, which view_close says. */
static bool check(
	struct listing *listing, const struct release *release, enum republished *ret_outcome)
{
	struct coverage_calendar calendar = caseview_calendar(listing->view, NULL);
	arena_reset(&listing->memory);
	return republish(listing->view->txn, release->message, &calendar, &listing->memory,
		       &listing->view->memory.record, ret_outcome) == ERR_OK;
}

static const char *period_or_year(const Jour__V1__Release *release, char text[PERIOD_TEXT_SIZE])
{
	if (release->period != NULL)
		return period_format(period_of_message(release->period), text, PERIOD_TEXT_SIZE);
	snprintf(text, PERIOD_TEXT_SIZE, "%u", release->year % 10000);
	return text;
}

static bool print_text(struct listing *listing, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT,
		TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	const char *const outcomes[] = {_("the same"), _("DIFFERS"), _("not tried")};
	bool fine = true;
	if (listing->first == NULL) {
		fprintf(to, "%s\n", _("Nothing has been noted as published."));
		view_print_as_of(listing->view, to);
		return fine;
	}
	struct table *table = table_new(columns, 7);
	table_row(table, (const char *[]){_("name"), _("kind"), _("period"), _("as of size"),
				 _("noted"), _("entry"), _("made again")});
	for (const struct release *at = listing->first; at != NULL && fine; at = at->next) {
		char period[PERIOD_TEXT_SIZE], day[DATE_TEXT_SIZE], size[21], entry[21];
		enum republished outcome = REPUBLISHED_NOT;
		fine = check(listing, at, &outcome);
		stockholm_day(ledger_received_ms(listing->view->txn, at->entry), day);
		snprintf(size, sizeof(size), "%" PRIu64, at->message->as_of);
		snprintf(entry, sizeof(entry), "%" PRIu64, at->entry);
		table_row(table, (const char *[]){at->message->id, at->message->kind,
					 period_or_year(at->message, period), size, day, entry,
					 outcomes[outcome]});
	}
	table_print(table, to);
	view_print_as_of(listing->view, to);
	return fine;
}

static json_t *release_json(
	struct document *document, const struct release *release, enum republished outcome)
{
	static const char *const outcomes[] = {"same", "differs", "not_tried"};
	const Jour__V1__Release *message = release->message;
	json_t *object = json_object();
	struct hash256 hash;
	memcpy(hash.bytes, message->hash.data, HASH256_SIZE);
	document_set_text(document, object, "name", message->id);
	document_set_text(document, object, "kind", message->kind);
	if (message->period != NULL)
		document_set_period(document, object, "period", period_of_message(message->period));
	else
		document_set_count(document, object, "year", message->year);
	document_set_count(document, object, "as_of_size", message->as_of);
	document_set(document, object, "sha256", document_hash(&hash));
	document_set_text(document, object, "unit", message->unit);
	document_set_text(document, object, "dimensions", message->dimensions);
	document_set_text(document, object, "agreement", message->agreement);
	document_set_text(document, object, "line", message->line);
	document_set_count(document, object, "entry", release->entry);
	document_set_text(document, object, "made_again", outcomes[outcome]);
	return object;
}

static bool print_json(struct listing *listing, FILE *to)
{
	struct document document = {.failed = false};
	json_t *root = json_object(), *array = json_array();
	bool fine = true;
	for (const struct release *at = listing->first; at != NULL && fine; at = at->next) {
		enum republished outcome = REPUBLISHED_NOT;
		fine = check(listing, at, &outcome);
		document_append(&document, array, release_json(&document, at, outcome));
	}
	document_set_count(&document, root, "size", listing->view->size);
	document_set(&document, root, "releases", array);
	view_print_json(document_print(&document, root), to);
	return fine;
}

static int run(int argc, char **argv)
{
	struct view_options options = {.json = false};
	struct view view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = view_open(&options, &view);
	if (status != STATUS_OK)
		return status;
	struct listing listing = {.view = &view,
		.list = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX),
		.memory = arena_of(malloc(RELEASE_MEMORY_SIZE), RELEASE_MEMORY_SIZE)};
	if (listing.list.start == NULL || listing.memory.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	bool fine = releases_list(view.txn, view.size, &listing.list, &listing.first) == ERR_OK &&
		    (options.json ? print_json(&listing, stdout) : print_text(&listing, stdout));
	free(listing.list.start);
	free(listing.memory.start);
	return view_close(&view, fine ? STATUS_OK : STATUS_FAILED);
}

const struct command command_releases = {
	"releases", N_("what was published, and whether the same comes out again"), run};
