#include <sys/socket.h>

#include "planted.h"

int planted_open_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}
