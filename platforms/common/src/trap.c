/* What happened, where, and who called, in the room of one line. */
#include "cpu.h"

#include <base/format.h>

#define FRAMES_SHOWN SOURCE_LINES_MAX
#define NAME_SIZE    48u

/* The source lines of all frames: one look at the tables of each module that occurs. */
static void find_lines(const struct store *store, const struct frame_info *frames, uint32_t count,
                       struct source_line *out)
{
    for (uint32_t i = 0; i < count; i++) {
        struct module *module = store_instance_module(store, frames[i].instance);
        struct source_line lines[FRAMES_SHOWN];
        uint32_t places[FRAMES_SHOWN], found = 0;
        for (uint32_t j = 0; j < count; j++) {
            if (store_instance_module(store, frames[j].instance) != module)
                continue;
            if (j < i) /* looked at with that one */
                break;
            lines[found] = (struct source_line){.offset = frames[j].offset};
            places[found++] = j;
        }
        if (found > 0)
            module_source_lines(module, lines, found);
        for (uint32_t j = 0; j < found; j++)
            out[places[j]] = lines[j];
    }
}

/* "name", or "name (file.c:12)". */
static size_t format_frame(const struct store *store, const struct frame_info *frame,
                           const struct source_line *line, char *out, size_t size)
{
    char name[NAME_SIZE];
    module_function_name(store_instance_module(store, frame->instance), frame->function, name,
                         sizeof name);
    if (line->line == 0)
        return format_text(out, size, "%s", name);
    return format_text(out, size, "%s (%.*s:%u)", name, (int)MIN(line->file.length, NAME_SIZE),
                       line->file.text, line->line);
}

/* Whole frames only, and room for the dots. */
static void append_callers(const struct store *store, const struct frame_info *frames,
                           const struct source_line *lines, uint32_t count, char *out, size_t size)
{
    size_t at = 0;
    for (uint32_t i = 1; i < count; i++) { /* the innermost is named already */
        char text[2 * NAME_SIZE + 32];
        size_t length = format_text(text, sizeof text, "%s", i == 1 ? ", called by " : " < ");
        length += format_frame(store, &frames[i], &lines[i], text + length, sizeof text - length);
        if (at + length + 4 >= size) {
            format_text(out + at, size - at, " ...");
            return;
        }
        at += format_text(out + at, size - at, "%s", text);
    }
}

/* Behind `at` characters that say what happened. */
static void describe(const struct store *store, const struct trap_info *info, size_t at, char *out,
                     size_t size)
{
    struct frame_info frames[FRAMES_SHOWN];
    struct source_line lines[FRAMES_SHOWN] = {0};
    char where[2 * NAME_SIZE + 32];
    uint32_t count = MIN(store_backtrace(store, frames, FRAMES_SHOWN), FRAMES_SHOWN);
    if (count == 0) { /* the outermost function could not be entered */
        frames[0] = (struct frame_info){info->instance, info->function, info->offset};
        count = 1;
    }
    find_lines(store, frames, count, lines);
    format_frame(store, &frames[0], &lines[0], where, sizeof where);
    at += format_text(out + at, size - at, " in %s", where);
    if (at < size && info->offset != UINT64_MAX)
        at +=
            format_text(out + at, size - at, " at offset 0x%llx", (unsigned long long)info->offset);
    if (at < size)
        at += format_text(out + at, size - at, " (module %u)", info->instance);
    if (at < size)
        append_callers(store, frames, lines, count, out + at, size - at);
}

/* ": expected at most 1048576 bytes of stack, found 1048640,", behind which comes the place. */
static size_t format_excess(const struct engine_excess *excess, char *out, size_t size)
{
    size_t at = format_text(out, size, ": expected at most %llu %s, found ",
                            (unsigned long long)excess->most, excess->what);
    if (excess->found == 0)
        return at + format_text(out + at, size - at, "more,");
    return at + format_text(out + at, size - at, "%llu,", (unsigned long long)excess->found);
}

void wasm_trap(struct cpu_context *context, struct cpu_trap *out)
{
    *out = (struct cpu_trap){.code = TRAP_OUT_OF_MEMORY};
    if (context->no_stack) {
        format_text(out->text, sizeof out->text, "%s: no room for the first frame",
                    trap_message(TRAP_OUT_OF_MEMORY));
        return;
    }
    struct trap_info info;
    store_trap(context->store, &info);
    out->code = info.code;
    out->instance = info.instance;
    out->function = info.function;
    out->offset = info.offset;
    size_t at = format_text(out->text, sizeof out->text, "%s", trap_message(info.code));
    if (info.excess.what)
        at += format_excess(&info.excess, out->text + at, sizeof out->text - at);
    if (context->faulted)
        at += format_text(out->text + at, sizeof out->text - at,
                          ", stopped by the MMU at address 0x%llx,",
                          (unsigned long long)context->fault_address);
    describe(context->store, &info, at, out->text, sizeof out->text);
}
