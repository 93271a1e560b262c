/* Every command of jourd, each in command_<name>.c. */
#ifndef JOURD_COMMANDS_H
#define JOURD_COMMANDS_H

#include "view.h"

extern const struct command command_init;
extern const struct command command_run;
extern const struct command command_due;
extern const struct command command_export;
extern const struct command command_status;
extern const struct command command_agreement;
extern const struct command command_split;
extern const struct command command_changes;
extern const struct command command_releases;
extern const struct command command_repay;
extern const struct command command_grow;
extern const struct command command_verify;
extern const struct command command_totals;
extern const struct command command_coverage;
extern const struct command command_keyfigures;
extern const struct command command_checks;
extern const struct command command_effort;
extern const struct command command_form;
extern const struct command command_codelists;

#endif
