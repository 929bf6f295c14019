#include "kill.h"

void kill_add(struct kill_ring *ring, const char *text, size_t length, bool append, bool backward)
{
    if (length == 0)
        return;
    if (!append || ring->count == 0) {
        ring->last = ring->count ? (ring->last + 1) % KILLS : 0;
        ring->count += ring->count < KILLS;
        strbuf_clear(&ring->items[ring->last]);
    }
    struct strbuf *item = &ring->items[ring->last];
    strbuf_insert(item, backward ? 0 : item->length, text, length);
}

const struct strbuf *kill_get(const struct kill_ring *ring, size_t back)
{
    if (ring->count == 0)
        return NULL;
    return &ring->items[(ring->last + ring->count - back % ring->count) % ring->count];
}

void kill_free(struct kill_ring *ring)
{
    for (size_t i = 0; i < KILLS; i++)
        strbuf_free(&ring->items[i]);
    *ring = (struct kill_ring){0};
}
