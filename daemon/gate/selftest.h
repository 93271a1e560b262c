/* The proof at start-up that CURVE and ZAP keep strangers out. */
#ifndef SELFTEST_H
#define SELFTEST_H

#include "keyset.h"
#include "zsock.h"

/* Answers every ZAP question that waits: yes when the key is in `roster`. Returns how many were
 * answered with no. */
unsigned zap_serve(struct zsock *zap, const struct keyset *roster);

/* Binds a server like the real one to a private abstract ipc endpoint (inproc would bypass
 * CURVE), and tries one key that is on the roster and one that is not. True when the first came
 * through under its own name and the second was refused, within some seconds. */
bool selftest_passes(struct znet *znet, struct zsock *zap);

#endif
