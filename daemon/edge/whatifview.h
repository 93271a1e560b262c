/* "What if" in a command about an agreement: its options, and the ledger as it would be. */
#ifndef JOURD_WHATIFVIEW_H
#define JOURD_WHATIFVIEW_H

#include "amend.h"
#include "moneyview.h"
#include "sidebyside.h"
#include "whatif.h"

#define WHATIF_AMENDS_MAX 16u

/* The options --what-if, --join, --leave, --set and --key. Use as an argp child with a struct
 * whatif_options as its input. */
extern const struct argp whatif_argp;

struct whatif_options {
	const char *file; /* NULL: none */
	struct amend amends[WHATIF_AMENDS_MAX];
	const char *words[WHATIF_AMENDS_MAX]; /* as they were typed */
	size_t amend_count;
};

/* True when any of the options was given. */
bool whatif_asked(const struct whatif_options *options);

struct whatif_view {
	struct money_view money; /* what would be: asks the overlay */
	struct whatif *whatif;
	struct store *above;
};

/* Puts the file's records, then the agreement `dnr` with the changes to its version of `year`, on
 * top of the ledger as it is now. A sentence on stderr says why not, and an exit status other than
 * STATUS_OK comes back: STATUS_USAGE for a file, option or --as-of that does not fit, STATUS_FAILED
 * when a record would be refused or the ledger is damaged. */
int whatifview_open(const struct whatif_options *options, const struct view_options *view_options,
	struct money_view *today, const char *dnr, uint32_t year, struct whatif_view *ret_view);
void whatifview_close(struct whatif_view *view);

/* What the agreement pays today and what it would pay; `ret_sides` has NULL for what is not there.
 * False after a sentence on stderr: it is not there at all, or cannot be computed. */
bool whatifview_sides(struct whatif_view *view, struct money_view *today, const char *dnr,
	uint32_t year, struct sides *ret_sides);

#endif
