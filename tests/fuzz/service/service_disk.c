/*
 * The disk service: drivers with disks of any contents, which fail, die and appear. Its threads are
 * played: each job is carried out when it is given, or at some time after that.
 */
#include "../../../services/disk/workers.h"
#include "fake.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>

enum { DRIVERS = 4, SECTOR = 512, SECTORS = 64, UNITS = 2, PULSES = 1 };

static struct job *under_way[JOBS_MAX];
static uint32_t job_count;
static bool slow; /* jobs are not over at once */
static uint32_t drivers = 1;
static int64_t answers[8];
static uint32_t dead; /* so many calls are not answered */
static uint8_t sectors[SECTORS * SECTOR];

/* An MBR with one partition, of sectors 8 to 15. */
static void make_disk(void)
{
    static const uint8_t entry[16] = {0, 0, 0, 0, 0x83, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0};

    memset(sectors, 0, sizeof sectors);
    memcpy(sectors + 446, entry, sizeof entry);
    sectors[510] = 0x55;
    sectors[511] = 0xaa;
}

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
    if (sectors[510] == 0)
        make_disk();
}

/* ---- devmgr and the drivers ---- */

static int64_t devmgr(const struct vb_message *request, const struct vb_file_request *fields,
                      struct vb_message *answer)
{
    struct vb_devmgr_entry entry = {.class = VB_DEVMGR_BLOCK};
    struct fake_object *driver;

    answer->handle_count = answer->data_size = 0;
    (void)request;
    if (fields->argument >= drivers) {
        answer->id = VB_ERR_NOT_FOUND;
        return VB_OK;
    }
    driver = fake_object(VB_OBJECT_SENDER);
    strcpy(driver->name, "driver");
    driver->number = fields->argument;
    *(uint64_t *)(uintptr_t)answer->handles = fake_handle(driver);
    snprintf(entry.name, sizeof entry.name, "disk@%u", fields->argument);
    memcpy((void *)(uintptr_t)answer->data, &entry, sizeof entry);
    answer->handle_count = 1;
    answer->data_size = sizeof entry;
    return VB_OK;
}

/* The second unit is read-only. */
static int64_t inform(const struct vb_file_request *fields, struct vb_message *answer)
{
    const struct vb_block_info info = {.sectors = SECTORS,
                                       .sector_size = SECTOR,
                                       .max_transfer = 8 * SECTOR,
                                       .flags = fields->argument == 1 ? VB_BLOCK_READ_ONLY : 0,
                                       .name = "a disk"};

    if (fields->argument >= UNITS)
        return VB_ERR_NOT_FOUND;
    memcpy((void *)(uintptr_t)answer->data, &info, sizeof info);
    answer->data_size = sizeof info;
    return VB_OK;
}

static int64_t transfer(const struct vb_message *request, const struct vb_file_request *fields)
{
    const struct vb_window *window = (const struct vb_window *)(uintptr_t)request->windows;
    uint64_t at = fields->offset * SECTOR;

    if (fields->size != window->size || fields->size % SECTOR != 0 || fields->size == 0 ||
        fields->size > 8 * SECTOR || fields->offset > SECTORS ||
        fields->size / SECTOR > SECTORS - fields->offset)
        fake_wrong("a transfer of %llu bytes at sector %llu", (unsigned long long)fields->size,
                   (unsigned long long)fields->offset);
    if (request->id == VB_BLOCK_READ)
        fake_copy(window->address, VB_ADDRESS(sectors + at), fields->size);
    else
        fake_copy(VB_ADDRESS(sectors + at), window->address, fields->size);
    return (int64_t)fields->size;
}

static int64_t called(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer)
{
    struct vb_file_request fields;

    memcpy(&fields, (const void *)(uintptr_t)request->data, sizeof fields);
    answer->id = VB_OK;
    if (strcmp(peer->name, "devices") == 0)
        return devmgr(request, &fields, answer);
    if (dead > 0) {
        dead--;
        fake_clock += 1000000000;
        return VB_ERR_SERVER_DIED;
    }
    answer->handle_count = answer->data_size = 0;
    if (answers[request->id & 7] != 0)
        answer->id = answers[request->id & 7];
    else if (request->id == VB_BLOCK_INFO)
        answer->id = inform(&fields, answer);
    else if (request->id == VB_BLOCK_READ || request->id == VB_BLOCK_WRITE)
        answer->id = transfer(request, &fields);
    return VB_OK;
}

/* ---- threads ---- */

void finder_start(void)
{
    disks_find();
}

void workers_begin(uint64_t receiver)
{
    (void)receiver;
    job_count = 0;
}

bool workers_open(uint32_t disk)
{
    (void)disk;
    return !fake_fails();
}

static void carry_out(uint32_t i)
{
    static uint8_t buffer[BUFFER_SIZE];
    struct job *job = under_way[i];
    struct disk *disk = disk_at(job->disk);
    struct transfer transfer = {.disk = disk,
                                .writes = job->writes,
                                .sector = job->sector,
                                .skip = job->skip,
                                .size = (uint32_t)job->size,
                                .span = (uint32_t)(job->count * disk->info.sector_size)};

    under_way[i] = under_way[--job_count];
    job->result = job->operation == VB_BLOCK_FLUSH ? disk_request(disk, VB_BLOCK_FLUSH, 0, NULL, 0)
                                                   : transfer_run(&transfer, job->reply, buffer);
    job->state = JOB_DONE;
    fake_fire(CODE_DONE, 1);
}

bool worker_start(struct job *job)
{
    uint32_t of_the_disk = 0;

    for (uint32_t i = 0; i < job_count; i++)
        of_the_disk += under_way[i]->disk == job->disk;
    if (of_the_disk == WORKERS_OF_A_DISK)
        return false;
    job->state = JOB_RUNNING;
    under_way[job_count++] = job;
    if (!slow)
        carry_out(job_count - 1);
    return true;
}

/* ---- what happens ---- */

static bool finish(void)
{
    slow = false;
    if (job_count == 0)
        return false;
    carry_out(0);
    return true;
}

static void scribble(void)
{
    size_t size = 64, at = fake_number() % (sizeof sectors - size);
    const uint8_t *bytes = fake_bytes(&size);

    if (size > 0)
        memcpy(sectors + at, bytes, size);
}

static void happens(void)
{
    uint8_t choice = fake_byte();

    switch (choice & 7) {
    case 0:
        answers[1 + (choice >> 3) % 4] = VB_ERR_IO;
        break;
    case 1:
        answers[1 + (choice >> 3) % 4] = VB_ERR_RANGE;
        break;
    case 2:
        memset(answers, 0, sizeof answers);
        break;
    case 3:
        dead = fake_byte() % 40;
        break;
    case 4:
    case 5:
        scribble();
        break;
    case 6:
        drivers = 1 + fake_byte() % DRIVERS;
        disks_find();
        break;
    default:
        slow = (choice & 8) != 0;
        if (job_count > 0)
            carry_out((choice >> 4) % job_count);
    }
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    if (what == FAKE_SILENT)
        slow = number != 0;
    else if (what == FAKE_ANSWERS)
        answers[number & 7] = (int64_t)other;
    else
        fake_wrong("a disk does not know happening %u", what);
}

static void over(void)
{
    slow = false;
    job_count = 0;
    drivers = 1;
    dead = 0;
    memset(answers, 0, sizeof answers);
    sectors[510] = 0;
}

/* Its own, and a sender for each disk. */
static void finished(void)
{
    enum { OWN = 2, DISKS = 16 };

    if (fake_count(VB_OBJECT_SENDER) > OWN + DISKS || fake_count(VB_OBJECT_MEMORY) > 1 ||
        fake_count(VB_OBJECT_PULSE) > PULSES)
        fake_wrong("handles are left over");
    if (fake_allocated() != 0)
        fake_wrong("%zu blocks are left over", fake_allocated());
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1},
                                          .ids = 24,
                                          .dies = true,
                                          .happens = happens,
                                          .finish = finish,
                                          .over = over,
                                          .errors = errors,
                                          .called = called,
                                          .told = told};
