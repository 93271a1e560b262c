#include "serve.h"
#include <stdio.h>
