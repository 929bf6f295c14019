/* Any scan codes, in both sets and any layout: what they send is short and whole. */
#include "../../services/drivers/ps2/controller.h"
#include "../../services/drivers/ps2/keymap.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Complete UTF-8 sequences and nothing else. */
static int is_whole(const char *bytes, size_t size)
{
    size_t i, more = 0;

    for (i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (((byte & 0xc0) == 0x80) != (more > 0))
            return 0;
        more = more > 0 ? more - 1 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    }
    return more == 0;
}

/* The first byte: which set, which layout. The rest: scan codes and answers. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct controller_queue queue = {0};
    struct scancode codes = {0};
    struct keymap keymap = {0};
    char bytes[KEYMAP_BYTES_MAX];
    size_t i, count;

    if (size == 0)
        return 0;
    codes.set2 = data[0] & 1;
    keymap.layout = layout_find(data[0] & 2 ? "de" : "us");
    for (i = 1; i < size; i++) {
        uint8_t locks = keymap.locks;

        if (!controller_answer(&queue, data[i])) {
            count = keymap_event(&keymap, scancode_next(&codes, data[i]), bytes);
            if (count > sizeof bytes || !is_whole(bytes, count))
                abort();
        }
        if (locks != keymap.locks)
            controller_lights(&queue, keymap.locks);
        (void)controller_send(&queue);
        if (queue.count > sizeof queue.bytes)
            abort();
    }
    return 0;
}
