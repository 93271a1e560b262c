/* Errors. Each says what the caller should do, not which library failed. */
#ifndef JOUR_ERR_H
#define JOUR_ERR_H

enum err {
	ERR_OK = 0,
	ERR_MALFORMED, /* the bytes are not what they claim to be: refuse them */
	ERR_DENIED,    /* well formed, not allowed: refuse, tell the author */
	ERR_DUPLICATE, /* it is already there: answer as the first time */
	ERR_NOTFOUND,  /* it is not there */
	ERR_RANGE,     /* a number does not fit, or a limit is reached */
	ERR_RETRY,     /* nothing happened, try again later */
	ERR_NOSPACE,   /* known not written: no room; tell the person who can make room */
	ERR_CORRUPT,   /* stored bytes are not what was stored: stop and say where */
	ERR_IO,        /* the world failed; whether a write happened is unknown */
};

/* A short English name for logs ("no space"); never NULL. */
const char *err_name(enum err err);

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
