/* The same amount from each unit, or one for each that is named. */
#include "formula.h"
#include "jour/i18n.h"
#include "unitmap.h"

static void read_own_amounts(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__FixedAmount *fixed)
{
	struct unitmap units;
	unitmap_read(source, node, agreement, false, &units);
	fixed->own_amounts = docpick_room(source, node, units.count * sizeof(void *) + 1);
	Jour__V1__OwnAmount *each = docpick_room(source, node, units.count * sizeof(*each) + 1);
	if (fixed->own_amounts == NULL || each == NULL)
		return;
	for (size_t i = 0; i < units.count; i++, each++) {
		jour__v1__own_amount__init(each);
		each->unit = units.entries[i]->unit;
		each->amount_ore =
			pick_amount_or_nothing(yamldoc_field(source.doc, units.entries[i]->node));
		fixed->own_amounts[fixed->n_own_amounts++] = each;
	}
	const char *lacks = unitmap_lacks(&units, agreement);
	if (units.count > 0 && lacks != NULL && fixed->amount_ore == 0)
		docpick_warn(source, node, N_("{1} is not named, and pays nothing"), lacks, NULL);
}

static void read_fixed(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {{"kronor", false}, {"own", false}};
	const struct yamldoc_node *own = yamldoc_get(node, "own");
	Jour__V1__FixedAmount *fixed =
		docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*fixed));
	if (fixed == NULL)
		return;
	jour__v1__fixed_amount__init(fixed);
	fixed->amount_ore = docpick_amount(source, node, "kronor", false);
	if (own != NULL)
		read_own_amounts(source, own, agreement, fixed);
	else if (yamldoc_get(node, "kronor") == NULL)
		docpick_error(source, node,
			N_("expected kronor, what each unit pays, or own, what the named ones "
			   "pay"),
			NULL, NULL);
	term->fixed_amount = fixed;
	term->formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
}

const struct formula formula_fixed = {
	.key = "fixed", .flow = JOUR__V1__FLOW__FLOW_CASH, .read = read_fixed};
