#include "measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_ns(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

uint64_t stopwatch_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

uint64_t stopwatch_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

double percentile(double *values, size_t count, unsigned percent)
{
	must(count > 0, "nothing was measured");
	qsort(values, count, sizeof(values[0]), compare);
	return values[(count - 1) * percent / 100];
}

double median(double *values, size_t count)
{
	return percentile(values, count, 50);
}

void give_up(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

void must(int holds, const char *what)
{
	if (!holds)
		give_up("%s", what);
}

void *shared(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(memory != MAP_FAILED, "out of memory");
	return memory;
}

pid_t apart(void (*run)(void *context), void *context)
{
	fflush(NULL);
	pid_t pid = fork();
	must(pid >= 0, "no process");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run(context);
		_exit(0);
	}
	return pid;
}

void join(pid_t pid)
{
	int status = 0;
	must(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"a process of the measurement has failed");
}
