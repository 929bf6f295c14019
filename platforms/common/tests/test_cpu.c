/* The WebAssembly CPU: what it links and in which order it runs it, and what it says when it
 * cannot. Arguments: the folder of the compiled modules. */
#include <check.h>
#include <platform/cpu_wasm.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscall_numbers.h>

/* ---- an account that counts, and memories with headers of their own ---------------------------
 */

static long long held; /* bytes, linear memories included */

static void *host_alloc(void *account, size_t size)
{
    (void)account;
    held += (long long)size;
    return calloc(1, size);
}

static void host_free(void *account, void *bytes, size_t size)
{
    (void)account;
    held -= (long long)size;
    free(bytes);
}

struct memory {
    struct cpu_memory header;
    unsigned references;
};

static struct cpu_memory *memory_create(const struct cpu_host *from, uint64_t size,
                                        uint64_t max_size)
{
    void *account = from->account;
    (void)max_size;
    struct memory *memory = host_alloc(account, sizeof *memory);
    memory->header = (struct cpu_memory){.base = host_alloc(account, size), .size = size};
    memory->references = 1;
    return &memory->header;
}

static int memory_grow(void *account, struct cpu_memory *memory, uint64_t new_size)
{
    uint8_t *base = host_alloc(account, new_size);
    memcpy(base, memory->base, memory->size);
    host_free(account, memory->base, memory->size);
    *memory = (struct cpu_memory){.base = base, .size = new_size};
    return VB_OK;
}

static struct cpu_memory *memory_clone(const struct cpu_host *from, struct cpu_memory *memory)
{
    struct cpu_memory *copy = memory_create(from, memory->size, UINT64_MAX);
    memcpy(copy->base, memory->base, memory->size);
    return copy;
}

static void memory_retain(struct cpu_memory *memory)
{
    CONTAINER_OF(memory, struct memory, header)->references++;
}

static void memory_release(struct cpu_memory *header)
{
    struct memory *memory = CONTAINER_OF(header, struct memory, header);
    if (--memory->references == 0) {
        host_free(NULL, header->base, header->size);
        host_free(NULL, memory, sizeof *memory);
    }
}

static const struct cpu_host host = {.alloc = host_alloc,
                                     .free = host_free,
                                     .memory_create = memory_create,
                                     .memory_grow = memory_grow,
                                     .memory_clone = memory_clone,
                                     .memory_retain = memory_retain,
                                     .memory_release = memory_release};

/* ---- images and contexts -----------------------------------------------------------------------
 */

static const struct cpu_ops *const ops = &cpu_wasm_ops;
static const char *folder;
static struct cpu_wasm *cpu;
static struct cpu_diagnostic diagnostic;

struct file {
    uint8_t bytes[4096];
    size_t size;
};

static struct cpu_image *load(const char *name, struct file *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.wasm", folder, name);
    FILE *stream = fopen(path, "rb");
    struct cpu_image *image = NULL;
    if (!stream) {
        printf("Bail out! cannot open %s\n", path);
        exit(1);
    }
    file->size = fread(file->bytes, 1, sizeof file->bytes, stream);
    fclose(stream);
    CHECK_EQ(ops->image_load(cpu, &host, file->bytes, file->size, &image, &diagnostic), VB_OK);
    CHECK_TEXT(diagnostic.text, "");
    return image;
}

/* The named program with the library "lib" in front, which nobody need use. */
static int create(const char *name, struct cpu_context **out)
{
    static struct file files[3];
    struct cpu_image *images[] = {load("library", &files[0]), load("unused", &files[1]),
                                  load(name, &files[2])};
    const struct cpu_link links[] = {
        {.image = images[0], .provides = "other,lib", .if_imported = true},
        {.image = images[1], .provides = "li,libs,", .if_imported = true},
        {.image = images[2]}};
    int status = ops->create(cpu, &host, &(struct cpu_program){.links = links, .count = 3}, out,
                             &diagnostic);
    for (size_t i = 0; i < ARRAY_LEN(images); i++) {
        ops->image_release(images[i]); /* a context has its own references */
    }
    return status;
}

static enum cpu_stop resume(struct cpu_context *context)
{
    int64_t reductions = 1000;
    return ops->resume(context, &reductions);
}

/* Resume up to a call, which must be this one; its arguments. */
static const uint64_t *expect_call(struct cpu_context *context, uint32_t number)
{
    struct cpu_call call = {0};
    CHECK_EQ(resume(context), CPU_STOP_CALL);
    ops->call(context, &call);
    CHECK_EQ(call.number, number);
    return call.arguments;
}

static void runs_everything_in_order(void)
{
    struct cpu_context *context;
    CHECK_EQ(create("program", &context), VB_OK);
    CHECK_TEXT(diagnostic.text, "");

    /* The program's start function, which calls the library after its _initialize. */
    expect_call(context, SYSCALL_CALLER_READ);
    uint8_t *own = ops->translate(context, 0, 65536);
    uint8_t *callers = ops->translate(context, VB_CALLER_MEMORY, 65536);
    CHECK(own && callers && own != callers);
    CHECK(!ops->translate(context, 1, 65536));
    CHECK(!ops->translate(context, 65537, 0));
    CHECK(!ops->translate(context, VB_CALLER_MEMORY | 65535, 2));
    CHECK(!ops->translate(context, 8, UINT64_MAX));
    ops->complete(context, 0);

    expect_call(context, SYSCALL_GETPID);
    CHECK(!ops->translate(context, VB_CALLER_MEMORY, 1)); /* nobody called the program */
    ops->complete(context, 42);
    const uint64_t *arguments = expect_call(context, SYSCALL_MEMORY_READ);
    for (uint64_t i = 0; i < 4; i++) {
        CHECK_EQ(arguments[i], i + 1);
    }
    const uint8_t *memory = ops->translate(context, 0, 32);
    CHECK_EQ(memory[8], 42);
    ops->complete(context, -7);
    expect_call(context, SYSCALL_CALLER_READ);
    memory = ops->translate(context, VB_CALLER_MEMORY, 32);
    CHECK_EQ((int8_t)memory[16], -7);
    ops->complete(context, 0);
    CHECK_EQ(resume(context), CPU_STOP_EXIT);
    CHECK_EQ(resume(context), CPU_STOP_EXIT);
    CHECK_EQ(memory[24], 202);
    ops->destroy(context);
}

static void copies_go_their_own_way(void)
{
    struct cpu_context *context, *copy;
    CHECK_EQ(create("program", &context), VB_OK);
    expect_call(context, SYSCALL_CALLER_READ);
    ops->complete(context, 0);
    expect_call(context, SYSCALL_GETPID);
    CHECK_EQ(ops->clone(context, &host, &copy), VB_OK);
    ops->complete(context, 1);
    ops->complete(copy, 2); /* the call is pending in both */
    expect_call(context, SYSCALL_MEMORY_READ);
    expect_call(copy, SYSCALL_MEMORY_READ);
    CHECK_EQ(*(uint8_t *)ops->translate(context, 8, 1), 1);
    CHECK_EQ(*(uint8_t *)ops->translate(copy, 8, 1), 2);
    ops->destroy(context);
    ops->complete(copy, 0);
    expect_call(copy, SYSCALL_CALLER_READ);
    ops->complete(copy, 0);
    CHECK_EQ(resume(copy), CPU_STOP_EXIT);
    ops->destroy(copy);
}

static void threads_share_the_memory(void)
{
    struct cpu_context *context, *thread;
    CHECK_EQ(create("program", &context), VB_OK);
    expect_call(context, SYSCALL_CALLER_READ);
    ops->complete(context, 0);
    expect_call(context, SYSCALL_GETPID);
    CHECK_EQ(ops->thread(context, &host, 1, 2, 99, &thread), VB_OK);
    CHECK_EQ(resume(thread), CPU_STOP_EXIT);
    CHECK_EQ(*(uint8_t *)ops->translate(context, 32, 1), 99);
    ops->destroy(thread);
    ops->destroy(context);
    CHECK_EQ(create("initialize", &context), VB_OK);
    CHECK_EQ(ops->thread(context, &host, 1, 2, 99, &thread), VB_ERR_NOT_FOUND);
    CHECK_EQ(resume(context), CPU_STOP_EXIT);
    ops->destroy(context);
}

static void traps_say_where(void)
{
    struct cpu_context *context;
    struct cpu_trap trap;
    CHECK_EQ(create("trap", &context), VB_OK);
    CHECK_EQ(resume(context), CPU_STOP_TRAP);
    ops->trap(context, &trap);
    CHECK_EQ(trap.code, TRAP_MEMORY_OUT_OF_BOUNDS);
    const char *start = "out of bounds memory access in innermost at offset 0x";
    CHECK(strncmp(trap.text, start, strlen(start)) == 0);
    CHECK(strstr(trap.text, " (module 0), called by middle < _start"));
    ops->destroy(context);
    CHECK_EQ(create("lines", &context), VB_OK);
    CHECK_EQ(resume(context), CPU_STOP_TRAP);
    ops->trap(context, &trap);
    start = "unreachable in innermost (lines.c:7) at offset 0x";
    CHECK(strncmp(trap.text, start, strlen(start)) == 0);
    CHECK(strstr(trap.text, " (module 0), called by start (lines.c:12)"));
    ops->destroy(context);
}

static void budgets_end_loops(void)
{
    struct cpu_context *context;
    CHECK_EQ(create("loop", &context), VB_OK);
    CHECK_EQ(resume(context), CPU_STOP_BUDGET);
    CHECK_EQ(resume(context), CPU_STOP_BUDGET);
    CHECK(ops->reductions(context) >= 2000);
    ops->destroy(context);
    CHECK_EQ(create("exit_type", &context), VB_OK);
    CHECK_EQ(expect_call(context, SYSCALL_TASK_EXIT)[0], 3);
    ops->destroy(context);
}

static void refusals_say_why(void)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"no_start", "expected a program, which exports the function _start (or _initialize); "
                     "found neither among the 1 exports of the module"},
        {"start_type", "incompatible type of the export _start: expected () -> (), found "
                       "(i32) -> ()"},
        {"no_call", "unknown import vibee.getpidd: expected the name of a system call"},
        {"call_type", "incompatible import type of vibee.memory_alloc: expected a function (i64) "
                      "-> i64, found a function (i32) -> i64"},
        {"library_missing", "unknown import lib.subtract: expected a function () -> (), found no "
                            "such export in the library that provides it"},
        {"emscripten", "unknown import env.emscripten_resize_heap: an Emscripten program needs"},
        {"component", "the component model is not supported; build it for WASI preview 1"},
        {"snapshot0", "WASI snapshot 0 is not supported; build it for wasi_snapshot_preview1"},
        {"unknown", "unknown import host.memory (a memory): expected vibee or"},
        {"library_type", "incompatible import type"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cpu_context *context;
        CHECK_EQ(create(cases[i].name, &context), VB_ERR_UNLINKABLE);
        if (!strstr(diagnostic.text, cases[i].text)) {
            CHECK_TEXT(diagnostic.text, cases[i].text);
        }
    }
}

static void other_files_are_no_images(void)
{
    struct cpu_image *image;
    CHECK_EQ(ops->image_load(cpu, &host, (const uint8_t *)"", 0, &image, &diagnostic),
             VB_ERR_BAD_MODULE);
    CHECK(strstr(diagnostic.text, "found an empty file"));
    CHECK_EQ(ops->image_load(cpu, &host, (const uint8_t *)"#!/bin/sh\n", 10, &image, &diagnostic),
             VB_ERR_BAD_MODULE);
    CHECK(strstr(diagnostic.text, "found another kind of file"));
    static const uint8_t component[] = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    CHECK_EQ(ops->image_load(cpu, &host, component, sizeof component, &image, &diagnostic),
             VB_ERR_NOT_SUPPORTED);
    CHECK(strstr(diagnostic.text, "component"));
}

static void nothing_is_left(void)
{
    CHECK_EQ(held, 0);
}

int main(int argc, char **argv)
{
    const struct engine_allocator allocator = {.alloc = host_alloc, .free = host_free};
    folder = argc > 1 ? argv[1] : ".";
    if (cpu_wasm_create(&allocator, &cpu) != VB_OK) {
        return 1;
    }
    RUN(runs_everything_in_order);
    RUN(copies_go_their_own_way);
    RUN(threads_share_the_memory);
    RUN(traps_say_where);
    RUN(budgets_end_loops);
    RUN(refusals_say_why);
    RUN(other_files_are_no_images);
    cpu_wasm_destroy(cpu);
    RUN(nothing_is_left);
    return check_exit();
}
