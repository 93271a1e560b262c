/* Amounts, days and ledger records as the cells of tables for people. */
#ifndef JOURD_MONEYCELL_H
#define JOURD_MONEYCELL_H

#include "expected.h"
#include "jour/table.h"

struct moneycell {
	char text[TABLE_CELL_SIZE];
};

/* Each writes into the cell and returns its text. */
const char *moneycell_amount(struct moneycell *cell, int64_t amount_ore);
/* "+20 kr" or "-20 kr". */
const char *moneycell_change(struct moneycell *cell, int64_t amount_ore);
const char *moneycell_date(struct moneycell *cell, uint32_t yyyymmdd);
/* "17:3 9f2c41d0": entry, position in it, first bytes of the record hash. */
const char *moneycell_record(struct moneycell *cell, const struct citation *record);
/* Adds an entry to "17, 19"; one for which there is no room is left out. The first is added to an
 * empty text. */
void moneycell_add_entry(struct moneycell *cell, uint64_t entry);

#endif
