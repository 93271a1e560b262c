/* Keys and signatures: the only header over libsodium's signing, key exchange and key
 * derivation. Every function is deterministic; nothing here draws randomness. */
#ifndef JOUR_SIGN_H
#define JOUR_SIGN_H

#include "jour/bytes.h"
#include "jour/err.h"

#define SEED_SIZE 32
#define KEY_SIZE 32
#define SIGNATURE_SIZE 64

/* A public key: Ed25519 (signing) or X25519 (transport). */
struct key {
	uint8_t bytes[KEY_SIZE];
};

struct signature {
	uint8_t bytes[SIGNATURE_SIZE];
};

/* The public half of an identity. */
struct identity {
	struct key sign;
	struct key transport;
};

/* What one seed yields (PROTOCOL.md section 1). Wipe with secret_wipe. */
struct secret {
	uint8_t sign[64];      /* libsodium's Ed25519 secret key: seed | public key */
	uint8_t transport[32]; /* X25519 secret */
	struct identity public;
};

/* Once a process, before anything else here (again does no harm). ERR_IO: the library
 * cannot start. */
enum err sign_init(void) MUST_CHECK;

/* Both key pairs of a seed. The caller wipes the seed. */
void secret_from_seed(const uint8_t seed[SEED_SIZE], struct secret *ret_secret);
/* Overwrites all of it with zeros, in a way no compiler leaves out. */
void secret_wipe(struct secret *secret);

/* RFC 8032 Ed25519: the same secret and message always give the same signature. */
struct signature sign_detached(const struct secret *secret, struct bytes message);
/* False for a weak key too, and for a signature that is not in its one encoding. */
bool sign_verify(const struct key *key, struct bytes message, const struct signature *signature);

/* True for keys that nobody should hold: small or mixed order, not on the curve, not in
 * their one encoding. */
bool key_is_weak_sign(const struct key *key);
/* True for keys with which every secret gives the same shared secret: small order. */
bool key_is_weak_transport(const struct key *key);
/* True when either half is weak. */
bool identity_is_weak(const struct identity *identity);
bool key_equal(const struct key *a, const struct key *b);
/* The key as a span; it lives as long as `*key`. */
struct bytes key_bytes(const struct key *key);

#endif
