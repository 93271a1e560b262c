/* Log lines to stderr, one write each, so that lines of several processes never mix.
 *
 * Under systemd (JOURNAL_STREAM is set) a line begins with its sd-daemon(3) priority,
 * "<6>" and so on; otherwise it is just text. Control characters become '?', so nothing a
 * peer sends can forge a second line; a line is cut at LOG_LINE_SIZE_MAX. */
#ifndef JOUR_LOG_H
#define JOUR_LOG_H

#define LOG_LINE_SIZE_MAX 1024u /* bytes with prefix and line end */

/* The role that begins every later line ("gate: ..."); "" for none. `name` must live as
 * long as the process. */
void log_role(const char *name);

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Logs at priority 2 (critical) and ends the process with `status`, without atexit
 * handlers: for start-up, and for a world that makes going on unsafe. */
_Noreturn void fatal(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
