/* A message of the schema as JSON: its fields by name, enums by name, lists as lists. What is 0,
 * empty or absent is left out. */
#ifndef JOURD_MESSAGEJSON_H
#define JOURD_MESSAGEJSON_H

#include "document.h"
#include "jour.pb-c.h"

/* NULL: out of memory, or a field of a type that no money record has (bytes, for one). The caller
 * owns it. */
json_t *messagejson_of(const ProtobufCMessage *message);

#endif
