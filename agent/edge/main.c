#include "commands.h"
#include "jour/i18n.h"

/* One line for each command; each stands in command_<name>.c. */
static const struct command *const commands[] = {
	&command_init,
	&command_check,
	&command_send,
	&command_nil,
	&command_run,
	&command_status,
	&command_receipts,
	&command_verify,
	&command_resend,
	&command_rekey,
	&command_enroll,
	&command_grant,
	&command_revoke,
	&command_resume,
	&command_recover,
	&command_confirm,
	&command_close,
	&command_reopen,
	&command_release,
	NULL,
};

int main(int argc, char **argv)
{
	static const struct program program = {"jour-agent",
		N_("reports to a brottsofferjour's office, and keeps the receipts"), commands};
	return program_run(&program, argc, argv);
}
