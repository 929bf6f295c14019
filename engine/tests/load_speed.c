/*
 * engine-load_speed file.wasm...
 *
 * How fast module_load() is: for each file one line "file bytes=N code=N seconds=S mb_per_s=R
 * memory=N", of the best of ten loads, in processor time; R counts the bytes of the code section
 * only, memory is what the module holds beside its bytes.
 */
#include "support.h"
#include <module.h>
#include <stdlib.h>
#include <time.h>

enum { LOADS = 10 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t code_bytes(const struct module *module)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < module->func_count; i++)
        total += module->funcs[i].body_size;
    return total;
}

static int measure(const char *path, const uint8_t *bytes, size_t size)
{
    struct counting counting = {0};
    struct engine_allocator allocator = counting_allocator(&counting);
    struct engine_diagnostic diagnostic = {.text = ""};
    struct engine *engine;
    double best = 1e9;
    uint64_t code = 0;
    size_t memory = 0;
    if (engine_create(&allocator, NULL, &engine) < 0)
        return 1;
    for (int i = 0; i < LOADS; i++) {
        struct module *module;
        double start = now();
        if (module_load(engine, &allocator, bytes, size, &module, &diagnostic) < 0) {
            fprintf(stderr, "%s: %s\n", path, diagnostic.text);
            break;
        }
        best = MIN(best, now() - start);
        code = code_bytes(module);
        memory = module_memory_use(module);
        module_release(module);
    }
    engine_destroy(engine);
    if (code > 0)
        printf("%s bytes=%zu code=%llu seconds=%.4f mb_per_s=%.0f memory=%zu\n", path, size,
               (unsigned long long)code, best, (double)code / best / 1e6, memory);
    return code == 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file) {
            perror(argv[i]);
            return 1;
        }
        fseek(file, 0, SEEK_END);
        size_t size = (size_t)ftell(file);
        rewind(file);
        uint8_t *bytes = malloc(size + 1);
        if (fread(bytes, 1, size, file) == size)
            failed |= measure(argv[i], bytes, size);
        fclose(file);
        free(bytes);
    }
    return failed;
}
