#include "jour/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jour/file.h"
#include "jour/hash.h"

#define PREFIX "jour-seed1"
#define CHECK_SIZE 4u
/* A file that somebody has edited may have a few more line ends. */
#define FILE_SIZE_MAX 256u

static void seed_check(const uint8_t seed[SEED_SIZE], uint8_t ret_check[CHECK_SIZE])
{
	const struct bytes parts[] = {bytes_of_text(PREFIX), {seed, SEED_SIZE}};
	struct hash256 hash = hash256_parts(parts, 2);
	memcpy(ret_check, hash.bytes, CHECK_SIZE);
}

static char *hex_format(const uint8_t *bytes, size_t size, char *to)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < size; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	return to;
}

void seed_format(const uint8_t seed[SEED_SIZE], char ret_text[SEED_TEXT_SIZE])
{
	uint8_t check[CHECK_SIZE];
	seed_check(seed, check);
	memcpy(ret_text, PREFIX " ", sizeof(PREFIX));
	char *at = hex_format(seed, SEED_SIZE, ret_text + sizeof(PREFIX));
	*at++ = ' ';
	*hex_format(check, CHECK_SIZE, at) = '\0';
}

static int hex_digit(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

static bool hex_read(struct reader *from, size_t size, uint8_t *ret_bytes)
{
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(read_u8(from));
		int low = hex_digit(read_u8(from));
		if (high < 0 || low < 0)
			return false;
		ret_bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool is_space(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct bytes trim(struct bytes text)
{
	while (text.size > 0 && is_space(text.data[0])) {
		text.data++;
		text.size--;
	}
	while (text.size > 0 && is_space(text.data[text.size - 1]))
		text.size--;
	return text;
}

enum err seed_parse(struct bytes text, uint8_t ret_seed[SEED_SIZE])
{
	struct reader from = reader_of(trim(text));
	uint8_t seed[SEED_SIZE], check[CHECK_SIZE], wanted[CHECK_SIZE];
	enum err err = ERR_MALFORMED;
	bool ok = bytes_equal(read_span(&from, sizeof(PREFIX)), bytes_of_text(PREFIX " ")) &&
		  hex_read(&from, SEED_SIZE, seed) && read_u8(&from) == ' ' &&
		  hex_read(&from, CHECK_SIZE, check) && reader_done(&from);
	if (ok) {
		seed_check(seed, wanted);
		err = memcmp(check, wanted, CHECK_SIZE) == 0 ? ERR_OK : ERR_CORRUPT;
	}
	if (err == ERR_OK)
		memcpy(ret_seed, seed, SEED_SIZE);
	explicit_bzero(seed, sizeof(seed));
	return err;
}

static enum err refuse(enum err err, char detail[KEYFILE_DETAIL_SIZE], const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum err refuse(enum err err, char detail[KEYFILE_DETAIL_SIZE], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(detail, KEYFILE_DETAIL_SIZE, format, arguments);
	va_end(arguments);
	return err;
}

enum err keyfile_create(
	const char *path, const uint8_t seed[SEED_SIZE], char ret_detail[KEYFILE_DETAIL_SIZE])
{
	char line[SEED_TEXT_SIZE];
	seed_format(seed, line);
	line[SEED_TEXT_SIZE - 1] = '\n';
	enum err err = file_create(path, BYTES_OF(line), 0600);
	int error = errno;
	explicit_bzero(line, sizeof(line));
	if (err == ERR_DUPLICATE)
		return refuse(err, ret_detail,
			"%s exists already and is never overwritten; to keep it under another "
			"name run: mv %s %s.old",
			path, path, path);
	if (err != ERR_OK)
		return refuse(
			err, ret_detail, "cannot write the key file %s: %s", path, strerror(error));
	return ERR_OK;
}

/* Who owns an open file, and who else may touch it. */
static enum err check_owner(int fd, const char *path, char detail[KEYFILE_DETAIL_SIZE])
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return refuse(ERR_IO, detail, "cannot examine %s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return refuse(ERR_MALFORMED, detail, "%s is not a file", path);
	if (status.st_uid != geteuid())
		return refuse(ERR_DENIED, detail,
			"%s belongs to user %ju, not to user %ju who runs this; run as its owner, "
			"or: chown %ju %s",
			path, (uintmax_t)status.st_uid, (uintmax_t)geteuid(), (uintmax_t)geteuid(),
			path);
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return refuse(ERR_DENIED, detail,
			"%s holds a secret and other users may use it (mode %04o); run: "
			"chmod 600 %s",
			path, (unsigned)(status.st_mode & 07777u), path);
	return ERR_OK;
}

static enum err read_seed(
	int fd, const char *path, uint8_t ret_seed[SEED_SIZE], char detail[KEYFILE_DETAIL_SIZE])
{
	uint8_t text[FILE_SIZE_MAX];
	ssize_t size = read(fd, text, sizeof(text));
	if (size < 0)
		return refuse(ERR_IO, detail, "cannot read %s: %s", path, strerror(errno));
	enum err err = seed_parse((struct bytes){text, (size_t)size}, ret_seed);
	explicit_bzero(text, sizeof(text));
	if (err == ERR_MALFORMED)
		return refuse(err, detail,
			"%s is not a key file (it should be one line beginning with " PREFIX
			"); restore it from your copy",
			path);
	if (err != ERR_OK)
		return refuse(err, detail,
			"the check digits in %s are wrong (mistyped or cut); restore it from your "
			"copy",
			path);
	return ERR_OK;
}

enum err keyfile_read(
	const char *path, uint8_t ret_seed[SEED_SIZE], char ret_detail[KEYFILE_DETAIL_SIZE])
{
	/* One open file is examined and read: a path could be exchanged in between. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		int error = errno;
		const char *hint = error == ENOENT ? " (has init been run here?)" : "";
		return refuse(file_err(error), ret_detail, "cannot open the key file %s: %s%s",
			path, strerror(error), hint);
	}
	enum err err = check_owner(fd, path, ret_detail);
	if (err == ERR_OK)
		err = read_seed(fd, path, ret_seed, ret_detail);
	close(fd);
	return err;
}
