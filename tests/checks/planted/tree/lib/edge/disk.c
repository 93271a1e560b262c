#include "jour/disk.h"
