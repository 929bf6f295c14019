/* A reader of JSON, for scripts in the form of wast2json: small, and the same on every target.
 * Values live until the document is freed; a missing one is NULL, which every function takes. */
#ifndef TESTS_SPEC_JSON_H
#define TESTS_SPEC_JSON_H

#include <stddef.h>

typedef struct json json_t;

/* NULL, with a message on the standard error stream, when the file cannot be read or is not JSON.
 */
json_t *json_load(const char *path);
void json_free(json_t *root);

const json_t *json_object_get(const json_t *object, const char *key);
size_t json_array_size(const json_t *array);
const json_t *json_array_get(const json_t *array, size_t index);
/* NULL unless it is a string. Strings may hold NULs. */
const char *json_string_value(const json_t *string);
size_t json_string_length(const json_t *string);
long json_integer_value(const json_t *number);

#endif
