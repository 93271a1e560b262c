#include "jour/sign.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

static_assert(SEED_SIZE == crypto_kdf_KEYBYTES, "a seed is a key derivation key");
static_assert(SEED_SIZE == crypto_sign_SEEDBYTES, "a subkey seeds Ed25519");
static_assert(KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");
static_assert(KEY_SIZE == crypto_scalarmult_BYTES, "X25519 public key");
static_assert(SIGNATURE_SIZE == crypto_sign_BYTES, "Ed25519 signature");
static_assert(sizeof(((struct secret *)NULL)->sign) == crypto_sign_SECRETKEYBYTES, "secret key");
static_assert(sizeof("jourSIGN") - 1 == crypto_kdf_CONTEXTBYTES, "context");

enum err sign_init(void)
{
	return sodium_init() < 0 ? ERR_IO : ERR_OK;
}

void secret_from_seed(const uint8_t seed[SEED_SIZE], struct secret *ret_secret)
{
	uint8_t sign_seed[SEED_SIZE];
	crypto_kdf_derive_from_key(sign_seed, sizeof(sign_seed), 1, "jourSIGN", seed);
	crypto_sign_seed_keypair(ret_secret->public.sign.bytes, ret_secret->sign, sign_seed);
	sodium_memzero(sign_seed, sizeof(sign_seed));
	crypto_kdf_derive_from_key(
		ret_secret->transport, sizeof(ret_secret->transport), 2, "jourCURV", seed);
	crypto_scalarmult_base(ret_secret->public.transport.bytes, ret_secret->transport);
}

void secret_wipe(struct secret *secret)
{
	sodium_memzero(secret, sizeof(*secret));
}

struct signature sign_detached(const struct secret *secret, struct bytes message)
{
	struct signature signature;
	crypto_sign_detached(signature.bytes, NULL, message.data, message.size, secret->sign);
	return signature;
}

bool sign_verify(const struct key *key, struct bytes message, const struct signature *signature)
{
	return crypto_sign_verify_detached(
		       signature->bytes, message.data, message.size, key->bytes) == 0;
}

bool key_is_weak_sign(const struct key *key)
{
	return crypto_core_ed25519_is_valid_point(key->bytes) != 1;
}

bool key_is_weak_transport(const struct key *key)
{
	/* X25519 makes any scalar a multiple of eight, so that exactly the points of small
	 * order go to zero, which libsodium reports; any one scalar tells. */
	static const uint8_t scalar[crypto_scalarmult_SCALARBYTES] = {8};
	uint8_t product[crypto_scalarmult_BYTES];
	return crypto_scalarmult(product, scalar, key->bytes) != 0;
}

bool identity_is_weak(const struct identity *identity)
{
	return key_is_weak_sign(&identity->sign) || key_is_weak_transport(&identity->transport);
}

bool key_equal(const struct key *a, const struct key *b)
{
	return memcmp(a->bytes, b->bytes, KEY_SIZE) == 0;
}

struct bytes key_bytes(const struct key *key)
{
	return (struct bytes){key->bytes, KEY_SIZE};
}
