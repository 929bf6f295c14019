#include "runner.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *counting_alloc(void *ctx, size_t size)
{
    struct runner *r = ctx;
    void *block = calloc(1, size ? size : 1);
    r->blocks += block != NULL;
    return block;
}

static void counting_free(void *ctx, void *block, size_t size)
{
    struct runner *r = ctx;
    (void)size;
    r->blocks -= block != NULL;
    free(block);
}

/* ---- linear memories ----------------------------------------------------------------------- */

struct counted_memory {
    struct linear_memory memory;
    unsigned references;
};

static struct linear_memory *memory_create(void *ctx, uint64_t size, uint64_t max_size)
{
    (void)ctx;
    (void)max_size;
    struct counted_memory *m = calloc(1, sizeof *m);
    *m = (struct counted_memory){.memory = {.base = calloc(1, size ? size : 1), .size = size},
                                 .references = 1};
    if (m->memory.base)
        return &m->memory;
    free(m);
    return NULL;
}

static int memory_grow(void *ctx, struct linear_memory *memory, uint64_t size)
{
    (void)ctx;
    uint8_t *base = calloc(1, size ? size : 1);
    if (!base)
        return VB_ERR_NO_MEMORY;
    memcpy(base, memory->base, memory->size);
    free(memory->base);
    memory->base = base;
    memory->size = size;
    return VB_OK;
}

static struct linear_memory *memory_clone(void *ctx, struct linear_memory *memory)
{
    struct linear_memory *copy = memory_create(ctx, memory->size, memory->size);
    if (copy)
        memcpy(copy->base, memory->base, memory->size);
    return copy;
}

static void memory_retain(struct linear_memory *memory)
{
    CONTAINER_OF(memory, struct counted_memory, memory)->references++;
}

static void memory_release(struct linear_memory *memory)
{
    struct counted_memory *m = CONTAINER_OF(memory, struct counted_memory, memory);
    if (--m->references > 0)
        return;
    free(memory->base);
    free(m);
}

/* ---- life time ----------------------------------------------------------------------------- */

void runner_create(struct runner *r)
{
    r->allocator =
        (struct engine_allocator){.alloc = counting_alloc, .free = counting_free, .ctx = r};
    r->config = (struct store_config){
        .allocator = r->allocator,
        .memory = {.create = memory_create,
                   .grow = memory_grow,
                   .clone = memory_clone,
                   .retain = memory_retain,
                   .release = memory_release},
    };
    int status = engine_create(&r->allocator, NULL, &r->engine);
    if (status == VB_OK && !r->load_only)
        status = store_create(r->engine, &r->config, &r->store);
    if (status < 0) {
        fprintf(stderr, "spec-runner: cannot create the engine or the store (%d)\n", status);
        exit(2);
    }
}

void runner_destroy(struct runner *r)
{
    if (r->store)
        store_destroy(r->store);
    while (r->modules) {
        struct loaded *loaded = r->modules;
        r->modules = loaded->next;
        drop_module(r, loaded);
    }
    engine_destroy(r->engine);
    r->line = 0;
    if (r->blocks > 0)
        report(r, "%zu blocks are still allocated at the end", r->blocks);
}

void report(struct runner *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%s.wast:%d: ", r->stem, r->line);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    r->failed++;
}

const char *json_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* ---- modules ------------------------------------------------------------------------------- */

static uint8_t *read_file(const char *folder, const char *name, size_t *size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    /* Exactly the file's size, so that the address sanitizer sees the decoder read too far. */
    uint8_t *bytes = malloc(*size ? *size : 1);
    if (fread(bytes, 1, *size, file) != *size) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return bytes;
}

int load_file(struct runner *r, const char *name, struct loaded **out,
              struct engine_diagnostic *diagnostic)
{
    size_t size;
    struct loaded *loaded = calloc(1, sizeof *loaded);
    loaded->bytes = read_file(r->folder, name, &size);
    int status =
        module_load(r->engine, &r->allocator, loaded->bytes, size, &loaded->module, diagnostic);
    if (status < 0) {
        free(loaded->bytes);
        free(loaded);
        return status;
    }
    *out = loaded;
    return VB_OK;
}

void drop_module(struct runner *r, struct loaded *loaded)
{
    (void)r;
    module_release(loaded->module);
    free(loaded->bytes);
    free(loaded->name);
    free(loaded->registered);
    free(loaded);
}

void keep_module(struct runner *r, struct loaded *loaded)
{
    loaded->next = r->modules;
    r->modules = loaded;
}
