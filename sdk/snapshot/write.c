/* Writing a snapshot. */
#include "format.h"

#include <sdk/file.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { PIECE = 65536, PROGRESS = 16 << 20, IMAGES_MAX = 16 };

struct writer {
    struct sdk_snapshot_out *out;
    uint64_t scratch; /* a memory object */
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
    int64_t status = sdk_file_write_all(w->out->file, bytes, size);
    w->status = status < 0 ? status : VB_OK;
    w->size += size;
    if (w->size - w->told >= PROGRESS) {
        w->told = w->size;
        snapshot_tell(w->out->tell, "saving: %llu MiB written",
                      (unsigned long long)(w->size >> 20));
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

/* The next piece of a part, in the scratch memory; its size. */
static uint64_t save_part(struct writer *w, uint32_t part, struct vb_save_position *position)
{
    int64_t size = vb_task_save(w->out->task, part, VB_ADDRESS(position), w->scratch);
    if (size < 0 && w->status == VB_OK)
        w->status = size;
    return size < 0 ? 0 : (uint64_t)size;
}

struct images {
    uint8_t hashes[IMAGES_MAX][SHA256_SIZE];
    uint64_t sizes[IMAGES_MAX];
    uint32_t count;
};

static void hash_images(struct writer *w, struct images *images)
{
    struct vb_save_position position = {0};
    while (position.memory != VB_SAVED_ALL && w->status == VB_OK) {
        uint32_t image = position.memory;
        struct sha256 hash;
        sha256_begin(&hash);
        for (images->sizes[image] = 0; position.memory == image && w->status == VB_OK;) {
            uint64_t size = save_part(w, VB_SAVE_IMAGE, &position);
            int64_t status = sdk_hash_memory(&hash, w->scratch, 0, size);
            images->sizes[image] += size;
            w->status = w->status == VB_OK && status < 0 ? status : w->status;
        }
        sha256_end(&hash, images->hashes[image]);
        images->count = image + 1;
    }
}

/* The shim is in every boot image; the program travels along unless that is not wanted. */
static void put_modules(struct writer *w)
{
    static struct images images;
    struct buffer b = {0};
    hash_images(w, &images);
    if (w->status == VB_OK && images.count != 2) {
        snapshot_tell(w->out->tell, "expected a program with the shim, found one of %u modules",
                      images.count);
        w->status = VB_ERR_NOT_SUPPORTED;
    }
    if (w->status < 0)
        return;
    bool travels = !w->out->without_program;
    append_number(&b, images.count);
    for (uint32_t i = 0; i < images.count; i++) {
        append(&b, images.hashes[i], SHA256_SIZE);
        append_number(&b, images.sizes[i]);
        append_number(&b, i == images.count - 1 && travels);
    }
    put_section(w, SECTION_MODULES, b.size + (travels ? images.sizes[images.count - 1] : 0));
    put(w, b.bytes, b.size);
    free(b.bytes);
    struct vb_save_position position = {.memory = images.count - 1};
    while (travels && position.memory != VB_SAVED_ALL && w->status == VB_OK) {
        uint64_t size = save_part(w, VB_SAVE_IMAGE, &position);
        put_memory(w, w->scratch, size, put_hashed);
    }
}

/* Strings of a start block. */
static void append_strings(struct buffer *b, const struct table *table, uint32_t offset,
                           uint32_t count)
{
    append_number(b, count);
    for (uint32_t i = 0; i < count; i++) {
        const char *text = offset < table->start_size ? table->start + offset : "";
        append_text(b, text);
        offset += (uint32_t)strlen(text) + 1;
    }
}

/* The contents of the scratch memory. */
static void append_scratch(struct writer *w, struct buffer *b, uint64_t size)
{
    for (uint64_t at = 0; at < size && w->status == VB_OK;) {
        uint64_t part = size - at < PIECE ? size - at : PIECE;
        int64_t status = vb_memory_read(w->scratch, at, VB_ADDRESS(piece), part);
        w->status = status < 0 ? status : VB_OK;
        append(b, piece, (size_t)part);
        at += part;
    }
}

static void append_threads(struct writer *w, struct buffer *b)
{
    struct vb_save_position position = {0};
    uint64_t size = save_part(w, VB_SAVE_THREADS, &position);
    append_number(b, size / sizeof(struct vb_saved_thread));
    append_scratch(w, b, size);
}

static void put_process(struct writer *w, const struct table *table)
{
    const struct vb_start_header *start = (const void *)table->start;
    struct buffer b = {0};
    struct vb_saved_task saved = {0};
    struct vb_save_position position = {0};
    if (save_part(w, VB_SAVE_TASK, &position) == 0)
        return;
    (void)vb_memory_read(w->scratch, 0, VB_ADDRESS(&saved), sizeof saved);
    append_number(&b, PROCESS_VERSION);
    append(&b, &saved, sizeof saved);
    append_threads(w, &b);
    append_strings(&b, table, start->arguments, start->argument_count);
    append_strings(&b, table, start->environment, start->environment_count);
    append_number(&b, start->memory_limit);
    put_buffer(w, SECTION_PROCESS, &b);
}

static void append_item(struct buffer *b, const struct item *item)
{
    append_number(b, item->description);
    switch (item->description) {
    case DESCRIBED_STREAM:
        append_number(b, (uint64_t)item->fd);
        break;
    case DESCRIBED_PREOPEN:
        append_text(b, item->name);
        break;
    case DESCRIBED_FILE:
        append_number(b, item->number);
        append_text(b, item->name);
        append_number(b, item->flags);
        append_number(b, item->offset);
        break;
    case DESCRIBED_THREAD:
        append_number(b, item->thread);
        append_number(b, item->exit);
        append_number(b, item->rights);
        break;
    default:
        break;
    }
}

static void put_handles(struct writer *w, struct table *table)
{
    struct buffer b = {0};
    uint32_t lost = 0;
    append_number(&b, table->count);
    for (uint32_t i = 0; i < table->count; i++) {
        const struct item item = table_describe(table, i);
        lost += item.description == DESCRIBED_DEAD && table->slots[i].type == VB_OBJECT_SENDER;
        append_number(&b, table->slots[i].value);
        append_item(&b, &item);
    }
    if (lost > 0)
        snapshot_tell(w->out->tell,
                      "saving: %u open files or channels cannot be described; they will be closed",
                      lost);
    put_buffer(w, SECTION_HANDLES, &b);
}

/* In one go: a wait may end meanwhile, and the thread is then saved once more. */
static void put_states(struct writer *w)
{
    struct buffer b = {0};
    struct vb_save_position position = {0};
    size_t begin = 0; /* of this thread */
    while (w->status == VB_OK && position.memory != VB_SAVED_ALL) {
        if (position.page == 0)
            begin = b.size;
        int64_t size = vb_task_save(w->out->task, VB_SAVE_STATE, VB_ADDRESS(&position), w->scratch);
        if (size >= 0) {
            append_scratch(w, &b, (uint64_t)size);
        } else if (size == VB_ERR_BUSY && position.page > 0) {
            b.size = begin;
            position.page = 0;
        } else {
            w->status = size;
        }
    }
    put_buffer(w, SECTION_STATE, &b);
}

/* Once to know the size, once to write. */
static uint64_t page_pieces(struct writer *w, bool write)
{
    struct vb_save_position position = {0};
    uint64_t total = 0;
    do {
        uint64_t size = save_part(w, VB_SAVE_PAGES, &position);
        if (write)
            put_memory(w, w->scratch, size, put);
        total += size;
    } while (position.memory != VB_SAVED_ALL && w->status == VB_OK);
    return total;
}

/* What answers a pending call may write to a page in between. */
static void put_pages(struct writer *w)
{
    uint64_t size = page_pieces(w, false);
    put_section(w, SECTION_PAGES, size);
    if (page_pieces(w, true) != size && w->status == VB_OK)
        w->status = VB_ERR_BUSY;
}

static void put_all(struct writer *w)
{
    static const uint8_t magic[16] = {0x7f, 'V', 'B', 'S', 'N', 'A', 'P', '\n', SNAPSHOT_VERSION};
    uint8_t hash[SHA256_SIZE];
    static struct table table;
    int64_t status = table_open(&table, w->out->task);
    if (status < 0)
        w->status = status;
    put(w, magic, sizeof magic);
    put_modules(w);
    if (w->status == VB_OK)
        put_process(w, &table);
    if (w->status == VB_OK)
        put_handles(w, &table);
    table_close(&table);
    put_states(w);
    put_pages(w);
    put_section(w, SECTION_END, SHA256_SIZE);
    struct sha256 last = w->hash;
    sha256_end(&last, hash);
    put(w, hash, sizeof hash);
}

int64_t sdk_snapshot_write(struct sdk_snapshot_out *out)
{
    struct writer w = {.out = out};
    int64_t scratch = vb_memory_alloc(0);
    if (scratch < 0)
        return scratch;
    w.scratch = (uint64_t)scratch;
    sha256_begin(&w.hash);
    put_all(&w);
    (void)vb_handle_close(w.scratch);
    out->size = w.size;
    return w.status;
}
