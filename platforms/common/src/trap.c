/* What happened, where, and who called, in the room of one line. */
#include "cpu.h"

#include <base/format.h>

#define FRAMES_SHOWN 8u
#define NAME_SIZE    48u

static size_t append_callers(struct cpu_context *context, char *out, size_t size)
{
    struct frame_info frames[FRAMES_SHOWN];
    uint32_t count = store_backtrace(context->store, frames, FRAMES_SHOWN);
    size_t at = 0;
    for (uint32_t i = 1; i < MIN(count, FRAMES_SHOWN); i++) { /* the innermost is named already */
        char name[NAME_SIZE];
        module_function_name(store_instance_module(context->store, frames[i].instance),
                             frames[i].function, name, sizeof name);
        char text[NAME_SIZE + 8];
        size_t length =
            format_text(text, sizeof text, "%s%s", i == 1 ? ", called by " : " < ", name);
        if (at + length + 4 >= size) { /* whole names only, and room for the dots */
            return at + format_text(out + at, size - at, " ...");
        }
        at += format_text(out + at, size - at, "%s", text);
    }
    return at;
}

void wasm_trap(struct cpu_context *context, struct cpu_trap *out)
{
    *out = (struct cpu_trap){.code = TRAP_OUT_OF_MEMORY};
    if (context->no_stack) {
        format_text(out->text, sizeof out->text, "%s: no room for the first frame",
                    trap_message(TRAP_OUT_OF_MEMORY));
        return;
    }
    if (context->faulted) { /* the store does not know where it was */
        out->code = TRAP_MEMORY_OUT_OF_BOUNDS;
        format_text(out->text, sizeof out->text, "%s, stopped by the MMU at address 0x%llx",
                    trap_message(out->code), (unsigned long long)context->fault_address);
        return;
    }
    struct trap_info info;
    store_trap(context->store, &info);
    out->code = info.code;
    out->instance = info.instance;
    out->function = info.function;
    out->offset = info.offset;

    char name[NAME_SIZE];
    module_function_name(store_instance_module(context->store, info.instance), info.function, name,
                         sizeof name);
    size_t at =
        format_text(out->text, sizeof out->text, "%s in %s at offset 0x%llx (module %u)",
                    trap_message(info.code), name, (unsigned long long)info.offset, info.instance);
    if (at < sizeof out->text) {
        append_callers(context, out->text + at, sizeof out->text - at);
    }
}
