/* What systemd is told; the only door to libsystemd. Without systemd all of it does nothing. */
#ifndef JOUR_NOTIFY_H
#define JOUR_NOTIFY_H

void notify_ready(void);
void notify_stopping(void);
/* One short line for `systemctl status`. */
void notify_status(const char *text);
/* Feeds the watchdog, when the unit asks for one. */
void notify_alive(void);
/* In a child after fork: it shall not speak for the service. */
void notify_leave(void);

#endif
