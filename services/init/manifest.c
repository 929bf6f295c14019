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

/* The group in which a service may start children; CONFIG_NONE: it is no longer one that may. */
static int group_of(const struct config *config, const char *starter)
{
    int index = config_find(config, starter);

    return index == CONFIG_NONE ? CONFIG_NONE : config->services[index].starts;
}

static void add_child(struct manifest *manifest, struct config *config,
                      const struct manifest_service *record)
{
    int group = group_of(config, record->starter), index = CONFIG_NONE;

    if (group != CONFIG_NONE && config_find(config, record->name) == CONFIG_NONE)
        index = config_add_child(config, group, record->name, record->program);
    if (index != CONFIG_NONE)
        manifest->services[index] = *record;
}

void manifest_match(struct manifest *manifest, struct config *config)
{
    static struct manifest_service old[CONFIG_SERVICES];
    uint32_t i, j, records;

    for (i = 0; i < CONFIG_SERVICES && manifest->services[i].name[0] != 0; i++) {
        old[i] = manifest->services[i];
        manifest->services[i] = (struct manifest_service){0};
    }
    records = i;
    for (i = 0; i < config->service_count; i++) {
        for (j = 0; j < records; j++)
            if (old[j].starter[0] == 0 && strcmp(old[j].name, config->services[i].name) == 0)
                manifest->services[i] = old[j];
        strcpy(manifest->services[i].name, config->services[i].name);
    }
    for (j = 0; j < records; j++)
        if (old[j].starter[0] != 0)
            add_child(manifest, config, &old[j]);
}
