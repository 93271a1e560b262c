/* The two things core may not take for itself: time and randomness. */
#ifndef JOUR_CLOCK_H
#define JOUR_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC; may jump either way when somebody sets the clock. */
uint64_t clock_now_ms(void);
/* Milliseconds since some moment before the process; never goes back. For waiting. */
uint64_t clock_monotonic_ms(void);

/* Fills `to` from getrandom(2). Without randomness the process aborts: a salt or a seed that
 * is not random must never be used. */
void random_bytes(void *to, size_t size);

#endif
