/* Any bytes: module_load() answers, leaks nothing, and takes memory in proportion to its input. */
#include <engine/engine.h>
#include <stdio.h>
#include <stdlib.h>

/* Per byte of input, a function costs the most: 32 bytes for the one of its type index. The fixed
 * part is for the buffers of locals, operands and blocks, which have limits. */
#define BYTES_PER_INPUT_BYTE 64u
#define FIXED_BYTES          (4u << 20)

struct account {
    size_t blocks, bytes, peak;
};

static void *account_alloc(void *ctx, size_t size)
{
    struct account *account = ctx;
    account->blocks++;
    account->bytes += size;
    account->peak = MAX(account->peak, account->bytes);
    return calloc(1, size);
}

static void account_free(void *ctx, void *block, size_t size)
{
    struct account *account = ctx;
    account->blocks--;
    account->bytes -= size;
    free(block);
}

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "module_load: %s\n", what);
    abort();
}

static void use(const struct module *module, size_t size)
{
    char name[40];
    struct source_line lines[SOURCE_LINES_MAX];
    for (uint32_t i = 0; i < SOURCE_LINES_MAX; i++)
        lines[i].offset = size / SOURCE_LINES_MAX * i;
    module_source_lines(module, lines, SOURCE_LINES_MAX);
    for (uint32_t i = 0; i < SOURCE_LINES_MAX; i++)
        require(lines[i].line == 0 || lines[i].file.length > 0, "a line of no file");
    for (uint32_t i = 0; i < 4; i++)
        module_function_name(module, i, name, sizeof name);
    for (uint32_t i = 0; i < module_import_count(module); i++)
        require(module_import(module, i)->kind <= EXTERN_TAG, "an import of no kind");
    for (uint32_t i = 0; i < module_export_count(module); i++)
        require(module_export(module, i)->kind <= EXTERN_TAG, "an export of no kind");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct account account = {0};
    struct engine_allocator allocator = {account_alloc, account_free, &account};
    struct engine_diagnostic diagnostic = {.text = ""};
    struct engine *engine;
    struct module *module;
    require(engine_create(&allocator, NULL, &engine) == VB_OK, "no engine");
    int status = module_load(engine, &allocator, data, size, &module, &diagnostic);
    if (status == VB_OK) {
        use(module, size);
        module_release(module);
    } else {
        require(diagnostic.text[0] != '\0', "refused without a reason");
        require(diagnostic.offset <= size || diagnostic.offset == UINT64_MAX,
                "a reason outside of the module");
    }
    engine_destroy(engine);
    require(account.blocks == 0 && account.bytes == 0, "a leak");
    require(account.peak <= FIXED_BYTES + size * BYTES_PER_INPUT_BYTE, "too much memory");
    return 0;
}
