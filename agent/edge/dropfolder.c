#include "dropfolder.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "sendfile.h"
#include "submit.h"

#define SUBFOLDERS 3
static const char *const subfolders[SUBFOLDERS] = {"waiting", "sent", "refused"};

bool dropfolder_make(const char *path)
{
	char sub[PATH_SIZE];
	enum err err = file_mkdir(path, 0770);
	for (size_t i = 0; i < SUBFOLDERS && err == ERR_OK; i++) {
		agent_path(path, subfolders[i], sub);
		err = file_mkdir(sub, 0770);
		if (err == ERR_OK && i > 0) /* what stands in waiting/ is somebody else's */
			err = file_sweep(sub);
	}
	if (err != ERR_OK)
		log_error(_("the drop folder %s cannot be made: %s"), path, err_name(err));
	return err == ERR_OK;
}

/* Not files in the making: hidden ones, and what editors and browsers leave beside. */
static bool is_candidate(const char *name)
{
	size_t size = strlen(name);
	return name[0] != '.' && name[0] != '~' && name[size - 1] != '~' &&
	       (size < 5 || strcmp(name + size - 5, ".part") != 0);
}

static uint64_t ms_of(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000 + (uint64_t)time->tv_nsec / 1000000;
}

/* True for a file that has been written to the end; *ret_came_ms: when it was put here. */
static bool is_quiet(const char *path, uint64_t *ret_came_ms)
{
	struct stat stat;
	if (lstat(path, &stat) != 0 || !S_ISREG(stat.st_mode))
		return false;
	uint64_t now_ms = clock_now_ms();
	/* A move changes the ctime alone. */
	uint64_t came_ms = ms_of(&stat.st_ctim);
	uint64_t changed_ms = ms_of(&stat.st_mtim) > came_ms ? ms_of(&stat.st_mtim) : came_ms;
	/* One in the future is from before the clock was set back: it must not make a file new
	 * again and again. */
	*ret_came_ms = came_ms <= now_ms ? came_ms : 0;
	/* A time in the future is a wrong clock on the other machine, not a file in the making. */
	return now_ms >= changed_ms + DROPFOLDER_QUIET_MS ||
	       changed_ms > now_ms + DROPFOLDER_QUIET_MS;
}

/* A name in `folder` that is free: NAME, or NAME with the time. */
static void free_name(const char *folder, const char *name, char ret_path[PATH_SIZE])
{
	char stamped[NAME_MAX + 32];
	agent_path(folder, name, ret_path);
	if (access(ret_path, F_OK) != 0)
		return;
	snprintf(stamped, sizeof(stamped), "%" PRIu64 "-%s", clock_now_ms(), name);
	agent_path(folder, stamped, ret_path);
}

/* The file first gets its reason or receipt beside its new place, and is then moved: seen from
 * outside it never stands there without. */
static void move(const char *path, const char *from, const char *sub, const char *name,
	const char *suffix, const char *text)
{
	char folder[PATH_SIZE], to[PATH_SIZE], beside[PATH_SIZE];
	agent_path(path, sub, folder);
	free_name(folder, name, to);
	if (snprintf(beside, sizeof(beside), "%s%s", to, suffix) >= (int)sizeof(beside))
		return;
	enum err err = file_write(beside, bytes_of_text(text), 0660);
	if (err == ERR_OK && rename(from, to) != 0)
		err = file_err(errno);
	if (err == ERR_OK)
		err = file_sync_parent(to);
	if (err != ERR_OK)
		log_warn(_("%s cannot be moved to %s: %s; it stays where it is"), name, folder,
			err_name(err));
	else
		log_info("%s -> %s", name, sub);
}

/* Every batch of the file has its receipt: the worst of them decides where it goes. */
static void move_answered(struct agent *agent, const char *path, const char *from, const char *name,
	const struct sendfile *sent)
{
	char *text = NULL;
	size_t size = 0;
	int status = STATUS_OK;
	FILE *memory = open_memstream(&text, &size);
	if (memory == NULL)
		return;
	for (uint64_t number = sent->first; number <= sent->last; number++) {
		int one = submit_print(agent, number, memory);
		if (one > status)
			status = one;
	}
	fclose(memory);
	if (status == STATUS_OK)
		move(path, from, "sent", name, ".receipt.txt", text);
	else
		move(path, from, "refused", name, ".reason.txt", text);
	free(text);
}

/* False when it is still being written. */
static bool serve_file(struct agent *agent, const char *path, const char *name)
{
	char folder[PATH_SIZE], from[PATH_SIZE];
	char *text = NULL;
	size_t size = 0;
	uint64_t waiting, came_ms;
	agent_path(path, "waiting", folder);
	agent_path(folder, name, from);
	if (!is_quiet(from, &came_ms))
		return false;
	FILE *complaints = open_memstream(&text, &size);
	if (complaints == NULL)
		return true;
	struct sendfile sent = sendfile(agent, from, SENDFILE_PUT, came_ms, complaints);
	if (sent.outcome == SENDFILE_WRONG)
		fprintf(complaints, "%s\n",
			_("Nothing of this file was sent. Correct it and put it into waiting/ "
			  "again."));
	fclose(complaints);
	if (sent.outcome == SENDFILE_WRONG)
		move(path, from, "refused", name, ".reason.txt", text);
	else if (sent.outcome == SENDFILE_SENT && submit_answered(agent, sent.last, &waiting))
		move_answered(agent, path, from, name, &sent);
	else if (sent.outcome == SENDFILE_NOT_TAKEN || sent.outcome == SENDFILE_UNREADABLE)
		log_warn("%s: %s", name, text);
	free(text);
	return true;
}

static int is_wanted(const struct dirent *entry)
{
	return is_candidate(entry->d_name);
}

/* By name, so that "1 units.csv" goes before "2 cases.csv" that needs it. */
bool dropfolder_serve(struct agent *agent, const char *path)
{
	char folder[PATH_SIZE];
	struct dirent **entries = NULL;
	bool some_come = false;
	agent_path(path, "waiting", folder);
	int count = scandir(folder, &entries, is_wanted, alphasort);
	if (count < 0) {
		log_warn(_("%s cannot be read: %s"), folder, strerror(errno));
		return false;
	}
	for (int i = 0; i < count; i++) {
		if (i < DROPFOLDER_FILES_MAX && !serve_file(agent, path, entries[i]->d_name))
			some_come = true;
		free(entries[i]);
	}
	free((void *)entries);
	return some_come;
}
