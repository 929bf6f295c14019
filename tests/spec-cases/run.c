/*
 * Run the cases of the specification against the kernel, each in a kernel of its own; print TAP.
 *
 *     spec-cases [TEXT]      only cases whose description contains TEXT
 */
#include "case_cpu.h"
#include <hal_fake/fake.h>
#include <kernel_state.h>
#include <process/task.h>
#include <process/thread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 100000u

struct hoard { /* kernel memory taken so that nobody else gets any */
    struct hoard *next;
    size_t size;
};

struct run {
    struct kernel *kernel;
    struct case_cpu cpu;
    struct hal_ring ring;
    struct kernel_counts before;
    struct hoard *hoard;
    bool finished, failed, stops;
    uint32_t stop; /* action << 8 | status */
    char failure[CASE_FAILURE_SIZE];
};

static void fail(void *owner, const char *failure)
{
    struct run *run = owner;
    if (!run->failed)
        snprintf(run->failure, sizeof run->failure, "%s", failure);
    run->failed = true;
}

/* ---- hooks ---------------------------------------------------------------------------------- */

static void compare_count(struct run *run, const char *what, uint64_t before, uint64_t after)
{
    char text[CASE_FAILURE_SIZE];
    if (before == after)
        return;
    snprintf(text, sizeof text, "%s held afterwards: expected %llu, found %llu", what,
             (unsigned long long)before, (unsigned long long)after);
    fail(run, text);
}

static struct thread *first_thread(const struct run *run)
{
    return LIST_ENTRY(list_first(&run->kernel->init->threads), struct thread, task_link);
}

/* What the kernel holds; without the exchange that init's thread keeps after its first message. */
static void count(const struct run *run, struct kernel_counts *out)
{
    kernel_count(run->kernel, out);
    out->objects -= first_thread(run)->ipc.exchange != NULL;
}

static void balance(struct run *run, uint64_t kept)
{
    struct kernel_counts now;
    count(run, &now);
    compare_count(run, "tasks", run->before.tasks, now.tasks);
    compare_count(run, "threads", run->before.threads, now.threads);
    compare_count(run, "handles", run->before.handles, now.handles);
    compare_count(run, "objects", run->before.objects + kept, now.objects);
    compare_count(run, "messages", run->before.messages, now.messages);
}

static void memory_exhaust(struct run *run)
{
    hal_fake_limit_pages(hal_fake_pages_held());
    for (size_t size = (size_t)1 << 24; size >= sizeof(struct hoard);
         size -= size > 64 ? size / 4 : 16) {
        int status;
        struct hoard *taken;
        while ((taken = kernel_alloc(&run->kernel->root, size, &status)) != NULL) {
            *taken = (struct hoard){run->hoard, size};
            run->hoard = taken;
        }
    }
}

static void memory_restore(struct run *run)
{
    while (run->hoard != NULL) {
        struct hoard *taken = run->hoard;
        run->hoard = taken->next;
        kernel_free(&run->kernel->root, taken, taken->size);
    }
    hal_fake_limit_pages(SIZE_MAX);
}

static void hook(void *owner, uint32_t which, uint64_t argument)
{
    struct run *run = owner;
    switch ((enum case_hook)which) {
    case CASE_HOOK_CHECKPOINT:
        count(run, &run->before);
        break;
    case CASE_HOOK_BALANCE:
        balance(run, argument);
        break;
    case CASE_HOOK_FINISH:
        run->finished = true;
        break;
    case CASE_HOOK_FAIL_MEMORY:
        if (argument != 0)
            memory_exhaust(run);
        else
            memory_restore(run);
        break;
    case CASE_HOOK_DEVICE_COMPLETE:
        if (hal_fake_pending(0, 0) != NULL)
            hal_fake_complete(hal_fake_pending(0, 0), (int64_t)argument, NULL, 0);
        else
            fail(run, "device: expected a request, found none");
        break;
    case CASE_HOOK_STOPS:
        run->stops = true;
        run->stop = (uint32_t)argument;
        break;
    case CASE_HOOK_CALLER:
        run->cpu.caller = argument != 0;
        break;
    case CASE_HOOK_THREADLESS:
        run->cpu.threadless = argument != 0;
        break;
    case CASE_HOOK_NO_ENTROPY:
        hal_fake_entropy(argument == 0);
        break;
    case CASE_HOOK_TRAP:
        break;
    }
}

/* ---- one case ------------------------------------------------------------------------------- */

static int start(struct run *run, uint32_t index)
{
    char number[16];
    snprintf(number, sizeof number, "%u", index);
    const char *const arguments[] = {"case", number, "0"};
    const struct kernel_blob blob = {"program", case_cpu_program, sizeof case_cpu_program};
    const struct kernel_config config = {
        .cpu_ops = &case_cpu_ops, .cpu = &run->cpu, .ring = &run->ring};
    struct cpu_diagnostic diagnostic;
    int status = kernel_create(&config, &run->kernel);
    if (status != VB_OK)
        return status;
    status = kernel_start_init(run->kernel, case_cpu_program, sizeof case_cpu_program, arguments, 3,
                               NULL, 0, &blob, 1, &diagnostic);
    if (status != VB_OK)
        return status;
    run->kernel->init->priority = VB_PRIORITY_DEFAULT; /* as in a task that was spawned */
    thread_set_priority(first_thread(run), VB_PRIORITY_DEFAULT);
    return VB_OK;
}

static void check_stop(struct run *run)
{
    enum vb_system_action action;
    int status;
    kernel_stop_reason(run->kernel, &action, &status);
    uint32_t found = (uint32_t)action << 8 | (uint32_t)status;
    if (!run->stops || found != run->stop) {
        char text[CASE_FAILURE_SIZE];
        snprintf(text, sizeof text, "stop: expected %#x, found %#x", run->stop, found);
        fail(run, text);
    }
}

static void steps(struct run *run)
{
    uint64_t deadline = UINT64_MAX;
    for (uint32_t i = 0; i < STEPS_MAX && !run->finished && !run->failed; i++) {
        switch (kernel_step(run->kernel, 1000000, &deadline)) {
        case KERNEL_BUSY:
            break;
        case KERNEL_STOPPED:
            check_stop(run);
            return;
        case KERNEL_IDLE:
            if (run->finished || run->failed)
                break;
            if (deadline == UINT64_MAX && hal_ring_empty(&run->ring)) {
                fail(run, "expected an end, found every thread waiting for ever");
                return;
            }
            hal_idle(&run->ring, deadline);
            break;
        }
    }
    if (!run->finished)
        fail(run, "expected an end, found none");
    else if (run->stops)
        fail(run, "stop: expected one, found none");
}

/* The failure's text, or NULL. */
static const char *run_case(uint32_t index)
{
    static struct run run;
    static jmp_buf end;
    hal_fake_reset();
    hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "console");
    hal_fake_add_machine();
    run = (struct run){.cpu = {.owner = &run, .hook = hook, .failed = fail}};
    hal_fake_catch_end(&end);
    if (setjmp(end) != 0) {
        printf("Bail out! %s: %s: %s\n", case_entries[index].function, case_entries[index].name,
               hal_fake_panic_text());
        exit(1);
    }
    if (start(&run, index) != VB_OK)
        fail(&run, "expected a kernel, found that it does not start");
    else
        steps(&run);
    memory_restore(&run);
    kernel_destroy(run.kernel);
    compare_count(&run, "pages", 0, hal_fake_pages_held());
    return run.failed ? run.failure : NULL;
}

int main(int argc, char **argv)
{
    uint32_t ran = 0, failures = 0;
    for (uint32_t i = 0; i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        char title[256];
        snprintf(title, sizeof title, "%s %s: %s", entry->function, entry->behavior, entry->name);
        if (argc > 1 && strstr(title, argv[1]) == NULL)
            continue;
        const char *failure = run_case(i);
        ran++;
        failures += failure != NULL;
        printf("%s %u - %s\n", failure == NULL ? "ok" : "not ok", ran, title);
        if (failure != NULL)
            printf("  # %s\n", failure);
        fflush(stdout);
    }
    printf("1..%u\n", ran);
    if (failures != 0)
        fprintf(stderr, "%u of %u cases failed\n", failures, ran);
    return failures != 0 || ran == 0;
}
