#include "jour/checkpoint.h"

#include "jour/base64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Made with hashlib and PyNaCl: the ledger key is that of the seed 00 01 .. 1f, the root
 * SHA-256("root"). */
#define ORIGIN "umea.example/ledger"
#define ROOT "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I="
#define TEXT ORIGIN "\n20852163\n" ROOT "\n"
#define PAYLOAD                                                                                    \
	"Mwn3tZPG5iNYO+DkbhnsCdPWL+7//DkzRyTmb0VWmr0qJxOiBgWSkrMsFpMokygzN1EPt7n8tqmfE858dEeCb+Nz" \
	"tAM="
#define DASH "\xe2\x80\x94 "
#define LINE DASH ORIGIN " " PAYLOAD "\n"
#define NOTE TEXT "\n" LINE

static struct secret ledger, other;

static struct checkpoint checkpoint_of(uint64_t size)
{
	return (struct checkpoint){ORIGIN, size, hash256(bytes_of_text("root"))};
}

static enum err open_note(const char *note)
{
	struct checkpoint checkpoint;
	return checkpoint_open(bytes_of_text(note), ORIGIN, &ledger.public.sign, &checkpoint);
}

/* Opens a note of any `text` at all with a good signature by the ledger. */
static enum err open_signed(const char *text)
{
	uint8_t payload[4 + SIGNATURE_SIZE] = {0x33, 0x09, 0xf7, 0xb5}; /* as in PAYLOAD */
	struct signature signature = sign_detached(&ledger, bytes_of_text(text));
	memcpy(payload + 4, signature.bytes, SIGNATURE_SIZE);
	char note[1024];
	struct writer to = writer_of(note, sizeof(note));
	write_span(&to, bytes_of_text(text));
	write_span(&to, bytes_of_text("\n" DASH ORIGIN " "));
	base64_write(BYTES_OF(payload), BASE64_PADDED, &to);
	write_u8(&to, '\n');
	struct checkpoint checkpoint;
	return checkpoint_open(written(&to), ORIGIN, &ledger.public.sign, &checkpoint);
}

static void checkpoint_agrees_with_other_program(void **state)
{
	(void)state;
	struct checkpoint checkpoint = checkpoint_of(20852163), back;
	uint8_t buffer[CHECKPOINT_SIZE_MAX];
	assert_true(bytes_equal(checkpoint_text(&checkpoint, buffer), bytes_of_text(TEXT)));
	struct bytes note = checkpoint_sign(&checkpoint, &ledger, buffer);
	assert_true(bytes_equal(note, bytes_of_text(NOTE)));
	assert_int_equal(checkpoint_open(note, ORIGIN, &ledger.public.sign, &back), ERR_OK);
	assert_string_equal(back.origin, ORIGIN);
	assert_int_equal(back.size, 20852163);
	assert_true(hash256_equal(back.root, checkpoint.root));
}

static void checkpoint_of_extreme_sizes_comes_back(void **state)
{
	(void)state;
	static const uint64_t sizes[] = {0, 1, 9, 10, 99, 100, UINT64_MAX};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct checkpoint checkpoint = checkpoint_of(sizes[i]), back;
		memset(checkpoint.origin, 'o', ORIGIN_SIZE_MAX);
		checkpoint.origin[ORIGIN_SIZE_MAX] = '\0';
		uint8_t buffer[CHECKPOINT_SIZE_MAX];
		struct bytes note = checkpoint_sign(&checkpoint, &ledger, buffer);
		assert_int_equal(
			checkpoint_open(note, checkpoint.origin, &ledger.public.sign, &back),
			ERR_OK);
		assert_int_equal(back.size, sizes[i]);
	}
}

static void checkpoint_text_of_another_form_is_malformed(void **state)
{
	(void)state;
	assert_int_equal(open_signed(TEXT), ERR_OK);
	static const char *const bad[] = {"", "\n", ORIGIN "\n", ORIGIN "\n1\n", ORIGIN "\n1\n\n",
		ORIGIN "\n01\n" ROOT "\n", ORIGIN "\n00\n" ROOT "\n", ORIGIN "\n\n" ROOT "\n",
		ORIGIN "\n+1\n" ROOT "\n", ORIGIN "\n-1\n" ROOT "\n", ORIGIN "\n1 \n" ROOT "\n",
		ORIGIN "\n0x1\n" ROOT "\n", ORIGIN "\n18446744073709551616\n" ROOT "\n",
		"\n1\n" ROOT "\n", "Umea\n1\n" ROOT "\n", ORIGIN " \n1\n" ROOT "\n",
		/* the root: last digit not minimal, padding gone, short, long, base64url */
		ORIGIN "\n1\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7J=\n",
		ORIGIN "\n1\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I\n",
		ORIGIN "\n1\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2\n",
		ORIGIN "\n1\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7IA\n",
		ORIGIN "\n1\nSBNJTRN-FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n",
		/* more lines, other line ends, no last newline, bytes that are not text */
		TEXT "extension\n", "\n" TEXT, ORIGIN "\n\n1\n" ROOT "\n",
		ORIGIN "\r\n1\r\n" ROOT "\r\n", TEXT "\t\n", TEXT "\xff\n",
		ORIGIN "\n20852163\n" ROOT};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(open_signed(bad[i]), ERR_MALFORMED);
}

static void checkpoint_note_of_another_form_is_malformed(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "\n", "\n\n", TEXT, TEXT "\n", TEXT LINE,
		TEXT "\n" DASH ORIGIN " " PAYLOAD, /* no last newline */
		TEXT "\n\n" LINE, NOTE "\n", NOTE "\n\n", NOTE "junk\n", NOTE DASH "x\n",
		NOTE DASH "x \n", NOTE DASH " " PAYLOAD "\n", NOTE DASH "a+b " PAYLOAD "\n",
		NOTE DASH "a b " PAYLOAD "\n", NOTE "- a " PAYLOAD "\n",
		TEXT "\n" DASH ORIGIN " " PAYLOAD "\r\n", TEXT "\n" LINE "\x7f\xc0\n",
		TEXT "\n" DASH ORIGIN "  " PAYLOAD "\n"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(open_note(bad[i]), ERR_MALFORMED);
}

static void checkpoint_unknown_signature_lines_are_ignored(void **state)
{
	(void)state;
	assert_int_equal(open_note(TEXT "\n" DASH "witness.example/w AAAA\n" LINE), ERR_OK);
	assert_int_equal(open_note(NOTE DASH "vittne-å AAAAAAAA\n"), ERR_OK);
	/* our name with another key hash, another kind of signature, or nonsense */
	assert_int_equal(open_note(TEXT "\n" DASH ORIGIN " AAAAAAAA\n" LINE), ERR_OK);
	assert_int_equal(open_note(NOTE DASH ORIGIN " A" PAYLOAD "\n"), ERR_OK);
	char known[CHECKPOINT_SIZE_MAX];
	strcpy(known, NOTE DASH ORIGIN " " PAYLOAD "\n");
	char *hash = strstr(strstr(known, PAYLOAD) + 1, PAYLOAD);
	hash[0] = 'N'; /* another key hash over a signature that holds */
	assert_int_equal(open_note(known), ERR_OK);
}

static void checkpoint_without_good_signature_is_denied(void **state)
{
	(void)state;
	struct checkpoint checkpoint = checkpoint_of(20852163), back;
	struct bytes note = bytes_of_text(NOTE);
	assert_int_equal(checkpoint_open(note, ORIGIN, &other.public.sign, &back), ERR_DENIED);
	assert_int_equal(
		checkpoint_open(note, "umea.example", &ledger.public.sign, &back), ERR_DENIED);
	assert_int_equal(open_note(TEXT "\n" DASH "witness.example/w " PAYLOAD "\n"), ERR_DENIED);
	/* the right name, another origin in the text */
	assert_int_equal(open_signed("elsewhere\n1\n" ROOT "\n"), ERR_DENIED);
	/* the payload in base64 that is not minimal, and without padding */
	char text[CHECKPOINT_SIZE_MAX];
	strcpy(text, NOTE);
	text[strlen(NOTE) - 3] = 'N';
	assert_int_equal(open_note(text), ERR_DENIED);
	/* a wrong signature by the ledger's key spoils a note, before and after a good one */
	strcpy(text, LINE);
	text[strlen(LINE) - 20] ^= 1;
	char both[2 * CHECKPOINT_SIZE_MAX];
	(void)snprintf(both, sizeof(both), NOTE "%s", text);
	assert_int_equal(open_note(both), ERR_DENIED);
	(void)snprintf(both, sizeof(both), TEXT "\n%s" LINE, text);
	assert_int_equal(open_note(both), ERR_DENIED);
	uint8_t buffer[CHECKPOINT_SIZE_MAX];
	note = checkpoint_sign(&checkpoint, &other, buffer);
	assert_int_equal(checkpoint_open(note, ORIGIN, &ledger.public.sign, &back), ERR_DENIED);
}

static void checkpoint_any_flipped_bit_is_refused(void **state)
{
	(void)state;
	char note[] = NOTE;
	for (size_t bit = 0; bit < 8 * (sizeof(note) - 1); bit++) {
		struct checkpoint back;
		note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
		struct bytes span = {(const uint8_t *)note, sizeof(note) - 1};
		assert_int_not_equal(
			checkpoint_open(span, ORIGIN, &ledger.public.sign, &back), ERR_OK);
		note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
	}
}

static void checkpoint_note_longer_than_limit_is_malformed(void **state)
{
	(void)state;
	size_t size = CHECKPOINT_NOTE_SIZE_MAX + 1;
	char *note = malloc(size + 1);
	assert_non_null(note);
	strcpy(note, NOTE DASH "witness.example/w ");
	size_t start = strlen(note);
	memset(note + start, 'A', size - start);
	struct checkpoint back;
	note[size - 2] = '\n';
	struct bytes span = {(const uint8_t *)note, size - 1};
	assert_int_equal(checkpoint_open(span, ORIGIN, &ledger.public.sign, &back), ERR_OK);
	note[size - 2] = 'A';
	note[size - 1] = '\n';
	span.size = size;
	assert_int_equal(checkpoint_open(span, ORIGIN, &ledger.public.sign, &back), ERR_MALFORMED);
	free(note);
}

static int setup(void **state)
{
	(void)state;
	uint8_t seed[SEED_SIZE];
	if (sign_init() != ERR_OK)
		return -1;
	for (size_t i = 0; i < SEED_SIZE; i++)
		seed[i] = (uint8_t)i;
	secret_from_seed(seed, &ledger);
	seed[0] = 0xff;
	secret_from_seed(seed, &other);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checkpoint_agrees_with_other_program),
		cmocka_unit_test(checkpoint_of_extreme_sizes_comes_back),
		cmocka_unit_test(checkpoint_text_of_another_form_is_malformed),
		cmocka_unit_test(checkpoint_note_of_another_form_is_malformed),
		cmocka_unit_test(checkpoint_unknown_signature_lines_are_ignored),
		cmocka_unit_test(checkpoint_without_good_signature_is_denied),
		cmocka_unit_test(checkpoint_any_flipped_bit_is_refused),
		cmocka_unit_test(checkpoint_note_longer_than_limit_is_malformed),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
