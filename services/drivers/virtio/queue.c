/* See queue.h. Offsets of fields are those of virtio 1.2, 2.7.5 to 2.7.8. */
#include "queue.h"

enum { DESCRIPTOR_SIZE = 16, FLAG_NEXT = 1, FLAG_WRITE = 2 };
enum { RING_INDEX = 2, RING_ENTRIES = 4, USED_ENTRY_SIZE = 8 };

static uint64_t available_bytes(uint16_t size)
{
    return RING_ENTRIES + 2 * (uint64_t)size + 2;
}

static uint64_t align(uint64_t value, uint64_t to)
{
    return (value + to - 1) & ~(to - 1);
}

uint64_t virtqueue_bytes(uint16_t size)
{
    uint64_t used = align((uint64_t)DESCRIPTOR_SIZE * size + available_bytes(size), 4);
    return align(used + RING_ENTRIES + (uint64_t)USED_ENTRY_SIZE * size + 2, 16);
}

static uint64_t available_at(uint64_t offset, uint16_t size)
{
    return offset + (uint64_t)DESCRIPTOR_SIZE * size;
}

static uint64_t used_at(uint64_t offset, uint16_t size)
{
    return align(available_at(offset, size) + available_bytes(size), 4);
}

void virtqueue_open(struct virtqueue *queue, const struct sdk_dma *memory, uint64_t offset,
                    uint16_t size)
{
    *queue = (struct virtqueue){
        .memory = memory,
        .descriptors = offset,
        .available = available_at(offset, size),
        .used = used_at(offset, size),
        .size = size,
        .free_count = size,
    };
    for (uint16_t i = 0; i < size; i++)
        queue->next[i] = (uint16_t)(i + 1);
}

static void write_descriptor(struct virtqueue *queue, uint16_t index,
                             const struct virtqueue_piece *piece, bool last)
{
    uint64_t at = queue->descriptors + (uint64_t)DESCRIPTOR_SIZE * index;
    uint32_t flags = (last ? 0 : FLAG_NEXT) | (piece->writable ? FLAG_WRITE : 0);

    (void)sdk_dma_write64(queue->memory, at, piece->address);
    (void)sdk_dma_write32(queue->memory, at + 8, piece->size);
    (void)sdk_dma_write32(queue->memory, at + 12, flags | (uint32_t)queue->next[index] << 16);
}

int virtqueue_add(struct virtqueue *queue, const struct virtqueue_piece *pieces, unsigned count)
{
    uint16_t head = queue->free_head, index = head, last = head;
    uint64_t room = 0;

    if (count == 0)
        return VB_ERR_INVALID;
    if (queue->broken || count > queue->free_count)
        return VB_ERR_AGAIN;
    for (unsigned i = 0; i < count; i++) {
        write_descriptor(queue, index, &pieces[i], i + 1 == count);
        room += pieces[i].writable ? pieces[i].size : 0;
        last = index;
        index = queue->next[index];
    }
    queue->free_head = queue->next[last];
    queue->free_count = (uint16_t)(queue->free_count - count);
    queue->length[head] = (uint16_t)count;
    queue->room[head] = room;
    queue->in_flight++;
    /* The entry first, then the index that makes it visible: two system calls, in order. */
    (void)sdk_dma_write16(queue->memory,
                          queue->available + RING_ENTRIES +
                              2 * (uint64_t)(queue->available_index & (queue->size - 1)),
                          head);
    queue->available_index++;
    (void)sdk_dma_write16(queue->memory, queue->available + RING_INDEX, queue->available_index);
    return head;
}

static void free_chain(struct virtqueue *queue, uint16_t head)
{
    uint16_t last = head;

    for (uint16_t i = 1; i < queue->length[head]; i++)
        last = queue->next[last];
    queue->next[last] = queue->free_head;
    queue->free_head = head;
    queue->free_count = (uint16_t)(queue->free_count + queue->length[head]);
    queue->length[head] = 0;
    queue->in_flight--;
}

int virtqueue_take(struct virtqueue *queue, uint16_t *head, uint32_t *written)
{
    uint16_t index = sdk_dma_read16(queue->memory, queue->used + RING_INDEX);
    uint16_t ahead = (uint16_t)(index - queue->used_index);
    uint64_t entry = queue->used + RING_ENTRIES +
                     USED_ENTRY_SIZE * (uint64_t)(queue->used_index & (queue->size - 1));
    uint32_t id, count;

    if (queue->broken)
        return VB_ERR_IO;
    if (ahead == 0)
        return 0;
    id = sdk_dma_read32(queue->memory, entry);
    count = sdk_dma_read32(queue->memory, entry + 4);
    if (ahead > queue->in_flight || id >= queue->size || queue->length[id] == 0 ||
        count > queue->room[id]) {
        queue->broken = true;
        return VB_ERR_IO;
    }
    queue->used_index++;
    free_chain(queue, (uint16_t)id);
    *head = (uint16_t)id;
    *written = count;
    return 1;
}

/* ---- what was left ---- */

int virtqueue_left(const struct sdk_dma *memory, uint64_t offset, uint16_t size, uint16_t taken)
{
    uint16_t left = (uint16_t)(sdk_dma_read16(memory, used_at(offset, size) + RING_INDEX) - taken);

    return left <= size ? left : VB_ERR_IO;
}

void virtqueue_left_entry(const struct sdk_dma *memory, uint64_t offset, uint16_t size, uint16_t at,
                          uint32_t *id, uint32_t *written)
{
    uint64_t entry =
        used_at(offset, size) + RING_ENTRIES + USED_ENTRY_SIZE * (uint64_t)(at & (size - 1));

    *id = sdk_dma_read32(memory, entry);
    *written = sdk_dma_read32(memory, entry + 4);
}
