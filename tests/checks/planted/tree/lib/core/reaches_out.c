#include "jour/disk.h"
#include <zmq.h>
#include <time.h>
