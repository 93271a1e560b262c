/* What a term of an agreement may say (PROTOCOL.md section 9 "Terms"). */
#ifndef JOUR_TERMRULES_H
#define JOUR_TERMRULES_H

#include "jour/record.h"

#define WHOLE_BP 10000 /* basis points (hundredths of a per cent) of a whole */

/* True when the agreement's terms keep every rule. */
bool termrules_hold(const Jour__V1__Agreement *agreement);

/* A day that every year has. */
bool month_day_is_valid(uint32_t month, uint32_t day);
/* From the closed sets, and there. */
bool termrules_rounding_is_valid(const Jour__V1__Rounding *rounding);
/* True when costs are recorded for something that the units pay; of terms not yet checked, too. */
bool termrules_units_pay_costs(const Jour__V1__Agreement *agreement);
/* True when a term has the formula. */
bool termrules_has_formula(
	const Jour__V1__Agreement *agreement, Jour__V1__Term__FormulaCase formula);
/* True when the code is one of the agreement's units. */
bool termrules_has_unit(const Jour__V1__Agreement *agreement, const char *code);
/* The same of a list of units. */
bool termrules_list_has(char *const *units, size_t count, const char *code);
/* As if the agreement had these units only, unless there are none: what is said of units below is
 * said of these. */
Jour__V1__Agreement termrules_narrow(
	const Jour__V1__Agreement *agreement, char **units, size_t count);

#endif
