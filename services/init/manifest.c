/* See manifest.h. */
#include "manifest.h"
#include <string.h>
#include <vibee/syscalls.h>

#define MAGIC UINT64_C(0x31696e6d74424956) /* "VIBtmni1" */

enum { SIZE = sizeof(struct manifest_head) + CONFIG_SERVICES * sizeof(struct manifest_service) };

bool manifest_open(struct manifest *manifest, uint64_t memory)
{
    *manifest = (struct manifest){.memory = memory};
    if (memory == 0)
        return false;
    if (vb_memory_size(memory) < SIZE && vb_memory_resize(memory, SIZE) < 0) {
        manifest->memory = 0;
        return false;
    }
    if (vb_memory_read(memory, 0, VB_ADDRESS(&manifest->head), sizeof manifest->head) < 0 ||
        manifest->head.magic != MAGIC) {
        manifest->head = (struct manifest_head){.magic = MAGIC};
        return false;
    }
    return vb_memory_read(memory, sizeof manifest->head, VB_ADDRESS(manifest->services),
                          sizeof manifest->services) == (int64_t)sizeof manifest->services;
}

void manifest_save_head(const struct manifest *manifest)
{
    if (manifest->memory != 0)
        (void)vb_memory_write(manifest->memory, 0, VB_ADDRESS(&manifest->head),
                              sizeof manifest->head);
}

void manifest_save_service(const struct manifest *manifest, uint32_t index)
{
    if (manifest->memory != 0)
        (void)vb_memory_write(manifest->memory,
                              sizeof manifest->head + index * sizeof manifest->services[0],
                              VB_ADDRESS(&manifest->services[index]), sizeof manifest->services[0]);
}

void manifest_match(struct manifest *manifest, const struct config *config)
{
    static struct manifest_service old[CONFIG_SERVICES];
    uint32_t i, j;

    memcpy(old, manifest->services, sizeof old);
    memset(manifest->services, 0, sizeof manifest->services);
    for (i = 0; i < config->service_count; i++) {
        for (j = 0; j < CONFIG_SERVICES; j++)
            if (strcmp(old[j].name, config->services[i].name) == 0)
                manifest->services[i] = old[j];
        strcpy(manifest->services[i].name, config->services[i].name);
    }
}
