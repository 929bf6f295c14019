/* Reading a snapshot. The file is checked whole before anything of it is used. */
#include "format.h"

#include <base/leb128.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { HEADER = 16, SECTION_HEAD = 16, SMALL_MAX = 1 << 20, PAGES_AT_ONCE = 300000 };

struct section {
    uint64_t offset, size; /* of its contents; offset 0: there is none */
};

static struct {
    struct sdk_snapshot_in *in;
    uint64_t memory, size; /* the file */
    struct section sections[SECTION_PAGES + 1];
    struct vb_saved_task task;
    struct vb_saved_thread *threads;
    uint64_t thread_count;
    uint64_t end;           /* of what the checksum is about */
    struct section program; /* the module that travels along, with a hash of its own */
    uint64_t program_size;  /* of it, also when it does not travel */
    uint8_t shim_hash[SHA256_SIZE], program_hash[SHA256_SIZE];
} snapshot;

__attribute__((format(printf, 1, 2))) static int64_t refuse(const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snapshot_tell(snapshot.in->tell, "%s: %s", snapshot.in->file, text);
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
    if (c->bytes && read_at(section.offset, c->bytes, size))
        return true;
    free(c->bytes);
    c->bytes = NULL;
    return false;
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

/* The shim, then the program, whose bytes may follow. */
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
    bool good = !c.failed && count == 2 && shim_travels == 0 && travels <= 1 &&
                (travels ? size : 0) == section.size - at;
    if (good) {
        snapshot.program = (struct section){section.offset + at, travels ? size : 0};
        snapshot.program_size = size;
        memcpy(snapshot.shim_hash, shim, SHA256_SIZE);
        memcpy(snapshot.program_hash, program, SHA256_SIZE);
    }
    free(c.bytes);
    return good ? VB_OK : refuse("section 1: expected the shim and a program with its bytes");
}

static int64_t check_file_hash(void)
{
    uint64_t behind = snapshot.program.offset + snapshot.program.size;
    uint8_t wanted[SHA256_SIZE], found[SHA256_SIZE];
    struct sha256 hash;
    sha256_begin(&hash);
    if (!read_at(snapshot.end, wanted, sizeof wanted) ||
        sdk_hash_memory(&hash, snapshot.memory, 0, snapshot.program.offset) < 0 ||
        sdk_hash_memory(&hash, snapshot.memory, behind, snapshot.end - behind) < 0)
        return refuse("cannot be read");
    sha256_end(&hash, found);
    if (memcmp(wanted, found, sizeof wanted) != 0)
        return refuse("the snapshot was altered: its checksum does not fit its contents");
    return VB_OK;
}

/* The program is opened here, so that it is hashed only once. */
static int64_t open_program(void)
{
    struct sdk_snapshot_in *in = snapshot.in;
    const uint8_t *wanted = snapshot.program_hash;
    uint8_t found[SHA256_SIZE];
    if (snapshot.program.size == 0) {
        in->program = in->find_program ? in->find_program(wanted, snapshot.program_size) : 0;
        return in->program ? VB_OK
                           : refuse("expected a module of %llu bytes with SHA-256 "
                                    "%02x%02x%02x%02x..., which does not travel along, found none",
                                    (unsigned long long)snapshot.program_size, wanted[0], wanted[1],
                                    wanted[2], wanted[3]);
    }
    int64_t image =
        vb_memory_slice(snapshot.memory, snapshot.program.offset, snapshot.program.size);
    if (image < 0)
        return refuse("the program cannot be opened: %s", sdk_status_text(image));
    in->program = (uint64_t)image;
    if (sdk_hash_image(in->program, found) < 0 || memcmp(wanted, found, sizeof found) != 0)
        return refuse("the snapshot was altered: the program's checksum does not fit its bytes");
    return VB_OK;
}

static int64_t check_shim(void)
{
    const uint8_t *wanted = snapshot.shim_hash;
    uint8_t found[SHA256_SIZE] = {0};
    if (sdk_hash_image(snapshot.in->shim, found) >= 0 && memcmp(wanted, found, sizeof found) == 0)
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

static bool read_strings(struct cursor *c, struct sdk_block *block)
{
    char *line = malloc(VB_START_MAX);
    bool good = line && strings(c, block, sdk_block_argument, line, VB_START_MAX) &&
                block->header.argument_count > 0 &&
                strings(c, block, sdk_block_environment, line, VB_START_MAX);
    free(line);
    return good;
}

/* As it was, unless that is more than who restores may give. */
static uint32_t priority_of(uint32_t wanted)
{
    struct vb_task_info own;
    bool known = vb_task_info(0, VB_ADDRESS(&own)) == VB_OK;
    return known && wanted > own.priority ? own.priority : wanted;
}

/* Kept until the task goes on. */
static bool read_threads(struct cursor *c)
{
    uint64_t count = number(c);
    size_t size = (size_t)count * sizeof *snapshot.threads;
    const uint8_t *from = count > 0 && count <= SMALL_MAX ? bytes(c, size) : NULL;
    free(snapshot.threads);
    snapshot.threads = from ? malloc(size) : NULL;
    if (!snapshot.threads)
        return false;
    memcpy(snapshot.threads, from, size);
    snapshot.thread_count = count;
    return true;
}

static int64_t read_process(struct sdk_block *block)
{
    struct cursor c;
    if (!open_section(&c, SECTION_PROCESS, SMALL_MAX))
        return VB_ERR_NO_MEMORY;
    uint64_t version = number(&c);
    const uint8_t *task = bytes(&c, sizeof snapshot.task);
    bool named = read_threads(&c) && read_strings(&c, block);
    block->header.memory_limit = number(&c);
    bool good = !c.failed && named && version == PROCESS_VERSION && c.at == c.end;
    if (good) {
        memcpy(&snapshot.task, task, sizeof snapshot.task);
        block->header.priority = priority_of(snapshot.task.priority);
    }
    free(c.bytes);
    return good ? VB_OK : refuse("section 2: expected a process, found something else");
}

/* ---- what its handles stood for
 * --------------------------------------------------------------
 */

struct handles {
    struct cursor cursor;
    uint64_t count, next;
    char *name; /* of the item that was read last: room for a path */
};

static int64_t refuse_handle(const struct handles *handles)
{
    return refuse("section 3: handle %llu: not as the format describes",
                  (unsigned long long)handles->next);
}

static int64_t handles_begin(struct handles *handles)
{
    *handles = (struct handles){.name = malloc(VB_PATH_MAX + 1)};
    if (!handles->name || !open_section(&handles->cursor, SECTION_HANDLES, SMALL_MAX))
        return VB_ERR_NO_MEMORY;
    handles->count = number(&handles->cursor);
    return handles->count <= SMALL_MAX ? VB_OK : refuse_handle(handles);
}

static void handles_end(struct handles *handles)
{
    free(handles->name);
    free(handles->cursor.bytes);
}

static bool read_item(struct handles *handles, uint64_t *value, struct item *item)
{
    struct cursor *c = &handles->cursor;
    *value = number(c);
    *item = (struct item){.description = (uint32_t)number(c), .name = handles->name};
    bool named = item->description == DESCRIBED_PREOPEN || item->description == DESCRIBED_FILE;
    if (item->description == DESCRIBED_STREAM)
        item->fd = (int32_t)number(c);
    if (item->description == DESCRIBED_FILE)
        item->number = (uint32_t)number(c);
    if (named && !text(c, handles->name, VB_PATH_MAX + 1))
        return false;
    if (item->description == DESCRIBED_FILE) {
        item->flags = (uint32_t)number(c);
        item->offset = number(c);
    }
    if (item->description == DESCRIBED_THREAD) {
        item->thread = number(c);
        item->exit = number(c);
        item->rights = (uint32_t)number(c);
    }
    handles->next++;
    return !c->failed && item->description < DESCRIPTIONS;
}

/* It was there when the program opened it, and is not changed by opening it again. */
static int64_t open_again(const struct item *item)
{
    const uint32_t once = VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE | VB_OPEN_TRUNCATE;
    struct vb_file_request seek = {.offset = item->offset};
    uint64_t from = snapshot.in->files;
    int64_t file =
        from ? sdk_file_open(from, item->name, item->flags & ~once, NULL) : VB_ERR_NOT_FOUND;
    if (file >= 0 && item->offset > 0)
        (void)sdk_file_operation((uint64_t)file, VB_FILE_SEEK, &seek, NULL, 0);
    return file;
}

/* Files go to the new task under names of their own. */
static int64_t open_files(struct sdk_block *block)
{
    struct handles handles;
    struct item item;
    uint64_t value;
    char name[32];
    int64_t status = handles_begin(&handles);
    for (uint64_t i = 0; i < handles.count && status == VB_OK; i++) {
        if (!read_item(&handles, &value, &item)) {
            status = refuse_handle(&handles);
            break;
        }
        if (item.description != DESCRIBED_FILE || item.number != i) /* the first of its number */
            continue;
        int64_t file = open_again(&item);
        file_entry_name(item.number, name, sizeof name);
        if (file >= 0)
            sdk_block_named(block, name, (uint64_t)file, 1);
        else
            snapshot_tell(snapshot.in->tell,
                          "%s: the program had the file %s, which cannot be "
                          "opened (%s); it is closed",
                          snapshot.in->file, item.name, sdk_status_text(file));
    }
    handles_end(&handles);
    return status;
}

int64_t sdk_snapshot_open(struct sdk_snapshot_in *in, struct sdk_block *block)
{
    int64_t bytes_ = vb_memory_size(in->memory);
    snapshot.in = in;
    snapshot.memory = in->memory;
    snapshot.size = bytes_ < 0 ? 0 : (uint64_t)bytes_;
    int64_t status = check_header();
    if (status == VB_OK)
        status = check_sections();
    if (status == VB_OK)
        status = read_modules();
    if (status == VB_OK)
        status = check_file_hash();
    if (status == VB_OK)
        status = open_program();
    if (status == VB_OK)
        status = check_shim();
    if (status == VB_OK)
        status = read_process(block);
    return status == VB_OK ? open_files(block) : status;
}

/* ---- the task -------------------------------------------------------------------------------- */

static enum section_kind section_of(uint32_t part)
{
    switch (part) {
    case VB_SAVE_HANDLES:
        return SECTION_HANDLES;
    case VB_SAVE_STATE:
        return SECTION_STATE;
    case VB_SAVE_PAGES:
        return SECTION_PAGES;
    default:
        return SECTION_PROCESS;
    }
}

static int64_t load(uint64_t task, uint32_t part, struct vb_save_position *position,
                    uint64_t memory, uint64_t offset, uint64_t size)
{
    char diagnostic[240] = "";
    int64_t taken = vb_task_load(task, part, VB_ADDRESS(position), memory, offset, size,
                                 VB_ADDRESS(diagnostic), sizeof diagnostic);
    if (taken < 0)
        refuse("section %u: %s", section_of(part),
               *diagnostic ? diagnostic : sdk_status_text(taken));
    return taken;
}

/* A section that goes piece by piece: a state is given all that is left, pages come in whole runs.
 */
static int64_t load_pieces(uint64_t task, uint32_t part, uint64_t at_once)
{
    enum section_kind kind = section_of(part);
    struct section section = snapshot.sections[kind];
    struct vb_save_position position = {0};
    uint64_t at = 0;
    while (position.memory != VB_SAVED_ALL) {
        uint64_t left = section.size - at;
        int64_t taken = load(task, part, &position, snapshot.memory, section.offset + at,
                             left < at_once ? left : at_once);
        if (taken < 0)
            return taken;
        if (taken == 0 && part == VB_SAVE_PAGES && position.memory != VB_SAVED_ALL)
            return refuse("section %u: expected more pages after byte %llu", kind,
                          (unsigned long long)at);
        at += (uint64_t)taken;
    }
    return at == section.size ? VB_OK
                              : refuse("section %u: expected %llu bytes, found %llu", kind,
                                       (unsigned long long)at, (unsigned long long)section.size);
}

/* A slot of the new table: where it comes from in the one that the task was started with. */
static void fill_slot(const struct table *own, const struct item *item, uint64_t value,
                      struct vb_saved_handle *out)
{
    *out = (struct vb_saved_handle){.value = value};
    if (item->description == DESCRIBED_FREE) {
        out->type = VB_SAVED_FREE;
    } else if (item->description == DESCRIBED_THREAD) {
        out->type = VB_OBJECT_THREAD;
        out->object = item->thread;
        out->badge = item->exit;
        out->rights = item->rights;
    } else {
        out->object = table_find(own, item);
    }
    if (item->description == DESCRIBED_PREOPEN && out->object == 0)
        snapshot_tell(snapshot.in->tell,
                      "%s: the program had the folder %s; without --dir it is closed",
                      snapshot.in->file, item->name);
}

/* An array, an entry at a time or whole. */
static int64_t load_array(uint64_t task, uint32_t part, const void *bytes_, uint64_t size,
                          uint64_t entry)
{
    int64_t memory = vb_memory_alloc(size), status = memory;
    struct vb_save_position position = {0};
    if (memory >= 0 && size > 0)
        status = vb_memory_write((uint64_t)memory, 0, VB_ADDRESS(bytes_), size);
    for (uint64_t at = 0; (at < size || at == 0) && status >= 0; at += entry ? entry : 1) {
        status = load(task, part, &position, (uint64_t)memory, at, entry);
        position.memory++;
    }
    if (memory >= 0)
        vb_handle_close((uint64_t)memory);
    return status < 0 ? status : VB_OK;
}

static int64_t load_handles(uint64_t task)
{
    static struct table own;
    struct handles handles;
    struct vb_saved_handle *slots = NULL;
    struct item item;
    uint64_t value;
    int64_t status = handles_begin(&handles);
    if (status == VB_OK)
        status = table_open(&own, task);
    if (status == VB_OK)
        slots = calloc((size_t)handles.count + 1, sizeof *slots);
    if (status == VB_OK && !slots)
        status = VB_ERR_NO_MEMORY;
    for (uint64_t i = 0; i < handles.count && status == VB_OK; i++)
        if (read_item(&handles, &value, &item))
            fill_slot(&own, &item, value, &slots[i]);
        else
            status = refuse_handle(&handles);
    if (status == VB_OK)
        status = load_array(task, VB_SAVE_HANDLES, slots, handles.count * sizeof *slots,
                            handles.count * sizeof *slots);
    free(slots);
    table_close(&own);
    handles_end(&handles);
    return status;
}

int64_t sdk_snapshot_load(struct sdk_snapshot_in *in, uint64_t task)
{
    snapshot.in = in;
    int64_t status =
        load_array(task, VB_SAVE_THREADS, snapshot.threads,
                   snapshot.thread_count * sizeof *snapshot.threads, sizeof *snapshot.threads);
    if (status >= 0)
        status = load_pieces(task, VB_SAVE_STATE, UINT64_MAX);
    if (status >= 0)
        status = load_pieces(task, VB_SAVE_PAGES, PAGES_AT_ONCE);
    if (status >= 0)
        status = load_handles(task);
    if (status >= 0)
        status = load_array(task, VB_SAVE_TASK, &snapshot.task, sizeof snapshot.task,
                            sizeof snapshot.task);
    return status;
}
