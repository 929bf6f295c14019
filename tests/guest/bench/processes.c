/*
 * Many processes at once: `bench_processes PROGRAM COUNT` starts COUNT of PROGRAM (answer.c), an
 * image that is loaded already, sends each a message and gets its answer, twice, and ends them.
 * Prints lines "name value": nanoseconds a process, or bytes a process. See tests/bench.
 */
#include <inttypes.h>
#include <sdk/spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <vibee/syscalls.h>

static uint64_t now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

static void require(int condition, const char *what, int64_t status)
{
    if (!condition) {
        fprintf(stderr, "bench_processes: %s failed with %" PRId64 "\n", what, status);
        exit(1);
    }
}

static void report(const char *name, uint64_t start, unsigned count)
{
    printf("%s %.1f\n", name, (double)(now() - start) / count);
    fflush(stdout);
}

static uint64_t load(const char *path)
{
    FILE *file = fopen(path, "rb");
    static char bytes[65536];
    require(file != NULL, path, 0);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    int64_t image = vb_memory_alloc(size);
    require(image > 0 && vb_memory_write((uint64_t)image, 0, VB_ADDRESS(bytes), size) >= 0, "image",
            image);
    return (uint64_t)image;
}

struct process {
    uint64_t task, sender;
};

static struct process start(uint64_t image)
{
    static char why[256];
    uint64_t ends[2];
    int64_t status = vb_channel_create(1, 0, VB_ADDRESS(ends));
    require(status == 0, "channel_create", status);
    struct sdk_block block = {0};
    sdk_block_argument(&block, "answer");
    sdk_block_program(&block, image);
    sdk_block_named(&block, "requests", ends[0], 1);
    int64_t task = sdk_block_spawn(&block, why, sizeof why);
    require(task > 0, why, task);
    sdk_block_free(&block);
    return (struct process){(uint64_t)task, ends[1]};
}

/* The same block for all, with nothing but the image: what a spawn costs by itself. The children
 * find no receiver and end. */
static void spawn_and_wait(uint64_t image, unsigned count)
{
    static char why[256];
    struct sdk_block block = {0};
    sdk_block_argument(&block, "answer");
    sdk_block_program(&block, image);
    int64_t object = sdk_block_finish(&block);
    require(object > 0, "the start block", object);
    uint64_t spawning = 0, begin = now();
    for (unsigned i = 0; i < count; i++) {
        struct vb_exit_info info;
        uint64_t before = now();
        int64_t task = vb_spawn((uint64_t)object, VB_ADDRESS(why), sizeof why);
        spawning += now() - before;
        require(task > 0, why, task);
        int64_t status = vb_wait((uint64_t)task, VB_ADDRESS(&info), 0, VB_FOREVER);
        require(status == 0, "wait", status);
        vb_handle_close((uint64_t)task);
    }
    report("spawn_and_wait", begin, count);
    printf("spawn_alone %.1f\n", (double)spawning / count);
}

static void ask_all(const struct process *processes, unsigned count, const char *name)
{
    uint64_t begin = now();
    for (unsigned i = 0; i < count; i++) {
        struct vb_message request = {.id = i}, reply = {0};
        int64_t status = vb_channel_call(processes[i].sender, VB_ADDRESS(&request),
                                         VB_ADDRESS(&reply), VB_FOREVER);
        require(status == 0 && reply.id == (int64_t)i + 1, "channel_call", status);
    }
    report(name, begin, count);
}

int main(int argc, char **argv)
{
    unsigned count = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    if (count == 0) {
        fputs("usage: bench_processes PROGRAM COUNT\n", stderr);
        return 2;
    }
    uint64_t image = load(argv[1]);
    struct process *processes = calloc(count, sizeof *processes);
    require(processes != NULL, "calloc", 0);
    processes[0] = start(image); /* the image is translated */
    ask_all(processes, 1, "first");
    spawn_and_wait(image, 1000);
    uint64_t begin = now();
    for (unsigned i = 1; i < count; i++)
        processes[i] = start(image);
    report("start", begin, count);
    ask_all(processes, count, "first_answer");
    ask_all(processes, count, "answer");
    struct vb_task_info info;
    int64_t status = vb_task_info(processes[count - 1].task, VB_ADDRESS(&info));
    require(status == 0, "task_info", status);
    printf("memory_charged %" PRIu64 "\n", info.memory);
    fflush(stdout);
    begin = now();
    for (unsigned i = 0; i < count; i++)
        vb_handle_close(processes[i].sender);
    for (unsigned i = 0; i < count; i++) {
        struct vb_exit_info end;
        vb_kill(processes[i].task, VB_SIGKILL);
        status = vb_wait(processes[i].task, VB_ADDRESS(&end), 0, VB_FOREVER);
        require(status == 0, "wait", status);
        vb_handle_close(processes[i].task);
    }
    report("end", begin, count);
    free(processes);
    return 0;
}
