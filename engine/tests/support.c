#include "support.h"
#include <stdlib.h>

static void *counting_alloc(void *ctx, size_t size)
{
    struct counting *c = ctx;
    if (c->fail_after && c->allocations == c->fail_after)
        return NULL;
    c->allocations++;
    c->blocks++;
    c->bytes += size;
    c->peak = MAX(c->peak, c->bytes);
    return calloc(1, size);
}

static void counting_free(void *ctx, void *block, size_t size)
{
    struct counting *c = ctx;
    c->blocks--;
    c->bytes -= size;
    free(block);
}

struct engine_allocator counting_allocator(struct counting *counting)
{
    return (struct engine_allocator){
        .alloc = counting_alloc, .free = counting_free, .ctx = counting};
}

/* ---- builder -------------------------------------------------------------------------------- */

void add_bytes(struct builder *b, const void *bytes, size_t size)
{
    if (b->size + size > b->capacity) {
        b->capacity = (b->size + size) * 2;
        b->bytes = realloc(b->bytes, b->capacity);
    }
    if (size > 0)
        memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

struct builder module_start(void)
{
    struct builder b = {NULL, 0, 0};
    add_bytes(&b, "\0asm\1\0\0\0", 8);
    return b;
}

void add_u32(struct builder *b, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        add_bytes(b, &(uint8_t){(uint8_t)(value | 0x80)}, 1);
    add_bytes(b, &(uint8_t){(uint8_t)value}, 1);
}

void add_section(struct builder *b, enum section_id id, const void *content, size_t size)
{
    add_bytes(b, &(uint8_t){(uint8_t)id}, 1);
    add_u32(b, (uint32_t)size);
    add_bytes(b, content, size);
}

void builder_free(struct builder *b)
{
    free(b->bytes);
}

void add_body(struct builder *b, const void *instructions, size_t size)
{
    const uint8_t no_locals = 0, end = 0x0b, one = 1;
    struct builder code = {NULL, 0, 0};
    add_bytes(&code, &one, 1);
    add_u32(&code, (uint32_t)size + 2);
    add_bytes(&code, &no_locals, 1);
    add_bytes(&code, instructions, size);
    add_bytes(&code, &end, 1);
    add_section(b, SECTION_CODE, code.bytes, code.size);
    builder_free(&code);
}

/* ---- loading -------------------------------------------------------------------------------- */

/* Exactly as long as the module, so that the address sanitizer sees a read beyond it. */
static uint8_t *exact_copy(const struct builder *b)
{
    uint8_t *bytes = malloc(b->size ? b->size : 1);
    if (b->size > 0)
        memcpy(bytes, b->bytes, b->size);
    return bytes;
}

struct load_result load_with(struct builder *b, const struct engine_limits *limits)
{
    struct counting counting = {0};
    struct engine_allocator allocator = counting_allocator(&counting);
    struct load_result result = {0};
    struct engine *engine;
    struct module *module;
    uint8_t *bytes = exact_copy(b);
    result.status = engine_create(&allocator, limits, &engine);
    if (result.status == VB_OK) {
        result.status =
            module_load(engine, &allocator, bytes, b->size, &module, &result.diagnostic);
        if (result.status == VB_OK)
            module_release(module);
        engine_destroy(engine);
    }
    CHECK_EQ(counting.blocks, 0);
    CHECK_EQ(counting.bytes, 0);
    result.peak = counting.peak;
    free(bytes);
    builder_free(b);
    return result;
}

void check_loads_at(const char *file, int line, struct builder *b)
{
    struct load_result result = load_with(b, NULL);
    if (result.status < 0)
        check_fail(file, line, "refused with %d at %llu: %s", result.status,
                   (unsigned long long)result.diagnostic.offset, result.diagnostic.text);
}

void check_refused_at(const char *file, int line, struct builder *b, int status, const char *text,
                      uint64_t offset)
{
    struct load_result result = load_with(b, NULL);
    check_equal(file, line, "status", result.status, status);
    if (strncmp(result.diagnostic.text, text, strlen(text)) != 0)
        check_fail(file, line, "expected \"%s...\", found \"%s\"", text, result.diagnostic.text);
    if (offset != ANYWHERE)
        check_equal(file, line, "offset", (long long)result.diagnostic.offset, (long long)offset);
}
