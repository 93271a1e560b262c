#include "moneycell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jour/money.h"

const char *moneycell_amount(struct moneycell *cell, int64_t amount_ore)
{
	return money_format_sv((struct money){amount_ore}, cell->text, sizeof(cell->text));
}

const char *moneycell_change(struct moneycell *cell, int64_t amount_ore)
{
	char text[MONEY_TEXT_SIZE];
	money_format_sv((struct money){amount_ore}, text, sizeof(text));
	snprintf(cell->text, sizeof(cell->text), "%s%s", amount_ore > 0 ? "+" : "", text);
	return cell->text;
}

const char *moneycell_date(struct moneycell *cell, uint32_t yyyymmdd)
{
	snprintf(cell->text, sizeof(cell->text), "%04u-%02u-%02u", yyyymmdd / 10000,
		yyyymmdd / 100 % 100, yyyymmdd % 100);
	return cell->text;
}

const char *moneycell_record(struct moneycell *cell, const struct citation *record)
{
	const uint8_t *hash = record->hash.bytes;
	snprintf(cell->text, sizeof(cell->text), "%" PRIu64 ":%u %02x%02x%02x%02x", record->index,
		record->position, hash[0], hash[1], hash[2], hash[3]);
	return cell->text;
}

void moneycell_add_entry(struct moneycell *cell, uint64_t entry)
{
	size_t size = strlen(cell->text), room = sizeof(cell->text) - size;
	int more = snprintf(cell->text + size, room, "%s%" PRIu64, size > 0 ? ", " : "", entry);
	if (more < 0 || (size_t)more >= room)
		cell->text[size] = '\0';
}
