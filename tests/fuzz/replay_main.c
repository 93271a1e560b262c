/* Runs a fuzz target once on each file of a directory. An empty or missing directory is a
 * failure: a test that replays nothing proves nothing. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

#define INPUT_SIZE_MAX (4u * 1024u * 1024u)

static bool replay_file(const char *directory, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "rb");
	/* Of the very size, so that a sanitizer sees a read beyond it. */
	uint8_t *buffer = malloc(INPUT_SIZE_MAX);
	bool done = false;

	if (file != NULL && buffer != NULL) {
		size_t size = fread(buffer, 1, INPUT_SIZE_MAX, file);
		uint8_t *input = realloc(buffer, size + (size == 0));
		if (input != NULL)
			buffer = input;
		LLVMFuzzerTestOneInput(buffer, size);
		done = ferror(file) == 0;
	}
	if (!done)
		fprintf(stderr, "%s: cannot be read\n", path);
	free(buffer);
	if (file != NULL)
		fclose(file);
	return done;
}

int main(int argc, char **argv)
{
	DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
	unsigned count = 0;
	bool fine = true;

	if (directory == NULL) {
		fprintf(stderr, "usage: %s CORPUS-DIRECTORY\n", argv[0]);
		return 2;
	}
	for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
		if (entry->d_name[0] == '.')
			continue;
		fine = replay_file(argv[1], entry->d_name) && fine;
		count++;
	}
	closedir(directory);
	printf("%u inputs\n", count);
	return fine && count > 0 ? 0 : 1;
}
