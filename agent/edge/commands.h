/* Every command of jour-agent, each in command_<name>.c. */
#ifndef AGENT_COMMANDS_H
#define AGENT_COMMANDS_H

#include "agent.h"

extern const struct command command_init;
extern const struct command command_send;
extern const struct command command_check;
extern const struct command command_nil;
extern const struct command command_run;
extern const struct command command_status;
extern const struct command command_receipts;
extern const struct command command_verify;
extern const struct command command_resend;
extern const struct command command_rekey;
extern const struct command command_recover;
extern const struct command command_enroll;
extern const struct command command_grant;
extern const struct command command_revoke;
extern const struct command command_resume;
extern const struct command command_confirm;
extern const struct command command_close;
extern const struct command command_reopen;
extern const struct command command_release;

#endif
