#include "knownratio.h"

struct known_ratio knownratio_of(
	const struct ratio_part *upper, const struct ratio_part *lower, bool together)
{
	bool timed = upper->months != 0 && lower->months != 0;
	bool upper_lacks = upper->at_least || (timed && (lower->months & ~upper->months) != 0);
	bool lower_lacks = lower->at_least || (timed && (upper->months & ~lower->months) != 0);
	bool partial = together && upper_lacks && lower_lacks;
	if (lower->state == CELL_NOT_APPLICABLE)
		return (struct known_ratio){.state = lower->state, .lack = RATIO_LACKS_LOWER};
	if (upper->state != CELL_COUNT)
		return (struct known_ratio){.state = upper->state, .lack = RATIO_LACKS_UPPER};
	if (lower->state != CELL_COUNT)
		return (struct known_ratio){.state = lower->state, .lack = RATIO_LACKS_LOWER};
	if ((lower_lacks && !partial) || (upper_lacks && upper->is_zero))
		return (struct known_ratio){.state = CELL_NOT_REPORTED, .lack = RATIO_LACKS_PART};
	if (lower->is_zero)
		return (struct known_ratio){.state = CELL_NOT_APPLICABLE, .lack = RATIO_OVER_ZERO};
	return (struct known_ratio){
		.state = CELL_COUNT, .at_least = upper_lacks && !partial, .partial = partial};
}
