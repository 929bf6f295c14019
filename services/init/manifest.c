/* init's state in the memory object that the kernel keeps across a trap of init. Each record is
 * written by one system call, so that a record is never half old. Handles stay valid: the kernel
 * keeps init's table. */
#include "init.h"

#include <string.h>
#include <vibee/syscalls.h>

#define MANIFEST_MAGIC 0x54494e49564d4249ull

struct manifest_header {
    uint64_t magic;
    uint64_t receiver, sender, session, session_pulse;
};

static uint64_t place(uint32_t index)
{
    return sizeof(struct manifest_header) + index * sizeof(struct service);
}

void manifest_save_service(const struct init *init, uint32_t index)
{
    vb_memory_write(init->manifest, place(index), VB_ADDRESS(&init->services[index]),
                    sizeof init->services[index]);
}

void manifest_save_init(const struct init *init)
{
    struct manifest_header header = {MANIFEST_MAGIC, init->receiver, init->sender, init->session,
                                     init->session_pulse};
    vb_memory_write(init->manifest, 0, VB_ADDRESS(&header), sizeof header);
}

bool manifest_load(struct init *init)
{
    struct manifest_header header = {0};
    uint64_t size = place(MAX_SERVICES);
    if (vb_memory_size(init->manifest) < (int64_t)size &&
        vb_memory_resize(init->manifest, size) != VB_OK)
        return false;
    if (vb_memory_read(init->manifest, 0, VB_ADDRESS(&header), sizeof header) < 0 ||
        header.magic != MANIFEST_MAGIC)
        return false;
    init->receiver = header.receiver;
    init->sender = header.sender;
    init->session = header.session;
    init->session_pulse = header.session_pulse;
    return vb_memory_read(init->manifest, place(0), VB_ADDRESS(init->services),
                          sizeof init->services) == (int64_t)sizeof init->services;
}
