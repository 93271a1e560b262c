/* Where an office keeps its ledger and keys. */
#ifndef JOURD_OFFICE_H
#define JOURD_OFFICE_H

#include "jour/command.h"

#define JOURD_DIRECTORY "/var/lib/jourd"
#define PATH_SIZE 4096

/* The option --dir, as an argp child with a const char * as its input: what was given, else
 * $JOURD_DIR, else JOURD_DIRECTORY. */
extern const struct argp office_argp;
/* A path inside the office's directory; ends the process when it is too long. */
void office_path(const char *directory, const char *name, char ret_path[PATH_SIZE]);

#endif
