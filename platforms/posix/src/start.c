/* From the command line to a kernel that has started init: arguments, environment and files. */
#include "boot_image.h"
#include "load.h"
#include "posix.h"

#include <platform/boot.h>
#include <platform/cpu_wasm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what init is started with --------------------------------------------------------------- */

struct words {
    const char **items;
    size_t count, capacity;
};

static void add(struct words *words, const char *text)
{
    if (words->count == words->capacity) {
        words->capacity = words->capacity ? words->capacity * 2 : 16;
        words->items = realloc(words->items, words->capacity * sizeof *words->items);
        if (!words->items) {
            fail(1, "out of memory");
        }
    }
    words->items[words->count++] = text;
}

static void add_number(struct words *words, const char *option, uint64_t value)
{
    if (value == 0) {
        return;
    }
    char *text = malloc(24);
    if (!text) {
        fail(1, "out of memory");
    }
    snprintf(text, 24, "%llu", (unsigned long long)value);
    add(words, option);
    add(words, text);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* docs/architecture.md, "Starting": the command lines that init understands. */
static void init_arguments(const struct options *options, struct words *words)
{
    add(words, "init");
    if (options->run) {
        add(words, "run");
        for (size_t i = 0; i < options->environment_count; i++) {
            add(words, "--env");
            add(words, options->environment[i]);
        }
        add_number(words, "--fuel", options->fuel);
        add_number(words, "--mem", options->program_memory);
        if (options->save) {
            add(words, "--save");
            add(words, base_name(options->save));
            add_number(words, "--after", options->after);
        }
        add(words, "--");
        add(words, base_name(options->restore ? options->restore : options->file));
    } else {
        add(words, "shell");
        if (options->command) {
            add(words, "-c");
            add(words, options->command);
        } else if (options->file) {
            add(words, "--script");
            add(words, options->file);
        }
    }
    for (size_t i = 0; i < options->argument_count; i++) {
        add(words, options->arguments[i]);
    }
}

/* Of the host's environment only what is about its terminal and its user's language. */
static void init_environment(struct words *words)
{
    static const char *const passed[] = {"TERM", "COLORTERM", "LANG", "TZ"};
    add(words, "HOME=/root");
    add(words, "PATH=/bin");
    for (size_t i = 0; i < ARRAY_LEN(passed); i++) {
        const char *value = getenv(passed[i]);
        if (!value) {
            continue;
        }
        size_t size = strlen(passed[i]) + strlen(value) + 2;
        char *text = malloc(size);
        if (!text) {
            fail(1, "out of memory");
        }
        snprintf(text, size, "%s=%s", passed[i], value);
        add(words, text);
    }
}

/* ---- the machine ----------------------------------------------------------------------------- */

static void *engine_alloc(void *unused, size_t size)
{
    (void)unused;
    return calloc(1, size);
}

static void engine_free(void *unused, void *bytes, size_t size)
{
    (void)unused;
    (void)size;
    free(bytes);
}

static const struct engine_allocator engine_memory = {.alloc = engine_alloc, .free = engine_free};

/* What lives as long as the kernel, which keeps pointers to it. */
static struct cpu_wasm *cpu;
static struct kernel_blob blob; /* the script or program, when there is one */
static struct words arguments, environment;
static struct loaded image; /* the boot image */

/* The session finds the folder of the file to write under this name, which no --dir can have. */
static void offer_snapshot_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *folder = slash ? strndup(file, (size_t)(slash - file + (slash == file))) : strdup(".");
    if (!folder) {
        fail(1, "out of memory");
    }
    const char *problem = posix_add_folder(folder, "//snapshot", false);
    if (problem) {
        fail(1, "--save %s: expected a file in a folder, found: %s", file, problem);
    }
    free(folder);
}

void start_folders(const struct options *options)
{
    if (options->save) {
        offer_snapshot_folder(options->save);
    }
    for (size_t i = 0; i < options->folder_count; i++) {
        const struct folder_option *folder = &options->folders[i];
        const char *problem = posix_add_folder(folder->host, folder->guest, folder->read_only);
        if (problem) {
            fail(1, "--dir %s: expected a folder, found: %s", folder->host, problem);
        }
    }
}

static struct kernel *make_kernel(const struct options *options, struct hal_ring *ring)
{
    struct kernel *kernel;
    int status = cpu_wasm_create(&engine_memory, &cpu);
    if (status == VB_OK) {
        struct kernel_config config = {.cpu_ops = &cpu_wasm_ops,
                                       .cpu = cpu,
                                       .ring = ring,
                                       .cooperative = options->cooperative,
                                       .memory_limit = options->memory,
                                       .verbose = options->verbose};
        status = kernel_create(&config, &kernel);
    }
    if (status != VB_OK) {
        fail(1, "cannot make the kernel (error %d): is --memory too small?", -status);
    }
    return kernel;
}

static void start_init(const struct options *options, struct kernel *kernel)
{
    image = (struct loaded){(uint8_t *)boot_image, (size_t)(boot_image_end - boot_image)};
    if (options->image) {
        image = load_file(options->image, "a boot image", false);
    }
    cpu_wasm_trust(cpu, image.bytes, image.size);
    init_arguments(options, &arguments);
    init_environment(&environment);
    struct boot_program program = {.arguments = arguments.items,
                                   .argument_count = arguments.count,
                                   .environment = environment.items,
                                   .environment_count = environment.count,
                                   .blobs = &blob,
                                   .blob_count = blob.bytes ? 1 : 0};
    struct cpu_diagnostic diagnostic = {0};
    int status = boot_init(kernel, image.bytes, image.size, &program, &diagnostic);
    if (status != VB_OK) {
        fail(1, "cannot start init: %s (error %d)",
             diagnostic.text[0] ? diagnostic.text : "no reason given", -status);
    }
}

void start_file(const struct options *options)
{
    if (options->restore) {
        struct loaded file = load_file(options->restore, "a snapshot", false);
        blob = (struct kernel_blob){.name = "snapshot", .bytes = file.bytes, .size = file.size};
    } else if (options->file) {
        struct loaded file = options->run ? load_file(options->file, "a WebAssembly program", false)
                                          : load_file(options->file, "a script", true);
        blob = (struct kernel_blob){
            .name = options->run ? "program" : "script", .bytes = file.bytes, .size = file.size};
    }
}

struct kernel *start_system(const struct options *options, struct hal_ring *ring)
{
    struct kernel *kernel = make_kernel(options, ring);
    start_init(options, kernel);
    return kernel;
}
