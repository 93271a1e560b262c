#include "jour/err.h"

const char *err_name(enum err err)
{
	switch (err) {
	case ERR_OK:
		return "ok";
	case ERR_MALFORMED:
		return "malformed";
	case ERR_DENIED:
		return "denied";
	case ERR_DUPLICATE:
		return "duplicate";
	case ERR_NOTFOUND:
		return "not found";
	case ERR_RANGE:
		return "out of range";
	case ERR_RETRY:
		return "try again later";
	case ERR_NOSPACE:
		return "no space";
	case ERR_CORRUPT:
		return "corrupt";
	case ERR_IO:
		return "input/output error";
	}
	return "unknown error";
}
