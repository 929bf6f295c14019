/* An image is a validated module, shared by every context that runs it. */
#include "cpu.h"

#include <base/format.h>

static void describe(const struct engine_diagnostic *found, struct cpu_diagnostic *out)
{
    if (found->offset == UINT64_MAX) {
        format_text(out->text, sizeof out->text, "%s", found->text);
    } else {
        format_text(out->text, sizeof out->text, "%s at offset 0x%llx", found->text,
                    (unsigned long long)found->offset);
    }
}

/* Text files are the commonest thing that is not a module; the offset would not help then. */
static bool is_module(const uint8_t *bytes, size_t size, struct cpu_diagnostic *diagnostic)
{
    if (size >= 4 && bytes[0] == 0 && bytes[1] == 'a' && bytes[2] == 's' && bytes[3] == 'm') {
        return true;
    }
    format_text(diagnostic->text, sizeof diagnostic->text,
                "magic header not detected: expected a WebAssembly module, found %s",
                size == 0 ? "an empty file" : "another kind of file");
    return false;
}

static bool is_trusted(const struct cpu_wasm *cpu, const uint8_t *bytes, size_t size)
{
    uintptr_t at = (uintptr_t)bytes - (uintptr_t)cpu->trusted;
    return cpu->trusted != NULL && at < cpu->trusted_size && size <= cpu->trusted_size - at;
}

int wasm_image_load(void *cpu, const struct cpu_host *host, const uint8_t *bytes, size_t size,
                    struct cpu_image **out, struct cpu_diagnostic *diagnostic)
{
    diagnostic->text[0] = '\0';
    if (!is_module(bytes, size, diagnostic)) {
        return VB_ERR_BAD_MODULE;
    }
    struct cpu_image *image = host->alloc(host->account, sizeof *image);
    if (!image) {
        return VB_ERR_NO_MEMORY;
    }
    image->host = *host;
    image->allocator =
        (struct engine_allocator){.alloc = host->alloc, .free = host->free, .ctx = host->account};
    image->references = 1;

    struct engine_diagnostic found = {.offset = UINT64_MAX};
    const struct cpu_wasm *wasm = cpu;
    int status =
        is_trusted(wasm, bytes, size)
            ? module_load_trusted(wasm->engine, &image->allocator, bytes, size, &image->module,
                                  &found)
            : module_load(wasm->engine, &image->allocator, bytes, size, &image->module, &found);
    if (status != VB_OK) {
        describe(&found, diagnostic);
        host->free(host->account, image, sizeof *image);
        return status;
    }
    *out = image;
    return VB_OK;
}

void wasm_image_release(struct cpu_image *image)
{
    if (--image->references > 0) {
        return;
    }
    module_release(image->module);
    struct cpu_host host = image->host;
    host.free(host.account, image, sizeof *image);
}
