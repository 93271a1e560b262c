/* Complaints about a file, printed for a person. */
#ifndef AGENT_COMPLAINTS_H
#define AGENT_COMPLAINTS_H

#include <stdio.h>

#include "complaint.h"

/* One line each, in the order of the file, in the reader's language. */
void complaints_print(struct complaints *complaints, FILE *to);

#endif
