/* A directory for one test, under $TMPDIR or /tmp. */
#ifndef TEMPDIR_H
#define TEMPDIR_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMPDIR_SIZE 256u

/* Aborts when it cannot: no test can do without. */
static inline void tempdir_make(char ret_path[TEMPDIR_SIZE])
{
	const char *base = getenv("TMPDIR");
	if (base == NULL || base[0] == '\0' || strlen(base) > TEMPDIR_SIZE / 2)
		base = "/tmp";
	(void)snprintf(ret_path, TEMPDIR_SIZE, "%s/jour-test-XXXXXX", base);
	if (mkdtemp(ret_path) == NULL)
		abort();
}

/* Removes it with the files in it and directories of files (one level). */
static inline void tempdir_remove(const char *path)
{
	char name[TEMPDIR_SIZE + 256];
	DIR *entries = path[0] == '\0' ? NULL : opendir(path);
	if (entries == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		(void)snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (unlink(name) != 0 && strlen(name) < TEMPDIR_SIZE)
			tempdir_remove(name);
	}
	(void)closedir(entries);
	(void)rmdir(path);
}

#endif
