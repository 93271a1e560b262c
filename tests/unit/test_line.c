#include "jour/line.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Made with hashlib and PyNaCl from the seeds 00 .. 1f (office) and 20 .. 3f (recovery). */
#define ID_PAYLOAD                                                                                 \
	"6yHSL9D6u7Yb74WgxNyX3N0IntUHKpEVC_pxBV7UyTljjNrh_Yc8DXeM8mGayRfVlotpjWBqJxQnosbo7_"       \
	"3DZqrEh"                                                                                  \
	"cs"
#define OFFICE_PAYLOAD                                                                             \
	"6yHSL9D6u7Yb74WgxNyX3N0IntUHKpEVC_pxBV7UyTljjNrh_Yc8DXeM8mGayRfVlotpjWBqJxQnosbo7_"       \
	"3DZoEgn"                                                                                  \
	"oHALmvDUPJcG9fuEkJkiirjPn8hgj5DhPePfJVIOS-PjkWYt4mxxASPxHeZEMkW6epfowQ8SMubIV2v7Razx__7"
#define SERVER_PAYLOAD                                                                             \
	"Y4za4f2HPA13jPJhmskX1ZaLaY1gaicUJ6LG6O_9w2aBIJ6BwC5rw1DyXBvX7hJCZIoq4z5_IYI-"             \
	"Q4T3j3yVSK7rr"                                                                            \
	"Up5b8wuFdxMYGG0Xtmzc_Jq38eYyn0tjMWBgnGO_buHrg"
#define SERVER_START "jour-server1 tcp://jour.example:7171 umea.example/ledger "

static struct secret secret_of(uint8_t first)
{
	uint8_t seed[SEED_SIZE];
	struct secret secret;
	for (size_t i = 0; i < SEED_SIZE; i++)
		seed[i] = (uint8_t)(first + i);
	secret_from_seed(seed, &secret);
	return secret;
}

static struct server_line server_line(void)
{
	return (struct server_line){
		.endpoint = "tcp://jour.example:7171",
		.origin = "umea.example/ledger",
		.transport = secret_of(0).public.transport,
		.ledger_key = secret_of(32).public.sign,
		.ledger_id = hash256(bytes_of_text("genesis")),
	};
}

static enum err parse_identity(const char *text)
{
	struct identity_line line;
	return identity_line_parse(bytes_of_text(text), &line);
}

static enum err parse_server(const char *text)
{
	struct server_line line;
	return server_line_parse(bytes_of_text(text), &line);
}

static void line_identity_agrees_with_other_program(void **state)
{
	(void)state;
	struct identity_line line = {.identity = secret_of(0).public}, back;
	char text[LINE_SIZE_MAX];
	identity_line_format(&line, text);
	assert_string_equal(text, "jour-id1 " ID_PAYLOAD);
	assert_int_equal(identity_line_parse(bytes_of_text(text), &back), ERR_OK);
	assert_memory_equal(&back.identity, &line.identity, sizeof(back.identity));
	assert_string_equal(back.comment, "");

	strcpy(line.comment, "Vännäs kommun, ekonomi");
	identity_line_format(&line, text);
	assert_string_equal(text, "jour-id1 " ID_PAYLOAD " Vännäs kommun, ekonomi");
	assert_int_equal(identity_line_parse(bytes_of_text(text), &back), ERR_OK);
	assert_string_equal(back.comment, line.comment);
}

static void line_office_agrees_with_other_program(void **state)
{
	(void)state;
	struct office_line line = {secret_of(0).public, secret_of(32).public, "jouren"}, back;
	char text[LINE_SIZE_MAX];
	office_line_format(&line, text);
	assert_string_equal(text, "jour-office1 " OFFICE_PAYLOAD " jouren");
	assert_int_equal(office_line_parse(bytes_of_text(text), &back), ERR_OK);
	assert_memory_equal(&back.office, &line.office, sizeof(back.office));
	assert_memory_equal(&back.recovery, &line.recovery, sizeof(back.recovery));
	assert_string_equal(back.comment, "jouren");
}

static void line_server_agrees_with_other_program(void **state)
{
	(void)state;
	struct server_line line = server_line(), back;
	char text[LINE_SIZE_MAX];
	server_line_format(&line, text);
	assert_string_equal(text, SERVER_START SERVER_PAYLOAD);
	assert_int_equal(server_line_parse(bytes_of_text(text), &back), ERR_OK);
	assert_string_equal(back.endpoint, line.endpoint);
	assert_string_equal(back.origin, line.origin);
	assert_true(key_equal(&back.transport, &line.transport));
	assert_true(key_equal(&back.ledger_key, &line.ledger_key));
	assert_true(hash256_equal(back.ledger_id, line.ledger_id));
}

static void line_white_space_at_the_ends_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(parse_identity(" \t jour-id1 " ID_PAYLOAD " a b \r\n"), ERR_OK);
	assert_int_equal(parse_server("\n" SERVER_START SERVER_PAYLOAD "\n"), ERR_OK);
}

static void line_of_another_form_is_malformed(void **state)
{
	(void)state;
	static const char *const bad[] = {"", " ", "jour-id1", "jour-id1 ", "jour-id2 " ID_PAYLOAD,
		"jour-id " ID_PAYLOAD, "JOUR-ID1 " ID_PAYLOAD, "jour-id1\t" ID_PAYLOAD,
		"jour-id1 " ID_PAYLOAD "  two spaces", "jour-id1 " ID_PAYLOAD " a\tb",
		"jour-id1 " ID_PAYLOAD " \xff", "jour-office1 " OFFICE_PAYLOAD};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse_identity(bad[i]), ERR_MALFORMED);
	static const char *const bad_server[] = {"jour-server1", SERVER_START,
		"jour-server1  umea.example/ledger " SERVER_PAYLOAD,
		"jour-server1 tcp://h:1 Umea.example " SERVER_PAYLOAD,
		"jour-server1 tcp://h:1  " SERVER_PAYLOAD,
		"jour-server1 tcp://h\x01:1 umea.example/ledger " SERVER_PAYLOAD,
		"jour-id1 " ID_PAYLOAD};
	for (size_t i = 0; i < sizeof(bad_server) / sizeof(bad_server[0]); i++)
		assert_int_equal(parse_server(bad_server[i]), ERR_MALFORMED);
	struct office_line office;
	assert_int_equal(
		office_line_parse(bytes_of_text("jour-id1 " ID_PAYLOAD), &office), ERR_MALFORMED);
}

/* Any one changed or lost letter of the keys is noticed; a changed address or name as well. */
static void line_mistyped_is_corrupt(void **state)
{
	(void)state;
	const char whole[] = "jour-id1 " ID_PAYLOAD;
	for (size_t at = strlen("jour-id1 "); at < strlen(whole); at++) {
		char text[sizeof(whole)];
		memcpy(text, whole, sizeof(whole));
		text[at] = text[at] == 'A' ? 'B' : 'A';
		assert_int_equal(parse_identity(text), ERR_CORRUPT);
		struct identity_line line;
		struct bytes cut = {(const uint8_t *)whole, at};
		assert_int_not_equal(identity_line_parse(cut, &line), ERR_OK);
	}
	assert_int_equal(parse_identity("jour-id1 " ID_PAYLOAD "A"), ERR_CORRUPT);
	assert_int_equal(
		parse_identity("jour-id1 " ID_PAYLOAD "\njour-id1 " ID_PAYLOAD " x"), ERR_CORRUPT);
	assert_int_equal(parse_identity("jour-id1 " OFFICE_PAYLOAD), ERR_CORRUPT);
	assert_int_equal(
		parse_server(
			"jour-server1 tcp://jour.example:7172 umea.example/ledger " SERVER_PAYLOAD),
		ERR_CORRUPT);
	assert_int_equal(
		parse_server(
			"jour-server1 tcp://jour.example:7171 umea.example/ledge " SERVER_PAYLOAD),
		ERR_CORRUPT);
	assert_int_equal(parse_server(SERVER_START SERVER_PAYLOAD " comment"), ERR_CORRUPT);
}

static void line_with_weak_key_is_denied(void **state)
{
	(void)state;
	static const struct key zero;
	char text[LINE_SIZE_MAX];
	for (int which = 0; which < 2; which++) {
		struct identity_line line = {.identity = secret_of(0).public};
		*(which == 0 ? &line.identity.sign : &line.identity.transport) = zero;
		identity_line_format(&line, text);
		assert_int_equal(parse_identity(text), ERR_DENIED);
		struct server_line server = server_line();
		*(which == 0 ? &server.transport : &server.ledger_key) = zero;
		server_line_format(&server, text);
		assert_int_equal(parse_server(text), ERR_DENIED);
	}
	for (int which = 0; which < 4; which++) {
		struct office_line line = {secret_of(0).public, secret_of(32).public, ""}, back;
		struct identity *half = which < 2 ? &line.office : &line.recovery;
		*(which % 2 == 0 ? &half->sign : &half->transport) = zero;
		office_line_format(&line, text);
		assert_int_equal(office_line_parse(bytes_of_text(text), &back), ERR_DENIED);
	}
}

static void line_at_the_limits_comes_back(void **state)
{
	(void)state;
	struct server_line server = server_line(), back;
	struct office_line office = {secret_of(0).public, secret_of(32).public, ""}, office_back;
	char text[LINE_SIZE_MAX];
	memset(server.endpoint, 'e', ENDPOINT_SIZE_MAX);
	memset(server.origin, 'o', ORIGIN_SIZE_MAX);
	server_line_format(&server, text);
	assert_int_equal(server_line_parse(bytes_of_text(text), &back), ERR_OK);
	assert_string_equal(back.endpoint, server.endpoint);
	assert_string_equal(back.origin, server.origin);
	memset(office.comment, 'c', TEXT_SIZE_MAX);
	office_line_format(&office, text);
	assert_int_equal(office_line_parse(bytes_of_text(text), &office_back), ERR_OK);
	assert_string_equal(office_back.comment, office.comment);
	strcat(text, "c");
	assert_int_equal(office_line_parse(bytes_of_text(text), &office_back), ERR_MALFORMED);
}

static void line_names_beyond_their_limits_are_invalid(void **state)
{
	(void)state;
	char many[ENDPOINT_SIZE_MAX + 1];
	memset(many, 'a', sizeof(many));
	struct bytes text = BYTES_OF(many);
	assert_false(endpoint_is_valid(text));
	text.size = ENDPOINT_SIZE_MAX;
	assert_true(endpoint_is_valid(text));
	text.size = ORIGIN_SIZE_MAX + 1;
	assert_false(origin_is_valid(text));
	text.size = ORIGIN_SIZE_MAX;
	assert_true(origin_is_valid(text));
	assert_false(origin_is_valid(BYTES_NONE));
	assert_false(endpoint_is_valid(BYTES_NONE));
	for (unsigned c = 0; c < 256; c++) {
		uint8_t one = (uint8_t)c;
		bool in = c != 0 && strchr("abcdefghijklmnopqrstuvwxyz0123456789.-/", (int)c);
		assert_int_equal(origin_is_valid((struct bytes){&one, 1}), in);
		assert_int_equal(endpoint_is_valid((struct bytes){&one, 1}), c > 32 && c < 127);
	}
}

static void line_fingerprint_agrees_with_other_program(void **state)
{
	(void)state;
	struct identity identity = secret_of(0).public;
	char text[FINGERPRINT_SIZE];
	identity_fingerprint(&identity, text);
	assert_string_equal(text, "50871-20229-57755-58455-29891");
	identity.transport.bytes[0] ^= 1;
	identity_fingerprint(&identity, text);
	assert_string_not_equal(text, "50871-20229-57755-58455-29891");
}

static int setup(void **state)
{
	(void)state;
	return sign_init() == ERR_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_identity_agrees_with_other_program),
		cmocka_unit_test(line_office_agrees_with_other_program),
		cmocka_unit_test(line_server_agrees_with_other_program),
		cmocka_unit_test(line_white_space_at_the_ends_is_allowed),
		cmocka_unit_test(line_of_another_form_is_malformed),
		cmocka_unit_test(line_mistyped_is_corrupt),
		cmocka_unit_test(line_with_weak_key_is_denied),
		cmocka_unit_test(line_at_the_limits_comes_back),
		cmocka_unit_test(line_names_beyond_their_limits_are_invalid),
		cmocka_unit_test(line_fingerprint_agrees_with_other_program),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
