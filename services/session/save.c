/* Writing a snapshot. */
#include "session.h"
#include "snapshot.h"

#include <base/sha256.h>
#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { PIECE = 65536, PROGRESS = 16 << 20 };

struct writer {
    uint64_t file;
    struct sha256 hash;
    uint64_t size, told; /* bytes written, and when that was last said */
    int64_t status;      /* the first error */
};

static uint8_t piece[PIECE];

/* What has a hash of its own. */
static void put_hashed(struct writer *w, const void *bytes, size_t size)
{
    if (w->status < 0)
        return;
    int64_t status = sdk_file_write_all(w->file, bytes, size);
    w->status = status < 0 ? status : VB_OK;
    w->size += size;
    if (w->size - w->told >= PROGRESS) {
        w->told = w->size;
        complain("saving: %llu MiB written", (unsigned long long)(w->size >> 20));
    }
}

static void put(struct writer *w, const void *bytes, size_t size)
{
    sha256_add(&w->hash, bytes, size);
    put_hashed(w, bytes, size);
}

/* The first `size` bytes of a memory object. */
static void put_memory(struct writer *w, uint64_t memory, uint64_t size,
                       void (*put_piece)(struct writer *, const void *, size_t))
{
    for (uint64_t at = 0; at < size && w->status == VB_OK;) {
        uint64_t part = size - at < PIECE ? size - at : PIECE;
        int64_t status = vb_memory_read(memory, at, VB_ADDRESS(piece), part);
        if (status < 0)
            w->status = status;
        else
            put_piece(w, piece, (size_t)part);
        at += part;
    }
}

static void put_section(struct writer *w, uint32_t kind, uint64_t size)
{
    const struct {
        uint32_t kind, zero;
        uint64_t size;
    } head = {kind, 0, size};
    put(w, &head, sizeof head);
}

/* A section that is put together first. */
struct buffer {
    uint8_t *bytes;
    size_t size, room;
    bool failed;
};

static void append(struct buffer *b, const void *bytes, size_t size)
{
    if (b->size + size > b->room) {
        size_t room = 2 * (b->size + size) + 256;
        uint8_t *grown = realloc(b->bytes, room);
        b->failed |= !grown;
        if (!grown)
            return;
        b->bytes = grown;
        b->room = room;
    }
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

static void append_number(struct buffer *b, uint64_t number)
{
    uint8_t bytes[10];
    size_t size = 0;
    for (; number >= 0x80; number >>= 7)
        bytes[size++] = (uint8_t)(number | 0x80);
    bytes[size++] = (uint8_t)number;
    append(b, bytes, size);
}

static void append_text(struct buffer *b, const char *text)
{
    append_number(b, strlen(text));
    append(b, text, strlen(text));
}

static void put_buffer(struct writer *w, uint32_t kind, struct buffer *b)
{
    if (b->failed && w->status == VB_OK)
        w->status = VB_ERR_NO_MEMORY;
    put_section(w, kind, b->size);
    put(w, b->bytes, b->size);
    free(b->bytes);
}

/* ---- sections -------------------------------------------------------------------------------- */

int64_t hash_memory(struct sha256 *hash, uint64_t memory, uint64_t offset, uint64_t size)
{
    for (uint64_t at = 0; at < size;) {
        uint64_t part = size - at < PIECE ? size - at : PIECE;
        int64_t status = vb_memory_read(memory, offset + at, VB_ADDRESS(piece), part);
        if (status < 0)
            return status;
        sha256_add(hash, piece, (size_t)part);
        at += part;
    }
    return VB_OK;
}

int64_t hash_image(uint64_t image, uint8_t out[SHA256_SIZE])
{
    struct sha256 hash;
    int64_t size = vb_memory_size(image);
    sha256_begin(&hash);
    int64_t status = size < 0 ? size : hash_memory(&hash, image, 0, (uint64_t)size);
    sha256_end(&hash, out);
    return status < 0 ? status : size;
}

/* The shim is in every boot image; the program travels along. */
static void put_modules(struct writer *w, uint64_t program)
{
    struct buffer b = {0};
    uint8_t hash[SHA256_SIZE];
    const uint64_t images[2] = {sdk_start_named("wasi"), program};
    int64_t sizes[2] = {0};
    append_number(&b, 2);
    for (uint32_t i = 0; i < 2 && w->status == VB_OK; i++) {
        sizes[i] = hash_image(images[i], hash);
        if (sizes[i] < 0)
            w->status = sizes[i];
        append(&b, hash, sizeof hash);
        append_number(&b, (uint64_t)sizes[i]);
        append_number(&b, i);
    }
    if (w->status < 0)
        return;
    put_section(w, SECTION_MODULES, b.size + (uint64_t)sizes[1]);
    put(w, b.bytes, b.size);
    put_memory(w, program, (uint64_t)sizes[1], put_hashed);
    free(b.bytes);
}

static int64_t save_part(struct writer *w, uint64_t task, uint32_t part,
                         struct vb_save_position *position, uint64_t scratch)
{
    int64_t size = vb_task_save(task, part, VB_ADDRESS(position), scratch);
    if (size < 0 && w->status == VB_OK)
        w->status = size;
    return size;
}

/* Strings of a start block. */
static void append_strings(struct buffer *b, const struct sdk_bytes *strings, uint32_t count)
{
    const char *at = strings->data;
    append_number(b, count);
    for (uint32_t i = 0; i < count; i++) {
        append_text(b, at);
        at += strlen(at) + 1;
    }
}

static void put_process(struct writer *w, uint64_t task, uint64_t scratch,
                        const struct sdk_block *block)
{
    struct buffer b = {0};
    struct vb_saved_task saved = {0};
    struct vb_save_position position = {0};
    if (save_part(w, task, VB_SAVE_TASK, &position, scratch) < 0)
        return;
    (void)vb_memory_read(scratch, 0, VB_ADDRESS(&saved), sizeof saved);
    append_number(&b, 1);
    append(&b, &saved, sizeof saved);
    append_strings(&b, &block->arguments, block->header.argument_count);
    append_strings(&b, &block->environment, block->header.environment_count);
    append_number(&b, block->header.memory_limit);
    put_buffer(w, SECTION_PROCESS, &b);
}

static void put_handles(struct writer *w, uint64_t task)
{
    struct buffer b = {0};
    struct vb_saved_handle *slots;
    uint32_t count, lost = 0;
    int64_t status = table_of(task, &slots, &count);
    if (status < 0)
        w->status = status;
    append_number(&b, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct item item = describe(&slots[i]);
        lost += item.description == DESCRIBED_DEAD && slots[i].type == VB_OBJECT_SENDER;
        append_number(&b, slots[i].value);
        append_number(&b, item.description);
        if (item.description == DESCRIBED_STREAM)
            append_number(&b, (uint64_t)item.fd);
        if (item.description == DESCRIBED_PREOPEN)
            append_text(&b, item.name);
    }
    free(slots);
    if (lost > 0)
        complain("saving: %u open files or channels cannot be described; they will be closed",
                 lost);
    put_buffer(w, SECTION_HANDLES, &b);
}

static void put_state(struct writer *w, uint64_t task, uint64_t scratch)
{
    struct vb_save_position position = {0};
    int64_t size = save_part(w, task, VB_SAVE_STATE, &position, scratch);
    if (size < 0)
        return;
    put_section(w, SECTION_STATE, (uint64_t)size);
    put_memory(w, scratch, (uint64_t)size, put);
}

/* Once to know the size, once to write. */
static uint64_t pages(struct writer *w, uint64_t task, uint64_t scratch, bool write)
{
    struct vb_save_position position = {0};
    uint64_t total = 0;
    while (position.memory != VB_SAVED_ALL && w->status == VB_OK) {
        int64_t size = save_part(w, task, VB_SAVE_PAGES, &position, scratch);
        if (size > 0 && write)
            put_memory(w, scratch, (uint64_t)size, put);
        total += size > 0 ? (uint64_t)size : 0;
    }
    return total;
}

static void put_all(struct writer *w, uint64_t task, const struct sdk_block *block)
{
    static const uint8_t magic[16] = {0x7f, 'V', 'B', 'S', 'N', 'A', 'P', '\n', SNAPSHOT_VERSION};
    uint8_t hash[SHA256_SIZE];
    int64_t scratch = vb_memory_alloc(0);
    if (scratch < 0) {
        w->status = scratch;
        return;
    }
    put(w, magic, sizeof magic);
    put_modules(w, program_image());
    put_process(w, task, (uint64_t)scratch, block);
    put_handles(w, task);
    put_state(w, task, (uint64_t)scratch);
    put_section(w, SECTION_PAGES, pages(w, task, (uint64_t)scratch, false));
    pages(w, task, (uint64_t)scratch, true);
    put_section(w, SECTION_END, SHA256_SIZE);
    struct sha256 last = w->hash;
    sha256_end(&last, hash);
    put(w, hash, sizeof hash);
    vb_handle_close((uint64_t)scratch);
}

int64_t snapshot_save(uint64_t task, const char *name, const struct sdk_block *block)
{
    struct writer w = {0};
    struct vb_task_info info = {0};
    int64_t folder = snapshot_folder();
    int64_t file = folder < 0
                       ? folder
                       : sdk_file_open((uint64_t)folder, snapshot_plan.save,
                                       VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE, NULL);
    if (file < 0) {
        complain("%s: cannot be written: %s", snapshot_plan.save, sdk_status_text(file));
        return file;
    }
    w.file = (uint64_t)file;
    sha256_begin(&w.hash);
    put_all(&w, task, block);
    vb_handle_close((uint64_t)file);
    (void)vb_task_info(task, VB_ADDRESS(&info));
    if (w.status < 0)
        complain("%s: cannot save %s: %s", snapshot_plan.save, name, sdk_status_text(w.status));
    else
        complain("%s saved to %s after %llu reductions (%llu bytes)", name, snapshot_plan.save,
                 (unsigned long long)info.reductions, (unsigned long long)w.size);
    return w.status;
}
