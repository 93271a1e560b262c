/* A limit that no test names. */
#define FORGOTTEN_MAX 7u
