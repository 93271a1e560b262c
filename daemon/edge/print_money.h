/* What agreements pay, as text for people: the same structures that the JSON is made from. */
#ifndef JOURD_PRINT_MONEY_H
#define JOURD_PRINT_MONEY_H

#include <stdio.h>

#include "payments.h"

/* The agreement's title, version, term, parties and terms. */
void print_agreement(const struct expected *expected, FILE *to);
/* One term's amounts unit by unit with its sum, what is missing and who got what was left; with
 * `explain` the inputs with the records they come from and the exact fractions. */
void print_term(
	const struct expected *expected, const struct expected_term *term, bool explain, FILE *to);
/* What is missing for the amounts of all terms, and what is to be known about them, each once. */
void print_missing(const struct expected *expected, FILE *to);
/* The rule for years, and what of the year it does not say. */
void print_year_rule(const struct expected *expected, FILE *to);
/* Expected, paid and the difference, unit by unit; then what is missing and what the two sides do
 * not agree on. */
void print_account(const struct expected *expected, const struct account *account, FILE *to);

#endif
