#include "CSimdJSON.h"
#include <simdjson.h>
int csj_version(void) { return simdjson::SIMDJSON_VERSION_MAJOR; }
