#include "storedir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int join(const char *path, const char *file, char ret_name[PATH_MAX])
{
	int size = snprintf(ret_name, PATH_MAX, "%s/%s", path, file);
	return size < 0 || size >= PATH_MAX ? ENAMETOOLONG : 0;
}

/* Closes even when `error` says that something failed before. */
static int close_after(int fd, int error)
{
	if (close(fd) != 0 && error == 0)
		return errno;
	return error;
}

int storedir_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	return close_after(fd, fsync(fd) == 0 ? 0 : errno);
}

int storedir_make(const char *path)
{
	char parent[PATH_MAX];
	if (mkdir(path, 0770) != 0)
		return errno == EEXIST ? 0 : errno;
	if (chmod(path, 0770) != 0)
		return errno;
	int error = join(path, "..", parent);
	return error != 0 ? error : storedir_sync(parent);
}

/* flock and not fcntl: a lock of the open file, which closing another descriptor of the
 * same file does not give up. */
int storedir_lock_writer(const char *path, bool shared, int *ret_fd)
{
	char name[PATH_MAX];
	int error = join(path, "writer.lock", name);
	if (error != 0)
		return error;
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (fd < 0)
		return errno;
	if (flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0)
		return close_after(fd, errno);
	*ret_fd = fd;
	return 0;
}

int storedir_size(const char *path, const char *file, uint64_t *ret_size_bytes)
{
	char name[PATH_MAX];
	struct stat status;
	int error = join(path, file, name);
	if (error != 0)
		return error;
	if (stat(name, &status) != 0)
		return errno;
	*ret_size_bytes = (uint64_t)status.st_size;
	return 0;
}

int storedir_share(const char *path, const char *file)
{
	char name[PATH_MAX];
	int error = join(path, file, name);
	if (error != 0)
		return error;
	return chmod(name, 0660) == 0 ? 0 : errno;
}

static int allocate(int fd, uint64_t size_bytes)
{
	struct stat status;
	if (size_bytes > INT64_MAX)
		return EFBIG;
	if (fstat(fd, &status) != 0)
		return errno;
	int error = posix_fallocate(fd, 0, (off_t)size_bytes);
	if (error != 0) { /* it may have got a part of the way */
		(void)!ftruncate(fd, status.st_size);
		return error;
	}
	return fsync(fd) == 0 ? 0 : errno;
}

int storedir_allocate(const char *path, uint64_t size_bytes)
{
	char name[PATH_MAX];
	int error = join(path, STOREDIR_DATA, name);
	if (error != 0)
		return error;
	int fd = open(name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno;
	return close_after(fd, allocate(fd, size_bytes));
}
