/* See workers.h. */
#include "workers.h"
#include <sdk/devices.h>
#include <sdk/log.h>
#include <sdk/thread.h>
#include <stdlib.h>
#include <vibee/syscalls.h>

enum { STACK_SIZE = 16384 };

struct worker {
    struct job *volatile job; /* NULL: idle */
    uint64_t receiver, sender;
    uint8_t *buffer;
};

static struct worker workers[DISKS_MAX][WORKERS_OF_A_DISK];
static uint64_t done_pulse;

void workers_begin(uint64_t receiver)
{
    int64_t pulse = vb_pulse_create(receiver, CODE_DONE);

    if (pulse < 0)
        sdk_die("disk: no pulse: %s", sdk_status_text(pulse));
    done_pulse = (uint64_t)pulse;
}

static int64_t carry_out(const struct job *job, uint8_t *buffer)
{
    struct disk *disk = disk_at(job->disk);
    struct transfer transfer = {.disk = disk,
                                .writes = job->writes,
                                .sector = job->sector,
                                .skip = job->skip,
                                .size = (uint32_t)job->size,
                                .span = (uint32_t)(job->count * disk->info.sector_size)};

    if (job->operation == VB_BLOCK_FLUSH)
        return disk_request(disk, VB_BLOCK_FLUSH, 0, NULL, 0);
    return transfer_run(&transfer, job->reply, buffer);
}

static void work(uint64_t argument)
{
    struct worker *worker = &workers[argument / WORKERS_OF_A_DISK][argument % WORKERS_OF_A_DISK];
    struct vb_message message;
    struct job *job;

    for (;;) {
        message = (struct vb_message){0};
        if (vb_channel_receive(worker->receiver, VB_ADDRESS(&message), VB_FOREVER) != VB_OK)
            continue;
        job = worker->job;
        job->result = carry_out(job, worker->buffer);
        worker->job = NULL;
        job->state = JOB_DONE;
        (void)vb_pulse_fire(done_pulse, 1);
    }
}

bool worker_start(struct job *job)
{
    struct vb_message message = {.id = 1};

    for (int i = 0; i < WORKERS_OF_A_DISK; i++) {
        struct worker *worker = &workers[job->disk][i];
        if (worker->buffer == NULL || worker->job != NULL)
            continue;
        worker->job = job;
        job->state = JOB_RUNNING;
        if (vb_channel_send(worker->sender, VB_ADDRESS(&message), 0) == VB_OK)
            return true;
        worker->job = NULL;
        job->state = JOB_WAITING;
    }
    return false;
}

/* A thread on a stack of its own, which it has for ever. */
static int64_t start_thread(sdk_thread_function *function, uint64_t argument)
{
    void *stack = malloc(STACK_SIZE);
    int64_t thread =
        stack == NULL ? VB_ERR_NO_MEMORY : sdk_thread(function, argument, stack, STACK_SIZE);

    if (thread >= 0)
        (void)vb_handle_close((uint64_t)thread);
    else
        free(stack);
    return thread;
}

bool workers_open(uint32_t disk)
{
    uint64_t ends[2];
    int count = 0;

    for (uint32_t i = 0; i < WORKERS_OF_A_DISK; i++) {
        struct worker *worker = &workers[disk][i];
        uint8_t *buffer = malloc(BUFFER_SIZE);
        if (buffer == NULL)
            break;
        if (vb_channel_create(1, 0, VB_ADDRESS(ends)) < 0) {
            free(buffer);
            break;
        }
        worker->receiver = ends[0];
        worker->sender = ends[1];
        if (start_thread(work, (uint64_t)disk * WORKERS_OF_A_DISK + i) < 0) {
            (void)vb_handle_close(ends[0]);
            (void)vb_handle_close(ends[1]);
            free(buffer);
            break;
        }
        worker->buffer = buffer;
        count++;
    }
    return count > 0;
}

/* ---- the finder ---- */

#define FIRST_PATIENCE_NS UINT64_C(10000000000)

static uint64_t told[2], found[2]; /* channels: devmgr's pulse comes; the first search is over */

/* Have devmgr say when a disk appears. */
static void watch(void)
{
    static const char scheme[] = "devices";
    int64_t devmgr = vb_namespace_lookup(0, VB_ADDRESS(scheme), sizeof scheme - 1);
    int64_t status =
        devmgr < 0 ? devmgr : sdk_device_watch((uint64_t)devmgr, VB_DEVMGR_BLOCK, 0, told[0], 0);

    if (status < 0)
        sdk_log(VB_LOG_WARNING, "disk: disks that appear later will not be seen: %s",
                sdk_status_text(status));
    if (devmgr >= 0)
        (void)vb_handle_close((uint64_t)devmgr);
}

static void find(uint64_t argument)
{
    struct vb_message message = {.id = 1};

    (void)argument;
    watch();
    disks_find();
    (void)vb_channel_send(found[1], VB_ADDRESS(&message), 0);
    for (;;) {
        message = (struct vb_message){0};
        if (vb_channel_receive(told[0], VB_ADDRESS(&message), VB_FOREVER) == VB_OK)
            disks_find();
    }
}

void finder_start(void)
{
    struct vb_message message = {0};
    int64_t status = vb_channel_create(1, 0, VB_ADDRESS(told));

    if (status >= 0)
        status = vb_channel_create(1, 0, VB_ADDRESS(found));
    if (status >= 0)
        status = start_thread(find, 0);
    if (status < 0)
        sdk_die("disk: cannot look for disks: %s", sdk_status_text(status));
    (void)vb_channel_receive(found[0], VB_ADDRESS(&message),
                             (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + FIRST_PATIENCE_NS);
}
