/* The directory of a store on disk: who may write, how large the file is, whether its
 * blocks are there. Every function returns 0 or an errno. */
#ifndef JOUR_STOREDIR_H
#define JOUR_STOREDIR_H

#include <stdbool.h>
#include <stdint.h>

#define STOREDIR_DATA "data.mdb"
#define STOREDIR_LOCK "lock.mdb"

/* Makes the directory `path` (0770 whatever the umask) durably; one that exists is left
 * as it is. */
int storedir_make(const char *path);
/* Becomes the one writer, or one of several that share, until ret_fd is closed. EWOULDBLOCK when
 * another holds it who does not share, or shares when we do not. */
int storedir_lock_writer(const char *path, bool shared, int *ret_fd);
/* The size of `file` in it. ENOENT when it is not there. */
int storedir_size(const char *path, const char *file, uint64_t *ret_size_bytes);
/* Gives `file` mode 0660 whatever the umask. */
int storedir_share(const char *path, const char *file);
/* Makes every block up to `size_bytes` of the data file real, durably. A file that is
 * larger keeps its size. After a failure (ENOSPC) it has the size it had. */
int storedir_allocate(const char *path, uint64_t size_bytes);
/* Makes the names in the directory durable. */
int storedir_sync(const char *path);

#endif
