#include <gmp.h>

#include "planted.h"

void planted_divide_alone(unsigned long amount, unsigned long parts)
{
	mpz_t quotient;

	mpz_init_set_ui(quotient, amount);
	mpz_tdiv_q_ui(quotient, quotient, parts);
	mpz_clear(quotient);
}
