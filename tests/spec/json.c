#include "json.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_OTHER, KIND_NUMBER, KIND_STRING, KIND_ARRAY, KIND_OBJECT };

struct json {
    enum kind kind;
    long number;
    char *text; /* of a string */
    size_t length;
    json_t **items; /* of an array or object */
    char **keys;    /* of an object */
    size_t count, capacity;
};

struct parser {
    const char *at, *end;
    unsigned depth;
};
#define MAX_DEPTH 32u

static json_t *parse_value(struct parser *p);

static void *checked(void *block)
{
    if (!block) {
        fprintf(stderr, "json: out of memory\n");
        exit(2);
    }
    return block;
}

static void skip_space(struct parser *p)
{
    while (p->at < p->end && strchr(" \t\r\n", *p->at))
        p->at++;
}

static bool take(struct parser *p, char c)
{
    skip_space(p);
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

/* ---- strings -------------------------------------------------------------------------------- */

static size_t put_utf8(char *to, uint32_t c)
{
    size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xc0, 0xe0, 0xf0};
    to[0] = (char)(lead[more] | c >> (6 * more));
    for (size_t i = 1; i <= more; i++)
        to[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

static bool hex4(struct parser *p, uint32_t *out)
{
    char digits[5] = "", *end;
    if (p->end - p->at < 4)
        return false;
    memcpy(digits, p->at, 4);
    *out = (uint32_t)strtoul(digits, &end, 16);
    p->at += 4;
    return *end == '\0';
}

static bool unicode_escape(struct parser *p, char *to, size_t *length)
{
    uint32_t c, low;
    if (!hex4(p, &c))
        return false;
    bool high = c >= 0xd800 && c < 0xdc00;
    if (high && p->end - p->at >= 6 && p->at[0] == '\\' && p->at[1] == 'u') {
        p->at += 2;
        if (!hex4(p, &low))
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    *length += put_utf8(to + *length, c);
    return true;
}

static bool escape(struct parser *p, char *to, size_t *length)
{
    static const char from[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (p->at == p->end)
        return false;
    char c = *p->at++;
    if (c == 'u')
        return unicode_escape(p, to, length);
    const char *known = strchr(from, c);
    if (!known || c == '\0')
        return false;
    to[(*length)++] = meant[known - from];
    return true;
}

/* Behind the opening quote. What an escape stands for is never longer than it. */
static char *parse_string(struct parser *p, size_t *length)
{
    size_t room = 0;
    while (p->at + room < p->end && p->at[room] != '"')
        room += p->at[room] == '\\' ? 2 : 1;
    char *text = checked(malloc(room + 1));
    *length = 0;
    while (p->at < p->end && *p->at != '"') {
        char c = *p->at++;
        if (c != '\\') {
            text[(*length)++] = c;
        } else if (!escape(p, text, length)) {
            free(text);
            return NULL;
        }
    }
    text[*length] = '\0';
    if (take(p, '"'))
        return text;
    free(text);
    return NULL;
}

/* ---- values --------------------------------------------------------------------------------- */

static void add(json_t *to, char *key, json_t *item)
{
    if (to->count == to->capacity) {
        to->capacity = to->capacity ? 2 * to->capacity : 8;
        to->items = checked(realloc(to->items, to->capacity * sizeof *to->items));
        to->keys = checked(realloc(to->keys, to->capacity * sizeof *to->keys));
    }
    to->keys[to->count] = key;
    to->items[to->count++] = item;
}

static bool parse_item(struct parser *p, json_t *to)
{
    char *key = NULL;
    size_t length;
    if (to->kind == KIND_OBJECT &&
        (!take(p, '"') || !(key = parse_string(p, &length)) || !take(p, ':'))) {
        free(key);
        return false;
    }
    json_t *item = parse_value(p);
    if (!item) {
        free(key);
        return false;
    }
    add(to, key, item);
    return true;
}

static bool parse_items(struct parser *p, json_t *to, char end)
{
    if (take(p, end))
        return true;
    do {
        if (!parse_item(p, to))
            return false;
    } while (take(p, ','));
    return take(p, end);
}

static bool parse_word(struct parser *p, json_t *value)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(p->end - p->at) >= length && memcmp(p->at, words[i], length) == 0) {
            p->at += length;
            return true;
        }
    }
    char *end;
    value->kind = KIND_NUMBER;
    value->number = strtol(p->at, &end, 10);
    bool any = end > p->at;
    p->at = end;
    return any;
}

static bool parse_into(struct parser *p, json_t *value)
{
    if (take(p, '"')) {
        value->kind = KIND_STRING;
        value->text = parse_string(p, &value->length);
        return value->text != NULL;
    }
    if (take(p, '[')) {
        value->kind = KIND_ARRAY;
        return parse_items(p, value, ']');
    }
    if (take(p, '{')) {
        value->kind = KIND_OBJECT;
        return parse_items(p, value, '}');
    }
    return parse_word(p, value);
}

static json_t *parse_value(struct parser *p)
{
    json_t *value = checked(calloc(1, sizeof *value));
    bool fits = p->depth++ < MAX_DEPTH;
    bool parsed = fits && parse_into(p, value);
    p->depth--;
    if (parsed)
        return value;
    json_free(value);
    return NULL;
}

/* ---- documents ------------------------------------------------------------------------------ */

/* The text with a NUL behind it. */
static char *read_text(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = checked(malloc(*size + 1));
    *size = fread(text, 1, *size, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}

json_t *json_load(const char *path)
{
    size_t size;
    char *text = read_text(path, &size);
    if (!text) {
        perror(path);
        return NULL;
    }
    struct parser p = {text, text + size, 0};
    json_t *root = parse_value(&p);
    skip_space(&p);
    if (!root || p.at != p.end) {
        fprintf(stderr, "%s: not JSON at byte %zu\n", path, (size_t)(p.at - text));
        json_free(root);
        root = NULL;
    }
    free(text);
    return root;
}

void json_free(json_t *root)
{
    if (!root)
        return;
    for (size_t i = 0; i < root->count; i++) {
        free(root->keys[i]);
        json_free(root->items[i]);
    }
    free(root->keys);
    free(root->items);
    free(root->text);
    free(root);
}

const json_t *json_object_get(const json_t *object, const char *key)
{
    for (size_t i = 0; object && object->kind == KIND_OBJECT && i < object->count; i++)
        if (strcmp(object->keys[i], key) == 0)
            return object->items[i];
    return NULL;
}

size_t json_array_size(const json_t *array)
{
    return array && array->kind == KIND_ARRAY ? array->count : 0;
}

const json_t *json_array_get(const json_t *array, size_t index)
{
    return index < json_array_size(array) ? array->items[index] : NULL;
}

const char *json_string_value(const json_t *string)
{
    return string && string->kind == KIND_STRING ? string->text : NULL;
}

size_t json_string_length(const json_t *string)
{
    return string && string->kind == KIND_STRING ? string->length : 0;
}

long json_integer_value(const json_t *number)
{
    return number && number->kind == KIND_NUMBER ? number->number : 0;
}
