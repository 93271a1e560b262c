#include "jour/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err file_err(int error)
{
	switch (error) {
	case 0:
		return ERR_OK;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOTFOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case EEXIST:
		return ERR_DUPLICATE;
	case ENOSPC:
	case EDQUOT:
		return ERR_NOSPACE;
	case EAGAIN:
	case EINTR:
		return ERR_RETRY;
	case ENAMETOOLONG:
		return ERR_RANGE;
	default:
		return ERR_IO;
	}
}

/* Reads until the end or `capacity` bytes. */
static enum err read_all(int fd, uint8_t *buffer, size_t capacity, size_t *ret_size)
{
	size_t size = 0;
	while (size < capacity) {
		ssize_t got = read(fd, buffer + size, capacity - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return file_err(errno);
		if (got == 0)
			break;
		size += (size_t)got;
	}
	*ret_size = size;
	return ERR_OK;
}

static enum err write_all(int fd, struct bytes bytes)
{
	while (bytes.size > 0) {
		ssize_t put = write(fd, bytes.data, bytes.size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return file_err(errno);
		bytes.data += put;
		bytes.size -= (size_t)put;
	}
	return ERR_OK;
}

static enum err read_regular(int fd, uint8_t *buffer, size_t capacity, size_t *ret_size)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return file_err(errno);
	if (!S_ISREG(status.st_mode))
		return ERR_MALFORMED;
	size_t size = 0;
	enum err err = read_all(fd, buffer, capacity, &size);
	if (err != ERR_OK)
		return err;
	if (size == capacity) {
		/* Exactly full: is there more? (The file may have grown since fstat.) */
		uint8_t more;
		size_t extra = 0;
		err = read_all(fd, &more, 1, &extra);
		if (err != ERR_OK)
			return err;
		if (extra > 0)
			return ERR_RANGE;
	}
	*ret_size = size;
	return ERR_OK;
}

enum err file_read(const char *path, void *buffer, size_t capacity, size_t *ret_size)
{
	/* O_NONBLOCK: opening a pipe that nobody writes must not hang. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return file_err(errno);
	enum err err = read_regular(fd, buffer, capacity, ret_size);
	close(fd);
	return err;
}

enum err file_sync_parent(const char *path)
{
	char parent[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash != NULL) {
		size_t size = slash == path ? 1 : (size_t)(slash - path);
		if (size >= sizeof(parent))
			return ERR_RANGE;
		memcpy(parent, path, size);
		parent[size] = '\0';
	}
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return file_err(errno);
	enum err err = fsync(fd) == 0 ? ERR_OK : ERR_IO;
	close(fd);
	return err;
}

#define TEMPORARY_END ".XXXXXX.jour-new"
#define TEMPORARY_SUFFIX_SIZE 9 /* of ".jour-new" */

/* A durable file of that content under a new name made from `path`. */
static enum err write_temporary(
	const char *path, struct bytes bytes, mode_t mode, char ret_name[PATH_MAX])
{
	int size = snprintf(ret_name, PATH_MAX, "%s" TEMPORARY_END, path);
	if (size < 0 || size >= PATH_MAX)
		return ERR_RANGE;
	int fd = mkostemps(ret_name, TEMPORARY_SUFFIX_SIZE, O_CLOEXEC);
	if (fd < 0)
		return file_err(errno);
	enum err err = write_all(fd, bytes);
	if (err == ERR_OK && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		err = file_err(errno);
	if (close(fd) != 0 && err == ERR_OK)
		err = file_err(errno);
	if (err != ERR_OK)
		unlink(ret_name);
	return err;
}

enum err file_write(const char *path, struct bytes bytes, mode_t mode)
{
	char name[PATH_MAX];
	enum err err = write_temporary(path, bytes, mode, name);
	if (err != ERR_OK)
		return err;
	if (rename(name, path) != 0) {
		err = file_err(errno);
		unlink(name);
		return err;
	}
	return file_sync_parent(path);
}

enum err file_create(const char *path, struct bytes bytes, mode_t mode)
{
	char name[PATH_MAX];
	enum err err = write_temporary(path, bytes, mode, name);
	if (err != ERR_OK)
		return err;
	/* link(2) is the rename that does not replace: it fails when the name is taken. */
	if (link(name, path) != 0)
		err = file_err(errno);
	unlink(name);
	return err == ERR_OK ? file_sync_parent(path) : err;
}

enum err file_mkdir(const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0) {
		struct stat status;
		if (errno != EEXIST || stat(path, &status) != 0)
			return file_err(errno);
		return S_ISDIR(status.st_mode) ? ERR_OK : ERR_DUPLICATE;
	}
	if (chmod(path, mode) != 0) /* past the umask */
		return file_err(errno);
	return file_sync_parent(path);
}

static bool is_temporary(const char *name)
{
	return fnmatch("*.??????.jour-new", name, 0) == 0;
}

enum err file_sweep(const char *folder)
{
	DIR *entries = opendir(folder);
	if (entries == NULL)
		return file_err(errno);
	enum err err = ERR_OK;
	struct dirent *entry;
	while ((entry = readdir(entries)) != NULL)
		if (is_temporary(entry->d_name) && unlinkat(dirfd(entries), entry->d_name, 0) != 0)
			err = file_err(errno);
	closedir(entries);
	return err;
}
