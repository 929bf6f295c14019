/* Reading a snapshot. The file is checked whole before anything of it is used. */
#include "session.h"
#include "snapshot.h"

#include <base/leb128.h>
#include <base/sha256.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { HEADER = 16, SECTION_HEAD = 16, SMALL_MAX = 1 << 20, PAGES_AT_ONCE = 300000 };

struct section {
    uint64_t offset, size; /* of its contents; offset 0: there is none */
};

static struct {
    uint64_t memory, size; /* the file */
    const char *file;
    struct section sections[SECTION_PAGES + 1];
    struct vb_saved_task task;
    uint64_t end;           /* of what the checksum is about */
    struct section program; /* the module that travels along, with a hash of its own */
    uint8_t shim_hash[SHA256_SIZE], program_hash[SHA256_SIZE];
} snapshot;

__attribute__((format(printf, 1, 2))) static int64_t refuse(const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    complain("%s: %s", snapshot.file, text);
    return VB_ERR_PROTOCOL;
}

static bool read_at(uint64_t offset, void *to, uint64_t size)
{
    return offset <= snapshot.size && size <= snapshot.size - offset &&
           (size == 0 || vb_memory_read(snapshot.memory, offset, VB_ADDRESS(to), size) >= 0);
}

/* ---- the file -------------------------------------------------------------------------------- */

static int64_t check_header(void)
{
    static const uint8_t magic[8] = {0x7f, 'V', 'B', 'S', 'N', 'A', 'P', '\n'};
    struct {
        uint8_t magic[8];
        uint32_t version, flags;
    } head;
    if (!read_at(0, &head, sizeof head) || memcmp(head.magic, magic, sizeof magic) != 0)
        return refuse("expected a snapshot, found %s",
                      snapshot.size < sizeof head ? "a shorter file" : "another kind of file");
    if (head.version != SNAPSHOT_VERSION)
        return refuse("expected a snapshot of version %u, found version %u", SNAPSHOT_VERSION,
                      head.version);
    if (head.flags != 0)
        return refuse("expected flags 0, found 0x%x", head.flags);
    return VB_OK;
}

static int64_t check_sections(void)
{
    uint64_t at = HEADER;
    uint32_t before = 0;
    for (;;) {
        struct {
            uint32_t kind, zero;
            uint64_t size;
        } head;
        if (!read_at(at, &head, sizeof head) || head.size > snapshot.size - at - sizeof head)
            return refuse("the snapshot was cut: expected a whole section at byte %llu, found the "
                          "end of the file at byte %llu",
                          (unsigned long long)at, (unsigned long long)snapshot.size);
        at += sizeof head;
        if (head.kind == SECTION_END && head.size == SHA256_SIZE)
            break;
        if (head.kind <= before || head.kind > SECTION_PAGES || head.zero != 0)
            return refuse("expected a section after kind %u, found kind %u at byte %llu", before,
                          head.kind, (unsigned long long)(at - sizeof head));
        before = head.kind;
        snapshot.sections[head.kind] = (struct section){at, head.size};
        at += head.size;
    }
    if (at + SHA256_SIZE != snapshot.size)
        return refuse("expected %llu bytes, found %llu", (unsigned long long)(at + SHA256_SIZE),
                      (unsigned long long)snapshot.size);
    for (uint32_t i = SECTION_MODULES; i <= SECTION_PAGES; i++)
        if (snapshot.sections[i].offset == 0)
            return refuse("expected a section of kind %u, found none", i);
    snapshot.end = at;
    return VB_OK;
}

/* ---- small sections are read whole ------------------------------------------------------------
 */

struct cursor {
    uint8_t *bytes;
    const uint8_t *at, *end;
    bool failed;
};

static bool open_section(struct cursor *c, uint32_t kind, uint64_t most)
{
    struct section section = snapshot.sections[kind];
    uint64_t size = section.size < most ? section.size : most;
    *c = (struct cursor){.bytes = malloc((size_t)size + 1)};
    c->at = c->bytes;
    c->end = c->bytes + size;
    return c->bytes && read_at(section.offset, c->bytes, size);
}

static uint64_t number(struct cursor *c)
{
    uint64_t value = 0;
    c->failed |= leb128_read_unsigned(&c->at, c->end, 64, &value) < 0;
    return value;
}

static const uint8_t *bytes(struct cursor *c, uint64_t size)
{
    const uint8_t *at = c->at;
    if (c->failed || size > (uint64_t)(c->end - c->at)) {
        c->failed = true;
        return NULL;
    }
    c->at += size;
    return at;
}

static bool text(struct cursor *c, char *out, size_t room)
{
    uint64_t size = number(c);
    const uint8_t *from = bytes(c, size);
    if (!from || size >= room)
        return false;
    memcpy(out, from, (size_t)size);
    out[size] = 0;
    return true;
}

/* The shim, then the program, whose bytes follow. */
static int64_t read_modules(void)
{
    struct section section = snapshot.sections[SECTION_MODULES];
    struct cursor c;
    if (!open_section(&c, SECTION_MODULES, 256))
        return VB_ERR_NO_MEMORY;
    uint64_t count = number(&c);
    const uint8_t *shim = bytes(&c, SHA256_SIZE);
    number(&c);
    uint64_t shim_travels = number(&c);
    const uint8_t *program = bytes(&c, SHA256_SIZE);
    uint64_t size = number(&c), travels = number(&c), at = (uint64_t)(c.at - c.bytes);
    bool good =
        !c.failed && count == 2 && shim_travels == 0 && travels == 1 && size == section.size - at;
    if (good) {
        snapshot.program = (struct section){section.offset + at, size};
        memcpy(snapshot.shim_hash, shim, SHA256_SIZE);
        memcpy(snapshot.program_hash, program, SHA256_SIZE);
    }
    free(c.bytes);
    return good ? VB_OK : refuse("section 1: expected the shim and a program with its bytes");
}

/* The program is opened here, so that it is hashed only once. */
static int64_t check_hashes(void)
{
    uint64_t behind = snapshot.program.offset + snapshot.program.size;
    uint8_t wanted[SHA256_SIZE], found[SHA256_SIZE];
    struct sha256 hash;
    int64_t image =
        vb_memory_slice(snapshot.memory, snapshot.program.offset, snapshot.program.size);
    if (image < 0)
        return refuse("the program cannot be opened: %s", sdk_status_text(image));
    set_program_image((uint64_t)image);
    sha256_begin(&hash);
    if (!read_at(snapshot.end, wanted, sizeof wanted) ||
        hash_memory(&hash, snapshot.memory, 0, snapshot.program.offset) < 0 ||
        hash_memory(&hash, snapshot.memory, behind, snapshot.end - behind) < 0)
        return refuse("cannot be read");
    sha256_end(&hash, found);
    if (memcmp(wanted, found, sizeof wanted) != 0)
        return refuse("the snapshot was altered: its checksum does not fit its contents");
    if (hash_image((uint64_t)image, found) < 0 ||
        memcmp(snapshot.program_hash, found, sizeof found) != 0)
        return refuse("the snapshot was altered: the program's checksum does not fit its bytes");
    return VB_OK;
}

static int64_t check_shim(void)
{
    const uint8_t *wanted = snapshot.shim_hash;
    uint8_t found[SHA256_SIZE];
    if (hash_image(sdk_start_named("wasi"), found) >= 0 && memcmp(wanted, found, sizeof found) == 0)
        return VB_OK;
    return refuse("the program was saved with another version of the module wasi.wasm: expected "
                  "SHA-256 %02x%02x%02x%02x..., this system has %02x%02x%02x%02x...",
                  wanted[0], wanted[1], wanted[2], wanted[3], found[0], found[1], found[2],
                  found[3]);
}

static bool strings(struct cursor *c, struct sdk_block *block,
                    void (*add)(struct sdk_block *, const char *), char *out, size_t room)
{
    uint64_t count = number(c);
    for (uint64_t i = 0; i < count; i++) {
        if (!text(c, out, room))
            return false;
        add(block, out);
    }
    return true;
}

/* The arguments, the environment, and the name for messages, which is the first argument. */
static bool read_strings(struct cursor *c, struct sdk_block *block, char *name, size_t size)
{
    char *line = malloc(VB_START_MAX);
    bool good = line && strings(c, block, sdk_block_argument, line, VB_START_MAX) &&
                block->header.argument_count > 0 &&
                strings(c, block, sdk_block_environment, line, VB_START_MAX);
    free(line);
    if (good)
        snprintf(name, size, "%s", block->arguments.data);
    return good;
}

static int64_t read_process(struct sdk_block *block, char *name, size_t size)
{
    struct cursor c;
    if (!open_section(&c, SECTION_PROCESS, SMALL_MAX))
        return VB_ERR_NO_MEMORY;
    uint64_t version = number(&c);
    const uint8_t *task = bytes(&c, sizeof snapshot.task);
    bool named = read_strings(&c, block, name, size);
    block->header.memory_limit = number(&c);
    bool good = !c.failed && named && version == 1 && c.at == c.end;
    if (good)
        memcpy(&snapshot.task, task, sizeof snapshot.task);
    free(c.bytes);
    return good ? VB_OK : refuse("section 2: expected a process, found something else");
}

int64_t snapshot_open(struct sdk_block *block, const char *file, char *name, size_t size)
{
    snapshot.file = file;
    snapshot.memory = sdk_start_named("snapshot");
    int64_t bytes_ = vb_memory_size(snapshot.memory);
    snapshot.size = bytes_ < 0 ? 0 : (uint64_t)bytes_;
    int64_t status = check_header();
    if (status == VB_OK)
        status = check_sections();
    if (status == VB_OK)
        status = read_modules();
    if (status == VB_OK)
        status = check_hashes();
    if (status == VB_OK)
        status = check_shim();
    if (status == VB_OK)
        status = read_process(block, name, size);
    return status;
}

/* ---- the task -------------------------------------------------------------------------------- */

static int64_t load(uint64_t task, uint32_t part, struct vb_save_position *position,
                    uint64_t memory, uint64_t offset, uint64_t size)
{
    char diagnostic[240] = "";
    int64_t taken = vb_task_load(task, part, VB_ADDRESS(position), memory, offset, size,
                                 VB_ADDRESS(diagnostic), sizeof diagnostic);
    if (taken < 0)
        refuse("section %u: %s", part == VB_SAVE_PAGES ? SECTION_PAGES : SECTION_STATE,
               *diagnostic ? diagnostic : sdk_status_text(taken));
    return taken;
}

static int64_t load_pages(uint64_t task)
{
    struct section pages = snapshot.sections[SECTION_PAGES];
    struct vb_save_position position = {0};
    uint64_t at = 0;
    while (position.memory != VB_SAVED_ALL) {
        uint64_t left = pages.size - at;
        int64_t taken = load(task, VB_SAVE_PAGES, &position, snapshot.memory, pages.offset + at,
                             left < PAGES_AT_ONCE ? left : PAGES_AT_ONCE);
        if (taken < 0)
            return taken;
        if (taken == 0 && position.memory != VB_SAVED_ALL)
            return refuse("section 5: expected more pages after byte %llu", (unsigned long long)at);
        at += (uint64_t)taken;
    }
    return at == pages.size ? VB_OK
                            : refuse("section 5: expected %llu bytes, found %llu",
                                     (unsigned long long)at, (unsigned long long)pages.size);
}

/* The new task's handle that stands for the same, 0: none. */
static uint64_t find(const struct vb_saved_handle *slots, uint32_t count, const struct item *wanted)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct item item = describe(&slots[i]);
        if (same_item(&item, wanted))
            return slots[i].value;
    }
    return 0;
}

static bool read_slot(struct cursor *c, const struct vb_saved_handle *own, uint32_t own_count,
                      struct vb_saved_handle *out)
{
    char name[VB_PATH_MAX];
    *out = (struct vb_saved_handle){.value = number(c)};
    struct item item = {.description = (uint32_t)number(c)};
    if (item.description == DESCRIBED_FREE)
        out->type = VB_SAVED_FREE;
    if (item.description == DESCRIBED_STREAM)
        item.fd = (int32_t)number(c);
    if (item.description == DESCRIBED_PREOPEN) {
        if (!text(c, name, sizeof name))
            return false;
        item.name = name;
    }
    out->object = find(own, own_count, &item);
    if (item.description == DESCRIBED_PREOPEN && out->object == 0)
        complain("%s: the program had the folder %s; without --dir it is closed", snapshot.file,
                 name);
    return !c->failed && item.description <= DESCRIBED_PREOPEN;
}

static int64_t load_table(uint64_t task, const struct vb_saved_handle *slots, uint64_t count)
{
    struct vb_save_position position = {0};
    uint64_t size = count * sizeof *slots;
    int64_t memory = vb_memory_alloc(size), status = memory;
    if (memory >= 0 && size > 0)
        status = vb_memory_write((uint64_t)memory, 0, VB_ADDRESS(slots), size);
    if (status >= 0)
        status = load(task, VB_SAVE_HANDLES, &position, (uint64_t)memory, 0, size);
    if (memory >= 0)
        vb_handle_close((uint64_t)memory);
    return status < 0 ? status : VB_OK;
}

static int64_t load_handles(uint64_t task)
{
    struct cursor c;
    struct vb_saved_handle *own = NULL, *slots = NULL;
    uint32_t own_count = 0;
    bool opened = open_section(&c, SECTION_HANDLES, SMALL_MAX);
    uint64_t count = opened ? number(&c) : 0;
    int64_t status = opened ? table_of(task, &own, &own_count) : VB_ERR_NO_MEMORY;
    if (status == VB_OK && count <= SMALL_MAX)
        slots = calloc((size_t)count + 1, sizeof *slots);
    if (status == VB_OK && !slots)
        status = VB_ERR_NO_MEMORY;
    for (uint64_t i = 0; i < count && status == VB_OK; i++)
        if (!read_slot(&c, own, own_count, &slots[i]))
            status = refuse("section 3: handle %llu: not as the format describes",
                            (unsigned long long)i);
    if (status == VB_OK)
        status = load_table(task, slots, count);
    free(slots);
    free(own);
    free(c.bytes);
    return status;
}

static int64_t load_task(uint64_t task)
{
    struct vb_save_position position = {0};
    int64_t memory = vb_memory_alloc(sizeof snapshot.task), status = memory;
    if (memory >= 0)
        status =
            vb_memory_write((uint64_t)memory, 0, VB_ADDRESS(&snapshot.task), sizeof snapshot.task);
    if (status >= 0)
        status = load(task, VB_SAVE_TASK, &position, (uint64_t)memory, 0, sizeof snapshot.task);
    if (memory >= 0)
        vb_handle_close((uint64_t)memory);
    return status < 0 ? status : VB_OK;
}

int64_t snapshot_load(uint64_t task)
{
    struct section state = snapshot.sections[SECTION_STATE];
    struct vb_save_position position = {0};
    int64_t status =
        load(task, VB_SAVE_STATE, &position, snapshot.memory, state.offset, state.size);
    if (status >= 0)
        status = load_pages(task);
    if (status >= 0)
        status = load_handles(task);
    return status < 0 ? status : load_task(task);
}
