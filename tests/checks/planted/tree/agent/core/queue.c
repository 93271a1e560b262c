#include "queue.h"

#include <string.h>
