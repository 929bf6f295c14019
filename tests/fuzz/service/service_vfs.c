/*
 * The vfs service whole: files in memory, /dev and /proc, and a folder of the host whose device
 * answers what it likes, at once or later.
 */
#include "device.h"
#include "memory.h"
#include <string.h>
#include <vibee/device.h>
#include <vibee/file.h>

enum { NODE = 5, DIRECTORY = 6 };

static uint32_t unread;        /* bytes of the file of a kernel's scheme */
static int64_t scheme_refusal; /* what opening one says */

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
    (void)fake_give("boot", VB_OBJECT_MEMORY);
}

/* ---- the folder: "file" and "dir"; a link is called "link" ---- */

static bool is(const uint8_t *path, uint32_t size, const char *name)
{
    return size == strlen(name) && memcmp(path, name, size) == 0;
}

static int64_t describe(const struct vb_device_request *request, const uint8_t *path,
                        uint8_t *output, uint32_t *size)
{
    struct vb_file_stat stat = {.type = VB_TYPE_REGULAR, .size = 5, .links = 1};

    if (request->input_size > 0 ? is(path, request->input_size, "dir") : request->node == DIRECTORY)
        stat.type = VB_TYPE_DIRECTORY;
    if (is(path, request->input_size, "link"))
        stat.type = VB_TYPE_SYMLINK;
    if (request->input_size > 0 && is(path, request->input_size, "none"))
        return VB_ERR_NOT_FOUND;
    if (request->output_size < sizeof stat)
        return VB_ERR_INVALID;
    memcpy(output, &stat, sizeof stat);
    *size = sizeof stat;
    return VB_OK;
}

static int64_t give(const void *bytes, uint32_t count, const struct vb_device_request *request,
                    uint8_t *output, uint32_t *size)
{
    *size = count < request->output_size ? count : request->output_size;
    memcpy(output, bytes, *size);
    return *size;
}

static int64_t carry_out(const struct vb_device_request *request, const uint8_t *input,
                         uint8_t *output, uint32_t *size)
{
    static const uint64_t space[2] = {1000, 500};

    switch (request->operation) {
    case VB_FOLDER_OPEN:
        if (is(input, request->input_size, "link"))
            return VB_ERR_LOOP;
        return is(input, request->input_size, "dir") ? DIRECTORY : NODE;
    case VB_FOLDER_READ:
        return request->offset >= 5 ? 0 : give("hello", 5, request, output, size);
    case VB_FOLDER_WRITE:
        return request->input_size;
    case VB_FOLDER_STAT:
        return describe(request, input, output, size);
    case VB_FOLDER_READLINK:
        return give("link", 4, request, output, size);
    case VB_FOLDER_SPACE:
        (void)give(space, sizeof space, request, output, size);
        return VB_OK;
    default:
        return VB_OK;
    }
}

const struct device_kind device_kind = {.kind = VB_DEVICE_FOLDER, .carry_out = carry_out};

/* ---- what happens ---- */

/* Only what a folder may answer, for a node that there is. */
static int64_t status_for(uint32_t operation)
{
    static const struct protocol_errors folder[] = FOLDER_ERRORS;
    int64_t status = -(int64_t)(fake_byte() % 40);

    return status == VB_ERR_BAD_HANDLE || !protocol_lists(folder, operation, status) ? VB_ERR_IO
                                                                                     : status;
}

static void happens(void)
{
    uint8_t choice = fake_byte();
    uint32_t operation = 1 + (choice >> 2) % VB_FOLDER_SPACE;
    size_t size = choice >> 2;
    const uint8_t *bytes;

    switch (choice & 3) {
    case 0:
        device_silent((choice & 4) != 0);
        break;
    case 1:
        device_answers(operation, status_for(operation));
        break;
    case 2:
        device_answers(operation, 0);
        break;
    default:
        bytes = fake_bytes(&size);
        (void)device_finish(VB_FOLDER_READ, (int64_t)size, bytes, size);
        (void)device_finish(operation, status_for(operation), NULL, 0);
    }
}

static bool finish(void)
{
    for (uint32_t operation = 0; operation < 32; operation++)
        device_answers(operation, 0);
    device_silent(false);
    return device_finish(0, VB_ERR_IO, NULL, 0);
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    if (what == FAKE_ANSWERS && number == 0)
        scheme_refusal = (int64_t)other;
    else if (what == FAKE_ANSWERS)
        device_answers((uint32_t)number, (int64_t)other);
    else if (what == FAKE_SILENT)
        device_silent(number != 0);
    else
        fake_wrong("a folder does not know happening %u", what);
}

/* A stream of the console, or a disk: whoever has it says what it is. */
static int64_t called(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer)
{
    const struct vb_file_stat stat = {.type = VB_TYPE_CHARACTER, .links = 1};

    if (strcmp(peer->name, "remote") != 0)
        fake_wrong("a call to %s", peer->name);
    answer->handle_count = 0;
    answer->id = request->id == VB_FILE_STAT ? VB_OK : VB_ERR_NOT_SUPPORTED;
    if (request->id == VB_FILE_STAT)
        memcpy((void *)(uintptr_t)answer->data, &stat, sizeof stat);
    answer->data_size = request->id == VB_FILE_STAT ? sizeof stat : 0;
    return VB_OK;
}

static void over(void)
{
    device_over();
    scheme_refusal = VB_OK;
}

static void finished(void)
{
    enum { CACHED = 32, OWN = 2, SENDERS = 2, MOUNTS_MAX = 12 };

    if (fake_count(VB_OBJECT_PULSE) != 0 || fake_count(VB_OBJECT_SENDER) != SENDERS ||
        fake_count(VB_OBJECT_DEVICE) > MOUNTS_MAX || fake_count(VB_OBJECT_MEMORY) > OWN + CACHED ||
        fake_count(VB_OBJECT_FILE) != 0)
        fake_wrong("handles are left over");
}

/* A mount that somebody was told of outlives the service. */
static void answers(int64_t operation, int64_t id)
{
    if (operation == VB_FILE_MOUNT && id >= 0 && !fake_all_kept(VB_OBJECT_DEVICE))
        fake_wrong("a mount was answered that nobody keeps");
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1, 0},
                                          .ids = 50,
                                          .dies = true,
                                          .happens = happens,
                                          .finish = finish,
                                          .over = over,
                                          .errors = errors,
                                          .answers = answers,
                                          .called = called,
                                          .told = told};

/* ---- the kernel's schemes, and those of other services ---- */

int64_t vb_scheme_open(uint64_t space, uint64_t url, uint64_t size, uint32_t flags,
                       uint64_t deadline)
{
    bool own = size > 5 && memcmp((const void *)(uintptr_t)url, "proc:", 5) == 0;
    struct fake_object *object;

    (void)space;
    (void)flags;
    (void)deadline;
    fake_enter();
    if (scheme_refusal < 0 || fake_fails())
        return scheme_refusal < 0 ? scheme_refusal : VB_ERR_NOT_FOUND;
    object = fake_object(own ? VB_OBJECT_FILE : VB_OBJECT_SENDER);
    if (!own)
        strcpy(object->name, "remote");
    unread = 12;
    return (int64_t)fake_handle(object);
}

int64_t vb_scheme_read(uint64_t file, uint64_t buffer, uint64_t size, uint64_t deadline)
{
    uint32_t count = unread < size ? unread : (uint32_t)size;

    (void)deadline;
    fake_enter();
    if (fake_find_type(file, VB_OBJECT_FILE) == NULL)
        return VB_ERR_BAD_TYPE;
    fake_copy(buffer, VB_ADDRESS("1 init\n7 vsh\n"), count);
    unread -= count;
    return count;
}

int64_t vb_namespace_bind(uint64_t space, uint64_t name, uint64_t size, uint64_t target)
{
    (void)space;
    (void)name;
    fake_enter();
    if (size != 4)
        fake_wrong("it binds something else than proc");
    return fake_find(target) == NULL ? VB_ERR_BAD_HANDLE : fake_fails() ? fake_refusal : VB_OK;
}

int64_t vb_entropy(uint64_t buffer, uint64_t size)
{
    memset((void *)(uintptr_t)buffer, 7, size);
    return VB_OK;
}

int64_t vb_account_info(uint64_t account, uint64_t info)
{
    (void)account;
    *(struct vb_account_info *)(uintptr_t)info = (struct vb_account_info){.limit = 1 << 26};
    return VB_OK;
}

int64_t vb_memory_copy(uint64_t to, uint64_t to_offset, uint64_t from, uint64_t from_offset,
                       uint64_t size)
{
    struct fake_object *target = fake_find_type(to, VB_OBJECT_MEMORY);
    struct fake_object *source = fake_find_type(from, VB_OBJECT_MEMORY);

    fake_enter();
    if (target == NULL || source == NULL)
        return VB_ERR_BAD_TYPE;
    if (to_offset > target->size || size > target->size - to_offset || from_offset > source->size ||
        size > source->size - from_offset)
        fake_wrong("a copy beyond an object's end");
    fake_copy(VB_ADDRESS(target->bytes + to_offset), VB_ADDRESS(source->bytes + from_offset), size);
    return (int64_t)size;
}
