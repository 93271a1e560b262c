#include "jour/notify.h"

#include <stdint.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

/* Results are not looked at: without systemd there is nobody to tell, and with it a lost word
 * ends in a restart by the watchdog at worst. */

void notify_ready(void)
{
	sd_notify(0, "READY=1");
}

void notify_stopping(void)
{
	sd_notify(0, "STOPPING=1\nSTATUS=stopping");
}

void notify_status(const char *text)
{
	sd_notifyf(0, "STATUS=%s", text);
}

void notify_alive(void)
{
	uint64_t interval_us;
	if (sd_watchdog_enabled(0, &interval_us) > 0)
		sd_notify(0, "WATCHDOG=1");
}

void notify_leave(void)
{
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
}
