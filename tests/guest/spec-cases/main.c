/*
 * The cases of the specification inside VIBEE OS: a program that takes init's place and runs each
 * case in a task of its own, on whatever target and engine it was started; prints TAP.
 *
 * Its own module is the start handle "program", or where the platform gives none sbin/init.wasm of
 * the boot image. Cases that need more than system calls (see CASE_NEEDS_...) are skipped. A case's
 * task is this program, too, with the arguments "case", the number of the case and that of the
 * script.
 */
#include "../../../services/init/boot.h"
#include "../../spec-cases/interpreter.h"
#include "invoke.h"
#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <sdk/thread.h>
#include <stdio.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

#define CASE_TIME 10000000000u /* nanoseconds */

/* ---- a case's task -------------------------------------------------------------------------- */

static _Alignas(16) uint8_t arena[CASE_ARENA_SIZE];
static struct case_actor first; /* the task's first thread */

/* Keeps vibee_thread_start, which is in the same object. */
__attribute__((used)) static int64_t (*const thread_support)(sdk_thread_function *, uint64_t,
                                                             void *, size_t) = sdk_thread;

static void give_up(const char *failure)
{
    uint64_t report = sdk_start_named("report");
    sdk_log(VB_LOG_ERROR, "%s", failure);
    if (report != 0)
        vb_memory_write(report, 0, VB_ADDRESS(failure), strlen(failure) + 1);
    vb_task_exit(1);
}

static void hook(uint32_t which)
{
    if (which == CASE_HOOK_FINISH)
        vb_task_exit(0);
    if (which == CASE_HOOK_TRAP)
        __builtin_trap();
}

static void act(struct case_actor *actor)
{
    struct case_request request;
    char failure[CASE_FAILURE_SIZE];
    for (;;) {
        switch (case_next(actor, arena, &request, failure)) {
        case CASE_DO_CALL:
            if (!case_result(actor, arena, case_invoke(request.number, request.arguments), failure))
                give_up(failure);
            break;
        case CASE_DO_HOOK:
            hook(request.number);
            break;
        case CASE_DONE:
            vb_thread_exit(0);
            break;
        case CASE_FAILED:
            give_up(failure);
            break;
        }
    }
}

static void thread_main(uint64_t argument)
{
    struct case_actor actor;
    case_begin_thread(&actor, &first, argument);
    act(&actor);
}

/* ---- the one that runs them all ---------------------------------------------------------------
 */

static void print(uint64_t console, const char *text)
{
    struct vb_device_request request = {.tag = 1,
                                        .operation = VB_CONSOLE_WRITE,
                                        .node = 1,
                                        .input = VB_ADDRESS(text),
                                        .input_size = (uint32_t)strlen(text)};
    struct vb_device_completion completion;
    if (vb_device_submit(console, VB_ADDRESS(&request)) != VB_OK)
        return;
    while (vb_device_complete(console, VB_ADDRESS(&completion), 0, 0) == VB_ERR_AGAIN)
        vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 100000);
}

/* This module, for the tasks of the cases. */
static uint64_t program;

static void find_program(void)
{
    struct boot boot;
    int64_t slice;
    program = sdk_start_named("program");
    if (program == 0 && boot_open(&boot, sdk_start_named("boot")) >= 0 &&
        (slice = boot_slice(&boot, "sbin/init.wasm")) >= 0)
        program = (uint64_t)slice;
}

static int64_t start(uint32_t index, uint64_t report)
{
    static const char *const passed[] = {"account", "namespace", "system", "job", "device.0"};
    struct sdk_block block = {0};
    char number[16], diagnostic[240] = "";
    snprintf(number, sizeof number, "%u", (unsigned)index);
    sdk_block_argument(&block, "case");
    sdk_block_argument(&block, number);
    sdk_block_argument(&block, "0");
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        sdk_block_named(&block, passed[i], sdk_start_named(passed[i]), 0);
    sdk_block_named(&block, "program", program, 0);
    sdk_block_named(&block, "report", report, 0);
    sdk_block_handle(&block,
                     &(struct vb_start_handle){.handle = sdk_start_named("namespace"),
                                               .kind = VB_START_NAMESPACE,
                                               .fd = -1,
                                               .flags = VB_START_COPY},
                     NULL);
    sdk_block_program(&block, program);
    int64_t task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
    sdk_block_free(&block);
    if (task < 0)
        sdk_log(VB_LOG_ERROR, "case %u: %s: %s", (unsigned)index, sdk_status_text(task),
                diagnostic);
    return task;
}

/* Wait for the end; a task that is late is killed. */
static bool succeeded(uint64_t task, char *failure, size_t size)
{
    struct vb_exit_info info = {0};
    uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + CASE_TIME;
    int64_t status = vb_wait(task, VB_ADDRESS(&info), 0, deadline);
    if (status == VB_ERR_TIMED_OUT) {
        snprintf(failure, size, "expected an end, found none");
        (void)vb_kill(task, VB_SIGKILL);
        (void)vb_wait(task, VB_ADDRESS(&info), 0, VB_FOREVER);
        return false;
    }
    if (status == VB_OK && info.kind == VB_EXIT_STATUS)
        return info.code == 0;
    snprintf(failure, size, "expected an end with a status, found kind %u, code %d: %s", info.kind,
             info.code, info.text);
    return false;
}

/* True when it went well; else `failure` says what did not. */
static bool run(uint32_t index, char *failure, size_t size)
{
    failure[0] = '\0';
    int64_t report = vb_memory_alloc(size);
    if (report < 0)
        return false;
    int64_t task = start(index, (uint64_t)report);
    bool good = task > 0 && succeeded((uint64_t)task, failure, size);
    if (!good && failure[0] == '\0')
        (void)vb_memory_read((uint64_t)report, 0, VB_ADDRESS(failure), size - 1);
    if (task > 0)
        (void)vb_handle_close((uint64_t)task);
    (void)vb_handle_close((uint64_t)report);
    return good;
}

static int supervise(void)
{
    uint64_t console = sdk_start_named("device.0");
    uint32_t failures = 0;
    char line[512], failure[300] = "";
    snprintf(line, sizeof line, "1..%u\n", (unsigned)case_count);
    print(console, line);
    for (uint32_t i = 0; i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        bool skip = entry->needs != 0;
        bool good = skip || run(i, failure, sizeof failure);
        failures += !good;
        snprintf(line, sizeof line, "%sok %u - %s %s: %s%s\n%s%s%s", good ? "" : "not ",
                 (unsigned)i + 1, entry->function, entry->behavior, entry->name,
                 skip ? " # SKIP needs more than system calls" : "", good ? "" : "  # ",
                 good ? "" : failure, good ? "" : "\n");
        print(console, line);
    }
    return failures != 0;
}

int main(int argc, char *argv[])
{
    if (argc > 0 && strcmp(argv[0], "case") == 0) {
        case_begin_task(&first, VB_ADDRESS(arena), VB_ADDRESS(thread_main));
        struct case_actor actor = first;
        act(&actor);
    }
    find_program();
    int status = supervise();
    return (int)vb_system_stop(sdk_start_named("system"), VB_SYSTEM_POWER_OFF, status);
}
