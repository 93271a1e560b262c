/* Faults that check_pure must find. Linked into nothing. */
#ifndef PLANTED_H
#define PLANTED_H

long planted_read_clock(void);
int planted_open_socket(void);
void planted_divide_alone(unsigned long amount, unsigned long parts);
unsigned long planted_remember(void);

#endif
