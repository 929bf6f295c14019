/* Source lines of traps and callers, by tables that clang wrote; and damaged tables. */
#include "back_support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *open_store(struct host *host, struct module *module, uint32_t *instance)
{
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    struct store_config config = host_config(host);
    struct store *store;
    CHECK_EQ(store_create(host->engine, &config, &store), VB_OK);
    CHECK_EQ(store_instantiate(store, module, &resolver, instance, &diagnostic), VB_OK);
    return store;
}

static enum engine_stop call_export(struct store *store, uint32_t instance, const char *name,
                                    const uint64_t *argument)
{
    uint64_t function = find_function(store, instance, name);
    CHECK_EQ(store_call(store, function, argument, argument != NULL), VB_OK);
    return finish(store, 1000);
}

/* The line that the guest says `name` divides in. */
static uint32_t line_of(struct store *store, uint32_t instance, const char *name)
{
    char function[32];
    snprintf(function, sizeof function, "%s_line", name);
    CHECK_EQ(call_export(store, instance, function, NULL), ENGINE_STOP_DONE);
    return result(store);
}

static void expect_line(const struct source_line *line, const char *file, uint32_t number)
{
    CHECK_EQ(line->line, number);
    CHECK_EQ(line->file.length, strlen(file));
    if (line->file.length == strlen(file))
        CHECK(memcmp(line->file.text, file, strlen(file)) == 0);
}

/* Trap in `name`; its frames' lines, innermost first. */
static uint32_t trap_lines(struct store *store, uint32_t instance, const char *name,
                           struct source_line *lines)
{
    struct frame_info frames[4];
    uint64_t zero = 0;
    CHECK_EQ(call_export(store, instance, name, &zero), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(store), TRAP_INTEGER_DIVIDE_BY_ZERO);
    uint32_t count = store_backtrace(store, frames, 4);
    for (uint32_t i = 0; i < count; i++)
        lines[i].offset = frames[i].offset;
    module_source_lines(store_instance_module(store, instance), lines, count);
    store_unwind(store);
    return count;
}

static void lines_of(const char *file)
{
    struct host host;
    struct source_line lines[4];
    uint8_t *bytes;
    uint32_t instance;
    host_begin(&host);
    struct module *module = load_program(&host, file, &bytes);
    struct store *store = open_store(&host, module, &instance);

    static const char *const names[] = {"plain", "loop", "inlined"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        uint32_t expected = line_of(store, instance, names[i]);
        CHECK_EQ(trap_lines(store, instance, names[i], lines), 1);
        expect_line(&lines[0], i == 2 ? "lines_guest.h" : "lines_guest.c", expected);
    }
    uint32_t inner = line_of(store, instance, "plain"), outer = line_of(store, instance, "caller");
    CHECK_EQ(trap_lines(store, instance, "caller", lines), 2);
    expect_line(&lines[0], "lines_guest.c", inner);
    expect_line(&lines[1], "lines_guest.c", outer);

    lines[0].offset = 0; /* no code */
    lines[1].offset = UINT64_MAX;
    module_source_lines(module, lines, 2);
    CHECK_EQ(lines[0].line, 0);
    CHECK_EQ(lines[1].line, 0);

    store_destroy(store);
    module_release(module);
    host_end(&host);
    free(bytes);
}

static void both_shapes(void)
{
    lines_of("lines_guest_4");
    lines_of("lines_guest_5");
}

static void none_without_tables(void)
{
    struct world w;
    begin(&w);
    struct source_line line = {.offset = 100};
    module_source_lines(w.module, &line, 1);
    CHECK_EQ(line.line, 0);
    end(&w);
}

/* Where the content of a custom section is, by a search for its name. */
static size_t find_section(const uint8_t *bytes, size_t size, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 1; i + length < size; i++) {
        if (bytes[i - 1] == length && memcmp(bytes + i, name, length) == 0)
            return i + length;
    }
    return 0;
}

/* With every byte of the tables changed in turn: any answer, no access beyond the module. */
static void damage(const char *file)
{
    struct host host;
    struct engine_diagnostic diagnostic;
    char path[512];
    size_t size;
    snprintf(path, sizeof path, "%s/%s", WASM_FOLDER, file);
    uint8_t *bytes = read_file(path, &size);
    size_t start = find_section(bytes, size, ".debug_line");
    CHECK(start > 0);
    host_begin(&host);
    for (size_t at = start; at < size; at++) {
        static const uint8_t masks[] = {0x01, 0x80, 0xff};
        for (size_t i = 0; i < sizeof masks; i++) {
            struct module *module;
            bytes[at] ^= masks[i];
            /* What stands behind the tables may be needed to load it. */
            if (module_load(host.engine, &host.allocator, bytes, size, &module, &diagnostic) == 0) {
                struct source_line lines[SOURCE_LINES_MAX];
                for (uint32_t n = 0; n < SOURCE_LINES_MAX; n++)
                    lines[n].offset = 100 + 40 * n;
                module_source_lines(module, lines, SOURCE_LINES_MAX);
                for (uint32_t n = 0; n < SOURCE_LINES_MAX; n++)
                    CHECK(
                        lines[n].line == 0 ||
                        (lines[n].file.length > 0 && lines[n].file.text >= (const char *)bytes &&
                         lines[n].file.text + lines[n].file.length <= (const char *)bytes + size));
                module_release(module);
            }
            bytes[at] ^= masks[i];
        }
    }
    host_end(&host);
    CHECK_EQ(host.blocks, 0);
    free(bytes);
}

static void damaged_tables(void)
{
    damage("lines_guest_4.wasm");
    damage("lines_guest_5.wasm");
}

int main(void)
{
    RUN(both_shapes);
    RUN(none_without_tables);
    RUN(damaged_tables);
    return check_exit();
}
