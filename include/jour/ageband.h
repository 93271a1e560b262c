/* Bands of age as people write them. */
#ifndef JOUR_AGEBAND_H
#define JOUR_AGEBAND_H

#include <stdbool.h>
#include <stdint.h>

/* "0-17", "18–20 år", "65+", "65 år och äldre", "65 and older", "under 21". Whole years, both
 * included; `ret_to` 0: and older. False when it is none; what no record can say, the age 0 alone,
 * is none. */
bool ageband_parse(const char *text, uint32_t *ret_from, uint32_t *ret_to);

#endif
