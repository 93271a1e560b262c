#include "commands.h"
#include "jour/i18n.h"

/* One line for each command; each stands in command_<name>.c. */
static const struct command *const commands[] = {
	&command_init,
	&command_run,
	&command_status,
	&command_agreement,
	&command_split,
	&command_changes,
	&command_releases,
	&command_repay,
	&command_grow,
	&command_verify,
	&command_totals,
	&command_coverage,
	&command_codelists,
	&command_effort,
	&command_keyfigures,
	&command_checks,
	&command_form,
	&command_due,
	&command_export,
	NULL,
};

int main(int argc, char **argv)
{
	static const struct program program = {"jourd",
		N_("the ledger of a brottsofferjour: who reported what, and what each kommun pays "
		   "and why"),
		commands};
	return program_run(&program, argc, argv);
}
