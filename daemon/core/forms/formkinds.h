/* Every form, each in form_<name>.c, for the table in formkind.c. */
#ifndef JOURD_FORMKINDS_H
#define JOURD_FORMKINDS_H

#include "formkind.h"

extern const struct form_kind form_contributions;
extern const struct form_kind form_followup;
extern const struct form_kind form_national;

#endif
