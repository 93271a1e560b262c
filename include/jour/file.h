/* Small whole files: read bounded, written so that a crash leaves the old or the new. */
#ifndef JOUR_FILE_H
#define JOUR_FILE_H

#include <sys/types.h>

#include "jour/bytes.h"
#include "jour/err.h"

/* errno as what the caller should do: ERR_NOTFOUND, ERR_DENIED, ERR_DUPLICATE (EEXIST),
 * ERR_NOSPACE, ERR_RETRY (EAGAIN, EINTR), else ERR_IO. */
enum err file_err(int error);

/* Reads a regular file of at most `capacity` bytes into `buffer`. ERR_RANGE: it is larger;
 * ERR_MALFORMED: not a regular file (a pipe or a directory); else as file_err. */
enum err file_read(const char *path, void *buffer, size_t capacity, size_t *ret_size) MUST_CHECK;

/* Puts `bytes` at `path` with exactly `mode`: a temporary file beside it, fsync, rename, fsync of
 * the directory. What stood there is replaced. On failure the old file is as it was, and the
 * temporary file is gone; ERR_IO after the rename: which of the two will be there after a crash
 * is unknown. ERR_RANGE: the path is too long. */
enum err file_write(const char *path, struct bytes bytes, mode_t mode) MUST_CHECK;

/* As file_write, but only where nothing stands: ERR_DUPLICATE otherwise. */
enum err file_create(const char *path, struct bytes bytes, mode_t mode) MUST_CHECK;

/* Removes the temporary files that a program killed in file_write or file_create left in `folder`
 * (their names end in ".jour-new"). Whoever writes there at that moment fails. */
enum err file_sweep(const char *folder) MUST_CHECK;

/* Makes one directory with exactly `mode`, durably. One that is there already is ERR_OK and
 * keeps its mode; ERR_DUPLICATE: something else has that name. */
enum err file_mkdir(const char *path, mode_t mode) MUST_CHECK;

/* Makes what was created, renamed or removed in the directory that holds `path` durable. */
enum err file_sync_parent(const char *path) MUST_CHECK;

#endif
