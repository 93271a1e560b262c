/* A form as aligned text for a person at a terminal. */
#ifndef JOURD_FORMTEXT_H
#define JOURD_FORMTEXT_H

#include <stdio.h>

#include "form.h"

/* A sheet with more columns than a table holds is printed in parts that begin with its labels. */
void formtext_print(const struct form *form, FILE *to);

#endif
