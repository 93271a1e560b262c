/* Seeds in files that only their owner can read, and as text.
 *
 * The text is one line, `jour-seed1 HEX CHECK`: the 32 bytes of the seed, and the first four
 * bytes of SHA-256("jour-seed1" | seed), so that a slip in copying one from paper is noticed. */
#ifndef JOUR_KEYFILE_H
#define JOUR_KEYFILE_H

#include "jour/sign.h"

#define SEED_TEXT_SIZE 85u	 /* "jour-seed1 ", 64 + 1 + 8 digits, and NUL */
#define KEYFILE_DETAIL_SIZE 512u /* longer paths are cut */

/* Writes the line without a line end. Wipe it after use (explicit_bzero). */
void seed_format(const uint8_t seed[SEED_SIZE], char ret_text[SEED_TEXT_SIZE]);
/* White space at both ends is allowed, digits may be upper case. ERR_MALFORMED: not such a
 * line; ERR_CORRUPT: its check digits are wrong (mistyped or cut). */
enum err seed_parse(struct bytes text, uint8_t ret_seed[SEED_SIZE]) MUST_CHECK;

/* Both: `ret_detail` is set on failure only, to one sentence for a person that names the file,
 * what is wrong, and what to type. */

/* Writes the seed durably to a new file of mode 0600. ERR_DUPLICATE: something has that name
 * already, and is left as it is; else as file_create. */
enum err keyfile_create(const char *path, const uint8_t seed[SEED_SIZE],
	char ret_detail[KEYFILE_DETAIL_SIZE]) MUST_CHECK;
/* ERR_DENIED: not ours, readable or writable by group or others, or no permission;
 * ERR_NOTFOUND; ERR_MALFORMED and ERR_CORRUPT as seed_parse; ERR_IO. */
enum err keyfile_read(const char *path, uint8_t ret_seed[SEED_SIZE],
	char ret_detail[KEYFILE_DETAIL_SIZE]) MUST_CHECK;

#endif
