#include "jour/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As in sd-daemon.h, which lib does not link. */
enum priority {
	PRIORITY_CRITICAL = 2,
	PRIORITY_ERROR = 3,
	PRIORITY_WARNING = 4,
	PRIORITY_INFO = 6,
};

static const char *role = "";

void log_role(const char *name)
{
	role = name;
}

/* What snprintf really wrote into `limit` bytes and a NUL. */
static size_t clamp(int printed, size_t limit)
{
	if (printed < 0)
		return 0;
	return (size_t)printed < limit ? (size_t)printed : limit;
}

static void log_line(enum priority priority, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void log_line(enum priority priority, const char *format, va_list arguments)
{
	int saved = errno;
	char line[LOG_LINE_SIZE_MAX];
	const size_t limit = sizeof(line) - 1;
	size_t size = 0;
	if (getenv("JOURNAL_STREAM") != NULL)
		size = clamp(snprintf(line, sizeof(line), "<%d>", (int)priority), limit);
	const char *colon = role[0] != '\0' ? ": " : "";
	int printed = snprintf(line + size, sizeof(line) - size, "%s%s", role, colon);
	size += clamp(printed, limit - size);
	printed = vsnprintf(line + size, sizeof(line) - size, format, arguments);
	size += clamp(printed, limit - size);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[size++] = '\n';
	ssize_t put = write(STDERR_FILENO, line, size);
	(void)put; /* when stderr is gone there is nobody left to tell */
	errno = saved;
}

void log_info(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(PRIORITY_INFO, format, arguments);
	va_end(arguments);
}

void log_warn(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(PRIORITY_WARNING, format, arguments);
	va_end(arguments);
}

void log_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(PRIORITY_ERROR, format, arguments);
	va_end(arguments);
}

void fatal(int status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(PRIORITY_CRITICAL, format, arguments);
	va_end(arguments);
	_exit(status);
}
