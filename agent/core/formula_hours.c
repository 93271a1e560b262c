/* Volunteer hours: nobody pays them unless the term says so. */
#include "formula.h"
#include "jour/i18n.h"
#include "jour/limits.h"

static uint64_t read_hundredths(struct source source, const struct yamldoc_node *node)
{
	int64_t hundredths = 0;
	if (node == NULL || field_read_decimal(yamldoc_field(source.doc, node), 2, 0,
				    (int64_t)COUNT_MAX, &hundredths) != ERR_OK)
		return 0;
	return (uint64_t)hundredths;
}

static void read_hours(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {
		{"hours", true}, {"value", false}, {"rate", false}};
	(void)agreement;
	Jour__V1__Hours *hours = docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*hours));
	if (hours == NULL)
		return;
	jour__v1__hours__init(hours);
	hours->hours_hundredths = read_hundredths(source, yamldoc_get(node, "hours"));
	hours->value_ore = docpick_amount(source, node, "value", false);
	hours->rate_ore = docpick_amount(source, node, "rate", false);
	if ((yamldoc_get(node, "value") == NULL) == (yamldoc_get(node, "rate") == NULL))
		docpick_error(source, node,
			N_("expected one of value, what they are agreed to be worth, and rate, "
			   "kronor an hour"),
			NULL, NULL);
	term->hours = hours;
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
}

const struct formula formula_hours = {
	.key = "hours", .flow = JOUR__V1__FLOW__FLOW_IN_KIND, .read = read_hours};
