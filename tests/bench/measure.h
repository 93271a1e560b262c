/* What every measurement needs: time, order statistics, processes of its own. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Nanoseconds since some moment before the process; the same clock in every process. */
uint64_t stopwatch_ns(void);
/* Nanoseconds of processor time that this process has used: the noise of others counts less. */
uint64_t stopwatch_cpu_ns(void);
/* Sorts `values` in place; the value below which `percent` of them lie. */
double percentile(double *values, size_t count, unsigned percent);
double median(double *values, size_t count);
/* Ends the program with a sentence: a measurement has nobody to hand an error to. */
__attribute__((format(printf, 1, 2), noreturn)) void give_up(const char *format, ...);
/* give_up unless `holds`. */
void must(int holds, const char *what);

/* Zeroed memory that processes forked from now on share. */
void *shared(size_t size);
/* Runs run(context) in a process of its own; it dies with this one. */
pid_t apart(void (*run)(void *context), void *context);
/* Gives up when that process does not end well. */
void join(pid_t pid);

#endif
